"""Learning from the page: before and after by theme, chosen or gone back on, and no decision changed by it."""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from pipeline import compared
from pipeline.records import to_dict
from pipeline.store import Corpus, Store
from pipeline.store.state import Standing
from tests.correction import THEMES, Person, app_over, filled, logged, made_passage

# Stands for this program: notes what it was called with, and leaves behind what training leaves.
PROGRAM = """
import json, pathlib, sys
folder, words = pathlib.Path(sys.argv[2]), sys.argv[3:]
with open(folder / "called.txt", "a") as file: file.write(" ".join(words) + "\\n")
if (folder / "fails").exists(): sys.exit("ModelError: The model is damaged. Run make train.")
model = folder / "model" / "tagger-2"
model.mkdir(parents=True, exist_ok=True)
chosen = {"in_use": "tagger-2", "previous": None, "new": None} if "new" in words else {"new": "tagger-2", "in_use": None}
if words != ["tag"]:
    (folder / "model" / "next.json").write_text(json.dumps(chosen))
    (folder / "model" / "next.json").replace(folder / "model" / "chosen.json")
(model / "compared.json").write_text((folder / "compared.json").read_text())
"""


@pytest.fixture
def store(corpus: Corpus) -> Iterator[Store]:
    good, bad = compared.Measured(0.8, 0.7, 0.75, 0.04, True), compared.Measured(0.3, 0.2, 0.24, 0.09, False)
    themes = (compared.Theme(THEMES[0], 40, 20, bad, good), compared.Theme(THEMES[1], 12, 5, good, bad))
    comparison = compared.Comparison("tagger-2", "tagger-1", 1, 0.5, 0.61, themes)
    (corpus.folder / "compared.json").write_text(json.dumps(to_dict(comparison)))
    with filled(corpus, "second_share = 0.0") as opened:
        yield opened


@pytest.fixture
def ann(store: Store, tmp_path: Path) -> Person:
    program = tmp_path / "program.py"
    program.write_text(PROGRAM)
    return Person(app_over(store, program=(sys.executable, str(program))))


def done(person: Person) -> str:
    """The page once what is under way has ended."""
    for _ in range(200):
        text = person.get("/training").text
        if "data-again" not in text:
            return text
        time.sleep(0.05)
    raise AssertionError("it never ended")


def called(store: Store) -> list[str]:
    path = store.corpus.folder / "called.txt"
    return path.read_text().splitlines() if path.exists() else []


def test_a_new_tagger_is_shown_beside_the_one_in_use_before_anybody_uses_it(ann: Person, store: Store) -> None:
    ann.settle(made_passage(0, 0).id)
    ann.send(ann.get("/training"), "/training", ("do", "train"))
    text = done(ann)
    assert called(store) == ["train"]
    assert "The new tagger beside the one in use" in text
    assert "0.30" in text
    assert "0.80" in text
    assert "no longer suggested: wrong too often" in text
    assert "measured on 5: says little" in text


def test_using_it_and_going_back_change_no_decision_and_say_who_chose(ann: Person, store: Store) -> None:
    ann.settle(made_passage(0, 0).id)
    before = Standing(store.decisions())
    for asked, calls in (
        ("train", ["train"]),
        ("new", ["train --use new", "tag"]),
        ("previous", ["train --use previous", "tag"]),
    ):
        (store.corpus.folder / "called.txt").unlink(missing_ok=True)
        ann.send(ann.get("/training"), "/training", ("do", asked))
        text = done(ann)
        assert called(store) == calls
    assert "chosen by Ann Reader" in text
    after = Standing(store.decisions())
    assert {target: after[target] for target in before} == dict(before)
    assert [line["value"]["use"] for line in logged(store) if line["target"] == "tagger/in-use"] == ["new", "previous"]


def test_one_piece_of_work_at_a_time(ann: Person, store: Store) -> None:
    ann.settle(made_passage(0, 0).id)
    page = ann.get("/training")
    first, second = (ann.send(page, "/training", ("do", "train")) for _ in range(2))
    assert first.status == 200
    assert second.status == 409
    done(ann)
    assert called(store) == ["train"]


def test_what_failed_is_told_in_the_words_of_the_program(ann: Person, store: Store) -> None:
    (store.corpus.folder / "fails").touch()
    ann.settle(made_passage(0, 0).id)
    ann.send(ann.get("/training"), "/training", ("do", "train"))
    text = done(ann)
    assert "did not end well" in text
    assert "The model is damaged. Run make train." in text


def test_a_damaged_note_of_the_taggers_is_told_with_what_to_do(ann: Person, store: Store) -> None:
    (store.corpus.folder / "model").mkdir()
    (store.corpus.folder / "model" / "chosen.json").write_text("{")
    page = ann.get("/training")
    assert page.status == 500
    assert "Delete it to use the built-in tagger" in page.text


def test_without_anything_settled_there_is_nothing_to_learn_from(ann: Person) -> None:
    assert "nothing to learn from" in ann.get("/training").text
