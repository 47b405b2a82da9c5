"""What is counted of the included reviews: the documents openly, the children with small counts withheld."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence

from pipeline.brief.briefing import Listed, Table
from pipeline.brief.cohort import Cohort
from pipeline.brief.disclosure import Rows, open_table, table
from pipeline.brief.wording import CONTACTS, HARMS, REASONS, TYPES, legible, month
from pipeline.records import DatedFact, SettledReview

UNSTATED = "Not stated"
OUTCOMES = {"death": "Death", "serious-harm": "Serious harm"}
BANDS = ((1, "Under 1"), (5, "1 to 4"), (11, "5 to 10"), (16, "11 to 15"), (19, "16 and 17"))
LAGS = ((12, "Under 1 year"), (24, "1 year"), (36, "2 years"), (60, "3 or 4 years"), (1200, "5 years or more"))
SEVERAL = "A review can be in more than one row."
Answers = Callable[[SettledReview], Sequence[str]]


def types(review: SettledReview) -> list[str]:
    """The types of a review in words, joined where it is a joint one."""
    return [" and ".join(TYPES[kind] for kind in review.review.types)] if review.review and review.review.types else []


def outcome(review: SettledReview) -> list[str]:
    """Whether the child died or was seriously harmed."""
    said = review.review.characteristics.outcome if review.review else None
    return [OUTCOMES[said]] if said else []


def age(review: SettledReview) -> list[str]:
    """The band of the child's age."""
    years = review.review.characteristics.child_age_years if review.review else None
    band = next((label for limit, label in BANDS if years is not None and years < limit), None)
    return [band] if band else []


def sex(review: SettledReview) -> list[str]:
    """The child's sex."""
    said = review.review.characteristics.sex if review.review else None
    return [said.capitalize()] if said else []


def harm(review: SettledReview) -> list[str]:
    """The kinds of harm."""
    return [HARMS[kind] for kind in review.review.characteristics.harm] if review.review else []


def contact(review: SettledReview) -> list[str]:
    """The kinds of police contact before the incident."""
    return [CONTACTS[kind] for kind in review.screening.contact_types if kind in CONTACTS] if review.screening else []


def lag(review: SettledReview) -> list[str]:
    """The band of the time from the incident to publication."""
    said = review.review
    if not said or not said.incident_date or not said.publication_date:
        return []
    months = max(0, _months(said.publication_date) - _months(said.incident_date))
    return [next(label for limit, label in LAGS if months < limit)]


def _months(fact: DatedFact) -> int:
    """Months since year nought; the middle of the year where only that is known."""
    return int(fact.value[:4]) * 12 + (int(fact.value[5:7]) if len(fact.value) >= 7 else 6)


def document_tables(group: Cohort, known: Mapping[str, str], regions: Mapping[str, str]) -> tuple[Table, ...]:
    """What the included documents are and where they come from; each is named in the list, so nothing is withheld."""

    def region(review: SettledReview) -> list[str]:
        said = review.review
        nation = {"england": "England", "wales": "Wales"}.get((said.nation if said else None) or "", "")
        place = regions.get((said.forces.publisher if said else None) or "", "")
        return (
            [place if nation in ("", place) else f"{nation}: {place}" if place else nation] if nation or place else []
        )

    total = len(group.included)
    return (
        open_table("types", "Type of review", _rows(group, known, types), total),
        open_table("places", "Nation and region", _rows(group, known, region), total),
    )


def tables(
    group: Cohort, known: Mapping[str, str], smallest: int, lit: Collection[str] | None = None,
    printed: Mapping[str, int] | None = None,
) -> tuple[Table, ...]:  # fmt: skip
    """Who the children were and how police met them; a row that only says what the spotlight says is not withheld.

    `printed` holds what an earlier edition printed (`cell`): a figure that differs little from it is withheld.
    """
    total = len(group.included)

    def made(id: str, title: str, answers: Answers, order: Sequence[str], adds_up: bool = True) -> Table:
        rows = _rows(group, known, answers, order)
        told = [row for row, refs in rows.items() if lit and set(refs) == set(lit)]
        note = "" if adds_up else SEVERAL
        before = {row: printed[cell(id, row)] for row in rows if printed and cell(id, row) in printed}
        return table(id, title, rows, total, smallest, adds_up=adds_up, note=note, printed=before, open_rows=told)

    return (
        made("outcome", "Outcome for the child", outcome, tuple(OUTCOMES.values())),
        made("age", "Age of the child", age, tuple(label for _, label in BANDS)),
        made("sex", "Sex of the child", sex, ("Female", "Male")),
        made("lag", "Time from incident to publication", lag, tuple(label for _, label in LAGS)),
        made("harm", "Harm", harm, (), adds_up=False),
        made("contact", "Police contact before the incident", contact, (), adds_up=False),
    )


