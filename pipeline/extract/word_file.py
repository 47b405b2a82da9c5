"""Reads a Word document whole: paragraphs, lists, tables, text boxes, footnotes; insertions in, deletions out."""

from __future__ import annotations

import re
import zipfile
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import docx
from docx.oxml.ns import qn
from docx.oxml.parser import parse_xml

from pipeline.errors import EncryptedDocument, LimitExceeded, UnreadableDocument
from pipeline.extract.clean import clean
from pipeline.extract.document import Document, Line, Place
from pipeline.extract.numbering import BULLET, LESSER, NUMBERED
from pipeline.extract.structure import END_MATTER, LEADER, SHEET, passage_id
from pipeline.records import Form, Page, Passage

MOST_BYTES, MOST_ENTRIES, MOST_RATIO = 200_000_000, 5_000, 100
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
    numbering: _Numbering
    page: int = 1
    hidden: int = 0
    found: list[_Part] = field(default_factory=list)


def read(path: Path, sha256: str, name: str) -> Document:
    """The document in a Word file.

    Raises:
        UnreadableDocument, EncryptedDocument, LimitExceeded: with what to do next.
    """
    _check_archive(path, name)
    try:
        document = docx.Document(str(path))
    except Exception as error:  # python-docx raises whatever its parts raise
        raise UnreadableDocument(
            f"{name} is damaged and cannot be opened as a Word document. Ask its sender for a new copy.", "damaged"
        ) from error
    walk = _Walk(_footnotes(document), _Numbering(document))
    _body(document.element.body, walk)
    if not any(part.text or part.cells for part in walk.found):
        raise UnreadableDocument(f"{name} holds no text. Open it and see; ask its sender for a new copy.", "damaged")
    pages = tuple(Page(number, 595.0, 842.0) for number in range(1, walk.page + 1))
    properties = document.core_properties
    metadata = {"title": clean(properties.title or ""), "author": clean(properties.author or "")}
    passages = tuple(_passages(walk.found, sha256))
    notes = (f"Hidden text, neither tagged nor quoted: {walk.hidden} places.",) if walk.hidden else ()
    return Document(sha256, name, pages, passages, tuple(_lines(walk.found, document)), metadata, notes)


def _check_archive(path: Path, name: str) -> None:
    """Refuses what only an attack would hold, before any of it is unpacked."""
    try:
        with zipfile.ZipFile(path) as archive:
            entries = archive.infolist()
            inflated, packed = sum(e.file_size for e in entries), sum(e.compress_size for e in entries)
            names = {entry.filename for entry in entries}
            doctype = any(
                b"<!DOCTYPE" in archive.open(e).read(2048)
                for e in entries[:MOST_ENTRIES]
                if e.filename.endswith(".xml")
            )
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError, RuntimeError, EOFError) as error:
        raise UnreadableDocument(
            f"{name} is damaged and cannot be opened as a Word document. Ask its sender for a new copy.", "damaged"
        ) from error
    if inflated > MOST_BYTES or len(entries) > MOST_ENTRIES or inflated > MOST_RATIO * max(packed, 10_000) or doctype:
        raise LimitExceeded(
            f"{name} is built in a way that no honest document is, and was not opened. Ask its sender for another copy.",
            "limit_memory",
        )
    if "EncryptedPackage" in names:
        raise EncryptedDocument(f"{name} needs a password. Ask its sender for a copy without one.", "password")


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
    number, bullet = walk.numbering.of(element)
    if hidden:
        walk.hidden += 1
    if clean(text):
        level = _heading_level(element, style)
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
            walk.page += child.get(qn("w:type")) == "page"
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
    vanish, colour = properties.find(qn("w:vanish")), properties.find(qn("w:color"))
    white = (
        colour is not None
        and (colour.get(qn("w:val")) or "").upper() == "FFFFFF"
        and properties.find(qn("w:shd")) is None
    )
    is_off = vanish is not None and vanish.get(qn("w:val")) in ("0", "false")
    return (vanish is not None and not is_off) or white


def _style(element: Any) -> str:
    found = element.find(f"{qn('w:pPr')}/{qn('w:pStyle')}")
    return str(found.get(qn("w:val"))) if found is not None else ""


def _heading_level(element: Any, style: str) -> int:
    outline = element.find(f"{qn('w:pPr')}/{qn('w:outlineLvl')}")
    if outline is not None and int(outline.get(qn("w:val"))) < 9:
        return int(outline.get(qn("w:val"))) + 1
    match = re.match(r"(?:heading|Heading|berschrift|Titre)\s*(\d)", style)
    return int(match[1]) if match else 0


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
    rows = [row for row in element.iter(qn("w:tr")) if _owner(row, qn("w:tbl")) is element]
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


# --- numbering and footnotes -------------------------------------------------------------------------------


def _footnotes(document: Any) -> dict[str, str]:
    """The text of each footnote and endnote, by the tag of its mark and its id."""
    found: dict[str, str] = {}
    for relation in document.part.rels.values():
        kind = relation.reltype.rsplit("/", 1)[-1]
        if kind in ("footnotes", "endnotes") and not relation.is_external:
            root = parse_xml(relation.target_part.blob)
            tag = qn(f"w:{kind[:-1]}Reference")
            for note in root:
                text = clean("".join(t.text or "" for t in note.iter(qn("w:t"))))
                if text:
                    found[tag + str(note.get(qn("w:id")))] = text
    return found


