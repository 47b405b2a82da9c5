"""Reads ruled tables as rows, each with its column heads; pdfplumber puts rulings together into cells."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import Any

from pipeline.extract.glyphs import Run
from pipeline.extract.lines import CUT, PageLine, lines


@dataclass(frozen=True, slots=True)
class Row:
    """A row of a table: where it stands, and its cells."""

    top: float
    bottom: float
    x0: float
    x1: float
    cells: tuple[str, ...]
    bold: bool
    opens: bool = False  # its first cell is there, and empty
    order: int = 0  # in which the page writes it
    cut: bool = False  # no ruling ends it, so that it goes on on the next page


def rows(
    found: Iterable[Any], runs: Sequence[Run], columns: int, ends: Sequence[float] = ()
) -> tuple[list[list[Row]], set[int]]:
    """The tables found on a page (of pdfplumber) as rows of the runs in their cells, and which runs they hold.

    `columns` is how many the table has that ended the page before; its last row may stand alone on this one. `ends` are
    the levels at which the page cuts rows.
    """
    tables: list[list[Row]] = []
    used: set[int] = set()
    usual = sorted(run.size for run in runs)[len(runs) // 2] if runs else 0.0
    runs = [run for run in runs if run.size < 3 * usual]  # not a watermark behind the cells
    for table in found:
        parted = _parted(table, [run for run in runs if id(run) not in used])
        placed: set[int] = set()
        made = [row for row in (_row(row, parted, placed) for row in table.rows) if row]
        if made and any(abs(made[-1].bottom - end) < 2 for end in ends):
            made[-1] = replace(made[-1], cut=True)
        goes_on = not tables and made and columns == len(made[0].cells) > 1
        if (len(made) >= 2 or goes_on) and max(sum(bool(c) for c in row.cells) for row in made) >= 2:
            tables.append(made)
            used |= {id(whole) for part, whole in parted if id(part) in placed}
    return tables, used


def _parted(table: Any, runs: Sequence[Run]) -> list[tuple[Run, Run]]:
    """The runs within a table, cut where they cross an upright ruling, each with the run that it was cut from."""
    edges = sorted({round(edge, 1) for row in table.rows for box in row.cells if box for edge in (box[0], box[2])})
    found: list[tuple[Run, Run]] = []
    for run in runs:
        crossed = [edge for edge in edges if run.x0 + 2 < edge < run.x1 - 2]
        if crossed and _inside(run, table.bbox) and _crosses(run, table, crossed):
            found += [(part, run) for part in _cut(run, crossed)]
        else:
            found.append((run, run))
    return found


def _crosses(run: Run, table: Any, edges: Sequence[float]) -> bool:
    """Whether a cell of the run's own row ends at one of these edges."""
    boxes = [box for row in table.rows for box in row.cells if box and box[1] <= run.middle <= box[3]]
    return any(abs(box[0] - edge) < 1 for box in boxes for edge in edges)


def _cut(run: Run, edges: Sequence[float]) -> Iterator[Run]:
    groups: dict[int, list[tuple[str, float, float]]] = {}
    for word in run.words:
        groups.setdefault(sum((word[1] + word[2]) / 2 > edge for edge in edges), []).append(word)
    for number, group in sorted(groups.items()):
        text, is_last = " ".join(word[0] for word in group), number == max(groups)
        text = text.removesuffix(run.hyphen) if is_last and run.hyphen else text
        yield replace(run, text=text, x0=group[0][1], x1=group[-1][2], hyphen=run.hyphen if is_last else "", words=())


def _row(row: Any, parted: Sequence[tuple[Run, Run]], placed: set[int]) -> Row | None:
    cells, bold, order = [], [], []
    for box in row.cells:
        inside = [part for part, _ in parted if box and id(part) not in placed and _inside(part, box)]
        placed.update(id(part) for part in inside)
        cells.append(cell_text(inside))
        bold += [part.bold for part in inside]
        order += [part.order for part in inside]
    if not bold:
        return None
    x0, top, x1, bottom = row.bbox
    return Row(top, bottom, x0, x1, tuple(cells), all(bold), bool(row.cells[0]) and not cells[0], min(order))


