"""The web twin and the annexes in a real browser: axe finds nothing, and no page is wider than a telephone."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, sync_playwright

from pipeline.brief import companions, press
from tests.test_brief import full

CHROMIUM = Path("/usr/bin/chromium")


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        found = {"executable_path": str(CHROMIUM)} if CHROMIUM.exists() else {}
        opened = playwright.chromium.launch(args=["--no-sandbox"], **found)
        yield opened
        opened.close()


@pytest.fixture(scope="module")
def web() -> dict[str, str]:
    b = full()
    annex = next(iter(companions.annex_pages(b, "x").values())).decode()
    return {"briefing": press.html(b, for_print=False), "annex": annex}


@pytest.mark.parametrize("name", ["briefing", "annex"])
def test_axe_finds_no_fault(name: str, web: dict[str, str], browser: Browser) -> None:
    page = browser.new_page(offline=True)
    page.set_content(web[name])
    found = Axe().run(page)
    assert found.violations_count == 0, found.generate_report()
    page.close()


@pytest.mark.parametrize("name", ["briefing", "annex"])
def test_nothing_runs_off_a_narrow_screen(name: str, web: dict[str, str], browser: Browser) -> None:
    page = browser.new_page(viewport={"width": 320, "height": 640}, offline=True)
    page.set_content(web[name])
    assert page.evaluate("document.documentElement.scrollWidth") <= 320
    page.close()
