"""The dates that publication cannot precede: what the report tells of and cites, but no plan, deadline or forecast."""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Iterable, Iterator

from pipeline.extract import dates
from pipeline.records import DatedFact, Passage

ELIGIBLE_FROM = "2016-01-01"
AHEAD = re.compile(
    r"\b(?:by|until|from|before|in time for)\W+(?:the (?:end|start|summer|autumn|spring) of |early |late |mid-?|\w+day )?$"
    r"|\b(?:due|deadline|will|shall|is to be|are to be|to be (?:reviewed|completed|published|implemented)|reviewed (?:in|on)|for review|next|target(?: date)?|planned for|expected|scheduled|anticipated"
    r"|due for review)\W+(?:\w+\W+){0,4}$",
    re.IGNORECASE,
)
_CITED = re.compile(
    r"\b[A-Z][\w'’-]+(?: et al\.?| and [A-Z][\w'’-]+| & [A-Z][\w'’-]+)?,?\s*\(?(?P<year>20[0-2]\d)[a-z]?\)"
)


def lower_bound(bounds: Iterable[DatedFact]) -> DatedFact | None:
    """The latest of these dates, if that is late enough to make the review eligible."""
    late = [fact for fact in bounds if earliest(fact) >= ELIGIBLE_FROM]
    if not late:
        return None
    return dataclasses.replace(
        max(late, key=lambda fact: (earliest(fact), fact.precision == "day")), basis="lower-bound"
    )


def earliest(fact: DatedFact) -> str:
    """The first day that a date may mean."""
    return {"year": f"{fact.value}-01-01", "month": f"{fact.value}-01"}.get(fact.precision, fact.value)


def narrated(passages: Iterable[Passage]) -> Iterator[DatedFact]:
    """The latest past date that the report tells of; it cannot have been published before that."""
    latest: DatedFact | None = None
    for passage in passages:
        if passage.hidden or passage.form in ("contents", "glossary", "references", "cover") or _plans(passage):
            continue
        for date in dates.find(passage.text):
            if AHEAD.search(passage.text[max(0, date.start - 40) : date.start]):
                continue
            if latest is None or date.earliest > earliest(latest):
                words = passage.text[max(0, date.start - 80) : date.end + 40]
                latest = DatedFact(date.value, date.precision, "lower-bound", passage.page, words)
    if latest:
        yield latest


def cited(passages: Iterable[Passage]) -> Iterator[DatedFact]:
    """The newest work that the report cites; it cannot have been published before that year."""
    cited = ((match, p) for p in passages if not p.hidden for match in _CITED.finditer(p.text) if not _plans(p))
    newest = max(cited, key=lambda found: found[0]["year"], default=None)
    if newest:
        match, passage = newest
        yield DatedFact(
            match["year"],
            "year",
            "lower-bound",
            passage.page,
            passage.text[max(0, match.start() - 60) : match.end() + 40],
        )


def _plans(passage: Passage) -> bool:
    words = " ".join((*passage.heading, passage.text[:40])).lower()
    return bool(re.search(r"recommendation|action plan|next steps|timescale|actions? (?:to|required)", words))
