"""Makes the documents that the tests drop into a corpus: short fictional reviews, and files that are not what they seem."""

from __future__ import annotations

import io
from collections.abc import Callable, Sequence
from pathlib import Path

import pikepdf
from reportlab.lib.pagesizes import A4
from reportlab.pdfgen import canvas

Paragraph = str


def review(
    path: Path, subject: str, published: str, paragraphs: Sequence[Paragraph], board: str = "Aldermoor Safeguarding Children Board",
    running: str = "FICTIONAL",
) -> Path:  # fmt: skip
    """A short Serious Case Review as a PDF with a cover and numbered paragraphs."""
    from weasyprint import HTML

    body = "".join(f"<p>1.{n} {text}</p>" for n, text in enumerate(paragraphs, start=1))
    HTML(
        string=f"""<html lang="en-GB"><style>@page {{ size: A4; @top-center {{ content: "{running}" }}
        @bottom-center {{ content: "Page " counter(page) }} }} h1, h2 {{ break-after: avoid }}</style>
        <h1>{board}</h1><h1>Serious Case Review</h1><h2>{subject}</h2><p>Published {published}</p>
        <h2 style="break-before: page">1. Narrative</h2>{body}"""
    ).write_pdf(path)
    return path


def encrypted(path: Path, source: Path) -> Path:
    """A copy of a PDF that asks for a password."""
    with pikepdf.open(source) as pdf:
        pdf.save(path, encryption=pikepdf.Encryption(user="secret", owner="secret"))
    return path


def truncated(path: Path, source: Path, share: float) -> Path:
    """The first part of a PDF, as a broken download leaves it."""
    content = source.read_bytes()
    path.write_bytes(content[: int(len(content) * share)])
    return path


def picture_only(path: Path) -> Path:
    """A page with a drawing and no text at all."""
    page = canvas.Canvas(str(path), pagesize=A4)
    page.rect(100, 100, 200, 200, fill=1)
    page.showPage()
    page.save()
    return path


def renamed(path: Path) -> Path:
    """A picture under a PDF's name."""
    from PIL import Image

    buffer = io.BytesIO()
    Image.new("RGB", (40, 40), "grey").save(buffer, "PNG")
    path.write_bytes(buffer.getvalue())
    return path


def empty(path: Path) -> Path:
    """A file without a single byte."""
    path.write_bytes(b"")
    return path


BAD: dict[str, tuple[Callable[[Path, Path], Path], str]] = {
    "locked.pdf": (encrypted, "EncryptedDocument"),
    "broken.pdf": (lambda path, source: truncated(path, source, 0.3), "UnreadableDocument"),
    "drawing.pdf": (lambda path, _: picture_only(path), "UnreadableDocument"),
    "photo.pdf": (lambda path, _: renamed(path), "UnsupportedFormat"),
    "nothing.docx": (lambda path, _: empty(path), "UnreadableDocument"),
}
BEFORE = [
    "Between March and September 2015 police officers attended the family home on six occasions after neighbours reported "
    "shouting. On the fourth visit the officer spoke to the mother in front of the father and did not see the child upstairs.",
    "The sergeant who closed the log in May 2015 did not look at the five earlier ones, and nobody told children's social care "
    "that the child had been in the house each time.",
    "The health visitor saw the child three times and found her growing well. She recorded that the home was cold.",
    "In August 2015 a constable noticed that the child was hungry, asked to see the kitchen, and rang the duty social worker "
    "from the doorstep. The review commends that officer's curiosity.",
    "The child died on 12 November 2015. She was eleven months old.",
    "After the death, detectives secured the house and took statements from the neighbours.",
]
AFTER = [
    "The family was known only to universal services. There had been no police contact with any of them before the death.",
    "The midwife described a settled home. The general practitioner saw the child for her injections in June 2017.",
    "The child died on 3 October 2017. She was four months old.",
    "Police attended the hospital that night and began an investigation, which ended without a charge.",
]
SECRET = [
    "Two constables called on the boy's aunt in January 2017 after he had not come home from school, and wrote down where he "
    "had slept. The panel kept this paragraph to itself.",
    "In June 2017 the missing persons team closed its record without a talk on his return, although he had asked for one.",
    "He was found seriously hurt on 2 February 2018, aged fifteen. Police arrested a man that week.",
]
