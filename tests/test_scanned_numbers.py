"""What text recognition loses of paragraph numbers is put back where the numbers around it say so."""

from __future__ import annotations

import pytest

from pipeline.extract.glyphs import Run
from pipeline.extract.scanned_numbers import with_numbers


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
    runs, last = with_numbers([line(f"{read} The officer wrote it down.", 1)], before)
    assert (runs[0].text, last) == (f"{meant} The officer wrote it down.", meant)


@pytest.mark.parametrize("text", ["23 May was a Sunday in that year.", "In that year he left the school."])
def test_what_no_white_space_parts_from_the_line_is_no_number(text: str) -> None:
    assert with_numbers([line(text, 1, gap=3.0)], "2.2") == ([line(text, 1, gap=3.0)], "2.2")


@pytest.mark.parametrize("read", ["R1", "1.2A", "AB"])
def test_a_number_of_another_kind_is_left_as_it_is(read: str) -> None:
    runs, _ = with_numbers([line(f"{read} The officer wrote it down.", 1)], "1.2")
    assert runs[0].text == f"{read} The officer wrote it down."


def test_a_chapter_and_the_page_before_tell_what_comes_next() -> None:
    first, last = with_numbers([line("2.7 The officer wrote it down.", 1)], "")
    second, _ = with_numbers(
        [line("3. Analysis of practice", 1, bold=True), line("31 She told nobody of it.", 2)], last
    )
    assert [run.text for run in (*first, *second)][2] == "3.1 She told nobody of it."
