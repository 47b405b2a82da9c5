"""Writes a manuscript as a Word document with real headings, lists, tables and footnotes."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from docx import Document
from docx.document import Document as WordDocument
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml.ns import nsdecls
from docx.oxml.parser import parse_xml
from docx.shared import Mm, Pt

from corpus.press import handled
from corpus.press.parts import FICTIONAL, MARK, Box, Listing, Part, Table, footnotes, parts, running
from pipeline.manuscript import Labelled, Manuscript


def press(manuscript: Manuscript, path: Path) -> None:
    document = Document()
    document.core_properties.title = manuscript.truth.get("title") or ""
    document.core_properties.author = ""
    document.styles["Normal"].font.name = "Carlito"
    document.styles["Normal"].font.size = Pt(manuscript.head["print"].get("size") or 11)
    section = document.sections[0]
    section.page_width, section.page_height = Mm(210), Mm(297)
    header, footer = running(manuscript)
    section.header.paragraphs[0].text = f"{header}\t{FICTIONAL}" if header else FICTIONAL
    section.footer.paragraphs[0].text = footer
    wanted = manuscript.head["print"].get("with") or []
    writer = _Writer(document, manuscript)
    for part in parts(manuscript):
        if "template" in wanted and isinstance(part, Labelled) and part.form == "heading" and part.level == 1:
            writer.frame()
        writer.part(part)
    writer.notes()
    if "columns" in wanted:
        section._sectPr.append(parse_xml(f'<w:cols {nsdecls("w")} w:num="2" w:space="400"/>'))
    if "justified" in wanted:
        document.styles["Normal"].paragraph_format.alignment = WD_ALIGN_PARAGRAPH.JUSTIFY
    if "tracked" in wanted:
        handled.track(document)
    if "worked on" in wanted:
        handled.work_on(document)
    document.save(str(path))


class _Writer:
    """Adds parts to a Word document."""

    def __init__(self, document: WordDocument, manuscript: Manuscript) -> None:
        self.document: Any = document
        self.where: Any = document  # or the cell of a template's table
        self.frames = 0
        self.wanted = manuscript.head["print"].get("with") or []
        self.manuscript = manuscript
        self.order = {name: str(n) for n, name in enumerate(footnotes(manuscript), start=1)}

    def frame(self) -> None:
        """Begins a section in the bordered table of a template: in turn below its heading, or beside it."""
        beside = self.frames % 2
        grid = self.document.add_table(1 if beside else 2, 2 if beside else 1, "Table Grid")
        self.document.add_paragraph()
        self.label, self.where = grid.cell(0, 0), grid.cell(0, 1) if beside else grid.cell(1, 0)
        self.frames += 1

    def heading(self, text: str, level: int) -> None:
        if self.frames and level == 1:
            self.label.paragraphs[0].style = "Heading 1"
            self.label.paragraphs[0].add_run(text)
        else:
            self.where.add_paragraph(text, f"Heading {level}")

    def part(self, part: Part) -> None:
        if isinstance(part, Table):
            self.table(part)
        elif isinstance(part, Listing):
            self.listing(part)
        elif isinstance(part, Box):
            if part.title:
                self.heading(part.title, 3)
            for block in part.parts:
                self.block(block)
        else:
            self.block(part)

    def block(self, block: Labelled) -> None:
        if block.form == "heading":
            self.heading(block.text, block.level)
        elif block.form == "page":
            self.document.add_page_break()
        elif block.form == "bullet" and not block.number:
            self.runs(block.text, "List Bullet")
        else:
            self.runs(f"{block.number}\t{block.text}" if block.number else block.text, None)

    def runs(self, text: str, style: str | None) -> None:
        paragraph = self.where.add_paragraph(style=style)
        for position, piece in enumerate(MARK.split(text)):
            run = paragraph.add_run(self.order.get(piece, "") if position % 2 else piece)
            run.font.superscript = True if position % 2 else None

    def table(self, table: Table) -> None:
        if table.caption:
            self.heading(table.caption, 3)
        grid = self.where.add_table(1, len(table.columns))
        grid.style = "Light List" if "plain tables" in self.wanted else "Table Grid"
        grid.autofit = False
        room = 68 if "columns" in self.wanted else 75 if self.where is not self.document else 150
        for column in grid.columns:
            column.width = Mm(room / len(table.columns))
        for cell, text in zip(grid.rows[0].cells, table.columns, strict=True):
            cell.paragraphs[0].add_run(text).bold = True
        for row in table.rows:
            for cell, text in zip(grid.add_row().cells, row.cells, strict=False):
                cell.text = MARK.sub("", text)
        self.where.add_paragraph()

    def listing(self, listing: Listing) -> None:
        if listing.form == "contents":
            return
        self.where, self.frames = self.document, 0
        if listing.form in ("glossary", "references"):
            self.document.add_heading(listing.title or listing.form.capitalize(), 1)
        for line in listing.lines:
            paragraph = self.document.add_paragraph(line, "Title" if listing.form == "cover" else None)
            if listing.form == "cover":
                paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
        if listing.form in ("cover", "sheet"):
            self.document.add_page_break()

    def notes(self) -> None:
        self.where, self.frames = self.document, 0
        if self.order:
            self.document.add_heading("Notes", 1)
        for number, text in zip(self.order.values(), footnotes(self.manuscript).values(), strict=True):
            self.document.add_paragraph(f"{number}. {text}")
