"""The workbook of a briefing: every count with the reviews behind it, one table a sheet."""

from __future__ import annotations

import datetime as dt
import io
import re
import zipfile
from collections.abc import Sequence
from typing import Any

from openpyxl import Workbook
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE
from openpyxl.styles import Alignment, Font

from pipeline.brief.briefing import Briefing, Quotation

Row = Sequence[str | int]
FIXED = dt.datetime(2020, 1, 1)


def workbook(b: Briefing) -> tuple[bytes, str]:
    """The workbook as bytes that are the same for the same briefing, and all its text for the last gate."""
    book = Workbook()
    book.remove(book.active)  # type: ignore[arg-type]
    sheets = _sheets(b)
    for title, head, rows in sheets:
        _sheet(book, title, head, rows)
    book.properties.title = f"{b.title}: {b.quarter_words}"
    book.properties.creator = b.programme
    book.properties.created = book.properties.modified = FIXED
    buffer = io.BytesIO()
    book.save(buffer)
    text = "\n".join(str(cell) for _, _, rows in sheets for row in rows for cell in row)
    return _fixed(buffer.getvalue()), text


def _sheets(b: Briefing) -> list[tuple[str, Row, list[Row]]]:
    flow = b.flow
    steps: list[Row] = [
        ("Found", flow.found), ("Duplicates", flow.duplicates), ("Could not be read", flow.unread), ("Restricted", flow.restricted),
        *((f"Not eligible: {c.label}", c.number, ", ".join(c.reviews)) for c in flow.not_eligible), ("Examined", flow.examined),
        *((f"Excluded: {c.label}", c.number, ", ".join(c.reviews)) for c in flow.excluded),
        *((f"Referred to a person: {c.label}", c.number, ", ".join(c.reviews)) for c in flow.referred), ("Included", flow.included),
    ]  # fmt: skip
    themes = (*b.strategic, *b.operational, *b.other_themes)
    about: list[Row] = [
        (f"{b.title}. {b.quarter_words}, {b.window}. Status: {b.status}.",),
        ("Each sheet holds one table. R numbers are those of the sheet Reviews.",),
    ]
    praised: list[Row] = [(t.name, *_quoted(q)) for t in themes for q in t.praised]
    praised += [("", *_quoted(q)) for q in b.good_practice]
    return [
        ("Read me", ("About this workbook",), about),
        ("Flow", ("Step", "Reviews", "Which"), steps),
        ("Characteristics", ("Table", "Row", "Reviews"), [(t.title, row.label, row.shown) for t in b.characteristics for row in t.rows]),
        ("Themes", ("Theme", "Level", "Reviews", "Of", "Areas", "Passages", "Settled by a person", "Reviews with a gap",
                    "Reviews with good practice", "Which reviews"),
         [(t.name, t.level, len(t.reviews), b.included, t.areas, t.passages, t.settled, len(t.gaps), len(t.good), ", ".join(t.reviews)) for t in themes]),
        ("Trends", ("Theme", "Quarter", "Reviews", "Of"), [(t.name, *point) for t in b.trends for point in t.points]),
        ("Good practice", ("Theme", "Extract", "Review", "Page", "Paragraph", "Passage"),
         praised),
        ("Reviews", ("Reference", "Title", "Publisher", "Type", "Published", "Incident", "Decision", "Reason", "Settled by", "Themes", "File"),
         [(r.reference, r.title, r.publisher, r.types, r.published, r.incident, r.decision, r.reason, r.by, "; ".join(r.themes), r.file)
          for r in (*b.listed, *b.excluded)]),
    ]  # fmt: skip


def _quoted(q: Quotation) -> Row:
    return (q.text, q.review, q.page, q.number or "", q.passage)


def _sheet(book: Workbook, title: str, head: Row, rows: Sequence[Row]) -> None:
    sheet = book.create_sheet(title)
    for number, row in enumerate([head, *rows], start=1):
        for column, value in enumerate(row, start=1):
            cell = sheet.cell(number, column)
            if isinstance(value, str):
                cell.value = ILLEGAL_CHARACTERS_RE.sub("", value)
                cell.data_type = "s"
            else:
                cell.value = value
            cell.alignment = Alignment(wrap_text=True, vertical="top")
            cell.font = Font(bold=number == 1)
    sheet.freeze_panes = "A2"
    for column in range(1, len(head) + 1):
        longest = max(len(str(row[column - 1])) for row in [head, *rows] if len(row) >= column)
        sheet.column_dimensions[sheet.cell(1, column).column_letter].width = min(60, max(10, longest + 2))


def _fixed(content: bytes) -> bytes:
    """The archive with one date on every entry, so that its bytes do not tell the time."""
    buffer: Any = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as new:
        for name in sorted(old.namelist()):
            data = old.read(name)
            if name == "docProps/core.xml":
                data = re.sub(rb"(<dcterms:modified[^>]*>)[^<]*", rb"\g<1>2020-01-01T00:00:00Z", data)
            new.writestr(zipfile.ZipInfo(name, (2020, 1, 1, 0, 0, 0)), data, zipfile.ZIP_DEFLATED)
    return bytes(buffer.getvalue())
