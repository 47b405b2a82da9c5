"""What every producer needs of a manuscript: its running lines, and its blocks with tables put together."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from pipeline.manuscript import LISTS, Labelled, Manuscript

FICTIONAL = "FICTIONAL - written for testing; no real person, place or case"
MARK = re.compile(r"\[\^([^\]]+)\]")


@dataclass(frozen=True)
class Table:
    caption: str
    columns: tuple[str, ...]
    rows: tuple[Labelled, ...]


@dataclass(frozen=True)
class Listing:
    """Unlabelled lines: a cover, a cover sheet, a glossary, references or a contents page."""

    form: str
    title: str
    lines: tuple[str, ...]


@dataclass(frozen=True)
class Box:
    title: str
    parts: tuple[Labelled, ...]


Part = Labelled | Table | Listing | Box


def running(manuscript: Manuscript) -> tuple[str, str]:
    lines = manuscript.head.get("running") or {}
    return lines.get("header") or "", lines.get("footer") or ""


def footnotes(manuscript: Manuscript) -> dict[str, str]:
    found = (re.match(r"\[\^([^\]]+)\]: (.+)", b.text) for b in manuscript.blocks if b.form == "footnote")
    return {match[1]: match[2] for match in found if match}


def headings(manuscript: Manuscript) -> list[Labelled]:
    return [block for block in manuscript.blocks if block.form == "heading"]


def parts(manuscript: Manuscript) -> Iterator[Part]:
    """The manuscript's blocks in order, footnotes left out and tables, boxes and lists put together."""
    blocks = [block for block in manuscript.blocks if block.form != "footnote"]
    position = 0
    while position < len(blocks):
        block = blocks[position]
        position += 1
        if block.form in ("table", "box"):
            end = next(i for i in range(position, len(blocks)) if blocks[i].form == "close")
            inside = blocks[position:end]
            position = end + 1
            if block.form == "table":
                yield _table(block, inside)
            else:
                yield Box(block.text, tuple(inside))
        elif block.form in LISTS:
            lines = []
            while position < len(blocks) and blocks[position].form == block.form and block.form != "contents":
                lines.append(blocks[position].text)
                position += 1
            yield Listing(block.form, block.text, tuple(lines))
        else:
            yield block


def _table(block: Labelled, inside: list[Labelled]) -> Table:
    columns = next((b.cells for b in inside if b.form == "columns"), ())
    return Table(block.text, columns, tuple(b for b in inside if b.form == "row"))
