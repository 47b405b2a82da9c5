"""Finds the security marking that a document carries: in its running lines or on its first or last pages."""

from __future__ import annotations

import re
from typing import Literal

from pipeline.extract.document import Document

Marking = Literal["OFFICIAL", "OFFICIAL-SENSITIVE"]
_SENSITIVE = re.compile(r"\bOFFICIAL\s*[-–—:]?\s*\(?SENSITIVE\b")
_OFFICIAL = re.compile(r"^\W*(?:(?:GSC|Government Security Classification|Marking|Classification)\W+)?OFFICIAL\W*$")


def marking_of(document: Document) -> Marking | None:
    """The highest marking that a document carries, in capitals as the classification policy has it; most carry none."""
    texts = [line.text for line in document.lines]
    if any(_SENSITIVE.search(text) for text in texts):
        return "OFFICIAL-SENSITIVE"
    return "OFFICIAL" if any(_OFFICIAL.match(text) for text in texts) else None
