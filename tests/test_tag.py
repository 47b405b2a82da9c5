"""The tagger: what it may suggest, what it learns from, and that a person's word stands."""

from __future__ import annotations

import dataclasses
import shutil
from pathlib import Path
from typing import Literal

import numpy as np
import pytest

from pipeline import compared, encoder, labelled, linear
from pipeline.errors import ModelError
from pipeline.labelled import Judged
from pipeline.records import Review, SettledPassage, SettledTag
from pipeline.screen import screen
from pipeline.settings import Eligibility
from pipeline.tag import load
from pipeline.tag.agreement import Agreement
from pipeline.tag.learn import fit, lesson
from pipeline.tag.measure import Scores
from pipeline.tag.tagger import Tagger, may_carry, read_from
from pipeline.tag.train import comparable, compare, disagreements
from pipeline.tag.version import BUILT_IN, FILE
from tests.reviews import review_of

GAP = (
    "Analysis",
    "The log of each of the nine calls was closed by the officer who had attended. No sergeant looked at any of them, and the weekly check "
    "that the duty inspector of the force was meant to make of such logs was signed without one being opened.",
)
HEALTH = (
    "Analysis",
    "The record of each of the nine visits was closed by the health visitor who had made it. No team leader looked at any of them, and the "
    "weekly check that the practice's safeguarding lead was meant to make was signed without one being opened.",
)
AFTER = (
    "After the death",
    "After her death on 3 May 2016 detectives interviewed forty witnesses. The file was passed to the prosecutor late, and disclosure was "
    "poorly handled; the trial had to be put back by six months.",
)
METHOD = (
    "Methodology",
    "The panel was made up of senior officers of the constabulary, the council and the hospital trust. It met seven times and agreed "
    "terms of reference that asked how agencies had assessed risk and shared information.",
)
PRAISE = (
    "Good practice",
    "The control room operator's handling of the call of 9 February 2016 was excellent: she kept the girl talking for twenty minutes, "
    "listened to what she was afraid of, and had a patrol at the door before the line went dead.",
)


def read(*texts: tuple[str, str]) -> tuple[Review, list[list[str]], list[str]]:
    review = review_of(list(texts), "2016-05-03")
    tagger = read_from(BUILT_IN)
    found = tagger.read(review, screen(review, Eligibility()).contacts)
    return review, [[tag.theme for tag in reading.tags] for reading in found], [reading.kind for reading in found]


def test_a_point_about_police_is_tagged_and_the_same_point_about_health_is_not() -> None:
    _, themes, _ = read(GAP, HEALTH)
    assert themes[0]
    assert themes[1] == []


def test_police_work_after_the_incident_carries_no_theme() -> None:
    _, themes, _ = read(GAP, AFTER)
    assert themes[1] == []


def test_method_is_boilerplate_and_carries_no_theme() -> None:
    _, themes, kinds = read(METHOD, GAP)
    assert kinds[0] == "boilerplate"
    assert themes[0] == []


def test_praise_is_good_practice() -> None:
    review = review_of([GAP, PRAISE], "2016-05-03")
    found = read_from(BUILT_IN).read(review, screen(review, Eligibility()).contacts)
    assert found[1].tags
    assert {tag.polarity for tag in found[1].tags} == {"good-practice"}


def test_every_suggestion_has_a_probability_and_says_why() -> None:
    review = review_of([GAP, PRAISE], "2016-05-03")
    found = read_from(BUILT_IN).read(review, screen(review, Eligibility()).contacts)
    for reading in found:
        for tag in reading.tags:
            assert 0 < tag.probability <= 1
            assert tag.why
            assert tag.model == read_from(BUILT_IN).id


def test_hidden_text_is_never_tagged() -> None:
    review = review_of([GAP], "2016-05-03")
    hidden = dataclasses.replace(review.passages[0], hidden="under a black box")
    found = read_from(BUILT_IN).read(dataclasses.replace(review, passages=(hidden,)), {hidden.id: "before"})
    assert found[0].tags == ()


@pytest.mark.parametrize(
    ("kind", "contact", "polarity", "may"),
    [
        ("finding", "before", "gap", True), ("narrative", "before", "gap", True), ("finding", "none", "gap", False),
        ("finding", "incident", "gap", False), ("finding", "after", "gap", False), ("finding", "after", "action-taken", True),
        ("boilerplate", "before", "gap", False), ("recommendation", "mention", "gap", True), ("finding", "mention", "gap", False),
    ],
)  # fmt: skip
def test_the_actor_and_time_tests_of_the_codebook(kind: str, contact: str, polarity: str, may: bool) -> None:
    assert may_carry(kind, contact, polarity) is may  # type: ignore[arg-type]


def test_the_same_passages_are_read_alike_every_time() -> None:
    first = encoder.read([("undated, undated | Analysis | ", GAP[1]), ("undated, undated | Analysis | ", HEALTH[1])])
    again = encoder.read([("undated, undated | Analysis | ", HEALTH[1]), ("undated, undated | Analysis | ", GAP[1])])
    assert np.allclose(first.themes[0], again.themes[1], atol=1e-4)


