"""What the review says of the child and of the harm: age, sex, outcome and kinds of harm.

Only the child at the centre counts: a sibling's age, a parent's past and the wording of guidance do not. Where the
review is about several children or does not say, nothing is said here either.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable
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
        rf"\b(?:aged|the age of)\s+{_NUMBER}\b(?P<unit>)(?!\s*(?:and|to|-|–)\s*(?:\d|{'|'.join(_WORDS)}))", re.I
    ),
)
_CHILD = (
    r"(?:child|baby|infant|girl|boy|young person|yp|teenager|he|she|twins?|son|daughter|pupil|student|subject|they)\b"
)
_NOT_THE_CHILD = re.compile(
    r"\b(?:mother|father|partner|sibling|brother|sister|grand\w+|uncle|aunt|cousin|half-\w+|step\w+|friend|man|woman|adult|worker|officer|carer|male|boyfriend)\b",
    re.I,
)
_CASE = re.compile(
    r"circumstances|introduction|summary|background|reason|why this review|decision to|incident|family|the child|overview|trigger|about|context|what happened"
    r"|amgylchiadau|subject",
    re.I,
)
_DEATH = re.compile(
    r"\b(?:died|death of|was killed|were killed|was found dead|fatal(?:ly)?|took (?:his|her|their) own life|ended (?:his|her|their) (?:own )?life|suicide|murder(?:ed)?|homicide"
    r"|post[- ]mortem|inquest|stillb|unexpected death|was pronounced|lost (?:his|her|their) life|bereave\w+)\b",
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
        r"non[- ]accidental injur\w*|physical(?:ly)? (?:abuse|assault|harm)\w*|head injur\w*|fractur\w*|bruis\w*|shak(?:en|ing)|abusive head|inflicted injur\w*|assault(?:ed)? (?:by|on)",
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


def characteristics(
    title: str | None, cover: Iterable[str], passages: tuple[Passage, ...], subject: str | None
) -> Characteristics:
    """The child's age, sex and harm as the opening, the account of what happened and the title give them."""
    told = _account(passages, subject)
    several = _is_several(title, subject)
    front = " ".join(filter(None, [title, *cover]))
    age, words = (None, None) if several else _age(front, told, subject)
    return Characteristics(
        child_age_years=age,
        child_age_text=words,
        sex=None if several else _sex(told, passages, subject),
        outcome=_outcome(front, told, passages),
        harm=_harm(front, told, passages),
    )


def _account(passages: tuple[Passage, ...], subject: str | None) -> list[str]:
    """The sentences that tell who the child was and what happened, the likeliest first."""
    texts = [p for p in passages if not p.hidden and p.form in ("paragraph", "bullet", "row")]
    opening = [p for p in texts if _CASE.search(" ".join(p.heading))][:40]
    rest = [p for p in texts[:60] if p not in opening]
    sentences = [s for p in (*opening, *rest) for s in re.split(r"(?<=[.;!?])\s+(?=[A-Z‘“(])", p.text)]
    name = re.escape(subject) if subject else "(?!)"
    central = [s for s in sentences if re.search(rf"\b(?:{name})\b|\bthe (?:child|baby|infant|young person)\b", s)]
    return central + [s for s in sentences if s not in set(central)]


def _is_several(title: str | None, subject: str | None) -> bool:
    if re.search(r"thematic|children\b.*\bgirls|young people\b", title or "", re.I):
        return True
    return bool(
        subject
        and re.search(
            r"\b(?:siblings|family|families|children|young people|twins|girls|boys)\b|\band\b|,|/", subject, re.I
        )
    )


def _age(front: str, told: list[str], subject: str | None) -> tuple[int | None, str | None]:
    name = re.escape(subject) if subject else "(?!)"
    scores: Counter[tuple[int, str]] = Counter()
    for position, sentence in enumerate([front, *told[:120]]):
        for pattern in _AGES:
            for match in pattern.finditer(sentence):
                score = _age_score(sentence, match, name, position)
                made = _years(match)
                if score > 0 and made:
                    scores[made] += score
        if position > 12 and scores:
            break
    if not scores:
        return None, None
    return max(scores, key=lambda age: scores[age])


def _age_score(sentence: str, match: re.Match[str], name: str, position: int) -> int:
    clause = re.split(r"[,;(]", sentence[: match.start()])[-1]
    before = sentence[max(0, match.start() - 60) : match.start()]
    after = sentence[match.end() : match.end() + 30]
    if _NOT_THE_CHILD.search(clause[-40:]) or re.match(
        r"\s*(?:\w+\s+)?(?:mother|father|brother|sister|half|sibling|man|woman|daughter of)", after, re.I
    ):
        return 0
    score = 1 + 3 * (position == 0) + 2 * (position <= 4)
    score += 4 * bool(re.search(rf"\b(?:{name})\b", sentence)) + 3 * bool(
        _DEATH.search(sentence) or _HARMED.search(sentence)
    )
    score += 2 * bool(re.search(_CHILD, before + after, re.I))
    score -= 4 * bool(
        re.search(
            r"\b(?:when|since|from|until|by the time|at the age|first|born|later|earlier|between|over|under)\b",
            before[-25:],
            re.I,
        )
    )
    return score


