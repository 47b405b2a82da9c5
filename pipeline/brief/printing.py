"""Makes every file of a briefing: what needs no press first, then the PDFs that are not there already."""

from __future__ import annotations

import datetime as dt
import gc
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from pipeline.brief.archive import digest
from pipeline.brief.briefing import Briefing
from pipeline.brief.gate import Gate

Job = dict[str, Any]
Kept = Callable[[Mapping[str, str]], Mapping[str, bytes]]  # of these PDFs, by the hash of their pages, those at hand


@dataclass(frozen=True)
class Made:
    """The files of a printing, and the page that each PDF was set from, by its hash."""

    files: dict[str, bytes]
    pages: dict[str, str]


def made(b: Briefing, name: str, gate: Gate, kept: Kept = lambda pages: {}) -> Made:
    """Every file of a briefing, after the last gate; a PDF whose page has not changed is not set again.

    Raises:
        BriefingError: when it may not or cannot be printed.
    """
    with _unswept():
        return _made(b, name, gate, kept)


def _made(b: Briefing, name: str, gate: Gate, kept: Kept) -> Made:
    from pipeline.brief import companions, press

    moment, (own, *others) = _moment(b.quarter), [_own(b, name), *companions.jobs(b, name)]
    pages = {job["name"]: digest([job, moment]) for job in (own, *others)}
    printed = dict(kept(pages))
    if len(printed) < len(pages):
        press.require()
    unprinted = without_press(b, name, gate)  # before the slow part
    with companions.start([job for job in others if job["name"] not in printed], moment) as beside:
        if own["name"] not in printed:
            printed[own["name"]] = companions.fitting(own, moment)
        printed |= beside.done()
    gate.check(printed)
    return Made(unprinted | printed, pages)


@contextmanager
def _unswept() -> Iterator[None]:
    """Time in which Python seldom looks for unused objects: setting type makes a million, all of them used to the end."""
    before = gc.get_threshold()
    gc.freeze()
    gc.set_threshold(100_000, 20, 100)
    try:
        yield
    finally:
        gc.set_threshold(*before)
        gc.unfreeze()


def without_press(b: Briefing, name: str, gate: Gate) -> dict[str, bytes]:
    """The files that need no press: the web twin, the workbook, the bank of practice, the annexes as web pages."""
    from pipeline.brief import companions, press, workbook

    files = {
        f"briefing-{name}.html": press.html(b, for_print=False).encode(),
        f"briefing-{name}.xlsx": workbook.workbook(b),
        f"current-practice-{name}.csv": companions.bank(b),
        **companions.annex_pages(b, name),
    }
    gate.check(files)
    return files


def _own(b: Briefing, name: str) -> Job:
    """The briefing itself."""
    from pipeline.brief import press

    return {"name": f"briefing-{name}.pdf", "pages": [press.html(b, for_print=True)], "sheets": None}


def _moment(quarter: str) -> int:
    """The day after the quarter, which a printed file gives as its date."""
    year, number = int(quarter[:4]), int(quarter[6])
    after = dt.datetime(year + (number == 4), number * 3 % 12 + 1, 1, tzinfo=dt.UTC)
    return int(after.timestamp())
