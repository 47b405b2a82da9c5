"""The dates on the front of reviews, told apart by their labels: the variants that boards have really used."""

from __future__ import annotations

import pytest

from pipeline.extract.dated_facts import DatedFacts, dated_facts
from pipeline.extract.document import Document, Line, Place
from pipeline.records import Passage


def passage(text: str, page: int = 2, heading: str = "1. Introduction") -> Passage:
    return Passage(f"p{page}", page, (page,), (), None, (heading,), text)


def of(*lines: str | tuple[Place, str], told: tuple[Passage, ...] = ()) -> DatedFacts:
    placed = [line if isinstance(line, tuple) else ("cover", line) for line in lines]
    made = tuple(Line(1, text, 12, False, place) for place, text in placed)
    return dated_facts(Document("0" * 64, "x.pdf", (), told, made))


def values(facts: DatedFacts) -> tuple[str | None, str | None, str | None]:
    published = facts.publication if facts.publication and facts.publication.basis != "lower-bound" else None
    return tuple(fact.value if fact else None for fact in (published, facts.report, facts.approval))  # type: ignore[return-value]


@pytest.mark.parametrize(
    ("lines", "expected"),
    [
        (["PUBLICATION DATE: JANUARY 2017"], ("2017-01", None, None)),
        (["24 February 2022 (published). Author's final draft November 2021"], ("2022-02-24", "2021-11", None)),
        (
            ["Overview Report, November 2015 (Board: 3 December 2015; published April 2016)"],
            ("2016-04", "2015-11", "2015-12-03"),
        ),
        (
            [
                "Episode that triggered the review March 2013",
                "LSCB adoption of the review findings September 2014",
                "Publication November 2016",
            ],
            ("2016-11", None, "2014-09"),
        ),
        ([("footer", "12.10.2020 (revised for publication 05.01.2021)")], ("2021-01-05", "2020-10-12", None)),
        (["Publication Date: 14 June 2017", "Date: September 2015"], ("2017-06-14", "2015-09", None)),
        (["Approved by the OSCB February 26th 2015"], (None, None, "2015-02-26")),
        (
            [("header", "Endorsed on 13/08/2012 by SCB members, anonymised chronology agreed on 17/12/2012")],
            (None, None, "2012-08-13"),
        ),
        (["Presented to the Board on 16 July 2012"], (None, None, "2012-07-16")),
        (["For Board: March 2015"], (None, None, "2015-03")),
        ([("footer", "Final Overview Report SCR YP F - November 2017")], (None, "2017-11", None)),
        ([("footer", "Child D Overview Report April 2016 Final Page 1 of 56")], (None, "2016-04", None)),
        (["AUTHOR: M OAKES DATE: 24TH JULY 2019"], (None, "2019-07-24", None)),
        ([("sheet", "Date of publication: 2017"), "28 June 2017"], ("2017", "2017-06-28", None)),
        (["Marian Oakes MSc, January 2019"], (None, "2019-01", None)),
        (["The Overview Report", "April 2015"], (None, "2015-04", None)),
        (["BDHR2013/14-03", "November 2017"], (None, "2017-11", None)),
        (["Review into the death of Sarah in December 2020", "August 2022"], (None, "2022-08", None)),
        (["Local Child Safeguarding Practice Review", "Child Q", "March 2022"], (None, "2022-03", None)),
        (["Executive Summary", "March 2011"], (None, "2011-03", None)),
        (["Date report submitted to Secretary of State 27/02/09"], (None, None, "2009-02-27")),
        (["PUBLIC - Concise report (Version 1.0 - 26.10.17)"], (None, "2017-10-26", None)),
        (["24 April 2024 Published"], ("2024-04-24", None, None)),
        (["Published: Tuesday, July 31, 2018"], ("2018-07-31", None, None)),
        (["Cyhoeddwyd Medi 2018"], ("2018-09", None, None)),
        (["Report sent to Welsh Government September 2015"], (None, None, "2015-09")),
    ],
    ids=lambda value: str(value[0])[:40] if isinstance(value, list) else None,
)
def test_each_date_is_what_its_label_calls_it(lines: list[str], expected: tuple[str | None, ...]) -> None:
    assert values(of(*lines)) == expected


def test_a_report_of_2014_made_available_for_publication_in_2016_was_published_in_2016() -> None:
    told = passage(
        "This report became available for publication on the 11th February 2016, once proceedings ended.", 30
    )
    facts = of("Serious Case Review", "September 2014", told=(told,))
    assert values(facts)[:2] == ("2016-02-11", "2014-09")


def test_the_death_in_a_homicide_review_s_title_is_not_its_report_date() -> None:
    facts = of("DOMESTIC HOMICIDE REVIEW 'SCOTT' OCTOBER 2015", "February 2020")
    assert values(facts)[1] == "2020-02"
    assert [item.fact.value for item in facts.incident_lines] == ["2015-10"]


def test_the_death_above_a_report_date_is_the_incident() -> None:
    facts = of("Child D", "Died February 2016", "November 2017")
    assert values(facts)[1] == "2017-11"
    assert [item.fact.value for item in facts.incident_lines] == ["2016-02"]


def test_a_page_update_and_a_birth_are_no_dates_of_the_report() -> None:
    assert values(of("Updated on 14/2/2018", "Date of birth: 3 May 2004")) == (None, None, None)


def test_guidance_published_in_2018_does_not_date_the_report() -> None:
    told = passage("Working Together to Safeguard Children was published in July 2018.")
    assert values(of("Serious Case Review", told=(told,)))[0] is None


def test_a_late_bound_stands_in_for_the_publication_date_and_says_so() -> None:
    told = passage("In March 2017 he pleaded guilty at the Crown Court.", 4)
    published = of("Serious Case Review", "May 2015", told=(told,)).publication
    assert published is not None
    assert (published.value, published.basis) == ("2017-03", "lower-bound")


def test_an_early_bound_leaves_the_publication_date_unknown() -> None:
    assert of("Serious Case Review", "May 2015").publication is None


def test_a_deadline_in_the_action_plan_bounds_nothing() -> None:
    told = passage("The force will complete this by March 2018.", 20, "Recommendations")
    assert of("Serious Case Review", "May 2015", told=(told,)).publication is None


def test_every_fact_carries_the_words_it_came_from() -> None:
    published = of("PUBLICATION DATE: JANUARY 2017").publication
    assert published is not None
    assert (published.text, published.page, published.precision) == ("PUBLICATION DATE: JANUARY 2017", 1, "month")
