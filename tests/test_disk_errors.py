"""A disk that reports errors, at every call it can fail in: the sentence, the exit code, and that nothing is lost."""

from __future__ import annotations

import errno
import os
import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from pipeline import cli
from pipeline.errors import StoreError
from pipeline.records import Decision
from pipeline.store import Corpus, create, log, open_store
from pipeline.store.check import check
from tests import originals
from tests.breaking import Failing
from tests.correction import Person, app_over, filled, logged, made_passage

CALLS = ("fsync", "write", "ftruncate", "replace", "open")
KEPT, MADE = Decision("u1", "2019-05-01T10:00:00Z", "ana", "screening/1", {"decision": "include"}), "u2"


@contextmanager
def failing(call: str, first: int, for_ever: bool, code: int = errno.EIO) -> Iterator[Failing]:
    with pytest.MonkeyPatch.context() as patch:
        fault = Failing(getattr(os, call), first, for_ever, code)
        patch.setattr(os, call, fault)
        yield fault


def decided(corpus: Corpus) -> str:
    """What became of a decision: kept, or refused with a sentence for the analyst."""
    try:
        with open_store(corpus) as store:
            store.decide([Decision(MADE, "2019-05-02T10:00:00Z", "ana", "screening/2", {"decision": "exclude"})])
    except StoreError as refused:
        return str(refused)
    return ""


@pytest.mark.parametrize("for_ever", [False, True], ids=["once", "for ever"])
@pytest.mark.parametrize("call", ["fsync", "write", "ftruncate"])
def test_a_decision_is_kept_or_refused_whichever_call_the_disk_fails_in(
    call: str, for_ever: bool, corpus: Corpus
) -> None:
    with open_store(corpus) as store:
        store.decide([KEPT])
    acknowledged = False
    for first in range(1, 12):
        with corpus.decisions.open("a") as file:
            file.write('{"torn')  # so that what sets it aside can fail as well
        with failing(call, first, for_ever) as fault:
            said = decided(corpus)
        assert not said or "the disk reports an error. Nothing was lost." in said, (first, said)
        with open_store(corpus) as store:
            ids = store.decision_ids()
            assert ids[0] == "u1"
            acknowledged |= not said
            assert MADE in ids or not acknowledged, "what was acknowledged is there"
            if call != "ftruncate":  # where that fails as well the refused decision cannot be taken back out of the log
                assert MADE not in ids or acknowledged, "what was refused is not"
            assert [made.uuid for made in log.read(corpus.decisions)] == ids
        if not fault.failed:
            break
    assert check(corpus) == []
    assert decided(corpus) == ""


@pytest.mark.parametrize("code", [errno.EIO, errno.ENOSPC, errno.EROFS, errno.EDQUOT])
@pytest.mark.parametrize("call", CALLS)
def test_the_page_says_not_saved_and_takes_the_same_form_again(call: str, code: int, corpus: Corpus) -> None:
    with filled(corpus, "second_share = 0.0") as store:
        ann, target = Person(app_over(store)), made_passage(0, 1).id
        page = ann.get(f"/passage/{target}")
        for first in range(1, 8):
            with failing(call, first, True, code) as fault:
                answer = ann.send(page, "decide", ("action", "none"))
            if not fault.failed:
                break
            assert answer.status == 503, answer.text
            assert "Not saved" in answer.text
            assert "Nothing was lost" in answer.text
        again = ann.send(page, "decide", ("action", "none"))
        assert again.status == 200
        assert [line["target"] for line in logged(store)] == [f"flag/{target}/checked"]


def test_a_fault_of_the_page_is_told_without_the_text_it_held(
    corpus: Corpus, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    with filled(corpus) as store:
        ann = Person(app_over(store))

        def fails(*_: object) -> None:
            raise ValueError("Two constables called on the boy's aunt")

        monkeypatch.setattr(store, "passages_with", fails)
        answer = ann.get("/search?words=constables")
        said = capsys.readouterr().err
        assert answer.status == 500
        assert "A fault in the program (ValueError)" in said
        assert "search_pages.py, line" in said
        assert "aunt" not in said + answer.text

        def breaks(*_: object) -> None:
            raise sqlite3.OperationalError("disk I/O error")

        monkeypatch.setattr(store, "passages_with", breaks)
        assert ann.get("/search?words=constables").status == 503


@pytest.fixture(scope="module")
def briefed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A corpus of one document that is read and printed, with a decision."""
    corpus = create(tmp_path_factory.mktemp("disk") / "north")
    originals.review(corpus.originals / "child-a.pdf", "Child A", "14 March 2018", originals.BEFORE)
    assert cli.run(["--corpus", str(corpus.folder), "brief", "--workers", "1"]) == 0
    with open_store(corpus) as store:
        store.decide([KEPT])
    return corpus.folder


def files(folder: Path) -> dict[str, bytes]:
    """Everything in a corpus but the store, by name; what is unfinished is swept away later and does not count."""
    found = (path for path in folder.rglob("*") if path.is_file() and not path.name.startswith((".", "store.sqlite")))
    return {str(path.relative_to(folder)): path.read_bytes() for path in sorted(found)}


@pytest.mark.parametrize("call", ["fsync", "replace", "open"])
@pytest.mark.parametrize(
    "command",
    [
        ["backup", "{root}/safe"], ["export", "reviews", "--output", "{root}/reviews.csv", "--format", "csv"],
        ["withdraw", "child-a.pdf", "--reviewer", "ana", "--reason", "asked"],
        ["new", "{root}/south"], ["rebuild", "--workers", "1"],
    ],
    ids=lambda command: command[0],
)  # fmt: skip
def test_a_command_ends_with_a_sentence_and_does_its_work_when_the_disk_is_well_again(
    command: list[str], call: str, briefed: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    for first in (2,) if command[0] == "rebuild" else (1, 4):
        root = tmp_path / str(first)
        folder = Path(shutil.copytree(briefed, root / "north"))
        before = files(folder)
        words = ["--corpus", str(folder), *(word.format(root=root) for word in command)]
        with failing(call, first, True):
            code = cli.run(words)
        said = capsys.readouterr().err
        assert code in (0, 3, 5), said
        assert code == 0 or "Nothing was lost" in said or "Put a copy that can be opened" in said
        assert "A fault in the program" not in said
        after = files(folder)
        assert code == 0 or all(after.get(name) == content for name, content in before.items()), said
        assert cli.run(words) in (0, 2), "2 where it was done after all"
        assert check(Corpus(folder)) == []
