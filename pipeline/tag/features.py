"""Describes passages for the tagger: their words, those of their headings, what comes before, and who acts when."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

import numpy as np

from pipeline.linear import Array, Examples, terms
from pipeline.records import CONTACTS, Contact, Passage

_CUES = tuple(
    (name, re.compile(words, re.IGNORECASE))
    for name, words in (
        ("should", r"\b(?:should|must|recommend\w*|is asked to|are asked to|to ensure|needs? to|will)\b"),
        ("absence", r"\b(?:no|not|never|nobody|nothing|without|neither|failed|lack\w*|absen\w+|missed|omitted|unaware|did not|had not|was not|were not)\b"),
        ("praise", r"\b(?:good|commend\w*|thorough\w*|timely|promptly|prompt|excellent|exemplary|diligent\w*|sensitive\w*|careful\w*|skil\w+|rightly|well|effective\w*|beyond|impress\w*|swift\w*|persever\w*|thoughtful\w*|credit)\b"),
        ("blame", r"\b(?:however|but|although|missed|opportunit\w+|poor\w*|weak\w*|inadequate\w*|insufficient\w*|delay\w*|late|wrong\w*|unclear|inconsistent\w*|regrett\w*|unfortunately|should have|could have|would have)\b"),
        ("since", r"\b(?:since|now|has introduced|have introduced|new|revised|no longer|has been|have been|from (?:january|february|march|april|may|june|july|august|september|october|november|december) 20\d\d)\b"),
        ("hedge", r"\b(?:no evidence|nothing to suggest|reasonable|appropriate\w*|proportionate|understandable|cannot be criticised|in line with|would not have|in accordance)\b"),
        ("police", r"\b(?:police|officers?|constab\w+|sergeant|detective\w*|inspector|force|custody|patrol)\b"),
        ("others", r"\b(?:social work\w*|social care|health visitor\w*|gp|school|teacher\w*|hospital|nurse\w*|midwi\w+|camhs|probation|housing|consultant|paediatric\w*)\b"),
        ("many", r"\b(?:agencies|professionals|practitioners|partners|services|everyone|system)\b"),
        ("general", r"\b(?:officers were|staff were|the force had|at that time|routinely|in general|across the force|the system|policy|practice at the time|systemic\w*|workforce|training)\b"),
        ("method", r"\b(?:this review|the review|panel|terms of reference|author|methodology|agency reports?|chronolog\w+|board)\b"),
    )
)  # fmt: skip
NAMES = (
    *(f"police {contact}" for contact in CONTACTS), "row", "bullet", "place", "short", "long",
    *(name for name, _ in _CUES), "police first",
)  # fmt: skip


def describe(passages: Sequence[Passage], contacts: Mapping[str, Contact]) -> Examples:
    """What the tagger sees of these passages, in their order."""
    rows = [_row(passages, index, contacts) for index in range(len(passages))]
    found = [_terms(passages, index) for index in range(len(passages))]
    return Examples(found, np.array(rows, dtype=np.float64).reshape(-1, len(NAMES)), NAMES)


def with_vectors(examples: Examples, vectors: Array) -> Examples:
    """The same with the encoder's vector of each passage as further features."""
    names = (*examples.names, *(f"v{column}" for column in range(vectors.shape[1])))
    return Examples(examples.terms, np.hstack([examples.features, vectors]), names)


def _terms(passages: Sequence[Passage], index: int) -> list[str]:
    heading = " ".join(passages[index].heading[-2:])
    return terms(passages[index].text) + terms(heading, "h:")


def _row(passages: Sequence[Passage], index: int, contacts: Mapping[str, Contact]) -> list[float]:
    passage = passages[index]
    contact = contacts.get(passage.id, "none")
    words = max(1, len(passage.text.split()))
    cues = [min(len(pattern.findall(passage.text)), 4) / 4 for _, pattern in _CUES]
    first = re.search(r"\b(?:police|officers?|constab\w+|sergeant|detective|inspector|force)\b", passage.text, re.I)
    return [
        *(float(contact == name) for name in CONTACTS), float(passage.form == "row"), float(passage.form == "bullet"),
        index / max(1, len(passages) - 1), float(words < 20), float(words > 110), *cues,
        1 - (first.start() / max(1, len(passage.text)) if first else 1.0),
    ]  # fmt: skip
