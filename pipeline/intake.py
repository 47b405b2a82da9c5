"""Finds which originals are new or changed, has them read, and keeps what was read of each."""

from __future__ import annotations

import hashlib
import os
import stat
from collections.abc import Iterator
from functools import cache
from pathlib import Path

from pipeline.errors import DocumentError, UsageError, named
from pipeline.parallel import Where, mapped
from pipeline.progress import following
from pipeline.records import Failure, Review
from pipeline.settings import Settings
from pipeline.store import Store, cases, register
from pipeline.store.database import Original

SAMPLE = Path(__file__).parent.parent / "corpus" / "sample" / "originals.sha256"
SKIPPED = ("Thumbs.db", "desktop.ini", "README.md")
Read = tuple[Original, Review | None, tuple[int, ...]]


def extract_new(store: Store, where: Where) -> None:
    """Reads every original that is new, changed, or was read by an older extractor."""
    corpus = store.corpus
    found = sorted(_listing(corpus.originals))
    known = store.originals()
    entries = register.read(corpus.register)
    register.add_rows(corpus.register, list(_new_rows(found, known, entries)))
    version = _version(corpus.settings)
    todo = [path for path in found if not _unchanged(path, known.get(_key(path)), version)]
    pieces = ((path, corpus.settings, version) for path in sorted(todo, key=_largest_first))
    for original, review, keys in following(
        mapped(read_original, pieces, len(todo), where), len(todo), "Reading documents"
    ):
        store.save_original(original, review, keys)
    store.forget(set(known) - {_key(path) for path in found})
    _link(store)


def _new_rows(
    found: list[Path], known: dict[str, Original], entries: dict[str, register.Entry]
) -> Iterator[dict[str, str]]:
    """A row for each document without one; a document that was given another name keeps what was said of it."""
    here = {_key(path) for path in found}
    left = [file for file in known if file in entries and file not in here]
    left.sort(key=lambda file: entries[file].handling == "restricted")  # of two names the restricted one's row counts
    gone = {known[file].sha256: entries[file].cells for file in left}
    for path in found:
        if _key(path) not in entries:
            said = gone.get(_hash_if_readable(path), {}) if gone else {}
            yield register.new_row(_key(path)) | {**said, "file": _key(path)}


def _version(settings: Settings) -> str:
    """The version of the reading: the extractor's own, and the places it was told of."""
    from pipeline.extract.version import VERSION

    told = hashlib.sha256(repr(sorted(settings.places.items())).encode()).hexdigest()[:8]
    return f"{VERSION}-{told}"


def _listing(folder: Path) -> Iterator[Path]:
    try:
        names = os.listdir(folder)
    except OSError as error:
        raise UsageError(f"{folder} cannot be listed: {error.strerror}. Put the documents into it.") from error
    for name in names:
        if not name.startswith((".", "~$")) and name not in SKIPPED:
            yield folder / name


def _key(path: Path) -> str:
    """The name under which a file is kept; a name that is no text has its broken signs replaced."""
    return os.fsencode(path.name).decode("utf-8", "replace")


def _stamp(path: Path) -> tuple[int, int]:
    """The size and time of a file; of one that has vanished, such as no file has."""
    try:
        seen = path.lstat()
    except OSError:
        return -1, 0
    return seen.st_size, seen.st_mtime_ns


def _largest_first(path: Path) -> tuple[int, str]:
    return -_stamp(path)[0], path.name


def _unchanged(path: Path, known: Original | None, version: str) -> bool:
    return known is not None and known.extractor == version and _stamp(path) == (known.size, known.mtime_ns)


def read_original(path: Path, settings: Settings, version: str) -> Read:
    """What was read of a file, or why it could not be; never raises for the document's faults."""
    from pipeline.extract import extract, keys

    before, review, failure, sha256 = _stamp(path), None, None, ""
    try:
        _check_name(path)
        sha256 = _hash(path)
        _check_belongs(path, sha256, settings)
        review = extract(path, settings)
        if _stamp(path) != before:
            review = None
            raise DocumentError(f"{named(path.name)} changed while it was read. Wait until it is whole and run again.")
    except DocumentError as error:
        failure = Failure(type(error).__name__, str(error))
    except OSError as error:
        failure = Failure(
            "UnreadableDocument",
            f"{named(_key(path))} cannot be opened: {error.strerror}. Put a copy that can be opened into originals/.",
        )
    sha256 = review.sha256 if review else sha256 or hashlib.sha256(os.fsencode(path.name)).hexdigest()
    return Original(_key(path), sha256, *before, version, failure), review, keys(review) if review else ()


def _check_name(path: Path) -> None:
    """Refuses what is not an ordinary file, and a name that is no text."""
    if not stat.S_ISREG(path.lstat().st_mode):
        raise DocumentError(
            f"{named(_key(path))} is not an ordinary file. Copy the document itself into originals/.", "not_a_document"
        )
    if _key(path) != path.name:
        raise DocumentError(
            f"{named(_key(path))} has a name that cannot be written down. Rename the file and run again.",
            "not_a_document",
        )


def _check_belongs(path: Path, sha256: str, settings: Settings) -> None:
    """Refuses a document of the fictional sample among real ones, and any other among the fictional."""
    if (sha256 in _sample()) == settings.series.fictional or not _sample():
        return
    if settings.series.fictional:
        raise DocumentError(
            f"{named(path.name)} is not one of the fictional sample's documents. Put it into a corpus of its own "
            "(make corpus NAME=...): real and fictional reviews never meet.", "not_a_document"
        )  # fmt: skip
    raise DocumentError(
        f"{named(path.name)} is a document of the fictional sample. Take it out of originals/: real and fictional "
        "reviews never meet.", "not_a_document"
    )  # fmt: skip


@cache
def _sample() -> frozenset[str]:
    """The hashes of the fictional sample's documents; none where the sample is not installed."""
    return frozenset(SAMPLE.read_text(encoding="ascii").split()) if SAMPLE.exists() else frozenset()


def _hash(path: Path) -> str:
    handle = os.open(path, os.O_RDONLY | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0))
    with os.fdopen(handle, "rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _hash_if_readable(path: Path) -> str:
    try:
        return _hash(path)
    except OSError:
        return ""


def _link(store: Store) -> None:
    """Says anew which documents tell a case that another tells, comparing only those that share a key."""
    from pipeline.extract import link

    alike = cases.alike(store.connection)
    entries = register.read(store.corpus.register)
    files = {sha256: min(store.files_of(sha256)) for sha256 in alike}
    days = {sha256: entries[file].examined for sha256, file in files.items() if file in entries}
    reviews = (review for sha256 in alike if (review := store.review(sha256, with_passages=False)))
    store.save_links(link(reviews, days))
