"""Measures the screener on documents by authors it has not seen, as a second screener would be measured."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from pipeline import labelled, manuscript
from pipeline.manuscript import Manuscript
from pipeline.records import CONTACTS, Review, Screening
from pipeline.screen import screen
from pipeline.settings import Eligibility


@dataclass(frozen=True)
class Scores:
    """What the screener got right: passages by their police contact, reviews by their verdict."""

    contact_truth: tuple[str, ...]
    contact_found: tuple[str, ...]
    decisions: tuple[tuple[str, str], ...]  # truth and answer, one pair a review
    involved: tuple[tuple[str, str], ...]  # the same for prior police contact alone
    confidence: tuple[float, ...]

    def contact_f1(self, contact: str) -> float:
        """F1 of one answer to the question of police contact."""
        pairs = list(zip(self.contact_truth, self.contact_found, strict=True))
        right = sum(truth == found == contact for truth, found in pairs)
        claimed = sum((truth == contact) + (found == contact) for truth, found in pairs)
        return 2 * right / claimed if claimed else 0.0

    @property
    def contact_macro(self) -> float:
        """The mean F1 of the answers that occur."""
        return float(np.mean([self.contact_f1(contact) for contact in CONTACTS if contact in self.contact_truth]))

    @property
    def right(self) -> float:
        """The share of reviews whose decision is the one that careful people reach."""
        return float(np.mean([truth == found for truth, found in self.decisions]))

    @property
    def lost(self) -> int:
        """Eligible reviews that were excluded: the worst error."""
        return sum(pair == ("include", "exclude") for pair in self.decisions)

    @property
    def let_in(self) -> int:
        """Reviews that do not belong in the cohort and were included."""
        return sum(pair == ("exclude", "include") for pair in self.decisions)

    @property
    def referred_beyond(self) -> float:
        """The share of reviews referred to a person although careful people would not."""
        return float(np.mean([found == "refer" != truth for truth, found in self.decisions]))

    @property
    def calibration(self) -> float:
        """Mean squared distance of confidence from being right, over yes and no on prior contact (Brier score)."""
        sure = [
            (confidence - (truth == found)) ** 2
            for (truth, found), confidence in zip(self.involved, self.confidence, strict=True)
            if found != "refer"
        ]
        return float(np.mean(sure)) if sure else 0.0


def score(documents: Sequence[Manuscript], rules: Eligibility | None = None) -> Scores:
    """How the screener does on these documents, read as faultless extraction would give them."""
    truths, found = [], []
    decisions, involved, confidence = [], [], []
    for document in documents:
        review = manuscript.as_review(document)
        screening = screen(review, rules or Eligibility())
        truth = document.truth["screening"]
        truths += [str(block.police) for block in document.passages]
        found += _contacts(review, screening)
        decisions.append((truth["decision"], screening.decision))
        involved.append((truth["prior_police"], screening.prior_police.met))
        confidence.append(screening.prior_police.confidence)
    return Scores(tuple(truths), tuple(found), tuple(decisions), tuple(involved), tuple(confidence))


def _contacts(review: Review, screening: Screening) -> list[str]:
    return [screening.contacts[passage.id] for passage in review.passages]


def report() -> str:
    """The screener's measured accuracy on the documents kept apart for testing, in plain English."""
    return described(score(labelled.read("test")))


def described(scores: Scores) -> str:
    """The scores, a line each."""
    lines = [
        f"The screener on {len(scores.decisions)} documents ({len(scores.contact_truth)} passages) by authors it has not seen:",
        f"  police contact, macro-F1     {scores.contact_macro:.2f}",
        *(f"    {contact:26} {scores.contact_f1(contact):.2f}" for contact in CONTACTS),
        f"  verdict right                {scores.right:.2f}",
        f"  eligible reviews excluded    {scores.lost}",
        f"  ineligible reviews included  {scores.let_in}",
        f"  referred beyond need         {scores.referred_beyond:.2f}",
        f"  prior contact, Brier score   {scores.calibration:.3f}",
    ]
    return "\n".join(lines)
