"""What a workbook that came back would change, row by row, before anything is kept."""

from __future__ import annotations

import hashlib
import io
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from openpyxl import load_workbook

from pipeline import codebook
from pipeline.correct.deciding import Act, key_of, settled
from pipeline.correct.desk import Desk, Reviewer
from pipeline.correct.display import POLARITIES, theme_name
from pipeline.correct.site import seen_of
from pipeline.correct.workbook import ANSWERS, COLUMNS, MOST_THEMES, checksum
from pipeline.errors import UsageError
from pipeline.records import Decision

MOST_PARTS, MOST_BYTES, MOST_ROWS = 200, 100_000_000, 20_000
_WAYS = {name: way for way, name in POLARITIES.items()}


@dataclass
class Returned:
    """What a workbook would change: the decisions, and each row in its kind with its number."""

    made: list[Decision] = field(default_factory=list)
    new: list[str] = field(default_factory=list)
    conflicts: list[str] = field(default_factory=list)
    refused: list[str] = field(default_factory=list)
    unchanged: int = 0
    known: int = 0

    def report(self) -> str:
        """What would change, in plain words."""
        lines = [
            f"{len(self.new)} passages would be settled, {self.unchanged} rows hold no decision, "
            f"{self.known} were taken in before."
        ]
        if self.conflicts:
            lines.append(f"{len(self.conflicts)} were decided by somebody else meanwhile. Theirs stands until a third "
                         "person has settled it on the page Agreement:")  # fmt: skip
            lines += [f"  {told}" for told in self.conflicts]
        if self.refused:
            lines += [f"{len(self.refused)} rows cannot be used:", *(f"  {told}" for told in self.refused)]
        return "\n".join(lines)


def read(content: bytes, desk: Desk, reviewer: Reviewer | None = None) -> Returned:
    """What this workbook would change, decided by this person or else by the one it was made for.

    Raises:
        UsageError: when it is not a workbook that this program gave out.
    """
    about, rows = _opened(content)
    name = reviewer.name if reviewer else about.get("Reviewer", "")
    if not name:
        raise UsageError("The sheet 'Read me' does not say whose workbook this is. Write the name beside Reviewer.")
    found = Returned()
    if about.get("Codebook") != codebook.load().version:
        found.refused.append("every row: the workbook was made with another version of the codebook. Export it again.")
        return found
    step = hashlib.sha256(content).hexdigest()
    seen_ids: set[str] = set()
    for number, row in rows:
        fault = _fault(row, desk, reviewer, seen_ids)
        seen_ids.add(row["id"])
        if not row["Decision"]:
            found.unchanged += 1
        elif fault:
            found.refused.append(f"row {number}: {fault}")
        else:
            _take(found, number, row, desk, name, step, about.get("Made at", ""))
    return found


def _opened(content: bytes) -> tuple[dict[str, str], list[tuple[int, dict[str, str]]]]:
    refusal = UsageError("This is not a workbook that was exported here. Choose the .xlsx file that you were given.")
    try:
        parts = zipfile.ZipFile(io.BytesIO(content)).infolist()
        if len(parts) > MOST_PARTS or sum(part.file_size for part in parts) > MOST_BYTES:
            raise refusal
        book = load_workbook(io.BytesIO(content), read_only=True, data_only=True)
        about = {str(row[0]): str(row[1]) for row in book["Read me"].iter_rows(max_row=5, max_col=2, values_only=True) if row[0]}  # fmt: skip
        return about, list(_rows(book["Passages"]))
    except UsageError:
        raise
    except Exception as error:  # a hostile file makes the library raise anything at all
        raise refusal from error


def _rows(sheet: Any) -> Iterator[tuple[int, dict[str, str]]]:
    lines = sheet.iter_rows(max_col=len(COLUMNS), max_row=MOST_ROWS, values_only=True)
    if tuple(next(lines)) != COLUMNS:
        raise UsageError("The first row of the sheet 'Passages' was changed. Export the workbook again.")
    for number, line in enumerate(lines, start=2):
        row = {name: "" if value is None else str(value) for name, value in zip(COLUMNS, line, strict=False)}
        if any(row.values()):
            yield number, {name: row.get(name, "") for name in COLUMNS}


def _fault(row: dict[str, str], desk: Desk, reviewer: Reviewer | None, seen_ids: set[str]) -> str | None:
    known = desk.passage(row["id"])
    if not known or (reviewer and not desk.may_see(known[0], reviewer)):
        return "its passage is not in this corpus"
    if desk.lock_on(row["id"]):
        return f"{known[0].quarter} is locked"
    if row["id"] in seen_ids:
        return "this passage stands in an earlier row too"
    if row["checksum"] != checksum(known[1].passage.text) or row["Passage"].strip() != known[1].passage.text.strip():
        return "the text of the passage was changed"
    if row["Decision"] and row["Decision"] not in ANSWERS:
        return f"there is no decision named {row['Decision']}"
    names = _themes()
    unknown = [row[f"Theme {n}"] for n in range(1, MOST_THEMES + 1) if row[f"Theme {n}"] not in {*names, ""}]
    if unknown and row["Decision"] == ANSWERS[0]:
        return f"there is no theme named {unknown[0]}"
    ways = [row[f"As {n}"] for n in range(1, MOST_THEMES + 1) if row[f"As {n}"] not in _WAYS and row[f"As {n}"]]
    return f"a theme cannot be given as {ways[0]}" if ways else None


def _take(found: Returned, number: int, row: dict[str, str], desk: Desk, name: str, step: str, made_at: str) -> None:
    identity, answer = row["id"], row["Decision"]
    known = desk.passage(identity)
    assert known is not None
    review, passage, _ = known
    history = desk.store.decisions_about(identity)
    seen, since = seen_of(history, row["seen"])
    key = key_of("workbook", [made_at, *row.values()])
    others = [made for made in since if made.context.get("row") != key]
    context = {"batch": step, "row": key, "file": step}
    act = Act(key, name, seen, context=context, at=made_at if others else None)
    if others and {d.reviewer for d in others} == {name}:
        found.refused.append(f"row {number}: you decided this passage on the page meanwhile, and that stands")
        return
    if others:
        act = act.blind()
        passage = desk.as_of(review, passage, seen)
    made = _made(act, row, answer, passage)
    if all(desk.store.has_decision(d.uuid) for d in made):
        found.known += 1
        return
    found.made += made
    place = f"row {number}: page {row['Page']} of {row['Review']}"
    (found.conflicts if others else found.new).append(place)


def _made(act: Act, row: dict[str, str], answer: str, passage: Any) -> list[Decision]:
    identity, note = row["id"], row["Note"].strip()
    made = [act.decision(f"flag/{identity}/note", {"value": note})] if note != passage.note else []
    if answer == "unsure":
        return [*made, act.decision(f"flag/{identity}/unsure", {"value": True})]
    ids = _themes()
    held: dict[str, str] = {}
    if answer == ANSWERS[0]:
        for n in range(1, MOST_THEMES + 1):
            if row[f"Theme {n}"]:
                held[ids[row[f"Theme {n}"]]] = _WAYS.get(row[f"As {n}"], "gap")
    return [*made, *settled(act, passage, held)]


def _themes() -> dict[str, str]:
    """The ids of the themes by the names that a workbook lists; a retired one may stand on a passage still."""
    return {theme_name(theme.id): theme.id for theme in codebook.load().themes}
