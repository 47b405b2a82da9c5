"""Writes files whole or not at all."""

from __future__ import annotations

import os
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO

from pipeline.store.faults import unwritable

UNFINISHED = ".unfinished"
LONG_AGO = 3600.0


def write_whole(path: Path, content: bytes) -> None:
    """Puts the content under this name, flushed to disk, or leaves what was there.

    Raises:
        StoreError: when the disk is full, read-only or failing.
    """
    with writing_whole(path) as file:
        file.write(content)


@contextmanager
def writing_whole(path: Path) -> Iterator[BinaryIO]:
    """A file to write to, which takes this name, flushed to disk, once all is written; else what was there stays.

    Raises:
        StoreError: when the disk is full, read-only or failing.
    """
    name = None
    try:
        handle, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.", suffix=UNFINISHED)
        with os.fdopen(handle, "wb") as file:
            yield file
            file.flush()
            os.fsync(file.fileno())
        os.chmod(name, 0o644)
        os.replace(name, path)
        name = None
        flush_folder(path.parent)
    except OSError as error:
        raise unwritable(path, error) from error
    finally:
        if name is not None:
            Path(name).unlink(missing_ok=True)


def flush_folder(folder: Path) -> None:
    """Makes a rename in this folder survive a power cut, where the system has such a thing."""
    if os.name == "posix":
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)


def sweep(folder: Path) -> None:
    """Removes what a killed run left unfinished in this folder; nothing that a running one may still be writing."""
    for path in folder.glob(f".*{UNFINISHED}"):
        try:
            if time.time() - path.stat().st_mtime > LONG_AGO:
                path.unlink()
        except OSError:  # swept by another run, or not ours to remove
            continue
