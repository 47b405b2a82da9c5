"""How old the child at the centre was when the incident took place, in completed years, with the words that say so.

Only words that say it outright count: an age beside the child's name, or beside a pronoun for the child, in a sentence
that tells the event or opens the report. The age of a sibling or a parent, and the child's own age at some earlier time
("diagnosed when she was seven"), do not. Else a birth date and the date of the incident make it, or it stays unknown.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from pipeline.extract import ages, dates
from pipeline.extract.subject import is_several, name_of
from pipeline.records import DatedFact, Passage
from pipeline.sentences import statements

_CHILD = re.compile(
    r"\b(?:child|baby|infant|girl|boy|young person|young (?:wo)?man|yp|teenager|son|daughter|pupil|subject|twins?|siblings|children)\b",
    re.IGNORECASE,
)
_OTHERS = (
    r"mother|father|partner|siblings?|brothers?|sisters?|grand\w+|uncle|aunt|cousin|half-\w+|step\w+|friend|(?<!young )man|(?<!young )woman|adult|worker"
    r"|officer|carer|male(?! (?:infant|child|baby))|boyfriend|girlfriend|parents?|daughter of|ms [a-z]|mr [a-z]|mgm|suspect|perpetrator|neighbour"
)
_OTHER = re.compile(rf"\b(?:{_OTHERS})\b", re.IGNORECASE)
_OTHER_AFTER = re.compile(rf"\s*(?:-old\s+)?(?:\w+\s+)?(?:{_OTHERS})\b", re.IGNORECASE)
_EVENT = re.compile(
    r"\b(?:died|death|came to light|events|disclos\w+|killed|murder\w*|injur\w+|fatal\w*|own life|suicide|collaps\w+|stabbed|harmed|abused|exploit\w+|found)\b",
    re.IGNORECASE,
)
_PRONOUN = re.compile(
    r"\b(?:he|she|they)(?: was| were| is)?\W*(?:just |only |nearly |then |aged |about |at the age of )*$", re.IGNORECASE
)
_EARLIER = (
    r"since|until|till|from|diagnosed|began|started|moved|placed|turned|first|by the age of|before|after|previously|had been"
    r"|later|between|under|over"
)
_EARLIER_BEFORE = re.compile(rf"\b(?:{_EARLIER})\b[^,;(]{{0,30}}$", re.IGNORECASE)
_WHEN_BEFORE = re.compile(rf"\b(?:{_EARLIER}|when|by the time)\b[^,;(]{{0,30}}$", re.IGNORECASE)
_WHEN_AFTER = re.compile(r"\W*(?:and a half )?when\b", re.IGNORECASE)
_WHEN_EARLIER = re.compile(
    r"\W*(?:and a half )?(?:when|at the time)\b[^.;]*\b(?:diagnos\w+|mov\w+|came (?:in)?to care|separated|parted|left|started|first|began|born|met|placed|accommodated)\b",
    re.IGNORECASE,
)
_CHILD_JUST = re.compile(rf"{_CHILD.pattern}(?:,? (?:just )?aged?)?(?: of)?\W*$", re.IGNORECASE)
_BORN = re.compile(r"\b(?:born|birth|d\.?o\.?b)\b", re.IGNORECASE)
_MEMBER_DIED = re.compile(
    r"\b(?P<code>[A-Z]\d)\b\)?,?(?: [\w-]+){0,4} (?:died|was killed|was murdered)\b|death[^.]{0,40}? of [^.]{0,25}?\b(?P<code_after>[A-Z]\d)\b"
)
_CLAIMED = re.compile(
    r"\b(?:told|said|claim\w+|gave|believ\w+)\b[^.;]{0,40}\bthat (?:he|she|they) (?:was|were)\W*$", re.IGNORECASE
)
OPENING, EARLY = 3, 12  # passages
COVER, AT_EVENT, BESIDE_EVENT, AT_OPENING, AT_LATER, BY_BIRTH = range(6)


@dataclass(frozen=True, slots=True)
class Mention:
    """An age where a sentence gives it as the child's, and how outright it does: the lower the rank the more."""

    rank: int
    years: int
    words: str
    sentence: str
    page: int


