"""What the words beside a date call it: publication, approval, report, incident, or nothing of the review's own."""

from __future__ import annotations

import re
from typing import Literal

from pipeline.extract import dates

Label = Literal["publication", "revised", "approval", "report", "incident", "forward", "other"]

_LABELS: tuple[tuple[Label, str], ...] = (
    (
        "forward",
        r"next review|review due|due (?:by|date)|deadline|to be (?:reviewed|completed|implemented)|target date",
    ),
    ("revised", r"(?:revised|amended|updated|redacted|anonymised) for publication"),
    (
        "publication",
        r"(?:date of |for |on )?publication(?: date| month)?|(?:first |re-?)?published(?: on| in)?|released(?: on| in)?"
        r"|date (?:of release|released|published)|press release|immediate release|posted(?: on)?|cyhoeddwyd|dyddiad cyhoeddi|cyhoeddi",
    ),
    (
        "approval",
        r"approv\w+|endors\w+|adopt(?:ed|ion)|agreed|ratified|signed off|sign-off|accepted|presented to|for (?:the )?board|board(?=\s*:)"
        r"|submitted to|submission to|sent to|considered by|quality assur\w+(?: panel)?|anfonwyd|cymeradwy\w+|derbyniwyd",
    ),
    (
        "incident",
        r"died|date of (?:the )?(?:death|incident|injury|homicide|events?)|deceased|episode that triggered|(?:trigger(?:ing)? )?incident"
        r"|(?:into|concerning|following|regarding|in respect of) the (?:death|murder|homicide|serious injur\w+)|death of|was killed",
    ),
    (
        "other",
        r"\bd\.?o\.?b\b|date of birth|born|time ?frame|time period|period (?:under|of|covered)|scope|review period|trial|inquest"
        r"|sentenc\w+|convict\w+|page (?:last )?updated|updated on|last updated|commission(?:ed|ing)|rapid review (?:held|meeting)"
        r"|working together|children act|regulations|statutory guidance|ofsted|census",
    ),
    (
        "report",
        r"date of (?:the )?(?:report|completion|this report)|report (?:date|dated|completed)|completed|completion|finali[sz]ed"
        r"|version|final|report|overview|author|reviewer|summary|dyddiad|\bdate\b|\bdated\b|draft|review",
    ),
)
_MATCHERS = tuple((label, re.compile(rf"(?<!\w)(?:{words})", re.IGNORECASE)) for label, words in _LABELS)


def label_of(text: str, date: dates.Found | None, among: list[dates.Found]) -> Label | None:
    """What the words beside a date call it: the last label before it, else the first after it."""
    if date is None:
        return first_label(text)
    previous = max((other.end for other in among if other.end <= date.start), default=0)
    before, after = text[previous : date.start], text[date.end :]
    if re.match(r"\W{0,3}(?:date of publication|published|released)\s*(?:[).;,|]|$)", after, re.IGNORECASE):
        return "publication"
    label = last_label(re.split(r"[.;|]\s+|\)\W+", before)[-1]) or last_label(before)
    alone = all(other.start < date.end for other in among)
    behind = first_label(after) if alone else None
    if behind in ("revised", "publication") and re.match(r"\W{0,3}(?:\(?revised|published|\(published)", after, re.I):
        return behind
    if previous and label is None:
        label = last_label(text[:previous])
    return label or behind


def last_label(text: str) -> Label | None:
    """The label nearest the end of a text, "report" giving way to any other."""
    found = [(match.start(), -order, label) for order, (label, m) in enumerate(_MATCHERS) for match in m.finditer(text)]
    covered = [item for item in found if not _inside(item, text)]
    telling = [item for item in covered if item[2] != "report"] or covered
    return max(telling)[2] if telling else None


def _inside(item: tuple[int, int, Label], text: str) -> bool:
    start, order, label = item
    for rank, (_other, matcher) in enumerate(_MATCHERS):
        if -rank <= order:
            continue
        if any(match.start() <= start < match.end() for match in matcher.finditer(text)):
            return True
    return False


def first_label(text: str) -> Label | None:
    """The label nearest the beginning of a text."""
    found = [(match.start(), order, label) for order, (label, m) in enumerate(_MATCHERS) for match in m.finditer(text)]
    return min(found)[2] if found else None
