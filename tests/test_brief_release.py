"""From draft to final: what is missing is listed, finals are kept for ever, errata say what they change."""

from __future__ import annotations

import dataclasses
import os
import shutil
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

import pytest

from pipeline import cli
from pipeline.brief import Source, archive, brief, needing_erratum, press, verify
from pipeline.brief.archive import Manifest
from pipeline.errors import BriefingError
from pipeline.records import SettledReview
from pipeline.settings import Disclosure, Settings
from pipeline.store import create
from tests import originals, settled

READY = Settings(disclosure=Disclosure(marking="OFFICIAL"))


def source(folder: Path, reviews: Sequence[SettledReview], settings: Settings = READY, decisions: int = 3) -> Source:
    return Source(
        folder,
        settings,
        [{"file": r.file} for r in reviews],
        [str(n) for n in range(decisions)],
        {"tag": "1"},
        lambda: reviews,
    )


def words(folder: Path, **texts: str) -> None:
    place = folder / "commentary" / "2019-Q2"
    place.mkdir(parents=True, exist_ok=True)
    for name, text in texts.items():
        (place / f"{name.replace('_', '-')}.md").write_text(text)


def said(number: int, polarity: str = "gap", **more: object) -> settled.SettledPassage:
    text = f"The officer wrote to the school {number} times and did not ask what the boy had said to his teacher."
    return settled.passage(f"p{number}", text, tags=[settled.tag("information-sharing", polarity)], **more)


def ready(number: int = 2) -> list[SettledReview]:
    return [settled.review(f"{n}.pdf", [said(n, quotable=True)], place=n) for n in range(number)]


def missing(folder: Path, reviews: Sequence[SettledReview], settings: Settings = READY) -> str:
    with pytest.raises(BriefingError) as refused:
        brief("2019-Q2", source(folder, reviews, settings), True, None)
    assert refused.value.exit_code == 6
    assert not list(folder.rglob("*final*"))
    return str(refused.value)


# --- what is missing ---------------------------------------------------------------------------------------


def test_everything_that_is_missing_is_listed_at_once(tmp_path: Path) -> None:
    reviews = [
        settled.review("machine.pdf", [said(1)], by="machine"),
        settled.review("referred.pdf", decision="refer", reason="borderline-police", by="machine"),
    ]
    told = missing(tmp_path, reviews, Settings())
    assert "set the marking" in told
    assert "sign the commentary off" in told
    assert "machine.pdf: settle the screening" in told
    assert "referred.pdf: decide on the referred screening" in told
    assert "machine.pdf, page 3, paragraph 3.1: approve the quotation" in told


def test_an_empty_sign_off_is_none(tmp_path: Path) -> None:
    words(tmp_path, signed_off="<!-- who and when -->\n")
    assert "sign the commentary off" in missing(tmp_path, ready())


def test_a_restricted_review_holds_nothing_up(tmp_path: Path) -> None:
    words(tmp_path, signed_off="Ana, 1 August")
    reviews = [
        settled.review("referred.pdf", decision="refer", by="machine"),
        settled.review("s.pdf", decision="refer", handling="restricted"),
    ]
    told = missing(tmp_path, reviews)
    assert "s.pdf:" not in told


def test_suggestions_are_not_counted_in_a_final_but_reported() -> None:
    from pipeline.brief.cohort import apart
    from pipeline.brief.compose import Asked, compose

    open_one = settled.passage("q", "The officer did not write.", tags=[settled.tag("record-keeping", decision=None)])
    reviews = [settled.review("a.pdf", [said(1), open_one])]
    draft = compose(Asked("2019-Q2", False, None), *apart(reviews), READY)
    final = compose(Asked("2019-Q2", True, None), *apart(reviews), READY)
    assert {card.id for card in draft.themes} == {"information-sharing", "record-keeping"}
    assert {card.id for card in final.themes} == {"information-sharing"}
    assert (final.open_suggestions, final.settled_suggestions) == (1, 1)


# --- finals ------------------------------------------------------------------------------------------------


