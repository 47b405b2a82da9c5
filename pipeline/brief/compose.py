"""Composes a briefing from the corpus as it stands: the cohort, the themes, the extracts, the trends."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from pipeline import codebook
from pipeline.brief.briefing import Briefing, Listed, Quotation, Spotlight, ThemeCard, Trend
from pipeline.brief.cohort import (
    HARMS,
    Cohort,
    characteristics,
    cohort,
    flow,
    incident_years,
    listed,
    references,
)
from pipeline.brief.quotations import Candidate, choose
from pipeline.codebook import Theme
from pipeline.errors import UsageError
from pipeline.records import SettledPassage, SettledReview, SettledTag
from pipeline.settings import Settings

MOST_STRATEGIC, MOST_OPERATIONAL = 5, 7
QUARTERS = {
    1: ("1 January", "31 March"),
    2: ("1 April", "30 June"),
    3: ("1 July", "30 September"),
    4: ("1 October", "31 December"),
}
WORDS = {1: "first", 2: "second", 3: "third", 4: "fourth"}
READERS = (("leaders", "For leaders"), ("supervisors", "For supervisors"), ("frontline", "For officers and staff"),
           ("review_officers", "For review officers"))  # fmt: skip


@dataclass(frozen=True)
class Asked:
    """What the person who prints asked for."""

    quarter: str
    final: bool
    spotlight: str | None
    commentary: tuple[tuple[str, str], ...]


def compose(asked: Asked, reviews: Sequence[SettledReview], settings: Settings) -> Briefing:
    """The briefing of a quarter.

    Raises:
        UsageError: when the spotlight asked for is none.
    """
    quarters = sorted({review.quarter for review in reviews if review.quarter <= asked.quarter})
    groups = [cohort(quarter, reviews) for quarter in quarters]
    known, group, earlier = references(groups), groups[-1], groups[:-1]
    cards = _Cards(group, earlier, known, settings, asked.final)
    strategic, operational, other = cards.chosen()
    year, number = int(asked.quarter[:4]), int(asked.quarter[6])
    first, last = QUARTERS[number]
    tags = [tag for review in group.included for passage in review.passages for tag in passage.tags]
    return Briefing(
        title=settings.series.title,
        programme=settings.series.programme,
        contact=settings.series.contact,
        quarter=asked.quarter,
        quarter_words=f"Quarter {number} of {year}",
        window=f"{first} to {last} {year}",
        status="final" if asked.final else "draft",
        fictional=settings.series.fictional,
        marking=settings.disclosure.marking or "",
        issue=len(groups),
        open_suggestions=sum(tag.status == "suggested" for tag in tags),
        settled_suggestions=sum(tag.source == "human" for tag in tags),
        open_screenings=sum(r.screened_by == "machine" for r in (*group.examined, *group.not_eligible)),
        flow=flow(group, earlier, known, settings.disclosure.smallest_count),
        alarm=_alarm(group),
        characteristics=characteristics(group, known, settings.disclosure.smallest_count),
        incident_years=incident_years(group),
        strategic=strategic,
        operational=operational,
        other_themes=other,
        good_practice=cards.good_practice(),
        spotlight=_spotlight(asked, group, known, settings, cards),
        trends=tuple(_trend(card, groups[-4:], asked.final) for card in (*strategic, *operational)),
        listed=tuple(listed(review, known, cards.names_of(review)) for review in group.included),
        excluded=tuple(listed(r, known, ()) for r in (*group.referred, *group.excluded, *group.not_eligible)),
        commentary=asked.commentary,
        police_wording=settings.eligibility.police_contact,
        published_since=f"{settings.eligibility.published_since:%-d %B %Y}",
        smallest_count=settings.disclosure.smallest_count,
        quotation_words=settings.disclosure.quotation_words,
        recurrent_reviews=settings.themes.recurrent_reviews,
        recurrent_areas=settings.themes.recurrent_areas,
        codebook_version=codebook.load().version,
        model=next((tag.by for tag in tags if tag.source == "machine"), "none"),
        framework=settings.themes.framework,
    )


def _alarm(group: Cohort) -> str:
    """A warning when an unusual share of the examined reviews is included."""
    if len(group.examined) < 10:
        return ""
    share = len(group.included) / len(group.examined)
    return "" if 0.2 <= share <= 0.9 else f"{share:.0%} of the examined reviews are included; 20 to 90 % is usual."


def counted(review: SettledReview, final: bool) -> Iterator[tuple[SettledPassage, SettledTag]]:
    """The tags of a review that count: on police practice before the incident, or improvements made since."""
    for passage in review.passages:
        for tag in passage.tags:
            timely = passage.police == "before" or tag.polarity == "action-taken"
            if tag.status != "rejected" and (tag.source == "human" or (timely and not final)):
                yield passage, tag


class _Cards:
    """Works out the themes of a quarter's included reviews."""

    def __init__(
        self, group: Cohort, earlier: Sequence[Cohort], known: Mapping[str, str], settings: Settings, final: bool
    ) -> None:
        self.group, self.earlier, self.known, self.settings, self.final = group, earlier, known, settings, final
        self.used: set[str] = set()
        self.candidates: dict[str, list[Candidate]] = defaultdict(list)
        for review in group.included:
            for passage, tag in counted(review, final):
                self.candidates[tag.theme].append(Candidate(review, known[review.file], passage, tag))

    def chosen(self) -> tuple[tuple[ThemeCard, ...], tuple[ThemeCard, ...], tuple[ThemeCard, ...]]:
        """The strategic and operational themes that are told at length, and the rest."""
        book = codebook.load()
        ranked = sorted(
            (theme for theme in book.themes if self.candidates[theme.id]),
            key=lambda theme: (-len(self._reviews(theme.id)), -len(self.candidates[theme.id]), theme.id),
        )
        strategic = [theme for theme in ranked if theme.level == "strategic"][:MOST_STRATEGIC]
        operational = [theme for theme in ranked if theme.level == "operational"][:MOST_OPERATIONAL]
        rest = [theme for theme in ranked if theme not in strategic and theme not in operational]
        return (
            tuple(self.card(theme) for theme in strategic),
            tuple(self.card(theme) for theme in operational),
            tuple(self.card(theme, quoted=False) for theme in rest),
        )

    def card(self, theme: Theme, quoted: bool = True) -> ThemeCard:
        """A theme with its figures and extracts."""
        found = self.candidates[theme.id]
        gaps = [c for c in found if c.tag.polarity in ("gap", "mixed")]
        good = [c for c in found if c.tag.polarity in ("good-practice", "mixed", "action-taken")]
        most = self.settings.disclosure.quotation_words
        reviews = self._reviews(theme.id)
        areas = {c.review.review.publisher for c in found if c.review.review and c.review.review.publisher}
        rules = self.settings.themes
        return ThemeCard(
            id=theme.id,
            name=theme.name,
            level=theme.level,
            definition=theme.definition,
            reviews=reviews,
            gaps=_distinct(gaps),
            good=_distinct(good),
            areas=len(areas),
            passages=len({c.passage.passage.id for c in found}),
            settled=sum(c.tag.source == "human" for c in found),
            recurrent=len(reviews) >= rules.recurrent_reviews and len(areas) >= rules.recurrent_areas,
            quotations=choose(gaps, most, 2, self.used) if quoted else (),
            praised=choose([c for c in good if c.tag.polarity == "good-practice"], most, 1, self.used)
            if quoted
            else (),
            frameworks=self._frameworks(theme),
            questions=tuple((label, getattr(theme.questions, reader)) for reader, label in READERS),
            change=self._change(theme.id),
        )

    def good_practice(self) -> tuple[Quotation, ...]:
        """Good practice across the themes, beyond what the cards quote."""
        praised = [c for found in self.candidates.values() for c in found if c.tag.polarity == "good-practice"]
        return choose(praised, self.settings.disclosure.quotation_words, 6, self.used)

    def names_of(self, review: SettledReview) -> list[str]:
        """The names of the themes of a review, in the codebook's order."""
        held = {tag.theme for _, tag in counted(review, self.final)}
        return [theme.name for theme in codebook.load().themes if theme.id in held]

    def _reviews(self, theme: str) -> tuple[str, ...]:
        return _distinct(self.candidates[theme])

    def _frameworks(self, theme: Theme) -> tuple[str, ...]:
        names = codebook.load().frameworks.get(self.settings.themes.framework, {})
        return tuple(names.get(key, key) for key in theme.frameworks.get(self.settings.themes.framework, ()))

    def _change(self, theme: str) -> str:
        """How the theme stands against the quarter before, where both have reviews enough to say."""
        if not self.earlier or not self.earlier[-1].included or not self.group.included:
            return ""
        before = sum(any(tag.theme == theme for _, tag in counted(r, self.final)) for r in self.earlier[-1].included)
        was, now = before / len(self.earlier[-1].included), len(self._reviews(theme)) / len(self.group.included)
        if not before:
            return "new this quarter"
        return (
            "more often than last quarter"
            if now > was + 0.15
            else "less often than last quarter"
            if now < was - 0.15
            else "about as often as last quarter"
        )


