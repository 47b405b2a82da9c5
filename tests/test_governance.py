"""What the team can show of how the system works: its transparency record, and themes that are not in the codebook."""

from __future__ import annotations

import dataclasses
import re
from pathlib import Path

import pytest

from pipeline import cli
from pipeline.emerging import emerging, grouped, unexplained
from pipeline.records import (
    Evidence,
    Finding,
    Handling,
    Passage,
    Screening,
    SettledPassage,
    SettledReview,
    SettledTag,
)
from pipeline.store import Corpus

SAID = (
    "Officers could not find an interpreter for the mother and relied on a cousin to translate what she said.",
    "No interpreter was called by officers at either visit, and the cousin spoke for her.",
    "The attending constable used a neighbour as interpreter because no interpreter could be found at night.",
)
OTHER = (
    "The drone footage had not been looked at by anybody in the control room.",
    "Custody records were kept in a ledger that nobody read.",
)


def passage(number: int, text: str, *tags: SettledTag) -> SettledPassage:
    said = Passage(f"p{number}", number, (number,), (), f"1.{number}", (), text)
    return SettledPassage(said, "finding", "before", tags)


def review(file: str, *passages: SettledPassage, handling: Handling = "published") -> SettledReview:
    met = Finding("date_eligible", "yes", 1.0, "", (Evidence("date_eligible", "p", 1, ""),))
    screening = Screening(file, met, met, "include", None, 1.0)
    return SettledReview(
        file, file, "extracted", handling, "2019-05-01", "2019-Q2", screening=screening, passages=passages
    )


def test_findings_that_speak_of_one_thing_become_a_group_with_its_words() -> None:
    reviews = [review(f"{n}.pdf", passage(n, text)) for n, text in enumerate((*SAID, *OTHER))]
    groups = grouped(list(unexplained(reviews)))
    assert len(groups) == 1
    assert "interpreter" in groups[0].terms[0]
    assert {said.text for said in groups[0].passages} == set(SAID)
    assert "interpreter" in emerging(reviews)


def test_what_a_theme_explains_or_a_restricted_review_says_is_left_out() -> None:
    tag = SettledTag("information-sharing", "gap", 0.9, (), "machine", "suggested", "tagger")
    reviews = [
        review("tagged.pdf", passage(1, SAID[0], tag)),
        review("secret.pdf", passage(1, SAID[1]), handling="restricted"),
        review("open.pdf", passage(1, SAID[2])),
    ]
    assert [said.file for said in unexplained(reviews)] == ["open.pdf"]


def test_a_finding_that_a_person_left_without_a_theme_still_asks_for_one() -> None:
    rejected = SettledTag("information-sharing", "gap", 0.9, (), "human", "rejected", "ann")
    accepted = dataclasses.replace(rejected, status="accepted")
    looked_at = [
        dataclasses.replace(passage(n, SAID[0], tag), checked=True) for n, tag in enumerate((rejected, accepted))
    ]
    story = dataclasses.replace(passage(2, SAID[1]), checked=True, kind="narrative")
    found = unexplained([review("settled.pdf", *looked_at, story)])
    assert [said.number for said in found] == ["1.0"]


def test_one_review_alone_makes_no_theme() -> None:
    assert grouped(list(unexplained([review("one.pdf", *(passage(n, text) for n, text in enumerate(SAID)))]))) == []


def test_findings_without_a_common_word_make_no_group() -> None:
    reviews = [
        review(f"{n}.pdf", passage(n, text)) for n, text in enumerate(("Alpha beta.", "Gamma delta.", "Epsilon zeta."))
    ]
    assert emerging(reviews).startswith("3 findings on the police carry no theme; 0 groups")


def test_the_transparency_record_has_the_standards_headings_and_this_corpuss_figures(
    corpus: Corpus, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "record.md"
    assert cli.run(["--corpus", str(corpus.folder), "transparency", "--output", str(path)]) == 0
    text = path.read_text()
    headings = re.findall(r"^## (.*)", text, re.M)
    assert headings == [
        "0 Metadata", "Tier 1 Overview", "2.1 Owner and responsibility", "2.1.4 Third party involvement", "2.2 Description and rationale", "2.3 Deployment context",
        "2.4.1 Tool specification: the system", "2.4.2 Tool specification: the tagger",
        "2.4.3 Tool specification: development data", "2.4.4 Tool specification: operational data",
        "2.5 Risks, mitigations and impact assessments",
    ]  # fmt: skip
    assert "### 2.1.4.3 Procurement procedure type" in text
    assert "### 2.4.3.6 Source data URL" in text
    assert "### 2.4.4.3 Data processing methods" in text
    assert "0 documents, of which" in text
    assert "0 decisions by 0 people" in text
    assert cli.run(["--corpus", str(corpus.folder), "transparency"]) == 0
    assert capsys.readouterr().out.strip() == text.strip()
