"""How long a briefing takes, as ratios of what setting its type alone takes: `python -m tests.bench brief`.

Every measurement is a fresh process, timed from outside; the two sides of a ratio take turns, and the middle one counts.
Ratios are of processor time, that of the second press included: on a busy machine the clock says little.
"""

from __future__ import annotations

import json
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
import uuid
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from pipeline.records import SettledReview

ROOT = Path(__file__).parent.parent
SAMPLE = ROOT / "corpus" / "sample"
QUARTER = "2019-Q2"
TURNS = 3
ITSELF = [sys.executable, "-m", "tests.bench_brief"]


class Cost(NamedTuple):
    """What a command took with all that it started: seconds of processor and of the clock, and its most megabytes."""

    processor: float
    wall: float
    memory: float


def main() -> None:
    """Prints each measurement with the target that it is held against."""
    with tempfile.TemporaryDirectory() as place:
        folder = Path(place)
        _of_the_sample(folder) if (SAMPLE / "store.sqlite").exists() else print(
            "corpus/sample has no store yet: run make briefing first to measure the command."
        )
        _by_size(folder)


def _of_the_sample(folder: Path) -> None:
    corpus = folder / "sample"
    subprocess.run(["cp", "-a", SAMPLE, corpus], check=True)
    shutil.rmtree(corpus / "briefings", ignore_errors=True)
    command = [sys.executable, "-m", "pipeline", "--corpus", str(corpus), "brief", QUARTER]
    page = folder / "page.html"
    fresh = _cost(command)
    _cost([*ITSELF, "page", str(corpus), str(page)])
    ours, alone = [], []
    for turn in range(TURNS):
        _decide(corpus, turn)
        ours.append(_cost(command))
        alone.append(_cost([*ITSELF, "set", str(page)]))
    nothing = [_cost(command) for _ in range(TURNS)]
    print("The sample, documents read before; seconds of processor, of the clock, and against setting its HTML alone")
    _say("setting the HTML alone", alone, alone)
    _say("nothing printed yet", [fresh], alone)
    _say("one corrected tag to new PDF and HTML", ours, alone, "at most 1.25 of the processor")
    _say("nothing changed", nothing, alone, "at most 1.5 s")


def _say(what: str, costs: list[Cost], alone: list[Cost], target: str = "") -> None:
    processor, wall = (statistics.median(getattr(c, kind) for c in costs) for kind in ("processor", "wall"))
    ratio = processor / statistics.median(c.processor for c in alone)
    print(f"  {what:40} {processor:6.2f} {wall:6.2f} {ratio:6.2f}   {target}", flush=True)


def _by_size(folder: Path) -> None:
    """Time and memory by pages, for cohorts of which the largest is one that no quarter has yet had."""
    print("included  pages  s a page  MB    whole briefing: s a page  MB")
    for included in (25, 100, 300):
        page = folder / f"{included}.html"
        _cost([*ITSELF, "made", str(included), str(page)])
        alone, pages = _set_alone(page)
        whole = _cost([*ITSELF, "whole", str(included), str(folder / str(included))])
        print(
            f"{included:8}  {pages:5}  {alone.processor / pages:8.3f}  {alone.memory:4.0f}"
            f"                  {whole.processor / pages:8.3f}  {whole.memory:4.0f}", flush=True
        )  # fmt: skip


def _set_alone(page: Path) -> tuple[Cost, int]:
    told = page.with_suffix(".json")
    spent = _cost([*ITSELF, "set", str(page), str(told)])
    return spent, int(json.loads(told.read_text())["pages"])


def _cost(command: list[str]) -> Cost:
    begun = time.monotonic()
    started = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, cwd=ROOT)
    said = started.stderr.read() if started.stderr else b""
    _, status, used = os.wait4(started.pid, 0)
    started.returncode = os.waitstatus_to_exitcode(status)
    if started.returncode:
        sys.exit(f"{' '.join(command)} ended with {started.returncode}:\n{said.decode()[-800:]}")
    return Cost(used.ru_utime + used.ru_stime, time.monotonic() - begun, used.ru_maxrss / 1024)


def _decide(corpus: Path, turn: int) -> None:
    """Settles one tag, as a reviewer would."""
    from pipeline.records import Decision
    from pipeline.store import Corpus, open_store
    from pipeline.store.state import settled_reviews

    with open_store(Corpus(corpus)) as store:
        ours = (r for r in settled_reviews(store) if r.quarter == QUARTER and r.handling == "published" and r.review)
        passage = next(p for r in ours for p in r.passages if p.police == "before")
        polarity = ("gap", "good-practice", "mixed")[turn % 3]
        value = {"status": "added", "polarity": polarity}
        target = f"tag/{passage.passage.id}/voice-of-child"
        store.decide([Decision(str(uuid.uuid4()), f"2026-01-01T00:00:{turn:02}Z", "bench", target, value)])


# --- what a measured process does --------------------------------------------------------------------------


def _page_of(corpus: Path, path: Path) -> None:
    from pipeline.brief import press
    from pipeline.brief.cohort import apart
    from pipeline.brief.compose import Asked, compose
    from pipeline.store import Corpus, open_store
    from pipeline.store.state import settled_reviews

    with open_store(Corpus(corpus)) as store:
        reviews = list(settled_reviews(store))
    b = compose(Asked(QUARTER, False, None), *apart(reviews), Corpus(corpus).settings)
    path.write_text(press.html(b, for_print=True))


def _made(included: int, path: Path) -> None:
    from pipeline.brief import press
    from pipeline.brief.cohort import apart
    from pipeline.brief.compose import Asked, compose
    from pipeline.settings import Settings
    from tests import settled

    b = compose(Asked(QUARTER, False, None), *apart(settled.quarter(QUARTER, included, included * 6)), Settings())
    path.write_text(press.html(b, for_print=True))


def _whole(included: int, folder: Path) -> None:
    """Every file of a briefing over so many included reviews, from a corpus that need not be read."""
    from pipeline.brief import Source, brief
    from pipeline.settings import Settings
    from tests import settled

    def read() -> list[SettledReview]:
        return settled.quarter(QUARTER, included, included * 6)

    brief(QUARTER, Source(folder, Settings(), (), (), {}, read), False, None)


def _set(path: Path, told: Path | None = None) -> None:
    from pipeline.brief import press, tagged

    content = press.pdf(path.read_text(), 0)
    if told:
        told.write_text(json.dumps({"pages": tagged.pages(content)}))


if __name__ == "__main__":
    match sys.argv[1:]:
        case ["page", corpus, path]:
            _page_of(Path(corpus), Path(path))
        case ["made", included, path]:
            _made(int(included), Path(path))
        case ["whole", included, path]:
            _whole(int(included), Path(path))
        case ["set", path, *told]:
            _set(Path(path), *map(Path, told))
        case _:
            main()
