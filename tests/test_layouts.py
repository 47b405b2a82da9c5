"""Layouts of pages that real reports have and no style of the press prints: each drawn here, and read back."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from reportlab.lib.pagesizes import A4
from reportlab.pdfgen.canvas import Canvas

from pipeline.extract import read
from pipeline.records import Passage

WORDS = (
    "the officer wrote down what the boy had said to her in the car and told nobody else of it until the spring came"
)


def test_a_page_whose_every_font_calls_itself_heavy_is_not_all_headings(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr("pypdfium2.raw.FPDFText_GetFontWeight", lambda page, index: 625)

    def draw(canvas: Canvas) -> None:
        canvas.setFont("Helvetica-Bold", 10)
        canvas.drawString(72, A4[1] - 80, "What the officer saw")
        lines(canvas, 72, 100, [f"4.{n} The officer wrote down what the boy had said to her." for n in range(1, 6)], 26)

    found = passages(tmp_path, draw)
    assert [(p.form, p.heading) for p in found] == [("paragraph", ("What the officer saw",))] * 5


def passages(folder: Path, draw: Callable[[Canvas], None]) -> list[Passage]:
    """What is read of a document of one drawn page; its first page is a plain one."""
    path = folder / "drawn.pdf"
    canvas = Canvas(str(path), pagesize=A4)
    lines(canvas, 72, 100, [f"{n}. On day {n} {WORDS[:60]}." for n in range(1, 20)] + ["It ended."], 20)
    canvas.showPage()
    draw(canvas)
    canvas.save()
    return [passage for passage in read(path).passages if passage.page == 2]


def lines(canvas: Canvas, x: float, top: float, texts: list[str], leading: float = 13, size: float = 10) -> float:
    """Draws lines of text, and says where the next would stand."""
    canvas.setFont("Helvetica", size)
    for text in texts:
        canvas.drawString(x, A4[1] - top, text)
        top += leading
    return top


def wrapped(text: str, width: int) -> list[str]:
    """The text in lines of so many letters."""
    made = [""]
    for word in text.split():
        if len(made[-1]) + len(word) + 1 > width:
            made.append("")
        made[-1] = f"{made[-1]} {word}".strip()
    return made


def test_two_columns_go_on_section_by_section_below_headings_across_the_page(tmp_path: Path) -> None:
    def text(section: int, part: int) -> str:
        return f"In section {section} part {part} {WORDS} and after that {WORDS}."

    def draw(canvas: Canvas) -> None:
        top = 90.0
        for section in range(1, 5):
            canvas.setFont("Helvetica-Bold", 15)
            canvas.drawString(50, A4[1] - top, f"What was learnt about the matter numbered {section} of the four")
            whole = wrapped(text(section, 1) + " " + text(section, 2), 46)
            half = (len(whole) + 1) // 2
            below = lines(canvas, 50, top + 26, whole[:half])
            lines(canvas, 310, top + 26, whole[half:])
            top = below + 25

    found = [passage.text for passage in passages(tmp_path, draw) if passage.text.startswith("In section")]
    assert found == [f"{text(section, 1)} {text(section, 2)}" for section in range(1, 5)]


def test_rows_of_which_every_other_is_shaded_are_rows(tmp_path: Path) -> None:
    edges, rows = [72, 150, 250, 520], [(f"{n} May", "Police / home", f"Call {n}: {WORDS[:39]}") for n in range(1, 9)]

    def draw(canvas: Canvas) -> None:
        for index, row in enumerate(rows):
            for cell, x0, x1 in zip(row, edges, edges[1:], strict=False):
                if index % 2 == 0:
                    canvas.setFillGray(0.88)
                    canvas.rect(x0, A4[1] - 120 - 22 * index, x1 - x0, 22, fill=1, stroke=0)
                canvas.setFillGray(0)
                lines(canvas, x0 + 4, 114 + 22 * index, [cell])
        lines(canvas, 72, 340, wrapped(f"Below the table {WORDS}.", 90))

    found = passages(tmp_path, draw)
    assert [passage.text for passage in found if passage.form == "row"] == [" | ".join(row) for row in rows]
    assert [passage.text for passage in found if passage.form == "paragraph"] == [f"Below the table {WORDS}."]


def test_a_box_beside_which_the_text_runs_on_stands_between_paragraphs(tmp_path: Path) -> None:
    first, second = (
        f"The first says that {WORDS}, and that {WORDS}.",
        f"The second says that {WORDS}, and then {WORDS}.",
    )

    def draw(canvas: Canvas) -> None:
        lines(canvas, 380, 210, wrapped(f"In the box {WORDS}.", 30), size=9)
        top = lines(canvas, 72, 90, wrapped(f"Before them {WORDS}.", 90))
        top = lines(canvas, 72, top + 60, wrapped(first, 52))
        top = lines(canvas, 72, top + 16, wrapped(second, 52))
        lines(canvas, 72, top + 120, wrapped(f"After them {WORDS}, as {WORDS}.", 90))

    found = [passage.text[:10] for passage in passages(tmp_path, draw)]
    assert sorted(found) == sorted(["Before the", "The first ", "In the box", "The second", "After them"])
    assert found[0] == "Before the"
    assert found[-1] == "After them"


def test_a_slash_between_two_words_of_a_cell_keeps_its_spaces(tmp_path: Path) -> None:
    def draw(canvas: Canvas) -> None:
        for top in (100, 130, 160):
            canvas.grid([72, 150, 500], [A4[1] - top, A4[1] - top - 30])
            lines(canvas, 76, top + 12, ["Police /", "home"])
            lines(canvas, 154, top + 12, [f"Call at {top} from the home/", "school that he had gone"])

    found = [passage.text for passage in passages(tmp_path, draw)]
    assert found[0] == "Police / home | Call at 100 from the home/school that he had gone"


def test_numbers_that_count_the_lines_are_known_again_on_a_page_of_few(tmp_path: Path) -> None:
    path = tmp_path / "counted.pdf"
    canvas = Canvas(str(path), pagesize=A4)
    for count in (40, 4):
        texts = [f"{n}. On day {n} {WORDS[:60]}." if n % 2 else "It was not read then." for n in range(count)]
        lines(canvas, 90, 140, texts, 14)
        for number in range(count):
            canvas.drawRightString(60, A4[1] - 140 - 14 * number, str(number + 1))
        canvas.showPage()
    canvas.save()
    found = [passage for passage in read(path).passages if passage.page == 2]
    assert [passage.number for passage in found if passage.text.startswith("On day")] == ["1", "3"]
    assert not [passage.text for passage in found if passage.text[:1].isdigit()]


def test_rows_stand_in_their_column_and_section(tmp_path: Path) -> None:
    def draw(canvas: Canvas) -> None:
        canvas.setFont("Helvetica-Bold", 15)
        canvas.drawString(50, A4[1] - 80, "The first section of the two that this page has")
        lines(canvas, 50, 106, wrapped(f"In the first {WORDS} {WORDS} and {WORDS}.", 46))
        for top in (96, 136):
            canvas.grid([310, 360, 540], [A4[1] - top, A4[1] - top - 40])
            lines(canvas, 314, top + 12, [f"{top}"])
            lines(canvas, 364, top + 12, wrapped(f"Row {WORDS[:60]}", 34))
        lines(canvas, 310, 200, wrapped(f"Right of it {WORDS}.", 46))
        canvas.setFont("Helvetica-Bold", 15)
        canvas.drawString(50, A4[1] - 280, "The second section of the two that this page has")
        lines(canvas, 50, 306, wrapped(f"In the second {WORDS} {WORDS}.", 46))
        lines(canvas, 310, 306, wrapped(f"At the end {WORDS} {WORDS}.", 46))

    found = [passage.text[:12] for passage in passages(tmp_path, draw)]
    assert found == ["In the first", "96 | Row the", "136 | Row th", "Right of it ", "In the secon", "At the end t"]


def test_columns_below_lines_across_the_page_are_columns(tmp_path: Path) -> None:
    whole = wrapped(f"In two columns {WORDS} and so {WORDS} until {WORDS} and then {WORDS}, {WORDS}, {WORDS}.", 46)

    def draw(canvas: Canvas) -> None:
        across = [f"{n}. Before the columns, on day {n}, {WORDS[:60]} and that was that." for n in range(1, 13)]
        below = lines(canvas, 50, 90, across, 20)
        canvas.setFont("Helvetica-Bold", 15)
        canvas.drawString(50, A4[1] - below - 10, "Two columns below it")
        lines(canvas, 50, below + 36, whole[:9])
        lines(canvas, 310, below + 36, whole[9:])

    found = passages(tmp_path, draw)
    assert found[-1].text == " ".join(whole)
    assert len(found) == 13


def test_a_large_first_letter_that_is_a_childs_name_stays_a_word(tmp_path: Path) -> None:
    rest = wrapped(f"was nine. The officer told L that {WORDS}.", 70)

    def draw(canvas: Canvas) -> None:
        canvas.setFont("Helvetica", 38)
        canvas.drawString(72, A4[1] - 212, "L")
        lines(canvas, 98, 190, rest[:2])
        lines(canvas, 72, 216, rest[2:])

    assert passages(tmp_path, draw)[0].text == f"L {' '.join(rest)}"


def _ruled(canvas: Canvas, levels: list[float], rows: list[tuple[str, ...]], places: tuple[float, ...]) -> None:
    """A table of which only the lines between its rows are drawn."""
    canvas.setFont("Helvetica", 9)
    for level in levels:
        canvas.line(72, A4[1] - level, 520, A4[1] - level)
    for level, cells in zip(levels, rows, strict=False):
        for x, cell in zip(places, cells, strict=True):
            lines(canvas, x, level + 11, wrapped(cell, 44 if x > 200 else 16), 11, 9)


def test_rows_that_level_lines_alone_part_are_rows(tmp_path: Path) -> None:
    rows = [("Date", "Agency", "What happened")] + [
        (f"{day} May 2019", "Police", f"On this day {WORDS}.") for day in range(1, 5)
    ]

    def draw(canvas: Canvas) -> None:
        _ruled(canvas, [80 + 60 * n for n in range(6)], rows, (76, 160, 240))

    found = [p.text for p in passages(tmp_path, draw) if p.form == "row"]
    assert found == [" | ".join(row) for row in rows[1:]]


def test_numbered_paragraphs_between_level_lines_are_no_table(tmp_path: Path) -> None:
    def draw(canvas: Canvas) -> None:
        told = [(f"{n}.", f"On this day {WORDS}.") for n in range(1, 6)]
        canvas.setFont("Helvetica", 10)
        for n in range(6):
            canvas.line(72, A4[1] - 80 - 60 * n, 520, A4[1] - 80 - 60 * n)
        for n, (number, text) in enumerate(told):
            lines(canvas, 76, 95 + 60 * n, [number])
            lines(canvas, 100, 95 + 60 * n, wrapped(text, 80))

    found = passages(tmp_path, draw)
    assert [(p.form, p.number) for p in found] == [("paragraph", str(n)) for n in range(1, 6)]


def test_a_heading_in_the_margin_stands_before_the_paragraph_beside_it(tmp_path: Path) -> None:
    texts = [f"On day {n} the officer saw the boy and that {WORDS}." for n in range(1, 5)]

    def draw(canvas: Canvas) -> None:
        canvas.setFont("Helvetica-Bold", 9)
        for place, words in enumerate(("The second", "week of May")):  # written before the text, as floats are
            canvas.drawString(40, A4[1] - 250 - 11 * place, words)
        top = lines(canvas, 150, 90, wrapped(texts[0], 70))
        lines(canvas, 150, top + 16, wrapped(texts[1], 70))
        top = lines(canvas, 150, 250, wrapped(texts[2], 70))
        lines(canvas, 150, top + 16, wrapped(texts[3], 70))

    found = passages(tmp_path, draw)
    assert [passage.text[:8] for passage in found] == [f"On day {n}" for n in range(1, 5)]
    assert [passage.heading[-1:] == ("The second week of May",) for passage in found] == [False, False, True, True]
