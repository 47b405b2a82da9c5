"""Prints annotated manuscripts in every style of the press, reads them back, and says how many paragraphs came out whole.

    python -m corpus.measure FOLDER [--printed FOLDER] [--style WORD] [--show N] [--only WORD]

A paragraph is whole when its exact text (spaces folded) is one passage; right when its printed number and the page on
which a plain second reading finds its first words are right as well. The styles are then summed by producer and by layout. Spurious are passages that no paragraph accounts
for. On scans, three letters in a hundred may be recognised wrongly. Printed documents are kept in `--printed` and used again.
"""

from __future__ import annotations

import argparse
import os
import re
import tempfile
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from difflib import SequenceMatcher
from pathlib import Path

import joblib
import pypdfium2

from corpus.press.__main__ import PRODUCERS
from corpus.press.parts import MARK
from corpus.press.styles import STYLES
from pipeline.extract import read
from pipeline.manuscript import Labelled, Manuscript, read_all
from pipeline.records import Passage

ASIDE = ("cover", "contents", "glossary", "references")


@dataclass
class Result:
    """How a printed document came out."""

    total: int = 0
    whole: int = 0
    numbered: int = 0
    paged: int = 0
    headed: int = 0
    right: int = 0
    spurious: int = 0
    faults: list[str] = field(default_factory=list)

    def __add__(self, other: Result) -> Result:
        names = ("total", "whole", "numbered", "paged", "headed", "right", "spurious")
        sums = {name: getattr(self, name) + getattr(other, name) for name in names}
        return Result(**sums, faults=[*self.faults, *other.faults])


def measured(written: Manuscript, style: str, folder: Path) -> Result:
    """Prints a manuscript in a style, reads it, and compares."""
    made = STYLES[style]
    ending = ".docx" if made["producer"] == "docx" else ".pdf"
    path = folder / style.replace(" ", "-") / f"{written.path.stem}{ending}"
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True)
        os.environ.setdefault("SOURCE_DATE_EPOCH", "1577836800")
        file = str(Path(written.head["file"]).with_suffix(ending))
        PRODUCERS[made["producer"]](replace(written, head={**written.head, "file": file, "print": made}), path)
    passages = [p for p in read(path).passages if p.form not in ASIDE and not p.hidden]
    if made["producer"] == "scan":
        passages = [_as_written(passage, written) for passage in passages]
    return compared(written, passages, _pages(path) if ending == ".pdf" else None, style)


def compared(written: Manuscript, found: Sequence[Passage], pages: list[str] | None, style: str) -> Result:
    """The paragraphs of a manuscript against the passages that were read, in order."""
    blocks = [_apart(block) for block in written.passages]
    wanted, had = [_text(block) for block in blocks], [_plain(p.text) for p in found]
    result, matched = Result(total=len(wanted)), set()
    where = _whereabouts(wanted, pages)
    name = f"{written.path.stem} [{style}]"
    for start, other, size in SequenceMatcher(None, wanted, had, autojunk=False).get_matching_blocks():
        for step in range(size):
            block, passage = blocks[start + step], found[other + step]
            matched.add(start + step)
            number, page = _number(block.number) == _number(passage.number), where[start + step] in (None, passage.page)
            headed = (
                block.form == "row"
                or tuple(map(_alike, block.heading))[-1:] == tuple(map(_alike, passage.heading))[-1:]
            )
            result += Result(0, 1, number, page, headed, number and page)
            if not (number and page):
                result.faults.append(
                    f"{name}: number {block.number} read {passage.number}, page {where[start + step]} read {passage.page}: {block.text[:60]!r}"
                )
            if not headed:
                result.faults.append(
                    f"{name}: heading {block.heading[-1:]} read {passage.heading[-1:]}: {block.text[:40]!r}"
                )
    lost = [i for i in range(len(wanted)) if i not in matched]
    rest = Counter(had) - Counter(wanted)
    result.spurious = sum(rest.values())
    result.faults += [f"{name}: not whole: {_difference(wanted[i], had)}" for i in lost]
    result.faults += [
        f"{name}: spurious: {text[:150]!r}"
        for text in rest
        if not any(text in wanted[i] or wanted[i] in text for i in lost)
    ]
    return result


def _as_written(passage: Passage, written: Manuscript) -> Passage:
    """The passage as its paragraph was written, where no more than some letters were recognised wrongly."""
    for text in (_text(_apart(block)) for block in written.passages):
        if abs(len(text) - len(passage.text)) > 0.03 * len(text) + 2:
            continue
        pair = SequenceMatcher(None, text, passage.text, autojunk=False)
        if pair.quick_ratio() > 0.97 and pair.ratio() > 0.97:
            return replace(passage, text=text)
    return passage


