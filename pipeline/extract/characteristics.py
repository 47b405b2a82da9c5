"""What the review says of the child and of the harm: age, sex, outcome and kinds of harm.

Only the child at the centre counts: a sibling's age, a parent's past and the wording of guidance do not. Where the
review is about several children or does not say, nothing is said here either.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

from pipeline.records import Characteristics, Passage

Outcome = Literal["death", "serious-harm"]

_WORDS = dict(
    zip(
        [
            "one",
            "two",
            "three",
            "four",
            "five",
            "six",
            "seven",
            "eight",
            "nine",
            "ten",
            "eleven",
            "twelve",
            "thirteen",
            "fourteen",
            "fifteen",
            "sixteen",
            "seventeen",
            "eighteen",
        ],
        range(1, 19),
        strict=True,
    )
)
_NUMBER = rf"(?P<n>\d{{1,2}}|{'|'.join(_WORDS)})"
_AGES = (
    re.compile(
        rf"\b(?:aged?|was|age of|at)\s+(?:just |only |nearly |almost )?{_NUMBER}[\s-]+(?P<unit>year|month|week|day)s?\b(?:[\s-]+old)?",
        re.I,
    ),
    re.compile(rf"\b{_NUMBER}[\s-]+(?P<unit>year|month|week|day)s?[\s-]+old\b", re.I),
    re.compile(
        rf"\b(?:was|is|were|turned|just)\s+(?:just |only |nearly )?{_NUMBER}(?P<unit>)(?=[.,;]|\s+(?:and|when|at|in|on|but)\b)",
        re.I,
    ),
    re.compile(
        rf"\b(?:aged|the age of)\s+{_NUMBER}\b(?P<unit>)(?!\s*(?:and|to|-|–)\s*(?:\d|{'|'.join(_WORDS)}))", re.I
    ),
)
_CHILD = (
    r"(?:child|baby|infant|girl|boy|young person|yp|teenager|he|she|twins?|son|daughter|pupil|student|subject|they)\b"
)
_OTHERS = (
    r"mother|father|partner|siblings?|brothers?|sisters?|grand\w+|uncle|aunt|cousin|half-\w+|step\w+|friend|man|woman|adult|worker"
    r"|officer|carer|male|boyfriend|parents?|daughter of|ms [a-z]|mr [a-z]"
)
_NOT_THE_CHILD = re.compile(rf"\b(?:{_OTHERS})\b", re.I)
_THEN = re.compile(
    r"\b(?:when|since|from|until|by the time|at the age|first|born|later|earlier|between|over|under|by|at|before|turned)\b",
    re.I,
)
_LIVES = re.compile(
    r"\b(?:survived|recover(?:ed|y|ing)|is now|now lives|did not die|living with|is safe|lives with|has since)\b", re.I
)
_CASE = re.compile(
    r"circumstances|introduction|summary|background|reason|why this review|decision to|incident|family|the child|overview|trigger|about|context|what happened"
    r"|amgylchiadau|subject",
    re.I,
)
_DEATH = re.compile(
    r"\b(?:died|death of|was killed|were killed|was found dead|fatal(?:ly)?|took (?:his|her|their) own life|ended (?:his|her|their) (?:own )?life|suicide|murder(?:ed)?|homicide"
    r"|post[- ]mortem|inquest|stillb|unexpected death|was pronounced|lost (?:his|her|their) life|manslaughter|bereave\w+)\b",
    re.I,
)
_HARMED = re.compile(
    r"\b(?:serious(?:ly)? (?:harm|injur)\w*|life[- ]threatening|life[- ]changing|survived|serious injur\w+|non[- ]accidental|significant harm|suffered (?:serious|significant)"
    r"|was (?:seriously )?injured|admitted to (?:hospital|intensive care)|critically ill|neglect\w*|sexual(?:ly)? (?:abuse|exploit)\w*)\b",
    re.I,
)
_HARMS: tuple[tuple[str, str], ...] = (
    (
        "suicide",
        r"suicid\w*|took (?:his|her|their) own li\w+|end(?:ed|ing) (?:his|her|their) (?:own )?life|died by suicide",
    ),
    ("self-harm", r"self[- ]harm\w*|self[- ]injur\w*"),
    ("child-sexual-exploitation", r"child sexual exploitation|sexual(?:ly)? exploit\w+|\bcse\b"),
    (
        "child-criminal-exploitation",
        r"criminal(?:ly)? exploit\w+|county lines|\bcce\b|drug running|exploited to (?:carry|sell|supply)",
    ),
    (
        "youth-violence",
        r"stab\w+|knife (?:crime|attack)|youth violence|gang\w*|fatally wounded|shooting|serious violence",
    ),
    (
        "sudi",
        r"sudden(?:ly)? (?:and )?(?:unexpected(?:ly)?|infant)|\bsud[iy]c?\b|co[- ]?sleep\w*|overlay\w*|safe(?:r)? sleep\w*|unexpected death in infancy",
    ),
    (
        "physical-abuse",
        r"non[- ]accidental injur\w*|physical(?:ly)? (?:abuse|assault|harm)\w*|head injur\w*|fractur\w*|bruis\w*|shak(?:en|ing)(?= (?:him|her|the baby|the child|baby|injur))|(?:had|was|been) shaken|abusive head|inflicted injur\w*|assault(?:ed)? (?:by|on)",
    ),
    ("neglect", r"neglect\w*|malnutrition|malnourish\w*|starv\w*|failure to thrive|emaciat\w*|dehydrat\w*"),
    (
        "sexual-abuse",
        r"sexual(?:ly)? (?:abuse|assault)\w*|\brap(?:e|ed)\b|intra-?familial sexual|indecent assault|sexual offen\w+",
    ),
    (
        "domestic-homicide",
        r"domestic homicide|killed (?:his|her) (?:wife|partner|mother|family)|murder(?:ed)? (?:of )?(?:her|his|the) (?:mother|partner|wife|ex)|familicide",
    ),
    ("emotional-abuse", r"emotional(?:ly)? abus\w*|emotional harm|psychological(?:ly)? abus\w*"),
    ("fii", r"fabricated|induced illness|perplexing presentation\w*|\bfii\b"),
    (
        "online-harm",
        r"online (?:abuse|groom\w+|exploit\w+|harm|bully\w+|blackmail)|internet groom\w+|sextortion|groomed online|indecent images|social media abuse",
    ),
    (
        "fatal-accident",
        r"accident(?:al)?\b(?! and emergency)|drown\w*|house fire|fell from|road traffic collision|accidentally",
    ),
)
_HARM = tuple((harm, re.compile(rf"(?<!\w)(?:{words})", re.I)) for harm, words in _HARMS)
_NEGATED = re.compile(
    r"\b(?:no evidence of|not|no|nor|ruled out|rather than|without|never|denied|did not)\b[^.;]{0,40}$", re.I
)
_NOT_THIS_HARM = re.compile(
    r"\b(?:mother|father|parent|partner|grand\w+|sibling|brother|sister|working together|definition|research|guidance|national|training|policy|defined|such as|"
    r"in (?:his|her) own childhood|as a child (?:herself|himself)|history of)\b",
    re.I,
)


@dataclass(frozen=True, slots=True)
class _Sentence:
    """A sentence of the opening, with how likely it is to tell of the child at the centre."""

    text: str
    weight: int


def characteristics(
    title: str | None, cover: Iterable[str], passages: tuple[Passage, ...], subject: str | None
) -> Characteristics:
    """The child's age, sex and harm as the opening, the account of what happened and the title give them."""
    child = _child_of(subject)
    told = _account(passages, child)
    several = _is_several(title, subject)
    front = " ".join(filter(None, [title, *cover]))
    age, words = (None, None) if several else _age(front, told, child)
    return Characteristics(
        child_age_years=age,
        child_age_text=words,
        sex=None if several else _sex(told, passages, child),
        outcome=_outcome(front, told, passages),
        harm=_harm(front, told, passages),
    )


