"""The folder of a corpus: where its parts lie, and how an empty one is made."""

from __future__ import annotations

import shutil
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from pipeline import settings
from pipeline.errors import StoreError, UsageError
from pipeline.store.faults import unwritable
from pipeline.store.files import write_whole
from pipeline.store.register import COLUMNS

README = """# {name}

Put the documents you received into `originals/`; they are never changed. `register.csv` has one row for each: when the
team examined it (`examined`, YYYY-MM-DD, which decides its quarter), whether it is `published` or `restricted`, and
whatever you know better than the machine (publication_date, publisher, types). A document without a row gets one.

`settings.toml` holds the series title, the contact and the rules of this corpus. Your own words for a quarter go into
`commentary/<quarter>/`. `decisions.jsonl` holds every decision a person made: keep it safe, never edit it.
`store.sqlite` can be deleted at any time: `scr-briefing --corpus {folder} rebuild` brings it back.

    make briefing CORPUS={folder}
"""

SETTINGS = """# What this file may say is listed in the project's README, "Settings of a corpus".

[series]
title = "Learning for the police from reviews of children's deaths and serious harm"
contact = "Set the contact address in settings.toml"

[eligibility]
published_since = 2016-01-01
police_contact = "any-time-before"      # or "within-review-period"

[disclosure]
smallest_count = 5
# marking = "OFFICIAL"                  # must be set before a final briefing
"""


@dataclass(frozen=True)
class Corpus:
    """One folder with everything about a body of reviews."""

    folder: Path

    def __post_init__(self) -> None:
        if not (self.folder / "settings.toml").is_file():
            raise UsageError(
                f"{self.folder} is not a corpus: it has no settings.toml. Make one with: make corpus NAME=..."
            )

    @cached_property
    def settings(self) -> settings.Settings:
        """The settings of this corpus."""
        return settings.load(self.folder / "settings.toml")

    @property
    def originals(self) -> Path:
        """The documents as received."""
        return self.folder / "originals"

    @property
    def register(self) -> Path:
        """One row per document."""
        return self.folder / "register.csv"

    @property
    def decisions(self) -> Path:
        """Every decision a person made, one JSON object a line."""
        return self.folder / "decisions.jsonl"

    @property
    def reviewers(self) -> Path:
        """Who may sign in to the correction page on a shared host."""
        return self.folder / "reviewers.json"

    @property
    def database(self) -> Path:
        """The derived store."""
        return self.folder / "store.sqlite"

    @property
    def commentary(self) -> Path:
        """The analysts' own words, a folder per quarter."""
        return self.folder / "commentary"

    @property
    def briefings(self) -> Path:
        """What was printed, a folder per quarter."""
        return self.folder / "briefings"


def create(folder: Path) -> Corpus:
    """A new empty corpus in this folder.

    Raises:
        UsageError: when the folder already holds something.
        StoreError: when the disk refuses; then nothing of it is left.
    """
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        raise UsageError(f"{folder} already exists and is not empty. Choose another name.")
    try:
        for part in ("originals", "commentary", "briefings"):
            (folder / part).mkdir(parents=True, exist_ok=True)
        write_whole(folder / "register.csv", (",".join(COLUMNS) + "\n").encode())
        write_whole(folder / "README.md", README.format(name=folder.name, folder=folder).encode())
        write_whole(folder / "settings.toml", SETTINGS.encode())
    except OSError as error:
        raise unwritable(folder, error) from error
    except StoreError:
        shutil.rmtree(folder, ignore_errors=True)  # it was empty, and half a corpus would refuse the next attempt
        raise
    return Corpus(folder)
