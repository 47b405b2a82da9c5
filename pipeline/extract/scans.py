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
from dataclasses import dataclass, replace
from pathlib import Path
from subprocess import DEVNULL, PIPE
from typing import Any

import pypdfium2 as pdfium

from pipeline.extract.glyphs import Run, uncut
from pipeline.extract.rulings import Ruling
from pipeline.extract.scanned_page import ScannedPage, prepared

DPI = 300
SECONDS_A_PAGE = 60.0
AT_ONCE = 2  # pages: each is read by a process of its own


def installed() -> bool:
    """Whether Tesseract can be called."""
    return shutil.which("tesseract") is not None


@dataclass(frozen=True, slots=True)
class Recognised:
    """What was recognised on a page: runs of words, how sure that is (0 to 1), and the rulings between them, in points."""

    runs: list[Run]
    confidence: float
    rulings: tuple[Ruling, ...] = ()


def recognise(source: Path | bytes, pages: Sequence[int], until: float) -> tuple[dict[int, Recognised], list[int]]:
    """What stands on these pages of a PDF, as far as each shows anything; and the pages that were not reached by
    `until` (of the monotonic clock)."""
    found: dict[int, Recognised] = {}
    pdf = pdfium.PdfDocument(source)
    try:
        with ThreadPoolExecutor(AT_ONCE) as pool:
            for position in range(0, len(pages), AT_ONCE):
                left = min(SECONDS_A_PAGE, until - time.monotonic())
                if left <= 0:
                    return found, list(pages[position:])
                drawn = [(n, picture) for n in pages[position : position + AT_ONCE] if (picture := _picture(pdf, n))]
                widths = [pdf_width(pdf, number) for number, _ in drawn]
                read = pool.map(_recognised, [picture for _, picture in drawn], widths, [left] * len(drawn))
                found |= zip([number for number, _ in drawn], read, strict=True)
    finally:
        pdf.close()
    return found, []


