"""The queues, and the screen where a review's screening and facts are settled."""

from __future__ import annotations

import datetime as dt
import re
import secrets
from collections import Counter
from typing import Any

from flask import abort, redirect, request
from werkzeug.wrappers import Response as AnyResponse

from pipeline.correct import display, queues, team
from pipeline.correct.deciding import redone, undone
from pipeline.correct.desk import Reviewer
from pipeline.correct.quarter_pages import still_open
from pipeline.correct.site import Site, local, seen_of
from pipeline.correct.trail import step_of
from pipeline.records import REASONS, REVIEW_TYPES, Decision, SettledReview
from pipeline.store.state import FACTS

DATE = re.compile(r"\d{4}(-\d\d(-\d\d)?)?")
WORDS = ("title", "publisher", "subject")
VERDICTS = ("yes", "no", "refer")


class ReviewPages:
    """Lists what waits, and settles screening, facts and duplicates."""

    def __init__(self, site: Site) -> None:
        self.site = site
        self.desk = site.desk
        site.route("/", "home", self.home)
        site.route("/draw", "draw", self.draw, "POST")
        site.route("/review/<sha256>", "review", self.review)
        site.route("/review/<sha256>/screening", "screen", self.screen, "POST")
        site.route("/review/<sha256>/facts", "facts", self.facts, "POST")
        site.route("/queue/<name>", "queue", self.queue)
        site.route("/undo", "undo", self.undo, "POST")
        site.route("/redo", "redo", self.redo, "POST")
        site.route("/name", "name", self.name, "POST")
        site.route("/keys", "keys", lambda: site.show("keys.html"))

    def home(self) -> str:
        """What waits for a person in a quarter."""
        reviewer, quarters = self.site.reviewer, self.desk.quarters()
        quarter = request.args.get("quarter", quarters[0] if quarters else "")
        shown = [r for r in self.desk.outlines(quarter) if self.desk.may_see(r, reviewer)]
        drawn, items = queues.batches(self.desk, quarter), queues.readable(self.desk, quarter, reviewer)
        order = queues.passages_of(self.desk, "batch", quarter, reviewer)
        waiting = [identity for identity in order if queues.is_open(self.desk, identity, reviewer)]
        return self.site.show(
            "home.html", quarter=quarter, printed=self.desk.superseded(quarter), missed=team.missed(self.desk, quarter), reviews=shown, screening=queues.screening_queue(shown, quarter),
            batch=drawn[-1] if drawn else None, drawn=len(drawn), order=order, waiting=waiting,
            following=queues.next_open(self.desk, order, None, reviewer), saved=request.args.get("saved"),
            lock=self.desk.trail.locked.get(quarter), still=still_open(self.desk, quarter, items, reviewer),
            lists=self._lists(items, quarter, reviewer), done=request.args.get("done"),
            themes=Counter(t.theme for i in items for t in i.passage.tags if t.status != "rejected"), can_undo=self.desk.trail.steps[reviewer.name].last() is not None,
        )  # fmt: skip

    def _lists(
        self, items: list[queues.Item], quarter: str, reviewer: Reviewer
    ) -> list[tuple[str, str, int, int, str | None]]:
        """Each queue with its length, how many are open, and the first of them."""
        found = []
        for name in queues.LISTED:
            order = queues.chosen_from(self.desk, items, name, quarter, reviewer)
            waiting = [identity for identity in order if queues.is_open(self.desk, identity, reviewer)]
            first = next(iter([*waiting, *order]), None)
            found.append((name, queues.NAMES[name], len(order), len(waiting), first))
        return found

    def queue(self, name: str) -> str:
        """Every passage of a queue, to be opened in any order."""
        quarter, reviewer = request.args.get("quarter", ""), self.site.reviewer
        found = [self.site.find_passage(identity) for identity in queues.passages_of(self.desk, name, quarter, reviewer)]  # fmt: skip
        waiting = {p.passage.id for _, p, _ in found if queues.is_open(self.desk, p.passage.id, reviewer)}
        shown = [(review, self.desk.as_shown(review, passage, reviewer)) for review, passage, _ in found]
        return self.site.show(
            "queue.html", name=name, quarter=quarter, found=shown, waiting=waiting, names=queues.NAMES
        )

    def draw(self) -> AnyResponse:
        """Draws the next batch of a quarter and records its seed, its order and what it was drawn from."""
        quarter, reviewer = request.form.get("quarter", ""), self.site.named()
        taken = {identity for batch in queues.batches(self.desk, quarter) for identity in batch.ids()}
        items = [
            item for item in queues.taggable(self.desk.quarter(quarter))
            if not item.passage.checked and self.desk.may_see(item.review, reviewer)
        ]  # fmt: skip
        seed = secrets.randbits(32)
        order, population = queues.draw(items, taken, self.site.store.corpus.settings.correction, seed)
        act = self.site.act([])
        if order:
            value = {
                "quarter": quarter,
                "seed": seed,
                "order": [list(pair) for pair in order],
                "population": population,
            }
            self.site.keep([act.decision(f"batch/{act.key}", value)])
        first = queues.next_open(self.desk, [identity for identity, _ in order], None, reviewer)
        return self.site.go("passage", identity=first) if first else self.site.go("home", quarter=quarter)

    # --- one review ----------------------------------------------------------------------------------------

    def review(self, sha256: str) -> str:
        """The screening, the facts and the passages of a review."""
        found = self.site.find_review(sha256)
        passages = [self.desk.as_shown(found, passage, self.site.reviewer) for passage in found.passages]
        history = self.site.store.decisions_about(sha256)
        return self.site.show(
            "review.html", **_evidenced(found, request.args.get("at", ""), request.args.get("page", "")), review=found, passages=passages, reasons=REASONS, types=REVIEW_TYPES, history=history,
            seen=history[-1].uuid if history else "none", saved=request.args.get("saved"), others=self._others(found),
            following=self._next_screening(found), lock=self.desk.lock_on(sha256),
        )  # fmt: skip

    def _others(self, found: SettledReview) -> list[SettledReview]:
        return [
            r for r in self.desk.outlines() if r.sha256 != found.sha256 and self.desk.may_see(r, self.site.reviewer)
        ]

    def _next_screening(self, found: SettledReview) -> SettledReview | None:
        waiting = queues.screening_queue(self._others(found), found.quarter)
        ahead = [review for review in waiting if review.file > found.file]
        return next(iter([*ahead, *waiting]), None)

    def screen(self, sha256: str) -> AnyResponse | tuple[str, int]:
        """Keeps a decision on eligibility; to exclude takes a reason."""
        review, form = self.site.find_review(sha256), request.form
        decision, reason = form.get("decision", ""), form.get("reason") or None
        if decision not in ("include", "exclude", "refer") or (decision == "exclude" and reason not in REASONS):
            abort(400, "Not saved: choose a decision, and a reason when it is to exclude. Go back and choose one.")
        value: dict[str, Any] = {"decision": decision, "reason": reason if decision != "include" else None}
        value |= {name: met for name in ("date_eligible", "prior_police") if (met := form.get(name)) in VERDICTS}
        stands = review.screening
        suggested = {"decision": stands.decision, "reason": stands.reason, "confidence": stands.confidence} if stands else None  # fmt: skip
        note = form.get("note", "").strip()[:2000]
        return self._kept(review, [(f"screening/{sha256}", value, suggested, note)], go_on=True)

    def facts(self, sha256: str) -> AnyResponse | tuple[str, int]:
        """Keeps the facts that a person put right, each as a decision of its own."""
        review = self.site.find_review(sha256)
        changed = [
            (f"fact/{sha256}/{name}", {"value": value}, {"value": stands}, None)
            for name, value, stands in self._facts_sent(review) if value != stands
        ]  # fmt: skip
        stands_of = review.link.of if review.link else ""
        if (of := request.form.get("duplicate_of", stands_of)) != stands_of:
            if of and not self.desk.outline(of):
                abort(400, "Not saved: there is no such document to be a duplicate of.")
            changed.append((f"duplicate/{sha256}", {"of": of or None}, {"of": stands_of or None}, None))
        return self._kept(review, changed, go_on=False)

    def _facts_sent(self, review: SettledReview) -> list[tuple[str, Any, Any]]:
        form, read = request.form, review.review
        found: list[tuple[str, Any, Any]] = []
        for name in FACTS:
            value, fact = form.get(name, "").strip() or None, getattr(read, name)
            if value and not _is_date(value):
                abort(400, f"Not saved: {value} is no date. Write 2018, 2018-03 or 2018-03-14.")
            found.append((name, value, fact.value if fact else None))
        found += [(name, form.get(name, "").strip()[:300] or None, getattr(read, name)) for name in WORDS]
        types = [kind for kind in form.getlist("types") if kind in REVIEW_TYPES]
        stands = sorted(read.types) if read else []
        return [*found, ("types", sorted(types), stands)] if types else found

    def _kept(self, review: SettledReview, sent: list[Any], go_on: bool) -> AnyResponse | tuple[str, int]:
        seen, since = seen_of(self.site.store.decisions_about(review.sha256), request.form.get("seen", "none"))
        act = self.site.act(seen)
        made = [act.decision(target, value, suggested, reason) for target, value, suggested, reason in sent]
        targets = {decision.target for decision in made}
        later = [d for d in since if step_of(d) != act.key and d.target in targets]
        self.site.keep(made)
        if later:
            return self._overtaken(review, later, made), 409
        following = self._next_screening(review) if go_on else None
        moment = made[0].at[11:19] if made else None
        return self.site.go("review", sha256=following.sha256 if following else review.sha256, saved=moment)

    def _overtaken(self, review: SettledReview, later: list[Decision], mine: list[Decision]) -> str:
        return self.site.show("overtaken.html", review=review, passage=None, later=later, mine=mine)

    # --- undo, and who one is ------------------------------------------------------------------------------

    def undo(self) -> AnyResponse:
        """Takes back this person's last act, wherever it was."""
        return self._step(undone, self.desk.trail.steps[self.site.named().name].last())

    def redo(self) -> AnyResponse:
        """Does again what this person took back last."""
        return self._step(redone, self.desk.trail.steps[self.site.named().name].last_taken_back())

    def _step(self, reverse: Any, step: tuple[str, str] | None) -> AnyResponse:
        back = request.form.get("back", "/")
        if step is None:
            return redirect(local(back) or "/", 303)
        key = request.form.get("key") or secrets.token_hex(8)
        if self.site.store.decisions_of(key):  # the same form, sent twice
            return redirect(local(back) or "/", 303)
        found = reverse(self.site.store, self.site.named().name, step, key)
        self.site.keep(found.made)
        if not found.made:
            abort(409, "A colleague has decided this since. Theirs stands; look at the history of the passage.")
        kind, _, rest = found.made[0].target.partition("/")
        subject, moment = rest.split("/")[0], found.made[0].at[11:19]
        if kind in ("tag", "flag"):
            return self.site.go("passage", identity=subject, queue=request.form.get("queue", "batch"), saved=moment)
        if kind in ("screening", "fact", "duplicate"):
            return self.site.go("review", sha256=subject, saved=moment)
        return self.site.go("home", saved=moment)

    def name(self) -> AnyResponse:
        """Keeps the name that a person gives on their own computer."""
        answer = redirect(local(request.form.get("back", "")) or "/", 303)
        name = request.form.get("name", "").strip()[:60]
        answer.set_cookie("reviewer", name, httponly=True, samesite="Strict", max_age=31_536_000)
        return answer


def _evidenced(found: SettledReview, at: str, page: str) -> dict[str, Any]:
    """The document open at a passage: the one asked for, else the one that speaks most for or against including it."""
    screening = found.screening
    findings = (screening.prior_police, screening.date_eligible) if screening else ()
    wanted = [at, *(evidence.passage for finding in findings for evidence in finding.evidence)]
    places = {item.passage.id: place for place, item in enumerate(found.passages)}
    place = next((places[identity] for identity in wanted if identity in places), 0 if found.passages else None)
    if place is None:
        return {"at_passage": None}
    item = found.passages[place]
    shown = display.sheet(found, place, display.page_asked(found, page, item))
    return {"at_passage": item.passage.id, "passage": item, **shown}


def _is_date(text: str) -> bool:
    try:
        dt.date.fromisoformat((text + "-01-01")[:10])
    except ValueError:
        return False
    return DATE.fullmatch(text) is not None
