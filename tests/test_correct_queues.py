"""What comes next: drawn once with a recorded seed, then in the same order for everybody."""

from __future__ import annotations

import datetime as dt
import json
import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml
from flask import Flask
from lxml import html

from pipeline import codebook, runs
from pipeline.correct import queues
from pipeline.correct.desk import Desk, Reviewer
from pipeline.records import Decision
from pipeline.settings import Correction
from pipeline.store import Corpus, Store
from pipeline.withdraw import withdraw
from tests.correction import THEMES, Person, app_over, fill, filled, logged, made_passage, made_review, reading

ANN = Reviewer("Ann Reader")


@pytest.fixture
def store(corpus: Corpus) -> Iterator[Store]:
    rules = "second_share = 0.0\ninformative = 20\nrandom = 6\nhidden = 3"
    with filled(corpus, rules, reviews=4, passages=24, restricted=[3]) as opened:
        yield opened


@pytest.fixture
def app(store: Store) -> Flask:
    return app_over(store)


def draw(person: Person) -> None:
    person.send(person.get("/"), "/draw")


def drawn(store: Store) -> dict[str, Any]:
    return next(line["value"] for line in logged(store) if line["target"].startswith("batch/"))


def test_a_batch_holds_its_three_shares_and_records_its_seed(app: Flask, store: Store) -> None:
    draw(Person(app))
    batch = drawn(store)
    shares = [share for _, share in batch["order"]]
    assert {share: shares.count(share) for share in set(shares)} == {"informative": 20, "random": 6, "hidden": 3}
    assert isinstance(batch["seed"], int)
    assert batch["population"] == 4 * 24 - 20 - 3


def test_the_same_seed_draws_the_same_batch(store: Store) -> None:
    desk = Desk(store)
    desk.catch_up()
    items = queues.taggable(desk.quarter("2019-Q2"))
    assert queues.draw(items, set(), Correction(), 7) == queues.draw(items, set(), Correction(), 7)
    assert queues.draw(items, set(), Correction(), 7) != queues.draw(items, set(), Correction(), 8)


def test_reviews_take_turns_so_that_none_fills_the_batch(store: Store) -> None:
    desk = Desk(store)
    desk.catch_up()
    telling = queues.most_telling(queues.taggable(desk.quarter("2019-Q2")))
    assert len({item.review.file for item in telling[:4]}) == 4
    assert all(item.is_suggested for item in telling[:32]), "suggestions come before the rest"


def test_a_new_model_does_not_change_the_order(app: Flask, store: Store) -> None:
    ann = Person(app)
    draw(ann)
    before = ann.get("/queue/batch?quarter=2019-Q2").text.count("passages")
    order = [identity for identity, _ in drawn(store)["order"]]
    for number in range(4):
        review = made_review(number, 24)
        readings = [reading(p, i + 1, "model-2") for i, p in enumerate(review.passages)]
        store.save_suggested(review.sha256, None, (readings, "model-2"))
    desk = Desk(store)
    desk.catch_up()
    assert queues.passages_of(desk, "batch", "2019-Q2", ANN) == order
    assert ann.get("/queue/batch?quarter=2019-Q2").text.count("passages") == before


def test_hidden_suggestions_are_not_in_the_page_and_are_marked_so(app: Flask, store: Store) -> None:
    ann = Person(app)
    draw(ann)
    hidden = [identity for identity, share in drawn(store)["order"] if share == "hidden"]
    for identity in hidden:
        page = ann.get(f"/passage/{identity}")
        assert "Nothing is suggested here" in page.text
        assert 'name="theme"' not in page.text
        assert "without asking</u>" not in page.text
        ann.send(page, "decide", ("action", "none"))
        assert ">without asking<" not in ann.get(f"/passage/{identity}/history").text
    answers = [line for line in logged(store) if line["target"].startswith("tag/")]
    assert {line["shown"] for line in answers} == {False}
    assert len(answers) == 3, "each hidden suggestion was judged unseen"


def test_a_skipped_passage_comes_back_at_the_end(app: Flask, store: Store) -> None:
    ann = Person(app)
    draw(ann)
    order = [identity for identity, _ in drawn(store)["order"]]
    page = ann.settle(order[0], "skip")
    for _ in order[1:]:
        assert f"/passage/{order[0]}?" not in page.path, "it is not shown again yet"
        page = ann.send(page, "decide", ("action", "none"))
    assert f"/passage/{order[0]}?" in page.path


