"""`python -m corpus.press corpus/sample [NAME ...]` prints the manuscripts of a corpus into its originals."""

from __future__ import annotations

import csv
import hashlib
import os
import sys
from collections.abc import Callable
from pathlib import Path

from corpus.press import libreoffice, others, pdf_reportlab, pdf_weasyprint, scan, word
from pipeline.manuscript import Manuscript, read_all

PRODUCERS: dict[str, Callable[[Manuscript, Path], None]] = {
    "weasyprint": pdf_weasyprint.press,
    "reportlab": pdf_reportlab.press,
    "libreoffice": libreoffice.press,
    "docx": word.press,
    "chromium": others.chromium,
    "cairo": others.cairo,
    "pdfium": others.pdfium,
    "scan": scan.press,
}


def main(folder: Path, names: list[str]) -> None:
    os.environ.setdefault("SOURCE_DATE_EPOCH", "1577836800")
    (folder / "originals").mkdir(exist_ok=True)
    manuscripts = read_all(folder / "manuscripts")
    register(manuscripts, folder / "register.csv")
    for manuscript in manuscripts:
        name = manuscript.head["file"]
        if names and not any(wanted in name for wanted in names):
            continue
        PRODUCERS[manuscript.head["print"]["producer"]](manuscript, folder / "originals" / name)
        print(name)
    listing = (hashlib.sha256(path.read_bytes()).hexdigest() for path in sorted((folder / "originals").iterdir()))
    (folder / "originals.sha256").write_text("".join(f"{sha256}\n" for sha256 in sorted(listing)), encoding="ascii")


def register(manuscripts: list[Manuscript], path: Path) -> None:
    """Writes the register that the analysts of the sample would have kept: when each document was examined."""
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(["file", "examined", "handling", "source", "publication_date", "publisher", "types", "notes"])
        for head in (manuscript.head for manuscript in manuscripts):
            writer.writerow([head["file"], head["examined"], head.get("handling", "published"), "", "", "", "", ""])


if __name__ == "__main__":
    main(Path(sys.argv[1]), sys.argv[2:])
