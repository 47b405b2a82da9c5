"""How old the child at the centre was when the incident took place, in completed years, with the words that say so.

Every age that the text gives a person of up to eighteen is a candidate, with what stands around each of its mentions:
the child's name or a pronoun, the incident and its date, the place in the report; and on the other side other people,
and words for an earlier or a later time ("diagnosed when she was seven", "now seventeen"). What each of these counts
was learnt (pipeline.extract.weights). Of several children it is the age of the one whom the incident befell first.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, replace
from functools import partial

from pipeline.extract import ages, dates, weights
from pipeline.extract.child import is_several, members_of, name_of
from pipeline.extract.people import RELATIVE
from pipeline.records import DatedFact, Passage
from pipeline.sentences import statements

_CHILD = re.compile(
    r"\b(?:child|baby|infant|toddler|girl|boy|young person|young (?:wo)?man|yp|teenager|son|daughter|pupil|subject|twins?|siblings|children|sisters|brothers|adolescent)\b",
    re.IGNORECASE,
)
_WORDS = {
    "died": r"died|death|killed|murder\w*|fatal\w*|own life|suicide|dead|pronounced|drowned",
    "harmed": r"injur\w+|harmed|abused|exploit\w+|stabbed|collaps\w+|assault\w*|hospital|admitted|overdose|underweight",
    "found": r"found|discovered|came to light|disclos\w+|told|removed|police protection",
    "emergency": r"999|ambulance|paramedic\w*|emergency",
    "review": r"this (?:\w+ ){0,4}review|the review|subject of|this report",
    "then": r"then|at the time|at that time|at the material time",
    "now": r"now|today|since|has since|at the time of writing|currently",
    "lived": r"lived|living|looked after|in the care of",
    "convicted": r"convicted|sentenced|pleaded|guilty|charged|arrested|trial",
    "school": r"school|nursery|college|year \d+|pupil",
    "earlier": r"previous\w*|earlier|years before|had been|began|started|moved|placed|first|since|diagnos\w+|referr\w+|born|history",
    "general": r"research|national|guidance|policy|children who|census|law|criminal responsibility|legislation|per cent|consent|nationally",
}
_MATCHERS = {name: re.compile(rf"\b(?:{words})\b", re.IGNORECASE) for name, words in _WORDS.items()}
_TIMES_BEFORE = {
    "since": r"since|from|until|till|by the age of|before|after|between|under|over|until after",
    "earlier": r"diagnosed|began|started|moved|placed|turned|first|previously|had been|later|left|came into|registered|referred",
    "when": r"when|by the time|while|whilst",
    "now": r"now|today",
    "is": r"is|are",
    "then": r"then|was|were",
}
_BEFORE = {name: re.compile(rf"\b(?:{words})\b[^,;(]{{0,30}}$", re.IGNORECASE) for name, words in _TIMES_BEFORE.items()}
_PRONOUN = re.compile(
    r"\b(?:he|she|they|both)(?: was| were| is)?\W*(?:just |only |nearly |then |aged |about |at the age of )*$",
    re.IGNORECASE,
)
_AFTER = {
    "when": re.compile(r"\W*(?:and a half )?when\b", re.IGNORECASE),
    "when died": re.compile(
        r"\W*(?:and a half )?(?:when|at the time)\b[^.;]{0,30}\b(?:died|death|killed|injur\w+|harmed|found|incident|happened|collapsed|came to light)\b",
        re.IGNORECASE,
    ),
    "at the time": re.compile(r"\W*(?:and a half )?at the time\b", re.IGNORECASE),
    "other": re.compile(rf"\s*(?:-old\s+)?(?:\w+\s+)?{RELATIVE.pattern}", re.IGNORECASE),
    "child": re.compile(rf"\W*(?:-?old\s+)?(?:\w+\s+)?{_CHILD.pattern}", re.IGNORECASE),
}
_MEMBER_DIED = re.compile(
    r"\b(?P<code>[A-Z]\d?)\b\)?,?(?: [\w-]+){0,4} (?:died|was killed|was murdered)\b|death[^.]{0,40}? of [^.]{0,25}?\b(?P<code_after>[A-Z]\d?)\b"
)
_APPOSED = re.compile(rf"{RELATIVE.pattern},? (?:then |who (?:was|is|were) )?(?:both )?(?:aged )?$", re.IGNORECASE)
_BORN = re.compile(r"\b(?:born|birth|d\.?o\.?b)\b", re.IGNORECASE)
_CLAIMED = re.compile(
    r"\b(?:told|said|claim\w+|gave|believ\w+)\b[^.;]{0,40}\bthat (?:he|she|they) (?:was|were)\W*$", re.IGNORECASE
)
# How long something took, and no age.
_LASTING = re.compile(
    r"\b(?:within|in|for|after|over|of|least|every|last|next|following|than|took|takes?|taking|lasted|some|nearly|about|another|to|a period of)\s*$",
    re.IGNORECASE,
)
# What a child had lived through by an age, so that it is not that of the incident.
_OTHER_TIME = re.compile(
    r"\b(?:diagnosed|placed|moved|came (?:in)?to care|taken into care|began|started|registered|adopted|left|separated|parted)\b[^.;]{0,50}"
    r"\b(?:at|when (?:he|she|they) (?:was|were)|from|since|aged)\W*(?:just |only |about |the age of )*$|\bnow,? (?:aged |an? )?$",
    re.IGNORECASE,
)
LOOKED_AT, OPENING = 120, 12  # passages


@dataclass(frozen=True, slots=True)
class Mention:
    """An age where the text gives it, and what speaks for its being the child's at the incident."""

    years: int | None  # None where only a range is given
    words: str
    sentence: str
    start: int  # of the number in the sentence
    page: int
    features: dict[str, float]