def test_the_next_batch_leaves_out_the_last_one(app: Flask, store: Store) -> None:
    ann = Person(app)
    draw(ann)
    first = drawn(store)
    page = ann.get(f"/passage/{first['order'][0][0]}")
    for _ in first["order"]:
        page = ann.send(page, "decide", ("action", "none"))
    assert "That was the last open passage" in page.text
    draw(ann)
    batches = [line["value"]["order"] for line in logged(store) if line["target"].startswith("batch/")]
    assert len(batches) == 2
    assert not {identity for identity, _ in batches[0]} & {identity for identity, _ in batches[1]}


def test_two_people_are_given_different_passages(app: Flask) -> None:
    ann, ben = Person(app), Person(app, "Ben Other")
    draw(ann)
    first = ann.get("/").text.split("/passage/")[1][:16]
    ann.get(f"/passage/{first}")
    assert ben.get("/").text.split("/passage/")[1][:16] != first


def test_a_scan_read_with_doubt_is_queued(app: Flask) -> None:
    text = Person(app).get("/queue/scanned?quarter=2019-Q2").text
    assert "24 passages" in text, "the second page of each of four reviews"


def test_a_new_model_that_disagrees_strongly_is_queued_and_changes_nothing(app: Flask, store: Store) -> None:
    ann, target = Person(app), made_passage(0, 0)
    ann.settle(target.id, "none")
    readings = [reading(made_passage(0, n), n, "model-2") for n in range(24)]
    store.save_suggested(f"{0:064x}", None, (readings, "model-2"))
    desk = Desk(store)
    desk.catch_up()
    assert queues.passages_of(desk, "conflicts", "2019-Q2", ANN) == [target.id]
    review, passage, _ = desk.passage(target.id) or (None, None, None)
    assert passage
    assert passage.tags[0].status == "rejected"


def test_a_passage_quoted_in_the_briefing_is_marked(app: Flask, store: Store) -> None:
    target = made_passage(0, 4)
    folder = store.corpus.briefings / "2019-Q2"
    folder.mkdir(parents=True)
    (folder / "briefing.html").write_text(f"<blockquote>“{target.text.split('. ')[0]}.”</blockquote>")
    ann = Person(app)
    assert target.text[:20] in ann.get("/queue/quoted?quarter=2019-Q2").text
    assert "Quoted in the briefing of 2019-Q2" in ann.get(f"/passage/{target.id}").text
    assert "Quoted in the briefing" not in ann.get(f"/passage/{made_passage(0, 5).id}").text


