"""What is confidential stays out: small counts, restricted words, names, dates and methods."""

from __future__ import annotations

import dataclasses
import io
from pathlib import Path
from urllib.parse import quote

import pikepdf
import pytest
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import Workbook

from pipeline.brief import annexes, characteristics, disclosure, press
from pipeline.brief.cohort import RestrictedReview, apart
from pipeline.brief.compose import Asked, compose
from pipeline.brief.gate import Gate, check_nothing_restricted
from pipeline.brief.printable import names, problem
from pipeline.brief.quotations import extract
from pipeline.errors import BriefingError
from pipeline.records import Review
from pipeline.settings import Disclosure, Settings
from tests import settled

NUMBERS = st.dictionaries(st.sampled_from("abcdefgh"), st.integers(0, 14), min_size=1)
SMALLEST = st.integers(2, 7)


# --- small counts ------------------------------------------------------------------------------------------


def possible(numbers: dict[str, int], hidden: frozenset[str], row: str) -> set[int]:
    """Every value that a reader who knows the total could give to a withheld row; a withheld row is not nought."""
    rest = sum(numbers[r] for r in hidden)
    least = 0 if len(hidden) == len(numbers) else 1
    others = len(hidden) - 1
    if not others:
        return {rest}
    return set(range(least, rest - least * others + 1))


@given(NUMBERS, SMALLEST)
def test_no_small_count_can_be_read_or_worked_out_from_the_total(numbers: dict[str, int], smallest: int) -> None:
    hidden = disclosure.hidden_rows(numbers, smallest, adds_up=True)
    for row, number in numbers.items():
        if 0 < number < smallest:
            assert row in hidden
            assert len(numbers) == 1 or len(possible(numbers, hidden, row)) > 1
    if hidden and len(hidden) < len(numbers):
        assert sum(numbers[row] for row in hidden) >= smallest, "the sum of what is withheld is no small count either"


@given(NUMBERS, SMALLEST)
def test_nothing_is_withheld_where_nothing_is_small(numbers: dict[str, int], smallest: int) -> None:
    if all(number == 0 or number >= smallest for number in numbers.values()):
        assert disclosure.hidden_rows(numbers, smallest, adds_up=True) == frozenset()


@given(NUMBERS, NUMBERS, SMALLEST)
def test_a_running_total_never_tells_a_small_growth(
    before: dict[str, int], grown: dict[str, int], smallest: int
) -> None:
    now = {row: before.get(row, 0) + grown.get(row, 0) for row in {*before, *grown}}
    first = disclosure.hidden_rows(before, smallest, adds_up=False)
    printed = {row: number for row, number in before.items() if row not in first}
    hidden = disclosure.hidden_rows(now, smallest, adds_up=False, printed=printed)
    for row in now.keys() - hidden:
        assert now[row] == 0 or now[row] >= smallest
        if row in printed:
            assert not 0 < now[row] - printed[row] < smallest


@given(st.lists(st.sampled_from(["Female", "Male", "Not stated"]), max_size=30), SMALLEST)
def test_a_withheld_table_prints_no_figure(answers: list[str], smallest: int) -> None:
    rows = {
        row: tuple(f"R{i}" for i, said in enumerate(answers) if said == row) for row in ("Female", "Male", "Not stated")
    }
    table = disclosure.table("sex", "Sex", rows, len(answers), smallest)
    small = [row for row in table.rows if 0 < row.number < smallest]
    assert all(row.hidden for row in small)
    assert table.withheld == (bool(small) and all(row.hidden for row in table.rows))


def test_what_a_table_withholds_no_entry_of_the_list_tells() -> None:
    reviews = [settled.review(f"g{i}.pdf", sex="female", harm=("neglect",), years=3, place=i) for i in range(6)]
    reviews += [settled.review(f"b{i}.pdf", sex="male", harm=("suicide",), years=16, place=i) for i in range(2)]
    b = compose(Asked("2019-Q2", False, None), *apart(reviews), Settings())
    sex = next(table for table in b.characteristics if table.id == "sex")
    assert sex.withheld, "two boys of eight would be told by six girls"
    told = " ".join(entry.abstract for entry in b.listed)
    assert "girl" not in told
    assert "boy" not in told
    assert "suicide" not in told
    assert "neglect" in told


def test_what_the_spotlight_says_anyway_is_shown() -> None:
    reviews = [settled.review(f"g{i}.pdf", harm=("neglect",), years=3) for i in range(6)]
    reviews += [settled.review(f"b{i}.pdf", harm=("suicide",), years=16) for i in range(2)]
    b = compose(Asked("2019-Q2", False, "harm:suicide"), *apart(reviews), Settings())
    harm = next(table for table in b.characteristics if table.id == "harm")
    assert {row.label: row.shown for row in harm.rows} == {"Neglect": "6", "Suicide": "2"}


