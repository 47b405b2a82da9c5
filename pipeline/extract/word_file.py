"""Reads a Word document whole: paragraphs, lists, tables, text boxes, footnotes; insertions in, deletions out."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

from docx.oxml.ns import qn

from pipeline.errors import UnreadableDocument, named
from pipeline.extract.clean import clean
from pipeline.extract.document import Document, Line, Place
from pipeline.extract.numbering import BULLET, LESSER, NUMBERED, numbered, sequence
from pipeline.extract.structure import END_MATTER, LEADER, SHEET, passage_id
from pipeline.extract.word_body import Part, Walk, walked
from pipeline.extract.word_parts import Parts, damaged
from pipeline.records import Form, Page, Passage

_TAB = re.compile(r"^(\(?[A-Za-z0-9]{1,4}(?:[.)]|(?:\.\d{1,3})+\.?)?\)?)\t+\s*(?=\S)")


def read(path: Path, sha256: str, file: str) -> Document:
    """The document in a Word file.

    Raises:
        UnreadableDocument, EncryptedDocument, LimitExceeded: with what to do next.
    """
    name = named(file)
    parts = Parts(path, name)
    try:
        walk, lines = _opened(parts, name)
        metadata = {key: clean(value) for key, value in parts.core().items()}
    finally:
        parts.close()
    if not any(part.text or part.cells for part in walk.found):
        raise UnreadableDocument(f"{name} holds no text. Open it and see; ask its sender for a new copy.", "damaged")
    pages = tuple(Page(number, 595.0, 842.0) for number in range(1, walk.page + 1))
    passages = tuple(_passages(walk.found, sha256))
    return Document(sha256, file, pages, passages, (*_front(walk.found), *lines), metadata, tuple(_notes(walk, parts)))


def _opened(parts: Parts, name: str) -> tuple[Walk, list[Line]]:
    root = parts.document()
    body = root.find(qn("w:body")) if root is not None else None
    if body is None:
        raise damaged(name)
    return walked(parts, body), list(_running(parts))


def _notes(walk: Walk, parts: Parts) -> Iterator[str]:
    if parts.mended:
        yield "Accepted in part: the file is damaged, and what follows the damage may be missing. Ask its sender for a new copy."
    if walk.hidden:
        yield f"Hidden text, neither tagged nor quoted: {walk.hidden} places."
    if walk.pictures and sum(len(part.text) for part in walk.found) < 600:
        yield "It is mostly pictures, whose words were not read. Ask its sender for a copy with text."
    if parts.has_macros:
        yield "It carries macros; they were not run."


def _passages(found: list[Part], sha256: str) -> Iterator[Passage]:
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
    sha256: str, seen: Counter[str], part: Part, heading: tuple[str, ...], form: Form | None, known: frozenset[str]
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
    part: Part,
    heading: tuple[str, ...],
    form: Form,
    number: str | None = None,
) -> Passage:
    seen[text] += 1
    identity = passage_id(sha256, text, seen[text])
    return Passage(identity, part.page, (part.page,), (), number, heading, text, form, part.notes)


def _looks_like_heading(part: Part) -> int:
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


def _front_end(found: list[Part]) -> int:
    """How many of the first parts are the cover: title lines before the first long paragraph or heading."""
    for index, part in enumerate(found[:40]):
        text = clean(part.text)
        if part.cells or part.level or len(text) > 180 or NUMBERED.match(text):
            return index if index and (index > 1 or found[0].style in ("Title", "Subtitle")) else 0
        if part.page > 1 and index:
            return index
    return 0


def _front(found: list[Part]) -> Iterator[Line]:
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
