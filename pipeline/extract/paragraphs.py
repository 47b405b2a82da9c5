"""Joins lines into whole paragraphs, bullets and headings, across columns and pages."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from pipeline.extract.body import ENDS, Body, is_apart, is_short, is_spaced, near
from pipeline.extract.lines import PageLine
from pipeline.extract.numbering import BULLET, LESSER, numbered
from pipeline.records import Box, Form

_NAMED = re.compile(
    r"^(?:(?:section|part|chapter|appendix|annex|finding|theme|recommendation|learning point|key practice episode|kpe|lesson|question|episode)\s+"
    r"(?:\d{1,2}|[A-Z]|[ivxl]+|one|two|three|four|five|six|seven|eight|nine|ten)\b)[:.\s–-]*",
    re.IGNORECASE,
)


@dataclass(slots=True)
class Block:
    """A paragraph, bullet, heading or table row being put together from its lines."""

    kind: str  # paragraph, bullet, heading, row
    lines: list[PageLine]
    number: str | None = None
    level: int = 0
    heading: tuple[str, ...] = ()
    form: Form = "paragraph"
    text_of_row: str | None = None

    @property
    def text(self) -> str:
        """The whole text, its lines joined and words that were cut at a line's end put together."""
        return self.text_of_row if self.text_of_row is not None else joined(self.lines)

    def is_plain(self, body: Body) -> bool:
        """Whether it is printed like the text, so that only its words can make it a heading."""
        return _is_plain(self.lines[0], body)

    def boxes(self) -> tuple[Box, ...]:
        """One box for each stretch of it on a page and column."""
        groups: dict[tuple[int, int], list[PageLine]] = {}
        for line in self.lines:
            groups.setdefault((line.page, line.column), []).append(line)
        return tuple(
            Box(
                page,
                round(min(line.x0 for line in group), 1),
                round(min(line.top for line in group), 1),
                round(max(line.x1 for line in group), 1),
                round(max(line.bottom for line in group), 1),
            )
            for (page, _), group in groups.items()
        )


def joined(lines: Sequence[PageLine]) -> str:
    """The lines as one text; what was divided at the end of a line is put together."""
    pieces: list[str] = []
    cut = True
    for line in lines:
        glued = cut or _GLUED.search(pieces[-1][-2:]) and not _SUSPENDED.match(line.text)
        pieces += [line.text] if glued else [" ", line.text]
        cut = bool(line.hyphen)
    return "".join(pieces)


_GLUED = re.compile(r"\w[-\u2013\u2014/]$")
_SUSPENDED = re.compile(r"(?:and|or|to)(?![\w-])")


def blocks(pages: Sequence[Sequence[PageLine]], body: Body) -> list[Block]:
    """The paragraphs, bullets and headings of a document's lines, in order."""
    made: list[Block] = []
    last: PageLine | None = None
    for line in (line for page in pages for line in page):
        if line.continued and made and made[-1].kind == "row":
            _go_on(made[-1], line)
        elif line.cells:
            made.append(Block("row", [line], form="row", text_of_row=" | ".join(line.cells)))
        elif made and last and not last.cells and _has_room(made[-1]) and not starts(line, last, made[-1], body):
            made[-1].lines.append(line)
        else:
            made.append(_begun(line, body))
        last = line
    return list(_finished(made, body))


MOST_LINES = 300


def _has_room(block: Block) -> bool:
    """Whether a paragraph may go on: what is longer than any is cut, so that nothing later has to read it as one."""
    return len(block.lines) < MOST_LINES


def _go_on(row: Block, line: PageLine) -> None:
    """Adds to a row what stands of it on the next page."""
    last = row.lines[-1]
    cells = tuple(" ".join(filter(None, pair)) for pair in zip(last.cells, line.cells, strict=False))
    row.lines.append(replace(line, cells=cells))
    row.text_of_row = " | ".join(cells)


