"""Whether police dealt with the child or the family before the incident, with the passages that decide it.

The contact of single passages is weighed together: one doubtful passage neither puts a review in nor keeps it out.
Losing an eligible review is the worst error, so an answer is "no" only where nothing, or a plain statement that the
family and the police were strangers, speaks for it; what lies between goes to a person.
"""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import numpy as np

from pipeline.records import Evidence, Finding, Review, Verdict
from pipeline.screen.contact import Told
from pipeline.screen.strangers import denies_contact

PATH = Path(__file__).parent.parent.parent / "models" / "screen" / "verdict.json"
_RECOMMENDS = re.compile(r"recommend|consideration|next steps|action plan", re.IGNORECASE)
_SOME = re.compile(
    r"\bno (?:\w+ )?(?:significant|relevant|substantive|meaningful|material|major|notable|recent)\b[^.;]{0,40}(?:police|contact|involvement)"
    r"|(?:little|limited|minimal|peripheral|minor|incidental|brief) (?:police )?(?:contact|involvement)[^.;]{0,30}(?:police)?"
    r"|not (?:significantly|well) known to (?:the )?police|(?:contact|involvement)[^.;]{0,40}\b(?:was|were) not (?:significant|relevant)",
    re.IGNORECASE,
)
_UNTIL = re.compile(
    r"\b(?:before|prior to|until|at the time of|up to|previously|in the review period|during the period)\b", re.I
)
_HARM_BY_POLICE = re.compile(
    r"(?:strip[- ]?search\w*|searched|intimate search|restrain\w*|taser\w*|pursu\w+|struck by a police|police vehicle|in police custody|detained)"
    r"[^.]{0,80}\b(?:police|officers?|constables?|custody)\b|\b(?:police|officers?|constables?)\b[^.]{0,60}(?:strip[- ]?search\w*|searched (?:her|him|the (?:child|girl|boy))|restrained|pursued|tasered)",
    re.IGNORECASE,
)
_FOREIGN = re.compile(
    r"british transport police|\bBTP\b|police scotland|(?:royal )?military police|\bgarda\b|\bPSNI\b|police service of northern ireland"
    r"|ministry of defence police|border force|national crime agency|\babroad\b|overseas|in (?:scotland|ireland|jersey|guernsey)",
    re.IGNORECASE,
)
_STRANGER = re.compile(
    r"\bstrangers?\b|\battackers?\b|(?:man|men|youth|person|woman|boy|driver|neighbour)s? who (?:later )?(?:\w+ )?(?:attacked|killed|stabbed|struck|hit|murdered|assaulted|abused)"
    r"|\b(?:perpetrator|assailant|suspect|killer|gunman)\b|never lived with|did not live (?:with|in)|not (?:a )?(?:part|member) of the (?:family|household)",
    re.IGNORECASE,
)


_KNOWN = re.compile(
    r"\b(?:was|were|is|are|been|became) (?:well |already |previously |long )?known to (?:the )?(?:local )?(?:police|constabulary|\w+ (?:police|constabulary))\b"
    r"|\bhad (?:also |once |twice |already )?been (?:reported missing|arrested|cautioned|stopped and searched)\b",
    re.IGNORECASE,
)
_TOGETHER = re.compile(
    r"\b(?:all|every|none) (?:of )?(?:the )?(?:agenc\w+|services|professionals)\b[^.;]{0,120}\bpolice\b[^.]*\b(?:miss\w+|fail\w+|isolation|poor\w*|lack\w*|did not|opportunit\w+)",
    re.IGNORECASE,
)
HARDLY_ANY = 1.2  # what one or two passages come to as `expected`
LIKELY = 0.3  # the chance from which a passage is taken to tell of contact


@dataclass(frozen=True, slots=True)
class Weights:
    """How the signs of prior contact add up to a probability, and from where to where a person decides.

    A review let in wrongly weighs as much as two or three that a person looks at in vain: nothing below 0.7 is a yes.
    """

    bias: float = -3.0
    strongest: float = 2.2
    expected: float = 0.9
    strangers: float = -2.4
    no: float = 0.15
    yes: float = 0.7


@cache
def weights() -> Weights:
    """The weights learnt from labelled reviews, or careful ones where none were."""
    return Weights(**json.loads(PATH.read_text(encoding="utf-8"))) if PATH.exists() else Weights()


@dataclass(frozen=True, slots=True)
class Signs:
    """What the passages of a review say for and against police contact before the incident."""

    strongest: float  # the log-odds of the passage that most surely tells of contact
    expected: float  # how many passages tell of it, on a log scale
    strangers: float
    hedged: bool
    police_at_all: bool
    police_later: bool
    by_police: bool
    alluded: bool  # somebody was known to the police, or they are blamed among others, and no contact is told
    foreign: bool  # all contact told is with bodies that are none of the forces
    of_a_stranger: bool  # all contact told is with somebody outside the family, who were not known to the police


