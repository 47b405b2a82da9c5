"""Reads models/codebook.yaml: the themes, their boundaries and what they map to in other frameworks."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Annotated, Any, Literal

import yaml
from pydantic import BaseModel, ConfigDict, Field, ValidationError

from pipeline.errors import ModelError

PATH = Path(__file__).parent.parent / "models" / "codebook.yaml"


class Questions(BaseModel):
    """The questions a theme puts to each of the briefing's readers."""

    model_config = ConfigDict(extra="forbid", frozen=True)
    leaders: str
    supervisors: str
    frontline: str
    review_officers: str


class Theme(BaseModel):
    """A recurrent issue of police practice, with what belongs to it and what does not."""

    model_config = ConfigDict(extra="forbid", frozen=True)
    id: Annotated[str, Field(pattern=r"^[a-z0-9-]+$")]
    name: str
    level: Literal["strategic", "operational"]
    parent: str | None = None
    definition: str
    include: tuple[str, ...]
    exclude: tuple[str, ...]
    positive: str
    negative: str
    questions: Questions
    frameworks: dict[str, tuple[str, ...]] = {}
    since: str = "1.0"
    retired: str | None = None


@dataclass(frozen=True)
class Codebook:
    """The version of the codebook, its frameworks (key to name by framework) and its themes in print order."""

    version: str
    frameworks: dict[str, dict[str, str]]
    themes: tuple[Theme, ...]

    def __getitem__(self, theme: str) -> Theme:
        return self.by_id()[theme]

    def by_id(self) -> dict[str, Theme]:
        """The themes by their ids."""
        return {theme.id: theme for theme in self.themes}

    def level(self, level: str) -> tuple[Theme, ...]:
        """The themes of one level, strategic or operational."""
        return tuple(theme for theme in self.themes if theme.level == level)


@cache
def load(path: Path = PATH) -> Codebook:
    """The codebook in this file.

    Raises:
        ModelError: when the file is missing or a theme in it is incomplete.
    """
    try:
        data: dict[str, Any] = yaml.safe_load(path.read_text(encoding="utf-8"))
        themes = tuple(Theme.model_validate(theme) for theme in data["themes"])
        return Codebook(str(data["version"]), data["frameworks"], themes)
    except (OSError, yaml.YAMLError, KeyError, TypeError) as error:
        raise ModelError(
            f"The codebook {path.name} cannot be read: {error}. Restore it from the repository."
        ) from error
    except ValidationError as error:
        faults = "; ".join(f"{'.'.join(map(str, e['loc']))}: {e['msg']}" for e in error.errors())
        raise ModelError(f"The codebook {path.name} is not complete: {faults}. Mend these entries.") from error
