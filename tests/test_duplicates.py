"""A case is counted once: re-issues and summaries are linked to what stands for them, and a person can overrule."""

from __future__ import annotations

import dataclasses
import hashlib
import random
import re

import pytest

from pipeline.extract.duplicates import link, sketch_of
from pipeline.records import Characteristics, DatedFact, Decision, Forces, Link, Passage, Review
from pipeline.store import Corpus, Store, open_store, register
from pipeline.store.database import Original
from pipeline.store.state import settled_reviews

WORDS = [
    a + b
    for a in ("bar", "cor", "den", "fal", "gor", "hul", "jem", "kip")
    for b in ("ane", "ite", "ore", "ume", "ask", "eld", "ing", "ost")
]


def prose(seed: int, sentences: int) -> list[str]:
    """Sentences of nonsense, the same for the same seed."""
    chance = random.Random(seed)
    return ["The " + " ".join(chance.choice(WORDS) for _ in range(14)) + "." for _ in range(sentences)]


def review(name: str, sentences: list[str], **known: object) -> Review:
    """A review of Child A by one board, with this text."""
    passages = tuple(Passage(f"{name}-{i}", 1, (1,), (), None, (), text) for i, text in enumerate(sentences))
    sketch, words = sketch_of(passages)
    made = Review(
        sha256=name, file=f"{name}.pdf", types=("SCR",), title="Serious Case Review: Child A", publisher="Oakmere Safeguarding Children Board",
        subject="Child A", publication_date=None, report_date=None, approval_date=None,
        incident_date=DatedFact("2016-05-03", "day", "explicit", 1, "died on 3 May 2016"), dates=(), forces=Forces(),
        characteristics=Characteristics(4, "four", "female", "death"), pages=(), passages=passages, sketch=sketch, words=words,
    )  # fmt: skip
    return dataclasses.replace(made, **known)  # type: ignore[arg-type]


def linked(*reviews: Review, **examined: str) -> dict[str, tuple[str, str]]:
    return {item.review: (item.of, item.relation) for item in link(reviews, examined)}


def test_a_re_issue_is_linked_to_the_one_that_was_examined_first() -> None:
    text = prose(1, 60)
    revised = [*text[:50], *prose(2, 8)]
    first, again = review("b", text), review("a", revised)
    assert linked(first, again, b="2019-05-01", a="2019-11-01") == {"a": ("b", "re-issue")}


def test_the_sketch_of_a_long_text_is_that_of_its_smallest_hashes_wherever_paragraphs_end() -> None:
    words = re.findall(r"[a-z]+", " ".join(prose(5, 400)))
    for cut in (7, 3, 700):
        texts = [" ".join(words[i : i + cut]) for i in range(0, len(words), cut)]
        passages = [Passage(str(i), 1, (1,), (), None, (), text) for i, text in enumerate(texts)]
        hashes = {
            hashlib.blake2b(" ".join(words[i : i + 6]).encode(), digest_size=8).digest() for i in range(len(words) - 5)
        }
        assert sketch_of(passages) == (tuple(sorted(int.from_bytes(h, "big") for h in hashes)[:128]), len(words))


def test_a_changed_pseudonym_is_seen_through_by_the_text() -> None:
    text = [f"On that day Jack {sentence[4:]} Jack was seen." for sentence in prose(3, 60)]
    other = [sentence.replace("Jack", "Alexander") for sentence in text]
    one, two = (
        review("a", text, subject="Jack"),
        review("b", other, subject="Alexander", publisher=None, incident_date=None),
    )
    assert linked(one, two, a="2019-05-01", b="2019-06-01") == {"b": ("a", "re-issue")}


def test_an_executive_summary_taken_from_the_report_is_linked_to_it() -> None:
    text = prose(4, 120)
    summary = review("b", [*text[:9], *text[90:96]], title="Executive Summary: Child A", subject=None, publisher=None)
    assert linked(review("a", text), summary) == {"b": ("a", "summary")}


def test_a_briefing_in_other_words_is_linked_by_board_subject_and_incident() -> None:
    briefing = review("b", prose(5, 8), title="Seven-minute briefing: Child A")
    assert linked(review("a", prose(6, 100)), briefing, b="2018-01-01", a="2019-01-01") == {"b": ("a", "summary")}


def test_a_briefing_that_gives_the_child_another_name_is_linked_by_board_and_day() -> None:
    briefing = review("b", prose(7, 8), title="Learning briefing: Maisie", subject="Maisie")
    assert linked(review("a", prose(8, 100)), briefing) == {"b": ("a", "summary")}


@pytest.mark.parametrize("title", ["Press statement: Child A", "Response to the review of Child A", "Action plan"])
def test_a_statement_or_response_is_linked_to_the_review_of_which_it_speaks(title: str) -> None:
    month = DatedFact("2016-05", "month", "explicit", 1, "May 2016")
    statement = review("b", prose(5, 12), title=title, types=("NOT_A_REVIEW",), incident_date=month)
    assert linked(review("a", prose(6, 100)), statement) == {"b": ("a", "statement")}