def starts(line: PageLine, last: PageLine, block: Block, body: Body) -> bool:
    """Whether a line begins something new rather than going on with the block before it."""
    turned = line.page != last.page or line.column != last.column or _is_beside(line, last)
    if block.kind == "heading":
        is_done = _is_plain(last, body) and is_short(last, body)
        return (
            turned
            or is_done
            or not _same_print(line, last)
            or not _is_next(line, last, body)
            or bool(_number(line, body))
        )
    if last.hyphen and line.text[:1].islower():
        return False  # the rest of a divided word
    if is_heading(line, body):
        return True
    if BULLET.match(line.text) or (_number(line, body) and _may_number(line, last, block, body)):
        return True
    if abs(line.size - last.size) > 0.12 * body.size:
        return True
    if turned:
        return _ended(last, line, body) or _is_new_place(last, line, block, body)
    if not near(line, last, body):
        return True
    if line.text[:1].islower():
        return False
    first = block.lines[0]
    is_led = first.marker_gap > 0 or bool(BULLET.match(first.text) or _number(first, body))
    if line.x0 > _hang(block) + 6 and not is_led and ENDS.search(last.text):
        return True  # a first line set in
    if not ENDS.search(last.text) or line.x0 > first.x0 + 2:
        return False
    if body.indented and not is_led and _is_set_in(block, line, body):
        return True
    if body.spaced and is_apart(line, last, body):
        return True
    if body.flush and _edge(block, line) - last.x1 > 0.4 * last.size:
        return True
    if not body.parted:
        return _had_room(last, line, body)
    return is_short(last, _beside(block, body), 0.16 if is_spaced(line, last, body) else 0.25)


def _is_beside(line: PageLine, last: PageLine) -> bool:
    """Whether a line stands higher up and to the right of the one before: at the head of a column not known as one."""
    return line.top < last.top - 6 * last.height and line.x0 > last.x1 - 2 * last.height


def _is_set_in(block: Block, line: PageLine, body: Body) -> bool:
    """Whether a line begins where first lines of paragraphs do, and the one before does not go on there."""
    left = body.left.get((line.page, line.column), line.x0)
    before = abs(block.lines[-1].x0 - line.x0)
    return 6 < line.x0 - left < 40 and (before > 3 or before < 1 and len(block.lines) == 1)


def _is_new_place(last: PageLine, line: PageLine, block: Block, body: Body) -> bool:
    """Whether a line at the head of a page or column is set in, where the paragraph before has a left edge without that."""
    if not ENDS.search(last.text) or not line.text[:1].isupper() or _number(block.lines[0], body):
        return False
    before = _hang(block) - body.left.get((last.page, last.column), last.x0)
    return len(block.lines) > 1 and -1 < before < 3 and line.x0 - body.left[line.page, line.column] > before + 4


def _beside(block: Block, body: Body) -> Body:
    """What is usual where a paragraph stands that is kept narrow by something beside it."""
    last = block.lines[-1]
    inner = [line for line in block.lines[-_MOST_BESIDE:] if (line.page, line.column) == (last.page, last.column)]
    if len(inner) < 4:
        return body
    return replace(body, right={**body.right, (last.page, last.column): max(line.x1 for line in inner)})


_MOST_BESIDE = 40  # lines of a block that are looked at: one that never ends must not take for ever


def _edge(block: Block, line: PageLine) -> float:
    """How far to the right the lines of a block reach beside a line that may go on with it."""
    beside = (each.x1 for each in block.lines[-_MOST_BESIDE:] if (each.page, each.column) == (line.page, line.column))
    return max(line.x1, *beside)


def _hang(block: Block) -> float:
    return min(line.x0 for line in block.lines[1:_MOST_BESIDE] or block.lines)


