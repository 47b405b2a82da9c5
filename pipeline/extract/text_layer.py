"""Tells a page's text from signs that stand for no letters, or for other letters than are shown."""

from __future__ import annotations

import re
from collections.abc import Sequence

from pipeline.extract.glyphs import Run

_PLAIN = ".,;:!?'\"()-–—‘’“”/&%£•*[]|_=+@#"
_COMMON = re.compile(
    r"\b(?:the|of|and|to|in|is|was|for|on|with|by|yn|ac|ar|la|le|et|der|die|und|en|que)\b", re.IGNORECASE
)
_LEAST_LETTERS = 40
_FEWEST_VOWELS = 0.24  # of the letters: in languages of our alphabet about two in five are


def is_text(found: Sequence[Run]) -> bool:
    """Whether a page has a text layer: some words, not mostly signs that stand for no letter, nor letters in disorder.

    A font that does not say which letters its signs stand for gives others in their place, and no common word.
    """
    text = " ".join(run.text for run in found)
    plain = sum(c.isalnum() and c < "\ue000" or c in _PLAIN for c in text)
    if plain < 12 or plain <= 0.6 * len(text.replace(" ", "")):
        return False
    letters = re.findall("[a-z]", text.lower())
    vowels = sum(letter in "aeiou" for letter in letters)
    return len(letters) < _LEAST_LETTERS or vowels >= _FEWEST_VOWELS * len(letters) or bool(_COMMON.search(text))
