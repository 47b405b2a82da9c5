"""Finds the columns of tables whose rows are parted by level lines alone."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import pairwise

from pipeline.extract.glyphs import Run
from pipeline.extract.lines import MARKER
from pipeline.extract.rulings import Ruling

_LEAST_GAP = 4.0  # points of white between two columns
_HIGHEST_ROW = 260.0
Word = tuple[str, float, float, float, float]  # text, left, top, right, bottom


def columns_between(found: Sequence[Ruling], runs: Sequence[Run]) -> list[Ruling]:
    """The upright edges of tables in which only level lines are drawn, and the level edge above a head that has none."""
    made: list[Ruling] = []
    for chain in _chains(found):
        made += _edges(chain, found, runs)
    return made


def _chains(found: Sequence[Ruling]) -> Iterator[list[Ruling]]:
    """Three or more level lines of one breadth, one below the other."""
    lines = sorted(_whole(found), key=lambda line: (round(line.x0 / 4), round(line.x1 / 4), line.top))
    chain: list[Ruling] = []
    for line in lines:
        is_next = chain and abs(line.x0 - chain[-1].x0) < 4 and abs(line.x1 - chain[-1].x1) < 4
        if not is_next or line.top - chain[-1].top > _HIGHEST_ROW:
            if len(chain) >= 3:
                yield chain
            chain = []
        chain.append(line)
    if len(chain) >= 3:
        yield chain


def _whole(found: Sequence[Ruling]) -> list[Ruling]:
    """The level lines, those drawn cell by cell put together, and both edges of a thin line being one."""
    pieces = sorted((r for r in found if r.is_level and r.x1 - r.x0 > 7), key=lambda r: (round(r.top / 3), r.x0))
    made: list[Ruling] = []
    for piece in pieces:
        last = made[-1] if made else None
        if last and abs(last.top - piece.top) < 3.5 and piece.x0 < last.x1 + 4:
            made[-1] = Ruling(last.x0, last.top, max(last.x1, piece.x1), last.bottom)
        else:
            made.append(piece)
    return [line for line in made if line.x1 - line.x0 > 100]


def _edges(chain: Sequence[Ruling], found: Sequence[Ruling], runs: Sequence[Run]) -> list[Ruling]:
    x0, x1, top, bottom = chain[0].x0, chain[0].x1, chain[0].top, chain[-1].top
    inside = [run for run in runs if x0 - 3 < run.x0 and run.x1 < x1 + 3 and run.turned == 0]
    upright = [r for r in found if not r.is_level and r.bottom > top + 3 and r.top < bottom - 3]
    if inner := [r for r in upright if x0 + 5 < r.x0 < x1 - 5 and r.bottom - r.top > 7]:
        return list(_gone_on(inner, chain, inside))
    rows = [_words(inside, a.top, b.top) for a, b in pairwise(chain)]
    rows = [row for row in rows if row]
    edges = _columns(rows)
    if len(rows) < 2 or len(edges) < 2 or not _are_rows(rows, edges):
        return []
    above, below = _beyond(inside, edges, top, -1), _beyond(inside, edges, bottom, 1)
    sides = [x0, *(edge - 2 for edge in edges[1:]), x1]
    levels = [Ruling(x0, level, x1, level + 0.5) for level in {above, below} - {top, bottom}]
    return [*(Ruling(side, above, side + 0.5, below) for side in sides), *levels]


def _gone_on(inner: Sequence[Ruling], chain: Sequence[Ruling], runs: Sequence[Run]) -> Iterator[Ruling]:
    """The upright edges that some rows have, in those that lack them and have no words there."""
    for x in sorted({round(r.x0): r.x0 for r in inner}.values()):
        drawn = [r for r in inner if abs(r.x0 - x) < 2]
        rows = [(a.top, b.top) for a, b in pairwise(chain) if b.top - a.top > 7]
        lacking = [row for row in rows if not any(r.top < sum(row) / 2 < r.bottom for r in drawn)]
        clear = [row for row in lacking if not any(w[1] < x - 1 and w[3] > x + 1 for w in _words(runs, *row))]
        if len(lacking) - len(clear) <= 0.3 * len(rows):
            yield from (Ruling(x, top, x + 0.5, bottom) for top, bottom in clear)


def _words(runs: Sequence[Run], top: float, bottom: float) -> list[Word]:
    """The words between two level lines."""
    inside = [run for run in runs if top - 1 < run.middle < bottom + 1]
    return [(text, x0, run.top, x1, run.bottom) for run in inside for text, x0, x1 in run.words]


def _columns(rows: Sequence[Sequence[Word]]) -> list[float]:
    """The left edges of the columns: where words begin beyond white that runs down through all rows."""
    edges: list[float] = []
    reach = float("-inf")
    for _, x0, _, x1, _ in sorted((word for row in rows for word in row), key=lambda word: word[1]):
        if x0 > reach + _LEAST_GAP:
            edges.append(x0)
        reach = max(reach, x1)
    return edges


def _are_rows(rows: Sequence[Sequence[Word]], edges: Sequence[float]) -> bool:
    """Whether most rows have words at each of the edges, on one level; not numbers with their paragraphs."""
    begun = [[_first(row, edge) for edge in edges] for row in rows]
    filled = [sum(row[column] is not None for row in begun) for column in range(len(edges))]
    level = [{round(word[2] / 4) for word in row if word} for row in begun]
    is_level = sum(max(tops) - min(tops) <= 1 for tops in level if tops) >= 0.7 * len(rows)
    led = len(edges) == 2 and all(MARKER.fullmatch(word[0]) for row in rows for word in row if word[1] < edges[1] - 2)
    return min(filled) >= 0.6 * len(rows) and is_level and not led


def _first(row: Sequence[Word], edge: float) -> Word | None:
    """The highest word of a row that begins at an edge."""
    return min((word for word in row if abs(word[1] - edge) < 2.5), key=lambda word: word[2], default=None)


def _beyond(runs: Sequence[Run], edges: Sequence[float], level: float, step: int) -> float:
    """How far up or down the table goes on beyond its outermost line: one row of words at its edges."""
    near = [r for r in runs if (r.middle - level) * step > 0]
    near.sort(key=lambda run: run.middle * step)
    reach, taken = level, []
    for run in near:
        gap = (run.top - reach) if step > 0 else (reach - run.bottom)
        if gap > 0.9 * run.size or any(x0 < edge - 2 < x1 for _, x0, x1 in run.words for edge in edges[1:]):
            break
        taken.append(run)
        reach = run.bottom if step > 0 else run.top
    words = [(text, x0, r.top, x1, r.bottom) for r in taken for text, x0, x1 in r.words]
    begun = [_first(words, edge) for edge in edges]
    found = [word for word in begun if word]
    if len(found) < max(2, 0.6 * len(edges)) or max(w[2] for w in found) - min(w[2] for w in found) > 5:
        return level
    return reach + 1.5 * step
