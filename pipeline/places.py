"""The map of places: which force polices an authority's area, and under what names forces are written.

A board's area is found by the longest name that its title holds, never by an acronym: BSCB is Birmingham, Bradford,
Bristol and others. The tables are in models/places.yaml; a corpus can add authorities in its settings.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import TypedDict

import yaml

PATH = Path(__file__).parent.parent / "models" / "places.yaml"
_SAFE_SHORT = re.compile(r"^(?=.{3,})[A-Z&]+$")


class Force(TypedDict):
    """How else a force is written."""

    also: list[str]


class Tables(TypedDict):
    """What models/places.yaml holds: each name of an area with its force, and how forces and other bodies are written."""

    forces: dict[str, Force]
    authorities: dict[str, str]
    districts: dict[str, str]
    boards: dict[str, str]
    former: dict[str, str]
    aliases: dict[str, str]
    others: dict[str, str]
    wales: dict[str, list[str]]


class Places:
    """Authorities, boards and districts with their forces, and every way of writing a force."""

    def __init__(self, tables: Tables, added: Mapping[str, str]) -> None:
        areas = tables["districts"] | tables["boards"] | tables["former"] | tables["authorities"] | tables["aliases"]
        self._areas = areas | dict(added)
        self.wales = frozenset(tables["wales"]["forces"])
        self._area = _alternation(self._areas)
        self._written = self._writings(tables["forces"], added)
        self._force = _alternation(self._written)
        self._stems = {_alike(_stem(force)): force for force in tables["forces"]}
        stems = "|".join(map(_pattern, sorted(self._stems, key=len, reverse=True)))
        self._pair = re.compile(
            rf"(?<![\w'-])({stems})(?:, ({stems}))? and ({stems}) (?:Police|Constabular(?:y|ies)|forces)\b",
            re.IGNORECASE,
        )
        self._acronyms = self._short_names(tables["forces"])
        self._others = tables["others"]
        self._other = _alternation(self._others)

    def area_in(self, text: str) -> tuple[str, str] | None:
        """The area that the text names and its force; the longest name wins, and of equals the first."""
        found = [match[0] for match in self._area.finditer(_plain(text))]
        if not found:
            return None
        longest = max(found, key=len)
        name = next(name for name in self._areas if _alike(name) == _alike(longest))
        return name, self._areas[name]

    def forces_in(self, text: str) -> list[str]:
        """The territorial forces that the text names, in the order in which it does."""
        plain = _plain(text)
        found = [(m.start(), self._written[_alike(m[0])]) for m in self._force.finditer(plain) if m[0] != m[0].lower()]
        found += [
            (m.start(group), self._stems[_alike(m[group])])
            for m in self._pair.finditer(plain)
            for group in (1, 2, 3)
            if m[group]
        ]
        known = {force for _, force in found}
        for short, force in self._acronyms.items():
            match = re.search(rf"(?<![\w&]){re.escape(short)}(?![\w&])", plain)
            if match and (force in known or short in ("GMP",)):
                found.append((match.start(), force))
        return list(dict.fromkeys(force for _, force in sorted(found)))

    def others_in(self, text: str) -> list[str]:
        """The police bodies named that are none of the territorial forces of England and Wales."""
        found = (self._others[_plain(m[0]).lower()] for m in self._other.finditer(_plain(text)))
        return list(dict.fromkeys(found))

    def is_welsh(self, force: str | None) -> bool:
        """Whether a force polices a part of Wales."""
        return force in self.wales

    def _writings(self, forces: Mapping[str, Force], added: Mapping[str, str]) -> dict[str, str]:
        written: dict[str, str] = {}
        for force, entry in forces.items():
            names = [force, *entry["also"]]
            stem = _stem(force)
            names += [f"{stem} Police", f"{stem} Constabulary", f"{stem} Police Service"]
            written |= {_alike(n): force for n in names if not _SAFE_SHORT.match(n) and len(n) > 5}
        for force in added.values():
            written[_alike(force)] = force
            written[f"heddlu {_plain(force).removesuffix(' Police').lower()}"] = force
        written |= {"the met": "Metropolitan Police Service", "scotland yard": "Metropolitan Police Service"}
        return written

    def _short_names(self, forces: Mapping[str, Force]) -> dict[str, str]:
        return {also: force for force, entry in forces.items() for also in entry["also"] if _SAFE_SHORT.match(also)}


@cache
def _tables() -> Tables:
    tables: Tables = yaml.load(PATH.read_text(encoding="utf-8"), Loader=_LOADER)
    return tables


_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


def load(added: Mapping[str, str] | None = None) -> Places:
    """The built-in map with the authorities that a corpus's settings add to it."""
    return _places(tuple(sorted((added or {}).items())))


@cache
def _places(added: tuple[tuple[str, str], ...]) -> Places:
    return Places(_tables(), dict(added))


def _plain(text: str) -> str:
    text = text.replace("’", "'").replace("–", "-").replace("ô", "o").replace("\u00a0", " ")
    text = text.replace(" & ", " and ")
    return re.sub(r"\s+", " ", text)


def _alternation(names: Mapping[str, str]) -> re.Pattern[str]:
    longest_first = sorted((_plain(name) for name in names), key=len, reverse=True)
    alternatives = "|".join(map(_pattern, longest_first))
    return re.compile(rf"(?<![\w'-])(?:{alternatives})(?![\w-])", re.IGNORECASE)


def _pattern(name: str) -> str:
    """A name with a space where it may have a hyphen, and a hyphen where it may have a space."""
    return re.sub(r"\\?[ -]", "[ -]", re.escape(name))


def _alike(name: str) -> str:
    return _plain(name).lower().replace("-", " ")


def _stem(force: str) -> str:
    return re.sub(r" (Police Service|Police|Constabulary)$", "", force)
