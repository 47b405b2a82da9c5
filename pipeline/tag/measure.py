"""Measures the tagger on documents by authors it has not seen, as a second coder would be measured."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from pipeline import labelled
from pipeline.linear import Array
from pipeline.records import KINDS
from pipeline.tag.learn import Lesson, Screened, grouped, lesson
from pipeline.tag.tagger import Tagger, may_carry, read_from
from pipeline.tag.version import BUILT_IN


@dataclass(frozen=True)
class Theme:
    """How well one theme is found."""

    positives: int
    precision: float
    recall: float
    f1: float
    calibration: float


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
        return _calibration(self.chances.ravel(), self.truth.ravel())

    def _theme(self, column: int) -> Theme:
        truth, found = self.truth[:, column], self.found[:, column]
        right = float((truth * found).sum())
        precision = right / found.sum() if found.sum() else 0.0
        recall = right / truth.sum() if truth.sum() else 0.0
        calibration = _calibration(self.chances[:, column], truth)
        return Theme(int(truth.sum()), precision, recall, _f1(truth, found), calibration)

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


def _calibration(chances: Array, truth: Array) -> float:
    bands = np.minimum((chances * 10).astype(int), 9)
    gaps = [
        abs(chances[bands == b].mean() - truth[bands == b].mean()) * (bands == b).mean()
        for b in range(10)
        if (bands == b).any()
    ]
    return float(sum(gaps))


def _f1(truth: Array, found: Array) -> float:
    both = truth.sum() + found.sum()
    return float(2 * (truth * found).sum() / both) if both else 0.0


def score(tagger: Tagger, lessons: Sequence[Lesson]) -> Scores:
    """How the tagger does on these documents, given the police contact that the screener finds."""
    read = [_read(tagger, one) for one in lessons]
    return Scores(
        labels=tagger.words.labels,
        truth=np.vstack([one.themes for one in lessons]),
        found=np.vstack([found for found, _, _, _ in read]),
        chances=np.vstack([chances for _, chances, _, _ in read]),
        document=np.array([one.document for one in lessons for _ in one.passages]),
        kind_right=float(np.mean([right for _, _, kinds, _ in read for right in kinds])),
        polarity_right=float(np.mean([right for *_, ways in read for right in ways] or [False])),
    )


def _read(tagger: Tagger, one: Lesson) -> tuple[Array, Array, list[bool], list[bool]]:
    """For each passage of a document: the themes suggested, their probabilities; whether kind and polarity are right."""
    kinds, polarities = tagger.told(one.seen)
    chances = tagger.chances(one.seen)
    found = np.zeros_like(chances)
    ways = []
    for row, (kind, contact, polarity) in enumerate(zip(kinds, one.contacts, polarities, strict=True)):
        if not may_carry(kind, contact, polarity):
            chances[row] *= 0.1  # such a passage is read after the others
            continue
        for theme, _ in tagger.suggested(chances[row]):
            found[row, tagger.words.labels.index(theme)] = 1.0
        if one.polarities[row] and (found[row] * one.themes[row]).any():
            ways.append(polarity == one.polarities[row])
    right = [kind == KINDS[int(truth.argmax())] for kind, truth in zip(kinds, one.kinds, strict=True)]
    return found, chances, right, ways


def report(screened: Screened) -> str:
    """The tagger's measured accuracy on the documents kept apart for testing, in plain English."""
    lessons = [lesson(document, screened) for document in labelled.read("test")]
    tagger = read_from(BUILT_IN)
    return "\n".join([described(score(tagger, lessons)), "", *by_author(tagger, lessons)])


def by_author(tagger: Tagger, lessons: Sequence[Lesson]) -> list[str]:
    """The micro-F1 of the themes for each author, a line each."""
    head = "  themes, micro-F1, by author"
    return [
        head,
        *(
            f"    {author:19} {score(tagger, group).micro:.2f}  ({sum(map(len, group))} passages)"
            for author, group in grouped(lessons).items()
        ),
    ]


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
