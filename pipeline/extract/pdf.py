"""Reads a PDF whole: its pages, its passages in reading order, and the lines that tell its facts."""

from __future__ import annotations

import io
import re
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import pdfplumber
import pypdfium2 as pdfium

from pipeline.errors import EncryptedDocument, NoTextLayer, UnreadableDocument
from pipeline.extract import structure, tables
from pipeline.extract.clean import clean
from pipeline.extract.document import Document, Line
from pipeline.extract.glyphs import Run, runs
from pipeline.extract.lines import PageLine, furniture, gutter_of, lines
from pipeline.records import Box, Page, Passage


@dataclass
class Reading:
    """A PDF as far as it has been read."""

    pages: list[Page] = field(default_factory=list)
    lines: list[list[PageLine]] = field(default_factory=list)
    lost: list[int] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    repaired: bool = False
    gutter: float | None = None  # of the last page that had two columns
    turned: dict[int, int] = field(
        default_factory=dict
    )  # pages whose text stands sideways, by quarter turns to the left


Source = Path | bytes  # a file, or a repaired copy of it
Recogniser = Callable[[Source, Sequence[int]], dict[int, tuple[list[Run], float]]]


def read(path: Path, sha256: str, name: str, recognise: Recogniser | None) -> Document:
    """The document in a PDF file; `recognise` reads scanned pages, and is None where no Tesseract is installed.

    Raises:
        EncryptedDocument, UnreadableDocument, NoTextLayer: with what to do next.
    """
    reading = Reading()
    source, pdf = _open(path, name, reading)
    try:
        for index in range(len(pdf)):
            _read_page(pdf, source, index, reading)
        metadata = {key.lower(): clean(value) for key, value in pdf.get_metadata_dict().items() if value}
    finally:
        pdf.close()
    _recognise_scans(source, name, reading, recognise)
    return _document(reading, sha256, name, metadata)


def _open(path: Path, name: str, reading: Reading) -> tuple[Source, pdfium.PdfDocument]:
    """The opened PDF and where it is read from: a repaired copy's where the file is damaged or two readers count its pages unlike."""
    try:
        pdf = pdfium.PdfDocument(path)
    except pdfium.PdfiumError as error:
        if "assword" in str(error):
            raise EncryptedDocument(
                f"{name} needs a password. Ask its sender for a copy without one, put that into originals/ and run again.",
                "password",
            ) from error
        pdf = None
    counted = _counted(path)
    if pdf and (counted is None or counted <= len(pdf)):
        return path, pdf
    if counted is None:
        raise UnreadableDocument(
            f"{name} is damaged and cannot be opened as a PDF. Download it again, or ask its sender for a new copy.",
            "damaged",
        )
    reading.notes.append(f"The file is damaged; it was repaired as it was read, and {counted} pages were found.")
    copy, reading.repaired = _repaired(path), True
    return copy, pdfium.PdfDocument(copy)


def _counted(path: Path) -> int | None:
    """How many pages a second reader finds; None when it finds no PDF at all."""
    import pikepdf

    try:
        with pikepdf.open(path, suppress_warnings=True) as second:
            return len(second.pages)
    except (pikepdf.PdfError, RuntimeError, ValueError):
        return None


def _repaired(path: Path) -> bytes:
    """A repaired copy of a PDF."""
    import pikepdf

    copy = io.BytesIO()
    with pikepdf.open(path, suppress_warnings=True) as second:
        second.save(copy)
    return copy.getvalue()


def _read_page(pdf: pdfium.PdfDocument, source: Source, index: int, reading: Reading) -> None:
    try:
        page = pdf[index]
        width, height = page.get_size()
        found = runs(page)
        turned = _turned(found)
        if turned:
            page.close()
            made = _read_sideways(source, index, turned, reading)
        else:
            made = _read_upright(page, source, index, found, reading)
    except MemoryError:
        raise
    except Exception:  # one bad page must not lose the others; it is named in the notes
        reading.lost.append(index + 1)
        reading.pages.append(Page(index + 1, 595.0, 842.0, "none"))
        reading.lines.append([])
        return
    origin: Any = "text" if sum(len(run.text) for run in found) >= 15 else "none"
    reading.pages.append(Page(index + 1, round(width, 1), round(height, 1), origin))
    reading.lines.append([replace(line, page=index + 1) for line in made] if turned else made)


def _read_upright(
    page: pdfium.PdfPage, source: Source, index: int, found: list[Run], reading: Reading
) -> list[PageLine]:
    width = page.get_width()
    ruled = tables.may_have_tables(page) if found else False
    page.close()
    reading.gutter = gutter_of(found, width, reading.gutter)
    return _laid_out(source, index, width, found, ruled, reading)


def _turned(found: Sequence[Run]) -> int:
    """By how many quarter turns to the left most of a page's text stands."""
    letters: Counter[int] = Counter()
    for run in found:
        if run.turned is not None:
            letters[run.turned] += len(run.text)
    return letters.most_common(1)[0][0] if letters else 0


def _read_sideways(source: Source, index: int, turned: int, reading: Reading) -> list[PageLine]:
    """The lines of a page whose text stands sideways, where they would be if the page were turned upright."""
    import pikepdf

    copy = io.BytesIO()
    with pikepdf.open(io.BytesIO(source) if isinstance(source, bytes) else source) as whole, pikepdf.new() as single:
        single.pages.append(whole.pages[index])
        single.pages[0].rotate(90 * turned, relative=True)
        single.save(copy)
    pdf = pdfium.PdfDocument(copy.getvalue())
    try:
        page = pdf[0]
        made = _read_upright(page, copy.getvalue(), 0, runs(page), reading)
    finally:
        pdf.close()
    reading.turned[index + 1] = turned
    return made


