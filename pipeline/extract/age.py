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

from pipeline.extract import age_evidence as evidence
from pipeline.extract import ages, dates, weights
from pipeline.extract.child import is_several, members_of, name_of
from pipeline.extract.people import RELATIVE
from pipeline.records import DatedFact, Passage
from pipeline.sentences import statements

_MEMBER_DIED = re.compile(
    r"\b(?P<code>[A-Z]\d?)\b\)?,?(?: [\w-]+){0,4} (?:died|was killed|was murdered)\b|death[^.]{0,40}? of [^.]{0,25}?\b(?P<code_after>[A-Z]\d?)\b"
)
_BORN = re.compile(r"\b(?:born|birth|d\.?o\.?b)\b", re.IGNORECASE)
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

    Of several children whom the text calls by codes it is the age of the one who died. An age that is only a range
    (between nine months and fourteen) is no number of years.
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


@dataclass(frozen=True, slots=True)
class _Child:
    """Whom a report is about: how the text names the child or any of several, and which of these died."""

    name: re.Pattern[str]
    member: re.Pattern[str]
    several: bool
    died: frozenset[str]


@dataclass(frozen=True, slots=True)
class _Sentence:
    """A sentence with the one above it and where it stands."""

    text: str
    above: str
    passage: str
    page: int
    place: dict[str, bool]


def mentions(
    front: str, passages: tuple[Passage, ...], subject: str | None, incident: DatedFact | None
) -> Iterator[Mention]:
    """Every mention of an age in the title, on the cover and in the text, but for those of others and of other times."""
    told = [p for p in passages if p.is_told][:LOOKED_AT]
    several = is_several(subject)
    child = _Child(name_of(subject), members_of(subject), several, _died(told) if several else frozenset())
    for found in ages.find(front):
        if evidence.is_age(front, child.name, found):
            yield Mention(found.years, found.words, front, found.start, 1, {"cover": 1.0, f"form {found.form}": 1.0})
    count = of_child = 0
    last = None
    for sentence in _sentences(told, incident):
        for found, said in _ages_in(sentence, child, incident):
            whose = evidence.whose(said)
            said["among first three"], said["first of passage"] = count < 3, sentence.passage != last
            count, last = count + 1, sentence.passage
            if whose == "other's" or evidence.is_of_another_time(sentence.text, found):
                continue
            said |= {f"{whose} {when}": True for when in evidence.when(said)}
            said["first of the child's"] = whose != "whose?" and not of_child
            said["first of several's"] = said["first of the child's"] and several
            of_child += whose != "whose?"
            features = {key: 1.0 for key, holds in said.items() if holds}
            yield Mention(found.years, found.words, sentence.text, found.start, sentence.page, features)
        if incident:
            yield from _from_birth(sentence.text, sentence.page, child.name, incident)


def _sentences(told: list[Passage], incident: DatedFact | None) -> Iterator[_Sentence]:
    for position, passage in enumerate(told):
        place = {
            "first passage": position == 0,
            "opening": position < 3,
            "early": position < OPENING,
            "first half": position < len(told) / 2,
            "dated passage": evidence.tells(passage.text, incident),
            "row": passage.form == "row",
        }
        sentences = statements(passage.text)
        dated = [evidence.tells(sentence, incident) for sentence in sentences]
        for index, sentence in enumerate(sentences):
            around = {
                "first sentence": index == 0,
                "dated": dated[index],
                "dated above": index > 0 and dated[index - 1],
                "dated below": any(dated[index + 1 : index + 2]),
            }
            yield _Sentence(
                sentence, sentences[index - 1] if index else "", passage.id, passage.page, {**place, **around}
            )


def _ages_in(
    sentence: _Sentence, child: _Child, incident: DatedFact | None
) -> Iterator[tuple[ages.Age, dict[str, bool]]]:
    """The ages in a sentence, in their order, with what stands around each."""
    text = sentence.text
    found = sorted((a for a in ages.find(text) if evidence.is_age(text, child.name, a)), key=lambda one: one.start)
    for number, one in enumerate(found):
        among = {
            "first of sentence": number == 0,
            "one of several": len(found) > 1,
            "several": child.several,
            "of the one who died": _nearest(text, one, child.member) in child.died,
        }
        beside = evidence.around(text, sentence.above, one, child.name, child.member)
        yield one, {**sentence.place, **among, **beside, **evidence.times(text, one, incident)}


def _died(told: list[Passage]) -> frozenset[str]:
    """The codes of those of several children of whom the opening says that they died."""
    said = (m for p in told[:OPENING] for m in _MEMBER_DIED.finditer(p.text))
    return frozenset(code for m in said for code in m.groups() if code)


def _nearest(sentence: str, found: ages.Age, member: re.Pattern[str]) -> str:
    """The code or name of the child whom a sentence names last before an age."""
    named = list(member.finditer(sentence[: found.start]))
    return named[-1][0].split()[-1] if named else ""


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
