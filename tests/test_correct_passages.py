"""The passage screen through its forms, without script: what is settled, what others see, what is undone."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import pytest
from flask import Flask
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from pipeline.correct.desk import Desk, Reviewer
from pipeline.records import Decision
from pipeline.store import Corpus, Store, open_store
from pipeline.store.database import Original
from pipeline.store.state import settled_reviews
from tests.correction import THEMES, Person, app_over, filled, logged, made_review

FIRST, SECOND, BARE = f"{0:08x}{0:08x}", f"{0:08x}{3:08x}", f"{0:08x}{1:08x}"


@pytest.fixture
def store(corpus: Corpus) -> Iterator[Store]:
    with filled(corpus, "second_share = 0.0", restricted=[1]) as opened:
        yield opened


@pytest.fixture
def app(store: Store) -> Flask:
    return app_over(store)


@pytest.fixture
def ann(app: Flask) -> Person:
    return Person(app)


def tags(store: Store, passage: str) -> dict[str, tuple[str, str]]:
    found = next(p for r in settled_reviews(store) for p in r.passages if p.passage.id == passage)
    return {tag.theme: (tag.status, tag.polarity) for tag in found.tags}


def spans(store: Store, passage: str) -> dict[str, tuple[int, int] | None]:
    found = next(p for r in settled_reviews(store) for p in r.passages if p.passage.id == passage)
    return {tag.theme: tag.span for tag in found.tags}


def test_the_right_suggestion_is_settled_by_one_button(ann: Person, store: Store) -> None:
    page = ann.settle(FIRST)
    assert page.status == 200
    assert "Saved at" in page.text
    assert tags(store, FIRST) == {THEMES[0]: ("accepted", "gap")}


def test_a_wrong_suggestion_is_settled_by_one_button_too(ann: Person, store: Store) -> None:
    ann.settle(FIRST, "none")
    assert tags(store, FIRST) == {THEMES[0]: ("rejected", "gap")}


def test_the_polarity_of_a_theme_is_changed_in_its_row(ann: Person, store: Store) -> None:
    ann.settle(FIRST, **{f"polarity-{THEMES[0]}": "mixed"})
    assert tags(store, FIRST) == {THEMES[0]: ("accepted", "mixed")}


def test_a_theme_is_found_by_part_of_its_name_and_ticked(ann: Person, store: Store) -> None:
    page = ann.send(ann.get(f"/passage/{BARE}"), "decide", ("action", "add"), add="management oversight")
    assert logged(store) == [], "nothing is kept before it is accepted"
    ann.send(page, "decide", ("action", "accept"))
    assert tags(store, BARE) == {"supervision-oversight": ("added", "gap")}


def test_a_name_that_fits_several_themes_asks_which(ann: Person) -> None:
    page = ann.send(ann.get(f"/passage/{BARE}"), "decide", ("action", "add"), add="and")
    assert "Which of these" in page.text


def test_the_words_that_counted_are_underlined_and_the_likelihood_is_a_word(ann: Person) -> None:
    page = ann.get(f"/passage/{FIRST}").text
    assert '<u class="why">without asking</u>' in page
    assert "likely" in page


def test_the_model_a_person_saw_is_kept_with_what_they_decided(ann: Person, store: Store) -> None:
    ann.settle(FIRST)
    made = next(line for line in logged(store) if line["target"].startswith("tag/"))
    assert made["suggested"] == {"polarity": "gap", "probability": 0.9, "model": "model-1"}
    assert made["context"]["codebook"]
    assert made["context"]["seconds"] >= 0


def test_the_same_form_sent_twice_is_kept_once(ann: Person, store: Store) -> None:
    page = ann.get(f"/passage/{FIRST}")
    ann.send(page, "decide", ("action", "accept"))
    kept = len(logged(store))
    assert ann.send(page, "decide", ("action", "accept")).status == 200
    assert len(logged(store)) == kept


def test_a_stale_tab_keeps_both_and_shows_the_other(ann: Person, app: Flask, store: Store) -> None:
    stale = ann.get(f"/passage/{FIRST}")
    Person(app, "Ben Other").settle(FIRST, "none")
    answer = ann.send(stale, "decide", ("action", "accept"))
    assert answer.status == 409
    assert "Ben Other" in answer.text
    assert "rejected" in answer.text
    assert {line["reviewer"] for line in logged(store) if line["target"].startswith("tag/")} == {
        "Ann Reader",
        "Ben Other",
    }


def test_good_to_quote_is_refused_for_confidential_and_restricted_text(ann: Person, store: Store) -> None:
    ann.settle(FIRST, confidential="on", quote="on")
    ann.settle(f"{1:08x}{0:08x}", quote="on")
    assert [line["target"] for line in logged(store) if line["target"].endswith("/quote")] == []
    assert [line["target"] for line in logged(store) if line["target"].endswith("/confidential")] == [
        f"flag/{FIRST}/confidential"
    ]


def test_coded_sentences_move_by_one_and_reach_into_the_neighbours(ann: Person, store: Store) -> None:
    page = ann.send(ann.get(f"/passage/{BARE}"), "decide", ("action", "add"), add=THEMES[0])
    page = ann.send(page, "decide", ("action", f"start-earlier/{THEMES[0]}"))
    page = ann.send(page, "decide", ("action", f"end-earlier/{THEMES[0]}"))
    assert "Carried by sentences 1 to 2 of 3, and 1 before" in page.text
    ann.send(page, "decide", ("action", "accept"))
    assert spans(store, BARE) == {THEMES[0]: (-1, 2)}


def test_coded_sentences_are_never_empty(ann: Person) -> None:
    page = ann.send(ann.get(f"/passage/{BARE}"), "decide", ("action", "add"), add=THEMES[0])
    for _ in range(9):
        page = ann.send(page, "decide", ("action", f"end-earlier/{THEMES[0]}"))
    assert page.form("decide").fields[f"span-{THEMES[0]}"] == "0:1"


@pytest.mark.parametrize("sent", ["5:99", "2:1", "-90:2", "x"])
def test_sentences_that_are_not_there_are_not_kept(ann: Person, store: Store, sent: str) -> None:
    page = ann.send(ann.get(f"/passage/{BARE}"), "decide", ("action", "add"), add=THEMES[0])
    ann.send(page, "decide", ("action", "accept"), **{f"span-{THEMES[0]}": sent})
    assert spans(store, BARE) == {THEMES[0]: None}


def test_two_themes_of_one_passage_are_carried_by_different_sentences(ann: Person, store: Store) -> None:
    page = ann.send(ann.get(f"/passage/{BARE}"), "decide", ("action", "add"), add=THEMES[0])
    page = ann.send(page, "decide", ("action", f"end-earlier/{THEMES[0]}"))
    page = ann.send(page, "decide", ("action", "add"), add=THEMES[1])
    page = ann.send(page, "decide", ("action", f"start-later/{THEMES[1]}"))
    ann.send(page, "decide", ("action", "accept"))
    assert spans(store, BARE) == {THEMES[0]: (0, 2), THEMES[1]: (1, 3)}
    page = ann.send(ann.get(f"/passage/{BARE}"), "decide", ("action", f"end-later/{THEMES[0]}"))
    ann.send(page, "decide", ("action", "accept"))
    assert spans(store, BARE) == {THEMES[0]: None, THEMES[1]: (1, 3)}


def test_sentences_that_were_coded_for_a_whole_passage_count_for_each_of_its_themes(ann: Person, store: Store) -> None:
    context = {"batch": "earlier"}
    said = {"status": "accepted", "polarity": "gap"}
    store.decide([
        Decision("t", "2019-05-01T10:00:00Z", "Ann Reader", f"tag/{FIRST}/{THEMES[0]}", said, context=context),
        Decision("s", "2019-05-01T10:00:00Z", "Ann Reader", f"flag/{FIRST}/span", {"value": [0, 2]}, context=context),
    ])  # fmt: skip
    assert spans(store, FIRST) == {THEMES[0]: (0, 2)}
    page = ann.send(ann.get(f"/passage/{FIRST}"), "decide", ("action", f"end-later/{THEMES[0]}"))
    ann.send(page, "decide", ("action", "accept"))
    assert spans(store, FIRST) == {THEMES[0]: None}


def test_turning_the_page_keeps_what_the_form_holds(ann: Person) -> None:
    page = ann.send(ann.get(f"/passage/{FIRST}"), "decide", ("look", "2"), note="half a thought")
    assert "Page 2 of" in page.text
    assert page.form("decide").fields["note"] == "half a thought"


def test_a_note_is_shown_again(ann: Person) -> None:
    ann.settle(FIRST, note="<b>see</b> 4.2")
    assert ann.get(f"/passage/{FIRST}").form("decide").fields["note"] == "<b>see</b> 4.2"
    assert "<b>see</b>" not in ann.get(f"/passage/{FIRST}/history").text


def test_unsure_passes_the_passage_to_a_colleague(ann: Person, app: Flask) -> None:
    ann.settle(FIRST, "unsure")
    assert "A colleague was unsure" in Person(app, "Ben Other").get("/queue/unsure?quarter=2019-Q2").text
    assert "1 passage, 1 open" in Person(app, "Ben Other").get("/queue/unsure?quarter=2019-Q2").text
    assert "0 passages" in ann.get("/queue/unsure?quarter=2019-Q2").text


def test_undo_and_redo_go_over_passages(ann: Person, store: Store) -> None:
    ann.settle(FIRST)
    ann.settle(SECOND, "none")
    for _ in range(2):
        ann.send(ann.get(f"/passage/{FIRST}"), "/undo")
    assert tags(store, FIRST)[THEMES[0]][0] == tags(store, SECOND)[THEMES[1]][0] == "suggested"
    page = ann.get(f"/passage/{FIRST}")
    ann.post("/redo", {"key": page.form("/undo").fields["key"]})
    assert tags(store, FIRST)[THEMES[0]][0] == "accepted"
    assert tags(store, SECOND)[THEMES[1]][0] == "suggested"


def test_an_undo_sent_twice_takes_back_one_act(ann: Person, store: Store) -> None:
    ann.settle(FIRST)
    ann.settle(SECOND)
    page = ann.get(f"/passage/{FIRST}")
    ann.send(page, "/undo")
    ann.send(page, "/undo")
    assert tags(store, FIRST)[THEMES[0]][0] == "accepted"


def test_undo_leaves_what_a_colleague_has_decided_since(ann: Person, app: Flask, store: Store) -> None:
    ann.settle(FIRST)
    Person(app, "Ben Other").settle(FIRST, "none")
    assert ann.send(ann.get(f"/passage/{FIRST}"), "/undo").status == 409
    assert tags(store, FIRST) == {THEMES[0]: ("rejected", "gap")}


def test_history_names_who_decided_what(ann: Person) -> None:
    ann.settle(FIRST)
    page = ann.get(f"/passage/{FIRST}/history").text
    assert "Ann Reader" in page
    assert "accepted as gap" in page


ACTS = st.lists(
    st.tuples(st.sampled_from([FIRST, SECOND, BARE]), st.sampled_from(["accept", "none", "unsure", "skip"])), max_size=5
)


@given(acts=ACTS)
@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_undoing_any_sequence_brings_back_what_stood(acts: list[tuple[str, str]], store: Store, app: Flask) -> None:
    before = list(settled_reviews(store))
    ann = Person(app, "Ann Reader")
    for passage, action in acts:
        ann.settle(passage, action)
    for _ in acts:
        ann.send(ann.get(f"/passage/{FIRST}"), "/undo")
    assert list(settled_reviews(store)) == before


# --- screening and facts -----------------------------------------------------------------------------------

SHA = f"{0:064x}"


def test_a_screening_shows_its_evidence_boxed_in_the_document(ann: Person) -> None:
    page = ann.get(f"/review/{0:064x}")
    assert "shown in the document" in page.text
    assert "<rect" in page.text
    other = ann.get(f"/review/{0:064x}?at={0:08x}{7:08x}")
    assert "Page 2 of 3" in other.text
    assert "show it in the document" in other.text
    assert "Page 1 of 3" in ann.get(f"/review/{0:064x}?page=99").text


def test_to_exclude_takes_a_reason(ann: Person, store: Store) -> None:
    page = ann.get(f"/review/{SHA}")
    assert ann.send(page, "screen", decision="exclude").status == 400
    assert logged(store) == []
    ann.send(page, "screen", decision="exclude", reason="police-after-only", prior_police="no")
    review = next(r for r in settled_reviews(store) if r.sha256 == SHA)
    assert review.screening
    assert (review.screening.decision, review.screening.reason, review.screening.prior_police.met) == (
        "exclude",
        "police-after-only",
        "no",
    )


def test_facts_are_put_right_each_as_a_decision_of_its_own(ann: Person, store: Store) -> None:
    ann.send(
        ann.get(f"/review/{SHA}"),
        "/facts",
        publication_date="2017-11-02",
        publisher="Norwold Board",
        types=["SCR", "DHR"],
    )
    assert [line["target"].split("/")[2] for line in logged(store)] == ["publication_date", "publisher", "types"]
    review = next(r for r in settled_reviews(store) if r.sha256 == SHA)
    assert review.review
    assert review.review.publication_date
    assert (review.review.publication_date.value, review.review.publication_date.basis) == ("2017-11-02", "human")
    assert review.review.types == ("DHR", "SCR")


@pytest.mark.parametrize("date", ["2017-13", "yesterday", "2017-02-30"])
def test_a_date_that_is_none_is_refused(ann: Person, store: Store, date: str) -> None:
    assert ann.send(ann.get(f"/review/{SHA}"), "/facts", publication_date=date).status == 400
    assert logged(store) == []


def test_a_duplicate_is_named_and_taken_back(ann: Person, store: Store) -> None:
    other = f"{1:064x}"
    ann.send(ann.get(f"/review/{SHA}"), "/facts", duplicate_of=other)
    assert "Duplicate: decided by Ann Reader" in ann.get(f"/review/{SHA}").text
    ann.send(ann.get(f"/review/{SHA}"), "/facts", duplicate_of="")
    assert next(r for r in settled_reviews(store) if r.sha256 == SHA).status == "extracted"


def test_a_stale_screening_keeps_both(ann: Person, app: Flask) -> None:
    stale = ann.get(f"/review/{SHA}")
    ben = Person(app, "Ben Other")
    ben.send(ben.get(f"/review/{SHA}"), "screen", decision="refer")
    answer = ann.send(stale, "screen", decision="include")
    assert answer.status == 409
    assert "Ben Other" in answer.text


# --- the same words elsewhere ------------------------------------------------------------------------------


def test_the_same_wording_is_shown_where_one_may_read_it(corpus: Corpus) -> None:
    said = "It was agreed that nobody would ring the family back until the sergeant had read the log."
    with open_store(corpus) as store:
        for number, text in enumerate((f"{said} One more.", f"First. {said.upper()}", said, "Nobody rang back.")):
            bare = made_review(number, 1)
            passage = replace(bare.passages[0], text=text)
            store.save_original(Original(bare.file, bare.sha256, 1, 1, "t", None), replace(bare, passages=(passage,)))
        rows = [f"child-00{n}.pdf,2019-05-01,{'restricted' if n == 2 else 'published'}" for n in range(4)]
        corpus.register.write_text("\n".join(["file,examined,handling", *rows]) + "\n")
        desk = Desk(store)
        desk.catch_up()
        found = desk.passage(made_review(0, 1).passages[0].id)
        assert found

        def files(reviewer: Reviewer) -> list[str]:
            return [review.file for review, _ in desk.alike(found[0], found[1].passage, reviewer)]

        assert files(Reviewer("Ann")) == ["child-001.pdf", "child-002.pdf"]
        assert files(Reviewer("Ben", restricted=False)) == ["child-001.pdf"]
        assert "Same wording in 2 other reviews" in Person(app_over(store)).get(f"/passage/{found[1].passage.id}").text
