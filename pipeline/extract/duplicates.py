"""Finds documents that tell a case another document already tells: re-issues, and summaries of a full report.

A case is counted once. Of a re-issue and its original the first examined stands, so that a count once printed stays
true; of a summary and its full report the full report stands. Nothing is deleted, and a person can overrule.
"""

from __future__ import annotations

import hashlib
import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from rapidfuzz import fuzz

from pipeline.extract.bounds import earliest
from pipeline.records import Link, Review

SHINGLE = 6
SKETCH = 128
_SUMMARY = re.compile(
    r"summary|briefing|seven[- ]minute|7[- ]minute|learning (?:points|brief)|one[- ]page|six[- ]step", re.I
)


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


def link(reviews: Iterable[Review], examined: Mapping[str, str]) -> list[Link]:
    """The documents that are not counted, each with the one that stands for it and the evidence.

    `examined` gives the day on which each document was examined, by its hash.
    """
    cases = [_case(review, examined.get(review.sha256, "")) for review in reviews]
    by_hash = {case.sha256: case for case in cases}
    links: dict[str, Link] = {}
    for one, other in sorted(_candidates(cases)):
        found = _compared(by_hash[one], by_hash[other])
        if found and found.review not in links:
            links[found.review] = found
    return [_final(item, links) for item in sorted(links.values(), key=lambda item: item.review)]


def _final(item: Link, links: Mapping[str, Link]) -> Link:
    """The link to the document that stands, however many stand between."""
    seen = {item.review}
    of = item.of
    while of in links and links[of].of not in seen:
        seen.add(of)
        of = links[of].of
    return Link(item.review, of, item.relation, item.evidence)


def _case(review: Review, examined: str) -> _Case:
    words = [word for p in review.passages if p.form in ("paragraph", "bullet", "row") for word in _words(p.text)]
    return _Case(
        sha256=review.sha256,
        file=review.file,
        examined=examined,
        words=len(words),
        sketch=_sketch(words),
        publisher=" ".join(_words(review.publisher or "")),
        subject=" ".join(_words(review.subject or "")),
        incident=earliest(review.incident_date)[:7] if review.incident_date else "",
        title=review.title or "",
        types=frozenset(review.types),
    )


def _words(text: str) -> list[str]:
    return re.findall(r"[a-z0-9]+", text.lower())


def _sketch(words: list[str]) -> frozenset[int]:
    """The smallest hashes of the text's word sequences (Broder's bottom-k sketch)."""
    shingles = {" ".join(words[i : i + SHINGLE]) for i in range(max(0, len(words) - SHINGLE + 1))}
    hashes = sorted(int.from_bytes(hashlib.blake2b(s.encode(), digest_size=8).digest(), "big") for s in shingles)
    return frozenset(hashes[:SKETCH])


def _candidates(cases: list[_Case]) -> Iterator[tuple[str, str]]:
    """Pairs that share enough of their sketches, or that a board wrote of one subject."""
    holders: dict[object, list[str]] = defaultdict(list)
    for case in cases:
        for value in sorted(case.sketch)[: SKETCH // 4]:
            holders[value].append(case.sha256)
        if case.publisher and case.subject:
            holders[case.publisher, case.subject].append(case.sha256)
    pairs = {
        (min(one, other), max(one, other))
        for group in holders.values()
        if len(group) <= 50
        for i, one in enumerate(group)
        for other in group[i + 1 :]
    }
    yield from pairs


def _compared(one: _Case, other: _Case) -> Link | None:
    shared = _resemblance(one.sketch, other.sketch)
    shorter, fuller = sorted((one, other), key=lambda case: case.words)
    if shared >= 0.5:
        first, later = sorted((one, other), key=lambda case: (case.examined or "9999", case.sha256))
        return Link(later.sha256, first.sha256, "re-issue", f"about {shared:.0%} of the text is that of {first.file}")
    if not _same_case(one, other):
        return None
    if shorter.words < 0.6 * fuller.words and (_SUMMARY.search(shorter.title) or shorter.words < 0.35 * fuller.words):
        evidence = f"the same board, subject and incident date as {fuller.file}, and {shorter.words / fuller.words:.0%} of its length"
        return Link(shorter.sha256, fuller.sha256, "summary", evidence)
    return None


def _resemblance(one: frozenset[int], other: frozenset[int]) -> float:
    union = sorted(one | other)[:SKETCH]
    return sum(value in one and value in other for value in union) / len(union) if union else 0.0


def _same_case(one: _Case, other: _Case) -> bool:
    if not (one.subject and one.subject == other.subject and one.publisher and other.publisher):
        return False
    boards = fuzz.token_set_ratio(one.publisher, other.publisher)
    dated = not one.incident or not other.incident or one.incident[:4] == other.incident[:4]
    restricted = "RAPID_REVIEW" in one.types ^ other.types
    return boards >= 90 and dated and not restricted and "NOT_A_REVIEW" not in one.types | other.types
