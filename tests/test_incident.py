"""The date of the incident is the child's, and no birth, trial, board or other person's death stands in for it."""

from __future__ import annotations

import pytest

from pipeline.extract.document import Document
from pipeline.extract.front_matter import facts
from pipeline.places import load
from pipeline.records import DatedFact
from tests.documents import document, passage


def incident(made: Document) -> DatedFact | None:
    found: DatedFact | None = facts(made, load())["incident_date"]
    return found


def value(made: Document) -> str | None:
    found = incident(made)
    return found.value if found else None


COVER = ("Serious Case Review", "Child T", "June 2017")
BOARD = "The Board decided on 4 May 2016 that the criteria were met, and the panel first met on 2 June 2016."


@pytest.mark.parametrize(
    ("told", "expected"),
    [
        ("Child T died on 3 February 2016, aged seven months.", "2016-02-03"),
        ("On 3 May 2016 Child T was found unresponsive by her mother, who rang 999. She was pronounced dead at the hospital.", "2016-05-03"),
        ("This review concerns Child T, who was killed by her stepfather in March 2016.", "2016-03"),
        ("On the evening of 12th October 2015 Child T was taken to hospital by ambulance with a serious head injury.", "2015-10-12"),
        ("Child T, aged 9, told her teacher on 14 September 2015 what had been done to her, and the abuse came to light.", "2015-09-14"),
        ("On 6 July 2015 Child T and her brothers were taken into police protection; the conditions in the home were very poor.", "2015-07-06"),
        ("In the early hours of 21/11/2015 Child T was stabbed in the street and died of his wounds.", "2015-11-21"),
    ],
    ids=lambda told: told[:40],
)  # fmt: skip
def test_the_incident_is_told_in_the_circumstances(told: str, expected: str) -> None:
    made = document(*COVER, told=(passage(told, heading="2. The circumstances that led to this review"), BOARD))
    assert value(made) == expected


@pytest.mark.parametrize(
    "other",
    [
        "Child T was born on 3 September 2015 at 36 weeks.",
        "Her maternal grandmother had died on 11 November 2014 and Mother took it hard.",
        "The trial ended on 14 January 2017, when Father was convicted of manslaughter.",
        "The inquest was held on 9 March 2017.",
        "Police were called to the address on 19 August 2015 by a neighbour who heard shouting.",
        "An earlier sibling died on 2 April 2009; no concerns were raised at the time.",
        "The Children Act came into force in October 1991 and Working Together was revised in March 2015.",
    ],
    ids=lambda text: text[:40],
)
def test_no_other_event_wins_over_the_incident(other: str) -> None:
    told = passage(
        "On 3 February 2016 Child T was found collapsed at home and she died in hospital.", heading="1. The incident"
    )
    assert value(document(*COVER, told=(told, other, BOARD))) == "2016-02-03"
    assert value(document(*COVER, told=(passage(other, heading="1. Background"), told, BOARD))) == "2016-02-03"


def test_a_label_on_the_cover_is_taken_and_the_text_tells_the_day() -> None:
    assert value(document("Child T", "Died February 2016", "November 2017")) == "2016-02"
    told = ("Child T was found dead at home on 14 February 2016.",)
    assert value(document("Child T", "Died February 2016", "November 2017", told=told)) == "2016-02-14"


def test_a_day_without_its_year_is_read_in_the_year_last_told() -> None:
    told = (
        passage(
            "Mother saw the GP on 19 March 2020. On 22 May Father rang for an ambulance; Child T had collapsed and died.",
            heading="1. Incident",
        ),
    )
    assert value(document(*COVER, told=told)) == "2020-05-22"


def test_a_thematic_review_has_the_last_year_of_its_range() -> None:
    told = (
        passage("On 6 October 2021 the last of the five boys was stabbed and died in hospital.", heading="Summary"),
    )
    made = document("Thematic Local Child Safeguarding Practice Review", "Five young people", told=told)
    assert value(made) == "2021"


def test_a_day_told_again_without_its_year_is_of_the_year_that_the_text_gives_it() -> None:
    told = (
        passage("Child T died on 20 December 2014. The report was agreed in May 2015.", heading="1. Introduction"),
        passage("On Saturday 20 December an ambulance was called to Child T, who was pronounced dead.", heading="2."),
    )
    assert value(document(*COVER, told=told)) == "2014-12-20"


def test_a_review_that_tells_no_date_of_the_incident_has_none() -> None:
    assert value(document(*COVER, told=("The author thanks the family.", BOARD))) is None


def test_the_passage_that_tells_it_is_kept() -> None:
    told = passage("Child T died on 3 February 2016, aged seven months.", page=4, heading="1. Circumstances")
    found = incident(document(*COVER, told=(told,)))
    assert found == DatedFact("2016-02-03", "day", "explicit", 4, "Child T died on 3 February 2016, aged seven months.")


def test_the_year_of_guidance_is_not_that_of_a_day_beside_it() -> None:
    told = (
        "Baby T died on 15 January 2023. He was five weeks old.",
        "Partners are required by Working Together 2018 to act promptly. This meeting was held on 23 January.",
    )
    assert value(document("Rapid Review", "Baby T", told=told)) == "2023-01-15"


def test_the_day_of_a_homicide_on_the_cover_is_the_incident_s() -> None:
    made = document(
        "Joint Overview Report", "Date of the homicide: 29 August 2016", told=("The scope is from May 2015.",)
    )
    assert value(made) == "2016-08-29"
