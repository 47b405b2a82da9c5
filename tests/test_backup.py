"""Copies of a corpus: whole, consistent, and brought back without losing a decision."""

from __future__ import annotations

import json
import os
import threading
from pathlib import Path

import pytest

from pipeline import cli
from pipeline.errors import StoreError, UsageError
from pipeline.records import Decision
from pipeline.store import Corpus, open_store
from pipeline.store.backup import backup, manifest, restore
from pipeline.store.check import check
from tests import originals


def decision(number: int) -> Decision:
    return Decision(f"u{number}", "2019-05-01T10:00:00Z", "ana", f"screening/{number}", {"decision": "include"})


@pytest.fixture
def filled(corpus: Corpus) -> Corpus:
    """A corpus with one document read, one decision and a word of commentary."""
    originals.review(corpus.originals / "child-a.pdf", "Child A", "14 March 2018", originals.BEFORE)
    assert cli.run(["--corpus", str(corpus.folder), "brief", "--workers", "1"]) == 0
    (corpus.commentary / "2019-Q2").mkdir()
    (corpus.commentary / "2019-Q2" / "introduction.md").write_text("We met two forces.")
    with open_store(corpus) as store:
        store.decide([decision(1)])
    return corpus


def copied(corpus: Corpus, into: Path) -> Path:
    with open_store(corpus) as store:
        return backup(store, into)


def test_a_backup_is_a_whole_corpus_that_checks_clean(filled: Corpus, tmp_path: Path) -> None:
    copy = copied(filled, tmp_path / "safe")
    assert check(Corpus(copy)) == []
    with open_store(Corpus(copy)) as store:
        assert store.decisions() == [decision(1)]
    names = {str(path.relative_to(filled.folder)) for path in filled.folder.rglob("*") if path.is_file()}
    assert names - {"last-backup.json"} == set(manifest(copy))


def test_the_next_backup_shares_what_has_not_changed(filled: Corpus, tmp_path: Path) -> None:
    first, second = copied(filled, tmp_path / "safe"), copied(filled, tmp_path / "safe")
    assert (first / "originals" / "child-a.pdf").samefile(second / "originals" / "child-a.pdf")
    assert not (first / "decisions.jsonl").samefile(second / "decisions.jsonl")
    assert manifest(first)["originals/child-a.pdf"] == manifest(second)["originals/child-a.pdf"]


def test_a_backup_is_consistent_while_others_decide(filled: Corpus, tmp_path: Path) -> None:
    stop = threading.Event()

    def decide() -> None:
        with open_store(filled) as store:
            number = 100
            while not stop.is_set():
                store.decide([decision(number)])
                number += 1

    writer = threading.Thread(target=decide)
    writer.start()
    try:
        copies = [copied(filled, tmp_path / "safe") for _ in range(4)]
    finally:
        stop.set()
        writer.join()
    for copy in copies:
        logged = [json.loads(line)["uuid"] for line in (copy / "decisions.jsonl").read_text().splitlines()]
        assert check(Corpus(copy)) == []
        with open_store(Corpus(copy)) as store:
            assert [made.uuid for made in store.decisions()] == logged


def test_going_back_keeps_decisions_made_since(filled: Corpus, tmp_path: Path) -> None:
    copy = copied(filled, tmp_path / "safe")
    with open_store(filled) as store:
        store.decide([decision(2)])
    (filled.originals / "child-a.pdf").write_bytes(b"spoilt")
    said = restore(copy, filled.folder)
    assert "1 decisions made since" in said
    assert check(filled) == []
    with open_store(filled) as store:
        assert store.decisions() == [decision(1), decision(2)]
    aside = next(filled.folder.parent.glob("north.before-restore-*"))
    assert (aside / "originals" / "child-a.pdf").read_bytes() == b"spoilt", "what was there is kept"


def test_going_back_takes_what_is_whole_from_a_damaged_log(filled: Corpus, tmp_path: Path) -> None:
    copy = copied(filled, tmp_path / "safe")
    with open_store(filled) as store:
        store.decide([decision(2)])
    filled.database.write_bytes(b"\xff" * 9000)
    log = filled.decisions.read_bytes()
    filled.decisions.write_bytes(b"\xff\xfe spoilt\n" + log)
    restore(copy, filled.folder)
    with open_store(filled) as store:
        assert store.decisions() == [decision(1), decision(2)]


def test_decisions_that_only_the_store_still_holds_are_taken_over_too(filled: Corpus, tmp_path: Path) -> None:
    copy = copied(filled, tmp_path / "safe")
    with open_store(filled) as store:
        store.decide([decision(2)])
        before = store.decisions()
    filled.decisions.write_bytes(b"\xff\xfe nothing of it is left")
    restore(copy, filled.folder)
    with open_store(filled) as store:
        assert store.decisions() == before


def test_a_backup_can_be_moved_to_a_new_place(filled: Corpus, tmp_path: Path) -> None:
    copy = copied(filled, tmp_path / "safe")
    restore(copy, tmp_path / "elsewhere" / "north")
    assert check(Corpus(tmp_path / "elsewhere" / "north")) == []


def test_an_altered_backup_is_refused_and_nothing_is_changed(filled: Corpus, tmp_path: Path) -> None:
    copy = copied(filled, tmp_path / "safe")
    (copy / "register.csv").write_text("file\n")
    before = filled.register.read_bytes()
    with pytest.raises(StoreError, match="Choose an older backup"):
        restore(copy, filled.folder)
    assert filled.register.read_bytes() == before
    assert not list(filled.folder.parent.glob(".*unfinished"))


def test_an_unfinished_backup_is_none(filled: Corpus, tmp_path: Path) -> None:
    copy = copied(filled, tmp_path / "safe")
    (copy / "backup.json").unlink()
    with pytest.raises(StoreError, match="not a whole backup"):
        restore(copy, filled.folder)


def test_a_backup_names_no_file_outside_itself(filled: Corpus, tmp_path: Path) -> None:
    copy = copied(filled, tmp_path / "safe")
    said = json.loads((copy / "backup.json").read_text())
    said["files"]["../../evil"] = said["files"]["register.csv"]
    (copy / "backup.json").write_text(json.dumps(said))
    with pytest.raises(StoreError, match="outside itself"):
        restore(copy, filled.folder)


def test_a_backup_inside_the_corpus_is_refused(corpus: Corpus) -> None:
    with open_store(corpus) as store, pytest.raises(UsageError, match="lies in the corpus"):
        backup(store, corpus.folder / "backups")


def test_check_names_each_thing_that_is_not_as_it_should_be(filled: Corpus, capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.run(["--corpus", str(filled.folder), "check"]) == 0
    capsys.readouterr()
    document = filled.originals / "child-a.pdf"
    seen = document.stat()
    document.write_bytes(document.read_bytes()[:-1] + b"x")
    os.utime(document, ns=(seen.st_atime_ns, seen.st_mtime_ns))
    page = next(filled.briefings.rglob("*.html"))
    page.write_text(page.read_text() + " ")
    with filled.register.open("a") as rows:
        rows.write("gone.pdf,2019-05-05\n")
    log = filled.decisions.read_text()
    filled.decisions.write_text(log.replace('"include"', '"exclude"'))
    assert cli.run(["--corpus", str(filled.folder), "check"]) == 5
    said = capsys.readouterr().err
    assert "4 things are not as they should be" in said
    for words in (
        "child-a.pdf is not the file that was read",
        "row for gone.pdf",
        "not the same in",
        "not the file that was printed",
    ):
        assert words in said
