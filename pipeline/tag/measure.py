"""Measures the tagger on documents by authors it has not seen, as a second coder would be measured."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from pipeline import labelled
from pipeline.linear import Array
from pipeline.records import KINDS
from pipeline.tag.learn import Lesson, lesson
from pipeline.tag.tagger import Tagger, may_carry, read_from
from pipeline.tag.version import BUILT_IN


@dataclass(frozen=True)
class Theme:
    """How well one theme is found."""

    positives: int
    precision: float
    recall: float
    f1: float


@dataclass(frozen=True)
class Scores:
    """What the tagger got right; rows are passages, columns themes, `document` says which rows belong together."""

    labels: tuple[str, ...]
    truth: Array
    found: Array
    chances: Array
    document: Array
    kind_right: float
    polarity_right: float

    @cached_property
    def micro(self) -> float:
        """F1 over all passage-theme pairs."""
        return _f1(self.truth, self.found)

    @cached_property
    def macro(self) -> float:
        """The mean F1 of the themes that occur."""
        return float(np.mean([theme.f1 for theme in self.themes.values() if theme.positives]))

    @cached_property
    def any_finding(self) -> float:
        """F1 of whether a passage carries any theme."""
        return _f1(self.truth.max(axis=1, keepdims=True), self.found.max(axis=1, keepdims=True))

    @cached_property
    def review_level(self) -> float:
        """F1 of whether a review carries a theme anywhere."""
        groups = [self.document == name for name in np.unique(self.document)]
        truth = np.array([self.truth[rows].max(axis=0) for rows in groups])
        return _f1(truth, np.array([self.found[rows].max(axis=0) for rows in groups]))

    @cached_property
    def themes(self) -> dict[str, Theme]:
        """Each theme's precision, recall and F1."""
        return {label: self._theme(column) for column, label in enumerate(self.labels)}

    @cached_property
    def work_saved(self) -> float:
        """The share of passages that need not be read to see 95 % of those that carry a theme, likeliest first."""
        order = np.argsort(-self.chances.max(axis=1), kind="stable")
        seen = np.cumsum(self.truth.max(axis=1)[order])
        needed = int(np.searchsorted(seen, 0.95 * seen[-1])) + 1
        return float(1 - needed / len(order))

    @cached_property
    def calibration_error(self) -> float:
        """The mean distance between probability and frequency over ten equal bands (expected calibration error)."""
        chances, truth = self.chances.ravel(), self.truth.ravel()
        bands = np.minimum((chances * 10).astype(int), 9)
        gaps = [
            abs(chances[bands == b].mean() - truth[bands == b].mean()) * (bands == b).mean()
            for b in range(10)
            if (bands == b).any()
        ]
        return float(sum(gaps))

    def _theme(self, column: int) -> Theme:
        truth, found = self.truth[:, column], self.found[:, column]
        right = float((truth * found).sum())
        precision = right / found.sum() if found.sum() else 0.0
        recall = right / truth.sum() if truth.sum() else 0.0
        return Theme(int(truth.sum()), precision, recall, _f1(truth, found))

    def interval(self, draws: int = 400) -> tuple[float, float]:
        """The 95 % interval of the micro-F1, from drawing whole documents again and again (bootstrap)."""
        chance = np.random.default_rng(1)
        names = np.unique(self.document)
        rows = {name: np.flatnonzero(self.document == name) for name in names}
        values = []
        for _ in range(draws):
            drawn = np.concatenate([rows[name] for name in chance.choice(names, len(names))])
            values.append(_f1(self.truth[drawn], self.found[drawn]))
        low, high = np.percentile(values, [2.5, 97.5])
        return float(low), float(high)


def _f1(truth: Array, found: Array) -> float:
    both = truth.sum() + found.sum()
    return float(2 * (truth * found).sum() / both) if both else 0.0


def score(tagger: Tagger, lessons: Sequence[Lesson]) -> Scores:
    """How the tagger does on these documents, given the true police contact of each passage."""
    found, chances, kinds, polarities = [], [], [], []
    for one in lessons:
        raw = tagger.themes.scores(one.seen)
        ways = tagger.polarities.probabilities(one.seen).argmax(axis=1)
        guessed = tagger.kinds.probabilities(one.seen).argmax(axis=1)
        kinds += list(guessed == one.kinds.argmax(axis=1))
        for row, scores in enumerate(raw):
            way = tagger.polarities.labels[ways[row]]
            may = may_carry(KINDS[guessed[row]], one.contacts[row], way)  # type: ignore[arg-type]
            held = {theme for theme, _ in tagger.suggested(scores)} if may else set()
            found.append([float(theme in held) for theme in tagger.themes.labels])
            calibrated = [
                tagger.calibration[t].probability(s) for t, s in zip(tagger.themes.labels, scores, strict=True)
            ]
            chances.append([chance * may for chance in calibrated])
            if one.polarities[row] and held & {
                t for t, v in zip(tagger.themes.labels, one.themes[row], strict=True) if v
            }:
                polarities.append(way == one.polarities[row])
    return Scores(
        labels=tagger.themes.labels,
        truth=np.vstack([one.themes for one in lessons]),
        found=np.array(found),
        chances=np.array(chances),
        document=np.array([one.document for one in lessons for _ in one.passages]),
        kind_right=float(np.mean(kinds)),
        polarity_right=float(np.mean(polarities)) if polarities else 0.0,
    )


def report() -> str:
    """The tagger's measured accuracy on the documents kept apart for testing, in plain English."""
    lessons = [lesson(document) for document in labelled.read("test")]
    scores = score(read_from(BUILT_IN), lessons)
    return described(scores)


def described(scores: Scores) -> str:
    """The scores as a table with a line for each theme."""
    low, high = scores.interval()
    lines = [
        f"The tagger on {len(scores.truth)} passages of {len(np.unique(scores.document))} documents by authors it has not seen:",
        f"  themes, micro-F1      {scores.micro:.2f}  (95 % interval {low:.2f} to {high:.2f})",
        f"  themes, macro-F1      {scores.macro:.2f}",
        f"  any finding, F1       {scores.any_finding:.2f}",
        f"  by review, F1         {scores.review_level:.2f}",
        f"  polarity right        {scores.polarity_right:.2f}",
        f"  kind right            {scores.kind_right:.2f}",
        f"  calibration error     {scores.calibration_error:.3f}",
        f"  reading saved at 95 % {scores.work_saved:.2f}",
        "",
        f"  {'theme':32} {'positives':>9}  {'precision':>9}  {'recall':>7}  {'F1':>5}",
    ]
    for label, theme in scores.themes.items():
        lines.append(f"  {label:32} {theme.positives:9}  {theme.precision:9.2f}  {theme.recall:7.2f}  {theme.f1:5.2f}")
    return "\n".join(lines)
