"""Where a paragraph begins and ends, and which figures at its head are its number."""

from __future__ import annotations

import pytest

from pipeline.extract.lines import PageLine, furniture
from pipeline.extract.numbering import BULLET, numbered
from pipeline.extract.paragraphs import blocks, body_of


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
