"""What a briefing says before it is set in type: frozen, and every figure with the reviews behind it."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Count:
    """A figure, and the numbers (in the list of reviews) of the reviews that it counts."""

    label: str
    reviews: tuple[str, ...]
    shown: str  # the figure as printed: a number, or "fewer than n"

    @property
    def number(self) -> int:
        """How many reviews."""
        return len(self.reviews)


@dataclass(frozen=True)
class Table:
    """A table of counts with its caption."""

    title: str
    rows: tuple[Count, ...]
    note: str = ""


@dataclass(frozen=True)
class Quotation:
    """A short extract with the place where it stands."""

    text: str
    review: str  # the reference of the review in the list
    subject: str
    page: int
    number: str | None
    passage: str
    polarity: str
    approved: bool


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
    areas: int
    passages: int
    settled: int
    recurrent: bool
    quotations: tuple[Quotation, ...]
    praised: tuple[Quotation, ...]
    frameworks: tuple[str, ...]
    questions: tuple[tuple[str, str], ...]
    change: str  # new, rising, steady, falling, or nothing where there is no earlier quarter


@dataclass(frozen=True)
class Listed:
    """A review in the list of those examined."""

    reference: str
    title: str
    publisher: str
    types: str
    published: str
    incident: str
    abstract: str
    decision: str
    reason: str
    by: str
    themes: tuple[str, ...]
    file: str


@dataclass(frozen=True)
class Flow:
    """How the documents of the quarter became the cohort; each step adds up."""

    found: int
    duplicates: int
    unread: int
    restricted: str
    not_eligible: tuple[Count, ...]
    examined: int
    excluded: tuple[Count, ...]
    referred: tuple[Count, ...]
    included: int
    carried_over: int
    running_total: int


@dataclass(frozen=True)
class Trend:
    """A theme's share of the included reviews, quarter by quarter, oldest first."""

    name: str
    points: tuple[tuple[str, int, int], ...]  # quarter, reviews with the theme, reviews included


@dataclass(frozen=True)
class Spotlight:
    """One question looked at more closely."""

    title: str
    about: str
    reviews: tuple[Listed, ...]
    themes: tuple[tuple[str, int], ...]
    quotations: tuple[Quotation, ...]
    sensitive: bool


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
    fictional: bool
    marking: str
    issue: int
    open_suggestions: int
    settled_suggestions: int
    open_screenings: int
    flow: Flow
    alarm: str
    characteristics: tuple[Table, ...]
    incident_years: str
    strategic: tuple[ThemeCard, ...]
    operational: tuple[ThemeCard, ...]
    other_themes: tuple[ThemeCard, ...]
    good_practice: tuple[Quotation, ...]
    spotlight: Spotlight | None
    trends: tuple[Trend, ...]
    listed: tuple[Listed, ...]
    excluded: tuple[Listed, ...]
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
