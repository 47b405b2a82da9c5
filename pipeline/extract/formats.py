"""Tells what a file is by its content, never by its name, and refuses what is neither a PDF nor a Word document."""

from __future__ import annotations

import os
import stat
from pathlib import Path

from pipeline.errors import DocumentError, EncryptedDocument, UnreadableDocument, UnsupportedFormat, named

MOST_BYTES = 500_000_000
_OLE = b"\xd0\xcf\x11\xe0"
_SEEN = (  # how a file begins, what it is, and what to do with it
    (b"{\\rtf", "a rich text (RTF) file", "Save it as .docx or PDF and put that into originals/."),
    (b"\xff\xd8\xff", "a picture", "Ask for the document itself, or print the picture to a PDF."),
    (b"\x89PNG", "a picture", "Ask for the document itself, or print the picture to a PDF."),
    (b"GIF8", "a picture", "Ask for the document itself, or print the picture to a PDF."),
    (b"BM", "a picture", "Ask for the document itself, or print the picture to a PDF."),
    (b"II*\0", "a picture", "Ask for the document itself, or print the picture to a PDF."),
    (b"MM\0*", "a picture", "Ask for the document itself, or print the picture to a PDF."),
    (b"7z\xbc\xaf", "an archive", "Unpack it and put the documents into originals/."),
    (b"Rar!", "an archive", "Unpack it and put the documents into originals/."),
    (b"\x1f\x8b", "an archive", "Unpack it and put the documents into originals/."),
    (b"%!PS", "a PostScript file", "Ask its sender for a PDF."),
    (b"MZ", "a program", "Delete it and tell IT where it came from."),
    (b"\x7fELF", "a program", "Delete it and tell IT where it came from."),
)


def kind_of(path: Path) -> str:
    """Whether a file is a PDF ("pdf") or an Office archive ("word"), by its content.

    Raises:
        DocumentError: for anything else, by what it is.
    """
    name, head = named(path.name), _head(path)
    if not head.strip(b"\0\r\n\t "):
        raise UnreadableDocument(f"{name} is empty. Download it again, or ask its sender for a new copy.", "damaged")
    if b"%PDF-" in head[:1024]:
        return "pdf"
    if head.startswith(b"PK\x03\x04"):
        return "word"
    if head.startswith(_OLE):
        raise _old_office(path, name)
    if head.lstrip(b"\xef\xbb\xbf \r\n\t")[:15].lower().startswith((b"<!doctype html", b"<html", b"<head", b"<body")):
        raise UnsupportedFormat(
            f"{name} is a web page, not a document. Download the document itself and run again.", "not_pdf"
        )
    for begins, what, then in _SEEN:
        if head.startswith(begins):
            raise UnsupportedFormat(f"{name} is {what}, not a PDF or Word document. {then}", "not_pdf")
    raise UnsupportedFormat(
        f"{name} is neither a PDF nor a Word document. Save it as one of these and run again.", "not_pdf"
    )


def _old_office(path: Path, name: str) -> DocumentError:
    with open(path, "rb") as file:
        is_locked = "EncryptedPackage".encode("utf-16-le") in file.read(20_000_000)
    if is_locked:
        return EncryptedDocument(
            f"{name} needs a password. Ask its sender for a copy without one, put that into originals/ and run again.",
            "password",
        )
    return UnsupportedFormat(
        f"{name} is an old Word or Office file. Save it as .docx or PDF and put that into originals/.", "not_pdf"
    )


def _head(path: Path) -> bytes:
    """The first bytes of an ordinary file; links, pipes, devices and folders are not opened."""
    name = named(path.name)
    if not stat.S_ISREG(path.lstat().st_mode):
        raise DocumentError(
            f"{name} is not an ordinary file. Copy the document itself into originals/.", "not_a_document"
        )
    if path.lstat().st_size > MOST_BYTES:
        raise DocumentError(f"{name} is larger than 500 MB. Ask its sender for a smaller copy.", "limit_memory")
    handle = os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK)
    with os.fdopen(handle, "rb") as file:
        return file.read(8192)