def _as_shown(passage: Passage, reading: Reading) -> Passage:
    """The passage with its boxes where the page shows them, on pages that were turned to be read."""
    if not reading.turned.keys() & set(passage.pages):
        return passage
    boxes = tuple(_turned_back(box, reading) for box in passage.boxes)
    return replace(passage, boxes=boxes)


def _turned_back(box: Box, reading: Reading) -> Box:
    page, turned = reading.pages[box.page - 1], reading.turned.get(box.page, 0)
    if turned == 1:
        return Box(box.page, box.top, round(page.height - box.x1, 1), box.bottom, round(page.height - box.x0, 1))
    if turned == 2:
        return Box(box.page, page.width - box.x1, page.height - box.bottom, page.width - box.x0, page.height - box.top)
    if turned == 3:
        return Box(box.page, round(page.width - box.bottom, 1), box.x0, round(page.width - box.top, 1), box.x1)
    return box


def _last_row(reading: Reading) -> PageLine | None:
    """The last row of a table on the page before."""
    return next((line for line in reversed(reading.lines[-1] if reading.lines else []) if line.cells), None)


def _laid_out(
    source: Source, index: int, width: float, found: list[Run], ruled: bool, reading: Reading
) -> list[PageLine]:
    if not ruled:
        return lines(index + 1, width, found, reading.gutter)
    with pdfplumber.open(io.BytesIO(source) if isinstance(source, bytes) else source, pages=[index + 1]) as plumbed:
        page = plumbed.pages[0]
        last = _last_row(reading)
        made, used = tables.rows(page, found, len(last.cells) if last else 0)
        page.close()
    flow = lines(index + 1, width, [run for run in found if id(run) not in used], reading.gutter)
    for row in tables.as_lines(index + 1, made, last):
        side = int(reading.gutter is not None and row.x0 > reading.gutter - 6)
        flow.insert(_place(flow, row, side), replace(row, column=side))
    return flow


def _place(flow: Sequence[PageLine], row: PageLine, side: int) -> int:
    """Where a row belongs among the lines: after the last of its column that stands higher, but for running lines."""
    inner = [i for i, line in enumerate(flow) if line.cells or 60 < line.top < 740]
    return max((i + 1 for i in inner if (flow[i].column, flow[i].top) <= (side, row.top)), default=0)


def _recognise_scans(source: Source, name: str, reading: Reading, recognise: Recogniser | None) -> None:
    bare = [page.number for page in reading.pages if page.source == "none" and page.number not in reading.lost]
    if not bare:
        return
    read_by_eye = recognise(source, bare) if recognise else {}
    for number, (found, confidence) in read_by_eye.items():
        page = reading.pages[number - 1]
        reading.pages[number - 1] = replace(page, source="ocr", confidence=round(confidence, 3))
        reading.lines[number - 1] = lines(number, page.width, found)
    silent = [number for number in bare if number not in read_by_eye]
    if len(silent) == len(reading.pages) and recognise is None:
        raise NoTextLayer(
            f"{name} is a scan without text, and no text recognition is installed. Ask IT for the package tesseract-ocr "
            "and run again, or ask its sender for a copy with text.",
            "scanned",
        )
    if reading.repaired:
        reading.lost += silent
    elif silent and recognise is None:
        reading.notes.append(f"Pages without text, not read: {numbers(silent)}. Install tesseract-ocr and run again.")


def numbers(pages: Sequence[int]) -> str:
    """Page numbers as a person would write them."""
    return ", ".join(map(str, pages[:40])) + (" and more" if len(pages) > 40 else "")


def _document(reading: Reading, sha256: str, name: str, metadata: dict[str, str]) -> Document:
    if not any(reading.lines):
        raise UnreadableDocument(
            f"{name} has no text on any page. Open it and see; ask its sender for a new copy.", "damaged"
        )
    heights = [page.width if reading.turned.get(page.number, 0) % 2 else page.height for page in reading.pages]
    aside = furniture(reading.lines, heights)
    running = [line for page in reading.lines for line in page if id(line) in aside]
    body = [[line for line in page if id(line) not in aside] for page in reading.lines]
    found = structure.passages(body, sha256)
    notes = list(reading.notes)
    if reading.lost:
        notes.insert(0, f"Accepted in part: pages that could not be read: {numbers(sorted(reading.lost))}.")
    hidden = sorted({p.page for p in found.passages if p.hidden})
    if hidden:
        notes.append(f"Hidden text, neither tagged nor quoted, on page {numbers(hidden)}.")
    kept = (*found.lines, *_running_lines(running))
    shown = tuple(_as_shown(passage, reading) for passage in found.passages)
    return Document(sha256, name, tuple(reading.pages), shown, kept, metadata, tuple(notes))


def _running_lines(running: Sequence[PageLine]) -> list[Line]:
    kept: dict[str, Line] = {}
    for line in running:
        pattern = re.sub(r"\d+", "#", line.text)
        place: Any = "header" if line.top < 300 else "footer"
        kept.setdefault(pattern, Line(line.page, clean(line.text), line.size, line.bold, place))
    return list(kept.values())
