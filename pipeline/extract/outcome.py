"""Whether the child died or was seriously harmed: by the sentences that say so of that child and of nobody else."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from typing import Literal

from pipeline.extract.child import members_of, name_of
from pipeline.extract.people import RELATIVE
from pipeline.records import DatedFact, Passage
from pipeline.sentences import statements

Outcome = Literal["death", "serious-harm"]

_DIED = (
    r"died|dead\b|fatal(?:ly)?|deceased|drowned|was pronounced|were pronounced|life (?:was |to be )?(?:declared )?extinct|lifeless|lost (?:his|her|their) li(?:fe|ves)"
    r"|(?:took|taken|taking|ended|ending) (?:his|her|their) (?:own )?li(?:fe|ves)|(?:was|were|been) (?:\w+ )?(?:killed|murdered)|fatally|was stillborn"
    r"|died by suicide|suicide by|could not be (?:saved|resuscitated|revived)|life support|passed away|hanged (?:himself|herself|themselves)"
)
_DEATH = r"death|murder|killing|manslaughter|homicide|inquest|post[- ]mortem|funeral|suicide"
_HARMED = re.compile(
    r"\b(?:serious(?:ly)? (?:harm|injur|assault|ill|wound)\w*|life[- ](?:threatening|changing)|injur\w+|fractur\w+|burn\w*|scald\w*|head (?:injur|trauma)\w*|harmed|abus\w+|exploit\w+"
    r"|assault\w*|stabbed|rap(?:e|ed)|neglect\w*|overdose|intensive care|removed|police protection|disclos\w+|survived|recovered|attacked|wounded|critical\w*|raped|groomed|hurt|underweight|malnourish\w+"
    r"|attempt\w* to (?:end|take)|swallowed|collapsed|found|admitted|seizure|sustained|suffered|confined|treated|detained|poison\w*|bruis\w+)\b",
    re.IGNORECASE,
)
_UNREAL = re.compile(
    r"\b(?:could|might|would|should|if|nearly|almost|feared|fear|afraid|threat\w*|risk\w*|wish\w*|want\w*|wanted to|thought|going to|ideation|attempt\w*|hoped|tried|had not|not have|did not|nobody|no child|talk\w*)\b[^.;]{0,30}$",
    re.IGNORECASE,
)
_OTHER = re.compile(
    rf"{RELATIVE.pattern}|\b(?:dog|pet|(?:another|a previous|previous|other|an? (?:older|elder|younger|earlier)) (?:child|baby|twin)|who\b(?= died))",
    re.IGNORECASE,
)
_CRITERIA = re.compile(
    r"\b(?:where|when|if|that) (?:a|any|the) child (?:has )?(?:died|dies)|\bdie[sd] or (?:\w+ ){0,3}serious",
    re.IGNORECASE,
)
_OPENING = 3
_CHILD = r"(?:child(?:ren)?|baby|babies|infants?|girls?|boys?|young (?:person|people|wom[ae]n|m[ae]n)|teenagers?|pupil|siblings|twins?|son|daughter)"


def outcome(
    front: str, passages: tuple[Passage, ...], subject: str | None, incident: DatedFact | None
) -> Outcome | None:
    """Death or serious harm, None where the text tells of neither."""
    told = [p for p in passages if p.is_told]
    if next(_deaths(front, told, subject, incident), None):
        return "death"
    return "serious-harm" if any(_HARMED.search(p.text) for p in told) else None


def _deaths(front: str, told: Sequence[Passage], subject: str | None, incident: DatedFact | None) -> Iterator[str]:
    """The sentences that say that the child died."""
    says, name = _says_death(subject), name_of(subject)
    front = _OF_ADULT.sub("", front)
    if says(front) or re.search(
        rf"\b(?:death|murder|killing) of (?:an? |the )?{_CHILD}|\bdied\b", front, re.IGNORECASE
    ):
        yield front
    for position, passage in enumerate(told):
        above = ""
        for sentence in statements(passage.text):
            called = position < _OPENING and _CALLED_DIED.search(sentence)
            opens = position < _OPENING or bool(incident and incident.text and incident.text[:60] in sentence)
            of_child = _CERTAIN.search(sentence) or _says_of_child(sentence, above, bool(name.search(above)))
            if not _CRITERIA.search(sentence) and (
                says(sentence) or (opens and of_child) or (called and not _OTHER.match(called["who"]))
            ):
                yield sentence
            above = sentence


def _says_death(subject: str | None) -> Callable[[str], bool]:
    """Whether a sentence says by name that the child died, or speaks of the child's death."""
    name = f"{name_of(subject).pattern}|{members_of(subject).pattern}"
    died = re.compile(rf"(?:{name})(?!['’]s)(?P<between>[^.;]{{0,160}}?)\b(?:{_DIED})")
    death = re.compile(
        rf"(?:{name})['’]s? (?:\w+ )?(?:{_DEATH})\b|(?:{name})(?!['’]s)[^.;]{{0,80}}\b(?:his|her|their) (?:death|murder)\b|\b(?:{_DEATH}) (?:of|touching the death of|into (?:the )?death of) (?:{name})"
    )

    def says(sentence: str) -> bool:
        sentence = re.sub(r" ?\([^)]*\)|, who (?=died)", " ", sentence)
        found = died.search(sentence)
        if found and not _OTHER.search(found["between"]) and not _UNREAL.search(sentence[: found.end("between")]):
            return True
        spoken = death.search(sentence)
        return spoken is not None and not _UNREAL.search(sentence[: spoken.start()])

    return says


_OPENS = re.compile(rf"\b(?:he|she|they|both|{_CHILD})\b(?P<between>[^.;]{{0,160}}?)\b(?:{_DIED})", re.IGNORECASE)
# A pseudonym that only the text gives.
_CALLED_DIED = re.compile(r"^(?P<who>[A-Z][a-z]{2,}) (?:had )?died\b")
# An adult on the cover of a joint review, with what befell that adult.
_OF_ADULT = re.compile(r"\b(?:Adult|Mrs|Mr|Ms) \w+ \([^)]*\)|\bdeath of (?:Adult|Mrs|Mr|Ms) \w+", re.IGNORECASE)
_CERTAIN = re.compile(
    r"\b(?:hospital|infirmary|unit|centre),? where (?:he|she|they) (?:later )?died\b|post[- ]mortem|resuscitation (?:was |efforts were )?(?:discontinued|stopped|ceased|unsuccessful)|time of death|\bsudden (?:and )?unexpected death"
    rf"|\bbody of (?:an? |the )?{_CHILD}",
    re.IGNORECASE,
)


def _says_of_child(sentence: str, above: str, named_above: bool = False) -> bool:
    """Whether a sentence of the opening says of him, her or the child that they died."""
    found = _OPENS.search(sentence)
    if not found or _UNREAL.search(sentence[: found.end("between")]):
        return False
    before = above if re.match(r"(?:he|she|they)\b", found[0], re.IGNORECASE) else ""
    return not _OTHER.search(sentence[: found.end()]) and (
        not _OTHER.search(before) or (named_above and not _OTHER.match(before))
    )


def tells_outcome(found: Outcome | None, subject: str | None) -> Callable[[str], bool]:
    """Whether a sentence tells the child's death, or the harm."""
    if found != "death":
        return lambda sentence: bool(_HARMED.search(sentence))
    says = _says_death(subject)
    return lambda sentence: says(sentence) or _says_of_child(sentence, "")
