"""How far a second reader, who labelled a share of the passages blind, agrees with the authors: the measure of any tagger."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np

from pipeline import labelled
from pipeline.agreement import kappa
from pipeline.labelled import Judged, ReadTwice
from pipeline.tag.features import theme_ids

FEW = 40  # passages, below which an author's agreement says nothing


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
        """Cohen's kappa of one answer; 1 where both gave every passage the same one."""
        found = kappa([(answer(a), answer(b)) for a, b in self.pairs]).value
        return 1.0 if found is None else found


def _carries(theme: str) -> Callable[[Judged], str]:
    return lambda judged: str(theme in judged.themes)


def agreement() -> Agreement:
    """The agreement of the second reader in models/labelled with the authors."""
    return _of(tuple(labelled.read_twice()))


def _of(twice: Sequence[ReadTwice]) -> Agreement:
    return Agreement(tuple((one.first, one.second) for one in twice))


def report() -> str:
    """The agreement in plain English, with a line for each theme and for each author of some passages."""
    twice = tuple(labelled.read_twice())
    found = _of(twice)
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
        held = found.kappa(_carries(theme))
        lines.append(f"  {theme:32} {given[0]:5}  {given[1]:6}  {found.f1([theme]):5.2f}  {held:5.2f}")
    lines += ["", "  themes, micro-F1 of the two, by author"]
    for author in sorted({one.author for one in twice}):
        own = _of([one for one in twice if one.author == author])
        if len(own.pairs) < FEW:
            continue
        lines.append(f"    {author:18}  {own.f1(themes):.2f}  ({len(own.pairs)} passages)")
    return "\n".join(lines)
