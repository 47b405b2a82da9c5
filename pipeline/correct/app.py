"""The web page of the correct stage, put together from its parts."""

from __future__ import annotations

from collections.abc import Sequence
from collections.abc import Set as AbstractSet

from flask import Flask

from pipeline import codebook
from pipeline.correct import display
from pipeline.correct.accounts import Accounts
from pipeline.correct.exchange_pages import ExchangePages
from pipeline.correct.guard import Guard
from pipeline.correct.passage_pages import PassagePages
from pipeline.correct.quarter_pages import QuarterPages
from pipeline.correct.review_pages import ReviewPages
from pipeline.correct.search_pages import SearchPages
from pipeline.correct.site import Picture, Site
from pipeline.correct.team_pages import TeamPages
from pipeline.correct.training import PROGRAM, Beside
from pipeline.correct.training_pages import TrainingPages
from pipeline.sentences import sentences
from pipeline.store import Store


def create_app(
    store: Store, picture: Picture, token: str | None, hosts: AbstractSet[str], accounts: Accounts | None = None,
    secure: bool = False, program: Sequence[str] = PROGRAM,
) -> Flask:  # fmt: skip
    """The page over this store; `picture` draws a page of an original. `token` opens the first browser's session on
    one's own computer; with `accounts` each person signs in instead. `program` is how this program is
    called for work beside the page."""
    app = Flask(__name__)
    app.config["MAX_CONTENT_LENGTH"] = 20_000_000
    app.config["MAX_FORM_MEMORY_SIZE"] = 2_000_000
    app.jinja_env.trim_blocks = app.jinja_env.lstrip_blocks = True
    app.jinja_env.globals.update(
        polarities=display.POLARITIES, likelihood=display.likelihood, theme_name=display.theme_name, whereabouts=display.whereabouts, codebook=codebook.load(),
        has_accounts=accounts is not None,
    )  # fmt: skip
    app.jinja_env.filters.update(about=display.about, told=display.told, sentences=sentences)
    Guard(token, hosts, accounts, secure).protect(app)
    site = Site(app, store, picture, is_shared=accounts is not None)
    TrainingPages(site, Beside(str(store.corpus.folder), program))
    for pages in (ReviewPages, QuarterPages, PassagePages, SearchPages, TeamPages, ExchangePages):
        pages(site)
    return app
