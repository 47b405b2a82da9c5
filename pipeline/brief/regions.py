"""The region of England, or Wales, that each force polices; a corpus's settings can add to it."""

from __future__ import annotations

from functools import cache
from pathlib import Path

import yaml

from pipeline.errors import ModelError

PATH = Path(__file__).parent.parent.parent / "models" / "regions.yaml"


@cache
def load() -> dict[str, str]:
    """The region by force.

    Raises:
        ModelError: when the file is missing or is no map.
    """
    try:
        found = yaml.safe_load(PATH.read_text(encoding="utf-8"))
        return {force: region for region, forces in found.items() for force in forces}
    except (OSError, yaml.YAMLError, AttributeError, TypeError) as error:
        raise ModelError(f"The map {PATH.name} cannot be read: {error}. Restore it from the repository.") from error
