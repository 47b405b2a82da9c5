"""Kills runs at random moments and says what was lost: `python -m tests.bench kills`, 200 of each kind.

`python -m tests.bench_kills train 40` does one kind so many times, so that the whole can be done in slices; each slice
begins with its own chance.
"""

from __future__ import annotations

import random
import shutil
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from pipeline import cli, encoder, labelled
from pipeline.records import Review
from pipeline.store import Corpus, create
from pipeline.tag import load
from pipeline.tag.version import model_id
from tests import breaking, originals, test_faults, test_years

RUNS = 200
TAUGHT = 3  # labelled documents of each kind that a training learns from here: its steps are those of a whole one


def main(wanted: str | None = None, runs: int = RUNS) -> None:
    """Prints a line for each kind of run; an assertion that fails names what was lost."""
    for name, kind in KINDS.items():
        if wanted in (None, name):
            with tempfile.TemporaryDirectory() as folder:
                print(f"{name}: {kind(Path(folder), runs, random.Random(f'{name} {time.time_ns()}'))}", flush=True)


def decide(root: Path, runs: int, chance: random.Random) -> str:
    """A reviewer who decides as fast as can be."""
    corpus, acknowledged = create(root / "north"), set[str]()
    at_it = sum(test_faults.kill_while_deciding(corpus, f"run{n}", chance, acknowledged) for n in range(runs))
    return f"{at_it} of {runs} killed at it; {len(acknowledged)} decisions acknowledged, 0 lost"


def extract(root: Path, runs: int, chance: random.Random) -> str:
    """Documents that are all new."""
    reading = _filled(root / "north")
    within = min(_reading_anew(reading) for _ in range(3))
    at_it = sum(test_faults.kill_while_reading(reading, chance, within) for _ in range(runs))
    return f"{at_it} of {runs} killed at it within {within:.1f} s; the store and the register whole each time"


def _reading_anew(folder: Path) -> float:
    (folder / "store.sqlite").unlink(missing_ok=True)
    return _seconds(["--corpus", str(folder), "extract", "--workers", "1"])


def brief(root: Path, runs: int, chance: random.Random) -> str:
    """A briefing with something new to print."""
    printing = _filled(root / "north")
    command = ["--corpus", str(printing), "brief", "--workers", "1"]
    assert cli.run(command) == 0
    (printing / "settings.toml").write_text('[series]\ntitle = "Another"\n')
    within = _seconds(command)
    at_it = sum(test_faults.kill_while_printing(printing, f"Title {n}", chance, within) for n in range(runs))
    assert cli.run(command) == 0
    assert test_faults.check(Corpus(printing)) == []
    return (
        f"{at_it} of {runs} killed at it within {within:.1f} s; every printed file whole each time, and the next prints"
    )


def train(root: Path, runs: int, chance: random.Random) -> str:
    """A training on what people settled, fitting and all, and the choice of what it made."""
    folder = _filled(root / "north")
    for command in ("extract", "screen", "tag"):
        assert cli.run(["--corpus", str(folder), command, "--workers", "1"]) == 0
    test_years.settle(Corpus(folder))
    _quickly_taught()
    command = ["--corpus", str(folder), "train"]
    assert cli.run(command) == 0, "what the language model says is remembered from here on"
    within = min(_seconds(command) for _ in range(3))
    log = (folder / "decisions.jsonl").read_bytes()
    at_it = 0
    for number in range(runs):
        if number % 2:
            shutil.rmtree(folder / "model", ignore_errors=True)
        at_it += breaking.killed(lambda _: _taught(command), within, chance)[0]
        assert load(folder).id == model_id(folder), "the tagger in use can be read"
        assert (folder / "decisions.jsonl").read_bytes() == log
        assert test_faults.check(Corpus(folder)) == []
    assert cli.run(command) == 0
    assert cli.run([*command, "--use", "new"]) == 0
    assert load(folder).id == model_id(folder)
    return f"{at_it} of {runs} killed at it within {within:.0f} s; the tagger in use whole each time, and the next run trains"


def _seconds(command: list[str]) -> float:
    begun = time.perf_counter()
    assert cli.run(command) == 0
    return time.perf_counter() - begun


def _taught(command: list[str]) -> None:
    cli.run(command)
    cli.run([*command, "--use", "new"])


def _quickly_taught() -> None:
    """Few labelled documents, and a language model that is asked once for each review: what is killed is the rest."""
    few = {split: labelled.read(split)[:TAUGHT] for split in labelled.SPLITS}
    asked, said = encoder.answers, dict[str, encoder.Answers]()

    def answers(review: Review) -> encoder.Answers:
        if review.sha256 not in said:
            said[review.sha256] = asked(review)
        return said[review.sha256]

    labelled.read = few.__getitem__  # for this process alone, which ends with the bench
    encoder.answers = answers


def _filled(folder: Path) -> Path:
    corpus = create(folder)
    originals.review(corpus.originals / "child-a.pdf", "Child A", "14 March 2018", originals.BEFORE)
    originals.review(corpus.originals / "baby-b.pdf", "Baby B", "May 2019", originals.AFTER)
    return folder


KINDS: dict[str, Callable[[Path, int, random.Random], str]] = {
    "decide": decide, "extract": extract, "brief": brief, "train": train,
}  # fmt: skip

if __name__ == "__main__":
    main(*(sys.argv[1:2] or [None]), *map(int, sys.argv[2:3]))
