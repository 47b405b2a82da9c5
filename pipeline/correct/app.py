"""The web page of the correct stage: every action is a plain form; the script on top only adds keys."""

from __future__ import annotations

import re
import threading
import uuid
from collections.abc import Callable
from collections.abc import Set as AbstractSet
from pathlib import Path
from typing import Any

from flask import Flask, Response, abort, redirect, render_template, request, url_for
from werkzeug.exceptions import HTTPException
from werkzeug.wrappers import Response as AnyResponse

from pipeline import codebook
from pipeline.correct import deciding, queues
from pipeline.correct.guard import Guard
from pipeline.errors import StoreError
from pipeline.records import REASONS, SettledPassage, SettledReview
from pipeline.store import Store
from pipeline.store.state import settled_reviews

Picture = Callable[[Path, int, float], bytes]
POLARITY_NAMES = {
    "gap": "Gap", "good-practice": "Good practice", "mixed": "Mixed", "action-taken": "Improved since",
}  # fmt: skip
LIKELIHOOD = ((0.75, "likely"), (0.45, "possible"), (0.0, "weak"))


def create_app(store: Store, picture: Picture, token: str, hosts: AbstractSet[str]) -> Flask:
    """The page over this store; `picture` draws a page of an original, `token` opens the first browser's session."""
    app = Flask(__name__)
    app.config["MAX_CONTENT_LENGTH"] = 1_000_000
    app.jinja_env.globals.update(polarities=POLARITY_NAMES, likelihood=likelihood, codebook=codebook.load())
    Guard(token, hosts).protect(app)
    _Pages(store, picture).add_to(app)
    return app


def likelihood(probability: float) -> str:
    """A probability in a word."""
    return next(word for least, word in LIKELIHOOD if probability >= least)


