"""Whether the child is a boy or a girl, by the words the text uses of that child and of nobody else."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterable

from pipeline.extract import weights
from pipeline.extract.subject import is_several, name_of
from pipeline.records import Passage

_MALE = re.compile(r"\b(?:he|him|his|himself)\b", re.IGNORECASE)
_FEMALE = re.compile(r"\b(?:she|her|hers|herself)\b", re.IGNORECASE)
_BOY_NOUN = re.compile(r"\b(?:boys?|sons?|young m[ae]n|male (?:child|infant|baby)|baby boy)\b(?!friend)", re.IGNORECASE)
_GIRL_NOUN = re.compile(
    r"\b(?:girls?|daughters?|young wom[ae]n|female (?:child|infant|baby)|baby girl)\b(?!friend)", re.IGNORECASE
)
_OTHER = re.compile(
    r"\b(?:mother|mum|father|dad|partner|step\w+|grand\w+|uncle|aunt|sister|brother|sibling|half-\w+|cousin|friend|worker|officer|nurse|teacher|doctor|gp|carer|boyfriend|girlfriend"
    r"|parents?|ms [a-z]|mr [a-z]|mgm|mgf|midwife|visitor|suspect|man|woman|neighbour|reviewer|author|chair|pc\d*|sw\d*|hv\d*|constable|sergeant|coordinator|manager|adult)\b",
    re.IGNORECASE,
)
LOOKED_AT = 100  # passages
_NEITHER = re.compile(
    r"\bnon-binary\b|used the pronouns? they|pronouns they|gender[- ]neutral pronoun|\bthey/them\b|identified as neither",
    re.IGNORECASE,
)


def sex(front: str, passages: tuple[Passage, ...], subject: str | None) -> str | None:
    """Male, female, or other where the text says so of the child; None where it does not say or children differ."""
    told = [p.text for p in passages if not p.hidden and p.form in ("paragraph", "bullet", "row")][:LOOKED_AT]
    if is_several(subject):
        return _of_several(front, told)
    if any(_NEITHER.search(text) for text in told[:40]):
        return "other"
    found = candidates(front, told, subject)
    weighed = weights.load("sex")
    scores = {name: weighed.probability(features) for name, features in found.items()}
    best = max(scores, key=lambda name: scores[name])
    return best if scores[best] >= weighed.least else None


def candidates(front: str, told: list[str], subject: str | None) -> dict[str, dict[str, float]]:
    """What speaks for a boy and for a girl; each is the other's opposite."""
    counts = _counts(front, told, name_of(subject))
    male = {
        name: (found["male"] - found["female"]) / (found["male"] + found["female"] + 1)
        for name, found in counts.items()
    }
    return {"male": male, "female": {name: -value for name, value in male.items()}}


def _counts(front: str, told: list[str], name: re.Pattern[str]) -> dict[str, Counter[str]]:
    counts: dict[str, Counter[str]] = {
        key: Counter() for key in ("cover", "noun", "opening noun", "after name", "next sentence", "opening", "all")
    }
    _count(counts["cover"], front, _BOY_NOUN, _GIRL_NOUN)
    for position, text in enumerate(told):
        if position < 25:
            _count(counts["opening noun"], text, _BOY_NOUN, _GIRL_NOUN)
        if position < 8:
            _count(counts["opening"], text, _MALE, _FEMALE)
        _count(counts["all"], text, _MALE, _FEMALE)
        above = ""
        for sentence in re.split(r"(?<=[.;!?])\s+(?=[A-Z‘“(])", text):
            for stretch in _after(sentence, name):
                _count(counts["after name"], stretch, _MALE, _FEMALE)
                _count(counts["noun"], stretch[:40], _BOY_NOUN, _GIRL_NOUN)
            if name.search(above[:40]) and not _OTHER.search(above):
                _count(counts["next sentence"], sentence[:12], _MALE, _FEMALE)
            above = sentence
    return counts


def _after(sentence: str, name: re.Pattern[str]) -> Iterable[str]:
    """What follows the child's name, up to the next person."""
    for match in name.finditer(sentence):
        rest = sentence[match.end() :]
        if rest.startswith(("'s ", "’s ")) and _OTHER.match(rest[3:].lstrip()):
            continue
        yield rest[: other.start()] if (other := _OTHER.search(rest)) else rest


def _count(into: Counter[str], text: str, male: re.Pattern[str], female: re.Pattern[str]) -> None:
    into["male"] += len(male.findall(text))
    into["female"] += len(female.findall(text))


def _of_several(front: str, told: list[str]) -> str | None:
    """The sex of all the children, where the review speaks of them as girls or as boys."""
    nouns: Counter[str] = Counter()
    _count(
        nouns,
        " ".join((front, *told[:8])),
        re.compile(r"\b(?:boys|brothers|sons)\b", re.I),
        re.compile(r"\b(?:girls|sisters|daughters)\b", re.I),
    )
    pronouns: Counter[str] = Counter()
    for text in told[:15]:
        _count(pronouns, text, _MALE, _FEMALE)
    for one, other in (("male", "female"), ("female", "male")):
        if nouns[one] and not nouns[other] and pronouns[one] > pronouns[other]:
            return one
    return None


def tells_sex(found: str | None, subject: str | None) -> Callable[[str], bool]:
    """Whether a sentence speaks of the child, or where there are several of the children, as a boy or a girl."""
    name, several = name_of(subject), is_several(subject)
    words = {"male": (_BOY_NOUN, _MALE), "female": (_GIRL_NOUN, _FEMALE)}.get(found or "", (_NEITHER,))

    def tells(sentence: str) -> bool:
        stretches = (
            [sentence] if several else [sentence if words[0] is _NEITHER else rest for rest in _after(sentence, name)]
        )
        return any(matcher.search(stretch) for stretch in stretches for matcher in words)

    return tells
