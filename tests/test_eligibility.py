"""Published since the start of 2016: yes, no, or a person has to look; nothing is dropped for want of a date."""

from __future__ import annotations

import dataclasses
import datetime as dt

import pytest

from pipeline.records import Characteristics, DatedFact, Forces, Review
from pipeline.screen.eligibility import date_eligible, out_of_scope

SINCE = dt.date(2016, 1, 1)


def fact(value: str, basis: str = "explicit") -> DatedFact:
    precision = {4: "year", 7: "month"}.get(len(value), "day")
    return DatedFact(value, precision, basis, 1, value)  # type: ignore[arg-type]


def review(**known: object) -> Review:
    made = Review(
        sha256="0" * 64, file="x.pdf", types=("SCR",), title=None, publisher=None, subject="Child T", publication_date=None,
        report_date=None, approval_date=None, incident_date=None, dates=(), forces=Forces(), characteristics=Characteristics(),
        pages=(), passages=(), nation="england",
    )  # fmt: skip
    return dataclasses.replace(made, **known)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("known", "met"),
    [
        ({"publication_date": fact("2016-01-01")}, "yes"),
        ({"publication_date": fact("2016")}, "yes"),
        ({"publication_date": fact("2016-01")}, "yes"),
        ({"publication_date": fact("2015-12-31")}, "no"),
        ({"publication_date": fact("2015-12")}, "no"),
        ({"publication_date": fact("2015")}, "refer"),
        ({"publication_date": fact("2015", "cover-sheet")}, "refer"),
        ({"publication_date": fact("2014")}, "no"),
        ({"publication_date": fact("2015-11-02", "register"), "report_date": fact("2015-06")}, "no"),
        ({"publication_date": fact("2014-05"), "report_date": fact("2017-03")}, "refer"),
        ({"publication_date": fact("2014-05", "register"), "report_date": fact("2017-03")}, "no"),
        ({"report_date": fact("2016-02")}, "yes"),
        ({"approval_date": fact("2016-09-14")}, "yes"),
        ({"report_date": fact("2014-09"), "dates": (fact("2017-02"),)}, "yes"),
        ({"report_date": fact("2014-09"), "dates": (fact("2016", "lower-bound"),)}, "yes"),
        ({"publication_date": fact("2017-02", "lower-bound")}, "yes"),
        ({"report_date": fact("2014-09"), "approval_date": fact("2015-12-31")}, "refer"),
        ({"report_date": fact("2015")}, "refer"),
        ({}, "refer"),
    ],
    ids=lambda value: str({k: v.value if isinstance(v, DatedFact) else "bound" for k, v in value.items()}) if isinstance(value, dict) else None,
)  # fmt: skip
def test_the_date_is_in_time_or_too_early_or_for_a_person_to_settle(known: dict[str, object], met: str) -> None:
    found = date_eligible(review(**known), SINCE)
    assert found.met == met
    assert bool(found.evidence) == bool(known)


def test_another_period_moves_the_line() -> None:
    assert date_eligible(review(publication_date=fact("2018-06")), dt.date(2018, 7, 1)).met == "no"
    assert date_eligible(review(publication_date=fact("2018")), dt.date(2018, 7, 1)).met == "refer"


@pytest.mark.parametrize(
    ("known", "reason"),
    [
        ({}, None),
        ({"types": ("NOT_A_REVIEW",)}, "not-a-review"),
        ({"types": ("OTHER_LOCAL_REVIEW",), "nation": "other"}, "out-of-nation"),
        ({"types": ("SCR",), "nation": "other"}, "out-of-nation"),
        ({"types": ("SAR",), "subject": "Adult C"}, "adult-only"),
        ({"types": ("MAPPA_SCR",), "subject": "Mr F"}, "adult-only"),
        ({"types": ("APR",), "subject": "Adult 2"}, "adult-only"),
        ({"types": ("DHR",), "subject": "Rowan", "characteristics": Characteristics(34)}, "adult-only"),
        ({"types": ("DHR",), "subject": "Rowan", "characteristics": Characteristics(17)}, None),
        ({"types": ("SCR", "DHR"), "subject": "Child L and Adult M"}, None),
        ({"types": ("CPR",), "nation": "wales"}, None),
        ({"types": ("RAPID_REVIEW",)}, None),
    ],
    ids=str,
)
def test_adults_other_nations_and_other_papers_are_out_of_scope(known: dict[str, object], reason: str | None) -> None:
    assert out_of_scope(review(**known)) == reason
