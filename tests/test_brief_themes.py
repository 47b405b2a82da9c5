"""The figures of a briefing: the cohort, the themes, their direction, the spotlight."""

from __future__ import annotations

import dataclasses
import datetime as dt

import pytest

from pipeline import codebook
from pipeline.brief import press
from pipeline.brief.briefing import Point
from pipeline.brief.cohort import apart
from pipeline.brief.compose import Asked, compose
from pipeline.brief.themes import direction
from pipeline.errors import UsageError
from pipeline.settings import Settings, Themes
from tests import settled


def composed(reviews: list, quarter: str = "2019-Q2", spotlight: str | None = None, settings: Settings | None = None):  # noqa: ANN201
    return compose(Asked(quarter, False, spotlight), *apart(reviews), settings or Settings())


def test_every_step_of_the_flow_adds_up() -> None:
    reviews = [
        *settled.quarter("2019-Q2", 5, 10),
        settled.review("d.pdf", status="duplicate"),
        settled.review("r.pdf", decision="refer", reason="borderline-police"),
        settled.review("s.pdf", handling="restricted"),
    ]
    flow = composed(reviews).flow
    out = flow.duplicates + flow.unread + sum(count.number for count in flow.not_eligible)
    assert flow.found - out == flow.examined
    assert flow.examined - sum(c.number for c in (*flow.excluded, *flow.referred)) == flow.included == 5
    assert (flow.found, flow.examined, flow.duplicates) == (11, 8, 1)


def speaking(quarter: str, number: int, of: int, theme: str = "missing-response") -> list:
    told = settled.tag(theme)
    return [
        settled.review(
            f"{quarter}-{n}.pdf", [settled.passage(f"{quarter}{n}", "The officer looked.", tags=[told] if n < number else [])], quarter=quarter, place=n
        )
        for n in range(of)
    ]  # fmt: skip


def test_a_theme_is_recurrent_only_in_three_reviews_from_two_areas() -> None:
    def is_recurrent(reviews: list) -> bool:
        return composed(reviews).themes[0].recurrent

    assert is_recurrent(speaking("2019-Q2", 3, 5))
    assert not is_recurrent(speaking("2019-Q2", 2, 5))
    same_area = [
        settled.review(f"{n}.pdf", [settled.passage(str(n), "Seen.", tags=[settled.tag("missing-response")])])
        for n in range(3)
    ]
    assert not is_recurrent(same_area)


@pytest.mark.parametrize(
    ("shares", "said"),
    [
        ([(3, 9)], ""),
        ([(0, 9), (4, 9)], "new"),
        ([(0, 9), (2, 9)], "few"),
        ([(4, 20), (5, 20), (16, 20)], "rising"),
        ([(16, 20), (15, 20), (4, 20)], "falling"),
        ([(3, 20), (4, 20), (5, 20)], "stubborn"),
        ([(3, 20), (5, 20)], "steady"),
        ([(3, 6), (5, 6)], "steady"),  # two reviews more of six is no rise: another set of reviews would bring it
    ],
)
def test_the_direction_of_a_theme_is_no_accident_of_small_numbers(shares: list[tuple[int, int]], said: str) -> None:
    points = [Point(f"q{index}", number, of) for index, (number, of) in enumerate(shares)]
    assert direction(points, floor=3) == said


def test_trends_run_over_the_last_four_quarters_by_one_rule() -> None:
    reviews = [r for q in ("2018-Q2", "2018-Q3", "2018-Q4", "2019-Q1", "2019-Q2") for r in speaking(q, 3, 4)]
    reviews.append(
        settled.review("m.pdf", [settled.passage("m", "Seen.", tags=[settled.tag("missing-response", decision=None)])], quarter="2018-Q4")
    )  # fmt: skip
    card = composed(reviews).themes[0]
    assert [(p.quarter, p.number, p.of) for p in card.points] == [
        ("2018-Q3", 3, 4), ("2018-Q4", 4, 5), ("2019-Q1", 3, 4), ("2019-Q2", 3, 4),
    ]  # fmt: skip


