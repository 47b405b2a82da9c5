"""Works out the themes of a quarter's included reviews: where they stand, what changed, what may be quoted."""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence

from pipeline import codebook
from pipeline.brief.briefing import Place, Point, Quotation, ThemeCard
from pipeline.brief.cohort import Cohort
from pipeline.brief.quotations import Candidate, Chooser
from pipeline.codebook import Theme
from pipeline.records import SettledPassage, SettledReview, SettledTag
from pipeline.settings import Settings

MOST = {"strategic": 5, "operational": 7}
QUARTERS_SHOWN = 4
ONE_IN_TWENTY = 1.645  # standard deviations
READERS = (("leaders", "For leaders"), ("supervisors", "For supervisors"), ("frontline", "For officers and staff"),
           ("review_officers", "For review officers"))  # fmt: skip


def counted(review: SettledReview, final: bool) -> Iterator[tuple[SettledPassage, SettledTag]]:
    """The tags of a review that count: on police practice before the incident, or improvements made since."""
    for passage in review.passages:
        for tag in passage.tags:
            timely = passage.police == "before" or tag.polarity == "action-taken"
            if tag.status != "rejected" and (tag.source == "human" or (timely and not final)):
                yield passage, tag


def themes_of(review: SettledReview, final: bool) -> set[str]:
    """The themes that a review speaks of."""
    return {tag.theme for _, tag in counted(review, final)}


class Cards:
    """The themes of a quarter's included reviews, in the light of the quarters before."""

    def __init__(
        self, groups: Sequence[Cohort], known: Mapping[str, str], settings: Settings, final: bool, chooser: Chooser
    ) -> None:
        self.groups, self.known, self.settings, self.final, self.chooser = groups, known, settings, final, chooser
        self.group = groups[-1]
        self.held = {r.sha256: themes_of(r, final) for group in groups for r in group.included}
        self.candidates: dict[str, list[Candidate]] = defaultdict(list)
        for review in self.group.included:
            for passage, tag in counted(review, final):
                self.candidates[tag.theme].append(Candidate(review, known[review.file], passage, tag))

    def chosen(self) -> tuple[tuple[ThemeCard, ...], tuple[ThemeCard, ...], tuple[ThemeCard, ...]]:
        """The strategic and the operational themes that are told at length, and the rest."""
        ranked = sorted(self._present(), key=self._rank)
        told = {level: [t for t in ranked if t.level == level][:most] for level, most in MOST.items()}
        rest = [t for t in ranked if t not in told[t.level]]
        return (
            tuple(self.card(theme) for theme in told["strategic"]),
            tuple(self.card(theme) for theme in told["operational"]),
            tuple(self.card(theme, quoted=False) for theme in rest),
        )

    def card(self, theme: Theme, quoted: bool = True) -> ThemeCard:
        """A theme with its figures and extracts."""
        found = self.candidates[theme.id]
        gaps, good = _with(found, "gap", "mixed"), _with(found, "good-practice", "mixed")
        reviews = _distinct(found)
        areas = {c.review.review.publisher for c in found if c.review.review and c.review.review.publisher}
        rules = self.settings.themes
        points = self.points(theme.id)
        breaks = _breaks(theme.id, points)
        quotations, praised = self._quoted(gaps, _with(found, "good-practice")) if quoted else ((), ())
        return ThemeCard(
            id=theme.id,
            name=theme.name,
            level=theme.level,
            definition=theme.definition,
            reviews=reviews,
            gaps=_distinct(gaps),
            good=_distinct(good),
            improved=_distinct(_with(found, "action-taken")),
            areas=len(areas),
            places=tuple(sorted(map(_place, found), key=_in_order)),
            recurrent=len(reviews) >= rules.recurrent_reviews and len(areas) >= rules.recurrent_areas,
            quotations=quotations,
            praised=praised,
            frameworks=self._frameworks(theme),
            questions=tuple((label, getattr(theme.questions, reader)) for reader, label in READERS),
            points=points,
            direction=direction(_comparable(points, breaks), rules.recurrent_reviews),
            breaks=breaks,
        )

    def _quoted(
        self, gaps: Sequence[Candidate], good: Sequence[Candidate]
    ) -> tuple[tuple[Quotation, ...], tuple[Quotation, ...]]:
        """One extract of what fell short beside one of what worked; two of one kind where the other has none."""
        praised = self.chooser.choose(good, 1)
        quotations = self.chooser.choose(gaps, 1 if praised else 2)
        return quotations, praised if quotations else praised + self.chooser.choose(good, 1)

    def good_practice(self) -> tuple[Quotation, ...]:
        """Good practice across the themes, beyond what the cards quote."""
        return self.chooser.choose(_with(self._all(), "good-practice"), 6)

    def bank(self) -> tuple[Quotation, ...]:
        """Every printable passage of good practice of the series, newest quarter first: who did well, and where."""
        praised = [
            Candidate(review, f"{group.quarter} {self.known[review.file]}", passage, tag)
            for group in reversed(self.groups)
            for review in group.included
            for passage, tag in counted(review, self.final)
            if tag.polarity == "good-practice"
        ]
        found = (self.chooser.quotation(candidate) for candidate in praised)
        return tuple(q for q in found if q and (q.approved or not self.final))

    def points(self, theme: str) -> tuple[Point, ...]:
        """The theme in each of the last four quarters, counted in the same way in all of them."""
        return tuple(
            Point(g.quarter, sum(theme in self.held[r.sha256] for r in g.included), len(g.included))
            for g in self.groups[-QUARTERS_SHOWN:]
        )

    def names_of(self, review: SettledReview) -> list[str]:
        """The names of the themes of a review, in the codebook's order."""
        held = self.held.get(review.sha256, set())
        return [theme.name for theme in codebook.load().themes if theme.id in held]

    def _all(self) -> list[Candidate]:
        return [candidate for found in self.candidates.values() for candidate in found]

    def _present(self) -> list[Theme]:
        return [theme for theme in codebook.load().themes if self.candidates[theme.id]]

    def _rank(self, theme: Theme) -> tuple[int, int, str]:
        found = self.candidates[theme.id]
        return -len(_distinct(found)), -len(found), theme.id

    def _frameworks(self, theme: Theme) -> tuple[str, ...]:
        names = codebook.load().frameworks.get(self.settings.themes.framework, {})
        return tuple(names.get(key, key) for key in theme.frameworks.get(self.settings.themes.framework, ()))