class _Pages:
    """The routes, over one store that one request at a time uses."""

    def __init__(self, store: Store, picture: Picture) -> None:
        self.store = store
        self.picture = picture
        self.lock = threading.RLock()
        self.known: tuple[int, list[SettledReview]] | None = None

    def add_to(self, app: Flask) -> None:
        for rule, view, methods in (
            ("/", self.home, ["GET"]),
            ("/review/<sha256>", self.review, ["GET"]),
            ("/review/<sha256>/screening", self.screen, ["POST"]),
            ("/passage/<identity>", self.passage, ["GET"]),
            ("/passage/<identity>", self.settle, ["POST"]),
            ("/passage/<identity>/history", self.history, ["GET"]),
            ("/page/<sha256>/<int:page>.png", self.page, ["GET"]),
            ("/undo", self.undo, ["POST"]),
            ("/name", self.name, ["POST"]),
            ("/search", self.search, ["GET"]),
            ("/keys", self.keys, ["GET"]),
        ):
            app.add_url_rule(rule, view.__name__ + "-".join(methods), self._alone(view), methods=methods)
        app.register_error_handler(HTTPException, self._refused)
        app.register_error_handler(StoreError, self._not_saved)

    def _alone(self, view: Callable[..., Any]) -> Callable[..., Any]:
        def handled(**parts: Any) -> Any:
            with self.lock:
                return view(**parts)

        return handled

    # --- pages ---------------------------------------------------------------------------------------------

    def home(self) -> str:
        reviews = self.reviews()
        quarters = sorted({review.quarter for review in reviews}, reverse=True)
        quarter = request.args.get("quarter") or (quarters[0] if quarters else "")
        batch = queues.tag_queue(reviews, quarter, self.store.corpus.settings.correction)
        return render_template(
            "home.html", quarters=quarters, quarter=quarter, batch=batch, reviewer=self.reviewer(),
            screening=queues.screening_queue(reviews, quarter), reviews=[r for r in reviews if r.quarter == quarter],
        )  # fmt: skip

    def review(self, sha256: str) -> str:
        found = self._review(sha256)
        return render_template("review.html", review=found, reasons=REASONS, reviewer=self.reviewer())

    def passage(self, identity: str) -> str:
        review, passage = self._passage(identity)
        position = review.passages.index(passage)
        batch = queues.tag_queue(self.reviews(), review.quarter, self.store.corpus.settings.correction)
        order = [item.passage.passage.id for item in batch]
        place = order.index(identity) if identity in order else None
        return render_template(
            "passage.html", review=review, passage=passage, reviewer=self.reviewer(), saved=request.args.get("saved"),
            before=review.passages[max(0, position - 2) : position], after=review.passages[position + 1 : position + 3],
            place=place, total=len(order), following=_beside(order, place, 1), previous=_beside(order, place, -1),
            boxes=_percent(review, passage), with_picture=review.file.lower().endswith(".pdf"),
        )  # fmt: skip

    def history(self, identity: str) -> str:
        review, passage = self._passage(identity)
        made = [d for d in self.store.decisions() if f"/{identity}" in d.target]
        return render_template("history.html", review=review, passage=passage, made=made, reviewer=self.reviewer())

    def search(self) -> str:
        words = request.args.get("words", "").strip()
        found = [
            (review, passage)
            for review in (self.reviews() if words else [])
            for passage in review.passages
            if words.lower() in passage.passage.text.lower()
        ]
        return render_template(
            "search.html", words=words, found=found[:200], total=len(found), reviewer=self.reviewer()
        )

    def keys(self) -> str:
        return render_template("keys.html", reviewer=self.reviewer())

    def page(self, sha256: str, page: int) -> Response:
        review = self._review(sha256)
        if not review.review or not 1 <= page <= len(review.review.pages):
            abort(404)
        drawn = self.picture(self.store.corpus.originals / review.file, page, 1.6)
        return Response(drawn, mimetype="image/png")

    # --- what reviewers do ---------------------------------------------------------------------------------

    def settle(self, identity: str) -> AnyResponse:
        review, passage = self._passage(identity)
        action = request.form.get("action", "accept")
        batch = str(uuid.uuid4())
        reviewer = self._named()
        held = {} if action == "none" else self._held(passage)
        if action == "unsure":
            made = [deciding.decision(self.store, reviewer, f"flag/{identity}/unsure", {"value": True}, batch=batch)]
        else:
            made = deciding.settled(self.store, reviewer, passage, held, batch)
        made += self._flags(review, passage, reviewer, batch)
        self.store.decide(made)
        following = request.form.get("following") or identity
        return redirect(url_for("passageGET", identity=following, saved=deciding.now()[11:16]), 303)

    def _held(self, passage: SettledPassage) -> dict[str, str]:
        known = set(codebook.load().by_id())
        themes = [theme for theme in request.form.getlist("theme") if theme in known]
        added = request.form.get("add", "")
        themes += [added] if added in known else []
        polarity = {
            theme: request.form.get(f"polarity-{theme}", request.form.get("polarity-added", "gap")) for theme in themes
        }
        return {theme: way if way in POLARITY_NAMES else "gap" for theme, way in polarity.items()}

    def _flags(self, review: SettledReview, passage: SettledPassage, reviewer: str, batch: str) -> list[Any]:
        made = []
        for name, stands in (("confidential", passage.confidential), ("quote", passage.quotable)):
            asked = request.form.get(name) == "on"
            refused = name == "quote" and (review.handling == "restricted" or request.form.get("confidential") == "on")
            if asked != stands and not (asked and refused):
                target = f"flag/{passage.passage.id}/{name}"
                made.append(deciding.decision(self.store, reviewer, target, {"value": asked}, batch=batch))
        return made

    def screen(self, sha256: str) -> AnyResponse:
        review = self._review(sha256)
        decision, reason = request.form.get("decision", ""), request.form.get("reason") or None
        if decision not in ("include", "exclude", "refer") or (decision == "exclude" and reason not in REASONS):
            abort(400, "Choose a decision, and a reason when it is to exclude.")
        seen = review.screening
        value = {"decision": decision, "reason": reason if decision != "include" else None}
        suggested = {"decision": seen.decision, "reason": seen.reason, "confidence": seen.confidence} if seen else None
        note = request.form.get("note", "")[:2000]
        target = f"screening/{sha256}"
        self.store.decide(
            [deciding.decision(self.store, self._named(), target, value, suggested=suggested, reason=note)]
        )
        return redirect(url_for("reviewGET", sha256=sha256), 303)

    def undo(self) -> AnyResponse:
        made = deciding.undone(self.store, self._named())
        self.store.decide(made)
        identity = next((d.target.split("/")[1] for d in made if d.target.startswith(("tag/", "flag/"))), None)
        return redirect(url_for("passageGET", identity=identity) if identity else url_for("homeGET"), 303)

    def name(self) -> AnyResponse:
        back = request.form.get("back", "/")
        answer = redirect(back if re.match(r"/(?![/\\])", back) else "/", 303)
        answer.set_cookie(
            "reviewer", request.form.get("name", "")[:60], httponly=True, samesite="Strict", max_age=31_536_000
        )
        return answer

    # --- what stands ---------------------------------------------------------------------------------------

    def reviews(self) -> list[SettledReview]:
        """The corpus as it stands, computed again only when something was decided."""
        made = self.store.connection.execute("SELECT COALESCE(MAX(seq), 0) FROM decisions").fetchone()[0]
        if not self.known or self.known[0] != made:
            self.known = (made, list(settled_reviews(self.store)))
        return self.known[1]

    def reviewer(self) -> str:
        """The name that the reviewer gave, or nothing."""
        return request.cookies.get("reviewer", "").strip()

    def _named(self) -> str:
        if not self.reviewer():
            abort(400, "Say who you are first: each decision carries a name. Go back and give yours at the top.")
        return self.reviewer()

    def _review(self, sha256: str) -> SettledReview:
        return next((r for r in self.reviews() if r.sha256 == sha256 and r.review), None) or abort(404)

    def _passage(self, identity: str) -> tuple[SettledReview, SettledPassage]:
        for review in self.reviews():
            for passage in review.passages:
                if passage.passage.id == identity:
                    return review, passage
        return abort(404)

    def _refused(self, error: HTTPException) -> tuple[str, int]:
        return render_template("refused.html", said=error.description, reviewer=self.reviewer()), error.code or 500

    def _not_saved(self, error: StoreError) -> tuple[str, int]:
        return render_template("refused.html", said=f"Not saved. {error}", reviewer=self.reviewer()), 503


def _beside(order: list[str], place: int | None, step: int) -> str | None:
    if place is None or not 0 <= place + step < len(order):
        return None
    return order[place + step]


def _percent(review: SettledReview, passage: SettledPassage) -> list[dict[str, float]]:
    """The passage's boxes on its first page as shares of the page."""
    if not review.review:
        return []
    page = review.review.pages[passage.passage.page - 1]
    return [
        {
            "x": 100 * box.x0 / page.width, "y": 100 * box.top / page.height,
            "width": 100 * (box.x1 - box.x0) / page.width, "height": 100 * (box.bottom - box.top) / page.height,
        }
        for box in passage.passage.boxes if box.page == passage.passage.page
    ]  # fmt: skip
