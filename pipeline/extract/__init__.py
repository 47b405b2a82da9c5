"""Reads an original, in a sandbox, into a Review: whole, citable passages and dated facts, each with its evidence."""

from __future__ import annotations

import hashlib
import io
import os
import stat
from pathlib import Path
from typing import Any

from pipeline import places, sandbox
from pipeline.errors import DocumentError, UnreadableDocument, UnsupportedFormat
from pipeline.extract.document import Document
from pipeline.extract.duplicates import link
from pipeline.records import Review, from_dict, to_dict
from pipeline.settings import Settings

__all__ = ["extract", "link", "picture", "read"]

MOST_BYTES = 500_000_000
SECONDS_A_SCAN = 20.0


def extract(path: Path, settings: Settings) -> Review:
    """The review in an original, a PDF or a Word file whatever its name says.

    Raises:
        DocumentError: one sentence that names the file, what is wrong, and what to do next.
    """
    kind = _kind(path)
    limits = settings.reading
    seconds = limits.seconds + (SECONDS_A_SCAN * 60 if kind == "pdf" and path.stat().st_size > 200_000 else 0)
    found = sandbox.run(lambda: to_dict(_review(path, kind, settings)), path.name, seconds, limits.megabytes)
    return from_dict(Review, found)


def read(path: Path) -> Document:
    """The pages and passages of an original, read in this process: for measuring, never for an untrusted file."""
    return _document(path, _kind(path))


def _review(path: Path, kind: str, settings: Settings) -> Review:
    from pipeline.extract.front_matter import facts

    document = _document(path, kind)
    known: dict[str, Any] = facts(document, places.load(settings.places))
    return Review(
        sha256=document.sha256,
        file=document.file,
        pages=document.pages,
        passages=document.passages,
        notes=document.notes,
        **known,
    )


def _document(path: Path, kind: str) -> Document:
    with open(path, "rb") as file:
        sha256 = hashlib.file_digest(file, "sha256").hexdigest()
    if kind == "word":
        from pipeline.extract import word_file

        return word_file.read(path, sha256, path.name)
    from pipeline.extract import pdf, scans

    return pdf.read(path, sha256, path.name, scans.recognise if scans.installed() else None)


def _kind(path: Path) -> str:
    """Whether a file is a PDF or a Word document, by its content; anything else is refused by what it is."""
    name, head = path.name, _head(path)
    if not head.strip(b"\0\r\n\t "):
        raise UnreadableDocument(f"{name} is empty. Download it again, or ask its sender for a new copy.", "damaged")
    if b"%PDF-" in head[:1024]:
        return "pdf"
    if head.startswith(b"PK\x03\x04"):
        if b"word/" in head or b"[Content_Types].xml" in head[:4096]:
            return "word"
        raise UnsupportedFormat(
            f"{name} is an archive, not a document. Unpack it and put the documents into originals/.", "not_pdf"
        )
    if head.startswith(b"\xd0\xcf\x11\xe0"):
        raise UnsupportedFormat(
            f"{name} is an old Word or Office file. Save it as .docx or PDF and put that into originals/.", "not_pdf"
        )
    if head.lstrip()[:15].lower().startswith((b"<!doctype html", b"<html")):
        raise UnsupportedFormat(
            f"{name} is a web page, not a document. Download the document itself and run again.", "not_pdf"
        )
    raise UnsupportedFormat(
        f"{name} is neither a PDF nor a Word document. Save it as one of these and run again.", "not_pdf"
    )


def _head(path: Path) -> bytes:
    """The first bytes of an ordinary file; links, pipes, devices and folders are not opened."""
    if not stat.S_ISREG(path.lstat().st_mode):
        raise DocumentError(
            f"{path.name} is not an ordinary file. Copy the document itself into originals/.", "not_a_document"
        )
    if path.lstat().st_size > MOST_BYTES:
        raise DocumentError(f"{path.name} is larger than 500 MB. Ask its sender for a smaller copy.", "limit_memory")
    handle = os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK)
    with os.fdopen(handle, "rb") as file:
        return file.read(8192)


def picture(path: Path, page: int, scale: float) -> bytes:
    """A page of a PDF as a PNG picture.

    Raises:
        DocumentError: when the page cannot be drawn.
    """

    def drawn() -> str:
        import base64

        import pypdfium2 as pdfium

        buffer = io.BytesIO()
        pdfium.PdfDocument(path)[page - 1].render(scale=scale).to_pil().save(buffer, "PNG")
        return base64.b64encode(buffer.getvalue()).decode("ascii")

    import base64

    return base64.b64decode(sandbox.run(drawn, path.name, 20, 1500))