def _breaks(theme: str, points: Sequence[Point]) -> tuple[tuple[str, str], ...]:
    """The changes of the codebook between the quarters shown, each at the first quarter shown that it governs."""
    first, *later = [point.quarter for point in points]
    return tuple(
        (next(quarter for quarter in later if quarter >= change.quarter), change.words)
        for change in codebook.load().breaks(theme)
        if later and first < change.quarter <= later[-1]
    )


def _comparable(points: Sequence[Point], breaks: Sequence[tuple[str, str]]) -> list[Point]:
    """The quarters since the last break, which are counted by one definition."""
    since = max((quarter for quarter, _ in breaks), default="")
    return [point for point in points if point.quarter >= since]


def direction(points: Sequence[Point], floor: int) -> str:
    """Whether a theme is new, rising, stubborn, steady or falling; nothing while there is no earlier quarter.

    New: in none of the earlier quarters shown. Stubborn: at or above the floor of recurrence in each of at least three.
    Rising or falling: further from the earlier share than a different set of reviews would bring by chance. A theme
    that never reached the floor is one of which there are too few to say.
    """
    *before, now = [point for point in points if point.of] or [Point("", 0, 0)]
    if not before or not points[-1].of:
        return ""
    if max(point.number for point in points) < floor:
        return "few"
    earlier = Point("", sum(point.number for point in before), sum(point.of for point in before))
    if not earlier.number:
        return "new"
    if _differs(now, earlier):
        return "rising" if now.share > earlier.share else "falling"
    is_stubborn = len(before) >= 2 and all(point.number >= floor for point in (*before, now))
    return "stubborn" if is_stubborn else "steady"


def _differs(one: Point, other: Point) -> bool:
    """Whether two shares lie further apart than chance would bring them in 19 of 20 draws (one-sided, pooled)."""
    pooled = (one.number + other.number) / (one.of + other.of)
    spread = math.sqrt(pooled * (1 - pooled) * (1 / one.of + 1 / other.of))
    return spread > 0 and abs(one.share - other.share) > ONE_IN_TWENTY * spread


def _with(found: Sequence[Candidate], *polarities: str) -> list[Candidate]:
    return [candidate for candidate in found if candidate.tag.polarity in polarities]


def _place(candidate: Candidate) -> Place:
    said, tag = candidate.passage.passage, candidate.tag
    return Place(candidate.reference, said.page, said.number, said.id, tag.polarity, tag.decision or "")


def _in_order(place: Place) -> tuple[int, int]:
    """By review and page; within a page the order of reading stays."""
    return int(place.review[1:]), place.page


def _distinct(found: Sequence[Candidate]) -> tuple[str, ...]:
    return tuple(sorted({c.reference for c in found}, key=lambda reference: int(reference[1:])))
