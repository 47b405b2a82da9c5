"""The pages where people see how far they agree, and settle where they do not."""

from __future__ import annotations

import hashlib
from typing import Any

from flask import abort, request
from werkzeug.wrappers import Response as AnyResponse

from pipeline.correct import deciding, display, team
from pipeline.correct.deciding import Act
from pipeline.correct.site import Site, seen_of
from pipeline.correct.team import Coding, Given
from pipeline.correct.trail import step_of
from pipeline.records import Decision, SettledPassage
from pipeline.sentences import Span, sentences
from pipeline.store.decided import by_target
from pipeline.store.state import heads

CHOICES = ("first", "second", "both", "neither", "definition")


class TeamPages:
    """Shows agreement, and settles disagreements one after another."""

    def __init__(self, site: Site) -> None:
        self.site = site
        self.desk = site.desk
        site.route("/agreement", "agreement", self.agreement)
        site.route("/adjudicate/<identity>", "adjudicate", self.adjudicate)
        site.route("/adjudicate/<identity>", "rule", self.rule, "POST")

    def agreement(self) -> str:
        """Disagreements first, then how far people agree, then what was missed."""
        reviewer, quarters = self.site.reviewer, self.desk.quarters()
        quarter = request.args.get("quarter", quarters[0] if quarters else "")
        found = team.doubles(self.desk, reviewer)
        open_ones = team.waiting(self.desk, found)
        shown, hidden = team.over_acceptance(self.desk, quarter)
        return self.site.show(
            "agreement.html", quarter=quarter, doubles=found, places=[self._placed(d) for d in open_ones],
            agreed=sum(not double.differs for double in found), themes=team.by_theme(found), pairs=team.by_pair(found),
            changed=[(self.desk.passage(i), mine, stands) for i, mine, stands in team.changed_for(self.desk, reviewer)],
            missed=team.missed(self.desk, quarter), shown=shown, hidden=hidden, asked=self.desk.trail.asked,
        )  # fmt: skip

    def _placed(self, double: team.Double) -> tuple[team.Double, Any]:
        return double, self.desk.passage(double.passage)

    def adjudicate(self, identity: str) -> str:
        """Two codings of one passage side by side, without names."""
        double = self._double(identity)
        review, passage, place = self.site.find_passage(identity)
        history = self.site.store.decisions_about(identity)
        notes = {d.reviewer: (d.value or {}).get("value", "") for d in history if d.target.endswith("/note")}
        order = [known.passage for known in team.waiting(self.desk, team.doubles(self.desk, self.site.reviewer))]
        return self.site.show(
            "adjudicate.html", review=review, passage=passage, double=double, sides=self._sides(double), notes=notes,
            before=review.passages[max(0, place - 1) : place], after=review.passages[place + 1 : place + 2],
            sentences=len(sentences(passage.passage.text)),
            **display.sheet(review, place, display.page_asked(review, request.args.get("page", ""), passage)),
            seen=history[-1].uuid, at=order.index(identity) if identity in order else None, left=len(order),
            is_mine=self.site.reviewer.name in double.codings,
        )  # fmt: skip

    def _double(self, identity: str) -> team.Double:
        found = next((d for d in team.doubles(self.desk, self.site.reviewer) if d.passage == identity), None)
        return found or abort(404, "This passage has not been coded by two people.")

    def _sides(self, double: team.Double) -> list[tuple[str, Coding]]:
        """The codings in an order that does not tell who is who."""
        return sorted(
            double.codings.items(), key=lambda side: hashlib.sha256(f"{double.passage}{side[0]}".encode()).digest()
        )

    def rule(self, identity: str) -> AnyResponse | tuple[str, int]:
        """Keeps what was settled between the two, or asks for a clearer definition."""
        choice, double = request.form.get("choice", ""), self._double(identity)
        if choice not in CHOICES:
            abort(400, "Not saved: choose one of the five answers.")
        review, passage, _ = self.site.find_passage(identity)
        history = self.site.store.decisions_about(identity)
        seen, since = seen_of(history, request.form.get("seen", "none"))
        act = self.site.act(seen, context={"adjudicates": True})
        later = [made for made in since if step_of(made) != act.key]
        made = self._made(act, choice, double, passage, seen)
        self.site.keep(made)
        if later:
            return self.site.show("overtaken.html", review=review, passage=passage, later=later, mine=made), 409
        left = team.waiting(self.desk, team.doubles(self.desk, self.site.reviewer))
        following = next((known.passage for known in left if known.passage != identity), None)
        moment = deciding.now()[11:19]
        return self.site.go("adjudicate", identity=following, saved=moment) if following else self.site.go("agreement", saved=moment)  # fmt: skip

    def _made(
        self, act: Act, choice: str, double: team.Double, passage: SettledPassage, seen: list[Decision]
    ) -> list[Decision]:  # fmt: skip
        note = request.form.get("note", "").strip()[:2000]
        if choice == "definition":
            asked = {"passage": double.passage, "note": note}
            about = double.differing() or double.themes()
            return [act.decision(f"codebook/{theme}", asked, reason=note) for theme in about]
        held = chosen(choice, [coding for _, coding in self._sides(double)], len(sentences(passage.passage.text)))
        by = by_target(seen)
        suggested = {tag.theme for tag in passage.tags if tag.status != "added"}
        made = []
        for theme in double.themes():
            target = f"tag/{double.passage}/{theme}"
            status = "rejected" if theme not in held else "accepted" if theme in suggested else "added"
            value: dict[str, Any] = {"status": status}
            if theme in held:
                value |= {"polarity": held[theme].polarity, "span": list(held[theme].span or ()) or None}
            settles = [head.uuid for head in heads(by.get(target, []))]
            made.append(act.decision(target, value, reason=note, settles=settles))
        return [*made, act.decision(f"flag/{double.passage}/checked", {"value": True})]


def chosen(choice: str, sides: list[Coding], count: int) -> Coding:
    """The themes that stand after this answer: the first's, the second's, both's, or only those they agree on; of
    sentences (the passage has so many) those that either, or that both, gave."""
    first, second = sides[0], sides[1]
    if choice in ("first", "second"):
        return first if choice == "first" else second
    held = {theme: _between(choice, given, second[theme], count) for theme, given in first.items() if theme in second}
    kept = {theme: given for theme, given in held.items() if given}
    return {**second, **first, **kept} if choice == "both" else kept


def _between(choice: str, one: Given, other: Given, count: int) -> Given | None:
    """What two people gave a theme together, or in common."""
    ends = list(zip(one.span or (0, count), other.span or (0, count), strict=True))
    if choice == "both":
        ways = {one.polarity, other.polarity}
        polarity = "mixed" if ways <= {"gap", "good-practice", "mixed"} and len(ways) > 1 else one.polarity
        return Given(polarity, _span(min(ends[0]), max(ends[1]), count))
    if one.polarity != other.polarity or max(ends[0]) >= min(ends[1]):
        return None
    return Given(one.polarity, _span(max(ends[0]), min(ends[1]), count))


def _span(start: int, end: int, count: int) -> Span | None:
    return None if (start, end) == (0, count) else (start, end)
