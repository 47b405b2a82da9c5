"""Small invented documents for the tests of the facts: the lines of a cover, and what the text tells."""

from __future__ import annotations

from pipeline.extract.document import Document, Line, Place
from pipeline.records import Form, Passage


def passage(text: str, page: int = 2, heading: str = "1. Introduction", form: Form = "paragraph") -> Passage:
    """A paragraph under a heading."""
    return Passage(f"p{page}-{hash(text)}", page, (page,), (), None, (heading,), text, form)


def document(*lines: str | tuple[Place, str], told: tuple[Passage | str, ...] = ()) -> Document:
    """A document with these lines on its cover, or where they say, and these paragraphs."""
    placed = [line if isinstance(line, tuple) else ("cover", line) for line in lines]
    made = tuple(Line(1, text, 12, False, place) for place, text in placed)
    passages = tuple(passage(text) if isinstance(text, str) else text for text in told)
    return Document("0" * 64, "x.pdf", (), passages, made)