def _recognised(picture: Any, width: float, seconds: float) -> Recognised:
    page = prepared(picture)
    scale = width / max(1, picture.width)
    runs, confidence = lines_of(_table(page, seconds), scale)
    weights = [page.weight(run.x0 / scale, run.top / scale, run.x1 / scale, run.bottom / scale) for run in runs]
    usual = sorted(weights)[len(weights) // 2] if weights else 0.0
    runs = [replace(run, bold=weight > 1.3 * usual) for run, weight in zip(runs, weights, strict=True)]
    return Recognised(_as_one_heading(runs), confidence, tuple(ruling.scaled(scale) for ruling in page.rulings))


def _as_one_heading(runs: Sequence[Run]) -> list[Run]:
    """The lines with the size of the bold line above where they go on from it: a short last line may lack tall letters."""
    made: list[Run] = []
    for run in runs:
        above = made[-1] if made else None
        goes_on = (
            above
            and above.bold
            and run.bold
            and abs(run.x0 - above.x0) < 3
            and 0 < run.top - above.top < 2.5 * above.size
        )
        made.append(replace(run, size=above.size) if above and goes_on and 0.8 < run.size / above.size < 1.25 else run)
    return made


def _png(picture: Any) -> bytes:
    buffer = io.BytesIO()
    picture.save(buffer, "PNG", compress_level=1)
    return buffer.getvalue()


def _picture(pdf: pdfium.PdfDocument, number: int) -> Any:
    """A page as a grey picture; None when nothing is on it, or it cannot be drawn."""
    try:
        page = pdf[number - 1]
        picture = page.render(scale=_scale(page), grayscale=True).to_pil().convert("L")
        page.close()
    except (pdfium.PdfiumError, ValueError, OSError):
        return None
    darkest, lightest = picture.getextrema()
    return picture if lightest - darkest > 40 else None


def pdf_width(pdf: pdfium.PdfDocument, number: int) -> float:
    """The width of a page in points."""
    return float(pdf.get_page_size(number - 1)[0])


def _scale(page: pdfium.PdfPage) -> float:
    width, height = page.get_size()
    return float(min(DPI / 72, 5_000 / max(width, height, 1)))


def _table(page: ScannedPage, seconds: float) -> str:
    """Tesseract's table of the words of a page; empty when it takes too long."""
    # Told that a page is one column, Tesseract keeps the numbers in its margin with their lines.
    layout = "3" if page.two_columns else "4"
    command = ["tesseract", "stdin", "stdout", "-l", "eng", "--dpi", str(DPI), "--psm", layout, "tsv"]
    environment = {**os.environ, "OMP_THREAD_LIMIT": "1"}
    try:
        done = subprocess.run(
            command,
            input=_png(page.picture),
            stdout=PIPE,
            stderr=DEVNULL,
            timeout=seconds,
            env=environment,
            check=False,
        )
    except subprocess.TimeoutExpired:
        return ""
    return done.stdout.decode("utf-8", "replace")


def lines_of(table: str, scale: float) -> tuple[list[Run], float]:
    """One run for each line that Tesseract found, without its specks and what was made out of pictures.

    Tesseract doubts words that it read rightly: in a line that it is sure of, each of them is kept.
    """
    groups: dict[tuple[str, str, str], list[dict[str, str]]] = {}
    for row in csv.DictReader(io.StringIO(table), delimiter="\t", quoting=csv.QUOTE_NONE):
        if row.get("level") == "5" and _is_word((row.get("text") or "").strip(), float(row["conf"])):
            groups.setdefault((row["block_num"], row["par_num"], row["line_num"]), []).append(row)
    groups = {line: kept for line, group in groups.items() if (kept := _trusted(group))}
    words = [word for group in groups.values() for word in group]
    if not words:
        return [], 0.0
    confidence = sum(float(word["conf"]) for word in words) / len(words) / 100
    runs = [_run(group, scale, order) for order, group in enumerate(groups.values())]
    usual = sorted(run.size for run in runs)[len(runs) // 2]
    return [_evened(run, usual) for run in runs], confidence


def _is_word(text: str, confidence: float) -> bool:
    is_speck = not any(sign.isalnum() for sign in text) and confidence < 60
    return bool(text) and text != "|" and not is_speck


def _trusted(line: list[dict[str, str]]) -> list[dict[str, str]]:
    """The words of a line: all where most are sure, else those that are not mere guesses."""
    sure = sorted(float(word["conf"]) for word in line)[len(line) // 2]
    return line if sure >= 60 else [word for word in line if float(word["conf"]) > 20]


def _run(group: list[dict[str, str]], scale: float, order: int) -> Run:
    words = tuple(_word(row, scale) for row in group)
    top = sorted(float(word["top"]) for word in group)
    bottom = sorted(float(word["top"]) + float(word["height"]) for word in group)
    spare = len(group) // 8  # words whose boxes take in a speck, or the line beside
    box = (words[0][1], top[spare] * scale, max(x1 for _, _, x1 in words), bottom[-1 - spare] * scale)
    text = re.sub(r"^(\d{1,2})[:;](\d{1,2})(?:[:;.](\d{1,2}))?(?= )", _dotted, " ".join(word for word, _, _ in words))
    text, hyphen = uncut(text)
    heights = sorted(float(word["height"]) for word in group)
    size = round(heights[int(0.7 * (len(heights) - 1))] * scale, 1)  # a slant or a speck makes the whole line higher
    return Run(text, *box, size, False, 0, order, hyphen, words=words)


_DAY_AND_MONTH = re.compile(
    r"(?<=\d)(?=(?:January|February|March|April|May|June|July|August|September|October|November|December)\b)"
)


def _word(row: dict[str, str], scale: float) -> tuple[str, float, float]:
    left = float(row["left"])
    return _DAY_AND_MONTH.sub(" ", row["text"].strip().lstrip("|")), left * scale, (left + float(row["width"])) * scale


def _dotted(match: re.Match[str]) -> str:
    """A paragraph number whose dots were read as colons."""
    return ".".join(part for part in match.groups() if part)


def _evened(run: Run, usual: float) -> Run:
    """The run with the usual size where its own is near it: ascenders make the heights of lines differ."""
    return replace(run, size=usual) if 0.4 * usual < run.size < 1.3 * usual else run
