"""Withholds small counts, and every further one from which a withheld count could be worked out.

A count from 1 up to the threshold is withheld. Where the rows of a table add up to a number that is printed, two or
more rows are withheld whose sum is itself no small count and leaves more than one answer for each; where the table
has too few rows for that, it is withheld whole. A figure that differs by a small count from what it was when last
printed (a running total, or the same table in an earlier edition) is withheld too, so that two briefings side by side tell no more than each alone.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping

from pipeline.brief.briefing import Count, Table

WITHHELD = "withheld"
Rows = Mapping[str, tuple[str, ...]]


def hidden_rows(
    numbers: Mapping[str, int], smallest: int, adds_up: bool, printed: Mapping[str, int] | None = None,
    open_rows: Collection[str] = (),
) -> frozenset[str]:  # fmt: skip
    """The rows to withhold, given what earlier briefings printed of them and the rows that are told elsewhere anyway."""
    before = printed or {}
    hidden = {
        row
        for row, number in numbers.items()
        if row not in open_rows and (0 < number < smallest or 0 < abs(number - before.get(row, number)) < smallest)
    }
    if not hidden or not adds_up:
        return frozenset(hidden)
    rest = sorted((number, row) for row, number in numbers.items() if row not in hidden and number)
    rest = [(number, row) for number, row in rest if row not in open_rows]
    while not _leaves_open([numbers[row] for row in hidden], smallest):
        if not rest:
            return frozenset(numbers)
        hidden.add(rest.pop(0)[1])
    return frozenset(hidden)


def _leaves_open(numbers: Collection[int], smallest: int) -> bool:
    """Whether the sum of withheld counts, which a reader can work out, leaves each of them more than one value."""
    return len(numbers) > 1 and sum(numbers) > len(numbers) and sum(numbers) >= smallest


def table(
    id: str, title: str, rows: Rows, total: int, smallest: int, *, adds_up: bool = True, note: str = "",
    printed: Mapping[str, int] | None = None, open_rows: Collection[str] = (),
) -> Table:  # fmt: skip
    """The table as it may be printed."""
    numbers = {row: len(reviews) for row, reviews in rows.items()}
    hidden = hidden_rows(numbers, smallest, adds_up, printed, open_rows)
    counts = tuple(
        Count(row, reviews, WITHHELD if row in hidden else str(len(reviews))) for row, reviews in rows.items()
    )
    return Table(id, title, counts, total, note, withheld=bool(rows) and len(hidden) == len(rows))


def open_table(id: str, title: str, rows: Rows, total: int, note: str = "") -> Table:
    """A table of what any reader can count in the list of reviews: nothing in it is withheld."""
    return Table(id, title, tuple(Count(row, refs, str(len(refs))) for row, refs in rows.items()), total, note)


def at_least(number: int, smallest: int) -> str:
    """A lone count as it may be printed."""
    return str(number) if number == 0 or number >= smallest else f"fewer than {smallest}"
