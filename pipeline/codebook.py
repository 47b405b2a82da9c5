"""Reads models/codebook.yaml: the themes, their boundaries and what they map to in other frameworks."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
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


class Change(BaseModel):
    """A change to the list of themes: what was done to which, when, and why.

    A theme keeps its id for ever: decisions name it. `rename` changes only what it is called; `redefine` its boundary.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)
    version: Annotated[str, Field(pattern=r"^\d+(\.\d+)*$")]
    date: dt.date
    kind: Literal["add", "retire", "rename", "redefine", "split", "merge"]
    themes: tuple[str, ...]
    into: tuple[str, ...] = ()
    why: str

    @property
    def quarter(self) -> str:
        """The quarter in which the change was made."""
        return f"{self.date.year}-Q{(self.date.month + 2) // 3}"

    @property
    def words(self) -> str:
        """The change in a few words."""
        done = {"add": "added", "retire": "retired", "rename": "renamed", "redefine": "redefined"}.get(self.kind)
        said = done or f"{'split' if self.kind == 'split' else 'merged'} into {' and '.join(self.into)}"
        return f"{said} on {self.date} (codebook {self.version})"


@dataclass(frozen=True)
class Codebook:
    """The version of the codebook, its frameworks (key to name by framework), its themes in print order, its changes."""

    version: str
    frameworks: dict[str, dict[str, str]]
    themes: tuple[Theme, ...]
    changes: tuple[Change, ...] = ()

    def __getitem__(self, theme: str) -> Theme:
        return self.by_id()[theme]

    def by_id(self) -> dict[str, Theme]:
        """The themes by their ids."""
        return {theme.id: theme for theme in self.themes}

    def level(self, level: str) -> tuple[Theme, ...]:
        """The themes of one level, strategic or operational."""
        return tuple(theme for theme in self.themes if theme.level == level)

    @property
    def offered(self) -> tuple[Theme, ...]:
        """The themes that may still be suggested and chosen, in print order."""
        return tuple(theme for theme in self.themes if not theme.retired)

    def in_use(self, theme: str) -> bool:
        """Whether this theme may still be suggested and chosen."""
        known = self.by_id().get(theme)
        return known is not None and not known.retired

    def recheck(self, theme: str, version: str | None, day: str) -> str:
        """Why a tag with this theme should be looked at again; empty when it need not be.

        `version` is that of the codebook by which a person decided on it, `day` (ISO) when, where that is not known.
        """
        for change in reversed(self.changes):
            later = _order(change.version) > _order(version) if version else change.date.isoformat() > day[:10]
            if later and theme in change.themes and change.kind in _UNSETTLING:
                return change.words
        return ""

    def breaks(self, theme: str) -> tuple[Change, ...]:
        """The changes before and after which counts of this theme cannot be compared."""
        return tuple(c for c in self.changes if c.kind != "rename" and theme in (*c.themes, *c.into))


def _order(version: str) -> tuple[int, ...]:
    return tuple(int(part) for part in version.split("."))


_UNSETTLING = ("retire", "redefine", "split", "merge")


def load(path: Path | None = None) -> Codebook:
    """The codebook in this file, by default the one in models/.

    Raises:
        ModelError: when the file is missing or a theme in it is incomplete.
    """
    return _read(path or PATH)


@cache
def _read(path: Path) -> Codebook:
    try:
        data: dict[str, Any] = yaml.safe_load(path.read_text(encoding="utf-8"))
        themes = tuple(Theme.model_validate(theme) for theme in data["themes"])
        changes = tuple(Change.model_validate(change) for change in data.get("changes", ()))
        book = Codebook(str(data["version"]), data["frameworks"], themes, changes)
    except (OSError, yaml.YAMLError, KeyError, TypeError) as error:
        raise ModelError(
            f"The codebook {path.name} cannot be read: {error}. Restore it from the repository."
        ) from error
    except ValidationError as error:
        faults = "; ".join(f"{'.'.join(map(str, e['loc']))}: {e['msg']}" for e in error.errors())
        raise ModelError(f"The codebook {path.name} is not complete: {faults}. Mend these entries.") from error
    if wrong := list(_contradictions(book)):
        raise ModelError(f"The codebook {path.name} contradicts itself: {'; '.join(wrong)}. Mend these entries.")
    return book


def _contradictions(book: Codebook) -> Iterator[str]:
    """Where the list of changes and the themes do not say the same."""
    known = book.by_id()
    if len(known) != len(book.themes):
        yield "two themes have the same id"
    if [c.date for c in book.changes] != sorted(c.date for c in book.changes):
        yield "the changes are not in the order of their dates"
    if book.changes and book.changes[-1].version != book.version:
        yield f"the version is {book.version}, but the last change made it {book.changes[-1].version}"
    for change in book.changes:
        where = f"the change of {change.date}"
        yield from (
            f"{where} names {theme}, which is no theme"
            for theme in (*change.themes, *change.into)
            if theme not in known
        )
        if (change.kind in ("split", "merge")) != bool(change.into):
            yield (
                f"{where} must say into which themes: it is a {change.kind}"
                if not change.into
                else f"{where} has no into"
            )
        ended = change.themes if change.kind in ("retire", "split", "merge") else ()
        kept = [theme for theme in ended if theme in known and not known[theme].retired and theme not in change.into]
        yield from (f"{where} ends {theme}, which has no retired version" for theme in kept)
