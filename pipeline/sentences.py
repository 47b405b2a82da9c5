"""The sentences of a passage: as people count them to say how much carries a theme, and as facts are told in them."""

from __future__ import annotations

import re

Span = tuple[int, int]  # sentences counted from a passage's first, its end excluded; may reach into the neighbours

_STATED = re.compile(r"(?<=[.;!?])\s+(?=[A-Z‘“(])")
_END = re.compile(r"(?<=[.!?])[\"'”’)]*\s+(?=[\"'“‘(]*[A-Z0-9])")


def places(text: str) -> list[Span]:
    """Where each sentence of a text begins and ends, in characters."""
    starts = [0, *(match.end() for match in _END.finditer(text))]
    pieces = zip(starts, [*starts[1:], len(text)], strict=True)
    return [(start, start + len(text[start:end].rstrip())) for start, end in pieces]


def sentences(text: str) -> list[str]:
    """The sentences of a text; joined by a space they are the text again."""
    return [text[start:end].strip() for start, end in places(text)]


def within(text: str, span: Span | None) -> str:
    """The sentences of a text that lie in a span; all of it without one."""
    return text if span is None else " ".join(sentences(text)[max(0, span[0]) : max(0, span[1])])


def statements(text: str) -> list[str]:
    """The text in pieces that each say one thing: sentences, and what a semicolon and a capital part within them."""
    return _STATED.split(text)