def _child_of(subject: str | None) -> str | None:
    """The child among those whom the review is about."""
    children = re.findall(r"(?:Child|Baby|Young Person|YP|Infant|Girl|Boy) [A-Z]{1,2}\d{0,3}", subject or "")
    return children[0] if children else subject


def _account(passages: tuple[Passage, ...], child: str | None) -> list[_Sentence]:
    """The sentences of the opening in their order, each with its weight."""
    texts = [p for p in passages if not p.hidden and p.form in ("paragraph", "bullet", "row")]
    about = [p for p in texts[60:] if re.search(r"circumstances|incident|what happened", " ".join(p.heading), re.I)]
    name = _name(child)
    return [
        _Sentence(text, 1 + 2 * bool(re.search(name, text)) + bool(_CASE.search(" ".join(p.heading))) + (i < 6))
        for i, p in enumerate([*texts[:60], *about[:10]])
        for text in re.split(r"(?<=[.;!?])\s+(?=[A-Z‘“(])", p.text)
    ]


def _name(child: str | None) -> str:
    last = (child or "").split()[-1:]
    code = rf"|\b{re.escape(last[0])}\b(?=[ ,’'])" if last and len(last[0]) <= 3 and last[0].isupper() else ""
    return (rf"\b{re.escape(child)}\b" if child else "(?!)") + code + r"|\bthe (?:child|baby|infant|young person)\b"


