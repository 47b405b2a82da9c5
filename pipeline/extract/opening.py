"""Opens a PDF: repaired where it is damaged, its pages counted by two readers, what it carries beside its pages noted."""

from __future__ import annotations

import io
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pypdfium2 as pdfium

from pipeline.errors import EncryptedDocument, UnreadableDocument

Source = Path | bytes  # a file, or a repaired copy of it


@dataclass
class Opened:
    """A PDF ready to be read, and where from."""

    pdf: pdfium.PdfDocument
    source: Source
    notes: list[str]
    repaired: bool = False


def opened(path: Path, name: str) -> Opened:
    """The opened PDF: a repaired copy where the file is damaged or two readers count its pages unlike.

    Raises:
        EncryptedDocument, UnreadableDocument: with what to do next.
    """
    pdf, asks = _first_reader(path)
    counted, notes = _second_reader(path)
    if counted is None and asks:
        raise EncryptedDocument(
            f"{name} needs a password. Ask its sender for a copy without one, put that into originals/ and run again.",
            "password",
        )
    if pdf is None and counted is None:
        raise UnreadableDocument(
            f"{name} is damaged and cannot be opened as a PDF. Download it again, or ask its sender for a new copy.",
            "damaged",
        )
    if pdf is not None and (counted is None or counted <= len(pdf)):
        if len(pdf) == 0:
            raise UnreadableDocument(
                f"{name} has no pages. Download it again, or ask its sender for a new copy.", "damaged"
            )
        return Opened(pdf, path, notes)
    return _mended(path, name, counted or 0, notes)


def _first_reader(path: Path) -> tuple[pdfium.PdfDocument | None, bool]:
    """The PDF as PDFium opens it, and whether it asks for a password."""
    try:
        return pdfium.PdfDocument(path), False
    except pdfium.PdfiumError as error:
        return None, "assword" in str(error)


def _second_reader(path: Path) -> tuple[int | None, list[str]]:
    """How many pages qpdf finds, None when it finds no PDF; and what the file carries beside them."""
    import pikepdf

    try:
        with pikepdf.open(path, suppress_warnings=True) as second:
            return len(second.pages), _carried(second)
    except MemoryError:
        raise
    except Exception:  # pikepdf raises many kinds on damaged files
        return None, []


def _carried(pdf: Any) -> list[str]:
    """What a person should know that the file carries; nothing of it is run, opened or copied."""
    notes = []
    root = pdf.Root
    names, form = root.get("/Names", {}), root.get("/AcroForm", {})
    attached = len(pdf.attachments)
    if attached:
        notes.append(
            f"Files attached to it were not read: {attached}. Save them from a PDF viewer into originals/ if they matter."
        )
    if "/XFA" in form:
        notes.append("It is an interactive form: what a viewer shows may differ from what could be read here.")
    if "/JavaScript" in names or "/OpenAction" in root and "/S" in root.OpenAction and root.OpenAction.S != "/GoTo":
        notes.append("It carries instructions for a viewer (a script or an action); they were not followed.")
    if pdf.is_encrypted:
        notes.append("It is locked against changes, with an empty password for reading.")
    return notes


def _mended(path: Path, name: str, counted: int, notes: list[str]) -> Opened:
    copy = repaired(path)
    try:
        pdf = pdfium.PdfDocument(copy)
    except pdfium.PdfiumError as error:
        raise UnreadableDocument(
            f"{name} is damaged and could not be repaired. Download it again, or ask its sender for a new copy.",
            "damaged",
        ) from error
    if len(pdf) != counted or not counted:
        raise UnreadableDocument(
            f"{name} is damaged: one reader finds {counted} pages, another {len(pdf)}. Ask its sender for a new copy.",
            "page_count_mismatch",
        )
    said = f"The file is damaged; it was repaired as it was read, and {counted} pages were found."
    return Opened(pdf, copy, [said, *notes], repaired=True)


def repaired(path: Path) -> bytes:
    """A copy of a PDF with its faults mended as far as qpdf can.

    Raises:
        Exception: of many kinds, when even that is not possible.
    """
    import pikepdf

    copy = io.BytesIO()
    with pikepdf.open(path, suppress_warnings=True) as second:
        second.save(copy)
    return copy.getvalue()


def said_something(source: Source, number: int) -> bool:
    """Whether a page that shows nothing has instructions all the same, so that it is not blank but could not be read."""
    import pikepdf

    try:
        with pikepdf.open(io.BytesIO(source) if isinstance(source, bytes) else source) as pdf:
            contents = pdf.pages[number - 1].get("/Contents")
            streams = list(contents) if isinstance(contents, pikepdf.Array) else [contents]
            return sum(len(s.read_raw_bytes()) for s in streams if isinstance(s, pikepdf.Stream)) > 60
    except Exception:  # what cannot even be looked at could not be read
        return True
