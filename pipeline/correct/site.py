"""What every page of the site shares: the desk, who is asking, one request at a time, and errors in plain words."""

from __future__ import annotations

import re
import threading
import uuid
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from flask import Flask, abort, g, redirect, render_template, request, url_for
from werkzeug.exceptions import HTTPException
from werkzeug.wrappers import Response as AnyResponse

from pipeline.correct.deciding import Act, key_of
from pipeline.correct.desk import Desk, Reviewer
from pipeline.errors import PipelineError, StoreError, UsageError, fault
from pipeline.progress import tell
from pipeline.records import Decision, SettledPassage, SettledReview
from pipeline.store import Store
from pipeline.store.faults import refusal

Picture = Callable[[Path, int, float], bytes]


class Site:
    """The desk that all pages work at."""

    def __init__(self, app: Flask, store: Store, picture: Picture, is_shared: bool) -> None:
        self.app = app
        self.is_shared = is_shared
        self.store = store
        self.desk = Desk(store)
        self.picture = picture
        self.lock = threading.RLock()
        app.register_error_handler(HTTPException, self.refused)
        app.register_error_handler(StoreError, self.not_saved)
        app.register_error_handler(UsageError, self.not_usable)
        app.register_error_handler(Exception, self.failed)

    def route(self, rule: str, name: str, view: Callable[..., Any], method: str = "GET", alone: bool = True) -> None:
        """Adds a page; one request at a time works at the desk, unless the page says that it need not."""

        def handled(**parts: Any) -> Any:
            with self.lock:
                self.desk.catch_up()
                return view(**parts)

        self.app.add_url_rule(rule, name, handled if alone else view, methods=[method])

    # --- who and what --------------------------------------------------------------------------------------

    @property
    def reviewer(self) -> Reviewer:
        """Who is asking; on one's own computer the name may still be missing."""
        found: Reviewer = g.reviewer
        return found

    def named(self) -> Reviewer:
        """Who is asking, refused while there is no name: each decision carries one."""
        if not self.reviewer.name:
            abort(400, "Say who you are first: each decision carries a name. Give yours at the top, then decide again.")
        return self.reviewer

    def leading(self) -> Reviewer:
        """Who is asking, refused unless they may train and lock for the team."""
        if not self.named().lead:
            abort(403, "Nothing was changed: on this page only those may do it whose account was made with --lead.")
        return self.reviewer

    def find_review(self, sha256: str) -> SettledReview:
        """A review that this person may read."""
        review = self.desk.review(sha256)
        if review is None or not self.desk.may_see(review, self.reviewer):
            abort(404, "There is no such review, or it is not open to you.")
        return review

    def find_passage(self, identity: str) -> tuple[SettledReview, SettledPassage, int]:
        """A passage of a review that this person may read, as it stands for them, and its place in the review."""
        found = self.desk.passage(identity)
        if found is None or not self.desk.may_see(found[0], self.reviewer):
            abort(404, "There is no such passage, or it is not open to you.")
        review, passage, place = found
        return review, self.desk.as_seen(review, passage, self.reviewer), place

    # --- answering -----------------------------------------------------------------------------------------

    def show(self, template: str, **said: Any) -> str:
        """A page."""
        known = {"reviewer": self.reviewer, "quarters": self.desk.quarters(), "form_key": uuid.uuid4().hex}
        return render_template(template, **{**known, **said})

    def keep(self, made: list[Decision], even_locked: bool = False) -> int:
        """Keeps decisions on disk, and only then takes them to the desk; none that changes a locked quarter."""
        lock = None if even_locked else next(filter(None, map(self._lock_on, made)), None)
        if lock:
            abort(
                423, f"Not saved: {lock.target.split('/')[1]} was locked by {lock.reviewer} on {lock.at[:10]}. "
                "Unlock it on the page Queues first, and say why.",
            )  # fmt: skip
        new = self.store.decide(made)
        self.desk.catch_up()
        return new

    def _lock_on(self, made: Decision) -> Decision | None:
        kind, subject = made.target.split("/")[:2]
        return None if kind in ("lock", "codebook", "batch", "tagger") else self.desk.lock_on(subject)

    def act(self, seen: list[Decision], **more: Any) -> Act:
        """What the form that was sent does: the same act when it is sent twice."""
        content: Mapping[str, Any] = {
            name: values for name, values in request.form.lists() if name not in ("key", "seen", "since")
        }
        return Act(key_of(request.form.get("key", ""), [request.path, content]), self.named().name, seen, **more)

    def go(self, endpoint: str, **parts: Any) -> AnyResponse:
        """Sends the browser on to another page."""
        return redirect(url_for(endpoint, **parts), 303)

    def refused(self, error: HTTPException) -> tuple[str, int]:
        """The page for something that was not done."""
        return self._plain(error.description or "", error.code or 500)

    def not_saved(self, error: StoreError) -> tuple[str, int]:
        """The page for a decision that the disk did not take."""
        return self._plain(f"Not saved. {error}", 503)

    def not_usable(self, error: UsageError) -> tuple[str, int]:
        """The page for a file or a setting that cannot be used."""
        return self._plain(str(error), 400)

    def failed(self, error: Exception) -> tuple[str, int]:
        """The page for what the disk or the store refuses, and for a fault of the program, which is told without text."""
        if told := refusal(self.store.corpus.folder, error):
            return self.not_saved(told)
        if isinstance(error, PipelineError):
            return self._plain(f"Not done. {error}", 500)
        tell(fault(error))
        name = type(error).__name__
        return self._plain(f"Not saved: a fault in the program ({name}). Go back and try once more. If it says the same, send what the program printed to its maintainer.", 500)  # fmt: skip

    def _plain(self, said: str, code: int) -> tuple[str, int]:
        reviewer = g.get("reviewer", Reviewer(""))
        return render_template("refused.html", said=said, reviewer=reviewer, code=code), code


def local(address: str) -> str:
    """This address if it is one of our own pages, else nothing."""
    return address if re.match(r"/(?![/\\])", address) else ""


def seen_of(history: list[Decision], seen: str) -> tuple[list[Decision], list[Decision]]:
    """The history that a form was made with, and what has been decided since."""
    if seen == "none":
        return [], history
    place = next((i for i, made in enumerate(history, start=1) if made.uuid == seen), len(history))
    return history[:place], history[place:]
