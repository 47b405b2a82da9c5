"""Whom a review is about: the letter, pseudonym or reference by which it calls the child, children or family."""

from __future__ import annotations

import re
from collections import Counter
from functools import partial

from pipeline.extract.ages import NUMBERS
from pipeline.extract.document import Document
from pipeline.extract.front import KIND, cover_lines, is_author, is_dated, is_marking, titled
from pipeline.extract.publisher import is_body_line

WHO = (
    r"child(?:ren)?|pupils?|young persons|sibling group|baby|babies|infants?|young person|young woman|young man|yp|young people|family|families|siblings?|twins?|case|girls?|boys?|brothers|sisters|young adult"
    r"|adult|ms|mrs|mr|mother|father"
)
_CODE = r"(?!(?:IN|OF|ON|AT|TO|BY|AS|AN|OR|IS|IT|NO|WE)\b)[A-Z]{1,2}\d{0,4}(?:-\d)?|\d{1,2}|[A-Z]\d(?:/[A-Z]?\d)*"
_CODED = re.compile(
    rf"(?<!\w)(?:the\s+)?(?P<who>(?i:{WHO}))\s+['‘\"“]?(?P<code>{_CODE})(?![a-z])['’\"”]?"
    r"(?P<more>(?:\s*(?:,|and|&|to|/|-)\s*(?:(?i:child|baby|young person|siblings?|twin|adult|mother|ms|mrs|mr)\s+)?(?:[A-Z]{1,2}\d{0,3}|\d{1,2})(?![a-z\d/]))+)?(?![\w])"
)
# A pseudonym beside a code: "Kayden and Young Person E".
_NAMED_BESIDE = re.compile(
    r"(?:^|[:,] |\bof )['‘\"“]?(?P<name>[A-Z][A-Za-z]{2,})['’\"”]?,? (?:and|&|AND) (?:of )?(?:(?:his|her|their) \w+, )?$"
)
_ADULT = r"(?:ms|mrs|mr|adult|case|mother|father)\b"
BESIDE_ADULT = re.compile(rf"^\W*{_ADULT}[^,:]* and (?=child|baby|young person)", re.IGNORECASE)
_FAMILY = re.compile(
    r"(?<!\w)[Tt]he\s+(?P<name>[A-Z](?:[a-z]+)?)\s+(?P<who>(?i:family|children|siblings|twins|brothers|sisters|girls|boys))\b"
)
_BABY = re.compile(r"(?<!\w)(?P<who>(?i:baby|child))\s+(?P<name>[A-Z][a-z]+)\b(?! \d)")
MONTHS = frozenset({"April", "May", "June"})  # by which a child may be called
_LETTERS = r"[A-Z]{1,2}\d{0,2}"
_BARE = re.compile(
    rf"(?:^|[:–-]\s+|\b(?i:review|report|summary|of|concerning|regarding|into)\s+)['‘\"“]?"
    rf"(?P<codes>{_LETTERS}(?:(?:,| and|,? &|/)\s?{_LETTERS})*)['’\"”]?(?=\W*$|: )"
)
_GROUP = re.compile(
    r"\b(?P<who>Children|Babies|Infants|Boys|Girls|Young [Pp]eople|Siblings|Twins)\s+(?P<codes>(?:[A-Z]|\d)\d?(?:(?:,| and|, and| to|[-–])\s?(?:[A-Z]|\d)\d?\b)+)"
)
_QUOTED = re.compile(
    r"[‘'\"“](?P<name>[A-Z][a-z]*(?:(?:,| and| &)\s+[A-Z][a-z]+)*)[’'\"”](?:,? (?:and|&) [‘'\"“](?P<other>[A-Z][a-z]+)[’'\"”])?"
)
_FOR_NAME = re.compile(
    r"(?i:(?:in respect of|concerning|regarding|relating to|(?:death|care|case|life|story|voice|experiences?) of|known as|called|(?:victim|subject|siblings|children|twins):|review[:,]?|report[:,]?|summary[:,]?|learning[:,]?|\b(?:l?cspr|scr|cpr)[:,]?|^))[\s–-]*"
    r"(?P<name>[A-Z][a-z]{2,}(?:(?:,| and) [A-Z][a-z]{2,})*)(?=\W*$|\s+(?:aged|who|in\b|and (?:his|her|their)\b|Overview|\()|: )"
)
# Coroners name the dead, as boards do not.
_DECEASED = re.compile(
    r"(?:death of|matter of|inquest (?:of|into)|regarding|concerning|^|: )\s*(?P<name>[A-Z][a-z'’-]+(?: [A-Z][\w'’-]+){1,3}?)(?=,? (?:\(?deceased|aged|\(aged|\(?\d)|\W*$)"
)
_NAMES = re.compile(
    r"(?P<name>[A-Z][a-z]{2,}(?:(?:,| and|,? &) [A-Z][a-z]{2,})*)(?: and (?:his|her|their) \w+)?(?::.*)?"
)
REFERENCE = re.compile(
    r"(?<!\w)(?:[A-Z]{2,6}(?: [A-Z]{2,6})? ?\d{1,3} ?/ ?\d{4}|^\d{1,3}/(?:19|20)\d\d$"
    r"|(?:CPR|CYSUR|CWMPAS|SUSR|APR|WGA?|SCR|LCSPR|BSCB|CN|S|SOT)\s?(?:[A-Z]{2,6}\s)?(?:[A-Z]?\d{1,3})(?:\s?[/-]\s?\d{2,4}|\s\d{4}|\(\d\))?)(?!\w)"
)
_NO_NAME = frozenset(
    re.findall(
        r"\w+",
        "Review Report Overview Case Serious Local Child Children Final Executive Summary Safeguarding Practice Board Partnership Learning Published Publication"
        " Author Independent Date Version Family Fictional Restricted Official Confidential January February March April May June July August September October"
        " November December Key Findings The Working Together Appendix Concise Extended Thematic Rapid Domestic Homicide Joint Baby Adult Police Introduction"
        " Contents Regulation Prevention Future Deaths",
    )
)
_SEVERAL = re.compile(
    r"\b(?P<many>two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|\d{1,2})\s+(?P<who>young people|young men|young women|infants|babies|children|adolescents|teenagers|girls|boys|siblings|pupils|cases)\b",
    re.IGNORECASE,
)
_INTRODUCED = re.compile(
    rf"(?:(?<=\. )|^|\b(?:In|On|Since|By) [^,.]{{0,40}}?[ ,])(?:(?P<who>(?:[Cc]hild|[Bb]aby|[Yy]oung [Pp]erson)) )?(?P<code>{_LETTERS})(?P<more>),? (?:was |is |then |who was )?(?:just |only |nearly )?(?:aged? |(?:found|found deceased|died)\b[^.]*? (?:at|aged) |[\w-]+ (?:weeks|months|years) )"
)
_PLURALS = {
    "child": "children",
    "baby": "babies",
    "infant": "infants",
    "boy": "boys",
    "girl": "girls",
    "young person": "young people",
}
DESCRIBED = r" \([^)]*\b(?:(?:fe)?male|boy|girl|died|killed|aged?|years?|months?|\d{1,2})\b[^)]*\)"  # who the child was, in brackets
_OF_ANOTHER = r" \([^)]*\b(?:brother|sister|sibling|twin|half-\w+|cousin|son|daughter|child) of\b[^)]*\)"
_BRACKETED = re.compile(f"{DESCRIBED}|{_OF_ANOTHER}", re.IGNORECASE)
LEAST_SAID = 3
_FIRST = 8  # passages


