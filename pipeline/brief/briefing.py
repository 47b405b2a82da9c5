"""What a briefing says before it is set in type: frozen, and every figure with the reviews behind it."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Count:
    """A figure, and the references (in the list of reviews) of the reviews that it counts."""

    label: str
    reviews: tuple[str, ...]
    shown: str  # the figure as printed: a number, or words where it is withheld

    @property
    def number(self) -> int:
        """How many reviews."""
        return len(self.reviews)

    @property
    def hidden(self) -> bool:
        """Whether the figure is withheld."""
        return not self.shown.isdigit()


@dataclass(frozen=True)
class Table:
    """A table of counts with its caption; withheld whole where any figure in it would tell too much."""

    id: str
    title: str
    rows: tuple[Count, ...]
    total: int
    note: str = ""
    withheld: bool = False


@dataclass(frozen=True)
class Place:
    """Where a theme stands in a review: page, paragraph, what it is there, and the decision that put it there."""

    review: str
    page: int
    number: str | None
    passage: str
    polarity: str
    decision: str  # the id of the decision, or nothing while it is only suggested

    @property
    def settled(self) -> bool:
        """Whether a person settled it."""
        return bool(self.decision)

    @property
    def where(self) -> str:
        """Page and paragraph, as short as a reader can follow: p 15 (4.6.9)."""
        return f"p {self.page} ({self.number})" if self.number else f"p {self.page}"


@dataclass(frozen=True)
class Quotation:
    """A short extract with the place where it stands."""

    text: str
    review: str
    subject: str
    page: int
    number: str | None
    passage: str
    polarity: str
    approved: bool
    theme: str
    area: str
    title: str
    file: str
    decision: str


@dataclass(frozen=True)
class Point:
    """A theme in one quarter: the reviews that speak of it, of those included."""

    quarter: str
    number: int
    of: int

    @property
    def share(self) -> float:
        """The share of the included reviews, from 0 to 1."""
        return self.number / self.of if self.of else 0.0


@dataclass(frozen=True)
class ThemeCard:
    """A theme as this quarter's included reviews speak of it."""

    id: str
    name: str
    level: str
    definition: str
    reviews: tuple[str, ...]
    gaps: tuple[str, ...]
    good: tuple[str, ...]
    improved: tuple[str, ...]
    areas: int
    places: tuple[Place, ...]
    recurrent: bool
    quotations: tuple[Quotation, ...]
    praised: tuple[Quotation, ...]
    frameworks: tuple[str, ...]
    questions: tuple[tuple[str, str], ...]
    points: tuple[Point, ...]  # oldest first, this quarter last
    direction: str  # new, rising, stubborn, steady, falling, few, or nothing where there is no quarter to compare with
    breaks: tuple[tuple[str, str], ...] = ()  # the quarter before which counts cannot be compared, and why

    @property
    def broken(self) -> tuple[str, ...]:
        """The quarters at which the series breaks."""
        return tuple(quarter for quarter, _ in self.breaks)

    @property
    def settled(self) -> int:
        """How many of its places a person settled."""
        return sum(place.settled for place in self.places)

    @property
    def by_review(self) -> tuple[tuple[str, tuple[Place, ...]], ...]:
        """Its places, review by review."""
        return tuple((ref, tuple(p for p in self.places if p.review == ref)) for ref in self.reviews)


@dataclass(frozen=True)
class Listed:
    """A review in the list of those examined."""

    reference: str
    title: str
    publisher: str
    force: str
    types: str
    published: str
    abstract: str
    decision: str
    reason: str
    settled: bool
    themes: tuple[str, ...]
    file: str


@dataclass(frozen=True)
class Flow:
    """How the published documents of the quarter became the cohort; each step adds up. Restricted ones are apart."""

    found: int
    duplicates: int
    unread: int
    not_eligible: tuple[Count, ...]
    examined: int
    excluded: tuple[Count, ...]
    referred: tuple[Count, ...]
    included: int
    restricted: str
    carried_over: int
    running_total: int


@dataclass(frozen=True)
class Spotlight:
    """One question looked at more closely."""

    title: str
    about: str
    reviews: tuple[Listed, ...]
    themes: tuple[Count, ...]
    quotations: tuple[Quotation, ...]
    praised: tuple[Quotation, ...]
    questions: tuple[str, ...]
    sensitive: bool


@dataclass(frozen=True)
class Annex:
    """What the briefing holds for one force: the reviews of its area, and its themes against all, small counts withheld."""

    force: str
    slug: str
    this_quarter: tuple[Listed, ...]
    before: tuple[tuple[str, Listed], ...]  # quarter and review
    themes: tuple[tuple[str, Count, int], ...]  # theme, reviews of this area, reviews of all areas
    total_here: int
    total_all: int

    def speaking_of(self, theme: str) -> tuple[str, ...]:
        """The references of this quarter's reviews of the area that speak of a theme."""
        return tuple(review.reference for review in self.this_quarter if theme in review.themes)


@dataclass(frozen=True)
class Edition:
    """A final edition of the briefing, and the figures that it changed; what else it changed, its erratum says."""

    number: int
    figures: tuple[tuple[str, str, str], ...] = ()  # what, before, now


@dataclass(frozen=True)
class Briefing:
    """Everything that is printed for a quarter."""

    title: str
    programme: str
    contact: str
    quarter: str
    quarter_words: str
    window: str
    status: str  # draft or final
    edition: Edition | None
    earlier_editions: tuple[Edition, ...]
    fictional: bool
    marking: str
    issue: int
    open_suggestions: int
    settled_suggestions: int
    open_screenings: int
    flow: Flow
    alarm: str
    document_tables: tuple[Table, ...]
    characteristics: tuple[Table, ...]
    incident_years: str
    strategic: tuple[ThemeCard, ...]
    operational: tuple[ThemeCard, ...]
    other_themes: tuple[ThemeCard, ...]
    good_practice: tuple[Quotation, ...]
    bank: tuple[Quotation, ...]
    spotlight: Spotlight | None
    listed: tuple[Listed, ...]
    excluded: tuple[Listed, ...]
    annexes: tuple[Annex, ...]
    commentary: tuple[tuple[str, str], ...]  # section and its HTML
    police_wording: str
    published_since: str
    smallest_count: int
    quotation_words: int
    recurrent_reviews: int
    recurrent_areas: int
    codebook_version: str
    model: str
    framework: str

    @property
    def included(self) -> int:
        """The number of reviews included."""
        return self.flow.included

    @property
    def key_themes(self) -> tuple[ThemeCard, ...]:
        """The themes of the five key messages: two strategic, three operational."""
        return (*self.strategic[:2], *self.operational[:3])

    @property
    def themes(self) -> tuple[ThemeCard, ...]:
        """Every theme that an included review speaks of."""
        return (*self.strategic, *self.operational, *self.other_themes)

    @property
    def told(self) -> tuple[ThemeCard, ...]:
        """The themes that are told at length."""
        return (*self.strategic, *self.operational)

    @property
    def quarters(self) -> tuple[str, ...]:
        """The quarters that the trends run over, oldest first."""
        return tuple(point.quarter for point in self.themes[0].points) if self.themes else ()
