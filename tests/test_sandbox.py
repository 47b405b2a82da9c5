"""What happens to a reader that never ends, eats the memory, dies, says too much, or leaves something running."""

from __future__ import annotations

import os
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from pipeline import sandbox
from pipeline.errors import EncryptedDocument, LimitExceeded, UnreadableDocument


def test_work_gives_back_its_values() -> None:
    assert sandbox.run(lambda: {"pages": [1, 2]}, "a.pdf", 5, 300) == {"pages": [1, 2]}


def test_a_reader_that_never_ends_is_given_up_with_what_it_started(tmp_path: Path) -> None:
    def endless() -> None:
        started = subprocess.Popen(["sleep", "60"])
        os.write(writing, b"%d" % started.pid)
        while True:
            pass

    reading, writing = os.pipe()
    with pytest.raises(LimitExceeded, match=r"a\.pdf was given up after 1 seconds\."):
        sandbox.run(endless, "a.pdf", 1, 300)
    started = int(os.read(reading, 20))
    for _ in range(50):
        if not Path(f"/proc/{started}").exists() or "Z" in Path(f"/proc/{started}/stat").read_text().split()[2]:
            break
        time.sleep(0.1)
    else:
        pytest.fail("what the reader started still runs")


def test_a_reader_that_eats_the_memory_is_told_so() -> None:
    with pytest.raises(LimitExceeded, match="needed more than 200 MB"):
        sandbox.run(lambda: len(bytearray(900_000_000)), "a.pdf", 10, 200)


def test_a_reader_that_dies_does_not_take_the_run_with_it() -> None:
    with pytest.raises(UnreadableDocument, match="crash"):
        sandbox.run(os.abort, "a.pdf", 5, 300)
    with pytest.raises(UnreadableDocument, match="crash"):
        sandbox.run(lambda: os._exit(3), "a.pdf", 5, 300)


def test_a_reader_that_says_too_much_is_cut_short(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sandbox, "MOST_OUTPUT", 1_000_000)
    with pytest.raises(LimitExceeded):
        sandbox.run(lambda: "x" * 5_000_000, "a.pdf", 5, 300)


def test_a_reader_writes_nothing_to_the_disk(tmp_path: Path) -> None:
    with pytest.raises(UnreadableDocument):
        sandbox.run(lambda: (tmp_path / "left.txt").write_text("text"), "a.pdf", 5, 300)
    assert not (tmp_path / "left.txt").exists() or (tmp_path / "left.txt").stat().st_size == 0


def test_a_documents_own_error_comes_through_and_its_name_stays_on_one_line() -> None:
    def locked() -> None:
        raise EncryptedDocument("a.pdf needs a password.", "password")

    with pytest.raises(EncryptedDocument, match="needs a password") as caught:
        sandbox.run(locked, "a.pdf", 5, 300)
    assert caught.value.reason == "password"
    with pytest.raises(UnreadableDocument) as odd:
        sandbox.run(os.abort, "two\nlines\u202e.pdf", 5, 300)
    assert str(odd.value).isprintable()


def test_values_come_one_by_one_in_their_order(tmp_path: Path) -> None:
    kept = sandbox.gather(lambda: ({"n": n, "text": "line\nbreak " * 9_000} for n in range(30)), len, "a.pdf", 5, 300)
    assert kept == [2] * 30


def test_what_was_said_before_a_crash_is_not_taken_for_the_whole() -> None:
    def broken() -> Iterator[int]:
        yield 1
        os.abort()

    with pytest.raises(UnreadableDocument, match="crash"):
        sandbox.gather(broken, int, "a.pdf", 5, 300)


def test_a_reader_without_memory_says_so_after_some_values() -> None:
    def hungry() -> Iterator[int]:
        yield 1
        yield len(bytearray(900_000_000))

    with pytest.raises(LimitExceeded, match="needed more than 200 MB"):
        sandbox.gather(hungry, int, "a.pdf", 10, 200)