@dataclass(frozen=True, slots=True)
class Around:
    """What a sentence stands among: its passage's place, the sentence above, and which of them tell the incident."""

    position: int
    above: str
    dated: bool
    dated_above: bool
    dated_below: bool


def age(
    front: str, passages: tuple[Passage, ...], subject: str | None, incident: DatedFact | None
) -> tuple[int | None, Mention] | None:
    """The age in years with the mention that says it best, or None where the text does not say.

    Of several children it is that of the one who died or is told of first; an age that is only a range (between nine months and fourteen) is no number of years.
    """
    told = [p for p in passages if p.is_told]
    if is_several(subject) and (group := _first_group(told, incident)):
        words = group.sentence[group.found[0].start : group.found[-1].end]
        words = " and ".join(found.words for found in group.found) if "(" in words else words
        years = _of_member(group, told)
        return years, Mention(AT_EVENT, years or 0, words, group.sentence, group.page)
    if is_several(subject) and not re.search(r"\btwins?\b", subject or "", re.IGNORECASE):
        return None
    said = min(_mentions(front, told, subject, incident), key=lambda mention: mention.rank, default=None)
    return (said.years, said) if said else None


@dataclass(frozen=True, slots=True)
class _Group:
    found: list[ages.Age]
    sentence: str
    page: int


def _first_group(told: list[Passage], incident: DatedFact | None) -> _Group | None:
    """The ages of children in the first sentence that gives more than one, a range, or that of the one whom it befell."""
    for position, passage in enumerate(told[:EARLY]):
        for sentence in (s for s in statements(passage.text) if not _BORN.search(s)):
            found = [a for a in ages.find(sentence) if a.form != "unit" and not _is_others(sentence, a)]
            if len(found) > 1 or any(a.form == "ranged" for a in found):
                return _Group(sorted(found, key=lambda a: a.start), sentence, passage.page)
            befell = len(found) == 1 and position < OPENING and _tells(sentence, incident)
            if befell or any(a.form == "under" for a in found):
                return _Group(found, sentence, passage.page)
    return None


def _of_member(group: _Group, told: list[Passage]) -> int | None:
    """The age of the child who died of those who have a code, else of the first told of; of a range only "under one"."""
    opening = [sentence for passage in told[:OPENING] for sentence in statements(passage.text)]
    for died in filter(None, map(_MEMBER_DIED.search, opening)):
        of_code = re.compile(rf"\b{died['code'] or died['code_after']}\b(?![^.;]*[A-Z]\d)[^.;)]{{0,25}}$")
        for sentence in opening:
            for found in ages.find(sentence):
                if of_code.search(sentence[: found.start]):
                    return found.years
    first = group.found[0]
    return first.years if first.form != "ranged" or {found.years for found in group.found} == {0} else None


def _is_others(sentence: str, found: ages.Age) -> bool:
    clause = _clause(sentence[: found.start])
    return bool(_OTHER.search(clause) or _OTHER_AFTER.match(sentence[found.end :]))


def _clause(before: str) -> str:
    """The clause that leads up to an age, with what a "who" in it refers to."""
    return re.split(r"[;(]|,(?!\s*who\b)|\band\b|\bbut\b", before)[-1][-60:]


def _mentions(front: str, told: list[Passage], subject: str | None, incident: DatedFact | None) -> Iterator[Mention]:
    """Every age of up to eighteen that is given outright as the child's."""
    name = name_of(subject)
    yield from (Mention(COVER, found.years, found.words, front, 1) for found in ages.find(front))
    for position, passage in enumerate(told):
        above = ""
        sentences = statements(passage.text)
        for sentence, below in zip(sentences, [*sentences[1:], ""], strict=True):
            around = Around(position, above, *(_tells(each, incident) for each in (sentence, above, below)))
            for found in sorted(ages.find(sentence), key=lambda one: one.start):
                rank = _rank(sentence, found, around, name)
                if rank is not None:
                    yield Mention(rank, found.years, found.words, sentence, passage.page)
            if incident:
                yield from _from_birth(sentence, passage.page, name, incident)
            above = sentence


