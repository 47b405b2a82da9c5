"""A date is read exactly as precisely as it is written, in every form that boards have used."""

from __future__ import annotations

import pytest

from pipeline.extract.dates import find, unspaced


@pytest.mark.parametrize(
    ("text", "values"),
    [
        ("24TH JULY 2019", ["2019-07-24"]),
        ("February 26th 2015", ["2015-02-26"]),
        ("the 11th February 2016", ["2016-02-11"]),
        ("the 3rd of March, 2017", ["2017-03-03"]),
        ("26.10.17", ["2017-10-26"]),
        ("13/08/2012 and 17/12/2012", ["2012-08-13", "2012-12-17"]),
        ("27/02/09", ["2009-02-27"]),
        ("2018-05-14", ["2018-05-14"]),
        ("Tuesday, July 31, 2018", ["2018-07-31"]),
        ("JANUARY 2017", ["2017-01"]),
        ("Sept. 2016", ["2016-09"]),
        ("Tachwedd 2017", ["2017-11"]),
        ("14 Chwefror 2018", ["2018-02-14"]),
        ("5–November–2016", ["2016-11-05"]),
        ("November 201712", ["2017-11"]),
        ("April 2016 Final Page 1 of 56", ["2016-04"]),
        ("BDHR2013/14-03 November 2017", ["2017-11"]),
        ("31 February 2018", ["2018-02"]),
        ("CPR CTMSB 08/2020", []),
        ("SOT12(1) and CN14", []),
        ("March, as it may be", []),
        ("the Children Act 2004 and Working Together 2015", []),
    ],
)
def test_a_date_is_as_precise_as_its_words(text: str, values: list[str]) -> None:
    assert [date.value for date in find(text)] == values


def test_bare_months_and_years_are_read_only_where_asked_for() -> None:
    assert [date.value for date in find("01/16 / 06/2011", bare=True)] == ["2016-01", "2011-06"]
    assert [date.value for date in find("Date of publication: 2017", bare=True)] == ["2017"]
    assert find("01/16 / 06/2011") == []


def test_letter_spaced_words_are_closed_up() -> None:
    assert unspaced("P a g e 1 | 25") == "Page 1 | 25"
