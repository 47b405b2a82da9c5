"""The briefing as it is printed: accessible, traceable, and silent about what is confidential."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pikepdf
import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline import cli
from pipeline.brief.disclosure import check_nothing_restricted, suppressed
from pipeline.brief.press import words
from pipeline.brief.quotations import extract, names, problem
from pipeline.errors import BriefingError
from pipeline.records import Passage, SettledPassage, SettledReview
from pipeline.store import create
from tests import originals


@pytest.fixture(scope="module")
def printed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of a briefing over one included and one excluded review."""
    folder = tmp_path_factory.mktemp("brief") / "north"
    create(folder)
    originals.review(folder / "originals" / "child-a.pdf", "Child A", "14 March 2018", originals.BEFORE)
    originals.review(folder / "originals" / "baby-b.pdf", "Baby B", "May 2019", originals.AFTER)
    (folder / "register.csv").write_text("file,examined\nchild-a.pdf,2019-05-02\nbaby-b.pdf,2019-05-03\n")
    words = folder / "commentary" / "2019-Q2"
    words.mkdir(parents=True)
    (words / "introduction.md").write_text("We met **two** forces. <script>alert(1)</script>")
    assert cli.run(["--corpus", str(folder), "brief", "--workers", "1"]) == 0
    return folder / "briefings" / "2019-Q2"


def structure(pdf: pikepdf.Pdf) -> list[pikepdf.Dictionary]:
    """Every element of the structure tree, in reading order."""
    found: list[pikepdf.Dictionary] = []

    def walk(node: object) -> None:
        if isinstance(node, pikepdf.Array):
            for child in node:
                walk(child)
        elif isinstance(node, pikepdf.Dictionary):
            if "/S" in node:
                found.append(node)
            if "/K" in node:
                walk(node["/K"])

    walk(pdf.Root.StructTreeRoot)
    return found


def test_the_pdf_is_tagged_as_pdf_ua_asks(printed: Path) -> None:
    with pikepdf.open(printed / "briefing-2019-Q2-draft.pdf") as pdf:
        assert str(pdf.Root.Lang) == "en-GB"
        assert bool(pdf.Root.MarkInfo.Marked)
        assert bool(pdf.Root.ViewerPreferences.DisplayDocTitle)
        assert "Quarter 2 of 2019" in str(pdf.docinfo["/Title"])
        with pdf.open_metadata() as metadata:
            assert metadata["pdfuaid:part"] == "1"
        elements = structure(pdf)
        kinds = Counter(str(element.S) for element in elements)
        levels = [int(str(e.S)[2]) for e in elements if str(e.S) in ("/H1", "/H2", "/H3", "/H4")]
        assert kinds["/H1"] == 1
        assert levels[0] == 1
        assert all(after - before <= 1 for before, after in zip(levels, levels[1:], strict=False)), "no level skipped"
        figures = [element for element in elements if str(element.S) == "/Figure"]
        assert figures
        assert all(str(figure.get("/Alt", "")) for figure in figures)
        assert kinds["/TH"] > 0
        with pdf.open_outline() as outline:
            assert [item.title for item in outline.root][:3] == ["At a glance", "Contents", "Introduction"]
        assert all(page.get("/Tabs") == "/S" for page in pdf.pages if "/Annots" in page)


def test_every_font_is_embedded(printed: Path) -> None:
    with pikepdf.open(printed / "briefing-2019-Q2-draft.pdf") as pdf:
        for page in pdf.pages:
            for font in page.Resources.get("/Font", {}).values():
                for inner in font.get("/DescendantFonts", [font]):
                    assert any(name in inner.FontDescriptor for name in ("/FontFile", "/FontFile2", "/FontFile3"))


def test_commentary_is_set_in_its_place_and_its_markup_is_harmless(printed: Path) -> None:
    page = (printed / "briefing-2019-Q2-draft.html").read_text()
    assert "<strong>two</strong> forces" in page
    assert "<script" not in page


def test_the_web_twin_names_every_review_it_refers_to(printed: Path) -> None:
    import re

    page = (printed / "briefing-2019-Q2-draft.html").read_text()
    targets = set(re.findall(r'href="#([^"]+)"', page))
    assert targets <= set(re.findall(r'id="([^"]+)"', page))


