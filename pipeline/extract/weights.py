"""Weighs the evidence for a fact with numbers learnt from labelled documents, kept in models/facts.json.

Each fact that words alone do not settle (when the incident was, how old the child was, what the harm was) has named
features and a weight for each; `python -m pipeline.extract.learn` learns them anew.
"""

from __future__ import annotations

import json
import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from pipeline.errors import ModelError

PATH = Path(__file__).parent.parent.parent / "models" / "facts.json"
Features = Mapping[str, float]


@dataclass(frozen=True, slots=True)
class Weights:
    """What each feature of one fact counts, and the probability from which an answer is given."""

    bias: float
    of: Mapping[str, float]
    least: float

    def probability(self, features: Features) -> float:
        """How likely a candidate with these features is the right one."""
        score = self.bias + sum(self.of.get(name, 0.0) * value for name, value in features.items())
        return 1 / (1 + math.exp(-max(-30.0, min(30.0, score))))


def load(fact: str) -> Weights:
    """The weights of a fact.

    Raises:
        ModelError: when models/facts.json is missing or cannot be used.
    """
    try:
        told = _read(PATH)[fact]
        return Weights(float(told["bias"]), dict(told["weights"]), float(told["least"]))
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise ModelError(f"models/facts.json cannot be used: {error}. Restore models/ from the repository.") from error


@cache
def _read(path: Path) -> dict[str, Any]:
    read: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    return read


def write(learnt: Mapping[str, Weights], authors: Sequence[str]) -> None:
    """Keeps the weights learnt for these facts beside those of the others, and who wrote what they were learnt from."""
    told = json.loads(PATH.read_text(encoding="utf-8")) if PATH.exists() else {}
    for fact, w in learnt.items():
        of = {name: round(value, 4) for name, value in sorted(w.of.items())}
        told[fact] = {"bias": round(w.bias, 4), "least": w.least, "weights": of}
    PATH.write_text(json.dumps({**told, "authors": sorted(authors)}, indent=1) + "\n", encoding="utf-8")
    _read.cache_clear()
