"""Finds documents that tell a case another document already tells: re-issues, summaries, and statements about a report.

A case is counted once. Of a re-issue and its original the first examined stands, so that a count once printed stays
true; of a summary and its full report the full report stands. A statement to the press or a board's response is no
review and is counted nowhere; it is linked to the report it speaks of. Nothing is deleted, and a person can overrule.

Each document is kept as a sketch of its text (Broder's bottom-k sketch of word sequences, the names left out, so that
a changed pseudonym changes little), made once, when it is read. Documents are compared only where they share a part of
their sketches, or where one board writes of one subject or of one day.
"""

from __future__ import annotations

import hashlib
import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from rapidfuzz import fuzz

from pipeline.records import Link, Passage, Review

SHINGLE = 6
SKETCH = 128
COMPARED = 32  # of a sketch, to find who may resemble whom
CROWD = 60  # documents that share a word sequence because everybody uses it
_SUMMARY = re.compile(
    r"summary|briefing|seven[- ]minute|7[- ]minute|learning (?:points|brief|from)|one[- ]page|on a page|six[- ]step|leaflet|at a glance|key (?:messages|learning)"
    r"|easy read|young people['’]s version|bite[- ]?size|(?:five|ten)[- ]minute|practi(?:ce|tioner) (?:brief|note|guide)|lessons (?:from|for)",
    re.I,
)
_STATEMENT = re.compile(r"statement|press release|response (?:to|by|of|from)|\bresponse\b|action plan", re.I)


@dataclass(frozen=True, slots=True)
class _Case:
    sha256: str
    file: str
    examined: str
    words: int
    sketch: frozenset[int]
    publisher: str
    subject: str
    incident: str
    title: str
    types: frozenset[str]
    age: int | None
    sex: str | None


def sketch_of(passages: Iterable[Passage]) -> tuple[tuple[int, ...], int]:
    """The sketch of a document's text, and the number of its words."""
    kept: set[int] = set()
    least = 1 << 64  # only what is below may belong to the sketch
    last: list[str] = []
    count = 0
    for passage in passages:
        if not passage.is_told:
            continue
        said = re.findall(r"\b[a-z][a-z'’]*|\d+", passage.text)
        count += len(said)
        words = [*last, *said]
        kept |= {h for i in range(len(words) - SHINGLE + 1) if (h := _hashed(words[i : i + SHINGLE])) < least}
        last = words[-(SHINGLE - 1) :]
        if len(kept) > 8 * SKETCH:
            kept = set(sorted(kept)[:SKETCH])
            least = max(kept)
    return tuple(sorted(kept)[:SKETCH]), count


def _hashed(words: Sequence[str]) -> int:
    return int.from_bytes(hashlib.blake2b(" ".join(words).encode(), digest_size=8).digest(), "big")


def link(reviews: Iterable[Review], examined: Mapping[str, str]) -> list[Link]:
    """The documents that are not counted, each with the one that stands for it and the evidence.

    `examined` gives the day on which each document was examined, by its hash.
    """
    by_hash = {review.sha256: _case(review, examined.get(review.sha256, "")) for review in reviews}
    links: dict[str, Link] = {}
    for one, other in sorted(_candidates(by_hash.values())):
        found = _compared(by_hash[one], by_hash[other])
        if found and (found.review not in links or found.relation == "re-issue"):
            links[found.review] = found
    return [_final(item, links) for item in sorted(links.values(), key=lambda item: item.review)]


def _final(item: Link, links: Mapping[str, Link]) -> Link:
    """The link to the document that stands, however many stand between."""
    seen = {item.review}
    of = item.of
    while of in links and of not in seen:
        seen.add(of)
        of = links[of].of
    return Link(item.review, of, item.relation, item.evidence)


def _case(review: Review, examined: str) -> _Case:
    return _Case(
        sha256=review.sha256,
        file=review.file,
        examined=examined,
        words=review.words,
        sketch=frozenset(review.sketch),
        publisher=_plain(review.publisher),
        subject=_plain(review.subject),
        incident=review.incident_date.value if review.incident_date else "",
        title=review.title or "",
        types=frozenset(review.types),
        age=review.characteristics.child_age_years,
        sex=review.characteristics.sex,
    )