def cell(id: str, row: str) -> str:
    """The name under which a manifest remembers a figure about children."""
    return f"children/{id}/{row}"


def shown_cells(made: Sequence[Table]) -> dict[str, int]:
    """The figures about children that these tables print, for a later edition to mind."""
    return {cell(t.id, row.label): row.number for t in made for row in t.rows if not row.hidden and not t.withheld}


def _rows(group: Cohort, known: Mapping[str, str], answers: Answers, order: Sequence[str] = ()) -> Rows:
    """The references by answer, in the given order or the commonest first, what is not stated last."""
    found: dict[str, list[str]] = {row: [] for row in order}
    for review in group.included:
        for answer in dict.fromkeys(answers(review) or [UNSTATED]):
            found.setdefault(answer, []).append(known[review.file])
    if order:
        return {row: tuple(found[row]) for row in (*order, UNSTATED) if row in found}
    ordered = sorted(found, key=lambda row: (row == UNSTATED, -len(found[row]), row))
    return {row: tuple(found[row]) for row in ordered}


def incident_years(group: Cohort) -> str:
    """The years from the first to the last incident of the included reviews, in words."""
    years = sorted({r.review.incident_date.value[:4] for r in group.included if r.review and r.review.incident_date})
    if not years:
        return "years that are not stated"
    return years[0] if years[0] == years[-1] else f"{years[0]} to {years[-1]}"


# --- the list of reviews -----------------------------------------------------------------------------------


def listed(
    review: SettledReview, known: Mapping[str, str], themes: Sequence[str], shown: Sequence[Table] = ()
) -> Listed:
    """A review as the list shows it; of the child it says only what the tables show."""
    said, screening = review.review, review.screening
    return Listed(
        reference=known[review.file],
        title=_line(said.title if said else None) or "Title not given",
        publisher=_line(said.publisher if said else None) or "Publisher not named",
        force=(said.forces.publisher if said else None) or "",
        types="; ".join(types(review)),
        published=_published(said.publication_date if said else None),
        abstract=_abstract(review, shown),
        decision=screening.decision if screening else "",
        reason=REASONS.get((screening.reason if screening else "") or "", ""),
        settled=review.screened_by not in (None, "machine"),
        themes=tuple(themes),
        file=review.file,
    )


def _line(said: str | None) -> str:
    """A name as one line that can be shown; nothing where there is none."""
    return " ".join(legible(said or "").split())


def _published(fact: DatedFact | None) -> str:
    if fact is None:
        return "date not stated"
    return f"date not stated, not before {month(fact.value)}" if fact.basis == "lower-bound" else month(fact.value)


def _abstract(review: SettledReview, shown: Sequence[Table]) -> str:
    """What happened in one line, leaving out every answer whose count is withheld."""
    told = {(t.id, row.label) for t in shown for row in t.rows if not row.hidden and not t.withheld}

    def said(id: str, answers: Answers) -> list[str]:
        return [answer for answer in answers(review) if (id, answer) in told]

    child = {"Female": "a girl", "Male": "a boy"}.get("".join(said("sex", sex)), "a child")
    band = "".join(said("age", age)).lower()
    what = "".join(said("outcome", outcome))
    harms = ", ".join(said("harm", harm)).lower()
    if not (what or band or harms or child != "a child"):
        return ""
    aged = f" aged {band}" if band else ""
    return f"{what or 'Death or serious harm'} of {child}{aged}" + (f": {harms}." if harms else ".")
