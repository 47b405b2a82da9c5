"""A briefing is composed of what it needs of each document, and says the same as from the whole."""

from __future__ import annotations

import dataclasses

import pytest

from pipeline.brief.cohort import apart
from pipeline.brief.compose import Asked, compose
from pipeline.brief.needed import SmallWords, needed
from pipeline.records import SettledReview
from pipeline.settings import Settings
from tests import settled


def corpus() -> list[SettledReview]:
    """Three quarters and the one after, each passage with a colleague that carries no theme."""
    held = [r for name in ("2019-Q1", "2019-Q2", "2019-Q3") for r in settled.quarter(name, 6, 24)]
    plain = settled.passage("plain", "Nothing of the police stands here, and warrant is written small.")
    opening = settled.passage(
        "o", "Warrant cards were shown at once and the girl was asked to sit down first.", quotable=True,
        tags=[settled.tag("voice-of-child", "good-practice")],
    )  # fmt: skip
    return [dataclasses.replace(r, passages=(*r.passages, plain, opening)) for r in held]


@pytest.mark.parametrize("final", [False, True])
def test_a_briefing_says_the_same_from_what_it_needs_as_from_the_whole(final: bool) -> None:
    small = SmallWords()
    asked = Asked("2019-Q2", final, "harm:suicide")
    part = compose(asked, *apart(needed(r, "2019-Q2", small) for r in corpus()), Settings(), small)
    whole = compose(asked, *apart(corpus()), Settings())
    assert part == whole
    assert any(q.text.startswith("Warrant cards") for q in part.bank), "a sentence may begin with a word written small"


def test_only_passages_that_can_be_counted_or_quoted_are_kept() -> None:
    early, now, late = (
        needed(next(r for r in corpus() if r.quarter == quarter), "2019-Q2", {})
        for quarter in ("2019-Q1", "2019-Q2", "2019-Q3")
    )
    assert not late.passages
    assert all(p.tags and p.passage.text for p in now.passages)
    assert {bool(p.passage.text) for p in early.passages if p.tags[0].polarity == "good-practice"} == {True}
    assert not any(p.passage.text for p in early.passages if p.tags[0].polarity != "good-practice")
    assert all(r.review and not r.review.passages for r in (early, now, late))


def test_nothing_is_kept_of_a_restricted_document_but_that_it_was_counted() -> None:
    secret = settled.review(
        "s.pdf", [settled.passage("p", "Seen.", tags=[settled.tag("voice-of-child")])], handling="restricted"
    )
    kept = needed(secret, "2019-Q2", {})
    assert (kept.review, kept.passages, kept.quarter) == (None, (), "2019-Q2")
