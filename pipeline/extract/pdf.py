"""Reads a PDF whole: its pages, its passages in reading order, and the lines that tell its facts."""

from __future__ import annotations

import io
import re
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import pypdfium2 as pdfium
import pypdfium2.raw as raw

from pipeline.errors import LimitExceeded, NoTextLayer, UnreadableDocument, named
from pipeline.extract import structure, tables
from pipeline.extract.clean import clean
from pipeline.extract.columns import gutter_of, line_numbers
from pipeline.extract.document import Document, Line
from pipeline.extract.furniture import furniture
from pipeline.extract.glyphs import Run, has_picture
from pipeline.extract.hidden import runs_as_seen
from pipeline.extract.level_rules import columns_between
from pipeline.extract.lines import PageLine, lines
from pipeline.extract.opening import Source, opened, repaired, said_something
from pipeline.extract.rulings import Ruling, banded, grids, may_make_tables, open_ends, rulings
from pipeline.extract.scanned_numbers import Counted, with_numbers
from pipeline.extract.scans import Recognised
from pipeline.extract.text_layer import is_text
from pipeline.records import Box, Page, Passage
from pipeline.sandbox import within


@dataclass
class Reading:
    """A PDF as far as it has been read."""

    pages: list[Page] = field(default_factory=list)
    lines: list[list[PageLine]] = field(default_factory=list)
    lost: list[int] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    repaired: bool = False
    sparse: list[int] = field(default_factory=list)  # pages with few words and a picture that may hold more
    blank: list[int] = field(default_factory=list)  # pages with nothing on them
    gutter: float | None = None  # of the last page that had two columns
    margin: float | None = None  # where numbers count the lines, on the last page that has them
    turned: dict[int, int] = field(
        default_factory=dict
    )  # pages whose text stands sideways, by quarter turns to the left


Recogniser = Callable[[Source, Sequence[int]], tuple[dict[int, Recognised], list[int]]]
SECONDS_A_TABLE = 5.0


def read(path: Path, sha256: str, file: str, recognise: Recogniser | None) -> Document:
    """The document in a PDF file; `recognise` reads scanned pages, and is None where no Tesseract is installed.

    Raises:
        EncryptedDocument, UnreadableDocument, NoTextLayer: with what to do next.
    """
    name = named(file)
    found = opened(path, name)
    reading = Reading(notes=found.notes, repaired=found.repaired)
    try:
        for index in range(len(found.pdf)):
            _read_page(found.pdf, found.source, index, reading)
            if len(reading.lost) > 200 and len(reading.lost) > 0.9 * (index + 1):
                raise UnreadableDocument(
                    f"{name} is damaged: hardly a page of it can be read. Ask its sender for a new copy.", "damaged"
                )
        metadata = {key.lower(): clean(value) for key, value in found.pdf.get_metadata_dict().items() if value}
    finally:
        found.pdf.close()
    reading.lost += [number for number in reading.blank if said_something(found.source, number)]
    _read_again(path, reading)
    _recognise_scans(found.source, name, reading, recognise)
    return _document(reading, sha256, file, metadata)


def _read_again(path: Path, reading: Reading) -> None:
    """Reads the pages that were lost once more, from a repaired copy."""
    if not reading.lost or reading.repaired:
        return
    second = Reading(turned=reading.turned)
    try:
        copy = repaired(path)
        pdf = pdfium.PdfDocument(copy)
    except (pdfium.PdfiumError, RuntimeError, ValueError, OSError):
        return
    try:
        for number in [number for number in reading.lost if number <= len(pdf)]:
            _read_page(pdf, copy, number - 1, second)
            if number not in second.lost and second.pages[-1].source == "text":
                reading.pages[number - 1], reading.lines[number - 1] = second.pages[-1], second.lines[-1]
                reading.lost.remove(number)
    finally:
        pdf.close()


