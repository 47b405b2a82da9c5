"""Which tagger a corpus uses, without loading it."""

from __future__ import annotations

import json
from pathlib import Path

from pipeline import kept

FILE = "tagger.safetensors"
BUILT_IN = Path(__file__).parent.parent.parent / "models" / "tagger"


def folder_in_use(corpus: Path) -> Path:
    """The folder of the tagger in use: the one trained with this corpus's decisions, else the one in models/."""
    chosen = corpus / "model" / "in-use.json"
    if not chosen.exists():
        return BUILT_IN
    name = json.loads(chosen.read_text(encoding="utf-8"))["folder"]
    return corpus / "model" / name if name != "built-in" else BUILT_IN


def model_id(corpus: Path) -> str:
    """The id of the tagger in use, which the suggestions it makes carry.

    Raises:
        ModelError: when there is none.
    """
    return str(kept.about(folder_in_use(corpus) / FILE)["id"])
