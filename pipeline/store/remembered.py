"""Remembers the register's rows, so that one that is lost does not turn a restricted review into a published one."""

from __future__ import annotations

import json
from contextlib import suppress

from pipeline.errors import StoreError, UsageError, named
from pipeline.store import register
from pipeline.store.database import Store

Rows = dict[str, dict[str, str]]


def keep(store: Store) -> str | None:
    """Writes back the rows that the register lost of documents that are still there; says so, and what was released.

    Raises:
        StoreError: when the disk refuses.
    """
    path = store.corpus.register
    if _stamp(store) == store.noted("register_stamp"):
        return None
    known: Rows = json.loads(store.noted("register") or "{}")
    try:
        rows = register.cells(path)
    except UsageError:  # told by the commands that need it
        return None
    lost = [row for file, row in known.items() if file not in rows and (store.corpus.originals / file).exists()]
    register.add_rows(path, lost)
    said = [f"register.csv lacked the rows of {len(lost)} documents that were in it: they were written back."] * bool(
        lost
    )
    said += [_released(file) for file, row in rows.items() if _is_released(row, known.get(file, {}))]
    stamp = _stamp(store)
    with suppress(StoreError), store.writing():  # where nothing can be written it is remembered another time
        store.note("register", json.dumps(register.cells(path), ensure_ascii=False))
        store.note("register_stamp", stamp)
    return " ".join(said) or None


def _stamp(store: Store) -> str:
    try:
        seen = store.corpus.register.stat()
    except FileNotFoundError:
        return "missing"
    return f"{seen.st_size} {seen.st_mtime_ns}"


def _is_released(row: dict[str, str], before: dict[str, str]) -> bool:
    return before.get("handling") == "restricted" != row.get("handling")


def _released(file: str) -> str:
    return f"{named(file)} was restricted in register.csv and is no longer: it can be quoted now. Undo that if it is a mistake."
