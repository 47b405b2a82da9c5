"""Finds the white space between two columns of text."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from pipeline.extract.glyphs import Run


def gutter_of(runs: Sequence[Run], width: float, usual: float | None = None) -> float | None:
    """The middle of the white space between two columns of text, or None for a page of one column."""
    body = [run for run in runs if len(run.text) > 12]
    if usual is not None and sum(run.x0 < usual - 3 and run.x1 > usual + 3 for run in body) <= 0.3 * len(body):
        return usual
    if len(body) < 12:
        return None
    for step in range(36, 65):
        x = width * step / 100
        across = sum(run.x0 < x - 3 and run.x1 > x + 3 for run in body)
        left = [run for run in body if run.x1 <= x + 3]
        right = [run for run in body if run.x0 >= x - 3]
        if across <= 0.12 * len(body) and min(len(left), len(right)) >= 0.25 * len(body) and _are_columns(left, right):
            return x
    return None


def _are_columns(left: Sequence[Run], right: Sequence[Run]) -> bool:
    """Whether the two sides are columns of running text, not cells of a table: written as a whole, or section by section."""
    sides = [0] * len(left) + [1] * len(right)
    in_order = [side for _, side in sorted(zip([r.order for r in (*left, *right)], sides, strict=True))]
    changes = sum(a != b for a, b in zip(in_order, in_order[1:], strict=False))
    return changes <= max(4, 0.2 * len(sides)) and (_has_edge(right) or (len(right) >= 15 and _has_edge(left)))


def _has_edge(runs: Sequence[Run]) -> bool:
    """Whether half of the runs begin at one place, as running text does; a table in a column hides the edge of it."""
    return Counter(round(run.x0 / 4) for run in runs).most_common(1)[0][1] >= 0.5 * len(runs)
