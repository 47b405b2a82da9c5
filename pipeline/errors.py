"""Everything that can go wrong and be told to an analyst, with the exit code it ends in.

PipelineError
├── UsageError              2   the command or a setting is wrong
├── DocumentError           3   one document cannot be read; the others go on
│   ├── UnsupportedFormat
│   ├── EncryptedDocument
│   ├── NoTextLayer
│   ├── UnreadableDocument
│   └── LimitExceeded
├── ModelError              4   a trained model is missing or not what it should be
├── StoreError              5   the store or the decisions log cannot be read or written
└── BriefingError           6   the briefing is refused or cannot be printed
"""

from __future__ import annotations

import traceback
import unicodedata
import zipfile
import zlib
from pathlib import Path

DONE = 0
BUG = 1
INTERRUPTED = 130
# What zipfile raises for bytes that are no whole archive, or are packed or locked in a way that it does not know.
BROKEN_ARCHIVE = (zipfile.BadZipFile, zlib.error, OSError, ValueError, NotImplementedError, RuntimeError, EOFError)


def named(file: str) -> str:
    """A file's name as it can stand in a line of a report: no line break, no sign that turns or hides what follows."""
    plain = "".join(c if unicodedata.category(c)[0] != "C" else f"\\u{ord(c):04x}" for c in file)
    return plain if len(plain) <= 120 else f"{plain[:80]}...{plain[-30:]}"


def fault(error: Exception) -> str:
    """Where the program failed; not what it held then, which may be the text of a restricted review."""
    frames = [frame for frame in traceback.extract_tb(error.__traceback__) if "pipeline" in frame.filename]
    places = [f"  {Path(frame.filename).name}, line {frame.lineno}, in {frame.name}" for frame in frames[-12:]]
    return "\n".join(
        [
            f"A fault in the program ({type(error).__name__}). Nothing was lost. Send these lines to its maintainer:",
            *places,
        ]
    )


class PipelineError(Exception):
    """An error whose message names the file, what happened and what to do next, never passage text."""

    exit_code = 1


class UsageError(PipelineError):
    """A command, a setting or a register entry that cannot be followed as it stands."""

    exit_code = 2


class DocumentError(PipelineError):
    """A document that cannot be read; it is listed at the end of the run and the others go on."""

    exit_code = 3

    def __init__(self, message: str, reason: str = "damaged") -> None:
        super().__init__(message)
        self.reason = reason


class UnsupportedFormat(DocumentError):
    """A file that is neither PDF nor Word, whatever its name says."""


class EncryptedDocument(DocumentError):
    """A document that needs a password."""


class NoTextLayer(DocumentError):
    """A scan with no text, and no text recognition to read it with."""


class UnreadableDocument(DocumentError):
    """A damaged, truncated or empty document."""


class LimitExceeded(DocumentError):
    """A document that took more time, memory or space than any honest one needs."""


class ModelError(PipelineError):
    """A model file that is missing, altered or of another version."""

    exit_code = 4


class StoreError(PipelineError):
    """A store or decisions log that cannot be read or written safely."""

    exit_code = 5


class BriefingError(PipelineError):
    """A briefing that must not, or cannot, be printed."""

    exit_code = 6
