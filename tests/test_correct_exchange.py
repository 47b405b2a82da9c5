"""Work that leaves and comes back: workbooks, the decisions of another computer, and projects for other tools."""

from __future__ import annotations

import dataclasses
import io
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import etree
from openpyxl import Workbook, load_workbook

from pipeline import cli, codebook
from pipeline.correct import returned, workbook
from pipeline.correct.desk import Desk, Reviewer
from pipeline.errors import UsageError
from pipeline.records import Decision
from pipeline.store import Corpus, Store, create, open_store
from pipeline.store.state import Standing, settled_reviews
from tests.correction import HOST, THEMES, Person, app_over, fill, filled, logged, made_passage
from tests.refi_qda import SCHEMA

ANN, AT = Reviewer("Ann Reader"), "2019-05-20T10:00:00Z"
IDS = [made_passage(0, n).id for n in range(6)]


@pytest.fixture
def store(corpus: Corpus) -> Iterator[Store]:
    with filled(corpus, "second_share = 0.0", restricted=[1]) as opened:
        yield opened


@pytest.fixture
def app(store: Store) -> Flask:
    return app_over(store)


def desk(store: Store) -> Desk:
    made = Desk(store)
    made.catch_up()
    return made


def given_out(store: Store, ids: list[str] = IDS, who: Reviewer = ANN) -> bytes:
    return workbook.write(desk(store), who, ids, AT)


def filled_in(content: bytes, changes: dict[int, dict[str, str]]) -> bytes:
    """The workbook with these cells of these rows changed."""
    book = load_workbook(io.BytesIO(content))
    sheet = book["Passages"]
    for row, cells in changes.items():
        for name, value in cells.items():
            sheet.cell(row, workbook.COLUMNS.index(name) + 1).value = value
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


LISTED, NONE = {"Decision": "themes as listed"}, {"Decision": "no theme applies"}


def test_a_workbook_has_dropdowns_locked_text_and_hidden_ids(store: Store) -> None:
    book = load_workbook(io.BytesIO(given_out(store)))
    sheet = book["Passages"]
    assert book.sheetnames == ["Read me", "Passages", "Codebook"]
    assert [sheet.column_dimensions[letter].hidden for letter in "ABCD"] == [True, True, True, False]
    assert sheet.protection.sheet
    assert sheet.cell(2, workbook.COLUMNS.index("Passage") + 1).protection.locked
    assert not sheet.cell(2, workbook.COLUMNS.index("Decision") + 1).protection.locked
    assert {check.formula1 for check in sheet.data_validations.dataValidation} == {
        '"themes as listed,no theme applies,unsure"',
        f"=Codebook!$A$2:$A${len(codebook.load().themes) + 1}",
        '"Gap,Good practice,Mixed,Improved since"',
    }
    assert not sheet.merged_cells.ranges


def test_text_that_begins_with_an_equals_sign_stays_text(store: Store) -> None:
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    workbook._write(sheet, 1, 1, "=HYPERLINK(1)\x00")  # type: ignore[arg-type]
    stream = io.BytesIO()
    book.save(stream)
    cell = load_workbook(io.BytesIO(stream.getvalue())).active["A1"]  # type: ignore[index]
    assert (cell.value, cell.data_type) == ("=HYPERLINK(1)", "s")


def test_restricted_and_confidential_passages_stay_out_of_workbooks(store: Store, app: Flask) -> None:
    Person(app).settle(IDS[0], confidential="on")
    book = load_workbook(io.BytesIO(given_out(store, [*IDS, made_passage(1, 0).id])))
    ids = [row[0].value for row in book["Passages"].iter_rows(min_row=2)]
    assert ids == IDS[1:]


def test_a_workbook_that_comes_back_untouched_changes_nothing(store: Store) -> None:
    found = returned.read(filled_in(given_out(store), {}), desk(store), ANN)
    assert (found.made, found.unchanged, found.conflicts, found.refused) == ([], 6, [], [])


def test_what_was_filled_in_stands_and_a_second_time_changes_nothing(store: Store) -> None:
    changes = {2: LISTED, 3: {**LISTED, "Theme 1": "Leadership and culture", "As 1": "Mixed", "Note": "seen"}, 4: NONE}
    names = {cell[0].value for cell in load_workbook(io.BytesIO(given_out(store)))["Codebook"].iter_rows(min_row=2)}
    changes[3]["Theme 1"] = next(name for name in sorted(names) if "eadership" in name)
    content = filled_in(given_out(store), changes)
    found = returned.read(content, desk(store), ANN)
    assert len(found.new) == 3
    assert store.decide(found.made) == len(found.made)
    again = returned.read(content, desk(store), ANN)
    assert (again.made, again.known) == ([], 3)
    standing = {p.passage.id: p for r in settled_reviews(store) for p in r.passages}
    assert [t.status for t in standing[IDS[0]].tags] == ["accepted"]
    assert [(t.status, t.polarity) for t in standing[IDS[1]].tags] == [("added", "mixed")]
    assert standing[IDS[1]].note == "seen"
    assert standing[IDS[2]].checked


