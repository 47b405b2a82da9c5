"""Finds the dates in a line of text, each exactly as precise as its words."""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass
from functools import lru_cache

from pipeline.records import Precision

_MONTHS = {
    1: "january|jan|ionawr",
    2: "february|feb|chwefror",
    3: "march|mar|mawrth",
    4: "april|apr|ebrill",
    5: "may|mai",
    6: "june|jun|mehefin",
    7: "july|jul|gorffennaf",
    8: "august|aug|awst",
    9: "september|sept|sep|medi",
    10: "october|oct|hydref",
    11: "november|nov|tachwedd",
    12: "december|dec|rhagfyr",
}
_NUMBER = {name: number for number, names in _MONTHS.items() for name in names.split("|")}
_MONTH = rf"(?P<month>{'|'.join(sorted(_NUMBER, key=len, reverse=True))})\b\.?"
_DAY = r"(?P<day>0?[1-9]|[12]\d|3[01])\s*(?:st|nd|rd|th|ain|af|fed|eg|ydd)?"
_YEAR = r"(?P<year>(?:19|20)\d\d|['’]?\d\d(?![\d:.,%]))"
_LONG_YEAR = r"(?P<year>(?:19|20)\d\d)"
_GAP = r"[\s,]{1,3}(?:of\s+|o\s+)?"
_DASH = r"\s?[-–—]\s?"

# The order matters: the more precise form is tried first where both begin at the same place.
_FORMS = tuple(
    re.compile(pattern, re.IGNORECASE)
    for pattern in (
        rf"(?<![\d/.-]){_LONG_YEAR}-(?P<month>0[1-9]|1[0-2])-(?P<day>0[1-9]|[12]\d|3[01])(?!\d)",
        rf"(?<![\d/.])(?<!/\d\d-){_DAY}(?:{_GAP}|{_DASH}){_MONTH}(?:[\s,]{{1,3}}|{_DASH}){_LONG_YEAR}",
        rf"(?<![\d/.])(?<!/\d\d-){_DAY}(?:{_GAP}|{_DASH}){_MONTH}(?:[\s,]{{1,3}}|{_DASH}){_YEAR}",
        rf"(?<!\w){_MONTH}\s+{_DAY}[\s,]{{1,3}}{_LONG_YEAR}",
        rf"(?<!\w){_MONTH}(?:[\s,]{{1,3}}(?:of\s+)?|{_DASH}){_LONG_YEAR}",
        rf"(?<!\w){_MONTH}\s?['’](?P<year>\d\d)(?!\d)",
        rf"(?<![\w/.-]){_DAY}(?P<sep>[./-])(?P<month>0?[1-9]|1[0-2])(?P=sep){_LONG_YEAR}",
        rf"(?<![\w/.-]){_DAY}(?P<sep>[./-])(?P<month>0?[1-9]|1[0-2])(?P=sep)(?P<year>\d\d)(?![\d/])",
    )
)
_MONTH_AND_YEAR = re.compile(r"(?<![\w/.-])(?P<month>0[1-9]|1[0-2])/(?P<year>(?:20)?\d\d)(?![\w/])")
_TWO_DIGITS = re.compile(r"\d\d")
_DATE_LIKE = re.compile(
    rf"\d[./-]\d|(?:19|20)\d\d|(?<![a-z])(?:{'|'.join(sorted({name[:3] for name in _NUMBER}))})"
)  # what every date has in small letters: much faster than the forms
_BARE_YEAR = re.compile(r"(?<![\w/.(-])(?P<year>(?:19|20)\d\d)(?![\w/)-])")
_SEASON = re.compile(
    rf"(?<!\w)(?:(?:early|late|mid|the (?:start|end|beginning|middle) of)[\s-]+)?"
    rf"(?:(?:spring|summer|autumn|winter)\s+(?:of\s+)?)?{_LONG_YEAR}",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Found:
    """A date, how precise it is, and where in the text it stands."""

    value: str
    precision: Precision
    start: int
    end: int

    @property
    def earliest(self) -> str:
        """The first day it may mean."""
        return {"year": f"{self.value}-01-01", "month": f"{self.value}-01"}.get(self.precision, self.value)


def find(text: str, bare: bool = False) -> list[Found]:
    """The dates in a text in their order; with `bare`, also years alone and months like 01/16.

    Month names may be English or Welsh; a number alone is read day first, as in the United Kingdom.
    """
    return list(_found(text, bare)) if _TWO_DIGITS.search(text) and _DATE_LIKE.search(text.lower()) else []


@lru_cache(maxsize=4096)  # the same sentence is looked at for several facts
def _found(text: str, bare: bool) -> tuple[Found, ...]:
    found: list[Found] = []
    forms = (*_FORMS, _MONTH_AND_YEAR, _BARE_YEAR) if bare else _FORMS
    for form in forms:
        for match in form.finditer(text):
            made = _made(match)
            if made and not any(made.start < other.end and other.start < made.end for other in found):
                found.append(made)
    return tuple(sorted(found, key=lambda date: date.start))


def find_loose(text: str) -> list[Found]:
    """The dates in prose, years and seasons among them, for events that are told no more precisely."""
    found = find(text)
    if not _TWO_DIGITS.search(text):
        return found
    for match in _SEASON.finditer(text):
        if not any(match.start() < other.end and other.start < match.end() for other in found):
            found.append(Found(match["year"], "year", match.start(), match.end()))
    return sorted(found, key=lambda date: date.start)


def _made(match: re.Match[str]) -> Found | None:
    parts = match.groupdict()
    year = _year(parts["year"])
    if not parts.get("month"):
        return Found(str(year), "year", match.start(), match.end())
    month = parts["month"].lower().rstrip(".")
    number = _NUMBER.get(month) or int(month)
    if not parts.get("day"):
        return Found(f"{year}-{number:02}", "month", match.start(), match.end())
    try:
        day = dt.date(year, number, int(parts["day"]))
    except ValueError:
        return None
    return Found(day.isoformat(), "day", match.start(), match.end())


def _year(text: str) -> int:
    number = int(text.lstrip("'’"))
    if number >= 100:
        return number
    return number + (2000 if number < 50 else 1900)


def unspaced(text: str) -> str:
    """The text with letter-spaced words (P a g e, 2 0 1 8) closed up again."""
    return re.sub(
        r"(?<!\S)(?:(?:[^\W\d] ){2,}[^\W\d]|(?:\d ){3}\d)(?!\S)", lambda match: match[0].replace(" ", ""), text
    )
