"""Learns what is usual in a document's print: size, leading, edges, and by what its paragraphs are told apart."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from statistics import median

from pipeline.extract.lines import PageLine
from pipeline.extract.numbering import sequence

ENDS = re.compile(r"[.!?:;][\"'”’)\]]*$|[.!?][\"'”’)\]]*\s*\d{0,2}$")


@dataclass(frozen=True)
class Body:
    """What is usual in a document: the size of its text, its leading, its left edges and its measure."""

    size: float
    leading: float
    left: dict[tuple[int, int], float]
    right: dict[tuple[int, int], float]
    numbers: frozenset[str] = frozenset()
    parted: bool = True  # paragraphs stand apart by white space or by a first line set in
    flush: bool = False  # all lines but the last of a paragraph reach the right edge
    indented: bool = False  # the first lines of paragraphs are set in
    spaced: bool = False  # what little white space there is between lines always divides paragraphs


def body_of(pages: Sequence[Sequence[PageLine]]) -> Body:
    """What is usual in these lines."""
    every = [line for page in pages for line in page if not line.hidden]
    sizes: Counter[float] = Counter()
    for line in every:
        sizes[round(line.size, 1)] += len(line.text)
    size = sizes.most_common(1)[0][0] if sizes else 10.0
    gaps = [
        b.top - a.top
        for a, b in zip(every, every[1:], strict=False)
        if a.page == b.page and a.column == b.column and 0.6 * size < b.top - a.top < 2.6 * size
        and abs(a.size - size) < 0.6 and abs(b.size - size) < 0.6 and abs(a.x0 - b.x0) < 3
    ]  # fmt: skip
    leading = _usual(gaps) or 1.2 * size
    left, right = {}, {}
    for page in pages:
        for column in {line.column for line in page}:
            group = [line for line in page if line.column == column and abs(line.size - size) < 0.8] or list(page)
            left[page[0].page, column] = min(line.x0 for line in group)
            right[page[0].page, column] = sorted(line.x1 for line in group)[int(0.97 * (len(group) - 1))]
    numbers = sequence(line.text for line in every if not line.cells)
    body = Body(size, leading, left, right, numbers)
    body = replace(body, indented=_are_indented(every))
    return replace(body, parted=_are_parted(every, body), flush=_is_flush(every, body), spaced=_are_spaced(every, body))


def _is_flush(every: Sequence[PageLine], body: Body) -> bool:
    """Whether the lines within paragraphs, which end no sentence, nearly all reach the right edge."""
    inner = [
        body.right[line.page, line.column] - line.x1
        for line in every
        if not (line.cells or line.bold or ENDS.search(line.text)) and abs(line.size - body.size) < 0.5
        and not is_short(line, body, 0.3)
    ]  # fmt: skip
    return len(inner) >= 20 and sum(short < 1.5 for short in inner) > 0.85 * len(inner)


def _are_parted(every: Sequence[PageLine], body: Body) -> bool:
    """Whether most lines that plainly end a paragraph are followed by white space or by a line set in."""
    pairs = [
        (a, b)
        for a, b in zip(every, every[1:], strict=False)
        if a.page == b.page and a.column == b.column and abs(a.size - b.size) < 0.5 and not (a.bold or b.bold or b.cells)
        and a.size > 0.9 * body.size and is_short(a, body, 0.25) and ENDS.search(a.text) and 0 < b.top - a.top < 4 * body.leading
    ]  # fmt: skip
    marked = sum(is_spaced(b, a, body) or b.x0 > a.x0 + 6 for a, b in pairs)
    return len(pairs) < 4 or marked >= 0.5 * len(pairs)


def _are_indented(every: Sequence[PageLine]) -> bool:
    """Whether first lines are set in: a sentence ends before them, and the line after them stands out again."""
    triples = [
        (a, b, c)
        for a, b, c in zip(every, every[1:], every[2:], strict=False)
        if a.page == c.page
        and a.column == b.column == c.column
        and not (a.cells or b.cells or c.cells or a.bold or abs(a.size - c.size) > 0.5)
    ]
    begins = [
        bool(ENDS.search(a.text)) and abs(b.x0 - c.x0) < 40
        for a, b, c in triples
        if b.x0 > c.x0 + 6 and abs(a.x0 - c.x0) < 2
    ]
    return sum(begins) >= max(5, 0.02 * len(triples)) and sum(begins) >= 0.8 * len(begins)


def _are_spaced(every: Sequence[PageLine], body: Body) -> bool:
    """Whether lines stand further apart than usual only where a sentence ends and another begins."""
    pairs = [
        (a, b)
        for a, b in pairwise(every)
        if a.page == b.page and a.column == b.column and abs(a.size - b.size) < 0.5 and abs(a.size - body.size) < 0.5
        and not (a.bold or b.bold or a.cells or b.cells) and near(b, a, body) and is_apart(b, a, body)
    ]  # fmt: skip
    parting = sum(bool(ENDS.search(a.text)) and not b.text[:1].islower() for a, b in pairs)
    return len(pairs) >= 5 and parting >= 0.95 * len(pairs)


def _usual(gaps: Sequence[float]) -> float | None:
    """The commonest of the smaller gaps: the leading, where paragraph gaps are larger."""
    if not gaps:
        return None
    counts = Counter(round(gap * 2) / 2 for gap in gaps)
    common = [gap for gap, count in counts.items() if count >= 0.12 * len(gaps)]
    return min(common) if common else median(gaps)


def is_apart(line: PageLine, last: PageLine, body: Body) -> bool:
    """Whether a line stands a little further from the one before than lines usually do."""
    return line.top - last.top > body.leading + max(0.8, 0.05 * body.leading)


def is_spaced(line: PageLine, last: PageLine, body: Body) -> bool:
    """Whether a line stands so far from the one before that there is white space between them."""
    return line.top - last.top > 1.02 * body.leading + 0.5


def near(line: PageLine, last: PageLine, body: Body) -> bool:
    """Whether a line follows at the usual distance; a larger gap divides paragraphs."""
    return -2 < line.top - last.top <= 1.28 * body.leading + 0.5


def is_short(line: PageLine, body: Body, least: float = 0.1) -> bool:
    """Whether a line ends well before the right edge of its column."""
    right = body.right.get((line.page, line.column), line.x1)
    left = body.left.get((line.page, line.column), line.x0)
    return right - line.x1 > least * (right - left)
