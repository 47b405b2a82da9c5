"""How a newly trained tagger does beside the one in use, theme by theme, kept with it for whoever chooses."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path

from pipeline.records import from_dict, to_dict

FILE = "compared.json"


@dataclass(frozen=True, slots=True)
class Measured:
    """How well one theme is found on documents by authors that the tagger has not learnt from."""

    precision: float
    recall: float
    f1: float
    calibration: float  # the mean distance between its probabilities and what turned out true
    suggests: bool  # not, where it would be wrong more often than right


@dataclass(frozen=True, slots=True)
class Theme:
    """One theme under the tagger in use (if it can be compared) and under the new one."""

    theme: str
    labels: int  # passages that carry it among those learnt from
    positives: int  # passages that carry it among those measured on
    before: Measured | None
    after: Measured


@dataclass(frozen=True, slots=True)
class Comparison:
    """A new tagger and the one that was in use when it was trained; F1 over all themes where it is known."""

    new: str
    before: str | None
    settled: int  # passages settled in this corpus that the new one learnt from
    micro_before: float | None
    micro_after: float
    themes: tuple[Theme, ...]


def keep(folder: Path, comparison: Comparison) -> None:
    """Keeps the comparison beside the tagger in this folder."""
    (folder / FILE).write_text(json.dumps(to_dict(comparison), indent=1) + "\n", encoding="utf-8")


def read(folder: Path) -> Comparison | None:
    """The comparison beside the tagger in this folder, if there is one."""
    try:
        return from_dict(Comparison, json.loads((folder / FILE).read_text(encoding="utf-8")))
    except (OSError, ValueError, TypeError, KeyError):
        return None
