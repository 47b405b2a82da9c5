"""The child's age, sex, outcome and harm are those of the child at the centre, in the review's own words."""

from __future__ import annotations

import pytest

from pipeline.extract.document import Document
from pipeline.extract.front_matter import facts
from pipeline.places import load
from pipeline.records import Characteristics, Evidence
from tests.documents import document, passage


def of(made: Document) -> Characteristics:
    found: Characteristics = facts(made, load())["characteristics"]
    return found


def told_of(*texts: str, subject: str = "Child T", kind: str = "Serious Case Review") -> Characteristics:
    told = tuple(passage(text, heading="1. The circumstances that led to this review") for text in texts)
    return of(document(kind, subject, "June 2017", told=told))


@pytest.mark.parametrize(
    ("text", "years"),
    [
        ("Child T, a fifteen-year-old boy, died on 3 May 2016.", 15),
        ("Child T was aged 15 years and 4 months when he died on 3 May 2016.", 15),
        ("Child T was in her sixteenth year when she was killed on 3 May 2016.", 15),
        ("Child T was two years and five months old when she was injured on 3 May 2016.", 2),
        ("Child T was twenty-six months old when she was found dead on 3 May 2016.", 2),
        ("Child T died on 3 May 2016 a month short of his eighteenth birthday.", 17),
        ("Child T, a girl of five months, was taken to hospital with a head injury on 3 May 2016.", 0),
        ("Child T lived for nineteen days and was found dead on 3 May 2016.", 0),
        ("Child T (14) was stabbed on 3 May 2016 and died.", 14),
        ("Child T died on 3 May 2016. She was eleven.", 11),
        ("Child T, then nine, was seriously injured by his stepfather on 3 May 2016.", 9),
        ("Child T died on 3 May 2016 at the age of 10 weeks.", 0),
        ("Child T was seventeen years of age when he took his own life on 3 May 2016.", 17),
    ],
    ids=lambda value: value[:40] if isinstance(value, str) else None,
)  # fmt: skip
def test_an_age_is_read_in_completed_years(text: str, years: int) -> None:
    assert told_of(text).child_age_years == years


def test_a_parent_s_age_and_a_sibling_s_are_not_the_child_s() -> None:
    said = told_of(
        "Child T, aged 6, died on 3 May 2016. Mother was 17 when her first child was born. Sibling 1, aged 12, was at school.",
        "Father, aged 34, had two older children aged 14 and 11.",
    )
    assert said.child_age_years == 6


def test_a_birth_date_and_the_incident_make_an_age() -> None:
    said = told_of(
        "Child T was born on 8 November 2013 by caesarean section.", "Child T died on 12 April 2014 of a head injury."
    )
    assert said.child_age_years == 0


def test_of_several_children_the_youngest_counts() -> None:
    said = told_of(
        "Three children, aged fourteen, eight and three, were removed from home on 3 May 2016.",
        subject="The J Children",
    )
    assert said.child_age_years == 3


def test_an_age_that_nobody_gives_is_unknown() -> None:
    assert told_of("The author thanks the family.").child_age_years is None


def test_the_sex_is_the_child_s_and_not_the_mother_s() -> None:
    said = told_of(
        "Child T died on 3 May 2016. He had been seen by his GP that week.",
        "Mother said that she had asked for help. She told her midwife that she was tired. She rang her sister.",
        "Child T was bright and liked his nursery. When Mother was ill he was cared for by an aunt, and she brought him in.",
    )
    assert said.sex == "male"


def test_twins_called_girls_are_girls_and_a_mixed_group_is_left_open() -> None:
    girls = told_of(
        "The girls were taken to hospital on 3 May 2016. She was the younger of the girls.", subject="Twin 1 and Twin 2"
    )
    mixed = told_of("The boys and girls of the family were removed on 3 May 2016.", subject="The J Children")
    assert (girls.sex, mixed.sex) == ("female", None)


@pytest.mark.parametrize(
    ("texts", "outcome"),
    [
        (("Child T died on 3 May 2016.", "The inquest into her death was held later."), "death"),
        (("Child T was found hanged; he was pronounced dead at the hospital.",), "death"),
        (("Child T suffered serious injuries on 3 May 2016 and has made a good recovery.", "She now lives with foster carers."), "serious-harm"),
        (("Child T was sexually abused by her stepfather; this came to light in May 2016. Her grandmother had died in 2014.",), "serious-harm"),
    ],
    ids=lambda value: value[0][:40] if isinstance(value, tuple) else None,
)  # fmt: skip
def test_the_outcome_is_a_death_or_serious_harm(texts: tuple[str, ...], outcome: str) -> None:
    assert told_of(*texts).outcome == outcome