def subject(document: Document, named: str | None) -> str | None:
    """The code, pseudonym or reference of the child or family, from the title, the cover or the text."""
    front = [
        line.text.strip()
        for line in (*cover_lines(document), *(line for line in document.lines if line.place == "sheet"))
        if not (is_author(line.text) or is_dated(line.text) or is_marking(line.text) or is_body_line(line.text))
    ]
    front = [_BRACKETED.sub("", text) for text in front]
    named = _BRACKETED.sub("", named or "")
    running = [line.text for line in document.lines if line.place in ("header", "footer")]
    for texts in ([named or "", *front], running):
        for find in (_coded, _called, partial(_bare, document), _quoted, partial(_alone, document)):
            if found := next(filter(None, map(find, texts)), None):
                return _with_family(found, texts)
    texts = [named or "", *front, *running]
    if several := next(filter(None, map(_several, texts)), None):
        return _members(document, several) or _group(document) or several
    found = _introduced(document) or _said(document) or next(filter(None, map(_reference, texts)), None)
    return found or next(filter(None, map(_adult, texts)), None) or _deceased(document)


def _with_family(found: str, texts: list[str]) -> str:
    """A child with the brothers, sisters or children whom the title names beside it without a code."""
    beside = re.compile(
        rf"{re.escape(found)} and (?P<whose>her|his|their) (?P<who>siblings?|brothers?|sisters?|sons?|daughters?|children|baby)\b",
        re.IGNORECASE,
    )
    match = next(filter(None, map(beside.search, texts)), None)
    return f"{found} and {match['whose'].lower()} {match['who'].lower()}" if match else found


