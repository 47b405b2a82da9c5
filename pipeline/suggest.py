"""Has every review that is new to the screener or the tagger in use screened and tagged."""

from __future__ import annotations

import dataclasses
import hashlib
from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path
from typing import Any

from pipeline.parallel import Where, mapped
from pipeline.progress import following
from pipeline.records import Reading, Review, Screening
from pipeline.settings import Eligibility
from pipeline.store import Store, register
from pipeline.store.state import Standing, corrections

Piece = tuple[Review, Screening | None, Eligibility, Path | None]
Suggested = tuple[str, Screening | None, list[Reading] | None]


def suggest_new(store: Store, where: Where, *, screening: bool = True, tagging: bool = True) -> None:
    """Screens and tags every review that the screener or the tagger in use has not read with the facts that now stand."""
    rules, folder = store.corpus.settings.eligibility, store.corpus.folder.resolve()
    known = _corrections(store)
    screener, tagger = _versions(store, known, tagging)
    unscreened = {s for s, done in store.screened().items() if done != screener(s)} if screening else set()
    untagged = {s for s, done in store.tagged().items() if done != tagger(s)} if tagging else set()
    untagged -= set() if screening else {s for s, done in store.screened().items() if done is None}
    todo = sorted(unscreened | untagged)

    def pieces() -> Iterator[Piece]:
        for sha256 in todo:
            if review := store.review(sha256):
                verdict = None if sha256 in unscreened else store.screening(sha256)
                corrected = dataclasses.replace(review, **known.get(sha256, {}))
                yield corrected, verdict, rules, folder if sha256 in untagged else None

    what = " and ".join(["screening"] * bool(unscreened) + ["tagging"] * bool(untagged)).capitalize() + " reviews"
    for sha256, verdict, readings in following(mapped(suggest, pieces(), len(todo), where), len(todo), what):
        screened = (verdict, screener(sha256)) if verdict else None
        store.save_suggested(sha256, screened, (readings, tagger(sha256)) if readings else None)


def _corrections(store: Store) -> dict[str, dict[str, Any]]:
    """What people know better of each review, by its hash."""
    entries, decided = register.read(store.corpus.register), Standing(store.decisions())
    found = {
        original.sha256: corrections(original.sha256, entries.get(file, register.Entry(file)), decided)
        for file, original in store.originals().items()
    }
    return {sha256: better for sha256, better in found.items() if better}


def suggest(review: Review, known: Screening | None, rules: Eligibility, tagged_for: Path | None) -> Suggested:
    """The screening of a review unless it is known, and its readings if they are asked for."""
    from pipeline.screen import screen

    verdict = known or screen(review, rules)
    readings = _tagger(tagged_for, _model(tagged_for)).read(review, verdict.contacts) if tagged_for else None
    return review.sha256, None if known else verdict, readings


@cache
def _tagger(folder: Path, _: str) -> Any:
    """The tagger of a corpus, loaded once in each process."""
    from pipeline.tag import load

    return load(folder)


def _model(folder: Path) -> str:
    from pipeline.tag.version import model_id

    return model_id(folder)


def _versions(
    store: Store, known: dict[str, dict[str, Any]], tagging: bool
) -> tuple[Callable[[str], str], Callable[[str], str]]:
    """What a review's screening and its readings are made with, by its hash: models, rules, and what people corrected.

    Readings build on the screener's police contact, so they are out of date when it is.
    """
    from pipeline.screen.version import version

    screener, rules = version(), _digest(store.corpus.settings.eligibility.model_dump_json())
    model = _model(store.corpus.folder) if tagging else ""

    def better(sha256: str) -> str:
        return f":{_digest(repr(known[sha256]))}" if sha256 in known else ""

    return lambda s: f"{screener}:{rules}{better(s)}", lambda s: f"{model} {screener}{better(s)}"


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()[:12]