def test_no_list_tells_what_is_hidden_nor_what_a_colleague_chose(app: Flask, store: Store) -> None:
    ann = Person(app)
    draw(ann)
    identity = next(i for i, share in drawn(store)["order"] if share == "hidden")
    number = int(identity[8:], 16)
    theme, words = THEMES[number // 3 % len(THEMES)], f"log {1000 * int(identity[:8], 16) + number + 2} without"
    name = codebook.load()[theme].name
    lists = (f"/search?words={words}", "/queue/batch?quarter=2019-Q2", f"/queue/theme:{theme}?quarter=2019-Q2")
    assert f"<strong>{name}</strong>" not in ann.get(f"/see/{identity}").text
    for path in (*lists, f"/review/{int(identity[:8], 16):064x}"):
        row = part_about(ann.get(path).text, words)
        assert f">{name}<" not in row, path
    assert words not in ann.get(lists[2]).text, "that it is in the queue of its theme would tell"
    bulk = ann.send(ann.get(lists[0]), "/bulk", passage=[identity], theme=theme)
    ann.send(bulk, "/bulk/apply")
    assert [line["shown"] for line in logged(store) if line["target"] == f"tag/{identity}/{theme}"] == [False]
    assert identity in ann.get(lists[2]).text, "once it is settled it is like any other"


def part_about(page: str, words: str) -> str:
    """The row of a list that holds these words."""
    rows = html.fromstring(page).xpath("//li | //tr")
    return "".join(html.tostring(row, encoding="unicode") for row in rows if words in row.text_content())


def print_quoting(store: Store, quoted: str) -> None:
    """A printed briefing that names this passage, of as many decisions as there are now."""
    folder = store.corpus.briefings / "2019-Q2"
    folder.mkdir(parents=True)
    (folder / "briefing-2019-Q2-final-1.html").write_text(f'<div data-passage="{quoted}">Other words.</div>')
    manifest = {"decisions": len(store.decisions())}
    (folder / "briefing-2019-Q2-final-1.manifest.json").write_text(json.dumps(manifest))


def test_to_change_a_quoted_passage_says_that_the_printing_is_superseded_until_it_is_undone(
    app: Flask, store: Store
) -> None:
    target, other = made_passage(0, 4), made_passage(0, 5)
    ann = Person(app)
    ann.settle(target.id, "none")
    print_quoting(store, target.id)
    assert target.text[:20] in ann.get("/queue/quoted?quarter=2019-Q2").text, "named, though the words are others"
    assert "superseded" not in ann.settle(other.id, theme=THEMES[0]).text
    assert "superseded" not in ann.settle(target.id, "none").text, "settled again as it was"
    said = ann.settle(target.id, queue=f"review:{0:064x}", theme=THEMES[0])
    assert "2019-Q2-final-1 quotes that passage as it was: it is superseded" in said.text
    assert "2019-Q2-final-1 is superseded: 1 passage" in ann.get("/?quarter=2019-Q2").text
    assert "that printing is superseded" in ann.get(f"/passage/{target.id}").text
    assert "briefing 2019-Q2-final-1 is superseded: 1 of the passages" in runs.status(store)
    ann.send(said, "/undo")
    assert "superseded" not in runs.status(store)
    assert "is superseded" not in ann.get("/?quarter=2019-Q2").text


def test_a_withdrawn_document_is_on_no_page_until_it_is_brought_back(app: Flask, store: Store) -> None:
    ann, file = Person(app), "child-000.pdf"
    assert ann.get(f"/passage/{made_passage(0, 0).id}").status == 200
    withdraw(store, file, "Ben Other", "sent to us by mistake", back=False)
    assert "Child 0" not in ann.get("/?quarter=2019-Q2").text
    assert "Child 0" not in ann.get("/search?words=closed log").text
    assert ann.get(f"/passage/{made_passage(0, 0).id}").status == 404
    withdraw(store, file, "Ben Other", "it was none", back=True)
    assert "Child 0" in ann.get("/?quarter=2019-Q2").text
    assert ann.get(f"/passage/{made_passage(0, 0).id}").status == 200


# --- search and bulk ---------------------------------------------------------------------------------------


def chosen(person: Person, ids: list[str], **more: str) -> Any:
    page = person.get("/search?words=closed log")
    return person.send(page, "/bulk", passage=ids, theme="Supervision and management oversight", **more)


def test_search_shows_the_words_in_their_context_and_counts_reviews(app: Flask) -> None:
    page = Person(app).get("/search?words=CLOSED log")
    assert "96 passages in 4 reviews" in page.text
    assert "<mark>closed log</mark>" in page.text


@pytest.mark.parametrize("words", ["%", "_", "\\", "100%"])
def test_search_takes_every_sign_as_itself(app: Flask, words: str) -> None:
    assert "0 passages in 0 reviews" in Person(app).get(f"/search?words={words.replace('%', '%25')}").text


def test_bulk_lists_every_passage_before_anything_changes(app: Flask, store: Store) -> None:
    ids = [made_passage(0, n).id for n in (1, 2, 4)]
    page = chosen(Person(app), ids)
    assert logged(store) == []
    assert all(made_passage(0, n).text in page.text for n in (1, 2, 4))


def test_bulk_settles_what_stays_ticked_and_nothing_else_and_one_undo_takes_it_back(app: Flask, store: Store) -> None:
    ann = Person(app)
    ids = [made_passage(0, n).id for n in (1, 2, 4)]
    page = ann.send(chosen(ann, ids), "/bulk/apply", passage=ids[:2], name="Logs")
    assert "settled on 2 passages" in page.text
    assert {line["target"] for line in logged(store) if line["target"].startswith("tag/")} == {
        f"tag/{identity}/supervision-oversight" for identity in ids[:2]
    }
    assert len([line for line in logged(store) if line["target"].endswith("/second")]) == 1, "a tenth, at least one"
    ann.send(page, "/undo")
    assert {line["value"] and True for line in logged(store)[-3:]} == {None}


def test_bulk_never_touches_what_is_decided_or_was_not_listed(app: Flask, store: Store) -> None:
    ann = Person(app)
    ids = [made_passage(0, n).id for n in (1, 2)]
    ann.settle(ids[0], "none")
    page = chosen(ann, ids)
    assert "1 of the chosen passages have been decided" in page.text
    assert ann.send(page, "/bulk/apply", passage=[ids[1], made_passage(0, 7).id], name="Logs").status == 400
    assert ann.send(page, "/bulk/apply", passage=[ids[0], ids[1]], name="Logs").status == 400, (
        "the decided one was not listed"
    )


def test_bulk_works_from_a_list_too_and_goes_back_to_it(app: Flask, store: Store) -> None:
    ann = Person(app)
    page = ann.get(f"/queue/theme:{THEMES[0]}?quarter=2019-Q2")
    preview = ann.send(page, "/bulk", passage=[made_passage(0, 0).id], theme="Supervision and management oversight")
    assert f'href="/queue/theme:{THEMES[0]}?quarter=2019-Q2"' in preview.text
    ann.send(preview, "/bulk/apply")
    assert [line["value"]["status"] for line in logged(store) if line["target"].startswith("tag/")] == ["accepted"]


def test_bulk_takes_two_hundred_passages_at_most(app: Flask, store: Store) -> None:
    fill(store, reviews=10, passages=24)
    ids = [made_passage(r, n).id for r in range(10) for n in range(24)][:201]
    assert chosen(Person(app), ids).status == 400


# --- when the codebook changes -----------------------------------------------------------------------------


@pytest.fixture
def changed_codebook(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Callable[[str, str], None]:
    """Puts in use a codebook that retired one theme and redefined another."""

    def change(retired: str, redefined: str) -> None:
        data = yaml.safe_load(codebook.PATH.read_text())
        for theme in data["themes"]:
            if theme["id"] == retired:
                theme["retired"] = "9.0"
        change = {"version": "9.0", "date": dt.date(2999, 1, 1), "why": "learnt"}
        data["changes"] = [
            {**change, "kind": "retire", "themes": [retired]},
            {**change, "kind": "redefine", "themes": [redefined]},
        ]
        data["version"] = "9.0"
        path = tmp_path / "codebook.yaml"
        path.write_text(yaml.safe_dump(data))
        monkeypatch.setattr(codebook, "PATH", path)

    return change


def test_a_retired_theme_is_offered_nowhere(
    app: Flask, store: Store, changed_codebook: Callable[[str, str], None]
) -> None:
    changed_codebook("training-knowledge", "policy-procedure")
    ann = Person(app_over(store))
    name = "Training"
    assert name not in ann.get(f"/passage/{made_passage(0, 1).id}").text
    assert name not in ann.get("/exchange").text
    assert name not in ann.get("/search?words=closed log").text
    refused = ann.settle(made_passage(0, 1).id, add=name)
    assert "training-knowledge" not in {line["target"].split("/")[-1] for line in logged(store)}, refused.path


def test_what_a_changed_codebook_unsettles_is_queued_and_marked_until_a_person_looked(
    app: Flask, store: Store, changed_codebook: Callable[[str, str], None]
) -> None:
    first, other = made_passage(0, 0).id, made_passage(0, 3).id
    ann = Person(app)
    ann.settle(first)
    ann.settle(other)
    changed_codebook("policy-procedure", THEMES[0])
    ann = Person(app_over(store))
    assert "1</a>" in ann.get("/").text.split("the codebook changed")[1][:200]
    page = ann.get(f"/passage/{first}?queue=recheck")
    assert "Look again: redefined on 2999-01-01 (codebook 9.0)" in page.text
    assert "Look again" not in ann.get(f"/passage/{other}").text
    ann.settle(first, queue="recheck")
    assert "Look again" not in ann.get(f"/passage/{first}").text
    assert [line["context"]["codebook"] for line in logged(store) if line["target"] == f"tag/{first}/{THEMES[0]}"][
        -1
    ] == "9.0"


def test_reviews_of_other_quarters_are_let_go_and_read_again_as_they_stand(
    store: Store, app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("pipeline.correct.desk.HELD", 2)
    months = iter(("02", "05", "08", "11"))
    rows = store.corpus.register.read_text().splitlines()
    dated = [re.sub(r"2019-\d\d", lambda _: f"2019-{next(months)}", row) for row in rows[1:]]
    store.corpus.register.write_text("\n".join([rows[0], *dated]) + "\n")
    for number in range(4):
        Person(app).settle(made_passage(number, 0).id, "none")
    desk = Desk(store)
    desk.catch_up()
    for number in (0, 1, 2, 3, 0):
        found = desk.passage(made_passage(number, 0).id)
        assert found
        assert found[1].checked
        assert len(desk._reviews) <= 2
        assert len(desk._places) <= 2 * 24
    store.decide([Decision("d1", "2020-01-01T10:00:00Z", "ben", f"flag/{made_passage(1, 0).id}/note", {"value": "x"})])
    desk.catch_up()
    again = desk.passage(made_passage(1, 0).id)
    assert again
    assert again[1].note == "x"
