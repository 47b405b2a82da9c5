"""The front of a document is read as the review printed it, whatever a site, a contents list or a narrow line did to it."""

from __future__ import annotations

import pytest

from pipeline.extract.document import Line, Place
from pipeline.extract.front import printed
from pipeline.extract.front_matter import facts
from pipeline.places import load
from tests.documents import document


def lines(*texts: str, place: Place = "cover", page: int = 1) -> tuple[Line, ...]:
    return tuple(Line(page, text, 17, False, place) for text in texts)


@pytest.mark.parametrize(
    ("texts", "expected"),
    [
        (["Agreed 19 May 2016. Published 22", "September 2016"], ["Agreed 19 May 2016. Published 22 September 2016"]),
        (["Agreed 10 March 2015; published June", "2016"], ["Agreed 10 March 2015; published June 2016"]),
        (["Child 4", "June 2018"], ["Child 4", "June 2018"]),
        (["Final Report 2", "March 2017"], ["Final Report 2", "March 2017"]),
        (["May 2016", "7 June 2017"], ["May 2016", "7 June 2017"]),
        (["Transcript of Child T", "1,204 views", "Serious Case Review"], ["Serious Case Review"]),
        (["Child T", "CONTENTS", "3. What happened, June 2020"], ["Child T"]),
    ],
    ids=lambda value: str(value)[:40],
)
def test_lines_are_as_the_review_printed_them(texts: list[str], expected: list[str]) -> None:
    assert [line.text for line in printed(lines(*texts))] == expected


def test_a_date_in_a_contents_list_is_none_of_the_report_s() -> None:
    made = document("Serious Case Review", "Child T", "September 2021", "Contents", "3. January to June 2020")
    assert facts(made, load())["report_date"].value == "2021-09"


def test_a_hosting_site_s_words_are_no_title() -> None:
    made = document("Transcript of Serious Case Review: Child T", "1,204 views", "Serious Case Review", "Child T")
    assert facts(made, load())["title"] == "Serious Case Review: Child T"