def _is_several(title: str | None, subject: str | None) -> bool:
    if re.search(r"thematic|\bgirls\b|\bboys\b|young people\b", title or "", re.I):
        return True
    children = re.findall(r"(?:Child|Baby|Young Person|YP|Infant) [A-Z]", subject or "")
    pair = re.search(r"\band\b|,|/|&", re.sub(r"(?:and|&|,)\s+(?:Adult|Ms|Mr|Mother|Father) \w+", "", subject or ""))
    many = re.search(r"\b(?:siblings|family|families|children|young people|twins|girls|boys)\b", subject or "", re.I)
    return len(children) > 1 or bool(many) or (not children and bool(pair))


def _age(front: str, told: list[_Sentence], child: str | None) -> tuple[int | None, str | None]:
    scores: Counter[tuple[int, str]] = Counter()
    for position, sentence in enumerate([_Sentence(front, 4), *told]):
        for pattern in _AGES:
            for match in pattern.finditer(sentence.text):
                made = _years(match)
                score = _age_score(sentence, match, position)
                if made and score > 0:
                    scores[made] += score
    if not scores:
        return None, None
    years: Counter[int] = Counter()
    for (number, _), score in scores.items():
        years[number] += score
    best = max(years, key=lambda number: years[number])
    return max((age for age in scores if age[0] == best), key=lambda age: scores[age])


def _age_score(sentence: _Sentence, match: re.Match[str], position: int) -> int:
    text = sentence.text
    clause = re.split(r"[,;(]", text[: match.start()])[-1]
    before, after = text[max(0, match.start() - 60) : match.start()], text[match.end() : match.end() + 30]
    other = rf"\s*(?:\w+\s+)?(?:{_OTHERS})"
    if _NOT_THE_CHILD.search(clause[-50:]) or re.match(other, after, re.I):
        return 0
    score = sentence.weight + 3 * (position == 0) + 2 * (position <= 8)
    score += 4 * bool(_DEATH.search(text) or _HARMED.search(text)) + 2 * bool(re.search(_CHILD, before + after, re.I))
    score -= 4 * bool(_THEN.search(before[-30:])) + 3 * (not match["unit"])
    return score


