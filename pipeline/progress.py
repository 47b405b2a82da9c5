"""Shows how far a stage has come: a bar on a terminal, plain lines elsewhere."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator
from typing import TypeVar

Item = TypeVar("Item")


def tell(message: str) -> None:
    """Says something about the run; results go to standard output, all else here."""
    print(message, file=sys.stderr, flush=True)


def following(items: Iterable[Item], total: int, what: str) -> Iterator[Item]:
    """The items as they come, with the progress shown."""
    if not total:
        return
    if not sys.stderr.isatty():
        tell(f"{what} ({total})")
        yield from items
        return
    from rich.console import Console
    from rich.progress import track

    yield from track(items, description=what, total=total, console=Console(stderr=True))
