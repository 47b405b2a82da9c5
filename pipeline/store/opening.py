"""Opens a corpus's store: makes it if it is missing, refuses what it must not touch, keeps an older one aside."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path

from pipeline.errors import StoreError
from pipeline.store import remembered
from pipeline.store.corpus import Corpus
from pipeline.store.database import Store
from pipeline.store.faults import last_backup, refusal, unwritable
from pipeline.store.files import sweep
from pipeline.store.salvage import mend

VERSION = 6
PATIENCE = 20.0  # seconds to wait for another program that is writing
REBUILDING = "rebuilding"
SCHEMA = Path(__file__).with_name("schema.sql")


@contextmanager
def open_store(corpus: Corpus, tell: Callable[[str], None] = lambda _: None) -> Iterator[Store]:
    """The store of a corpus, made if missing, with every line of the decisions log in it.

    Raises:
        StoreError: when the file is damaged, locked, or of a newer version.
    """
    store: Store | None = None
    try:
        sweep(corpus.folder)
        store = _prepared(corpus, tell)
        for message in (store.replay(), remembered.keep(store)):
            if message:
                tell(message)
        yield store
    except (sqlite3.Error, OSError) as error:
        if told := refusal(corpus.folder, error):
            raise told from error
        raise
    finally:
        if store:
            store.close()


def _prepared(corpus: Corpus, tell: Callable[[str], None]) -> Store:
    store = _connected(corpus)
    version = store.connection.execute("PRAGMA user_version").fetchone()[0]
    if version > VERSION:
        store.close()
        raise StoreError(
            f"{corpus.database} was written by a newer version of this program. "
            f"Update the program; nothing was changed.{last_backup(corpus.folder)}"
        )
    if 0 < version < VERSION:
        store = _set_aside(store, version, tell)
    if version < VERSION:
        store.connection.executescript(f"BEGIN; {SCHEMA.read_text()} PRAGMA user_version = {VERSION}; COMMIT;")
    return store


def _connected(corpus: Corpus) -> Store:
    connection = sqlite3.connect(corpus.database, timeout=PATIENCE, isolation_level=None, check_same_thread=False)
    for pragma in ("journal_mode = DELETE", "synchronous = FULL", "foreign_keys = ON"):
        connection.execute(f"PRAGMA {pragma}")
    return Store(corpus, connection)


def _set_aside(store: Store, version: int, tell: Callable[[str], None]) -> Store:
    """A new empty store in the place of one of an older version, whose decisions are all in the log first."""
    store.replay()
    store.close()
    corpus = store.corpus
    aside = corpus.database.with_name(f"store.version-{version}.sqlite")
    corpus.database.replace(aside)
    tell(f"The store was made by an older version: it is kept as {aside.name}, and the documents are read again.")
    return _connected(corpus)


def set_aside(corpus: Corpus, tell: Callable[[str], None]) -> None:
    """Moves the derived store out of the way, where a person can still look at it, so that it is made anew.

    What an earlier rebuild left unfinished is not kept: it would take the place of the store that it was to replace.
    """
    if message := mend(corpus):
        tell(message)  # no decision stays behind in the old store
    if not corpus.database.exists():
        return
    aside = corpus.database.with_suffix(".sqlite.old")
    try:
        if aside.exists() and _is_unfinished(corpus.database):
            corpus.database.unlink()
        else:
            corpus.database.replace(aside)
    except OSError as error:
        raise unwritable(aside, error) from error
    tell(f"The old store is kept as {aside.name}.")


def _is_unfinished(database: Path) -> bool:
    """Whether a rebuild was stopped before this store held anything, or before it held all."""
    try:
        with closing(sqlite3.connect(database, timeout=PATIENCE)) as connection:
            if not connection.execute("SELECT count(*) FROM sqlite_master").fetchone()[0]:
                return True
            holds = connection.execute("SELECT count(*) FROM originals").fetchone()[0]
            return not holds or bool(connection.execute("SELECT 1 FROM meta WHERE key = ?", (REBUILDING,)).fetchone())
    except sqlite3.Error:  # a damaged one may hold all that there is
        return False


def begin_rebuild(store: Store) -> None:
    """Notes in the new store that it does not hold everything yet."""
    with store.writing():
        store.note(REBUILDING, "yes")


def end_rebuild(store: Store) -> None:
    """Takes that note away, if there is one: everything is read."""
    if store.noted(REBUILDING):
        with store.writing():
            store.take_note_away(REBUILDING)
