"""Ways to break things on purpose: a full disk, a folder nobody may write to, a process killed at any moment."""

from __future__ import annotations

import ctypes
import errno
import os
import random
import resource
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parent.parent
_DROP_BOUNDING, _OVERRIDES = 24, (1, 2, 3)  # prctl(2) and capabilities(7): what lets root ignore a folder's mode


def run(corpus: Path, *arguments: str, before: Callable[[], None] | None = None) -> subprocess.CompletedProcess[str]:
    """Runs one command as a user would, with something done to the process first."""
    command = [sys.executable, "-m", "pipeline", "--corpus", str(corpus), *arguments]
    environment = os.environ | {"PYTHONPATH": str(ROOT)}
    return subprocess.run(
        command, capture_output=True, text=True, cwd=ROOT, env=environment, preexec_fn=before, timeout=120
    )


def as_anyone() -> None:
    """Takes from this process the right to write where the mode of a folder forbids it, which root has."""
    libc = ctypes.CDLL(None, use_errno=True)
    for capability in _OVERRIDES:
        libc.prctl(_DROP_BOUNDING, capability, 0, 0, 0)


def disk_of(size: int) -> Callable[[], None]:
    """Lets no file grow beyond this many bytes, as a full disk would not."""

    def limit() -> None:
        resource.setrlimit(resource.RLIMIT_FSIZE, (size, size))

    return limit


def killed(work: Callable[[int], None], within: float, chance: random.Random) -> tuple[bool, bytes]:
    """Runs `work` in a forked child and kills it at a random moment; whether it was still at it, and what it wrote.

    `work` is given the file descriptor to which it may acknowledge what is done.
    """
    receiving, sending = os.pipe()
    child = os.fork()
    if child == 0:
        os.close(receiving)
        for stream in (1, 2):
            os.dup2(os.open(os.devnull, os.O_WRONLY), stream)
        try:
            work(sending)
        finally:
            os._exit(0)
    os.close(sending)
    time.sleep(chance.uniform(0, within))
    os.kill(child, signal.SIGKILL)
    _, status = os.waitpid(child, 0)
    os.set_blocking(receiving, False)  # a reader that the child started may hold the other end a little longer
    with os.fdopen(receiving, "rb", buffering=0) as pipe:
        return os.WIFSIGNALED(status), pipe.read() or b""


class Failing:
    """A system call that fails from its first, second, ... use on, once or for ever, as a disk that wears out does."""

    def __init__(self, call: Callable[..., Any], first: int, for_ever: bool, code: int = errno.EIO) -> None:
        self.call, self.first, self.for_ever, self.code = call, first, for_ever, code
        self.used = self.failed = 0

    def __call__(self, *arguments: Any, **more: Any) -> Any:
        self.used += 1
        if self.used < self.first or (self.failed and not self.for_ever):
            return self.call(*arguments, **more)
        self.failed += 1
        if self.call is os.write:  # a part of what is written may be there already
            self.call(arguments[0], arguments[1][: len(arguments[1]) // 2])
        raise OSError(self.code, os.strerror(self.code))