def test_the_flow_adds_up(printed: Path) -> None:
    from openpyxl import load_workbook

    steps = dict(
        row[:2]
        for row in load_workbook(printed / "briefing-2019-Q2-draft.xlsx")["Flow"].iter_rows(min_row=2, values_only=True)
    )
    taken = sum(int(n) for step, n in steps.items() if step.startswith(("Excluded", "Referred")))
    assert int(steps["Examined"]) == taken + int(steps["Included"]) == 2


# --- small counts ------------------------------------------------------------------------------------------


@given(st.lists(st.integers(0, 12), min_size=1, max_size=8), st.integers(2, 6))
def test_no_small_count_can_be_read_or_worked_out(numbers: list[int], smallest: int) -> None:
    rows = [(f"row {i}", tuple(f"R{i}-{j}" for j in range(n))) for i, n in enumerate(numbers)]
    shown = suppressed(rows, smallest)
    hidden = [count for count in shown if not count.shown.isdigit()]
    for count in shown:
        assert count in hidden or count.number == 0 or count.number >= smallest
    others = [count for count in shown if count not in hidden and count.number]
    assert len(hidden) != 1 or not others, "one hidden number is told by the total of the rest"


# --- extracts ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "what"),
    [
        ("Officers called on 4 March 2016 and left.", "an exact date"),
        ("The boy, born on a Sunday, was seen by officers.", "a date of birth"),
        ("Officers went to 14 Mill Road that night.", "an address"),
        ("The log shows that Sergeant Harris closed it.", "a member of staff's name"),
        ("The officer had seen Thornbury only once that year.", "a name"),
        ("She had taken an overdose the week before police called.", "a method"),
        ("Officers from the force saw the child and wrote down what she said.", None),
        ("Child K told the officer that Mother was asleep.", None),
    ],
)
def test_what_must_not_be_printed_is_recognised(text: str, what: str | None) -> None:
    assert problem(text) == what


def test_a_name_in_the_middle_of_a_sentence_is_seen() -> None:
    assert names("The officer rang Priya at home.") == ["Priya"]


def settled(text: str) -> SettledPassage:
    return SettledPassage(Passage("p", 1, (1,), (), "1.1", (), text), "finding", "before")


def test_an_extract_is_whole_sentences_and_short() -> None:
    text = (
        "The panel met Constable Harris in May. Officers recorded the kitchen as clean and did not go upstairs, where the "
        "children slept. " + "This long sentence goes on about many other things " * 8 + "and ends."
    )
    assert extract(settled(text), 40, ()) == (
        "Officers recorded the kitchen as clean and did not go upstairs, where the children slept."
    )


def test_a_passage_without_a_printable_sentence_gives_no_extract() -> None:
    assert extract(settled("Sergeant Harris rang Dr Patel on 3 May 2015 about it all."), 40, ()) is None


# --- the last gate -----------------------------------------------------------------------------------------


def restricted(text: str) -> SettledReview:
    from pipeline.records import Characteristics, Forces, Review

    review = Review(
        "s", "secret.pdf", ("RAPID_REVIEW",), None, None, None, None, None, None, None, (), Forces(), Characteristics(), (),
        (Passage("p", 1, (1,), (), None, (), text),),
    )  # fmt: skip
    return SettledReview("secret.pdf", "s", "extracted", "restricted", "2019-05-01", "2019-Q2", review=review)


SECRET = "The panel was told in confidence that the uncle had moved back into the house in spring."


def test_the_last_gate_refuses_eight_words_of_a_restricted_review() -> None:
    with pytest.raises(BriefingError, match="secret.pdf") as refused:
        check_nothing_restricted(
            [words("<p>told in confidence that <b>the</b> uncle had moved&#32;back")], [restricted(SECRET)]
        )
    assert "uncle" not in str(refused.value), "an error never carries passage text"


def test_the_last_gate_lets_other_words_pass() -> None:
    check_nothing_restricted(["<p>Nothing of it, only that a review was counted.</p>"], [restricted(SECRET)])
