"""Keeps confidential things out: small counts, and every word of a restricted review."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from pipeline.brief.briefing import Count
from pipeline.errors import BriefingError
from pipeline.records import SettledReview

SHINGLE = 8


def suppressed(rows: Sequence[tuple[str, tuple[str, ...]]], smallest: int) -> tuple[Count, ...]:
    """The counts as they may be shown: none between 1 and the smallest, and never just one hidden that a sum would tell."""
    hidden = {label for label, reviews in rows if 0 < len(reviews) < smallest}
    if len(hidden) == 1:
        rest = [(len(reviews), label) for label, reviews in rows if label not in hidden and reviews]
        if rest:
            hidden.add(min(rest)[1])
    most = max((len(reviews) for label, reviews in rows if label in hidden), default=0)
    words = f"fewer than {max(smallest, most + 1)}"
    return tuple(Count(label, reviews, words if label in hidden else str(len(reviews))) for label, reviews in rows)


def check_nothing_restricted(outputs: Iterable[str], reviews: Iterable[SettledReview]) -> None:
    """The last gate: refuses when eight words in a row of a restricted review stand in anything that is to be printed.

    Raises:
        BriefingError: naming the review, never the words.
    """
    printed: set[str] = set()
    for output in outputs:
        printed |= shingles(output)
    published = _published(reviews := list(reviews))
    for review in reviews:
        if review.handling != "restricted" or not review.review:
            continue
        for passage in review.review.passages:
            if (shingles(passage.text) & printed) - published:
                raise BriefingError(
                    f"Nothing was printed: words of the restricted review {review.file} were about to be quoted. "
                    "Mark the passage confidential on the correction page and run again."
                )


def _published(reviews: Iterable[SettledReview]) -> set[str]:
    """What published documents say as well; it is no secret."""
    texts = (p.text for r in reviews if r.handling == "published" and r.review for p in r.review.passages)
    return {shingle for text in texts for shingle in shingles(text)}


def shingles(text: str) -> set[str]:
    """Every run of eight words of a text."""
    words = re.findall(r"[a-z0-9]+", text.lower())
    return {" ".join(words[i : i + SHINGLE]) for i in range(len(words) - SHINGLE + 1)}
