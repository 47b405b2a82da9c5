"""Fits the tagger: words from the authors to learn from, their weight against the language model's on authors kept apart.

The language model and the word weights have seen the training authors; how far either can be believed is learnt on the
tuning authors, and on what reviewers settled in this corpus. Thresholds come from cross-validation over whole documents.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import cast

import numpy as np

from pipeline import encoder, linear, manuscript
from pipeline.linear import Array, Linear
from pipeline.manuscript import Manuscript
from pipeline.records import KINDS, POLARITIES, Contact, Passage, Review
from pipeline.tag.features import Seen, describe, joined, theme_ids
from pipeline.tag.tagger import PARTS, Tagger, identity
from pipeline.tag.version import FILE

LEAST_PRECISION = 0.5
FOLDS = 5
LEANING = 300  # how many examples a theme's own threshold must rest on to count as much as the common one

Screened = Callable[[Review], Mapping[str, Contact]]  # the police contact of a review's passages


@dataclass(frozen=True)
class Lesson:
    """Passages of one document with what people said of them; the answers are rows of 0 and 1 by label."""

    document: str
    author: str  # nobody, where reviewers settled the passages
    passages: tuple[Passage, ...]
    seen: Seen
    kinds: Array
    contacts: tuple[Contact, ...]
    themes: Array
    polarities: tuple[str | None, ...]  # the polarity of a passage's themes; None where it has none

    def __len__(self) -> int:
        return len(self.passages)


def lesson(document: Manuscript, screened: Screened | None) -> Lesson:
    """What a labelled document teaches, given how its passages' police contact is screened.

    Without `screened` the contact is what the author says and the language model, which learnt from the same passages, is
    not asked: such a lesson teaches words alone.
    """
    review = manuscript.as_review(document)
    blocks = document.passages
    told = dict(zip((passage.id for passage in review.passages), (block.police for block in blocks), strict=True))
    contacts = screened(review) if screened else cast(Mapping[str, Contact], told)
    return Lesson(
        document=document.head["file"],
        author=document.head["author"],
        passages=review.passages,
        seen=describe(review.passages, contacts, encoder.answers(review) if screened else None),
        kinds=one_hot((block.kind for block in blocks), KINDS),
        contacts=tuple(contacts[passage.id] for passage in review.passages),
        themes=np.array([[float(t in block.themes) for t in theme_ids()] for block in blocks]),
        polarities=tuple(next(iter(block.themes.values()), None) for block in blocks),
    )


def grouped(lessons: Sequence[Lesson]) -> dict[str, list[Lesson]]:
    """The lessons by their authors."""
    groups: dict[str, list[Lesson]] = {}
    for one in lessons:
        groups.setdefault(one.author, []).append(one)
    return dict(sorted(groups.items()))


def fit(train: Sequence[Lesson], tune: Sequence[Lesson], settled: Sequence[Lesson] = ()) -> Tagger:
    """The tagger that these documents teach; `settled` are passages that reviewers settled in this corpus."""
    words = _words([*train, *settled])
    weighed_on = [*tune, *settled]
    worded = [*(words.scores(one.seen.words) for one in tune), *_held_out(train, settled)]
    claims = _claims(weighed_on, worded)
    kinds = _kinds(tune)
    polarities = _polarities(weighed_on)
    thresholds = _thresholds(_chances_held_out(weighed_on, worded), np.vstack([one.themes for one in weighed_on]))
    return Tagger(identity(words, claims, kinds, polarities, thresholds), words, claims, kinds, polarities, thresholds)


def _words(lessons: Sequence[Lesson]) -> Linear:
    """The themes by their words alone: what a suggestion's reasons are taken from."""
    seen = joined([one.seen for one in lessons])
    return linear.fit(
        seen.words, np.vstack([one.themes for one in lessons]), theme_ids(), exclusive=False, strength=20.0
    )


def _held_out(train: Sequence[Lesson], settled: Sequence[Lesson]) -> list[Array]:
    """The word scores of each settled document from words learnt without it."""
    folds = range(min(FOLDS, len(settled)))
    learnt = [
        _words([*train, *(other for place, other in enumerate(settled) if place % FOLDS != fold)]) for fold in folds
    ]
    return [learnt[index % FOLDS].scores(one.seen.words) for index, one in enumerate(settled)]


