"""Every command on real documents in a temporary folder, offline, and what a reader of the briefing would see."""

from __future__ import annotations

import csv
import hashlib
import io
import json
import socket
import subprocess
import sys
from pathlib import Path

import pdfplumber
import pytest
from openpyxl import load_workbook

from pipeline import cli
from pipeline.store import create
from tests import originals

REASONS = {
    "published-before-2016", "publication-date-unknown", "no-police-before", "police-after-only", "not-a-review", "out-of-nation",
    "adult-only", "restricted", "insufficient-detail", "duplicate", "borderline-police", None,
}  # fmt: skip


@pytest.fixture(scope="module")
def offline() -> object:
    """Makes every attempt to reach the network fail, in this process and in those it forks."""
    patch = pytest.MonkeyPatch()

    def refused(*_: object, **__: object) -> None:
        raise AssertionError("the network was reached for")

    patch.setattr(socket.socket, "connect", refused)
    patch.setattr(socket, "getaddrinfo", refused)
    yield patch
    patch.undo()


@pytest.fixture(scope="module")
def north(tmp_path_factory: pytest.TempPathFactory, offline: object) -> Path:
    """A corpus with two good reviews, one restricted one and five bad files, briefed once."""
    folder = tmp_path_factory.mktemp("north") / "north"
    create(folder)
    good = originals.review(folder / "originals" / "child-a.pdf", "Child A", "14 March 2018", originals.BEFORE)
    originals.review(folder / "originals" / "baby-b.pdf", "Baby B", "May 2019", originals.AFTER)
    originals.review(folder / "originals" / "secret.pdf", "Child C", "June 2019", originals.SECRET)
    for name, (make, _) in originals.BAD.items():
        make(folder / "originals" / name, good)
    rows = [
        ["file", "examined", "handling"],
        ["child-a.pdf", "2019-05-02", ""],
        ["baby-b.pdf", "2019-05-03", ""],
        ["secret.pdf", "2019-05-04", "restricted"],
    ]
    rows += [[name, "2019-05-05", ""] for name in originals.BAD]
    (folder / "register.csv").write_text("\n".join(",".join(row) for row in rows) + "\n")
    assert cli.run(["--corpus", str(folder), "brief", "--workers", "1"]) == 3
    return folder


def output(capsys: pytest.CaptureFixture[str], folder: Path, *arguments: str) -> str:
    capsys.readouterr()
    assert cli.run(["--corpus", str(folder), *arguments]) == 0
    return capsys.readouterr().out


def rows(capsys: pytest.CaptureFixture[str], folder: Path, what: str) -> list[dict]:
    return [json.loads(line) for line in output(capsys, folder, "export", what, "--format", "jsonl").splitlines()]


def printed(folder: Path) -> Path:
    return folder / "briefings" / "2019-Q2" / "briefing-2019-Q2-draft.pdf"


def test_the_briefing_of_the_good_documents_is_printed_beside_the_bad_ones(north: Path) -> None:
    with pdfplumber.open(printed(north)) as pdf:
        text = "\n".join(page.extract_text() for page in pdf.pages)
    assert "Quarter 2 of 2019" in text
    assert "1 April to 30 June 2019" in text
    assert "DRAFT" in text
    assert "Child A" in text


def test_each_bad_file_is_named_with_its_error_and_a_next_step(north: Path, capsys: pytest.CaptureFixture[str]) -> None:
    found = {row["file"]: row for row in rows(capsys, north, "reviews")}
    for name, (_, error) in originals.BAD.items():
        assert found[name]["status"] == "failed"
        assert found[name]["failure"]["error"] == error
        assert name in found[name]["failure"]["message"]
        assert len(found[name]["failure"]["message"].split(".")) >= 3, "what happened, and what to do"


def test_the_export_of_reviews_has_the_promised_shape(north: Path, capsys: pytest.CaptureFixture[str]) -> None:
    found = {row["file"]: row for row in rows(capsys, north, "reviews")}
    review = found["child-a.pdf"]
    assert review["types"] == ["SCR"]
    assert review["subject"] == "Child A"
    assert review["publisher"] == "Aldermoor Safeguarding Children Board"
    assert review["publication_date"]["value"] == "2018-03-14"
    assert review["publication_date"]["precision"] == "day"
    assert review["publication_date"]["basis"] == "explicit"
    assert review["publication_date"]["page"] == 1
    assert review["incident_date"]["value"] == "2015-11-12"
    assert review["quarter"] == "2019-Q2"
    assert review["handling"] == "published"
    assert review["screening"]["by"] == "machine"
    assert review["screening"]["decision"] == "include"
    assert review["screening"]["evidence"][0]["criterion"] in ("prior_police", "date_eligible")
    assert found["baby-b.pdf"]["screening"]["decision"] == "exclude"
    assert {row["screening"]["reason"] for row in found.values() if "screening" in row} <= REASONS


