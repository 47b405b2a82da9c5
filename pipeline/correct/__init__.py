"""The page where reviewers settle screening and tags; every decision is kept before the page says so."""

from __future__ import annotations

import secrets
import webbrowser
from collections.abc import Callable
from pathlib import Path

from pipeline.correct.app import create_app
from pipeline.progress import tell
from pipeline.store import Store

__all__ = ["create_app", "serve"]

Picture = Callable[[Path, int, float], bytes]


def serve(store: Store, picture: Picture, host: str, port: int, open_browser: bool) -> None:
    """Serves the page until it is stopped, and shows the one-time link that opens it."""
    from waitress import serve as serve_forever

    token = secrets.token_urlsafe(24)
    link = f"http://{host}:{port}/enter?token={token}"
    tell(f"The correction page is open at {link}\nThe link works once, for one browser. Stop with Ctrl+C.")
    if open_browser:
        webbrowser.open(link)
    serve_forever(
        create_app(store, picture, token, {f"{host}:{port}", f"localhost:{port}"}), host=host, port=port, threads=4
    )