def _years(match: re.Match[str]) -> tuple[int, str] | None:
    number = _WORDS.get(match["n"].lower()) or int(match["n"])
    unit = (match["unit"] or "year").lower()
    years = {"year": number, "month": number // 12, "week": 0, "day": 0}[unit]
    if years > 18 or number == 0 or (not match["unit"] and number > 18):
        return None
    return years, f"{number} {unit}{'' if number == 1 else 's'}"


def _sex(told: list[_Sentence], passages: tuple[Passage, ...], child: str | None) -> str | None:
    found: Counter[str] = Counter()
    for sentence in told[:40]:
        for sex, noun in (("female", r"girl|young woman|female"), ("male", r"boy|young man|male")):
            found[sex] += 2 * len(
                re.findall(rf"\b(?:{noun})\b(?! (?:friend|partner|officer|sibling))", sentence.text, re.I)
            )
    for passage in passages:
        for match in re.finditer(
            rf"(?:{_name(child)})(?P<rest>[^.]{{0,120}})(?P<next>\. (?:He|She|His|Her)\b)?", passage.text
        ):
            pronoun = re.search(r"\b(he|his|him|she|her|hers)\b", match["rest"], re.I)
            told_of = pronoun and not _NOT_THE_CHILD.search(match["rest"][: pronoun.start()])
            said = pronoun[1] if pronoun and told_of else (match["next"] or "")[2:]
            if said and not (not told_of and _NOT_THE_CHILD.search(match["rest"])):
                found["male" if said.lower() in ("he", "his", "him") else "female"] += 1
    ranked = found.most_common()
    if not ranked or ranked[0][1] < 2:
        return None
    least = ranked[1][1] if len(ranked) > 1 else 0
    return ranked[0][0] if ranked[0][1] >= 1.6 * least else None


def _outcome(front: str, told: list[_Sentence], passages: tuple[Passage, ...]) -> Outcome | None:
    if _DEATH.search(front):
        return "death"
    opening = told[:60]
    died = sum(bool(_DEATH.search(s.text)) and not _other_death(s.text) for s in opening)
    harmed = sum(bool(_HARMED.search(s.text)) for s in opening)
    lives = sum(bool(_LIVES.search(s.text)) for s in opening)
    everywhere = sum(bool(_DEATH.search(p.text)) and not _other_death(p.text) for p in passages)
    if died >= 2 or everywhere >= max(5, len(passages) // 15):
        return "serious-harm" if lives >= died and harmed else "death"
    if died and not harmed:
        return "death"
    return "serious-harm" if harmed or lives else None


def _other_death(text: str) -> bool:
    return bool(
        re.search(
            r"(?:grand\w+|father|mother|uncle|aunt|brother|sister|sibling|friend|partner)(?:['’]s)? (?:had )?(?:died|death)|death of (?:his|her|their|a|the) (?:grand|father|mother|friend|aunt|uncle|partner|brother|sister)",
            text,
            re.I,
        )
    ) or bool(re.search(r"died or (?:been )?seriously|death or serious|died and abuse|dies or is", text, re.I))


def _harm(front: str, told: list[_Sentence], passages: tuple[Passage, ...]) -> tuple[str, ...]:
    scores: Counter[str] = Counter()
    for harm, pattern in _HARM:
        scores[harm] += 12 * len({m.lower() for m in pattern.findall(front)})
        for sentence in told[:80]:
            match = pattern.search(sentence.text)
            if match and not _NEGATED.search(sentence.text[: match.start()]):
                weight = 1 if _NOT_THIS_HARM.search(sentence.text) else sentence.weight
                scores[harm] += weight + 2 * bool(_DEATH.search(sentence.text))
        scores[harm] += min(12, sum(bool(pattern.search(p.text)) for p in passages) // 3)
    most = max(scores.values(), default=0)
    if most < 4:
        return ()
    kept = [harm for harm, _ in _HARM if scores[harm] >= max(4, 0.5 * most)]
    return tuple(_narrowed(kept, scores))


def _narrowed(kept: list[str], scores: Counter[str]) -> list[str]:
    """Without the harm that another explains: self-harm where the child died by suicide, and the like."""
    if "suicide" in kept:
        kept = [harm for harm in kept if harm != "self-harm"]
    for special, general in (("child-sexual-exploitation", "sexual-abuse"), ("sudi", "physical-abuse")):
        if special in kept and general in kept and scores[special] >= scores[general]:
            kept.remove(general)
    return sorted(kept, key=lambda harm: -scores[harm])[:3]
