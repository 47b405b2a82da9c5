"""A corpus of hostile, broken and odd files ends with one state for each, and the honest ones among them are read."""

from __future__ import annotations

import time
from pathlib import Path

import pikepdf
import pypdfium2
import pytest
from typer.testing import CliRunner

from pipeline import intake
from pipeline.cli import app
from pipeline.errors import UnreadableDocument
from pipeline.extract import extract, opening
from pipeline.settings import load
from pipeline.store import Corpus, create, open_store
from tests import hostile

SECONDS, MEGABYTES = 3, 400


@pytest.fixture(scope="module")
def read(tmp_path_factory: pytest.TempPathFactory) -> tuple[Corpus, set[str], str, dict[str, float]]:
    """The corpus of them, read by the command; what was made; what it said; how long each took."""
    corpus = create(tmp_path_factory.mktemp("hostile") / "corpus")
    made = hostile.make(corpus.originals)
    settings = corpus.folder / "settings.toml"
    settings.write_text(f"{settings.read_text()}\n[reading]\nseconds = {SECONDS}\nmegabytes = {MEGABYTES}\n")
    took: dict[str, float] = {}
    inner = intake.read_original

    def timed(path: Path, *rest: object) -> object:
        begun = time.monotonic()
        try:
            return inner(path, *rest)  # type: ignore[arg-type]
        finally:
            took[path.name] = time.monotonic() - begun

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(intake, "read_original", timed)
        result = CliRunner().invoke(app, ["--corpus", str(corpus.folder), "extract", "--workers", "1"])
    assert result.exit_code == 3, result.output
    return corpus, made, result.output, took


def test_there_are_at_least_ninety_kinds(read: tuple[Corpus, set[str], str, dict[str, float]]) -> None:
    assert len(read[1]) - len(hostile.NAMES) >= 90


def test_every_file_has_one_state_and_the_failed_say_what_to_do(
    read: tuple[Corpus, set[str], str, dict[str, float]],
) -> None:
    corpus, made, said, _ = read
    with open_store(corpus, print) as store:
        originals = store.originals()
        reviews = {review.sha256: review for review in store.reviews()}
    assert set(originals) == made
    for file, original in originals.items():
        assert (original.failure is None) == (original.sha256 in reviews) or file == "same-again.pdf", file
        if original.failure:
            message = original.failure.message
            assert message.isprintable(), file
            assert message.endswith("."), file
            assert message in said, file
    assert not {"pwned"} & {path.name for path in Path.cwd().iterdir()}
    assert not hostile.CLIMBED.exists()


def test_none_is_read_beyond_its_limit(read: tuple[Corpus, set[str], str, dict[str, float]]) -> None:
    assert {name: seconds for name, seconds in read[3].items() if seconds > SECONDS + 5} == {}


def test_no_file_is_accepted_with_fewer_pages_than_another_reader_sees(
    read: tuple[Corpus, set[str], str, dict[str, float]],
) -> None:
    corpus, made, _, _ = read
    with open_store(corpus, print) as store:
        by_file = {review.file: review for review in store.reviews()}
    seen = {}
    for name in made & set(by_file):
        try:
            with pikepdf.open(corpus.originals / name, suppress_warnings=True) as pdf:
                seen[name] = len(pdf.pages)
        except (pikepdf.PdfError, RuntimeError, ValueError):
            continue
    assert len(seen) > 40
    assert {name: count for name, count in seen.items() if len(by_file[name].pages) < count} == {}


