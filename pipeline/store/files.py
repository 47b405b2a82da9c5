"""Writes files whole or not at all."""

from __future__ import annotations

import os
import tempfile
from pathlib import Path

from pipeline.errors import StoreError


def write_whole(path: Path, content: bytes) -> None:
    """Puts the content under this name, flushed to disk, or leaves what was there.

    Raises:
        StoreError: when the disk is full, read-only or failing.
    """
    handle = None
    try:
        handle, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
        with os.fdopen(handle, "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        os.chmod(name, 0o644)
        os.replace(name, path)
        flush_folder(path.parent)
    except OSError as error:
        if handle is not None:
            Path(name).unlink(missing_ok=True)
        raise unwritable(path, error) from error


def flush_folder(folder: Path) -> None:
    """Makes a rename in this folder survive a power cut, where the system has such a thing."""
    if os.name == "posix":
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)


def unwritable(path: Path, error: OSError) -> StoreError:
    """What to tell an analyst when this file could not be written."""
    return StoreError(
        f"{path} could not be written: {error.strerror or error}. Nothing was lost. "
        "Free space or ask for write access to the corpus folder, then run the same command again."
    )
