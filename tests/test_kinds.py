"""A document is of the kind it calls itself, on its legal basis, whatever its date."""

from __future__ import annotations

import pytest

from pipeline.extract.kinds import nation, types
from pipeline.extract.title import title
from tests.documents import document


@pytest.mark.parametrize(
    ("lines", "expected"),
    [
        (["Oakmere Safeguarding Children Board", "Serious Case Review", "Child B", "March 2022"], {"SCR"}),
        (["Local Child Safeguarding Practice Review", "Child Q", "March 2022"], {"LCSPR"}),
        (["Oakmere Safeguarding Adults Board", "Serious Case Review", "Adult C", "May 2013"], {"SAR"}),
        (["MAPPA Serious Case Review", "Strategic Management Board"], {"MAPPA_SCR"}),
        (["Wester Ross Child Protection Committee", "Significant Case Review", "Child R"], {"OTHER_LOCAL_REVIEW"}),
        (["Serious Case Review and Domestic Homicide Review", "Child D"], {"SCR", "DHR"}),
        (["Serious Case Review incorporating a Safeguarding Adult Review", "Oakmere Safeguarding Children Board"], {"SCR", "SAR"}),
        (["Concise Child Practice Review Report", "AWSB 2/2019"], {"CPR"}),
        (["Adolygiad Ymarfer Plant Cryno", "AWSB 2/2019"], {"CPR"}),
        (["Single Unified Safeguarding Review", "Child Z"], {"SUSR"}),
        (["Oakmere Learning Review", "Child B"], {"OTHER_LOCAL_REVIEW"}),
        (["Independent Management Review: Twin 1 and Twin 2"], {"OTHER_LOCAL_REVIEW"}),
        (["Rapid Review 2021/04", "Child Y"], {"RAPID_REVIEW"}),
        (["Thematic Local Child Safeguarding Practice Review", "Five infants"], {"LCSPR"}),
        (["National review: infants under one", "The Child Safeguarding Practice Review Panel"], {"NATIONAL_CSPR"}),
        (["Adult Practice Review", "AWSB A2/2018"], {"APR"}),
        (["Domestic Homicide Review", "Overview Report"], {"DHR"}),
        (["Regulation 28: Report to Prevent Future Deaths"], {"NOT_A_REVIEW"}),
        (["Oakmere Safeguarding Children Board", "Annual Report 2017-18"], {"NOT_A_REVIEW"}),
        (["Press statement on the Serious Case Review of Child B"], {"NOT_A_REVIEW"}),
    ],
    ids=lambda value: " / ".join(value)[:50] if isinstance(value, list) else None,
)  # fmt: skip
def test_a_document_is_what_it_calls_itself(lines: list[str], expected: set[str]) -> None:
    made = document(*lines)
    assert set(types(made, title(made))) == expected


def test_a_review_that_names_no_kind_is_known_by_the_sections_it_was_undertaken_under() -> None:
    told = (
        "One Panel was to discharge the functions under section 16F of the Children Act 2004 and section 44(4) of the Care Act 2014.",
    )
    assert set(types(document("YOUNG PERSON K", told=told), "Young Person K")) == {"LCSPR", "SAR"}


def test_a_second_review_served_by_the_same_process_is_joined() -> None:
    told = (
        "A domestic homicide review was also required and it was agreed that a single process would serve both purposes.",
    )
    assert set(types(document("Serious Case Review", "Child D", told=told), "Serious Case Review: Child D")) == {
        "SCR",
        "DHR",
    }


def test_a_review_that_was_considered_and_not_joined_is_not() -> None:
    told = ("A domestic homicide review had been considered and the criteria were not met.",)
    assert types(document("Serious Case Review", "Child D", told=told), "Serious Case Review: Child D") == ("SCR",)


@pytest.mark.parametrize(
    ("lines", "told", "expected"),
    [
        (["Wester Ross Child Protection Committee", "Significant Case Review"], "", "other"),
        (["Case Management Review", "Safeguarding Board for Northern Ireland"], "", "other"),
        (["Islands Safeguarding Children Partnership", "Serious Case Review"], "The States of Guernsey agreed.", "other"),
        (["Concise Child Practice Review"], "", "wales"),
        (["Serious Case Review"], "The Welsh Government was told. The All Wales procedures of Public Health Wales apply.", "wales"),
        (["Serious Case Review"], "", "england"),
    ],
)  # fmt: skip
def test_the_nation_is_known_by_its_system(lines: list[str], told: str, expected: str) -> None:
    made = document(*lines, told=(told,) if told else ())
    assert nation(made, types(made, title(made))) == expected
