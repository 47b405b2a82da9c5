"""The front of a document: its cover's lines, the fields of a repository's cover sheet, and what a line is."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import replace

from pipeline.extract import dates
from pipeline.extract.date_labels import last_label
from pipeline.extract.document import Document, Line

_SMALL = frozenset(
    re.findall(r"\w+", "and of the upon in for on with to a an into under from or by as at its his her their")
)
_ACRONYMS = frozenset(
    re.findall(
        r"\w+", "SCR LCSPR CSPR SAR DHR MAPPA CPR APR SUSR DARDR LSCB LSCP YP QPM II III IV VIII CSE CCE SUDI SILP SCIE"
    )
)
_CALLED = frozenset(
    re.findall(
        r"\w+",
        "child baby person sibling twin family adult case and children siblings boy girl part chapter volume section",
    )
)
_MARKING = re.compile(
    r"^\W*(?:fictional|confidential|restricted|official|not protectively|protect\b|for (?:publication|submission|(?:onward )?(?:circulation|distribution))\b|public\b|private|draft|status|embargo"
    r"|not for (?:circulation|publication)|(?:final )?(?:version|draft)\b|v\d|copyright|©|www\.|http|page \d|isbn|tel[: ])",
    re.IGNORECASE,
)
_AUTHOR = re.compile(
    r"^(?:the )?(?:author|written by|prepared (?:by|for)|compiled by|by |report (?:by|author)|overview (?:report )?(?:author|writer)|overview report by|lead review|independent"
    r" (?:overview|chair|author|report|lead|reviewer|scrutin)|independent reviewer|reviewers?\b|lead reviewers?|chair\b|panel|commissioned|facilitat|adolygwyr"
    r"|(?:the )?(?:[\w&]+ ){1,3}(?:associates|consult\w+|ltd|limited|llp)$"
    r"|report of the (?:independent )?(?:chair|author|reviewer|panel)|findings by|lscb:|title:)",
    re.IGNORECASE,
)
_PERSON = re.compile(
    r"^(?:(?:Dr|Mr|Mrs|Ms|Miss|Prof|Professor|Sir|Dame)\.? )?[A-Z][\w'’.-]*(?: [A-Z]\.?)*(?: [A-Z][\w'’-]+){1,2}"
    r"(?:,? (?:[A-Z][A-Za-z]*\.?[A-Z]+(?: ?\(Hons\))?|MSc|PhD|BSc),?)*"
    r"(?:\s*(?:[,;(|-]|and\b).*)?$"
)
_LEARNED = re.compile(r"(?:Dr|Prof|Professor)\b")  # those whom a review is about are not called so
_TWO_NAMES = re.compile(
    r"(?:[A-Z]\.? ?)*(?:[A-Z]\.|[A-Z][a-z'’]+)(?: [A-Z]\.?)* [A-Z][a-z'’]+(?:-[A-Z][a-z]+)?(?:,? [A-Z]{2,})*"
)
_CHILD = re.compile(
    r"\b(?:child(?:ren)?|baby|babies|infants?|young (?:person|people|wom[ae]n|m[ae]n)|family|families|siblings?|twins?|boys?|girls?|pupils?|teenagers?"
    r"|adolescents|brothers?|sisters?)\b",
    re.IGNORECASE,
)
_ROLE = re.compile(
    r"reviewer|\bauthor|\bchair\b|consultant|\bQPM\b|\bOBE\b|\bMSc\b|\bPhD\b|\bnurse\b|manager|barrister|of counsel|designated|named (?:nurse|doctor)|officer,|\bCQSW\b"
    r"|head of|principal|\bRN\b|FRCPCH|midwife",
    re.IGNORECASE,
)
_GOVERNED = re.compile(
    r"^\W*(?:date|dated|made public|meeting of|prepared for|for immediate release|embargo\w*|completed|report completed|finalised|approved|agreed|accepted|endorsed|adopted|ratified|signed off|presented|published|publication|released|for board"
    r"|revised|updated|available|sent to|submitted|considered|cyhoeddwyd|episode|lscb adoption|died)\b",
    re.IGNORECASE,
)
KIND = re.compile(
    r"\breview\b|adolygiad|homicide|overview report|executive summary|summary report|annual report|(?:seven|six)[- ]minute|learning (?:summary|briefing|review)|briefing|statement"
    r"|\breport\b|policy|procedure|protocol|strategy|\bplan\b|minutes|\bSCR\b|\bLCSPR\b|\bDHR\b",
    re.IGNORECASE,
)


_CONTENTS = re.compile(r"^\W*(?:table of )?contents\W*$|^\W*cynnwys\W*$", re.IGNORECASE)
_HOSTED = re.compile(
    r"^\W*(?:transcript of\b|[\d.,]+k? (?:views?|downloads?|reads?|followers?|pages?)\W*$|uploaded (?:by|on)\b|(?:download|share|embed|save|print)\W*$)",
    re.IGNORECASE,
)


def printed(lines: Iterable[Line]) -> tuple[Line, ...]:
    """The lines as the review printed them: no contents list, no site's furniture, a date over two lines made one."""
    kept: list[Line] = []
    listed: int | None = None
    for line in lines:
        if line.place == "cover" and _CONTENTS.match(line.text):
            listed = line.page
        if line.place == "cover" and (_HOSTED.match(line.text) or (listed is not None and line.page >= listed)):
            continue
        if kept and _is_one_date(kept[-1], line):
            above = kept.pop()
            line = replace(above, text=f"{above.text.strip()} {line.text.strip()}")
        kept.append(line)
    return tuple(kept)


