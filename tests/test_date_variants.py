"""Every way in which boards have dated a review, said again in other words, months and layouts."""

from __future__ import annotations

import pytest

from pipeline.extract.dated_facts import dated_facts
from pipeline.extract.document import Place
from tests.documents import document

Lines = list[str | tuple[Place, str]]
Dates = dict[str, str]


def dates_of(lines: Lines, *told: str) -> Dates:
    found = dated_facts(document(*lines, told=told))
    said = {"publication": found.publication, "report": found.report, "approval": found.approval}
    dated = {name: fact.value for name, fact in said.items() if fact and fact.basis != "lower-bound"}
    incidents = [item.fact.value for item in found.incident_lines]
    return dated | ({"incident": incidents[0]} if incidents else {})


VARIANTS: list[tuple[int, Lines, Dates]] = [
    # 1: an explicit label on the cover
    (1, ["PUBLICATION DATE: MARCH 2018"], {"publication": "2018-03"}),
    (1, ["Date of Publication – 7th October 2019"], {"publication": "2019-10-07"}),
    (1, ["Published: 03/02/2017"], {"publication": "2017-02-03"}),
    (1, ["Published by the Board on 9 May 2016"], {"publication": "2016-05-09"}),
    (1, ["Publication date", "September 2018"], {"publication": "2018-09"}),
    (1, ["DYDDIAD CYHOEDDI: TACHWEDD 2019"], {"publication": "2019-11"}),
    (1, ["Cyhoeddwyd 12 Mehefin 2018"], {"publication": "2018-06-12"}),
    # 2: incident, adoption and publication beside each other
    (
        2,
        ["Incident leading to the review June 2012", "Board adoption of findings February 2014", "Publication May 2016"],
        {"incident": "2012-06", "approval": "2014-02", "publication": "2016-05"},
    ),
    (
        2,
        ["Date of incident: 4 January 2014 | Date approved: 3 March 2015 | Date published: 1 June 2016"],
        {"incident": "2014-01-04", "approval": "2015-03-03", "publication": "2016-06-01"},
    ),
    (
        2,
        ["Episode that triggered the review", "October 2013", "Publication", "April 2017"],
        {"incident": "2013-10", "publication": "2017-04"},
    ),
    # 4: completion, revised for publication, in a running footer
    (4, [("footer", "03.11.2019 (revised for publication 14.02.2020)")], {"report": "2019-11-03", "publication": "2020-02-14"}),
    (4, [("footer", "Completed 3 June 2018, redacted for publication 5 September 2018")], {"report": "2018-06-03", "publication": "2018-09-05"}),
    # 5: publication beside completion
    (5, ["Publication Date: 2 August 2018", "Date: May 2016"], {"publication": "2018-08-02", "report": "2016-05"}),
    (5, ["Report date: May 2016. Publication date: August 2018."], {"publication": "2018-08", "report": "2016-05"}),
    (5, ["May 2016", "Published August 2018"], {"publication": "2018-08", "report": "2016-05"}),
    (5, ["May 2016 (published August 2018)"], {"publication": "2018-08", "report": "2016-05"}),
    # 6: approval, with the month first
    (6, ["Approved by the Board March 3rd 2015"], {"approval": "2015-03-03"}),
    (6, ["Ratified by the Executive on 21st June 2017"], {"approval": "2017-06-21"}),
    (6, ["Signed off: 4/9/18"], {"approval": "2018-09-04"}),
    (6, ["Accepted by the Partnership, 30 November 2020"], {"approval": "2020-11-30"}),
    # 7: several governance dates, none of them publication
    (7, [("header", "Endorsed on 02/03/2013 by SCB members, anonymised chronology agreed on 19/06/2013")], {"approval": "2013-03-02"}),
    (7, ["Presented to the Safeguarding Children Board on 5 February 2013"], {"approval": "2013-02-05"}),
    # 8: a board paper
    (8, ["For Board: June 2016"], {"approval": "2016-06"}),
    (8, ["For the Board – 14 June 2016"], {"approval": "2016-06-14"}),
    # 9 and 10: footers, glued to page numbers
    (9, [("footer", "Final Overview Report SCR Child B - February 2018")], {"report": "2018-02"}),
    (9, [("footer", "SCR YP G FINAL v6 12 March 2019")], {"report": "2019-03-12"}),
    (10, [("footer", "Child H Overview Report June 2015 Final Page 3 of 41")], {"report": "2015-06"}),
    (10, [("footer", "Overview Report July 20184")], {"report": "2018-07"}),
    (10, [("footer", "P a g e 2 | 31 Child J Final November 2017")], {"report": "2017-11"}),
    (10, [("footer", "November 2017 1 | P a g e")], {"report": "2017-11"}),
    (10, ["Published May 2018", ("footer", "Child T - May 2018")], {"publication": "2018-05"}),
    (10, ["Published May 2018", ("footer", "Child T final - March 2018")], {"publication": "2018-05", "report": "2018-03"}),
    # 11: author and date, capitals and ordinals
    (11, ["AUTHOR: J MOSS DATE: 2ND MAY 2018"], {"report": "2018-05-02"}),
    (11, ["Author: J Moss", "Date: 31st January 2020"], {"report": "2020-01-31"}),
    # 12: a date alone, and the repository's year in front
    (12, [("sheet", "Date of publication: 2019"), "17 August 2019"], {"publication": "2019", "report": "2019-08-17"}),
    (12, ["3 December 2016"], {"report": "2016-12-03"}),
    # 13: the author's line ends with a month
    (13, ["Jane Moss CQSW, Independent Author, February 2019"], {"report": "2019-02"}),
    (13, ["Report author: Jane Moss – March 2017"], {"report": "2017-03"}),
    # 14: two dates and a stale draft label
    (14, [("header", "Third Draft"), "August 2016", ("footer", "May 2016")], {"report": "2016-08"}),
    # 15: a death above a report
    (15, ["Child K", "Died August 2015", "February 2017"], {"incident": "2015-08", "report": "2017-02"}),
    (15, ["Date of death: 3.8.15", "Report: February 2017"], {"incident": "2015-08-03", "report": "2017-02"}),
    # 16: a report month alone
    (16, ["The Overview Report", "September 2014"], {"report": "2014-09"}),
    (16, ["OVERVIEW REPORT – OCTOBER 2016"], {"report": "2016-10"}),
    # 17: the date in the title of a homicide review is the death
    (17, ["DOMESTIC HOMICIDE REVIEW ‘IRIS’ MARCH 2016", "July 2019"], {"incident": "2016-03", "report": "2019-07"}),
    # 18: a year within a case reference
    (18, ["XDHR2015/16-02", "January 2019"], {"report": "2019-01"}),
    (18, ["CPR 04/2017", "January 2019"], {"report": "2019-01"}),
    (18, ["Case reference SCR 12/2016"], {}),
    # 19: the death in the title
    (19, ["Review into the death of Ruth in November 2018", "April 2020"], {"incident": "2018-11", "report": "2020-04"}),
    (19, ["Report into the murder of Child V on 6 June 2017", "May 2019"], {"incident": "2017-06-06", "report": "2019-05"}),
    # 20 and 21: a month alone under the title
    (20, ["Local Child Safeguarding Practice Review", "Child S", "June 2021"], {"report": "2021-06"}),
    (21, ["Executive Summary", "October 2012"], {"report": "2012-10"}),
    # 22: dates of the old regime
    (22, ["Date report submitted to Secretary of State 14/05/10"], {"approval": "2010-05-14"}),
    (22, ["Submitted to the Department for Education: 3 July 2011"], {"approval": "2011-07-03"}),
    # 23: a version
    (23, ["PUBLIC - Extended report (Version 2.1 - 03.04.18)"], {"report": "2018-04-03"}),
    (23, ["Version 5, 6 December 2019"], {"report": "2019-12-06"}),
    # 24: when the work was done, as a web page tells it
    (24, ["Completed by the reviewers in May 2018"], {"report": "2018-05"}),
    # 25: the publisher's own evidence
    (25, ["7 March 2023 Published"], {"publication": "2023-03-07"}),
    (25, ["Posted: Friday, May 4, 2018"], {"publication": "2018-05-04"}),
    (25, ["Page last updated 12/09/2020"], {}),
    (25, ["Updated on 3/11/2019"], {}),
    # 26: a line of a repository's list: month or year, board, child
    (26, [("sheet", "March 2017 - Oakmere - Child BT")], {"publication": "2017-03"}),
    (26, [("sheet", "2019 – Anonymous – Child BT")], {"publication": "2019"}),
    (26, [("sheet", "2019 - Oakmere - Child BT"), "November 2018"], {"publication": "2019", "report": "2018-11"}),
    # 27: bare months in a list
    (27, ["Published 03/17, incident 09/2014"], {"publication": "2017-03", "incident": "2014-09"}),
    # 28: the months in an address say when a file was put there, not when the report was published
    (28, [("footer", "https://oakmere.example/uploads/2019/05/child-t.pdf")], {}),
    (28, [("wrapper", "oakmere.example/wp-content/uploads/2019/05/child-t.pdf"), "March 2019"], {"report": "2019-03"}),
    # 29: the Welsh sequence
    (29, ["Report sent to Welsh Government March 2017"], {"approval": "2017-03"}),
    (29, ["Anfonwyd at Lywodraeth Cymru Hydref 2016", "Cyhoeddwyd Ionawr 2017"], {"approval": "2016-10", "publication": "2017-01"}),
    # what is no date of the report at all
    (0, ["Date of birth: 4 May 2010"], {}),
    (0, ["Timeframe of the review: 1 January 2014 to 3 May 2016"], {}),
    (0, ["Review period 1/4/2015 – 30/6/2017"], {}),
    (0, ["Next review date: May 2023"], {}),
    (0, ["Actions due by 31 March 2020"], {}),
    (0, ["Trial: February 2017. Inquest: June 2017."], {}),
    (0, ["Commissioned October 2014"], {}),
]  # fmt: skip


