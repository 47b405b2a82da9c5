"""Every style of the press, and with it every difficulty of real documents, is read back whole."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from corpus.measure import measured
from corpus.press.styles import STYLES
from pipeline import manuscript
from pipeline.extract import scans

WRITTEN = manuscript.read(Path(__file__).parent / "documents" / "every-difficulty.md")


# A row that this printer cuts at the foot of a page has no ruling there, so that no reader can tell it for one.
CUT = "weasyprint rows across pages"
BARE = "weasyprint bare tables"  # nothing but white space makes rows of these, which is not enough to tell them by
NEEDS = {"chromium": "chromium", "cairo": "pdftocairo"}
WHOLE = [
    name for name, made in STYLES.items() if made["producer"] not in ("scan", "libreoffice") and name not in (CUT, BARE)
]


def test_rows_that_go_on_on_the_next_page_are_put_together(tmp_path: Path) -> None:
    assert measured(WRITTEN, CUT, tmp_path).right >= 18


@pytest.mark.parametrize("style", WHOLE)
def test_every_paragraph_comes_out_whole_with_its_number_and_page(style: str, tmp_path: Path) -> None:
    program = NEEDS.get(STYLES[style]["producer"])
    if program and not shutil.which(program):
        pytest.skip(f"no {program} here")
    found = measured(WRITTEN, style, tmp_path)
    assert (found.total, found.right, found.spurious) == (19, 19, 0), "\n".join(found.faults)


@pytest.mark.skipif(not scans.installed(), reason="no Tesseract here")
def test_a_scan_is_recognised_page_by_page_with_its_confidence(tmp_path: Path) -> None:
    from corpus.press import scan
    from pipeline.extract import read

    scan.press(WRITTEN, tmp_path / "scan.pdf")
    document = read(tmp_path / "scan.pdf")
    assert {page.source for page in document.pages} == {"ocr"}
    assert all(page.confidence and page.confidence > 0.7 for page in document.pages)
    assert any(p.text.startswith("Nothing in these pages replaces the inquest") for p in document.passages)
    rows = [p.text for p in document.passages if p.form == "row"]
    assert any(row.startswith("12 May 2015 | Police | ") for row in rows), rows
    assert {"1.1", "1.2"} <= {p.number for p in document.passages}
    assert "What we learned" in {p.heading[-1] for p in document.passages if p.heading}, "told by its bolder strokes"
