"""Finds the level and upright lines on a page, and the tables that they make."""

from __future__ import annotations

import ctypes
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

import pypdfium2 as pdfium
import pypdfium2.raw as raw
from pdfplumber import table

from pipeline.extract.glyphs import Run, Shown

MOST_PATHS = 3_000
_DEEPEST = 3  # drawings within drawings
Matrix = tuple[float, float, float, float, float, float]
Point = tuple[float, float]


@dataclass(frozen=True, slots=True)
class Ruling:
    """A level or upright line, in the units of its page from the top left."""

    x0: float
    top: float
    x1: float
    bottom: float

    @property
    def is_level(self) -> bool:
        """Whether it goes from left to right."""
        return self.x1 - self.x0 >= self.bottom - self.top

    def scaled(self, factor: float) -> Ruling:
        """The ruling in other units."""
        return Ruling(self.x0 * factor, self.top * factor, self.x1 * factor, self.bottom * factor)

    def edge(self) -> dict[str, Any]:
        """The ruling as pdfplumber's table finder knows it: without breadth."""
        if self.is_level:
            level = (self.top + self.bottom) / 2
            return {"orientation": "h", "x0": self.x0, "x1": self.x1, "top": level, "bottom": level, "width": self.x1 - self.x0, "height": 0}  # fmt: skip
        place = (self.x0 + self.x1) / 2
        return {"orientation": "v", "x0": place, "x1": place, "top": self.top, "bottom": self.bottom, "width": 0, "height": self.bottom - self.top}  # fmt: skip


def rulings(page: pdfium.PdfPage) -> list[Ruling]:
    """The edges of the lines and boxes drawn on a page; none where so much is drawn that it is no table."""
    shown, found = Shown(page), []
    count = 0
    for item, matrix in _paths(page):
        count += 1
        if count > MOST_PATHS:
            return []
        if not _is_drawn(item):
            continue
        for start, end in _sides(item, matrix):
            if abs(start[0] - end[0]) < 1 or abs(start[1] - end[1]) < 1:
                left, right = sorted((start[0], end[0]))
                low, high = sorted((start[1], end[1]))
                found.append(Ruling(*shown.box(left, low, right, high)))
    return found if len(found) <= 4 * MOST_PATHS else []


def _paths(page: pdfium.PdfPage) -> Iterator[tuple[Any, Matrix]]:
    whole = (raw.FPDFPage_GetObject(page.raw, index) for index in range(raw.FPDFPage_CountObjects(page.raw)))
    yield from _within(whole, (1.0, 0.0, 0.0, 1.0, 0.0, 0.0), 0)


def _within(items: Iterable[Any], outer: Matrix, depth: int) -> Iterator[tuple[Any, Matrix]]:
    """The paths among page objects and in the drawings among them, with the matrix that takes each to the page."""
    for item in items:
        kind = raw.FPDFPageObj_GetType(item)
        if kind == raw.FPDF_PAGEOBJ_PATH:
            yield item, _times(_matrix(item), outer)
        elif kind == raw.FPDF_PAGEOBJ_FORM and depth < _DEEPEST:
            inner = (raw.FPDFFormObj_GetObject(item, index) for index in range(raw.FPDFFormObj_CountObjects(item)))
            yield from _within(inner, _times(_matrix(item), outer), depth + 1)


def _matrix(item: Any) -> Matrix:
    found = raw.FS_MATRIX()
    raw.FPDFPageObj_GetMatrix(item, found)
    return found.a, found.b, found.c, found.d, found.e, found.f


def _times(inner: Matrix, outer: Matrix) -> Matrix:
    a, b, c, d, e, f = inner
    p, q, r, s, t, u = outer
    return a * p + b * r, a * q + b * s, c * p + d * r, c * q + d * s, e * p + f * r + t, e * q + f * s + u


def _is_drawn(item: Any) -> bool:
    fill, stroke = ctypes.c_int(), ctypes.c_int()
    raw.FPDFPath_GetDrawMode(item, fill, stroke)
    return bool(fill.value or stroke.value)


def _sides(item: Any, matrix: Matrix) -> Iterator[tuple[Point, Point]]:
    """The straight sides of a path, on the page."""
    x, y = ctypes.c_float(), ctypes.c_float()
    a, b, c, d, e, f = matrix
    begun = last = (0.0, 0.0)
    for index in range(min(4 * MOST_PATHS, raw.FPDFPath_CountSegments(item))):
        segment = raw.FPDFPath_GetPathSegment(item, index)
        raw.FPDFPathSegment_GetPoint(segment, x, y)
        point = (a * x.value + c * y.value + e, b * x.value + d * y.value + f)
        kind = raw.FPDFPathSegment_GetType(segment)
        if kind == raw.FPDF_SEGMENT_MOVETO:
            begun = point
        elif kind == raw.FPDF_SEGMENT_LINETO:
            yield last, point
        last = point
        if raw.FPDFPathSegment_GetClose(segment):
            yield last, begun
            last = begun


def may_make_tables(found: Sequence[Ruling]) -> bool:
    """Whether rulings are the edges of a table of two columns: three upright, two level."""
    upright = {round(r.x0 / 4) for r in found if not r.is_level and r.bottom - r.top > 7}
    level = {round(r.top / 4) for r in found if r.is_level and r.x1 - r.x0 > 7}
    return _apart(upright) >= 3 and _apart(level) >= 2


