"""Copies a corpus whole while it is in use, and brings a copy back without losing a decision made since."""

from __future__ import annotations

import contextlib
import datetime as dt
import errno
import hashlib
import json
import os
import shutil
import sqlite3
import stat
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pipeline.errors import StoreError, UsageError
from pipeline.store import log, salvage
from pipeline.store.corpus import Corpus
from pipeline.store.database import Store
from pipeline.store.faults import unusable, unwritable
from pipeline.store.files import UNFINISHED, flush_folder, write_whole
from pipeline.store.opening import open_store

MANIFEST = "backup.json"
LINKED = ("originals", "briefings")  # never edited once they are there, so two backups may share one copy
_OMITTED = (MANIFEST, "last-backup.json")


@dataclass(frozen=True)
class _Copied:
    """A file of a backup: its hash, and the size and time by which the next backup knows it unchanged."""

    sha256: str
    size: int
    mtime_ns: int


def backup(store: Store, into: Path) -> Path:
    """A copy of the corpus in a new folder there, consistent even while others work; gives that folder.

    Originals and briefings that the backup before already holds are shared with it, so a backup costs what is new.

    Raises:
        StoreError: when the copy cannot be made; then none is left.
    """
    corpus = store.corpus
    _refuse_inside(corpus.folder, into)
    made = dt.datetime.now(dt.UTC)
    name = corpus.folder.resolve().name
    target = _free(into / f"{name}-{made:%Y-%m-%d-%H%M%S}")
    unfinished = into / f".{target.name}{UNFINISHED}"
    try:
        _clear(into, name)
        unfinished.mkdir(parents=True)
        files = _filled(store, unfinished, _previous(into, name))
        said = {"corpus": name, "made": f"{made:%Y-%m-%d %H:%M} UTC", "files": {k: vars(v) for k, v in files.items()}}
        write_whole(unfinished / MANIFEST, (json.dumps(said, indent=1, sort_keys=True) + "\n").encode())
        unfinished.rename(target)
        flush_folder(into)
    except OSError as error:
        raise unwritable(target, error) from error
    finally:
        shutil.rmtree(unfinished, ignore_errors=True)
    _remember(corpus.folder, target, str(said["made"]))
    return target


def _free(target: Path) -> Path:
    """This name, or the first with a number added that is not taken."""
    names = (target.with_name(f"{target.name}-{number}") for number in range(2, 1000))
    return next(name for name in (target, *names) if not name.exists())


def _remember(corpus: Path, copy: Path, made: str) -> None:
    last = {"folder": str(copy.resolve()), "made": made}
    with contextlib.suppress(StoreError):  # a disk that can only be read is one more reason for a backup
        write_whole(corpus / "last-backup.json", (json.dumps(last) + "\n").encode())


def _refuse_inside(corpus: Path, into: Path) -> None:
    if into.resolve().is_relative_to(corpus.resolve()):
        raise UsageError(f"{into} lies in the corpus itself. Name a folder elsewhere, best on another disk.")


def _clear(into: Path, name: str) -> None:
    """Removes what backups that were killed left behind."""
    for left in into.glob(f".{name}-*{UNFINISHED}"):
        shutil.rmtree(left, ignore_errors=True)


def _previous(into: Path, name: str) -> tuple[Path, dict[str, _Copied]] | None:
    for folder in sorted(into.glob(f"{name}-*"), reverse=True):
        with contextlib.suppress(StoreError):
            return folder, manifest(folder)
    return None


def _filled(store: Store, target: Path, previous: tuple[Path, dict[str, _Copied]] | None) -> dict[str, _Copied]:
    """Every file of the corpus, copied; log and store are taken while no decision can be made."""
    corpus = store.corpus
    with log.locked(corpus.decisions, only_to_read=True):
        copied = {"decisions.jsonl": _copy(corpus.decisions, target / "decisions.jsonl")}
        _copy_database(store, target / "store.sqlite")
    copied["store.sqlite"] = _seen(target / "store.sqlite")
    for path in _parts(corpus):
        name = path.relative_to(corpus.folder).as_posix()
        (target / name).parent.mkdir(parents=True, exist_ok=True)
        with contextlib.suppress(FileNotFoundError):  # taken away while we copied
            copied[name] = _shared(path, name, target, previous) or _copy(path, target / name)
    for part in ("originals", "commentary", "briefings"):
        (target / part).mkdir(exist_ok=True)
    return copied


def _copy_database(store: Store, target: Path) -> None:
    try:
        with contextlib.closing(sqlite3.connect(target)) as copy:
            store.connection.backup(copy)
    except sqlite3.Error as error:
        if error.sqlite_errorname == "SQLITE_FULL":  # the copy's disk, not the corpus's
            raise OSError(errno.ENOSPC, "") from error
        raise unusable(store.corpus.database, error) from error


