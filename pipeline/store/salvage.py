"""Gathers every decision that can still be read, whatever has happened to the log or to the database."""

from __future__ import annotations

import contextlib
import datetime as dt
import shutil
import sqlite3
from collections.abc import Iterator
from pathlib import Path

from pipeline.errors import StoreError
from pipeline.records import Decision
from pipeline.store import log
from pipeline.store.corpus import Corpus
from pipeline.store.faults import unwritable
from pipeline.store.files import write_whole


def decisions(folder: Path) -> list[Decision]:
    """Every whole decision that the database or the log of a corpus holds, in the order in which they were made.

    Where the two differ the log's own word counts.
    """
    logged: dict[str, Decision] = {}
    for line in _lines(folder / "decisions.jsonl"):
        with contextlib.suppress(ValueError):
            made = log.from_line(line)
            logged.setdefault(made.uuid, made)
    stored = [logged.pop(made.uuid, made) for made in _stored(folder / "store.sqlite")]
    return [*stored, *logged.values()]


def mend(corpus: Corpus) -> str | None:
    """Gives a log that is damaged, or lacks what a damaged store holds, every decision there is; says what it did.

    A damaged log is kept beside the new one.

    Raises:
        StoreError: when the disk refuses.
    """
    path = corpus.decisions
    found = decisions(corpus.folder)
    try:
        held = {made.uuid for made in log.read(path)}
    except StoreError:
        return _written_anew(path, found)
    lost = [made for made in found if made.uuid not in held]
    if not lost:
        return None
    with log.locked(path) as handle, log.undone_on_failure(handle):
        log.append(handle, path, lost)
    return f"{path.name} lacked {len(lost)} decisions that the store holds: they were written back."


def _written_anew(path: Path, found: list[Decision]) -> str:
    aside = path.with_name(f"decisions.damaged-{dt.datetime.now(dt.UTC):%Y-%m-%d-%H%M%S}.jsonl")
    with log.locked(path):
        try:
            shutil.copy2(path, aside)
        except OSError as error:
            raise unwritable(aside, error) from error
        write_whole(path, "".join(map(log.as_line, found)).encode())
    return (
        f"{path.name} was damaged: it is kept as it was in {aside.name}, and written anew with the {len(found)} "
        "decisions that it and the store hold. Compare the number with what you expect; a backup may hold more."
    )


def _lines(path: Path) -> list[str]:
    try:
        return path.read_bytes().decode("utf-8-sig", "replace").split("\n")
    except OSError:
        return []


def _stored(path: Path) -> Iterator[Decision]:
    """The decisions in a database, as far as it can be read."""
    if not path.is_file():
        return
    with contextlib.suppress(sqlite3.Error), contextlib.closing(sqlite3.connect(path, timeout=5.0)) as connection:
        for (record,) in connection.execute("SELECT record FROM decisions ORDER BY seq"):
            with contextlib.suppress(ValueError):
                yield log.from_line(record)
