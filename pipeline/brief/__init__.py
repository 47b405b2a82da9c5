"""Prints a quarter's briefing from the corpus as it stands: PDF, web twin and workbook, with a manifest."""

from __future__ import annotations

import datetime as dt
import hashlib
import json
import os
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from pipeline.brief.commentary import commentary
from pipeline.brief.compose import Asked, compose
from pipeline.brief.press import TEMPLATES
from pipeline.brief.release import refuse_unless_ready
from pipeline.errors import BriefingError
from pipeline.records import Decision, SettledReview, to_dict
from pipeline.settings import Settings

__all__ = ["brief", "verify"]


def brief(
    quarter: str, reviews: Sequence[SettledReview], decisions: Sequence[Decision], folder: Path, settings: Settings,
    final: bool, spotlight: str | None,
) -> Path:  # fmt: skip
    """Prints the briefing of a quarter and gives the path of the PDF; what has not changed is not printed again.

    Raises:
        BriefingError: when it must not, or cannot, be printed; then no file is left.
    """
    if final:
        refuse_unless_ready(quarter, reviews, folder, settings)
    target = folder / "briefings" / quarter
    name = f"briefing-{quarter}-{'final' if final else 'draft'}"
    asked = Asked(quarter, final, spotlight, commentary(folder / "commentary" / quarter))
    inputs = _inputs(asked, reviews, decisions, settings)
    if _is_printed(target, name, inputs):
        return target / f"{name}.pdf"
    outputs = _printed(asked, reviews, settings, name)
    made = {file: hashlib.sha256(content).hexdigest() for file, content in outputs.items()}
    manifest = {"quarter": quarter, "final": final, "spotlight": spotlight, "inputs": inputs, "outputs": made}
    outputs[f"{name}.manifest.json"] = (json.dumps(manifest, indent=1, sort_keys=True) + "\n").encode()
    target.mkdir(parents=True, exist_ok=True)
    for file, content in outputs.items():
        _write(target / file, content)
    return target / f"{name}.pdf"


def verify(
    briefing: Path, reviews: Sequence[SettledReview], decisions: Sequence[Decision], folder: Path, settings: Settings
) -> str:
    """Rebuilds a printed briefing and says that every file of it is the same.

    Raises:
        BriefingError: naming what differs.
    """
    lines = []
    for path in sorted(briefing.glob("*.manifest.json")):
        manifest = json.loads(path.read_text(encoding="utf-8"))
        asked = Asked(
            manifest["quarter"], manifest["final"], manifest["spotlight"], commentary(folder / "commentary" / manifest["quarter"])
        )  # fmt: skip
        now = _inputs(asked, reviews, decisions, settings)
        changed = sorted(name for name in now if now[name] != manifest["inputs"].get(name))
        if changed:
            raise BriefingError(
                f"{path.name} cannot be rebuilt: since it was printed these changed: {', '.join(changed)}."
            )
        outputs = _printed(asked, reviews, settings, path.name.removesuffix(".manifest.json"))
        differing = [
            file
            for file, content in outputs.items()
            if hashlib.sha256(content).hexdigest() != manifest["outputs"][file]
        ]
        if differing:
            raise BriefingError(
                f"{path.name}: rebuilt from the same record, these files differ: {', '.join(differing)}."
            )
        lines.append(f"{path.name}: {len(outputs)} files rebuilt, all the same byte for byte.")
    if not lines:
        raise BriefingError(f"{briefing} holds no manifest. Name the folder of a printed briefing.")
    return "\n".join(lines)


def _printed(asked: Asked, reviews: Sequence[SettledReview], settings: Settings, name: str) -> dict[str, bytes]:
    """The files of a briefing, after the last gate."""
    from pipeline.brief import press, workbook
    from pipeline.brief.disclosure import check_nothing_restricted

    composed = compose(asked, reviews, settings)
    page, twin = press.html(composed, for_print=True), press.html(composed, for_print=False)
    book, cells = workbook.workbook(composed)
    check_nothing_restricted([press.words(page), press.words(twin), cells], reviews)
    moment = _moment(asked.quarter)
    return {f"{name}.pdf": press.pdf(page, moment), f"{name}.html": twin.encode(), f"{name}.xlsx": book}


def _moment(quarter: str) -> int:
    """The day after the quarter, which a printed file gives as its date."""
    year, number = int(quarter[:4]), int(quarter[6])
    after = dt.datetime(year + (number == 4), number * 3 % 12 + 1, 1, tzinfo=dt.UTC)
    return int(after.timestamp())


def _inputs(
    asked: Asked, reviews: Sequence[SettledReview], decisions: Sequence[Decision], settings: Settings
) -> dict[str, str]:
    """What a briefing is made of, each part by its hash."""
    until = [review for review in reviews if review.quarter <= asked.quarter]
    programs = b"".join(path.read_bytes() for path in sorted(Path(__file__).parent.glob("*.py")))
    templates = b"".join(path.read_bytes() for path in sorted(TEMPLATES.rglob("*")) if path.is_file())
    return {
        "reviews": _digest([to_dict(review) for review in until]),
        "settings": _digest(settings.model_dump(mode="json")),
        "request": _digest([asked.quarter, asked.final, asked.spotlight, asked.commentary]),
        "decisions": _digest([decision.uuid for decision in decisions]),
        "templates": hashlib.sha256(templates).hexdigest(),
        "program": hashlib.sha256(programs).hexdigest(),
        "codebook": hashlib.sha256((TEMPLATES.parent / "models" / "codebook.yaml").read_bytes()).hexdigest(),
    }


def _digest(value: Any) -> str:
    return hashlib.sha256(json.dumps(value, sort_keys=True, default=str).encode()).hexdigest()


def _is_printed(target: Path, name: str, inputs: dict[str, str]) -> bool:
    path = target / f"{name}.manifest.json"
    try:
        manifest = json.loads(path.read_text(encoding="utf-8"))
        same = {file: hashlib.sha256((target / file).read_bytes()).hexdigest() for file in manifest["outputs"]}
    except (OSError, ValueError, KeyError):
        return False
    return bool(manifest["inputs"] == inputs and same == manifest["outputs"])


def _write(path: Path, content: bytes) -> None:
    """Puts a file in its place whole, or leaves what was there."""
    try:
        handle, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
        with os.fdopen(handle, "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        os.chmod(name, 0o644)
        os.replace(name, path)
    except OSError as error:
        raise BriefingError(
            f"{path} could not be written: {error.strerror}. Free space, then run the same command again."
        ) from error
