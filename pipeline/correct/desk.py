"""What stands in the corpus as one reviewer may see it; only what a decision touches is worked out again."""

from __future__ import annotations

import dataclasses
import hashlib
import itertools
import time
from collections.abc import Iterator
from dataclasses import dataclass

from pipeline import codebook
from pipeline.correct.printed import Printing, printings, quoted_by
from pipeline.correct.trail import Trail
from pipeline.correct.wording import Wordings
from pipeline.records import Decision, Passage, SettledPassage, SettledReview
from pipeline.store import Store, register
from pipeline.store.state import Standing, outlines, settle_passage, settled

LOOKING_SECONDS = 300
BETWEEN_LOOKS = 3.0  # seconds
STRONGLY = 0.75
HELD = 400  # reviews with their passages in memory at most, unless one quarter has more


@dataclass(frozen=True)
class Reviewer:
    """Who is at the page, whether they may read restricted reviews, and whether they may train and lock."""

    name: str
    restricted: bool = True
    lead: bool = True


class Desk:
    """The corpus as it stands; the reviews that were last worked at are held in memory."""

    def __init__(self, store: Store) -> None:
        self.store = store
        self.trail = Trail(store.decisions_on)
        self._outlines: dict[str, tuple[SettledReview, register.Entry]] = {}
        self._reviews: dict[str, SettledReview] = {}
        self._places: dict[str, tuple[str, int]] = {}
        self._bare: dict[str, SettledReview] = {}
        self._looking: dict[str, tuple[str, float]] = {}
        self._printed: dict[str, list[Printing]] = {}
        self._quoted: dict[str, list[str]] = {}
        self._wordings: Wordings | None = None
        self._seen: object = None
        self._looked, self._elsewhere = 0.0, 0

    # --- keeping up ----------------------------------------------------------------------------------------

    def catch_up(self) -> None:
        """Takes in what was decided, read or registered since the last time."""
        path = self.store.corpus.register
        briefings = [p.stat().st_mtime_ns for p in self.store.corpus.briefings.glob("*/*.html")]
        files = (path.stat().st_mtime_ns if path.exists() else 0, briefings)
        seen = (files, self._changes())
        touched = self.trail.follow(self.store.decisions_since(self.trail.seq))
        if seen != self._seen:
            self._seen, self._wordings = seen, None
            self._reviews, self._places, self._bare, self._printed, self._quoted = {}, {}, {}, {}, {}
            self._outlines = {s.sha256: (s, e) for s, e in reversed(list(outlines(self.store, self._on_reviews())))}
        for subject in touched:
            self._renew(subject)

    def _changes(self) -> int:
        """A number that changes when another program has written to the store, looked at every few seconds: while the
        passages are read anew the page stays quick."""
        if time.monotonic() - self._looked >= BETWEEN_LOOKS or self._seen is None:
            self._looked, self._elsewhere = time.monotonic(), self.store.changed_elsewhere()
        return self._elsewhere

    def _on_reviews(self) -> Standing:
        return Standing([*self.store.decisions_like("duplicate/"), *self.store.decisions_like("withdrawn/")])

    def _renew(self, subject: str) -> None:
        if subject in self._places:
            sha256, position = self._places[subject]
            review = self._reviews[sha256]
            passages = list(review.passages)
            passages[position] = self._settled(review, passages[position], self.store.decisions_about(subject))
            self._reviews[sha256] = dataclasses.replace(review, passages=tuple(passages))
        elif self.store.files_of(subject):
            self._bare.pop(subject, None)
            if gone := self._reviews.pop(subject, None):
                self._places = {i: place for i, place in self._places.items() if place[0] != gone.sha256}
            self._outlines.pop(subject, None)  # one that was withdrawn is not there any more
            found = (pair for pair in outlines(self.store, self._on_reviews()) if pair[0].sha256 == subject)
            self._outlines |= {shell.sha256: (shell, entry) for shell, entry in list(found)[:1]}

    def _settled(self, review: SettledReview, passage: SettledPassage, made: list[Decision]) -> SettledPassage:
        contacts = review.screening.contacts if review.screening else {}
        reading = self.store.reading(passage.passage.id)
        return settle_passage(passage.passage, reading, contacts, Standing(made))

    # --- looking up ----------------------------------------------------------------------------------------

    def outlines(self, quarter: str | None = None) -> list[SettledReview]:
        """Every document (of a quarter) with its facts and screening, without its passages, by file name."""
        wanted = [key for key, (shell, _) in self._outlines.items() if quarter in (None, shell.quarter)]
        for sha256 in wanted:
            if sha256 not in self._bare:
                decided = Standing(self.store.decisions_about(sha256))
                self._bare[sha256] = settled(self.store, *self._outlines[sha256], decided, with_passages=False)
        return sorted((self._bare[sha256] for sha256 in wanted), key=lambda review: review.file)

    def outline(self, sha256: str) -> SettledReview | None:
        """A document's row of the register and its failure, as it is counted."""
        found = self._outlines.get(sha256)
        return found[0] if found else None

    def review(self, sha256: str) -> SettledReview | None:
        """A document as it stands, passages and all."""
        if sha256 not in self._outlines:
            return None
        if sha256 not in self._reviews:
            self._make_room(self._outlines[sha256][0].quarter)
            self._reviews[sha256] = review = self.read(sha256)
            self._places |= {p.passage.id: (sha256, place) for place, p in enumerate(review.passages)}
        self._reviews[sha256] = review = self._reviews.pop(sha256)  # the last one worked at stands last
        return review if review.review else None

    def read(self, sha256: str) -> SettledReview:
        """A document as it stands, read from the store and not held here."""
        return settled(self.store, *self._outlines[sha256], Standing(self.store.decisions_within(sha256)))

    def _make_room(self, quarter: str) -> None:
        """Lets go of the reviews of other quarters that were not worked at for longest."""
        others = (key for key, held in self._reviews.items() if held.quarter != quarter)
        for gone in list(itertools.islice(others, max(0, len(self._reviews) - HELD + 1))):
            for item in self._reviews.pop(gone).passages:
                self._places.pop(item.passage.id, None)

    def passage(self, identity: str) -> tuple[SettledReview, SettledPassage, int] | None:
        """A passage as it stands, its review, and its place in it."""
        if identity not in self._places:
            review = self.store.review_of(identity)
            if review is None or self.review(review) is None:
                return None
        if identity not in self._places:
            return None
        sha256, place = self._places[identity]
        found = self._reviews[sha256]
        return found, found.passages[place], place

    def quarter(self, quarter: str) -> Iterator[SettledReview]:
        """The documents of a quarter that could be read, by file name."""
        shells = sorted((shell for shell, _ in self._outlines.values()), key=lambda shell: shell.file)
        for shell in shells:
            if shell.quarter == quarter and (review := self.review(shell.sha256)):
                yield review

    def quarters(self) -> list[str]:
        """The quarters in which documents were examined, the newest first."""
        return sorted({shell.quarter for shell, _ in self._outlines.values()}, reverse=True)

    def quarter_of(self, subject: str) -> str | None:
        """The quarter that a review or passage belongs to."""
        if outline := self.outline(subject):
            return outline.quarter
        found = self.passage(subject)
        return found[0].quarter if found else None

    def lock_on(self, subject: str) -> Decision | None:
        """The decision that locked the quarter of this review or passage."""
        return self.trail.locked.get(self.quarter_of(subject) or "") if self.trail.locked else None

    # --- what one person may see ---------------------------------------------------------------------------

    def may_see(self, review: SettledReview, reviewer: Reviewer) -> bool:
        """Whether this person may read this review."""
        return reviewer.restricted or review.handling != "restricted"

    def is_double(self, identity: str) -> bool:
        """Whether two people code this passage, each without seeing the other."""
        share = self.store.corpus.settings.correction.second_share
        drawn = int(hashlib.sha256(identity.encode()).hexdigest()[:8], 16) / 0xFFFFFFFF
        flags = self.trail.flagged
        return drawn < share or identity in flags["quote"] or identity in flags["second"]

    def is_blind(self, identity: str, reviewer: Reviewer) -> bool:
        """Whether others' decisions on this passage are kept from this person, who is to code it unseen."""
        coders = self.trail.coders(identity)
        if not coders or reviewer.name in coders or identity in self.trail.adjudicated:
            return False
        return self.is_double(identity) and len(coders) == 1

    def look_at(self, identity: str, reviewer: Reviewer) -> None:
        """Notes that this person has the passage before them, so that a colleague is given another one."""
        self._looking[identity] = (reviewer.name, time.monotonic())

    def is_looked_at(self, identity: str, reviewer: Reviewer) -> bool:
        """Whether a colleague has had the passage before them in the last minutes."""
        name, since = self._looking.get(identity, (reviewer.name, 0.0))
        return name != reviewer.name and time.monotonic() - since < LOOKING_SECONDS

    def alike(self, review: SettledReview, passage: Passage, reviewer: Reviewer) -> list[tuple[SettledReview, Passage]]:
        """Where a long sentence of this passage stands in other reviews that this person may read."""
        self._wordings = self._wordings or Wordings(self.store.texts())
        places = (self.passage(identity) for _, identity in self._wordings.elsewhere(review.sha256, passage.text))
        return [(found[0], found[1].passage) for found in places if found and self.may_see(found[0], reviewer)]

    def has_conflict(self, review: SettledReview, passage: SettledPassage) -> bool:
        """Whether the model in use, newer than the one a person saw, strongly disagrees with that person."""
        reading = self.store.reading(passage.passage.id) if passage.checked else None
        if not reading:
            return False
        now = {tag.theme: tag for tag in reading.tags}
        decided = Standing(self.store.decisions_about(passage.passage.id)).themes(passage.passage.id)
        for theme, made in decided.items():
            seen, tag = made.suggested or {}, now.get(theme)
            kept = (made.value or {}).get("status") != "rejected"
            if kept and tag is None and seen.get("model"):
                return True
            if not kept and tag and tag.probability >= STRONGLY and tag.model != seen.get("model"):
                return True
        return any(tag.theme not in decided and tag.probability >= STRONGLY for tag in reading.tags)

    def has_recheck(self, identity: str) -> bool:
        """Whether the codebook has changed since a person gave this passage a theme that the change touches."""
        found = self.passage(identity) if codebook.load().changes else None
        return found is not None and any(tag.recheck for tag in found[1].tags)

    def is_quoted(self, quarter: str, passage: Passage) -> bool:
        """Whether a printed briefing of the quarter quotes a sentence of this passage."""
        return any(printing.quotes(passage) for printing in self._printings(quarter))

    def superseded(self, quarter: str) -> tuple[str, list[str]]:
        """The printing of the quarter that counts, and the passages it quotes that people have changed since."""
        printing = next(iter(self._printings(quarter)[::-1]), None)
        if printing is None or printing.decisions is None:
            return "", []
        until = self.store.place_of(printing.decisions)
        if printing.name not in self._quoted:
            passages = (item.passage for review in self.quarter(quarter) for item in review.passages)
            self._quoted[printing.name] = sorted(quoted_by(printing, passages))
        return printing.name, [i for i in self._quoted[printing.name] if self._has_changed(i, until)]

    def _has_changed(self, identity: str, until: int) -> bool:
        now = self.store.decisions_about(identity)
        then = self.store.decisions_about(identity, until)
        found = self.passage(identity) if len(now) != len(then) else None
        return found is not None and _printable(found[1]) != _printable(self.as_of(found[0], found[1], then))

    def _printings(self, quarter: str) -> list[Printing]:
        if quarter not in self._printed:
            self._printed[quarter] = printings(self.store.corpus.briefings / quarter)
        return self._printed[quarter]

    def history(self, identity: str, reviewer: Reviewer) -> list[Decision]:
        """What was decided about a passage, oldest first, as far as this person may know."""
        made = self.store.decisions_about(identity)
        return [d for d in made if d.reviewer == reviewer.name] if self.is_blind(identity, reviewer) else made

    def as_seen(self, review: SettledReview, passage: SettledPassage, reviewer: Reviewer) -> SettledPassage:
        """The passage as it stands for this person: without what a colleague decided when it is coded unseen."""
        identity = passage.passage.id
        if not self.is_blind(identity, reviewer):
            return passage
        return self._settled(review, passage, self.history(identity, reviewer))

    def is_hidden(self, identity: str, reviewer: Reviewer) -> bool:
        """Whether suggestions are kept from this person, to see whether they find the same without them."""
        return identity in self.trail.hidden and reviewer.name not in self.trail.coders(identity)

    def as_shown(self, review: SettledReview, passage: SettledPassage, reviewer: Reviewer) -> SettledPassage:
        """The passage as lists show it to this person: as they may know it, without suggestions that are hidden."""
        known = self.as_seen(review, passage, reviewer)
        if not self.is_hidden(passage.passage.id, reviewer):
            return known
        return dataclasses.replace(known, tags=tuple(tag for tag in known.tags if tag.source == "human"))

    def as_of(self, review: SettledReview, passage: SettledPassage, seen: list[Decision]) -> SettledPassage:
        """The passage as it stood when this was all that had been decided about it."""
        return self._settled(review, passage, seen)

    def version(self, subject: str, reviewer: Reviewer) -> str:
        """What this person has seen decided about a review or passage; another value when it has changed."""
        made = self.history(subject, reviewer)
        return made[-1].uuid if made else "none"


def _printable(passage: SettledPassage) -> object:
    """What a briefing says of a passage, or takes from it."""
    tags = [(t.theme, t.polarity, t.source, t.span) for t in passage.tags if t.status != "rejected"]
    return tags, passage.confidential, passage.quotable, passage.kind, passage.police