def banded(found: Sequence[Ruling], runs: Sequence[Run], goes_on: bool = False) -> list[Ruling]:
    """The rulings, and those that a table lacks in which only every other row is shaded.

    When it goes on from the page before, its column heads and one row may be all that stands on this one.
    """
    upright: dict[int, list[Ruling]] = defaultdict(list)
    for ruling in found:
        if not ruling.is_level and ruling.bottom - ruling.top > 7:
            upright[round(ruling.x0 / 2)].append(ruling)
    gaps: dict[tuple[int, int], list[Ruling]] = defaultdict(list)
    for pieces in upright.values():
        pieces.sort(key=lambda piece: (piece.top, piece.bottom))
        for a, b in pairwise(pieces):
            if 7 < b.top - a.bottom < 200:
                gaps[round(a.bottom / 2), round(b.top / 2)].append(Ruling(a.x0, a.bottom, a.x0 + 1, b.top))
    filled = [group for group in gaps.values() if len(group) >= 3 and _parts_words(group, runs)]
    added = [ruling for group in filled for ruling in group]
    lowest = max((piece.bottom for pieces in upright.values() for piece in pieces), default=0.0)
    is_banded = bool(filled) or goes_on and lowest < 160
    ending = [pieces[-1] for pieces in upright.values() if is_banded and abs(pieces[-1].bottom - lowest) < 2]
    return [*found, *added, *_last_row(ending, lowest, runs)]


def _last_row(edges: Sequence[Ruling], top: float, runs: Sequence[Run]) -> list[Ruling]:
    """The rulings about a row without shade that stands right below the last shaded one."""
    bottom, slack = top, 1.2
    for run in sorted((run for run in runs if run.top > top - 2), key=lambda run: run.top):
        if run.top > bottom + slack * run.size or any(_crosses(run, edge.x0) for edge in edges):
            break
        bottom, slack = max(bottom, run.bottom), 0.5
    sides = [Ruling(edge.x0, top, edge.x0 + 1, bottom + 1) for edge in edges]
    if bottom <= top or len(sides) < 3 or not _parts_words(sides, runs):
        return []
    return [*sides, Ruling(min(side.x0 for side in sides), bottom + 1, max(side.x1 for side in sides), bottom + 2)]


def _parts_words(edges: Sequence[Ruling], runs: Sequence[Run]) -> bool:
    """Whether words stand between these upright edges, in two columns or more, and none across them."""
    beside = [run for run in runs if edges[0].top < run.middle < edges[0].bottom]
    crossed = any(_crosses(run, edge.x0) for run in beside for edge in edges)
    columns = {sum(x0 > edge.x0 - 3 for edge in edges) for run in beside for _, x0, _ in run.words}
    return not crossed and len(columns) >= 2


def _crosses(run: Run, edge: float) -> bool:
    """Whether words run on over an upright edge: not where one ends before it and the next begins right behind it."""
    before = [x1 for _, x0, x1 in run.words if x0 < edge - 3]
    behind = [x0 for _, x0, _ in run.words if x0 >= edge - 3]
    if not before or not behind:
        return bool(before) and max(before) > edge + 3
    return max(before) > edge or behind[0] > edge + 9 or behind[0] - max(before) < 0.5 * run.size


def _apart(edges: set[int]) -> int:
    """How many edges there are, those next to each other being one."""
    return sum(edge - 1 not in edges for edge in edges)


def grids(found: Sequence[Ruling], slack: float = 3.0) -> list[Any]:
    """The tables (of pdfplumber) that rulings make; lines nearer than the slack are one."""
    edges = table.merge_edges([ruling.edge() for ruling in found], slack, slack, slack, slack)
    edges = [edge for edge in edges if edge["width"] + edge["height"] >= 3]
    cells = table.intersections_to_cells(table.edges_to_intersections(edges, slack, slack))
    nowhere: Any = None  # the rows of a table are made of its cells alone
    return [table.Table(nowhere, group) for group in table.cells_to_tables(cells)]


def open_ends(found: Sequence[Ruling]) -> list[Ruling]:
    """A level line where upright rulings of a table end together and nothing closes it: where a page cut a row."""
    level = [ruling for ruling in found if ruling.is_level]
    upright = [ruling for ruling in found if not ruling.is_level and ruling.bottom - ruling.top > 7]
    closing = []
    for ends in (_by_end(upright, "top"), _by_end(upright, "bottom")):
        for y, group in ends:
            x0, x1 = min(ruling.x0 for ruling in group), max(ruling.x1 for ruling in group)
            is_closed = any(abs(r.top - y) < 4 and r.x0 < x1 - 2 and r.x1 > x0 + 2 for r in level)
            if not is_closed and _apart({round(ruling.x0 / 4) for ruling in group}) >= 3:
                closing.append(Ruling(x0 - 1, y, x1 + 1, y))
    return closing


def _by_end(upright: Sequence[Ruling], side: str) -> list[tuple[float, list[Ruling]]]:
    ends: dict[int, list[Ruling]] = {}
    for ruling in upright:
        ends.setdefault(round(getattr(ruling, side)), []).append(ruling)
    return [(getattr(group[0], side), group) for group in ends.values()]
