"""What goes wrong with disks, databases and processes: the exit code, the sentence, and that nothing is lost."""

from __future__ import annotations

import json
import os
import random
import shutil
import sqlite3
import stat
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import pytest

from pipeline import cli
from pipeline.correct import deciding
from pipeline.errors import StoreError
from pipeline.records import Decision
from pipeline.store import Corpus, create, log, open_store, opening
from pipeline.store.check import check
from pipeline.store.faults import place_warning
from pipeline.store.state import current
from tests import breaking, originals


@pytest.fixture(scope="module")
def two_reviews(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A corpus with two documents, not read yet."""
    folder = tmp_path_factory.mktemp("faults") / "north"
    create(folder)
    originals.review(folder / "originals" / "child-a.pdf", "Child A", "14 March 2018", originals.BEFORE)
    originals.review(folder / "originals" / "baby-b.pdf", "Baby B", "May 2019", originals.AFTER)
    (folder / "register.csv").write_text("file,examined\nchild-a.pdf,2019-05-02\nbaby-b.pdf,2019-05-03\n")
    return folder


@pytest.fixture(scope="module")
def briefed(two_reviews: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The same corpus with its briefing printed."""
    folder = tmp_path_factory.mktemp("briefed") / "north"
    shutil.copytree(two_reviews, folder)
    assert cli.run(["--corpus", str(folder), "brief", "--workers", "1"]) == 0
    return folder


@pytest.fixture
def unread(two_reviews: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(two_reviews, tmp_path / "north"))


@pytest.fixture
def printed(briefed: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(briefed, tmp_path / "north"))


def decision(number: int, **more: object) -> Decision:
    return Decision(f"u{number}", "2019-05-01T10:00:00Z", "ana", f"screening/{number}", {"decision": "include"}, **more)  # type: ignore[arg-type]


def briefings(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in sorted((folder / "briefings").rglob("*")) if path.is_file()}


# --- the disk ----------------------------------------------------------------------------------------------


def test_when_the_disk_is_full_the_run_says_so_and_works_again_with_space(unread: Path) -> None:
    full = breaking.run(unread, "extract", "--workers", "1", before=breaking.disk_of(60_000))
    assert full.returncode == 5, full.stderr
    assert "Nothing was lost" in full.stderr
    assert "Traceback" not in full.stderr
    assert breaking.run(unread, "extract", "--workers", "1").returncode == 0
    assert check(Corpus(unread)) == []


def test_when_the_disk_is_full_the_printed_briefing_stays_whole(printed: Path) -> None:
    before = briefings(printed)
    (printed / "settings.toml").write_text('[series]\ntitle = "Another title"\n')
    full = breaking.run(printed, "brief", "--workers", "1", before=breaking.disk_of(20_000))
    assert full.returncode in (5, 6), full.stderr
    assert "could not be written" in full.stderr
    assert briefings(printed) == before
    assert breaking.run(printed, "brief", "--workers", "1").returncode == 0
    assert check(Corpus(printed)) == []


@contextmanager
def read_only(folder: Path) -> Iterator[None]:
    """Takes from everybody the right to write in this folder for a while."""
    kept = {path: path.stat().st_mode for path in [folder, *folder.rglob("*")]}
    for path, mode in kept.items():
        path.chmod(stat.S_IMODE(mode) & ~0o222)
    try:
        yield
    finally:
        for path, mode in kept.items():
            path.chmod(stat.S_IMODE(mode))


def test_a_folder_nobody_may_write_to_is_named_with_what_to_ask_for(printed: Path) -> None:
    with read_only(printed):
        (printed / "originals" / "child-a.pdf").touch()
        refused = breaking.run(printed, "extract", "--workers", "1", before=breaking.as_anyone)
    assert refused.returncode == 5, refused.stderr
    assert "Ask for write access" in refused.stderr
    assert "Nothing was lost" in refused.stderr


def test_a_new_corpus_that_does_not_fit_on_the_disk_leaves_nothing_behind(tmp_path: Path) -> None:
    full = breaking.run(tmp_path, "new", str(tmp_path / "south"), before=breaking.disk_of(100))
    assert full.returncode == 5, full.stderr
    assert "Free space, then run the same command again" in full.stderr
    assert not (tmp_path / "south").exists()
    assert breaking.run(tmp_path, "new", str(tmp_path / "south")).returncode == 0


def test_a_corpus_that_can_only_be_read_can_still_be_backed_up(corpus: Corpus, tmp_path: Path) -> None:
    with open_store(corpus) as store:
        store.decide([decision(1)])
    with read_only(corpus.folder):
        copied = breaking.run(corpus.folder, "backup", str(tmp_path / "safe"), before=breaking.as_anyone)
    assert copied.returncode == 0, copied.stderr
    assert (Path(copied.stdout.strip()) / "decisions.jsonl").read_bytes() == corpus.decisions.read_bytes()


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("SQLITE_FULL", "the disk is full"),
        ("SQLITE_READONLY", "read-only"),
        ("SQLITE_IOERR_WRITE", "the disk reports an error"),
        ("SQLITE_BUSY", "another program is writing"),
        ("SQLITE_CORRUPT", "rebuild"),
    ],
)
def test_a_refusal_of_the_database_is_told_in_plain_words(name: str, said: str, corpus: Corpus) -> None:
    error = sqlite3.OperationalError("whatever the library says")
    error.sqlite_errorname = name
    with pytest.raises(StoreError, match=said) as told, open_store(corpus):
        raise error
    assert str(corpus.database) in str(told.value)
    assert "whatever the library says" not in str(told.value)


