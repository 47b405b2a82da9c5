"""Prints a manuscript and scans it: grey page pictures, a little crooked and speckled, without any text."""

from __future__ import annotations

import io
import random
import tempfile
from pathlib import Path

import pypdfium2
from PIL import Image, ImageFilter

from corpus.press import pdf_weasyprint
from pipeline.manuscript import Manuscript


def press(manuscript: Manuscript, path: Path) -> None:
    chance = random.Random(manuscript.head["file"])
    with tempfile.TemporaryDirectory() as folder:
        printed = Path(folder) / "printed.pdf"
        pdf_weasyprint.press(manuscript, printed)
        pages = [_scanned(page, chance) for page in pypdfium2.PdfDocument(printed)]
    pages[0].save(path, "PDF", save_all=True, append_images=pages[1:], resolution=150, quality=55)


def _scanned(page: pypdfium2.PdfPage, chance: random.Random) -> Image.Image:
    picture = page.render(scale=150 / 72, grayscale=True).to_pil().convert("L")
    picture = picture.rotate(chance.uniform(-0.6, 0.6), fillcolor=250, resample=Image.Resampling.BICUBIC)
    picture = picture.filter(ImageFilter.GaussianBlur(0.5))
    speckled = picture.load()
    for _ in range(400):
        speckled[chance.randrange(picture.width), chance.randrange(picture.height)] = chance.randrange(90, 200)
    buffer = io.BytesIO()
    picture.save(buffer, "JPEG", quality=60)
    return Image.open(buffer)
