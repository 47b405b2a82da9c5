"""Learns what the evidence for a fact counts: `python -m pipeline.extract.learn FOLDER` writes models/facts.json.

The folder holds a folder of annotated manuscripts for each author. What is printed is measured with each author's
documents left out of learning in turn, so that it says what to expect of documents by others.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from pipeline import linear
from pipeline.extract import age, harm, incident, sex, weights
from pipeline.extract.document import Document
from pipeline.extract.front import cover_lines
from pipeline.extract.measure import as_document, finest_printed
from pipeline.extract.subject import is_several, subject
from pipeline.extract.title import title
from pipeline.extract.weights import Features, Weights
from pipeline.manuscript import Manuscript, as_review, read_all
from pipeline.records import DatedFact


@dataclass(frozen=True)
class Case:
    """A document, who wrote it, its candidates for a fact, and which of these are right."""

    author: str
    candidates: dict[Any, Features]
    right: frozenset[Any]
    whole: bool = True


OPENING = 10


def main(arguments: list[str]) -> int:
    """Learns every fact's weights from the authors' folders in these folders and writes them."""
    written = [m for name in arguments for folder in sorted(Path(name).iterdir()) for m in read_all(folder)]
    documents = [(manuscript, as_document(manuscript)) for manuscript in written]
    learnt = {}
    for fact, make in CASES.items():
        cases = [case for manuscript, document in documents for case in _whole_and_short(make, manuscript, document)]
        print(f"{fact}: {_left_out(fact, cases):.0%} right of {len(documents)}, each author left out in turn")
        learnt[fact] = fit(cases, *SETTINGS[fact])
    told = {
        fact: {"bias": round(w.bias, 4), "least": w.least, "weights": {k: round(v, 4) for k, v in sorted(w.of.items())}}
        for fact, w in learnt.items()
    }
    taught = sorted({manuscript.head["author"] for manuscript in written})
    weights.PATH.write_text(json.dumps({"authors": taught, **told}, indent=1) + "\n", encoding="utf-8")
    return 0


def _whole_and_short(
    make: Callable[[Manuscript, Document], Case], manuscript: Manuscript, document: Document
) -> list[Case]:
    """A document's case, and that of its opening alone, as short documents (summaries, coroners' reports) are."""
    whole = make(manuscript, document)
    short = make(manuscript, replace(document, passages=document.passages[:OPENING]))
    short = replace(short, whole=False, right=short.right & short.candidates.keys())
    return [whole, short] if short.right else [whole]


def fit(cases: Sequence[Case], strength: float, least: float) -> Weights:
    """The weights by which the right candidates of these cases stand out."""
    rows = [features for case in cases for features in case.candidates.values()]
    targets = [value in case.right for case in cases for value in case.candidates]
    bias, of = linear.weigh(rows, targets, strength)
    return Weights(bias, of, least)


def _left_out(fact: str, cases: Sequence[Case]) -> float:
    measured = [case for case in cases if case.whole]
    right = 0
    for author in sorted({case.author for case in cases}):
        learnt = fit([case for case in cases if case.author != author], *SETTINGS[fact])
        right += sum(_is_right(case, learnt) for case in measured if case.author == author)
    return right / len(measured)


def _is_right(case: Case, learnt: Weights) -> bool:
    scores = {value: learnt.probability(features) for value, features in case.candidates.items()}
    if "neglect" in scores:
        return set(harm.chosen(scores, learnt.least)) == case.right
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


def _when(document: Document, manuscript: Manuscript) -> DatedFact | None:
    """The incident date of the truth with the sentence that tells it."""
    fact = as_review(manuscript).incident_date
    if not fact:
        return None
    told = [m for m in incident.mentions(document, None) if m.date.value == fact.value]
    return replace(fact, text=told[0].sentence[:300]) if told else fact


def _harm(manuscript: Manuscript, document: Document) -> Case:
    said = manuscript.truth.get("characteristics") or {}
    found = harm.candidates(
        title(document) or "",
        document.passages,
        _when(document, manuscript),
        said.get("child_age_years"),
        said.get("outcome"),
    )
    return Case(manuscript.head["author"], dict(found), frozenset(said.get("harm") or ()))


def _sex(manuscript: Manuscript, document: Document) -> Case:
    said = (manuscript.truth.get("characteristics") or {}).get("sex")
    named = title(document)
    who, when = subject(document, named), _when(document, manuscript)
    front = ". ".join(filter(None, [named, *(line.text for line in cover_lines(document))]))
    aged = age.age(front, document.passages, who, when)
    found = {} if is_several(who) else sex.candidates(front, document.passages, who, aged[1] if aged else None)
    return Case(manuscript.head["author"], dict(found), frozenset({said} & {"male", "female"}))


CASES: dict[str, Callable[[Manuscript, Document], Case]] = {
    "incident": _incident,
    "harm": _harm,
    "sex": _sex,
}
# scikit-learn's C for each fact, and the probability below which no answer is given.
SETTINGS = {"incident": (0.3, 0.05), "harm": (0.3, 0.4), "sex": (3.0, 0.75)}


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
