"""The correction page: what a reviewer sees, what is kept, and who is kept out."""

from __future__ import annotations

import json
import re
import threading
from pathlib import Path

import pytest
from flask.testing import FlaskClient

from pipeline import cli
from pipeline.correct import create_app
from pipeline.errors import StoreError
from pipeline.store import Store

HOST = "127.0.0.1:8350"


@pytest.fixture
def store(read_store: Store) -> Store:
    return read_store


def no_picture(path: Path, page: int, scale: float) -> bytes:
    return b"\x89PNG"


@pytest.fixture
def client(store: Store) -> FlaskClient:
    """A browser that came in with the link and has given a name."""
    client = create_app(store, no_picture, "token", {HOST}).test_client()
    client.get("/enter?token=token", headers={"Host": HOST})
    client.post("/name", data={"name": "Ann Reader", "back": "/"}, headers={"Host": HOST})
    return client


def get(client: FlaskClient, path: str) -> str:
    answer = client.get(path, headers={"Host": HOST})
    assert answer.status_code == 200, answer.text
    return answer.text


def post(client: FlaskClient, path: str, **data: str) -> int:
    return client.post(path, data=data, headers={"Host": HOST}).status_code


def passage(store: Store, start: str) -> str:
    row = store.connection.execute("SELECT id FROM passages WHERE text LIKE ?", (start + "%",)).fetchone()
    return str(row[0])


def logged(store: Store) -> list[dict]:
    path = store.corpus.folder / "decisions.jsonl"
    return [json.loads(line) for line in path.read_text().splitlines()] if path.exists() else []


def test_the_page_shows_the_passage_in_its_place(client: FlaskClient, store: Store) -> None:
    page = get(client, f"/passage/{passage(store, 'The sergeant')}")
    page = re.sub(r"</?u[^>]*>", "", page)  # the words that counted are underlined
    assert "The sergeant who closed the log" in page
    assert "On the fourth visit" in page, "the passage before it"
    assert "Page 2, paragraph 1.2" in page


def test_what_a_document_says_is_text_and_never_markup(client: FlaskClient, store: Store) -> None:
    sha256 = store.connection.execute("SELECT sha256 FROM originals WHERE file = 'child-a.pdf'").fetchone()[0]
    assert "<b>A</b>" not in get(client, f"/review/{sha256}")


def test_an_added_theme_is_in_the_log_before_the_page_says_saved(client: FlaskClient, store: Store) -> None:
    target = passage(store, "The sergeant")
    assert post(client, f"/passage/{target}", action="accept", add="leadership-culture", seen="none") == 303
    kept = logged(store)
    assert {made["reviewer"] for made in kept} == {"Ann Reader"}
    assert [made["value"] for made in kept if made["target"] == f"tag/{target}/leadership-culture"] == [
        {"status": "added", "polarity": "gap"}
    ]
    assert "added by Ann Reader" in get(client, f"/passage/{target}")


def test_undo_brings_back_what_stood_and_keeps_both_decisions(client: FlaskClient, store: Store) -> None:
    target = passage(store, "The sergeant")
    post(client, f"/passage/{target}", action="accept", add="leadership-culture", seen="none")
    before = len(logged(store))
    post(client, "/undo")
    assert len(logged(store)) > before
    assert "added by Ann Reader" not in get(client, f"/passage/{target}")
    assert "Ann Reader" in get(client, f"/passage/{target}/history")


def test_a_persons_screening_stands_and_survives_screening_again(client: FlaskClient, store: Store) -> None:
    sha256 = store.connection.execute("SELECT sha256 FROM originals WHERE file = 'child-a.pdf'").fetchone()[0]
    assert post(client, f"/review/{sha256}/screening", decision="exclude", reason="adult-only", note="seen") == 303
    store.connection.execute("DELETE FROM screenings")
    store.connection.commit()
    cli.run(["--corpus", str(store.corpus.folder), "screen"])
    page = get(client, f"/review/{sha256}")
    assert "Ann Reader" in page
    assert post(client, f"/review/{sha256}/screening", decision="exclude", reason="because") == 400


def test_a_passage_of_a_restricted_review_cannot_be_approved_for_print(client: FlaskClient, store: Store) -> None:
    target = passage(store, "Two constables")
    post(client, f"/passage/{target}", action="none", quote="on")
    assert not [made for made in logged(store) if made["target"].endswith("/quote")]


