"""How far readers agree: percent, Cohen's kappa and Krippendorff's alpha, each with a bootstrap interval.

Cohen (1960), A coefficient of agreement for nominal scales; Krippendorff (2011), Computing Krippendorff's
Alpha-Reliability, which allows missing data; Wilson (1927) for the interval of a share.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Callable, Hashable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

RESAMPLES = 2000
FEWEST = 10  # positives below which a coefficient says little
Array = NDArray[np.float64]


@dataclass(frozen=True)
class Measure:
    """A coefficient with its 95 % interval; nothing where it is not defined, as when nobody ever chose otherwise."""

    value: float | None
    low: float | None = None
    high: float | None = None


@dataclass(frozen=True)
class Agreement:
    """How far people agree on one theme."""

    theme: str
    passages: int
    positives: int
    agreed: int
    kappa: Measure
    alpha: Measure

    @property
    def percent(self) -> Measure:
        """The share of passages with the same answer."""
        return (
            Measure(self.agreed / self.passages, *wilson(self.agreed, self.passages))
            if self.passages
            else Measure(None)
        )

    @property
    def is_thin(self) -> bool:
        """Whether too few passages carry the theme for a coefficient to say much."""
        return self.positives < FEWEST


def kappa(pairs: Sequence[tuple[Hashable, Hashable]]) -> Measure:
    """Cohen's kappa of two people's answers."""
    kinds = sorted({value for pair in pairs for value in pair}, key=repr)
    place = {value: number for number, value in enumerate(kinds)}
    counted = Counter((place[a], place[b]) for a, b in pairs)
    cells = list(counted)
    weights = np.array([counted[cell] for cell in cells], dtype=np.float64)

    def of(tables: Array) -> Array:
        total = tables.sum(axis=1)
        agreed = tables @ np.array([a == b for a, b in cells], dtype=np.float64) / total
        by_chance = np.zeros(len(tables))
        for kind in range(len(kinds)):
            first = tables @ np.array([a == kind for a, _ in cells], dtype=np.float64) / total
            second = tables @ np.array([b == kind for _, b in cells], dtype=np.float64) / total
            by_chance += first * second
        return _ratio(agreed - by_chance, 1 - by_chance)

    return _with_interval(weights, of)


def alpha(units: Sequence[Sequence[Hashable]]) -> Measure:
    """Krippendorff's alpha for nominal answers; each unit holds the answers of those who gave one."""
    if not any(len(unit) > 1 for unit in units):
        return Measure(None)
    answered = [tuple(sorted(unit, key=repr)) for unit in units if len(unit) > 1]
    counted = Counter(answered)
    kinds = sorted({value for unit in counted for value in unit}, key=repr)
    weights = np.array(list(counted.values()), dtype=np.float64)
    held = np.array([[unit.count(kind) for kind in kinds] for unit in counted], dtype=np.float64).reshape(
        -1, len(kinds)
    )
    sizes = held.sum(axis=1)
    differing = (sizes**2 - (held**2).sum(axis=1)) / np.maximum(sizes - 1, 1)

    def of(tables: Array) -> Array:
        totals = tables @ held
        n = totals.sum(axis=1)
        return 1 - _ratio((n - 1) * (tables @ differing), n**2 - (totals**2).sum(axis=1))

    return _with_interval(weights, of)


def agreement(theme: str, units: Sequence[Sequence[bool]]) -> Agreement:
    """How far people agree on a theme; each unit is a passage with the answers of those who coded it."""
    paired = [unit for unit in units if len(unit) > 1]
    pairs = [(unit[0], unit[1]) for unit in paired]
    agreed = sum(len(set(unit)) == 1 for unit in paired)
    return Agreement(theme, len(paired), sum(any(unit) for unit in paired), agreed, kappa(pairs), alpha(units))


def wilson(successes: int, trials: int) -> tuple[float, float]:
    """The 95 % interval of a share."""
    if not trials:
        return 0.0, 1.0
    z, share = 1.959964, successes / trials
    centre = share + z * z / (2 * trials)
    half = z * math.sqrt(share * (1 - share) / trials + z * z / (4 * trials * trials))
    return max(0.0, (centre - half) / (1 + z * z / trials)), min(1.0, (centre + half) / (1 + z * z / trials))


def _ratio(above: Array, below: Array) -> Array:
    found: Array = np.full(len(above), np.nan)
    np.divide(above, below, out=found, where=np.abs(below) > 1e-12)
    return found


def _with_interval(weights: Array, of: Callable[[Array], Array]) -> Measure:
    if not len(weights):
        return Measure(None)
    value = float(of(weights[None, :])[0])
    if math.isnan(value):
        return Measure(None)
    total = int(weights.sum())
    drawn = np.random.default_rng(20160101).multinomial(total, weights / weights.sum(), RESAMPLES).astype(np.float64)
    found = of(drawn)
    found = found[~np.isnan(found)]
    if len(found) < RESAMPLES / 2:
        return Measure(value)
    low, high = np.percentile(found, (2.5, 97.5))
    return Measure(value, float(low), float(high))
