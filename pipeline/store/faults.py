"""What to tell an analyst when the disk or the store refuses: what happened, that nothing is lost, and the next step."""

from __future__ import annotations

import errno
import json
import re
import sqlite3
from pathlib import Path

from pipeline.errors import StoreError

_WORDS = {
    errno.ENOSPC: ("the disk is full", "Free space"),
    errno.EDQUOT: ("your share of the disk is used up", "Free space"),
    errno.EFBIG: ("the disk takes no larger file", "Free space"),
    errno.EROFS: ("the disk is read-only", "Ask for write access to the corpus folder"),
    errno.EACCES: ("access is denied", "Ask for write access to the corpus folder"),
    errno.EPERM: ("access is denied", "Ask for write access to the corpus folder"),
    errno.EIO: ("the disk reports an error", "Copy the corpus to another disk and tell IT"),
}
_PLACES = {
    errno.ENOENT: ("there is no such folder", "Name a folder that is there"),
    errno.ENOTDIR: ("there is no such folder", "Name a folder that is there"),
    errno.EISDIR: ("it is a folder", "Name a file in it"),
    errno.ENAMETOOLONG: ("the name is too long", "Choose a shorter one"),
}
_SQLITE = (
    ("SQLITE_FULL", "the disk is full", "Free space"),
    ("SQLITE_READONLY", "it is read-only", "Ask for write access to the corpus folder"),
    ("SQLITE_CANTOPEN", "it cannot be opened", "Ask for write access to the corpus folder"),
    ("SQLITE_BUSY", "another program is writing to it", "Wait until that has finished"),
    ("SQLITE_LOCKED", "another program is writing to it", "Wait until that has finished"),
    ("SQLITE_IOERR", "the disk reports an error", "See that the disk has space, or tell IT"),
)
_SYNCED = re.compile(r"onedrive|dropbox|google ?drive|icloud|nextcloud|owncloud|sharepoint|box sync", re.I)
_NETWORK = ("nfs", "cifs", "smb", "afs", "9p", "fuse.sshfs", "fuse.rclone", "davfs", "webdav", "ncpfs", "glusterfs")


def is_of_the_disk(error: OSError) -> bool:
    """Whether this is the disk's refusal to be written, rather than a mistake of the program."""
    return error.errno in _WORDS


def unwritable(path: Path, error: OSError) -> StoreError:
    """What to tell when this file could not be written."""
    what, step = (_WORDS | _PLACES).get(
        error.errno or 0, (error.strerror or type(error).__name__, "Free space or ask for access")
    )
    return StoreError(
        f"{path} could not be written: {what}. Nothing was lost. {step}, then run the same command again."
    )


def unusable(path: Path, error: sqlite3.Error) -> StoreError:
    """What to tell when the store could not be read or written."""
    name = getattr(error, "sqlite_errorname", "") or ""
    for start, what, step in _SQLITE:
        if name.startswith(start):
            return StoreError(
                f"{path} could not be used: {what}. Nothing was lost. {step}, then run the same command again."
            )
    if isinstance(error, sqlite3.OperationalError) and not name.startswith(("SQLITE_CORRUPT", "SQLITE_NOTADB")):
        return StoreError(
            f"{path} could not be used ({name or type(error).__name__}). Nothing was lost. "
            "Run the same command again; if it says the same, run: scr-briefing check"
        )
    return StoreError(
        f"{path} is damaged ({name or type(error).__name__}). Every decision is safe in decisions.jsonl. "
        f"Run: scr-briefing --corpus {path.parent} rebuild.{last_backup(path.parent)}"
    )


def refusal(folder: Path, error: Exception) -> StoreError | None:
    """What to tell when this is the disk's or the store's refusal; nothing when it is a mistake of the program."""
    if isinstance(error, sqlite3.Error):
        return unusable(folder / "store.sqlite", error)
    if isinstance(error, OSError) and is_of_the_disk(error):
        return unwritable(Path(error.filename) if error.filename else folder, error)
    return None


def last_backup(folder: Path) -> str:
    """A sentence that says where the last backup of this corpus is, or nothing."""
    try:
        said = json.loads((folder / "last-backup.json").read_text(encoding="utf-8"))
        return f" The last backup is {said['folder']}, made {said['made']}."
    except (OSError, ValueError, KeyError, TypeError):
        return ""


def place_warning(folder: Path, mounts: Path = Path("/proc/mounts")) -> str | None:
    """A warning when the corpus lies where two computers can write to it without knowing of each other."""
    whole = folder.resolve()
    if _SYNCED.search(str(whole)):
        where = "in a folder that is copied to other computers as it changes"
    elif (kind := _file_system(whole, mounts)).startswith(_NETWORK):
        where = f"on a network share ({kind})"
    else:
        return None
    return (
        f"WARNING: {folder} lies {where}. Two computers writing at once can damage the store there. "
        "Keep the corpus on one computer's own disk, and use scr-briefing backup to make copies."
    )


def _file_system(folder: Path, mounts: Path) -> str:
    try:
        lines = [line.split() for line in mounts.read_text(encoding="utf-8").splitlines()]
    except OSError:
        return ""
    places = [(part[1].replace("\\040", " "), part[2]) for part in lines if len(part) > 2]
    inside = [(place, kind) for place, kind in places if folder.is_relative_to(place)]
    return max(inside, key=lambda item: len(item[0]), default=("", ""))[1]