@pytest.mark.parametrize(
    ("file", "wanted"),
    [
        ("cut-at-80.pdf", "Accepted in part: pages that could not be read: 6."),
        ("flate-broken.pdf", "Accepted in part: pages that could not be read: 1."),
        ("page-with-bad-contents.pdf", "Accepted in part: pages that could not be read: 2."),
        ("invisible-words.pdf", "Hidden text, neither tagged nor quoted, on page 1."),
        ("empty-password.pdf", "It is locked against changes, with an empty password for reading."),
        ("script.pdf", "It carries instructions for a viewer (a script or an action); they were not followed."),
        ("launch.pdf", "It carries instructions for a viewer (a script or an action); they were not followed."),
        ("attachment.pdf", "Files attached to it were not read: 1. Save them from a PDF viewer into originals/ if they matter."),
        ("form-xfa.pdf", "It is an interactive form: what a viewer shows may differ from what could be read here."),
        ("word-inside.pdf", "The file is a Word document, whatever its name says; it was read as one."),
        ("macros.docm", "It carries macros; they were not run."),
        ("hidden-words.docx", "Hidden text, neither tagged nor quoted: 1 places."),
    ],
)  # fmt: skip
def test_what_a_person_should_know_is_noted(
    read: tuple[Corpus, set[str], str, dict[str, float]], file: str, wanted: str
) -> None:
    with open_store(read[0], print) as store:
        review = next(review for review in store.reviews() if review.file == file)
    assert wanted in review.notes
    assert not any("invisible line" in p.text or "never shown" in p.text for p in review.passages)


@pytest.mark.parametrize(
    ("file", "error"),
    [
        ("password.pdf", "EncryptedDocument"),
        ("password.docx", "EncryptedDocument"),
        ("bomb.docx", "LimitExceeded"),
        ("entities.docx", "LimitExceeded"),
        ("web-page.pdf", "UnsupportedFormat"),
        ("open-document.docx", "UnsupportedFormat"),
        ("nothing.pdf", "UnreadableDocument"),
        ("cut-at-5.pdf", "UnreadableDocument"),
        ("pipe.pdf", "DocumentError"),
        ("link-to-secret.pdf", "DocumentError"),
        ("a-folder.pdf", "DocumentError"),
    ],
)
def test_what_cannot_be_read_says_why(
    read: tuple[Corpus, set[str], str, dict[str, float]], file: str, error: str
) -> None:
    with open_store(read[0], print) as store:
        failure = store.originals()[file].failure
    assert failure is not None
    assert failure.error == error


def test_a_page_that_inflates_without_end_breaks_its_reader_alone(tmp_path: Path) -> None:
    """Given time enough that it is the memory that ends it, however busy the machine."""
    corpus = create(tmp_path / "corpus")
    (corpus.originals / "content-bomb.pdf").write_bytes(hostile.bombed())
    with (corpus.folder / "settings.toml").open("a") as settings:
        settings.write(f"\n[reading]\nseconds = 60\nmegabytes = {MEGABYTES}\n")
    with pytest.raises(UnreadableDocument, match="content-bomb.pdf"):
        extract(corpus.originals / "content-bomb.pdf", load(corpus.folder / "settings.toml"))


def test_a_file_that_vanishes_or_grows_while_it_is_read_is_told(
    corpus: Corpus, monkeypatch: pytest.MonkeyPatch
) -> None:
    gone, grown = corpus.originals / "gone.pdf", corpus.originals / "grown.pdf"
    grown.write_bytes(hostile.pages(1))
    assert intake.read_original(gone, corpus.settings, "1")[0].failure
    inner = intake._hash
    monkeypatch.setattr(intake, "_hash", lambda path: (inner(path), grown.write_bytes(hostile.pages(2)))[0])
    original, review, _ = intake.read_original(grown, corpus.settings, "1")
    assert review is None
    assert original.failure
    assert "changed while it was read" in original.failure.message


def test_pages_that_the_first_reader_loses_are_brought_back(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "long.pdf"
    path.write_bytes(hostile.pages(3))
    monkeypatch.setattr(opening, "_first_reader", lambda _: (pypdfium2.PdfDocument(hostile.pages(2)), False))
    found = opening.opened(path, path.name)
    assert len(found.pdf) == 3
    assert found.repaired


def test_a_repair_that_still_loses_pages_is_refused_never_accepted(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "long.pdf"
    path.write_bytes(hostile.pages(3))
    monkeypatch.setattr(opening, "_first_reader", lambda _: (pypdfium2.PdfDocument(hostile.pages(2)), False))
    monkeypatch.setattr(opening, "repaired", lambda _: hostile.pages(2))
    with pytest.raises(UnreadableDocument, match="one reader finds 3 pages, another 2") as told:
        opening.opened(path, path.name)
    assert told.value.reason == "page_count_mismatch"