def test_finals_are_numbered_kept_and_rebuilt(tmp_path: Path) -> None:
    words(tmp_path, signed_off="Ana Oakes, 1 August 2019", introduction="We are **glad**.")
    first = brief("2019-Q2", source(tmp_path, ready()), True, None)
    assert first.name == "briefing-2019-Q2-final-1.pdf"
    assert (first.parent / "annexes-2019-Q2-final-1" / "norwold-police.pdf").is_file()
    before = {path: path.read_bytes() for path in first.parent.rglob("*") if path.is_file()}

    # nothing that it says has changed: the same edition, though there are more decisions and another suggestion now
    idle = settled.passage("q", "The officer left.", tags=[settled.tag("record-keeping", decision=None)])
    suggested = [dataclasses.replace(ready()[0], passages=(*ready()[0].passages, idle)), ready()[1]]
    assert brief("2019-Q2", source(tmp_path, suggested, decisions=9), True, None) == first

    # something has: not without an erratum
    changed = [*ready(), settled.review("new.pdf", [said(7, quotable=True)])]
    with pytest.raises(BriefingError, match="erratum-2.md"):
        brief("2019-Q2", source(tmp_path, changed), True, None)
    words(tmp_path, erratum_2="A review examined in May had been left out.")
    second = brief("2019-Q2", source(tmp_path, changed), True, None)
    assert second.name == "briefing-2019-Q2-final-2.pdf"
    page = second.with_suffix(".html").read_text()
    assert "had been left out" in page
    assert '<th scope="row">Reviews included</th><td class="figure">2</td><td class="figure">3</td>' in page
    assert {path: path.read_bytes() for path in before} == before, "the first edition is as it was"

    # and both can be made again
    def as_it_stood(manifest: Manifest) -> Source:
        reviews = changed if manifest.edition == 2 else ready()
        return source(tmp_path, reviews, Settings.model_validate(manifest.settings), manifest.decisions)

    assert verify(second.parent, as_it_stood).count("all the same byte for byte") == 2
    with pytest.raises(BriefingError, match="register.csv"):
        verify(first, lambda m: source(tmp_path, changed))
    first.with_suffix(".html").write_text("tampered")
    with pytest.raises(BriefingError, match="briefing-2019-Q2-final-1.html"):
        verify(first, as_it_stood)


def test_a_final_is_never_written_over(tmp_path: Path) -> None:
    words(tmp_path, signed_off="Ana")
    manifest = Manifest("2019-Q2", 1, None, {}, {}, [], 0, {}, {}, "")
    archive.keep(tmp_path, {"a": b"1"}, manifest)
    with pytest.raises(BriefingError, match="never changed"):
        archive.keep(tmp_path, {"a": b"2"}, manifest)
    assert (tmp_path / "a").read_bytes() == b"1"


# --- killed, full, changed ---------------------------------------------------------------------------------


