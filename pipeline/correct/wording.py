"""Finds where a passage's sentences stand word for word in other reviews."""

from __future__ import annotations

import re
from array import array
from collections.abc import Iterable, Iterator

import numpy as np

from pipeline.sentences import sentences

LEAST_WORDS = 12  # a shorter sentence may be the same by chance


class Wordings:
    """The long sentences of a corpus by their words, whatever their capitals and punctuation: a few bytes for each."""

    def __init__(self, texts: Iterable[tuple[str, str, str]]) -> None:
        self._passages: list[tuple[str, str]] = []
        keys, places = array("q"), array("q")
        for review, passage, text in texts:
            found = list(_keys(text))
            if found:
                keys.extend(found)
                places.extend([len(self._passages)] * len(found))
                self._passages.append((review, passage))
        order = np.argsort(np.asarray(keys, dtype=np.int64), kind="stable")
        self._keys = np.asarray(keys, dtype=np.int64)[order]
        self._places = np.asarray(places, dtype=np.int64)[order]

    def elsewhere(self, review: str, text: str) -> list[tuple[str, str]]:
        """The first passage of each other review that has a sentence of this text: the review and the passage."""
        found: dict[str, str] = {}
        for key in _keys(text):
            first, last = (int(np.searchsorted(self._keys, key, side)) for side in ("left", "right"))
            for place in self._places[first:last]:
                other, passage = self._passages[place]
                if other != review:
                    found.setdefault(other, passage)
        return sorted(found.items())


def _keys(text: str) -> Iterator[int]:
    for sentence in sentences(text):
        words = re.findall(r"\w+", sentence.casefold())
        if len(words) >= LEAST_WORDS:
            yield hash(" ".join(words))
