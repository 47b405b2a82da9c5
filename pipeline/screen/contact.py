"""The police contact that each passage tells: none, mention, before, incident or after.

Two readings are weighed: the language model's, and that of the passage's words with who acts, when, and in which section.
Where no police act in a passage's own words nor in those of the passages beside it, the answer is none whatever they say.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from itertools import pairwise
from pathlib import Path

import numpy as np

from pipeline import encoder, linear, timeline
from pipeline.linear import Array, Examples
from pipeline.records import CONTACTS, Contact, Review
from pipeline.screen.features import Described, examples

PATH = Path(__file__).parent.parent.parent / "models" / "screen" / "contact.safetensors"
NAMES = (
    *(f"says {c}" for c in CONTACTS), *(f"words for {c}" for c in CONTACTS),
    *(f"says {c} just before" for c in CONTACTS), *(f"says {c} just after" for c in CONTACTS),
)  # fmt: skip
_AFTERWARDS = re.compile(
    r"\b(?:after|following|since) (?:the|her|his|their|this|that) (?:\w+ )?(?:deaths?|incident|injur(?:y|ies)|murder|killing|attack|fire)\b",
    re.IGNORECASE,
)
_EARLIER_THAT_DAY = re.compile(
    r"\b(?:on|in) the (?:early )?morning of\b|\bearlier (?:on )?(?:that|the same) (?:day|morning|afternoon)\b|\bhours? (?:before|earlier)\b",
    re.I,
)


@dataclass(frozen=True, slots=True)
class Told:
    """A passage's police contact, how sure that is, and the probability of each answer."""

    item: Described
    contact: Contact
    probability: dict[str, float]


@cache
def models() -> dict[str, linear.Linear]:
    """Police contact by `words` and shapes alone, and how all signs are `weighed`; kept in models/."""
    return linear.load(PATH)[0]


def contacts(review: Review) -> list[Told]:
    """The police contact of each passage of a review, in order."""
    if not review.passages:
        return []
    seen, described = examples(review)
    rows = models()["weighed"].probabilities(signs(review, seen, models()["words"]))
    return [_told(item, row, may) for item, row, may in zip(described, rows, could_be_police(described), strict=True)]


def signs(review: Review, seen: Examples, worded: linear.Linear) -> Examples:
    """What speaks for each answer about each passage, as named features."""
    said = encoder.answers(review).contacts
    said = np.maximum(said - np.logaddexp.reduce(said, axis=1, keepdims=True), -8.0)
    features = np.hstack([said, worded.scores(seen), *_beside(review, np.exp(said))])
    return Examples([()] * len(features), features, NAMES)


def _beside(review: Review, chances: Array) -> tuple[Array, Array]:
    """What the language model says of the passage before and of the one after; nothing across a heading."""
    headings = [passage.heading for passage in review.passages]
    goes_on = np.array([[one == other] for one, other in pairwise(headings)], dtype=np.float64).reshape(-1, 1)
    edge = np.zeros((1, chances.shape[1]))
    return np.vstack([edge, chances[:-1] * goes_on]), np.vstack([chances[1:] * goes_on, edge])


def _told(item: Described, row: Array, possible: bool) -> Told:
    if item.passage.hidden or not possible:
        return Told(item, "none", {label: float(label == "none") for label in CONTACTS})
    chances = dict(zip(models()["weighed"].labels, map(float, row), strict=True))
    if told_of_earlier_days(item):
        chances |= {"before": sum(chances[c] for c in ("before", "incident", "after")), "incident": 0.0, "after": 0.0}
    elif item.spans and set(item.spans) == {"after"}:
        chances |= {"after": chances["after"] + chances["incident"], "incident": 0.0}
    return Told(item, max(CONTACTS, key=lambda contact: chances[contact]), chances)


def told_of_earlier_days(item: Described) -> bool:
    """Whether all that a passage dates lies before the incident, or earlier on its day than what it was about.

    What the calendar settles is not left to the reading of words; a day whose year had to be guessed settles nothing.
    """
    days, text = set(item.spans), item.passage.text
    if days == {"before"}:
        return timeline.in_full(text) and not _AFTERWARDS.search(text)
    earlier = _EARLIER_THAT_DAY.search(text)
    return days <= {"before", "same"} and bool(days) and bool(earlier) and not item.counts["incident"]


def could_be_police(described: Sequence[Described]) -> list[bool]:
    """For each passage, whether police act in it or in one beside it, where "she" or "they" may mean them."""
    named = [item.names_police or bool(item.counts["officers"] or item.counts["negative"]) for item in described]
    return [
        own or any(named[max(0, index - 2) : index]) or (index + 1 < len(named) and named[index + 1])
        for index, own in enumerate(named)
    ]
