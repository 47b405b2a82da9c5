"""Screens a review: published in time, police involved before the incident, and why."""

from __future__ import annotations

from typing import Literal

from pipeline.records import Finding, Outcome, Review, Screening
from pipeline.settings import Eligibility

__all__ = ["screen"]


def screen(review: Review, rules: Eligibility) -> Screening:
    """The eligibility of a review under these rules, every criterion worked out whatever the others say."""
    # Here and not above: the language library takes a second to load, and who asks for the version needs none of it.
    from pipeline.screen.contact import contacts
    from pipeline.screen.eligibility import date_eligible, out_of_scope
    from pipeline.screen.kinds_of_contact import kinds_of_contact
    from pipeline.screen.period import within_period
    from pipeline.screen.verdict import prior_police

    told = contacts(review)
    dated = date_eligible(review, rules.published_since)
    involved, reason = prior_police(review, told)
    inside = within_period(review, told, involved.met)
    met = involved.met if rules.police_contact == "any-time-before" else inside
    decision, because = _decision(out_of_scope(review), dated, met, reason)
    return Screening(
        review=review.sha256,
        date_eligible=dated,
        prior_police=involved,
        decision=decision,
        reason=because,
        confidence=round(min(dated.confidence, involved.confidence), 3),
        contact_types=kinds_of_contact(told),
        within_period=inside,
        contacts={item.item.passage.id: item.contact for item in told},
    )


def _decision(
    scope: str | None, dated: Finding, met: Literal["yes", "no", "refer"], reason: str | None
) -> tuple[Outcome, str | None]:
    """What becomes of the review: a reason to exclude comes before a reason to refer, the plainest reason first."""
    if scope:
        return "exclude", scope
    if dated.met == "no":
        return "exclude", "published-before-2016"
    if met == "no":
        return "exclude", reason or "no-police-before"
    if dated.met == "refer":
        return "refer", "publication-date-unknown"
    if met == "refer":
        return "refer", reason or "borderline-police"
    return "include", None
