"""What the form of a passage holds before it is saved, and what its buttons do to it."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from werkzeug.datastructures import MultiDict

from pipeline import codebook
from pipeline.correct import display
from pipeline.records import CONTACTS, KINDS, Passage, SettledPassage, SettledReview, SettledTag
from pipeline.sentences import Span

Form = MultiDict[str, str]


@dataclass(frozen=True)
class Draft:
    """What the form holds before it is saved: themes with their polarities, flags, the coded sentences, a page."""

    themes: Mapping[str, str]
    spans: Mapping[str, Span]  # the sentences that carry a theme, where that is not the whole passage
    flags: Mapping[str, Any]
    page: int
    said: str = ""
    focus: str = ""  # the field that has the focus: a theme, "add", or the step that moved a theme's sentences

    @property
    def in_hand(self) -> str | None:
        """The theme whose sentences are marked in the text."""
        theme = self.focus.rpartition("/")[2]
        return theme if theme in self.themes else next(iter(self.themes), None)

    offered: tuple[SettledTag, ...] = field(default=())


def sent(form: Form, review: SettledReview, passage: SettledPassage, place: int) -> Draft:
    """What the form that was sent holds; what it should not hold is left out."""
    known = codebook.load().by_id()
    themes = {theme: _polarity(form, theme) for theme in form.getlist("theme") if theme in known}
    reach = _reach(review, place)
    spans = {theme: span for theme in themes if (span := _span(form.get(f"span-{theme}", ""))) and reach.holds(span)}
    flags = {
        "confidential": form.get("confidential") == "on",
        "quote": form.get("quote") == "on",
        "note": form.get("note", "").strip()[:4000],
        "kind": kind if (kind := form.get("kind")) in KINDS else passage.kind,
        "police": police if (police := form.get("police")) in CONTACTS else passage.police,
    }
    draft = Draft(themes, spans, flags, display.page_asked(review, form.get("page", ""), passage))
    return added(draft, form["add"]) if form.get("add") and form.get("action") != "add" else draft


def added(draft: Draft, words: str) -> Draft:
    """The draft with the theme of this name, or with the question which one is meant."""
    found = themes_named(words)
    if len(found) != 1:
        names = ", ".join(theme.name for theme in found[:6])
        said = f"Which of these: {names}?" if found else "No theme has this name." if words else ""
        return replace(draft, said=said, focus="add")
    theme = found[0]
    return replace(draft, themes={**draft.themes, theme.id: draft.themes.get(theme.id, "gap")}, focus=theme.id)


def moved(review: SettledReview, place: int, draft: Draft, action: str) -> Draft:
    """The draft after a step such as end-later/THEME, which gives the theme where it is not ticked yet."""
    step, _, theme = action.partition("/")
    span = _reach(review, place).moved(draft.spans.get(theme), step)
    spans = {other: held for other, held in draft.spans.items() if other != theme}
    themes = {**draft.themes, theme: draft.themes.get(theme, "gap")} if codebook.load().in_use(theme) else draft.themes
    return replace(draft, themes=themes, spans={**spans, theme: span} if span else spans, focus=action)


def themes_named(words: str) -> list[codebook.Theme]:
    """The themes that somebody may mean by these words: the one of this name, else those whose name holds them."""
    asked = words.strip().lower()
    themes = codebook.load().offered
    exact = [theme for theme in themes if asked in (theme.id, theme.name.lower())]
    return exact or [theme for theme in themes if asked and asked in theme.name.lower()]


def flags_of(passage: SettledPassage) -> dict[str, Any]:
    """The flags of a passage as they stand."""
    return {
        "confidential": passage.confidential, "quote": passage.quotable, "note": passage.note,
        "kind": passage.kind, "police": passage.police,
    }  # fmt: skip


def beside(review: SettledReview, place: int, step: int) -> Passage | None:
    """The passage so many places before or after this one."""
    other = place + step
    return review.passages[other].passage if 0 <= other < len(review.passages) else None


def _reach(review: SettledReview, place: int) -> display.Reach:
    own = review.passages[place].passage
    return display.reach(beside(review, place, -1), own, beside(review, place, 1), None, ())


def _span(text: str) -> Span | None:
    found = re.fullmatch(r"(-?\d{1,3}):(-?\d{1,3})", text)
    return (int(found[1]), int(found[2])) if found else None


def _polarity(form: Form, theme: str) -> str:
    asked = form.get(f"polarity-{theme}", "gap")
    return asked if asked in display.POLARITIES else "gap"
