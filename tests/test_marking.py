"""The marking that a document carries, and that no briefing drawn from it carries a lower one."""

from __future__ import annotations

import dataclasses
from pathlib import Path

import pytest

from pipeline.brief import brief
from pipeline.brief.cohort import apart
from pipeline.brief.compose import Asked, compose
from pipeline.errors import BriefingError
from pipeline.extract import read
from pipeline.extract.document import Document, Line
from pipeline.extract.marking import marking_of
from pipeline.settings import Disclosure, Settings
from tests import originals, settled
from tests.test_brief_release import ready, source, words


@pytest.mark.parametrize(
    ("line", "found"),
    [
        ("OFFICIAL-SENSITIVE", "OFFICIAL-SENSITIVE"),
        ("OFFICIAL – SENSITIVE: not for onward sharing", "OFFICIAL-SENSITIVE"),
        ("Version 3 OFFICIAL SENSITIVE Page 4", "OFFICIAL-SENSITIVE"),
        ("OFFICIAL", "OFFICIAL"),
        ("Classification: OFFICIAL", "OFFICIAL"),
        ("The official history of the case is sensitive.", None),
        ("CONFIDENTIAL until published", None),
    ],
)
def test_a_marking_is_read_in_capitals_and_nothing_else_is_one(line: str, found: str | None) -> None:
    assert marking_of(Document("0", "a.pdf", (), (), (Line(1, line, 9, False, "header"),))) == found


def test_the_running_line_of_a_pdf_tells_its_marking(tmp_path: Path) -> None:
    path = originals.review(
        tmp_path / "a.pdf", "Child A", "14 March 2018", originals.BEFORE, running="OFFICIAL-SENSITIVE"
    )
    assert marking_of(read(path)) == "OFFICIAL-SENSITIVE"


def marked(*markings: str | None) -> list[settled.SettledReview]:
    return [
        dataclasses.replace(r, review=dataclasses.replace(r.review, marking=marking))  # type: ignore[type-var]
        for r, marking in zip(ready(len(markings)), markings, strict=True)
    ]


@pytest.mark.parametrize(
    ("asked", "inputs", "printed"),
    [
        (None, (None, None), ""),
        (None, ("OFFICIAL", None), ""),
        ("OFFICIAL", ("OFFICIAL", None), "OFFICIAL"),
        ("OFFICIAL", ("OFFICIAL-SENSITIVE", None), "OFFICIAL-SENSITIVE"),
        (None, (None, "OFFICIAL-SENSITIVE"), "OFFICIAL-SENSITIVE"),
    ],
)
def test_a_draft_is_never_marked_lower_than_what_it_is_drawn_from(
    asked: str | None, inputs: tuple[str | None, ...], printed: str
) -> None:
    settings = Settings(disclosure=Disclosure(marking=asked))  # type: ignore[arg-type]
    assert compose(Asked("2019-Q2", False, None), *apart(marked(*inputs)), settings).marking == printed


def test_a_final_is_refused_while_its_marking_is_lower_than_an_inputs(tmp_path: Path) -> None:
    words(tmp_path, signed_off="Ana, 1 August")
    with pytest.raises(BriefingError, match=r"1\.pdf is marked OFFICIAL-SENSITIVE"):
        brief("2019-Q2", source(tmp_path, marked(None, "OFFICIAL-SENSITIVE")), True, None)
