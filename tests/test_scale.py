"""The same work by one process, by several, and on a cluster: the same bytes; and what happens when a worker is lost."""

from __future__ import annotations

import os
import shutil
import signal
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from pipeline import cli
from pipeline.errors import UsageError
from pipeline.parallel import Where, mapped
from pipeline.store import create
from tests import originals

EXPORTS = ("reviews", "passages", "tags")


@pytest.fixture(scope="module")
def documents(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A corpus with three documents and one that cannot be read."""
    folder = tmp_path_factory.mktemp("scale") / "north"
    create(folder)
    good = originals.review(folder / "originals" / "child-a.pdf", "Child A", "14 March 2018", originals.BEFORE)
    originals.review(folder / "originals" / "baby-b.pdf", "Baby B", "May 2019", originals.AFTER)
    originals.review(folder / "originals" / "again.pdf", "Child A", "15 March 2018", originals.BEFORE)
    originals.encrypted(folder / "originals" / "locked.pdf", good)
    (folder / "register.csv").write_text("file,examined\n" + "".join(
        f"{name}.pdf,2019-05-0{day}\n" for day, name in enumerate(("child-a", "baby-b", "again", "locked"), start=1)
    ))  # fmt: skip
    return folder


@pytest.fixture(scope="module")
def by_one(documents: Path) -> dict[str, str]:
    return made(documents, "one", "--workers", "1")


def made(documents: Path, name: str, *how: str) -> dict[str, str]:
    """The exports of a copy of the corpus that was read, screened and tagged in this way."""
    folder = Path(shutil.copytree(documents, documents.parent / name / "north"))
    assert cli.run(["--corpus", str(folder), "extract", *how]) == 3
    assert cli.run(["--corpus", str(folder), "screen", *how]) == 0
    assert cli.run(["--corpus", str(folder), "tag", *how]) == 0
    written = {what: folder / f"{what}.jsonl" for what in EXPORTS}
    for what, path in written.items():
        assert cli.run(["--corpus", str(folder), "export", what, "--output", str(path)]) == 0
    return {what: path.read_text() for what, path in written.items()}


def test_two_processes_give_the_same_bytes_as_one(documents: Path, by_one: dict[str, str]) -> None:
    assert by_one["reviews"]
    assert by_one["passages"]
    assert made(documents, "two", "--workers", "2") == by_one


@pytest.fixture(scope="module")
def scheduler() -> Iterator[str]:
    """The address of a cluster of two worker processes on this machine."""
    from distributed import LocalCluster

    with LocalCluster(n_workers=2, threads_per_worker=1, dashboard_address=None, silence_logs=50) as cluster:
        yield cluster.scheduler_address


@pytest.mark.filterwarnings("ignore")
def test_a_cluster_gives_the_same_bytes_as_one_process(documents: Path, by_one: dict[str, str], scheduler: str) -> None:
    assert made(documents, "cluster", "--backend", "dask", "--scheduler", scheduler) == by_one


@pytest.mark.filterwarnings("ignore")
def test_the_work_is_spread_over_the_workers_of_the_cluster(scheduler: str) -> None:
    processes = set(mapped(_who, ((0.05,) for _ in range(12)), 12, Where(backend="dask", scheduler=scheduler)))
    assert len(processes) == 2
    assert os.getpid() not in processes


def _who(seconds: float) -> int:
    time.sleep(seconds)
    return os.getpid()


def test_a_cluster_that_does_not_answer_is_named(documents: Path, capsys: pytest.CaptureFixture[str]) -> None:
    cluster = ["--backend", "dask", "--scheduler", "tcp://127.0.0.1:9"]
    folder = Path(shutil.copytree(documents, documents.parent / "nobody" / "north"))
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("pipeline.parallel.SECONDS_TO_CONNECT", 1)
        assert cli.run(["--corpus", str(folder), "extract", *cluster]) == 2
    assert "No Dask scheduler answers at tcp://127.0.0.1:9" in capsys.readouterr().err


@pytest.mark.parametrize("half", [{"backend": "dask"}, {"scheduler": "tcp://127.0.0.1:8786"}])
def test_half_a_cluster_is_refused(half: dict[str, str]) -> None:
    with pytest.raises(UsageError, match="needs both"):
        Where(**half)  # type: ignore[arg-type]


def test_a_lost_process_costs_time_but_no_work(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    done = list(mapped(_dies_once, ((n, tmp_path / "died") for n in range(8)), 8, Where(workers=2)))
    assert sorted(done) == list(range(8))
    assert "ended from outside" in capsys.readouterr().err


def _dies_once(number: int, mark: Path) -> int:
    if number == 3 and not mark.exists():
        mark.touch()
        os.kill(os.getpid(), signal.SIGKILL)
    return number


def test_pieces_are_taken_up_only_when_needed() -> None:
    taken: list[int] = []

    def pieces() -> Iterator[tuple[int]]:
        for number in range(1000):
            taken.append(number)
            yield (number,)

    results = mapped(_same, pieces(), 1000, Where(workers=2))
    next(results)
    assert len(taken) < 200, "a large corpus is not held in memory"
    assert sorted(results) != []


def _same(number: int) -> int:
    return number
