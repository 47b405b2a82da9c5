"""Compares everything in a corpus with what it should be: originals, register, log, store, briefings."""

from __future__ import annotations

import contextlib
import hashlib
import json
import sqlite3
from collections.abc import Iterator
from pathlib import Path

from pipeline.errors import StoreError, UsageError
from pipeline.records import Decision
from pipeline.store import log, register
from pipeline.store.backup import MANIFEST, manifest
from pipeline.store.corpus import Corpus
from pipeline.store.database import Store
from pipeline.store.opening import open_store


def check(corpus: Corpus) -> list[str]:
    """One line for each thing that is not as it should be, with the next step; none when all is well."""
    said: list[str] = []
    found: list[str] = []
    try:
        with open_store(corpus, said.append) as store:
            found += [*_database(store), *_originals(store), *_decisions(store)]
    except StoreError as error:
        found.append(str(error))
    return said + found + [*_register(corpus), *_briefings(corpus), *_backup(corpus)]


def _database(store: Store) -> Iterator[str]:
    rows = [row[0] for row in store.connection.execute("PRAGMA integrity_check")]
    rows += [f"row {row[1]} of {row[0]} stands alone" for row in store.connection.execute("PRAGMA foreign_key_check")]
    if rows != ["ok"]:
        yield f"{store.corpus.database} is damaged. Run: scr-briefing --corpus {store.corpus.folder} rebuild"


def _originals(store: Store) -> Iterator[str]:
    for name, original in sorted(store.originals().items()):
        path = store.corpus.originals / name
        if not path.is_file():
            yield f"{name} was read but is no longer in originals/. Put it back, or run extract to leave it out."
        elif not original.failure and _hash(path) != original.sha256:
            yield (
                f"{name} is not the file that was read. If it was replaced on purpose run extract; if not, take the "
                "first one from a backup."
            )


def _hash(path: Path) -> str:
    try:
        with path.open("rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest()
    except OSError:
        return ""


def _decisions(store: Store) -> Iterator[str]:
    """Where log and store differ: opening has made up for what one lacked, so what is left is damage."""
    logged = {made.uuid: made for made in log.read(store.corpus.decisions)}
    for made in store.decisions():
        if not _same(logged.pop(made.uuid, None), made):
            yield f"Decision {made.uuid} is not the same in decisions.jsonl and in the store. Run rebuild: the log counts."
    yield from (f"Decision {uuid} is in decisions.jsonl and not in the store. Run rebuild." for uuid in logged)


def _same(one: Decision | None, other: Decision) -> bool:
    return one is not None and log.as_line(one) == log.as_line(other)


def _register(corpus: Corpus) -> Iterator[str]:
    try:
        entries = register.read(corpus.register)
    except UsageError as error:
        yield str(error)
        return
    for file in sorted(entries):
        if not (corpus.originals / file).exists():
            yield f"register.csv has a row for {file}, which is not in originals/. Put the file there or take the row out."


def _briefings(corpus: Corpus) -> Iterator[str]:
    for path in sorted(corpus.briefings.glob("*/*.manifest.json")):
        try:
            outputs: dict[str, str] = json.loads(path.read_text(encoding="utf-8"))["outputs"]
        except (OSError, ValueError, KeyError):
            yield f"{path} cannot be read. Print that briefing again, or take it from a backup."
            continue
        for name, sha256 in sorted(outputs.items()):
            if _hash(path.parent / name) != sha256:
                yield f"{path.parent / name} is not the file that was printed. Print it again, or take it from a backup."


def _backup(corpus: Corpus) -> Iterator[str]:
    """Where this folder is itself a backup: the files that are not what they were."""
    if not (corpus.folder / MANIFEST).exists():
        return
    with contextlib.suppress(StoreError, sqlite3.Error):
        for name, known in sorted(manifest(corpus.folder).items()):
            if name != "store.sqlite" and _hash(corpus.folder / name) != known.sha256:
                yield f"{corpus.folder / name} is not what it was when this backup was made. Use an older backup."
