"""The learning curve: fewer authors and fewer documents to learn from, measured on the same unseen ones."""

from __future__ import annotations

import pytest

from pipeline import curve, labelled
from pipeline.runs import screened
from pipeline.tag.learn import Lesson, grouped, lesson


@pytest.fixture(scope="module")
def lessons() -> list[Lesson]:
    """Four short documents by each of four authors."""
    authors = ("aldous", "garrow", "greaves", "islip")
    every = [document for document in labelled.read("train") if document.head["author"] in authors]
    chosen = [d for name in authors for d in [one for one in every if one.head["author"] == name][:4]]
    return [lesson(document, None) for document in chosen]


@pytest.mark.parametrize("fewer", [curve.fewer_authors, curve.fewer_documents])
def test_a_smaller_share_is_part_of_a_greater_one_and_the_same_each_time(fewer, lessons: list[Lesson]) -> None:  # type: ignore[no-untyped-def]
    before: set[str] = set()
    for share in curve.SHARES:
        names = [one.document for one in fewer(lessons, share)]
        assert names == [one.document for one in fewer(list(lessons), share)]
        assert before <= set(names)
        before = set(names)
    assert len(before) == 16


def test_half_the_authors_teach_whole_and_half_the_documents_teach_of_every_author(lessons: list[Lesson]) -> None:
    by_author, by_document = curve.fewer_authors(lessons, 0.5), curve.fewer_documents(lessons, 0.5)
    assert [len(group) for group in grouped(by_author).values()] == [4, 4]
    assert [len(group) for group in grouped(by_document).values()] == [2, 2, 2, 2]


def test_each_point_says_what_it_learnt_from_and_what_words_alone_reach(
    lessons: list[Lesson], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(curve, "SHARES", (0.5, 1.0))
    tune, test = ([lesson(d, screened) for d in labelled.read(split)[:2]] for split in ("tune", "test"))
    points = list(curve.curve(lessons, tune, test))
    assert [(p.by, p.authors, p.documents) for p in points] == [
        ("authors", 2, 8), ("authors", 4, 16), ("documents", 4, 8)
    ]  # fmt: skip
    assert points[1].passages == sum(map(len, lessons))
    assert points[1].words_alone != points[1].micro
    for point in points:
        assert 0 <= point.between[0] <= point.between[1] <= 1


def test_a_point_is_a_row_of_the_table() -> None:
    point = curve.Point("authors", 3, 40, 1234, 0.654, (0.6, 0.71), 0.4, (0.35, 0.449))
    assert curve.line(point) == "| fewer authors | 3 | 40 | 1,234 | 0.40 (0.35 to 0.45) | 0.65 (0.60 to 0.71) |"
