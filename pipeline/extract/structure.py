"""Gives a document's lines their structure: cover, contents, headings, paragraphs with footnotes, end matter."""

from __future__ import annotations

import hashlib
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from pipeline.extract.body import Body, body_of
from pipeline.extract.clean import clean
from pipeline.extract.document import Line, Place
from pipeline.extract.hyphens import mended
from pipeline.extract.lines import PageLine
from pipeline.extract.paragraphs import Block, blocks
from pipeline.records import Form, Passage

SHEET = re.compile(
    r"^(?:title|lscb|author|authors|date of publication|publisher|organisation|publication date|url|type)\s*:", re.I
)
END_MATTER: tuple[tuple[re.Pattern[str], Form], ...] = (
    (re.compile(r"^\W*(?:[\w.]{1,6}\s+)?(?:table of )?contents\W*$|^cynnwys", re.I), "contents"),
    (re.compile(r"^\W*(?:appendix\W+\w+\W+|annex\W+\w+\W+|[\w.]{1,6}\s+)?(?:glossary|abbreviations|acronyms|list of (?:abbreviations|acronyms)|terms (?:and abbreviations )?used|glossary of)\b", re.I), "glossary"),
    (re.compile(r"^\W*(?:appendix\W+\w+\W+|annex\W+\w+\W+|[\w.]{1,6}\s+)?(?:references|bibliography|sources|further reading|notes|endnotes|footnotes)\W*(?:and .{3,30})?$", re.I), "references"),
)  # fmt: skip
LEADER = re.compile(r"(?:\.\s?){4,}\s*\d{0,3}$|…+\s*\d{0,3}$|\s{3,}\d{1,3}$|_{4,}\s*\d{0,3}$")
_NOTE = re.compile(r"^\x0e?(?P<mark>\d{1,3}|[*†‡]{1,3})\x0f?[.)]?\s+(?P<text>\S.*)$")
_MARK = re.compile(r"\x0e([^\x0f]*)\x0f")
_NUMBERED = re.compile(r"^(?:section\s+|part\s+|chapter\s+)?(\d{1,2}(?:\.\d{1,2})*|[A-Z])[.):]?\s", re.I)


@dataclass(frozen=True)
class Structure:
    """The passages of a document and the lines of its front and back pages."""

    passages: tuple[Passage, ...]
    lines: tuple[Line, ...]


def passages(pages: Sequence[Sequence[PageLine]], sha256: str) -> Structure:
    """The passages that the lines of a document's pages make, in reading order."""
    text = [page for page in pages if page]
    del pages  # what is no longer needed goes, here and below: a document may have some hundred thousand lines
    if not text:
        return Structure((), ())
    body = body_of(text)
    noted: list[list[PageLine]] = []
    notes: dict[tuple[int, str], str] = {}
    hidden = [Block("paragraph", [line]) for page in text for line in page if line.hidden]
    for page in text:
        above, found = _footnotes([line for line in page if not line.hidden], body)
        noted.append(above)
        notes |= found
    places = _places(noted, body)
    cover = [page for page in noted if page and places.get(page[0].page)]
    flow = [page for page in noted if page and not places.get(page[0].page)]
    made = [block for page in cover for block in _cover_blocks(page)]
    front = tuple(_front_lines(noted, places))
    del text, noted, cover
    made += _structured(blocks(mended(flow), body), body)
    del flow
    made += hidden
    return Structure(tuple(_passages(_taken(made), notes, sha256)), front)


def _taken(made: list[Block]) -> Iterator[Block]:
    """The blocks in order, each taken out of the list."""
    made.reverse()
    while made:
        yield made.pop()


# --- covers ------------------------------------------------------------------------------------------------


def _places(pages: Sequence[Sequence[PageLine]], body: Body) -> dict[int, Place]:
    """Which of the first pages are covers and cover sheets."""
    found: dict[int, Place] = {}
    for page in [page for page in pages if page][:3]:
        number = page[0].page
        if sum(bool(SHEET.match(line.text)) for line in page) >= 2:
            found[number] = "sheet"
        elif _is_cover(page, body) and len(pages) > 1 and all(found.get(n) for n in range(pages[0][0].page, number)):
            found[number] = "cover"
        else:
            break
    return found


def _is_cover(page: Sequence[PageLine], body: Body) -> bool:
    words = sum(len(line.text.split()) for line in page)
    large = sum(line.size > 1.15 * body.size for line in page)
    full = sum(len(line.text) > 75 for line in page)
    numbered = any(re.match(r"\d+(?:\.\d+)+\s", line.text) for line in page)
    return (
        words < 160
        and full <= 4
        and not numbered
        and (large >= 1 or words < 70)
        and not any(line.cells for line in page)
    )


def _cover_blocks(page: Sequence[PageLine]) -> Iterator[Block]:
    for line in page:
        yield Block("paragraph", [line], form="cover")


def _front_lines(pages: Sequence[Sequence[PageLine]], places: dict[int, Place]) -> Iterator[Line]:
    numbers = [page[0].page for page in pages if page]
    kept = {*numbers[:6], *numbers[-2:]}
    for page in pages:
        for line in page:
            if line.page in kept and not line.hidden:
                text = clean(_MARK.sub("", line.text))
                yield Line(line.page, text, line.size, line.bold, places.get(line.page, "body"))


# --- footnotes ---------------------------------------------------------------------------------------------


