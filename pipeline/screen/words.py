"""Finds the words of models/police_words.yaml in a text: who acts, and when."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from functools import cache
from pathlib import Path

import spacy
import yaml
from spacy.language import Language
from spacy.matcher import PhraseMatcher
from spacy.tokens import Doc, Span
from spacy.util import filter_spans

PATH = Path(__file__).parent.parent.parent / "models" / "police_words.yaml"
CATEGORIES = ("police", "implied", "officers", "not_police", "after", "incident", "before", "mention", "negative")


@cache
def _language() -> Language:
    language = spacy.blank("en")
    language.add_pipe("sentencizer", config={"punct_chars": [".", "!", "?", ";"]})
    return language


@cache
def _matcher() -> PhraseMatcher:
    matcher = PhraseMatcher(_language().vocab, attr="LOWER")
    for category, phrases in yaml.safe_load(PATH.read_text(encoding="utf-8")).items():
        matcher.add(category, [_language().make_doc(phrase) for phrase in phrases])
    return matcher


def read(texts: Iterable[str]) -> Iterator[Doc]:
    """The texts split into words and sentences."""
    yield from _language().pipe(texts)


def found(part: Doc | Span) -> Counter[str]:
    """How often each category's words stand in a text; a word that is part of a trap is not counted."""
    spans = _matcher()(part, as_spans=True)
    traps = [span for span in spans if span.label_ in ("not_police", "negative")]
    inside = {index for span in traps for index in range(span.start, span.end)}
    counts = Counter(span.label_ for span in filter_spans(traps))
    for category in CATEGORIES:
        kept = filter_spans([span for span in spans if span.label_ == category])
        if category not in ("not_police", "negative"):
            counts[category] += sum(not inside & set(range(span.start, span.end)) for span in kept)
    return counts


@cache
def found_in_heading(heading: str) -> bool:
    """Whether a heading names the police."""
    counts = found(_language()(heading))
    return bool(counts["police"])
