"""A fact that a person corrected wins over the machine's, in what stands and in the screening that rests on it."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from pipeline.parallel import Where
from pipeline.records import DatedFact, Decision
from pipeline.store import Corpus, Store, open_store
from pipeline.store.database import Original
from pipeline.store.state import settled_reviews
from pipeline.suggest import suggest_new
from tests.test_duplicates import review


@pytest.fixture
def store(corpus: Corpus) -> Iterator[Store]:
    with open_store(corpus) as opened:
        made = review("a", ["Police were called to the home in March 2015.", "Child A died on 3 May 2016."])
        opened.save_original(Original("a.pdf", "a", 1, 1, "1", None), made)
        suggest_new(opened, Where(1), tagging=False)
        yield opened


def met(store: Store) -> str:
    suggest_new(store, Where(1), tagging=False)
    screening = next(iter(settled_reviews(store))).screening
    assert screening is not None
    return screening.date_eligible.met


def decide(store: Store, name: str, value: object, number: int = 1) -> None:
    target = f"fact/a/{name}"
    store.decide([Decision(f"u{number}", f"2019-05-0{number}T10:00:00Z", "ana", target, {"value": value})])


def test_a_publication_date_in_the_register_settles_the_screening(store: Store) -> None:
    assert met(store) == "refer"
    store.corpus.register.write_text("file,examined,publication_date\na.pdf,2019-05-01,2017-03\n")
    assert met(store) == "yes"


def test_a_decision_on_a_fact_wins_over_the_register(store: Store) -> None:
    store.corpus.register.write_text("file,examined,publication_date\na.pdf,2019-05-01,2017-03\n")
    decide(store, "publication_date", "2014-06-01")
    assert met(store) == "no"
    settled = next(iter(settled_reviews(store))).review
    assert settled is not None
    assert settled.publication_date == DatedFact("2014-06-01", "day", "human", None, "ana")


def test_a_corrected_type_puts_a_document_out_of_scope(store: Store) -> None:
    decide(store, "types", ["NOT_A_REVIEW"])
    suggest_new(store, Where(1), tagging=False)
    screening = next(iter(settled_reviews(store))).screening
    assert screening is not None
    assert (screening.decision, screening.reason) == ("exclude", "not-a-review")


def test_nothing_is_screened_again_while_nothing_changes(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    decide(store, "publication_date", "2017-06-01")
    suggest_new(store, Where(1), tagging=False)
    monkeypatch.setattr("pipeline.suggest.suggest", lambda *_: pytest.fail("screened again"))
    suggest_new(store, Where(1), tagging=False)
