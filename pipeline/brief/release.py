"""Says what still stands between a draft and a final briefing."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

from pipeline.errors import BriefingError
from pipeline.records import SettledReview
from pipeline.settings import Settings


def refuse_unless_ready(quarter: str, reviews: Sequence[SettledReview], folder: Path, settings: Settings) -> None:
    """Refuses a final briefing while anything in it is not settled by a person.

    Raises:
        BriefingError: listing everything that is missing.
    """
    missing = list(_missing(quarter, reviews, folder, settings))
    if missing:
        raise BriefingError(f"The final briefing of {quarter} was not printed. Still to do:\n" + "\n".join(missing))


def _missing(quarter: str, reviews: Sequence[SettledReview], folder: Path, settings: Settings) -> Iterator[str]:
    if not settings.disclosure.marking:
        yield "  set the marking in settings.toml ([disclosure] marking)"
    if not (folder / "commentary" / quarter / "signed-off.md").is_file():
        yield f"  sign the commentary off: write who and when into commentary/{quarter}/signed-off.md"
    for review in sorted(
        (r for r in reviews if r.quarter == quarter and r.status == "extracted"), key=lambda r: r.file
    ):
        if not review.screening or review.handling == "restricted":
            continue
        if review.screening.decision == "refer":
            yield f"  {review.file}: decide on the referred screening"
        elif review.screened_by == "machine":
            yield f"  {review.file}: settle the screening ({review.screening.decision})"
        waiting = sum(tag.status == "suggested" for passage in review.passages for tag in passage.tags)
        if review.screening.decision == "include" and waiting:
            yield f"  {review.file}: settle {waiting} suggested tags"
