"""The tagger: kind, themes with polarity and calibrated probability, and why, for each passage of a review."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import cast

from pipeline import encoder, linear
from pipeline.errors import ModelError
from pipeline.linear import Array, Linear
from pipeline.records import Contact, Kind, Passage, Polarity, Reading, Review, Tag
from pipeline.tag.features import Seen, describe
from pipeline.tag.version import FILE, folder_in_use

MOST_THEMES = 4
PARTS = ("words", "claims", "kinds", "polarities")


@dataclass(frozen=True)
class Tagger:
    """Four classifiers and the probability from which each theme is suggested (None: never); made by `load`.

    `words` scores the themes by a passage's words; `claims` weighs these against the language model's scores.
    """

    id: str
    words: Linear
    claims: Linear
    kinds: Linear
    polarities: Linear
    thresholds: Mapping[str, float | None]

    def read(self, review: Review, contacts: Mapping[str, Contact]) -> list[Reading]:
        """What the tagger answers about each passage of a review."""
        if not review.passages:
            return []
        seen = describe(review.passages, contacts, encoder.answers(review), self.words.labels)
        kinds, polarities = self.told(seen)
        chances = self.chances(seen)
        return [
            self._reading(passage, contacts, seen.words.terms[row], kinds[row], polarities[row], chances[row])
            for row, passage in enumerate(review.passages)
        ]

    def told(self, seen: Seen) -> tuple[list[Kind], list[Polarity]]:
        """The likeliest kind and polarity of each passage."""
        kinds = self.kinds.probabilities(seen.known()).argmax(axis=1)
        polarities = self.polarities.probabilities(seen.answers()).argmax(axis=1)
        return (
            [cast(Kind, self.kinds.labels[index]) for index in kinds],
            [cast(Polarity, self.polarities.labels[index]) for index in polarities],
        )

    def chances(self, seen: Seen) -> Array:
        """The calibrated probability of each theme (columns) for each passage (rows)."""
        claims = seen.claims(self.words.scores(seen.words), self.words.labels)
        return self.claims.probabilities(claims).reshape(len(seen.themes), -1)

    def suggested(self, chances: Array) -> list[tuple[str, float]]:
        """The themes whose probability reaches their threshold, the likeliest first."""
        pairs = [(theme, float(chance)) for theme, chance in zip(self.words.labels, chances, strict=True)]
        reached = [(t, c) for t, c in pairs if (least := self.thresholds[t]) is not None and c >= least]
        return sorted(reached, key=lambda pair: (-pair[1], pair[0]))[:MOST_THEMES]

    def _reading(
        self, passage: Passage, contacts: Mapping[str, Contact], terms: Sequence[str],
        kind: Kind, polarity: Polarity, chances: Array,
    ) -> Reading:  # fmt: skip
        contact = contacts.get(passage.id, "none")
        if passage.form in ("contents", "glossary", "references", "cover"):
            kind = "boilerplate"
        if not may_carry(kind, contact, polarity) or passage.hidden:
            return Reading(passage.id, kind, contact)
        tags = [
            Tag(passage.id, theme, polarity, round(chance, 4), tuple(self._why(terms, theme)), self.id)
            for theme, chance in self.suggested(chances)
        ]
        return Reading(passage.id, kind, contact, tuple(tags))

    def _why(self, terms: Sequence[str], theme: str) -> list[str]:
        return [term.removeprefix("h:") for term in self.words.reasons(terms, theme)]


def may_carry(kind: Kind, contact: Contact, polarity: Polarity) -> bool:
    """The actor and time tests of the codebook: police practice before the incident, or improvements made since."""
    if kind == "boilerplate" or contact in ("none", "incident"):
        return False
    if contact == "after":
        return polarity == "action-taken"
    return contact == "before" or kind == "recommendation"


def load(corpus: Path) -> Tagger:
    """The tagger that a corpus uses.

    Raises:
        ModelError: when a part of it is missing or altered.
    """
    return read_from(folder_in_use(corpus))


def read_from(folder: Path) -> Tagger:
    """The tagger kept in this folder."""
    models, about = linear.load(folder / FILE)
    thresholds = about["thresholds"]
    words, claims, kinds, polarities = (models[part] for part in PARTS)
    made = Tagger(about["id"], words, claims, kinds, polarities, thresholds)
    if made.id != identity(words, claims, kinds, polarities, thresholds):
        raise ModelError(
            f"The tagger {folder} does not match its id or the language model. Run make train, or restore models/."
        )
    return made


def identity(
    words: Linear, claims: Linear, kinds: Linear, polarities: Linear, thresholds: Mapping[str, float | None]
) -> str:
    """The id of a tagger, the same for the same numbers and the same language model."""
    prints = [part.fingerprint() for part in (words, claims, kinds, polarities)]
    said = json.dumps([encoder.fingerprint(), *prints, dict(sorted(thresholds.items()))])
    return "tagger-" + hashlib.sha256(said.encode()).hexdigest()[:12]
