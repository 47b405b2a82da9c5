"""What each part of the tagger is worth: variants with parts left out, trained and measured on the same documents."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from pipeline.linear import Examples
from pipeline.tag.features import Seen
from pipeline.tag.learn import Lesson, fit
from pipeline.tag.measure import Scores, score

PARTS = {
    "everything": (),
    "without the words": ("words",),
    "without who acts and when": ("shapes",),
    "without the language model": ("model",),
    "words alone (TF-IDF)": ("shapes", "model"),
    "the language model alone": ("words", "shapes"),
}


def variants(train: Sequence[Lesson], tune: Sequence[Lesson], test: Sequence[Lesson]) -> Iterator[tuple[str, Scores]]:
    """Each variant's name and what it gets right on the test documents."""
    for name, missing in PARTS.items():
        learnt = fit(*([without(one, missing) for one in part] for part in (train, tune)))
        yield name, score(learnt, [without(one, missing) for one in test])


def without(one: Lesson, missing: Sequence[str]) -> Lesson:
    """The same passages with parts of what is known of them left out."""
    seen, words = one.seen, one.seen.words
    if "words" in missing:
        words = Examples([()] * len(one), words.features, words.names)
    if "shapes" in missing:
        words = Examples(words.terms, words.features * 0, words.names)
    blind = Seen(words, seen.said * 0, seen.themes * 0) if "model" in missing else replace(seen, words=words)
    return replace(one, seen=blind)


def table(found: Sequence[tuple[str, Scores]]) -> list[str]:
    """The variants as lines of text."""
    head = f"  {'variant':32} {'micro-F1':>8}  {'any finding':>11}  {'polarity':>8}  {'kind':>5}"
    rows = [
        f"  {name:32} {s.micro:8.2f}  {s.any_finding:11.2f}  {s.polarity_right:8.2f}  {s.kind_right:5.2f}"
        for name, s in found
    ]
    return [head, *rows]
