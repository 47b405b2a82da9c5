"""Says which printed briefings quote what no longer stands, and so need an erratum."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path

from pipeline.brief import archive
from pipeline.brief.archive import Manifest, Quoted
from pipeline.brief.quotations import may_be_quoted
from pipeline.records import SettledPassage, SettledReview

Standing = Mapping[str, tuple[SettledReview, SettledPassage]]


def needing_erratum(briefings: Path, reviews: Iterable[SettledReview]) -> list[str]:
    """One line for each extract in the newest final of a quarter that could not be printed today, and why."""
    newest = [printed[-1] for folder in sorted(briefings.glob("????-Q?")) if (printed := archive.finals(folder))]
    asked = {quoted.passage for manifest in newest for quoted in manifest.quoted}
    if not asked:
        return []
    standing = {p.passage.id: (r, p) for r in reviews for p in r.passages if p.passage.id in asked}
    return [line for manifest in newest for line in _lines(manifest, standing)]


def _lines(manifest: Manifest, standing: Standing) -> Iterator[str]:
    for quoted in manifest.quoted:
        if why := _fault(quoted, standing):
            coming = f"commentary/{manifest.quarter}/erratum-{manifest.edition + 1}.md"
            yield (
                f"{manifest.pdf} needs an erratum: it quotes page {quoted.page} of {quoted.file}, {why}. "
                f"Say so in {coming}, then print {manifest.quarter} with --final."
            )


def _fault(quoted: Quoted, standing: Standing) -> str:
    """Why an extract could not be printed today; nothing where it could."""
    if quoted.passage not in standing:
        return "which is withdrawn or no longer reads as it did"
    review, passage = standing[quoted.passage]
    if review.handling == "restricted":
        return "which is restricted now"
    if not review.screening or review.screening.decision != "include":
        return "which is no longer included"
    if passage.confidential:
        return "and that passage is confidential now"
    if not passage.quotable or not may_be_quoted(review, passage):
        return "and that passage is no longer approved for print"
    if quoted.text not in " ".join(passage.passage.text.split()) and quoted.text not in passage.passage.text:
        return "whose words have changed"
    return ""
