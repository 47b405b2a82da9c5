"""Suggests the themes of police practice that passages speak of, and learns them from what people settled."""

from __future__ import annotations

from pipeline.tag.tagger import Tagger, load
from pipeline.tag.train import train

__all__ = ["Tagger", "load", "train"]