class _Numbering:
    """Counts automatic numbers and tells bullets from them, by numbering.xml."""

    def __init__(self, document: Any) -> None:
        self.levels: dict[tuple[str, int], tuple[str, str, int]] = {}
        self.counts: Counter[tuple[str, int]] = Counter()
        self.styles: dict[str, tuple[str, int]] = {}
        try:
            root = document.part.numbering_part.element
        except (KeyError, NotImplementedError, AttributeError):
            root = None
        if root is not None:
            self._learn(root)
        for style in document.styles.element.iter(qn("w:style")):
            number = style.find(f"{qn('w:pPr')}/{qn('w:numPr')}/{qn('w:numId')}")
            if number is not None:
                level = style.find(f"{qn('w:pPr')}/{qn('w:numPr')}/{qn('w:ilvl')}")
                depth = int(level.get(qn("w:val"))) if level is not None else 0
                self.styles[str(style.get(qn("w:styleId")))] = (str(number.get(qn("w:val"))), depth)

    def _learn(self, root: Any) -> None:
        abstract = {a.get(qn("w:abstractNumId")): a for a in root.iter(qn("w:abstractNum"))}
        for number in root.iter(qn("w:num")):
            link = number.find(qn("w:abstractNumId"))
            source = abstract.get(link.get(qn("w:val"))) if link is not None else None
            for level in source.iter(qn("w:lvl")) if source is not None else ():
                kind, shape, start = (level.find(qn(f"w:{part}")) for part in ("numFmt", "lvlText", "start"))
                self.levels[number.get(qn("w:numId")), int(level.get(qn("w:ilvl")))] = (
                    kind.get(qn("w:val")) if kind is not None else "decimal",
                    shape.get(qn("w:val")) if shape is not None else "",
                    int(start.get(qn("w:val"))) if start is not None else 1,
                )

    def of(self, element: Any) -> tuple[str | None, bool]:
        """The printed number of a paragraph, if Word prints one, and whether it is a bullet."""
        properties = element.find(f"{qn('w:pPr')}/{qn('w:numPr')}")
        key = self.styles.get(_style(element))
        if properties is not None:
            number, level = properties.find(qn("w:numId")), properties.find(qn("w:ilvl"))
            key = (
                (str(number.get(qn("w:val"))), int(level.get(qn("w:val"))) if level is not None else 0)
                if number is not None
                else key
            )
        if not key or key not in self.levels:
            return None, "List" in _style(element) and "Bullet" in _style(element)
        kind, shape, _ = self.levels[key]
        if kind in ("bullet", "none"):
            return None, kind == "bullet"
        return self._counted(key, shape), False

    def _counted(self, key: tuple[str, int], shape: str) -> str:
        number, level = key
        self.counts[key] += 1
        for deeper in range(level + 1, 9):
            self.counts[number, deeper] = 0

        def value(match: re.Match[str]) -> str:
            depth = int(match[1]) - 1
            kind, _, start = self.levels.get((number, depth), ("decimal", "", 1))
            return _written(max(self.counts[number, depth], 1) + start - 1, kind)

        return re.sub(r"%(\d)", value, shape).strip().rstrip(".:")


def _written(value: int, kind: str) -> str:
    if kind in ("lowerLetter", "upperLetter"):
        letter = chr(ord("a") + (value - 1) % 26)
        return letter if kind == "lowerLetter" else letter.upper()
    if kind in ("lowerRoman", "upperRoman"):
        roman = "x" * (value // 10) + ["", *["i", "ii", "iii", "iv", "v", "vi", "vii", "viii", "ix"]][value % 10]
        return roman if kind == "lowerRoman" else roman.upper()
    return str(value)


# --- passages and lines ------------------------------------------------------------------------------------


def _passages(found: list[_Part], sha256: str) -> Iterator[Passage]:
    seen: Counter[str] = Counter()
    path: list[tuple[int, str]] = []
    form: Form | None = None
    front = _front_end(found)
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
            yield _said(sha256, seen, part, heading, form)


def _said(sha256: str, seen: Counter[str], part: _Part, heading: tuple[str, ...], form: Form | None) -> Passage:
    """A paragraph or bullet, its printed number apart from its text."""
    number, text, bullet = part.number, clean(part.text), part.bullet
    if not number:
        if (match := _TAB.match(part.text.lstrip())) or (match := NUMBERED.match(text)):
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


def _lines(found: list[_Part], document: Any) -> Iterator[Line]:
    front = _front_end(found)
    sheet = sum(bool(SHEET.match(clean(part.text))) for part in found[:front]) >= 2
    for index, part in enumerate(found[:80]):
        place: Place = ("sheet" if sheet else "cover") if index < front else "body"
        text = clean(part.text) or " | ".join(part.cells)
        yield Line(part.page, text, part.size, part.bold or bool(part.level), place)
    for section in document.sections:
        for place, band in (("header", section.header), ("footer", section.footer)):
            for paragraph in band.paragraphs:
                if clean(paragraph.text):
                    yield Line(1, clean(paragraph.text), 9.0, False, place)
