"""Makes the pictures of the documentation: `python -m tests.pictures CORPUS`, a corpus that is tagged and printed."""

from __future__ import annotations

import sys
import threading
from collections.abc import Iterator
from collections.abc import Set as AbstractSet
from pathlib import Path

from PIL import Image

from pipeline.correct import create_app
from pipeline.extract import picture
from pipeline.store import Corpus, Store, open_store
from pipeline.store.state import settled_reviews

DOCS = Path(__file__).parent.parent / "docs"


def main(folder: Path) -> None:
    """Writes two views of the correction page and three pages of the newest briefing into docs/."""
    with open_store(Corpus(folder)) as store:
        _screens(store)
    _pages(max((folder / "briefings").glob("*/briefing-*.pdf")))
    for path in (DOCS / "queue.png", DOCS / "passage.png"):
        with Image.open(path) as image:
            image.convert("P", palette=Image.Palette.ADAPTIVE, colors=64).save(path, optimize=True)


def _screens(store: Store) -> None:
    from playwright.sync_api import sync_playwright
    from werkzeug.serving import make_server

    server = make_server("127.0.0.1", 0, create_app(store, picture, "token", _Own()), threaded=True)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    root = f"http://127.0.0.1:{server.server_port}"
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path="/usr/bin/chromium", args=["--no-sandbox"])
        page = browser.new_page(viewport={"width": 1360, "height": 850})
        page.goto(f"{root}/enter?token=token")
        page.fill("#name", "Ann Reader")
        page.click("text=Set name")
        page.wait_for_selector('h1:has-text("What waits")')
        page.wait_for_load_state("networkidle")
        page.screenshot(path=DOCS / "queue.png")
        page.goto(f"{root}/passage/{_telling(store)}")
        page.wait_for_load_state("networkidle")
        page.screenshot(path=DOCS / "passage.png")
        browser.close()
    server.shutdown()


def _pages(briefing: Path) -> None:
    """The cover, the first page and a page of themes, side by side."""
    from pypdfium2 import PdfDocument

    with PdfDocument(briefing) as pdf:
        shown = [pdf[number].render(scale=0.72).to_pil() for number in (0, 1, 6)]
    gap, (width, height) = 12, shown[0].size
    sheet = Image.new("RGB", (3 * width + 4 * gap, height + 2 * gap), "#c9cfd9")
    for number, page in enumerate(shown):
        sheet.paste(page, (gap + number * (width + gap), gap))
    sheet.convert("P", palette=Image.Palette.ADAPTIVE, colors=160).save(DOCS / "page.png", optimize=True)


def _telling(store: Store) -> str:
    """The published passage with two or three themes of which the machine is surest."""
    open_ones = (review for review in settled_reviews(store) if review.handling == "published")
    passages = [passage for review in open_ones for passage in review.passages if len(passage.tags) in (2, 3)]
    return max(passages, key=lambda passage: min(tag.probability or 0.0 for tag in passage.tags)).passage.id


class _Own(AbstractSet[str]):
    """Every port of this computer: which one is only known once the page is served."""

    def __contains__(self, host: object) -> bool:
        return str(host).startswith("127.0.0.1:")

    def __iter__(self) -> Iterator[str]:
        return iter(())

    def __len__(self) -> int:
        return 1


if __name__ == "__main__":
    main(Path(sys.argv[1]))
