"""decisions.jsonl: every decision a person made, appended, flushed and never rewritten."""

from __future__ import annotations

import fcntl
import json
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from pydantic import TypeAdapter, ValidationError

from pipeline.errors import StoreError
from pipeline.records import Decision, to_dict
from pipeline.store.faults import last_backup, unwritable

_DECISION = TypeAdapter(Decision)


def as_line(decision: Decision) -> str:
    """The decision as one line of JSON."""
    return json.dumps(to_dict(decision), ensure_ascii=False, sort_keys=True) + "\n"


def from_line(line: str) -> Decision:
    """The decision in this line.

    Raises:
        ValueError: when the line is not a whole decision.
    """
    try:
        return _DECISION.validate_json(line, strict=True)
    except ValidationError as error:
        first = error.errors()[0]
        raise ValueError(f"{'.'.join(map(str, first['loc']))}: {first['msg']}") from error


@contextmanager
def locked(path: Path) -> Iterator[int]:
    """The log, open for appending and held by this process alone."""
    try:
        handle = os.open(path, os.O_RDWR | os.O_CREAT | os.O_APPEND, 0o644)
    except OSError as error:
        raise unwritable(path, error) from error
    try:
        fcntl.flock(handle, fcntl.LOCK_EX)
        yield handle
    finally:
        os.close(handle)


@contextmanager
def undone_on_failure(handle: int) -> Iterator[None]:
    """Leaves the locked log as it was when what happens within fails."""
    before = os.fstat(handle).st_size
    try:
        yield
    except BaseException:
        os.ftruncate(handle, before)
        os.fsync(handle)
        raise


def append(handle: int, path: Path, decisions: list[Decision]) -> None:
    """Adds these decisions to the locked log and flushes them to disk.

    Raises:
        StoreError: when the disk refuses.
    """
    content = "".join(map(as_line, decisions)).encode()
    try:
        while content:
            content = content[os.write(handle, content) :]
        os.fsync(handle)
    except OSError as error:
        raise unwritable(path, error) from error


def read(path: Path) -> list[Decision]:
    """Every decision in the log, in the order of their lines.

    Raises:
        StoreError: naming the line that is not a whole decision.
    """
    if not path.exists():
        return []
    decisions = []
    # only a newline ends a line: what people write may hold other separators
    for number, line in enumerate(_text(path).split("\n")[:-1], start=1):
        try:
            decisions.append(from_line(line))
        except ValueError as error:
            raise StoreError(
                f"{path}, line {number}, is not a whole decision ({error}). Nothing in it was changed. "
                f"Restore the file from the last backup.{last_backup(path.parent)}"
            ) from error
    return decisions


def _text(path: Path) -> str:
    try:
        return path.read_bytes().decode("utf-8")
    except UnicodeDecodeError as error:
        raise StoreError(
            f"{path} is damaged: it is not text from byte {error.start} on. Nothing in it was changed. "
            f"Restore the file from the last backup.{last_backup(path.parent)}"
        ) from error


def set_torn_line_aside(handle: int, path: Path) -> str | None:
    """Moves a last line that a power cut left unfinished to a file of its own; says so when there was one."""
    content = path.read_bytes()
    if not content or content.endswith(b"\n"):
        return None
    whole = content.rfind(b"\n") + 1
    aside = path.with_suffix(".torn")
    with aside.open("ab") as file:
        file.write(content[whole:] + b"\n")
        file.flush()
        os.fsync(file.fileno())
    os.ftruncate(handle, whole)
    os.fsync(handle)
    return f"The last line of {path.name} was unfinished: it is kept in {aside.name}. No saved decision is missing."
