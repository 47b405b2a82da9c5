"""The page where reviewers settle screening and tags; every decision is kept before the page says so."""

from __future__ import annotations

import secrets
import socket
import webbrowser
from urllib.parse import urlsplit

from pipeline.correct.accounts import Accounts
from pipeline.correct.app import create_app
from pipeline.correct.site import Picture
from pipeline.errors import UsageError
from pipeline.progress import tell
from pipeline.store import Store

__all__ = ["create_app", "serve"]

OWN_COMPUTER = ("127.0.0.1", "localhost", "::1")
EVERYWHERE = ("0.0.0.0", "::")


def serve(
    store: Store, picture: Picture, host: str, port: int, open_browser: bool, address: str | None = None
) -> None:  # fmt: skip
    """Serves the page until it is stopped: on one's own computer to whoever opens the one-time link, on a shared host
    or behind a proxy's `address` to those who sign in.

    Raises:
        UsageError: when a shared page has no reviewers who could sign in, or the port is taken.
    """
    from waitress import create_server

    is_shared = address is not None or host not in OWN_COMPUTER
    accounts = _accounts(store) if is_shared else None
    token = None if is_shared else secrets.token_urlsafe(24)
    hosts: set[str] = set()
    app = create_app(store, picture, token, hosts, accounts, secure=(address or "").startswith("https:"))
    try:
        server = create_server(app, host=host, port=port, threads=8)
    except OSError as error:
        raise UsageError(
            f"{host}:{port} cannot be opened: {error.strerror}. Another page may be open there: add --port."
        ) from error
    port = server.effective_port
    hosts |= {urlsplit(address).netloc} if address else set()
    hosts |= {f"{name}:{port}" for name in (*_names(host), *(() if address else ("localhost",)))}
    link = address or f"http://{host}:{port}" + (f"/enter?token={token}" if token else "")
    tell(f"The correction page is open at {link}\nStop with Ctrl+C.")
    if token:
        tell("The link works once, for one browser.")
    if open_browser and token:
        webbrowser.open(link)
    server.run()


def _names(host: str) -> set[str]:
    """What a browser may call this computer when the page is served there; not whatever name leads to it."""
    if host not in EVERYWHERE:
        return {f"[{host}]" if ":" in host else host}
    own = socket.gethostname()
    try:
        found = {str(known[4][0]).partition("%")[0] for known in socket.getaddrinfo(own, None)}
    except OSError:  # a computer that does not know its own name
        found = set()
    return {"127.0.0.1", own.lower(), *(f"[{name}]" if ":" in name else name for name in found)}


def _accounts(store: Store) -> Accounts:
    accounts = Accounts(store.corpus.reviewers)
    if not accounts.read():
        raise UsageError(
            "A shared page needs reviewers who can sign in. Add each with: "
            f'scr-briefing --corpus {store.corpus.folder} reviewer "Name"'
        )
    return accounts
