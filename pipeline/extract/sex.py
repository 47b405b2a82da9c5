"""Whether the child is a boy or a girl, by the words the text uses of that child and of nobody else.

A pronoun counts when the child is the one spoken of: after the child's name, or at the head of the sentences that go on
about the child, until somebody else comes. A noun counts beside the name or where the report first tells of the child.
What each of these kinds of words counts was learnt (pipeline.extract.weights).
"""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Callable, Iterator
from itertools import islice

from pipeline.extract import weights
from pipeline.extract.age import Mention
from pipeline.extract.child import centre_of, is_several, is_with_a_centre, name_of
from pipeline.extract.people import ANYBODY, sexes_of
from pipeline.records import Passage
from pipeline.sentences import statements

_SAID = {
    "male": re.compile(r"\b(?:he|him|his|himself)\b", re.IGNORECASE),
    "female": re.compile(
        r"\b(?:she|her(?! (?:to|that|the|a|an|and|of|for|in|at|with|by)\b)(?= \w)|herself)\b", re.IGNORECASE
    ),
}
_NOUNS = {
    "male": re.compile(r"\b(?:boys?|sons?|young m[ae]n|male (?:child|infant|baby))\b(?!friend)", re.IGNORECASE),
    "female": re.compile(
        r"\b(?:girls?|daughters?|young wom[ae]n|female (?:child|infant|baby))\b(?!friend)", re.IGNORECASE
    ),
}
_OF_CHILD = re.compile(
    r"^\W*(?:,|was|is|\(|who was|,? then)?\s*(?:(?:an?|the)\s+(?:[\w-]+,?\s+){0,4}?|(?<=\())(?P<noun>boy|girl|son|daughter|young (?:wo)?man|(?:fe)?male)\b",
    re.IGNORECASE,
)
_TOLD_OF = re.compile(
    r"\b(?:an?|the) (?:[\w-]+,? ){0,3}?(?P<noun>boy|girl|young (?:wo)?man|(?:fe)?male (?:child|infant|baby))\b(?!friend)",
    re.IGNORECASE,
)
_NEITHER = re.compile(
    r"\bnon-binary\b|used the pronouns? they|pronouns they|gender[- ]neutral pronoun|\bthey/them\b|identified as neither",
    re.IGNORECASE,
)
_UNSAID = re.compile(
    r"\b(?:sex|gender) (?:of|is|has|have|and)\b[^.]{0,60}\b(?:not (?:been )?(?:stated|given|disclosed|identified)|withheld|removed|changed|omitted)",
    re.IGNORECASE,
)
_OF_ANOTHER = re.compile(r"\b(?:M(?:rs?|s|iss)|Dr|Adult|Family|PC|SW) \0|\0['’]s? ", re.IGNORECASE)
_PLURAL = {
    "male": re.compile(r"\b(?:boys|brothers|sons|young men)\b", re.IGNORECASE),
    "female": re.compile(r"\b(?:girls|sisters|daughters|young women)\b", re.IGNORECASE),
}
_BEGINS = re.compile(r"\W*(?:[\w’']+,? ){0,4}?(?P<who>he|she|his|her)\b", re.IGNORECASE)
LOOKED_AT = 100  # passages


def sex(front: str, passages: tuple[Passage, ...], subject: str | None, aged: Mention | None) -> str | None:
    """Male, female, or other where the text says so of the child; None where it does not say or children differ.

    `aged` is what tells the child's age, which often says whose it is ("She was nine months old."), and of several
    children which of them is at the centre.
    """
    told = [p.text for p in passages if p.is_told][:LOOKED_AT]
    if is_several(subject):
        same = _of_several(front, told) or _of_each(told, subject or "")
        if same or not is_with_a_centre(subject):
            return same
    if any(_NEITHER.search(text) for text in told[:40]):
        return "other"
    if any(_UNSAID.search(text) for text in told[:40]):
        return None
    name = _centre(subject, aged) if is_several(subject) else name_of(subject)
    of_child = [*_words_of(told, name, alone=True), *_words_of_age(aged)]
    if said := _most(iter(of_child), 2, 0.8):
        return said
    evidence = {*of_child, *_nouns_at_age(aged), *_pronouns_at_age(aged)}
    if not is_several(subject):
        evidence.update(_nouns_of_opening(front, told))
        evidence.update(_pronouns([text for text in told[:3] if not ANYBODY.search(text)]))
    weighed = weights.load("sex")
    likely = {each: weighed.probability(more) for each, more in candidates(front, passages, subject, aged).items()}
    best = max(likely, key=lambda each: likely[each], default=None)
    return best if best in evidence and likely[best] >= weighed.least else None