def _parts(corpus: Corpus) -> Iterator[Path]:
    """The ordinary files of a corpus but for log and store, hidden and unfinished ones, and links."""
    for folder, folders, files in os.walk(corpus.folder):
        folders[:] = sorted(name for name in folders if not name.startswith("."))
        for name in sorted(files):
            path = Path(folder) / name
            own = path.parent == corpus.folder
            derived = own and (name.startswith("store.") or name in ("decisions.jsonl", *_OMITTED))
            if not derived and not name.startswith(".") and stat.S_ISREG(path.lstat().st_mode):
                yield path


def _shared(path: Path, name: str, target: Path, previous: tuple[Path, dict[str, _Copied]] | None) -> _Copied | None:
    """The file as the backup before holds it, when it is unchanged and the disk can hold one copy under two names."""
    if not previous or name.split("/")[0] not in LINKED:
        return None
    folder, files = previous
    known, seen = files.get(name), path.stat()
    if not known or (known.size, known.mtime_ns) != (seen.st_size, seen.st_mtime_ns):
        return None
    try:
        os.link(folder / name, target / name)
    except OSError:
        return None
    return known


def _copy(source: Path, target: Path) -> _Copied:
    digest, size = hashlib.sha256(), 0
    with source.open("rb") as reading, target.open("wb") as writing:
        before = os.fstat(reading.fileno())
        while part := reading.read(1 << 20):
            digest.update(part)
            size += len(part)
            writing.write(part)
        writing.flush()
        os.fsync(writing.fileno())
    os.utime(target, ns=(before.st_atime_ns, before.st_mtime_ns))
    return _Copied(digest.hexdigest(), size, before.st_mtime_ns)


def _seen(path: Path) -> _Copied:
    with path.open("rb") as file:
        digest = hashlib.file_digest(file, "sha256").hexdigest()
    found = path.stat()
    return _Copied(digest, found.st_size, found.st_mtime_ns)


def manifest(folder: Path) -> dict[str, _Copied]:
    """The files of a backup, by their names.

    Raises:
        StoreError: when the folder is no whole backup.
    """
    try:
        said: dict[str, Any] = json.loads((folder / MANIFEST).read_text(encoding="utf-8"))
        return {name: _Copied(**copied) for name, copied in said["files"].items()}
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise StoreError(f"{folder} is not a whole backup: its {MANIFEST} cannot be read. Choose another.") from error


# --- and back ----------------------------------------------------------------------------------------------


def restore(source: Path, folder: Path) -> str:
    """Puts a backup in the place of a corpus, which is kept beside it, and says what was done.

    Decisions that the corpus holds and the backup lacks are taken over: none is lost by going back.

    Raises:
        StoreError: when a file of the backup is not what it was; then nothing is changed.
    """
    files = manifest(source)
    folder = folder.resolve()
    coming = folder.parent / f".{folder.name}{UNFINISHED}"
    shutil.rmtree(coming, ignore_errors=True)
    try:
        _brought(source, files, coming)
        since = _taken_over(folder, coming)
        aside = _moved_aside(folder)
        coming.rename(folder)
        flush_folder(folder.parent)
        _remember(folder, source, str(json.loads((source / MANIFEST).read_text(encoding="utf-8"))["made"]))
    except OSError as error:
        raise unwritable(folder, error) from error
    finally:
        shutil.rmtree(coming, ignore_errors=True)
    lines = [f"{folder} is as the backup {source.name} holds it: {len(files)} files, each with the hash it had."]
    if since:
        lines.append(f"{since} decisions made since that backup were taken over.")
    if aside:
        lines.append(f"What was there is kept in {aside}; remove it when you no longer need it.")
    return "\n".join(lines)


def _brought(source: Path, files: dict[str, _Copied], coming: Path) -> None:
    for part in ("originals", "commentary", "briefings"):
        (coming / part).mkdir(parents=True)
    for name, known in files.items():
        if Path(name).is_absolute() or ".." in Path(name).parts:
            raise StoreError(f"{source} names a file outside itself. It is no backup of this program: use another.")
        (coming / name).parent.mkdir(parents=True, exist_ok=True)
        try:
            same = _copy(source / name, coming / name).sha256 == known.sha256
        except FileNotFoundError:
            same = False
        if not same:
            raise StoreError(
                f"{source / name} is missing or not what it was when the backup was made. "
                "Nothing was changed. Choose an older backup."
            )


def _taken_over(folder: Path, coming: Path) -> int:
    """Adds to the backup the decisions that the corpus in its place holds, as far as they can be read."""
    with open_store(Corpus(coming)) as store:
        return store.decide(salvage.decisions(folder))


def _moved_aside(folder: Path) -> Path | None:
    if not folder.exists():
        return None
    aside = folder.with_name(f"{folder.name}.before-restore-{dt.datetime.now(dt.UTC):%Y-%m-%d-%H%M%S}")
    folder.rename(aside)
    return aside