def test_no_decision_is_taken_without_a_name(store: Store) -> None:
    client = create_app(store, no_picture, "token", {HOST}).test_client()
    client.get("/enter?token=token", headers={"Host": HOST})
    assert post(client, f"/passage/{passage(store, 'The sergeant')}", action="none") == 400
    assert logged(store) == []


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({"Host": "evil.example"}, 403),
        ({"Host": HOST, "Origin": "http://evil.example"}, 403),
        ({"Host": HOST, "Sec-Fetch-Site": "cross-site"}, 403),
        ({"Host": HOST, "Origin": f"http://{HOST}", "Sec-Fetch-Site": "same-origin"}, 303),
    ],
)
def test_only_the_page_itself_may_post(headers: dict[str, str], status: int, client: FlaskClient) -> None:
    assert client.post("/name", data={"name": "Ann", "back": "/"}, headers=headers).status_code == status


def test_the_link_works_once(store: Store) -> None:
    app = create_app(store, no_picture, "token", {HOST})
    assert app.test_client().get("/", headers={"Host": HOST}).status_code == 403
    assert app.test_client().get("/enter?token=wrong", headers={"Host": HOST}).status_code == 403
    assert app.test_client().get("/enter?token=token", headers={"Host": HOST}).status_code == 303
    assert app.test_client().get("/enter?token=token", headers={"Host": HOST}).status_code == 403


def test_a_redirect_stays_on_the_page(client: FlaskClient) -> None:
    for back in ("//evil.example", "/\\evil.example", "https://evil.example"):
        answer = client.post("/name", data={"name": "Ann", "back": back}, headers={"Host": HOST})
        assert answer.headers["Location"] == "/"


def test_no_page_carries_inline_script_and_each_forbids_foreign_ones(client: FlaskClient, store: Store) -> None:
    for path in ("/", f"/passage/{passage(store, 'The sergeant')}", "/search?words=kitchen", "/keys"):
        answer = client.get(path, headers={"Host": HOST})
        assert "script-src 'self'" in answer.headers["Content-Security-Policy"]
        assert not re.search(r"<script(?![^>]*src=)|\son\w+=", answer.text)


def test_search_finds_words_in_passages(client: FlaskClient) -> None:
    page = get(client, "/search?words=see the kitchen")
    assert "asked to </span> <span><mark>see the kitchen</mark>" in page
    assert "1 passage in 1 review" in page


def test_a_decision_that_cannot_be_kept_is_never_called_saved(
    client: FlaskClient, store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(_: object) -> int:
        raise StoreError("The disk is full. Free space and decide again.")

    monkeypatch.setattr(store, "decide", full)
    answer = client.post(f"/passage/{passage(store, 'The sergeant')}", data={"action": "none"}, headers={"Host": HOST})
    assert answer.status_code == 503
    assert "Not saved" in answer.text


def test_a_passage_is_settled_with_one_key_in_a_browser(store: Store) -> None:
    from playwright.sync_api import sync_playwright
    from werkzeug.serving import make_server

    target = passage(store, "The sergeant")
    server = make_server("127.0.0.1", 0, create_app(store, no_picture, "token", _Any()))
    threading.Thread(target=server.serve_forever, daemon=True).start()
    root = f"http://127.0.0.1:{server.server_port}"
    try:
        with sync_playwright() as playwright:
            browser = playwright.chromium.launch(executable_path="/usr/bin/chromium", args=["--no-sandbox"])
            page = browser.new_page(viewport={"width": 320, "height": 640})
            page.goto(f"{root}/enter?token=token")
            page.fill("#name", "Ann Reader")
            page.click("text=Set name")
            page.goto(f"{root}/passage/{target}")
            assert page.evaluate("document.documentElement.scrollWidth") <= 320, "no sideways scrolling"
            page.keyboard.press("x")
            page.wait_for_selector("text=Saved at")
            browser.close()
    finally:
        server.shutdown()
    assert [made["target"] for made in logged(store)][-1] == f"flag/{target}/checked"


class _Any(set[str]):
    """Every host: the browser test's port is only known once it is served."""

    def __contains__(self, host: object) -> bool:
        return str(host).startswith("127.0.0.1:")