def candidates(
    front: str, passages: tuple[Passage, ...], subject: str | None, aged: Mention | None
) -> dict[str, dict[str, float]]:
    """For each sex how much more each kind of words speaks for it than for the other; nothing where none speaks."""
    told = [p.text for p in passages if p.is_told][:LOOKED_AT]
    several = is_several(subject)
    name = _centre(subject, aged) if several else name_of(subject)
    kinds = {
        "after the name alone": _words_of(told, name, alone=True),
        "after the name": _words_of(told, name, alone=False),
        "of the age": _words_of_age(aged),
        "noun at the age": _nouns_at_age(aged),
        "pronoun at the age": _pronouns_at_age(aged),
    }
    if not several:
        kinds |= {
            "noun of the opening": _nouns_of_opening(front, told),
            "opening without others": _pronouns([text for text in told[:3] if not ANYBODY.search(text)]),
            "first passage": _pronouns(told[:1]),
            "opening": _pronouns(told[:3]),
            "beginning": _pronouns(told[:8]),
            "throughout": _pronouns(told),
            "first": islice(_pronouns_in_order(told[:1]), 1),
        }
    more: dict[str, float] = {}
    for kind, words in kinds.items():
        counts = Counter(words)
        more[kind] = math.log1p(counts["male"]) - math.log1p(counts["female"])
        more[f"{kind}, share"] = (counts["male"] - counts["female"]) / (counts.total() + 1)
        if several and kind.startswith("after the name"):
            more[f"{kind}, of several"] = more[kind]
    if not any(more.values()):
        return {}
    return {"male": more, "female": {kind: -value for kind, value in more.items()}}


def _centre(subject: str | None, aged: Mention | None) -> re.Pattern[str]:
    """How the text names the one of several children whose age it gives; by none of the names where it gives none."""
    return (centre_of(subject, aged.sentence, aged.start) if aged else None) or re.compile("(?!)")


def _of_each(told: list[str], subject: str) -> str | None:
    """The sex of the children whom the subject names, where it is the same of each."""
    members = [name_of(member) for member in re.split(r",? and |, ", subject)]
    said = {_most(_words_of(told, name, alone=True), 2) for name in members}
    return said.pop() if len(members) > 1 and len(said) == 1 else None


def _most(words: Iterator[str], least: int, share: float = 0.65) -> str | None:
    """The sex for which most of the words speak, where there are enough and these are clearly most."""
    counts = Counter(words)
    best, most = counts.most_common(1)[0] if counts else ("", 0)
    return best if most >= least and most / counts.total() >= share else None


def _pronouns_in_order(texts: list[str]) -> Iterator[str]:
    for text in texts:
        said = sorted((match.start(), sex) for sex, words in _SAID.items() for match in words.finditer(text))
        yield from (sex for _, sex in said)


def _words_of_age(aged: Mention | None) -> Iterator[str]:
    """The word nearest before the child's age, else the first after it, three times."""
    if not aged:
        return iter(())
    at = max(aged.sentence.find(aged.words), 0)
    words = sorted((m.start(), sex) for sex in _SAID for of in (_SAID, _NOUNS) for m in of[sex].finditer(aged.sentence))
    before, after = [w for w in words if w[0] <= at], [w for w in words if w[0] > at]
    start, said = (before[-1] if before else after[0]) if words else (0, "")
    return iter([said] * 3 if said and not ANYBODY.search(aged.sentence[: start if start > at else 0]) else [])


def _nouns_at_age(aged: Mention | None) -> Iterator[str]:
    """The noun for the child that an age goes with: a girl of four months, his daughter of eleven weeks, 12-year-old boy."""
    if not aged:
        return
    before, after = aged.sentence[max(0, aged.start - 40) : aged.start], aged.sentence[aged.start : aged.start + 45]
    above = max(_nouns_in(before), default=None)
    if above and not ANYBODY.search(before[above[0] :]):
        yield above[1]
    elif below := min(_nouns_in(after), default=None):
        yield below[1]


def _nouns_in(text: str) -> Iterator[tuple[int, str]]:
    return ((match.start(), sex) for sex, nouns in _NOUNS.items() for match in nouns.finditer(text))