def age(front: str, passages: tuple[Passage, ...], subject: str | None, incident: DatedFact | None) -> Mention | None:
    """The mention that best tells the child's age, or None where the text does not say.

    Of several children whom the text calls by codes it is the age of the one who died. An age that is only a range (between nine months and fourteen) is no number of years.
    """
    weighed = weights.load("age")
    found = candidates(front, passages, subject, incident)
    died = {years: kept for years, kept in found.items() if any("of the one who died" in m.features for m in kept[1])}
    found = died or found
    scores = {years: weighed.probability(features) for years, (features, _) in found.items()}
    best = chosen(
        scores,
        0 if died else weighed.least,
        {years for years, (_, told) in found.items() if any(map(_on_the_day, told))},
    )
    if best is None:
        return _range(passages) if is_several(subject) else None
    told = max(found[best][1], key=lambda mention: weighed.probability(mention.features))
    return replace(told, words=_of_all(told)) if is_several(subject) else told


def chosen(scores: Mapping[int, float], least: float, on_the_day: Collection[int]) -> int | None:
    """The likeliest age: one given with the day of the incident before one that is not ("is a girl of twelve")."""
    likely = [years for years in scores if scores[years] >= least]
    return max(likely, key=lambda years: (years in on_the_day, scores[years]), default=None)


def _on_the_day(mention: Mention) -> bool:
    return bool(mention.features.keys() & {f"{whose} on the day" for whose in ("named", "pronoun of child", "child's")})


def _of_all(told: Mention) -> str:
    """The ages of all the children, where the sentence that gives one gives them beside it."""
    listed = sorted(ages.find(told.sentence), key=lambda one: one.start)
    if len(listed) < 2 or listed[-1].end - listed[0].start > 60:
        return told.words
    return (
        " and ".join(dict.fromkeys(one.words for one in listed))
        if "(" in told.sentence[listed[0].start : listed[-1].end]
        else told.sentence[listed[0].start : listed[-1].end]
    )


def _range(passages: tuple[Passage, ...]) -> Mention | None:
    """The range of the ages of several children where the opening gives no more."""
    for passage in [p for p in passages if p.is_told][:OPENING]:
        for sentence in statements(passage.text):
            for found in ages.find(sentence):
                if found.form == "ranged":
                    return Mention(None, found.words, sentence, found.start, passage.page, {})
    return None


def candidates(
    front: str, passages: tuple[Passage, ...], subject: str | None, incident: DatedFact | None
) -> dict[int, tuple[dict[str, float], list[Mention]]]:
    """Every age that the text gives, with the features of all its mentions taken together."""
    by_years: dict[int, list[Mention]] = defaultdict(list)
    for mention in mentions(front, passages, subject, incident):
        if mention.years is not None:
            by_years[mention.years].append(mention)
    return {years: (_together(several, by_years), several) for years, several in by_years.items()}


def _together(several: list[Mention], by_years: Mapping[int, list[Mention]]) -> dict[str, float]:
    """The strongest of each feature among the mentions of an age, and how the age stands among the others."""
    made: dict[str, float] = {}
    for mention in several:
        for name, strength in mention.features.items():
            made[name] = max(made.get(name, 0.0), strength)
    years = several[0].years or 0
    of_child = [m for m in several if "name near before" in m.features or "pronoun" in m.features]
    made["mentions"] = min(len(several), 4) / 4
    made["of child often"] = min(len(of_child), 3) / 3
    made["oldest"] = float(years == max(by_years))
    made["alone"] = float(len(by_years) == 1)
    made["adult"] = float(years == 18)
    return made