@pytest.mark.parametrize(
    ("texts", "harm"),
    [
        (("Child T, aged 15, took his own life on 3 May 2016.", "The coroner recorded suicide. He had been known to CAMHS."), "suicide"),
        (("Child T, aged 4 months, died of an abusive head injury on 3 May 2016.", "She had rib fractures; her father was convicted of manslaughter."), "physical-abuse"),
        (("Child T, aged 3, died on 3 May 2016 after long neglect.", "The home was dirty, he was hungry and underweight. Neglect was not named."), "neglect"),
        (("Child T, aged 16, was stabbed to death on 3 May 2016.", "Knife crime and rivalry between groups of young people lay behind it."), "youth-violence"),
        (("Child T, aged 14, was found to be the victim of child sexual exploitation in May 2016.", "She went missing with older men; sexual exploitation was suspected."), "child-sexual-exploitation"),
        (("Child T, aged 10 weeks, died suddenly and unexpectedly on 3 May 2016 while co-sleeping.", "It was a sudden unexpected death in infancy."), "sudi"),
        (("Child T, aged 9, told her teacher in May 2016 that she had been sexually abused by her uncle.", "He was a registered sex offender, convicted of rape."), "sexual-abuse"),
    ],
    ids=lambda value: value if isinstance(value, str) else None,
)  # fmt: skip
def test_the_harm_is_that_which_the_review_is_about(texts: tuple[str, ...], harm: str) -> None:
    assert told_of(*texts).harm[:1] == (harm,)


def test_every_answer_has_the_words_that_it_rests_on() -> None:
    told = (passage("Child T, a girl of four, died of neglect on 3 May 2016.", page=3),)
    evidence: tuple[Evidence, ...] = facts(document("Serious Case Review", "Child T", told=told), load())["evidence"]
    words = {one.criterion: (one.page, one.text) for one in evidence}
    sentence = (3, "Child T, a girl of four, died of neglect on 3 May 2016.")
    assert words["title"] == (1, "Serious Case Review")
    assert words["subject"] == (1, "Child T")
    assert [words[name] for name in ("age", "sex", "outcome", "harm")] == [sentence] * 4


CORONER = (
    "Regulation 28: Report to Prevent Future Deaths",
    "This report is being sent to: the Chief Constable",
)
INVESTIGATION = "On 4 August 2016 I commenced an investigation into the death of Daniel Marsh, aged 16. The investigation concluded at the end of the inquest on 2 March 2017."


def test_a_coroner_s_report_is_no_review_but_its_facts_are_found() -> None:
    told = (
        passage(INVESTIGATION, 1, "3 Investigation and inquest"),
        passage(
            "Daniel died on 28 July 2016 having taken his own life at home. He had been reported missing to police.",
            1,
            "4 Circumstances of the death",
        ),
        passage("In my opinion action should be taken to prevent future deaths.", 2, "5 Coroner's concerns"),
    )
    found = facts(document(*CORONER, told=told), load())
    said = found["characteristics"]
    assert found["types"] == ("NOT_A_REVIEW",)
    assert found["incident_date"].value == "2016-07-28"
    assert (said.child_age_years, said.sex, said.outcome, said.harm) == (16, "male", "death", ("suicide",))


def test_a_child_of_the_family_is_not_at_the_centre_of_a_review_about_an_adult() -> None:
    texts = (
        "Rowan, aged 34, was killed by her husband on 3 May 2016.",
        "Her daughter, aged 4, was asleep upstairs. She was not hurt.",
    )
    said = told_of(*texts, subject="'Rowan'", kind="Domestic Homicide Review")
    assert (said.child_age_years, said.sex, said.outcome) == (None, None, "death")


def test_a_victim_of_seventeen_is_a_child() -> None:
    said = told_of(
        "Rowan, aged 17, was killed by her boyfriend on 3 May 2016. She had left home.",
        subject="'Rowan'",
        kind="Domestic Homicide Review",
    )
    assert said.child_age_years == 17
