"""Keeps the page to the person who opened it: one-time link, host allow-list, same-origin posts, no foreign script."""

from __future__ import annotations

import hmac
import secrets
from collections.abc import Set as AbstractSet

from flask import Flask, Response, abort, make_response, redirect, request
from werkzeug.wrappers import Response as AnyResponse

COOKIE = "correction"
POLICY = (
    "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self'; font-src 'self'; connect-src 'self'; "
    "form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)


class Guard:
    """Who may come in: whoever holds the cookie that the one-time link gave."""

    def __init__(self, token: str, hosts: AbstractSet[str]) -> None:
        self.token: str | None = token
        self.session = secrets.token_urlsafe(32)
        self.hosts = hosts

    def protect(self, app: Flask) -> None:
        """Checks every request to the app, and marks every answer."""
        app.before_request(self.check)
        app.after_request(self.mark)
        app.add_url_rule("/enter", "enter", self.enter)

    def check(self) -> None:
        """Refuses a foreign host, a post from another site, and whoever has no cookie."""
        if request.host not in self.hosts:
            abort(403, "This page answers only at the address it was opened with.")
        if request.method == "POST" and not self.is_from_here():
            abort(403, "This was not sent from the page itself.")
        if request.endpoint in ("enter", "static"):
            return
        if not hmac.compare_digest(request.cookies.get(COOKIE, ""), self.session):
            abort(403, "Open the page with the link that the program showed. To get a new one, start it again.")

    def is_from_here(self) -> bool:
        """Whether the browser says that a post comes from one of our own pages."""
        site, origin = request.headers.get("Sec-Fetch-Site"), request.headers.get("Origin")
        if site:  # tells more than Origin, which is "null" on pages that send no referrer
            return site == "same-origin" and origin in (
                None,
                "null",
                f"http://{request.host}",
                f"https://{request.host}",
            )
        return origin is None or origin.split("//")[-1] in self.hosts

    def enter(self) -> AnyResponse:
        """Lets in the first who brings the token; after that it is worth nothing."""
        given = request.args.get("token", "")
        if self.token is None or not hmac.compare_digest(given, self.token):
            abort(403, "This link has been used. To get a new one, start the program again.")
        self.token = None
        answer = make_response(redirect("/"))
        answer.set_cookie(COOKIE, self.session, httponly=True, samesite="Strict")
        return answer

    def mark(self, answer: Response) -> Response:
        """Forbids foreign script, framing and caching."""
        answer.headers["Content-Security-Policy"] = POLICY
        answer.headers["X-Content-Type-Options"] = "nosniff"
        answer.headers["Referrer-Policy"] = "no-referrer"
        answer.headers["Cache-Control"] = "no-store"
        return answer
