"""Finds the documents worth comparing by the keys they share, without looking at the others."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable

CROWD = 60  # a key that more documents hold is a form's wording, not a case


def save(connection: sqlite3.Connection, review: str, keys: Iterable[int]) -> None:
    """Keeps the keys of a document and notes which of them others hold too."""
    connection.executemany("INSERT OR IGNORE INTO case_keys VALUES (?, ?)", [(key, review) for key in keys])
    connection.execute(
        "INSERT OR IGNORE INTO shared_keys SELECT own.key FROM case_keys AS own WHERE own.review = ? "
        "AND EXISTS (SELECT 1 FROM case_keys AS held WHERE held.key = own.key AND held.review <> own.review)",
        (review,),
    )


def alike(connection: sqlite3.Connection) -> list[str]:
    """The documents that share a key with another, in the order of their hashes."""
    found: set[str] = set()
    query = "SELECT review FROM case_keys WHERE key = ? LIMIT ?"
    for (key,) in connection.execute("SELECT key FROM shared_keys").fetchall():
        held = [row[0] for row in connection.execute(query, (key, CROWD + 1))]
        if 2 <= len(held) <= CROWD:
            found.update(held)
    return sorted(found)
