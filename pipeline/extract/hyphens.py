"""Decides whether a hyphen at the end of a line only divides a word or belongs to it, by what the document shows elsewhere."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from pipeline.extract.lines import CUT, PageLine

_WORD = re.compile(r"[A-Za-z]+(?:[’'-][A-Za-z]+)*")
_TAIL = re.compile(r"(?:[A-Za-z]+-)*[A-Za-z]+$")
_HEAD = re.compile(r"[A-Za-z]+(?:-[A-Za-z]+)*")
_TENS = re.compile(r"(?:twenty|thirty|forty|fifty|sixty|seventy|eighty|ninety)$", re.I)
_LEADS = re.compile(
    r"(?:non|self|co|multi|ex|well|half|mid|cross|semi|post|pre|re|anti|inter|follow|drop|face|year|old|"
    r"one|two|three|four|five|six|seven|eight|nine|ten|full|part|long|short|high|low|step|so|follow|drop|face|cross|day|decision|problem|child|evidence)$",
    re.I,
)  # fmt: skip


@dataclass(frozen=True)
class Hyphens:
    """What a document shows of its words: those that stand whole, and whether its lines end in divided words."""

    words: Counter[str]
    divides: bool  # words are divided at the ends of lines with the hyphen of the keyboard
    has_own: bool  # a hyphen of its own marks divided words, so that others belong to their words

    def joined(self, left: str, right: str, sign: str = "-") -> str:
        """Two pieces of text that a hyphen at a line's end divided, put together."""
        before, after = _TAIL.search(left), _HEAD.match(right)
        if before and after and not self._belongs(before[0], after[0], sign):
            return left + right
        space = " " if after and after[0].lower() in ("and", "or", "to") else ""
        return f"{left}-{space}{right}"

    def _belongs(self, before: str, after: str, sign: str) -> bool:
        """Whether the hyphen is part of the word."""
        whole, with_hyphen = (before + after).lower(), f"{before}-{after}".lower()
        seen_whole, seen_hyphen = self.words[whole], self.words[with_hyphen]
        if seen_whole != seen_hyphen and not (seen_whole and seen_hyphen):
            return seen_hyphen > 0
        if sign == "\u2010" and self.has_own:
            return False
        if after.lower() in ("and", "or", "to"):
            return not self.divides
        if after[:1].isupper() and not before.isupper() or _TENS.search(before) or "-" in before or "-" in after:
            return True
        if not self.divides:
            return True
        return bool(_LEADS.search(before)) and self.words[after.lower()] > 0


def learnt(pages: Sequence[Sequence[PageLine]]) -> Hyphens:
    """What the lines of a document show of its words."""
    every = [line for page in pages for line in page]
    texts = list(_texts(every))
    words = Counter(word.lower() for text in texts for word in _whole_words(text))
    ends = [line for line in every if line.hyphen and _TAIL.search(line.text)]
    own = sum(line.hyphen == "\u2010" for line in ends) + sum(f"\u2010{CUT}" in text for text in texts)
    keyboard = sum(line.hyphen != "\u2010" for line in ends) + sum(text.count(f"-{CUT}") for text in texts)
    long = sum(len(line.text) > 30 for line in every)
    return Hyphens(words, not own and keyboard > max(3, 0.025 * long), own > 0)


def _texts(every: Sequence[PageLine]) -> Iterable[str]:
    """The text of lines and cells, without the halves of divided words."""
    cut = False
    for line in every:
        if line.cells:
            yield from line.cells
            continue
        words = line.text.split()
        yield " ".join(words[bool(cut) : len(words) - bool(line.hyphen)])
        cut = bool(line.hyphen)


def _whole_words(text: str) -> Iterable[str]:
    """The words that stand whole in a line: not its last where it is cut."""
    for word in _WORD.findall(re.sub(rf"\S*{CUT}\S*", " ", text)):
        yield word
        if "-" in word:
            yield from word.split("-")


def mended(pages: Sequence[Sequence[PageLine]]) -> list[list[PageLine]]:
    """The lines, with every hyphen at a line's end decided: it stays in the text, or `hyphen` says that it only divided."""
    known = learnt(pages)
    flow = [line for page in pages for line in page]
    following = {id(a): b for a, b in zip(flow, flow[1:], strict=False)}
    return [[_mended(line, following.get(id(line)), known) for line in page] for page in pages]


def _mended(line: PageLine, after: PageLine | None, known: Hyphens) -> PageLine:
    if line.cells:
        cells = tuple(_cell(cell, known) for cell in line.cells)
        return replace(
            line, cells=cells, text=" | ".join(cells), heads=tuple(_cell(head, known) for head in line.heads)
        )
    if not line.hyphen:
        return line
    whole = known.joined(line.text, after.text if after else "", line.hyphen)
    kept = whole[len(line.text) : len(line.text) + 1] == "-"
    return replace(line, text=line.text + "-", hyphen="") if kept else line


def _cell(text: str, known: Hyphens) -> str:
    while match := re.search(rf"([-\u2010]){CUT}", text):
        text = known.joined(text[: match.start()], text[match.end() :], match[1])
    return text
