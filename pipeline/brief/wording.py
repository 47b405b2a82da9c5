"""The words in which a briefing names types, reasons, harms, contacts, dates and numbers."""

from __future__ import annotations

import re

TYPES = {
    "SCR": "Serious Case Review", "LCSPR": "Local child safeguarding practice review", "CPR": "Child Practice Review (Wales)",
    "NATIONAL_CSPR": "National child safeguarding practice review", "RAPID_REVIEW": "Rapid review", "SUSR": "Single Unified Safeguarding Review (Wales)",
    "SAR": "Safeguarding Adult Review", "APR": "Adult Practice Review (Wales)", "DHR": "Domestic Homicide Review", "MAPPA_SCR": "MAPPA review",
    "OTHER_LOCAL_REVIEW": "Other local review", "NOT_A_REVIEW": "Not a review",
}  # fmt: skip
REASONS = {
    "published-before-2016": "Published before the period", "publication-date-unknown": "Publication date not known",
    "no-police-before": "No police contact before the incident", "police-after-only": "Police involved only after the incident",
    "not-a-review": "Not a review", "out-of-nation": "Outside England and Wales", "adult-only": "About an adult only",
    "restricted": "Restricted", "insufficient-detail": "Too little detail: full report needed", "duplicate": "Duplicate",
    "borderline-police": "Police contact not certain",
}  # fmt: skip
HARMS = {
    "physical-abuse": "Physical abuse", "neglect": "Neglect", "sexual-abuse": "Sexual abuse", "child-sexual-exploitation": "Child sexual exploitation",
    "child-criminal-exploitation": "Child criminal exploitation", "youth-violence": "Serious youth violence", "suicide": "Suicide", "self-harm": "Self-harm",
    "fatal-accident": "Fatal accident", "sudi": "Sudden unexpected death in infancy", "domestic-homicide": "Domestic homicide",
    "emotional-abuse": "Emotional abuse", "fii": "Fabricated or induced illness", "online-harm": "Harm online", "other": "Other",
}  # fmt: skip
CONTACTS = {
    "domestic-abuse": "Domestic abuse", "missing": "Missing episodes", "arrest": "Arrest or custody", "investigation": "Investigation", "notification": "Notification or referral",
    "meeting": "Strategy discussion or conference", "invited-and-absent": "Invited and absent", "checks-only": "Checks only", "welfare-check": "Welfare check",
    "mental-health": "Mental health or self-harm", "offender-management": "Offender management", "powers": "Protective powers or orders", "attendance": "Attendance",
}  # fmt: skip
POLARITIES = {
    "gap": "gap",
    "good-practice": "good practice",
    "mixed": "gap and good practice",
    "action-taken": "improved since",
}
NUMERALS = ("none", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine")
MONTHS = (
    "January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November",
    "December",
)  # fmt: skip
_FIRST_DAYS = ("1 January", "1 April", "1 July", "1 October")
_LAST_DAYS = ("31 March", "30 June", "30 September", "31 December")


_UNSHOWN = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ud800-\udfff\ufffe\uffff]")


def legible(text: str) -> str:
    """A text without what no page can show, and without the marks that turn the direction of what follows them."""
    return _UNSHOWN.sub("", text)


def month(value: str) -> str:
    """A date as month and year in words; exact days are not printed."""
    match = re.match(r"(\d{4})-(\d\d)", value)
    return f"{MONTHS[int(match[2]) - 1]} {match[1]}" if match else value


def quarter_words(quarter: str) -> str:
    """A quarter as a reader says it: Quarter 2 of 2019."""
    return f"Quarter {quarter[6]} of {quarter[:4]}"


def window(quarter: str) -> str:
    """The days of a quarter in words: 1 April to 30 June 2019."""
    number = int(quarter[6]) - 1
    return f"{_FIRST_DAYS[number]} to {_LAST_DAYS[number]} {quarter[:4]}"


def plural(number: int, one: str, many: str | None = None) -> str:
    """A number with its noun: 1 review, 2 reviews."""
    return f"{number} {one if number == 1 else many or one + 's'}"


def numeral(number: int) -> str:
    """A number as prose says it: words up to nine, then figures."""
    return NUMERALS[number] if 0 <= number < len(NUMERALS) else str(number)


def lowered(words: str) -> str:
    """Words that began a line, as they stand within one; an abbreviation keeps its capitals."""
    return words if words[1:2].isupper() else words[:1].lower() + words[1:]


def share(number: int, of: int) -> str:
    """So many of the included reviews, as a sentence begins with it."""
    if of == 0:
        return "No review is included, and none"
    if number == 0:
        return f"None of the {numeral(of)} included reviews" if of > 1 else "No included review"
    if number == of:
        return f"All {numeral(of)} included reviews" if of > 1 else "The one included review"
    return f"{numeral(number).capitalize()} of the {numeral(of)} included reviews"