def _difference(wanted: str, had: Sequence[str]) -> str:
    """Where the nearest passage begins to differ."""
    likely = max(
        had, key=lambda text: len(set(text.split()) & set(wanted.split())) / (len(set(text.split())) + 9), default=""
    )
    at = next(
        (i for i, (a, b) in enumerate(zip(wanted, likely, strict=False)) if a != b), min(len(wanted), len(likely))
    )
    return f"{wanted[max(0, at - 30) : at + 40]!r} read {likely[max(0, at - 30) : at + 40]!r}"


def _apart(block: Labelled) -> Labelled:
    """The block with a number that its author wrote into the text set apart from it."""
    match = (
        None
        if block.number or block.form == "row"
        else re.match(r"(\(?(?:[A-Z]{0,3}\d{1,2}|[a-z]|[ivx]{1,4})[.)]|\d+(?:\.\d+)+) (?=\S)", block.text)
    )
    return replace(block, number=match[1], text=block.text[match.end() :]) if match else block


def _text(block: Labelled) -> str:
    if block.form == "row":
        return _plain(" | ".join(MARK.sub("", cell) for cell in block.cells))
    return _plain(MARK.sub("", block.text))


def _plain(text: str) -> str:
    return re.sub(r"\s+", " ", text).strip()


def _number(number: str | None) -> str:
    return re.sub(r"[^\w.]", "", number or "").strip(".").lower()


def _alike(text: str) -> str:
    return re.sub(r"\W+", " ", text).strip().lower()


def _pages(path: Path) -> list[str]:
    """The letters and digits of each page in a plain reading; None for the pages of a scan."""
    with_text = [pypdfium2.PdfPage.get_textpage(page).get_text_range() for page in pypdfium2.PdfDocument(path)]
    return [re.sub(r"[\W_]+", "", text).lower() for text in with_text]


def _whereabouts(wanted: Sequence[str], pages: list[str] | None) -> list[int | None]:
    """The page on which each paragraph begins, as far as a plain reading tells."""
    if not pages or not any(pages):
        return [None] * len(wanted)
    found: list[int | None] = []
    page, position = 0, 0
    for text in wanted:
        key = re.sub(r"[\W_]+", "", text).lower()[:26]
        at = next(
            ((n, i) for n in range(page, len(pages)) if (i := pages[n].find(key, position if n == page else 0)) >= 0),
            None,
        )
        if at:
            page, position = at[0], at[1] + 1
        found.append(at[0] + 1 if at else None)
    return found


def main() -> None:
    """Prints a table by style, and the faults that are asked for."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("folders", nargs="+", type=Path)
    parser.add_argument("--printed", type=Path)
    parser.add_argument("--style", default="")
    parser.add_argument("--only", default="")
    parser.add_argument("--show", type=int, default=0)
    wanted = parser.parse_args()
    kept = wanted.printed or Path(tempfile.mkdtemp())
    manuscripts = [m for folder in wanted.folders for m in read_all(folder) if wanted.only in m.path.stem]
    found: dict[str, Result] = {}
    print(f"{'style':34} paragraphs   whole  number    page   right heading spurious")
    for style in (style for style in STYLES if wanted.style in style):
        chosen = manuscripts[:: max(1, len(manuscripts) // 4)] if STYLES[style]["producer"] == "scan" else manuscripts
        results = joblib.Parallel(n_jobs=2)(joblib.delayed(measured)(m, style, kept) for m in chosen)
        total = sum(results, Result())
        found[style] = total
        print(_row(style, total), flush=True)
        for fault in total.faults[: wanted.show]:
            print("   ", fault)
    for by in (producer_of, layout_of):
        print()
        for name in dict.fromkeys(map(by, found)):
            print(_row(name, sum((found[style] for style in found if by(style) == name), Result())))


def _row(name: str, total: Result) -> str:
    counts = (total.whole, total.numbered, total.paged, total.right, total.headed)
    share = [f"{100 * count / max(1, total.total):6.1f}%" for count in counts]
    return f"{name:34} {total.total:10} {' '.join(share)} {total.spurious:8}"


def producer_of(style: str) -> str:
    """What prints a style."""
    return f"by {STYLES[style]['producer']}"


LAYOUTS = {
    "boxed": "boxed template", "labelled": "template of labels", "template": "template of labels", "turned pages": "turned pages",
    "sideways pages": "turned pages", "columns": "columns", "three columns": "columns", "bare tables": "tables without lines",
    "level rules": "tables of level lines", "plain tables": "tables of level lines", "side headings": "headings in the margin",
}  # fmt: skip


def layout_of(style: str) -> str:
    """How the pages of a style are laid out, or what is peculiar about them."""
    made = STYLES[style]
    if made["producer"] == "scan":
        return "scan"
    if made.get("layout") == "two-column":
        return "columns"
    named = (LAYOUTS[name] for name in made.get("with", ()) if name in LAYOUTS)
    return next(named, "landscape tables" if made.get("landscape_tables") else "one column")


if __name__ == "__main__":
    main()
