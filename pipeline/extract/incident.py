"""When the incident that triggered the review took place: the death, the injury, or the day harm came to light.

A date that the front labels as the death or the incident is taken as it stands. Otherwise every date of the text is a
candidate, with what is said around each of its mentions: the event, the child, where in the report it is told, what
else happened near it; and on the other side births, boards, courts, other people's deaths. What each of these counts
was learnt (pipeline.extract.weights). The sentence that tells it best is kept as evidence.
"""

from __future__ import annotations

import calendar
import dataclasses
import datetime as dt
import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from pipeline.extract import dates, weights
from pipeline.extract.dated_facts import Labelled
from pipeline.extract.document import Document
from pipeline.records import DatedFact, Passage
from pipeline.sentences import statements

_WORDS = {
    "died": r"died|dead|death|deceased|lost (?:his|her|their) life|life was lost|life extinct|pronounced|passed away",
    "killed": r"killed|murder\w*|fatal\w*|stabbed|shot\b|homicide|manslaughter",
    "own life": r"own li(?:fe|ves)|suicide|hanged|hanging|overdose|ended (?:his|her|their)",
    "injured": r"injur\w+|wound\w*|hurt|bruis\w+|burn\w*|scald\w*|fractur\w+|assault\w*|bitten|shaken|harmed",
    "collapsed": r"collaps\w+|unresponsive|not breathing|unconscious|cardiac arrest|resuscitat\w+|lifeless|limp|intensive care|life support|critical\w*",
    "found": r"(?:was|were) found|was discovered|discovered",
    "emergency": r"999|ambulance|paramedic\w*|emergency (?:call|services|department)|rang for",
    "hospital": r"hospital|admitted|admission|conveyed",
    "came to light": r"came to light|disclos\w+|told (?:a|her|his|the) (?:teacher|nurse|worker|foster|tutor|friend|mother)|revealed|discovery|allegation",
    "removed": r"police protection|removed (?:from|into)|emergency protection|section 46|taken into (?:care|foster)|powers of protection",
    "incident": r"incident|trigger\w*|event|the day|that (?:night|morning|evening|day|afternoon)|subject of this review|led to (?:this|the) review|this review",
    "afterwards": r"arrest\w*|strategy (?:meeting|discussion)|post[- ]mortem|scene|investigation",
    "accident": r"drown\w*|fell|fire\b|collision|accident\w*|struck by|hit by",
    "born": r"born|birth|delivered|booking|pregnan\w+|gestation|due date",
    "court": r"trial|court|sentenc\w+|convict\w+|plead\w*|pleaded|guilty|jury|charged|verdict|inquest|coroner|hearing|acquitted",
    "governance": r"published|commenc\w+|opened|concluded|adjourned|publication|chair\b|commission\w*|panel|board|partnership|rapid review|criteria|terms of reference|national panel|ofsted|working together"
    r"|scoping|guidance|act \d{4}|policy|report|agreed|decided|decision|notified|notification|procedure|since then|new\b",
    "scope": r"scope|time ?frame|period|between .{0,40}and|from .{0,40} to\b|until|up to|covers|covering|preceding|leading up",
    "earlier": r"previous\w*|earlier|first\b|began|started|moved|referral|referred|registered|school|nursery|conference|visit\w*|appointment|assess\w+",
    "others": r"grand\w+|sibling (?:\w+ )?(?:died|death)|brother|sister|uncle|aunt|father (?:had )?died|mother (?:had )?died|another child|previous partner|his own father|her own mother",
    "not": r"did not|no further|not seen|cancel\w+|missed",
}
_MATCHERS = {name: re.compile(rf"\b(?:{words})\b", re.IGNORECASE) for name, words in _WORDS.items()}
_ABOUT = re.compile(
    r"circumstances|introduction|summary|reason|why (?:this|the|we)|decision|incident|trigger|overview|background|what happened|commission|event|amgylchiadau|about this|the case",
    re.IGNORECASE,
)
_LATER = re.compile(
    r"recommend|action|progress|since|response|learning|finding|analysis|conclusion|method|process|appendix|parallel",
    re.IGNORECASE,
)
_EVENT = r"(?:died|death|killed|murdered|collapsed|injured|stabbed|found|drowned|taken to hospital|admitted|came to light|life|disclosed|incident|removed)"
_EVENT_BEFORE = re.compile(rf"\b{_EVENT}\b[^.;\d]{{0,40}}$", re.IGNORECASE)
_EVENT_AFTER = re.compile(rf"[^.;\d]{{0,60}}\b{_EVENT}\b", re.IGNORECASE)
_PARTIAL = re.compile(
    r"(?<![\d/.-])(?P<day>[12]?\d|3[01])(?:st|nd|rd|th)?(?: of)? (?P<month>January|February|March|April|May|June|July|August|September|October|November|December)\b(?! ?,? ?\d{2})"
)
_MONTHS = list(calendar.month_name)[1:]


