"""Describes each passage of a review for the question of police contact: who acts, when, and in which section."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from pipeline import timeline
from pipeline.linear import Examples, terms
from pipeline.records import Passage, Review
from pipeline.screen import words

SECTIONS: tuple[tuple[str, re.Pattern[str]], ...] = tuple(
    (name, re.compile(pattern, re.IGNORECASE))
    for name, pattern in (
        (
            "method",
            r"method|process|terms of reference|scope|panel|agenc(?:y|ies) (?:involved|that)|contribut|how (?:the|this) review|who |legal|membership|key lines|questions"
            r"|conduct of|about this|independence|lead reviewer|author|confidential|statutory|commission|parallel|framework|reading|acknowledg",
        ),
        (
            "after",
            r"\bafter\b|criminal|since|following|aftermath|subsequent|inquest|proceedings|changes|progress|action taken|developments|outcome|what has changed|parallel",
        ),
        (
            "recommend",
            r"recommend|considerations? for|next steps|action|questions for|improving|what (?:should|needs|must)",
        ),
        (
            "account",
            r"chronolog|narrative|timeline|key (?:events|practice|episodes)|history|background|summary of|agency involvement|what happened|involvement|episode|period|years?\b|story|family|the child",
        ),
        (
            "analysis",
            r"analys|apprais|finding|learning|practice|what (?:we|this)|lesson|voice|good|conclu|theme|assessment|response|understand",
        ),
        ("incident", r"incident|death|the night|the day|final|circumstances|trigger|last (?:day|hours)|emergency"),
    )
)
SHAPES = (
    "strong", "implied", "officers", "traps", "negative", "named before", "named after", "section named",
    "after words", "incident words", "before words", "mention words", "dates before", "dates same", "dates after",
    "last date before", "last date same", "last date after", "no anchor", "place", "row", "bullet", "short", "should",
    "present duty", "modern", "tense", "hypothetical", *(f"in {name}" for name, _ in SECTIONS), "deep in incident",
)  # fmt: skip
_SHOULD = re.compile(
    r"\b(?:should|must|is asked to|are asked to|recommend\w*|to ensure|needs to|will)\b", re.IGNORECASE
)
_DUTY = re.compile(
    r"\b(?:police|officers?|constabulary|force)\b[^.]{0,40}\b(?:is|are|has|have|can|may|must|work|provide|hold|use)\b",
    re.IGNORECASE,
)
_NOW = re.compile(
    r"\b(?:since|now|no longer|has been|have been|introduced|new|revised|is currently|today)\b", re.IGNORECASE
)
_PAST = re.compile(
    r"\b(?:was|were|had|did|attended|called|told|made|took|went|came|said|reported|asked|visited|spoke)\b",
    re.IGNORECASE,
)
_IF = re.compile(
    r"\b(?:would have|could have|if (?:the )?police|might have|had they|whether (?:the )?police|did not (?:call|tell|ring|inform) the police)\b",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Described:
    """A passage with the counts and dates that its features are made of."""

    passage: Passage
    counts: Counter[str]
    spans: tuple[timeline.When, ...]

    @property
    def names_police(self) -> bool:
        """Whether the police, or something that only they do, stand in its own words."""
        return bool(self.counts["police"] or self.counts["implied"])


def describe(passages: Sequence[Passage], anchored: timeline.Anchor) -> list[Described]:
    """The passages of a review, in order, with what their words and dates say."""
    described, year = [], None
    for passage, doc in zip(passages, words.read(passage.text for passage in passages), strict=True):
        spans, year = timeline.placed(passage, year, anchored)
        described.append(Described(passage, words.found(doc), spans))
    return described


def examples(review: Review) -> tuple[Examples, list[Described]]:
    """What the classifier of police contact sees of a review."""
    return examples_of(review.passages, timeline.anchor(review))


def examples_of(passages: Sequence[Passage], anchored: timeline.Anchor) -> tuple[Examples, list[Described]]:
    """What the classifier of police contact sees of these passages, in their order."""
    described = describe(passages, anchored)
    rows, found = [], []
    last: timeline.When | None = None
    for index, item in enumerate(described):
        rows.append(_row(index, described, last, anchored))
        last = item.spans[-1] if item.spans else last
        heading = " ".join(item.passage.heading)
        found.append(terms(item.passage.text) + terms(heading, "h:"))
    return Examples(found, np.array(rows, dtype=np.float64).reshape(-1, len(SHAPES)), SHAPES), described


def _row(
    index: int, described: Sequence[Described], last: timeline.When | None, anchored: timeline.Anchor
) -> list[float]:
    item = described[index]
    passage, counts, text = item.passage, item.counts, item.passage.text
    before, after = described[max(0, index - 1)], described[min(len(described) - 1, index + 1)]
    heading = " > ".join(passage.heading)
    sections = [float(bool(pattern.search(heading))) for _, pattern in SECTIONS]
    spans = Counter(item.spans)
    return [
        min(counts["police"], 4), min(counts["implied"], 3), min(counts["officers"], 3), min(counts["not_police"], 2),
        min(counts["negative"], 1), float(before.names_police and index > 0), float(after.names_police and after is not item),
        float(bool(words.found_in_heading(heading))), min(counts["after"], 3), min(counts["incident"], 3),
        min(counts["before"], 3), min(counts["mention"], 3), min(spans["before"], 2), min(spans["same"], 2),
        min(spans["after"], 2), float(last == "before"), float(last == "same"), float(last == "after"),
        float(anchored.first is None), index / max(1, len(described) - 1), float(passage.form == "row"),
        float(passage.form == "bullet"), float(len(text) < 120), float(bool(_SHOULD.search(text))),
        float(bool(_DUTY.search(text))), float(bool(_NOW.search(text))), min(len(_PAST.findall(text)), 6) / 6,
        float(bool(_IF.search(text))), *sections, float(sections[5] and index / max(1, len(described)) > 0.15),
    ]  # fmt: skip
