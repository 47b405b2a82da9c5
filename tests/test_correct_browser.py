"""The correction page in a real browser: a journey by keyboard alone, what a screen reader is told, lost servers."""

from __future__ import annotations

import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, sync_playwright
from werkzeug.serving import BaseWSGIServer, make_server

from pipeline.correct.accounts import Accounts
from pipeline.store import Corpus, Store
from pipeline.store.state import settled_reviews
from tests.correction import app_over, filled, logged, made_passage

WCAG = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]}


class Anywhere(set[str]):
    """Every host of this computer: the port is only known once the page is served."""

    def __contains__(self, host: object) -> bool:
        return str(host).startswith("127.0.0.1:")


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        opened = playwright.chromium.launch(executable_path="/usr/bin/chromium", args=["--no-sandbox"])
        yield opened
        opened.close()


@pytest.fixture
def store(corpus: Corpus) -> Iterator[Store]:
    with filled(corpus, "second_share = 0.0\nhidden = 0", reviews=3, passages=15) as opened:
        yield opened


@pytest.fixture
def server(store: Store) -> Iterator[BaseWSGIServer]:
    app = app_over(store)
    app.extensions["guard"].hosts = Anywhere()
    made = make_server("127.0.0.1", 0, app, threaded=True)
    threading.Thread(target=made.serve_forever, daemon=True).start()
    yield made
    made.shutdown()
    made.server_close()


def root(server: BaseWSGIServer) -> str:
    return f"http://127.0.0.1:{server.server_port}"


def come_in(browser: Browser, server: Any, name: str = "Ann Reader", **view: Any) -> Page:
    """A browser of one's own that has come in with the link and given a name."""
    server.app.extensions["guard"].token = "token"
    page = browser.new_context(**view).new_page()
    faults: list[str] = []
    page.on("pageerror", lambda fault: faults.append(str(fault)))
    page.on("console", lambda said: faults.append(said.text) if said.type == "error" else None)
    page.faults = faults  # type: ignore[attr-defined]
    page.goto(f"{root(server)}/enter?token=token")
    page.fill("#name", name)
    page.click("text=Set name")
    page.wait_for_selector(f'#name[value="{name}"]')
    return page


def press(page: Page, *keys: str) -> None:
    """Presses keys, each time waiting for what was saved to be shown."""
    for key in keys:
        page.keyboard.press(key)
        page.wait_for_selector("body:not([aria-busy])")


def test_twenty_passages_are_settled_by_keyboard_alone(browser: Browser, server: BaseWSGIServer, store: Store) -> None:
    page = come_in(browser, server)
    page.keyboard.press("d")
    page.wait_for_selector("#decide")
    for number in range(20):
        before = page.url
        assert page.evaluate("document.activeElement.tagName") == "H1", "focus is on the passage that is shown"
        press(page, *(["x"] if number % 3 == 0 else ["1", "a"] if number % 3 == 1 else ["a"]))
        page.wait_for_url(lambda url, before=before: url != before)
    assert "Saved at" in page.inner_text("#status")
    assert len([line for line in logged(store) if line["target"].endswith("/checked")]) == 20
    assert page.faults == []  # type: ignore[attr-defined]


def test_a_wrong_polarity_takes_two_keys_and_any_theme_is_found_by_name(
    browser: Browser, server: Any, store: Store
) -> None:
    page = come_in(browser, server)
    first, bare = made_passage(0, 0).id, made_passage(0, 1).id
    page.goto(f"{root(server)}/passage/{first}")
    press(page, "p", "a")
    page.wait_for_selector("text=Saved at")
    page.goto(f"{root(server)}/passage/{bare}")
    page.keyboard.press("/")
    page.keyboard.type("supervision and")
    press(page, "Enter")
    page.wait_for_selector("input[value=supervision-oversight]:checked")
    press(page, "c", "e", "ArrowRight", "Shift+ArrowLeft")
    page.wait_for_selector("[name=span-supervision-oversight]", state="attached")
    press(page, "a")
    page.wait_for_selector("text=Saved at")
    standing = {p.passage.id: p for r in settled_reviews(store) for p in r.passages}
    assert [(t.status, t.polarity) for t in standing[first].tags] == [("accepted", "good-practice")]
    assert [(t.status, t.theme) for t in standing[bare].tags] == [("added", "supervision-oversight")]
    assert standing[bare].confidential
    assert standing[bare].tags[0].span == (-1, 4)
    press(page, "z")
    page.wait_for_selector(f"[action='/passage/{bare}']")
    assert not next(p for r in settled_reviews(store) for p in r.passages if p.passage.id == bare).checked


