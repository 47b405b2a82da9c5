"""Finds the words of a PDF page that its reader does not see: under a dark box, without ink, tiny, or off the page.

Where anything on the page could hide text, the page is drawn, and a word counts as seen if it leaves a mark there.
"""

from __future__ import annotations

import ctypes
from collections.abc import Iterator
from dataclasses import replace
from functools import partial
from itertools import groupby, islice
from typing import Any

import numpy as np
import pypdfium2 as pdfium
import pypdfium2.raw as raw

from pipeline.extract.glyphs import Run, runs

_SCALE = 1.4
_TINY = 2.5  # points


def runs_as_seen(page: pdfium.PdfPage) -> list[Run]:
    """The text of a page as runs of words, in stream order; those hidden from its reader say why."""
    found = runs(page)
    return _seen(page, found) if found and (_are_odd(page, found) or _may_hide(page)) else found


def _are_odd(page: pdfium.PdfPage, found: list[Run]) -> bool:
    """Whether some of the words are too small to be read, or outside the page."""
    width, height = page.get_size()
    return any(run.size < _TINY or run.x0 < 0 or run.top < 0 or run.x1 > width or run.bottom > height for run in found)


def _may_hide(page: pdfium.PdfPage) -> bool:
    """Whether anything on the page could hide text: filled shapes, pictures, notes, or text that is not plainly inked."""
    if raw.FPDFPage_GetAnnotCount(page.raw) > 0:
        return True
    for item in islice(page.get_objects(max_depth=3), 20_000):
        if item.type in (raw.FPDF_PAGEOBJ_IMAGE, raw.FPDF_PAGEOBJ_SHADING):
            return True
        if item.type == raw.FPDF_PAGEOBJ_PATH and _is_filled(item):
            return True
        if item.type == raw.FPDF_PAGEOBJ_TEXT and (not _is_inked(item) or _is_clipped(item) or _is_on_layer(item)):
            return True
    return False


def _is_filled(item: Any) -> bool:
    mode, stroke = ctypes.c_int(), ctypes.c_int()
    raw.FPDFPath_GetDrawMode(item.raw, mode, stroke)
    left, bottom, right, top = item.get_bounds()
    return bool(mode.value) and min(right - left, top - bottom) > 4


def _is_inked(item: Any) -> bool:
    red, green, blue, alpha = (ctypes.c_uint() for _ in range(4))
    raw.FPDFPageObj_GetFillColor(item.raw, red, green, blue, alpha)
    mode = raw.FPDFTextObj_GetTextRenderMode(item.raw)
    return mode in (0, 1, 2) and alpha.value > 60 and min(red.value, green.value, blue.value) < 225


def _is_on_layer(item: Any) -> bool:
    """Whether the text belongs to a layer, which a viewer may show or not."""
    buffer, length = ctypes.create_string_buffer(16), ctypes.c_ulong()
    for index in range(raw.FPDFPageObj_CountMarks(item.raw)):
        mark = raw.FPDFPageObj_GetMark(item.raw, index)
        raw.FPDFPageObjMark_GetName(mark, ctypes.cast(buffer, ctypes.POINTER(ctypes.c_ushort)), 16, length)
        if buffer.raw[:6] == b"O\0C\0\0\0":
            return True
    return False


def _is_clipped(item: Any) -> bool:
    """Whether only a part of the text is let through, or none of it."""
    clip = raw.FPDFPageObj_GetClipPath(item.raw)
    if not clip or raw.FPDFClipPath_CountPaths(clip) <= 0:
        return False
    left, bottom, right, top = item.get_bounds()
    return any(
        x1 < right - 2 or x0 > left + 2 or y1 < top - 2 or y0 > bottom + 2
        for x0, y0, x1, y1 in map(partial(_path_box, clip), range(min(20, raw.FPDFClipPath_CountPaths(clip))))
    )


def _path_box(clip: Any, path: int) -> tuple[float, float, float, float]:
    """The rectangle about a clipping path."""
    x, y = ctypes.c_float(), ctypes.c_float()
    points = []
    for index in range(max(0, min(200, raw.FPDFClipPath_CountPathSegments(clip, path)))):
        raw.FPDFPathSegment_GetPoint(raw.FPDFClipPath_GetPathSegment(clip, path, index), x, y)
        points.append((x.value, y.value))
    if not points:
        return 0.0, 0.0, 0.0, 0.0
    across, up = [point[0] for point in points], [point[1] for point in points]
    return min(across), min(up), max(across), max(up)


def _seen(page: pdfium.PdfPage, found: list[Run]) -> list[Run]:
    """The runs, those words apart and marked hidden under which the printed page shows no ink that differs from its ground."""
    width, height = page.get_size()
    scale = min(_SCALE, 3000 / max(width, height, 1))
    ink = np.asarray(page.render(scale=scale, grayscale=True).to_numpy())
    ink = ink.reshape(ink.shape[0], ink.shape[1])
    return [part for run in found for part in _parted(run, ink, scale)]


def _parted(run: Run, ink: Any, scale: float) -> Iterator[Run]:
    """The run cut into stretches of words that are seen and words that are hidden."""
    if not run.words or run.turned != 0:
        yield replace(run, hidden=_why_hidden(run.x0, run.x1, run, ink, scale))
        return
    whys = [_why_hidden(x0, x1, run, ink, scale) for _, x0, x1 in run.words]
    if len({*whys}) == 1:
        yield replace(run, hidden=whys[0])
        return
    for why, group in groupby(zip(whys, run.words, strict=True), key=lambda pair: pair[0]):
        words = [word for _, word in group]
        is_last = words[-1] is run.words[-1]
        text = " ".join(word[0] for word in words)
        text = text.removesuffix(run.hyphen) if is_last and run.hyphen else text
        yield replace(
            run, text=text, x0=words[0][1], x1=words[-1][2], words=tuple(words), hidden=why,
            hyphen=run.hyphen if is_last else "",
        )  # fmt: skip


def _why_hidden(x0: float, x1: float, run: Run, ink: Any, scale: float) -> str | None:
    height = run.bottom - run.top
    if height < _TINY:
        return "tiny text"
    top, bottom = run.top + 0.12 * height, run.bottom - 0.12 * height
    part = ink[
        max(0, int(top * scale)) : max(0, int(bottom * scale) + 1),
        max(0, int(x0 * scale)) : max(0, int(x1 * scale) + 1),
    ]
    if part.size == 0:
        return "outside the page"
    lightest, darkest = int(part.max()), int(part.min())
    if lightest - darkest >= 28:
        return None
    return "under a dark box" if lightest < 110 else "invisible text"
