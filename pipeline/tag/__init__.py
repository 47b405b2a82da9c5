"""Suggests the themes of police practice that passages speak of, and learns them from what people settled."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pipeline.tag.tagger import Tagger

__all__ = ["load"]


def load(corpus: Path) -> Tagger:
    """The tagger that a corpus uses; what it is made of is loaded here, so that its version can be had without.

    Raises:
        ModelError: when a part of it is missing or altered.
    """
    from pipeline.tag import tagger

    return tagger.load(corpus)
