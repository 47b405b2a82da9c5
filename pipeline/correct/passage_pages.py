"""The screen where a passage is settled: text, decision and page picture; every action is a plain form."""

from __future__ import annotations

import re
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from flask import Response, abort, request, url_for
from werkzeug.datastructures import MultiDict
from werkzeug.wrappers import Response as AnyResponse

from pipeline import codebook
from pipeline.correct import deciding, display, queues, team
from pipeline.correct.desk import Reviewer
from pipeline.correct.site import Site, seen_of
from pipeline.correct.trail import step_of
from pipeline.errors import DocumentError
from pipeline.records import CONTACTS, KINDS, Decision, SettledPassage, SettledReview, SettledTag
from pipeline.sentences import Span

KEPT_PICTURES = 48
OFFERED = 5


@dataclass(frozen=True)
class Draft:
    """What the form holds before it is saved: themes with their polarities, flags, the coded sentences, a page."""

    themes: Mapping[str, str]
    spans: Mapping[str, Span]  # the sentences that carry a theme, where that is not the whole passage
    flags: Mapping[str, Any]
    page: int
    said: str = ""
    focus: str = ""  # the field that has the focus: a theme, "add", or the step that moved a theme's sentences

    @property
    def in_hand(self) -> str | None:
        """The theme whose sentences are marked in the text."""
        theme = self.focus.rpartition("/")[2]
        return theme if theme in self.themes else next(iter(self.themes), None)

    offered: tuple[SettledTag, ...] = field(default=())


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
        is_hidden = self._is_hidden(identity, review)
        tags = [] if is_hidden else passage.tags
        held = {tag.theme: tag.polarity for tag in tags if tag.status != "rejected"}
        spans = {tag.theme: tag.span for tag in tags if tag.span and tag.theme in held}
        return self.shown(identity, Draft(held, spans, _flags_of(passage), passage.passage.page))

    def see(self, identity: str) -> str:
        """A passage in its place as it stands, with nothing that could be changed: where a printed reference leads."""
        review, passage, place = self.site.find_passage(identity)
        draft = Draft({}, {}, _flags_of(passage), display.page_asked(review, request.args.get("page", ""), passage))
        if self._is_hidden(identity, review):
            passage = replace(passage, tags=tuple(tag for tag in passage.tags if tag.source == "human"))
        around = self._around(review, passage, place, draft, [])
        return self.site.show("see.html", passage=passage, lock=self.desk.lock_on(identity), **around)

    def _around(
        self, review: SettledReview, passage: SettledPassage, place: int, draft: Draft, why: Sequence[str]
    ) -> dict[str, Any]:  # fmt: skip
        """What both screens show of a passage's place: its neighbours, its page, what was printed of it."""
        before, after = _beside(review, place, -1), _beside(review, place, 1)
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
        is_hidden = self._is_hidden(identity, review)
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

    def _is_hidden(self, identity: str, review: SettledReview) -> bool:
        """Whether the suggestions are kept from this person, to see whether they find the same without them."""
        if self.site.reviewer.name in self.desk.trail.coders(identity):
            return False
        return any(identity in b.drawn_for("hidden") for b in queues.batches(self.desk, review.quarter))

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
        draft, form = self._draft(review, passage), request.form
        action = form.get("action", "accept")
        if "look" in form:
            return self.shown(identity, replace(draft, page=display.page_asked(review, form["look"], passage)))
        if action == "add":
            return self.shown(identity, self._added(draft, form.get("add", "")))
        if action.startswith(("start-", "end-")):
            return self.shown(identity, _moved(review, place, draft, action))
        history = self.desk.history(identity, self.site.named())
        seen, since = seen_of(history, form.get("seen", "none"))
        act = self.site.act(seen, shown=not self._is_hidden(identity, review), context=self._context(identity))
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

    # --- the form ------------------------------------------------------------------------------------------

    def _draft(self, review: SettledReview, passage: SettledPassage) -> Draft:
        form, known = request.form, codebook.load().by_id()
        themes = {theme: _polarity(form, theme) for theme in form.getlist("theme") if theme in known}
        spans = {theme: span for theme in themes if (span := _span(form.get(f"span-{theme}", "")))}
        flags = {
            "confidential": form.get("confidential") == "on",
            "quote": form.get("quote") == "on",
            "note": form.get("note", "").strip()[:4000],
            "kind": kind if (kind := form.get("kind")) in KINDS else passage.kind,
            "police": police if (police := form.get("police")) in CONTACTS else passage.police,
        }
        draft = Draft(themes, spans, flags, display.page_asked(review, form.get("page", ""), passage))
        return self._added(draft, form["add"]) if form.get("add") and form.get("action") != "add" else draft

    def _added(self, draft: Draft, words: str) -> Draft:
        found = themes_named(words)
        if len(found) != 1:
            names = ", ".join(theme.name for theme in found[:6])
            said = f"Which of these: {names}?" if found else "No theme has this name." if words else ""
            return replace(draft, said=said, focus="add")
        theme = found[0]
        return replace(draft, themes={**draft.themes, theme.id: draft.themes.get(theme.id, "gap")}, focus=theme.id)


def _moved(review: SettledReview, place: int, draft: Draft, action: str) -> Draft:
    """The draft after a step such as end-later/THEME, which gives the theme where it is not ticked yet."""
    step, _, theme = action.partition("/")
    own = review.passages[place].passage
    known = display.reach(_beside(review, place, -1), own, _beside(review, place, 1), None, ())
    moved = known.moved(draft.spans.get(theme), step)
    spans = {other: span for other, span in draft.spans.items() if other != theme}
    themes = {**draft.themes, theme: draft.themes.get(theme, "gap")} if codebook.load().in_use(theme) else draft.themes
    return replace(draft, themes=themes, spans={**spans, theme: moved} if moved else spans, focus=action)


def _span(text: str) -> Span | None:
    found = re.fullmatch(r"(-?\d{1,3}):(-?\d{1,3})", text)
    return (int(found[1]), int(found[2])) if found and int(found[1]) < int(found[2]) else None


def themes_named(words: str) -> list[codebook.Theme]:
    """The themes that somebody may mean by these words: the one of this name, else those whose name holds them."""
    asked = words.strip().lower()
    themes = codebook.load().offered
    exact = [theme for theme in themes if asked in (theme.id, theme.name.lower())]
    return exact or [theme for theme in themes if asked and asked in theme.name.lower()]


def _polarity(form: MultiDict[str, str], theme: str) -> str:
    asked = form.get(f"polarity-{theme}", "gap")
    return asked if asked in display.POLARITIES else "gap"


def _flags_of(passage: SettledPassage) -> dict[str, Any]:
    return {
        "confidential": passage.confidential, "quote": passage.quotable, "note": passage.note,
        "kind": passage.kind, "police": passage.police,
    }  # fmt: skip


def _often_in(review: SettledReview) -> list[str]:
    counts: dict[str, int] = {}
    for passage in review.passages:
        for tag in passage.tags:
            if tag.source == "human" and tag.status != "rejected":
                counts[tag.theme] = counts.get(tag.theme, 0) + 1
    return sorted(counts, key=lambda theme: (-counts[theme], theme))


def _beside(review: SettledReview, place: int, step: int) -> Any:
    other = place + step
    return review.passages[other].passage if 0 <= other < len(review.passages) else None


def _around(order: list[str], at: int | None) -> tuple[str | None, str | None]:
    if at is None:
        return None, None
    return (order[at - 1] if at else None), (order[at + 1] if at + 1 < len(order) else None)