def test_the_export_of_passages_holds_whole_numbered_paragraphs(
    north: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    found = rows(capsys, north, "passages")
    texts = {row["text"]: row for row in found}
    row = texts[originals.BEFORE[0]]
    assert (row["number"], row["page"], row["police"]) == ("1.1", 2, "before")
    assert row["heading"] == ["1. Narrative"]
    page, x0, top, x1, bottom = row["boxes"][0]
    assert page == 2
    assert 0 <= x0 < x1 <= 596
    assert 0 <= top < bottom <= 842
    assert not any("FICTIONAL" in text for text in texts)
    assert texts[originals.BEFORE[5]]["police"] != "before"
    assert texts[originals.BEFORE[2]]["tags"] == []


@pytest.mark.parametrize("what", ["reviews", "passages", "tags", "decisions"])
def test_every_export_can_be_had_as_csv_and_as_a_workbook(
    what: str, north: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    lines = [row for row in csv.reader(io.StringIO(output(capsys, north, "export", what, "--format", "csv"))) if row]
    json_rows = rows(capsys, north, what)
    assert len(lines) == len(json_rows) + bool(json_rows)
    path = tmp_path / "out.xlsx"
    output(capsys, north, "export", what, "--format", "xlsx", "--output", str(path))
    assert load_workbook(path).active.max_row == max(1, len(json_rows) + 1)


def test_a_restricted_review_is_counted_and_no_word_of_it_is_printed(
    north: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    found = {row["file"]: row for row in rows(capsys, north, "reviews")}
    assert found["secret.pdf"]["handling"] == "restricted"
    assert found["secret.pdf"]["screening"]["date_eligible"] == "yes"
    folder = printed(north).parent
    text = (folder / "briefing-2019-Q2-draft.html").read_text()
    with pdfplumber.open(printed(north)) as pdf:
        text += "\n".join(page.extract_text() for page in pdf.pages)
    for sheet in load_workbook(folder / "briefing-2019-Q2-draft.xlsx"):
        text += " ".join(str(cell) for row in sheet.iter_rows(values_only=True) for cell in row)
    assert "kept this paragraph" not in text
    assert "Child C" not in text
    assert "secret.pdf" not in text
    assert "fewer than 5" in text


def test_a_second_run_reads_nothing_again(north: Path, capsys: pytest.CaptureFixture[str]) -> None:
    before = printed(north).stat().st_mtime_ns
    capsys.readouterr()
    assert cli.run(["--corpus", str(north), "brief", "--workers", "1"]) == 3
    assert "Reading documents" not in capsys.readouterr().err
    assert printed(north).stat().st_mtime_ns == before


def test_a_printed_briefing_can_be_rebuilt_byte_for_byte(north: Path, capsys: pytest.CaptureFixture[str]) -> None:
    said = output(capsys, north, "verify", str(printed(north).parent))
    assert "files rebuilt, all the same" in said


def test_a_final_briefing_is_refused_with_what_is_missing(north: Path, capsys: pytest.CaptureFixture[str]) -> None:
    capsys.readouterr()
    assert cli.run(["--corpus", str(north), "brief", "2019-Q2", "--final", "--workers", "1"]) == 6
    said = capsys.readouterr().err
    assert "child-a.pdf: settle the screening" in said
    assert "marking" in said
    assert not list(north.rglob("*final-*.pdf"))


def test_status_tells_what_failed_and_what_waits(north: Path, capsys: pytest.CaptureFixture[str]) -> None:
    said = output(capsys, north, "status")
    assert "2019-Q2: 8 documents, 0 duplicates, 1 restricted, 5 not read" in said
    assert "locked.pdf needs a password" in said


def test_rebuild_gives_the_same_export(north: Path, capsys: pytest.CaptureFixture[str]) -> None:
    before = {what: rows(capsys, north, what) for what in ("reviews", "passages", "tags", "decisions")}
    assert cli.run(["--corpus", str(north), "rebuild", "--workers", "1"]) == 3
    assert {what: rows(capsys, north, what) for what in before} == before


def test_real_and_fictional_reviews_never_meet(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    real, fiction = create(tmp_path / "real"), create(tmp_path / "fiction")
    (fiction.folder / "settings.toml").write_text("[series]\nfictional = true\n")
    short = "tavermouth-press-statement"
    sample = next((Path(__file__).parent.parent / "corpus/sample/originals").glob(f"{short}*"))
    for corpus in (real, fiction):
        originals.review(corpus.originals / "own.pdf", "Child A", "14 March 2018", originals.BEFORE)
        (corpus.originals / sample.name).write_bytes(sample.read_bytes())
        assert cli.run(["--corpus", str(corpus.folder), "extract", "--workers", "1"]) == 3
    said = capsys.readouterr().err
    assert f"{sample.name} is a document of the fictional sample" in said
    assert "own.pdf is not one of the fictional sample's documents" in said
    statuses = {row["file"]: row["status"] for row in rows(capsys, real.folder, "reviews")}
    assert statuses == {"own.pdf": "extracted", sample.name: "failed"}


def test_the_sample_is_the_one_that_is_listed() -> None:
    folder = Path(__file__).parent.parent / "corpus" / "sample"
    found = sorted(hashlib.sha256(path.read_bytes()).hexdigest() for path in (folder / "originals").iterdir())
    assert (folder / "originals.sha256").read_text().split() == found, "run make sample, which writes the list"


def test_a_new_corpus_is_empty_and_says_what_to_do(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.run(["new", str(tmp_path / "south")]) == 0
    assert "originals" in capsys.readouterr().out
    assert cli.run(["--corpus", str(tmp_path / "south"), "brief"]) == 2
    assert "Put the documents into it" in capsys.readouterr().err


def test_a_quarter_without_reviews_is_refused_in_plain_words(north: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.run(["--corpus", str(north), "brief", "2011-Q1"]) == 2
    assert "2011-Q1" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        (["printt"], "No such command 'printt'. See: scr-briefing --help"),
        (["brief", "--finale"], "No such option: --finale"),
        (["extract", "--workers", "0"], "Invalid value for '--workers'"),
        (["withdraw", "x.pdf"], "Missing option '--reviewer'. See: scr-briefing withdraw --help"),
        (["export"], "Missing argument 'what'. Choose from: reviews, passages, tags, decisions. See"),
    ],
)
def test_a_command_that_was_mistyped_says_what_and_where_to_look(
    typed: list[str], said: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert cli.run(typed) == 2
    line = capsys.readouterr().err.splitlines()[-1]
    assert line.startswith("UsageError: ")
    assert said in line


@pytest.mark.parametrize("stop", [KeyboardInterrupt, EOFError])
def test_a_run_that_is_stopped_by_hand_says_how_to_go_on(
    stop: type[BaseException], tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def stopped(_: object) -> None:
        raise stop

    create(tmp_path / "north")
    monkeypatch.setattr("pipeline.runs.status", stopped)
    assert cli.run(["--corpus", str(tmp_path / "north"), "status"]) == 130
    assert "run the same command again" in capsys.readouterr().err


def test_a_reader_of_the_output_that_has_seen_enough_is_no_fault(north: Path) -> None:
    code = "import sys; from pipeline import cli; sys.exit(cli.run(['--corpus', sys.argv[1], 'export', 'passages']))"
    writing = subprocess.Popen(
        [sys.executable, "-c", code, str(north)], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    )
    assert writing.stdout
    assert writing.stderr
    writing.stdout.close()
    assert (writing.wait(60), writing.stderr.read()) == (0, "")
    writing.stderr.close()


def test_the_console_script_and_the_module_are_the_same_program() -> None:
    script = subprocess.run([".venv/bin/scr-briefing", "--help"], capture_output=True, text=True, check=True)
    module = subprocess.run(
        [".venv/bin/python", "-m", "pipeline", "--help"], capture_output=True, text=True, check=True
    )
    for command in (
        "extract",
        "screen",
        "tag",
        "correct",
        "brief",
        "train",
        "evaluate",
        "verify",
        "status",
        "rebuild",
        "new",
        "export",
        "import",
    ):
        assert command in script.stdout
        assert command in module.stdout
