"""The one SQLite file of a corpus: what the stages made, and every decision, which it can only add to."""

from __future__ import annotations

import dataclasses
import hashlib
import json
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from pipeline.records import Failure, Link, Passage, Reading, Review, Screening, from_dict
from pipeline.store import cases
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

    def save_original(self, original: Original, review: Review | None = None, keys: Iterable[int] = ()) -> None:
        """Keeps what was read of a file, or why it could not be read."""
        with self.writing():
            self._save_original(original)
            if review:
                self._save_review(review)
                cases.save(self.connection, review.sha256, keys)

    def files_of(self, sha256: str) -> list[str]:
        """The names under which these bytes lie in originals/."""
        return self._column("SELECT file FROM originals WHERE sha256 = ?", sha256)

    def forget(self, files: Iterable[str]) -> None:
        """Drops files that are no longer in originals/, and what no file there says any more; decisions stay."""
        with self.writing():
            self.connection.executemany("DELETE FROM originals WHERE file = ?", [(file,) for file in files])
            self.connection.execute("DELETE FROM reviews WHERE sha256 NOT IN (SELECT sha256 FROM originals)")

    def save_links(self, links: Iterable[Link]) -> None:
        """Replaces which documents tell a case that another tells more fully."""
        new, old = {link.review: link for link in links}, self.links()
        changed = [sha256 for sha256 in {*new, *old} if new.get(sha256) != old.get(sha256)]
        with self.writing():
            self.connection.executemany(
                "UPDATE reviews SET link = ? WHERE sha256 = ?",
                [(dumps(new[sha256]) if sha256 in new else None, sha256) for sha256 in changed],
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

    def texts(self) -> Iterator[tuple[str, str, str]]:
        """The review, the id and the text of every passage."""
        yield from self.connection.execute("SELECT review, id, text FROM passages ORDER BY review, position")

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

    def save_suggested(
        self, sha256: str, screening: tuple[Screening, str] | None, readings: tuple[Iterable[Reading], str] | None
    ) -> None:
        """Keeps the machine's verdict on a review, its readings or both, each with its version, in place of older ones."""
        with self.writing():
            if screening:
                row = (sha256, screening[1], dumps(screening[0]))
                self.connection.execute("INSERT OR REPLACE INTO screenings VALUES (?, ?, ?)", row)
            if readings:
                self._save_readings(sha256, *readings)

    def screening(self, sha256: str) -> Screening | None:
        """The machine's verdict on a review."""
        row = self.connection.execute("SELECT record FROM screenings WHERE review = ?", (sha256,)).fetchone()
        return from_dict(Screening, json.loads(row[0])) if row else None

    def tagged(self) -> dict[str, str | None]:
        """Every review that has passages, with the version at which they were read."""
        rows = self.connection.execute(
            "SELECT sha256, (SELECT model FROM readings WHERE readings.review = sha256 LIMIT 1) FROM reviews "
            "WHERE EXISTS (SELECT 1 FROM passages WHERE passages.review = sha256) ORDER BY sha256"
        )
        return {row[0]: row[1] for row in rows}

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

    def _save_readings(self, sha256: str, readings: Iterable[Reading], model: str) -> None:
        self.connection.execute("DELETE FROM readings WHERE review = ?", (sha256,))
        self.connection.executemany(
            "INSERT INTO readings VALUES (?, ?, ?, ?)",
            [(reading.passage, sha256, model, dumps(reading)) for reading in readings],
        )


def _hash(value: Any) -> str:
    return hashlib.sha256(json.dumps(value).encode()).hexdigest()


def _loads(kind: type[Failure], text: str | None) -> Failure | None:
    return from_dict(kind, json.loads(text)) if text else None