def test_restricted_reviews_cannot_be_worked_out_from_the_flow() -> None:
    reviews = [settled.review("a.pdf"), *(settled.review(f"s{i}.pdf", handling="restricted") for i in range(3))]
    b = compose(Asked("2019-Q2", False, None), *apart(reviews), Settings())
    assert b.flow.restricted == "fewer than 5"
    assert b.flow.found == 1, "what was found is published documents only"


def test_a_restricted_review_reaches_the_figures_without_a_field_for_text() -> None:
    published, restricted = apart([settled.review("s.pdf", handling="restricted", title="A secret title")])
    assert published == []
    assert [field.name for field in dataclasses.fields(RestrictedReview)] == ["quarter"]
    assert "secret" not in repr(restricted)


def test_an_annex_withholds_small_counts_and_small_growth() -> None:
    def year(quarter: str, number: int) -> list:
        one = [
            settled.passage(f"{quarter}{i}", "The officer looked.", tags=[settled.tag("voice-of-child")])
            for i in range(number)
        ]
        return [settled.review(f"{quarter}-{i}.pdf", [p], quarter=quarter) for i, p in enumerate(one)]

    def annex(quarter: str, reviews: list, printed: dict[str, int]) -> tuple:
        asked = Asked(quarter, False, None, printed=tuple(printed.items()))
        return compose(asked, *apart(reviews), Settings()).annexes

    first = annex("2019-Q1", year("2019-Q1", 6), {})
    assert [count.shown for _, count, _ in first[0].themes] == ["6"]
    printed = annexes.shown_cells(first)
    reviews = [*year("2019-Q1", 6), *year("2019-Q2", 2)]
    second = annex("2019-Q2", reviews, printed)
    assert [count.shown for _, count, _ in second[0].themes] == [disclosure.WITHHELD], "8 less 6 would tell of two"
    assert [c.shown for _, c, _ in annex("2019-Q2", reviews, {})[0].themes] == ["8"], "where nothing was printed before"


def test_two_editions_side_by_side_tell_no_small_count() -> None:
    def children(number: int, printed: dict[str, int]) -> tuple:
        reviews = [settled.review(f"{n}.pdf", sex="male" if n % 2 else "female") for n in range(12)]
        reviews += [settled.review(f"late-{n}.pdf", sex="male") for n in range(number)]
        asked = Asked("2019-Q2", True, None, printed=tuple(printed.items()))
        return compose(asked, *apart(reviews), Settings()).characteristics

    first = children(0, {})
    sexes = next(table for table in first if table.id == "sex")
    assert {row.label: row.shown for row in sexes.rows} == {"Female": "6", "Male": "6"}
    second = next(table for table in children(1, characteristics.shown_cells(first)) if table.id == "sex")
    assert second.withheld, "7 less 6 would tell that the review left out was of a boy"
    assert next(t for t in children(0, characteristics.shown_cells(first)) if t.id == "sex") == sexes


# --- extracts ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "what"),
    [
        ("Officers called on 4 March 2016 and left.", "an exact date"),
        ("Officers called on the 14th of June and left.", "an exact date"),
        ("Officers called on 04/03/2016 and left.", "an exact date"),
        ("Officers called on Christmas Eve and left.", "an exact date"),
        ("Officers called on 14-March and left.", "an exact date"),
        ("Officers called on the fourteenth of June and left.", "an exact date"),
        ("Officers called in the night of the twenty-first of May.", "an exact date"),
        ("Officers wrote to ab1 2cd and heard nothing.", "an address"),
        ("Officers rang +44 7700 900123 and heard nothing.", "an address"),
        ("Officers had found the posts at www.example.org that week.", "an address"),
        ("Officers had her number, 943 476 5919, on the log.", "an address"),
        ("The boy, born on a Sunday, was seen by officers.", "a date of birth"),
        ("Officers saw her a week before her birthday that year.", "a date of birth"),
        ("Officers went to 14 Mill Road that night.", "an address"),
        ("Officers went to the house near AB1 2CD that night.", "an address"),
        ("Officers went to flat 3 that night.", "an address"),
        ("The log shows that Sergeant Harris closed it.", "a member of staff's name"),
        ("The log shows that PC 4471 closed it.", "a member of staff's name"),
        ("The officer had seen Thornbury only once that year.", "a name"),
        ("Thornbury officers had seen the boy only once.", "a name"),
        ("Priya told the officer that she was afraid.", "a name"),
        ("She had taken an overdose the week before police called.", "a method"),
        ("Police had been told of the ligature a month before.", "a method"),
        ("Officers from the force saw the child and wrote down what she said.", None),
        ("Child K told the officer that Mother was asleep.", None),
    ],
)
def test_what_must_not_be_printed_is_recognised(text: str, what: str | None) -> None:
    assert problem(text) == what


