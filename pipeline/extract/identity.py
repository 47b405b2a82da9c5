"""Who published a review, what it is called and whom it is about."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable

from pipeline.extract.document import Document, Line

_BODY = re.compile(
    r"(?:[A-Z][\w'’.-]*(?:\s+(?:and|of|the|upon|in|with|on|for)\s+|\s*[,&]\s*|\s+|-))*"
    r"(?:(?:Local |Regional |Joint )*(?:Safeguarding\s+(?:Children|Adults?|People|Child|Vulnerable People)?(?:'s|’s)?(?:\s+and\s+\w+)?\s*"
    r"(?:Multi-Agency\s+)?(?:Board|Partnership|Executive|Panel)(?:\s+Board)?|Children(?:'s|’s)?\s+Safeguarding\s+(?:\w+\s+)?(?:Partnership|Board)"
    r"|Community Safety Partnership|Community Safety and Safeguarding Partnership|Child Protection Committee|Safeguarding\s+(?:Board|Partnership)"
    r"|Children'?s Partnership|Together Partnership|Safe Partnership|Safer Partnership|Strategic Management Board))"
    r"(?:\s+for\s+[A-Z][\w ,-]+?(?=$|[.;:(]))?"
)
_WELSH_BODY = re.compile(r"Bwrdd\s+Diogelu[\w ,'’-]*")
_SUBJECT = re.compile(
    r"(?<!\w)(?:the\s+)?(?P<who>(?i:child(?:ren)?|baby|infant|young person|yp|young people|family|families|siblings?|twins?|case|girl|boy|young adult|adult|ms|mr))"
    r"\s+(?P<code>[A-Z]{1,2}\d{0,4}(?:-\d)?|\d{1,2}|[A-Z]\d(?:/[A-Z]?\d)*)"
    r"(?:(?P<more>(?:\s*(?:,|and|&|to|/|-)\s*(?:(?i:child|baby|siblings?|adult|ms|mr)\s+)?[A-Z]{1,2}\d{0,3}(?![a-z]))+))?(?![\w’'])"
)
_REFERENCE = re.compile(
    r"(?<!\w)(?:CPR|CYSUR|CWMPAS|SUSR|APR|WGA?|SCR|LCSPR|BSCB|CN|S|SOT)\s?(?:[A-Z]{2,6}\s)?(?:[A-Z]?\d{1,3})(?:\s?[/-]\s?\d{2,4}|\s\d{4}|\(\d\))?(?!\w)"
)
_NAMED = re.compile(r"[‘'\"“](?P<name>[A-Z][a-z]+(?:(?:,| and| &)\s+[A-Z][a-z]+)*)[’'\"”]")
_FOR_NAME = re.compile(
    r"(?i:(?:in respect of|concerning|regarding|relating to|into the (?:death|care|case) of|following the death of|case of|review[:,]?|report[:,]?))\s+"
    r"(?P<name>[A-Z][a-z]{2,}(?: and [A-Z][a-z]{2,})?)(?=\W*$|\s+(?:aged|who|in\b|Overview|\())"
)
_NOT_A_NAME = frozenset(
    [
        "Review",
        "Report",
        "Overview",
        "Case",
        "Serious",
        "Local",
        "Child",
        "Children",
        "Final",
        "Executive",
        "Summary",
        "Safeguarding",
        "Practice",
        "Board",
        "Partnership",
        "Learning",
        "Published",
        "Publication",
        "Author",
        "Independent",
        "Date",
        "Version",
        "Family",
        "Fictional",
        "Restricted",
        "Official",
        "Confidential",
        "January",
        "February",
        "March",
        "April",
        "May",
        "June",
        "July",
        "August",
        "September",
        "October",
        "November",
        "December",
        "Key",
        "Findings",
    ]
)
_TITLE = re.compile(
    r"review|overview report|executive summary|annual report|statement|briefing|learning|adolygiad|homicide|report|policy|procedure|protocol|strategy|plan",
    re.IGNORECASE,
)
_FURNITURE = re.compile(
    r"^(?:author|by |written by|prepared by|compiled by|overview report by|report by|report completed|completed|lead review|date|dated|version|published|publication|confidential|restricted|official|not protectively|for publication|©|copyright|www\.|http|page \d"
    r"|independent (?:chair|author|reviewer|lead)|lead reviewers?|report author|fictional|draft|status|commissioned|isbn|lscb:|title:)",
    re.IGNORECASE,
)


def publisher(document: Document) -> str | None:
    """The board, partnership or committee that published the document, as printed; None when it does not say."""
    sheet = (
        _sheet_field(document, "LSCB") or _sheet_field(document, "Publisher") or _sheet_field(document, "Organisation")
    )
    if sheet and re.search(r"unnamed|anonymous|not named", sheet, re.IGNORECASE):
        return None
    front = _bodies(line for line in document.lines if line.place in ("cover", "sheet"))
    running = _bodies(line for line in document.lines if line.place in ("header", "footer"))
    first = _bodies(line for line in document.lines if line.place == "body" and line.page <= 3)
    told = Counter(
        _clean(m[0]) for p in document.passages[:60] for m in _BODY.finditer(p.text) if len(m[0].split()) > 2
    )
    if _is_anonymous(document):
        return None
    for found in (front, running, first[:1]):
        if found:
            return max(found, key=lambda name: (len(name.split()) > 2, told[name], -found.index(name)))
    return told.most_common(1)[0][0] if told and told.most_common(1)[0][1] >= 2 else None


def title(document: Document) -> str | None:
    """The title as printed, its lines joined."""
    sheet = _sheet_field(document, "Title")
    if sheet:
        return sheet
    cover = [line for line in document.lines if line.place == "cover"] or [
        line for line in document.lines if line.page == 1 and line.place == "body"
    ][:12]
    lines = [line for line in cover if not _FURNITURE.match(line.text.strip()) and not _is_body_name(line.text)]
    named = [index for index, line in enumerate(lines) if _TITLE.search(line.text) and len(line.text) < 160]
    if not named:
        return _known(document)
    kept = [_without_author(lines[named[0]].text.strip())]
    for line in lines[named[0] + 1 : named[0] + 5]:
        if not _continues(line, kept):
            break
        kept.append(_without_author(line.text.strip()))
    if named[0] and _SUBJECT.fullmatch(lines[named[0] - 1].text.strip()):
        kept.insert(0, lines[named[0] - 1].text.strip())
    return _joined(kept)


def subject(document: Document, named: str | None) -> str | None:
    """The code, pseudonym or reference of the child or family, from the title, the cover or the text."""
    front = [line.text for line in document.lines if line.place in ("cover", "sheet")]
    front = front or [line.text for line in document.lines if line.page == 1][:12]
    running = [line.text for line in document.lines if line.place in ("header", "footer")]
    for text in (named or "", *front, *running):
        found = _subject_in(text)
        if found:
            return found
    said = Counter(_spoken(match) for p in document.passages[:120] for match in _SUBJECT.finditer(p.text))
    likely = [
        (name, count) for name, count in said.most_common(5) if not re.match(r"(?:adult|ms|mr|case)\b", name, re.I)
    ]
    return likely[0][0] if likely and likely[0][1] >= 3 else None


def _subject_in(text: str) -> str | None:
    children = [m for m in _SUBJECT.finditer(text) if not re.match(r"(?:ms|mr|adult)\b", m["who"], re.IGNORECASE)]
    if children:
        return " and ".join(dict.fromkeys(_spoken(match) for match in children[:2]))
    if (match := _NAMED.search(text)) and not set(match["name"].split()) & _NOT_A_NAME:
        return match["name"]
    if (match := _FOR_NAME.search(text)) and not set(match["name"].split()) & _NOT_A_NAME:
        return match["name"]
    if match := _REFERENCE.search(text):
        return re.sub(r"\s+", " ", match[0])
    return None


def _spoken(match: re.Match[str]) -> str:
    who = match["who"]
    who = who.upper() if who.lower() == "yp" else " ".join(word.capitalize() for word in who.split())
    return re.sub(r"\s+", " ", f"{who} {match['code']}{match['more'] or ''}")


def _bodies(lines: Iterable[Line]) -> list[str]:
    """The names of boards and partnerships in these lines, one printed over two or three lines among them."""
    found, open_lines = [], list[Line]()
    for line in lines:
        name = _body_in(line.text)
        if not name:
            goes_on = bool(open_lines) and _same_print(open_lines[-1], line)
            open_lines = [*(open_lines[-2:] if goes_on else []), line]
            name = next((n for k in (2, 3) if len(open_lines) >= k and (n := _body_over(open_lines[-k:]))), None)
        if name:
            found.append(name)
            open_lines = []
    return list(dict.fromkeys(found))


def _body_over(lines: list[Line]) -> str | None:
    return _body_in(" ".join(line.text.strip() for line in lines))


def _same_print(above: Line, line: Line) -> bool:
    return (above.page, above.place, above.bold) == (line.page, line.place, line.bold) and abs(
        above.size - line.size
    ) < 0.6


def _body_in(text: str) -> str | None:
    text = text.strip()
    match = _BODY.search(_titled(text)) or _WELSH_BODY.search(text)
    return _clean(match[0]) if match and len(match[0].split()) > 2 else None


def _titled(text: str) -> str:
    """A line in capitals as its words would be printed in a sentence."""
    if text.isupper():
        small = {"And", "Of", "The", "Upon", "In", "For", "On", "With"}
        words = [word.capitalize() for word in text.split()]
        return " ".join(word.lower() if i and word in small else word for i, word in enumerate(words))
    return text


def _clean(name: str) -> str:
    name = re.sub(r"\s+", " ", name).strip(" ,.-")
    return re.sub(r"^(?:The|On behalf of|By|For|From|Publisher|LSCB|Published by)\s+", "", name)


def _is_body_name(text: str) -> bool:
    match = _BODY.search(_titled(text.strip()))
    return match is not None and len(match[0]) > 0.7 * len(text.strip())


def _is_anonymous(document: Document) -> bool:
    front = " ".join(line.text for line in document.lines if line.place in ("cover", "sheet") or line.page <= 2)
    return bool(
        re.search(
            r"on behalf of an? (?:unnamed|anonymous)|(?:board|partnership) (?:is|has) not (?:been )?named", front, re.I
        )
    )


def _sheet_field(document: Document, name: str) -> str | None:
    lines = [line for line in document.lines if line.place == "sheet"]
    for index, line in enumerate(lines):
        match = re.match(rf"{name}s?\s*:\s*(.*)", line.text.strip(), re.IGNORECASE)
        if match:
            value = match[1].strip() or (lines[index + 1].text.strip() if index + 1 < len(lines) else "")
            for following in lines[index + 1 : index + 3]:
                if re.match(r"[\w ]{2,24}:", following.text) or not match[1] or following.text[:1].isupper() is False:
                    break
                if len(match[1]) < 50:
                    break
                value += " " + following.text.strip()
            return value or None
    return None


def _without_author(text: str) -> str:
    return re.sub(r",?\s+(?:written |prepared )?by [A-Z][\w.'’-]+(?: [A-Z][\w.'’-]+)+.*$", "", text)


def _continues(line: Line, kept: list[str]) -> bool:
    text = line.text.strip()
    from pipeline.extract import dates

    if not text or len(text) > 120 or dates.find(text) or len(kept) >= 4:
        return False
    return bool(
        _subject_in(text)
        or _TITLE.search(text)
        or kept[-1]
        .rstrip()
        .endswith((":", "-", "–", ",", "of", "into", "concerning", "the", "a", "for", "in respect of"))
        or re.match(
            r"(?:into|concerning|in respect of|relating to|regarding|under|and\b|of\b|the\b|[‘“'\"])",
            text,
            re.IGNORECASE,
        )
    )


def _joined(lines: list[str]) -> str:
    text = lines[0]
    for line in lines[1:]:
        goes_on = text.endswith((":", "-", "–", ",")) or line[:1].islower() or len(lines[lines.index(line) - 1]) > 34
        joint = " " if goes_on else ": "
        text += (joint if not text.endswith(" ") else "") + line
    return re.sub(r"\s+", " ", text).strip()


def _known(document: Document) -> str | None:
    named = document.metadata.get("title", "").strip()
    return named if len(named) > 8 and _TITLE.search(named) else None