def test_a_change_of_the_codebook_breaks_the_series(monkeypatch: pytest.MonkeyPatch) -> None:
    book = codebook.load()
    change = codebook.Change(
        version="9", date=dt.date(2018, 11, 5), kind="redefine", themes=("missing-response",), why="Too wide."
    )
    monkeypatch.setattr(codebook, "load", lambda: dataclasses.replace(book, changes=(change,)))
    reviews = [
        r for q in ("2018-Q3", "2018-Q4", "2019-Q1", "2019-Q2") for r in speaking(q, 0 if q == "2018-Q3" else 4, 4)
    ]
    b = composed(reviews)
    card = b.themes[0]
    assert card.breaks == (("2018-Q4", "redefined on 2018-11-05 (codebook 9)"),)
    assert card.direction == "stubborn", "and not new or rising: the quarter before the break says nothing"
    page = press.html(b, for_print=False)
    assert '<td class="figure">4<abbr title="the series breaks here">†</abbr></td>' in page
    assert "redefined on 2018-11-05 (codebook 9). Counts before the sign cannot be compared" in page


def test_practice_after_the_incident_is_not_counted_until_a_person_says_so() -> None:
    late = settled.passage(
        "p", "Detectives came.", police="after", tags=[settled.tag("investigation-quality", decision=None)]
    )
    assert composed([settled.review("a.pdf", [late])]).themes == ()
    said = settled.passage("p", "Detectives came.", police="after", tags=[settled.tag("investigation-quality")])
    assert [c.id for c in composed([settled.review("a.pdf", [said])]).themes] == ["investigation-quality"]


def test_good_practice_stands_beside_what_fell_short() -> None:
    b = composed(settled.quarter("2019-Q2", 12, 80))
    both = [card for card in b.told if card.gaps and any(p.polarity == "good-practice" for p in card.places)]
    assert both
    for card in both:
        assert len(card.quotations) == len(card.praised) == 1


@pytest.mark.parametrize(
    ("asked", "title", "lit"),
    [
        ("harm:suicide", "Suicide", {"b.pdf", "c.pdf"}),
        ("harm:suicide,ages:10-17", "Youth suicide", {"b.pdf"}),
        ("ages:0-4", "Children aged 0 to 4", {"a.pdf"}),
        ("theme:missing-response", "Response to missing children", {"a.pdf"}),
    ],
)
def test_the_spotlight_falls_where_it_is_asked_to(asked: str, title: str, lit: set[str]) -> None:
    told = settled.passage("p", "The officer looked for him.", tags=[settled.tag("missing-response")])
    reviews = [
        settled.review("a.pdf", [told], years=2),
        settled.review("b.pdf", harm=("suicide",), years=15),
        settled.review("c.pdf", harm=("suicide",), years=None),
    ]
    spotlight = composed(reviews, spotlight=asked).spotlight
    assert spotlight is not None
    assert spotlight.title == title
    assert {entry.file for entry in spotlight.reviews} == lit


@pytest.mark.parametrize(
    "asked", ["suicide", "harm:unheard", "theme:none", "ages:9", "ages:17-10", "harm:suicide,colour:red"]
)
def test_what_is_no_spotlight_is_refused_in_plain_words(asked: str) -> None:
    with pytest.raises(UsageError, match=asked.split(",")[0].split(":")[0]):
        composed([settled.review("a.pdf")], spotlight=asked)


def test_a_spotlight_of_the_settings_that_is_none_is_refused_too() -> None:
    with pytest.raises(UsageError, match="settings.toml"):
        composed([settled.review("a.pdf")], settings=Settings(themes=Themes(spotlight_theme="none")))


def test_an_unusual_share_of_included_reviews_raises_the_alarm() -> None:
    assert "100%" in composed([settled.review(f"{n}.pdf") for n in range(12)]).alarm
    assert composed([settled.review(f"{n}.pdf") for n in range(5)]).alarm == ""


def test_references_are_those_of_the_quarter_and_tell_of_no_restricted_review() -> None:
    reviews = [
        settled.review("a.pdf", quarter="2019-Q1"),
        settled.review("b.pdf", handling="restricted"),
        settled.review("c.pdf"),
    ]
    assert [entry.reference for entry in composed(reviews).listed] == ["R1"]


def test_the_region_comes_from_the_map_or_the_settings() -> None:
    b = composed(
        [settled.review("a.pdf"), settled.review("w.pdf", place=5)],
        settings=Settings(regions={"Norwold Police": "North East"}),
    )
    places = next(table for table in b.document_tables if table.id == "places")
    assert {row.label: row.shown for row in places.rows} == {"England: North East": "1", "Wales": "1"}


def test_the_regions_cover_every_territorial_force() -> None:
    import yaml

    from pipeline import places
    from pipeline.brief import regions

    assert set(yaml.safe_load(places.PATH.read_text())["forces"]) == set(regions.load())
