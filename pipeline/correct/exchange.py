"""Reads decisions that were made elsewhere: the log of another computer, line by line."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from pydantic import TypeAdapter, ValidationError

from pipeline.errors import UsageError
from pipeline.records import Decision
from pipeline.store import Store
from pipeline.store.decided import by_target
from pipeline.store.state import current

_DECISION = TypeAdapter(Decision)


@dataclass(frozen=True)
class Found:
    """What a file of decisions would add."""

    new: list[Decision]
    known: int
    conflicts: list[str]

    def report(self) -> str:
        """The counts in plain words, and where two people decided the same thing."""
        lines = [f"{len(self.new)} new decisions, {self.known} already here."]
        if self.conflicts:
            lines.append(f"{len(self.conflicts)} were decided here as well; both are kept, and the later one counts:")
            lines += [f"  {target}" for target in self.conflicts[:50]]
        return "\n".join(lines)


def read_decisions(file: Path, store: Store) -> Found:
    """What this file of decisions would add to the store.

    Raises:
        UsageError: naming each line that is not a decision; then nothing is taken from the file.
    """
    made = list(_lines(file))
    here = store.decisions()
    known = {decision.uuid for decision in here}
    new = [decision for decision in made if decision.uuid not in known]
    standing = by_target(here)
    conflicts = [
        target for target, group in sorted(by_target(new).items())
        if target in standing and _differ(standing[target], group)
    ]  # fmt: skip
    return Found(new, len(made) - len(new), conflicts)


def _differ(here: list[Decision], there: list[Decision]) -> bool:
    ours, theirs = current(here), current(there)
    superseded = {decision.supersedes for decision in there}
    return bool(ours and theirs and ours.value != theirs.value and ours.uuid not in superseded)


def _lines(file: Path) -> Iterable[Decision]:
    try:
        lines = file.read_text(encoding="utf-8").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        raise UsageError(
            f"{file} cannot be read as a file of decisions. Choose a .jsonl file that was exported."
        ) from error
    faults, made = [], []
    for number, line in enumerate(lines, start=1):
        try:
            made.append(_DECISION.validate_json(line))
        except (ValidationError, json.JSONDecodeError):
            faults.append(f"line {number}")
    if faults:
        raise UsageError(
            f"{file} has lines that are not decisions: {', '.join(faults[:20])}. Nothing was taken from it."
        )
    return made
