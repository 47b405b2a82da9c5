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
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from typing import Any

from pipeline import errors
from pipeline.errors import DocumentError, LimitExceeded, UnreadableDocument, named

MOST_OUTPUT = 120_000_000
_PAGE = resource.getpagesize()


def run(work: Callable[[], Any], name: str, seconds: float, megabytes: int) -> Any:
    """What `work` gives, as JSON values, computed in a limited child.

    Raises:
        DocumentError: the child's own, or LimitExceeded or UnreadableDocument when it had to be killed or crashed.
    """
    name = named(name)
    receiving, sending = os.pipe()
    child = os.fork()
    if child == 0:
        os.close(receiving)
        _serve(work, sending, seconds, megabytes)
    os.close(sending)
    try:
        said, late = _listen(receiving, time.monotonic() + seconds)
    finally:
        os.close(receiving)
        _kill(child)
    _, status = os.waitpid(child, 0)
    return _answer(said, late, status, name, seconds, megabytes)


def _serve(work: Callable[[], Any], sending: int, seconds: float, megabytes: int) -> None:
    """The child's whole life: work, answer, end; it never returns."""
    code = 1
    try:
        os.setsid()
        _limit(seconds, megabytes)
        try:
            answer = {"value": work()}
        except DocumentError as error:
            answer = {"error": type(error).__name__, "message": str(error), "reason": error.reason}
        except MemoryError:
            answer = {"error": "MemoryError"}
        except Exception as error:  # whatever a reader raises on a damaged file
            answer = {"error": "crash", "message": type(error).__name__}
        _send(sending, json.dumps(answer).encode("utf-8", "replace"))
        code = 0
    finally:
        os._exit(code)


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


def _send(sending: int, content: bytes) -> None:
    view = memoryview(content)
    while view:
        view = view[os.write(sending, view) :]


def _listen(receiving: int, deadline: float) -> tuple[bytes, bool]:
    """What the child said, and whether it was too late or too much."""
    said = bytearray()
    while (left := deadline - time.monotonic()) > 0:
        ready, _, _ = select.select([receiving], [], [], left)
        if not ready:
            break
        part = os.read(receiving, 1 << 20)
        if not part:
            return bytes(said), False
        said += part
        if len(said) > MOST_OUTPUT:
            return b"", True
    return b"", True


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


def _answer(said: bytes, late: bool, status: int, name: str, seconds: float, megabytes: int) -> Any:
    again = "It may be damaged: ask its sender for a new copy."
    if late:
        raise LimitExceeded(f"{name} was given up after {seconds:.0f} seconds. {again}", "limit_time")
    if not said:
        raise UnreadableDocument(f"{name} made the reader crash ({_end(status)}). {again}", "reader_crash")
    try:
        answer = json.loads(said)
    except ValueError as error:
        raise UnreadableDocument(f"{name} made the reader crash. {again}", "reader_crash") from error
    if "value" in answer:
        return answer["value"]
    if answer["error"] == "MemoryError":
        raise LimitExceeded(f"{name} needed more than {megabytes} MB of memory. {again}", "limit_memory")
    if answer["error"] == "crash":
        raise UnreadableDocument(f"{name} could not be read ({answer['message']}). {again}", "damaged")
    kind: type[DocumentError] = getattr(errors, answer["error"])
    raise kind(answer["message"], answer["reason"])