_EVENTS = frozenset(
    f"sentence {name}"
    for name in (
        "died",
        "killed",
        "own life",
        "injured",
        "collapsed",
        "found",
        "came to light",
        "removed",
        "incident",
        "accident",
        "hospital",
    )
)


@dataclass(frozen=True, slots=True)
class Mention:
    """A date where a sentence of the text gives it, and what speaks for its being that of the incident."""

    date: dates.Found
    passage: Passage
    sentence: str
    features: dict[str, float]


def incident_date(
    document: Document, labelled: Iterable[Labelled], subject: str | None, thematic: bool = False
) -> DatedFact | None:
    """The date of the incident: from a label on the front, else the date that the text tells of most as such.

    A thematic review's incidents are a range, of which the last year is given.
    """
    front = [item.fact for item in labelled if item.place in ("cover", "sheet", "body")]
    if front:
        return finest(front[0].value, list(mentions(document, subject)), front[0])
    weighed = weights.load("incident")
    found = candidates(document, subject)
    scores = {value: weighed.probability(features) for value, (features, _) in found.items()}
    best = chosen(scores, weighed.least)
    if best is None or len(best) < 10 and not any(_EVENTS & mention.features.keys() for mention in found[best][1]):
        best = _told_outright(found) or best
    if best is None:
        return None
    told = _fact(max(found[best][1], key=lambda mention: weighed.probability(mention.features)))
    return dataclasses.replace(told, value=told.value[:4], precision="year") if thematic else told


def chosen(scores: Mapping[str, float], least: float) -> str | None:
    """The likeliest date; the day within a likeliest month, where that is nearly as likely."""
    best = max(scores, key=lambda value: (scores[value], len(value), value), default=None)
    if best is None or scores[best] < least:
        return None
    finer = [value for value in scores if value.startswith(best) and scores[value] > max(least, scores[best] / 3)]
    return max(finer, key=lambda value: (len(value), scores[value], value))


def _told_outright(found: Mapping[str, tuple[dict[str, float], list[Mention]]]) -> str | None:
    """The one date that a sentence of a short document gives for what befell the child."""
    values = {value for value, (_, several) in found.items() if any(map(_is_outright, several))}
    return next(iter(values)) if len(values) == 1 else None


def _is_outright(mention: Mention) -> bool:
    said = mention.features
    tells = (
        "child near" in said and ("event just before" in said or "event just after" in said) and _tells_event(mention)
    )
    return tells and not said.keys() & {"near born", "near court", "near governance", "near others", "near scope"}


def finest(value: str, told: list[Mention], fact: DatedFact) -> DatedFact:
    """The day on which the text says that the event of this month took place, else the month as labelled."""
    within = [m for m in told if m.date.value.startswith(value) and len(m.date.value) > len(value) and _tells_event(m)]
    days = {mention.date.value for mention in within}
    return _fact(within[0]) if len(days) == 1 else fact


def _tells_event(mention: Mention) -> bool:
    return any(
        f"near {name}" in mention.features for name in ("died", "killed", "own life", "injured", "collapsed", "found")
    )


def _fact(mention: Mention) -> DatedFact:
    return DatedFact(
        mention.date.value, mention.date.precision, "explicit", mention.passage.page, mention.sentence[:300]
    )


def candidates(document: Document, subject: str | None) -> dict[str, tuple[dict[str, float], list[Mention]]]:
    """Every date of the text with the features of all its mentions taken together."""
    by_value: dict[str, list[Mention]] = defaultdict(list)
    for mention in mentions(document, subject):
        by_value[mention.date.value].append(mention)
    order = sorted(mention.date.earliest for several in by_value.values() for mention in several)
    return {value: (_together(value, several, by_value, order), several) for value, several in by_value.items()}


def _together(
    value: str, several: list[Mention], by_value: dict[str, list[Mention]], order: list[str]
) -> dict[str, float]:
    """The strongest of each feature among the mentions of a date, and how the date stands among the others."""
    made: dict[str, float] = {}
    for mention in several:
        for name, strength in mention.features.items():
            made[name] = max(made.get(name, 0.0), strength)
    first = several[0].date.earliest
    made["mentions"] = min(len(several), 4) / 4
    made["mentioned again"] = float(len(several) > 1)
    share = sum(day < first for day in order) / len(order)
    made |= {f"after {tenth} of the dates": float(share >= tenth / 10) for tenth in (1, 3, 5, 7, 8, 9)}
    made["finer is told"] = float(any(other != value and other.startswith(value) for other in by_value))
    made["coarser is told"] = float(any(other != value and value.startswith(other) for other in by_value))
    if len(value) == 10:
        made["soon followed"] = min(3, _followed(value, by_value)) / 3
    return made


def _followed(value: str, by_value: dict[str, list[Mention]]) -> int:
    """How many of the next fortnight's days the text tells of."""
    day = dt.date.fromisoformat(value)
    return sum(len(other) == 10 and 0 < (dt.date.fromisoformat(other) - day).days <= 14 for other in by_value)


