"""Reads an original, in a sandbox, into a Review: whole, citable passages and dated facts, each with its evidence."""

from __future__ import annotations

import hashlib
import io
import time
from collections.abc import Iterator
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Any

from pipeline import places, sandbox
from pipeline.extract.document import Document
from pipeline.extract.duplicates import keys, link, sketch_of
from pipeline.extract.formats import kind_of
from pipeline.extract.marking import marking_of
from pipeline.records import Passage, Review, from_dict, to_dict
from pipeline.settings import Settings

__all__ = ["extract", "keys", "link", "picture", "read"]

_SUFFIXES = {"pdf": (".pdf",), "word": (".docx", ".docm", ".dotx", ".dotm")}


def extract(path: Path, settings: Settings) -> Review:
    """The review in an original, a PDF or a Word file whatever its name says.

    Raises:
        DocumentError: one sentence that names the file, what is wrong, and what to do next.
    """
    kind = kind_of(path)
    _load(settings)
    limits = settings.reading
    review: Review
    review, *passages = sandbox.gather(
        lambda: _pieces(path, kind, settings), _revived, path.name, limits.seconds, limits.megabytes
    )
    return replace(review, passages=tuple(passages))


def _pieces(path: Path, kind: str, settings: Settings) -> Iterator[dict[str, Any]]:
    """A review without its passages, then each of these."""
    review = _review(path, kind, settings)
    yield to_dict(replace(review, passages=()))
    yield from map(to_dict, review.passages)


def _revived(data: dict[str, Any]) -> Any:
    return from_dict(Review if "file" in data else Passage, data)


def _load(settings: Settings) -> None:
    """Loads the readers before a child is made, which would else load them anew for every document."""
    from pipeline.extract import front_matter, pdf, scans, word_file  # noqa: F401  # for the child

    places.load(settings.places)


def read(path: Path) -> Document:
    """The pages and passages of an original, read in this process: for measuring, never for an untrusted file."""
    return _document(path, kind_of(path), time.monotonic() + 3600)


def _review(path: Path, kind: str, settings: Settings) -> Review:
    from pipeline.extract.front_matter import facts

    # Text recognition stops where the limit is near, so that what was read by then is not lost.
    document = _document(path, kind, time.monotonic() + 0.8 * settings.reading.seconds)
    sketch, words = sketch_of(document.passages)
    known: dict[str, Any] = facts(document, places.load(settings.places))
    return Review(
        sha256=document.sha256,
        file=document.file,
        pages=document.pages,
        passages=document.passages,
        notes=(*_misnamed(path, kind), *document.notes),
        sketch=sketch,
        words=words,
        marking=marking_of(document),
        **known,
    )


def _misnamed(path: Path, kind: str) -> tuple[str, ...]:
    if path.suffix.lower() in _SUFFIXES[kind]:
        return ()
    said = "a PDF" if kind == "pdf" else "a Word document"
    return (f"The file is {said}, whatever its name says; it was read as one.",)


def _document(path: Path, kind: str, until: float) -> Document:
    with open(path, "rb") as file:
        sha256 = hashlib.file_digest(file, "sha256").hexdigest()
    if kind == "word":
        from pipeline.extract import word_file

        return word_file.read(path, sha256, path.name)
    from pipeline.extract import pdf, scans

    return pdf.read(path, sha256, path.name, partial(scans.recognise, until=until) if scans.installed() else None)


def picture(path: Path, page: int, scale: float) -> bytes:
    """A page of a PDF as a PNG picture.

    Raises:
        DocumentError: when the page cannot be drawn.
    """

    def drawn() -> str:
        import base64

        import pypdfium2 as pdfium

        buffer = io.BytesIO()
        shown = pdfium.PdfDocument(path)[page - 1]
        shown.render(scale=min(scale, 6000 / max(*shown.get_size(), 1))).to_pil().save(buffer, "PNG")
        return base64.b64encode(buffer.getvalue()).decode("ascii")

    import base64

    return base64.b64decode(sandbox.run(drawn, path.name, 20, 1500))
