"""Turns one act of a reviewer into decisions: with what they saw, once however often it is sent, and undone as one."""

from __future__ import annotations

import datetime as dt
import json
import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from pipeline import codebook
from pipeline.records import Decision, SettledPassage, SettledTag
from pipeline.sentences import Span
from pipeline.store import Store
from pipeline.store.state import current, heads

Value = Mapping[str, Any]
_SPACE = uuid.UUID("6b8ad0e2-3c1f-4b57-9a55-0f3c7f1d2a11")


def now() -> str:
    """The present moment in UTC, to the microsecond, so that two decisions can be told apart."""
    return dt.datetime.now(dt.UTC).isoformat(timespec="microseconds").replace("+00:00", "Z")


@dataclass(frozen=True)
class Act:
    """One thing that a reviewer does: its key is the same when a form is sent twice, so nothing is kept twice.

    `seen` is the history that the reviewer had before them; a decision supersedes what stood there, and nothing that
    a colleague has decided meanwhile.
    """

    key: str
    reviewer: str
    seen: Sequence[Decision] = ()
    shown: bool = True
    context: Value = field(default_factory=dict)
    at: str | None = None  # when it was decided, if that was elsewhere and earlier

    def blind(self) -> Act:
        """The same act by somebody who could not see what others had decided."""
        return replace(self, context={**self.context, "blind": True})

    def decision(
        self, target: str, value: Value | None, suggested: Value | None = None, reason: str | None = None,
        **context: Any,
    ) -> Decision:  # fmt: skip
        """A decision on this target in the place of the one that the reviewer saw standing."""
        standing = current(d for d in self.seen if d.target == target)
        return Decision(
            uuid=str(uuid.uuid5(_SPACE, f"{self.key} {target}")),
            at=self.at or now(),
            reviewer=self.reviewer,
            target=target,
            value=dict(value) if value is not None else None,
            suggested=dict(suggested) if suggested else None,
            shown=self.shown,
            supersedes=standing.uuid if standing else None,
            reason=reason or None,
            context={"batch": self.key, "codebook": codebook.load().version, **self.context, **context},
        )


def key_of(form_key: str, content: object) -> str:
    """The key of an act: another one when the same form is sent again with other content."""
    return str(uuid.uuid5(_SPACE, f"{form_key} {json.dumps(content, sort_keys=True)}"))


def settled(
    act: Act, passage: SettledPassage, held: Mapping[str, str], spans: Mapping[str, Span] | None = None
) -> list[Decision]:
    """The decisions that settle a passage: `held` are its themes with their polarities, every other one is rejected.

    `spans` are the sentences that carry a theme, where that is not the whole passage; without it they stay as they are.
    """
    known = {tag.theme: tag for tag in passage.tags}
    carried = {tag.theme: tag.span for tag in passage.tags} if spans is None else spans
    made = []
    for theme in [*known, *(theme for theme in held if theme not in known)]:
        tag = known.get(theme)
        status = "rejected" if theme not in held else "added" if not tag or tag.status == "added" else "accepted"
        value: dict[str, Any] = {"status": status}
        if theme in held:
            span = carried.get(theme)
            value["polarity"] = held[theme]
            if span or (tag and tag.span):
                value["span"] = list(span) if span else None
        stands = (
            tag
            and tag.source == "human"
            and tag.status == status
            and held.get(theme, tag.polarity) == tag.polarity
            and (theme not in held or carried.get(theme) == tag.span)
            and not tag.recheck
        )
        if not stands:
            made.append(act.decision(f"tag/{passage.passage.id}/{theme}", value, seen_tag(tag)))
    made.append(act.decision(f"flag/{passage.passage.id}/checked", {"value": True}))
    return made


def seen_tag(tag: SettledTag | None) -> Value | None:
    """What a reviewer saw of a tag when they decided."""
    return {"polarity": tag.polarity, "probability": tag.probability, "model": tag.by} if tag else None


def flags(act: Act, passage: SettledPassage, asked: Mapping[str, Any]) -> list[Decision]:
    """The decisions on a passage's flags that differ from what stands."""
    stands = {
        "confidential": passage.confidential, "quote": passage.quotable, "note": passage.note,
        "kind": passage.kind, "police": passage.police,
    }  # fmt: skip
    identity = passage.passage.id
    return [
        act.decision(f"flag/{identity}/{name}", {"value": value})
        for name, value in asked.items()
        if value != stands[name]
    ]


@dataclass(frozen=True)
class Reversal:
    """The decisions that take an act back, and what a colleague has decided since, which stays."""

    made: list[Decision]
    kept: list[str]


def undone(store: Store, reviewer: str, step: tuple[str, str], key: str) -> Reversal:
    """Takes back an act where no colleague has built on it, so that what stood before stands again."""
    made, kept = [], []
    for decision in store.decisions_of(step[1]):
        if any(other.reviewer != reviewer and _replaces(other, decision.uuid) for other in _live(store, decision)):
            kept.append(decision.target)
        else:
            context = {"batch": key, "undoes": step[0], **_carried(decision)}
            made.append(_again(decision, key, value=None, supersedes=decision.uuid, context=context))
    return Reversal(made, kept)


def redone(store: Store, reviewer: str, step: tuple[str, str], key: str) -> Reversal:
    """Does an act again that was taken back, where no colleague has decided otherwise since."""
    made, kept = [], []
    for decision in store.decisions_of(step[1]):
        standing = heads(_live(store, decision))
        if any(head.reviewer != reviewer and not _replaces(decision, head.uuid) for head in standing):
            kept.append(decision.target)
        else:
            context = {**decision.context, "batch": key, "redoes": step[0]}
            made.append(_again(decision, key, value=decision.value, supersedes=decision.supersedes, context=context))
    return Reversal(made, kept)


def _again(decision: Decision, key: str, **changes: Any) -> Decision:
    return replace(decision, uuid=str(uuid.uuid5(_SPACE, f"{key} {decision.uuid}")), at=now(), reason=None, **changes)


def _carried(decision: Decision) -> dict[str, Any]:
    return {name: decision.context[name] for name in ("blind", "adjudicates") if name in decision.context}


def _live(store: Store, decision: Decision) -> list[Decision]:
    """The decisions on the same target that were not taken back."""
    history = store.decisions_on(decision.target)
    taken_back = {made.supersedes for made in history if made.value is None}
    return [made for made in history if made.value is not None and made.uuid not in taken_back]


def _replaces(decision: Decision, other: str) -> bool:
    return decision.supersedes == other or other in decision.context.get("settles", ())
