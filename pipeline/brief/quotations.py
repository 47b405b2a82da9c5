"""Chooses short extracts that may be printed: whole sentences, no names, no exact dates, no addresses."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from pipeline.brief.briefing import Quotation
from pipeline.records import SettledPassage, SettledReview, SettledTag

LEAST_WORDS = 9
_SENTENCE = re.compile(r"(?<=[.!?])[\"'”’]?\s+(?=[A-Z‘“\"'(])")
_DATE = re.compile(
    r"\b\d{1,2}(?:st|nd|rd|th)?\s+(?:of\s+)?(?:january|february|march|april|may|june|july|august|september|october|november|december)\b"
    r"|\b\d{1,2}[./]\d{1,2}[./]\d{2,4}\b|\b(?:january|february|march|april|june|july|august|september|october|november|december)\s+\d{1,2}(?:st|nd|rd|th)?\b",
    re.IGNORECASE,
)
_BIRTH = re.compile(r"\b(?:born on|date of birth|d\.?o\.?b\b)", re.IGNORECASE)
_ADDRESS = re.compile(
    r"\b[A-Z]{1,2}\d[A-Z\d]?\s*\d[A-Z]{2}\b|\b\d{1,4}[a-z]?\s+[A-Z]\w+\s+(?:Street|Road|Avenue|Lane|Close|Drive|Way|Court|Terrace|Crescent)\b"
    r"|\b[A-Z]\w+\s+(?:Street|Road|Avenue|Lane|Close|Terrace|Crescent|Row)\b"
)
_METHOD = re.compile(
    r"\b(?:hang\w*|ligature|overdos\w*|tablets|paracetamol|jump\w*|railway|bridge|cut(?:ting)?s?|noose|rope|blade)\b",
    re.IGNORECASE,
)
_STAFF = re.compile(
    r"\b(?:PC|DC|DS|DI|DCI|Sgt|Sergeant|Inspector|Constable|Dr|Mr|Mrs|Ms|Miss|Professor)\.?\s+[A-Z][a-z]+"
)
_COMMON = frozenset(
    [
        "I",
        "A",
        "The",
        "This",
        "That",
        "These",
        "Those",
        "In",
        "On",
        "At",
        "It",
        "He",
        "She",
        "They",
        "We",
        "You",
        "And",
        "But",
        "Or",
        "If",
        "When",
        "Where",
        "What",
        "Who",
        "Why",
        "How",
        "No",
        "Not",
        "One",
        "Two",
        "Three",
        "There",
        "Here",
        "His",
        "Her",
        "Their",
        "Police",
        "Officers",
        "Officer",
        "Constabulary",
        "Force",
        "Board",
        "Partnership",
        "Child",
        "Children",
        "Baby",
        "Mother",
        "Father",
        "Family",
        "Young",
        "Person",
        "Adult",
        "School",
        "Hospital",
        "Trust",
        "Council",
        "CAMHS",
        "GP",
        "MASH",
        "MARAC",
        "MAPPA",
        "DASH",
        "PPN",
        "Had",
        "Has",
        "Have",
        "Was",
        "Were",
        "Is",
        "Are",
        "Did",
        "Do",
        "Does",
        "Each",
        "Every",
        "Both",
        "Neither",
        "Some",
        "Most",
        "All",
        "After",
        "Before",
        "Since",
        "During",
        "With",
        "Without",
        "For",
        "From",
        "By",
        "To",
        "Of",
        "As",
        "An",
        "Although",
        "While",
        "Because",
        "So",
        "Such",
        "Then",
        "Now",
        "Once",
        "Only",
        "Even",
        "Nor",
        "Yet",
        "However",
        "Practitioners",
        "Staff",
        "Professionals",
        "Agencies",
        "Services",
        "Social",
        "Worker",
        "Care",
        "January",
        "February",
        "March",
        "April",
        "May",
        "June",
        "July",
        "August",
        "September",
        "October",
        "November",
        "December",
        "Monday",
        "Tuesday",
        "Wednesday",
        "Thursday",
        "Friday",
        "Saturday",
        "Sunday",
        "English",
        "Welsh",
        "England",
        "Wales",
        "British",
    ]
)


@dataclass(frozen=True)
class Candidate:
    """A passage that could be quoted for a theme."""

    review: SettledReview
    reference: str
    passage: SettledPassage
    tag: SettledTag


def problem(text: str) -> str | None:
    """Why an extract must not be printed as it stands, or None."""
    for what, pattern in (
        ("an exact date", _DATE), ("a date of birth", _BIRTH), ("an address", _ADDRESS),
        ("a member of staff's name", _STAFF), ("a method", _METHOD),
    ):  # fmt: skip
        if pattern.search(text):
            return what
    return "a name" if names(text) else None


def names(text: str) -> list[str]:
    """The words in a text that look like names of people or places: capitals within a sentence that no code explains."""
    found = []
    for sentence in _SENTENCE.split(text):
        words = re.findall(r"[A-Za-z][\w'’-]*", sentence)
        for index, word in enumerate(words[1:], start=1):
            plain = word.removesuffix("'s").removesuffix("’s")
            is_code = (
                len(plain) <= 2 or plain.isupper() or words[index - 1] in ("Child", "Baby", "Adult", "Person", "Family")
            )
            if plain[:1].isupper() and not is_code and plain not in _COMMON:
                found.append(plain)
    return found


def extract(passage: SettledPassage, most: int, why: Sequence[str]) -> str | None:
    """The sentence or two of a passage that may be printed and say most, of at most so many words."""
    if passage.passage.form == "row":
        return None
    sentences = [s.strip() for s in _SENTENCE.split(passage.passage.text) if s.strip()]
    spans = [" ".join(sentences[i : i + n]) for n in (1, 2) for i in range(len(sentences) - n + 1)]
    fitting = [s for s in spans if LEAST_WORDS <= len(s.split()) <= most and not problem(s) and s[-1:] in ".!?\"'”’"]
    if not fitting:
        return None
    return max(
        fitting,
        key=lambda s: (
            sum(word in s.lower() for word in why),
            re.search(r"\bpolice|officer", s, re.I) is not None,
            len(s),
        ),
    )


def choose(candidates: Iterable[Candidate], most: int, number: int, used: set[str]) -> tuple[Quotation, ...]:
    """So many extracts, approved ones first, then the surest, spread over the reviews; none used twice."""
    taken: Counter[str] = Counter()
    chosen: list[Quotation] = []
    ordered = sorted(
        candidates,
        key=lambda c: (not c.passage.quotable, c.tag.source == "machine", -c.tag.probability, c.passage.passage.id),
    )
    for candidate in ordered:
        passage = candidate.passage
        if len(chosen) == number:
            break
        if taken[candidate.reference] or passage.passage.id in used or not may_be_quoted(candidate.review, passage):
            continue
        text = extract(passage, most, candidate.tag.why)
        if text:
            taken[candidate.reference] += 1
            used.add(passage.passage.id)
            chosen.append(_quotation(candidate, text))
    return tuple(chosen)


def may_be_quoted(review: SettledReview, passage: SettledPassage) -> bool:
    """Whether a passage may stand in print at all: published, not confidential, not hidden."""
    open_text = not passage.passage.hidden and not passage.confidential and bool(passage.passage.text)
    return review.handling == "published" and review.status == "extracted" and open_text


def _quotation(candidate: Candidate, text: str) -> Quotation:
    said = candidate.passage.passage
    subject = candidate.review.review.subject if candidate.review.review else None
    return Quotation(
        text=text,
        review=candidate.reference,
        subject=subject or candidate.review.file,
        page=said.page,
        number=said.number,
        passage=said.id,
        polarity=candidate.tag.polarity,
        approved=candidate.passage.quotable,
    )