def signs(told: Sequence[Told]) -> Signs:
    """The signs of prior contact in these passages; recommendations and hidden text are none."""
    chances = [_chance(item) for item in told]
    best = min(max(chances, default=0.0), 0.995)
    texts = [item.item.passage.text for item in told]
    contacts = [item.contact for item in told]
    hedged = any(_SOME.search(text) for text in texts)
    denied = any(denies_contact(text) and not _SOME.search(text) for text in texts)
    return Signs(
        strongest=float(np.log((best + 0.005) / (1.005 - best))),
        expected=float(np.log1p(sum(chance for chance in chances if chance > LIKELY))),
        strangers=float(denied),
        hedged=hedged,
        police_at_all=any(contact != "none" for contact in contacts),
        police_later=any(contact in ("incident", "after") for contact in contacts),
        by_police=any(_HARM_BY_POLICE.search(text) for text in texts[:14]),
        alluded=any(_KNOWN.search(text) and not denied or _TOGETHER.search(text) for text in texts),
        foreign=_all(texts, chances, _FOREIGN, 0.2),
        of_a_stranger=denied and _all(texts, chances, _STRANGER, LIKELY),
    )


def _all(texts: Sequence[str], chances: Sequence[float], what: re.Pattern[str], least: float) -> bool:
    """Whether every passage that may tell of contact speaks of this, or follows on from one that does."""
    above = ["", *texts]
    likely = [place for place, chance in enumerate(chances) if chance > least]
    return bool(likely) and all(what.search(f"{above[place]} {texts[place]}") for place in likely)


def _chance(item: Told) -> float:
    passage = item.item.passage
    chance = item.probability.get("before", 0.0)
    if item.contact != "before" and denies_contact(passage.text):
        return 0.0  # it says the opposite, in the words that contact is told in
    return chance * 0.3 if _RECOMMENDS.search(" ".join(passage.heading)) else chance


def probability(found: Signs) -> float:
    """The calibrated probability of contact before the incident."""
    learnt = weights()
    score = learnt.bias + learnt.strongest * found.strongest + learnt.expected * found.expected
    return float(1 / (1 + np.exp(-(score + learnt.strangers * found.strangers))))


def prior_police(review: Review, told: Sequence[Told]) -> tuple[Finding, str | None]:
    """The finding on prior contact and, where it is not a plain yes, the reason."""
    found = signs(told)
    chance = probability(found)
    met, why, reason = _judged(review, found, chance)
    confidence = chance if met == "yes" else 1 - chance if met == "no" else 0.5
    return Finding("prior_police", met, round(confidence, 3), why, _evidence(told, met)), reason


def _judged(review: Review, found: Signs, chance: float) -> tuple[Verdict, str, str | None]:
    learnt = weights()
    if found.by_police and (chance < 0.9 or found.expected < 1.8):
        return (
            "refer",
            "The police action may itself be the harm; the test of prior contact does not fit.",
            "borderline-police",
        )
    if found.foreign:
        return "refer", "The only contact told is with police that are none of the forces.", "borderline-police"
    if found.of_a_stranger:
        return "refer", "The police knew somebody outside the family; the family they did not.", "borderline-police"
    if found.hedged and chance < 0.97:
        return "refer", "The review speaks of no significant contact: there may have been some.", "borderline-police"
    if chance >= learnt.yes and found.strangers and found.expected < HARDLY_ANY:
        return (
            "refer",
            "The review says that they were strangers, and little in it tells of contact.",
            "borderline-police",
        )
    if chance >= learnt.yes:
        return "yes", "Police dealt with the child or the family before the incident.", None
    if not found.police_at_all and not found.strangers and _is_short(review):
        return "refer", "A summary that does not speak of the police: the full report is needed.", "insufficient-detail"
    if chance > learnt.no:
        return "refer", "The passages do not settle whether the contact came before the incident.", "borderline-police"
    if found.alluded:
        return (
            "refer",
            "Somebody was known to the police, or they are blamed with others, without any contact told.",
            "borderline-police",
        )
    if found.police_later:
        return "no", "The police contact that is told came with the incident or after it.", "police-after-only"
    return "no", "No police contact before the incident is told.", "no-police-before"


def _is_short(review: Review) -> bool:
    words = sum(len(passage.text.split()) for passage in review.passages)
    named = re.search(r"summary|briefing|seven|7[- ]minute|learning (?:point|brief)", review.title or "", re.IGNORECASE)
    return words < 80 or (bool(named) and words < 2500)


def _evidence(told: Sequence[Told], met: Verdict) -> tuple[Evidence, ...]:
    """Up to six passages that speak most clearly: for contact, or for its absence."""
    if met == "no":
        spoken = [t for t in told if denies_contact(t.item.passage.text)]
        spoken += [t for t in told if t.contact in ("incident", "after") and t not in spoken]
    else:
        likely = [(chance, t) for t in told if (chance := _chance(t)) > LIKELY]
        spoken = [t for _, t in sorted(likely, key=lambda one: -one[0])]
    chosen = sorted(spoken[:6], key=lambda t: told.index(t))
    return tuple(
        Evidence("prior_police", t.item.passage.id, t.item.passage.page, t.item.passage.text[:400]) for t in chosen
    )
