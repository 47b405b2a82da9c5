"""Keeps what the language model said of passages from one training to the next, in the corpus, so that it is asked once.

The file is derived and may be deleted at any time. It holds numbers alone, in numpy's own format without pickle, each
matrix with its checksum; what is damaged or of another model counts as never said. After a training only what that
training asked for stays in it, so nothing outlives the documents it is about.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

import numpy as np

from pipeline import encoder
from pipeline.errors import BROKEN_ARCHIVE, StoreError
from pipeline.linear import Array
from pipeline.store.files import writing_whole

FILE = ".answers.npz"
_DAMAGED = (*BROKEN_ARCHIVE, KeyError)  # numpy's file is an archive; a matrix may be missing from it


class Remembered:
    """What was said before, read as it is needed, and what this run has asked for."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.asked: dict[str, Array] = {}

    def known(self, name: str, shape: tuple[int, int]) -> Array | None:
        """What was said under this name, if it is whole and of this shape."""
        if name in self.asked:
            return self.asked[name]
        with suppress(*_DAMAGED), self.path.open("rb") as file, np.load(file, allow_pickle=False) as kept:
            found = np.asarray(kept[name])
            if found.shape == shape and found.dtype == np.float32 and np.isfinite(found).all():
                return found.astype(np.float64)
        return None

    def keep(self, name: str, scores: Array) -> None:
        """Notes that this run asked for these."""
        self.asked[name] = scores

    def others(self) -> dict[str, Array]:
        """What was said before and this run has not asked for."""
        found: dict[str, Array] = {}
        with suppress(*_DAMAGED), self.path.open("rb") as file, np.load(file, allow_pickle=False) as kept:
            for name in kept.files:
                if name not in self.asked:
                    found[name] = np.asarray(kept[name])
        return found


@contextmanager
def remembering(corpus: Path, *, keep_others: bool = False) -> Iterator[None]:
    """Has the language model asked only for what no run on this corpus has asked; then keeps what this run asked for."""
    memory = Remembered(corpus / FILE)
    with encoder.remembering(memory):
        yield
    kept: dict[str, Any] = memory.others() if keep_others else {}
    kept |= {name: scores.astype(np.float32) for name, scores in memory.asked.items()}
    with suppress(StoreError), writing_whole(memory.path) as file:  # without it the next run takes longer, no more
        np.savez(file, **kept)
