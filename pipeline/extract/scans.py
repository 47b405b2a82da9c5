"""Reads scanned pages with Tesseract, page by page, with the confidence of each.

Tesseract is asked directly for its table of words: their boxes and confidences are what a citation and a reviewer
need, and a rewritten PDF is not.
"""

from __future__ import annotations

import csv
import io
import os
import re
import shutil
import subprocess
import time
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path
from subprocess import DEVNULL, PIPE
from typing import Any

import pypdfium2 as pdfium

from pipeline.extract.glyphs import Run, uncut

DPI = 300
SECONDS_A_PAGE = 60.0
AT_ONCE = 2  # pages: each is read by a process of its own


def installed() -> bool:
    """Whether Tesseract can be called."""
    return shutil.which("tesseract") is not None


def recognise(
    source: Path | bytes, pages: Sequence[int], until: float
) -> tuple[dict[int, tuple[list[Run], float]], list[int]]:
    """The runs of words on these pages of a PDF with the mean confidence (0 to 1) of each that shows
    anything; and the pages that were not reached by `until` (of the monotonic clock)."""
    found: dict[int, tuple[list[Run], float]] = {}
    pdf = pdfium.PdfDocument(source)
    try:
        with ThreadPoolExecutor(AT_ONCE) as pool:
            for position in range(0, len(pages), AT_ONCE):
                left = min(SECONDS_A_PAGE, until - time.monotonic())
                if left <= 0:
                    return found, list(pages[position:])
                drawn = [(n, picture) for n in pages[position : position + AT_ONCE] if (picture := _picture(pdf, n))]
                read = pool.map(_table, [_png(picture) for _, picture in drawn], [left] * len(drawn))
                for (number, picture), table in zip(drawn, read, strict=True):
                    runs, confidence = _runs(table, picture.width, pdf_width(pdf, number))
                    found[number] = (runs, confidence)
    finally:
        pdf.close()
    return found, []


def _png(picture: Any) -> bytes:
    buffer = io.BytesIO()
    picture.save(buffer, "PNG", compress_level=1)
    return buffer.getvalue()


def _picture(pdf: pdfium.PdfDocument, number: int) -> Any:
    """A page as a grey picture; None when nothing is on it, or it cannot be drawn."""
    try:
        page = pdf[number - 1]
        picture = page.render(scale=_scale(page), grayscale=True).to_pil()
        page.close()
    except (pdfium.PdfiumError, ValueError, OSError):
        return None
    darkest, lightest = picture.convert("L").getextrema()
    return picture if lightest - darkest > 40 else None


def pdf_width(pdf: pdfium.PdfDocument, number: int) -> float:
    """The width of a page in points."""
    return float(pdf.get_page_size(number - 1)[0])


def _scale(page: pdfium.PdfPage) -> float:
    width, height = page.get_size()
    return float(min(DPI / 72, 5_000 / max(width, height, 1)))


def _table(picture: bytes, seconds: float) -> str:
    """Tesseract's table of the words of a picture; empty when it takes too long."""
    command = ["tesseract", "stdin", "stdout", "-l", "eng", "--dpi", str(DPI), "--psm", "3", "tsv"]
    environment = {**os.environ, "OMP_THREAD_LIMIT": "1"}
    try:
        done = subprocess.run(
            command, input=picture, stdout=PIPE, stderr=DEVNULL, timeout=seconds, env=environment, check=False
        )
    except subprocess.TimeoutExpired:
        return ""
    return done.stdout.decode("utf-8", "replace")


def _runs(table: str, width: int, page_width: float) -> tuple[list[Run], float]:
    """One run for each line that Tesseract found; small specks and doubtful single signs are left out."""
    scale = page_width / max(1, width)
    groups: dict[tuple[str, str, str], list[dict[str, str]]] = {}
    for row in csv.DictReader(io.StringIO(table), delimiter="\t", quoting=csv.QUOTE_NONE):
        if row.get("level") == "5" and (row.get("text") or "").strip() and float(row["conf"]) > 20:
            groups.setdefault((row["block_num"], row["par_num"], row["line_num"]), []).append(row)
    words = [word for group in groups.values() for word in group]
    if not words:
        return [], 0.0
    confidence = sum(float(word["conf"]) for word in words) / len(words) / 100
    runs = [_run(group, scale, order) for order, group in enumerate(groups.values())]
    usual = sorted(run.size for run in runs)[len(runs) // 2]
    return [_evened(run, usual) for run in runs], confidence


def _run(group: list[dict[str, str]], scale: float, order: int) -> Run:
    left = [float(word["left"]) for word in group]
    top = [float(word["top"]) for word in group]
    right = [float(word["left"]) + float(word["width"]) for word in group]
    bottom = [float(word["top"]) + float(word["height"]) for word in group]
    box = (min(left) * scale, min(top) * scale, max(right) * scale, max(bottom) * scale)
    text = re.sub(r"^(\d{1,2})[:;](\d{1,2})(?:[:;.](\d{1,2}))?(?= )", _dotted, " ".join(word["text"] for word in group))
    text, hyphen = uncut(text)
    heights = sorted(float(word["height"]) for word in group)
    size = round(heights[int(0.7 * (len(heights) - 1))] * scale, 1)  # a slant or a speck makes the whole line higher
    return Run(text, *box, size, False, 0, order, hyphen)


def _dotted(match: re.Match[str]) -> str:
    """A paragraph number whose dots were read as colons."""
    return ".".join(part for part in match.groups() if part)


def _evened(run: Run, usual: float) -> Run:
    """The run with the usual size where its own is near it: ascenders make the heights of lines differ."""
    return replace(run, size=usual) if 0.4 * usual < run.size < 1.3 * usual else run
