"""Chooses short extracts that may be printed: whole sentences of published reviews that name nobody."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Container, Iterable, Sequence
from dataclasses import dataclass, field

from pipeline.brief import printable
from pipeline.brief.briefing import Quotation
from pipeline.records import SettledPassage, SettledReview, SettledTag
from pipeline.sentences import Span, within

LEAST_WORDS = 9
_POLICE = re.compile(r"\bpolice|officer|constable|sergeant|detective", re.IGNORECASE)


@dataclass(frozen=True)
class Candidate:
    """A passage that could be quoted for a theme."""

    review: SettledReview
    reference: str
    passage: SettledPassage
    tag: SettledTag


@dataclass
class Chooser:
    """Chooses the extracts of one briefing, so that no passage is quoted twice."""

    most_words: int
    only_approved: bool  # once a theme has an approved extract, take no other
    used: set[str] = field(default_factory=set)
    lower_words: dict[str, frozenset[str]] = field(default_factory=dict)

    def choose(self, candidates: Iterable[Candidate], number: int) -> tuple[Quotation, ...]:
        """So many extracts, approved ones first, then the surest, spread over the reviews."""
        taken: Counter[str] = Counter()
        chosen: list[Quotation] = []
        for candidate in sorted(candidates, key=_order):
            if len(chosen) == number:
                break
            if self.only_approved and chosen and not candidate.passage.quotable:
                break
            if taken[candidate.reference] or candidate.passage.passage.id in self.used:
                continue
            if quotation := self.quotation(candidate):
                taken[candidate.reference] += 1
                self.used.add(candidate.passage.passage.id)
                chosen.append(quotation)
        return tuple(chosen)

    def quotation(self, candidate: Candidate) -> Quotation | None:
        """The passage's extract with its source, where it has one that may be printed."""
        if not may_be_quoted(candidate.review, candidate.passage):
            return None
        small, tag = self._written_small(candidate.review), candidate.tag
        text = extract(candidate.passage, self.most_words, tag.why, small, tag.span)
        return _quotation(candidate, text) if text else None

    def _written_small(self, review: SettledReview) -> frozenset[str]:
        if review.sha256 not in self.lower_words:
            texts = [passage.passage.text for passage in review.passages]
            self.lower_words[review.sha256] = printable.lower_words(texts)
        return self.lower_words[review.sha256]


def _order(candidate: Candidate) -> tuple[bool, bool, float, str]:
    passage, tag = candidate.passage, candidate.tag
    return (not passage.quotable, tag.source == "machine", -tag.probability, passage.passage.id)


def may_be_quoted(review: SettledReview, passage: SettledPassage) -> bool:
    """Whether a passage may stand in print at all: published, not confidential, not hidden, not a table row."""
    said = passage.passage
    open_text = not said.hidden and not passage.confidential and bool(said.text) and said.form != "row"
    return review.handling == "published" and review.status == "extracted" and open_text


def extract(
    passage: SettledPassage, most: int, why: Sequence[str], lower_words: Container[str] = frozenset(),
    span: Span | None = None,
) -> str | None:  # fmt: skip
    """The sentence or two of a passage that may be printed and say most, of at most so many words; of those that a
    person said carry the theme, where somebody did."""
    sentences = [s.strip() for s in printable.SENTENCE.split(within(passage.passage.text, span)) if s.strip()]
    spans = [" ".join(sentences[i : i + n]) for n in (1, 2) for i in range(len(sentences) - n + 1)]
    fitting = [s for s in spans if LEAST_WORDS <= len(s.split()) <= most and s[-1:] in ".!?\"'”’"]
    printable_ones = [s for s in fitting if not printable.problem(s, lower_words)]
    return max(printable_ones, key=lambda s: _says(s, why), default=None)


def _says(text: str, why: Sequence[str]) -> tuple[int, bool, int]:
    """How much of what made the tag is in the words, whether they speak of police, and how long they are."""
    return sum(word in text.lower() for word in why), _POLICE.search(text) is not None, len(text)


def _quotation(candidate: Candidate, text: str) -> Quotation:
    said, review = candidate.passage.passage, candidate.review.review
    return Quotation(
        text=text,
        review=candidate.reference,
        subject=(review.subject if review else None) or "",
        page=said.page,
        number=said.number,
        passage=said.id,
        polarity=candidate.tag.polarity,
        approved=candidate.passage.quotable,
        theme=candidate.tag.theme,
        area=(review.forces.publisher if review else None) or "",
        title=(review.title if review else None) or "",
        file=candidate.review.file,
        decision=candidate.tag.decision or "",
    )
