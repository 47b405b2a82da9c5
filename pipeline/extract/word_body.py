"""Walks the body of a Word document from front to back: insertions in, deletions and hidden text out."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from docx.oxml.ns import qn

from pipeline.extract.clean import clean
from pipeline.extract.numbering import NUMBERED
from pipeline.extract.word_numbering import Numbering, Styles
from pipeline.extract.word_parts import Parts, number


@dataclass
class Part:
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
class Walk:
    """What is known while a document is read from front to back."""

    notes: dict[str, str]
    numbering: Numbering
    styles: Styles
    page: int = 1
    hidden: int = 0
    pictures: int = 0
    initial: str = (
        ""  # a large first letter, which Word keeps in a paragraph of its own before that to which it belongs
    )
    carried: tuple[str, tuple[str, ...]] = (
        "",
        (),
    )  # of a paragraph whose end is struck out, so that the next goes on with it
    rendered: bool = False  # Word has noted where its pages begin
    found: list[Part] = field(default_factory=list)


def walked(parts: Parts, body: Any) -> Walk:
    """What the body of a document holds, and what is noticed on the way."""
    styles = Styles(parts.one("styles"))
    walk = Walk(_footnotes(parts), Numbering(parts.one("numbering"), styles), styles)
    walk.rendered = body.find(f".//{qn('w:lastRenderedPageBreak')}") is not None
    _body(body, walk)
    return walk


def _body(element: Any, walk: Walk) -> None:
    for child in element:
        tag = child.tag
        if tag == qn("w:p"):
            _paragraph(child, walk)
        elif tag == qn("w:tbl"):
            _table(child, walk)
        elif tag in (qn("w:sdt"), qn("w:ins"), qn("w:customXml"), qn("w:smartTag"), qn("w:sdtContent")):
            _body(child, walk)


def _paragraph(element: Any, walk: Walk) -> None:
    text, marks, hidden = _text(element, walk)
    style = _style(element)
    text, marks, walk.carried = walk.carried[0] + text, (*walk.carried[1], *marks), ("", ())
    if _end_is_struck_out(element):
        walk.carried = text, marks
        walk.hidden += hidden
        return
    number, bullet = walk.numbering.of(element, style)
    walk.pictures += element.find(f".//{qn('w:drawing')}") is not None
    if hidden:
        walk.hidden += 1
    if walk.initial:
        text, walk.initial = walk.initial + text, ""
    if element.find(f"{qn('w:pPr')}/{qn('w:framePr')}[@{qn('w:dropCap')}]") is not None and len(text) <= 3:
        walk.initial = text
    elif clean(text):
        level = _heading_level(element, style, walk.styles)
        bold = not level and _all_bold(element)
        made = Part(text, style, level, number, bullet, page=walk.page, notes=marks, bold=bold, size=_size(element))
        walk.found.append(made)
    for box in element.iter(qn("w:txbxContent")):
        if not any(parent.tag == _FALLBACK for parent in box.iterancestors()):
            _body(box, walk)


def _end_is_struck_out(element: Any) -> bool:
    """Whether the mark that ends a paragraph is a tracked deletion, and another paragraph follows."""
    mark = element.find(f"{qn('w:pPr')}/{qn('w:rPr')}")
    following = element.getnext()
    return (
        mark is not None
        and (mark.find(qn("w:del")) is not None or mark.find(qn("w:moveFrom")) is not None)
        and following is not None
        and following.tag == qn("w:p")
    )


_FALLBACK = "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback"


def _text(element: Any, walk: Walk) -> tuple[str, tuple[str, ...], bool]:
    """The paragraph's own text, the footnotes that it marks, and whether some of it was hidden."""
    pieces: list[str] = []
    marks: list[str] = []
    hidden = False
    unseen = walk.styles.hides(_style(element))
    for node in _nodes(element):
        if node.tag == qn("w:r") and (unseen or _is_hidden(node, walk.styles)):
            hidden = True
        elif node.tag == qn("w:r"):
            _run(node, pieces, marks, walk)
    return "".join(pieces), tuple(marks), hidden