def _distinct(found: Sequence[Candidate]) -> tuple[str, ...]:
    return tuple(sorted({c.reference for c in found}, key=lambda reference: int(reference[1:])))


def _trend(card: ThemeCard, groups: Sequence[Cohort], final: bool) -> Trend:
    points = []
    for group in groups:
        with_theme = sum(any(tag.theme == card.id for _, tag in counted(r, final)) for r in group.included)
        points.append((group.quarter, with_theme, len(group.included)))
    return Trend(card.name, tuple(points))


def _spotlight(
    asked: Asked, group: Cohort, known: Mapping[str, str], settings: Settings, cards: _Cards
) -> Spotlight | None:
    """The reviews of the quarter that the spotlight is on, and their themes."""
    theme, harm, ages = _wanted(asked.spotlight, settings)
    if not (theme or harm or ages):
        return None
    chosen = [review for review in group.included if _is_lit(review, theme, harm, ages, asked.final)]
    book = codebook.load()
    counts: dict[str, int] = defaultdict(int)
    for review in chosen:
        for held in {tag.theme for _, tag in counted(review, asked.final)}:
            counts[held] += 1
    ranked = sorted(counts, key=lambda held: (-counts[held], held))[:8]
    said = [
        Candidate(review, known[review.file], passage, tag)
        for review in chosen
        for passage, tag in counted(review, asked.final)
        if not theme or tag.theme == theme
    ]
    return Spotlight(
        title=_title(book[theme].name if theme else None, harm, ages),
        about=_about(len(chosen), len(group.included)),
        reviews=tuple(_lit(review, known, cards) for review in chosen),
        themes=tuple((book[held].name, counts[held]) for held in ranked),
        quotations=choose(said, settings.disclosure.quotation_words, 4, cards.used),
        sensitive=harm in ("suicide", "self-harm") or theme == "mental-health-suicide",
    )


