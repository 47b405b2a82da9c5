"""The one SQLite file of a corpus: what the stages made, and every decision, which it can only add to."""

from __future__ import annotations

import dataclasses
import json
import sqlite3
from collections import defaultdict
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from pipeline.records import Decision, Failure, Link, Passage, Reading, Review, Screening, from_dict, to_dict
from pipeline.store import log
from pipeline.store.corpus import Corpus
from pipeline.store.faults import unusable

SUBJECT = "substr(target, instr(target, '/') + 1, instr(substr(target, instr(target, '/') + 1) || '/', '/') - 1)"


@dataclass(frozen=True, slots=True)
class Original:
    """A file in originals/ as the store last saw it."""

    file: str
    sha256: str
    size: int
    mtime_ns: int
    extractor: str
    failure: Failure | None


class Store:
    """Reads and writes one corpus's SQLite file; made by `opening.open_store`."""

    def __init__(self, corpus: Corpus, connection: sqlite3.Connection) -> None:
        self.corpus = corpus
        self.connection = connection

    # --- originals and reviews -----------------------------------------------------------------------------

    def originals(self) -> dict[str, Original]:
        """Every file seen so far, by name."""
        rows = self.connection.execute("SELECT file, sha256, size, mtime_ns, extractor, failure FROM originals")
        return {
            file: Original(file, sha256, size, mtime_ns, extractor, _loads(Failure, failure))
            for file, sha256, size, mtime_ns, extractor, failure in rows
        }

    def save_original(self, original: Original, review: Review | None = None) -> None:
        """Keeps what was read of a file, or why it could not be read."""
        with self.writing():
            self._save_original(original)
            if review:
                self._save_review(review)

    def forget(self, files: Iterable[str]) -> None:
        """Drops files that are no longer in originals/; decisions about them stay."""
        with self.writing():
            self.connection.executemany("DELETE FROM originals WHERE file = ?", [(file,) for file in files])
            self.connection.execute("DELETE FROM reviews WHERE sha256 NOT IN (SELECT sha256 FROM originals)")

    def save_links(self, links: Iterable[Link]) -> None:
        """Replaces which documents tell a case that another tells more fully."""
        with self.writing():
            self.connection.execute("UPDATE reviews SET link = NULL")
            self.connection.executemany(
                "UPDATE reviews SET link = ? WHERE sha256 = ?",
                [(_dumps(link), link.review) for link in links],
            )

    def links(self) -> dict[str, Link]:
        """The links between documents of one case, by the document that is not counted."""
        rows = self.connection.execute("SELECT sha256, link FROM reviews WHERE link IS NOT NULL")
        return {row[0]: from_dict(Link, json.loads(row[1])) for row in rows}

    def review(self, sha256: str, with_passages: bool = True) -> Review | None:
        """What was read of this document, with its passages unless they are not asked for."""
        row = self.connection.execute("SELECT record FROM reviews WHERE sha256 = ?", (sha256,)).fetchone()
        if not row:
            return None
        bare = from_dict(Review, json.loads(row[0]))
        return dataclasses.replace(bare, passages=self.passages(sha256)) if with_passages else bare

    def reviews(self) -> Iterator[Review]:
        """Every review, one at a time, in the order of their hashes."""
        hashes = [row[0] for row in self.connection.execute("SELECT sha256 FROM reviews ORDER BY sha256")]
        for sha256 in hashes:
            review = self.review(sha256)
            if review:
                yield review

    def passages(self, sha256: str) -> tuple[Passage, ...]:
        """The passages of a review in reading order."""
        rows = self.connection.execute("SELECT record FROM passages WHERE review = ? ORDER BY position", (sha256,))
        return tuple(from_dict(Passage, json.loads(row[0])) for row in rows)

    def passage(self, passage: str) -> tuple[str, Passage] | None:
        """A passage and the review that it belongs to."""
        row = self.connection.execute("SELECT review, record FROM passages WHERE id = ?", (passage,)).fetchone()
        return (row[0], from_dict(Passage, json.loads(row[1]))) if row else None

    def passages_with(self, words: str) -> list[tuple[str, str]]:
        """The review and the id of every passage that holds these words, in reading order."""
        escaped = words.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")
        rows = self.connection.execute(
            "SELECT review, id FROM passages WHERE text LIKE ? ESCAPE '\\' ORDER BY review, position", (f"%{escaped}%",)
        )
        return list(rows)

    def changed_elsewhere(self) -> int:
        """A number that changes when another program has written to the store."""
        return int(self.connection.execute("PRAGMA data_version").fetchone()[0])

    # --- screening and readings ----------------------------------------------------------------------------

    def unscreened(self, version: str) -> list[str]:
        """The reviews that have no screening of this version."""
        return self._column(
            "SELECT sha256 FROM reviews LEFT JOIN screenings ON review = sha256 AND version = ? "
            "WHERE review IS NULL ORDER BY sha256",
            version,
        )

    def save_screening(self, screening: Screening, version: str) -> None:
        """Keeps the verdict on a review in the place of an older one."""
        with self.writing():
            self.connection.execute(
                "INSERT OR REPLACE INTO screenings VALUES (?, ?, ?)",
                (screening.review, version, _dumps(screening)),
            )

    def screening(self, sha256: str) -> Screening | None:
        """The machine's verdict on a review."""
        row = self.connection.execute("SELECT record FROM screenings WHERE review = ?", (sha256,)).fetchone()
        return from_dict(Screening, json.loads(row[0])) if row else None

    def untagged(self, model: str) -> list[str]:
        """The screened reviews that this model has not read."""
        return self._column(
            "SELECT screenings.review FROM screenings WHERE screenings.review NOT IN "
            "(SELECT review FROM readings WHERE model = ?) AND screenings.review IN (SELECT review FROM passages) "
            "ORDER BY 1",
            model,
        )

    def save_readings(self, sha256: str, readings: Iterable[Reading], model: str) -> None:
        """Keeps what the tagger suggests for a review in the place of older suggestions."""
        with self.writing():
            self.connection.execute("DELETE FROM readings WHERE review = ?", (sha256,))
            self.connection.executemany(
                "INSERT INTO readings VALUES (?, ?, ?, ?)",
                [(reading.passage, sha256, model, _dumps(reading)) for reading in readings],
            )

    def readings(self, sha256: str) -> dict[str, Reading]:
        """What the tagger suggests for a review, by passage."""
        rows = self.connection.execute("SELECT passage, record FROM readings WHERE review = ?", (sha256,))
        return {row[0]: from_dict(Reading, json.loads(row[1])) for row in rows}

    # --- decisions -----------------------------------------------------------------------------------------

    def decide(self, decisions: list[Decision]) -> int:
        """Keeps these decisions in the log and the store, flushed to disk; says how many were new.

        Raises:
            StoreError: when either cannot hold them; then neither does.
        """
        path = self.corpus.decisions
        with log.locked(path) as handle:
            self._replay(handle)
            new = self._unknown(decisions)
            with log.undone_on_failure(handle), self.writing():
                self._insert(new)
                log.append(handle, path, new)
                self._set("log_size", str(path.stat().st_size))
        return len(new)

    def decisions(self) -> list[Decision]:
        """Every decision in the order in which it reached this corpus."""
        return [decision for _, decision in self.decisions_since(0)]

    def decisions_since(self, seq: int) -> Iterator[tuple[int, Decision]]:
        """The decisions after this place in the order of arrival, each with its own place."""
        for place, record in self.connection.execute(
            "SELECT seq, record FROM decisions WHERE seq > ? ORDER BY seq", (seq,)
        ):
            yield place, _decision(record)

    def decisions_on(self, target: str) -> list[Decision]:
        """The history of one target, oldest first."""
        rows = self.connection.execute("SELECT record FROM decisions WHERE target = ? ORDER BY seq", (target,))
        return [_decision(row[0]) for row in rows]

    def decisions_about(self, subject: str) -> list[Decision]:
        """The history of a review or of a passage, oldest first."""
        rows = self.connection.execute(f"SELECT record FROM decisions WHERE {SUBJECT} = ? ORDER BY seq", (subject,))
        return [_decision(row[0]) for row in rows]

    def decisions_within(self, sha256: str) -> list[Decision]:
        """Everything decided about a review and about its passages, oldest first."""
        rows = self.connection.execute(
            f"SELECT record FROM decisions WHERE {SUBJECT} IN "
            "(SELECT ?1 UNION ALL SELECT id FROM passages WHERE review = ?1) ORDER BY seq",
            (sha256,),
        )
        return [_decision(row[0]) for row in rows]

    def replay(self) -> str | None:
        """Makes log and store hold the same decisions, each taking in what the other has; says what was amiss."""
        path = self.corpus.decisions
        size = str(path.stat().st_size) if path.exists() else "0"
        if size == (self._get("log_size") or "0"):
            return None
        with log.locked(path) as handle:
            return self._replay(handle)

    def _replay(self, handle: int) -> str | None:
        path = self.corpus.decisions
        if self._get("log_size") == str(path.stat().st_size):
            return None
        messages = [log.set_torn_line_aside(handle, path)]
        logged = log.read(path)
        known = {decision.uuid for decision in logged}
        lost = [decision for decision in self.decisions() if decision.uuid not in known]
        with log.undone_on_failure(handle), self.writing():
            self._insert(self._unknown(logged))
            log.append(handle, path, lost)
            self._set("log_size", str(path.stat().st_size))
        if lost:
            messages.append(f"{path.name} lacked {len(lost)} decisions that the store holds: they were written back.")
        return " ".join(filter(None, messages)) or None

    def _unknown(self, decisions: list[Decision]) -> list[Decision]:
        query = "SELECT 1 FROM decisions WHERE uuid = ?"
        return [made for made in decisions if not self.connection.execute(query, (made.uuid,)).fetchone()]

    def _insert(self, decisions: list[Decision]) -> None:
        self.connection.executemany(
            "INSERT OR IGNORE INTO decisions (uuid, target, record) VALUES (?, ?, ?)",
            [(decision.uuid, decision.target, _dumps(decision)) for decision in decisions],
        )

    # --- the file itself -----------------------------------------------------------------------------------

    @contextmanager
    def writing(self) -> Iterator[None]:
        """One transaction: all of it is kept, or none."""
        try:
            self.connection.execute("BEGIN IMMEDIATE")
            try:
                yield
            except BaseException:
                if self.connection.in_transaction:  # a full disk has rolled back already
                    self.connection.execute("ROLLBACK")
                raise
            self.connection.execute("COMMIT")
        except sqlite3.Error as error:
            raise unusable(self.corpus.database, error) from error

    def close(self) -> None:
        """Closes the file."""
        self.connection.close()

    def _save_original(self, original: Original) -> None:
        row = dataclasses.astuple(original)[:5]
        failure = _dumps(original.failure) if original.failure else None
        self.connection.execute("INSERT OR REPLACE INTO originals VALUES (?, ?, ?, ?, ?, ?)", (*row, failure))

    def _save_review(self, review: Review) -> None:
        self.connection.execute("DELETE FROM reviews WHERE sha256 = ?", (review.sha256,))
        bare = dataclasses.replace(review, passages=())
        self.connection.execute("INSERT INTO reviews (sha256, record) VALUES (?, ?)", (review.sha256, _dumps(bare)))
        self.connection.executemany(
            "INSERT OR REPLACE INTO passages VALUES (?, ?, ?, ?, ?)",
            [(p.id, review.sha256, i, p.text, _dumps(p)) for i, p in enumerate(review.passages)],
        )

    def _column(self, query: str, *values: Any) -> list[str]:
        return [row[0] for row in self.connection.execute(query, values)]

    def _get(self, key: str) -> str | None:
        row = self.connection.execute("SELECT value FROM meta WHERE key = ?", (key,)).fetchone()
        return row[0] if row else None

    def _set(self, key: str, value: str) -> None:
        self.connection.execute("INSERT OR REPLACE INTO meta VALUES (?, ?)", (key, value))


def by_target(decisions: Iterable[Decision]) -> dict[str, list[Decision]]:
    """The decisions grouped by what they are about, each group in its order."""
    groups: dict[str, list[Decision]] = defaultdict(list)
    for decision in decisions:
        groups[decision.target].append(decision)
    return groups


def _decision(text: str) -> Decision:
    return Decision(**json.loads(text))


def _dumps(record: Any) -> str:
    return json.dumps(to_dict(record), ensure_ascii=False, sort_keys=True)


def _loads(kind: type[Failure], text: str | None) -> Failure | None:
    return from_dict(kind, json.loads(text)) if text else None
