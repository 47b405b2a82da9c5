"""Measures extraction against annotated manuscripts: facts found, and paragraphs whole with number and page."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from pipeline import manuscript, places
from pipeline.extract.document import Document, Line
from pipeline.extract.front_matter import facts
from pipeline.manuscript import Manuscript
from pipeline.records import Review

DATES = ("publication_date", "report_date", "approval_date", "incident_date")


def as_document(written: Manuscript) -> Document:
    """The document as faultless reading of its print would give it, before its facts are worked out."""
    review = manuscript.as_review(written)
    return Document(review.sha256, review.file, (), review.passages, tuple(_lines(written)), {}, ())


def _lines(written: Manuscript) -> Iterator[Line]:
    page = 1
    for form in ("sheet", "cover"):
        lines = [block.text for block in written.blocks if block.form == form and block.text]
        yield from (Line(page, text, 16, False, form) for text in lines)
        page += bool(lines)
    for place, text in (written.head.get("running") or {}).items():
        if text:
            yield Line(page, text, 8, False, place)
    for block in written.blocks[:60]:
        if block.form == "heading" or block.kind:
            yield Line(page + 1, block.text, 11, block.form == "heading", "body")


def compared(written: Manuscript, found: dict[str, Any]) -> Iterator[tuple[str, bool, Any, Any]]:
    """Each fact's name, whether it is right, the truth and what was found."""
    truth = written.truth
    for name in ("title", "publisher", "subject"):
        yield name, _plain(truth.get(name)) == _plain(found[name]), truth.get(name), found[name]
    yield "types", set(truth["types"]) == set(found["types"]), truth["types"], found["types"]
    for name in DATES:
        fact = found[name]
        value = fact.value if fact and fact.basis != "lower-bound" else None
        wanted = str((truth.get(name) or {}).get("value", "")) or None
        yield name, wanted == value, wanted, value
    forces = truth.get("forces") or {}
    yield (
        "force",
        forces.get("publisher") == found["forces"].publisher,
        forces.get("publisher"),
        found["forces"].publisher,
    )
    named, had = set(forces.get("named") or ()), set(found["forces"].named)
    yield "forces named", named == had, named, had
    said, seen = truth.get("characteristics") or {}, found["characteristics"]
    yield "age", said.get("child_age_years") == seen.child_age_years, said.get("child_age_years"), seen.child_age_years
    yield "sex", said.get("sex") == seen.sex, said.get("sex"), seen.sex
    yield "outcome", said.get("outcome") == seen.outcome, said.get("outcome"), seen.outcome
    yield "harm", set(said.get("harm") or ()) == set(seen.harm), said.get("harm"), seen.harm


def facts_of(review: Review) -> dict[str, Any]:
    """The fact fields of a review that was extracted."""
    return {name: getattr(review, name) for name in Review.__dataclass_fields__}


def report(folder: Path, added: dict[str, str], authors: set[str] | None = None, show: bool = False) -> str:
    """The share of each fact that is found in documents read without fault."""
    right: Counter[str] = Counter()
    total: Counter[str] = Counter()
    missed: dict[str, list[str]] = defaultdict(list)
    for written in manuscript.read_all(folder):
        if authors and written.head["author"] not in authors:
            continue
        for name, is_right, wanted, found in compared(written, facts(as_document(written), places.load(added))):
            total[name] += 1
            right[name] += is_right
            if not is_right:
                missed[name].append(f"    {written.head['file']}: {wanted!r}, found {found!r}")
    lines = []
    for name in total:
        lines.append(f"  {name:18} {right[name]:3} of {total[name]:3}")
        lines += missed[name] if show else []
    return "\n".join(lines)


def _plain(text: str | None) -> str:
    return re.sub(r"[^a-z0-9]+", " ", (text or "").lower().replace("’", "'")).strip()