def _lit(review: SettledReview, known: Mapping[str, str], cards: _Cards) -> Listed:
    return listed(review, dict(known), cards.names_of(review))


def _wanted(spotlight: str | None, settings: Settings) -> tuple[str | None, str | None, tuple[int, int] | None]:
    if not spotlight:
        rules = settings.themes
        return rules.spotlight_theme, rules.spotlight_harm, rules.spotlight_ages
    kind, _, value = spotlight.partition(":")
    if kind == "theme" and value in codebook.load().by_id():
        return value, None, None
    if kind == "harm" and value in HARMS:
        return None, value, None
    if kind == "ages" and len(parts := value.split("-")) == 2 and all(part.isdigit() for part in parts):
        return None, None, (int(parts[0]), int(parts[1]))
    raise UsageError(f"{spotlight} is not a spotlight: say theme:ID, harm:NAME or ages:FROM-TO.")


def _is_lit(
    review: SettledReview, theme: str | None, harm: str | None, ages: tuple[int, int] | None, final: bool
) -> bool:
    if not review.review:
        return False
    child = review.review.characteristics
    if harm and harm not in child.harm:
        return False
    if ages and child.child_age_years is not None and not ages[0] <= child.child_age_years <= ages[1]:
        return False
    return not theme or any(tag.theme == theme for _, tag in counted(review, final))


def _title(theme: str | None, harm: str | None, ages: tuple[int, int] | None) -> str:
    if harm == "suicide" and ages and ages[1] <= 18:
        return "Youth suicide"
    named = theme or (HARMS[harm] if harm else "Children")
    return f"{named}, children aged {ages[0]} to {ages[1]}" if ages else named


def _about(lit: int, included: int) -> str:
    return f"{lit} of the {included} included reviews" if lit != 1 else f"One of the {included} included reviews"
