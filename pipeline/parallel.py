"""Does one piece of work for each of many things: on the processors of this machine, or on a Dask cluster.

The same function with the same arguments either way, so the results are the same bytes; only their order differs.
"""

from __future__ import annotations

import os
import warnings
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any, Literal, TypeVar

from pipeline.errors import UsageError
from pipeline.progress import tell

Result = TypeVar("Result")
Backend = Literal["processes", "dask"]
SECONDS_TO_CONNECT = 15
_AHEAD = 2  # pieces of work prepared for each worker: enough to keep it busy, few enough to hold in memory


@dataclass(frozen=True)
class Where:
    """Where work is done: `workers` processes here (one per processor by default), or an existing cluster."""

    workers: int | None = None
    backend: Backend = "processes"
    scheduler: str | None = None

    def __post_init__(self) -> None:
        if (self.backend == "dask") != bool(self.scheduler):
            raise UsageError("A cluster needs both options: --backend dask --scheduler tcp://HOST:8786")


def mapped(
    work: Callable[..., Result], pieces: Iterable[tuple[Any, ...]], total: int, where: Where
) -> Iterator[Result]:
    """What `work` gives for each piece's arguments, as they are done; pieces are taken up only when needed."""
    if where.backend == "dask":
        with _cluster(str(where.scheduler)) as workers:
            yield from _side_by_side(work, pieces, workers)
        return
    workers = min(where.workers or os.cpu_count() or 1, total)
    if workers <= 1:
        yield from (work(*piece) for piece in pieces)
        return
    yield from _outliving_a_lost_process(work, pieces, workers)


def _side_by_side(work: Callable[..., Result], pieces: Iterable[tuple[Any, ...]], workers: int) -> Iterator[Result]:
    import joblib

    # a process whose memory grew is replaced between two pieces, which is what keeps memory flat
    # and a run that ends for a full disk leaves some work undone, which is said elsewhere
    warnings.filterwarnings(
        "ignore", message="A worker stopped while some jobs|.*which were still being", category=UserWarning
    )
    parallel = joblib.Parallel(
        n_jobs=workers, return_as="generator_unordered", batch_size=1, pre_dispatch=_AHEAD * workers
    )
    yield from parallel(joblib.delayed(work)(*piece) for piece in pieces)


def _outliving_a_lost_process(
    work: Callable[..., Result], pieces: Iterable[tuple[Any, ...]], workers: int
) -> Iterator[Result]:
    """The results of processes here; when one is killed from outside, this process does what is left itself."""
    from joblib.externals.loky.process_executor import TerminatedWorkerError

    waiting: dict[int, tuple[Any, ...]] = {}

    def numbered() -> Iterator[tuple[Any, ...]]:
        for number, piece in enumerate(pieces):
            waiting[number] = piece
            yield (work, number, piece)

    coming = numbered()
    try:
        for number, result in _side_by_side(_with_number, coming, workers):
            del waiting[number]
            yield result
    except TerminatedWorkerError:
        tell("A process of this run was ended from outside (out of memory?). The rest is done one by one.")
        for piece in list(waiting.values()):
            yield work(*piece)
        for _, _, piece in coming:
            yield work(*piece)


def _with_number(work: Callable[..., Result], number: int, piece: tuple[Any, ...]) -> tuple[int, Result]:
    return number, work(*piece)


@contextmanager
def _cluster(scheduler: str) -> Iterator[int]:
    """Makes the cluster at this address the place of work, and says how many it can do at once."""
    import joblib

    try:
        from distributed import Client
    except ImportError as error:
        raise UsageError(
            "Work on a cluster needs the package distributed: pip install 'scr-briefing[cluster]'"
        ) from error
    try:
        connect: Any = Client  # distributed tells no types
        client = connect(scheduler, timeout=SECONDS_TO_CONNECT, set_as_default=False)
    except (OSError, ValueError, TimeoutError) as error:
        raise UsageError(
            f"No Dask scheduler answers at {scheduler} ({type(error).__name__}). See that it runs and can be reached."
        ) from error
    with client:
        workers = sum(client.nthreads().values())
        if not workers:
            raise UsageError(f"The scheduler at {scheduler} has no workers. Start some with: dask worker {scheduler}")
        with joblib.parallel_config(backend="dask", client=client):
            yield workers
