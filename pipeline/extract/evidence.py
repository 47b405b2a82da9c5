"""The printed line from which a fact that is no date was taken."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from pipeline.extract.document import Document
from pipeline.records import Evidence


def line_of(criterion: str, value: str | None, document: Document) -> Iterator[Evidence]:
    """The first line, or else the first passage, that holds the value or its beginning; nothing where none does."""
    if not value:
        return
    for page, text, passage in (*_lines(document), *_passages(document)):
        if _holds(text, value):
            yield Evidence(criterion, passage, page, text[:300])
            return


def _lines(document: Document) -> Iterable[tuple[int, str, str]]:
    return ((line.page, line.text.strip(), "") for line in document.lines if line.text.strip())


def _passages(document: Document) -> Iterable[tuple[int, str, str]]:
    return ((p.page, p.text, p.id) for p in document.passages if not p.hidden)


def _holds(text: str, value: str) -> bool:
    """Whether a text has the words of a value, or the line is the value's beginning (a title over several lines)."""
    said, wanted = _plain(text), _plain(value)
    return wanted in said or (len(said) > 6 and wanted.startswith(said))


def _plain(text: str) -> str:
    return " ".join(re.findall(r"[^\W_]+", text.lower().replace("lscb", "local safeguarding children board")))
