"""Which passages a reviewer should look at next: the most telling first, some by chance, the same order every time."""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import dataclass

from pipeline.records import SettledPassage, SettledReview
from pipeline.settings import Correction

UNSURE_ABOUT = 0.5


@dataclass(frozen=True)
class Item:
    """A passage in a queue, with its review."""

    review: SettledReview
    passage: SettledPassage

    @property
    def is_open(self) -> bool:
        """Whether no person has settled it."""
        return not self.passage.checked

    @property
    def doubt(self) -> float:
        """How near the tagger was to deciding otherwise; 0 is nearest."""
        chances = [tag.probability for tag in self.passage.tags if tag.source == "machine"]
        return min((abs(chance - UNSURE_ABOUT) for chance in chances), default=1.0)


def tag_queue(reviews: Sequence[SettledReview], quarter: str, rules: Correction) -> list[Item]:
    """The batch of a quarter: its most informative passages and some drawn by chance, spread over its reviews."""
    eligible = [
        Item(review, passage)
        for review in reviews
        if review.quarter == quarter and review.status == "extracted" and review.screening
        and review.screening.decision == "include"
        for passage in review.passages
        if passage.passage.form in ("paragraph", "bullet", "row") and not passage.passage.hidden
    ]  # fmt: skip
    with_tags = [item for item in eligible if any(tag.status != "rejected" for tag in item.passage.tags)]
    telling = _spread(sorted(with_tags, key=lambda item: (item.doubt, item.passage.passage.id)))[: rules.informative]
    rest = [item for item in eligible if item not in telling]
    drawn = random.Random(f"{quarter}:{len(eligible)}").sample(rest, min(rules.random, len(rest)))
    return telling + sorted(drawn, key=lambda item: item.passage.passage.id)


def _spread(items: Sequence[Item]) -> list[Item]:
    """The items taking turns by review, so that one report does not fill the batch."""
    by_review: dict[str, list[Item]] = {}
    for item in items:
        by_review.setdefault(item.review.file, []).append(item)
    turns = [(place, file, item) for file, group in by_review.items() for place, item in enumerate(group)]
    return [item for _, _, item in sorted(turns, key=lambda turn: turn[:2])]


def screening_queue(reviews: Sequence[SettledReview], quarter: str) -> list[SettledReview]:
    """The reviews of a quarter whose screening no person has settled, the referred ones first."""
    order = {"refer": 0, "include": 1, "exclude": 2}
    waiting = [
        r for r in reviews
        if r.quarter == quarter and r.status == "extracted" and r.screening and r.screened_by == "machine"
    ]  # fmt: skip
    return sorted(waiting, key=lambda r: (order[r.screening.decision] if r.screening else 3, r.file))