def test_a_row_of_a_workbook_saved_again_with_more_rows_is_known(store: Store) -> None:
    first = filled_in(given_out(store), {2: LISTED})
    store.decide(returned.read(first, desk(store), ANN).made)
    found = returned.read(filled_in(first, {4: NONE}), desk(store), ANN)
    assert (found.known, len(found.new), found.refused) == (1, 1, [])


def test_what_somebody_decided_meanwhile_stands_and_goes_to_a_third_person(store: Store, app: Flask) -> None:
    content = filled_in(given_out(store), {2: LISTED})
    Person(app, "Ben Other").settle(IDS[0], "none")
    found = returned.read(content, desk(store), ANN)
    assert found.conflicts == ["row 2: page 1 of Serious Case Review: Child 0"]
    store.decide(found.made)
    passage = next(p for r in settled_reviews(store) for p in r.passages if p.passage.id == IDS[0])
    assert passage.tags[0].status == "rejected", "nothing is overwritten"
    assert f'href="/adjudicate/{IDS[0]}"' in Person(app, "Cleo Third").get("/agreement").text


@pytest.mark.parametrize(
    ("row", "said"),
    [
        ({**LISTED, "Theme 1": "Astrology"}, "no theme named Astrology"),
        ({**LISTED, "Passage": "Something else."}, "text of the passage was changed"),
        ({**LISTED, "checksum": "0"}, "text of the passage was changed"),
        ({**LISTED, "id": IDS[1]}, "text of the passage was changed"),
        ({**LISTED, "id": "nowhere"}, "not in this corpus"),
        ({"Decision": "whatever"}, "no decision named whatever"),
        ({**LISTED, "As 1": "Sideways"}, "cannot be given as Sideways"),
    ],
)
def test_a_row_that_cannot_be_used_is_named_and_the_others_go_on(store: Store, row: dict[str, str], said: str) -> None:
    found = returned.read(filled_in(given_out(store), {2: row, 4: NONE}), desk(store), ANN)
    assert len(found.refused) == 1
    assert found.refused[0].startswith("row 2: ")
    assert said in found.refused[0]
    assert len(found.new) == 1


def test_a_passage_twice_and_another_codebook_are_refused(store: Store) -> None:
    first = made_passage(0, 0)
    twice = {3: {**LISTED, "id": first.id, "checksum": workbook.checksum(first.text), "Passage": first.text}}
    assert "an earlier row" in returned.read(filled_in(given_out(store), twice), desk(store), ANN).refused[0]
    book = load_workbook(io.BytesIO(given_out(store)))
    book["Read me"]["B3"].value = "0.1"
    stream = io.BytesIO()
    book.save(stream)
    found = returned.read(stream.getvalue(), desk(store), ANN)
    assert "another version of the codebook" in found.refused[0]
    assert found.made == []


def bomb() -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/workbook.xml", b"0" * (returned.MOST_BYTES + 1))
    return stream.getvalue()


@pytest.mark.parametrize(
    "content", [b"", b"PK\x03\x04 torn", b"%PDF-1.7", bomb()], ids=["empty", "torn", "pdf", "bomb"]
)
def test_a_file_that_is_no_workbook_is_refused_in_plain_words(store: Store, content: bytes) -> None:
    with pytest.raises(UsageError, match="not a workbook that was exported here"):
        returned.read(content, desk(store), ANN)


def test_a_workbook_goes_out_and_in_on_the_page_with_a_dry_run_and_one_undo(store: Store, app: Flask) -> None:
    ann = Person(app)
    ann.send(ann.get("/"), "/draw")
    answer = ann.client.get("/exchange/queue.xlsx?queue=batch&quarter=2019-Q2", headers={"Host": HOST})
    content = filled_in(answer.data, {2: NONE, 3: NONE})
    before = len(logged(store))
    page = ann.post("/exchange/look", {"file": (io.BytesIO(content), "mine.xlsx")})
    assert "2 passages would be settled" in page.text
    assert len(logged(store)) == before
    page = ann.send(page, "/exchange/take")
    assert "Saved" in page.text
    assert len(logged(store)) > before
    ann.send(page, "/undo")
    assert not any(p.checked for r in settled_reviews(store) for p in r.passages)


def test_a_workbook_comes_in_on_the_command_line(store: Store, capsys: pytest.CaptureFixture[str]) -> None:
    path = store.corpus.folder / "back.xlsx"
    path.write_bytes(filled_in(given_out(store), {2: LISTED}))
    assert cli.run(["--corpus", str(store.corpus.folder), "import", str(path), "--apply"]) == 0
    assert "1 passages would be settled" in capsys.readouterr().out
    assert {line["reviewer"] for line in logged(store)} == {"Ann Reader"}


# --- the decisions of other computers ----------------------------------------------------------------------

TARGETS = st.sampled_from(["tag/p1/a", "tag/p1/b", "flag/p1/checked", "screening/r1"])


