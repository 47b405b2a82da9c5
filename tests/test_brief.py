"""The briefing as it is printed: accessible, traceable, and harmless whatever stands in it."""

from __future__ import annotations

import csv
import errno
import io
import multiprocessing
import os
import re
import sys
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pikepdf
import pypdfium2
import pytest
from openpyxl import load_workbook

from pipeline import cli
from pipeline.brief import companions, press, release, tagged, workbook
from pipeline.brief.briefing import Briefing
from pipeline.brief.cohort import apart
from pipeline.brief.compose import Asked, compose
from pipeline.errors import BriefingError
from pipeline.settings import Disclosure, Series, Settings, Themes
from pipeline.store import create
from tests import originals, settled

LINE = 1.36  # Open Sans: the height of a line box for each point of size


@pytest.fixture(scope="module")
def printed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of a briefing over one included and one excluded review."""
    folder = tmp_path_factory.mktemp("brief") / "north"
    create(folder)
    originals.review(folder / "originals" / "child-a.pdf", "Child A", "14 March 2018", originals.BEFORE)
    originals.review(folder / "originals" / "baby-b.pdf", "Baby B", "May 2019", originals.AFTER)
    (folder / "register.csv").write_text("file,examined\nchild-a.pdf,2019-05-02\nbaby-b.pdf,2019-05-03\n")
    words = folder / "commentary" / "2019-Q2"
    words.mkdir(parents=True)
    (words / "introduction.md").write_text("<!-- not this -->We met **two** forces. <script>alert(1)</script>\n\n# Big")
    (words / "trends.md").write_text("<!-- a comment that was never closed")
    assert cli.run(["--corpus", str(folder), "brief", "--workers", "1"]) == 0
    return folder / "briefings" / "2019-Q2"


def settings() -> Settings:
    return Settings(
        series=Series(fictional=True),
        themes=Themes(spotlight_harm="suicide", spotlight_ages=(10, 17)),
        disclosure=Disclosure(marking="OFFICIAL"),
    )


def full(included: int = 12, tags: int = 60, **asked: Any) -> Briefing:
    reviews = [*settled.quarter("2019-Q1", 8, 40), *settled.quarter("2019-Q2", included, tags)]
    return compose(Asked("2019-Q2", False, None, **asked), *apart(reviews), settings())


def text_of(content: bytes) -> str:
    with pypdfium2.PdfDocument(content) as pdf:
        return "\n".join(page.get_textpage().get_text_bounded() for page in pdf)


@pytest.fixture(scope="module")
def pages() -> bytes:
    """A briefing of a full quarter, printed."""
    return tagged.finished(press.pdf(press.html(full(), for_print=True), 0))


# --- accessible --------------------------------------------------------------------------------------------


def test_the_pdf_is_tagged_as_pdf_ua_asks(printed: Path) -> None:
    with pikepdf.open(printed / "briefing-2019-Q2-draft.pdf") as pdf:
        assert str(pdf.Root.Lang) == "en-GB"
        assert bool(pdf.Root.MarkInfo.Marked)
        assert bool(pdf.Root.ViewerPreferences.DisplayDocTitle)
        assert "Quarter 2 of 2019" in str(pdf.docinfo["/Title"])
        with pdf.open_metadata() as metadata:
            assert metadata["pdfuaid:part"] == "1"
        elements = list(tagged.structure(pdf))
        kinds = Counter(str(element.S) for element in elements)
        levels = [int(str(e.S)[2]) for e in elements if str(e.S) in ("/H1", "/H2", "/H3", "/H4")]
        assert kinds["/H1"] == 1
        assert levels[0] == 1
        assert all(after - before <= 1 for before, after in zip(levels, levels[1:], strict=False)), "no level skipped"
        assert all(str(e.get("/Alt", "")) for e in elements if str(e.S) == "/Figure")
        with pdf.open_outline() as outline:
            assert [item.title for item in outline.root][:3] == ["At a glance", "Contents", "Introduction"]
        assert all(page.get("/Tabs") == "/S" for page in pdf.pages if "/Annots" in page)


def test_a_full_quarter_is_tagged_too_with_its_charts_tables_and_links(pages: bytes) -> None:
    with pikepdf.open(io.BytesIO(pages)) as pdf:
        assert tagged.faults(pdf) == []
        kinds = Counter(str(element.S) for element in tagged.structure(pdf))
        assert kinds["/Figure"] > 20
        assert kinds["/Table"] > 8
        scopes = Counter(str(e.A.Scope) for e in tagged.structure(pdf) if str(e.S) == "/TH")
        assert scopes["/Column"] > 10
        assert scopes["/Row"] > 20
        said = {str(a.Contents) for page in pdf.pages for a in page.get("/Annots", [])}
        assert "Go to review R1 in Appendix A" in said
        assert not any(words.startswith(("e-", "theme-", "evidence-")) for words in said)


def broken(pages: bytes, breaking: Callable[[pikepdf.Pdf], object]) -> list[str]:
    with pikepdf.open(io.BytesIO(pages)) as pdf:
        breaking(pdf)
        return tagged.faults(pdf)


def test_each_fault_of_the_structure_is_found(pages: bytes) -> None:
    def first(pdf: pikepdf.Pdf, kind: str) -> pikepdf.Dictionary:
        return next(e for e in tagged.structure(pdf) if str(e.S) == kind)

    def unlinked(pdf: pikepdf.Pdf) -> None:
        next(a for page in pdf.pages for a in page.get("/Annots", [])).Contents = pikepdf.String(" ")

    assert broken(pages, lambda pdf: pdf.Root.__delitem__("/Lang")) == ["the file names no language"]
    assert broken(pages, lambda pdf: pdf.docinfo.__delitem__("/Title")) == ["the file has no title"]
    assert broken(pages, lambda pdf: pdf.Root.__delitem__("/Outlines")) == ["the file has no bookmarks"]
    assert broken(pages, lambda pdf: first(pdf, "/Figure").__delitem__("/Alt")) == ["a figure has no alternative text"]
    assert broken(pages, lambda pdf: setattr(first(pdf, "/H2"), "S", pikepdf.Name.H4)) == [
        "a level of heading is skipped"
    ]
    assert broken(pages, lambda pdf: first(pdf, "/TH").A.__delitem__("/Scope")) == [
        "a header cell does not say what it heads"
    ]
    assert broken(pages, lambda pdf: pdf.pages[1].__delitem__("/Tabs")) == [
        "page 2 does not follow the order of reading"
    ]
    assert len(broken(pages, unlinked)) == 1


def test_reading_text_is_at_least_12_points_and_what_is_looked_up_at_least_9_and_a_half(pages: bytes) -> None:
    read, looked_up = Counter[float](), Counter[float]()
    kind = read
    with pypdfium2.PdfDocument(pages) as pdf:
        for page in pdf:
            text, height = page.get_textpage(), page.get_height()
            if "Of the child, an entry says" in text.get_text_bounded():
                kind = looked_up  # Appendix A begins
            for index in range(0, text.count_chars(), 7):
                left, bottom, right, top = text.get_charbox(index, loose=True)
                if 60 < bottom < height - 60 and top > bottom:
                    kind[round((top - bottom) / LINE, 1)] += 1
    assert sum(read.values()) > 1000
    assert sum(looked_up.values()) > 1000
    assert min(read | looked_up) >= 9.4, (read, looked_up)
    assert sum(count for size, count in read.items() if size >= 11.9) > 0.6 * sum(read.values()), read


def test_the_card_of_a_theme_stands_on_one_page(pages: bytes) -> None:
    with pypdfium2.PdfDocument(pages) as pdf:
        texts = [" ".join(page.get_textpage().get_text_bounded().split()) for page in pdf]
    for card in full().told:
        reader = "For leaders" if card.level == "strategic" else "For officers and staff"
        question = f"{reader}: {dict(card.questions)[reader]}"
        asked = [number for number, text in enumerate(texts) if question in text]
        assert len(asked) == 1, card.id
        assert card.name in texts[asked[0]], card.id
        assert all(q.text in texts[asked[0]] for q in (*card.quotations, *card.praised)), card.id


def test_the_web_twin_says_which_passage_each_quotation_is() -> None:
    b = full()
    quoted = re.findall(r'data-passage="([^"]+)"', press.html(b, for_print=False))
    assert set(quoted) == {q.passage for q in release.printed_quotations(b)}


# --- traceable ---------------------------------------------------------------------------------------------


def test_the_printed_page_leads_to_the_paragraph_behind_every_theme(pages: bytes) -> None:
    b = full()
    text = re.sub(r"\s+", " ", text_of(pages))
    for card in b.told:
        for place in card.places:
            assert f"{place.review} p {place.page} ({place.number}) " in text, "Appendix D names page and paragraph"
            assert place.decision[:8] in text, "and the decision"
    for entry in b.listed:
        assert entry.publisher in text


def test_the_web_twin_has_a_target_for_every_link(printed: Path) -> None:
    page = (printed / "briefing-2019-Q2-draft.html").read_text()
    rich = press.html(full(), for_print=False)
    for text in (page, rich):
        ids = re.findall(r' id="([^"]+)"', text)
        assert set(re.findall(r'href="#([^"]+)"', text)) <= set(ids)
        assert len(ids) == len(set(ids))


def test_the_workbook_holds_every_count_and_the_reviews_behind_it() -> None:
    b = full()
    book = load_workbook(io.BytesIO(workbook.workbook(b)))
    for sheet in book:
        assert len(sheet.tables) == 1, "one table a sheet"
        assert sheet.freeze_panes == "A2"
    themes = {row[0]: row for row in book["Themes"].iter_rows(min_row=2, values_only=True)}
    for card in b.themes:
        assert themes[card.name][3] == len(themes[card.name][14].split(", ")) == len(card.reviews)
    assert book["Evidence"].max_row == 1 + sum(len(card.places) for card in b.themes)
    assert workbook.workbook(b) == workbook.workbook(b)


def test_the_flow_adds_up_in_the_workbook(printed: Path) -> None:
    steps = dict(
        row[:2]
        for row in load_workbook(printed / "briefing-2019-Q2-draft.xlsx")["Flow"].iter_rows(min_row=2, values_only=True)
    )
    taken = sum(int(n) for step, n in steps.items() if step.startswith(("Excluded", "Referred")))
    assert int(steps["Examined"]) == taken + int(steps["Included"]) == 2


# --- the analysts' own words -------------------------------------------------------------------------------


def test_commentary_is_set_in_its_place_and_its_markup_is_harmless(printed: Path) -> None:
    page = (printed / "briefing-2019-Q2-draft.html").read_text()
    assert "<strong>two</strong> forces" in page
    assert "<script" not in page
    assert "<h1>Big" not in page
    assert "not this" not in page
    assert "never closed" not in page


def test_a_fresh_quarter_gets_a_sheet_for_each_section_and_what_is_written_stays(printed: Path) -> None:
    folder = printed.parent.parent / "commentary" / "2019-Q2"
    assert (folder / "introduction.md").read_text().startswith("<!-- not this -->We met")
    sheet = (folder / "key-messages.md").read_text()
    assert "two strategic, three operational?" in sheet
    assert "1 included" in (folder / "figures.txt").read_text()
    from pipeline.brief.commentary import written

    assert set(written(folder)) == {"introduction"}, "a sheet nobody wrote on says nothing"


# --- beside the briefing -----------------------------------------------------------------------------------


def test_the_seven_minute_briefing_fills_one_side(printed: Path) -> None:
    content = (printed / "seven-minute-2019-Q2-draft.pdf").read_bytes()
    assert tagged.pages(content) == 1
    text = re.sub(r"\s+", " ", text_of(content))
    assert all(heading in text for heading in ("Why this briefing", "Where it fell short", "What we will do"))
    with pikepdf.open(io.BytesIO(content)) as pdf:
        assert tagged.faults(pdf) == []


def test_every_force_with_a_review_gets_an_annex(printed: Path) -> None:
    b = full()
    assert {annex.force for annex in b.annexes} <= {force for _, force in settled.PLACES}
    made = companions.annex_pages(b, "x")
    assert set(made) == {f"annexes-x/{annex.slug}.html" for annex in b.annexes}
    assert sum(len(annex.this_quarter) for annex in b.annexes) == b.included
    assert (printed / "questions-2019-Q2-draft.pdf").is_file()


def test_the_bank_names_who_did_well_and_no_cell_is_a_formula() -> None:
    tricky = settled.passage(
        "t", "=HYPERLINK(1) the officer sat with the boy until he was ready to talk.", tags=[settled.tag("voice-of-child", "good-practice")]
    )  # fmt: skip
    reviews = [*settled.quarter("2019-Q1", 6, 40), settled.review("a.pdf", [tricky])]
    b = compose(Asked("2019-Q2", False, None), *apart(reviews), settings())
    rows = list(csv.DictReader(io.StringIO(companions.bank(b).decode("utf-8-sig"))))
    assert {row["Area"] for row in rows} <= {force for _, force in settled.PLACES}
    assert any(row["Review"].startswith("2019-Q1 R") for row in rows), "of the whole series"
    assert all(row["Page"] and row["Decision"] for row in rows)
    assert not any(cell.startswith("=") for row in rows for cell in row.values())


# --- safe and steady ---------------------------------------------------------------------------------------

HOSTILE = (
    "</title><script>alert(1)</script><img src=x onerror=alert(1)>{{ 7*7 }}<style>@import url(http://evil)</style>"
)


def test_hostile_text_in_titles_subjects_and_passages_is_only_text() -> None:
    said = settled.passage("p", f"The officer saw the child. {HOSTILE}", tags=[settled.tag("voice-of-child")])
    review = settled.review("a.pdf", [said], title=HOSTILE, subject=HOSTILE)
    b = compose(Asked("2019-Q2", False, None), *apart([review]), settings())
    page = press.html(b, for_print=True)
    assert "<script" not in page
    assert "<img" not in page
    assert "{{ 7*7 }}" in page
    assert "49" not in re.findall(r"<title>(.*?)</title>", page)[0]
    assert press.pdf(page, 0).startswith(b"%PDF")


def test_nothing_but_the_own_fonts_is_fetched(caplog: pytest.LogCaptureFixture) -> None:
    page = press.html(full(3, 9), for_print=True)
    worse = page.replace(
        "</main>", '<img alt="x" src="file:///etc/hostname"><img alt="x" src="http://evil.example/x.png"></main>'
    )
    assert "evil" in worse
    assert b"evil.example" not in press.pdf(worse, 0)
    assert caplog.text.count("only the briefing's own fonts are fetched") == 2


def test_the_same_record_gives_the_same_bytes() -> None:
    page = press.html(full(3, 9), for_print=True)
    assert page == press.html(full(3, 9), for_print=True)
    assert tagged.finished(press.pdf(page, 5)) == tagged.finished(press.pdf(page, 5))


def test_a_page_that_cannot_be_set_by_the_second_press_is_named() -> None:
    job = {"name": "seven-minute-x.pdf", "pages": ["<p>" + "long " * 20_000], "sheets": 1}
    with (
        companions.start([job], 0) as beside,
        pytest.raises(BriefingError, match=r"seven-minute-x.pdf does not fit on 1 page"),
    ):
        beside.done()


def test_a_second_press_that_is_killed_is_said_to_be() -> None:
    with companions.start([{"name": "x.pdf", "pages": ["<p>" + "long " * 20_000], "sheets": 1}], 0) as beside:
        assert beside.process
        beside.process.kill()
        with pytest.raises(BriefingError, match="their press was stopped"):
            beside.done()


@pytest.mark.parametrize("without", ["no such thing", "none to spare", "macOS"])
def test_where_no_process_can_be_forked_the_first_press_prints_the_same(
    without: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    jobs = companions.jobs(full(3, 9), "x")
    with companions.start(jobs, 5) as beside:
        assert beside.process
        forked = beside.done()

    def none_to_spare() -> int:
        raise OSError(errno.EAGAIN, "Resource temporarily unavailable")

    if without == "macOS":
        monkeypatch.setattr(sys, "platform", "darwin")
    elif without == "none to spare":
        monkeypatch.setattr(os, "fork", none_to_spare)
    else:
        monkeypatch.setattr(multiprocessing, "get_all_start_methods", lambda: ["spawn"])
        monkeypatch.delattr(os, "fork")
    with companions.start(jobs, 5) as beside:
        assert not beside.process
        assert beside.done() == forked
    assert set(forked) == {"seven-minute-x.pdf", "questions-x.pdf"}


def test_without_pango_the_other_files_are_made_and_the_message_says_what_to_install(
    printed: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def missing() -> None:
        raise press.PressMissing(press.NO_PANGO)

    monkeypatch.setattr(press, "require", missing)
    folder = printed.parent.parent
    target = folder / "briefings" / "2019-Q2"
    kept = {path: path.read_bytes() for path in target.rglob("*") if path.is_file()}
    for path in kept:
        path.unlink()
    try:
        assert cli.run(["--corpus", str(folder), "brief", "--workers", "1"]) == 6
        assert "libpango-1.0-0" in capsys.readouterr().err
        assert (target / "briefing-2019-Q2-draft.html").is_file()
        assert (target / "briefing-2019-Q2-draft.xlsx").is_file()
        assert not list(target.glob("*.pdf"))
    finally:
        for path, content in kept.items():
            path.write_bytes(content)
