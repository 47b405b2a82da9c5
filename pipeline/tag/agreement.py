"""How far a second reader, who labelled a share of the passages blind, agrees with the authors: the measure of any tagger."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np

from pipeline import labelled
from pipeline.labelled import Judged
from pipeline.linear import Array
from pipeline.tag.features import theme_ids


@dataclass(frozen=True)
class Agreement:
    """What two readers say of the same passages."""

    pairs: tuple[tuple[Judged, Judged], ...]

    def f1(self, themes: Sequence[str]) -> float:
        """The F1 of the second reader's themes against the first's, over these themes."""
        both = sum(theme in a.themes and theme in b.themes for a, b in self.pairs for theme in themes)
        claimed = sum((theme in a.themes) + (theme in b.themes) for a, b in self.pairs for theme in themes)
        return 2 * both / claimed if claimed else float("nan")

    def any_finding(self) -> float:
        """The F1 of whether a passage carries any theme."""
        both = sum(bool(a.themes) and bool(b.themes) for a, b in self.pairs)
        return 2 * both / sum(bool(a.themes) + bool(b.themes) for a, b in self.pairs)

    def polarity(self) -> float:
        """How often both give a theme that they share the same polarity."""
        same = [a.themes[theme] == b.themes[theme] for a, b in self.pairs for theme in a.themes if theme in b.themes]
        return float(np.mean(same))

    def kappa(self, answer: Callable[[Judged], str]) -> float:
        """Cohen's kappa of one answer (Cohen 1960)."""
        return kappa([answer(a) for a, _ in self.pairs], [answer(b) for _, b in self.pairs])


def kappa(first: Sequence[str], second: Sequence[str]) -> float:
    """Cohen's kappa: agreement beyond what chance would give (Cohen 1960)."""
    labels = sorted({*first, *second})
    table: Array = np.zeros((len(labels), len(labels)))
    for a, b in zip(first, second, strict=True):
        table[labels.index(a), labels.index(b)] += 1
    table /= table.sum()
    chance = float(table.sum(axis=1) @ table.sum(axis=0))
    return 1.0 if chance == 1.0 else (float(np.trace(table)) - chance) / (1 - chance)


def agreement() -> Agreement:
    """The agreement of the second reader in models/labelled with the authors."""
    return Agreement(tuple(labelled.read_twice()))


def report() -> str:
    """The agreement in plain English, with a line for each theme."""
    found = agreement()
    themes = theme_ids()
    lines = [
        f"Two readers on {len(found.pairs)} passages, the second blind:",
        f"  themes, micro-F1      {found.f1(themes):.2f}",
        f"  any finding, F1       {found.any_finding():.2f}",
        f"  polarity the same     {found.polarity():.2f}",
        f"  kind, kappa           {found.kappa(lambda judged: judged.kind):.2f}",
        f"  police contact, kappa {found.kappa(lambda judged: judged.police):.2f}",
        "",
        f"  {'theme':32} {'first':>5}  {'second':>6}  {'F1':>5}  {'kappa':>5}",
    ]
    for theme in themes:
        given = [sum(theme in reader.themes for reader in side) for side in zip(*found.pairs, strict=True)]
        held = found.kappa(lambda judged, theme=theme: str(theme in judged.themes))  # type: ignore[misc]
        lines.append(f"  {theme:32} {given[0]:5}  {given[1]:6}  {found.f1([theme]):5.2f}  {held:5.2f}")
    return "\n".join(lines)
