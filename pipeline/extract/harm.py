"""What kind of harm the review is about: the harm that led to it, not every harm that it mentions.

For each kind of harm the words that name it and the words that tell it are looked for in the title, in the passage that
tells the incident, in the opening, in headings and throughout, and weighed together with the child's age and whether
the child died, as learnt (pipeline.extract.weights).
"""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Mapping, Sequence

from pipeline.extract import weights
from pipeline.extract.harm_words import WORDS
from pipeline.records import HARMS, DatedFact, Passage

_NAMED, _TOLD, _BEFELL = (
    {harm: re.compile(rf"(?<!\w)(?:{getattr(words, kind)})", re.IGNORECASE) for harm, words in WORDS.items()}
    for kind in ("named", "told", "befell")
)
_NEGATED = re.compile(
    r"\b(?:no evidence of|not|no|nor|ruled out|rather than|without|never|denied|did not)\b[^.;]{0,40}$", re.IGNORECASE
)
_ELSEWHERE = re.compile(
    r"\b(?:working together|definition|research|guidance|national|training|policy|defined|such as|in (?:his|her) own childhood|as a child (?:herself|himself)|history of|categor\w+|\(\d{4}\))\b",
    re.IGNORECASE,
)
# A likelier kind of harm that accounts for another's words: a death by suicide for the self-harm before it.
EXPLAINS = {
    "suicide": ("self-harm",),
    "self-harm": ("suicide",),
    "child-sexual-exploitation": ("sexual-abuse",),
    "domestic-homicide": ("suicide", "youth-violence"),
    "sudi": ("physical-abuse",),
}
MOST = 3
BESIDE = 0.55  # the least probability of a kind of harm beside the likeliest
OPENING = 4  # passages
LOOKED_AT = 80  # passages; what a review is about it says within these


def harm(
    front: str, passages: tuple[Passage, ...], incident: DatedFact | None, age: int | None, outcome: str | None
) -> tuple[str, ...]:
    """The kinds of harm that the review is about, the likeliest first; none where the text tells of none."""
    weighed = weights.load("harm")
    found = candidates(front, passages, incident, age, outcome)
    return chosen({name: weighed.probability(features) for name, features in found.items()}, weighed.least)


def chosen(scores: Mapping[str, float], least: float) -> tuple[str, ...]:
    """The likely kinds of harm, those beside the likeliest from `BESIDE`; else the likeliest if it is half as likely as `least`.

    Which harm led to a review its text says; which others belong beside it careful people answer unlike.
    """
    ranked = sorted(scores, key=lambda name: -scores[name])
    likely = [name for name in ranked if scores[name] >= (least if name == ranked[0] else BESIDE)]
    likely = [
        name for name in likely if not any(name in EXPLAINS.get(other, ()) for other in likely[: likely.index(name)])
    ]
    return tuple(likely[:MOST]) or tuple(name for name in ranked[:1] if scores[name] >= least / 2)


def candidates(
    front: str, passages: Sequence[Passage], incident: DatedFact | None, age: int | None, outcome: str | None
) -> dict[str, dict[str, float]]:
    """For each kind of harm what speaks for it."""
    told = [p for p in passages if p.is_told][:LOOKED_AT]
    event = [p.text for p in told if incident and incident.text[:80] in p.text][:2]
    found = {name: _features(name, front, told, event) for name in HARMS}
    _compare_befell(found, front, event, [p.text for p in told[:OPENING]])
    for measure in ("named share", "told share", "opening named"):
        most = max(features[measure] for features in found.values()) or 1.0
        for features in found.values():
            features[f"{measure} of most"] = features[measure] / most
            features[f"{measure} is most"] = float(features[measure] == most)
    for name, features in found.items():
        features[f"is {name}"] = 1.0
        features[f"{name} and {outcome}"] = 1.0
        features[f"{name} {_band(age)}"] = 1.0
        features[f"{name} share"] = features["named share"]
        features[f"{name} front"] = features["front"]
    return found


def _compare_befell(found: Mapping[str, dict[str, float]], front: str, event: list[str], opening: list[str]) -> None:
    """Adds what the words for what befell the child say where the incident is told, each harm beside the others."""
    counts = {name: sum(_asserted(_BEFELL[name], text) for text in (front, *opening[:1], *event)) for name in found}
    for name, features in found.items():
        count = counts[name]
        features |= {
            "befell event": float(any(_asserted(_BEFELL[name], text) for text in event)),
            "befell first": float(any(_asserted(_BEFELL[name], text) for text in opening[:1])),
            "befell opening": float(any(_asserted(_BEFELL[name], text) for text in opening)),
            "befell often": min(3, count) / 3,
            f"{name} befell": float(count > 0),
            "befell alone": float(count > 0 and sum(map(bool, counts.values())) == 1),
            "befell most": float(count > 0 and count == max(counts.values())),
        }


def _band(age: int | None) -> str:
    return "at no age" if age is None else "in infancy" if age < 2 else "in childhood" if age < 10 else "in teens"


def _features(name: str, front: str, told: list[Passage], event: list[str]) -> dict[str, float]:
    named, telling = _NAMED[name], _TOLD[name]
    texts = [passage.text for passage in told]
    headings = " ".join(dict.fromkeys(heading for passage in told for heading in passage.heading))
    hits = [_asserted(named, text) for text in texts]
    hints = [len(telling.findall(text)) for text in texts]
    return {
        "front": float(bool(named.search(front))),
        "headings": math.log1p(len(named.findall(headings))),
        "event named": float(any(_asserted(named, text) for text in event)),
        "event told": float(any(telling.search(text) for text in event)),
        "first named": float(any(hits[:2])),
        "first told": float(any(hints[:2])),
        "opening named": math.log1p(sum(hits[:8])),
        "opening told": math.log1p(sum(hints[:8])),
        "named share": sum(map(bool, hits)) / max(1, len(texts)),
        "told share": sum(map(bool, hints)) / max(1, len(texts)),
        "often named": math.log1p(sum(hits)),
        "never named": float(not any(hits)),
    }


def _asserted(pattern: re.Pattern[str], text: str) -> int:
    """How often a text says so of the case: not denied, nor in a definition."""
    return sum(
        not _NEGATED.search(text[max(0, m.start() - 60) : m.start()])
        and not _ELSEWHERE.search(text[max(0, m.start() - 80) : m.end() + 40])
        for m in pattern.finditer(text)
    )


def names_harm(found: Sequence[str]) -> Callable[[str], bool]:
    """Whether a sentence names or tells the first of these kinds of harm."""
    matchers = [words[found[0]] for words in (_BEFELL, _NAMED, _TOLD)] if found else []
    return lambda sentence: any(matcher.search(sentence) for matcher in matchers)
