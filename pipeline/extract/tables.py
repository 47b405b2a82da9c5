"""Reads ruled tables as rows, each with its column heads; pdfplumber finds the rulings."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import pypdfium2 as pdfium
import pypdfium2.raw as raw

from pipeline.extract.glyphs import Run
from pipeline.extract.lines import PageLine, lines

MOST_PATHS = 6_000


@dataclass(frozen=True, slots=True)
class Row:
    """A row of a table: where it stands, and its cells."""

    top: float
    bottom: float
    x0: float
    x1: float
    cells: tuple[str, ...]
    bold: bool


def may_have_tables(page: pdfium.PdfPage) -> bool:
    """Whether a page has enough rulings or shaded cells for a table of two rows and two columns."""
    paths = sum(item.type == raw.FPDF_PAGEOBJ_PATH for item in page.get_objects(max_depth=2))
    return bool(4 <= paths <= MOST_PATHS)


def rows(page: Any, runs: Sequence[Run]) -> tuple[list[list[Row]], set[int]]:
    """The tables of a page (of pdfplumber) as rows of the runs in their cells, and which runs they hold."""
    tables: list[list[Row]] = []
    used: set[int] = set()
    for table in page.find_tables():
        made = [row for row in (_row(row, runs, used) for row in table.rows) if row]
        if len(made) >= 2 and max(sum(bool(c) for c in row.cells) for row in made) >= 2:
            tables.append(made)
        else:
            used -= {id(run) for run in runs if _inside(run, table.bbox)}
    return tables, used


def _row(row: Any, runs: Sequence[Run], used: set[int]) -> Row | None:
    cells, bold, held = [], [], 0
    for box in row.cells:
        inside = [run for run in runs if box and id(run) not in used and _inside(run, box)]
        used.update(id(run) for run in inside)
        held += len(inside)
        cells.append(cell_text(inside))
        bold += [run.bold for run in inside]
    if not held:
        return None
    x0, top, x1, bottom = row.bbox
    return Row(top, bottom, x0, x1, tuple(cells), all(bold))


def cell_text(runs: Sequence[Run]) -> str:
    """The text of a cell, its lines joined."""
    made = sorted(lines(0, 10_000, runs), key=lambda line: round(line.top))
    text = ""
    for line in made:
        cut = re.search(r"[a-z]{2,}-$", text) and line.text[:1].islower()
        text = text[:-1] + line.text if cut else f"{text} {line.text}".strip()
    return text


def _inside(run: Run, box: Sequence[float]) -> bool:
    return (
        box[0] - 1 <= (run.x0 + min(run.x1, run.x0 + 20)) / 2 <= box[2] + 1 and box[1] - 1 <= run.middle <= box[3] + 1
    )


def as_lines(page: int, tables: Sequence[Sequence[Row]], heads: tuple[str, ...]) -> Iterator[PageLine]:
    """The rows as lines of the page, without the rows of column heads; `heads` are those of the page before."""
    for table in tables:
        first = table[0]
        if first.cells == heads or _is_head(first, table):
            heads, table = first.cells, table[1:]
        elif len(heads) != len(first.cells):
            heads = ()
        for row in table:
            cells = tuple(cell for cell in row.cells)
            yield PageLine(
                page, 0, " | ".join(cells), row.x0, row.top, row.x1, row.bottom, 0.0, False, cells=cells, heads=heads
            )  # fmt: skip


def _is_head(row: Row, table: Sequence[Row]) -> bool:
    filled = [cell for cell in row.cells if cell]
    short = bool(filled) and max(map(len, filled)) <= 45 and not any(re.search(r"\d{4}|\.$", cell) for cell in filled)
    return len(filled) >= 2 and (row.bold or short) and not (table[-1].bold and len(table) > 1)
