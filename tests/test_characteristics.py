"""The child's age, sex, outcome and harm are those of the child at the centre, in the review's own words."""

from __future__ import annotations

import pytest

from pipeline.extract import harm
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


def test_the_age_on_the_day_that_the_next_sentence_tells_outweighs_an_earlier_one() -> None:
    said = told_of(
        "The child of this review, known as Child T, was eight years old. On 3 May 2016 Child T was seriously injured.",
        "In 2010 officers had removed Child T, then two, to a place of safety after an incident at the station.",
    )
    assert said.child_age_years == 8


def test_of_several_children_the_one_whom_the_incident_befell_has_the_age() -> None:
    said = told_of(
        "On 3 May 2016 T1, aged three, was found injured. His sister T2, who was eight, had called the ambulance.",
        "The panel met for the first time in June.",
        subject="T1 and T2",
    )
    assert said.child_age_years == 3


def test_an_age_on_the_cover_counts() -> None:
    told = (passage("The review was commissioned in June 2016 after Mina died.", heading="1. Introduction"),) * 3
    assert (
        of(
            document("Domestic Homicide Review", "Mina", "Died May 2016, aged 17", "Overview Report", told=told)
        ).child_age_years
        == 17
    )


def test_a_baby_called_by_name_alone_is_the_child() -> None:
    said = told_of("Robin was seven weeks old. He died on 3 May 2016 on a settee.", subject="Baby Robin")
    assert (said.child_age_years, said.sex, said.outcome) == (0, "male", "death")


def test_a_child_and_siblings_are_one_child_at_the_centre() -> None:
    said = told_of(
        "Child T, seven months old, died on 3 May 2016. He had two siblings, who were removed.",
        subject="Child T and Siblings 1 and 2",
    )
    assert (said.child_age_years, said.sex) == (0, "male")


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


@pytest.mark.parametrize(
    ("subject", "text", "years", "words"),
    [
        ("The J Children", "Three children, aged fourteen, eight and three, were removed from home on 3 May 2016.", 14, "fourteen, eight and three"),
        ("J1 and J2", "J1 (eight) and J2 (five) were taken into police protection on 3 May 2016.", 8, "eight and five"),
        ("Family K", "There were K1 (a girl of eight) and K2 (a boy of two). K2 died on 3 May 2016.", 2, "eight"),
        ("six young people", "Six young people, aged between 13 and 17, were hurt in 2016.", None, "13 and 17"),
        ("Twins G and H", "The twins were five months old when they were injured on 3 May 2016.", 0, "five months"),
        ("Babies A to F", "Six babies under the age of one year died between 2014 and 2016.", 0, "one year"),
    ],
    ids=lambda value: value[:30] if isinstance(value, str) else None,
)  # fmt: skip
def test_of_several_children_the_one_who_died_or_is_told_of_first_gives_the_age(
    subject: str, text: str, years: int | None, words: str
) -> None:
    said = told_of(text, subject=subject)
    assert said.child_age_years == years
    assert words in (said.child_age_text or "")


@pytest.mark.parametrize(
    ("texts", "years"),
    [
        (("Child T is a girl of twelve.", "On 3 May 2016, when she was eleven, Child T was injured."), 11),
        (("Child T, then 15 years and two months, was found on 3 May 2016. She told the crew that she was 18.",), 15),
        (("On 3 May 2016 Child T, who had turned 16 in April, was assaulted.",), 16),
        (("Baby T (male, 10 weeks) was brought to hospital on 3 May 2016.",), 0),
        (("Baby T was found lifeless on 3 May 2016, aged 11 weeks.",), 0),
        (("Child T's date of birth was 4 March 2012. Child T died on 3 May 2016.",), 4),
        (("Child T died on 3 May 2016. Age at death: 15 years.",), 15),
        (("At two, Child T swallowed a battery. It was May 2016.",), 2),
        (("A fifteen-year-old boy, called here Child T, was stabbed on 3 May 2016.",), 15),
        (("In May 2016 T, who was then fifteen, told a worker what had happened to her.",), 15),
        (("Child T died in hospital on 3 May 2016 of diabetes, which was diagnosed when she was seven. She was eleven.",), 11),
        (("Child T died on 3 May 2016.", "His sister, who is fifteen, blames herself. Mother was 17 when he was born."), None),
        (("Child T, who was fifteen, was stabbed on 3 May 2016 by a boy of sixteen whom she knew.",), 15),
        (("Child T, who was fourteen, died on 3 May 2016 near the home in which she had lived for seven months.",), 14),
        (("Child T was placed with her grandparents at eighteen months of age. She was injured on 3 May 2016.",), None),
        (("Child T was in Year 9 when he was stabbed on 3 May 2016.",), None),
        (("Child T was stabbed on 3 May 2016. Two youths, aged seventeen and nineteen, were convicted.",), None),
        (("Child T was injured on 3 May 2016. Mother had booked at eleven weeks; she was pregnant at 16.",), None),
    ],
    ids=lambda value: str(value)[:50],
)  # fmt: skip
def test_only_an_age_said_of_the_child_and_of_that_time_counts(texts: tuple[str, ...], years: int | None) -> None:
    assert told_of(*texts).child_age_years == years


