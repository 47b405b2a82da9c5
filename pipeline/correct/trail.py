"""Follows the log of decisions: who coded which passage, which batches were drawn, what each person can undo."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field

from pipeline.records import Decision
from pipeline.store.state import current


@dataclass
class Steps:
    """What a reviewer did that can be undone, the last at the end, and what they took back that can be redone.

    Each step is kept with the act whose decisions stand for it: the step itself, or the redo that did it again.
    """

    done: dict[str, str] = field(default_factory=dict)
    taken_back: dict[str, str] = field(default_factory=dict)

    def follow(self, made: Decision) -> None:
        """Takes in the next decision of this reviewer."""
        step = step_of(made)
        if (undone := made.context.get("undoes")) in self.done:
            self.taken_back[undone] = self.done.pop(undone)
        elif (redone := made.context.get("redoes")) in self.taken_back:
            del self.taken_back[redone]
            self.done[redone] = step
        elif not ({"undoes", "redoes"} & set(made.context)) and step not in self.done:
            self.done[step] = step
            self.taken_back.clear()

    def last(self) -> tuple[str, str] | None:
        """The step that an undo takes back, with the act that stands for it."""
        return next(reversed(self.done.items()), None)

    def last_taken_back(self) -> tuple[str, str] | None:
        """The step that a redo does again, with the act that stood for it."""
        return next(reversed(self.taken_back.items()), None)


@dataclass
class Trail:
    """What the log says of people's work, kept up to date as it grows; `history` gives the decisions on one target."""

    history: Callable[[str], list[Decision]]
    seq: int = 0
    checked: dict[str, dict[str, bool]] = field(default_factory=lambda: defaultdict(dict))  # passage, reviewer: coded
    blind: set[tuple[str, str]] = field(default_factory=set)  # passage and reviewer who coded it unseen
    adjudicated: set[str] = field(default_factory=set)
    flagged: dict[str, dict[str, str]] = field(default_factory=lambda: defaultdict(dict))  # name, passage: reviewer
    skipped: dict[str, set[str]] = field(default_factory=lambda: defaultdict(set))  # reviewer: passages
    batches: dict[str, Decision] = field(default_factory=dict)
    hidden: set[str] = field(default_factory=set)  # passages whose suggestions are kept from whoever codes them
    locked: dict[str, Decision] = field(default_factory=dict)  # quarters in which nothing may be changed
    tagger: Decision | None = None  # who put the tagger in use that is
    asked: list[Decision] = field(default_factory=list)  # changes to the codebook
    steps: dict[str, Steps] = field(default_factory=lambda: defaultdict(Steps))

    def follow(self, made: Iterable[tuple[int, Decision]]) -> set[str]:
        """Takes in the next lines of the log; gives the reviews and passages that they touch."""
        touched = set()
        for seq, decision in made:
            self.seq = seq
            touched.add(subject_of(decision))
            self._take_in(decision)
        return touched

    def _take_in(self, made: Decision) -> None:
        kind, _, rest = made.target.partition("/")
        subject, _, name = rest.partition("/")
        if kind == "tagger":  # its own page goes back, not an undo
            self.tagger = made
            return
        self.steps[made.reviewer].follow(made)
        if kind == "flag":
            self._flag(made, subject, name)
        elif kind == "batch":
            self.batches.pop(subject, None)
            if made.value:
                self.batches[subject] = made
            orders = (pair for made in self.batches.values() for pair in (made.value or {})["order"])
            self.hidden = {identity for identity, share in orders if share == "hidden"}
        elif kind == "lock":
            self.locked.pop(subject, None)
            if self._stands(made):
                self.locked[subject] = made
        elif kind == "codebook" and made.value:
            self.asked.append(made)

    def _flag(self, made: Decision, passage: str, name: str) -> None:
        stands = self._stands(made)
        if name == "checked" and made.context.get("adjudicates"):
            (self.adjudicated.add if stands else self.adjudicated.discard)(passage)
        elif name == "checked":
            self.checked[passage][made.reviewer] = stands
            if made.context.get("blind"):
                self.blind.add((passage, made.reviewer))
        elif name == "skipped":
            (self.skipped[made.reviewer].add if stands else self.skipped[made.reviewer].discard)(passage)
        elif stands:
            self.flagged[name][passage] = made.reviewer
        else:
            self.flagged[name].pop(passage, None)

    def _stands(self, made: Decision) -> bool:
        """Whether the flag is set after this decision; one that takes back leaves what stood before."""
        if made.value is not None:
            return bool(made.value.get("value"))
        alike = [
            other for other in self.history(made.target)
            if other.reviewer == made.reviewer and other.context.get("adjudicates") == made.context.get("adjudicates")
        ]  # fmt: skip
        before = current(alike)
        return bool(before and before.value and before.value.get("value"))

    def coders(self, passage: str) -> list[str]:
        """Who has settled this passage, the first at the beginning; an adjudicator is not among them."""
        return [reviewer for reviewer, stands in self.checked.get(passage, {}).items() if stands]


def subject_of(made: Decision) -> str:
    """The review, passage or batch that a decision is about."""
    return made.target.split("/")[1]


def step_of(made: Decision) -> str:
    """The id of the one act of a reviewer that this decision was part of."""
    return str(made.context.get("batch") or made.uuid)
