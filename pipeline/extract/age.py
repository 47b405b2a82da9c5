"""How old the child at the centre was when the incident took place, in completed years, with the words that say so.

Every age in the text is a candidate: what stands around it (the child, the event, a parent, "when she was") speaks for
or against it, as learnt (pipeline.extract.weights). A birth date and the date of the incident make a candidate too.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass

from pipeline.extract import ages, dates, weights
from pipeline.extract.subject import is_several, name_of
from pipeline.extract.weights import Weights
from pipeline.records import DatedFact, Passage

_CHILD = r"(?:child|baby|infant|girl|boy|young person|yp|teenager|son|daughter|pupil|subject|twins?)\b"
_OTHERS = (
    r"mother|father|partner|siblings?|brothers?|sisters?|grand\w+|uncle|aunt|cousin|half-\w+|step\w+|friend|man|woman|adult|worker"
    r"|officer|carer|male|boyfriend|girlfriend|parents?|daughter of|ms [a-z]|mr [a-z]|mgm|suspect|perpetrator|neighbour"
)
_SAID: tuple[tuple[str, re.Pattern[str]], ...] = tuple(
    (name, re.compile(pattern, re.IGNORECASE))
    for name, pattern in (
        (
            "event",
            r"\b(?:died|death|killed|murder\w*|injur\w+|fatal\w*|own life|suicide|collaps\w+|stabbed|harmed|abused|exploit\w+|found)\b",
        ),
        (
            "at the time",
            r"\bat the time\b|when (?:he|she|they|it) (?:died|was (?:found|injured|killed|hurt))|\bat (?:his|her|their|the) death|subject of this|time of (?:his|her|their|the) (?:death|injur|incident)",
        ),
        (
            "then",
            r"\b(?:when|since|from|until|by the time|at the age|first|later|earlier|between|over|under|by|at|before|turned|previously|had been)\b",
        ),
        (
            "pregnancy",
            r"\b(?:pregnan\w+|gestation|weeks'? gestation|antenatal|bail|sentence\w*|prison|imprison\w*|custody|suspended)\b",
        ),
        ("review", r"\breview\b"),
        ("lived", r"\b(?:lived|living|family|eldest|oldest|youngest|only child|second child|first child)\b"),
    )
)
_EVENT = _SAID[0][1]
_NOT_THE_CHILD = re.compile(rf"\b(?:{_OTHERS})\b", re.IGNORECASE)
_WHEN_WAS = re.compile(
    r"\b(?:when|since|until|by the time|before|after|from) (?:\w+ ){1,3}(?:was|were|turned|is)\s+(?:just |only |about |nearly )?$",
    re.IGNORECASE,
)
LOOKED_AT = 100  # passages
_ABOUT = re.compile(
    r"circumstances|introduction|summary|background|reason|why|decision|incident|family|the child|overview|trigger|about|what happened|subject|who",
    re.IGNORECASE,
)
_BORN = re.compile(r"\bborn\b|\bbirth\b|\bdelivered\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Mention:
    """An age where a sentence gives it: in completed years, in the words of the text, with what speaks for it."""

    years: int
    words: str
    sentence: str
    page: int
    features: dict[str, float]


def age(
    front: str, passages: tuple[Passage, ...], subject: str | None, incident: DatedFact | None
) -> tuple[int, Mention] | None:
    """The age in years with the mention that says it best, or None where the text does not say.

    Where the review is about several children it is the age of the youngest of those whose ages are told together.
    """
    told = list(mentions(front, passages, subject, incident))
    if is_several(subject) and (group := first_group(told)):
        youngest = min(group, key=lambda mention: mention.years)
        return youngest.years, youngest
    if on_cover := [mention for mention in told if "cover" in mention.features]:
        return on_cover[0].years, on_cover[0]
    weighed = weights.load("age")
    found = candidates(told, subject)
    scores = {years: weighed.probability(features) for years, (features, _) in found.items()}
    best = max(scores, key=lambda years: scores[years], default=None)
    if best is None or scores[best] < weighed.least:
        return None
    return best, _clearest(found[best][1], weighed)


def _clearest(several: list[Mention], weighed: Weights) -> Mention:
    return max(several, key=lambda mention: weighed.probability(mention.features))


def candidates(told: list[Mention], subject: str | None) -> dict[int, tuple[dict[str, float], list[Mention]]]:
    """Every age of a child that the text gives, with the features of all its mentions taken together."""
    by_years: dict[int, list[Mention]] = defaultdict(list)
    for mention in told:
        by_years[mention.years].append(mention)
    strong = [mention for mention in told if "form unit" not in mention.features]
    likely = [
        years
        for years, several in by_years.items()
        if any("child before" in m.features or "event" in m.features for m in several)
    ]
    return {years: (_together(years, several, likely, subject, strong), several) for years, several in by_years.items()}


def _together(
    years: int, several: list[Mention], likely: list[int], subject: str | None, strong: list[Mention]
) -> dict[str, float]:
    made: dict[str, float] = {}
    for mention in several:
        for name, strength in mention.features.items():
            made[name] = max(made.get(name, 0.0), strength)
    counted = [mention for mention in strong if mention.years == years]
    made["mentions"] = min(len(counted), 6) / 6
    made["share"] = len(counted) / max(1, len(strong))
    made["first told"] = float(bool(strong) and strong[0].years == years)
    made["among the first"] = float(any(mention.years == years for mention in strong[:3]))
    made["oldest told"] = float(bool(likely) and years == max(likely))
    made["youngest told"] = float(bool(likely) and years == min(likely))
    called = (subject or "").lower()
    made["baby under two"] = float(("baby" in called or "infant" in called) and years < 2)
    made["baby over one"] = float(("baby" in called or "infant" in called) and years > 1)
    made["young person in teens"] = float("young" in called and years >= 10)
    made["young person under ten"] = float("young" in called and years < 10)
    made["child in teens"] = float("child" in called and years >= 10)
    made["over seventeen"] = float(years > 17)
    return made


def first_group(told: list[Mention]) -> list[Mention]:
    """The ages of children in the first sentence that gives more than one."""
    strong = [
        mention for mention in told if "form unit" not in mention.features and "other in clause" not in mention.features
    ]
    for index, mention in enumerate(strong):
        group = [other for other in strong[index : index + 8] if other.sentence == mention.sentence]
        if len({other.years for other in group}) > 1 or "form ranged" in mention.features:
            return group
    return []


def mentions(
    front: str, passages: tuple[Passage, ...], subject: str | None, incident: DatedFact | None
) -> Iterator[Mention]:
    """Every age of up to eighteen that the front and the text give."""
    name = name_of(subject)
    yield from _in(front, 1, {"cover": 1.0}, name)
    told = [p for p in passages if not p.hidden and p.form in ("paragraph", "bullet", "row")][:LOOKED_AT]
    for position, passage in enumerate(told):
        where = {
            "opening": position < 3,
            "early": position < 12,
            "middle": 12 <= position < 40,
            "heading about": bool(_ABOUT.search(" ".join(passage.heading))),
            "row": passage.form == "row",
        }
        about = {key: 1.0 for key, holds in where.items() if holds}
        above = ""
        for sentence in re.split(r"(?<=[.;!?])\s+(?=[A-Z‘“(])", passage.text):
            behind = {"event above": 1.0} if _EVENT.search(above) and name.search(above) else {}
            yield from _in(sentence, passage.page, {**about, **behind}, name)
            above = sentence
            if incident:
                yield from _from_birth(sentence, passage.page, about, name, incident)


def _in(sentence: str, page: int, about: dict[str, float], name: re.Pattern[str]) -> Iterator[Mention]:
    for found in ages.find(sentence):
        said = {**about, **_around(sentence, found, name), f"form {found.form}": 1.0}
        yield Mention(found.years, found.words, sentence, page, said)


def _around(sentence: str, found: ages.Age, name: re.Pattern[str]) -> dict[str, float]:
    """What stands around an age: whose it may be, and of when."""
    before, after = sentence[: found.start], sentence[found.end :]
    clause = re.split(r"[,;(]|\band\b|\bbut\b", before)[-1][-60:]
    said = {
        "child before": bool(name.search(before[-70:])),
        "child in clause": bool(name.search(clause)),
        "child after": bool(name.search(after[:50])),
        "child word": bool(re.search(_CHILD, before[-30:] + " " + after[:25], re.IGNORECASE)),
        "pronoun": bool(re.search(r"\b(?:he|she|they)\b", clause, re.IGNORECASE)),
        "other in clause": bool(_NOT_THE_CHILD.search(clause)),
        "other after": bool(re.match(rf"\s*(?:-old\s+)?(?:\w+\s+)?(?:{_OTHERS})", after, re.IGNORECASE)),
        "other in sentence": bool(_NOT_THE_CHILD.search(sentence)),
        "months follow": bool(re.match(r"s?,? and [\w-]+ (?:month|week)", after)),
        "when was": bool(_WHEN_WAS.search(before)),
        "short sentence": len(sentence) < 40,
        "begins": found.start < 40,
    }
    near = before[-70:] + after[:70]
    for key, pattern in _SAID:
        said[key] = bool(pattern.search(near))
        said[f"{key} just before"] = bool(pattern.search(before[-30:]))
    return {key: 1.0 for key, holds in said.items() if holds}


def _from_birth(
    sentence: str, page: int, about: dict[str, float], name: re.Pattern[str], incident: DatedFact
) -> Iterator[Mention]:
    """The age at the incident that a birth date makes."""
    born = _BORN.search(sentence)
    if not born or len(incident.value) < 7:
        return
    for date in dates.find(sentence):
        months = (int(incident.value[:4]) - int(date.value[:4])) * 12 + int(incident.value[5:7]) - int(date.value[5:7])
        if incident.value[8:10] and date.value[8:10] and incident.value[8:10] < date.value[8:10]:
            months -= 1
        if 0 <= months < 18 * 12:
            said = {
                "born": 1.0,
                "born near": float(abs(date.start - born.end()) < 40),
                "child before": float(bool(name.search(sentence[: date.start]))),
            }
            said |= {"born other": float(bool(_NOT_THE_CHILD.search(sentence[: date.start])))}
            words = f"{months // 12} years" if months >= 24 else f"{months} months"
            yield Mention(months // 12, words, sentence, page, {**about, **said})
