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
from pipeline.records import HARMS, DatedFact, Passage

# For each kind of harm: words that name it, and words by which it is told without being named.
_WORDS: dict[str, tuple[str, str]] = {
    "physical-abuse": (
        r"non[- ]accidental\w*|physical(?:ly)? (?:abuse|assault|harm|chastise)\w*|inflicted (?:injur\w*|head)|abusive head|head (?:injur\w*|trauma)|shak(?:en|ing)\b|skull fracture|honou?r[- ]based|rib fracture"
        r"|subdural|retinal h\w+|fractur\w*",
        r"bruis\w*|injur\w*|scald\w*|burns?\b|bites?\b|slapp\w*|hit (?:him|her)|beat(?:en|ing)|murder\w*|manslaughter|killed|assault\w*|causing or allowing|skeletal survey|limp\b|ventilat\w*|non-mobile|forced marriage",
    ),
    "neglect": (
        r"neglect\w*|malnutrition|malnourish\w*|starv\w*|fail\w* to thrive|faltering growth|emaciat\w*|dehydrat\w*|was not brought|not brought to",
        r"home conditions|dirty|squalor|soiled|head lice|nappies|no food|hungry|unsupervised|dental|poor hygiene|supervision of the child|missed appointments|underweight|centile|graded care|diabet\w*|asthma|heating|weight",
    ),
    "sexual-abuse": (
        r"sexual(?:ly)? (?:abuse|assault)\w*|\brap(?:e|ed)\b|intra-?familial|indecent assault|sexual offen\w+|harmful sexual behaviour|sexual activity",
        r"sex offender|sopo|shpo|touched (?:her|him)|paedophile|disclos\w+|indecen\w+|viSOR|inappropriate(?:ly)? touch\w*",
    ),
    "child-sexual-exploitation": (
        r"child sexual exploitation|sexual(?:ly)? exploit\w+|\bcse\b",
        r"older m[ae]n|adult males?|abduction (?:warning )?notices?|hotel\w*|taxi|exploit\w+|groom\w+|missing|parties|sexual health",
    ),
    "child-criminal-exploitation": (
        r"criminal(?:ly)? exploit\w+|county lines?|\bcce\b|drug running|exploited to (?:carry|sell|supply)|modern slavery|nrm\b|national referral mechanism|cuckoo\w*|trafficked|running drugs",
        r"drugs? deal\w*|wraps|debt bondage|exploit\w+|phone line|class a|cannabis|dealers?|out of county|gang\w*|missing",
    ),
    "youth-violence": (
        r"stab\w+|knife|knives|youth violence|gang\w*|shooting|serious violence|weapon\w*|machete|bladed",
        r"rival\w*|robber\w*|group of (?:boys|young|youths)|postcode|feud|affray|fight|retaliat\w*|stop and search\w*|peers?",
    ),
    "suicide": (
        r"suicid\w*|own li(?:fe|ves)|end(?:ed|ing) (?:his|her|their) (?:own )?life|hang(?:ed|ing)",
        r"ligature|self[- ]harm\w*|overdose|crisis team|camhs|low mood|distress|section 136|note\b|depress\w*|hopeless\w*",
    ),
    "self-harm": (
        r"self[- ]harm\w*|self[- ]injur\w*|harm(?:ed|ing) (?:herself|himself|themselves)|hurt(?:ing)? (?:herself|himself|themselves)",
        r"overdose\w*|ligature\w*|cutting|crisis team|camhs|section 136|hurt by their own|survived|attempt\w*",
    ),
    "fatal-accident": (
        r"accident(?:al|ally)?\b(?! and emergency)|drown\w*|house fire|misadventure|road traffic collision|railway line|struck by a (?:train|car|vehicle)",
        r"fell (?:from|out|into)|window|bath\b|pond|river|canal|dogs?\b|lorry|train\b|swallowed|methadone|ingest\w*|lack of supervision|climb\w*|collision|balcony",
    ),
    "sudi": (
        r"sudden(?:ly)? (?:and )?unexpected\w*|sudden infant|\bsud[iy]c?\b|co[- ]?sle(?:ep|pt)\w*|overlay\w*|safer? sleep\w*|unexpected death|bed[- ]shar\w*",
        r"moses basket|sofa|cot\b|unascertained|asleep|slept|sleeping|overheat\w*",
    ),
    "domestic-homicide": (
        r"domestic homicide|familicide|(?:killed|murder\w*|stabbed) (?:\w+ ){0,3}(?:his|her|their|the children's) (?:wife|partner|mother|husband|girlfriend|family)|killing of (?:the |their |his |her )?(?:mother|wife|partner|family)"
        r"|community safety partnership|murder of (?:her|his|the|their) (?:mother|partner|wife|ex)",
        r"coerci\w+|strangl\w*|homicide|killed them|killed himself|took his own life after|firearms?|shotgun|stalk\w*|separat\w*|contact order|non-molestation|ex-partner|boyfriend",
    ),
    "emotional-abuse": (
        r"emotional(?:ly)? (?:abus\w*|harm\w*)|psychological(?:ly)? (?:abus\w*|harm\w*)|coercive control|humiliat\w*|degrad\w*",
        r"frighten\w*|afraid|terrifi\w*|witness\w*|belittl\w*|rejected|scapegoat\w*|trauma\w*|controlling|domestic abuse",
    ),
    "fii": (
        r"fabricat\w*|induced illness|perplexing presentation\w*|\bfii\b",
        r"unexplained symptoms|seizures? (?:were|was) never|medically unexplained|second opinion|wheelchair|gastrostomy|tube[- ]fe\w+|inconsisten\w+ with|reported symptoms",
    ),
    "online-harm": (
        r"online (?:abus\w*|groom\w*|exploit\w*|harm\w*|bully\w*|blackmail\w*|contact\w*|offend\w*|risk\w*|safety)|sextortion|indecent images|blackmail\w*|groomed|images of (?:her|him)\w*|risk online|harm(?:ed)? online|met online",
        r"online|internet|social media|digital|webcam|chat (?:room|app)\w*|gaming|messages|app\b|account|profile|followers|forum|device\w*",
    ),
    "other": (
        r"psychosis|strip[- ]search\w*|police detention|postpartum|puerperal|infanticide|methadone|search of (?:her|him|the child)",
        r"removal of clothing|appropriate adult|perinatal|mother and baby unit|ingest\w*|restrain\w*|teenage relationship",
    ),
}  # fmt: skip
_MATCHERS = {
    harm: (re.compile(rf"(?<!\w)(?:{named})", re.IGNORECASE), re.compile(rf"(?<!\w)(?:{told})", re.IGNORECASE))
    for harm, (named, told) in _WORDS.items()
}
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
LOOKED_AT = 80  # passages; what a review is about it says within these