def _pronouns_at_age(aged: Mention | None) -> Iterator[str]:
    """The pronoun right before an age (when she was seven), else the first one after it."""
    if not aged:
        return
    before, after = aged.sentence[max(0, aged.start - 25) : aged.start], aged.sentence[aged.start :]
    if match := re.search(r"\b(he|she)\b(?: was| is)?[\w ,]{0,14}$", before, re.IGNORECASE):
        yield _sex_of(match[1])
        return
    match = re.search(r"\b(?:he|she|his|her|him|himself|herself)\b", after, re.IGNORECASE)
    if match and not ANYBODY.search(after[: match.start()]):
        yield _sex_of(match[0])


def _pronouns(texts: list[str]) -> Iterator[str]:
    return (sex for text in texts for sex, words in _SAID.items() for _ in words.finditer(text))


def _words_of(told: list[str], name: re.Pattern[str], alone: bool) -> Iterator[str]:
    """The sex of each word that is said of the child, a noun beside the name three times.

    The sentences that go on about the child end where somebody else comes: if `alone` anywhere in a sentence, else only
    at the head of one.
    """
    for position, text in enumerate(told):
        opens = False  # whether a sentence of the opening that begins with the child's name is above
        of_child: frozenset[str] = frozenset()  # the sexes of which a pronoun can mean the child alone
        for sentence in statements(text):
            named = _named(sentence, name)
            begins = _BEGINS.match(sentence)
            other = ANYBODY.search(sentence[: named.start() if named else 40])
            if named and (not other or other.start() > named.start()):
                of_child = _free(sentence[named.end() :]) if alone else frozenset(_SAID)
                opens = alone and position < 3 and named.start() < 3
                yield from _after(sentence[named.end() :])
            elif begins and not ANYBODY.search(sentence[: begins.end()]):
                if (said := _sex_of(begins["who"])) in of_child:
                    yield from [said] * (2 if opens and begins["who"] in ("He", "She") else 1)
            else:
                of_child = frozenset()


def _free(rest: str) -> frozenset[str]:
    """The sexes of which nobody else is in these words."""
    taken = {sex for match in ANYBODY.finditer(rest) for sex in sexes_of(match[0])}
    return frozenset(_SAID) - taken


def _named(sentence: str, name: re.Pattern[str]) -> re.Match[str] | None:
    """Where the sentence first names the child and not somebody of the child's (Child K's mother)."""
    return next(
        (
            m
            for m in name.finditer(sentence)
            if not _OF_ANOTHER.search(f"{sentence[: m.start()]}\0{sentence[m.end() :]}")
        ),
        None,
    )


def _after(rest: str) -> Iterator[str]:
    """What is said of the child after the name, up to the next person."""
    if match := _OF_CHILD.match(rest):
        yield from [_sex_of(match["noun"])] * 3
    other = ANYBODY.search(rest)
    until = other.start() if other else len(rest)
    said = ((match, sex) for sex, words in _SAID.items() if (match := words.search(rest)) and match.end() <= until)
    first = min(((match.start(), sex) for match, sex in said), default=None)
    if first:
        yield first[1]


def _nouns_of_opening(front: str, told: list[str]) -> Iterator[str]:
    """The nouns by which the title and the opening first tell of a child that they do not name."""
    for text in (front, *told[:3]):
        if match := _TOLD_OF.search(text):
            yield _sex_of(match["noun"])


def _sex_of(word: str) -> str:
    return "female" if re.search(r"girl|she|her|daughter|woman|female", word, re.IGNORECASE) else "male"


def _of_several(front: str, told: list[str]) -> str | None:
    """The sex of all the children, where the review speaks of them as girls or as boys."""
    opening = " ".join((front, *told[:8]))
    for one, other in (("male", "female"), ("female", "male")):
        plural = {key: bool(words.search(opening)) for key, words in _PLURAL.items()}
        pronouns = {key: sum(len(words.findall(text)) for text in told[:15]) for key, words in _SAID.items()}
        if plural[one] and not plural[other] and pronouns[one] > 2 * pronouns[other]:
            return one
    return None


def tells_sex(found: str | None, subject: str | None) -> Callable[[str], bool]:
    """Whether a sentence speaks of the child, or where there are several of the children, as a boy or a girl."""
    name, several = name_of(subject), is_several(subject)

    def tells(sentence: str) -> bool:
        if found not in _SAID:
            return bool(_NEITHER.search(sentence))
        named = _named(sentence, name)
        words = _SAID[found].search(sentence) or _NOUNS[found].search(sentence)
        return bool(words) if several or not named else found in _after(sentence[named.end() :])

    return tells
