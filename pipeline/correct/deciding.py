"""Turns what a reviewer did on the page into decisions, and undoes the last of them."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Mapping
from typing import Any

from pipeline.records import Decision, SettledPassage
from pipeline.store import Store
from pipeline.store.state import current


def now() -> str:
    """The present moment in UTC, to the microsecond, so that two decisions can be told apart."""
    return dt.datetime.now(dt.UTC).isoformat(timespec="microseconds").replace("+00:00", "Z")


def decision(
    store: Store, reviewer: str, target: str, value: Mapping[str, Any] | None, *,
    suggested: Mapping[str, Any] | None = None, reason: str | None = None, batch: str | None = None,
) -> Decision:  # fmt: skip
    """A decision of this reviewer on this target, in the place of the one that stands."""
    standing = current(store.decisions_on(target))
    return Decision(
        uuid=str(uuid.uuid4()),
        at=now(),
        reviewer=reviewer,
        target=target,
        value=dict(value) if value is not None else None,
        suggested=dict(suggested) if suggested else None,
        supersedes=standing.uuid if standing else None,
        reason=reason or None,
        context={"batch": batch} if batch else {},
    )


def settled(
    store: Store, reviewer: str, passage: SettledPassage, held: Mapping[str, str], batch: str
) -> list[Decision]:
    """The decisions that settle a passage: `held` are its themes with their polarities, every other one is rejected."""
    made = []
    known = {tag.theme: tag for tag in passage.tags}
    for theme in [*known, *(theme for theme in held if theme not in known)]:
        tag = known.get(theme)
        status = "rejected" if theme not in held else "accepted" if tag and tag.status != "added" else "added"
        value: dict[str, Any] = {"status": status}
        if theme in held:
            value["polarity"] = held[theme]
        seen = {"polarity": tag.polarity, "probability": tag.probability, "model": tag.by} if tag else None
        if (
            not tag
            or tag.source == "machine"
            or tag.status != status
            or tag.polarity != value.get("polarity", tag.polarity)
        ):
            made.append(
                decision(store, reviewer, f"tag/{passage.passage.id}/{theme}", value, suggested=seen, batch=batch)
            )
    made.append(decision(store, reviewer, f"flag/{passage.passage.id}/checked", {"value": True}, batch=batch))
    return made


def undone(store: Store, reviewer: str) -> list[Decision]:
    """The decisions that take back this reviewer's last batch that still stands, leaving what stood before it."""
    mine = [made for made in store.decisions() if made.reviewer == reviewer]
    taken_back = {made.context["undoes"] for made in mine if "undoes" in made.context}
    last = next((m for m in reversed(mine) if "undoes" not in m.context and _batch(m) not in taken_back), None)
    if last is None:
        return []
    return [_reversed(store, reviewer, made, _batch(last)) for made in mine if _batch(made) == _batch(last)]


def _batch(made: Decision) -> str:
    return str(made.context.get("batch") or made.uuid)


def _reversed(store: Store, reviewer: str, made: Decision, batch: str) -> Decision:
    history = store.decisions_on(made.target)
    before = next((earlier for earlier in history if earlier.uuid == made.supersedes), None)
    standing = current(history)
    return Decision(
        uuid=str(uuid.uuid4()),
        at=now(),
        reviewer=reviewer,
        target=made.target,
        value=before.value if before else None,
        supersedes=standing.uuid if standing else made.uuid,
        context={"undoes": batch},
    )
