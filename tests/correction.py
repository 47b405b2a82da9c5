"""A made-up corpus for the correction page, and people who work at it through its forms, as a browser without script."""

from __future__ import annotations

import base64
import json
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from flask import Flask
from lxml import html

from pipeline.correct import create_app
from pipeline.records import (
    Box,
    Characteristics,
    DatedFact,
    Evidence,
    Finding,
    Forces,
    Page,
    Passage,
    Reading,
    Review,
    Screening,
    Tag,
)
from pipeline.store import Corpus, Store, open_store
from pipeline.store.database import Original

HOST = "127.0.0.1:8350"
DOT = base64.b64decode(
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=="
)
THEMES = ("supervision-oversight", "training-knowledge", "policy-procedure", "domestic-abuse-response")
SAID = "Sergeant {0} closed log {0} without asking why. Nobody rang back. The family waited for {0} days."


def no_picture(path: Path, page: int, scale: float) -> bytes:
    return DOT


def fill(
    store: Store, reviews: int = 2, passages: int = 12, restricted: Sequence[int] = (), quarter: str = "2019-05"
) -> None:
    """Reviews of as many passages; every third carries a suggestion, the likeliest first."""
    rows = ["file,examined,handling"]
    for number in range(reviews):
        review = made_review(number, passages)
        store.save_original(Original(review.file, review.sha256, 1, 1, "test", None), review)
        readings = [reading(passage, place) for place, passage in enumerate(review.passages)]
        store.save_suggested(review.sha256, (screening(review), "test"), (readings, "model-1"))
        rows.append(
            f"{review.file},{quarter}-{1 + number % 28:02},{'restricted' if number in restricted else 'published'}"
        )
    store.corpus.register.write_text("\n".join(rows) + "\n")


@contextmanager
def filled(corpus: Corpus, rules: str = "", **shape: Any) -> Iterator[Store]:
    """The store of a corpus with these rules of correction, filled with reviews of this shape."""
    (corpus.folder / "settings.toml").write_text(f"[correction]\n{rules}\n")
    with open_store(corpus) as store:
        fill(store, **shape)
        yield store


def made_review(number: int, passages: int) -> Review:
    """A review with facts that are each evidenced, of one page for every six passages."""
    sha256 = f"{number:064x}"
    pages = tuple(
        Page(n, 595, 842, "ocr" if n == 2 else "text", 0.7 if n == 2 else None) for n in range(1, passages // 6 + 2)
    )
    return Review(
        sha256=sha256, file=f"child-{number:03}.pdf", types=("SCR",), title=f"Serious Case Review: Child {number}",
        publisher="Aldermoor Safeguarding Children Board", subject=f"Child {number}",
        publication_date=DatedFact("2018-03", "month", "explicit", 1, "Published March 2018"), report_date=None,
        approval_date=None, incident_date=None, dates=(), forces=Forces("Norwold Police"),
        characteristics=Characteristics(14, "14 years", "male", "death", ("suicide",)), pages=pages,
        passages=tuple(made_passage(number, n) for n in range(passages)),
    )  # fmt: skip


def made_passage(review: int, number: int) -> Passage:
    page = 1 + number // 6
    top = 80.0 + 100 * (number % 6)
    return Passage(
        id=f"{review:08x}{number:08x}", page=page, pages=(page,), boxes=(Box(page, 72, top, 520, top + 60),),
        number=f"{review + 1}.{number + 1}", heading=("Analysis", "Police"), text=SAID.format(1000 * review + number + 2),
    )  # fmt: skip


def screening(review: Review) -> Screening:
    evidence = (Evidence("prior_police", review.passages[0].id, 1, review.passages[0].text),)
    return Screening(
        review.sha256, Finding("date_eligible", "yes", 0.9, "Published 2018-03 (explicit)."),
        Finding("prior_police", "yes", 0.8, "Police dealt with the family before.", evidence), "include", None, 0.8,
        contacts={passage.id: "before" for passage in review.passages},
    )  # fmt: skip


def reading(passage: Passage, number: int, model: str = "model-1") -> Reading:
    tags = ()
    if number % 3 == 0:
        theme = THEMES[number // 3 % len(THEMES)]
        tags = (Tag(passage.id, theme, "gap", round(0.9 - 0.01 * number, 4), ("without asking",), model),)
    return Reading(passage.id, "finding", "before", tags)


def app_over(store: Store, token: str = "token", **more: Any) -> Flask:
    return create_app(store, no_picture, token, {HOST}, **more)


@dataclass
class Answer:
    """A page that came back."""

    status: int
    text: str
    path: str

    def form(self, which: str) -> html.FormElement:
        found = [
            form
            for form in html.fromstring(self.text).forms
            if form.get("id") == which or which in form.get("action", "")
        ]
        assert found, f"no form {which} on {self.path}"
        return found[0]


class Person:
    """Somebody at the page: gets pages, and sends forms with what they hold, changed where asked."""

    def __init__(self, app: Flask, name: str = "Ann Reader", token: str = "token") -> None:
        self.client = app.test_client()
        self.name = name
        if name:
            self.sign_in(app, token)

    def sign_in(self, app: Flask, token: str) -> None:
        guard = app.extensions["guard"]
        guard.token = guard.token or token
        self.get(f"/enter?token={token}")
        self.client.post("/name", data={"name": self.name, "back": "/"}, headers={"Host": HOST})

    def get(self, path: str) -> Answer:
        answer = self.client.get(path, headers={"Host": HOST}, follow_redirects=True)
        return Answer(answer.status_code, answer.text, answer.request.full_path)

    def post(self, path: str, data: Mapping[str, Any] | Sequence[tuple[str, Any]]) -> Answer:
        pairs: dict[str, list[Any]] = {}
        for name, value in data.items() if isinstance(data, Mapping) else data:
            pairs.setdefault(name, []).append(value)
        answer = self.client.post(path, data=pairs, headers={"Host": HOST}, follow_redirects=True)
        return Answer(answer.status_code, answer.text, answer.request.full_path)

    def send(self, page: Answer, which: str, button: tuple[str, str] | None = None, **changes: Any) -> Answer:
        """Sends a form of a page as it stands, with these fields changed and this button pressed."""
        form = page.form(which)
        kept = [(name, value) for name, value in form.form_values() if name not in changes]
        changed = [(n, v) for n, given in changes.items() for v in (given if isinstance(given, list) else [given])]
        return self.post(form.get("action"), [*kept, *changed, *([button] if button else [])])

    def settle(self, passage: str, action: str = "accept", queue: str = "batch", **changes: Any) -> Answer:
        return self.send(self.get(f"/passage/{passage}?queue={queue}"), "decide", ("action", action), **changes)


def logged(store: Store) -> list[dict[str, Any]]:
    path = store.corpus.decisions
    return [json.loads(line) for line in path.read_text().splitlines()] if path.exists() else []
