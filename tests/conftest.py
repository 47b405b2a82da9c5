"""Fictional documents that the tests print for themselves."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from pipeline import cli
from pipeline.store import Corpus, Store, create, open_store
from tests import originals

SAMPLE = Path(__file__).parent.parent / "corpus" / "sample"


@pytest.fixture
def corpus(tmp_path: Path) -> Corpus:
    """A new empty corpus."""
    return create(tmp_path / "north")


@pytest.fixture
def printed(tmp_path: Path) -> Callable[[str, str], Path]:
    """Prints HTML as a PDF file of this name."""

    def print_pdf(name: str, html: str) -> Path:
        from weasyprint import HTML

        path = tmp_path / name
        HTML(string=html).write_pdf(path)
        return path

    return print_pdf


@pytest.fixture(scope="session")
def sample(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of the sample corpus, with nothing derived in it."""
    folder = tmp_path_factory.mktemp("corpus") / "sample"
    shutil.copytree(SAMPLE, folder, ignore=shutil.ignore_patterns("store.sqlite*", "briefings", ".*", "model"))
    return folder


@pytest.fixture(scope="session")
def read_corpus(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A corpus with one included review and one restricted one, read, screened and tagged."""
    folder = tmp_path_factory.mktemp("read") / "north"
    create(folder)
    originals.review(folder / "originals" / "child-a.pdf", "Child <b>A</b>", "14 March 2018", originals.BEFORE)
    originals.review(folder / "originals" / "secret.pdf", "Child C", "June 2019", originals.SECRET)
    (folder / "register.csv").write_text(
        "file,examined,handling\nchild-a.pdf,2019-05-02,\nsecret.pdf,2019-05-04,restricted\n"
    )
    for command in (["extract", "--workers", "1"], ["screen"], ["tag"]):
        assert cli.run(["--corpus", str(folder), *command]) == 0
    return folder


@pytest.fixture
def read_store(read_corpus: Path, tmp_path: Path) -> Iterator[Store]:
    """A copy of that corpus, open."""
    shutil.copytree(read_corpus, tmp_path / "north")
    with open_store(Corpus(tmp_path / "north"), print) as opened:
        yield opened
