"""The tagger: kind, themes with polarity and calibrated probability, and why, for each passage of a review."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, cast

import numpy as np

from pipeline import linear
from pipeline.errors import ModelError
from pipeline.linear import Array, Linear
from pipeline.records import Contact, Kind, Polarity, Reading, Review, Tag
from pipeline.tag.features import describe
from pipeline.tag.version import folder_in_use

MOST_THEMES = 4


@dataclass(frozen=True)
class Calibration:
    """Turns a theme's score into a probability (Platt), and says from where it is suggested; None: never."""

    slope: float
    offset: float
    threshold: float | None

    def probability(self, score: float) -> float:
        """The calibrated probability of a raw score."""
        return float(1 / (1 + np.exp(-(self.slope * score + self.offset))))


@dataclass(frozen=True)
class Tagger:
    """Three classifiers and the calibration of each theme; made by `load`."""

    id: str
    kinds: Linear
    themes: Linear
    polarities: Linear
    calibration: Mapping[str, Calibration]

    def read(self, review: Review, contacts: Mapping[str, Contact]) -> list[Reading]:
        """What the tagger answers about each passage of a review."""
        if not review.passages:
            return []
        seen = describe(review.passages, contacts)
        answers = zip(
            review.passages,
            seen.terms,
            self.kinds.probabilities(seen),
            self.themes.scores(seen),
            self.polarities.probabilities(seen),
            strict=True,
        )
        return [self._reading(passage, contacts, *answer) for passage, *answer in answers]

    def _reading(
        self,
        passage: Any,
        contacts: Mapping[str, Contact],
        found: Sequence[str],
        kinds: Array,
        scores: Array,
        ways: Array,
    ) -> Reading:
        contact = contacts.get(passage.id, "none")
        kind = cast(Kind, self.kinds.labels[int(np.argmax(kinds))])
        if passage.form in ("contents", "glossary", "references", "cover"):
            kind = "boilerplate"
        polarity = cast(Polarity, self.polarities.labels[int(np.argmax(ways))])
        if not may_carry(kind, contact, polarity) or passage.hidden:
            return Reading(passage.id, kind, contact)
        tags = [
            Tag(passage.id, theme, polarity, round(chance, 4), tuple(self._why(found, theme)), self.id)
            for theme, chance in self.suggested(scores)
        ]
        return Reading(passage.id, kind, contact, tuple(tags))

    def suggested(self, scores: Array) -> list[tuple[str, float]]:
        """The themes whose probability reaches their threshold, the likeliest first."""
        chances = [(t, self.calibration[t].probability(s)) for t, s in zip(self.themes.labels, scores, strict=True)]
        reached = [(t, c) for t, c in chances if (least := self.calibration[t].threshold) is not None and c >= least]
        return sorted(reached, key=lambda pair: (-pair[1], pair[0]))[:MOST_THEMES]

    def _why(self, found: Sequence[str], theme: str) -> list[str]:
        return [term.removeprefix("h:") for term in self.themes.reasons(found, theme)]


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
    try:
        about = json.loads((folder / "tagger.json").read_text(encoding="utf-8"))
        calibration = {theme: Calibration(**values) for theme, values in about["calibration"].items()}
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise ModelError(f"The tagger {folder} is missing or damaged. Run make train, or restore models/.") from error
    kinds, themes, polarities = (linear.load(folder / part) for part in ("kinds", "themes", "polarities"))
    if about["id"] != identity(kinds, themes, polarities, calibration):
        raise ModelError(f"The tagger {folder} was altered: its numbers do not match its id. Restore it.")
    return Tagger(about["id"], kinds, themes, polarities, calibration)


def identity(kinds: Linear, themes: Linear, polarities: Linear, calibration: Mapping[str, Calibration]) -> str:
    """The id of a tagger, the same for the same numbers."""
    said = json.dumps({theme: vars(values) for theme, values in sorted(calibration.items())}, sort_keys=True)
    parts = (kinds.fingerprint(), themes.fingerprint(), polarities.fingerprint(), said)
    return "tagger-" + hashlib.sha256("".join(parts).encode()).hexdigest()[:12]
