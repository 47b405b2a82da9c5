"""What a passage dates is placed against the incident, also where the year is left to the reader."""

from __future__ import annotations

import pytest

from pipeline.records import Passage
from pipeline.timeline import Anchor, in_full, placed
from tests.reviews import review_of

DAY = Anchor("2018-01-30", "2018-01-30")


def passage_of(text: str) -> Passage:
    return review_of([text], None).passages[0]


@pytest.mark.parametrize(
    ("text", "year", "expected"),
    [
        ("Officers called on 12 March 2017.", None, ("before",)),
        ("Officers called on 12 March.", 2017, ("before",)),
        ("Officers called on 12 March.", None, ()),
        ("At 06.11 on 30 January his father dialled 999.", None, ("same",)),
        ("At 06.11 on 30 January his father dialled 999.", 2017, ("same",)),
        ("On 30 January 2017 his father dialled 999.", None, ("before",)),
        ("On 30 January a call was made, and on 2 February an arrest.", 2016, ("same", "after")),
    ],
)
def test_days_are_placed(text: str, year: int | None, expected: tuple[str, ...]) -> None:
    assert placed(passage_of(text), year, DAY)[0] == expected


def test_the_day_of_a_month_that_the_incident_spans_is_not_taken_for_the_incident() -> None:
    month = Anchor("2018-01-01", "2018-01-31")
    assert placed(passage_of("A call was made on 1 January."), 2017, month)[0] == ("before",)


def test_the_year_is_carried_on() -> None:
    assert placed(passage_of("In May 2016 she moved."), None, DAY)[1] == 2016
    assert placed(passage_of("He died on 30 January."), 2016, DAY)[1] == 2018


def test_a_day_without_its_year_is_not_given_in_full() -> None:
    assert in_full("Officers called on 12 March 2017, in May 2017 and again in 2018.")
    assert not in_full("Officers called on 12 March 2017 and again on 3 April.")
