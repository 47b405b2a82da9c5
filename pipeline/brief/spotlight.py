"""One question looked at more closely: the reviews it is about, their themes, and what may be quoted of them."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from pipeline import codebook
from pipeline.brief.briefing import Count, Listed, Quotation, Spotlight
from pipeline.brief.cohort import Cohort
from pipeline.brief.quotations import Candidate, Chooser
from pipeline.brief.themes import Cards, counted
from pipeline.brief.wording import HARMS, share
from pipeline.errors import UsageError
from pipeline.records import SettledReview
from pipeline.settings import Settings

SENSITIVE = ("suicide", "self-harm")
DISTRESSING_THEME = "mental-health-suicide"
Ages = tuple[int, int]


@dataclass(frozen=True)
class Light:
    """What the spotlight is on: a theme, a harm, a range of ages, or several of these at once."""

    theme: str | None = None
    harm: str | None = None
    ages: Ages | None = None

    def __bool__(self) -> bool:
        """Whether it is on anything."""
        return bool(self.theme or self.harm or self.ages)


def light(asked: str | None, settings: Settings) -> Light:
    """The spotlight of the command line (theme:ID, harm:NAME, ages:A-B, joined by commas), else that of the settings.

    Raises:
        UsageError: when the spotlight asked for is none.
    """
    if not asked:
        rules = settings.themes
        return _known(Light(rules.spotlight_theme, rules.spotlight_harm, rules.spotlight_ages), "settings.toml")
    said = dict(part.strip().partition(":")[::2] for part in asked.split(","))
    ages = said.pop("ages", None)
    found = Light(said.pop("theme", None), said.pop("harm", None), _ages(ages, asked) if ages is not None else None)
    if said or not found:
        raise _not_one(asked)
    return _known(found, asked)


def _ages(text: str, asked: str) -> Ages:
    parts = text.split("-")
    if len(parts) != 2 or not all(part.isdigit() for part in parts) or int(parts[0]) > int(parts[1]):
        raise _not_one(asked)
    return int(parts[0]), int(parts[1])


def _known(found: Light, asked: str) -> Light:
    if found.theme is not None and found.theme not in codebook.load().by_id():
        raise UsageError(f"{asked}: the codebook has no theme {found.theme}. Its ids are in models/codebook.yaml.")
    if found.harm is not None and found.harm not in HARMS:
        raise UsageError(f"{asked}: {found.harm} is not a harm. Say one of: {', '.join(HARMS)}.")
    return found


def _not_one(asked: str) -> UsageError:
    return UsageError(f"{asked} is not a spotlight: say theme:ID, harm:NAME or ages:FROM-TO, joined by commas.")


def lit(on: Light, group: Cohort, cards: Cards) -> list[SettledReview]:
    """The included reviews that the spotlight falls on."""
    return [review for review in group.included if on and _is_lit(review, on, cards)]


def _is_lit(review: SettledReview, on: Light, cards: Cards) -> bool:
    if not review.review:
        return False
    child = review.review.characteristics
    if on.harm and on.harm not in child.harm:
        return False
    if on.ages and not (child.child_age_years is not None and on.ages[0] <= child.child_age_years <= on.ages[1]):
        return False
    return not on.theme or on.theme in cards.held[review.sha256]


def spotlight(
    on: Light, chosen: Sequence[SettledReview], cards: Cards, chooser: Chooser,
    list_entry: Callable[[SettledReview], Listed],
) -> Spotlight | None:  # fmt: skip
    """The pages on the question that the spotlight is on; nothing where it is on none."""
    if not on:
        return None
    themes = _themes(chosen, cards)
    said = _candidates(on, chosen, cards.known, cards.final)
    book = codebook.load()
    asked = [on.theme] if on.theme else [theme for theme, _ in themes[:4]]
    return Spotlight(
        title=_title(on),
        about=share(len(chosen), len(cards.group.included)),
        reviews=tuple(list_entry(review) for review in chosen),
        themes=tuple(count for _, count in themes),
        quotations=_quoted(said, chooser, "gap", "mixed"),
        praised=_quoted(said, chooser, "good-practice"),
        questions=tuple(book[theme].questions.frontline for theme in asked),
        sensitive=on.harm in SENSITIVE or on.theme == DISTRESSING_THEME,
    )


def _quoted(said: Sequence[Candidate], chooser: Chooser, *polarities: str) -> tuple[Quotation, ...]:
    return chooser.choose([c for c in said if c.tag.polarity in polarities], 3)


def _candidates(on: Light, chosen: Sequence[SettledReview], known: Mapping[str, str], final: bool) -> list[Candidate]:
    return [
        Candidate(review, known[review.file], passage, tag)
        for review in chosen
        for passage, tag in counted(review, final)
        if not on.theme or tag.theme == on.theme
    ]


def _themes(chosen: Sequence[SettledReview], cards: Cards) -> list[tuple[str, Count]]:
    """The commonest themes of the chosen reviews, each with its reviews."""
    book = codebook.load()
    with_theme = {
        theme.id: tuple(cards.known[r.file] for r in chosen if theme.id in cards.held[r.sha256])
        for theme in book.themes
    }
    ranked = sorted((id for id in with_theme if with_theme[id]), key=lambda id: (-len(with_theme[id]), id))
    return [(id, Count(book[id].name, with_theme[id], str(len(with_theme[id])))) for id in ranked[:8]]


def _title(on: Light) -> str:
    if on.harm == "suicide" and on.ages and on.ages[1] <= 18:
        return "Youth suicide"
    named = codebook.load()[on.theme].name if on.theme else HARMS[on.harm] if on.harm else "Children"
    if not on.ages:
        return named
    return (
        f"{named} aged {on.ages[0]} to {on.ages[1]}"
        if named == "Children"
        else f"{named}, children aged {on.ages[0]} to {on.ages[1]}"
    )
