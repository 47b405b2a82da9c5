"""Tells a review's dates apart by their labels: publication, approval, report and incident.

The precedence for publication is: a label in the document, a repository's cover sheet, "revised for publication",
else the latest date that publication cannot precede (a lower bound), if that is late enough to make the review
eligible. A cover that says 2014 does not make a report old: many were published years after they were signed.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from pipeline.extract import dates
from pipeline.extract.bounds import AHEAD, cited, lower_bound, narrated
from pipeline.extract.date_labels import Label, first_label, label_of, last_label
from pipeline.extract.document import Document, Line
from pipeline.records import Basis, DatedFact, Passage

_THIS_REPORT = (
    r"(?:this|the|our)\s+(?:full\s+|final\s+|completed\s+|finished\s+|anonymised\s+|overview\s+|executive\s+)*"
    r"(?:report|review|summary|serious case review|overview report|practice review|learning review|document|findings)"
)
_PUBLISHED = re.compile(
    rf"{_THIS_REPORT}\b[^.;]{{0,90}}?\b(?:published|publication|released|made (?:publicly )?available|made public)\b"
    rf"|(?:available|agreed|approved|cleared|ready) for publication"
    rf"|\bpublication (?:of (?:this|the) (?:report|review) )?(?:took place|was|followed|on|date)\b|^(?:date of )?publication\b"
    rf"|\b(?:board|partnership) published (?:this|the) (?:report|review)|^published\b|(?:first|re-?)published (?:on|in|by)",
    re.IGNORECASE,
)
_NOT_THIS = re.compile(
    r"prior to|before (?:its |the )?publication|will not be published|delay\w* (?:to |in )?(?:the )?publication|until"
    r"|ofsted|inspection|guidance|working together|research|triennial|nspcc|strategy|newspaper|working paper|since the publication of",
    re.IGNORECASE,
)
_COMPLETED = re.compile(
    rf"{_THIS_REPORT}\b[^.;]{{0,60}}?\b(?:completed|finalised|finished|concluded|written|signed|carried out by)\b",
    re.IGNORECASE,
)
_APPROVED = re.compile(
    rf"{_THIS_REPORT}\b[^.;]{{0,90}}?\b(?:approved|endorsed|adopted|agreed|ratified|signed off|accepted|presented|submitted|sent to)\b"
    r"|\b(?:board|partnership|panel|committee)\b[^.;]{0,40}\b(?:approved|endorsed|adopted|ratified|accepted|signed off)\b[^.;]{0,40}"
    r"\b(?:report|review)",
    re.IGNORECASE,
)
# How a repository lists a review: "December 2014 - a board - Child X".
_LISTED = re.compile(r"^(?:[A-Z][a-z]+ )?20\d\d\s[-–—]\s[^-–—]+\s[-–—]\s\S")
_TOLD: tuple[tuple[Label, re.Pattern[str]], ...] = (
    ("publication", _PUBLISHED),
    ("approval", _APPROVED),
    ("report", _COMPLETED),
)


@dataclass(frozen=True, slots=True)
class Labelled:
    """A date with what it is the date of."""

    label: Label
    fact: DatedFact
    place: str

    @property
    def earliest(self) -> str:
        """The first day it may mean."""
        return {"year": f"{self.fact.value}-01-01", "month": f"{self.fact.value}-01"}.get(
            self.fact.precision, self.fact.value
        )


@dataclass(frozen=True, slots=True)
class DatedFacts:
    """What the labels say, and every date that publication cannot precede."""

    publication: DatedFact | None
    report: DatedFact | None
    approval: DatedFact | None
    incident_lines: tuple[Labelled, ...]
    bounds: tuple[DatedFact, ...]


def dated_facts(document: Document) -> DatedFacts:
    """The publication, report and approval dates of a document, with the bounds of the first."""
    found = [*_from_lines(document.lines), *_from_sentences(document.passages)]
    publication = _publication(found)
    report = _best(
        [item for item in found if not _repeats(item, publication)],
        "report",
        ("cover", "sheet", "body", "footer", "header"),
    )
    approval = _best(found, "approval", ("cover", "body", "footer", "header"))
    bounds = tuple(item.fact for item in found if item.label in ("report", "approval", "incident", "revised"))
    bounds += (*narrated(document.passages), *cited(document.passages))
    if publication is None:
        publication = lower_bound(bounds)
    incidents = tuple(item for item in found if item.label == "incident")
    return DatedFacts(publication, report, approval, incidents, bounds)


def _repeats(item: Labelled, publication: DatedFact | None) -> bool:
    """Whether a bare date in a running header or footer only repeats the publication date."""
    published = publication.value if publication and publication.basis == "explicit" else ""
    alike = published.startswith(item.fact.value) or (published and item.fact.value.startswith(published))
    return item.label == "report" and item.place in ("header", "footer") and bool(alike and published)


def _from_lines(lines: Iterable[Line]) -> Iterator[Labelled]:
    """Labelled dates of covers, cover sheets, headers and footers, where a label may stand a line above its date."""
    above, place = "", ""
    for line in lines:
        text = dates.unspaced(line.text)
        if line.place != "body" or line.page <= 3:
            yield from _from_line(text, above if place == line.place else "", line)
        above, place = text, line.place


def _from_line(text: str, above: str, line: Line) -> Iterator[Labelled]:
    front = line.place in ("cover", "sheet", "header", "footer")
    if line.place in ("sheet", "wrapper") and _LISTED.match(text):
        date = dates.find(text, bare=True)[0]
        yield Labelled(
            "publication", DatedFact(date.value, date.precision, "explicit", line.page, text[:300]), line.place
        )
        return
    found = dates.find(text)
    labelled = [(date, label_of(text, date, found)) for date in found]
    if not found and (front or _is_published_line(text)):
        labelled = [(date, label_of(text, date, [date])) for date in dates.find(text, bare=True)]
        labelled = [(d, label) for d, label in labelled if label in ("publication", "approval", "report", "incident")]
        labelled = [
            (d, label)
            for d, label in labelled
            if d.precision != "year" or line.place == "sheet" or label == "publication"
        ]
    for date, label in labelled:
        if label is None and _stands_alone(text, date):
            label = label_of(above, None, []) if _is_label_alone(above) else None
            label = label or ("report" if front or line.page <= 2 else None)
        if front and _titles_a_death(text, date):
            label = "incident"
        label = label or ("report" if front else None)
        if label is None or (line.place == "body" and label == "report" and not _stands_alone(text, date)):
            continue
        if line.place == "body" and not (_stands_alone(text, date) or _begins_with_label(text, date)):
            continue
        basis: Basis = "cover-sheet" if line.place == "sheet" else "explicit"
        fact = DatedFact(date.value, date.precision, basis, line.page, line.text.strip()[:300])
        yield Labelled(label, fact, line.place)


def _from_sentences(passages: Iterable[Passage]) -> Iterator[Labelled]:
    """Dates that sentences of the report give for its own completion, approval and publication."""
    for passage in passages:
        if passage.hidden or passage.form in ("contents", "glossary", "references"):
            continue
        for sentence in re.split(r"(?<=[.!?])\s+(?=[A-Z])|;\s+", passage.text):
            found = dates.find(sentence)
            if not found:
                continue
            for label, pattern in _TOLD:
                match = pattern.search(sentence)
                if match and not (label == "publication" and _NOT_THIS.search(sentence)):
                    date = next((d for d in found if d.start >= match.end() - 1), found[-1])
                    if AHEAD.search(sentence[: date.start]):
                        continue
                    nearest = last_label(sentence[match.start() : date.start])
                    fact = DatedFact(date.value, date.precision, "explicit", passage.page, sentence[:300])
                    yield Labelled(nearest if nearest in ("publication", "approval") else label, fact, "sentence")
                    break


def _stands_alone(text: str, date: dates.Found) -> bool:
    rest = text[: date.start] + text[date.end :]
    return len(re.sub(r"\W|\b(?:date|dated|page|of|the)\b|\d+", "", rest, flags=re.IGNORECASE)) <= 3


def _is_label_alone(text: str) -> bool:
    label = first_label(text)
    if label == "other" and len(text.split()) > 4 and not text.rstrip().endswith(":"):
        return False  # "Commissioned by the Partnership's business unit" is no label of the date below it
    return bool(text) and len(text) < 60 and not dates.find(text) and label not in (None, "report")


def _begins_with_label(text: str, date: dates.Found) -> bool:
    """Whether a line of the body is a label and its date, and not a line of running text."""
    before = text[: date.start]
    return len(before) < 48 and bool(first_label(before)) and "." not in before and len(text) - date.end < 25


def _is_published_line(text: str) -> bool:
    return bool(re.search(r"publi(?:shed|cation)", text, re.IGNORECASE)) and len(text) < 90


def _titles_a_death(text: str, date: dates.Found) -> bool:
    return bool(re.search(r"homicide review\s+['‘\"“]\w+", text[: date.start], re.IGNORECASE))


def _publication(found: list[Labelled]) -> DatedFact | None:
    order = {"cover": 0, "sentence": 1, "body": 2, "header": 3, "footer": 4, "wrapper": 5, "sheet": 6}
    named = [item for item in found if item.label == "publication"]
    if named:
        rank = {"day": 0, "month": 1, "year": 2}
        place = {True: 9, False: 0}
        best = min(named, key=lambda i: (place[i.place == "sheet"], rank[i.fact.precision], order.get(i.place, 7)))
        return best.fact
    revised = [item for item in found if item.label == "revised"]
    return max(revised, key=lambda item: item.earliest).fact if revised else None


def _best(found: list[Labelled], label: Label, places: tuple[str, ...]) -> DatedFact | None:
    named = [item for item in found if item.label == label]
    for place in (*places, "sentence"):
        here = [item for item in named if item.place == place]
        if here:
            return here[-1].fact if place == "cover" else here[0].fact
    return None
