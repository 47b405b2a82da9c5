"""Runs commands of this program beside the page, one after another, and says how they went."""

from __future__ import annotations

import subprocess
import sys
import threading
from collections.abc import Sequence
from dataclasses import dataclass

PROGRAM = (sys.executable, "-m", "pipeline")


@dataclass(frozen=True)
class State:
    """What is being done, or how what was done last ended; the last lines it said."""

    doing: str = ""
    since: str = ""
    is_running: bool = False
    failed: bool = False
    said: str = ""


class Beside:
    """One piece of work at a time, in processes of its own: the page goes on, and a fault there is none here."""

    def __init__(self, corpus: str, program: Sequence[str] = PROGRAM) -> None:
        self.command = [*program, "--corpus", corpus]
        self.state = State()
        self._lock = threading.Lock()

    def start(self, doing: str, since: str, *commands: Sequence[str]) -> bool:
        """Begins these commands unless others are under way; says whether it did."""
        with self._lock:
            if self.state.is_running:
                return False
            self.state = State(doing, since, is_running=True)
        threading.Thread(target=self._run, args=(doing, since, commands), daemon=True).start()
        return True

    def _run(self, doing: str, since: str, commands: Sequence[Sequence[str]]) -> None:
        said, code = "", 0
        for command in commands:
            try:
                ran = subprocess.run([*self.command, *command], capture_output=True, text=True, check=False)
            except OSError as error:
                said, code = str(error), 1
            else:
                said, code = (ran.stdout or "") + (ran.stderr or "" if ran.returncode else ""), ran.returncode
            if code:
                break
        last = "\n".join(said.strip().splitlines()[-6:])
        self.state = State(doing, since, failed=code != 0, said=last)
