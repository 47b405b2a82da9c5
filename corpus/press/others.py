"""Prints a manuscript through a browser, or writes a print of it anew as other programs write PDFs."""

from __future__ import annotations

import subprocess
import tempfile
from pathlib import Path

import pypdfium2

from corpus.press import pdf_weasyprint
from pipeline.manuscript import Manuscript


def chromium(manuscript: Manuscript, path: Path) -> None:
    """As a browser prints it: Skia's PDF, words placed one by one."""
    with tempfile.TemporaryDirectory() as folder:
        source = Path(folder) / "source.html"
        source.write_text(f'<meta charset="utf-8">{pdf_weasyprint.as_html(manuscript)}', encoding="utf-8")
        command = ["chromium", "--headless", "--no-sandbox", "--disable-gpu", f"--user-data-dir={folder}/profile"]
        printing = ["--no-pdf-header-footer", f"--print-to-pdf={path}", source.as_uri()]
        subprocess.run([*command, *printing], check=True, capture_output=True, timeout=180)


def cairo(manuscript: Manuscript, path: Path) -> None:
    """As a viewer that prints to a file draws it anew."""
    with tempfile.TemporaryDirectory() as folder:
        printed = Path(folder) / "printed.pdf"
        pdf_weasyprint.press(manuscript, printed)
        subprocess.run(["pdftocairo", "-pdf", str(printed), str(path)], check=True, capture_output=True, timeout=180)


def pdfium(manuscript: Manuscript, path: Path) -> None:
    """As a program saves it that takes every page into a new document, two to a sheet put back one by one."""
    with tempfile.TemporaryDirectory() as folder:
        printed = Path(folder) / "printed.pdf"
        pdf_weasyprint.press(manuscript, printed)
        with pypdfium2.PdfDocument(printed) as source, pypdfium2.PdfDocument.new() as made:
            for index in range(len(source)):
                width, height = source.get_page_size(index)
                page = made.new_page(width, height)
                page.insert_obj(source.page_as_xobject(index, made).as_pageobject())  # type: ignore[attr-defined]  # it tells only of objects in general
                page.gen_content()
            made.save(path)
