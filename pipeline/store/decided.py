"""What people decided: kept in the log and in the database together, found again by what it is about."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterable, Iterator

from pipeline.records import Decision
from pipeline.store import log
from pipeline.store.sqlite_file import SqliteFile, dumps

# The review or passage that a decision is about, as the index in schema.sql has it.
SUBJECT = "substr(target, instr(target, '/') + 1, instr(substr(target, instr(target, '/') + 1) || '/', '/') - 1)"
STEP = "COALESCE(json_extract(record, '$.context.batch'), uuid)"


class Decided(SqliteFile):
    """The decisions of a corpus; they can only be added to."""

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
                self.note("log_size", str(path.stat().st_size))
        return len(new)

    def decisions(self) -> list[Decision]:
        """Every decision in the order in which it reached this corpus."""
        return [decision for _, decision in self.decisions_since(0)]

    def decision_ids(self) -> list[str]:
        """The ids of every decision in the order in which it reached this corpus."""
        return [row[0] for row in self.connection.execute("SELECT uuid FROM decisions ORDER BY seq")]

    def decisions_since(self, seq: int) -> Iterator[tuple[int, Decision]]:
        """The decisions after this place in the order of arrival, each with its own place."""
        for place, record in self.connection.execute(
            "SELECT seq, record FROM decisions WHERE seq > ? ORDER BY seq", (seq,)
        ):
            yield place, _decision(record)

    def has_decision(self, uuid: str) -> bool:
        """Whether this decision is kept here already."""
        return self.connection.execute("SELECT 1 FROM decisions WHERE uuid = ?", (uuid,)).fetchone() is not None

    def decisions_on(self, target: str) -> list[Decision]:
        """The history of one target, oldest first."""
        rows = self.connection.execute("SELECT record FROM decisions WHERE target = ? ORDER BY seq", (target,))
        return [_decision(row[0]) for row in rows]

    def decisions_of(self, step: str) -> list[Decision]:
        """The decisions that one act of a reviewer was made of."""
        rows = self.connection.execute(f"SELECT record FROM decisions WHERE {STEP} = ? ORDER BY seq", (step,))
        return [_decision(row[0]) for row in rows]

    def decisions_about(self, subject: str, until: int | None = None) -> list[Decision]:
        """The history of a review or of a passage, oldest first; given a place in the order of arrival, up to there."""
        rows = self.connection.execute(
            f"SELECT record FROM decisions WHERE {SUBJECT} = ?1 AND (?2 IS NULL OR seq <= ?2) ORDER BY seq",
            (subject, until),
        )
        return [_decision(row[0]) for row in rows]

    def place_of(self, count: int) -> int:
        """The place in the order of arrival of the last of the first so many decisions."""
        row = self.connection.execute("SELECT max(seq) FROM (SELECT seq FROM decisions ORDER BY seq LIMIT ?)", (count,))
        return int(row.fetchone()[0] or 0)

    def decisions_like(self, start: str) -> list[Decision]:
        """The decisions whose target starts with these words, oldest first."""
        rows = self.connection.execute(
            "SELECT record FROM decisions WHERE target >= ? AND target < ? ORDER BY seq", (start, start + "\U0010ffff")
        )
        return [_decision(row[0]) for row in rows]

    def decisions_within(self, sha256: str) -> list[Decision]:
        """Everything decided about a review and about its passages, oldest first."""
        rows = self.connection.execute(
            f"SELECT record FROM decisions WHERE {SUBJECT} IN "
            "(SELECT ?1 UNION ALL SELECT +id FROM passages WHERE review = ?1) ORDER BY seq",
            (sha256,),
        )
        return [_decision(row[0]) for row in rows]

    def replay(self) -> str | None:
        """Makes log and store hold the same decisions, each taking in what the other has; says what was amiss."""
        path = self.corpus.decisions
        size = str(path.stat().st_size) if path.exists() else "0"
        if size == (self.noted("log_size") or "0"):
            return None
        with log.locked(path) as handle:
            return self._replay(handle)

    def _replay(self, handle: int) -> str | None:
        path = self.corpus.decisions
        if self.noted("log_size") == str(path.stat().st_size):
            return None
        messages = [log.set_torn_line_aside(handle, path)]
        logged = log.read(path)
        known = {decision.uuid for decision in logged}
        lost = [decision for decision in self.decisions() if decision.uuid not in known]
        with log.undone_on_failure(handle), self.writing():
            self._insert(self._unknown(logged))
            log.append(handle, path, lost)
            self.note("log_size", str(path.stat().st_size))
        if lost:
            messages.append(f"{path.name} lacked {len(lost)} decisions that the store holds: they were written back.")
        return " ".join(filter(None, messages)) or None

    def _unknown(self, decisions: list[Decision]) -> list[Decision]:
        return [made for made in decisions if not self.has_decision(made.uuid)]

    def _insert(self, decisions: list[Decision]) -> None:
        self.connection.executemany(
            "INSERT OR IGNORE INTO decisions (uuid, target, record) VALUES (?, ?, ?)",
            [(decision.uuid, decision.target, dumps(decision)) for decision in decisions],
        )


def by_target(decisions: Iterable[Decision]) -> dict[str, list[Decision]]:
    """The decisions grouped by what they are about, each group in its order."""
    groups: dict[str, list[Decision]] = defaultdict(list)
    for decision in decisions:
        groups[decision.target].append(decision)
    return groups


def _decision(text: str) -> Decision:
    return Decision(**json.loads(text))
