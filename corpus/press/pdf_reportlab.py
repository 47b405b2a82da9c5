"""Prints a manuscript through ReportLab, whose pages have no structure at all."""

from __future__ import annotations

from html import escape
from pathlib import Path
from typing import Any

from reportlab.lib.pagesizes import A4
from reportlab.lib.styles import ParagraphStyle
from reportlab.lib.units import mm
from reportlab.pdfbase.pdfmetrics import stringWidth
from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus import PageBreak, Paragraph, SimpleDocTemplate, Spacer
from reportlab.platypus import Table as Grid

from corpus.press.parts import FICTIONAL, MARK, Box, Listing, Part, Table, footnotes, headings, parts, running
from pipeline.manuscript import Labelled, Manuscript

BODY = ParagraphStyle("body", fontName="Helvetica", fontSize=10.5, leading=15, spaceAfter=8)
NUMBERED = ParagraphStyle("numbered", parent=BODY, leftIndent=36, bulletIndent=0)
BULLET = ParagraphStyle("bullet", parent=BODY, leftIndent=28, bulletIndent=14)
CELL = ParagraphStyle("cell", parent=BODY, fontSize=9, leading=11.5, spaceAfter=0)
COVER = ParagraphStyle("cover", parent=BODY, fontSize=17, leading=26, alignment=1)
NOTE = ParagraphStyle("note", parent=BODY, fontSize=8.5, leading=11)
HEADS = [
    ParagraphStyle(f"h{n}", parent=BODY, fontName="Helvetica-Bold", fontSize=size, leading=size * 1.3, spaceBefore=10)
    for n, size in enumerate((16, 13, 11.5, 10.5), start=1)
]


def press(manuscript: Manuscript, path: Path) -> None:
    header, footer = running(manuscript)

    def furniture(canvas: Canvas, document: Any) -> None:
        canvas.setFont("Helvetica", 8)
        canvas.drawString(25 * mm, A4[1] - 14 * mm, header)
        canvas.drawRightString(A4[0] - 25 * mm, A4[1] - 18 * mm, FICTIONAL)
        canvas.drawCentredString(A4[0] / 2, 12 * mm, f"{footer} Page {document.page}")

    document = SimpleDocTemplate(
        str(path), pagesize=A4, leftMargin=25 * mm, rightMargin=25 * mm, topMargin=25 * mm, bottomMargin=22 * mm,
        title=manuscript.truth.get("title") or "", author="", invariant=1,
    )  # fmt: skip
    notes = list(footnotes(manuscript).items())
    story = [flowable for part in parts(manuscript) for flowable in _flowables(part, manuscript)]
    if notes:
        story.append(Paragraph("Notes", HEADS[0]))
        story += [Paragraph(f"{n}. {escape(text)}", NOTE) for n, (_, text) in enumerate(notes, start=1)]
    document.build(story, onFirstPage=furniture, onLaterPages=furniture)


def _flowables(part: Part, manuscript: Manuscript) -> list[Any]:
    if isinstance(part, Table):
        return _table(part, manuscript)
    if isinstance(part, Box):
        inside = [flowable for block in part.parts for flowable in _block(block, manuscript)]
        grid = Grid([[inside]], style=[("BOX", (0, 0), (-1, -1), 1, "black")], splitInRow=1)
        return [Paragraph(escape(part.title), HEADS[2]), grid, Spacer(1, 8)]
    if isinstance(part, Listing):
        return _listing(part, manuscript)
    return _block(part, manuscript)


def _block(block: Labelled, manuscript: Manuscript) -> list[Any]:
    text = _text(block.text, manuscript)
    if block.form == "heading":
        return [Paragraph(text, HEADS[block.level - 1])]
    if block.form == "page":
        return [PageBreak()]
    if block.form == "bullet" and not block.number:
        return [Paragraph(text, BULLET, bulletText="•")]
    if block.number:
        return [Paragraph(text, NUMBERED, bulletText=block.number)]
    return [Paragraph(text, BODY)]


def _table(table: Table, manuscript: Manuscript) -> list[Any]:
    cells = [[Paragraph(f"<b>{escape(cell)}</b>", CELL) for cell in table.columns]]
    cells += [[Paragraph(_text(cell, manuscript), CELL) for cell in row.cells] for row in table.rows]
    rows = [table.columns, *(r.cells for r in table.rows)]
    longest = [max(len(row[i]) for row in rows) for i in range(len(cells[0]))]
    weights = [min(max(length, 10), 90) for length in longest]
    words = [
        max(stringWidth(w, "Helvetica-Bold", 9) for row in rows for w in (row[i].split() or [""])) + 14
        for i in range(len(weights))
    ]
    rest = 160 * mm - sum(words)
    widths = [word + rest * weight / sum(weights) for word, weight in zip(words, weights, strict=True)]
    style = [("GRID", (0, 0), (-1, -1), 0.5, "grey"), ("VALIGN", (0, 0), (-1, -1), "TOP")]
    caption = [Paragraph(escape(table.caption), HEADS[2])] if table.caption else []
    return [*caption, Grid(cells, colWidths=widths, style=style, repeatRows=1), Spacer(1, 8)]


def _listing(listing: Listing, manuscript: Manuscript) -> list[Any]:
    if listing.form == "cover":
        return [Spacer(1, 130), *(Paragraph(escape(line), COVER) for line in listing.lines), PageBreak()]
    if listing.form == "sheet":
        return [*(Paragraph(escape(line), BODY) for line in listing.lines), PageBreak()]
    if listing.form == "contents":
        lines = [Paragraph(escape(h.text), BODY) for h in headings(manuscript) if h.level < 3]
        return [Paragraph("Contents", HEADS[1]), *lines, PageBreak()]
    title = listing.title or listing.form.capitalize()
    return [Paragraph(title, HEADS[0]), *(Paragraph(escape(line), NOTE) for line in listing.lines)]


def _text(text: str, manuscript: Manuscript) -> str:
    order = {name: str(n) for n, name in enumerate(footnotes(manuscript), start=1)}
    return MARK.sub(lambda match: f"<super>{order.get(match[1], '')}</super>", escape(text))