@pytest.mark.parametrize(
    "known",
    [{"subject": "Child B"}, {"publisher": "Wexmere Safeguarding Children Board"}, {"title": "Annual report"}],
    ids=["another child", "another board", "no statement"],
)
def test_what_speaks_of_another_review_is_not_linked(known: dict[str, object]) -> None:
    told = {"title": "Press statement", "types": ("NOT_A_REVIEW",), "incident_date": None} | known
    assert linked(review("a", prose(6, 100)), review("b", prose(5, 12), **told)) == {}


@pytest.mark.parametrize(
    "known",
    [
        {"publisher": "Wexmere Safeguarding Children Board"},
        {"incident_date": DatedFact("2012-02", "month", "explicit", 1, "February 2012")},
        {"subject": "Child B", "incident_date": DatedFact("2016-05-04", "day", "explicit", 1, "4 May 2016")},
        {"subject": "Child B", "characteristics": Characteristics(16, "16", "male", "death")},
        {"types": ("RAPID_REVIEW",)},
    ],
    ids=[
        "another board",
        "another year",
        "another day and child",
        "another child's age",
        "a rapid review, which has its own stream",
    ],
)
def test_another_case_is_not_linked(known: dict[str, object]) -> None:
    assert linked(review("a", prose(9, 100)), review("b", prose(10, 8), title="Briefing", **known)) == {}


def test_two_full_reports_of_one_letter_and_board_are_two_cases() -> None:
    second = review("b", prose(12, 95), incident_date=DatedFact("2016-11-20", "day", "explicit", 1, "20 November 2016"))
    assert linked(review("a", prose(11, 100)), second) == {}


def test_of_three_versions_all_lead_to_the_one_that_stands() -> None:
    text = prose(13, 80)
    versions = [review(name, [*text[: 80 - n], *prose(20 + n, n)]) for n, name in ((0, "a"), (6, "b"), (12, "c"))]
    assert linked(*versions, a="2019-01-01", b="2019-02-01", c="2019-03-01") == {
        "b": ("a", "re-issue"),
        "c": ("a", "re-issue"),
    }


def test_a_thousand_documents_with_a_paragraph_in_common_are_not_compared_pair_by_pair(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    from pipeline.extract import duplicates

    common = prose(14, 3)
    many = [
        review(f"{n:04}", [*common, *prose(100 + n, 6)], subject=f"Child {n}", incident_date=None) for n in range(1000)
    ]
    compared: list[object] = []
    monkeypatch.setattr(duplicates, "_compared", lambda *pair: compared.append(pair))
    link(many, {})
    assert len(compared) < 20_000  # of half a million pairs


@pytest.fixture
def packed(corpus: Corpus):  # type: ignore[no-untyped-def]
    """A corpus with a full report and the briefing that the machine linked to it."""
    full, briefing = review("a", prose(6, 100)), review("b", prose(5, 8), title="Briefing: Child A")
    with open_store(corpus) as store:
        for one in (full, briefing):
            store.save_original(Original(one.file, one.sha256, 1, 1, "1", None), one)
        register.add(corpus.register, ["a.pdf", "b.pdf"])
        store.save_links(link(store.reviews(with_passages=False), {}))
        yield store


def test_a_linked_statement_is_no_duplicate(corpus: Corpus) -> None:
    statement = review("b", prose(5, 8), title="Press statement: Child A", types=("NOT_A_REVIEW",))
    with open_store(corpus) as store:
        for one in (review("a", prose(6, 100)), statement):
            store.save_original(Original(one.file, one.sha256, 1, 1, "1", None), one)
        register.add(corpus.register, ["a.pdf", "b.pdf"])
        store.save_links(link(store.reviews(with_passages=False), {}))
        assert standing(store) == {"a": "extracted", "b": "extracted"}
        assert store.links()["b"].relation == "statement"


def decide(store: Store, review: str, of: str | None) -> None:
    store.decide([Decision(f"u-{review}-{of}", "2019-05-01T10:00:00Z", "ana", f"duplicate/{review}", {"of": of})])


def standing(store: Store) -> dict[str, str]:
    return {settled.sha256: settled.status for settled in settled_reviews(store)}


def test_a_linked_document_is_kept_whole_and_not_counted(packed: Store) -> None:
    assert standing(packed) == {"a": "extracted", "b": "duplicate"}
    kept = packed.review("b")
    assert kept is not None
    assert len(kept.passages) == 8
    assert packed.links()["b"] == Link("b", "a", "summary", packed.links()["b"].evidence)


def test_a_person_can_say_that_it_is_no_duplicate(packed: Store) -> None:
    decide(packed, "b", None)
    assert standing(packed) == {"a": "extracted", "b": "extracted"}


def test_a_person_can_say_that_the_other_one_stands(packed: Store) -> None:
    decide(packed, "a", "b")
    assert standing(packed) == {"a": "duplicate", "b": "extracted"}


def test_linking_again_does_not_undo_a_person_s_word(packed: Store) -> None:
    decide(packed, "b", None)
    packed.save_links(link(packed.reviews(with_passages=False), {}))
    assert standing(packed) == {"a": "extracted", "b": "extracted"}
