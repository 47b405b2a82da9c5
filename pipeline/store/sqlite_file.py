"""One SQLite file: its transactions, its small facts about itself, and its errors in an analyst's words."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from pipeline.records import to_dict
from pipeline.store.corpus import Corpus
from pipeline.store.faults import unusable


class SqliteFile:
    """The open database of a corpus."""

    def __init__(self, corpus: Corpus, connection: sqlite3.Connection) -> None:
        self.corpus = corpus
        self.connection = connection

    @contextmanager
    def writing(self) -> Iterator[None]:
        """One transaction: all of it is kept, or none."""
        try:
            self.connection.execute("BEGIN IMMEDIATE")
            try:
                yield
                self.connection.execute("COMMIT")
            except BaseException:
                if self.connection.in_transaction:  # a full disk has rolled back already
                    self.connection.execute("ROLLBACK")
                raise
        except sqlite3.Error as error:
            raise unusable(self.corpus.database, error) from error

    def close(self) -> None:
        """Closes the file."""
        self.connection.close()

    def _column(self, query: str, *values: Any) -> list[str]:
        return [row[0] for row in self.connection.execute(query, values)]

    def noted(self, key: str) -> str | None:
        """What was last noted under this key."""
        row = self.connection.execute("SELECT value FROM meta WHERE key = ?", (key,)).fetchone()
        return row[0] if row else None

    def note(self, key: str, value: str) -> None:
        """Notes a value about the store itself in the place of the one before."""
        self.connection.execute("INSERT OR REPLACE INTO meta VALUES (?, ?)", (key, value))

    def take_note_away(self, key: str) -> None:
        """Removes what was noted under this key."""
        self.connection.execute("DELETE FROM meta WHERE key = ?", (key,))


def dumps(record: Any) -> str:
    """A record as JSON, the same text for the same record."""
    return json.dumps(to_dict(record), ensure_ascii=False, sort_keys=True)