def test_a_full_database_keeps_what_it_held(corpus: Corpus) -> None:
    with open_store(corpus) as store:
        store.decide([decision(1)])
        pages = store.connection.execute("PRAGMA page_count").fetchone()[0]
        store.connection.execute(f"PRAGMA max_page_count = {pages}")
        many = [decision(n, reason="x" * 4000) for n in range(2, 30)]
        with pytest.raises(StoreError, match="the disk is full"):
            store.decide(many)
        assert [made.uuid for made in store.decisions()] == ["u1"]
    assert len(corpus.decisions.read_text().splitlines()) == 1, "the log is as it was"
    with open_store(corpus) as store:
        assert store.decide(many) == 28


def test_a_database_that_another_program_holds_is_waited_for_and_then_named(
    corpus: Corpus, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    with open_store(corpus):
        pass
    monkeypatch.setattr(opening, "PATIENCE", 0.2)
    other = sqlite3.connect(corpus.database, isolation_level=None)
    other.execute("BEGIN EXCLUSIVE")
    assert cli.run(["--corpus", str(corpus.folder), "status"]) == 5
    other.execute("ROLLBACK")
    other.close()
    assert "another program is writing" in capsys.readouterr().err
    assert cli.run(["--corpus", str(corpus.folder), "status"]) == 0


def test_a_damaged_database_is_refused_and_rebuild_brings_everything_back(
    printed: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    with open_store(Corpus(printed)) as store:
        store.decide([decision(1)])
    assert cli.run(["--corpus", str(printed), "export", "passages"]) == 0
    before = capsys.readouterr().out
    content = bytearray((printed / "store.sqlite").read_bytes())
    for page in range(1, len(content) // 4096):
        content[page * 4096 : page * 4096 + 200] = b"\xff" * 200
    (printed / "store.sqlite").write_bytes(content)
    assert cli.run(["--corpus", str(printed), "export", "passages"]) == 5
    said = capsys.readouterr().err
    assert "is damaged" in said
    assert "rebuild" in said
    assert cli.run(["--corpus", str(printed), "rebuild", "--workers", "1"]) == 0
    capsys.readouterr()
    assert cli.run(["--corpus", str(printed), "export", "passages"]) == 0
    assert capsys.readouterr().out == before
    with open_store(Corpus(printed)) as store:
        assert [made.uuid for made in store.decisions()] == ["u1"]


@pytest.mark.parametrize("stopped", ["before it began", "in the midst"])
def test_a_second_rebuild_keeps_the_store_that_the_first_was_to_replace(
    stopped: str, printed: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def readable(store: Path) -> int:
        with closing(sqlite3.connect(store)) as connection:
            return int(connection.execute("SELECT count(*) FROM passages").fetchone()[0])

    rebuild = ["--corpus", str(printed), "rebuild", "--workers", "1"]
    held, aside = readable(printed / "store.sqlite"), printed / "store.sqlite.old"
    with monkeypatch.context() as patch:
        if stopped == "in the midst":
            patch.setattr("pipeline.cli.suggest_new", interrupted)
        else:
            patch.setattr("pipeline.store.opening.SCHEMA", printed / "no-such-file")
        assert cli.run(rebuild) in (1, 130)
    assert readable(aside) == held
    assert cli.run(rebuild) == 0
    assert readable(aside) == held, "what the first rebuild left is not kept in the place of the whole one"
    assert "kept as store.sqlite.old" in capsys.readouterr().err
    aside.write_bytes(b"older")
    assert cli.run(rebuild) == 0
    assert readable(aside) == held, "a rebuild that was finished is kept at the next one"
    assert check(Corpus(printed)) == []


def test_what_a_stopped_rebuild_left_is_gone_on_with_and_kept_at_the_next(
    printed: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    rebuild = ["--corpus", str(printed), "rebuild", "--workers", "1"]
    with monkeypatch.context() as patch:
        patch.setattr("pipeline.cli.suggest_new", interrupted)
        assert cli.run(rebuild) == 130
    assert cli.run(["--corpus", str(printed), "brief", "--workers", "1"]) == 0
    whole = (printed / "store.sqlite").read_bytes()
    assert cli.run(rebuild) == 0
    assert (printed / "store.sqlite.old").read_bytes() == whole


def interrupted(*_: object) -> None:
    raise KeyboardInterrupt


def test_a_damaged_database_is_told_with_the_last_backup(corpus: Corpus, tmp_path: Path) -> None:
    assert cli.run(["--corpus", str(corpus.folder), "backup", str(tmp_path / "safe")]) == 0
    corpus.database.write_bytes(b"not a database at all, but long enough to be looked at" * 40)
    with pytest.raises(StoreError, match=r"The last backup is .*/safe/north-"), open_store(corpus):
        pass


def test_a_store_of_an_older_version_is_kept_aside_and_its_decisions_go_on(corpus: Corpus) -> None:
    with open_store(corpus) as store:
        store.decide([decision(1)])
        store.connection.execute("PRAGMA user_version = 1")
    corpus.decisions.unlink()
    said: list[str] = []
    with open_store(corpus, said.append) as store:
        assert [made.uuid for made in store.decisions()] == ["u1"]
    assert "read again" in said[0]
    assert (corpus.folder / "store.version-1.sqlite").exists()


def test_a_log_that_was_deleted_comes_back_from_the_store(corpus: Corpus) -> None:
    with open_store(corpus) as store:
        store.decide([decision(1), decision(2)])
    before = corpus.decisions.read_bytes()
    corpus.decisions.unlink()
    said: list[str] = []
    with open_store(corpus, said.append):
        pass
    assert corpus.decisions.read_bytes() == before
    assert "lacked 2 decisions" in said[0]


def test_a_line_separator_in_what_a_person_wrote_does_not_break_the_log(corpus: Corpus) -> None:
    with open_store(corpus) as store:
        store.decide([decision(1, reason="one\u2028two\x85three\x0cfour")])
    corpus.database.unlink()
    with open_store(corpus) as store:
        assert store.decisions()[0].reason == "one\u2028two\x85three\x0cfour"


def spoilt(log: Path) -> None:
    """What an editor or a failing disk may leave of a log: its first line is no decision any more."""
    log.write_bytes(b"{garbage} " + log.read_bytes()[9:])


def test_a_damaged_log_is_written_anew_from_itself_and_the_store_however_often(
    corpus: Corpus, capsys: pytest.CaptureFixture[str]
) -> None:
    with open_store(corpus) as store:
        store.decide([decision(1), decision(2)])
    whole = corpus.decisions.read_bytes()
    spoilt(corpus.decisions)
    damaged = corpus.decisions.read_bytes()
    assert cli.run(["--corpus", str(corpus.folder), "status"]) == 5
    assert f"Run: scr-briefing --corpus {corpus.folder} rebuild" in capsys.readouterr().err
    for _ in range(2):
        assert cli.run(["--corpus", str(corpus.folder), "rebuild", "--workers", "1"]) == 0
        assert corpus.decisions.read_bytes() == whole
    assert [path.read_bytes() for path in corpus.folder.glob("decisions.damaged-*.jsonl")] == [damaged]
    with open_store(corpus) as store:
        assert [made.uuid for made in store.decisions()] == ["u1", "u2"]


def test_what_only_a_damaged_store_holds_is_written_to_the_log_before_it_is_made_anew(corpus: Corpus) -> None:
    with open_store(corpus) as store:
        store.decide([decision(1), decision(2)])
        store.connection.execute("PRAGMA user_version = 99")  # a store that cannot be opened
    whole = corpus.decisions.read_bytes()
    corpus.decisions.write_bytes(whole[: whole.index(b"\n") + 1])
    said: list[str] = []
    opening.set_aside(corpus, said.append)
    assert corpus.decisions.read_bytes() == whole
    assert "lacked 1 decisions" in said[0]


def test_the_mark_that_an_editor_puts_before_a_text_does_not_break_the_log(corpus: Corpus) -> None:
    with open_store(corpus) as store:
        store.decide([decision(1)])
    corpus.decisions.write_bytes(b"\xef\xbb\xbf" + corpus.decisions.read_bytes())
    corpus.database.unlink()
    with open_store(corpus) as store:
        store.decide([decision(2)])
        assert [made.uuid for made in store.decisions()] == ["u1", "u2"]
    assert check(corpus) == []


def test_a_log_that_another_program_holds_is_waited_for_and_then_named(
    corpus: Corpus, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(log, "PATIENCE", 0.1)
    with open_store(corpus) as store:
        with log.locked(corpus.decisions), pytest.raises(StoreError, match="another program is writing"):
            store.decide([decision(1)])
        assert store.decide([decision(1)]) == 1


# --- the register ------------------------------------------------------------------------------------------


@pytest.fixture
def secret(printed: Path) -> Path:
    """A corpus of two documents that was read while one of them was restricted."""
    rows = "file,examined,handling,desk\nchild-a.pdf,2019-05-02,restricted,north\nbaby-b.pdf,2019-05-03,,\n"
    (printed / "register.csv").write_text(rows)
    assert cli.run(["--corpus", str(printed), "extract", "--workers", "1"]) == 0
    return printed


def handling(folder: Path, capsys: pytest.CaptureFixture[str]) -> dict[str, tuple[str, str]]:
    capsys.readouterr()
    assert cli.run(["--corpus", str(folder), "export", "reviews"]) == 0
    found = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    return {row["file"]: (row["handling"], row["examined"]) for row in found}


def test_a_row_that_the_register_lost_is_written_back_and_what_was_restricted_stays_so(
    secret: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    register = secret / "register.csv"
    whole = register.read_text()
    before = handling(secret, capsys)
    assert before["child-a.pdf"] == ("restricted", "2019-05-02")
    register.write_text("file,examined,handling\nbaby-b.pdf,2019-05-03,\n")
    assert handling(secret, capsys) == before
    assert sorted(register.read_text().splitlines()) == sorted(whole.splitlines())
    register.unlink()
    assert cli.run(["--corpus", str(secret), "status"]) == 0
    assert "lacked the rows of 2 documents" in capsys.readouterr().err
    assert handling(secret, capsys) == before


def test_a_restricted_document_under_another_name_stays_restricted(
    secret: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    document = secret / "originals" / "child-a.pdf"
    shutil.copy(document, secret / "originals" / "a-copy.pdf")
    assert cli.run(["--corpus", str(secret), "extract", "--workers", "1"]) == 0
    found = handling(secret, capsys)
    assert found["a-copy.pdf"][0] == "restricted"
    document.rename(secret / "originals" / "renamed.pdf")
    (secret / "originals" / "a-copy.pdf").unlink()
    assert cli.run(["--corpus", str(secret), "extract", "--workers", "1"]) == 0
    assert handling(secret, capsys)["renamed.pdf"] == ("restricted", "2019-05-02")


def test_a_document_that_is_released_in_the_register_is_told(secret: Path, capsys: pytest.CaptureFixture[str]) -> None:
    register = secret / "register.csv"
    register.write_text(register.read_text().replace("restricted", "published"))
    assert cli.run(["--corpus", str(secret), "status"]) == 0
    assert "child-a.pdf was restricted in register.csv and is no longer" in capsys.readouterr().err
    assert cli.run(["--corpus", str(secret), "status"]) == 0
    assert "restricted in register.csv" not in capsys.readouterr().err


def test_the_same_bytes_under_two_names_are_one_case(printed: Path, capsys: pytest.CaptureFixture[str]) -> None:
    shutil.copy(printed / "originals" / "child-a.pdf", printed / "originals" / "again.pdf")
    assert cli.run(["--corpus", str(printed), "extract", "--workers", "1"]) == 0
    capsys.readouterr()
    assert cli.run(["--corpus", str(printed), "export", "reviews"]) == 0
    rows = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert {row["file"]: (row["status"], row["duplicate_of"] is not None) for row in rows} == {
        "again.pdf": ("extracted", False),
        "baby-b.pdf": ("extracted", False),
        "child-a.pdf": ("duplicate", True),
    }


def test_a_review_that_is_issued_again_is_linked_when_it_is_read(
    unread: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    said = [*originals.BEFORE, "The board thanks the family, who read this report before it was issued again."]
    originals.review(unread / "originals" / "child-a-again.pdf", "Child A", "2 May 2018", said)
    with (unread / "register.csv").open("a") as rows:
        rows.write("child-a-again.pdf,2019-05-20\n")
    assert cli.run(["--corpus", str(unread), "extract", "--workers", "1"]) == 0
    capsys.readouterr()
    assert cli.run(["--corpus", str(unread), "export", "reviews"]) == 0
    rows_by_file = {row["file"]: row for row in map(json.loads, capsys.readouterr().out.splitlines())}
    first, again = rows_by_file["child-a.pdf"], rows_by_file["child-a-again.pdf"]
    assert (again["status"], again["duplicate_of"]) == ("duplicate", first["id"])
    assert (first["status"], first["duplicate_of"]) == ("extracted", None)


# --- the place ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("folder", "kind", "warned"),
    [
        ("/home/ann/OneDrive - Force/corpus", "ext4", "copied to other computers"),
        ("/mnt/team share/corpus", "cifs", "network share"),
        ("/home/ann/corpus", "ext4", None),
    ],
)
def test_a_corpus_where_two_computers_may_write_is_warned_of(
    folder: str, kind: str, warned: str | None, tmp_path: Path
) -> None:
    mounts = tmp_path / "mounts"
    mounts.write_text(f"/dev/sda1 / ext4 rw 0 0\n//server/x /mnt/team\\040share {kind} rw 0 0\n")
    warning = place_warning(Path(folder), mounts)
    if warned:
        assert warned in (warning or "nothing was said")
    else:
        assert warning is None


# --- processes ---------------------------------------------------------------------------------------------


def test_a_clock_that_was_put_back_does_not_change_what_stands(corpus: Corpus, monkeypatch: pytest.MonkeyPatch) -> None:
    with open_store(corpus) as store:
        first = deciding.Act("one", "ana").decision("screening/a", {"decision": "include"})
        store.decide([first])
        monkeypatch.setattr(deciding, "now", lambda: "2001-01-01T00:00:00Z")
        second = deciding.Act("two", "ana", [first]).decision("screening/a", {"decision": "exclude"})
        store.decide([second])
        standing = current(store.decisions_on("screening/a"))
    assert second.at < first.at
    assert standing == second


def test_decisions_survive_kill_at_any_moment(corpus: Corpus) -> None:
    chance = random.Random(8)
    acknowledged: set[str] = set()
    killed = sum(kill_while_deciding(corpus, f"run{number}", chance, acknowledged) for number in range(10))
    assert killed == 10, "each run was still deciding when it was killed"
    assert len(acknowledged) > 10


def test_two_programs_that_decide_at_once_lose_nothing(corpus: Corpus) -> None:
    code = (
        "import sys; from pathlib import Path; from pipeline.store import Corpus, open_store; from pipeline.records import Decision\n"
        "with open_store(Corpus(Path(sys.argv[1]))) as store:\n"
        "    for n in range(40):\n"
        "        store.decide([Decision(f'{sys.argv[2]}-{n}', '2019-05-01T10:00:00Z', 'ana', f'screening/{n}', None)])\n"
    )
    both = [
        subprocess.Popen([sys.executable, "-c", code, str(corpus.folder), name], cwd=breaking.ROOT) for name in "ab"
    ]
    assert [program.wait(60) for program in both] == [0, 0]
    with open_store(corpus) as store:
        assert {made.uuid for made in store.decisions()} == {f"{name}-{n}" for name in "ab" for n in range(40)}
    assert check(corpus) == []


def kill_while_deciding(corpus: Corpus, run: str, chance: random.Random, acknowledged: set[str]) -> bool:
    """One killed run of a reviewer who decides as fast as can be; whether it was killed at it."""

    def decide(said: int) -> None:
        with open_store(corpus) as store:
            for number in range(100_000):
                store.decide([Decision(f"{run}-{number}", "2019-05-01T10:00:00Z", "ana", f"screening/{number}", None)])
                os.write(said, f"{run}-{number}\n".encode())

    at_it, said = breaking.killed(decide, 0.3, chance)
    acknowledged.update(said.decode().splitlines())
    with open_store(corpus) as store:
        kept = {made.uuid for made in store.decisions()}
        lines = corpus.decisions.read_text().splitlines() if corpus.decisions.exists() else []
        logged = {json.loads(line)["uuid"] for line in lines}
    assert acknowledged <= kept, "an acknowledged decision is lost"
    assert kept == logged
    assert check(corpus) == []
    return at_it


def test_reading_survives_kill_at_any_moment(unread: Path, capsys: pytest.CaptureFixture[str]) -> None:
    chance = random.Random(8)
    assert cli.run(["--corpus", str(unread), "extract", "--workers", "1"]) == 0
    whole = exported(unread, capsys)
    for _ in range(10):
        kill_while_reading(unread, chance)
    (unread / "store.sqlite").unlink()
    assert cli.run(["--corpus", str(unread), "extract", "--workers", "1"]) == 0
    assert exported(unread, capsys) == whole


def exported(folder: Path, capsys: pytest.CaptureFixture[str]) -> str:
    capsys.readouterr()
    assert cli.run(["--corpus", str(folder), "export", "passages"]) == 0
    return capsys.readouterr().out


def kill_while_reading(folder: Path, chance: random.Random, within: float = 0.5) -> bool:
    """One run of extract over documents that are all new, killed; whether it was at it. What it kept is whole."""
    (folder / "store.sqlite").unlink(missing_ok=True)
    at_it, _ = breaking.killed(lambda _: run_quietly(folder, "extract"), within, chance)
    assert check(Corpus(folder)) == []
    return at_it


def run_quietly(folder: Path, *arguments: str) -> None:
    cli.run(["--corpus", str(folder), *arguments, "--workers", "1"])


def test_printing_survives_kill_at_any_moment(printed: Path) -> None:
    chance = random.Random(8)
    for number in range(10):
        kill_while_printing(printed, f"Title {number}", chance)
    assert cli.run(["--corpus", str(printed), "brief", "--workers", "1"]) == 0
    assert check(Corpus(printed)) == []


def kill_while_printing(folder: Path, title: str, chance: random.Random, within: float = 1.2) -> bool:
    """One run of brief with something new to print, killed; whether it was at it. Every file is the old or the new one."""
    (folder / "settings.toml").write_text(f'[series]\ntitle = "{title}"\n')
    before = briefings(folder)
    at_it, _ = breaking.killed(lambda _: run_quietly(folder, "brief"), within, chance)
    after = {name: content for name, content in briefings(folder).items() if not name.startswith(".")}
    assert set(after) == set(before)
    for name, content in after.items():
        end = {".pdf": b"%%EOF", ".html": b"</html>", ".xlsx": b"\x00\x00", ".json": b"}", ".csv": b""}[
            Path(name).suffix
        ]
        assert content.rstrip(b"\n ").endswith(end) or name.endswith(".xlsx"), name
    return at_it


def test_a_withdrawn_document_is_gone_from_everything_and_can_be_brought_back(
    printed: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    def files() -> list[str]:
        capsys.readouterr()
        assert cli.run(["--corpus", str(printed), "export", "reviews"]) == 0
        return [json.loads(line)["file"] for line in capsys.readouterr().out.splitlines()]

    command = ["--corpus", str(printed), "withdraw", "child-a.pdf", "--reviewer", "ana"]
    before = files()
    assert cli.run(command) == 2, "a reason is needed"
    assert cli.run([*command, "--reason", "the family asked for it"]) == 0
    assert files() == [name for name in before if name != "child-a.pdf"]
    assert (printed / "originals" / "child-a.pdf").exists()
    assert cli.run(["--corpus", str(printed), "rebuild", "--workers", "1"]) == 0
    assert "child-a.pdf" not in files(), "a rebuild does not forget it"
    assert cli.run([*command, "--undo"]) == 0
    assert files() == before


# --- what must not be said ---------------------------------------------------------------------------------


def test_a_fault_of_the_program_is_told_without_the_text_it_held(
    printed: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def fails(*_: object) -> None:
        raise ValueError("Two constables called on the boy's aunt")

    monkeypatch.setattr("pipeline.runs.status", fails)
    assert cli.run(["--corpus", str(printed), "status"]) == 1
    said = capsys.readouterr().err
    assert "A fault in the program (ValueError)" in said
    assert "cli.py, line" in said
    assert "constables" not in said


def test_no_message_of_a_whole_run_holds_words_of_a_document(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], caplog: pytest.LogCaptureFixture
) -> None:
    folder = tmp_path / "north"
    create(folder)
    good = originals.review(folder / "originals" / "secret.pdf", "Child C", "June 2019", originals.SECRET)
    originals.truncated(folder / "originals" / "broken.pdf", good, 0.9)
    originals.encrypted(folder / "originals" / "locked.pdf", good)
    (folder / "register.csv").write_text("file,handling\nsecret.pdf,restricted\n")
    for command in (["brief", "--workers", "1"], ["status"], ["check"], ["rebuild", "--workers", "1"], ["verify", "x"]):
        cli.run(["--corpus", str(folder), *command])
    printed = capsys.readouterr()
    said = printed.out + printed.err + caplog.text
    words = " ".join(originals.SECRET).split()
    runs = {" ".join(words[i : i + 4]) for i in range(len(words) - 3)}
    assert not [run for run in runs if run in said]
