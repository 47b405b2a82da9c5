"""Composes a briefing from the corpus as it stands: the cohort, the themes, the extracts, the annexes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from pipeline import codebook
from pipeline.brief import regions
from pipeline.brief.annexes import annexes
from pipeline.brief.briefing import Briefing, Edition, Listed
from pipeline.brief.characteristics import document_tables, incident_years, listed, tables
from pipeline.brief.cohort import Cohort, RestrictedReview, alarm, cohort, flow, references
from pipeline.brief.needed import SmallWords
from pipeline.brief.quotations import Chooser
from pipeline.brief.spotlight import light, lit, spotlight
from pipeline.brief.themes import Cards
from pipeline.brief.wording import quarter_words, window
from pipeline.records import SettledReview, SettledTag
from pipeline.settings import Settings


@dataclass(frozen=True)
class Asked:
    """What the person who prints asked for, and what earlier briefings have to do with it."""

    quarter: str
    final: bool
    spotlight: str | None
    commentary: tuple[tuple[str, str], ...] = ()  # section and its HTML
    edition: Edition | None = None
    earlier_editions: tuple[Edition, ...] = ()
    printed: tuple[tuple[str, int], ...] = ()  # what earlier quarters, and earlier editions of this one, printed


def compose(
    asked: Asked, published: Sequence[SettledReview], restricted: Sequence[RestrictedReview], settings: Settings,
    small: SmallWords | None = None,
) -> Briefing:  # fmt: skip
    """The briefing of a quarter; `small` holds the words that reviews write small, where not all passages are at hand.

    Raises:
        UsageError: when the spotlight asked for is none.
    """
    groups = _groups(asked.quarter, published, restricted)
    group, known, smallest = groups[-1], references(groups), settings.disclosure.smallest_count
    chooser = Chooser(settings.disclosure.quotation_words, only_approved=asked.final, lower_words=dict(small or {}))
    cards = Cards(groups, known, settings, asked.final, chooser)
    on = light(asked.spotlight, settings)
    chosen = lit(on, group, cards)
    children = tables(group, known, smallest, {known[review.file] for review in chosen}, dict(asked.printed))

    def entry(review: SettledReview) -> Listed:
        return listed(review, known, cards.names_of(review), children if review.quarter == asked.quarter else ())

    strategic, operational, other = cards.chosen()
    tags = [tag for review in group.included for passage in review.passages for tag in passage.tags]
    return Briefing(
        **_series(asked, settings),
        marking=_marking(group, settings),
        issue=len(groups),
        open_suggestions=sum(tag.status == "suggested" for tag in tags),
        settled_suggestions=sum(tag.source == "human" for tag in tags),
        open_screenings=sum(r.screened_by == "machine" for r in (*group.examined, *group.not_eligible)),
        flow=flow(group, groups[:-1], known, smallest),
        alarm=alarm(group),
        document_tables=document_tables(group, known, regions.load() | settings.regions),
        characteristics=children,
        incident_years=incident_years(group),
        strategic=strategic,
        operational=operational,
        other_themes=other,
        good_practice=cards.good_practice(),
        spotlight=spotlight(on, chosen, cards, chooser, entry),
        bank=cards.bank(),
        listed=tuple(entry(review) for review in group.included),
        excluded=tuple(listed(r, known, ()) for r in (*group.referred, *group.excluded, *group.not_eligible)),
        annexes=annexes(groups, cards, entry, smallest, dict(asked.printed)),
        model=_model(tags),
    )


def _groups(quarter: str, published: Sequence[SettledReview], restricted: Sequence[RestrictedReview]) -> list[Cohort]:
    """The quarters of the series up to this one, oldest first."""
    held = {review.quarter for review in published} | {review.quarter for review in restricted} | {quarter}
    quarters = [each for each in held if each <= quarter]
    return [cohort(each, published, restricted) for each in sorted(quarters)]


def _series(asked: Asked, settings: Settings) -> dict[str, Any]:
    """What the settings and the request say of the briefing."""
    rules, disclosure = settings.themes, settings.disclosure
    return {
        "title": settings.series.title,
        "programme": settings.series.programme,
        "contact": settings.series.contact,
        "quarter": asked.quarter,
        "quarter_words": quarter_words(asked.quarter),
        "window": window(asked.quarter),
        "status": "final" if asked.final else "draft",
        "edition": asked.edition,
        "earlier_editions": asked.earlier_editions,
        "fictional": settings.series.fictional,
        "commentary": asked.commentary,
        "police_wording": settings.eligibility.police_contact,
        "published_since": f"{settings.eligibility.published_since:%-d %B %Y}",
        "smallest_count": disclosure.smallest_count,
        "quotation_words": disclosure.quotation_words,
        "recurrent_reviews": rules.recurrent_reviews,
        "recurrent_areas": rules.recurrent_areas,
        "codebook_version": codebook.load().version,
        "framework": rules.framework,
    }


def _marking(group: Cohort, settings: Settings) -> str:
    """The marking of the settings, or a higher one that an included review carries."""
    carried = {review.review.marking for review in group.included if review.review}
    return "OFFICIAL-SENSITIVE" if "OFFICIAL-SENSITIVE" in carried else settings.disclosure.marking or ""


def _model(tags: Sequence[SettledTag]) -> str:
    return next((tag.by for tag in tags if tag.source == "machine"), "none")
