"""Makes reviews as people left them, for the briefing's tests: no document is read, every answer is given."""

from __future__ import annotations

import dataclasses
import random
from collections.abc import Sequence
from typing import Any

from pipeline import codebook
from pipeline.records import (
    Characteristics,
    DatedFact,
    Finding,
    Forces,
    Passage,
    Polarity,
    Review,
    Screening,
    SettledPassage,
    SettledReview,
    SettledTag,
)

PLACES = (
    ("Aldermoor", "Norwold Police"), ("Kesterby", "Norwold Police"), ("Eastmarch", "Eastmarch Constabulary"),
    ("Tavermouth", "Tavermouth Police"), ("Stane", "Carrow and Stane Police"), ("Glanmor", "Glanmor Police"),
)  # fmt: skip
WHO = (
    "The officer",
    "A sergeant",
    "The duty inspector",
    "Two constables",
    "The missing persons team",
    "The control room",
)
FELL = (
    "did not ask the child what had happened that evening",
    "closed the report without telling the social worker",
    "wrote that the home was settled but had not gone upstairs",
    "graded the risk as standard although it was the sixth call",
    "left the message for the next shift and did not look again",
)
WORKED = (
    "sat with the boy until he was ready to talk and wrote down his own words",
    "asked to see every child in the house and rang the social worker from the doorstep",
    "went back the next morning because the answers had not made sense",
)
HARMS = ("neglect", "suicide", "physical-abuse", "sudi", "child-criminal-exploitation")


def fact(value: str | None) -> DatedFact | None:
    """A date as the extractor would give it."""
    precision: Any = {4: "year", 7: "month"}.get(len(value or ""), "day")
    return DatedFact(value, precision, "explicit", 1, value) if value else None


def passage(
    identity: str, text: str, *, page: int = 3, number: str | None = "3.1", tags: Sequence[SettledTag] = (), **more: Any
) -> SettledPassage:
    """A passage on police practice before the incident, with its tags."""
    more.setdefault("police", "before")
    return SettledPassage(Passage(identity, page, (page,), (), number, (), text), "finding", tags=tuple(tags), **more)


def tag(
    theme: str, polarity: Polarity = "gap", *, decision: str | None = "d" * 32, probability: float = 0.8
) -> SettledTag:
    """A tag that a person settled, or one that is only suggested."""
    if decision:
        return SettledTag(theme, polarity, probability, (), "human", "accepted", "ana", decision)
    return SettledTag(theme, polarity, probability, (), "machine", "suggested", "tagger-1")


def review(
    file: str, passages: Sequence[SettledPassage] = (), *, quarter: str = "2019-Q2", decision: str = "include",
    reason: str | None = None, by: str = "ana", handling: str = "published", place: int = 0, years: int | None = 14,
    harm: tuple[str, ...] = ("neglect",), sex: str | None = "male", outcome: str | None = "death",
    subject: str | None = "Child A", title: str | None = None, status: str = "extracted",
) -> SettledReview:  # fmt: skip
    """A review as it stands."""
    area, force = PLACES[place % len(PLACES)]
    said = Review(
        sha256=file, file=file, types=("RAPID_REVIEW",) if handling == "restricted" else ("SCR",),
        title=title or f"Serious Case Review: {subject}", publisher=f"{area} Safeguarding Children Board", subject=subject,
        publication_date=fact("2018-06"), report_date=None, approval_date=None, incident_date=fact(str(2014 + place % 4)),
        dates=(), forces=Forces(force), characteristics=Characteristics(years, None, sex, outcome, harm),
        pages=(), passages=tuple(p.passage for p in passages), nation="wales" if area == "Glanmor" else "england",
    )  # fmt: skip
    found = Finding("date_eligible", "yes", 1.0, "")
    screening = Screening(
        file, found, dataclasses.replace(found, criterion="prior_police"), decision, reason, 1.0, ("attendance",)
    )  # fmt: skip
    month = {"1": "02", "2": "05", "3": "08", "4": "11"}[quarter[6]]
    return SettledReview(
        file=file, sha256=file, status=status, handling=handling, examined=f"{quarter[:4]}-{month}-07", quarter=quarter,
        review=said, screening=screening, screened_by=by, passages=tuple(passages),
    )  # fmt: skip


def quarter(name: str, included: int, tags: int, *, seed: int = 1, decided: bool = True) -> list[SettledReview]:
    """A quarter of so many included reviews with about so many tags, and a few that are not included."""
    chance = random.Random(f"{name}{seed}")
    themes = [theme.id for theme in codebook.load().themes]
    weights = [1 / (1 + index % 14) for index in range(len(themes))]
    made = []
    for index in range(included):
        passages = []
        for place in range(max(1, round(tags / included))):
            good = chance.random() < 0.3
            text = f"{chance.choice(WHO)} {chance.choice(WORKED if good else FELL)}, in the {index * 7 + place}th month of the story."
            chosen = chance.choices(themes, weights)[0]
            decision = f"{chance.getrandbits(128):032x}" if decided or chance.random() < 0.5 else None
            one = tag(chosen, "good-practice" if good else chance.choice(("gap", "gap", "mixed")), decision=decision)
            passages.append(
                passage(
                    f"{name}-{index}-{place}",
                    text,
                    page=3 + place,
                    number=f"{3 + place // 4}.{place % 9 + 1}",
                    tags=[one],
                    quotable=decided,
                )
            )
        made.append(
            review(
                f"{name}-{index:03}.pdf",
                passages,
                quarter=name,
                place=chance.randrange(6),
                years=chance.choice((0, 3, 8, 13, 14, 16, 17)),
                harm=(chance.choice(HARMS),),
                sex=chance.choice(("male", "female")),
                outcome=chance.choice(("death", "serious-harm")),
                subject=f"Child {chr(65 + index % 26)}",
                by="ana" if decided else "machine",
            )
        )
    for index, (decision, reason) in enumerate(
        [
            ("exclude", "no-police-before"),
            ("exclude", "police-after-only"),
            ("exclude", "adult-only"),
            ("exclude", "published-before-2016"),
        ]
    ):
        made.append(
            review(f"{name}-x{index}.pdf", quarter=name, decision=decision, reason=reason, subject=f"Child X{index}")
        )
    return made
