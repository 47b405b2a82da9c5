"""Which tagger a corpus uses, without loading it."""

from __future__ import annotations

import json
from pathlib import Path

from pipeline.errors import ModelError

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
    path = folder_in_use(corpus) / "tagger.json"
    try:
        return str(json.loads(path.read_text(encoding="utf-8"))["id"])
    except (OSError, ValueError, KeyError) as error:
        raise ModelError(
            f"The tagger {path.parent} is missing or damaged. Run make train, or restore models/."
        ) from error