def _read_page(pdf: pdfium.PdfDocument, source: Source, index: int, reading: Reading) -> None:
    try:
        page = pdf[index]
        width, height = page.get_size()
        found = runs_as_seen(page)
        pictured = sum(len(run.text) for run in found) < 250 and has_picture(page)
        drawn = raw.FPDFPage_CountObjects(page.raw) > 0
        turned = _turned(found)
        if turned:
            page.close()
            made = _read_sideways(source, index, turned, reading)
        else:
            made = _read_upright(page, index, found, reading)
    except MemoryError:
        raise
    except Exception:  # one bad page must not lose the others; it is named in the notes
        reading.lost.append(index + 1)
        reading.pages.append(Page(index + 1, 595.0, 842.0, "none"))
        reading.lines.append([])
        return
    origin: Any = "text" if is_text(found) else "none"
    if origin == "text" and pictured:
        reading.sparse.append(index + 1)
    elif origin == "none" and not drawn:
        reading.blank.append(index + 1)
    reading.pages.append(Page(index + 1, round(width, 1), round(height, 1), origin))
    reading.lines.append([replace(line, page=index + 1) for line in made] if turned else made)


def _read_upright(page: pdfium.PdfPage, index: int, found: list[Run], reading: Reading) -> list[PageLine]:
    width = page.get_width()
    height, ruled = page.get_height(), rulings(page) if found else []
    page.close()
    return _laid_out(index + 1, width, height, found, ruled, reading)


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
        made = _read_upright(page, 0, runs_as_seen(page), reading)
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
    number: int, width: float, height: float, found: list[Run], ruled: list[Ruling], reading: Reading
) -> list[PageLine]:
    last = _last_row(reading)
    reading.margin, counted = line_numbers(found, reading.margin)
    found = [run for run in found if id(run) not in counted]
    if not may_make_tables(ruled):
        ruled = [*ruled, *columns_between(ruled, found)]
    made = _tables(height, found, ruled, last) if may_make_tables(ruled) else ([], set())
    rest = [run for run in found if id(run) not in made[1]]
    reading.gutter = gutter_of(rest, width, reading.gutter)
    flow = lines(number, width, rest, reading.gutter)
    return tables.among(flow, tables.as_lines(number, made[0], last, reading.gutter), reading.gutter is not None)


def _tables(
    height: float, found: list[Run], ruled: list[Ruling], last: PageLine | None
) -> tuple[list[list[tables.Row]], set[int]]:
    """The tables of a page, and the runs that they hold."""
    ends = open_ends(ruled)
    cut = [end.top for end in ends if end.top > 0.75 * height]
    try:
        with within(SECONDS_A_TABLE):
            drawn = banded(ruled, found, last is not None)
            made = grids([*drawn, *columns_between(drawn, found), *ends])
            return tables.rows(made, found, len(last.cells) if last else 0, cut)
    except Exception:  # a page whose rulings cannot be read still has its words
        return [], set()


def _recognise_scans(source: Source, name: str, reading: Reading, recognise: Recogniser | None) -> None:
    bare = [page.number for page in reading.pages if page.source == "none" and page.number not in reading.lost]
    scanned = [number for number in bare if number not in reading.blank]
    if recognise is None:
        _say_unread(scanned, name, reading)
        return
    wanted = sorted({*scanned, *reading.sparse})
    by_eye, left = recognise(source, wanted) if wanted else ({}, [])
    counted = Counted()
    for number, seen in sorted(by_eye.items()):
        runs, counted = with_numbers(seen.runs, counted)
        seen = replace(seen, runs=runs)
        page = reading.pages[number - 1]
        said = sum(len(line.text) for line in reading.lines[number - 1])
        is_known = number in reading.sparse and sum(len(run.text) for run in seen.runs) < 2 * said + 80
        if seen.runs and not is_known:
            reading.pages[number - 1] = replace(page, source="ocr", confidence=round(seen.confidence, 3))
            reading.lines[number - 1] = _recognised_lines(
                number, page.width, seen, reading.lines[number - 2 : number - 1]
            )
    left = [number for number in left if number not in reading.sparse]
    if left and not any(reading.lines):
        raise LimitExceeded(
            f"{name} is a scan that could not be recognised in the time allowed. Raise seconds under [reading] in settings.toml "
            "and run again.",
            "limit_time",
        )
    if left:
        reading.notes.insert(
            0,
            f"Accepted in part: scanned pages not recognised in the time allowed: {numbers(left)}. Raise seconds under [reading] "
            "in settings.toml and run again.",
        )
    silent = [number for number, seen in by_eye.items() if not seen.runs and number not in reading.sparse]
    if reading.repaired:
        reading.lost += [
            n for n in bare if n not in left and n not in reading.lost and not (n in by_eye and by_eye[n].runs)
        ]
    elif silent:
        reading.notes.append(f"No words were found on pages that show something: {numbers(silent)}. Look at them.")


