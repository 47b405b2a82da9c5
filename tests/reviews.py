"""Makes reviews for the tests of screening and tagging as faultless extraction would give them."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from typing import Any

from pipeline.records import Characteristics, DatedFact, Forces, Passage, Review


def review_of(texts: Sequence[str | tuple[str, str]], incident: str | None, **facts: Any) -> Review:
    """A published English Serious Case Review with these paragraphs, each alone or with its heading."""
    sha256 = hashlib.sha256("\n".join(map(str, texts)).encode()).hexdigest()
    heading, passages = "Narrative", []
    for number, text in enumerate(texts, start=1):
        heading, words = text if isinstance(text, tuple) else (heading, text)
        identity = f"{sha256[:10]}{number:06}"
        passages.append(Passage(identity, 2, (2,), (), f"1.{number}", (heading,), words))
    known: dict[str, Any] = {
        "types": ("SCR",), "title": "Serious Case Review: Child A", "publisher": "Aldermoor Safeguarding Children Board",
        "subject": "Child A", "publication_date": DatedFact("2018-03", "month", "explicit", 1, "Published March 2018"),
        "report_date": None, "approval_date": None, "nation": "england", "forces": Forces("Norwold Police"),
        "characteristics": Characteristics(8, "eight years", "female", "death", ("neglect",)), "dates": (),
        "incident_date": _dated(incident), "pages": (), "notes": (),
    }  # fmt: skip
    return Review(sha256=sha256, file="child-a.pdf", passages=tuple(passages), **(known | facts))


def _dated(value: str | None) -> DatedFact | None:
    if not value:
        return None
    precision: Any = {4: "year", 7: "month"}.get(len(value), "day")
    return DatedFact(value, precision, "explicit", 2, value)