def _is_next(line: PageLine, last: PageLine, body: Body) -> bool:
    """Whether a line may be the next of a heading, whose leading is that of the text or less."""
    size = max(line.size, last.size)
    return -2 < line.top - last.top <= max(2.03, 1.12 * body.leading / body.size) * size + 0.5


def _ended(last: PageLine, line: PageLine, body: Body) -> bool:
    """Whether a paragraph is complete at the foot of a page or column: its last line ends a sentence and had room for more."""
    if line.text[:1].islower() or not ENDS.search(last.text.rstrip("\x0e\x0f0123456789")):
        return False
    return _had_room(last, line, body)


def _had_room(last: PageLine, line: PageLine, body: Body) -> bool:
    """Whether the first word of a line would have fitted at the end of the line before."""
    right = body.right.get((last.page, last.column), last.x1)
    if body.flush and right - last.x1 > 0.4 * last.size:
        return True  # the other lines reach the edge
    word = (line.text.split() or [""])[0]
    wide = (line.x1 - line.x0 - line.marker_gap) / max(1, len(line.text))
    return right - last.x1 > wide * (len(word) + 1.3)


def _same_print(line: PageLine, last: PageLine) -> bool:
    return abs(line.size - last.size) < 0.5 and line.bold == last.bold


def is_heading(line: PageLine, body: Body) -> bool:
    """Whether a line is printed as a heading: larger, or bold and short."""
    text = line.text.strip()
    if len(text) > 170 or not re.search(r"[A-Za-z]|^(?:19|20)\d\d$", text) or BULLET.match(text):
        return False
    if line.size > 1.12 * body.size:
        return not (text[:1].islower() and text.endswith("."))
    if line.bold:
        return not text.endswith((".", ",", ";")) or len(text) < 60
    named = _NAMED.match(text)
    if not named or len(text) >= 90 or text.endswith((".", ",")) or not is_short(line, body, 0.06):
        return False
    said = text[named.end() :]
    return not said[:1].islower() and not re.search(r"[.;] +\S", said)


def _number(line: PageLine, body: Body) -> re.Match[str] | None:
    return numbered(line.text, line.marker_gap, body.numbers)


def _is_plain(line: PageLine, body: Body) -> bool:
    """Whether a line is printed like the text, so that only its words can make it a heading."""
    return not line.bold and line.size <= 1.12 * body.size


def _may_number(line: PageLine, last: PageLine, block: Block, body: Body) -> bool:
    """Whether a number at the start of a line numbers it: prose may happen to begin a line with one."""
    found = _number(line, body)
    if not found:
        return False
    if not found["rest"]:
        return bool(ENDS.search(last.text))
    if line.marker_gap > 3:
        return True
    if line.page != last.page:
        return bool(ENDS.search(last.text)) or found["rest"][:1].isupper()
    if re.match(r"\d{1,3}(?:\.\d{1,3}){1,4}$", found["number"].strip().rstrip(".")):
        return bool(found["rest"][:1].isupper() or not found["rest"]) and bool(
            ENDS.search(last.text) or not near(line, last, body)
        )
    return bool(ENDS.search(last.text)) and (
        found["rest"][:1].isupper() or found["rest"][:1].islower() and is_short(last, body)
    )


def _begun(line: PageLine, body: Body) -> Block:
    return Block("heading" if is_heading(line, body) else "paragraph", [line])


def _finished(made: Sequence[Block], body: Body) -> Iterator[Block]:
    for block in made:
        first = block.lines[0]
        if block.kind == "paragraph":
            if match := BULLET.match(first.text):
                block.kind, block.form = "bullet", "bullet"
                block.lines[0] = _with_text(first, match["rest"])
            elif match := _number(first, body):
                block.number = match["number"].strip().rstrip(".")
                block.lines[0] = _with_text(first, match["rest"])
                if LESSER.fullmatch(block.number):
                    block.kind, block.form = "bullet", "bullet"
        yield block


def _with_text(line: PageLine, text: str) -> PageLine:
    return replace(line, text=text)
