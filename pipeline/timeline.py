"""Places what a passage tells before, at or after the incident that triggered the review."""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass
from typing import Literal

from pipeline.records import DatedFact, Passage, Review

When = Literal["before", "same", "after"]

_MONTHS = [
    "january",
    "february",
    "march",
    "april",
    "may",
    "june",
    "july",
    "august",
    "september",
    "october",
    "november",
    "december",
]
_WELSH = [
    "ionawr",
    "chwefror",
    "mawrth",
    "ebrill",
    "mai",
    "mehefin",
    "gorffennaf",
    "awst",
    "medi",
    "hydref",
    "tachwedd",
    "rhagfyr",
]
_NUMBER = {name: i for names in (_MONTHS, _WELSH) for i, name in enumerate(names, start=1)}
_NUMBER |= {name[:3]: i for i, name in enumerate(_MONTHS, start=1)} | {"sept": 9}
_MONTH = rf"(?P<month>{'|'.join(sorted(_NUMBER, key=len, reverse=True))})"
_DATES = re.compile(
    rf"(?:(?<![\w/])(?P<day>[0-3]?\d)(?:st|nd|rd|th)?\s+(?:of\s+)?)?\b{_MONTH}\b\.?(?:,?\s+(?P<year>(?:19|20)\d\d))?"
    r"|(?<![\w/.])(?P<nday>[0-3]?\d)[./](?P<nmonth>[01]?\d)[./](?P<nyear>(?:20)?\d\d)(?!\d)"
    r"|(?<![\w/.-])(?P<alone>(?:19|20)\d\d)(?![\w/-])",
    re.IGNORECASE,
)
_NOT_AN_EVENT = re.compile(
    r"(?:working together|act|regulations|guidance|strategy|order|rules|version|scr|review)\W*$", re.I
)


@dataclass(frozen=True, slots=True)
class Anchor:
    """The first and the last day that the incident may have been; both None when it is not known."""

    first: str | None
    last: str | None

    def places(self, first: str, last: str) -> When | None:
        """Where a span of days lies against the incident; None when it is not known."""
        if self.first is None or self.last is None:
            return None
        if last < self.first:
            return "before"
        if first > self.last:
            return "after"
        return "same"


def anchor(review: Review) -> Anchor:
    """The anchor that the review's incident date gives."""
    return _span(review.incident_date) if review.incident_date else Anchor(None, None)


def _span(fact: DatedFact) -> Anchor:
    return Anchor(*_days(fact.value))


def _days(value: str) -> tuple[str, str]:
    if len(value) == 4:
        return f"{value}-01-01", f"{value}-12-31"
    if len(value) == 7:
        return f"{value}-01", f"{value}-31"
    return value, value


def dated(passage: Passage, year: int | None, incident: str | None = None) -> tuple[list[tuple[str, str]], int | None]:
    """The spans of days that a passage names, and the last year named so far.

    A month without a year takes the last year named; the day and month of the incident are taken for the incident's own.
    """
    found: list[tuple[str, str]] = []
    year = _heading_year(passage) or year
    for match in _DATES.finditer(passage.text):
        if match["alone"]:
            if _NOT_AN_EVENT.search(passage.text[max(0, match.start() - 24) : match.start()]):
                continue
            year = int(match["alone"])
            found.append(_days(match["alone"]))
            continue
        if match["month"] and match["month"].lower() in ("may", "mar", "march") and not (match["day"] or match["year"]):
            continue
        if match["year"] or match["nyear"]:
            year = int(match["year"] or match["nyear"])
            year += 2000 if year < 100 else 0
        elif (
            incident and match["day"] and f"{_NUMBER[match['month'].lower()]:02}-{int(match['day']):02}" == incident[5:]
        ):
            year = int(incident[:4])
        if year:
            month = int(match["nmonth"]) if match["nmonth"] else _NUMBER[match["month"].lower()]
            found += _day(year, month, match["day"] or match["nday"])
    return found, year


def in_full(text: str) -> bool:
    """Whether every day or month that this names has its year beside it, so that nothing is left to be guessed."""
    return all(match["alone"] or match["year"] or match["nyear"] for match in _DATES.finditer(text))


def placed(passage: Passage, year: int | None, anchored: Anchor) -> tuple[tuple[When, ...], int | None]:
    """Where the days that a passage names lie against the incident, and the last year named so far."""
    incident = anchored.first if anchored.first == anchored.last else None
    spans, year = dated(passage, year, incident)
    return tuple(when for span in spans if (when := anchored.places(*span))), year


def _day(year: int, month: int, day: str | None) -> list[tuple[str, str]]:
    if not 1 <= month <= 12:
        return []
    if not day:
        return [_days(f"{year}-{month:02}")]
    try:
        return [_days(dt.date(year, month, int(day)).isoformat())]
    except ValueError:
        return []


def _heading_year(passage: Passage) -> int | None:
    years = re.findall(r"\b((?:19|20)\d\d)\b", passage.heading[-1]) if passage.heading else []
    return int(years[0]) if years else None
