"""A title is the kind and subject of a review as its cover prints them, without board, author, date and marking."""

from __future__ import annotations

import pytest

from pipeline.extract.subject import is_reference
from pipeline.extract.title import title
from tests.documents import document


@pytest.mark.parametrize(
    ("cover", "expected"),
    [
        (["OAKMERE LSCB", "SERIOUS CASE REVIEW", "CHILD T", "Overview Report", "June 2017"], "Serious Case Review: Child T"),
        (["Serious Case Review: Child A", "Author: Ann Marlow"], "Serious Case Review: Child A"),
        (["A Serious Case Review", "'Child M'", "The Overview Report"], "A Serious Case Review: 'Child M'"),
        (["SERIOUS CASE REVIEW S25", "CHILD M", "November 2017"], "Serious Case Review S25: Child M"),
        (
            ["The Overview Report into a Serious Case Review of the circumstances concerning:", "Child Q"],
            "The Overview Report into a Serious Case Review of the circumstances concerning: Child Q",
        ),
        (
            ["CHILD D", "SERIOUS CASE REVIEW AND DOMESTIC HOMICIDE REVIEW", "Report into the death of Child D aged 17"],
            "Child D: Serious Case Review and Domestic Homicide Review: Report into the death of Child D",
        ),
        (["LOCAL CHILD SAFEGUARDING", "PRACTICE REVIEW", "Child R", "March 2022"], "Local Child Safeguarding Practice Review: Child R"),
        (["Serious Case Review Summary", "Child Q", "'Nobody asked me'"], "Serious Case Review Summary: Child Q: 'Nobody asked me'"),
        (["Wynmouth Safeguarding Children Partnership", "MAISIE", "A Local Child Safeguarding Practice Review"], "Maisie: A Local Child Safeguarding Practice Review"),
        (
            ["Bwrdd Diogelu Aberwen / Aberwen Safeguarding Board", "Adolygiad Ymarfer Plant / Child Practice Review", "AWSB 3/2019"],
            "Child Practice Review: AWSB 3/2019",
        ),
        (["SERIOUS CASE REVIEW", "Under Chapter 8 of Working Together", "IN RESPECT OF CHILD J"], "Serious Case Review in Respect of Child J"),
        (["Serious Case Review", "Baby Robin", "Jo Fairweather, Lead Reviewer", "Final"], "Serious Case Review: Baby Robin"),
        (["Serious Case Review", "Child P", "J. Fairweather", "May 2016"], "Serious Case Review: Child P"),
        (["Serious Case Review", "Child P", "Dr Jo Fairweather-Lund", "May 2016"], "Serious Case Review: Child P"),
        (["Serious Case Review", "Child P", "Overview author: Jo Fairweather LLM, Barrister"], "Serious Case Review: Child P"),
        (["CHILD B", "Report of the Serious Case Review", "Prepared by Sam Moor QPM"], "Child B: Report of the Serious Case Review"),
        (["SAFEGUARDING CHILDREN BOARD", "YOUNG PERSON Z", "2 May 2019"], "Young Person Z"),
        (["Overview Report", "April 2015"], "Overview Report"),
        (["Oakmere Safeguarding Children", "Partnership", "Learning Review", "Child C"], "Learning Review: Child C"),
        (["JOINT SERIOUS CASE REVIEW AND DOMESTIC", "HOMICIDE REVIEW", "Child C"], "Joint Serious Case Review and Domestic Homicide Review: Child C"),
        (["Serious Case Review", "Child C", "Ann Moss and Joan Beck", "June 2018"], "Serious Case Review: Child C"),
        (["Serious Case Review", "Child C", "A systems review in five findings"], "Serious Case Review: Child C"),
        (["Child C", "A Serious Case Review carried out under the systems model"], "Child C: A Serious Case Review"),
        (["SERIOUS CASE REVIEW UNDER CHAPTER VIII OF WORKING TOGETHER", "IN RESPECT OF CHILD J"], "Serious Case Review in Respect of Child J"),
        (["Serious Case Review", "Child C", "May 2015 (published March 2016 when the trial was over)"], "Serious Case Review: Child C"),
        (["Local Child Safeguarding Practice Review", "Child C", "Extended report"], "Local Child Safeguarding Practice Review: Child C"),
        (["Rapid Review: Baby C", "Sent to the National Panel 3 May 2021"], "Rapid Review: Baby C"),
        (["Rapid Review: Baby C. Not", "for circulation"], "Rapid Review: Baby C"),
        (["Extended Child Practice Review", "Child D", "AWSB 3/2019"], "Extended Child Practice Review: Child D"),
        (["BWRDD DIOGELU ABERWEN", "Extended Child Practice Review", "AWSB 3/2019"], "Extended Child Practice Review: AWSB 3/2019"),
        (["FIRST CONTACT", "A thematic Serious Case Review of eight adolescents"], "First Contact: A thematic Serious Case Review of eight adolescents"),
        (["Thematic Serious Case Review", "SIX INFANTS", "Jo Fairweather and Sam Moor"], "Thematic Serious Case Review: Six Infants"),
        (["Rapid Review: Child K9 (female, 15)"], "Rapid Review: Child K9"),
        (["Serious Case Review", "concerning Child R (aged six), who died on 4 May 2016"], "Serious Case Review concerning Child R"),
        (["SERIOUS CASE REVIEW (SILP)", "CHILD H"], "Serious Case Review (SILP): Child H"),
        (["Rapid Review: Baby C", "Working Together 2023"], "Rapid Review: Baby C"),
        (["Serious Case Review", "Child C", "Teasel Lane Associates"], "Serious Case Review: Child C"),
        (["Serious Case Review", "Child C", "The Teasel Practice, May 2018"], "Serious Case Review: Child C"),
        (["Serious Case Review", "Child C", "May 2013. Made public in June 2016 by leave of the court"], "Serious Case Review: Child C"),
        (["Serious Case Review: Child C. Lead reviewer: A. Moss"], "Serious Case Review: Child C"),
        (["Rapid Review", "Baby K", "For submission to the Panel"], "Rapid Review: Baby K"),
        (["Serious Case Review", "Child Fern, aged 14 months"], "Serious Case Review: Child Fern"),
        (["Child C", "Oakmere Safeguarding Children Board", "Serious Case Review"], "Child C: Serious Case Review"),
        (
            ["Thematic review of burns", "Oakmere Safeguarding Children Partnership", "Children A, B and C"],
            "Thematic review of burns: Children A, B and C",
        ),
        (["Adolygiad Ymarfer Plant Estynedig", "Extended Child Practice Review", "AWSB 3/2019"], "Extended Child Practice Review: AWSB 3/2019"),
    ],
    ids=lambda value: value[:50] if isinstance(value, str) else None,
)  # fmt: skip
def test_a_title_is_kind_and_subject_as_printed(cover: list[str], expected: str) -> None:
    assert title(document(*cover)) == expected


def test_a_repository_s_cover_sheet_knows_the_title() -> None:
    assert (
        title(document(("sheet", "Title: Serious case review: Child K"), "Something else"))
        == "Serious case review: Child K"
    )


def test_a_cover_that_names_nothing_has_no_title() -> None:
    assert title(document("OFFICIAL", "12 May 2017")) is None


@pytest.mark.parametrize("line", ["CPR 2/2018", "Case reference: CPR 2/2018", "Ref: SCR 04/2016", "Case No. LCSPR 3"])
def test_a_line_that_only_gives_the_boards_number_is_known(line: str) -> None:
    assert is_reference(line)
    assert not is_reference(f"{line} was considered by the panel")