@pytest.mark.parametrize(
    ("lines", "expected"),
    [(lines, expected) for _, lines, expected in VARIANTS],
    ids=[f"{number}-{str(lines)[:50]}" for number, lines, _ in VARIANTS],
)
def test_a_date_is_what_its_label_calls_it(lines: Lines, expected: Dates) -> None:
    assert dates_of(lines) == expected


@pytest.mark.parametrize(
    ("sentence", "expected"),
    [
        ("The report was made available for publication on the 4th April 2017, when the trial had ended.", {"publication": "2017-04-04"}),
        ("This report was first published on 6 June 2018.", {"publication": "2018-06-06"}),
        ("The Partnership published this review in March 2021.", {"publication": "2021-03"}),
        ("Publication was delayed by the inquest and took place on 3 May 2019.", {"publication": "2019-05-03"}),
        ("The overview report was completed in September 2015.", {"report": "2015-09"}),
        ("The review was carried out by two independent reviewers in September 2019.", {"report": "2019-09"}),
        ("This review was endorsed by the Board on 2 July 2014.", {"approval": "2014-07-02"}),
        ("The Board approved the report at its meeting of 2 July 2014.", {"approval": "2014-07-02"}),
        ("The report was sent to Welsh Government in September 2015 before it was published.", {"approval": "2015-09"}),
        (
            "The report was finished in November and accepted by the Board on 12 December 2017; publication on 15 March 2018 was arranged with the family.",
            {"approval": "2017-12-12", "publication": "2018-03-15"},
        ),
        ("Working Together was published in March 2015.", {}),
        ("The strategy published by the Board in May 2016 is due for review in May 2019.", {}),
        ("The report will be published by December 2019.", {}),
        ("Ofsted published its inspection of the Board in June 2017.", {}),
    ],
    ids=lambda value: value[:40] if isinstance(value, str) else None,
)  # fmt: skip
def test_a_sentence_tells_of_the_report_s_own_dates(sentence: str, expected: Dates) -> None:
    assert dates_of(["Serious Case Review", "Child T"], sentence) == expected


