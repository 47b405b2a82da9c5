"""A shared page: who signs in, what each may read, and what is refused at the door."""

from __future__ import annotations

import json
import stat
from collections.abc import Iterator

import pytest
from flask import Flask
from flask.testing import FlaskClient

from pipeline import cli, correct
from pipeline.correct import serve
from pipeline.correct.accounts import Accounts
from pipeline.errors import UsageError
from pipeline.store import Corpus, Store
from tests.correction import HOST, app_over, filled, logged, made_passage, no_picture

PASSWORD = "three plain words"


@pytest.fixture
def store(corpus: Corpus) -> Iterator[Store]:
    with filled(corpus, restricted=[1]) as opened:
        yield opened


@pytest.fixture
def accounts(store: Store) -> Accounts:
    made = Accounts(store.corpus.reviewers)
    made.add("Ann Reader", PASSWORD, restricted=True)
    made.add("Ben Other", PASSWORD, restricted=False)
    return made


@pytest.fixture
def app(store: Store, accounts: Accounts) -> Flask:
    return app_over(store, accounts=accounts, secure=True)


def sign_in(app: Flask, name: str, password: str = PASSWORD) -> tuple[FlaskClient, int]:
    client = app.test_client()
    answer = client.post(
        "/enter", data={"name": name, "password": password}, headers={"Host": HOST}, base_url=f"https://{HOST}"
    )
    return client, answer.status_code


def get(client: FlaskClient, path: str) -> tuple[int, str]:
    answer = client.get(path, headers={"Host": HOST}, base_url=f"https://{HOST}")
    return answer.status_code, answer.text


def test_passwords_are_kept_as_argon2_and_only_the_owner_may_read_the_file(accounts: Accounts) -> None:
    said = json.loads(accounts.path.read_text())
    assert said["Ann Reader"]["password"].startswith("$argon2id$")
    assert PASSWORD not in accounts.path.read_text()
    assert stat.S_IMODE(accounts.path.stat().st_mode) == 0o600


def test_a_reviewer_signs_in_by_name_and_decides_under_it(app: Flask, store: Store) -> None:
    client, status = sign_in(app, "Ben Other")
    assert status == 303
    client.set_cookie("reviewer", "Somebody Else")
    target = made_passage(0, 1).id
    client.post(f"/passage/{target}", data={"action": "none"}, headers={"Host": HOST}, base_url=f"https://{HOST}")
    assert {line["reviewer"] for line in logged(store)} == {"Ben Other"}


@pytest.mark.parametrize(("name", "password"), [("Ben Other", "wrong password"), ("Nobody", PASSWORD), ("", "")])
def test_a_wrong_password_and_an_unknown_name_are_told_alike(app: Flask, name: str, password: str) -> None:
    client, status = sign_in(app, name, password)
    assert status == 403
    assert get(client, "/")[0] == 302, "sent to the sign-in"


def test_after_five_wrong_passwords_the_right_one_has_to_wait(app: Flask) -> None:
    for _ in range(5):
        sign_in(app, "Ben Other", "wrong password")
    assert sign_in(app, "Ben Other")[1] == 429
    assert sign_in(app, "Ann Reader")[1] == 303


def test_restricted_text_is_shown_to_those_alone_who_may_read_it(app: Flask) -> None:
    secret, sha256 = made_passage(1, 0), f"{1:064x}"
    ann, ben = sign_in(app, "Ann Reader")[0], sign_in(app, "Ben Other")[0]
    assert "Sergeant 1002 closed log" in get(ann, f"/passage/{secret.id}")[1]
    for path in (
        f"/passage/{secret.id}",
        f"/review/{sha256}",
        f"/page/{sha256}/1.png",
        f"/passage/{secret.id}/history",
    ):
        assert get(ben, path)[0] == 404, path
    for path in (
        "/",
        "/search?words=closed log",
        "/queue/scanned?quarter=2019-Q2",
        "/queue/theme:supervision-oversight?quarter=2019-Q2",
        "/agreement",
    ):
        page = get(ben, path)[1]
        assert "Sergeant 100" not in page
        assert "Child 1" not in page, path
    assert get(ben, "/exchange/decisions.jsonl")[0] == 403


def test_cookies_are_for_this_site_alone_and_out_of_scripts_reach(app: Flask) -> None:
    answer = app.test_client().post(
        "/enter", data={"name": "Ann Reader", "password": PASSWORD}, headers={"Host": HOST}, base_url=f"https://{HOST}"
    )
    cookie = answer.headers["Set-Cookie"]
    assert all(part in cookie for part in ("HttpOnly", "SameSite=Strict", "Secure"))


