"""A quarter that is locked can be read and not changed, until somebody says why it is unlocked."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from pipeline import runs
from pipeline.correct import returned, workbook
from pipeline.correct.desk import Desk, Reviewer
from pipeline.store import Corpus, Store
from tests.correction import THEMES, Person, app_over, filled, logged, made_passage
from tests.test_correct_exchange import filled_in

FIRST, SHA = made_passage(0, 0).id, f"{0:064x}"


@pytest.fixture
def store(corpus: Corpus) -> Iterator[Store]:
    with filled(corpus, "second_share = 0.0", restricted=[1]) as opened:
        yield opened


@pytest.fixture
def ann(store: Store) -> Person:
    return Person(app_over(store))


def lock(person: Person) -> None:
    page = person.get("/?quarter=2019-Q2")
    assert "Still open: 2 screenings" in page.text
    locked = person.send(page, "/lock", even="on")
    assert "was locked by Ann Reader" in locked.text


def test_a_quarter_with_open_work_is_locked_only_when_that_is_meant(ann: Person, store: Store) -> None:
    refused = ann.send(ann.get("/?quarter=2019-Q2"), "/lock")
    assert refused.status == 400
    assert logged(store) == []


def test_nothing_in_a_locked_quarter_is_changed(ann: Person, store: Store) -> None:
    open_form, review = ann.get(f"/passage/{FIRST}"), ann.get(f"/review/{SHA}")
    ann.settle(made_passage(0, 3).id)
    lock(ann)
    before = logged(store)
    for page, form, button in ((open_form, "decide", ("action", "none")), (review, "/screening", ("x", "x"))):
        refused = ann.send(page, form, button)
        assert refused.status == 423, form
        assert "was locked by Ann Reader" in refused.text
    bulk = ann.send(ann.get("/search?words=closed log"), "/bulk", passage=[FIRST], theme=THEMES[0])
    assert ann.send(bulk, "/bulk/apply").status == 423
    assert logged(store) == before
    assert "form id=" not in ann.get(f"/passage/{FIRST}").text, "only to be read"


def test_a_locked_quarter_is_unlocked_for_a_reason_which_is_kept(ann: Person, store: Store) -> None:
    lock(ann)
    page = ann.get("/?quarter=2019-Q2")
    assert ann.send(page, "/unlock", reason=" ").status == 400
    ann.send(page, "/unlock", reason="a force wrote to us")
    assert logged(store)[-1]["reason"] == "a force wrote to us"
    ann.settle(FIRST)
    assert logged(store)[-1]["target"] == f"flag/{FIRST}/checked"


def test_the_status_says_who_locked_a_quarter(ann: Person, store: Store) -> None:
    assert "locked" not in runs.status(store)
    lock(ann)
    assert "locked by Ann Reader on 20" in runs.status(store)
    ann.send(ann.get("/?quarter=2019-Q2"), "/unlock", reason="a force wrote to us")
    assert "locked" not in runs.status(store)


def test_a_lock_is_undone_like_any_act(ann: Person) -> None:
    lock(ann)
    page = ann.send(ann.get("/?quarter=2019-Q2"), "/undo")
    assert "was locked" not in page.text


def test_a_workbook_changes_nothing_in_a_locked_quarter(ann: Person, store: Store) -> None:
    reviewer = Reviewer("Ann Reader")
    desk = Desk(store)
    desk.catch_up()
    given = workbook.write(desk, reviewer, [FIRST], "2019-05-20T10:00:00Z")
    lock(ann)
    desk.catch_up()
    found = returned.read(filled_in(given, {2: {"Decision": "no theme applies"}}), desk, reviewer)
    assert found.made == []
    assert found.refused == ["row 2: 2019-Q2 is locked"]
