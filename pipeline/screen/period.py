"""Whether the prior contact lies within the period that the review looked at."""

from __future__ import annotations

import re
from collections.abc import Sequence

from pipeline import timeline
from pipeline.records import Review, Verdict
from pipeline.screen.contact import Told

_PERIOD = re.compile(
    r"time ?frame|time ?period|period (?:under|of|covered|from|between)|scope|review(?:ed)? (?:the )?period|looked at the (?:period|years|months)|covers? the",
    re.I,
)
_NOT_IN_PERIOD = re.compile(
    r"no (?:police )?(?:contact|involvement)[^.]{0,40}(?:in|within|during) the (?:review |scoping )?period", re.I
)


def within_period(review: Review, told: Sequence[Told], met: Verdict) -> Verdict:
    """Yes, no or refer; a review that names no period, or contact without dates, is referred."""
    if met == "no":
        return "no"
    if any(_NOT_IN_PERIOD.search(item.item.passage.text) for item in told):
        return "no"
    period = _period(review)
    if not period:
        return "refer" if met == "refer" else met
    spans = _contact_days(told)
    if any(period[0] <= last and first <= period[1] for first, last in spans):
        return met
    return "refer" if not spans else "no"


def _period(review: Review) -> tuple[str, str] | None:
    for passage in review.passages[:60]:
        if _PERIOD.search(passage.text):
            spans, _ = timeline.dated(passage, None)
            if len(spans) >= 2:
                return min(first for first, _ in spans), max(last for _, last in spans)
    return None


def _contact_days(told: Sequence[Told]) -> list[tuple[str, str]]:
    days: list[tuple[str, str]] = []
    year: int | None = None
    for item in told:
        spans, year = timeline.dated(item.item.passage, year)
        days += spans if item.contact == "before" else []
    return days
