"""A queue as a workbook that a reviewer fills in without the page: dropdowns, locked text, hidden ids."""

from __future__ import annotations

import hashlib
import io
from collections.abc import Sequence

from openpyxl import Workbook
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE
from openpyxl.styles import Alignment, Font, PatternFill, Protection
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.worksheet import Worksheet

from pipeline import codebook
from pipeline.correct.desk import Desk, Reviewer
from pipeline.correct.display import POLARITIES, theme_name
from pipeline.records import SettledPassage, SettledReview

MOST_THEMES = 4
ANSWERS = ("themes as listed", "no theme applies", "unsure")
HIDDEN = ("id", "checksum", "seen")
PLACE = ("Review", "Page", "Paragraph", "Section", "Passage", "Suggestion")
COLUMNS = (*HIDDEN, *PLACE, "Decision", *(f"{name} {n}" for n in range(1, MOST_THEMES + 1) for name in ("Theme", "As")), "Note")  # fmt: skip
WIDTHS = {"Review": 30, "Section": 24, "Passage": 90, "Suggestion": 30, "Decision": 18, "Note": 40}
OPEN = PatternFill("solid", start_color="FFF6DC")
READ_ME = (
    "For each passage choose a decision. 'themes as listed' keeps the themes of the row, which begin as what is "
    "suggested: change them, empty them or add some. 'no theme applies' rejects them all. 'unsure' sends the passage "
    "to a colleague. A row without a decision stays open.",
    "Only the yellow cells can be filled in. Do not sort away, copy or delete rows: each carries a hidden id.",
    "Give the file back on the page Exchange, or with: scr-briefing import FILE. You are first shown what would change.",
)


def checksum(text: str) -> str:
    """What tells whether a passage in a returned workbook is the one that was given out."""
    return hashlib.sha256(text.encode()).hexdigest()[:16]


def write(desk: Desk, reviewer: Reviewer, passages: Sequence[str], made_at: str) -> bytes:
    """These passages as a workbook; restricted reviews and confidential passages stay out of it."""
    book = Workbook()
    about = book.active
    assert isinstance(about, Worksheet)
    about.title = "Read me"
    _fill_read_me(about, reviewer, made_at)
    sheet = book.create_sheet("Passages")
    _fill_passages(sheet, [row for identity in passages if (row := _row(desk, reviewer, identity))])
    _fill_codebook(book.create_sheet("Codebook"))
    book.active = 1
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


def _fill_read_me(sheet: Worksheet, reviewer: Reviewer, made_at: str) -> None:
    facts = {"Reviewer": reviewer.name, "Made at": made_at, "Codebook": codebook.load().version}
    for row, (name, value) in enumerate(facts.items(), start=1):
        _write(sheet, row, 1, name)
        _write(sheet, row, 2, value)
    for row, line in enumerate(READ_ME, start=len(facts) + 2):
        _write(sheet, row, 1, line)
    sheet.column_dimensions["A"].width = 120
    sheet.protection.enable()


def _row(desk: Desk, reviewer: Reviewer, identity: str) -> list[str] | None:
    known = desk.passage(identity)
    if not known or known[0].handling == "restricted" or known[1].confidential or known[1].passage.hidden:
        return None
    review, passage = known[0], desk.as_seen(known[0], known[1], reviewer)
    tags = [tag for tag in passage.tags if tag.status != "rejected"][:MOST_THEMES]
    listed = [cell for tag in tags for cell in (theme_name(tag.theme), POLARITIES[tag.polarity])]
    listed += [""] * (2 * MOST_THEMES - len(listed))
    seen = desk.version(identity, reviewer)
    return [identity, checksum(passage.passage.text), seen, *_place(review, passage), "", *listed, passage.note]


def _place(review: SettledReview, passage: SettledPassage) -> list[str]:
    said, title = passage.passage, (review.review.title if review.review else None) or review.file
    suggested = ", ".join(f"{theme_name(t.theme)} ({POLARITIES[t.polarity].lower()})" for t in passage.tags)
    return [title, str(said.page), said.number or "", " › ".join(said.heading), said.text, suggested]


def _fill_passages(sheet: Worksheet, rows: Sequence[Sequence[str]]) -> None:
    open_from = len(HIDDEN) + len(PLACE) + 1
    for number, row in enumerate([COLUMNS, *rows], start=1):
        for column, value in enumerate(row, start=1):
            _write(sheet, number, column, value)
            if number > 1 and column >= open_from:
                cell = sheet.cell(number, column)
                cell.protection, cell.fill = Protection(locked=False), OPEN
    for column, name in enumerate(COLUMNS, start=1):
        letter = get_column_letter(column)
        sheet.column_dimensions[letter].width = WIDTHS.get(name, 14)
        sheet.column_dimensions[letter].hidden = name in HIDDEN
        sheet.cell(1, column).font = Font(bold=True)
    sheet.freeze_panes = "D2"
    sheet.auto_filter.ref = sheet.dimensions
    _add_dropdowns(sheet, len(rows) + 1)
    sheet.protection.autoFilter = sheet.protection.formatColumns = sheet.protection.formatRows = False
    sheet.protection.enable()


def _add_dropdowns(sheet: Worksheet, last: int) -> None:
    themes = f"=Codebook!$A$2:$A${len(codebook.load().offered) + 1}"
    lists = {"Decision": f'"{",".join(ANSWERS)}"', "Theme": themes, "As": f'"{",".join(POLARITIES.values())}"'}
    checks = {name: DataValidation("list", formula1=of, allow_blank=True, showErrorMessage=True) for name, of in lists.items()}  # fmt: skip
    for check in checks.values():
        check.error = "Choose one of the list, or leave the cell empty."
        sheet.add_data_validation(check)
    for column, name in enumerate(COLUMNS, start=1):
        if (kind := name.split()[0]) in checks and last > 1:
            letter = get_column_letter(column)
            checks[kind].add(f"{letter}2:{letter}{last}")


def _fill_codebook(sheet: Worksheet) -> None:
    rows = [("Theme", "Level", "What belongs here", "Yes", "No")]
    rows += [(t.name, t.level, t.definition, t.positive, t.negative) for t in codebook.load().offered]
    for number, row in enumerate(rows, start=1):
        for column, value in enumerate(row, start=1):
            _write(sheet, number, column, value)
    for letter, width in zip("ABCDE", (36, 14, 70, 60, 60), strict=True):
        sheet.column_dimensions[letter].width = width
    sheet.freeze_panes = "A2"
    sheet.protection.enable()


def _write(sheet: Worksheet, row: int, column: int, value: str) -> None:
    """Writes text as text, so that one that begins with = is never a formula."""
    cell = sheet.cell(row, column)
    cell.value = ILLEGAL_CHARACTERS_RE.sub("", value)[:32_767] or None
    if cell.value is not None:
        cell.data_type = "s"
        cell.quotePrefix = str(value).startswith(("=", "+", "-", "@"))
    cell.alignment = Alignment(wrap_text=True, vertical="top")
