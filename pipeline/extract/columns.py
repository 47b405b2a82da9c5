"""Finds the white space between two columns of text, and the numbers that count the lines in a margin."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from itertools import pairwise

from pipeline.extract.glyphs import Run


def gutter_of(runs: Sequence[Run], width: float, usual: float | None = None) -> float | None:
    """The middle of the white space between two columns of text, or None for a page of one column."""
    body = [run for run in runs if len(run.text) > 12]
    if usual is not None and sum(run.x0 < usual - 3 and run.x1 > usual + 3 for run in body) <= 0.3 * len(body):
        return usual
    if len(body) < 12:
        return None
    for step in range(36, 65):
        x = width * step / 100
        across = [run for run in body if run.x0 < x - 3 and run.x1 > x + 3]
        left = [run for run in body if run.x1 <= x + 3]
        right = [run for run in body if run.x0 >= x - 3]
        least = min(len(left), len(right))
        is_whole = len(across) <= 0.12 * len(body) and least >= 0.25 * len(body)
        if (is_whole or least >= 6 and _are_below(across, left, right)) and _are_columns(left, right):
            return x
    return None


def _are_below(across: Sequence[Run], left: Sequence[Run], right: Sequence[Run]) -> bool:
    """Whether a part of a page has two columns of one breadth, and what goes across the page stands above or below them."""
    edge, _ = Counter(round(run.x0 / 4) for run in right).most_common(1)[0]
    right = [run for run in right if abs(round(run.x0 / 4) - edge) <= 1]  # not what runs at the head of pages
    top, bottom = min(run.top for run in right), max(run.bottom for run in right)
    beside = [run for run in left if top - 2 < run.middle < bottom + 2]
    if len(beside) < 6 or any(top - 2 < run.middle < bottom + 2 for run in across):
        return False
    breadths = [max(run.x1 for run in side) - min(run.x0 for run in side) for side in (beside, right)]
    return abs(breadths[0] - breadths[1]) < 0.12 * max(breadths)


def _are_columns(left: Sequence[Run], right: Sequence[Run]) -> bool:
    """Whether the two sides are columns of running text, not cells of a table: written as a whole, or section by section."""
    sides = [0] * len(left) + [1] * len(right)
    in_order = [side for _, side in sorted(zip([r.order for r in (*left, *right)], sides, strict=True))]
    changes = sum(a != b for a, b in zip(in_order, in_order[1:], strict=False))
    return changes <= max(4, 0.2 * len(sides)) and (_has_edge(right) or (len(right) >= 15 and _has_edge(left)))


def _has_edge(runs: Sequence[Run]) -> bool:
    """Whether half of the runs begin at one place, as running text does; a table in a column hides the edge of it."""
    return Counter(round(run.x0 / 4) for run in runs).most_common(1)[0][1] >= 0.5 * len(runs)


def line_numbers(runs: Sequence[Run], usual: float | None = None) -> tuple[float | None, set[int]]:
    """The right edge of the numbers that count the lines of a page in its margin, and which runs they are.

    `usual` is the edge on the pages before, where one was found: there a few numbers are enough.
    """
    figures = [run for run in runs if run.text.isdigit() and len(run.text) <= 4 and run.turned == 0 and not run.hidden]
    text = [run for run in runs if len(run.text) > 15]
    known = [run for run in figures if usual is not None and abs(run.x1 - usual) < 3]
    if known and (len(known) < 3 or _steps(known)[1] >= 0.8 * (len(known) - 1)):
        return usual, {id(run) for run in known}
    if len(figures) < 3 or not text:
        return usual, set()
    edge, _ = Counter(round(run.x1 / 3) for run in figures).most_common(1)[0]
    counted = sorted((run for run in figures if abs(round(run.x1 / 3) - edge) <= 2), key=lambda run: run.top)
    step, times = _steps(counted)
    size = sorted(run.size for run in text)[len(text) // 2]
    levels = len({round(run.top / 4) for run in text})
    gaps = sorted(b.top - a.top for a, b in pairwise(counted))
    counts = step in (1, 5) and times >= 0.8 * len(gaps) and gaps[len(gaps) // 2] < 2.4 * step * size
    is_small = counted[0].size < 0.93 * size and len(counted) * step >= 0.6 * levels
    if not counts or not (is_small or len(counted) * step >= max(15, 0.6 * levels)):
        return usual, set()
    return counted[0].x1, {id(run) for run in counted}


def _steps(counted: Sequence[Run]) -> tuple[int, int]:
    """By how much these numbers mostly grow down the page, and how often."""
    ordered = sorted(counted, key=lambda run: run.top)
    steps = Counter(int(b.text) - int(a.text) for a, b in pairwise(ordered))
    return steps.most_common(1)[0] if steps else (0, 0)
