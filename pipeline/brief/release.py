"""Says what still stands between a draft and a final briefing."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence

from pipeline.brief.briefing import Briefing, Quotation
from pipeline.brief.commentary import SIGNED_OFF
from pipeline.errors import BriefingError
from pipeline.records import SettledReview
from pipeline.settings import Settings


def refuse_unless_ready(
    b: Briefing, published: Sequence[SettledReview], written: Mapping[str, str], settings: Settings, number: int
) -> None:
    """Refuses a final briefing while anything in it is not settled by a person.

    Raises:
        BriefingError: listing everything that is missing.
    """
    missing = [
        *_of_the_words(b, written, settings, number),
        *_of_the_reviews(b, published, settings),
        *_of_the_quotations(b),
    ]
    if missing:
        lines = "\n".join(f"  {line}" for line in missing)
        raise BriefingError(f"The final briefing of {b.quarter} was not printed. Still to do:\n{lines}")


def _of_the_words(b: Briefing, written: Mapping[str, str], settings: Settings, number: int) -> Iterator[str]:
    if not settings.disclosure.marking:
        yield "set the marking in settings.toml ([disclosure] marking)"
    if SIGNED_OFF not in written:
        yield f"sign the commentary off: write who and when into commentary/{b.quarter}/{SIGNED_OFF}.md"
    if number > 1 and f"erratum-{number}" not in written:
        yield (
            f"say what edition {number} changes, in commentary/{b.quarter}/erratum-{number}.md "
            f"(edition {number - 1} stands and is kept)"
        )


def _of_the_reviews(b: Briefing, published: Sequence[SettledReview], settings: Settings) -> Iterator[str]:
    ours = (r for r in published if r.quarter == b.quarter and r.status == "extracted" and r.screening)
    for review in sorted(ours, key=lambda r: r.file):
        decision = review.screening.decision if review.screening else ""
        if decision == "refer":
            yield f"{review.file}: decide on the referred screening"
        elif decision == "include" and review.screened_by == "machine":
            yield f"{review.file}: settle the screening (the program would include it)"
        if decision == "include" and review.review and _is_higher(review.review.marking, settings.disclosure.marking):
            yield (
                f"{review.file} is marked {review.review.marking}: set that marking in settings.toml, or ask its publisher "
                "and withdraw it"
            )
        if decision == "include" and (unsettled := _unsettled(review)):
            yield f"{review.file}: look again at settled tags that the codebook has changed since: {', '.join(unsettled)}"
    if b.open_suggestions and not b.settled_suggestions:
        yield f"settle the themes: none of the {b.open_suggestions} suggested tags has been settled by a person"


def _is_higher(carried: str | None, printed: str | None) -> bool:
    return carried == "OFFICIAL-SENSITIVE" and printed == "OFFICIAL"


def _unsettled(review: SettledReview) -> list[str]:
    """The themes of a review's settled tags that wait for a second look, each with how many there are."""
    found = Counter(tag.theme for p in review.passages for tag in p.tags if tag.recheck and tag.status != "rejected")
    return [f"{theme} ({number})" for theme, number in sorted(found.items())]


def _of_the_quotations(b: Briefing) -> Iterator[str]:
    for q in printed_quotations(b):
        if not q.approved:
            where = f"page {q.page}" + (f", paragraph {q.number}" if q.number else "")
            yield f"{q.file}, {where}: approve the quotation for print, or mark the passage confidential"


def printed_quotations(b: Briefing) -> list[Quotation]:
    """Every extract that the briefing prints."""
    lit = (*b.spotlight.quotations, *b.spotlight.praised) if b.spotlight else ()
    return [*(q for card in b.told for q in (*card.quotations, *card.praised)), *b.good_practice, *lit]
