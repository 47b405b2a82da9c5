"""Reads a Word document whole: paragraphs, lists, tables, text boxes, footnotes; insertions in, deletions out."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from docx.oxml.ns import qn

from pipeline.errors import UnreadableDocument, named
from pipeline.extract.clean import clean
from pipeline.extract.document import Document, Line, Place
from pipeline.extract.numbering import BULLET, LESSER, NUMBERED, numbered, sequence
from pipeline.extract.structure import END_MATTER, LEADER, SHEET, passage_id
from pipeline.extract.word_numbering import Numbering, Styles
from pipeline.extract.word_parts import Parts, damaged, number
from pipeline.records import Form, Page, Passage

_TAB = re.compile(r"^(\(?[A-Za-z0-9]{1,4}(?:[.)]|(?:\.\d{1,3})+\.?)?\)?)\t+\s*(?=\S)")


@dataclass
class _Part:
    """A paragraph or table row of the body with what its style says."""

    text: str
    style: str
    level: int = 0  # of a heading
    number: str | None = None
    bullet: bool = False
    cells: tuple[str, ...] = ()
    heads: tuple[str, ...] = ()
    page: int = 1
    notes: tuple[str, ...] = ()
    hidden: bool = False
    bold: bool = False
    size: float = 11.0


@dataclass
class _Walk:
    """What is known while a document is read from front to back."""

    notes: dict[str, str]
    numbering: Numbering
    styles: Styles
    page: int = 1
    hidden: int = 0
    pictures: int = 0
    rendered: bool = False  # Word has noted where its pages begin
    found: list[_Part] = field(default_factory=list)


def read(path: Path, sha256: str, file: str) -> Document:
    """The document in a Word file.

    Raises:
        UnreadableDocument, EncryptedDocument, LimitExceeded: with what to do next.
    """
    name = named(file)
    parts = Parts(path, name)
    try:
        walk, lines = _walked(parts, name)
        metadata = {key: clean(value) for key, value in parts.core().items()}
    finally:
        parts.close()
    if not any(part.text or part.cells for part in walk.found):
        raise UnreadableDocument(f"{name} holds no text. Open it and see; ask its sender for a new copy.", "damaged")
    pages = tuple(Page(number, 595.0, 842.0) for number in range(1, walk.page + 1))
    passages = tuple(_passages(walk.found, sha256))
    return Document(sha256, file, pages, passages, (*_front(walk.found), *lines), metadata, tuple(_notes(walk, parts)))


def _walked(parts: Parts, name: str) -> tuple[_Walk, list[Line]]:
    root = parts.document()
    body = root.find(qn("w:body")) if root is not None else None
    if body is None:
        raise damaged(name)
    styles = Styles(parts.one("styles"))
    walk = _Walk(_footnotes(parts), Numbering(parts.one("numbering"), styles), styles)
    walk.rendered = body.find(f".//{qn('w:lastRenderedPageBreak')}") is not None
    _body(body, walk)
    return walk, list(_running(parts))


def _notes(walk: _Walk, parts: Parts) -> Iterator[str]:
    if parts.mended:
        yield "Accepted in part: the file is damaged, and what follows the damage may be missing. Ask its sender for a new copy."
    if walk.hidden:
        yield f"Hidden text, neither tagged nor quoted: {walk.hidden} places."
    if walk.pictures and sum(len(part.text) for part in walk.found) < 600:
        yield "It is mostly pictures, whose words were not read. Ask its sender for a copy with text."
    if parts.has_macros:
        yield "It carries macros; they were not run."


# --- walking the body --------------------------------------------------------------------------------------


def _body(element: Any, walk: _Walk) -> None:
    for child in element:
        tag = child.tag
        if tag == qn("w:p"):
            _paragraph(child, walk)
        elif tag == qn("w:tbl"):
            _table(child, walk)
        elif tag in (qn("w:sdt"), qn("w:ins"), qn("w:customXml"), qn("w:smartTag"), qn("w:sdtContent")):
            _body(child, walk)


def _paragraph(element: Any, walk: _Walk) -> None:
    text, marks, hidden = _text(element, walk)
    style = _style(element)
    number, bullet = walk.numbering.of(element, style)
    walk.pictures += element.find(f".//{qn('w:drawing')}") is not None
    if hidden:
        walk.hidden += 1
    if clean(text):
        level = _heading_level(element, style, walk.styles)
        bold = not level and _all_bold(element)
        made = _Part(text, style, level, number, bullet, page=walk.page, notes=marks, bold=bold, size=_size(element))
        walk.found.append(made)
    for box in element.iter(qn("w:txbxContent")):
        if not any(parent.tag == _FALLBACK for parent in box.iterancestors()):
            _body(box, walk)


_FALLBACK = "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback"


def _text(element: Any, walk: _Walk) -> tuple[str, tuple[str, ...], bool]:
    """The paragraph's own text, the footnotes that it marks, and whether some of it was hidden."""
    pieces: list[str] = []
    marks: list[str] = []
    hidden = False
    for node in _nodes(element):
        if node.tag == qn("w:r") and _is_hidden(node):
            hidden = True
        elif node.tag == qn("w:r"):
            _run(node, pieces, marks, walk)
    return "".join(pieces), tuple(marks), hidden


