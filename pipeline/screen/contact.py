"""The police contact that each passage tells: none, mention, before, incident or after.

A linear classifier (models/screen/contact) weighs who acts, when, and in which section; where no police act in a
passage's own words nor in those of the passages beside it, the answer is none whatever the classifier thinks.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import numpy as np

from pipeline import linear
from pipeline.linear import Array
from pipeline.records import CONTACTS, Contact, Review
from pipeline.screen.features import Described, examples

PATH = Path(__file__).parent.parent.parent / "models" / "screen" / "contact"


@dataclass(frozen=True, slots=True)
class Told:
    """A passage's police contact, how sure that is, and the probability of each answer."""

    item: Described
    contact: Contact
    probability: dict[str, float]


@cache
def model() -> linear.Linear:
    """The classifier kept in models/."""
    return linear.load(PATH)


def contacts(review: Review) -> list[Told]:
    """The police contact of each passage of a review, in order."""
    if not review.passages:
        return []
    seen, described = examples(review)
    possible = could_be_police(described)
    rows = model().probabilities(seen)
    return [_told(item, row, may) for item, row, may in zip(described, rows, possible, strict=True)]


def _told(item: Described, row: Array, possible: bool) -> Told:
    probability = dict(zip(model().labels, map(float, row), strict=True))
    if item.passage.hidden or not possible:
        return Told(item, "none", {label: float(label == "none") for label in CONTACTS})
    best = model().labels[int(np.argmax(row))]
    return Told(item, best, probability)  # type: ignore[arg-type]


def could_be_police(described: Sequence[Described]) -> list[bool]:
    """For each passage, whether police act in it or in one beside it, where "she" or "they" may mean them."""
    named = [item.names_police or bool(item.counts["officers"] or item.counts["negative"]) for item in described]
    return [
        own or any(named[max(0, index - 2) : index]) or (index + 1 < len(named) and named[index + 1])
        for index, own in enumerate(named)
    ]