def test_keys_can_be_switched_off_and_changed(browser: Browser, server: BaseWSGIServer, store: Store) -> None:
    page = come_in(browser, server)
    page.goto(f"{root(server)}/keys")
    page.fill("[data-remap=x]", "q")
    page.keyboard.press("Tab")
    assert "Saved: Q" in page.inner_text("#status")
    page.goto(f"{root(server)}/passage/{made_passage(0, 0).id}")
    assert page.inner_text("button[value=none] kbd") == "Q"
    page.keyboard.press("x")
    assert logged(store) == []
    press(page, "q")
    assert [line["target"].split("/")[-1] for line in logged(store)][-1] == "checked"
    page.goto(f"{root(server)}/keys")
    page.click("#keys-switch")
    page.goto(f"{root(server)}/passage/{made_passage(0, 3).id}")
    before = len(logged(store))
    page.keyboard.press("a")
    page.wait_for_timeout(100)
    assert len(logged(store)) == before


def test_keys_do_nothing_while_one_types(browser: Browser, server: BaseWSGIServer, store: Store) -> None:
    page = come_in(browser, server)
    page.goto(f"{root(server)}/passage/{made_passage(0, 0).id}")
    page.click("#note")
    page.keyboard.type("axus")
    assert page.input_value("#note") == "axus"
    assert logged(store) == []


def visited(page: Page, server: BaseWSGIServer) -> Iterator[str]:
    """Every page of the site, one after another, with something on each."""
    target, sha256 = made_passage(0, 0).id, f"{0:064x}"
    pages = ["/", f"/passage/{target}", f"/passage/{made_passage(0, 8).id}", f"/passage/{target}/history", f"/see/{target}", f"/review/{sha256}",
             "/queue/scanned?quarter=2019-Q2", "/search?words=closed log", "/agreement", "/training", "/exchange", "/keys", "/passage/none"]  # fmt: skip
    for path in pages:
        page.goto(root(server) + path)
        yield path
    page.goto(f"{root(server)}/search?words=closed log")
    page.check("tbody tr:nth-child(2) input")
    page.fill("#bulk-theme", "supervision and")
    page.click("text=See what would change")
    page.wait_for_selector("#batch-name")
    yield "the preview of a bulk action"
    page.click("text=Apply to what is ticked")
    page.wait_for_selector("text=Undo all of it")
    yield "after a bulk action"


def differ(browser: Browser, server: BaseWSGIServer, store: Store) -> None:
    """Two people code a passage unseen and differ."""
    target = made_passage(0, 0).id
    settings = store.corpus.settings
    object.__setattr__(settings.correction, "second_share", 1.0)
    for name, action in (("Ben Other", "none"), ("Cleo Third", "accept")):
        page = come_in(browser, server, name)
        page.goto(f"{root(server)}/passage/{target}")
        page.click(f"button[value={action}]")
        page.wait_for_selector("text=Saved at")


def test_axe_finds_nothing_on_any_page(browser: Browser, server: Any, store: Store) -> None:
    differ(browser, server, store)
    page, axe = come_in(browser, server), Axe()
    for path in (*visited(page, server), "adjudication", "signing in"):
        if path == "adjudication":
            page.goto(f"{root(server)}/adjudicate/{made_passage(0, 0).id}")
        if path == "signing in":
            server.app.extensions["guard"].accounts = Accounts(store.corpus.reviewers)
            page = browser.new_page()
            page.goto(f"{root(server)}/enter")
        found = axe.run(page, options=WCAG)
        assert found.violations_count == 0, f"{path}\n{found.generate_report()}"


@pytest.mark.parametrize(("width", "height"), [(320, 640), (320, 256)], ids=["a narrow window", "400 % zoom"])
def test_every_page_fits_a_narrow_window(browser: Browser, server: BaseWSGIServer, width: int, height: int) -> None:
    page = come_in(browser, server, viewport={"width": width, "height": height})
    for path in visited(page, server):
        assert page.evaluate("document.documentElement.scrollWidth") <= width, path


def test_what_has_focus_is_never_under_the_bar(browser: Browser, server: BaseWSGIServer) -> None:
    page = come_in(browser, server, viewport={"width": 1300, "height": 600})
    page.goto(f"{root(server)}/passage/{made_passage(0, 0).id}")
    for _ in range(24):
        page.keyboard.press("Tab")
        hidden = page.evaluate("""() => { const at = document.activeElement, dock = document.querySelector('.dock');
            if (dock.contains(at) || at === document.body || at.matches('.picture')) return false;
            return at.getBoundingClientRect().bottom > dock.getBoundingClientRect().top + 1
                && getComputedStyle(dock).position === 'sticky' && dock.getBoundingClientRect().left < at.getBoundingClientRect().right; }""")
        assert not hidden, page.evaluate("document.activeElement.outerHTML")