def mentions(
    front: str, passages: tuple[Passage, ...], subject: str | None, incident: DatedFact | None
) -> Iterator[Mention]:
    """Every mention of an age in the title, on the cover and in the text."""
    name, several = name_of(subject), is_several(subject)
    member = members_of(subject)
    for found in filter(partial(_is_age, front, name), ages.find(front)):
        yield Mention(found.years, found.words, front, found.start, 1, {"cover": 1.0, f"form {found.form}": 1.0})
    count = of_child = 0
    told = [p for p in passages if p.is_told][:LOOKED_AT]
    died = _died(told) if several else frozenset()
    for position, passage in enumerate(told):
        above, in_passage = "", 0
        sentences = statements(passage.text)
        passage_dated = _tells(passage.text, incident)
        for index, (sentence, below) in enumerate(zip(sentences, [*sentences[1:], ""], strict=True)):
            found_here = sorted(
                filter(partial(_is_age, sentence, name), ages.find(sentence)), key=lambda one: one.start
            )
            for number, found in enumerate(found_here):
                around = {
                    "among first three": count < 3,
                    "first of passage": in_passage == 0,
                    "first of sentence": number == 0,
                    "one of several": len(found_here) > 1,
                    "first sentence": index == 0,
                    "first passage": position == 0,
                    "opening": position < 3,
                    "early": position < 12,
                    "first half": position < len(told) / 2,
                    "dated": _tells(sentence, incident),
                    "dated above": _tells(above, incident),
                    "dated below": _tells(below, incident),
                    "dated passage": passage_dated,
                    "several": several,
                    "of the one who died": bool(died) and _nearest(sentence, found, member) in died,
                    "row": passage.form == "row",
                }
                count, in_passage = count + 1, in_passage + 1
                beside = _around(sentence, above, found, name, member)
                said = {**around, **beside, **_times(sentence, found, incident)}
                whose = _whose(said)
                if whose == "other's" or _OTHER_TIME.search(sentence[: found.start]):
                    continue
                said |= {f"{whose} {when}": True for when in _when(said)}
                said["first of the child's"] = whose != "whose?" and not of_child
                said["first of several's"] = several and whose != "whose?" and not of_child
                of_child += whose != "whose?"
                yield Mention(
                    found.years,
                    found.words,
                    sentence,
                    found.start,
                    passage.page,
                    {key: 1.0 for key, holds in said.items() if holds},
                )
            if incident:
                yield from _from_birth(sentence, passage.page, name, incident)
            above = sentence


def _died(told: list[Passage]) -> frozenset[str]:
    """The codes of those of several children of whom the opening says that they died."""
    said = (m for p in told[:OPENING] for m in _MEMBER_DIED.finditer(p.text))
    return frozenset(code for m in said for code in m.groups() if code)


def _nearest(sentence: str, found: ages.Age, member: re.Pattern[str]) -> str:
    """The code or name of the child whom a sentence names last before an age."""
    named = list(member.finditer(sentence[: found.start]))
    return named[-1][0].split()[-1] if named else ""


def _is_age(sentence: str, name: re.Pattern[str], found: ages.Age) -> bool:
    """Whether weeks or months are an age and not how long something took."""
    if found.form != "unit":
        return found.form != "ranged" or found.years == 0
    before, after = sentence[: found.start], sentence[found.end :]
    near = f"{before[-60:]} {after[:20]}"
    return not _LASTING.search(before) and bool(name.search(near) or _CHILD.search(near) or _PRONOUN.search(before))


def _times(sentence: str, found: ages.Age, incident: DatedFact | None) -> dict[str, bool]:
    """Whether the dates near an age are those of the incident."""
    near = [date for date in dates.find_loose(sentence) if found.start - 60 < date.start < found.end + 40]
    own = [incident is not None and date.value[:7] == incident.value[:7] for date in near]
    return {"incident near": any(own), "other date near": not all(own)}


def _whose(said: Mapping[str, bool]) -> str:
    """Whose age the words right beside it make it."""
    if said["name near before"] or said["member near before"]:
        return "named"
    if said["pronoun"]:
        return "pronoun of other" if said["pronoun after other"] else "pronoun of child"
    if said["other in clause"] and not said["name after"] or said["after: other"]:
        return "other's"
    return "child's" if said["child near"] or said["name after"] else "whose?"


