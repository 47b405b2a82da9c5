"""Makes the picture of a scanned page ready to be recognised: straight, its rulings found and painted over."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np
from PIL import Image

from pipeline.extract.rulings import Ruling

DARK = 140  # of 255: ink, where paper is lighter
FAINT = 190  # a thin line is scanned lighter than a letter
STEEPEST = 2.0  # degrees by which a page may lie askew


@dataclass(frozen=True, slots=True)
class ScannedPage:
    """A page's picture without its rulings, the rulings in its pixels, and whether the text has two columns."""

    picture: Any
    rulings: tuple[Ruling, ...]
    two_columns: bool
    ink: Any  # which of its pixels are dark

    def weight(self, x0: float, top: float, x1: float, bottom: float) -> float:
        """How broad the strokes of the letters in a box are, in pixels: more where they are bold."""
        part = self.ink[max(0, int(top)) : int(bottom) + 1, max(0, int(x0)) : int(x1) + 1]
        begun = int((part[:, 1:] & ~part[:, :-1]).sum())
        return float(part.sum()) / begun if begun else 0.0


def prepared(picture: Any) -> ScannedPage:
    """The grey picture of a page, made ready."""
    straight = _straight(picture)
    half = np.asarray(straight.reduce(2)) < FAINT
    found = tuple(ruling.scaled(2) for ruling in _rulings(half))
    clear = _painted_over(straight, found)
    return ScannedPage(clear, found, not _has_cells(found) and _has_gutter(clear), np.asarray(clear) < DARK)


def _straight(picture: Any) -> Any:
    """The picture turned so that its lines of text are level: where they are, most ink falls into few rows."""
    rows, columns = np.nonzero(np.asarray(picture.reduce(4)) < DARK)
    if len(rows) < 200:
        return picture

    def evenness(angle: float) -> int:
        levels = np.round(rows - columns * np.tan(np.radians(angle))).astype(np.int64)
        return int((np.bincount(levels - levels.min()) ** 2).sum())

    rough = max(np.arange(-STEEPEST, STEEPEST + 0.1, 0.2), key=evenness)
    angle = float(max(np.arange(rough - 0.2, rough + 0.21, 0.05), key=evenness))
    if abs(angle) < 0.08:
        return picture
    return picture.rotate(angle, fillcolor=255, resample=Image.Resampling.BICUBIC)


def _rulings(dark: Any) -> Iterator[Ruling]:
    """The long thin lines in a picture of ink, level ones and upright ones."""
    for top, bottom, x0, x1 in _stretches(dark, least=110):
        yield from _edges(x0, top, x1, bottom, level=True)
    for left, right, y0, y1 in _stretches(np.ascontiguousarray(dark.T), least=44):
        yield from _edges(left, y0, right, y1, level=False)


def _edges(x0: int, top: int, x1: int, bottom: int, level: bool) -> Iterator[Ruling]:
    """The ruling itself, or both edges of a dark block."""
    thickness = bottom - top if level else x1 - x0
    if thickness <= 8:
        yield Ruling(x0, top, x1, bottom)
    elif level:
        yield from (Ruling(x0, top, x1, top + 2), Ruling(x0, bottom - 2, x1, bottom))
    else:
        yield from (Ruling(x0, top, x0 + 2, bottom), Ruling(x1 - 2, top, x1, bottom))


def _stretches(dark: Any, least: int) -> Iterator[tuple[int, int, int, int]]:
    """Where ink goes on for so long from left to right: first and last row, first and last column."""
    thick = dark.copy()  # a line that is not quite level goes on in the row below
    thick[1:] |= dark[:-1]
    summed = np.cumsum(np.pad(thick, ((0, 0), (1, 0))), axis=1, dtype=np.int32)
    full = summed[:, least:] - summed[:, :-least] >= 0.96 * least
    for first, last in _groups(full.any(axis=1), 2):
        begins = full[first : last + 1].any(axis=0)
        for start, end in _groups(begins, 6):
            yield first, last + 1, start, end + least


def _groups(flags: Any, gap: int) -> list[tuple[int, int]]:
    """The first and last place of each group of flags that are set, those nearer than the gap being one."""
    places = np.nonzero(flags)[0]
    if not len(places):
        return []
    cuts = np.nonzero(np.diff(places) > gap)[0]
    return [(int(a), int(b)) for a, b in zip(places[[0, *(cuts + 1)]], places[[*cuts, len(places) - 1]], strict=True)]


def _painted_over(picture: Any, rulings: tuple[Ruling, ...]) -> Any:
    """The picture with the thin rulings white."""
    if not rulings:
        return picture
    grey = np.array(picture)
    for ruling in rulings:
        grey[max(0, int(ruling.top) - 3) : int(ruling.bottom) + 4, max(0, int(ruling.x0) - 3) : int(ruling.x1) + 4] = (
            255
        )
    return Image.fromarray(grey)


def _has_cells(rulings: tuple[Ruling, ...]) -> bool:
    return sum(not ruling.is_level for ruling in rulings) >= 3


def _has_gutter(picture: Any) -> bool:
    """Whether white runs down the middle of the text, with as much ink on its left as on its right."""
    dark = np.asarray(picture.reduce(4)) < DARK
    dark = dark[int(0.1 * len(dark)) : int(0.9 * len(dark))]
    if dark.sum() < 500:
        return False
    width = dark.shape[1]
    inked = dark.any(axis=1).sum()
    columns = dark[:, int(0.4 * width) : int(0.6 * width)].sum(axis=0) <= 0.03 * inked
    wide = [(a, b) for a, b in _groups(columns, 1) if b - a >= 0.015 * width]
    for first, last in wide:
        middle = int(0.4 * width) + (first + last) // 2
        sides = dark[:, :middle].any(axis=1).sum(), dark[:, middle:].any(axis=1).sum()
        if min(sides) > 0.4 * inked:
            return True
    return False
