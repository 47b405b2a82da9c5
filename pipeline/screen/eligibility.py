"""Whether a review was published in time, and whether it is of a kind and nation that the cohort is about."""

from __future__ import annotations

import datetime as dt

from pipeline.records import DatedFact, Evidence, Finding, Review, Verdict

ADULT = frozenset({"SAR", "APR", "DHR", "MAPPA_SCR"})


def date_eligible(review: Review, since: dt.date) -> Finding:
    """Whether the review was published on or after this day; a lower bound is enough, a lack of dates is referred.

    A document all of whose dates are older may still have been published in time: it goes to a person.
    """
    published = review.publication_date
    if published and published.basis != "lower-bound":
        met = _since(published, since)
        why = f"Published {published.value} ({published.basis})."
        if met == "no" and published.basis in ("explicit", "cover-sheet") and (later := _signed_later(review, since)):
            met, why = "refer", f"Published {published.value} it says, and also bears the later date {later.value}."
        return Finding("date_eligible", met, 0.98 if met != "refer" else 0.5, why, _evidence(review, published))
    bounds = [fact for fact in (published, review.report_date, review.approval_date, *review.dates) if fact]
    late = [fact for fact in bounds if _first_day(fact) >= since.isoformat()]
    if late:
        latest = max(late, key=_first_day)
        why = f"No publication date is given, but it cannot have been published before {latest.value}."
        return Finding("date_eligible", "yes", 0.95, why, _evidence(review, latest))
    why = "No publication date is given, and no date in the document is late enough to settle it."
    latest_of_all = max(bounds, key=_first_day, default=None)
    return Finding("date_eligible", "refer", 0.5, why, _evidence(review, latest_of_all) if latest_of_all else ())


def _signed_later(review: Review, since: dt.date) -> DatedFact | None:
    """A date of completion or approval in the period, which an earlier publication contradicts (an issue of the report anew)."""
    signed = (review.report_date, review.approval_date)
    return next((fact for fact in signed if fact and _first_day(fact) >= since.isoformat()), None)


def out_of_scope(review: Review) -> str | None:
    """Why the document is not of the kind that is examined, or None when it is."""
    types = set(review.types)
    if types == {"NOT_A_REVIEW"} or not types:
        return "not-a-review"
    if review.nation == "other":
        return "out-of-nation"
    return "adult-only" if types <= ADULT and not _has_child_subject(review) else None


def _has_child_subject(review: Review) -> bool:
    subject = (review.subject or "").lower()
    age = review.characteristics.child_age_years
    return subject.startswith(("child", "baby", "young person", "infant")) or (
        age is not None and 0 < age < 18 and "DHR" in review.types and age >= 16
    )


def _since(fact: DatedFact, since: dt.date) -> Verdict:
    if _first_day(fact) >= since.isoformat():
        return "yes"
    if fact.precision == "year" and int(fact.value) >= since.year - 1:
        return "refer"
    if fact.precision == "month" and fact.value == since.isoformat()[:7]:
        return "refer"
    return "no"


def _first_day(fact: DatedFact) -> str:
    return {"year": f"{fact.value}-01-01", "month": f"{fact.value}-01"}.get(fact.precision, fact.value)


def _evidence(review: Review, fact: DatedFact) -> tuple[Evidence, ...]:
    place = next((p.id for p in review.passages if fact.text and fact.text[:60] in p.text), "")
    return (Evidence("date_eligible", place, fact.page or 1, fact.text),)