def cell_text(runs: Sequence[Run]) -> str:
    """The text of a cell, its lines joined."""
    made = sorted(lines(0, 10_000, runs), key=lambda line: round(line.top))
    text = ""
    for line in made:
        glued = (
            not text
            or text.endswith(CUT)
            or re.search(r"\S/$", text)
            or re.search(r"\d\.$", text)
            and line.text[:1].isdigit()
        )
        text += line.text if glued else f" {line.text}"
        text += line.hyphen + CUT if line.hyphen else ""
    return text.removesuffix(CUT)


def _inside(run: Run, box: Sequence[float]) -> bool:
    return (
        box[0] - 1 <= (run.x0 + min(run.x1, run.x0 + 20)) / 2 <= box[2] + 1 and box[1] - 1 <= run.middle <= box[3] + 1
    )


def as_lines(
    page: int, tables: Sequence[Sequence[Row]], last: PageLine | None, gutter: float | None = None
) -> Iterator[PageLine]:
    """The rows as lines of the page, without the rows of column heads; `last` is the last row of the page before."""
    heads = last.heads if last else ()
    placed = sorted(((_side(table, gutter), table) for table in tables), key=lambda pair: (pair[0], pair[1][0].top))
    for number, (side, table) in enumerate(placed):
        first = table[0]
        if first.cells == heads or _is_head(first, table):
            heads, table = first.cells, table[1:]
        elif len(heads) != len(first.cells):
            heads = ()
        for index, row in enumerate(table):
            is_rest = not number and not index and last is not None and _is_rest(row, last)
            yield PageLine(
                page, side, " | ".join(row.cells), row.x0, row.top, row.x1, row.bottom, 0.0, False,
                cells=row.cells, heads=heads, continued=is_rest, cut=row.cut, order=row.order,
            )  # fmt: skip


def _side(table: Sequence[Row], gutter: float | None) -> int:
    return int(gutter is not None and table[0].x0 > gutter - 6)


def among(flow: Sequence[PageLine], rows: Iterable[PageLine], in_columns: bool = False) -> list[PageLine]:
    """The lines of a page with the rows of its tables at their places."""
    made = list(flow)
    written = all(a.order <= b.order for a, b in pairwise(flow))
    for row in rows:
        made.insert(
            _turn(made, row) if written and (in_columns or _stands_alone(made, row)) else _place(made, row), row
        )
    return made


def _stands_alone(flow: Sequence[PageLine], row: PageLine) -> bool:
    """Whether only what stands beside a row parts its place on the page from its turn in the writing."""
    places = sorted((_turn(flow, row), _place(flow, row)))
    return all(line.x0 > row.x1 or line.x1 < row.x0 for line in flow[places[0] : places[1]])


def _turn(flow: Sequence[PageLine], row: PageLine) -> int:
    """Where a row belongs among the lines as the page writes them."""
    return next((i for i, line in enumerate(flow) if line.order > row.order), len(flow))


def _place(flow: Sequence[PageLine], row: PageLine) -> int:
    """Where a row belongs among the lines: after the last of its column that stands higher, but for running lines."""
    inner = [i for i, line in enumerate(flow) if line.cells or 60 < line.top < 740]
    return max((i + 1 for i in inner if (flow[i].column, flow[i].top) <= (row.column, row.top)), default=0)


def _is_rest(row: Row, last: PageLine) -> bool:
    """Whether a row at the head of a page is the rest of the one before: that was cut, or left empty what this one fills, or this begins empty."""
    fills = not any(a and b for a, b in zip(row.cells, last.cells, strict=False))
    return len(row.cells) == len(last.cells) and (last.cut or row.opens or fills)


def _is_head(row: Row, table: Sequence[Row]) -> bool:
    filled = [cell for cell in row.cells if cell]
    short = bool(filled) and max(map(len, filled)) <= 45 and not any(re.search(r"\d{4}|\.$", cell) for cell in filled)
    return len(filled) >= 2 and (row.bold or short) and not (table[-1].bold and len(table) > 1)
