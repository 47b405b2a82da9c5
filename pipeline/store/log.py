"""decisions.jsonl: every decision a person made, appended, flushed and never rewritten."""

from __future__ import annotations

import fcntl
import json
import os
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from pydantic import TypeAdapter, ValidationError

from pipeline.errors import StoreError
from pipeline.records import Decision, to_dict
from pipeline.store.faults import last_backup, unwritable

PATIENCE = 20.0  # seconds to wait for another program that is writing
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
def locked(path: Path, only_to_read: bool = False) -> Iterator[int]:
    """The log, open for appending, or only for reading where nothing may be written, and held by this process alone.

    Raises:
        StoreError: when it cannot be opened, or another program holds it for too long.
    """
    try:
        handle = _held(path, only_to_read)
    except OSError as error:
        raise unwritable(path, error) from error
    try:
        yield handle
    finally:
        os.close(handle)


def _held(path: Path, only_to_read: bool) -> int:
    until = time.monotonic() + PATIENCE
    while True:
        handle = _opened(path, only_to_read)
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
            if os.fstat(handle).st_ino == path.stat().st_ino:  # else it was written anew while we waited
                return handle
        except BlockingIOError as error:
            if time.monotonic() > until:
                os.close(handle)
                raise StoreError(
                    f"{path} could not be used: another program is writing to it. Nothing was lost. "
                    "Wait until that has finished, then run the same command again."
                ) from error
            time.sleep(0.01)
        os.close(handle)


def _opened(path: Path, only_to_read: bool) -> int:
    try:
        return os.open(path, os.O_RDWR | os.O_CREAT | os.O_APPEND, 0o644)
    except OSError:
        if only_to_read:
            return os.open(path, os.O_RDONLY)
        raise


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
                f"{path}, line {number}, is not a whole decision ({error}). {_what_to_do(path)}"
            ) from error
    return decisions


def _text(path: Path) -> str:
    try:
        return path.read_bytes().decode("utf-8-sig")  # an editor may have put its mark before the first line
    except UnicodeDecodeError as error:
        raise StoreError(
            f"{path} is damaged: it is not text from byte {error.start} on. {_what_to_do(path)}"
        ) from error


def _what_to_do(path: Path) -> str:
    return (
        f"Nothing was changed. Run: scr-briefing --corpus {path.parent} rebuild: it keeps this file beside a new one "
        f"with every decision that the file or the store still holds.{last_backup(path.parent)}"
    )


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