def test_signing_out_ends_the_session(app: Flask) -> None:
    client, _ = sign_in(app, "Ann Reader")
    client.post("/leave", headers={"Host": HOST}, base_url=f"https://{HOST}")
    assert get(client, "/")[0] == 302


def test_a_signed_out_reviewers_decision_is_never_called_saved(app: Flask, store: Store) -> None:
    answer = app.test_client().post(
        f"/passage/{made_passage(0, 0).id}", data={"action": "none"}, headers={"Host": HOST}
    )
    assert answer.status_code == 403
    assert "Not saved" in answer.text
    assert logged(store) == []


def test_a_reviewer_is_added_and_taken_away_by_a_command(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("typer.prompt", lambda *_, **__: PASSWORD)
    corpus = ["--corpus", str(store.corpus.folder)]
    assert cli.run([*corpus, "reviewer", "Cleo Third", "--restricted", "--lead"]) == 0
    accounts = Accounts(store.corpus.reviewers)
    found = accounts.sign_in("Cleo Third", PASSWORD)
    assert found
    assert found.restricted
    assert found.lead
    assert accounts.read()["Cleo Third"].lead
    assert cli.run([*corpus, "reviewer", "Cleo Third", "--remove"]) == 0
    assert accounts.sign_in("Cleo Third", PASSWORD) is None
    assert cli.run([*corpus, "reviewer", "Cleo Third", "--remove"]) == 2


def sent(client: FlaskClient, path: str, data: dict[str, str]) -> int:
    said = client.post(path, data=data, headers={"Host": HOST}, base_url=f"https://{HOST}")
    return said.status_code


def test_an_account_that_is_taken_away_is_signed_out_at_once(app: Flask, accounts: Accounts, store: Store) -> None:
    ben, _ = sign_in(app, "Ben Other")
    accounts.remove("Ben Other")
    assert get(ben, "/")[0] == 302
    assert sent(ben, f"/passage/{made_passage(0, 0).id}", {"action": "none"}) == 403
    assert logged(store) == []


def test_once_somebody_leads_only_they_train_and_lock(app: Flask, accounts: Accounts, store: Store) -> None:
    ben, _ = sign_in(app, "Ben Other")
    quarter = {"quarter": "2019-Q2", "even": "on", "reason": "because"}
    assert sent(ben, "/lock", {**quarter, "key": "1"}) == 303, "nobody leads"
    accounts.add("Ann Reader", PASSWORD, restricted=True, lead=True)
    for path, data in (("/unlock", quarter), ("/lock", quarter), ("/training", {"do": "train"})):
        assert sent(ben, path, data) == 403, path
    assert "Whoever leads the team" in get(ben, "/training")[1]
    assert "Unlock" not in get(ben, "/?quarter=2019-Q2")[1]
    ann, _ = sign_in(app, "Ann Reader")
    assert "Why unlock it" in get(ann, "/?quarter=2019-Q2")[1]
    assert sent(ann, "/unlock", {**quarter, "key": "2"}) == 303
    assert [line["reviewer"] for line in logged(store)] == ["Ben Other", "Ann Reader"]


@pytest.mark.parametrize(
    ("host", "called"),
    [("10.0.0.5", {"10.0.0.5"}), ("::1", {"[::1]"}), ("0.0.0.0", {"127.0.0.1", "desk-7", "10.0.0.7"})],
)
def test_a_computer_is_called_by_its_own_names_alone(
    host: str, called: set[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("socket.gethostname", lambda: "DESK-7")
    monkeypatch.setattr("socket.getaddrinfo", lambda *_: [(2, 1, 6, "", ("10.0.0.7", 0))])
    assert correct._names(host) == called


def test_a_short_password_is_refused(accounts: Accounts) -> None:
    with pytest.raises(UsageError, match="at least 12"):
        accounts.add("Cleo Third", "short", restricted=False)


@pytest.mark.parametrize(("host", "address"), [("0.0.0.0", None), ("127.0.0.1", "https://corrections.example")])
def test_a_shared_page_does_not_open_without_accounts(store: Store, host: str, address: str | None) -> None:
    with pytest.raises(UsageError, match="needs reviewers who can sign in"):
        serve(store, no_picture, host, 0, False, address)