def _when(said: Mapping[str, bool]) -> Iterator[str]:
    if said["incident near"]:
        yield "on the day"
    elif said["other date near"]:
        yield "another day"
    elif said["near died"] or said["near harmed"] or said["near found"]:
        yield "at the event"
    elif said["dated passage"]:
        yield "in its passage"
    else:
        yield "in the opening" if said["opening"] else "elsewhere"
    if said["earlier before"] or said["since before"] or said["now before"]:
        yield "of another time"


def _tells(text: str, incident: DatedFact | None) -> bool:
    """Whether a text gives the date of the incident."""
    return incident is not None and any(
        date.value == incident.value or (date.value.startswith(incident.value) and len(incident.value) >= 7)
        for date in dates.find_loose(text)
    )


def _around(
    sentence: str, above: str, found: ages.Age, name: re.Pattern[str], member: re.Pattern[str]
) -> dict[str, bool]:
    """What stands around an age: whose it may be, and of what time."""
    before, after = sentence[: found.start], sentence[found.end :]
    clause = _clause(before)
    named = list(name.finditer(before))
    between = re.sub(r"\([^)]*\)?|,? who [^,]*,", "", before[named[-1].end() :]) if named else before
    members = list(member.finditer(before))
    between_member = re.sub(r"\([^)]*\)?", "", before[members[-1].end() :]) if members else before
    beside = bool(named) and not RELATIVE.search(between)
    near = before[-70:] + " " + after[:70]
    said = {
        f"form {found.form}": True,
        "name near before": beside and len(between) < 20,
        "name before": beside,
        "name before others": bool(named) and not beside,
        "member near before": bool(members) and len(between_member) < 20 and not RELATIVE.search(between_member),
        "name after": bool(name.search(after[:40])),
        "name in sentence": bool(named) or bool(name.search(after)),
        "name above": bool(name.search(above)),
        "name opens": bool(name.match(sentence)),
        "pronoun": bool(_PRONOUN.search(before)),
        "pronoun after name": bool(_PRONOUN.search(before)) and (bool(named) or bool(name.search(above))),
        "pronoun after other": bool(_PRONOUN.search(before)) and bool(RELATIVE.search(above[-120:] + before)),
        "child near": bool(_CHILD.search(before[-30:] + " " + after[:25])),
        "child in clause": bool(_CHILD.search(clause)),
        "other in clause": bool(RELATIVE.search(clause) or _APPOSED.search(before)),
        "other near before": bool(RELATIVE.search(before[-25:])),
        "other before": bool(RELATIVE.search(before)),
        "other in sentence": bool(RELATIVE.search(sentence)),
        "nobody else": not RELATIVE.search(sentence),
        "other above": bool(RELATIVE.search(above)),
        "claimed": bool(_CLAIMED.search(before)),
        "short sentence": len(sentence) < 50,
        "begins": found.start < 12,
    }
    said |= {f"{time} before": bool(words.search(before)) for time, words in _BEFORE.items()}
    said["earlier and when"] = said["earlier before"] and said["when before"]
    said |= {f"after: {what}": bool(words.match(after)) for what, words in _AFTER.items()}
    for word, matcher in _MATCHERS.items():
        said[f"near {word}"] = bool(matcher.search(near))
        said[f"sentence {word}"] = bool(matcher.search(sentence))
    return said


def _clause(before: str) -> str:
    """The clause that leads up to an age, with what a "who" in it refers to."""
    return re.split(r"[;(]|,(?!\s*who\b)|\band\b|\bbut\b", before)[-1][-60:]


def _from_birth(sentence: str, page: int, name: re.Pattern[str], incident: DatedFact) -> Iterator[Mention]:
    """The age at the incident that the child's birth date makes."""
    born = _BORN.search(sentence)
    if not born or len(incident.value) < 7 or not name.search(sentence[: born.start()][-40:]):
        return
    if RELATIVE.search(sentence[: born.start()][-40:]):
        return
    for date in dates.find(sentence[born.end() : born.end() + 40]):
        months = (int(incident.value[:4]) - int(date.value[:4])) * 12 + int(incident.value[5:7]) - int(date.value[5:7])
        if incident.value[8:10] and date.value[8:10] and incident.value[8:10] < date.value[8:10]:
            months -= 1
        if date.precision != "year" and 0 <= months < 18 * 12:
            words = f"{months // 12} years" if months >= 24 else f"{months} months"
            yield Mention(months // 12, words, sentence, born.start(), page, {"by birth": 1.0})
