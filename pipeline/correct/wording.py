"""Finds where a passage's sentences stand word for word in other reviews."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator

from pipeline.sentences import sentences

LEAST_WORDS = 12  # a shorter sentence may be the same by chance


class Wordings:
    """The long sentences of a corpus by their words, whatever their capitals and punctuation."""

    def __init__(self, texts: Iterable[tuple[str, str, str]]) -> None:
        self._places: dict[int, list[tuple[str, str]]] = defaultdict(list)
        for review, passage, text in texts:
            for key in _keys(text):
                self._places[key].append((review, passage))

    def elsewhere(self, review: str, text: str) -> list[tuple[str, str]]:
        """The first passage of each other review that has a sentence of this text: the review and the passage."""
        found: dict[str, str] = {}
        for key in _keys(text):
            for other, passage in self._places.get(key, ()):
                if other != review:
                    found.setdefault(other, passage)
        return sorted(found.items())


def _keys(text: str) -> Iterator[int]:
    for sentence in sentences(text):
        words = re.findall(r"\w+", sentence.casefold())
        if len(words) >= LEAST_WORDS:
            yield hash(" ".join(words))