def test_a_sentence_may_begin_with_a_word_that_the_review_writes_small_elsewhere() -> None:
    assert names("Records show that nobody asked.") == ["Records"]
    assert names("Records show that nobody asked.", frozenset({"records"})) == []
    assert names("The officer rang Priya at home.", frozenset({"priya"})) == ["Priya"], "never within a sentence"


def test_an_extract_is_whole_sentences_and_short() -> None:
    text = (
        "The panel met Constable Harris in May. Officers recorded the kitchen as clean and did not go upstairs, where the "
        "children slept. " + "This long sentence goes on about many other things " * 8 + "and ends."
    )
    assert extract(settled.passage("p", text), 40, ()) == (
        "Officers recorded the kitchen as clean and did not go upstairs, where the children slept."
    )


def test_an_extract_is_taken_from_the_sentences_that_carry_the_theme() -> None:
    one = "Nobody in the force checked whether the address was still the right one."
    two = "The officers went back twice in the same week and took the time to listen to the boy."
    assert extract(settled.passage("p", f"{one} {two}"), 40, ("checked",), span=(1, 2)) == two
    assert extract(settled.passage("p", f"{one} {two}"), 40, ("checked",), span=(-1, 1)) == one


def test_a_passage_without_a_printable_sentence_gives_no_extract() -> None:
    assert extract(settled.passage("p", "Sergeant Harris rang Dr Patel on 3 May 2015 about it all."), 40, ()) is None


@pytest.mark.parametrize("most", [12, 18, 40])
def test_no_extract_is_longer_than_the_rules_allow(most: int) -> None:
    rules = Settings(disclosure=Disclosure(quotation_words=most))
    b = compose(Asked("2019-Q2", False, None), *apart(settled.quarter("2019-Q2", 6, 30)), rules)
    lengths = [len(q.text.split()) for card in b.told for q in (*card.quotations, *card.praised)]
    assert max(lengths, default=0) <= most
    assert most < 18 or lengths


def test_confidential_hidden_and_restricted_passages_are_never_quoted() -> None:
    text = "The officer sat with the child until she was ready to talk about it."
    tags = [settled.tag("voice-of-child", "good-practice")]
    kept = settled.passage("p", text, tags=tags, confidential=True)
    shown = settled.passage("q", text.replace("child", "girl"), tags=tags)
    b = compose(Asked("2019-Q2", False, None), *apart([settled.review("a.pdf", [kept, shown])]), Settings())
    assert {q.passage for q in b.bank} == {"q"}


# --- the last gate -----------------------------------------------------------------------------------------

SECRET = "The panel was told in confidence that the uncle had moved back into the house in spring."


def secret(text: str = SECRET, title: str | None = None):  # noqa: ANN201
    return settled.review("secret.pdf", [settled.passage("s", text)], handling="restricted", title=title)


def pdf_with(**where: str) -> bytes:
    """An empty page that says something where nobody looks."""
    pdf = pikepdf.new()
    pdf.add_blank_page()
    if "title" in where:
        pdf.docinfo["/Title"] = where["title"]
    if "alt" in where:
        element = pdf.make_indirect(pikepdf.Dictionary(S=pikepdf.Name.Figure, Alt=pikepdf.String(where["alt"])))
        pdf.Root.StructTreeRoot = pdf.make_indirect(pikepdf.Dictionary(K=element))
    if "bookmark" in where:
        with pdf.open_outline() as outline:
            outline.root.append(pikepdf.OutlineItem(where["bookmark"], 0))
    if "attachment" in where:
        pdf.attachments["note.txt"] = where["attachment"].encode()
    buffer = io.BytesIO()
    pdf.save(buffer)
    return buffer.getvalue()


@pytest.mark.parametrize("place", ["title", "alt", "bookmark", "attachment"])
def test_the_last_gate_looks_where_nobody_looks(place: str) -> None:
    with pytest.raises(BriefingError, match="secret.pdf") as refused:
        check_nothing_restricted({"b.pdf": pdf_with(**{place: SECRET})}, [secret()])
    assert "uncle" not in str(refused.value), "an error never carries passage text"


