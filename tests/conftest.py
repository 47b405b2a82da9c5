"""Fictional documents that the tests print for themselves."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from pipeline.store import Corpus, create

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
