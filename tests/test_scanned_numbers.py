"""What text recognition loses of paragraph numbers is put back where the numbers around it say so."""

from __future__ import annotations

import pytest

from pipeline.extract.glyphs import Run
from pipeline.extract.scanned_numbers import Counted, with_numbers


def line(text: str, level: int, gap: float = 20.0, bold: bool = False) -> Run:
    """A recognised line whose first word stands so far from the next."""
    first, *rest = text.split()
    words = ((first, 70.0, 84.0), *((word, 84.0 + gap + 40 * n, 120.0 + gap + 40 * n) for n, word in enumerate(rest)))
    return Run(text, 70.0, 20.0 * level, 500.0, 20.0 * level + 9, 9.0, bold, 0, level, words=words)


@pytest.mark.parametrize(
    ("before", "read", "meant"),
    [("2.2", "23", "2.3"), ("2.9", "210", "2.10"), ("2.9", "31", "3.1"), ("3.0", "a1", "3.1"), ("1.2.3", "124", "1.2.4"), ("2.3", "231", "2.3.1")],
)  # fmt: skip
def test_a_number_whose_dots_were_lost_is_the_next(before: str, read: str, meant: str) -> None:
    runs, counted = with_numbers([line(f"{read} The officer wrote it down.", 1)], Counted(before))
    assert (runs[0].text, counted.last) == (f"{meant} The officer wrote it down.", meant)


@pytest.mark.parametrize("text", ["23 May was a Sunday in that year.", "In that year he left the school."])
def test_what_no_white_space_parts_from_the_line_is_no_number(text: str) -> None:
    assert with_numbers([line(text, 1, gap=3.0)], Counted("2.2")) == ([line(text, 1, gap=3.0)], Counted("2.2"))


@pytest.mark.parametrize("read", ["R1", "1.2A", "AB"])
def test_a_number_of_another_kind_is_left_as_it_is(read: str) -> None:
    runs, _ = with_numbers([line(f"{read} The officer wrote it down.", 1)], Counted("1.2"))
    assert runs[0].text == f"{read} The officer wrote it down."


def test_a_chapter_and_the_page_before_tell_what_comes_next() -> None:
    first, last = with_numbers([line("2.7 The officer wrote it down.", 1)], Counted())
    second, _ = with_numbers(
        [line("3. Analysis of practice", 1, bold=True), line("31 She told nobody of it.", 2)], last
    )
    assert [run.text for run in (*first, *second)][2] == "3.1 She told nobody of it."


def texts(lines: list[Run], counted: Counted) -> list[str]:
    return [run.text for run in with_numbers(lines, counted)[0]]


def test_a_figure_too_many_is_dropped_where_the_number_ahead_says_so() -> None:
    lines = [line("1.22 Two men have been convicted.", 1), line("1.3 The partnership met.", 2)]
    assert texts(lines, Counted("1.1")) == ["1.2 Two men have been convicted.", "1.3 The partnership met."]
    lines = [line("1.22 Two men have been convicted.", 1), line("1.23 The partnership met.", 2)]
    assert texts(lines, Counted("1.21")) == [run.text for run in lines]


@pytest.mark.parametrize("read", ["9.2", "co"])
def test_a_number_read_wrong_is_the_one_that_the_numbers_on_both_sides_leave(read: str) -> None:
    lines = [line("5.1 The school met.", 1), line(f"{read} The police met.", 2), line("5.3 The board met.", 3)]
    assert texts(lines, Counted())[1] == "5.2 The police met."
    assert texts(lines[:2], Counted())[1] == f"{read} The police met."


def alone(text: str, x: float) -> Run:
    return Run(text, x, 40.0, x + 14, 49.0, 9.0, False, 0, 2, words=((text, x, x + 14),))


@pytest.mark.parametrize("read", ["a2", "ya", "2.8"])
def test_signs_by_themselves_where_numbers_stand_are_the_next_number(read: str) -> None:
    text = Run("She told nobody of it.", 107.0, 38.0, 400.0, 47.0, 9.0, False, 0, 3)
    lines = [line("2.7 The officer wrote it down.", 1), alone(read, 70.0), text]
    assert texts(lines, Counted("2.6"))[1] == "2.8"
    assert read == "2.8" or texts([lines[0], alone(read, 170.0), text], Counted("2.6"))[1] == read


@pytest.mark.parametrize("word", ["home.", "it.", "2016"])
def test_a_last_word_that_no_line_stands_beside_is_no_number(word: str) -> None:
    assert texts([line("2.7 The officer wrote it down at", 1), alone(word, 70.0)], Counted("2.6"))[1] == word


def test_the_items_of_a_list_are_counted_on_across_pages() -> None:
    first = [line(f"{read} Norwold Police to keep a record.", level) for level, read in enumerate(("1,", "a.", "3;"))]
    runs, counted = with_numbers(first, Counted())
    assert [run.text.split()[0] for run in runs] == ["1.", "2.", "3."]
    assert [
        text.split()[0]
        for text in texts([line("4. Schools to tell the board.", 1), line("3. The board to ask.", 2)], counted)
    ] == ["4.", "5."]


def test_a_round_dot_read_as_a_sign_is_a_bullet_again() -> None:
    assert texts([line("¢ The school was told.", 1)], Counted()) == ["• The school was told."]
