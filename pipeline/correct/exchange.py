"""Reads decisions that were made elsewhere: the log of another computer, or a workbook that came back."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from pipeline.correct import returned
from pipeline.correct.desk import Desk
from pipeline.errors import UsageError
from pipeline.records import Decision
from pipeline.store import Store, log
from pipeline.store.decided import by_target
from pipeline.store.state import current


@dataclass(frozen=True)
class Found:
    """What a log of decisions would add."""

    made: list[Decision]
    known: int
    conflicts: list[str]

    @property
    def new(self) -> list[Decision]:
        """The decisions that are not here yet."""
        return self.made

    def report(self) -> str:
        """The counts in plain words, and where two people decided the same thing."""
        lines = [f"{len(self.made)} new decisions, {self.known} already here."]
        if self.conflicts:
            lines.append(f"{len(self.conflicts)} were decided here as well; both are kept, and the later one counts:")
            lines += [f"  {target}" for target in self.conflicts[:50]]
        return "\n".join(lines)


def read_decisions(file: Path, store: Store) -> Found | returned.Returned:
    """What this file of decisions would add to the store.

    Raises:
        UsageError: naming each line that is not a decision; then nothing is taken from the file.
    """
    try:
        content = file.read_bytes()
    except OSError as error:
        raise UsageError(f"{file} cannot be read: {error.strerror}. Choose a file that was exported.") from error
    if file.suffix.lower() == ".xlsx":
        desk = Desk(store)
        desk.catch_up()
        return returned.read(content, desk)
    return found_in(content, str(file), store)


def found_in(content: bytes, name: str, store: Store) -> Found:
    """What a log of decisions would add to the store."""
    made = _lines(content, name)
    new = [decision for decision in made if not store.has_decision(decision.uuid)]
    conflicts = [
        target for target, group in sorted(by_target(new).items())
        if _differ(store.decisions_on(target), group)
    ]  # fmt: skip
    return Found(new, len(made) - len(new), conflicts)


def _differ(here: list[Decision], there: list[Decision]) -> bool:
    ours, theirs = current(here), current(there)
    superseded = {decision.supersedes for decision in there}
    return bool(ours and theirs and ours.value != theirs.value and ours.uuid not in superseded)


def _lines(content: bytes, name: str) -> list[Decision]:
    try:
        lines = content.decode("utf-8-sig").split("\n")  # what people write may hold other separators
    except UnicodeDecodeError as error:
        raise UsageError(
            f"{name} cannot be read as a file of decisions. Choose a .jsonl file that was exported."
        ) from error
    faults, made = [], []
    for number, line in enumerate(lines, start=1):
        if not line.strip():
            continue
        try:
            made.append(log.from_line(line))
        except ValueError:
            faults.append(f"line {number}")
    if faults:
        raise UsageError(
            f"{name} has lines that are not decisions: {', '.join(faults[:20])}. Nothing was taken from it."
        )
    return made
