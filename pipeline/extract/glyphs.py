"""Reads the words of a PDF page with their boxes, in the order in which the page writes them.

PDFium (through pypdfium2) walks a page's content some forty times as fast as pdfplumber's plain text extraction and
keeps two-column pages in reading order, so it reads the words and the rulings; pdfplumber puts the latter together
into tables.
"""

from __future__ import annotations

import ctypes
import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import islice
from typing import Any

import pypdfium2 as pdfium
import pypdfium2.raw as raw

_BOLD = re.compile(r"bold|black|heavy|semibold|demi", re.IGNORECASE)
_MARKED = re.compile(r"[a-z.,;:)\]'’”\"?!][\d*†‡]{1,3}$", re.IGNORECASE)
_CUT = re.compile(r"(?<=[A-Za-z]{2})[-\u2010\u00ad]$|(?<=^[A-Z])-$")
_TOKEN = re.compile(r"[^\s\x00\x02\ufffe]+")
HYPHENS = ("\x02", "\ufffe")


@dataclass(frozen=True, slots=True)
class Run:
    """Words that the page writes one after the other on one line, with their box from the top left as shown."""

    text: str
    x0: float
    top: float
    x1: float
    bottom: float
    size: float
    bold: bool
    turned: int | None  # quarter turns to the left, as shown; None when aslant
    order: int
    hyphen: str = ""  # the sign, left out of the text, by which the last word goes on in the next line
    hidden: str | None = None  # why a reader of the page would not see it
    words: tuple[tuple[str, float, float], ...] = ()  # each with its left and right edge
    weight: int = 0  # of its font, where that says one: 400 is usual, 700 bold

    @property
    def middle(self) -> float:
        """The height at which the words stand."""
        return (self.top + self.bottom) / 2


@dataclass(frozen=True, slots=True)
class _Word:
    text: str
    x0: float
    baseline: float
    x1: float
    top: float
    bottom: float
    index: int
    mark: str = ""  # a small raised number that ends the word: the mark of a footnote
    turned: int | None = 0


def runs(page: pdfium.PdfPage) -> list[Run]:
    """The text of a page as runs of words, in stream order, whether it is seen or not."""
    text_page = page.get_textpage()
    try:
        return _told_by_weight(list(_runs(page, text_page)))
    finally:
        text_page.close()


def _runs(page: pdfium.PdfPage, text_page: pdfium.PdfTextPage) -> Iterator[Run]:
    shown = Shown(page)
    line: list[_Word] = []
    order = 0
    for word, hyphen in _words(text_page, shown):
        if line and not _goes_on(line[-1], word):
            yield _run(text_page, line, order, "")
            order, line = order + 1, []
        line.append(word)
        if hyphen:
            yield _run(text_page, line, order, "-")
            order, line = order + 1, []
    if line:
        yield _run(text_page, line, order, "")


def _words(text_page: pdfium.PdfTextPage, shown: Shown) -> Iterator[tuple[_Word, bool]]:
    count = text_page.count_chars()
    if count <= 0:
        return
    buffer = ctypes.create_string_buffer((count + 1) * 2)
    raw.FPDFText_GetText(text_page.raw, 0, count, ctypes.cast(buffer, ctypes.POINTER(ctypes.c_ushort)))
    text = buffer.raw[: count * 2].decode("utf-16-le", errors="replace")
    if len(text) != count:  # characters beyond the basic plane take two places
        text = "".join(_safe(raw.FPDFText_GetUnicode(text_page.raw, index)) for index in range(count))
    for match in _TOKEN.finditer(text):
        word = _word(text_page, match[0], match.start(), match.end() - 1, shown)
        if word:
            yield word, text[match.end() : match.end() + 1] in HYPHENS


def _safe(code: int) -> str:
    return chr(code) if 0 < code < 0x110000 and not 0xD800 <= code < 0xE000 else "\x00"