def _years(match: re.Match[str]) -> tuple[int, str] | None:
    number = _WORDS.get(match["n"].lower()) or int(match["n"])
    unit = (match["unit"] or "year").lower()
    years = {"year": number, "month": number // 12, "week": 0, "day": 0}[unit]
    if years > 18 or number == 0:
        return None
    return years, f"{number} {unit}{'' if number == 1 else 's'}"


def _sex(told: list[str], passages: tuple[Passage, ...], subject: str | None) -> str | None:
    opening = " ".join(told[:25])
    found: Counter[str] = Counter()
    for sex, noun in (("female", r"girl|daughter|young woman|female"), ("male", r"boy|son|young man|male")):
        found[sex] += 3 * len(re.findall(rf"\b(?:{noun})\b(?! (?:friend|partner|officer|sibling))", opening, re.I))
    name = re.escape(subject) if subject else r"the (?:child|baby|infant|young person)"
    for passage in passages:
        for match in re.finditer(rf"\b{name}(?:['’]s)?\b(?P<rest>[^.]{{0,120}})", passage.text):
            pronoun = re.search(r"\b(he|his|him|she|her|hers)\b", match["rest"], re.I)
            between = match["rest"][: pronoun.start()] if pronoun else ""
            if pronoun and not _NOT_THE_CHILD.search(between):
                found["male" if pronoun[1].lower() in ("he", "his", "him") else "female"] += 1
    (first, most), (_, least) = found.most_common(2) if len(found) > 1 else ((None, 0), (None, 0))
    return first if most >= 2 and most >= 2 * least else None


def _outcome(front: str, told: list[str], passages: tuple[Passage, ...]) -> Outcome | None:
    if _DEATH.search(front):
        return "death"
    opening = told[:30]
    died = sum(bool(_DEATH.search(s)) and not _other_death(s) for s in opening)
    harmed = sum(bool(_HARMED.search(s)) for s in opening)
    survived = any(
        re.search(r"\b(?:survived|recover(?:ed|y|ing)|is now|now lives|did not die|living with)\b", s) for s in opening
    )
    everywhere = sum(bool(_DEATH.search(p.text)) and not _other_death(p.text) for p in passages)
    if died >= 2 or (died == 1 and (not harmed or everywhere >= 4)) or everywhere >= max(6, len(passages) // 12):
        return "death" if not survived or died >= 3 else "serious-harm"
    return "serious-harm" if harmed or survived else None


def _other_death(text: str) -> bool:
    return bool(
        re.search(
            r"(?:grand\w+|father|mother|uncle|aunt|brother|sister|sibling|friend|partner)(?:['’]s)? (?:had )?(?:died|death)|death of (?:his|her|their|a|the) (?:grand|father|mother|friend|aunt|uncle|partner|brother|sister)",
            text,
            re.I,
        )
    ) or bool(re.search(r"died or (?:been )?seriously|death or serious|died and abuse|dies or is", text, re.I))


def _harm(front: str, told: list[str], passages: tuple[Passage, ...]) -> tuple[str, ...]:
    scores: Counter[str] = Counter()
    for harm, pattern in _HARM:
        scores[harm] += 12 * len({m.lower() for m in pattern.findall(front)})
        for position, sentence in enumerate(told[:40]):
            if (match := pattern.search(sentence)) and not _NEGATED.search(sentence[: match.start()]):
                weight = 1 if _NOT_THIS_HARM.search(sentence) else 3 if position < 12 else 2
                scores[harm] += weight + 2 * bool(_DEATH.search(sentence))
        scores[harm] += min(12, sum(bool(pattern.search(p.text)) for p in passages) // 3)
    most = max(scores.values(), default=0)
    if most < 6:
        return ()
    kept = [harm for harm, _ in _HARM if scores[harm] >= max(6, 0.55 * most)]
    return tuple(_narrowed(kept, scores))


def _narrowed(kept: list[str], scores: Counter[str]) -> list[str]:
    """Without the harm that another explains: self-harm where the child died by suicide, and the like."""
    if "suicide" in kept:
        kept = [harm for harm in kept if harm != "self-harm"]
    for special, general in (("child-sexual-exploitation", "sexual-abuse"), ("sudi", "physical-abuse")):
        if special in kept and general in kept and scores[special] >= scores[general]:
            kept.remove(general)
    return sorted(kept, key=lambda harm: -scores[harm])[:3]
