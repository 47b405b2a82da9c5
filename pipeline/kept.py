"""Reads what a file of learnt numbers says of itself, without reading the numbers or loading a library for them."""

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
