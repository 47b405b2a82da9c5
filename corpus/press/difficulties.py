"""What real documents have beside their text: printed over a finished PDF, or said in a stylesheet."""

from __future__ import annotations

import io
from pathlib import Path

import pikepdf
import pypdfium2
from reportlab.pdfgen.canvas import Canvas

STYLES = {
    "drop capitals": ".initial { float: left; font-size: 3.1em; line-height: .82; padding-right: 2pt }",
    "watermark": ".watermark { position: fixed; top: 90mm; left: 5mm; width: 160mm; text-align: center; font-size: 76pt; "
    "color: #d8d8d8; transform: rotate(-40deg); z-index: -1 }",
    "level watermark": ".watermark { position: fixed; top: 110mm; left: 0; width: 160mm; text-align: center; font-size: 60pt; "
    "color: #e0e0e0; z-index: -1 }",
    "rows across pages": "tr { break-inside: auto }",
    "letter-spaced footer": '@page { @bottom-right { content: "P a g e " counter(page) " | " counter(pages) } }',
    "fused footer": '@page { @bottom-left { content: "Final Overview Report November 2017" counter(page) } @bottom-right { content: "" } }',
    "hosted": "@page { @top-center { content: 'Page ' counter(page) ': ' string(title); font-size: 8pt; white-space: nowrap } }"
    " body { string-set: title attr(title) }",
    "indented": "p { margin: 0; text-indent: 1.6em } p.numbered { margin-bottom: .75em }",
    "unspaced": "p { margin: 0 }",
    "boxed": ".boxed { width: 100%; margin: 0 0 1em } .boxed td, .boxed th { border: 1pt solid #333; padding: .5em .8em }"
    " .boxed h1 { font-size: 1.1em; margin: 0 }",
    "letter page": "@page { size: Letter; margin: 30mm 25mm 28mm 36mm; @top-center { content: counter(page); font-size: 9pt } "
    '@top-left { content: "" } @top-right { content: "" } @bottom-right { content: "" } }'
    " p.numbered { padding-left: 4.6em; text-indent: -4.6em } p.numbered b { width: 4.6em }",
    "side headings": "body { margin-left: 44mm } h2, h3 { float: left; clear: left; width: 38mm; margin: 0 0 0 -44mm; "
    "font-size: .95em; break-after: auto }",
    "level rules": "th, td { border-width: 0 0 .5pt 0 } th { background: none }",
    "bare tables": "th, td { border: 0; padding: .25em .8em .25em 0 } th { background: none }",
    "white rules": "th, td { border: 1pt solid white; background: #dbe5f1 } tr:nth-child(even) td { background: #eef3fa } "
    "th { background: #4f81bd; color: white }",
    "tight": "html { line-height: 1.12 } p { margin-bottom: 3pt } li { margin-bottom: 1pt } ul { margin-bottom: 3pt }",
    "small page": "@page { size: A5; margin: 16mm 14mm } html { font-size: 9pt }",
    "three columns": ".columns { columns: 3; column-gap: 6mm } html { font-size: 9pt } @page { size: A4 landscape }",
    "numbers outside": "body { margin-left: 14mm } p.numbered { padding-left: 0; text-indent: 0 } "
    "p.numbered b { float: left; width: 12mm; margin-left: -14mm }",
    "column rule": ".columns { column-rule: .5pt solid #999 }",
    "labelled": ".labelled > tbody > tr > td:first-child { width: 26%; font-weight: bold }",
}  # fmt: skip


def number_lines(path: Path) -> None:
    """Prints the number of each line in the left margin, as drafts of reports have them, beginning anew on each page."""
    with pypdfium2.PdfDocument(path) as printed:
        levels = [_levels(page) for page in printed]
        sizes = [page.get_size() for page in printed]
    with pikepdf.open(path, allow_overwriting_input=True) as pdf:
        overlays = []  # qpdf copies from them when the file is saved
        for page, found, size in zip(pdf.pages, levels, sizes, strict=True):
            buffer = io.BytesIO()
            canvas = Canvas(buffer, pagesize=size)
            canvas.setFont("Helvetica", 8)
            for number, level in enumerate(found, start=1):
                canvas.drawRightString(40, level, str(number))
            canvas.showPage()
            canvas.save()
            overlays.append(pikepdf.open(buffer))
            page.add_overlay(overlays[-1].pages[0])
        pdf.save(path)


def _levels(page: pypdfium2.PdfPage) -> list[float]:
    """The heights of the lines of text of a page, from the top, without its margins."""
    text = page.get_textpage()
    boxes = [text.get_rect(index) for index in range(text.count_rects())]
    found: list[float] = []
    for _, bottom, _, top in sorted(boxes, key=lambda box: -box[1]):
        if 60 < bottom < page.get_height() - 62 and 6 < top - bottom < 30 and (not found or found[-1] - bottom > 8):
            found.append(bottom)
    return found


def turn(path: Path, said: bool) -> None:
    """Turns the content of every landscape page by a quarter; when it is said (/Rotate), a reader shows it upright."""
    with pikepdf.open(path, allow_overwriting_input=True) as pdf:
        for page in pdf.pages:
            left, bottom, right, top = (float(edge) for edge in page.mediabox)
            width, height = right - left, top - bottom
            if width < height:
                continue
            page.contents_add(b"q 0 1 -1 0 %d 0 cm\n" % round(height), prepend=True)
            page.contents_add(b"\nQ")
            page.mediabox = [0, 0, height, width]
            for box in ("/CropBox", "/TrimBox", "/BleedBox", "/ArtBox"):
                if box in page:
                    del page[box]
            if said:
                page.rotate(90, relative=False)
        pdf.save(path)
