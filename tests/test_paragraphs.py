"""Where a paragraph begins and ends, and which figures at its head are its number."""

from __future__ import annotations

from dataclasses import replace

import pytest

from pipeline.extract.body import body_of
from pipeline.extract.furniture import furniture
from pipeline.extract.lines import PageLine
from pipeline.extract.numbering import BULLET, numbered
from pipeline.extract.paragraphs import blocks


@pytest.mark.parametrize(
    ("text", "number", "rest"),
    [
        ("1.2.3 The officer came.", "1.2.3", "The officer came."),
        ("12) The officer came.", "12)", "The officer came."),
        ("(iv) the officer came;", "(iv)", "the officer came;"),
        ("[23] The officer came.", "[23]", "The officer came."),
        ("7. The officer came.", "7.", "The officer came."),
        ("(b) the officer came;", "(b)", "the officer came;"),
        ("2.3.14A crime was recorded.", "2.3.14", "A crime was recorded."),
        ("1.2A Nothing was recorded.", "1.2A", "Nothing was recorded."),
        ("2.3.10aThe stop was recorded.", "2.3.10a", "The stop was recorded."),
        ("2.3.18MARAC was told.", "2.3.18", "MARAC was told."),
        ("4.1The officer came.", "4.1", "The officer came."),
    ],
)
def test_a_number_is_told_from_its_text(text: str, number: str, rest: str) -> None:
    found = numbered(text, 0.0, frozenset())
    assert found
    assert (found["number"].strip(), found["rest"]) == (number, rest)


@pytest.mark.parametrize("text", ["15 March was a Tuesday.", "2016 began badly.", "I did not know him.", "a boy came"])
def test_words_and_dates_are_no_numbers(text: str) -> None:
    assert numbered(text, 0.0, frozenset()) is None


@pytest.mark.parametrize("sign", ["•", "▪", "–", "\uf0b7", "o", "➢", "*"])
def test_a_bullet_is_told_from_its_text(sign: str) -> None:
    found = BULLET.match(f"{sign} The officer came.")
    assert found
    assert found["rest"] == "The officer came."


def page(number: int, *texts: tuple[str, float] | str, top: float = 100.0, gap: float = 14.0) -> list[PageLine]:
    """The lines of a page, each reaching to the right edge or to where it is said."""
    made = []
    for row, said in enumerate(texts):
        text, x1 = said if isinstance(said, tuple) else (said, 520.0)
        made.append(PageLine(number, 0, text, 72.0, top + gap * row, x1, top + gap * row + 11, 11.0, False))
    return made


FULL = "words of a line that goes on to the right edge and does not end a sentence there, being"


def read(*pages: list[PageLine]) -> list[str]:
    return [block.text for block in blocks(pages, body_of(pages))]


def test_a_paragraph_goes_on_over_a_page_where_no_sentence_ends() -> None:
    assert len(read(page(1, FULL, FULL), page(2, "goes on here.", FULL))) == 1


def test_a_time_at_the_head_of_a_page_is_no_paragraph_number() -> None:
    found = read(page(1, FULL, "she was found by"), page(2, "23.40 in a caravan, and was taken home."))
    assert len(found) == 1
    assert found[0].endswith("by 23.40 in a caravan, and was taken home.")


def test_a_number_at_the_head_of_a_page_begins_a_paragraph() -> None:
    assert len(read(page(1, FULL, "It ended there."), page(2, "4.2 The next one began."))) == 2


def test_justified_text_ends_a_paragraph_where_a_line_stops_short() -> None:
    lines = [*[FULL] * 24, ("and there the sentence ends.", 505.0), "Next one begins with a capital and goes on,", FULL]
    assert len(read(page(1, *lines))) == 2


def test_ragged_text_goes_on_where_the_next_word_did_not_fit() -> None:
    ragged = [(FULL, 490.0 + 5 * (n % 6)) for n in range(24)]
    lines = [*ragged, ("and there the sentence ends.", 505.0), ("Notwithstanding all of this, it went on", 500.0)]
    assert len(read(page(1, *lines))) == 1


def test_a_running_line_to_which_a_note_is_stuck_is_running_too() -> None:
    title = "Page {}: Serious Case Review of the services to Child H4 and family"
    pages = [page(n, title.format(n) + (" draft, not final" if n == 9 else ""), top=30) for n in range(1, 10)]
    pages = [lines + page(n, f"On day {n} of {n * 7}, " + FULL, top=300) for n, lines in enumerate(pages, start=1)]
    aside = furniture(pages, [842.0] * 9)
    assert all(id(lines[0]) in aside and id(lines[1]) not in aside for lines in pages)


def test_text_that_never_ends_is_read_in_time_and_in_pieces() -> None:
    endless = [
        page(n, *[f"word {n} and more that goes on without an end to it in any line of all"] * 50) for n in range(80)
    ]
    found = read(*endless)
    assert max(len(text) for text in found) < 40_000
    assert sum(text.count("word") for text in found) == 80 * 50


def test_a_word_that_ends_in_a_hyphen_goes_on_with_to_only_where_to_is_a_word_of_its_own() -> None:
    assert read(page(1, "an appointment was made for a face-", "to-face meeting with the child's aunt"))[0].endswith(
        "a face-to-face meeting with the child's aunt"
    )


def test_a_little_white_space_divides_paragraphs_where_it_stands_after_sentences_alone() -> None:
    ends = ["It was written down by the officer.", "So it was, and nobody read it then."]
    made, top = [], 60.0
    for number in range(24):
        made += page(1, ("The " + FULL, 520.0), (ends[number % 2], 515.0), top=top)
        top += 29.2
    assert len(read(made)) == 24


def test_a_paragraph_of_one_full_line_ends_where_the_next_is_set_in_too() -> None:
    made, top = [], 60.0
    for _ in range(8):
        first, *rest = page(1, FULL, FULL, ("and there the sentence ended.", 300.0), top=top)
        made += [replace(first, x0=90.0), *rest]
        top += 42
    whole, following, rest = page(1, "It took one line.", "The next begins here and goes on,", FULL, top=top)
    made += [replace(whole, x0=90.0), replace(following, x0=90.0), rest]
    assert [text[:12] for text in read(made)[-2:]] == ["It took one ", "The next beg"]


def test_what_stands_beside_a_box_is_narrow_and_its_lines_are_not_short() -> None:
    beside = [(FULL, 330.0), (FULL, 335.0), (FULL, 328.0), ('The entry reads: "Low mood.', 310.0), ('Chatty."', 160.0)]
    above = page(1, *[FULL] * 9, "and it ended.", top=60)
    assert len(read([*above, *page(1, *beside, top=260)])) == 2


def test_a_heading_of_two_lines_is_one_where_the_leading_is_wide() -> None:
    heading = [
        replace(line, size=15.0, bold=True) for line in page(1, "What the panel found", "and why", top=60, gap=31)
    ]
    found = read([*heading, *page(1, *[FULL] * 12, top=130, gap=23)])
    assert found[0] == "What the panel found and why"
