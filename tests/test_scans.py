"""What text recognition says of a page becomes lines: doubted words stay, what was made out of specks and pictures does not."""

from __future__ import annotations

from pipeline.extract.scans import lines_of

HEAD = "level\tpage_num\tblock_num\tpar_num\tline_num\tword_num\tleft\ttop\twidth\theight\tconf\ttext"


def table(*lines: list[tuple[str, float]]) -> str:
    rows = [
        f"5\t1\t1\t1\t{number}\t{place}\t{300 + 120 * place}\t{400 + 60 * number}\t100\t36\t{sure}\t{text}"
        for number, line in enumerate(lines)
        for place, (text, sure) in enumerate(line)
    ]
    return "\n".join([HEAD, *rows]) + "\n"


def texts(*lines: list[tuple[str, float]]) -> list[str]:
    return [run.text for run in lines_of(table(*lines), 0.24)[0]]


def test_a_doubted_word_in_a_sure_line_is_kept() -> None:
    assert texts([("Officers", 96.0), ("came", 0.0), ("to", 95.0), ("nursery", 14.4)]) == ["Officers came to nursery"]


def test_specks_rulings_and_what_was_made_out_of_a_picture_are_left_out() -> None:
    assert texts([("Officers", 96.0), ("|", 72.0), (".", 2.0), ("__", 29.0), ("came", 94.0)]) == ["Officers came"]
    assert texts([("The", 96.0), ("school", 95.0)], [("wy", 3.0), ("eee", 8.0), ("Ns", 15.0)]) == ["The school"]


def test_a_ruling_read_as_part_of_a_word_is_taken_off_it() -> None:
    assert texts([("|PC5", 14.0), ("came", 94.0), ("in", 96.0)]) == ["PC5 came in"]
