"""Puts back what text recognition loses of paragraph numbers: 2.3 that was read as 23, between 2.2 and 2.4."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from pipeline.extract.glyphs import Run

_NUMBER = re.compile(r"\d{1,2}(?:\.\d{1,3}){1,3}")
_BARE = re.compile(r"[a-z\d]{2,6}\.? ")  # without dots; a capital would be of a number like R1
_ALONE = re.compile(r"\S{2,5}")
_ITEM = re.compile(r"[a-z\d]{1,2}[.,;:]?")
_BULLETS = frozenset("¢©®«°§¤")  # what a round dot is taken for
_CHAPTER = re.compile(r"(?:section|part|chapter)?\s*(\d{1,2})[.:]?\s+\S", re.I)


@dataclass(frozen=True, slots=True)
class Counted:
    """How far the numbers have come, for the page that follows: that of paragraphs, where they stand, and that of a list."""

    last: str = ""
    edge: float | None = None
    item: int = 0
    item_edges: tuple[float, float] = (0.0, 0.0)


def with_numbers(runs: Sequence[Run], so_far: Counted) -> tuple[list[Run], Counted]:
    """The lines of a page with their numbers mended, and how far the numbers have come on it."""
    ordered = sorted(runs, key=lambda run: run.top)
    mended: dict[int, Run] = {}
    for run, ahead in zip(ordered, _numbers_ahead(ordered), strict=True):
        mended[id(run)], so_far = _mended(run, so_far, ahead, _is_beside_text(run, runs))
    return [mended[id(run)] for run in runs], so_far


def _mended(run: Run, so_far: Counted, ahead: str | None, beside_text: bool) -> tuple[Run, Counted]:
    """The line with its number as it must have been printed; `ahead` is the next that was read."""
    first, _, rest = run.text.partition(" ")
    read = first.rstrip(".")
    meant = next((number for number in _following(so_far.last) if _is_meant(read, number, ahead)), None)
    if _NUMBER.fullmatch(read):
        number = meant or read
        return replace(run, text=f"{number} {rest}".strip()), replace(so_far, last=number, edge=run.x0, item=0)
    if run.bold and (chapter := _CHAPTER.match(run.text)):
        return run, replace(so_far, last=f"{chapter[1]}.0", item=0)
    if not meant and _is_at(run, so_far.edge):
        meant = next((number for number in _following(so_far.last) if _comes_before(number, ahead)), None)
    if meant and _is_led(run) and _BARE.match(run.text):
        return replace(run, text=f"{meant} {rest}"), replace(so_far, last=meant, edge=run.x0)
    if beside_text and _is_at(run, so_far.edge):
        number = meant or next(_following(so_far.last))
        return replace(run, text=number), replace(so_far, last=number)
    return _item(run, so_far)


def _is_meant(read: str, number: str, ahead: str | None) -> bool:
    """Whether the number that may come next was read so: without its dots; or, where the one ahead agrees, with a figure
    wrong or too many."""
    if _NUMBER.fullmatch(read):
        return read != number and _comes_before(number, ahead) and (_alike(read, number) or read[:-1] == number)
    return _alike(read, number)


def _comes_before(number: str, ahead: str | None) -> bool:
    return ahead in (*_following(number),)


def _numbers_ahead(ordered: Sequence[Run]) -> list[str | None]:
    """For each line the number that was read next after it."""
    ahead: list[str | None] = []
    coming: str | None = None
    for run in reversed(ordered):
        ahead.append(coming)
        first = run.text.split(" ", 1)[0].rstrip(".")
        coming = first if _NUMBER.fullmatch(first) else coming
    return ahead[::-1]


def _is_beside_text(run: Run, runs: Sequence[Run]) -> bool:
    """Whether this is a few signs by themselves, left of a line that they belong to: the last word of a paragraph is not."""
    if not _ALONE.fullmatch(run.text) or run.x1 - run.x0 >= 30:
        return False
    return any(other.x0 > run.x1 and abs(other.middle - run.middle) < 0.8 * run.size for other in runs)


def _is_at(run: Run, edge: float | None) -> bool:
    return edge is not None and abs(run.x0 - edge) < 3


def _item(run: Run, so_far: Counted) -> tuple[Run, Counted]:
    """A line that opens an item of a list, with its bullet or the number that follows on from the item before."""
    first, _, rest = run.text.partition(" ")
    if rest and first in _BULLETS:
        return replace(run, text=f"• {rest}"), so_far
    if not _is_led(run):
        return run, so_far
    edges = (run.x0, run.words[1][1])
    if re.fullmatch(r"1[.,;:]?", first):
        return replace(run, text=f"1. {rest}"), replace(so_far, item=1, item_edges=edges)
    in_line = all(abs(one - other) < 5 for one, other in zip(edges, so_far.item_edges, strict=True))
    if so_far.item and in_line and _ITEM.fullmatch(first):
        return replace(run, text=f"{so_far.item + 1}. {rest}"), replace(so_far, item=so_far.item + 1)
    return run, so_far


def _is_led(run: Run) -> bool:
    """Whether white space as between a number and its paragraph stands behind the first word."""
    return len(run.words) > 2 and run.words[1][1] - run.words[0][2] > 0.8 * run.size


def _following(last: str) -> Iterator[str]:
    """The numbers that may come next."""
    if not last:
        return
    parts = [int(part) for part in last.split(".")]
    for depth in range(len(parts), 0, -1):
        yield ".".join(map(str, [*parts[: depth - 1], parts[depth - 1] + 1, *([1] if depth == 1 else [])]))
    yield f"{last}.1"


def _alike(read: str, number: str) -> bool:
    """Whether a number may have been read so: without its dots, and no more than one of its figures wrong."""
    signs, figures = re.sub(r"\W", "", read), number.replace(".", "")
    wrong = sum(a != b for a, b in zip(signs, figures, strict=False))
    return len(signs) == len(figures) >= 2 and wrong <= 1 and any(sign.isdigit() for sign in signs)