def test_a_full_disk_leaves_the_old_briefing_whole(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    archive.write(tmp_path / "b.pdf", b"old")

    def full(_: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(BriefingError, match="Free space"):
        archive.write(tmp_path / "b.pdf", b"new")
    assert [(path.name, path.read_bytes()) for path in tmp_path.iterdir()] == [("b.pdf", b"old")]


def test_what_a_killed_run_left_is_cleared_and_files_no_longer_made_go(tmp_path: Path) -> None:
    (tmp_path / ".b.pdf.x1.part").write_bytes(b"half")
    draft = Manifest("2019-Q2", 0, None, {}, {"old.html": ""}, [], 0, {}, {}, "")
    archive.keep(tmp_path, {"old.html": b"1"}, draft)
    archive.keep(tmp_path, {"b.pdf": b"2"}, dataclasses.replace(draft, outputs={"b.pdf": ""}))
    assert {path.name for path in tmp_path.iterdir()} == {"b.pdf", "briefing-2019-Q2-draft.manifest.json"}


def test_running_totals_of_earlier_finals_are_remembered(tmp_path: Path) -> None:
    for quarter, totals in (("2019-Q1", {"North/x": 6}), ("2019-Q2", {"North/y": 7}), ("2019-Q3", {"North/x": 9})):
        manifest = Manifest(quarter, 1, None, {}, {}, [], 0, {}, {}, "", {}, totals)
        archive.keep(tmp_path / quarter, {}, manifest)
    assert archive.running_totals(tmp_path, "2019-Q3") == {"North/x": 6, "North/y": 7}


def test_the_manifest_holds_no_notes_of_the_register(tmp_path: Path) -> None:
    held = source(tmp_path, settled.quarter("2019-Q2", 1, 2))
    register = [{**row, "notes": "the aunt rang", "examined": "2019-05-02"} for row in held.register]
    brief("2019-Q2", dataclasses.replace(held, register=register), False, None)
    written = (tmp_path / "briefings" / "2019-Q2" / "briefing-2019-Q2-draft.manifest.json").read_text()
    assert '"examined": "2019-05-02"' in written
    assert "the aunt rang" not in written


def test_a_page_that_has_not_changed_is_not_set_again_and_comes_out_the_same(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    reviews = settled.quarter("2019-Q2", 6, 12)
    brief("2019-Q2", source(tmp_path, reviews), False, None)
    folder = tmp_path / "briefings" / "2019-Q2"
    first = {path.name: path.read_bytes() for path in folder.glob("*.pdf")}
    monkeypatch.setattr(press, "pdf", lambda page, moment: pytest.fail("a page was set again"))
    brief("2019-Q2", source(tmp_path, reviews, decisions=4), False, None)
    assert {path.name: path.read_bytes() for path in folder.glob("*.pdf")} == first
    assert len(first) == 3


def test_a_run_with_nothing_to_print_loads_no_heavy_library(tmp_path: Path) -> None:
    folder = tmp_path / "north"
    create(folder)
    originals.review(folder / "originals" / "child-a.pdf", "Child A", "14 March 2018", originals.BEFORE)
    (folder / "register.csv").write_text("file,examined\nchild-a.pdf,2019-05-02\n")
    assert cli.run(["--corpus", str(folder), "brief", "--workers", "1"]) == 0
    code = (
        "import sys; from pipeline.cli import run; "
        f"run(['--corpus', {str(folder)!r}, 'brief']); "
        "sys.exit(', '.join({'spacy', 'numpy', 'sklearn', 'weasyprint', 'pdfplumber', 'openpyxl'} & set(sys.modules)))"
    )
    said = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert said.stderr.strip().splitlines()[-1:] == ["Printing the briefing of 2019-Q2 ..."]


def test_a_settled_tag_that_the_codebook_unsettled_holds_a_final_up(tmp_path: Path) -> None:
    words(tmp_path, signed_off="Ana, 1 August")
    again = dataclasses.replace(settled.tag("information-sharing"), recheck="redefined on 2019-05-01 (codebook 1.1)")
    reviews = [settled.review("a.pdf", [settled.passage("p", "Seen.", tags=[again, again], quotable=True)])]
    assert "a.pdf: look again at settled tags that the codebook has changed since: information-sharing (2)" in missing(
        tmp_path, reviews
    )


@pytest.fixture(scope="module")
def released(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with a final briefing over two reviews, one quotation of each."""
    folder = tmp_path_factory.mktemp("released")
    words(folder, signed_off="Ana, 1 August")
    brief("2019-Q2", source(folder, ready()), True, None)
    return folder / "briefings"


@pytest.mark.parametrize(
    ("changed", "why"),
    [
        ({}, ""),
        ({"passages": ()}, "withdrawn or no longer reads as it did"),
        ({"handling": "restricted"}, "which is restricted now"),
        ({"decision": "exclude"}, "which is no longer included"),
        ({"confidential": True}, "and that passage is confidential now"),
        ({"quotable": False}, "and that passage is no longer approved for print"),
    ],
)
def test_a_quotation_that_no_longer_stands_needs_an_erratum(
    released: Path, changed: dict[str, object], why: str
) -> None:
    flags = {"quotable": True} | {k: v for k, v in changed.items() if k in ("confidential", "quotable")}
    rest = {k: v for k, v in changed.items() if k in ("handling", "decision")}
    now = settled.review("0.pdf", changed.get("passages", [said(0, **flags)]), **rest)  # type: ignore[arg-type]
    told = needing_erratum(released, [now, ready()[1]])
    assert len(told) == bool(why)
    assert not why or (why in told[0] and "0.pdf" in told[0] and "commentary/2019-Q2/erratum-2.md" in told[0])


def test_an_erratum_of_an_earlier_quarter_leaves_later_briefings_as_they_were(tmp_path: Path) -> None:
    early = [settled.review(f"e{n}.pdf", [said(10 + n, quotable=True)], quarter="2019-Q1") for n in range(6)]
    for quarter in ("2019-Q1", "2019-Q2"):
        place = tmp_path / "commentary" / quarter
        place.mkdir(parents=True)
        (place / "signed-off.md").write_text("Ana, 1 August")
    brief("2019-Q1", source(tmp_path, early), True, None)
    later = brief("2019-Q2", source(tmp_path, [*early, *ready()]), True, None)
    (tmp_path / "commentary" / "2019-Q1" / "erratum-2.md").write_text("One was left out.")
    another = settled.review("f.pdf", [said(30, quotable=True)], quarter="2019-Q1")
    brief("2019-Q1", source(tmp_path, [*early, another]), True, None)
    told = verify(later, lambda m: source(tmp_path, [*early, *ready()], Settings.model_validate(m.settings)))
    assert "all the same byte for byte" in told


@pytest.mark.parametrize("left", [None, 0.5])
def test_a_typeface_that_is_missing_or_cut_short_is_named(
    left: float | None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    press.require()
    shutil.copytree(press.FONTS, tmp_path / "fonts")
    face = tmp_path / "fonts" / "OpenSans-Semibold.ttf"
    if left is None:
        face.unlink()
    else:
        face.write_bytes(face.read_bytes()[: int(face.stat().st_size * left)])
    monkeypatch.setattr(press, "FONTS", tmp_path / "fonts")
    with pytest.raises(press.PressMissing, match=r"OpenSans-Semibold.ttf is missing or damaged.*from the repository"):
        press.require()
