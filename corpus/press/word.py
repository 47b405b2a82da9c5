"""Writes a manuscript as a Word document with real headings, lists, tables and footnotes."""

from __future__ import annotations

from pathlib import Path

from docx import Document
from docx.document import Document as WordDocument
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import OxmlElement
from docx.oxml.ns import nsdecls, qn
from docx.oxml.parser import parse_xml
from docx.shared import Mm, Pt

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
    writer = _Writer(document, manuscript)
    for part in parts(manuscript):
        writer.part(part)
    writer.notes()
    if "tracked" in (manuscript.head["print"].get("with") or []):
        _edit(document)
    document.save(str(path))


def _edit(document: WordDocument) -> None:
    """Leaves the paragraphs as a document that has been through many hands: edits, controls, boxes, hidden words."""
    found = [
        p for p in document.paragraphs if p.text and p.style is not None and p.style.name in ("Normal", "List Bullet")
    ]
    for number, paragraph in enumerate(found):
        element = paragraph._p
        if number % 5 == 0:
            run = paragraph.runs[-1]._r
            inserted = OxmlElement("w:ins")
            run.addprevious(inserted)
            inserted.append(run)
            inserted.addnext(
                parse_xml(f"<w:del {nsdecls('w')}><w:r><w:delText>words struck out</w:delText></w:r></w:del>")
            )
        elif number % 5 == 1:
            control = parse_xml(f"<w:sdt {nsdecls('w')}><w:sdtContent/></w:sdt>")
            element.addprevious(control)
            control[0].append(element)
        elif number % 5 == 2:
            paragraph.add_run(" a note to nobody").font.hidden = True
        elif number % 5 == 3:
            box = parse_xml(
                f'<w:p {nsdecls("w")} xmlns:v="urn:schemas-microsoft-com:vml"><w:r><w:pict><v:shape><v:textbox>'
                "<w:txbxContent/></v:textbox></v:shape></w:pict></w:r></w:p>"
            )
            element.addprevious(box)
            box.find(f".//{qn('w:txbxContent')}").append(element)


class _Writer:
    """Adds parts to a Word document."""

    def __init__(self, document: WordDocument, manuscript: Manuscript) -> None:
        self.document = document
        self.manuscript = manuscript
        self.order = {name: str(n) for n, name in enumerate(footnotes(manuscript), start=1)}

    def part(self, part: Part) -> None:
        if isinstance(part, Table):
            self.table(part)
        elif isinstance(part, Listing):
            self.listing(part)
        elif isinstance(part, Box):
            if part.title:
                self.document.add_heading(part.title, 3)
            for block in part.parts:
                self.block(block)
        else:
            self.block(part)

    def block(self, block: Labelled) -> None:
        if block.form == "heading":
            self.document.add_heading(block.text, block.level)
        elif block.form == "page":
            self.document.add_page_break()
        elif block.form == "bullet" and not block.number:
            self.runs(block.text, "List Bullet")
        else:
            self.runs(f"{block.number}\t{block.text}" if block.number else block.text, None)

    def runs(self, text: str, style: str | None) -> None:
        paragraph = self.document.add_paragraph(style=style)
        for position, piece in enumerate(MARK.split(text)):
            run = paragraph.add_run(self.order.get(piece, "") if position % 2 else piece)
            run.font.superscript = True if position % 2 else None

    def table(self, table: Table) -> None:
        if table.caption:
            self.document.add_heading(table.caption, 3)
        grid = self.document.add_table(1, len(table.columns), "Table Grid")
        for cell, text in zip(grid.rows[0].cells, table.columns, strict=True):
            cell.paragraphs[0].add_run(text).bold = True
        for row in table.rows:
            for cell, text in zip(grid.add_row().cells, row.cells, strict=False):
                cell.text = MARK.sub("", text)
        self.document.add_paragraph()

    def listing(self, listing: Listing) -> None:
        if listing.form == "contents":
            return
        if listing.form in ("glossary", "references"):
            self.document.add_heading(listing.title or listing.form.capitalize(), 1)
        for line in listing.lines:
            paragraph = self.document.add_paragraph(line, "Title" if listing.form == "cover" else None)
            if listing.form == "cover":
                paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
        if listing.form in ("cover", "sheet"):
            self.document.add_page_break()

    def notes(self) -> None:
        if self.order:
            self.document.add_heading("Notes", 1)
        for number, text in zip(self.order.values(), footnotes(self.manuscript).values(), strict=True):
            self.document.add_paragraph(f"{number}. {text}")