def _nodes(element: Any) -> Iterator[Any]:
    """The runs of a paragraph, without those deleted and those of text boxes within it."""
    for child in element:
        if child.tag in (qn("w:del"), qn("w:moveFrom"), qn("w:pPr"), _FALLBACK):
            continue
        if child.tag == qn("w:r"):
            yield child
        elif child.tag not in (qn("w:txbxContent"),):
            yield from _nodes(child)


def _run(node: Any, pieces: list[str], marks: list[str], walk: Walk) -> None:
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


def _is_hidden(node: Any, styles: Styles) -> bool:
    properties = node.find(qn("w:rPr"))
    if properties is None:
        return False
    vanish, style = properties.find(qn("w:vanish")), properties.find(qn("w:rStyle"))
    if vanish is not None:
        return vanish.get(qn("w:val")) not in ("0", "false")
    if style is not None and styles.hides(str(style.get(qn("w:val")))):
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


def _table(element: Any, walk: Walk) -> None:
    rows = [
        [cell for cell in row.iter(qn("w:tc")) if _owner(cell, qn("w:tr")) is row]
        for row in element.iter(qn("w:tr"))
        if _owner(row, qn("w:tbl")) is element and row.find(f"{qn('w:trPr')}/{qn('w:del')}") is None
    ]
    if all(len(row) <= 1 for row in rows):  # a box of one cell is a frame around paragraphs
        for cell in (cell for row in rows for cell in row):
            _body(cell, walk)
        return
    heads: tuple[str, ...] = ()
    for index, row in enumerate(rows):
        if max(map(len, rows)) == 2 and _is_section(row, walk.styles):
            _section(row, walk)
            continue
        cells = tuple(_cell(cell, walk) for cell in row)
        if index == 0 and len(rows) > 1 and _is_head(cells):
            heads = cells
        elif any(cells):
            walk.found.append(Part("", "table", cells=cells, heads=heads, page=walk.page))


def _is_section(row: Sequence[Any], styles: Styles) -> bool:
    """Whether a row is a section of a template: a label beside paragraphs that have numbers, bullets or headings, or are many."""
    if len(row) == 1:
        return True
    label, told = [_own_paragraphs(cell) for cell in row]
    if len(label) > 2 or sum(map(len, map(_words, label))) > 150:
        return False
    if any(_heading_level(p, _style(p), styles) for p in label):
        return True
    listed = [
        p
        for p in told
        if NUMBERED.match(_words(p))
        or _LED.match(_words(p))
        or p.find(f"{qn('w:pPr')}/{qn('w:numPr')}") is not None
        or _style(p)
    ]
    return len(listed) >= 2 or len(told) >= 3 and sum(map(len, map(_words, told))) > 600


_LED = re.compile(r"\S{1,8}\t")


def _section(row: Sequence[Any], walk: Walk) -> None:
    """The label of a section as its heading, and its paragraphs."""
    *labels, told = row
    for label in labels:
        before = len(walk.found)
        _body(label, walk)
        walk.found[before:] = [replace(part, level=part.level or 2) for part in walk.found[before:]]
    _body(told, walk)


def _own_paragraphs(cell: Any) -> list[Any]:
    """The paragraphs with words that stand in a cell, not in a table within it."""
    return [p for p in cell.iter(qn("w:p")) if _owner(p, qn("w:tc")) is cell and _words(p).strip()]


def _words(paragraph: Any) -> str:
    return "".join("\t" if t.tag == qn("w:tab") else t.text or "" for t in paragraph.iter(qn("w:t"), qn("w:tab")))


def _owner(node: Any, tag: str) -> Any:
    return next((parent for parent in node.iterancestors() if parent.tag == tag), None)


def _cell(cell: Any, walk: Walk) -> str:
    texts = [_text(p, walk)[0] for p in cell.iter(qn("w:p")) if _owner(p, qn("w:tc")) is cell]
    inner = [_text(p, walk)[0] for table in cell.iter(qn("w:tbl")) for p in table.iter(qn("w:p"))]
    return clean(" ".join([*texts, *inner]))


def _is_head(cells: Sequence[str]) -> bool:
    filled = [cell for cell in cells if cell]
    return (
        len(filled) >= 2 and max(map(len, filled)) <= 45 and not any(re.search(r"\d{4}|\.$", cell) for cell in filled)
    )


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
