"""The store keeps every decision, whatever happens, and can do nothing to it but add."""

from __future__ import annotations

import dataclasses
import json
import sqlite3
from collections.abc import Iterator
from itertools import permutations
from pathlib import Path

import pytest

from pipeline.errors import StoreError, UsageError
from pipeline.records import Decision
from pipeline.store import Corpus, Store, create, open_store, register
from pipeline.store.files import write_whole
from pipeline.store.state import Standing, current


def decision(number: int, target: str = "screening/a", at: str | None = None, **more: object) -> Decision:
    made = Decision(f"u{number}", at or f"2019-05-0{number}T10:00:00Z", "ana", target, {"decision": "include"})
    return dataclasses.replace(made, **more)  # type: ignore[arg-type]


@pytest.fixture
def corpus(tmp_path: Path) -> Corpus:
    return create(tmp_path / "north")


@pytest.fixture
def store(corpus: Corpus) -> Iterator[Store]:
    with open_store(corpus) as opened:
        yield opened


def test_a_new_corpus_has_its_folders_and_is_not_made_twice(corpus: Corpus) -> None:
    assert sorted(path.name for path in corpus.folder.iterdir()) == [
        "README.md", "briefings", "commentary", "originals", "register.csv", "settings.toml",
    ]  # fmt: skip
    assert corpus.settings.disclosure.smallest_count == 5
    with pytest.raises(UsageError, match="not empty"):
        create(corpus.folder)


def test_a_decision_is_in_the_log_and_in_the_store(store: Store) -> None:
    assert store.decide([decision(1)]) == 1
    assert store.decisions() == [decision(1)]
    assert json.loads(store.corpus.decisions.read_text()) == dataclasses.asdict(decision(1))


def test_the_same_decision_is_kept_once(store: Store) -> None:
    store.decide([decision(1)])
    assert store.decide([decision(1), decision(2)]) == 1
    assert len(store.corpus.decisions.read_text().splitlines()) == 2


@pytest.mark.parametrize("statement", ["UPDATE decisions SET target = 'x'", "DELETE FROM decisions"])
def test_the_database_refuses_to_change_a_decision(store: Store, statement: str) -> None:
    store.decide([decision(1)])
    with pytest.raises(sqlite3.DatabaseError, match="never"):
        store.connection.execute(statement)


def test_a_deleted_store_comes_back_from_the_log(corpus: Corpus) -> None:
    with open_store(corpus) as store:
        store.decide([decision(1), decision(2)])
    corpus.database.unlink()
    with open_store(corpus) as store:
        assert store.decisions() == [decision(1), decision(2)]


def test_a_torn_last_line_is_set_aside_with_a_message(corpus: Corpus) -> None:
    with open_store(corpus) as store:
        store.decide([decision(1)])
    with corpus.decisions.open("a") as log:
        log.write('{"uuid": "u2", "at"')
    said: list[str] = []
    with open_store(corpus, said.append) as store:
        assert store.decisions() == [decision(1)]
    assert "kept in decisions.torn" in said[0]
    assert corpus.decisions.with_suffix(".torn").read_text() == '{"uuid": "u2", "at"\n'


def test_a_spoilt_line_in_the_middle_stops_with_its_number_and_changes_nothing(corpus: Corpus) -> None:
    corpus.decisions.write_text("{}\n")
    with pytest.raises(StoreError, match="line 1"), open_store(corpus):
        pass
    assert corpus.decisions.read_text() == "{}\n"


def test_a_damaged_store_is_named_with_the_way_back(corpus: Corpus) -> None:
    corpus.database.write_bytes(b"not a database at all, but long enough to be looked at" * 40)
    with pytest.raises(StoreError, match="rebuild"), open_store(corpus):
        pass


def test_a_store_of_a_newer_version_is_not_touched(corpus: Corpus) -> None:
    with open_store(corpus) as store:
        store.connection.execute("PRAGMA user_version = 99")
    with pytest.raises(StoreError, match="newer version"), open_store(corpus):
        pass


def test_when_the_log_cannot_be_written_the_store_does_not_keep_the_decision_either(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(handle: int, content: bytes) -> int:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("pipeline.store.log.os.write", full)
    with pytest.raises(StoreError, match="Nothing was lost"):
        store.decide([decision(1)])
    monkeypatch.undo()
    assert store.decisions() == []
    assert store.corpus.decisions.read_bytes() == b""


def test_the_decision_that_stands_does_not_depend_on_the_order_of_arrival() -> None:
    made = [decision(1), decision(2, supersedes="u1"), decision(3, at="2019-05-01T09:00:00Z")]
    assert {made_.uuid for order in permutations(made) if (made_ := current(order))} == {"u2"}


def test_a_withdrawn_decision_leaves_nothing() -> None:
    assert not Standing([decision(1), decision(2, supersedes="u1", value=None)])


def test_the_register_lists_every_fault_by_its_line(tmp_path: Path) -> None:
    path = tmp_path / "register.csv"
    path.write_text("file,examined,handling\na.pdf,2019-13-01,published\nb.pdf,2019-01-01,secret\na.pdf,,\n")
    with pytest.raises(UsageError) as fault:
        register.read(path)
    assert [line.split(":")[0] for line in str(fault.value).splitlines()[1:]] == ["  line 2", "  line 3", "  line 4"]


def test_adding_a_row_keeps_unknown_columns_and_what_people_wrote(tmp_path: Path) -> None:
    path = tmp_path / "register.csv"
    path.write_text('file,examined,shelf\n"a, b.pdf",2019-02-03,"top, left"\n')
    register.add(path, ["c.pdf"])
    assert path.read_text().splitlines()[:2] == ["file,examined,shelf", '"a, b.pdf",2019-02-03,"top, left"']
    assert register.read(path)["c.pdf"].examined == register.today()


@pytest.mark.parametrize(
    ("day", "quarter"), [("2019-01-01", "2019-Q1"), ("2019-06-30", "2019-Q2"), ("2019-10-01", "2019-Q4")]
)
def test_a_day_belongs_to_its_calendar_quarter(day: str, quarter: str) -> None:
    assert register.quarter_of(day) == quarter


def test_a_file_is_replaced_whole_and_never_written_over(tmp_path: Path) -> None:
    path = tmp_path / "page.html"
    write_whole(path, b"the old one")
    with path.open("rb") as held:
        write_whole(path, b"a new one")
        assert held.read() == b"the old one"
    assert path.read_bytes() == b"a new one"
    assert [found.name for found in tmp_path.iterdir()] == ["page.html"]