def test_targets_are_large_enough(browser: Browser, server: BaseWSGIServer) -> None:
    page = come_in(browser, server)
    page.goto(f"{root(server)}/passage/{made_passage(0, 0).id}")
    small = page.evaluate("""() => [...document.querySelectorAll('button, input, select, textarea, summary, .button, nav a')]
        .filter((e) => e.offsetParent && e.type !== 'hidden').filter((e) => { const box = e.getBoundingClientRect();
        return box.width < 24 || box.height < 24; }).map((e) => e.outerHTML)""")
    assert small == []


def test_two_browsers_at_once_each_see_the_others_word_only_when_they_clash(
    browser: Browser, server: Any, store: Store
) -> None:
    target = made_passage(0, 0).id
    ann, ben = come_in(browser, server), come_in(browser, server, "Ben Other")
    for page in (ann, ben):
        page.goto(f"{root(server)}/passage/{target}")
    press(ann, "a")
    ann.wait_for_selector("text=Saved at")
    press(ben, "x")
    ben.wait_for_selector("text=This was decided meanwhile")
    assert "Ann Reader" in ben.inner_text("main")
    assert "Both decisions are saved" in ben.inner_text("#status")
    press(ben, "z")
    ben.wait_for_selector("#decide")
    assert "accepted by Ann Reader" in ben.inner_text("#decide")


def test_without_a_server_nothing_is_called_saved_and_it_is_sent_when_the_server_is_back(
    browser: Browser, server: Any, store: Store
) -> None:
    page = come_in(browser, server)
    target = made_passage(0, 0).id
    # before the page is opened: a page that is there already may send its next request past the interception
    page.route("**/passage/**", lambda route: route.abort() if route.request.method == "POST" else route.continue_())
    page.goto(f"{root(server)}/passage/{target}")
    page.keyboard.press("x")
    page.wait_for_selector("#status.bad")
    assert "Not saved" in page.inner_text("#status")
    assert logged(store) == []
    page.unroute("**/passage/**")
    page.wait_for_selector("text=Saved at")
    assert [line["target"] for line in logged(store)][-1] == f"flag/{target}/checked"


def test_what_the_server_refuses_stays_in_the_form_to_be_sent_again(
    browser: Browser, server: Any, store: Store
) -> None:
    page = come_in(browser, server)
    page.goto(f"{root(server)}/passage/{made_passage(0, 0).id}")
    page.fill("#note", "half an hour of thought")
    guard = server.app.extensions["guard"]
    sessions, guard.sessions = guard.sessions, {}
    page.click("button[value=none]")
    page.wait_for_selector("#status.bad")
    assert page.input_value("#note") == "half an hour of thought"
    assert logged(store) == []
    guard.sessions = sessions
    page.click("button[value=none]")
    page.wait_for_selector("text=Saved at")
    assert "half an hour of thought" in [(line["value"] or {}).get("value") for line in logged(store)]


def test_a_printed_reference_opens_the_passage_with_nothing_to_change(
    browser: Browser, server: Any, store: Store, tmp_path: Path
) -> None:
    twin = tmp_path / "briefing.html"
    twin.write_text(f'<a href="{root(server)}/see/{made_passage(0, 0).id}">1, p. 1</a>')
    page = come_in(browser, server)
    page.goto(twin.as_uri())
    page.click("a")
    page.wait_for_selector("text=As it stands")
    assert made_passage(0, 0).text[:30] in page.inner_text(".passage")
    assert page.locator("#decide, main input").count() == 0
    page.click("text=Page after")
    page.wait_for_selector("text=Page 2 of 3")
    assert logged(store) == []


def test_everything_works_with_script_switched_off(browser: Browser, server: BaseWSGIServer, store: Store) -> None:
    page = come_in(browser, server, java_script_enabled=False)
    page.click("text=Draw a batch")
    page.fill("#add", "supervision and")
    page.click("text=Add")
    page.click("button[value=accept]")
    assert "Saved at" in page.inner_text("#status")
    page.click("text=Undo")
    assert page.locator("#decide").count() == 1
    assert {
        line["value"] and line["value"].get("status") for line in logged(store) if line["target"].startswith("tag/")
    } >= {"added", None}


# --- a server that is killed -------------------------------------------------------------------------------


def test_no_acknowledged_decision_is_lost_when_the_server_is_killed(corpus: Corpus) -> None:
    from tests.bench_correct import killed_rounds

    found = killed_rounds(corpus, rounds=6, seed=1)
    assert found.acknowledged >= 6, "each time at least one decision was called saved"
    assert found.lost == 0
    assert found.rounds == 6


def test_the_page_is_served_from_the_command_line(read_corpus: Path) -> None:
    run = subprocess.Popen(
        [sys.executable, "-m", "pipeline", "--corpus", str(read_corpus), "correct", "--no-browser", "--port", "0"],
        stderr=subprocess.PIPE, text=True,
    )  # fmt: skip
    try:
        assert run.stderr
        assert "The correction page is open at http://127.0.0.1:" in run.stderr.readline()
    finally:
        run.terminate()
        run.communicate()
