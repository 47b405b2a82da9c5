"""The workbook of a briefing: every count with the reviews behind it, one table a sheet, as accessible as the PDF."""

from __future__ import annotations

import datetime as dt
import io
import re
import zipfile
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from openpyxl import Workbook
from openpyxl.styles import Alignment, Font
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.table import Table as ExcelTable
from openpyxl.worksheet.table import TableStyleInfo

from pipeline.brief.briefing import Briefing, Count
from pipeline.brief.companions import BANK, bank_rows
from pipeline.brief.wording import POLARITIES, legible

Row = Sequence[str | int]
FIXED = dt.datetime(2020, 1, 1)
LONGEST_CELL = 32_767


@dataclass(frozen=True)
class Sheet:
    """One table: its name, what it holds, its column headings and its rows."""

    title: str
    about: str
    head: Sequence[str]
    rows: Sequence[Row]


def workbook(b: Briefing) -> bytes:
    """The workbook as bytes that are the same for the same briefing."""
    book = Workbook()
    del book[book.sheetnames[0]]
    sheets = _sheets(b)
    for sheet in (_contents(b, sheets), *sheets):
        _add(book, sheet)
    book.properties.title = legible(f"{b.title}: {b.quarter_words}")
    book.properties.creator = legible(b.programme)
    book.properties.description = f"{b.marking or 'Marking not set'}. {b.status.capitalize()}."
    book.properties.language = "en-GB"
    book.properties.created = book.properties.modified = FIXED
    buffer = io.BytesIO()
    book.save(buffer)
    return _fixed(buffer.getvalue())


def _contents(b: Briefing, sheets: Sequence[Sheet]) -> Sheet:
    marking = f"Marking: {b.marking or 'not set'}. " + ("Fictional sample. " if b.fictional else "")
    about: list[Row] = [
        ("This workbook", f"{b.title}. {b.quarter_words}, {b.window}. {b.status.capitalize()}. {marking}"),
        ("How to read it", "Each sheet holds one table. R numbers are those of the sheet Reviews and of Appendix A."),
        *((sheet.title, sheet.about) for sheet in sheets),
    ]
    return Sheet("Contents", "", ("Sheet", "What it holds"), about)


def _sheets(b: Briefing) -> list[Sheet]:
    return [
        Sheet("Flow", "How the documents of the quarter became the cohort", ("Step", "Reviews", "Which"), _flow(b)),
        Sheet(
            "Cohort", "What the included reviews are; figures about children are withheld when small",
            ("Table", "Answer", "Reviews", "Of", "Which"), _cohort(b),
        ),
        Sheet(
            "Themes", "Every theme with its figures and its reviews",
            ("Theme", "Id", "Level", "Reviews", "Of", "Areas", "Gap", "Good practice", "Improved since", "Places", "Settled by a person",
             "Recurrent", "Direction", "Framework", "Which", "Which with a gap", "Which with good practice"), _themes(b),
        ),
        Sheet(
            "Evidence", "Every place that a theme's figures count, and the decision behind it",
            ("Theme", "Review", "Page", "Paragraph", "What it is there", "Decision", "Passage"),
            [(t.name, p.review, p.page, p.number or "", POLARITIES[p.polarity], p.decision or "suggested only", p.passage)
             for t in b.themes for p in t.places],
        ),
        Sheet(
            "Trends", "Each theme in the last quarters, counted in the same way", ("Theme", "Quarter", "Reviews", "Of", "Direction", "The series breaks here"),
            [(t.name, p.quarter, p.number, p.of, t.direction, dict(t.breaks).get(p.quarter, "")) for t in b.themes for p in t.points],
        ),
        Sheet("Current practice", "Good practice of the whole series by theme and area: who did well", BANK, bank_rows(b)),
        Sheet(
            "Questions", "The questions each theme asks of its readers, to paste into an action tracker",
            ("Theme", "For", "Question", "What we know", "Action", "Who", "By when"),
            [(t.name, label.removeprefix("For "), question, "", "", "", "")
             for t in b.told for label, question in t.questions],
        ),
        Sheet(
            "Forces", "Themes in each force's area against all, series to date; small counts are withheld",
            ("Force", "Theme", "Reviews here", "Of", "Reviews in all areas", "Of all"),
            [(a.force, name, _number(count), a.total_here, everywhere, a.total_all)
             for a in b.annexes for name, count, everywhere in a.themes],
        ),
        Sheet(
            "Reviews", "Every review examined",
            ("Reference", "Title", "Publisher", "Force", "Type", "Published", "About", "Decision", "Reason", "Screening settled by", "Themes"),
            [(r.reference, r.title, r.publisher, r.force, r.types, r.published, r.abstract, r.decision, r.reason,
              "a person" if r.settled else "the program", "; ".join(r.themes)) for r in (*b.listed, *b.excluded)],
        ),
    ]  # fmt: skip


