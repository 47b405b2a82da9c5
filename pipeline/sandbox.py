"""Runs the reading of an untrusted file in a child process that can be killed: time, memory and output are limited.

A document can make any reader loop, exhaust memory or abort; an exception handler holds none of these. The child is
forked from a process that has its libraries loaded already, so it costs a few milliseconds. Whatever the child starts
itself, such as text recognition, is in its process group and ends with it.
"""

from __future__ import annotations

import faulthandler
import json
import os
import resource
import select
import signal
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager, suppress
from typing import Any, BinaryIO, NoReturn, TypeVar

from pipeline import errors
from pipeline.errors import DocumentError, LimitExceeded, UnreadableDocument, named

MOST_OUTPUT = 120_000_000
_PAGE = resource.getpagesize()
_VALUE, _END = b"=", b"."  # how a line begins that brings a value; the line that says there are no more
Kept = TypeVar("Kept")


def run(work: Callable[[], Any], name: str, seconds: float, megabytes: int) -> Any:
    """What `work` gives, as JSON values, computed in a limited child.

    Raises:
        DocumentError: the child's own, or LimitExceeded or UnreadableDocument when it had to be killed or crashed.
    """
    return gather(lambda: [work()], lambda value: value, name, seconds, megabytes)[0]


def gather(
    work: Callable[[], Iterable[Any]], keep: Callable[[Any], Kept], name: str, seconds: float, megabytes: int
) -> list[Kept]:
    """What `keep` makes of each of the JSON values that `work` gives one by one, computed in a limited child.

    They pass singly, so that neither process ever holds a long document as JSON.

    Raises:
        DocumentError: as in `run`.
    """
    name = named(name)
    receiving, sending = os.pipe()
    child = os.fork()
    if child == 0:
        os.close(receiving)
        _serve(work, sending, seconds, megabytes)
    os.close(sending)
    kept: list[Kept] = []
    last: bytes = b""
    late = False
    try:
        for said in _listen(receiving, time.monotonic() + seconds):
            if said.startswith(_VALUE):
                kept.append(keep(json.loads(said[len(_VALUE) :])))
            else:
                last = said
    except TimeoutError:
        late = True
    finally:
        os.close(receiving)
        _kill(child)
        _, status = os.waitpid(child, 0)
    if late or last != _END:
        _fail(last, late, status, name, seconds, megabytes)
    return kept


def _serve(work: Callable[[], Iterable[Any]], sending: int, seconds: float, megabytes: int) -> None:
    """The child's whole life: work, answer line by line, end; it never returns."""
    code = 1
    try:
        os.setsid()
        _limit(seconds, megabytes)
        with os.fdopen(sending, "wb", 1 << 16) as answer:
            answer.write(_last_line(work, answer))
        code = 0
    finally:
        os._exit(code)


def _last_line(work: Callable[[], Iterable[Any]], answer: BinaryIO) -> bytes:
    """Writes a line for each value, and gives the line that says how it ended."""
    try:
        for value in work():
            answer.write(_VALUE + json.dumps(value).encode("utf-8", "replace") + b"\n")
        return _END
    except DocumentError as error:
        failed = {"error": type(error).__name__, "message": str(error), "reason": error.reason}
    except MemoryError:
        failed = {"error": "MemoryError"}
    except Exception as error:  # whatever a reader raises on a damaged file
        failed = {"error": "crash", "message": type(error).__name__}
    return json.dumps(failed).encode("utf-8", "replace")


def _limit(seconds: float, megabytes: int) -> None:
    with open("/proc/self/statm", encoding="ascii") as statm:
        held = int(statm.read().split()[0]) * _PAGE
    memory = held + megabytes * 1_000_000
    resource.setrlimit(resource.RLIMIT_AS, (memory, memory))
    resource.setrlimit(resource.RLIMIT_CPU, (int(seconds * 2) + 1, int(seconds * 2) + 2))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))  # what is read is never written to disk
    nothing = os.open(os.devnull, os.O_RDWR)
    for stream in (0, 1, 2):
        os.dup2(nothing, stream)
    signal.signal(signal.SIGINT, signal.SIG_DFL)
    faulthandler.disable()


def _listen(receiving: int, deadline: float) -> Iterator[bytes]:
    """The lines that the child says, as it says them.

    Raises:
        TimeoutError: when it is too late or too much.
    """
    parts: list[bytes] = []
    length = 0
    while (left := deadline - time.monotonic()) > 0:
        ready, _, _ = select.select([receiving], [], [], left)
        part = os.read(receiving, 1 << 20) if ready else None
        if part is None or (length := length + len(part)) > MOST_OUTPUT:
            break
        *whole, rest = part.split(b"\n")
        for line in whole:
            yield b"".join([*parts, line])
            parts.clear()
        parts.append(rest)
        if not part:
            yield b"".join(parts)
            return
    raise TimeoutError


@contextmanager
def within(seconds: float) -> Iterator[None]:
    """Lets a piece of work in the child take so long and no longer.

    Raises:
        TimeoutError: in the midst of the work, when its time is over.
    """

    def ring(number: int, frame: Any) -> None:
        raise TimeoutError

    before = signal.signal(signal.SIGALRM, ring)
    signal.setitimer(signal.ITIMER_REAL, seconds)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, before)


def _kill(child: int) -> None:
    """Ends the child and whatever it started."""
    for kill in (os.killpg, os.kill):
        with suppress(ProcessLookupError, PermissionError):
            kill(child, signal.SIGKILL)


def _end(status: int) -> str:
    return f"signal {os.WTERMSIG(status)}" if os.WIFSIGNALED(status) else f"code {os.WEXITSTATUS(status)}"


def _fail(said: bytes, late: bool, status: int, name: str, seconds: float, megabytes: int) -> NoReturn:
    """Raises what the child's last line, or its silence, means."""
    again = "It may be damaged: ask its sender for a new copy."
    if late:
        raise LimitExceeded(f"{name} was given up after {seconds:.0f} seconds. {again}", "limit_time")
    if not said:
        raise UnreadableDocument(f"{name} made the reader crash ({_end(status)}). {again}", "reader_crash")
    try:
        answer = json.loads(said)
    except ValueError as error:
        raise UnreadableDocument(f"{name} made the reader crash. {again}", "reader_crash") from error
    if answer["error"] == "MemoryError":
        raise LimitExceeded(f"{name} needed more than {megabytes} MB of memory. {again}", "limit_memory")
    if answer["error"] == "crash":
        raise UnreadableDocument(f"{name} could not be read ({answer['message']}). {again}", "damaged")
    kind: type[DocumentError] = getattr(errors, answer["error"])
    raise kind(answer["message"], answer["reason"])