@st.composite
def histories(draw: st.DrawFn) -> list[Decision]:
    """Decisions of two people, each on what they may have seen of the other."""
    made: list[Decision] = []
    for number in range(draw(st.integers(1, 12))):
        target = draw(TARGETS)
        alike = [d.uuid for d in made if d.target == target]
        supersedes = draw(st.sampled_from([None, *alike]))
        value = draw(st.sampled_from([{"value": True}, {"value": False}, None if supersedes else {"value": True}]))
        at = f"2019-05-01T10:00:{draw(st.integers(0, 9)):02}Z"
        made.append(
            Decision(f"u{number:02}", at, draw(st.sampled_from(["ana", "ben"])), target, value, supersedes=supersedes)
        )
    return made


@given(made=histories(), data=st.data())
@settings(max_examples=40, deadline=None)
def test_logs_merge_to_the_same_whatever_the_order(
    made: list[Decision], data: st.DataObject, tmp_path_factory: pytest.TempPathFactory
) -> None:
    order = data.draw(st.permutations(made))
    cut = data.draw(st.integers(0, len(made)))
    stores: list[dict[str, Any]] = []
    for sequence in ([made], [order], [order[cut:], order[:cut], order]):
        with open_store(create(tmp_path_factory.mktemp("merge") / "c")) as store:
            for part in sequence:
                store.decide(part)
            assert len(store.decisions()) == len(made)
            stores.append({target: dataclasses.asdict(head) for target, head in Standing(store.decisions()).items()})
    assert stores[0] == stores[1] == stores[2]


def test_the_log_of_another_computer_is_taken_in_once(store: Store, app: Flask, tmp_path: Path) -> None:
    with open_store(create(tmp_path / "elsewhere")) as other:
        fill(other)
        Person(app_over(other), "Ben Other").settle(IDS[0], note="one line\u2028and another")
        log = other.corpus.decisions.read_bytes()
    ann = Person(app)
    page = ann.post("/exchange/look", {"file": (io.BytesIO(log), "decisions.jsonl")})
    assert "3 new decisions, 0 already here" in page.text
    ann.send(page, "/exchange/take")
    page = ann.post("/exchange/look", {"file": (io.BytesIO(log), "decisions.jsonl")})
    assert "0 new decisions, 3 already here" in page.text
    assert "accepted by Ben Other" in ann.get(f"/passage/{IDS[0]}").text


# --- projects for other tools ------------------------------------------------------------------------------


def exported(app: Flask) -> tuple[etree._Element, dict[str, str]]:
    answer = Person(app).client.get("/exchange/project.qdpx", headers={"Host": HOST})
    archive = zipfile.ZipFile(io.BytesIO(answer.data))
    texts = {
        name.removeprefix("sources/"): archive.read(name).decode()
        for name in archive.namelist()
        if name != "project.qde"
    }
    return etree.fromstring(archive.read("project.qde")), texts


def test_a_project_is_as_the_standard_has_it_and_reads_back_to_the_same_codes(store: Store, app: Flask) -> None:
    ann = Person(app)
    ann.settle(IDS[0], note="Clear & plain")
    page = ann.send(ann.get(f"/passage/{IDS[1]}"), "decide", ("action", "add"), add=THEMES[1])
    page = ann.send(page, "decide", ("action", f"start-later/{THEMES[1]}"))
    ann.send(page, "decide", ("action", "accept"))
    ann.settle(IDS[2], confidential="on", add=THEMES[2])
    root, texts = exported(app)
    SCHEMA.assertValid(root)
    space = {"q": root.nsmap[None]}
    names = {code.get("guid"): code for code in root.iterfind(".//q:Code", space)}
    read = set()
    for source in root.iterfind(".//q:TextSource", space):
        text = texts[source.get("plainTextPath", "").removeprefix("internal://")]
        for selection in source.iterfind("q:PlainTextSelection", space):
            said = text[int(selection.get("startPosition", "")) : int(selection.get("endPosition", ""))]
            for reference in selection.iterfind(".//q:CodeRef", space):
                code = names[reference.get("targetGUID")]
                parent = code.getparent()
                assert parent is not None
                read.add((said, parent.get("name"), code.get("name")))
    first, second = made_passage(0, 0).text, made_passage(0, 1).text.partition(". ")[2]
    assert {(said, way) for said, _, way in read} == {(first, "Gap"), (second, "Gap")}
    assert len(read) == 2


def test_a_project_holds_nothing_restricted_confidential_or_merely_suggested(store: Store, app: Flask) -> None:
    ann = Person(app)
    ann.settle(IDS[0], confidential="on")
    ann.settle(made_passage(1, 0).id)
    root, texts = exported(app)
    whole = "".join(texts.values())
    assert made_passage(0, 0).text not in whole
    assert made_passage(1, 0).text not in whole
    assert made_passage(0, 3).text in whole
    assert b"CodeRef" not in etree.tostring(root)
