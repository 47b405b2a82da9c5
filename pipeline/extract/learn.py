"""Learns what the evidence for a fact counts: `python -m pipeline.extract.learn FOLDER` writes models/facts.json.

The folder holds a folder of annotated manuscripts for each author. What is printed is measured with the documents of
each eighth of the authors left out of learning in turn, so that it says what to expect of documents by others.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from pipeline import linear
from pipeline.extract import age, harm, incident, outcome, sex, weights
from pipeline.extract.dated_facts import dated_facts
from pipeline.extract.document import Document
from pipeline.extract.front import printed
from pipeline.extract.front_matter import is_thematic
from pipeline.extract.measure import as_document, finest_printed
from pipeline.extract.subject import subject
from pipeline.extract.title import title
from pipeline.extract.weights import Features, Weights
from pipeline.manuscript import Manuscript, read_all
from pipeline.records import DatedFact


@dataclass(frozen=True)
class Case:
    """A document, who wrote it, its candidates for a fact, and which of these are right."""

    author: str
    candidates: dict[Any, Features]
    right: frozenset[Any]
    whole: bool = True


OPENINGS = (10, 3)  # passages
PARTS = 8


def main(arguments: list[str]) -> int:
    """Learns every fact's weights from the authors' folders in these folders and writes them."""
    written = [m for name in arguments for folder in sorted(Path(name).iterdir()) for m in read_all(folder)]
    documents = [(manuscript, _printed(as_document(manuscript))) for manuscript in written]
    taught = sorted({manuscript.head["author"] for manuscript in written})
    for fact, make in CASES.items():  # in their order: the age looks at the incident's date, sex and harm at the age
        cases = [case for manuscript, document in documents for case in _whole_and_short(make, manuscript, document)]
        print(
            f"{fact}: {_left_out(fact, cases):.0%} right of {len(documents)}, an eighth of the authors left out in turn"
        )
        weights.write({fact: fit(cases, *SETTINGS[fact])}, taught)
    return 0


def _printed(document: Document) -> Document:
    return replace(document, lines=printed(document.lines))


def _whole_and_short(
    make: Callable[[Manuscript, Document], Case], manuscript: Manuscript, document: Document
) -> list[Case]:
    """A document's case, and those of its opening alone, as short documents (summaries, coroners' reports) are."""
    shorter = (replace(document, passages=document.passages[:many]) for many in OPENINGS)
    short = [
        replace(case, whole=False, right=case.right & case.candidates.keys())
        for case in (make(manuscript, each) for each in shorter)
    ]
    return [make(manuscript, document), *(case for case in short if case.right)]


def fit(cases: Sequence[Case], strength: float, least: float) -> Weights:
    """The weights by which the right candidates of these cases stand out."""
    rows = [features for case in cases for features in case.candidates.values()]
    targets = [value in case.right for case in cases for value in case.candidates]
    bias, of = linear.weigh(rows, targets, strength)
    return Weights(bias, of, least)


def _left_out(fact: str, cases: Sequence[Case]) -> float:
    measured = [case for case in cases if case.whole]
    right = 0
    authors = sorted({case.author for case in cases})
    for out in (authors[part::PARTS] for part in range(PARTS)):
        learnt = fit([case for case in cases if case.author not in out], *SETTINGS[fact])
        right += sum(_is_right(case, learnt) for case in measured if case.author in out)
    return right / len(measured)


def _is_right(case: Case, learnt: Weights) -> bool:
    scores = {value: learnt.probability(features) for value, features in case.candidates.items()}
    if "neglect" in scores:
        return bool(set(harm.chosen(scores, learnt.least)[:1]) & case.right) or not case.right
    if any(isinstance(value, str) and value[0].isdigit() for value in scores):
        best: Any = incident.chosen(scores, learnt.least)
    else:
        best = max(
            (value for value in scores if scores[value] >= learnt.least), key=lambda value: scores[value], default=None
        )
    return best in case.right if best is not None else not case.right


def _incident(manuscript: Manuscript, document: Document) -> Case:
    found = incident.candidates(document, subject(document, title(document)))
    wanted = finest_printed(manuscript, "incident_date")
    return Case(
        manuscript.head["author"],
        {value: features for value, (features, _) in found.items()},
        frozenset({wanted} if wanted else ()),
    )


def _found_when(document: Document, named: str | None) -> DatedFact | None:
    """The incident date as it is found: one that is sometimes wrong teaches not to lean on it."""
    who, labelled = subject(document, named), dated_facts(document).incident_lines
    return incident.incident_date(document, labelled, who, is_thematic(named))


def _front(document: Document, named: str | None) -> str:
    cover = [line.text for line in document.lines if line.place in ("cover", "sheet")]
    return ". ".join(filter(None, [named, *cover]))


def _age(manuscript: Manuscript, document: Document) -> Case:
    said = (manuscript.truth.get("characteristics") or {}).get("child_age_years")
    named = title(document)
    found = age.candidates(
        _front(document, named), document.passages, subject(document, named), _found_when(document, named)
    )
    return Case(
        manuscript.head["author"],
        {years: features for years, (features, _) in found.items()},
        frozenset({said} - {None}),
    )


def _harm(manuscript: Manuscript, document: Document) -> Case:
    said = manuscript.truth.get("characteristics") or {}
    named = title(document)
    who, front, when = subject(document, named), _front(document, named), _found_when(document, named)
    aged = age.age(front, document.passages, who, when)
    ended = outcome.outcome(front, document.passages, who, when)
    found = harm.candidates(front, document.passages, when, aged.years if aged else None, ended)
    return Case(manuscript.head["author"], dict(found), frozenset(said.get("harm") or ()))


def _sex(manuscript: Manuscript, document: Document) -> Case:
    said = (manuscript.truth.get("characteristics") or {}).get("sex")
    named = title(document)
    who, front = subject(document, named), _front(document, named)
    aged = age.age(front, document.passages, who, _found_when(document, named))
    found = sex.candidates(front, document.passages, who, aged)
    return Case(manuscript.head["author"], dict(found), frozenset({said} & {"male", "female"}))


CASES: dict[str, Callable[[Manuscript, Document], Case]] = {
    "incident": _incident,
    "age": _age,
    "harm": _harm,
    "sex": _sex,
}
# scikit-learn's C for each fact, and the probability below which no answer is given.
SETTINGS = {"incident": (0.3, 0.05), "age": (0.3, 0.35), "harm": (0.3, 0.4), "sex": (3.0, 0.75)}


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