def _tells(sentence: str, incident: DatedFact | None) -> bool:
    """Whether a sentence gives the date of the incident."""
    return incident is not None and any(date.value == incident.value for date in dates.find(sentence))


def _rank(sentence: str, found: ages.Age, around: Around, name: re.Pattern[str]) -> int | None:
    """How outright the words say that the child was of this age at the event; None where they do not."""
    before, after = sentence[: found.start], sentence[found.end :]
    opening = around.position < OPENING
    if found.form in ("unit", "ranged", "listed") or _OTHER_AFTER.match(after):
        return None
    if found.form == "labelled":
        return AT_EVENT if around.position < EARLY and not _OTHER.search(before) else None
    if _CLAIMED.search(before):
        return None
    just = around.dated and re.search(r"\bhad (?:just )?turned $", before)
    if not just and (_EARLIER_BEFORE if around.dated else _WHEN_BEFORE).search(before) and found.form != "birthday":
        return None
    if _WHEN_AFTER.match(after) and not around.dated and (not opening or _WHEN_EARLIER.match(after)):
        return None
    if not _is_of_child(sentence, found, around, name):
        return None
    if around.dated_below and around.position < EARLY:
        return BESIDE_EVENT
    told_above = around.dated_above or bool(_EVENT.search(around.above) and name.search(around.above))
    if around.dated:
        return AT_EVENT
    if told_above or _EVENT.search(before[-70:] + after[:70]):
        return BESIDE_EVENT if around.position < EARLY else AT_LATER
    return AT_OPENING if opening or (around.position < EARLY and len(sentence) < 30 and name.match(sentence)) else None


def _is_of_child(sentence: str, found: ages.Age, around: Around, name: re.Pattern[str]) -> bool:
    """Whether an age is the child's: the name or a pronoun for it stands beside, or the sentence tells the incident."""
    before, after = sentence[: found.start], sentence[found.end :]
    named = list(name.finditer(before))
    between = re.sub(r"\([^)]*\)?|,? who [^,]*,", "", before[named[-1].end() :]) if named else before
    beside = bool(named) and len(between) < 20 and not _OTHER.search(between)
    known = bool(name.search(around.above) or named or around.dated) or (
        around.position < OPENING and not _OTHER.search(around.above)
    )
    died = bool(named) and bool(_EVENT.search(between)) and not _OTHER.search(between)
    spoken = bool(_PRONOUN.search(before)) and known
    begins = before.strip().lower() == "at" and bool(name.search(after[:30]))
    clause = _clause(before)
    own = not _OTHER.search(clause) or (bool(named) and not _OTHER.search(between))
    child = bool(
        named or name.search(after) or _CHILD.search(before[-30:] + " " + after[:25]) or found.form == "birthday"
    )
    first = (
        around.position == 0
        and not around.above
        and (found.form in ("child of", "under") or bool(_CHILD_JUST.search(before)))
    )
    sexed = found.form == "sexed" and around.position < OPENING and own
    return (
        beside or died or spoken or begins or sexed or ((around.dated or around.dated_above or first) and child and own)
    )


def _from_birth(sentence: str, page: int, name: re.Pattern[str], incident: DatedFact) -> Iterator[Mention]:
    """The age at the incident that the child's birth date makes."""
    born = _BORN.search(sentence)
    if not born or len(incident.value) < 7 or not name.search(sentence[: born.start()][-40:]):
        return
    if _OTHER.search(sentence[: born.start()][-40:]):
        return
    for date in dates.find(sentence[born.end() : born.end() + 40]):
        months = (int(incident.value[:4]) - int(date.value[:4])) * 12 + int(incident.value[5:7]) - int(date.value[5:7])
        if incident.value[8:10] and date.value[8:10] and incident.value[8:10] < date.value[8:10]:
            months -= 1
        if date.precision != "year" and 0 <= months < 18 * 12:
            words = f"{months // 12} years" if months >= 24 else f"{months} months"
            yield Mention(BY_BIRTH, months // 12, words, sentence, page)
