"""Closing a quarter: what is still open in it, its lock, and what takes the lock away."""

from __future__ import annotations

from dataclasses import dataclass

from flask import abort, request
from werkzeug.wrappers import Response as AnyResponse

from pipeline.correct import queues, team
from pipeline.correct.desk import Desk, Reviewer
from pipeline.correct.site import Site


@dataclass(frozen=True)
class Open:
    """What waits for a person in a quarter."""

    screenings: int
    passages: int
    disagreements: int
    rechecks: int

    def __bool__(self) -> bool:
        return any((self.screenings, self.passages, self.disagreements, self.rechecks))

    def told(self) -> list[str]:
        """Each kind of open work in words."""
        counts = {
            "screening": self.screenings, "passage drawn in a batch": self.passages,
            "disagreement between people": self.disagreements, "theme to look at again": self.rechecks,
        }  # fmt: skip
        return [f"{n} {name if n == 1 else _plural(name)}" for name, n in counts.items() if n]


def _plural(name: str) -> str:
    first, *rest = name.split()
    return " ".join([f"{first}s", *rest])


def still_open(desk: Desk, quarter: str, items: list[queues.Item], reviewer: Reviewer) -> Open:
    """What waits for a person in a quarter, as far as this person may know."""
    drawn = [identity for batch in queues.batches(desk, quarter) for identity in batch.ids()]
    ours = {item.id for item in items}
    differing = team.waiting(desk, team.doubles(desk, reviewer, ours))
    outlines = [r for r in desk.outlines(quarter) if desk.may_see(r, reviewer)]
    return Open(
        screenings=len(queues.screening_queue(outlines, quarter)),
        passages=sum(not desk.trail.coders(i) and i not in desk.trail.adjudicated for i in drawn if i in ours),
        disagreements=len(differing),
        rechecks=sum(any(tag.recheck for tag in item.passage.tags) for item in items),
    )


class QuarterPages:
    """Locks a quarter, so that what was printed of it is not changed by accident, and unlocks it for a reason."""

    def __init__(self, site: Site) -> None:
        self.site = site
        self.desk = site.desk
        site.route("/lock", "lock", self.lock, "POST")
        site.route("/unlock", "unlock", self.unlock, "POST")

    def lock(self) -> AnyResponse:
        """Locks a quarter; while something is open in it, only when that is said to be meant."""
        quarter, reviewer = self._quarter(), self.site.leading()
        items = queues.readable(self.desk, quarter, reviewer)
        if still_open(self.desk, quarter, items, reviewer) and "even" not in request.form:
            abort(400, "Nothing was locked: work is open in this quarter. Tick that it stays open, then lock it.")
        return self._kept(quarter, True, None)

    def unlock(self) -> AnyResponse:
        """Unlocks a quarter, and keeps why."""
        self.site.leading()
        reason = request.form.get("reason", "").strip()[:2000]
        if not reason:
            abort(400, "Nothing was unlocked: say why. It is kept with your name.")
        return self._kept(self._quarter(), False, reason)

    def _quarter(self) -> str:
        quarter = request.form.get("quarter", "")
        return quarter if quarter in self.desk.quarters() else abort(404, "There is no such quarter.")

    def _kept(self, quarter: str, locked: bool, reason: str | None) -> AnyResponse:
        act = self.site.act(self.site.store.decisions_on(f"lock/{quarter}"))
        made = act.decision(f"lock/{quarter}", {"value": locked}, reason=reason)
        self.site.keep([made])
        return self.site.go("home", quarter=quarter, saved=made.at[11:19])
