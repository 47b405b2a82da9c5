"""How long a briefing takes, as ratios of what setting its type alone takes: `python -m tests.bench brief`.

Every measurement is a fresh process, timed from outside; the two sides of a ratio take turns, and the middle one counts.
"""

from __future__ import annotations

import json
import resource
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
import uuid
from pathlib import Path

ROOT = Path(__file__).parent.parent
SAMPLE = ROOT / "corpus" / "sample"
QUARTER = "2019-Q2"
TURNS = 3


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
    _seconds(command)
    page = folder / "page.html"
    _seconds([sys.executable, "-m", "tests.bench_brief", "page", str(corpus), str(page)])
    ours, alone = [], []
    for turn in range(TURNS):
        _decide(corpus, turn)
        ours.append(_seconds(command))
        alone.append(_seconds([sys.executable, "-m", "tests.bench_brief", "set", str(page)]))
    nothing = [_seconds(command) for _ in range(TURNS)]
    print(
        f"one corrected tag to new PDF and HTML / setting the same HTML: {_middle(ours) / _middle(alone):.2f} (at most 1.25)"
    )
    print(f"  {_middle(ours):.2f} s against {_middle(alone):.2f} s")
    print(f"nothing changed: {_middle(nothing):.2f} s (at most 1.5)")


def _by_size(folder: Path) -> None:
    """Time and memory by pages, for cohorts of which the largest is one that no quarter has yet had."""
    print("included  pages  s a page  MB")
    for included in (25, 100, 300):
        page = folder / f"{included}.html"
        _seconds([sys.executable, "-m", "tests.bench_brief", "made", str(included), str(page)])
        told = subprocess.run(
            [sys.executable, "-m", "tests.bench_brief", "set", str(page)],
            capture_output=True,
            text=True,
            check=True,
            cwd=ROOT,
        )
        said = json.loads(told.stdout)
        print(f"{included:8}  {said['pages']:5}  {said['seconds'] / said['pages']:8.3f}  {said['megabytes']:.0f}")


def _seconds(command: list[str]) -> float:
    start = time.perf_counter()
    subprocess.run(command, check=True, capture_output=True, cwd=ROOT)
    return time.perf_counter() - start


def _middle(times: list[float]) -> float:
    return statistics.median(times)


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


def _set(path: Path) -> None:
    from pipeline.brief import press, tagged

    start = time.perf_counter()
    content = press.pdf(path.read_text(), 0)
    seconds = time.perf_counter() - start
    used = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(json.dumps({"pages": tagged.pages(content), "seconds": seconds, "megabytes": used}))


if __name__ == "__main__":
    match sys.argv[1:]:
        case ["page", corpus, path]:
            _page_of(Path(corpus), Path(path))
        case ["made", included, path]:
            _made(int(included), Path(path))
        case ["set", path]:
            _set(Path(path))
        case _:
            main()
