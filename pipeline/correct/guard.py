"""Keeps the page to those who may use it: sign-in or one-time link, host allow-list, same-origin posts, no script."""

from __future__ import annotations

import hmac
import secrets
import time
from collections.abc import Set as AbstractSet
from dataclasses import dataclass

from flask import Flask, Response, abort, g, make_response, redirect, render_template, request
from werkzeug.wrappers import Response as AnyResponse

from pipeline.correct.accounts import Accounts
from pipeline.correct.desk import Reviewer

COOKIE = "correction"
SECONDS = 12 * 3600
OPEN = ("enter", "sign_in", "static")
POLICY = (
    "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self'; font-src 'self'; connect-src 'self'; "
    "form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)
HEADERS = {
    "Content-Security-Policy": POLICY, "X-Content-Type-Options": "nosniff", "Referrer-Policy": "no-referrer",
    "Cross-Origin-Opener-Policy": "same-origin", "Cross-Origin-Resource-Policy": "same-origin",
}  # fmt: skip


@dataclass(frozen=True)
class Session:
    """A browser that was let in: for whom (nobody yet, on one's own computer) and until when."""

    reviewer: Reviewer | None
    until: float


class Guard:
    """Who may come in: whoever signs in by name, or on one's own computer whoever holds the one-time link."""

    def __init__(
        self, token: str | None, hosts: AbstractSet[str], accounts: Accounts | None = None, secure: bool = False
    ) -> None:
        self.token = token
        self.hosts = hosts
        self.accounts = accounts
        self.secure = secure
        self.sessions: dict[str, Session] = {}

    def protect(self, app: Flask) -> None:
        """Checks every request to the app, and marks every answer."""
        app.extensions["guard"] = self
        app.before_request(self.check)
        app.after_request(self.mark)
        app.add_url_rule("/enter", "enter", self.enter)
        app.add_url_rule("/enter", "sign_in", self.sign_in, methods=["POST"])
        app.add_url_rule("/leave", "leave", self.leave, methods=["POST"])

    def check(self) -> AnyResponse | None:
        """Refuses a foreign host, a post from another site, and whoever was not let in."""
        if request.host not in self.hosts:
            abort(403, "This page answers only at the address it was opened with.")
        if request.method not in ("GET", "HEAD") and not self.is_from_here():
            abort(403, "This was not sent from the page itself.")
        if request.endpoint in OPEN:
            return None
        session = self.sessions.get(request.cookies.get(COOKIE, ""))
        if session and session.until > time.monotonic() and (reviewer := self._of(session)):
            g.reviewer = reviewer
            return None
        if request.method == "GET" and request.headers.get("Sec-Fetch-Site") == "cross-site":
            return make_response(render_template("elsewhere.html"))  # asked once more from here, the cookie comes along
        if self.accounts and request.method == "GET":
            return redirect("/enter")
        return abort(403, self._how_to_enter())

    def _of(self, session: Session) -> Reviewer | None:
        """Who this browser works for; nobody once their account is gone."""
        if session.reviewer and self.accounts:
            return self.accounts.reviewer(session.reviewer.name)
        return Reviewer(request.cookies.get("reviewer", "").strip())

    def is_from_here(self) -> bool:
        """Whether the browser says that a post comes from one of our own pages."""
        site, origin = request.headers.get("Sec-Fetch-Site"), request.headers.get("Origin")
        ours = {None, "null", f"http://{request.host}", f"https://{request.host}"}
        if site:  # tells more than Origin, which is "null" on pages that send no referrer
            return site == "same-origin" and origin in ours
        return origin is None or (origin != "null" and origin in ours)

    def enter(self) -> AnyResponse | str:
        """Lets in the first who brings the token, after which it is worth nothing; or asks for name and password."""
        if self.accounts:
            return render_template("enter.html", said="")
        given = request.args.get("token", "")
        if self.token is None or not hmac.compare_digest(given, self.token):
            abort(403, "This link has been used. To get a new one, start the program again.")
        self.token = None
        return self._let_in(None)

    def sign_in(self) -> AnyResponse | tuple[str, int]:
        """Lets in a reviewer whose password is right."""
        if not self.accounts:
            abort(404)
        name = request.form.get("name", "").strip()
        if self.accounts.must_wait(name):
            return render_template("enter.html", said="Too many tries. Wait a minute, then try again."), 429
        reviewer = self.accounts.sign_in(name, request.form.get("password", ""))
        if not reviewer:
            return render_template("enter.html", said="The name and the password do not belong together."), 403
        return self._let_in(reviewer)

    def leave(self) -> AnyResponse:
        """Ends this browser's session."""
        self.sessions.pop(request.cookies.get(COOKIE, ""), None)
        answer = make_response(redirect("/", 303))
        answer.delete_cookie(COOKIE)
        return answer

    def mark(self, answer: Response) -> Response:
        """Forbids foreign script, framing and caching."""
        answer.headers.update(HEADERS)
        is_file = request.endpoint == "static"
        answer.headers["Cache-Control"] = "private, max-age=300" if is_file else "no-store"
        return answer

    def _let_in(self, reviewer: Reviewer | None) -> AnyResponse:
        moment = time.monotonic()
        self.sessions = {key: known for key, known in self.sessions.items() if known.until > moment}
        key = secrets.token_urlsafe(32)
        self.sessions[key] = Session(reviewer, moment + SECONDS)
        answer = make_response(redirect("/", 303))
        answer.set_cookie(COOKIE, key, httponly=True, samesite="Strict", secure=self.secure)
        return answer

    def _how_to_enter(self) -> str:
        if self.accounts:
            return "Not saved: you are signed out. Sign in again in another tab, then send this once more."
        return "Open the page with the link that the program showed. To get a new one, start it again."