def test_a_cover_s_month_gives_way_to_publication_told_inside() -> None:  # 3
    told = "The report was finished in 2013 and was available for publication on the 9th March 2017."
    assert dates_of(["Serious Case Review", "October 2013"], told) == {"report": "2013-10", "publication": "2017-03-09"}


def test_every_way_is_here() -> None:
    assert {number for number, _, _ in VARIANTS} | {3} >= set(range(1, 30))


@pytest.mark.parametrize(
    ("told", "bound"),
    [
        ("In February 2017 Father was convicted of murder.", "2017-02"),
        ("The inquest concluded on 3 June 2018 with a verdict of suicide.", "2018-06-03"),
        ("Research since then bears this out (Marlow and Finch, 2017).", "2017"),
        ("As Hartley (2018) has shown, men are seldom asked.", "2018"),
        ("The Board agreed that the criteria were met in April 2016.", "2016-04"),
    ],
    ids=lambda value: value[:30],
)
def test_publication_cannot_precede_what_the_document_tells_of(told: str, bound: str) -> None:
    found = dated_facts(document("Serious Case Review", "May 2015", told=(told,))).publication
    assert found is not None
    assert (found.value, found.basis) == (bound, "lower-bound")


@pytest.mark.parametrize(
    "told",
    [
        "The force will have trained its officers by March 2018.",
        "The policy is due for review in June 2019.",
        "A new service is planned for September 2017.",
        "The strategy for 2015 to 2018 is being written.",
        "The lease runs until January 2020.",
        "Target date: 31 October 2016.",
    ],
    ids=lambda value: value[:30],
)
def test_what_lies_ahead_bounds_nothing(told: str) -> None:
    assert dated_facts(document("Serious Case Review", "May 2015", told=(told,))).publication is None


def test_a_date_on_every_page_is_one_date() -> None:
    lines: Lines = [
        ("footer", "Final - June 2017 Page 1"),
        ("footer", "Final - June 2017 Page 2"),
        ("footer", "Final - June 2017 Page 3"),
    ]
    assert dates_of(lines) == {"report": "2017-06"}