def _footnotes(page: Sequence[PageLine], body: Body) -> tuple[list[PageLine], dict[tuple[int, str], str]]:
    """The page without the notes at its foot, and the notes by their marks."""
    small = [i for i, line in enumerate(page) if line.size < 0.93 * body.size and not line.cells]
    lowest = max((line.bottom for line in page if line.size >= 0.93 * body.size and not line.cells), default=0.0)
    begins = [i for i in small if _NOTE.match(page[i].text) and page[i].top > lowest - 3]
    if not begins:
        return list(page), {}
    notes: dict[tuple[int, str], str] = {}
    mark, taken = "", set()
    for index in [i for i in small if page[i].top >= min(page[b].top for b in begins) - 1]:
        match = _NOTE.match(page[index].text)
        if match:
            mark = match["mark"]
        if not mark:
            continue
        taken.add(index)
        text = match["text"] if match else page[index].text
        notes[page[index].page, mark] = f"{notes.get((page[index].page, mark), '')} {text}".strip()
    return [line for i, line in enumerate(page) if i not in taken], notes


# --- headings and end matter -------------------------------------------------------------------------------


def _structured(made: list[Block], body: Body) -> list[Block]:
    """The blocks with their heading paths and forms; headings themselves are not passages."""
    _find_plain_headings(made)
    ranks = _ranks(made)
    path: list[tuple[int, str]] = []
    form: Form | None = None
    kept: list[Block] = []
    caption: tuple[str, ...] = ()
    for block, following in zip(made, [*made[1:], None], strict=True):
        if block.kind == "heading" and form == "contents" and block.is_plain(body):
            block.kind = "paragraph"
        if block.kind == "heading" and not _is_leader(block):
            text = clean(_MARK.sub("", block.text))
            if _is_caption(block, following, body):
                caption = (text,)
                continue
            caption = ()
            level = _level(text, block, ranks)
            path = [(rank, said) for rank, said in path if rank < level] + [(level, text)]
            form = next(
                (kind for pattern, kind in END_MATTER if pattern.match(text)),
                None if level <= 2 or form == "contents" else form,
            )
            continue
        heading = tuple(said for _, said in path)
        if block.kind == "row":
            heading += caption
            heads = " | ".join(head for head in block.lines[0].heads if head)
            heading = (*heading, clean(heads)) if heads else heading
        else:
            caption = ()
        if _is_leader(block):
            block.form = "contents"
        elif form:
            block.form = form
        block.heading = heading
        kept.append(block)
    return kept


def _is_caption(block: Block, following: Block | None, body: Body) -> bool:
    """Whether a heading, printed no larger than the text, is that of a table alone and not of what comes after it."""
    first = block.lines[0]
    return (
        following is not None
        and following.kind == "row"
        and first.size <= 1.02 * body.size
        and not _NUMBERED.match(first.text)
    )


def _find_plain_headings(made: Sequence[Block]) -> None:
    """Marks as headings the short lines that stand above a paragraph without any mark of their own in the print."""
    for block, following in zip(made, made[1:], strict=False):
        if (
            block.kind == "heading"
            or block.form != "paragraph"
            or len(block.lines) > 1
            or following.kind != "paragraph"
        ):
            continue
        text = block.text.strip()
        is_title = len(text) <= 70 and text[:1].isupper() and not re.search(r"[.,;:!][\"'”’)\]]*$", text)
        gap = following.lines[0].top - block.lines[0].bottom
        is_near = following.lines[0].page != block.lines[0].page or -2 < gap < 2.5 * block.lines[0].height
        if (
            is_title
            and is_near
            and len(following.text) > 90
            and (block.number or not text.endswith("?") or len(text) < 50)
        ):
            block.kind = "heading"
            block.lines = [replace(block.lines[0], text=f"{block.number} {text}" if block.number else text)]
            block.number = None


def _is_leader(block: Block) -> bool:
    return bool(LEADER.search(block.lines[-1].text) or LEADER.search(block.lines[0].text))


def _ranks(made: Sequence[Block]) -> dict[tuple[float, bool], int]:
    """The heading styles in use, the largest first."""
    styles = Counter((round(b.lines[0].size * 2) / 2, b.lines[0].bold) for b in made if b.kind == "heading")
    ordered = sorted(styles, key=lambda style: (-style[0], not style[1]))
    return {style: rank for rank, style in enumerate(ordered, start=1)}


def _level(text: str, block: Block, ranks: dict[tuple[float, bool], int]) -> int:
    match = _NUMBERED.match(text)
    if match and "." in match[1]:
        return match[1].count(".") + 1
    if match or re.match(r"(?:section|part|chapter|appendix|annex)\b", text, re.I):
        return 1
    line = block.lines[0]
    return min(4, ranks.get((round(line.size * 2) / 2, line.bold), 3))


# --- passages ----------------------------------------------------------------------------------------------


def _passages(made: Iterable[Block], notes: dict[tuple[int, str], str], sha256: str) -> Iterator[Passage]:
    seen: Counter[str] = Counter()
    for block in made:
        marks = _MARK.findall(block.text)
        text = clean(_MARK.sub("", block.text))
        pages = tuple(sorted({line.page for line in block.lines}))
        hidden = next((line.hidden for line in block.lines if line.hidden), None)
        if not text or not re.search(r"\w", text):
            continue
        seen[text] += 1
        yield Passage(
            id=passage_id(sha256, text, seen[text]),
            page=pages[0],
            pages=pages,
            boxes=block.boxes(),
            number=block.number,
            heading=block.heading,
            text="" if hidden else text,
            form=block.form,
            footnotes=tuple(clean(notes[p, mark]) for mark in marks for p in pages if (p, mark) in notes),
            hidden=hidden,
        )


def passage_id(sha256: str, text: str, occurrence: int) -> str:
    """The id of a passage: the same however the rest of the document is read."""
    words = re.sub(r"\W+", " ", text).lower()
    return hashlib.sha256(f"{sha256}\n{words}\n{occurrence}".encode()).hexdigest()[:16]