def _nodes(element: Any) -> Iterator[Any]:
    """The runs of a paragraph, without those deleted and those of text boxes within it."""
    for child in element:
        if child.tag in (qn("w:del"), qn("w:moveFrom"), qn("w:pPr")):
            continue
        if child.tag == qn("w:r"):
            yield child
        elif child.tag not in (qn("w:txbxContent"),):
            yield from _nodes(child)


def _run(node: Any, pieces: list[str], marks: list[str], walk: _Walk) -> None:
    raised = node.find(f"{qn('w:rPr')}/{qn('w:vertAlign')}")
    is_mark = raised is not None and raised.get(qn("w:val")) == "superscript"
    for child in node:
        if child.tag == qn("w:t"):
            if not (is_mark and re.fullmatch(r"\s*\d{1,3}\s*", child.text or "")):
                pieces.append(child.text or "")
        elif child.tag in (qn("w:tab"), qn("w:ptab")):
            pieces.append("\t")
        elif child.tag in (qn("w:br"), qn("w:cr")):
            pieces.append(" ")
            walk.page += child.get(qn("w:type")) == "page" and not walk.rendered
        elif child.tag == qn("w:noBreakHyphen"):
            pieces.append("-")
        elif child.tag == qn("w:lastRenderedPageBreak"):
            walk.page += 1
        elif child.tag in (qn("w:footnoteReference"), qn("w:endnoteReference")):
            note = walk.notes.get(child.tag + str(child.get(qn("w:id"))))
            marks += [note] if note else []


def _is_hidden(node: Any) -> bool:
    properties = node.find(qn("w:rPr"))
    if properties is None:
        return False
    vanish = properties.find(qn("w:vanish"))
    if vanish is not None and vanish.get(qn("w:val")) not in ("0", "false"):
        return True
    ink, ground = _colour(properties, "w:color", "w:val"), _colour(properties, "w:shd", "w:fill")
    if (mark := properties.find(qn("w:highlight"))) is not None:
        ground = {"black": "000000", "white": "FFFFFF"}.get(str(mark.get(qn("w:val"))), "other")
    ground = "FFFFFF" if ground in ("", "AUTO") else ground
    ink = ("FFFFFF" if ground == "000000" and mark is None else "000000") if ink in ("", "AUTO") else ink
    return ink == ground


def _colour(properties: Any, tag: str, attribute: str) -> str:
    found = properties.find(qn(tag))
    return (found.get(qn(attribute)) or "").upper() if found is not None else ""


def _style(element: Any) -> str:
    found = element.find(f"{qn('w:pPr')}/{qn('w:pStyle')}")
    return str(found.get(qn("w:val"))) if found is not None else ""


def _heading_level(element: Any, style: str, styles: Styles) -> int:
    outline = element.find(f"{qn('w:pPr')}/{qn('w:outlineLvl')}")
    if outline is not None and number(outline, 9) < 9:
        return number(outline) + 1
    return styles.level(style)


def _all_bold(element: Any) -> bool:
    runs = [run for run in element.iter(qn("w:r")) if "".join(t.text or "" for t in run.iter(qn("w:t"))).strip()]
    return bool(runs) and all(
        (b := run.find(f"{qn('w:rPr')}/{qn('w:b')}")) is not None and b.get(qn("w:val")) not in ("0", "false")
        for run in runs
    )


def _size(element: Any) -> float:
    sizes = [
        int(size.get(qn("w:val"))) / 2 for size in element.iter(qn("w:sz")) if (size.get(qn("w:val")) or "").isdigit()
    ]
    return max(sizes, default=11.0)


def _table(element: Any, walk: _Walk) -> None:
    rows = [
        row
        for row in element.iter(qn("w:tr"))
        if _owner(row, qn("w:tbl")) is element and row.find(f"{qn('w:trPr')}/{qn('w:del')}") is None
    ]
    made = [[_cell(cell, walk) for cell in row.iter(qn("w:tc")) if _owner(cell, qn("w:tr")) is row] for row in rows]
    if all(len(row) <= 1 for row in made):  # a box of one cell is a frame around paragraphs
        for cell in (cell for row in rows for cell in row.iter(qn("w:tc")) if _owner(cell, qn("w:tr")) is row):
            _body(cell, walk)
        return
    heads: tuple[str, ...] = ()
    for index, cells in enumerate(made):
        if index == 0 and len(made) > 1 and _is_head(cells):
            heads = tuple(cells)
        elif any(cells):
            walk.found.append(_Part("", "table", cells=tuple(cells), heads=heads, page=walk.page))


def _owner(node: Any, tag: str) -> Any:
    return next((parent for parent in node.iterancestors() if parent.tag == tag), None)


def _cell(cell: Any, walk: _Walk) -> str:
    texts = [_text(p, walk)[0] for p in cell.iter(qn("w:p")) if _owner(p, qn("w:tc")) is cell]
    inner = [_text(p, walk)[0] for table in cell.iter(qn("w:tbl")) for p in table.iter(qn("w:p"))]
    return clean(" ".join([*texts, *inner]))