def _is_one_date(above: Line, line: Line) -> bool:
    """Whether a date begins on the one line and ends on the other."""
    same = (above.page, above.place) == (line.page, line.place) and abs(above.size - line.size) < 0.6
    if not same or above.place == "body" or not re.match(r"\s*[A-Z\d'’]", line.text):
        return False
    if dates.find(line.text) and last_label(above.text) in (None, "report"):
        return False  # "Child 4" above "June 2018" is no day of a month
    text, seam = f"{above.text.strip()} {line.text.strip()}", len(above.text.strip())
    return any(date.start < seam < date.end for date in dates.find(text))


def cover_lines(document: Document) -> list[Line]:
    """The lines of the cover, or where there is none those that open the document."""
    cover = [line for line in document.lines if line.place == "cover"]
    return cover or [line for line in document.lines if line.page == 1 and line.place == "body"][:12]


def sheet_field(document: Document, name: str) -> str | None:
    """The field of this name on a repository's cover sheet."""
    lines = [line for line in document.lines if line.place == "sheet"]
    for index, line in enumerate(lines):
        match = re.match(rf"{name}s?\s*:\s*(.*)", line.text.strip(), re.IGNORECASE)
        if match:
            return _whole_field(match[1].strip(), [line.text.strip() for line in lines[index + 1 : index + 3]])
    return None


def _whole_field(value: str, following: list[str]) -> str | None:
    """A field with the lines over which it runs on."""
    if not value:
        return following[0] if following else None
    for text in following:
        if len(value) < 50 or re.match(r"[\w ]{2,24}:", text) or not text[:1].islower():
            break
        value += " " + text
    return value


def is_marking(text: str) -> bool:
    """Whether a line is a marking, an address or another piece of furniture."""
    return bool(_MARKING.match(text.strip()))


def is_author(text: str, alone: bool = True) -> bool:
    """Whether a line names who wrote or chaired the review; with `alone` also one that holds a bare name."""
    text = titled(text.strip())
    if _AUTHOR.match(text) and not re.match(r"independent (?:management |case )?review\b(?!er)", text, re.IGNORECASE):
        return True
    return (
        bool(_PERSON.match(text))
        and not text.startswith("The ")
        and (bool(_ROLE.search(text) or _LEARNED.match(text)) or (alone and _is_two_names(text)))
    )


def is_dated(text: str) -> bool:
    """Whether a line is a date with at most its label."""
    if re.fullmatch(
        r"\W*(?:report )?(?:completed|published|approved|agreed|publication|publication date|date|dated)\W*",
        text,
        re.IGNORECASE,
    ):
        return True
    found = dates.find(text) or (dates.find(text, bare=True) if _GOVERNED.match(text) else [])
    if not found:
        return False
    if not found[0].start and re.match(r"[.|;]", text[found[0].end :]):
        return True  # "April 2013. Made public October 2013 on the order of the court"
    if found[-1].end == len(text.strip()) and "," in text and not KIND.search(text) and not _CHILD.search(text):
        return True  # "The Firm of Reviewers, December 2020"
    if not text[: found[0].start].strip() and _GOVERNED.match(text[found[0].end :]):
        return True  # "September 2015 (published March 2016 at the conclusion of proceedings)"
    rest = re.sub(r"\W+", " ", text[: found[0].start] + text[found[-1].end :])
    rest = re.sub(r"\b(?:date of |on )?(?:publication|publi[sc]hed)\b", "", rest, flags=re.IGNORECASE)
    return bool(_GOVERNED.match(text)) or len(rest.split()) <= 2


def _is_two_names(text: str) -> bool:
    """Whether a line is a first name or initials and a surname, and not a child's pseudonym (Baby Wren)."""
    both = re.split(r" and | & |, ", text)
    return all(map(_TWO_NAMES.fullmatch, both)) and not KIND.search(text) and not _CHILD.search(text)


def titled(text: str) -> str:
    """A line in capitals as its words would be printed in a title; references (AWSB 2/2019) and other lines stay."""
    if not re.sub(r"\b(?:and|of|the|in|for)\b", "", text).isupper():
        return text
    words = text.split()
    before, after = ["", *words], [*words[1:], ""]
    return " ".join(map(_set, before, words, after))


def _set(before: str, word: str, after: str) -> str:
    if after[:1].isdigit() and (before or "/" in after) and len(word) > 1 and word.lower() not in _CALLED:
        return word
    called = before.lower().strip(",") in _CALLED
    if len(word.strip(",:;.")) <= 2 and called and word.lower() not in ("of", "in", "on", "at", "by", "to"):
        return word
    if before and word.lower() in _SMALL:
        return word.lower()
    return _word(word)


def _word(word: str) -> str:
    bare = word.strip("()[]'\"‘’“”,.:;")
    if bare in _ACRONYMS or any(letter.isdigit() for letter in bare) or len(bare) <= 1:
        return word
    return "-".join(
        part[:1] + part[1:].lower() if part[:1].isalpha() else part[:2] + part[2:].lower() for part in word.split("-")
    )