def harm(
    front: str, passages: tuple[Passage, ...], incident: DatedFact | None, age: int | None, outcome: str | None
) -> tuple[str, ...]:
    """The kinds of harm that the review is about, the likeliest first; none where the text tells of none."""
    weighed = weights.load("harm")
    found = candidates(front, passages, incident, age, outcome)
    return chosen({name: weighed.probability(features) for name, features in found.items()}, weighed.least)


def chosen(scores: Mapping[str, float], least: float) -> tuple[str, ...]:
    """The likely kinds of harm; where none is likely, the likeliest if it is not unlikely."""
    ranked = sorted(scores, key=lambda name: -scores[name])
    likely = [name for name in ranked if scores[name] >= least]
    likely = [
        name for name in likely if not any(name in EXPLAINS.get(other, ()) for other in likely[: likely.index(name)])
    ]
    return tuple(likely[:MOST]) or tuple(name for name in ranked[:1] if scores[name] >= least / 2)


def candidates(
    front: str, passages: Sequence[Passage], incident: DatedFact | None, age: int | None, outcome: str | None
) -> dict[str, dict[str, float]]:
    """For each kind of harm what speaks for it."""
    told = [p for p in passages if not p.hidden and p.form in ("paragraph", "bullet", "row")][:LOOKED_AT]
    event = [p.text for p in told if incident and incident.text[:80] in p.text][:2]
    found = {name: _features(name, front, told, event) for name in HARMS}
    for measure in ("named share", "told share", "opening named"):
        most = max(features[measure] for features in found.values()) or 1.0
        for features in found.values():
            features[f"{measure} of most"] = features[measure] / most
            features[f"{measure} is most"] = float(features[measure] == most)
    for name, features in found.items():
        features[f"is {name}"] = 1.0
        features[f"{name} and {outcome}"] = 1.0
        features[f"{name} {_band(age)}"] = 1.0
        for also, others in found.items():
            if also != name and others["named share is most"]:
                features[f"{name} beside {also}"] = 1.0
    return found


def _band(age: int | None) -> str:
    return "at no age" if age is None else "in infancy" if age < 2 else "in childhood" if age < 10 else "in teens"


def _features(name: str, front: str, told: list[Passage], event: list[str]) -> dict[str, float]:
    named, telling = _MATCHERS[name]
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
    matchers = _MATCHERS[found[0]] if found else ()
    return lambda sentence: any(matcher.search(sentence) for matcher in matchers)