def _coded(text: str) -> str | None:
    found = list(_CODED.finditer(text))
    if found and BESIDE_ADULT.match(found[0][0]):
        return _spoken(found[0])
    children = _without_members([m for m in found if not re.match(_ADULT, m["who"], re.IGNORECASE)])
    named = _NAMED_BESIDE.search(text[: children[0].start()]) if children else None
    beside = [named["name"].capitalize()] if named and named["name"].capitalize() not in _NO_NAME else []
    return " and ".join(dict.fromkeys([*beside, *map(_spoken, children[: 2 - len(beside)])])) or None


def _without_members(children: list[re.Match[str]]) -> list[re.Match[str]]:
    """What a title calls the children, without a family's members by its own letter (Family M: M1, M2 and M3)."""
    if not children or children[0]["who"].lower() not in ("family", "families", "sibling group"):
        return children
    return [m for m in children if m is children[0] or not m["code"].startswith(children[0]["code"])]


def _deceased(document: Document) -> str | None:
    """Whom a coroner's report names as having died."""
    lines = [titled(line.text.strip()) for line in cover_lines(document)]
    if not any("prevent future deaths" in line.lower() or "regulation 28" in line.lower() for line in lines):
        return None
    told = [*lines, *(p.text for p in document.passages[:6])]
    told = [re.sub(r"\b[A-Z]{3,}\b", lambda match: match[0].capitalize(), text) for text in told]
    names = (match["name"] for match in map(_DECEASED.search, told) if match)
    return next(
        (name for name in names if not set(name.split()) & _NO_NAME and _times(name.split()[0], document)), None
    )


def _adult(text: str) -> str | None:
    """The adult whom a review of an adult is about."""
    match = _CODED.search(text)
    return _spoken(match) if match else None


def _called(text: str) -> str | None:
    text = titled(text)
    if match := _FAMILY.search(text):
        return f"The {match['name']} {match['who'].capitalize()}" if match["name"] not in _NO_NAME else None
    match = _BABY.search(text)
    named = match and (match["name"] in MONTHS or match["name"] not in _NO_NAME)
    return f"{match['who'].capitalize()} {match['name']}" if match and named else None


def _bare(document: Document, text: str) -> str | None:
    """Codes without a word for who they are (N3; J1 and J2), by which the text speaks of the children."""
    match = _BARE.search(text)
    codes = re.findall(_LETTERS, match["codes"]) if match else []
    return match["codes"] if match and codes not in (["A"], ["I"]) and all(_times(c, document) for c in codes) else None


def _quoted(text: str) -> str | None:
    match = _QUOTED.search(text)
    if not match or set(match["name"].split()) & _NO_NAME:
        return None
    return f"{match['name']} and {match['other']}" if match["other"] else match["name"]