def _is_head(cells: list[str]) -> bool:
    filled = [cell for cell in cells if cell]
    return (
        len(filled) >= 2 and max(map(len, filled)) <= 45 and not any(re.search(r"\d{4}|\.$", cell) for cell in filled)
    )


# --- footnotes -------------------------------------------------------------------------------


def _footnotes(parts: Parts) -> dict[str, str]:
    """The text of each footnote and endnote, by the tag of its mark and its id."""
    found: dict[str, str] = {}
    for kind in ("footnotes", "endnotes"):
        root = parts.one(kind)
        for note in root if root is not None else ():
            text = clean("".join(t.text or "" for t in note.iter(qn("w:t"))))
            if text:
                found[qn(f"w:{kind[:-1]}Reference") + str(note.get(qn("w:id")))] = text
    return found


# --- passages and lines ------------------------------------------------------------------------------------


def _passages(found: list[_Part], sha256: str) -> Iterator[Passage]:
    seen: Counter[str] = Counter()
    path: list[tuple[int, str]] = []
    form: Form | None = None
    front = _front_end(found)
    known = sequence(clean(part.text) for part in found if not part.number)
    for index, part in enumerate(found):
        text = clean(part.text)
        if index < front:
            yield _passage(sha256, seen, text, part, (), "cover")
            continue
        level = part.level or _looks_like_heading(part)
        if level and not LEADER.search(part.text):
            path = [(rank, said) for rank, said in path if rank < level] + [(level, text)]
            form = next((kind for pattern, kind in END_MATTER if pattern.match(text)), None if level <= 2 else form)
            continue
        heading = tuple(said for _, said in path)
        if part.cells:
            heads = " | ".join(filter(None, part.heads))
            heading = (*heading, heads) if heads else heading
            yield _passage(sha256, seen, " | ".join(part.cells), part, heading, form or "row")
        elif LEADER.search(part.text) or part.style.lower().startswith("toc"):
            yield _passage(sha256, seen, text, part, heading, "contents")
        else:
            yield _said(sha256, seen, part, heading, form, known)


def _said(
    sha256: str, seen: Counter[str], part: _Part, heading: tuple[str, ...], form: Form | None, known: frozenset[str]
) -> Passage:
    """A paragraph or bullet, its printed number apart from its text."""
    number, text, bullet = part.number, clean(part.text), part.bullet
    if not number:
        if (match := _TAB.match(part.text.lstrip())) or (match := numbered(text, 0, known)):
            number = match[1].strip().rstrip(".")
            text = clean(part.text.lstrip()[match.end() :]) if "\t" in match[0] else match["rest"]
        elif match := BULLET.match(text):
            bullet, text = True, match["rest"]
    bullet = bullet or bool(number and LESSER.fullmatch(number))
    return _passage(sha256, seen, text, part, heading, form or ("bullet" if bullet else "paragraph"), number)


def _passage(
    sha256: str,
    seen: Counter[str],
    text: str,
    part: _Part,
    heading: tuple[str, ...],
    form: Form,
    number: str | None = None,
) -> Passage:
    seen[text] += 1
    identity = passage_id(sha256, text, seen[text])
    return Passage(identity, part.page, (part.page,), (), number, heading, text, form, part.notes)


def _looks_like_heading(part: _Part) -> int:
    """The level of a paragraph that is set as a heading without a heading's style."""
    text = clean(part.text)
    if part.cells or part.bullet or not text or len(text) > 110 or text.endswith((".", ";", ",")):
        return 0
    if part.style in ("Title", "Subtitle"):
        return 1
    if part.bold or part.size >= 14:
        match = re.match(r"\d+(?:\.\d+)*", text)
        return match[0].count(".") + 1 if match else 3
    return 0


def _front_end(found: list[_Part]) -> int:
    """How many of the first parts are the cover: title lines before the first long paragraph or heading."""
    for index, part in enumerate(found[:40]):
        text = clean(part.text)
        if part.cells or part.level or len(text) > 180 or NUMBERED.match(text):
            return index if index and (index > 1 or found[0].style in ("Title", "Subtitle")) else 0
        if part.page > 1 and index:
            return index
    return 0


def _front(found: list[_Part]) -> Iterator[Line]:
    front = _front_end(found)
    sheet = sum(bool(SHEET.match(clean(part.text))) for part in found[:front]) >= 2
    for index, part in enumerate(found[:80]):
        place: Place = ("sheet" if sheet else "cover") if index < front else "body"
        text = clean(part.text) or " | ".join(part.cells)
        yield Line(part.page, text, part.size, part.bold or bool(part.level), place)


def _running(parts: Parts) -> Iterator[Line]:
    """The lines of its headers and footers."""
    kinds: tuple[Place, ...] = ("header", "footer")
    for place in kinds:
        for band in parts.every(place):
            for paragraph in band.iter(qn("w:p")):
                text = clean("".join(t.text or " " for t in paragraph.iter(qn("w:t"), qn("w:tab"))))
                if text:
                    yield Line(1, text, 9.0, False, place)
