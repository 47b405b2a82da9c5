"""How the documents of a quarter become the cohort: each in one group, each step adding up."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from pipeline.brief.briefing import Count, Flow
from pipeline.brief.disclosure import at_least
from pipeline.brief.wording import REASONS
from pipeline.records import SettledReview

NOT_ELIGIBLE = ("not-a-review", "out-of-nation", "adult-only", "published-before-2016")
USUAL = (0.2, 0.9)


@dataclass(frozen=True)
class RestrictedReview:
    """A restricted review as the figures know it: that it was counted, and when. It has no field for any text."""

    quarter: str


@dataclass(frozen=True)
class Cohort:
    """The documents of a quarter, each in the one group it belongs to."""

    quarter: str
    restricted: int
    found: tuple[SettledReview, ...]
    duplicates: tuple[SettledReview, ...]
    unread: tuple[SettledReview, ...]
    not_eligible: tuple[SettledReview, ...]
    excluded: tuple[SettledReview, ...]
    referred: tuple[SettledReview, ...]
    included: tuple[SettledReview, ...]

    @property
    def examined(self) -> tuple[SettledReview, ...]:
        """The unique published reviews that were examined."""
        return self.included + self.excluded + self.referred


def apart(reviews: Iterable[SettledReview]) -> tuple[list[SettledReview], list[RestrictedReview]]:
    """The published documents, and of the restricted ones only what may be counted."""
    published, restricted = [], []
    for review in reviews:
        if review.handling == "restricted":
            restricted.append(RestrictedReview(review.quarter))
        else:
            published.append(review)
    return published, restricted


def cohort(quarter: str, published: Sequence[SettledReview], restricted: Sequence[RestrictedReview]) -> Cohort:
    """The documents examined in a quarter, sorted into groups that add up."""
    groups: dict[str, list[SettledReview]] = defaultdict(list)
    found = sorted((review for review in published if review.quarter == quarter), key=lambda review: review.file)
    for review in found:
        groups[_group(review)].append(review)
    names = ("duplicates", "unread", "not_eligible", "excluded", "referred", "included")
    counted = sum(review.quarter == quarter for review in restricted)
    return Cohort(quarter, counted, tuple(found), **{name: tuple(groups[name]) for name in names})


def _group(review: SettledReview) -> str:
    if review.status == "duplicate":
        return "duplicates"
    if review.status == "failed" or not review.screening:
        return "unread"
    decision, reason = review.screening.decision, review.screening.reason
    if decision == "exclude":
        return "not_eligible" if reason in NOT_ELIGIBLE else "excluded"
    return "referred" if decision == "refer" else "included"


def references(groups: Iterable[Cohort]) -> dict[str, str]:
    """A short reference for each readable document, R1, R2 and so on within its quarter, in the order of file names."""
    known: dict[str, str] = {}
    for group in groups:
        readable = [review for review in group.found if review.status == "extracted"]
        known |= {review.file: f"R{number}" for number, review in enumerate(readable, start=1)}
    return known


def flow(group: Cohort, earlier: Sequence[Cohort], known: dict[str, str], smallest: int) -> Flow:
    """The flow of reviews of the quarter; its steps add up."""
    return Flow(
        found=len(group.found),
        duplicates=len(group.duplicates),
        unread=len(group.unread),
        not_eligible=_by_reason(group.not_eligible, known),
        examined=len(group.examined),
        excluded=_by_reason(group.excluded, known),
        referred=_by_reason(group.referred, known),
        included=len(group.included),
        restricted=at_least(group.restricted, smallest),
        carried_over=sum(len(before.referred) for before in earlier),
        running_total=sum(len(before.included) for before in earlier) + len(group.included),
    )


def alarm(group: Cohort) -> str:
    """A warning when an unusual share of the examined reviews is included."""
    if len(group.examined) < 10:
        return ""
    share = len(group.included) / len(group.examined)
    usual = f"{USUAL[0]:.0%} to {USUAL[1]:.0%} is usual"
    return "" if USUAL[0] <= share <= USUAL[1] else f"{share:.0%} of the examined reviews are included; {usual}."


def _by_reason(reviews: Sequence[SettledReview], known: dict[str, str]) -> tuple[Count, ...]:
    groups: dict[str, list[str]] = defaultdict(list)
    for review in reviews:
        reason = review.screening.reason if review.screening else None
        groups[REASONS.get(reason or "", "Other")].append(known[review.file])
    return tuple(Count(label, tuple(groups[label]), str(len(groups[label]))) for label in sorted(groups))
