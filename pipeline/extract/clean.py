"""Makes text safe to store and print: no control, direction or half characters, one kind of space."""

from __future__ import annotations

import re
import unicodedata

_BAD = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff\ufff9-\uffff\ud800-\udfff\U000e0000-\U000e007f]"
)
_SPACES = re.compile(r"[\s\u00a0\u2000-\u200a\u202f\u205f\u3000]+")
_LIGATURES = str.maketrans(
    {"ﬀ": "ff", "ﬁ": "fi", "ﬂ": "fl", "ﬃ": "ffi", "ﬄ": "ffl", "ﬅ": "st", "ﬆ": "st", "\u00ad": ""}
)


def clean(text: str) -> str:
    """The text without what must not be stored, its spaces folded; every stored text has passed through here."""
    return _SPACES.sub(" ", _BAD.sub("", unicodedata.normalize("NFC", text).translate(_LIGATURES))).strip()
