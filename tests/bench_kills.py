"""Kills runs at random moments, 200 of each, and says what was lost: `python -m tests.bench kills`."""

from __future__ import annotations

import random
import shutil
import sys
import tempfile
from pathlib import Path

from pipeline import cli
from pipeline.store import Corpus, create
from tests import originals, test_faults

RUNS = 200


def main(runs: int = RUNS) -> None:
    """Prints a line for each kind of run; an assertion that fails names what was lost."""
    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder)
        chance = random.Random(1)
        corpus, acknowledged = create(root / "decide"), set[str]()
        at_it = sum(test_faults.kill_while_deciding(corpus, f"run{n}", chance, acknowledged) for n in range(runs))
        print(f"decide: {at_it} of {runs} killed at it; {len(acknowledged)} decisions acknowledged, 0 lost", flush=True)
        reading = _filled(root / "read")
        for _ in range(runs):
            test_faults.kill_while_reading(reading, chance)
        print(f"extract: {runs} killed; the store and the register whole each time", flush=True)
        printing = Path(shutil.copytree(reading, root / "print"))
        assert cli.run(["--corpus", str(printing), "brief", "--workers", "1"]) == 0
        for number in range(runs):
            test_faults.kill_while_printing(printing, f"Title {number}", chance)
        assert cli.run(["--corpus", str(printing), "brief", "--workers", "1"]) == 0
        assert test_faults.check(Corpus(printing)) == []
        print(f"brief: {runs} killed; every printed file whole each time, and the next run prints", flush=True)


def _filled(folder: Path) -> Path:
    corpus = create(folder)
    originals.review(corpus.originals / "child-a.pdf", "Child A", "14 March 2018", originals.BEFORE)
    originals.review(corpus.originals / "baby-b.pdf", "Baby B", "May 2019", originals.AFTER)
    return folder


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else RUNS)
