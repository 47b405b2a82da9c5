"""Two people: each codes unseen, agreement is measured as published, and a third settles what differs."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from flask import Flask

from pipeline.correct import team
from pipeline.correct.desk import Desk, Reviewer
from pipeline.store import Corpus, Store
from pipeline.store.state import settled_reviews
from tests.correction import THEMES, Person, app_over, filled, logged, made_passage
from tests.test_correct_queues import draw, drawn

FIRST, BARE = made_passage(0, 0).id, made_passage(0, 1).id


@pytest.fixture
def store(corpus: Corpus) -> Iterator[Store]:
    with filled(corpus, "second_share = 1.0") as opened:
        yield opened


@pytest.fixture
def app(store: Store) -> Flask:
    return app_over(store)


# --- coding unseen -----------------------------------------------------------------------------------------


def test_the_second_person_sees_neither_the_choice_nor_that_there_is_one(app: Flask) -> None:
    ann, ben = Person(app), Person(app, "Ben Other")
    untouched = ben.get(f"/passage/{FIRST}").text
    ann.settle(FIRST, "none", note="Ann was here", confidential="on", add=THEMES[1])
    for path in (f"/passage/{FIRST}", f"/passage/{FIRST}/history", f"/review/{0:064x}"):
        page = ben.get(path).text
        assert "Ann" not in page, path
        assert "Settled" not in page, path
    strip = lambda text: [line for line in text.splitlines() if 'name="key"' not in line and "since" not in line]  # noqa: E731
    assert strip(ben.get(f"/passage/{FIRST}").text) == strip(untouched)


def test_coding_unseen_does_not_replace_the_first_and_needs_no_warning(app: Flask, store: Store) -> None:
    ann, ben = Person(app), Person(app, "Ben Other")
    ann.settle(FIRST, "none")
    assert ben.settle(FIRST).status == 200
    made = [line for line in logged(store) if line["target"] == f"tag/{FIRST}/{THEMES[0]}"]
    assert [line["supersedes"] for line in made] == [None, None]
    assert made[1]["context"]["blind"] is True


@pytest.fixture
def differing(app: Flask) -> Person:
    """Two people have coded a passage differently and another one alike; a third comes in."""
    ann, ben = Person(app), Person(app, "Ben Other")
    ann.settle(FIRST, "none", note="only retold")
    ben.settle(FIRST, note="a real gap", add=THEMES[1])
    ann.settle(BARE, "none")
    ben.settle(BARE, "none")
    return Person(app, "Cleo Third")


def test_disagreements_come_first_and_are_links(differing: Person) -> None:
    page = differing.get("/agreement").text
    assert "2 passages coded by two people" in page
    assert "1 agreed in every theme" in page
    assert f'href="/adjudicate/{FIRST}"' in page
    assert "whether it applies · Serious Case Review" in page
    assert page.index("Where people differ") < page.index("Cohen")
    assert "fewer than 10: says little" in page


def test_the_two_codings_stand_side_by_side_without_names(differing: Person) -> None:
    page = differing.get(f"/adjudicate/{FIRST}").text
    assert "only retold" in page
    assert "a real gap" in page
    assert "Ann" not in page
    assert "Ben" not in page


@pytest.mark.parametrize(("choice", "stands"), [("both", {THEMES[0], THEMES[1]}), ("neither", set())])
def test_what_a_third_person_settles_stands(differing: Person, store: Store, choice: str, stands: set[str]) -> None:
    page = differing.send(differing.get(f"/adjudicate/{FIRST}"), "/adjudicate", choice=choice)
    assert "Nothing waits to be settled" in page.text
    found = next(p for r in settled_reviews(store) for p in r.passages if p.passage.id == FIRST)
    assert {tag.theme for tag in found.tags if tag.status != "rejected"} == stands
    assert all(tag.by == "Cleo Third" for tag in found.tags)


@pytest.mark.parametrize("choice", ["first", "second"])
def test_one_of_the_two_can_be_followed(differing: Person, store: Store, choice: str) -> None:
    page = differing.get(f"/adjudicate/{FIRST}").text
    ann_is_first = page.index("only retold") < page.index("a real gap")
    differing.send(differing.get(f"/adjudicate/{FIRST}"), "/adjudicate", choice=choice)
    found = next(p for r in settled_reviews(store) for p in r.passages if p.passage.id == FIRST)
    kept = {tag.theme for tag in found.tags if tag.status != "rejected"}
    assert kept == (set() if (choice == "first") == ann_is_first else {THEMES[0], THEMES[1]})


@pytest.fixture
def by_sentence(app: Flask) -> Person:
    """Two people gave a passage of three sentences the same theme, one for the first, one for the first two."""
    whole = Person(app).settle(FIRST).status
    for name, span in (("Ann Reader", "0:1"), ("Ben Other", "0:2")):
        person = Person(app, name)
        page = person.get(f"/passage/{FIRST}")
        fields = dict(page.form("decide").form_values())
        person.post(f"/passage/{FIRST}", {**fields, f"span-{THEMES[0]}": span, "action": "accept"})
    assert whole == 200
    return Person(app, "Cleo Third")


@pytest.mark.parametrize(
    ("choice", "stands"), [("both", (0, 2)), ("neither", (0, 1)), ("first", None), ("second", None)]
)
def test_the_same_theme_for_other_sentences_is_a_disagreement(
    by_sentence: Person, store: Store, choice: str, stands: tuple[int, int] | None
) -> None:
    assert "which sentences · Serious Case Review" in by_sentence.get("/agreement").text
    page = by_sentence.get(f"/adjudicate/{FIRST}")
    assert "carried by sentence 1<" in page.text
    assert "carried by sentences 1 to 2 of 3<" in page.text
    first = (0, 1) if page.text.index("sentence 1<") < page.text.index("sentences 1 to 2") else (0, 2)
    by_sentence.send(page, "/adjudicate", choice=choice)
    tag = next(t for r in settled_reviews(store) for p in r.passages if p.passage.id == FIRST for t in p.tags)
    followed = first if choice == "first" else (0, 1) if first == (0, 2) else (0, 2)
    assert tag.span == (stands or followed)
    assert "Nothing waits to be settled" in by_sentence.get("/agreement").text


def test_what_a_person_undid_is_not_what_they_gave(app: Flask, store: Store) -> None:
    ann, ben = Person(app), Person(app, "Ben Other")
    ann.settle(FIRST)
    ann.settle(FIRST, "none")
    ann.send(ann.get("/"), "/undo")
    ben.settle(FIRST)
    desk = Desk(store)
    desk.catch_up()
    assert [double.differs for double in team.doubles(desk, Reviewer("Cleo Third"))] == [False]


def test_the_page_of_the_document_stands_beside_a_disagreement(differing: Person) -> None:
    page = differing.get(f"/adjudicate/{FIRST}").text
    assert f"/page/{0:064x}/1.png" in page
    assert f"/page/{0:064x}/2.png" in differing.get(f"/adjudicate/{FIRST}?page=2").text


def test_a_definition_can_be_questioned_where_two_people_agree(differing: Person) -> None:
    page = differing.get(f"/adjudicate/{BARE}")
    assert differing.send(page, "/adjudicate", choice="definition").status == 200


def test_people_see_what_adjudication_changed_for_them(differing: Person, app: Flask) -> None:
    differing.send(differing.get(f"/adjudicate/{FIRST}"), "/adjudicate", choice="both")
    assert "You gave: no theme." in Person(app).get("/agreement").text
    assert "Nothing you coded was settled otherwise" in Person(app, "Ben Other").get("/agreement").text


def test_a_definition_that_needs_change_is_asked_for_and_nothing_is_settled(differing: Person, store: Store) -> None:
    page = differing.send(differing.get(f"/adjudicate/{FIRST}"), "/adjudicate", choice="definition", note="Retelling?")
    assert "Definitions that people ask to change" in page.text
    assert {line["target"] for line in logged(store) if line["target"].startswith("codebook/")} == {
        f"codebook/{THEMES[0]}", f"codebook/{THEMES[1]}",
    }  # fmt: skip
    assert f'href="/adjudicate/{FIRST}"' in page.text


def test_an_adjudication_is_undone_like_any_act(differing: Person) -> None:
    page = differing.send(differing.get(f"/adjudicate/{FIRST}"), "/adjudicate", choice="both")
    differing.send(differing.get(f"/passage/{FIRST}"), "/undo")
    assert page.status == 200
    assert f'href="/adjudicate/{FIRST}"' in differing.get("/agreement").text


# --- what both may have missed -----------------------------------------------------------------------------


def test_missed_tags_are_estimated_from_what_chance_drew(corpus: Corpus) -> None:
    rules = "second_share = 0.0\ninformative = 10\nrandom = 8\nhidden = 4"
    with filled(corpus, rules, reviews=4, passages=24) as store:
        ann = Person(app_over(store))
        draw(ann)
        order = drawn(store)["order"]
        chance = [identity for identity, share in order if share == "random"]
        for number, identity in enumerate(chance):
            ann.settle(identity, "accept", **({"add": "leadership-culture"} if number < 2 else {}))
        for identity in (identity for identity, share in order if share == "hidden"):
            ann.settle(identity, "none")
        desk = Desk(store)
        desk.catch_up()
        found = next(e for e in team.missed(desk, "2019-Q2") if e.theme == "leadership-culture")
        shown, hidden = team.over_acceptance(desk, "2019-Q2")
    assert (found.found, found.looked_at) == (2, 8)
    assert found.missed == pytest.approx(2 / 8 * (4 * 24 - 10 - 4))
    assert found.low < found.missed < found.high
    assert (hidden.count, hidden.of) == (0, 4)
    assert shown.count == shown.of


def test_a_share_of_the_same_answers_has_an_interval_and_a_passage_says_that_two_agree(app: Flask) -> None:
    people = [Person(app, name) for name in ("Ann Reader", "Ben Other", "Cleo Third")]
    for person in people[:2]:
        person.settle(FIRST)
    assert "1.00" in people[2].get("/agreement").text
    assert "Two people agree" in people[2].get(f"/passage/{FIRST}").text


def test_restricted_disagreements_are_kept_from_those_who_may_not_read_them(differing: Person, store: Store) -> None:
    store.corpus.register.write_text(store.corpus.register.read_text().replace("published", "restricted"))
    desk = Desk(store)
    desk.catch_up()
    assert len(team.doubles(desk, Reviewer("Cleo Third", restricted=True))) == 2
    assert team.doubles(desk, Reviewer("Cleo Third", restricted=False)) == []