def _recognised_lines(
    number: int, width: float, seen: Recognised, before: Sequence[Sequence[PageLine]]
) -> list[PageLine]:
    """The lines and table rows of a page that was recognised; `before` holds the page before, if there is one."""
    last = next((line for page in before for line in reversed(page) if line.cells), None)
    made, used = tables.rows(grids(seen.rulings, 5), seen.runs, len(last.cells) if last else 0)
    used |= line_numbers([run for run in seen.runs if id(run) not in used])[1]
    flow = lines(number, width, [run for run in seen.runs if id(run) not in used])
    return tables.among(flow, tables.as_lines(number, made, last))


def _say_unread(scanned: Sequence[int], name: str, reading: Reading) -> None:
    """Says which pages need text recognition where none is installed."""
    if scanned and not any(page.source == "text" for page in reading.pages):
        raise NoTextLayer(
            f"{name} is a scan without text, and no text recognition is installed. Ask IT for the package tesseract-ocr "
            "and run again, or ask its sender for a copy with text.",
            "scanned",
        )
    if scanned:
        reading.notes.insert(
            0,
            f"Accepted in part: pages without text, not read: {numbers(scanned)}. Install tesseract-ocr and run again.",
        )


def numbers(pages: Sequence[int]) -> str:
    """Page numbers as a person would write them."""
    return ", ".join(map(str, pages[:40])) + (" and more" if len(pages) > 40 else "")


def _document(reading: Reading, sha256: str, file: str, metadata: dict[str, str]) -> Document:
    if not any(reading.lines):
        raise UnreadableDocument(
            f"{named(file)} has no text on any page. Open it and see; ask its sender for a new copy.", "damaged"
        )
    heights = [page.width if reading.turned.get(page.number, 0) % 2 else page.height for page in reading.pages]
    aside = furniture(reading.lines, heights)
    running = [line for page in reading.lines for line in page if id(line) in aside]
    found = structure.passages(_without(aside, reading), sha256)
    notes = list(reading.notes)
    if reading.lost:
        notes.insert(0, f"Accepted in part: pages that could not be read: {numbers(sorted(reading.lost))}.")
    hidden = sorted({p.page for p in found.passages if p.hidden})
    if hidden:
        notes.append(f"Hidden text, neither tagged nor quoted, on page {numbers(hidden)}.")
    kept = (*found.lines, *_running_lines(running))
    shown = tuple(_as_shown(passage, reading) for passage in found.passages)
    return Document(sha256, file, tuple(reading.pages), shown, kept, metadata, tuple(notes))


def _without(aside: set[int], reading: Reading) -> list[list[PageLine]]:
    """The pages' lines but for those put aside, which the reading holds no longer."""
    pages, reading.lines = reading.lines, []
    return [[line for line in page if id(line) not in aside] for page in pages]


def _running_lines(running: Sequence[PageLine]) -> list[Line]:
    kept: dict[str, Line] = {}
    for line in running:
        pattern = re.sub(r"\d+", "#", line.text)
        place: Any = "header" if line.top < 300 else "footer"
        kept.setdefault(pattern, Line(line.page, clean(line.text), line.size, line.bold, place))
    return list(kept.values())
