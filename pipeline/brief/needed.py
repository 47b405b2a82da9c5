"""What a briefing needs of a document, so that the passages of all the years need not be held at once."""

from __future__ import annotations

import dataclasses
import re

from pipeline.brief import printable
from pipeline.records import SettledPassage, SettledReview

SmallWords = dict[str, frozenset[str]]  # by review: the words of the passages kept that it writes small somewhere


def needed(review: SettledReview, quarter: str, small: SmallWords) -> SettledReview:
    """The document with the passages that the briefing of this quarter can count or quote; of a restricted one, none.

    Of this quarter that is every passage with a theme; of an included review of an earlier one the words are kept
    where it speaks of good practice, and of the others only that a theme is there.
    """
    if review.handling == "restricted" or not review.review:
        return dataclasses.replace(review, review=None, passages=())
    bare = dataclasses.replace(review.review, passages=(), pages=(), dates=(), evidence=(), sketch=(), notes=())
    kept = _kept(review, quarter)
    if kept:
        said = {word for passage in kept for word in _lowered(passage.passage.text)}
        small[review.sha256] = printable.lower_words([p.passage.text for p in review.passages]) & said
    return dataclasses.replace(review, review=bare, passages=kept)


def _kept(review: SettledReview, quarter: str) -> tuple[SettledPassage, ...]:
    tagged = tuple(passage for passage in review.passages if passage.tags)
    if review.quarter == quarter:
        return tagged
    counts = review.quarter < quarter and review.screening and review.screening.decision == "include"
    return tuple(p if _praises(p) else _wordless(p) for p in tagged) if counts else ()


def _praises(passage: SettledPassage) -> bool:
    return any(tag.polarity == "good-practice" for tag in passage.tags)


def _wordless(passage: SettledPassage) -> SettledPassage:
    said = dataclasses.replace(passage.passage, text="", boxes=(), heading=(), footnotes=())
    return dataclasses.replace(passage, passage=said)


def _lowered(text: str) -> set[str]:
    """The words of a text in small letters, with and without the s of possession."""
    words = re.findall(r"[a-zà-ÿ][\w'’-]*", text.lower())
    return {*words, *(re.sub(r"['’]s$", "", word) for word in words)}
