"""Puts back what text recognition loses of paragraph numbers: 2.3 that was read as 23, between 2.2 and 2.4."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from pipeline.extract.glyphs import Run

_NUMBER = re.compile(r"\d{1,2}(?:\.\d{1,3}){1,3}")
_BARE = re.compile(r"[a-z\d]{2,6}\.? ")  # without dots; a capital would be of a number like R1
_CHAPTER = re.compile(r"(?:section|part|chapter)?\s*(\d{1,2})[.:]?\s+\S", re.I)


def with_numbers(runs: Sequence[Run], last: str) -> tuple[list[Run], str]:
    """The lines of a page with their numbers mended, and the last number on it; `last` is that of the pages before."""
    mended: dict[int, Run] = {}
    for run in sorted(runs, key=lambda run: run.top):
        first = run.text.split(" ", 1)[0].rstrip(".")
        if _NUMBER.fullmatch(first):
            last = first
        elif run.bold and (chapter := _CHAPTER.match(run.text)):
            last = f"{chapter[1]}.0"
        elif last and _is_led(run) and (meant := next((n for n in _following(last) if _alike(first, n)), None)):
            last = meant
            mended[id(run)] = replace(run, text=f"{meant} {run.text.split(' ', 1)[1]}")
    return [mended.get(id(run), run) for run in runs], last


def _is_led(run: Run) -> bool:
    """Whether white space as between a number and its paragraph stands behind the first word."""
    return len(run.words) > 2 and run.words[1][1] - run.words[0][2] > 0.8 * run.size and bool(_BARE.match(run.text))


def _following(last: str) -> Iterator[str]:
    """The numbers that may come next."""
    parts = [int(part) for part in last.split(".")]
    for depth in range(len(parts), 0, -1):
        yield ".".join(map(str, [*parts[: depth - 1], parts[depth - 1] + 1, *([1] if depth == 1 else [])]))
    yield f"{last}.1"


def _alike(read: str, number: str) -> bool:
    """Whether a number may have been read so: without its dots, and no more than one of its figures wrong."""
    signs, figures = re.sub(r"\W", "", read), number.replace(".", "")
    wrong = sum(a != b for a, b in zip(signs, figures, strict=False))
    return len(signs) == len(figures) >= 2 and wrong <= 1 and any(sign.isdigit() for sign in signs)
