"""When the incident that triggered the review took place: the death, the injury, or the day harm came to light."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable

from pipeline.extract import dates
from pipeline.extract.dated_facts import Labelled
from pipeline.extract.document import Document
from pipeline.records import DatedFact, Passage

_EVENT = re.compile(
    r"\b(?:died|death|(?:was|were) (?:\w+ )?killed|(?:was|were) murdered|(?:was|were) found (?:\w+ )?(?:dead|deceased|unresponsive|unconscious|collapsed|hurt|injured|wounded|lifeless|unwell)|fatal\w*|collapsed|took (?:his|her|their) own life"
    r"|ended (?:his|her|their) (?:own )?life|suicide|pronounced|fell from|drowned|stabbed|shaken|life was lost|lost (?:his|her|their) life"
    r"|(?:was|were) (?:seriously |critically |gravely )?(?:injured|stabbed|assaulted|harmed|admitted|taken to hospital|brought to hospital|conveyed)"
    r"|(?:suffered|sustained) (?:\w+ ){0,3}(?:injur\w+|harm|collapse)|came to (?:light|notice)|(?:was|were) disclosed|disclosed|made a disclosure|(?:was|were) removed|police protection"
    r"|injur\w+|bruis\w+|burn(?:s|ed)|hospital|resuscitat\w+|their protection|life support|incident|event that led|trigger\w*|injuries were (?:found|discovered|seen|identified)|overdose|attempted)\b",
    re.I,
)
_STRONG = re.compile(
    r"\b(?:died|death|killed|murdered|injur\w+|seriously hurt|wounded|bruises|incident|trigger\w*|led to this review|subject of this review|collapsed|came to light)\b",
    re.I,
)
_ABOUT = re.compile(
    r"circumstances|introduction|summary|reason|why this review|decision|incident|trigger|overview|background|what happened|commission|event|amgylchiadau|about this",
    re.I,
)
_NOT_IT = re.compile(
    r"\b(?:grand\w+|previous|earlier|first (?:partner|marriage)|another child|published|publication|chair (?:of|made)|concluded on|decided (?:on|in)|review (?:was )?(?:commissioned|began|started|commenced)|panel met|met on|decision was|"
    r"agreed to|chair|inquest|trial|sentenc\w+|convict\w+|plead\w*|charged|arrested|inspection|working together|act \d{4}|research|born|referred to the national|rapid review|scoping|"
    r"terms of reference|period (?:under|of|from|covered)|notified|notification|father died|mother died|father's death|mother's death|sibling died|brother died)\b",
    re.I,
)


def incident_date(document: Document, labelled: Iterable[Labelled], subject: str | None) -> DatedFact | None:
    """The date of the incident: from a label on the front, else from the sentence that tells it best."""
    front = [item.fact for item in labelled if item.place in ("cover", "sheet", "body")]
    if front:
        return max(front, key=lambda fact: len(fact.value))
    scores: Counter[str] = Counter()
    facts: dict[str, DatedFact] = {}
    for position, passage in enumerate(document.passages):
        if passage.hidden or passage.form in ("contents", "references", "glossary"):
            continue
        for fact, score in _told(passage, position, len(document.passages), subject):
            scores[fact.value] += score
            facts.setdefault(fact.value, fact)
    if not scores:
        return None
    merged = {value: score + _support(value, scores) for value, score in scores.items()}
    best = max(merged, key=lambda value: (merged[value], len(value)))
    finer = [v for v in merged if v != best and v.startswith(best) and merged[v] >= 0.5 * merged[best]]
    best = max(finer, key=lambda value: (len(value), merged[value]), default=best)
    return facts[best] if merged[best] >= 4 else None


def _told(passage: Passage, position: int, total: int, subject: str | None) -> Iterable[tuple[DatedFact, int]]:
    name = re.escape(subject.split(" and ")[0]) if subject else "(?!)"
    about = bool(_ABOUT.search(" ".join(passage.heading)))
    early = position < max(12, total // 8)
    sentences = re.split(r"(?<=[.;!?])\s+(?=[A-Z‘“(])", passage.text)
    for index, sentence in enumerate(sentences):
        follows = not _EVENT.search(sentence) and _STRONG.search(" ".join(sentences[index + 1 : index + 5]))
        if not follows and not _EVENT.search(sentence):
            continue
        for date in dates.find_loose(sentence):
            score = (
                _score(sentence, date, name) + 3 * about + 2 * early + 3 * bool(follows and early) + 3 * (position < 4)
            )
            if score > 3:
                yield DatedFact(date.value, date.precision, "explicit", passage.page, sentence[:300]), score


def _score(sentence: str, date: dates.Found, name: str) -> int:
    near = sentence[max(0, date.start - 90) : date.end + 90]
    score = 3 * bool(_EVENT.search(near)) + 2 * bool(_STRONG.search(near))
    score += 2 * bool(re.search(rf"\b(?:{name}|the child|the baby|he|she)\b", near, re.I))
    score -= 4 * bool(_NOT_IT.search(near)) + 2 * (date.precision == "year")
    return score


def _support(value: str, scores: Counter[str]) -> int:
    """What vaguer tellings of the same date add to it."""
    return sum(score // 2 for other, score in scores.items() if other != value and value.startswith(other))
