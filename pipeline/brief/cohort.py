"""How the documents of a quarter become the cohort, and what is counted of it."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from pipeline.brief.briefing import Count, Flow, Listed, Table
from pipeline.brief.disclosure import suppressed
from pipeline.records import SettledReview

TYPES = {
    "SCR": "Serious Case Review", "LCSPR": "Local child safeguarding practice review", "CPR": "Child Practice Review (Wales)",
    "NATIONAL_CSPR": "National child safeguarding practice review", "RAPID_REVIEW": "Rapid review", "SUSR": "Single Unified Safeguarding Review (Wales)",
    "SAR": "Safeguarding Adult Review", "APR": "Adult Practice Review (Wales)", "DHR": "Domestic Homicide Review", "MAPPA_SCR": "MAPPA review",
    "OTHER_LOCAL_REVIEW": "Other local review", "NOT_A_REVIEW": "Not a review",
}  # fmt: skip
REASONS = {
    "published-before-2016": "Published before the period", "publication-date-unknown": "Publication date not known",
    "no-police-before": "No police contact before the incident", "police-after-only": "Police involved only after the incident",
    "not-a-review": "Not a review", "out-of-nation": "Outside England and Wales", "adult-only": "About an adult only",
    "restricted": "Restricted", "insufficient-detail": "Too little detail: full report needed", "duplicate": "Duplicate",
    "borderline-police": "Police contact not certain",
}  # fmt: skip
HARMS = {
    "physical-abuse": "Physical abuse", "neglect": "Neglect", "sexual-abuse": "Sexual abuse", "child-sexual-exploitation": "Child sexual exploitation",
    "child-criminal-exploitation": "Child criminal exploitation", "youth-violence": "Serious youth violence", "suicide": "Suicide", "self-harm": "Self-harm",
    "fatal-accident": "Fatal accident", "sudi": "Sudden unexpected death in infancy", "domestic-homicide": "Domestic homicide",
    "emotional-abuse": "Emotional abuse", "fii": "Fabricated or induced illness", "online-harm": "Harm online", "other": "Other",
}  # fmt: skip
CONTACTS = {
    "domestic-abuse": "Domestic abuse", "missing": "Missing episodes", "arrest": "Arrest or custody", "investigation": "Investigation", "notification": "Notification or referral",
    "meeting": "Strategy discussion or conference", "invited-and-absent": "Invited and absent", "checks-only": "Checks only", "welfare-check": "Welfare check",
    "mental-health": "Mental health or self-harm", "offender-management": "Offender management", "powers": "Protective powers or orders", "attendance": "Attendance",
}  # fmt: skip
NOT_ELIGIBLE = ("not-a-review", "out-of-nation", "adult-only", "published-before-2016")


@dataclass(frozen=True)
class Cohort:
    """The documents of a quarter, each in the one group it belongs to."""

    quarter: str
    found: tuple[SettledReview, ...]
    duplicates: tuple[SettledReview, ...]
    unread: tuple[SettledReview, ...]
    restricted: tuple[SettledReview, ...]
    not_eligible: tuple[SettledReview, ...]
    excluded: tuple[SettledReview, ...]
    referred: tuple[SettledReview, ...]
    included: tuple[SettledReview, ...]

    @property
    def examined(self) -> tuple[SettledReview, ...]:
        """The unique published reviews that were examined."""
        return self.included + self.excluded + self.referred


def cohort(quarter: str, reviews: Sequence[SettledReview]) -> Cohort:
    """The documents examined in a quarter, sorted into groups that add up."""
    groups: dict[str, list[SettledReview]] = defaultdict(list)
    found = sorted((review for review in reviews if review.quarter == quarter), key=lambda review: review.file)
    for review in found:
        groups[_group(review)].append(review)
    return Cohort(
        quarter,
        tuple(found),
        **{
            name: tuple(groups[name])
            for name in ("duplicates", "unread", "restricted", "not_eligible", "excluded", "referred", "included")
        },
    )


def _group(review: SettledReview) -> str:
    if review.status == "duplicate":
        return "duplicates"
    if review.status == "failed" or not review.screening:
        return "unread"
    if review.handling == "restricted":
        return "restricted"
    decision, reason = review.screening.decision, review.screening.reason
    if decision == "exclude":
        return "not_eligible" if reason in NOT_ELIGIBLE else "excluded"
    return "referred" if decision == "refer" else "included"


def references(groups: Iterable[Cohort]) -> dict[str, str]:
    """A short reference for each document of the series, R1, R2 and so on in the order of quarter and file name."""
    ordered = [review for group in groups for review in group.found]
    return {review.file: f"R{number}" for number, review in enumerate(ordered, start=1)}


def flow(group: Cohort, earlier: Sequence[Cohort], known: dict[str, str], smallest: int) -> Flow:
    """The flow of reviews of the quarter; its steps add up."""
    restricted = len(group.restricted)
    return Flow(
        found=len(group.found),
        duplicates=len(group.duplicates),
        unread=len(group.unread),
        restricted=str(restricted) if restricted == 0 or restricted >= smallest else f"fewer than {smallest}",
        not_eligible=_by_reason(group.not_eligible, known),
        examined=len(group.examined),
        excluded=_by_reason(group.excluded, known),
        referred=_by_reason(group.referred, known),
        included=len(group.included),
        carried_over=sum(len(before.referred) for before in earlier),
        running_total=sum(len(before.included) for before in earlier) + len(group.included),
    )


def _by_reason(reviews: Sequence[SettledReview], known: dict[str, str]) -> tuple[Count, ...]:
    groups: dict[str, list[str]] = defaultdict(list)
    for review in reviews:
        reason = review.screening.reason if review.screening else None
        groups[REASONS.get(reason or "", "Other")].append(known[review.file])
    return tuple(Count(label, tuple(groups[label]), str(len(groups[label]))) for label in sorted(groups))


# --- characteristics ---------------------------------------------------------------------------------------


def characteristics(group: Cohort, known: dict[str, str], smallest: int) -> tuple[Table, ...]:
    """What the included reviews are about, small numbers suppressed."""
    included = group.included

    def table(title: str, answers: Callable[[SettledReview], Sequence[str]], note: str = "") -> Table:
        counted: dict[str, list[str]] = defaultdict(list)
        for review in included:
            for answer in answers(review) or ("Not stated",):
                counted[answer].append(known[review.file])
        ordered = sorted(counted, key=lambda label: (label == "Not stated", -len(counted[label]), label))
        return Table(title, suppressed([(label, tuple(counted[label])) for label in ordered], smallest), note)

    several = "A review can be in more than one row."
    return (
        table("Type of review", lambda r: [" and ".join(TYPES[t] for t in r.review.types)] if r.review else []),
        table("Outcome for the child", lambda r: _outcome(r)),
        table("Age of the child", lambda r: _age(r)),
        table(
            "Sex of the child", lambda r: [s.capitalize()] if r.review and (s := r.review.characteristics.sex) else []
        ),
        table("Harm", lambda r: [HARMS[h] for h in r.review.characteristics.harm] if r.review else [], several),
        table(
            "Police contact before the incident",
            lambda r: [CONTACTS[c] for c in r.screening.contact_types[:6]] if r.screening else [],
            several,
        ),
    )


def _outcome(review: SettledReview) -> list[str]:
    said = review.review.characteristics.outcome if review.review else None
    return [{"death": "Death", "serious-harm": "Serious harm"}[said]] if said else []


def _age(review: SettledReview) -> list[str]:
    years = review.review.characteristics.child_age_years if review.review else None
    if years is None:
        return []
    bands = ((1, "Under 1"), (5, "1 to 4"), (11, "5 to 10"), (16, "11 to 15"), (19, "16 and 17"))
    return [next(label for limit, label in bands if years < limit)]


def incident_years(group: Cohort) -> str:
    """The years from the first to the last incident of the included reviews, in words."""
    years = sorted({r.review.incident_date.value[:4] for r in group.included if r.review and r.review.incident_date})
    if not years:
        return "not stated"
    return years[0] if years[0] == years[-1] else f"{years[0]} to {years[-1]}"


# --- the list of reviews -----------------------------------------------------------------------------------


def listed(review: SettledReview, known: dict[str, str], themes: Sequence[str]) -> Listed:
    """A review as the list of those examined shows it."""
    said, screening = review.review, review.screening
    published = said.publication_date if said else None
    when = "not stated" if published is None else month(published.value)
    if published and published.basis == "lower-bound":
        when = f"not stated (not before {month(published.value)})"
    return Listed(
        reference=known[review.file],
        title=(said.title if said else None) or review.file,
        publisher=(said.publisher if said else None) or "Publisher not named",
        types=" and ".join(TYPES[kind] for kind in said.types) if said else "",
        published=when,
        incident=said.incident_date.value[:4] if said and said.incident_date else "not stated",
        abstract=_abstract(review),
        decision=screening.decision if screening else "",
        reason=REASONS.get((screening.reason if screening else "") or "", ""),
        by="a person" if review.screened_by not in (None, "machine") else "the program, not yet settled",
        themes=tuple(themes),
        file=review.file,
    )


def _abstract(review: SettledReview) -> str:
    """What happened in one line: outcome, age, sex and harm."""
    if not review.review:
        return ""
    child = review.review.characteristics
    what = {"death": "Death", "serious-harm": "Serious harm"}.get(child.outcome or "", "Outcome not stated")
    sex = {"male": "a boy", "female": "a girl"}.get(child.sex or "", "a child")
    age = f" of {child.child_age_text}" if child.child_age_text else ""
    harm = ", ".join(HARMS[h].lower() for h in child.harm)
    return f"{what} of {sex}{age}" + (f": {harm}." if harm else ".")


def month(value: str) -> str:
    """A date as month and year in words; exact days are not printed."""
    names = [
        "January",
        "February",
        "March",
        "April",
        "May",
        "June",
        "July",
        "August",
        "September",
        "October",
        "November",
        "December",
    ]
    match = re.match(r"(\d{4})-(\d\d)", value)
    return f"{names[int(match[2]) - 1]} {match[1]}" if match else value