def test_an_altered_tagger_is_refused(tmp_path: Path) -> None:
    folder = tmp_path / "tagger"
    shutil.copytree(BUILT_IN, folder)
    models, about = linear.load(folder / FILE)
    about["thresholds"]["risk-assessment"] = 0.01
    linear.keep(folder / FILE, models, about)
    with pytest.raises(ModelError, match="does not match"):
        read_from(folder)


def test_a_missing_tagger_says_what_to_do(tmp_path: Path) -> None:
    with pytest.raises(ModelError, match="make train"):
        read_from(tmp_path / "nothing")


def test_the_built_in_tagger_serves_a_new_corpus(tmp_path: Path) -> None:
    assert isinstance(load(tmp_path), Tagger)


def test_settled_passages_move_what_a_new_tagger_suggests_and_the_two_are_compared(tmp_path: Path) -> None:
    """Reviewers who reject a theme on a kind of passage again and again see it suggested with less confidence."""
    screened = lambda review: screen(review, Eligibility()).contacts  # noqa: E731 - three lines of test need no name
    train = [lesson(document, None) for document in labelled.read("train")[:6]]
    tune = [lesson(document, screened) for document in labelled.read("tune")[:6]]
    before = fit(train, tune)
    rejected = [
        dataclasses.replace(one, document=f"settled {n}", themes=one.themes * 0) for n, one in enumerate(tune[:2])
    ]
    after = fit(train, tune, rejected)
    assert after.chances(tune[0].seen).mean() < before.chances(tune[0].seen).mean()
    found = compare(before, after, (train, rejected), tune[2:])
    assert (found.before, found.new, found.settled) == (before.id, after.id, sum(map(len, rejected)))
    assert sum(line.labels for line in found.themes) == sum(one.themes.sum() for one in train)
    assert sum(line.positives for line in found.themes) == sum(one.themes.sum() for one in tune[2:])
    assert all(line.before and 0 <= line.before.calibration <= 1 for line in found.themes)
    compared.keep(tmp_path, found)
    assert compared.read(tmp_path) == found


def test_a_new_tagger_names_where_it_strongly_differs_from_a_person() -> None:
    def tag(theme: str, status: Literal["accepted", "rejected", "added"]) -> SettledTag:
        return SettledTag(theme, "gap", 0.5, (), "human", status, "a reviewer")

    passage = review_of([("Analysis", "Officers did not speak to the child.")], "2016-05-03").passages[0]
    tags = (tag("voice-of-child", "accepted"), tag("risk-assessment", "rejected"), tag("police-powers", "added"))
    settled = SettledPassage(passage, "finding", "before", tags, checked=True)
    themes = ("voice-of-child", "risk-assessment", "police-powers", "record-keeping", "missing-response")
    said = disagreements(themes, settled, np.array([0.005, 0.9, 0.4, 0.95, 0.5]))
    assert [line.partition(";")[0] for line in said] == [
        "a person holds voice-of-child", "a person rejected risk-assessment", "a person left record-keeping out",
    ]  # fmt: skip
    unchecked = dataclasses.replace(settled, checked=False)
    assert not any("left" in line for line in disagreements(themes, unchecked, np.array([0.5, 0.5, 0.5, 0.95, 0.5])))


def test_agreement_counts_themes_polarity_and_any_finding() -> None:
    pairs = (
        (
            Judged("finding", "before", {"record-keeping": "gap"}),
            Judged("finding", "before", {"record-keeping": "gap"}),
        ),
        (
            Judged("finding", "before", {"record-keeping": "gap"}),
            Judged("finding", "before", {"risk-assessment": "gap"}),
        ),
        (Judged("narrative", "none", {}), Judged("narrative", "none", {})),
    )
    found = Agreement(pairs)
    assert found.f1(["record-keeping", "risk-assessment"]) == pytest.approx(0.5)
    assert found.any_finding() == 1.0
    assert found.polarity() == 1.0


def test_scores_by_hand() -> None:
    truth = np.array([[1.0, 0.0], [0.0, 1.0], [0.0, 0.0], [1.0, 0.0]])
    found = np.array([[1.0, 0.0], [0.0, 0.0], [0.0, 0.0], [1.0, 1.0]])
    chances = np.array([[0.9, 0.1], [0.2, 0.3], [0.1, 0.1], [0.8, 0.6]])
    scores = Scores(("a", "b"), truth, found, chances, np.array(["x", "x", "y", "y"]), 1.0, 1.0)
    assert scores.micro == pytest.approx(2 * 2 / (3 + 3))
    assert scores.any_finding == pytest.approx(2 * 2 / (3 + 2))
    assert scores.review_level == pytest.approx(2 * 2 / (3 + 3))
    assert scores.themes["b"].f1 == 0.0
    assert scores.work_saved == pytest.approx(1 - 3 / 4)


def test_a_tagger_that_no_longer_fits_the_language_model_can_be_trained_anew(tmp_path: Path) -> None:
    made = read_from(BUILT_IN)
    assert comparable(BUILT_IN, made) is not None
    for file in BUILT_IN.iterdir():
        shutil.copy(file, tmp_path / file.name)
    models, about = linear.load(BUILT_IN / FILE)
    linear.keep(tmp_path / FILE, models, about | {"id": "tagger-of-another-model"})
    assert comparable(tmp_path, made) is None
