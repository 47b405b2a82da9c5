"""Finds the ages in a sentence, in completed years: fifteen-year-old, two years and five months, in her sixteenth year."""

from __future__ import annotations

import re
from dataclasses import dataclass

_UNITS = re.findall(r"\w+", "one two three four five six seven eight nine")
_TEENS = re.findall(r"\w+", "ten eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen nineteen")
_TENS = {"twenty": 20, "thirty": 30, "forty": 40, "fifty": 50}
NUMBERS = {name: number for number, name in enumerate((*_UNITS, *_TEENS), start=1)} | _TENS
NUMBERS |= {
    f"{ten}{dash}{one}": n + i for ten, n in _TENS.items() for i, one in enumerate(_UNITS, start=1) for dash in "- "
}
_ORDINALS = {
    name: number
    for number, name in enumerate(
        re.findall(
            r"\w+",
            "first second third fourth fifth sixth seventh eighth ninth tenth eleventh twelfth thirteenth fourteenth fifteenth"
            " sixteenth seventeenth eighteenth",
        ),
        start=1,
    )
} | {f"{n}{ {1: 'st', 2: 'nd', 3: 'rd'}.get(n, 'th') }": n for n in range(1, 19)}
_NUMBER = rf"\d{{1,2}}|{'|'.join(sorted(NUMBERS, key=len, reverse=True))}"
_N = rf"(?P<n>{_NUMBER})"
_UNIT = r"(?P<unit>year|yr|month|mth|week|wk|day|hour)s?"
_JUST = r"(?:just |only |nearly |almost |about |barely |then |still |over |just over |just under |some )*"
_AND = r"(?:,? and (?:a half|[\w-]+ (?:month|week|day)s?))?"
_END = r"(?=\s*(?:[.,;:)]|$|and\b|when\b|at\b|in\b|on\b|but\b|who\b|or\b|years\b|with\b|was\b|had\b))"
_FORMS: tuple[tuple[str, re.Pattern[str]], ...] = tuple(
    (name, re.compile(pattern, re.IGNORECASE))
    for name, pattern in (
        (
            "ranged",
            rf"\b(?:aged |ages? )?(?:between |from )(?P<n>{_NUMBER})(?:[\s-]+{_UNIT})?\s+(?:and|to)\s+(?:{_NUMBER})\b(?:[\s-]+(?:years?|months?|weeks?)\b)?",
        ),
        (
            "old",
            rf"\b{_N}[\s-]*(?:and a half[\s-]+)?{_UNIT}[\s-]+(?:and [\w-]+ (?:month|week|day)s?[\s-]+)?(?:old|of age)\b",
        ),
        (
            "labelled",
            rf"\bage(?:d| of (?:the )?\w+)?(?: at (?:the )?(?:time of |date of )?(?:the )?(?:death|incident|injury|event|review))?\s*[:|]\s*{_N}\b(?:[\s-]*{_UNIT}\b{_AND})?",
        ),
        (
            "under",
            r"\b(?:under|less than) (?:the age of )?(?P<n>one)(?P<unit>)(?: year)?\b(?! (?:roof|of|hour|week|month|day))",
        ),
        ("sexed", rf"\b(?:fe)?male,? (?:aged )?{_N}(?:[\s-]+{_UNIT})?(?=\s*[,)])"),
        ("lived", rf"(?<!had )(?<!has )(?<!have )\blived (?:for |only |just )*{_N}[\s-]+{_UNIT}\b"),
        ("at", rf"^At\s+{_JUST}{_N}(?P<unit>),"),
        ("aged unit", rf"\b(?:aged?|age of|at)\s+{_JUST}{_N}[\s-]+(?:and a half[\s-]+)?{_UNIT}\b{_AND}"),
        ("aged", rf"\b(?:aged|age|the age of)\s+{_JUST}{_N}\b{_END}(?P<unit>)"),
        (
            "child of",
            rf"\b(?:girl|boy|child|baby|infant|pupil|teenager|young (?:wo)?man|son|daughter|twins)\s+of\s+{_JUST}{_N}\b(?:[\s-]+{_UNIT}\b{_AND})?",
        ),
        (
            "was unit",
            rf"\b(?:was|is|were|turned|being|then|now)\s+{_JUST}{_N}[\s-]+(?:and a half[\s-]+)?{_UNIT}\b{_AND}(?! (?:after|before|later|since|into|pregnan|ago))",
        ),
        ("was", rf"\b(?:was|is|were|turned|being)\s+{_JUST}{_N}\b{_END}(?P<unit>)"),
        ("apposed", rf"(?<=,)\s(?:then |now |both )?{_N}(?: and a half)?(?=,)(?P<unit>)"),
        ("apposed unit", rf"(?<=,)\s{_N}[\s-]+{_UNIT}(?=,)"),
        ("bracketed", rf"(?<=\w \()(?:aged )?{_N}(?=\))(?P<unit>)"),
        (
            "listed",
            rf"(?<=aged )(?:(?:{_NUMBER}),? and |(?:{_NUMBER}), (?:(?:{_NUMBER}),? and )?){_N}\b(?:[\s-]+{_UNIT}\b)?",
        ),
        (
            "unit",
            rf"\b{_N}[\s-]+(?:and a half[\s-]+)?(?P<unit>month|week|day)s\b(?! (?:before|after|later|earlier|since|into|pregnan|ago|to|in|of age difference))",
        ),
    )
)
_BIRTHDAY = re.compile(
    rf"(?P<rel>before|short of|off|to|of|until|until her|after|following|since|on)?\s*(?:his|her|their|its|a|the)\s+(?P<n>{'|'.join(sorted(_ORDINALS, key=len, reverse=True))})\s+birthday",
    re.IGNORECASE,
)
_IN_YEAR = re.compile(
    rf"\bin (?:his|her|their) (?P<n>{'|'.join(sorted(_ORDINALS, key=len, reverse=True))}) year\b", re.IGNORECASE
)
_SHORT = re.compile(
    rf"\b(?:short of|approaching|not yet)\s+{_N}\b(?! (?:year|month|week|day|hour|minute|of|o'clock))", re.IGNORECASE
)
_MAY_HOLD = re.compile(
    rf"\b(?:aged?|old|(?:{_NUMBER})?(?:years?|yrs?|months?|mths?|weeks?|wks?)|days?|hours?|birthday|under one|male)\b|^At\b|female|\b(?:was|is|were|turned|being|of|then|now|both|short of|approaching|not yet)\s+{_JUST}(?:{_NUMBER})\b"
    rf"|[,(]\s?(?:{_NUMBER})(?: and a half)?[,)]",
    re.IGNORECASE,
)
_COUNTED = re.compile(r"\s+(?:of|in (?:the|every|\w+\b[^.]{0,20}(?:children|cases))|other)\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Age:
    """An age in completed years, in the words of the text, the form of these words, and where they stand."""

    years: int
    words: str
    form: str
    start: int  # of the number
    end: int


def find(sentence: str) -> list[Age]:
    """Every age of up to eighteen years that the sentence may give, those in plainer forms first."""
    found: list[Age] = []
    if not _MAY_HOLD.search(sentence):
        return found
    for form, pattern in _FORMS:
        for match in pattern.finditer(sentence):
            years = _years(match)
            if years is not None and not _taken(match, found) and not _COUNTED.match(sentence[match.end("n") :]):
                words = re.sub(r"^(?:was|is|were|turned|being|at|the|age of)\s+", "", match[0].strip())
                found.append(Age(years, words, form, match.start("n"), match.end()))
    for match in (*_BIRTHDAY.finditer(sentence), *_IN_YEAR.finditer(sentence), *_SHORT.finditer(sentence)):
        years = _of_birthday(match)
        if 0 <= years <= 18 and not _taken(match, found):
            found.append(Age(years, match[0].strip(), "birthday", match.start("n"), match.end()))
    return found


def _taken(match: re.Match[str], found: list[Age]) -> bool:
    return any(match.start("n") < age.end and age.start < match.end("n") for age in found)


def _years(match: re.Match[str]) -> int | None:
    number = NUMBERS.get(match["n"].lower()) or int(match["n"])
    unit = (match.groupdict().get("unit") or "year").lower()
    several = {"y": 1, "m": 12, "w": 52, "d": 365, "h": 8766}[unit[0]]
    years = number // several if not re.match(r"under|less", match[0].lower()) or several > 1 else number - 1
    return years if years <= 18 and number > 0 else None


def _of_birthday(match: re.Match[str]) -> int:
    words = match["n"].lower()
    number = _ORDINALS.get(words) or NUMBERS.get(words) or int(re.sub(r"\D", "", words) or 99)
    relation = (match.groupdict().get("rel") or "").lower()
    return number if relation in ("after", "following", "since", "on") else number - 1
