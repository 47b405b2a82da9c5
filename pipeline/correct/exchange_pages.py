"""The page where work leaves for a computer without the page and comes back, and where codes leave for other tools."""

from __future__ import annotations

import datetime as dt
import hashlib
from typing import Any

from flask import Response, abort, request
from werkzeug.wrappers import Response as AnyResponse

from pipeline.correct import exchange, qdpx, queues, returned, workbook
from pipeline.correct.site import Site
from pipeline.errors import UsageError
from pipeline.store import log

HELD = 6
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


class ExchangePages:
    """Gives out workbooks, decisions and projects; takes workbooks and decisions in after showing what they change."""

    def __init__(self, site: Site) -> None:
        self.site = site
        self.desk = site.desk
        self.held: dict[str, tuple[str, bytes]] = {}
        site.route("/exchange", "exchange", self.exchange)
        site.route("/exchange/queue.xlsx", "give_workbook", self.give_workbook)
        site.route("/exchange/decisions.jsonl", "give_decisions", self.give_decisions)
        site.route("/exchange/project.qdpx", "give_project", self.give_project)
        site.route("/exchange/look", "look", self.look, "POST")
        site.route("/exchange/take", "take", self.take, "POST")

    def exchange(self) -> str:
        """What can be given out and taken in."""
        return self.site.show("exchange.html", names=queues.NAMES)

    def give_workbook(self) -> Response:
        """A queue as a workbook."""
        reviewer = self.site.named()
        name, quarter = request.args.get("queue", "batch"), request.args.get("quarter", "")
        order = queues.passages_of(self.desk, name, quarter, reviewer)
        waiting = [identity for identity in order if queues.is_open(self.desk, identity, reviewer)]
        shown = [identity for identity in waiting if not self.desk.is_hidden(identity, reviewer)]
        made = workbook.write(self.desk, reviewer, shown, _now())
        return _file(made, f"{quarter}-{name.replace(':', '-')}.xlsx", XLSX)

    def give_decisions(self) -> Response:
        """Every decision of this corpus, for another computer with the same corpus."""
        if not self.site.reviewer.restricted:
            abort(403, "The decisions can only be taken out by those who may read restricted reviews.")
        lines = "".join(map(log.as_line, self.site.store.decisions()))
        return _file(lines.encode(), "decisions.jsonl", "application/jsonl")

    def give_project(self) -> Response:
        """Codes and coded passages for other tools."""
        shells = [r for r in self.desk.outlines() if r.handling == "published"]
        reviews = (self.desk.read(shell.sha256) for shell in shells if shell.review)
        name = self.site.store.corpus.folder.name
        return _file(qdpx.project(reviews, name, _now()), f"{name}.qdpx", "application/zip")

    def look(self) -> str:
        """What a file would change; nothing is kept yet."""
        sent = request.files.get("file")
        if sent is None or not sent.filename:
            abort(400, "Choose a file first.")
        content = sent.read()
        token = hashlib.sha256(content).hexdigest()
        found = self._read(sent.filename, content)
        self.held[token] = (sent.filename, content)
        while len(self.held) > HELD:
            del self.held[next(iter(self.held))]
        can = found.new or getattr(found, "conflicts", None)
        return self.site.show("taken.html", report=found.report(), file=sent.filename, token=token, can=can)

    def take(self) -> str | AnyResponse:
        """Keeps what the file that was looked at changes."""
        self.site.named()
        if (held := self.held.get(request.form.get("token", ""))) is None:
            abort(400, "Not saved: look at the file once more, then keep it.")
        found: Any = self._read(*held)
        kept = self.site.keep(found.made, even_locked=isinstance(found, exchange.Found))
        return self.site.show("taken.html", report=found.report(), file=held[0], token=None, kept=kept)

    def _read(self, name: str, content: bytes) -> Any:
        if name.lower().endswith(".xlsx"):
            return returned.read(content, self.desk, self.site.named())
        if self.site.is_shared:
            raise UsageError("On a shared page only workbooks are taken in. Give a decisions file to whoever runs it.")
        return exchange.found_in(content, name, self.site.store)


def _now() -> str:
    return dt.datetime.now(dt.UTC).isoformat(timespec="seconds").replace("+00:00", "Z")


def _file(content: bytes, name: str, kind: str) -> Response:
    return Response(content, mimetype=kind, headers={"Content-Disposition": f'attachment; filename="{name}"'})