def _claims(lessons: Sequence[Lesson], worded: Sequence[Array]) -> Linear:
    """How what speaks for a theme adds up, the same for every theme but for how common it is."""
    seen = joined([one.seen for one in lessons])
    truth = np.vstack([one.themes for one in lessons]).reshape(-1, 1)
    return linear.fit(seen.claims(np.vstack(worded), theme_ids()), truth, ("carried",), exclusive=False, strength=3.0)


def _chances_held_out(lessons: Sequence[Lesson], worded: Sequence[Array]) -> Array:
    """The probability of each theme for each passage, learnt without the passage's document."""
    found: list[Array] = [np.empty(0)] * len(lessons)
    for fold in range(FOLDS):
        learnt_on = [place for place in range(len(lessons)) if place % FOLDS != fold]
        if not learnt_on:
            continue
        claims = _claims([lessons[place] for place in learnt_on], [worded[place] for place in learnt_on])
        for place in range(fold, len(lessons), FOLDS):
            examples = lessons[place].seen.claims(worded[place], theme_ids())
            found[place] = claims.probabilities(examples).reshape(len(lessons[place]), -1)
    return np.vstack(found)


def _kinds(lessons: Sequence[Lesson]) -> Linear:
    seen = joined([one.seen for one in lessons])
    return linear.fit(seen.known(), np.vstack([one.kinds for one in lessons]), KINDS, exclusive=True, strength=0.5)


def _polarities(lessons: Sequence[Lesson]) -> Linear:
    said = [polarity for one in lessons for polarity in one.polarities]
    rows = [index for index, polarity in enumerate(said) if polarity]
    themed = joined([one.seen for one in lessons]).rows(rows)
    targets = one_hot((said[index] for index in rows), POLARITIES)
    return linear.fit(themed.answers(), targets, POLARITIES, exclusive=True, strength=5.0)


def _thresholds(chances: Array, truth: Array) -> dict[str, float | None]:
    """The probability from which each theme is suggested; None for a theme that is wrong more often than right."""
    common = _best(chances, truth)
    return {theme: _threshold(chances[:, i], truth[:, i], common) for i, theme in enumerate(theme_ids())}


def _best(chances: Array, truth: Array, prior: float = 0.0) -> float:
    """The threshold with the best F1."""

    def f1(least: float) -> float:
        reached = chances >= least
        right = float((reached & (truth > 0)).sum()) + prior
        return 2 * right / float(reached.sum() + truth.sum() + 2 * prior + 1e-9)

    return float(max(np.arange(0.14, 0.72, 0.02), key=lambda least: (round(f1(least), 6), -abs(least - 0.4))))


def _threshold(chances: Array, truth: Array, common: float) -> float | None:
    """The theme's own threshold, leaning on the common one the more the fewer examples there are."""
    positives = float(truth.sum())
    own = _best(chances, truth, prior=1.0)
    least = round((positives * own + LEANING * common) / (positives + LEANING), 3)
    if _precision(chances, truth, least) >= LEAST_PRECISION:
        return least
    return next(
        (round(float(t), 3) for t in np.arange(least, 0.92, 0.02) if _precision(chances, truth, t) >= LEAST_PRECISION),
        None,
    )


def _precision(chances: Array, truth: Array, least: float) -> float:
    """How often the theme is right from this probability on, at the most that so few examples leave likely.

    One right and one wrong suggestion are granted beforehand; the most is a standard error above what was seen.
    """
    reached = chances >= least
    count = float(reached.sum()) + 2
    seen = (float((truth[reached] > 0).sum()) + 1) / count
    return seen + float(np.sqrt(seen * (1 - seen) / count))


def save(tagger: Tagger, folder: Path) -> None:
    """Keeps the tagger in this folder."""
    models = {part: getattr(tagger, part) for part in PARTS}
    linear.keep(folder / FILE, models, {"id": tagger.id, "thresholds": dict(tagger.thresholds)})


def one_hot(values: Iterable[str | None], labels: Sequence[str]) -> Array:
    """A row of 0 and 1 for each value."""
    return np.array([[float(value == label) for label in labels] for value in values])
