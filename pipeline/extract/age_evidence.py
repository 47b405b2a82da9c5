"""What stands around an age in a sentence: whose it may be, and of what time."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from pipeline.extract import ages, dates
from pipeline.extract.people import RELATIVE
from pipeline.records import DatedFact

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
_APPOSED = re.compile(rf"{RELATIVE.pattern},? (?:then |who (?:was|is|were) )?(?:both )?(?:aged )?$", re.IGNORECASE)
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


def is_age(sentence: str, name: re.Pattern[str], found: ages.Age) -> bool:
    """Whether weeks or months are an age and not how long something took."""
    if found.form != "unit":
        return found.form != "ranged" or found.years == 0
    before, after = sentence[: found.start], sentence[found.end :]
    near = f"{before[-60:]} {after[:20]}"
    return not _LASTING.search(before) and bool(name.search(near) or _CHILD.search(near) or _PRONOUN.search(before))


def times(sentence: str, found: ages.Age, incident: DatedFact | None) -> dict[str, bool]:
    """Whether the dates near an age are those of the incident."""
    near = [date for date in dates.find_loose(sentence) if found.start - 60 < date.start < found.end + 40]
    own = [incident is not None and date.value[:7] == incident.value[:7] for date in near]
    return {"incident near": any(own), "other date near": not all(own)}


def whose(said: Mapping[str, bool]) -> str:
    """Whose age the words right beside it make it."""
    if said["name near before"] or said["member near before"]:
        return "named"
    if said["pronoun"]:
        return "pronoun of other" if said["pronoun after other"] else "pronoun of child"
    if said["other in clause"] and not said["name after"] or said["after: other"]:
        return "other's"
    return "child's" if said["child near"] or said["name after"] else "whose?"


def when(said: Mapping[str, bool]) -> Iterator[str]:
    """Of what time the words around it make an age: the day of the incident, another, or where in the report."""
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


def tells(text: str, incident: DatedFact | None) -> bool:
    """Whether a text gives the date of the incident."""
    return incident is not None and any(
        date.value == incident.value or (date.value.startswith(incident.value) and len(incident.value) >= 7)
        for date in dates.find_loose(text)
    )


def around(
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


def is_of_another_time(sentence: str, found: ages.Age) -> bool:
    """Whether the words before an age say that it is that of an earlier time, or today's."""
    return bool(_OTHER_TIME.search(sentence[: found.start]))
