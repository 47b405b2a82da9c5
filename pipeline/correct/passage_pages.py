"""The screen where a passage is settled: text, decision and page picture; every action is a plain form."""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from flask import Response, abort, request, url_for
from werkzeug.wrappers import Response as AnyResponse

from pipeline import codebook
from pipeline.correct import deciding, display, drafts, queues, team
from pipeline.correct.desk import Reviewer
from pipeline.correct.drafts import Draft
from pipeline.correct.site import Site, seen_of
from pipeline.correct.trail import step_of
from pipeline.errors import DocumentError
from pipeline.records import CONTACTS, KINDS, Decision, SettledPassage, SettledReview, SettledTag

KEPT_PICTURES = 48
OFFERED = 5


class PassagePages:
    """Shows and settles one passage after another."""

    def __init__(self, site: Site) -> None:
        self.site = site
        self.desk = site.desk
        self.pictures: dict[tuple[str, int], bytes] = {}
        site.route("/passage/<identity>", "passage", self.passage)
        site.route("/passage/<identity>", "settle", self.settle, "POST")
        site.route("/see/<identity>", "see", self.see)
        site.route("/passage/<identity>/history", "history", self.history)
        site.route("/page/<sha256>/<int:page>.png", "page", self.page, alone=False)

    # --- showing -------------------------------------------------------------------------------------------

    def passage(self, identity: str) -> str:
        """The screen of a passage as it stands."""
        review, passage, _ = self.site.find_passage(identity)
        if self.desk.lock_on(identity):
            return self.see(identity)
        is_hidden = self.desk.is_hidden(identity, self.site.reviewer)
        tags = [] if is_hidden else passage.tags
        held = {tag.theme: tag.polarity for tag in tags if tag.status != "rejected"}
        spans = {tag.theme: tag.span for tag in tags if tag.span and tag.theme in held}
        return self.shown(identity, Draft(held, spans, drafts.flags_of(passage), passage.passage.page))

    def see(self, identity: str) -> str:
        """A passage in its place as it stands, with nothing that could be changed: where a printed reference leads."""
        review, passage, place = self.site.find_passage(identity)
        draft = Draft(
            {}, {}, drafts.flags_of(passage), display.page_asked(review, request.args.get("page", ""), passage)
        )
        passage = self.desk.as_shown(review, passage, self.site.reviewer)
        around = self._around(review, passage, place, draft, [])
        return self.site.show("see.html", passage=passage, lock=self.desk.lock_on(identity), **around)

    def _around(
        self, review: SettledReview, passage: SettledPassage, place: int, draft: Draft, why: Sequence[str]
    ) -> dict[str, Any]:  # fmt: skip
        """What both screens show of a passage's place: its neighbours, its page, what was printed of it."""
        before, after = drafts.beside(review, place, -1), drafts.beside(review, place, 1)
        return {
            "review": review, "draft": draft,
            "reach": display.reach(before, passage.passage, after, draft.spans.get(draft.in_hand or ""), why),
            "further": (review.passages[max(0, place - 2) : max(0, place - 1)], review.passages[place + 2 : place + 3]),
            **display.sheet(review, place, draft.page),
            "alike": self.desk.alike(review, passage.passage, self.site.reviewer),
            "is_quoted": self.desk.is_quoted(review.quarter, passage.passage),
            "is_changed": passage.passage.id in self.desk.superseded(review.quarter)[1],
        }  # fmt: skip

    def shown(self, identity: str, draft: Draft, **more: Any) -> str:
        """The screen of a passage with what the form holds."""
        review, passage, place = self.site.find_passage(identity)
        reviewer, queue = self.site.reviewer, request.values.get("queue", "batch")
        order = queues.passages_of(self.desk, queue, review.quarter, reviewer)
        self.desk.look_at(identity, reviewer)
        is_hidden = self.desk.is_hidden(identity, self.site.reviewer)
        why = [] if is_hidden else [word for tag in passage.tags if tag.status != "rejected" for word in tag.why]
        at = order.index(identity) if identity in order else None
        rows = self._rows(review, passage, draft, is_hidden)
        known: dict[str, Any] = {
            **self._around(review, passage, place, draft, why), "passage": passage, "can_decide": True, "queue": queue, "order": order, "at": at,
            "is_hidden": is_hidden, "rows": rows, "since": time.time(),
            "seen": self.desk.version(identity, reviewer),
            "next_picture": self._next_picture(queues.next_open(self.desk, order, identity, reviewer)),
            "left": sum(queues.is_open(self.desk, other, reviewer) for other in order),
            "beside": _around(order, at), "kinds": KINDS, "contacts": CONTACTS,
            "names": queues.NAMES, "standing": self._standing(identity, reviewer),
            "saved": request.args.get("saved"), "said": request.args.get("said", ""),
        }  # fmt: skip
        return self.site.show("passage.html", **{**known, **more})

    def _standing(self, identity: str, reviewer: Reviewer) -> str:
        """What people made of the passage between them, as far as this person may know."""
        if self.desk.is_blind(identity, reviewer):
            return ""
        if identity in self.desk.trail.adjudicated:
            return "Settled between two people"
        found = team.doubles(self.desk, reviewer, [identity])
        return "" if not found else "Two people differ" if found[0].differs else "Two people agree"

    def _next_picture(self, following: str | None) -> str | None:
        found = self.desk.passage(following) if following else None
        if not found or not found[0].file.lower().endswith(".pdf"):
            return None
        return url_for("page", sha256=found[0].sha256, page=found[1].passage.page)

    def _rows(
        self, review: SettledReview, passage: SettledPassage, draft: Draft, is_hidden: bool
    ) -> list[tuple[int, codebook.Theme, SettledTag | None]]:  # fmt: skip
        """The themes on the form, strategic ones first, each with its key: suggested and settled ones, the likeliest
        first, and some often given nearby; then those just added, so that the others keep their keys."""
        themes = codebook.load().by_id()
        tags = {tag.theme: tag for tag in passage.tags if not (is_hidden and tag.source == "machine")}
        first = sorted(tags, key=lambda theme: -tags[theme].probability)
        if not is_hidden:
            offered = (t for t in _often_in(review) if t not in first and codebook.load().in_use(t))
            first += [*offered][: max(0, OFFERED - len(first))]
        order = [*first, *(theme for theme in draft.themes if theme not in first)]
        levels = ("strategic", "operational")
        known = sorted((t for t in order if t in themes), key=lambda t: (t not in first, levels.index(themes[t].level)))
        rows = [(number, themes[theme], tags.get(theme)) for number, theme in enumerate(known, start=1)]
        return sorted(rows, key=lambda row: levels.index(row[1].level))

    def history(self, identity: str) -> str:
        """Everything that was decided about a passage, as far as this person may know."""
        review, passage, _ = self.site.find_passage(identity)
        made = self.desk.history(identity, self.site.reviewer)
        return self.site.show("history.html", review=review, passage=passage, made=made)

    def page(self, sha256: str, page: int) -> Response:
        """A page of a PDF as a picture, drawn while others go on working."""
        with self.site.lock:
            self.desk.catch_up()
            review = self.site.find_review(sha256)
        if not review.review or not 1 <= page <= len(review.review.pages):
            abort(404)
        return Response(self._drawn(review, page), mimetype="image/png")

    def _drawn(self, review: SettledReview, page: int) -> bytes:
        key = (review.sha256, page)
        if key not in self.pictures:
            try:
                picture = self.site.picture(self.site.store.corpus.originals / review.file, page, 1.6)
            except DocumentError:
                abort(404, "This page cannot be drawn; its text is on the left.")
            while len(self.pictures) >= KEPT_PICTURES:
                self.pictures.pop(next(iter(self.pictures)), None)
            self.pictures[key] = picture
        return self.pictures[key]

    # --- deciding ------------------------------------------------------------------------------------------

    def settle(self, identity: str) -> AnyResponse | str | tuple[str, int]:
        """Does what the pressed button says, keeps it on disk, and shows the next passage."""
        review, passage, place = self.site.find_passage(identity)
        draft, form = drafts.sent(request.form, review, passage, place), request.form
        action = form.get("action", "accept")
        if "look" in form:
            return self.shown(identity, replace(draft, page=display.page_asked(review, form["look"], passage)))
        if action == "add":
            return self.shown(identity, drafts.added(draft, form.get("add", "")))
        if action.startswith(("start-", "end-")):
            return self.shown(identity, drafts.moved(review, place, draft, action))
        history = self.desk.history(identity, self.site.named())
        seen, since = seen_of(history, form.get("seen", "none"))
        act = self.site.act(
            seen, shown=not self.desk.is_hidden(identity, self.site.reviewer), context=self._context(identity)
        )
        later = [made for made in since if step_of(made) != act.key]
        made = self._made(act, action, review, passage, draft)
        self.site.keep(made)
        if later:
            return self._overtaken(identity, later, made), 409
        return self._onwards(identity, review, action, draft)

    def _context(self, identity: str) -> dict[str, Any]:
        try:
            seconds = round(min(3600.0, max(0.0, time.time() - float(request.form.get("since", "nan")))), 1)
        except ValueError:
            seconds = None
        is_blind = self.desk.is_blind(identity, self.site.reviewer)
        known = {"seconds": seconds, "blind": is_blind or None, "queue": request.form.get("queue")}
        return {name: value for name, value in known.items() if value is not None and value == value}

    def _made(
        self, act: deciding.Act, action: str, review: SettledReview, passage: SettledPassage, draft: Draft
    ) -> list[Decision]:  # fmt: skip
        identity = passage.passage.id
        if action == "skip":
            return [act.decision(f"flag/{identity}/skipped", {"value": True})]
        asked = dict(draft.flags)
        if asked["quote"] and (asked["confidential"] or review.handling == "restricted"):
            asked["quote"] = False
        made = deciding.flags(act, passage, asked)
        if action == "unsure":
            return [*made, act.decision(f"flag/{identity}/unsure", {"value": True})]
        if action == "keep":
            return made
        held = {} if action == "none" else draft.themes
        if passage.unsure:
            made.append(act.decision(f"flag/{identity}/unsure", {"value": False}))
        return [*made, *deciding.settled(act, passage, held, draft.spans)]

    def _onwards(self, identity: str, review: SettledReview, action: str, draft: Draft) -> AnyResponse:
        queue, reviewer = request.form.get("queue", "batch"), self.site.reviewer
        order = queues.passages_of(self.desk, queue, review.quarter, reviewer)
        following = identity if action == "keep" else queues.next_open(self.desk, order, identity, reviewer)
        said = "refused" if draft.flags["quote"] and (draft.flags["confidential"] or review.handling == "restricted") else None  # fmt: skip
        name, changed = self.desk.superseded(review.quarter)
        if identity in changed:
            said = f"superseded {name}"
        moment = deciding.now()[11:19]
        if following is None:
            return self.site.go("home", quarter=review.quarter, saved=moment, done=queue)
        return self.site.go("passage", identity=following, queue=queue, saved=moment, said=said)

    def _overtaken(self, identity: str, later: list[Decision], mine: list[Decision]) -> str:
        review, passage, _ = self.site.find_passage(identity)
        return self.site.show("overtaken.html", review=review, passage=passage, later=later, mine=mine)


def _often_in(review: SettledReview) -> list[str]:
    counts: dict[str, int] = {}
    for passage in review.passages:
        for tag in passage.tags:
            if tag.source == "human" and tag.status != "rejected":
                counts[tag.theme] = counts.get(tag.theme, 0) + 1
    return sorted(counts, key=lambda theme: (-counts[theme], theme))


def _around(order: list[str], at: int | None) -> tuple[str | None, str | None]:
    if at is None:
        return None, None
    return (order[at - 1] if at else None), (order[at + 1] if at + 1 < len(order) else None)
