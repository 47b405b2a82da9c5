"""Reads which taggers a corpus has, and what a file of learnt numbers says of itself, without reading the numbers or loading a library for them."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from pipeline.errors import ModelError


def about(path: Path) -> dict[str, Any]:
    """What is to be known about the classifiers in this file, without reading their numbers."""
    return dict(said(path)["about"])


def said(path: Path) -> dict[str, Any]:
    """The names in a file of classifiers: the head of a safetensors file is its length and JSON.

    Raises:
        ModelError: when the file is missing or is none.
    """
    try:
        with path.open("rb") as file:
            head = json.loads(file.read(int.from_bytes(file.read(8), "little")))
        found: dict[str, Any] = json.loads(head["__metadata__"]["said"])
    except (OSError, ValueError, KeyError, TypeError, OverflowError, MemoryError) as error:
        raise ModelError(
            f"The model {path} is missing or damaged. Run make train, or restore models/ from the repository."
        ) from error
    return found


def chosen(corpus: Path) -> dict[str, str | None]:
    """Which taggers of its own a corpus has: the newly trained one, the one in use, and the one before it.

    Raises:
        ModelError: when the note of them is damaged.
    """
    path = corpus / "model" / "chosen.json"
    try:
        return dict(json.loads(path.read_text(encoding="utf-8")))
    except FileNotFoundError:
        return {}
    except (OSError, ValueError, TypeError) as error:
        raise ModelError(f"{path} is damaged. Delete it to use the built-in tagger, then train again.") from error
