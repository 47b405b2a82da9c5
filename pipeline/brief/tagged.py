"""Names the links of a printed PDF, and checks on every build that it is put together as PDF/UA-1 asks."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from typing import Any

import pikepdf

from pipeline import codebook
from pipeline.errors import BriefingError

HEADINGS = ("/H1", "/H2", "/H3", "/H4", "/H5", "/H6")
PLACES = {
    "at-a-glance": "At a glance", "introduction": "Introduction", "cohort": "The reviews", "strategic": "Strategic learning",
    "operational": "Operational learning", "what-worked": "What worked", "spotlight": "Spotlight", "questions": "Questions",
    "trends": "Themes over time", "appendix-a": "Appendix A", "appendix-b": "Appendix B", "appendix-c": "Appendix C",
    "appendix-d": "Appendix D", "references": "References", "versions": "Versions", "contact": "Contact",
}  # fmt: skip


def finished(content: bytes) -> bytes:
    """The PDF with every link named in words and every heading cell saying what it heads; the same bytes for the same PDF.

    Raises:
        BriefingError: listing what a reader with assistive technology would miss.
    """
    with pikepdf.open(io.BytesIO(content)) as pdf:
        for link in _links(pdf):
            link.Contents = pikepdf.String(_named(link))
        for cell, scope in _heading_cells(pdf):
            cell.A.Scope = pikepdf.Name(scope)
        for table in list(structure(pdf)):
            if str(table.S) == "/Table" and {str(e.S) for e in _under(table)} <= {"/Caption", "/Span"}:
                _as_paragraph(table)
        if missing := faults(pdf):
            raise BriefingError(
                "Nothing was printed: the PDF would not be accessible. Mend the templates:\n  " + "\n  ".join(missing)
            )
        buffer = io.BytesIO()
        pdf.save(buffer, deterministic_id=True, object_stream_mode=pikepdf.ObjectStreamMode.generate)
    return buffer.getvalue()


def _links(pdf: pikepdf.Pdf) -> Iterator[Any]:
    for page in pdf.pages:
        yield from (a for a in page.get("/Annots", []) if a.get("/Subtype") == "/Link")


def _as_paragraph(table: Any) -> None:
    """Makes a caption that a page break parted from its table the paragraph that it is."""
    table.S = pikepdf.Name.Div
    for part in _under(table):
        if str(part.S) == "/Caption":
            part.S = pikepdf.Name.P


def _heading_cells(pdf: pikepdf.Pdf) -> Iterator[tuple[Any, str]]:
    """Each heading cell, and whether it heads its column or its row."""
    for part in structure(pdf):
        if str(part.S) in ("/THead", "/TBody"):
            scope = "/Column" if str(part.S) == "/THead" else "/Row"
            yield from ((cell, scope) for cell in _under(part) if str(cell.S) == "/TH" and "/A" in cell)


def _named(link: Any) -> str:
    """Where a link leads, in words."""
    if "/Dest" not in link:
        return f"Open {link.A.URI}" if "/A" in link else "Link"
    target = str(link.Dest)
    names = {theme.id: theme.name for theme in codebook.load().themes}
    if re.fullmatch(r"R\d+", target):
        return f"Go to review {target} in Appendix A"
    for start, words in (("theme-", "Go to the theme"), ("evidence-", "Go to the evidence for")):
        if target.startswith(start):
            return f"{words} {names.get(target.removeprefix(start), '')}".strip()
    return f"Go to {PLACES[target]}" if target in PLACES else "Go to the evidence for this place in Appendix D"


# --- what PDF/UA-1 asks ------------------------------------------------------------------------------------


def faults(pdf: pikepdf.Pdf) -> list[str]:
    """What is missing of the structure that PDF/UA-1 asks for; nothing when all is there."""
    elements = list(structure(pdf))
    return [*_of_the_file(pdf), *_of_the_headings(elements), *_of_the_elements(elements), *_of_the_pages(pdf)]


def structure(pdf: pikepdf.Pdf) -> Iterator[Any]:
    """Every element of the structure tree, in reading order."""
    waiting = [pdf.Root.get("/StructTreeRoot")]
    while waiting:
        node = waiting.pop()
        if isinstance(node, pikepdf.Array):
            waiting.extend(reversed(list(node)))
        elif isinstance(node, pikepdf.Dictionary):
            if "/S" in node:
                yield node
            waiting.append(node.get("/K"))


def _of_the_file(pdf: pikepdf.Pdf) -> Iterator[str]:
    root = pdf.Root
    if not str(root.get("/Lang", "")):
        yield "the file names no language"
    if "/MarkInfo" not in root or not root.MarkInfo.get("/Marked"):
        yield "the file is not tagged"
    if not str(pdf.docinfo.get("/Title", "")):
        yield "the file has no title"
    if "/ViewerPreferences" not in root or not root.ViewerPreferences.get("/DisplayDocTitle"):
        yield "the title is not what a window shows"
    if "/Metadata" not in root or b"pdfuaid" not in root.Metadata.read_bytes():
        yield "the file does not say that it is PDF/UA"
    if len(pdf.pages) > 2 and "/Outlines" not in root:
        yield "the file has no bookmarks"


def _of_the_headings(elements: list[Any]) -> Iterator[str]:
    levels = [int(str(e.S)[2]) for e in elements if str(e.S) in HEADINGS]
    if levels[:1] != [1] or levels.count(1) != 1:
        yield "there is not one first heading, at the start"
    if any(after - before > 1 for before, after in zip(levels, levels[1:], strict=False)):
        yield "a level of heading is skipped"


def _of_the_elements(elements: list[Any]) -> Iterator[str]:
    if any(str(e.S) == "/Figure" and not str(e.get("/Alt", "")).strip() for e in elements):
        yield "a figure has no alternative text"
    for table in (e for e in elements if str(e.S) == "/Table"):
        inner = [str(e.S) for e in _under(table)]
        if "/TH" not in inner:
            yield "a table has no header cell"
    for element in elements:
        if str(element.S) == "/TH" and "/Scope" not in _attributes(element):
            yield "a header cell does not say what it heads"
            break


def _under(element: Any) -> Iterator[Any]:
    waiting = [element.get("/K")]
    while waiting:
        node = waiting.pop()
        if isinstance(node, pikepdf.Array):
            waiting.extend(node)
        elif isinstance(node, pikepdf.Dictionary):
            if "/S" in node:
                yield node
            waiting.append(node.get("/K"))


def _attributes(element: Any) -> dict[str, Any]:
    found = element.get("/A", {})
    groups = list(found) if isinstance(found, pikepdf.Array) else [found]
    return {key: value for group in groups if isinstance(group, pikepdf.Dictionary) for key, value in group.items()}


def _of_the_pages(pdf: pikepdf.Pdf) -> Iterator[str]:
    for number, page in enumerate(pdf.pages, start=1):
        links = [a for a in page.get("/Annots", []) if a.get("/Subtype") == "/Link"]
        if links and page.get("/Tabs") != "/S":
            yield f"page {number} does not follow the order of reading"
        if any(not str(link.get("/Contents", "")).strip() for link in links):
            yield f"page {number} has a link without words"
        if any("/StructParent" not in link for link in links):
            yield f"page {number} has a link outside the structure"
        yield from _unembedded(number, page)


def _unembedded(number: int, page: Any) -> Iterator[str]:
    drawn = "/Type3"  # its glyphs are drawings within the file
    fonts = page.get("/Resources", {}).get("/Font", {}).values()
    for font in (font for font in fonts if font.get("/Subtype") != drawn):
        for inner in font.get("/DescendantFonts", [font]):
            held = inner.get("/FontDescriptor", {})
            if not any(name in held for name in ("/FontFile", "/FontFile2", "/FontFile3")):
                yield f"page {number} uses a font that is not in the file"


def pages(content: bytes) -> int:
    """How many pages a PDF has."""
    with pikepdf.open(io.BytesIO(content)) as pdf:
        return len(pdf.pages)
