"""The facts of a document: what kind of review it is, whose, about whom, and when."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import Any

from pipeline.extract import kinds
from pipeline.extract.characteristics import characteristics
from pipeline.extract.dated_facts import dated_facts
from pipeline.extract.document import Document
from pipeline.extract.evidence import line_of
from pipeline.extract.front import printed
from pipeline.extract.incident import incident_date
from pipeline.extract.publisher import publisher
from pipeline.extract.subject import subject
from pipeline.extract.title import title
from pipeline.places import Places
from pipeline.records import Forces

# A passage without one of these words, or a short name in capitals, names no force.
_POLICE = re.compile(r"(?i:polic|constabular|heddlu|\bmet\b|yard|forces?\b|agency|garda)|[A-Z&]{3,}")


def facts(document: Document, places: Places) -> dict[str, Any]:
    """The fact fields of a Review, each None or empty where the document does not say."""
    document = replace(document, lines=printed(document.lines))
    named = title(document)
    who = subject(document, named)
    issued = publisher(document)
    types = kinds.types(document, named, who, issued)
    dated = dated_facts(document)
    cover = [line.text for line in document.lines if line.place in ("cover", "sheet")]
    when = incident_date(document, dated.incident_lines, who, is_thematic(named))
    child, why = characteristics(named, cover, document.passages, who, when, kinds.is_of_adult(types, who))
    shown = (("title", named), ("publisher", issued), ("subject", who))
    return {
        "types": types,
        "title": named,
        "publisher": issued,
        "subject": who,
        "publication_date": dated.publication,
        "report_date": dated.report,
        "approval_date": dated.approval,
        "incident_date": when,
        "dates": dated.bounds,
        "forces": _forces(document, issued, places),
        "characteristics": child,
        "nation": kinds.nation(document, types),
        "evidence": (*(one for name, value in shown for one in line_of(name, value, document)), *why),
    }


def _forces(document: Document, issued: str | None, places: Places) -> Forces:
    area = places.area_in(_without_role(issued)) if issued else None
    told = (p.text for p in document.passages if not p.hidden and p.form not in ("references", "contents"))
    text = "\n".join(text for text in told if _POLICE.search(text))
    named = places.forces_in(text)
    return Forces(area[1] if area else None, tuple(named), tuple(places.others_in(text)))


def is_thematic(title: str | None) -> bool:
    """Whether a review is of several cases, whose incidents have no one date."""
    return bool(re.search(r"thematic", title or "", re.IGNORECASE))


def _without_role(name: str) -> str:
    return re.sub(r"\b(?:Safeguarding|Children|Board|Partnership|Local|Regional)\b", " ", name)