def _plain(text: str | None) -> str:
    return " ".join(re.findall(r"[a-z0-9]+", (text or "").lower()))


def keys(review: Review) -> tuple[int, ...]:
    """What a document has in common with those that it should be compared with, as numbers to look up."""
    return tuple(sorted(map(_number, _keys(_case(review, "")))))


def _number(key: object) -> int:
    return int.from_bytes(hashlib.blake2b(repr(key).encode(), digest_size=8).digest(), "big") >> 1


def _keys(case: _Case) -> Iterator[object]:
    yield from sorted(case.sketch)[:COMPARED]
    if case.publisher and case.subject:
        yield case.publisher, case.subject
    if case.publisher and len(case.incident) == 10:
        yield case.publisher, case.incident


def _candidates(cases: Iterable[_Case]) -> Iterator[tuple[str, str]]:
    """Pairs that share a part of their sketches, or in which one board writes of one subject or one day."""
    holders: dict[object, list[str]] = defaultdict(list)
    for case in cases:
        for key in _keys(case):
            holders[key].append(case.sha256)
    yield from {
        (min(one, other), max(one, other))
        for group in holders.values()
        if len(group) <= CROWD
        for i, one in enumerate(group)
        for other in group[i + 1 :]
    }


def _compared(one: _Case, other: _Case) -> Link | None:
    """How the lesser of two documents is known to tell the case of the other, or None."""
    shared = _resemblance(one.sketch, other.sketch)
    shorter, fuller = sorted((one, other), key=lambda case: (case.words, case.sha256))
    if shared >= 0.5:
        first, later = sorted((one, other), key=lambda case: (case.examined or "9999", case.sha256))
        return Link(later.sha256, first.sha256, "re-issue", f"about {shared:.0%} of the text is that of {first.file}")
    if {"RAPID_REVIEW"} & (one.types ^ other.types):
        return None
    if "NOT_A_REVIEW" in one.types | other.types:
        return _statement(one, other)
    held = shared * (one.words + other.words) / (1 + shared) / max(1, shorter.words)
    if held >= 0.6 and shorter.words < 0.7 * fuller.words and shared >= 0.03:
        return Link(
            shorter.sha256, fuller.sha256, "summary", f"about {min(held, 1.0):.0%} of it is taken from {fuller.file}"
        )
    return _summary(shorter, fuller)


def _statement(one: _Case, other: _Case) -> Link | None:
    """The link of a statement or response to the review of which it speaks."""
    said, review = (one, other) if "NOT_A_REVIEW" in one.types else (other, one)
    same = _same_case(said, review)
    if not same or "NOT_A_REVIEW" in review.types or not _STATEMENT.search(said.title):
        return None
    return Link(said.sha256, review.sha256, "statement", f"{same} as {review.file}, of which it speaks")


def _summary(shorter: _Case, fuller: _Case) -> Link | None:
    """The link of a summary told in other words, known by its board, its subject or day, and its length."""
    same = _same_case(shorter, fuller)
    if (
        same
        and shorter.words < 0.6 * fuller.words
        and (_SUMMARY.search(shorter.title) or shorter.words < 0.35 * fuller.words)
    ):
        share = shorter.words / max(1, fuller.words)
        return Link(shorter.sha256, fuller.sha256, "summary", f"{same} as {fuller.file}, and {share:.0%} of its length")
    return None


def _resemblance(one: frozenset[int], other: frozenset[int]) -> float:
    union = sorted(one | other)[:SKETCH]
    return sum(value in one and value in other for value in union) / len(union) if union else 0.0


def _same_case(one: _Case, other: _Case) -> str | None:
    """What two documents of one board have in common that makes them of one case, in words."""
    if not one.publisher or fuzz.token_set_ratio(one.publisher, other.publisher) < 90:
        return None
    years = one.incident[:4], other.incident[:4]
    if one.subject and one.subject == other.subject and ("" in years or years[0] == years[1]):
        return "the same board, subject and incident date" if all(years) else "the same board and subject"
    alike = all(a is None or b is None or a == b for a, b in ((one.age, other.age), (one.sex, other.sex)))
    if len(one.incident) == 10 and one.incident == other.incident and alike and one.words != other.words:
        return "the same board and day of the incident"
    return None