def mentions(document: Document, subject: str | None) -> Iterator[Mention]:
    """Every mention of a date in the text, a day and month being read in the year last spoken of."""
    name = _name(subject)
    told = [
        p for p in document.passages if not p.hidden and p.form not in ("contents", "references", "glossary", "cover")
    ]
    year, dated = None, _years_of_days(told)
    for position, passage in enumerate(told):
        about = _where(passage, position, len(told))
        sentences = statements(passage.text)
        for index, sentence in enumerate(sentences):
            found = dates.find_loose(sentence)
            found += _partial(sentence, found, year, dated)
            year = next((date.value[:4] for date in reversed(found) if not _is_cited(sentence, date)), year)
            following = " ".join(sentences[index + 1 : index + 3])
            for date in found:
                yield Mention(date, passage, sentence, {**about, **_around(sentence, following, date, name)})


def _years_of_days(told: Iterable[Passage]) -> dict[str, str]:
    """The year of each day of a month that the text gives in one year alone."""
    days = {date.value for p in told for date in dates.find(p.text) if date.precision == "day"}
    several = Counter(day[5:] for day in days)
    return {day[5:]: day[:4] for day in days if several[day[5:]] == 1}


def _is_cited(sentence: str, date: dates.Found) -> bool:
    """Whether a year is that of a law or of guidance (Working Together 2018)."""
    return bool(re.search(r"(?:Working Together[\w ]*|Act|Regulations|Order|guidance)[ ,(]*$", sentence[: date.start]))


def _partial(sentence: str, found: list[dates.Found], year: str | None, dated: Mapping[str, str]) -> list[dates.Found]:
    """Days without a year, read in the one year in which the text gives that day, else in the year last told."""
    made = []
    for match in _PARTIAL.finditer(sentence):
        told = (d for d in reversed(found) if d.end <= match.start() and not _is_cited(sentence, d))
        last = next((date.value[:4] for date in told), year)
        in_year = dated.get(f"{_MONTHS.index(match['month']) + 1:02}-{int(match['day']):02}", last)
        if in_year and not any(date.start <= match.start() < date.end for date in found):
            try:
                day = dt.date(int(in_year), _MONTHS.index(match["month"]) + 1, int(match["day"]))
            except ValueError:
                continue
            made.append(dates.Found(day.isoformat(), "day", match.start(), match.end()))
    return made


def _where(passage: Passage, position: int, total: int) -> dict[str, float]:
    heading = " ".join(passage.heading)
    said = {
        "opening": position < 3,
        "early": position < max(8, total // 8),
        "first half": position < total / 2,
        "last third": position > total * 2 / 3,
        "heading about": bool(_ABOUT.search(heading)),
        "heading later": bool(_LATER.search(heading)),
        "row": passage.form == "row",
    }
    return {name: 1.0 for name, holds in said.items() if holds}


def _around(sentence: str, following: str, date: dates.Found, name: re.Pattern[str]) -> dict[str, float]:
    """What is said near a date: in its clause, in its sentence, and in what follows."""
    near = sentence[max(0, date.start - 60) : date.end + 70]
    said: dict[str, bool] = {
        date.precision: True,
        "begins": date.start < 12,
        "on": bool(re.search(r"\b[Oo]n (?:the )?(?:\w+day,? )?(?:the )?$", sentence[: date.start])),
        "time told": bool(re.search(r"\d{1,2}[.:]\d\d|\bhours\b|\b[ap]\.?m\b|morning|evening|night|afternoon", near)),
        "since": bool(
            re.search(
                r"\b(?:since|from|by|before|until|in the (?:months|year|weeks) (?:to|before))\W*$",
                sentence[: date.start],
                re.I,
            )
        ),
        "child near": bool(name.search(near)),
        "child follows": bool(name.search(following)),
        "event just before": bool(_EVENT_BEFORE.search(sentence[: date.start])),
        "event just after": bool(_EVENT_AFTER.match(sentence[date.end :])),
        "aged": bool(re.search(r"\baged?\b|\bmonths? old\b|\byears? old\b|weeks? old|birthday", near)),
        "review begins": bool(
            re.search(r"this (?:serious case |practice |child |local )*review|subject of this", sentence, re.I)
        ),
    }
    for word, matcher in _MATCHERS.items():
        said[f"near {word}"] = bool(matcher.search(near))
        said[f"sentence {word}"] = bool(matcher.search(sentence))
        said[f"follows {word}"] = bool(matcher.search(following))
    return {key: 1.0 for key, holds in said.items() if holds}


def _name(subject: str | None) -> re.Pattern[str]:
    first = re.escape(re.split(r" and |, ", subject)[0]) if subject else "(?!)"
    return re.compile(
        rf"\b(?:{first}|the (?:child|baby|infant|boy|girl|young person|twins|children)|she|he)\b", re.IGNORECASE
    )
