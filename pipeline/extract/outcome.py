"""Whether the child died or was seriously harmed."""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Sequence
from typing import Literal

from pipeline.extract import weights
from pipeline.extract.subject import name_of
from pipeline.records import DatedFact, Passage

Outcome = Literal["death", "serious-harm"]

_SIGNS = {
    name: re.compile(rf"\b(?:{words})\b", re.IGNORECASE)
    for name, words in {
        "died": r"died|was pronounced|life extinct|lost (?:his|her|their) li(?:fe|ves)|took (?:his|her|their) own li(?:fe|ves)|ended (?:his|her|their) (?:own )?li(?:fe|ves)|was killed|were killed|found dead|stillborn",
        "their death": r"(?:his|her|their|child's|baby's|\w+'s|\w+’s) death|death of|the death",
        "after death": r"post[- ]mortem|inquest|coroner\w*|manslaughter|murder|murdered|fatal|fatally|funeral|bereave\w+|sudden unexpected|child death|rapid response|had (?:he|she) lived|unlawful killing",
        "lives": r"survived|recover(?:ed|y|ing)|is now|now lives|did not die|living with|lives with|has since|thriving|foster carers?|adopt(?:ed|ion|ive)|is doing well|settled|reviewer met (?:him|her|them)|permanent\w*",
        "harmed": r"serious(?:ly)? (?:harm|harmed|injur\w*)|life[- ]threatening|life[- ]changing|grievous bodily harm|attempted murder|significant harm|critically ill|causing or allowing serious",
        "abused": r"sexual(?:ly)? (?:abus|exploit)\w*|was removed|were removed|police protection|disclosed",
    }.items()
}
_OTHERS = re.compile(
    r"\b(?:grand\w+|(?:his|her|their|the)? ?(?:father|mother|uncle|aunt|brother|sister|friend|partner|mgm|mgf)|previous child|sibling)(?:['’]s)? (?:\w+ )?(?:died|death)|death of (?:his|her|their|a|the|an) (?:\w+ )?"
    r"(?:grand\w+|father|mother|friend|aunt|uncle|partner|brother|sister)|died or (?:been |was )?seriously|death or serious|died and abuse|dies or is|serious harm or death",
    re.IGNORECASE,
)


def outcome(
    front: str, passages: tuple[Passage, ...], subject: str | None, incident: DatedFact | None
) -> Outcome | None:
    """Death or serious harm, None where the text tells of neither."""
    weighed = weights.load("outcome")
    found = candidates(front, passages, subject, incident)
    if not any(value for name, value in found["death"].items() if name != "always"):
        return None
    return "death" if weighed.probability(found["death"]) >= 0.5 else "serious-harm"


def candidates(
    front: str, passages: Sequence[Passage], subject: str | None, incident: DatedFact | None
) -> dict[str, dict[str, float]]:
    """What speaks for a death, and the same the other way round for serious harm."""
    told = [_OTHERS.sub(" ", p.text) for p in passages if not p.hidden and p.form in ("paragraph", "bullet", "row")]
    name = name_of(subject)
    event = " ".join(text for text in told if incident and incident.text[:60] in text)
    death: dict[str, float] = {"always": 1.0}
    for sign, pattern in _SIGNS.items():
        telling = [text for text in told if pattern.search(text)]
        sentences = (sentence for text in telling for sentence in re.split(r"(?<=[.;!?])\s+", text))
        of_child = [sentence for sentence in sentences if pattern.search(sentence) and name.search(sentence)]
        death[f"front {sign}"] = float(bool(pattern.search(front)))
        death[f"event {sign}"] = float(bool(pattern.search(event)))
        death[f"first {sign}"] = float(any(pattern.search(text) for text in told[:2]))
        death[f"opening {sign}"] = math.log1p(sum(len(pattern.findall(text)) for text in told[:10]))
        death[f"share {sign}"] = 4 * len(telling) / max(1, len(told))
        death[f"child {sign}"] = math.log1p(len(of_child))
    return {"death": death, "serious-harm": {key: -value for key, value in death.items()}}


def tells_outcome(found: Outcome | None, subject: str | None) -> Callable[[str], bool]:
    """Whether a sentence tells the child's death, or the harm."""
    signs = ("died", "their death", "after death") if found == "death" else ("harmed", "abused", "lives")
    return lambda sentence: any(_SIGNS[sign].search(_OTHERS.sub(" ", sentence)) for sign in signs)
