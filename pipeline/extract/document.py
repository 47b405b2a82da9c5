"""What reading an original yields before its facts are worked out."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

from pipeline.records import Page, Passage

Place = Literal["body", "cover", "sheet", "header", "footer", "wrapper"]


@dataclass(frozen=True, slots=True)
class Line:
    """A printed line of the first or last pages, or a running header or footer (once, where it first stands)."""

    page: int
    text: str
    size: float
    bold: bool
    place: Place


@dataclass(frozen=True, slots=True)
class Document:
    """An original as read: its pages, its passages in reading order, and the lines that tell its facts."""

    sha256: str
    file: str
    pages: tuple[Page, ...]
    passages: tuple[Passage, ...]
    lines: tuple[Line, ...] = ()
    metadata: dict[str, str] = field(default_factory=dict)
    notes: tuple[str, ...] = ()