def _alone(document: Document, text: str) -> str | None:
    """A pseudonym that stands alone on a line or ends a title, and by which the text speaks of the child."""
    text = re.sub(r"\b[A-Z]{4,}\b", lambda match: match[0].capitalize(), titled(text))
    for match in filter(None, (_NAMES.fullmatch(text), _FOR_NAME.search(text))):
        names = re.findall(r"[A-Z][a-z]+", match["name"])
        if (
            not set(names) & _NO_NAME
            and not KIND.search(match["name"])
            and all(_times(name, document) >= LEAST_SAID for name in names)
        ):
            return match["name"]
    return None


def _several(text: str) -> str | None:
    """The number of children that a thematic review is about, where it names none of them."""
    match = _SEVERAL.search(text)
    return f"{match['many'].lower()} {match['who'].lower()}" if match else None


def _group(document: Document) -> str | None:
    """The codes of the children of a thematic review, where its text first tells them together."""
    told = [match for p in document.passages[:40] for match in _GROUP.finditer(p.text)]
    match = max(told, key=lambda match: _many(match["codes"]), default=None)
    return f"{match['who'].capitalize()} {match['codes']}" if match else None


def _members(document: Document, several: str) -> str | None:
    """The codes of all of the so many children, where the text calls each by one (Boy A, Boy B; Babies 1 and 4)."""
    wanted = NUMBERS.get(several.split()[0]) or int(re.sub(r"\D", "", several.split()[0]) or 0)
    called: dict[str, set[str]] = {}
    for match in (m for p in document.passages for m in _CODED.finditer(p.text)):
        kind = _PLURALS.get(match["who"].lower(), match["who"].lower())
        called.setdefault(kind, set()).update(re.findall(r"[A-Z]\d*|\d+", f"{match['code']}{match['more'] or ''}"))
    for kind, codes in called.items():
        if len(codes) == wanted and kind in _PLURALS.values():
            *most, last = sorted(codes)
            return f"{kind.capitalize()} {', '.join(most)} and {last}"
    return None


def _many(codes: str) -> int:
    """How many children a list or a range of codes (A, B and C; 1 to 8) names."""
    first, *others = re.findall(r"[A-Z]?\d|[A-Z]", codes)
    return ord(others[-1][-1]) - ord(first[-1]) if re.search(r" to |[-–]", codes) else len(others)


def is_subject(text: str) -> bool:
    """Whether a line is the code of a child or family and nothing more."""
    return bool(_CODED.fullmatch(text.strip()))


def is_reference(text: str) -> bool:
    """Whether a line is a board's number for the case and nothing more."""
    return bool(
        re.fullmatch(
            rf"(?:re:? *|(?:case )?(?:ref(?:erence)?|number|no)\b[.:]* *(?:no\b[.:]* *)?)?(?:{REFERENCE.pattern})",
            text.strip(),
            re.IGNORECASE,
        )
    )


def _times(name: str, document: Document) -> int:
    return sum(len(re.findall(rf"\b{name}\b", passage.text)) for passage in document.passages[:80])


def _reference(text: str) -> str | None:
    match = REFERENCE.search(text)
    return re.sub(r"\s+", " ", match[0]) if match else None


def _said(document: Document) -> str | None:
    """The child of whom the text speaks most, where the front names none."""
    said = Counter(_spoken(match) for p in document.passages[:120] for match in _CODED.finditer(p.text))
    likely = [(n, c) for n, c in said.most_common(5) if not re.match(rf"{_ADULT}|(?:sibling|twin) ?", n, re.I)]
    return likely[0][0] if likely and likely[0][1] >= LEAST_SAID else None


def _introduced(document: Document) -> str | None:
    """The child of whom one of the first passages tells the age: "Child Y was two years old", "KL, aged twelve"."""
    for passage in document.passages[:_FIRST]:
        if match := _INTRODUCED.search(passage.text):
            return _spoken(match) if match["who"] else f"Child {match['code']}"
    return None


def _spoken(match: re.Match[str]) -> str:
    who = match["who"]
    who = who.upper() if who.lower() == "yp" else " ".join(word.capitalize() for word in who.split())
    more = re.sub(r"[A-Z]{2,}(?= [A-Z\d])|AND", lambda word: word[0].capitalize(), match["more"] or "")
    return re.sub(r"\s+", " ", f"{who} {match['code']}{more.replace('And', 'and')}").strip()