def _flow(b: Briefing) -> list[Row]:
    def steps(words: str, counts: Sequence[Count]) -> list[Row]:
        return [(f"{words}: {c.label}", c.number, ", ".join(c.reviews)) for c in counts]

    flow = b.flow
    return [
        ("Published documents found", flow.found, ""),
        ("Duplicates", flow.duplicates, ""),
        ("Could not be read", flow.unread, ""),
        *steps("Not eligible", flow.not_eligible),
        ("Examined", flow.examined, ""),
        *steps("Excluded", flow.excluded),
        *steps("Referred to a person", flow.referred),
        ("Included", flow.included, ", ".join(r.reference for r in b.listed)),
        ("Restricted, in a stream of their own", flow.restricted, ""),
        ("Carried over from earlier quarters", flow.carried_over, ""),
        ("Included since the series began", flow.running_total, ""),
    ]


def _cohort(b: Briefing) -> list[Row]:
    return [
        (t.title, row.label, _number(row), t.total, "" if row.hidden or t.withheld else ", ".join(row.reviews))
        for t in (*b.document_tables, *b.characteristics)
        for row in t.rows
    ]


def _themes(b: Briefing) -> list[Row]:
    return [
        (t.name, t.id, t.level, len(t.reviews), b.included, t.areas, len(t.gaps), len(t.good), len(t.improved), len(t.places), t.settled,
         "yes" if t.recurrent else "no", t.direction, "; ".join(t.frameworks), ", ".join(t.reviews), ", ".join(t.gaps), ", ".join(t.good))
        for t in b.themes
    ]  # fmt: skip


def _number(count: Count) -> str | int:
    return count.shown if count.hidden else count.number


# --- how a sheet is made -----------------------------------------------------------------------------------


def _add(book: Workbook, sheet: Sheet) -> None:
    """A sheet with its one table from A1: named, with a heading row that stays, every text a text and no formula."""
    page = book.create_sheet(sheet.title)
    rows = sheet.rows or [["None"] + [""] * (len(sheet.head) - 1)]
    for number, row in enumerate([sheet.head, *rows], start=1):
        for column, value in enumerate(row, start=1):
            _cell(page.cell(number, column), value, heading=number == 1)
    page.freeze_panes = "A2"
    for column in range(1, len(sheet.head) + 1):
        longest = max(len(str(row[column - 1])) for row in [sheet.head, *rows])
        page.column_dimensions[get_column_letter(column)].width = min(60, max(10, longest + 2))
    table = ExcelTable(
        displayName=sheet.title.replace(" ", "_"), ref=f"A1:{get_column_letter(len(sheet.head))}{len(rows) + 1}"
    )
    table.tableStyleInfo = TableStyleInfo(name="TableStyleLight1", showRowStripes=False)
    page.add_table(table)


def _cell(cell: Any, value: str | int, heading: bool) -> None:
    if isinstance(value, str):
        cell.value = legible(value)[:LONGEST_CELL]
        cell.data_type = "s"
        cell.alignment = Alignment(wrap_text=True, vertical="top")
    else:
        cell.value = value
        cell.alignment = Alignment(vertical="top")
    if heading:
        cell.font = Font(bold=True)


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
