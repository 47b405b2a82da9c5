"""Fits the tagger's classifiers to labelled passages and calibrates each theme on documents kept apart for it."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from pipeline import codebook, linear, manuscript
from pipeline.linear import Array, Examples, Linear
from pipeline.manuscript import Manuscript
from pipeline.records import KINDS, POLARITIES, Passage
from pipeline.tag.features import NAMES, describe
from pipeline.tag.tagger import Calibration, Tagger, identity

LEAST_PRECISION = 0.5


@dataclass(frozen=True)
class Lesson:
    """Passages of one document with what people said of them; the answers are rows of 0 and 1 by label."""

    document: str
    passages: tuple[Passage, ...]
    seen: Examples
    kinds: Array
    contacts: tuple[str, ...]
    themes: Array
    polarities: tuple[str | None, ...]  # the polarity of a passage's themes; None where it has none

    def __len__(self) -> int:
        return len(self.passages)


def theme_ids() -> tuple[str, ...]:
    """The themes in the codebook's order."""
    return tuple(theme.id for theme in codebook.load().themes if not theme.retired)


def lesson(document: Manuscript) -> Lesson:
    """What a labelled document teaches."""
    review = manuscript.as_review(document)
    blocks = document.passages
    contacts = {passage.id: block.police for passage, block in zip(review.passages, blocks, strict=True)}
    return Lesson(
        document=document.head["file"],
        passages=review.passages,
        seen=describe(review.passages, contacts),  # type: ignore[arg-type]
        kinds=_rows((block.kind for block in blocks), KINDS),
        contacts=tuple(str(block.police) for block in blocks),
        themes=np.array([[float(t in block.themes) for t in theme_ids()] for block in blocks]),
        polarities=tuple(next(iter(block.themes.values()), None) for block in blocks),
    )


def joined(lessons: Sequence[Lesson]) -> Examples:
    """The examples of several documents as one."""
    terms = [row for one in lessons for row in one.seen.terms]
    return Examples(terms, np.vstack([one.seen.features for one in lessons]), NAMES)


def fit(train: Sequence[Lesson], tune: Sequence[Lesson]) -> Tagger:
    """The tagger that these documents teach, calibrated on those kept apart for it."""
    seen = joined(train)
    kinds = linear.fit(seen, np.vstack([one.kinds for one in train]), KINDS, exclusive=True, strength=2.0)
    themes = linear.fit(seen, np.vstack([one.themes for one in train]), theme_ids(), exclusive=False, strength=20.0)
    polarities = _polarities(train, seen)
    calibration = calibrated(themes, tune)
    return Tagger(identity(kinds, themes, polarities, calibration), kinds, themes, polarities, calibration)


def _polarities(train: Sequence[Lesson], seen: Examples) -> Linear:
    said = [polarity for one in train for polarity in one.polarities]
    rows = [index for index, polarity in enumerate(said) if polarity]
    themed = Examples([seen.terms[i] for i in rows], seen.features[rows], seen.names)
    targets = _rows((said[index] for index in rows), POLARITIES)
    return linear.fit(themed, targets, POLARITIES, exclusive=True, strength=3.0)


def calibrated(themes: Linear, tune: Sequence[Lesson]) -> dict[str, Calibration]:
    """Each theme's calibration and threshold (the best F1), and none for a theme that is wrong more often than right."""
    from sklearn.linear_model import LogisticRegression

    scores = np.vstack([themes.scores(one.seen) for one in tune])
    truth = np.vstack([one.themes for one in tune])
    pooled = LogisticRegression(C=1.0).fit(scores.reshape(-1, 1), truth.reshape(-1))
    slope, offset = float(pooled.coef_[0, 0]), float(pooled.intercept_[0])
    found: dict[str, Calibration] = {}
    for column, theme in enumerate(themes.labels):
        chances = 1 / (1 + np.exp(-(slope * scores[:, column] + offset)))
        found[theme] = Calibration(slope, offset, _threshold(chances, truth[:, column]))
    return found


def _threshold(chances: Array, truth: Array) -> float | None:
    """The probability from which suggesting does best; with few examples it leans to one that serves all themes."""
    best, score = 0.35, -1.0
    for least in np.arange(0.12, 0.8, 0.02):
        reached = chances >= least
        right = float((reached & (truth > 0)).sum()) + 1.0
        f1 = 2 * right / (reached.sum() + truth.sum() + 2.0)
        if f1 > score + 1e-9:
            best, score = float(least), f1
    best = round(0.5 * best + 0.5 * 0.33, 3)
    reached = chances >= best
    right = float((reached & (truth > 0)).sum())
    if reached.sum() >= 6 and right / reached.sum() < LEAST_PRECISION:
        return _stricter(chances, truth)
    return best


def _stricter(chances: Array, truth: Array) -> float | None:
    """The lowest probability from which suggestions are right at least half the time, or None where there is none."""
    for least in np.arange(0.3, 0.92, 0.02):
        reached = chances >= least
        if reached.sum() < 3:
            return None
        if (truth[reached] > 0).mean() >= LEAST_PRECISION:
            return round(float(least), 3)
    return None


def save(tagger: Tagger, folder: Path) -> None:
    """Keeps the tagger in this folder."""
    folder.mkdir(parents=True, exist_ok=True)
    for name in ("kinds", "themes", "polarities"):
        getattr(tagger, name).save(folder / name)
    about = {"id": tagger.id, "calibration": {theme: vars(values) for theme, values in tagger.calibration.items()}}
    (folder / "tagger.json").write_text(json.dumps(about, indent=1) + "\n", encoding="utf-8")


def _rows(values: Iterable[str | None], labels: Sequence[str]) -> Array:
    return np.array([[float(value == label) for label in labels] for value in values])
