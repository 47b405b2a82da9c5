"""Which tagger a corpus uses, without loading it."""

from __future__ import annotations

import json
from pathlib import Path

from pipeline import kept
from pipeline.kept import chosen

FILE = "tagger.safetensors"
BUILT_IN = Path(__file__).parent.parent.parent / "models" / "tagger"


def folder_in_use(corpus: Path) -> Path:
    """The folder of the tagger in use: the one trained with this corpus's decisions, else the one in models/."""
    name = chosen(corpus).get("in_use")
    return corpus / "model" / name if name else BUILT_IN


def choose(corpus: Path, **names: str | None) -> None:
    """Notes which taggers of its own a corpus has, in one step."""
    path = corpus / "model" / "chosen.json"
    path.parent.mkdir(exist_ok=True)
    coming = path.with_name(".chosen.json.unfinished")
    coming.write_text(json.dumps(chosen(corpus) | names, sort_keys=True) + "\n", encoding="utf-8")
    coming.replace(path)


def model_id(corpus: Path) -> str:
    """The id of the tagger in use, which the suggestions it makes carry.

    Raises:
        ModelError: when there is none.
    """
    return str(kept.about(folder_in_use(corpus) / FILE)["id"])
