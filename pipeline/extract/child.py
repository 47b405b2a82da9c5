"""Who the child at the centre of a review is, and by which words the text speaks of that child."""

from __future__ import annotations

import re

from pipeline.extract.subject import BESIDE_ADULT, MONTHS, REFERENCE, WHO

_CODED = r"(?:Child|Baby|Infant|Twin|Sibling|Young Person|Boy|Girl|Pupil|YP) ?(?:[A-Z]{1,2}\d{0,2}|\d{1,2})\b"


def is_several(subject: str | None) -> bool:
    """Whether a review is about more than one child."""
    called = re.sub(
        r"\b(?:and|&|,) (?:(?:her|his|their) )?(?:siblings?|brothers?|sisters?|sons?|daughters?|children|baby)\b.*|\b(?:and|&|,) (?:Adult|Ms|Mrs|Mr|Mother|Father|their mother)\b.*",
        "",
        BESIDE_ADULT.sub("", subject or ""),
        flags=re.IGNORECASE,
    )
    return bool(
        re.search(
            r"\band\b|,|/(?=[A-Z])|\b(?:children|siblings|family|families|twins|people|girls|boys|babies|infants|adolescents|sibling group)\b",
            called,
            re.IGNORECASE,
        )
    )


def name_of(subject: str | None) -> re.Pattern[str]:
    """The ways in which the text names the child; any coded child where the subject is only a reference."""
    if subject and REFERENCE.fullmatch(subject):
        subject = None
        coded = r"|\b(?:Child|Baby|Young Person) [A-Z]{1,2}\d?\b"
    else:
        coded = ""
    first = re.split(r" and |, ", BESIDE_ADULT.sub("", subject or ""))[0]
    first = re.sub(r"^The ", "", first)
    last = first.split()[-1:]
    if not re.match(rf"(?:{WHO})\b", first, re.IGNORECASE) and len(first.split()) > 1:
        coded = rf"|\b{re.escape(first.split()[0])}\b"
    elif re.fullmatch(r"(?:Baby|Child|Infant|Young Person|Twin) [A-Z][a-z]{2,}", first) and last[0] not in MONTHS:
        coded = rf"|\b{last[0]}\b"
    code = (
        rf"|\b{re.escape(last[0])}{'1?' if first.startswith('Case ') else ''}\b(?=[ ,’'])"
        if last and len(last[0]) <= 3 and last[0].isupper() and last[0] not in "AI"
        else ""
    )
    return re.compile(
        (rf"\b{re.escape(first)}\b" if first else "(?!)")
        + code
        + coded
        + r"|\b[Tt]he (?:child|baby|infant|young person|twins|boy|girl|deceased)\b"
    )


def members_of(subject: str | None) -> re.Pattern[str]:
    """The ways in which the text names any one of several children: Family HD's HD4, Edie, Child Q; of one child none."""
    if not is_several(subject):
        return re.compile("(?!)")
    called = re.sub(r"\([^)]*\)", "", subject or "")
    names = [rf"\b{code}\d{{1,2}}\b" for code in re.findall(r"\b[A-Z]{1,2}\b", called) if code not in ("A", "I")]
    names += [rf"\b{code}\b" for code in re.findall(r"\b[A-Z]{1,2}\d?\b", called) if code not in ("A", "I")]
    proper = re.findall(r"\b[A-Z][a-z]{2,}\b", called)
    names += [rf"\b{word}\b" for word in proper if not re.match(rf"(?:{WHO}|the)\b", word, re.IGNORECASE)]
    return re.compile("|".join([rf"\b{_CODED}", *names]))


def centre_of(subject: str | None, sentence: str, at: int) -> re.Pattern[str] | None:
    """Of several children the ways in which the text names the one of whom a sentence tells at this place; else None."""
    named = list(members_of(subject).finditer(sentence))
    before = [
        m for m in named if m.end() <= at and at - m.end() < 60 and not re.search(r"[;.]", sentence[m.end() : at])
    ]
    after = [m for m in named if m.start() >= at and m.start() - at < 60]
    found = before[-1:] or after[:1]
    return re.compile(rf"\b{re.escape(found[0][0])}\b|\b{re.escape(found[0][0].split()[-1])}\b") if found else None


def is_with_a_centre(subject: str | None) -> bool:
    """Whether a review of several children may be about one of them above all: a family, or two, but no greater group."""
    family = re.search(r"\b(?:family|siblings|twins|brothers|sisters)\b", subject or "", re.IGNORECASE)
    return bool(family) or len(re.findall(r",| and |\bto\b", subject or "")) == 1