@pytest.mark.parametrize(
    ("texts", "sex"),
    [
        (("Child T was known to Mother's midwife. She told her that she was tired. She rang her sister.",), None),
        (("Child T died on 3 May 2016. He was four.", "Mother was ill. She had asked for help. She was alone."), "male"),
        (("A girl of five months was taken to hospital on 3 May 2016. She had a head injury.",), "female"),
        (("Baby T (male, 10 weeks) was injured on 3 May 2016. Mother said that she was asleep. She called 999.",), "male"),
        (("Child T's mother was arrested on 3 May 2016. She was bailed. She has a sister.",), None),
        (("Child T is non-binary and died on 3 May 2016. They were 15.",), "other"),
        (("The sex of Child T has been withheld. Mother said that she was asleep when Child T died.",), None),
        (("Father said that his daughter, Child T, who was eight weeks old, had gone limp on 3 May 2016.",), "female"),
    ],
    ids=lambda value: str(value)[:50],
)  # fmt: skip
def test_a_pronoun_counts_for_the_child_alone(texts: tuple[str, ...], sex: str | None) -> None:
    assert told_of(*texts).sex == sex


@pytest.mark.parametrize(
    ("texts", "outcome"),
    [
        (("Child T was stabbed outside a shop on 3 May 2016 and died an hour later.",), "death"),
        (("Child T was found on 3 May 2016. Resuscitation was discontinued at 1.58.",), "death"),
        (("On 3 May 2016 Child T suffered a fatal injury at a caravan.",), "death"),
        (("The body of Child T was found. A post-mortem was held on 3 May 2016.",), "death"),
        (("Child T was injured on 3 May 2016. His grandmother had died in 2012.",), "serious-harm"),
        (("Child T was attacked on 3 May 2016 and could have died. He has recovered.",), "serious-harm"),
        (("Child T took an overdose on 3 May 2016. She had often said that she wanted to die.",), "serious-harm"),
        (("Child T was removed on 3 May 2016. Reviews are held where a child has died or been seriously harmed.",), "serious-harm"),
        (("The author thanks the family.",), None),
    ],
    ids=lambda value: str(value)[:50],
)  # fmt: skip
def test_the_outcome_is_the_child_s_own(texts: tuple[str, ...], outcome: str | None) -> None:
    assert told_of(*texts).outcome == outcome


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
    ("subject", "text", "years", "sex"),
    [
        ("Family P", "On 3 May 2016 a boy aged two years, called here P4, was found alone. His three sisters were at school.", 2, "male"),
        ("Family P", "P1 was a girl of five months when she was hurt on 3 May 2016. Her brother, P2, was six.", 0, "female"),
        ("Child P and Child R", "On 3 May 2016 Child R, a girl of nine, told what her brother, Child P, knew.", 9, "female"),
        ("Children P, R and S", "Child P, a girl of nine, and the others were hurt on 3 May 2016.", 9, None),
    ],
    ids=lambda value: str(value)[:30],
)  # fmt: skip
def test_of_a_family_the_child_whose_age_is_told_is_at_the_centre(
    subject: str, text: str, years: int, sex: str | None
) -> None:
    said = told_of(text, subject=subject)
    assert (said.child_age_years, said.sex) == (years, sex)


def test_how_long_something_took_and_how_old_somebody_else_was_are_no_ages_of_the_child() -> None:
    said = told_of(
        "Child T was hurt on 3 May 2016. The assessment took eleven weeks.",
        "The suspect, aged seventeen, lodged there. Her mother had left school at fifteen.",
    )
    assert said.child_age_years is None


def test_of_several_harms_one_that_is_hardly_said_is_left_out() -> None:
    scores = {"neglect": 0.9, "sudi": 0.75, "emotional-abuse": 0.5, "other": 0.1}
    assert harm.chosen(scores, 0.4) == ("neglect", "sudi")
    assert harm.chosen({"neglect": 0.3, "sudi": 0.25}, 0.4) == ("neglect",)
    assert harm.chosen({"neglect": 0.15, "sudi": 0.1}, 0.4) == ()


@pytest.mark.parametrize(
    ("texts", "outcome"),
    [
        (("Fern died on 3 May 2016 in a children's home.", "Her aunt was told."), "death"),
        (("A man carried Child T into the clinic on 3 May 2016. Her mother came to the hospital, where she died.",), "death"),
        (("Child T was abused until May 2016.", "Mr P was convicted of offences against Child T. He died in prison.",), "serious-harm"),
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


def test_a_report_to_prevent_future_deaths_is_no_review_whatever_it_names() -> None:
    made = document("REGULATION 28: REPORT TO PREVENT FUTURE DEATHS", "Jude HARLE (aged 16)", "Oakmere Coroner's Area")
    assert facts(made, load())["types"] == ("NOT_A_REVIEW",)


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
