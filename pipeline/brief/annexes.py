"""What the briefing holds for each force: the reviews of its area and its themes against all."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence

from pipeline import codebook
from pipeline.brief.briefing import Annex, Count, Listed
from pipeline.brief.cohort import Cohort
from pipeline.brief.disclosure import WITHHELD, hidden_rows
from pipeline.brief.themes import Cards
from pipeline.records import SettledReview

ListEntry = Callable[[SettledReview], Listed]


def annexes(
    groups: Sequence[Cohort], cards: Cards, list_entry: ListEntry, smallest: int, printed: Mapping[str, int]
) -> tuple[Annex, ...]:
    """An annex for every force in whose area a review of the series was published, in the order of their names."""
    here: dict[str, list[tuple[str, SettledReview]]] = defaultdict(list)
    for group in groups:
        for review in group.included:
            if review.review and review.review.forces.publisher:
                here[review.review.forces.publisher].append((group.quarter, review))
    everyone = [review for group in groups for review in group.included]
    return tuple(_annex(force, here[force], everyone, cards, list_entry, smallest, printed) for force in sorted(here))


def _annex(
    force: str, here: Sequence[tuple[str, SettledReview]], everyone: Sequence[SettledReview], cards: Cards,
    list_entry: ListEntry, smallest: int, printed: Mapping[str, int],
) -> Annex:  # fmt: skip
    quarter = cards.group.quarter
    return Annex(
        force=force,
        slug=re.sub(r"[^a-z0-9]+", "-", force.lower()).strip("-") or "force",
        this_quarter=tuple(list_entry(review) for q, review in here if q == quarter),
        before=tuple((q, list_entry(review)) for q, review in here if q != quarter),
        themes=_against_all(force, [review for _, review in here], everyone, cards, smallest, printed),
        total_here=len(here),
        total_all=len(everyone),
    )


def _against_all(
    force: str, here: Sequence[SettledReview], everyone: Sequence[SettledReview], cards: Cards, smallest: int,
    printed: Mapping[str, int],
) -> tuple[tuple[str, Count, int], ...]:  # fmt: skip
    """Each theme's reviews in this area and in all, running totals; small ones and small growth withheld."""
    book = codebook.load()
    rows = {t.id: tuple(cards.known[r.file] for r in here if t.id in cards.held[r.sha256]) for t in book.themes}
    present = {theme: refs for theme, refs in rows.items() if refs}
    before = {theme: printed[cell(force, theme)] for theme in present if cell(force, theme) in printed}
    hidden = hidden_rows({t: len(refs) for t, refs in present.items()}, smallest, adds_up=False, printed=before)
    total = {theme: sum(theme in cards.held[r.sha256] for r in everyone) for theme in present}
    ordered = sorted(present, key=lambda theme: (-total[theme], theme))
    return tuple(
        (book[t].name, Count(t, present[t], WITHHELD if t in hidden else str(len(present[t]))), total[t])
        for t in ordered
    )


def cell(force: str, theme: str) -> str:
    """The name under which a manifest remembers what was printed of a theme in a force's area."""
    return f"{force}/{theme}"


def shown_cells(made: Sequence[Annex]) -> dict[str, int]:
    """The running totals that these annexes print, for the next quarter to mind."""
    return {
        cell(annex.force, count.label): count.number
        for annex in made
        for _, count, _ in annex.themes
        if not count.hidden
    }
