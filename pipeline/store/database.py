"""The one SQLite file of a corpus: what the stages made, and every decision, which it can only add to."""

from __future__ import annotations

import dataclasses
import hashlib
import json
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from pipeline.records import Failure, Link, Passage, Reading, Review, Screening, from_dict
from pipeline.store.decided import Decided
from pipeline.store.sqlite_file import dumps


@dataclass(frozen=True, slots=True)
class Original:
    """A file in originals/ as the store last saw it."""

    file: str
    sha256: str
    size: int
    mtime_ns: int
    extractor: str
    failure: Failure | None


class Store(Decided):
    """Reads and writes one corpus's SQLite file; made by `opening.open_store`."""

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
                [(dumps(link), link.review) for link in links],
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

    def reviews(self, with_passages: bool = True) -> Iterator[Review]:
        """Every review, one at a time, in the order of their hashes, with its passages unless they are not asked for."""
        hashes = [row[0] for row in self.connection.execute("SELECT sha256 FROM reviews ORDER BY sha256")]
        for sha256 in hashes:
            review = self.review(sha256, with_passages)
            if review:
                yield review

    def passages(self, sha256: str) -> tuple[Passage, ...]:
        """The passages of a review in reading order."""
        rows = self.connection.execute("SELECT record FROM passages WHERE review = ? ORDER BY position", (sha256,))
        return tuple(from_dict(Passage, json.loads(row[0])) for row in rows)

    def review_of(self, passage: str) -> str | None:
        """The review that a passage belongs to."""
        return next(iter(self._column("SELECT review FROM passages WHERE id = ?", passage)), None)

    def passages_with(self, words: str) -> list[tuple[str, str]]:
        """The review and the id of every passage that holds these words, in reading order."""
        escaped = words.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")
        query = "SELECT review, id FROM passages WHERE text LIKE ? ESCAPE '\\' ORDER BY review, position"
        return list(self.connection.execute(query, (f"%{escaped}%",)))

    def changed_elsewhere(self) -> int:
        """A number that changes when another program has written to the store."""
        return int(self.connection.execute("PRAGMA data_version").fetchone()[0])

    # --- screening and readings ----------------------------------------------------------------------------

    def screened(self) -> dict[str, str | None]:
        """Every review with the version at which it was screened."""
        rows = self.connection.execute(
            "SELECT sha256, version FROM reviews LEFT JOIN screenings ON review = sha256 ORDER BY sha256"
        )
        return {row[0]: row[1] for row in rows}

    def save_screening(self, screening: Screening, version: str) -> None:
        """Keeps the verdict on a review in the place of an older one."""
        with self.writing():
            self.connection.execute(
                "INSERT OR REPLACE INTO screenings VALUES (?, ?, ?)",
                (screening.review, version, dumps(screening)),
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
                [(reading.passage, sha256, model, dumps(reading)) for reading in readings],
            )

    def readings(self, sha256: str) -> dict[str, Reading]:
        """What the tagger suggests for a review, by passage."""
        rows = self.connection.execute("SELECT passage, record FROM readings WHERE review = ?", (sha256,))
        return {row[0]: from_dict(Reading, json.loads(row[1])) for row in rows}

    def reading(self, passage: str) -> Reading | None:
        """What the tagger suggests for a passage."""
        row = self.connection.execute("SELECT record FROM readings WHERE passage = ?", (passage,)).fetchone()
        return from_dict(Reading, json.loads(row[0])) if row else None

    # --- what the stages made ------------------------------------------------------------------------------

    def made_of(self, files: Collection[str]) -> dict[str, str]:
        """What each stage made of these files, by a hash that takes no reading of their text."""
        rows = self.connection.execute(
            "SELECT file, originals.sha256, extractor, failure, link FROM originals "
            "LEFT JOIN reviews ON reviews.sha256 = originals.sha256 ORDER BY file"
        )
        documents = [row for row in rows if row[0] in files]
        hashes = {row[1] for row in documents}
        screened = self.connection.execute("SELECT review, version FROM screenings ORDER BY review")
        tagged = self.connection.execute("SELECT DISTINCT review, model FROM readings ORDER BY review")
        return {
            "extract": _hash(documents),
            "screen": _hash([row for row in screened if row[0] in hashes]),
            "tag": _hash([row for row in tagged if row[0] in hashes]),
        }

    def _save_original(self, original: Original) -> None:
        row = dataclasses.astuple(original)[:5]
        failure = dumps(original.failure) if original.failure else None
        self.connection.execute("INSERT OR REPLACE INTO originals VALUES (?, ?, ?, ?, ?, ?)", (*row, failure))

    def _save_review(self, review: Review) -> None:
        self.connection.execute("DELETE FROM reviews WHERE sha256 = ?", (review.sha256,))
        bare = dataclasses.replace(review, passages=())
        self.connection.execute("INSERT INTO reviews (sha256, record) VALUES (?, ?)", (review.sha256, dumps(bare)))
        self.connection.executemany(
            "INSERT OR REPLACE INTO passages VALUES (?, ?, ?, ?, ?)",
            [(p.id, review.sha256, i, p.text, dumps(p)) for i, p in enumerate(review.passages)],
        )


def _hash(value: Any) -> str:
    return hashlib.sha256(json.dumps(value).encode()).hexdigest()


def _loads(kind: type[Failure], text: str | None) -> Failure | None:
    return from_dict(kind, json.loads(text)) if text else None