@pytest.mark.parametrize(
    "said",
    [
        "<p>told in confidence that <b>the</b> uncle had moved&#32;back",
        "<p>told in con\u00adfidence that the uncle had moved back",
        '<img alt="TOLD IN CONFIDENCE: that the uncle had moved back">',
        "<p>told in con\ufb01dence that the uncle had moved back",
        "<p>told in confi-\ndence that the un-cle had movedback",
        "<td>told in confidence</td><td>that the uncle</td><td>had moved back</td>",
        "<!-- told in confidence that the uncle had moved back -->",
    ],
)
def test_the_last_gate_reads_through_markup_case_hyphens_and_ligatures(said: str) -> None:
    with pytest.raises(BriefingError):
        check_nothing_restricted({"b.html": said.encode()}, [secret()])


@pytest.mark.parametrize(
    "said",
    [
        "He didn’t ring: twelve calls, 1,250 pounds gone",
        "he didn't ring 12 calls, 1250 pounds",
        "HE DIDN‘T RING; 12 CALLS (1 250 POUNDS)",
    ],
)
def test_the_last_gate_reads_through_quotes_and_numbers(said: str) -> None:
    with pytest.raises(BriefingError):
        check_nothing_restricted({"b.html": said.encode()}, [secret("He didn't ring: 12 calls, 1,250 pounds")])


def test_the_last_gate_reads_through_the_escapes_of_an_address() -> None:
    link = f'<a href="https://a.b/{quote(SECRET)}">here</a>'
    with pytest.raises(BriefingError, match=r"words of"):
        check_nothing_restricted({"b.html": link.encode()}, [secret()])


def test_the_last_gate_reads_cells_of_a_workbook_and_pages_of_a_pdf() -> None:
    book = Workbook()
    book.active["B7"], book.active["C7"] = SECRET[:40], SECRET[40:]
    buffer = io.BytesIO()
    book.save(buffer)
    with pytest.raises(BriefingError, match="b.xlsx"):
        check_nothing_restricted({"b.xlsx": buffer.getvalue()}, [secret()])
    drawn = f'<html lang="en"><title>t</title><h1>x</h1><svg viewBox="0 0 900 20"><text y="15">{SECRET}</text></svg>'
    with pytest.raises(BriefingError, match="b.pdf"):
        check_nothing_restricted({"b.pdf": press.pdf(drawn, 0)}, [secret()])


def minding(reviews: list, *withdrawn: Review) -> Gate:
    gate = Gate(lambda: reviews, withdrawn)
    assert list(gate.minding(reviews)) == reviews
    return gate


def test_the_last_gate_knows_what_was_withdrawn_and_what_is_confidential() -> None:
    page = {"b.html": f"<p>{SECRET}".encode()}
    withdrawn = secret().review
    with pytest.raises(BriefingError, match="secret.pdf"):
        minding([settled.review("a.pdf")], withdrawn).check(page)
    with pytest.raises(BriefingError, match="open.pdf"):
        minding([settled.review("open.pdf", [settled.passage("p", SECRET, confidential=True)])]).check(page)
    minding([settled.review("open.pdf", [settled.passage("p", SECRET)])], withdrawn).check(page)


def test_a_short_restricted_passage_and_a_title_are_secret_whole() -> None:
    for review in (secret("He slept at the bakery."), secret("x", title="The boy in the bakery")):
        words = review.review.passages[0].text if len(review.review.passages[0].text) > 1 else review.review.title
        with pytest.raises(BriefingError):
            check_nothing_restricted({"b.html": f"<li>{words}</li>".encode()}, [review])


def test_the_last_gate_lets_pass_what_is_published_or_our_own() -> None:
    check_nothing_restricted({"b.html": b"<p>Nothing of it, only that a review was counted.</p>"}, [secret()])
    published = settled.review("open.pdf", [settled.passage("p", SECRET)])
    check_nothing_restricted({"b.html": f"<p>{SECRET}".encode()}, [secret(), published])
    check_nothing_restricted({"b.html": b"<h3>What is kept back</h3>"}, [secret("What is kept back")])
    named = "Aldermoor Safeguarding Children Board Serious Case Review Child A"
    check_nothing_restricted(
        {"b.html": f"<li>{named}".encode()}, [secret(f"{named}, overview"), settled.review("a.pdf")]
    )


def test_restricted_words_in_the_commentary_stop_the_printing(tmp_path: Path) -> None:
    from pipeline.brief import brief
    from tests.test_brief_release import source

    (tmp_path / "commentary" / "2019-Q2").mkdir(parents=True)
    (tmp_path / "commentary" / "2019-Q2" / "introduction.md").write_text(f"We read that {SECRET}")
    reviews = [settled.review("a.pdf"), secret()]
    with pytest.raises(BriefingError, match="secret.pdf"):
        brief("2019-Q2", source(tmp_path, reviews), False, None)
    assert not [path for path in (tmp_path / "briefings").rglob("*") if path.is_file()], "no file is left"
