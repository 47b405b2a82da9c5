"""What was printed: each briefing with its manifest, finals kept for ever and numbered."""

from __future__ import annotations

import hashlib
import json
import os
import re
import tempfile
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from pipeline.errors import BriefingError


@dataclass(frozen=True)
class Quoted:
    """An extract that a printing holds, and where it stands."""

    passage: str
    file: str
    page: int
    text: str


@dataclass(frozen=True)
class Manifest:
    """What a printed briefing was made of and what was made, enough to make it again."""

    quarter: str
    edition: int  # 0 for a draft
    spotlight: str | None
    inputs: dict[str, str]  # each thing that it depends on, by its hash
    outputs: dict[str, str]  # each file by its hash
    register: list[dict[str, str]]
    decisions: int  # how many decisions there were
    settings: dict[str, Any]
    commentary: dict[str, str]
    content: str  # the hash of everything that it says
    figures: dict[str, str] = field(default_factory=dict)
    running_totals: dict[str, int] = field(default_factory=dict)
    pages: dict[str, str] = field(default_factory=dict)  # the page that each PDF was set from, by its hash
    minded: dict[str, int] | None = None  # the figures printed before it that it minded
    children: dict[str, int] = field(default_factory=dict)  # the figures about children that it prints
    quoted: tuple[Quoted, ...] = ()

    @property
    def name(self) -> str:
        """What this printing is called in file names."""
        return f"{self.quarter}-{f'final-{self.edition}' if self.edition else 'draft'}"

    @property
    def pdf(self) -> str:
        """The name of the briefing itself."""
        return f"briefing-{self.name}.pdf"


def path_of(folder: Path, name: str) -> Path:
    """Where the manifest of this printing lies."""
    return folder / f"briefing-{name}.manifest.json"


def read(path: Path) -> Manifest | None:
    """The manifest in this file; none when it is missing or of another version of the program."""
    try:
        said = json.loads(path.read_text(encoding="utf-8"))
        return Manifest(**said | {"quoted": tuple(Quoted(**each) for each in said.get("quoted", ()))})
    except (OSError, ValueError, TypeError):
        return None


def finals(folder: Path) -> list[Manifest]:
    """The final editions printed into a quarter's folder, oldest first."""
    found = (read(path) for path in folder.glob("briefing-*-final-*.manifest.json"))
    return sorted((manifest for manifest in found if manifest), key=lambda manifest: manifest.edition)


def running_totals(briefings: Path, before: str) -> dict[str, int]:
    """The running totals that the finals of earlier quarters printed, the newest of each."""
    found: dict[str, int] = {}
    for folder in sorted(briefings.glob("????-Q?")):
        if folder.name < before and (printed := finals(folder)):
            found |= printed[-1].running_totals
    return found


def is_whole(folder: Path, manifest: Manifest) -> bool:
    """Whether every file of a printing is there as it was made."""
    try:
        return all(digest((folder / file).read_bytes()) == made for file, made in manifest.outputs.items())
    except OSError:
        return False


def reusable(folder: Path, before: Manifest | None, coming: Manifest, pages: Mapping[str, str]) -> dict[str, bytes]:
    """The PDFs of an earlier printing that would come out the same: set from the same page by the same program."""
    if not before or any(before.inputs.get(part) != coming.inputs[part] for part in ("program", "libraries")):
        return {}
    found = {}
    for file in (file for file, page in pages.items() if before.pages.get(file) == page):
        content = (folder / file).read_bytes() if (folder / file).is_file() else b""
        if digest(content) == before.outputs.get(file):
            found[file] = content
    return found


def digest_of(path: Path) -> str:
    """The hash of a file, or that it is missing."""
    try:
        return digest(path.read_bytes())
    except OSError:
        return "missing"


def keep(folder: Path, outputs: Mapping[str, bytes], manifest: Manifest) -> None:
    """Puts a printing in its place, the manifest last; what an earlier draft left over is cleared away.

    Raises:
        BriefingError: when the disk refuses, or a final edition of this number is there already.
    """
    before = read(path_of(folder, manifest.name))
    if before and manifest.edition:
        raise BriefingError(f"{manifest.pdf} is there already, and a final edition is never changed.")
    _clear(folder)
    for file, content in outputs.items():
        write(folder / file, content)
    write(path_of(folder, manifest.name), (json.dumps(asdict(manifest), indent=1, sort_keys=True) + "\n").encode())
    for file in set(before.outputs if before else ()) - set(outputs):
        (folder / file).unlink(missing_ok=True)


def _clear(folder: Path) -> None:
    """Removes what a run that was killed left half-written."""
    for path in folder.rglob(".*.part"):
        path.unlink(missing_ok=True)


def write(path: Path, content: bytes) -> None:
    """Puts a file in its place whole, or leaves what was there."""
    name = None
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        handle, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.", suffix=".part")
        with os.fdopen(handle, "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        os.chmod(name, 0o644)
        os.replace(name, path)
    except OSError as error:
        if name:
            Path(name).unlink(missing_ok=True)
        raise BriefingError(
            f"{path} could not be written: {error.strerror}. Free space, then run the same command again."
        ) from error


def digest(value: Any) -> str:
    """The hash of bytes, or of plain values."""
    content = value if isinstance(value, bytes) else json.dumps(value, sort_keys=True, default=str).encode()
    return hashlib.sha256(content).hexdigest()


def manifests(place: Path) -> Iterator[tuple[Path, Manifest]]:
    """Every printing named by a folder, a manifest, or a file of a printing; its folder and manifest.

    Raises:
        BriefingError: when there is none, or one cannot be read.
    """
    paths = sorted(place.glob("*.manifest.json")) if place.is_dir() else [_beside(place)]
    if not paths or not paths[0].is_file():
        raise BriefingError(f"{place} holds no manifest. Name the folder of a printed briefing, or its PDF.")
    for path in paths:
        manifest = read(path)
        if not manifest:
            raise BriefingError(
                f"{path.name} cannot be used: another version of the program wrote it, or it is damaged."
            )
        yield path.parent, manifest


def _beside(file: Path) -> Path:
    """The manifest that belongs to a file of a printing."""
    if file.name.endswith(".manifest.json"):
        return file
    match = re.search(r"\d{4}-Q\d-(?:draft|final-\d+)", file.name)
    return path_of(file.parent, match[0]) if match else file
