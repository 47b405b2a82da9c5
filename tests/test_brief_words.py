"""The words of a briefing: no claim beyond what people did, no number that a reader stumbles over."""

from __future__ import annotations

import dataclasses
import io
import re
import zipfile

from pipeline.brief import companions, press, workbook
from pipeline.brief.briefing import Briefing, Edition
from pipeline.brief.cohort import apart
from pipeline.brief.compose import Asked, compose
from pipeline.settings import Settings
from tests import settled


def composed(reviews: list, spotlight: str | None = None, final: bool = False) -> Briefing:
    return compose(Asked("2019-Q2", final, spotlight), *apart(reviews), Settings())


def web(b: Briefing, template: str = "briefing.html", **more: object) -> str:
    """What a page says, on one line."""
    return " ".join(re.sub(r"<[^>]+>", " ", press.html(b, for_print=False, template=template, **more)).split())


def test_the_cover_of_a_final_claims_no_more_than_people_did() -> None:
    reviews = [
        settled.review("a.pdf"),
        settled.review("b.pdf", decision="exclude", reason="no-police-before", by="machine"),
    ]
    b = dataclasses.replace(composed(reviews, final=True), edition=Edition(1))
    said = web(b)
    assert "Every screening" not in said
    assert "A person settled the screening of every included review and every tag counted here." in said
    assert "1 screening of this quarter stands as the program made it; people settled the others." in said


def test_numbers_of_included_reviews_are_told_as_sentences() -> None:
    def said(included: int, excluded: int) -> str:
        reviews = [settled.review(f"{n}.pdf") for n in range(included)]
        reviews += [settled.review(f"x{n}.pdf", decision="exclude", reason="no-police-before") for n in range(excluded)]
        text = web(composed(reviews))
        return re.search(r"examined \d+ unique reviews?\. (.*?)\. ", text)[1]  # type: ignore[index]

    assert said(0, 2).startswith("None of them were published")
    assert said(1, 2).endswith(
        "was published since 1 January 2016 and tells of police involvement before the incident: it is the one included review"
    )
    assert said(3, 0).startswith("All of them were published")
    assert said(3, 1).startswith("Three of them were published")


def test_the_spotlight_names_a_place_once_and_places_stand_in_the_order_of_reading() -> None:
    made = [
        settled.passage(name, f"The officer wrote {name}.", page=3, number=number, tags=[settled.tag("record-keeping")])
        for name, number in (("z", None), ("y", "5.2"), ("x", "5.10"), ("w", None))
    ]
    reviews = [settled.review("a.pdf", made, harm=("suicide",))]
    b = composed(reviews, "harm:suicide")
    assert [place.passage for place in b.themes[0].places] == ["z", "y", "x", "w"]
    assert "R1 p 3 , p 3 (5.2) , p 3 (5.10) ." in web(b)


def test_the_month_of_release_stands_on_the_cover() -> None:
    words = (("released", "<p>September <em>2019</em></p>\n"),)
    said = web(compose(Asked("2019-Q2", False, None, words), [], [], Settings()))
    assert "Released September 2019 Marking" in said


def test_tables_that_are_withheld_whole_are_named_in_one_line() -> None:
    said = web(composed([settled.review("a.pdf")]))
    assert "Not shown: outcome for the child; age of the child;" in said


def test_an_annex_names_the_reviews_that_speak_of_each_theme() -> None:
    b = composed(settled.quarter("2019-Q2", 12, 60))
    annex = max(b.annexes, key=lambda annex: len(annex.this_quarter))
    name = annex.this_quarter[0].themes[0]
    speaking = ", ".join(r.reference for r in annex.this_quarter if name in r.themes)
    assert f"{name} {speaking} " in web(b, "annex.html", annex=annex)


def test_what_no_page_can_show_is_left_out_of_every_file() -> None:
    title = "A\x00\x07 title \u202eturned\u202c \ud800 round\ufffe"
    tagged = settled.passage(
        "p",
        "The officer sat with the girl until she could speak.",
        tags=[settled.tag("voice-of-child", "good-practice")],
    )
    b = composed(
        [settled.review("a.pdf", [tagged], title=title, subject="  "), settled.review("b.pdf", title="\n \u202e ")]
    )
    assert [r.title for r in b.listed] == ["A title turned round", "Title not given"]
    for content in (web(b).encode(), companions.bank(b), *workbook_parts(b)):
        assert not set(content.decode()) & set("\x00\x07\u202e\u202c\ud800\ufffe")


def workbook_parts(b: Briefing) -> list[bytes]:
    with zipfile.ZipFile(io.BytesIO(workbook.workbook(b))) as book:
        return [book.read(name) for name in book.namelist()]


def test_a_draft_in_which_nothing_is_open_says_so() -> None:
    said = web(
        composed([settled.review("a.pdf", [settled.passage("p", "Seen.", tags=[settled.tag("record-keeping")])])])
    )
    assert "No suggested tag waits for a person; 1 is settled. No screening waits for a person." in said
    assert "The figures will change" not in said


def test_a_spotlight_that_falls_on_no_review_offers_no_help_with_hard_reading() -> None:
    said = web(composed([settled.review("a.pdf")], "harm:suicide"))
    assert "No included review concerns this." in said
    assert "Samaritans" not in said
    assert "Samaritans" in web(composed([settled.review("a.pdf", harm=("suicide",))], "harm:suicide"))