def _word(text_page: pdfium.PdfTextPage, text: str, first: int, last: int, shown: Shown) -> _Word | None:
    box, end = raw.FS_RECTF(), raw.FS_RECTF()
    loose = raw.FPDFText_GetLooseCharBox
    if not loose(text_page.raw, first, box) or not loose(text_page.raw, last, end):
        return None
    size, turn = _size(text_page, first)
    x, y = _origin(text_page, first)
    mark = _mark(text_page, text, first, size, y) if _MARKED.search(text) else ""
    x0, top, x1, bottom = shown.box(*_extent(box, end, x, y, size, turn))
    _, baseline, _, _ = shown.box(x, y, x, y)
    turned = None if turn is None else (turn - shown.rotation // 90) % 4
    return _Word(text.removesuffix(mark), x0, baseline, x1, top, bottom, first, mark, turned)


# Of the height of a line of type, what stands above and below the line that the letters stand on.
_ABOVE, _BELOW = 0.78, 0.22


def _extent(box: Any, end: Any, x: float, y: float, size: float, turn: int | None) -> tuple[float, float, float, float]:
    """The rectangle of a word from the boxes of its first and last letters; `turn` counts quarter turns to the left."""
    above, below = _ABOVE * size, _BELOW * size
    if turn == 1:
        return x - above, min(box.bottom, end.bottom), x + below, max(box.top, end.top)
    if turn == 2:
        return end.left, y - above, box.right, y + below
    if turn == 3:
        return x - below, min(box.bottom, end.bottom), x + above, max(box.top, end.top)
    return x, y - below, end.right, y + above


def _size(text_page: pdfium.PdfTextPage, index: int) -> tuple[float, int | None]:
    """The size of a character as it is shown, and the quarter turns by which it is turned; None when it is aslant."""
    matrix = raw.FS_MATRIX()
    size = float(raw.FPDFText_GetFontSize(text_page.raw, index))
    if not raw.FPDFText_GetMatrix(text_page.raw, index, matrix):
        return size, 0
    a, b = matrix.a, matrix.b
    scale = max((matrix.c**2 + matrix.d**2) ** 0.5, 1e-6)
    if abs(b) <= 0.18 * abs(a):
        return size * scale, 0 if a > 0 else 2
    if abs(a) <= 0.18 * abs(b):
        return size * scale, 1 if b > 0 else 3
    return size * scale, None


def _origin(text_page: pdfium.PdfTextPage, index: int) -> tuple[float, float]:
    x, y = ctypes.c_double(), ctypes.c_double()
    raw.FPDFText_GetCharOrigin(text_page.raw, index, x, y)
    return x.value, y.value


def _mark(text_page: pdfium.PdfTextPage, text: str, first: int, size: float, baseline: float) -> str:
    """The digits that end a word, where they are printed smaller and higher than its first character."""
    digits = re.search(r"[\d*†‡]{1,3}$", text)
    if not digits or _size(text_page, first + digits.start())[0] > 0.88 * size:
        return ""
    _, y = _origin(text_page, first + digits.start())
    return digits[0] if abs(y - baseline) > 0.1 * size else ""


def _goes_on(last: _Word, word: _Word) -> bool:
    """Whether a word stands on the line of the word before, a space or a little more to its right."""
    height = max(last.bottom - last.top, word.bottom - word.top, 1.0)
    level = abs(last.baseline - word.baseline) < 0.45 * height
    gap = word.x0 - last.x1
    return level and -0.6 * height < gap < 1.1 * height


def _run(text_page: pdfium.PdfTextPage, words: list[_Word], order: int, hyphen: str) -> Run:
    text = _joined(words)
    if not hyphen:
        text, hyphen = uncut(text)
    main = max(words, key=lambda word: word.bottom - word.top)
    bold, weight = _strength(text_page, main.index)
    return Run(
        text=text,
        x0=min(word.x0 for word in words),
        top=min(word.top for word in words),
        x1=max(word.x1 for word in words),
        bottom=max(word.bottom for word in words),
        size=round(main.bottom - main.top, 2),
        bold=bold,
        turned=main.turned,
        order=order,
        hyphen=hyphen,
        words=tuple((word.text, word.x0, word.x1) for word in words),
        weight=weight,
    )


def uncut(text: str) -> tuple[str, str]:
    """The text without a hyphen that may only divide its last word, and the hyphen."""
    cut = _CUT.search(text)
    return (text[:-1], "-" if cut[0] == "-" else "\u2010") if cut else (text, "")


def _joined(words: list[_Word]) -> str:
    """The words, a footnote's mark standing between two control signs that no text can hold."""
    tallest = max(word.bottom - word.top for word in words)
    level = max(words, key=lambda word: len(word.text)).baseline
    parts: list[str] = []
    for word in words:
        raised = word.bottom - word.top < 0.88 * tallest and word.baseline < level - 0.1 * tallest
        is_mark = raised and len(words) > 1 and re.fullmatch(r"[\d,*†‡]{1,4}", word.text)
        text = f"\x0e{word.text}\x0f" if is_mark else word.text
        parts.append(text + (f"\x0e{word.mark}\x0f" if word.mark else ""))
    return " ".join(parts).replace(" \x0e", "\x0e")


def _told_by_weight(found: list[Run]) -> list[Run]:
    """The runs, those bold whose font is heavy: heavier than what most of the page is printed in.

    Some programs work out a font's weight from its letter I, so that with serifs every font is heavy.
    """
    if all(run.weight < _HEAVY for run in found):
        return found
    letters: Counter[int] = Counter()
    for run in found:
        letters[0 if run.bold else run.weight] += len(run.text)
    least = max(_HEAVY, 1.15 * letters.most_common(1)[0][0])
    return [replace(run, bold=True) if run.weight >= least else run for run in found]


_HEAVY = 600


def _strength(text_page: pdfium.PdfTextPage, index: int) -> tuple[bool, int]:
    """Whether a character's font calls itself bold, and the weight that it says."""
    flags = ctypes.c_int()
    buffer = ctypes.create_string_buffer(80)
    raw.FPDFText_GetFontInfo(text_page.raw, index, buffer, 80, flags)
    name = buffer.value.decode("latin-1")
    named = bool(_BOLD.search(name)) or bool(flags.value & _FORCED_BOLD)
    return named, int(raw.FPDFText_GetFontWeight(text_page.raw, index))


_FORCED_BOLD = 0x40000


class Shown:
    """Turns the page's own coordinates into points from the top left of the page as it is shown."""

    def __init__(self, page: pdfium.PdfPage) -> None:
        self.rotation = page.get_rotation()
        self.left, self.bottom, self.right, self.top = page.get_bbox()

    def box(self, left: float, bottom: float, right: float, top: float) -> tuple[float, float, float, float]:
        """The rectangle's left, top, right and bottom edge."""
        if self.rotation == 0:
            return left - self.left, self.top - top, right - self.left, self.top - bottom
        if self.rotation == 90:
            return bottom - self.bottom, left - self.left, top - self.bottom, right - self.left
        if self.rotation == 180:
            return self.right - right, bottom - self.bottom, self.right - left, top - self.bottom
        return self.top - top, self.right - right, self.top - bottom, self.right - left


def has_picture(page: pdfium.PdfPage) -> bool:
    """Whether a picture, or many small ones, cover a good part of a page."""
    width, height = page.get_size()
    area = 0.0
    for item in islice(page.get_objects(filter=(raw.FPDF_PAGEOBJ_IMAGE,), max_depth=3), 3_000):
        left, bottom, right, top = item.get_bounds()
        area += max(0, min(right, width) - max(left, 0)) * max(0, min(top, height) - max(bottom, 0))
    return bool(area > 0.25 * width * height)
