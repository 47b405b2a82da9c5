"""Reads ruled tables as rows, each with its column heads; pdfplumber finds the rulings."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import islice
from typing import Any

import pypdfium2 as pdfium
import pypdfium2.raw as raw

from pipeline.extract.glyphs import Run
from pipeline.extract.lines import CUT, PageLine, lines
from pipeline.extract.scanned_page import Ruling

MOST_PATHS = 3_000


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
    cut: bool = False  # no ruling ends it, so that it goes on on the next page


def may_have_tables(page: pdfium.PdfPage) -> bool:
    """Whether the rulings and shaded cells of a page have the edges of a table of two columns: three upright, two level."""
    paths = list(islice(page.get_objects(filter=(raw.FPDF_PAGEOBJ_PATH,), max_depth=2), MOST_PATHS + 1))
    if not 4 <= len(paths) <= MOST_PATHS:
        return False
    upright, level = set(), set()
    for item in paths:
        left, bottom, right, top = item.get_bounds()
        if top - bottom > 7:
            upright |= {round(left / 4), round(right / 4)}
        if right - left > 7:
            level |= {round(bottom / 4), round(top / 4)}
    return _apart(upright) >= 3 and _apart(level) >= 2


def _apart(edges: set[int]) -> int:
    """How many edges there are, those next to each other being one."""
    return sum(edge - 1 not in edges for edge in edges)


def found(page: Any) -> list[Any]:
    """The tables that pdfplumber finds on a page, their last row too where the page cuts it and no ruling ends it."""
    return list(page.find_tables({"explicit_horizontal_lines": open_ends(page)}))


def open_ends(page: Any) -> list[dict[str, Any]]:
    """A level line where upright rulings of a table end together and nothing closes it: where a page cut a row."""
    edges = page.edges[: 4 * MOST_PATHS]
    level = [edge for edge in edges if edge["orientation"] == "h"]
    closing = []
    for side in ("top", "bottom"):
        ends: dict[int, list[dict[str, Any]]] = {}
        for edge in edges:
            if edge["orientation"] == "v" and edge["bottom"] - edge["top"] > 7:
                ends.setdefault(round(edge[side]), []).append(edge)
        for group in ends.values():
            y, x0, x1 = group[0][side], min(e["x0"] for e in group), max(e["x0"] for e in group)
            is_closed = any(abs(e["top"] - y) < 4 and e["x0"] < x1 - 2 and e["x1"] > x0 + 2 for e in level)
            if _apart({round(e["x0"] / 4) for e in group}) >= 3 and not is_closed:
                closing.append({"object_type": "line", "x0": x0 - 1, "x1": x1 + 1, "top": y, "bottom": y, "width": x1 - x0 + 2, "height": 0})  # fmt: skip
    return closing


def drawn(rulings: Sequence[Ruling]) -> list[Any]:
    """The tables (of pdfplumber) that rulings on a scanned page make."""
    from pdfplumber import table

    edges = table.merge_edges([_edge(ruling) for ruling in rulings], 4, 4, 4, 4)
    cells = table.intersections_to_cells(table.edges_to_intersections(edges, 5, 5))
    nowhere: Any = None  # the rows of a table are made of its cells alone
    return [table.Table(nowhere, group) for group in table.cells_to_tables(cells)]


def _edge(ruling: Ruling) -> dict[str, Any]:
    if ruling.is_level:
        level = (ruling.top + ruling.bottom) / 2
        return {"orientation": "h", "x0": ruling.x0, "x1": ruling.x1, "top": level, "bottom": level, "width": ruling.x1 - ruling.x0}  # fmt: skip
    place = (ruling.x0 + ruling.x1) / 2
    return {"orientation": "v", "x0": place, "x1": place, "top": ruling.top, "bottom": ruling.bottom, "height": ruling.bottom - ruling.top}  # fmt: skip


def rows(
    found: Iterable[Any], runs: Sequence[Run], columns: int, ends: Sequence[float] = ()
) -> tuple[list[list[Row]], set[int]]:
    """The tables found on a page (by pdfplumber) as rows of the runs in their cells, and which runs they hold.

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
    cells, bold = [], []
    for box in row.cells:
        inside = [part for part, _ in parted if box and id(part) not in placed and _inside(part, box)]
        placed.update(id(part) for part in inside)
        cells.append(cell_text(inside))
        bold += [part.bold for part in inside]
    if not bold:
        return None
    x0, top, x1, bottom = row.bbox
    return Row(top, bottom, x0, x1, tuple(cells), all(bold), bool(row.cells[0]) and not cells[0])


def cell_text(runs: Sequence[Run]) -> str:
    """The text of a cell, its lines joined."""
    made = sorted(lines(0, 10_000, runs), key=lambda line: round(line.top))
    text = ""
    for line in made:
        glued = not text or text.endswith((CUT, "/")) or re.search(r"\d\.$", text) and line.text[:1].isdigit()
        text += line.text if glued else f" {line.text}"
        text += line.hyphen + CUT if line.hyphen else ""
    return text.removesuffix(CUT)


def _inside(run: Run, box: Sequence[float]) -> bool:
    return (
        box[0] - 1 <= (run.x0 + min(run.x1, run.x0 + 20)) / 2 <= box[2] + 1 and box[1] - 1 <= run.middle <= box[3] + 1
    )


def as_lines(page: int, tables: Sequence[Sequence[Row]], last: PageLine | None) -> Iterator[PageLine]:
    """The rows as lines of the page, without the rows of column heads; `last` is the last row of the page before."""
    heads = last.heads if last else ()
    for number, table in enumerate(tables):
        first = table[0]
        if first.cells == heads or _is_head(first, table):
            heads, table = first.cells, table[1:]
        elif len(heads) != len(first.cells):
            heads = ()
        for index, row in enumerate(table):
            is_rest = not number and not index and last is not None and _is_rest(row, last)
            yield PageLine(
                page, 0, " | ".join(row.cells), row.x0, row.top, row.x1, row.bottom, 0.0, False,
                cells=row.cells, heads=heads, continued=is_rest, cut=row.cut,
            )  # fmt: skip


def _is_rest(row: Row, last: PageLine) -> bool:
    """Whether a row at the head of a page is the rest of the one before: that was cut, or left empty what this one fills, or this begins empty."""
    fills = not any(a and b for a, b in zip(row.cells, last.cells, strict=False))
    return len(row.cells) == len(last.cells) and (last.cut or row.opens or fills)


def _is_head(row: Row, table: Sequence[Row]) -> bool:
    filled = [cell for cell in row.cells if cell]
    short = bool(filled) and max(map(len, filled)) <= 45 and not any(re.search(r"\d{4}|\.$", cell) for cell in filled)
    return len(filled) >= 2 and (row.bold or short) and not (table[-1].bold and len(table) > 1)
