"""Who published a review: the board, partnership or committee that it names as its own."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable

from pipeline.extract.document import Document, Line
from pipeline.extract.front import cover_lines, sheet_field, titled

_PLACE = r"(?:[A-Z][\w'’.-]*(?:(?:\s+(?:and|of|the|upon|in|with|on|for|a|y))+\s+|\s*[,&]\s*|\s+|-))*"
_ROLE = (
    r"(?:(?:Local |Regional |Joint )*Safeguarding\s+(?:Children|Adults?|People|Child|Vulnerable People)?(?:'s|’s)?"
    r"(?:\s+and\s+\w+)?\s*(?:Multi-Agency\s+)?(?:Board|Partnership|Partners|Executive|Panel)(?:\s+Board)?"
    r"|(?:Children and Young People(?:'s|’s)?|Children(?:'s|’s)?|Child)\s+Safeguarding\s+(?:\w+\s+)?(?:Partnership|Board)"
    r"|Children(?:'s|’s)? Safeguarding Assurance Partnership|Children(?:'s|’s)? Partnership|Strategic Safeguarding Partnership"
    r"|Community Safety Partnership|Safer Communities Partnership|Community Safety and Safeguarding Partnership|Child Protection Committee"
    r"|Together Partnership|Safe Partnership|Safer Partnership|Strategic Management Board|Children(?:'s|’s)? MARS|Safeguarding Children Board"
    r"|LSCB|LSCP|SCB|SCP)"
)
_FOR = r"(?:\s+for\s+[A-Z][\w ,-]+?(?=$|[.;:(]))?"
_SAFER = r"Safer [A-Z][\w'’-]+(?: (?:and )?[A-Z][\w'’-]+)* Partnership"
_BODY = re.compile(rf"{_PLACE}(?:{_ROLE}){_FOR}|{_SAFER}")
_WELSH_BODY = re.compile(r"Bwrdd\s+(?:Rhanbarthol\s+)?Diogelu[\w ,'’-]*")
_SHORT = {
    "LSCB": "Local Safeguarding Children Board",
    "LSCP": "Local Safeguarding Children Partnership",
    "SCB": "Safeguarding Children Board",
    "SCP": "Safeguarding Children Partnership",
}
_TWO = re.compile(r"(?<=Board) and (?=.*(?:Board|Partnership)$)|(?<=Partnership) and (?=.*(?:Board|Partnership)$)")
_JOINT = re.compile(
    r"\b(?:domestic (?:homicide|abuse related death)|safeguarding adults?|adult practice) review|\bDHR\b|\bSAR\b|\bjoint\b|\bcombined\b",
    re.IGNORECASE,
)
NATIONAL = re.compile(r"(?:The )?(?:National|Child) Safeguarding Practice (?:Review )?Panel", re.IGNORECASE)
_SECOND = re.compile(r"Community Safety|Safer Communities|^Safer |Adults? Board|Safeguarding Adults?\b", re.IGNORECASE)
_MAY_HOLD = re.compile(r"board|partner|panel|committee|executive|LSC[BP]|SC[BP]|MARS|bwrdd", re.IGNORECASE)
_UNNAMED = re.compile(
    r"on behalf of an? (?:unnamed|anonymous)|published anonymously|(?:board|partnership|area) (?:is|has) not (?:been )?named",
    re.I,
)


def publisher(document: Document) -> str | None:
    """The board, partnership or committee that published the document, as printed; None when it does not say."""
    sheet = next(filter(None, (sheet_field(document, name) for name in ("LSCB", "Publisher", "Organisation"))), None)
    if (sheet and re.search(r"unnamed|anonymous|not named", sheet, re.IGNORECASE)) or _is_anonymous(document):
        return None
    front = bodies(line for line in document.lines if line.place in ("cover", "sheet"))
    running = bodies(line for line in document.lines if line.place in ("header", "footer"))
    first = bodies(line for line in document.lines if line.place == "body" and line.page <= 3)
    for found in (front, running, first[:1]):
        if found:
            told = _told(document)
            own = max(found, key=lambda name: (_is_own(name), told[name], -found.index(name)))
            return _jointly(own, found, document) if found is front else _in_english(own, told)
    most = _told(document).most_common(1)
    if most and most[0][1] >= 2:
        return most[0][0]
    return next((line.text.strip() for line in cover_lines(document) if NATIONAL.fullmatch(line.text.strip())), None)


def _jointly(own: str, found: list[str], document: Document) -> str:
    """A children's board and the partnership or adults' board beside it on a joint review's cover, as it orders them."""
    cover = " ".join(line.text for line in document.lines if line.place == "cover")
    others = [name for name in found if name != own and _is_own(name) == 1]
    if _is_own(own) == 2 and len(others) == 1 and _JOINT.search(cover):
        return " and ".join(name for name in found if name in (own, others[0]))
    return _in_english(own, _told(document))


def _in_english(name: str, told: Counter[str]) -> str:
    """A Welsh name as the text gives it in English, where the place is the same."""
    places = set(re.findall(r"[A-Z]\w+", name)) - {"Bwrdd", "Diogelu", "Rhanbarthol", "Plant"}
    same = [other for other in told if not other.startswith("Bwrdd") and len(places & set(other.split())) >= 2]
    return same[0] if name.startswith("Bwrdd") and same else name


def _told(document: Document) -> Counter[str]:
    """How often the text names each board."""
    return Counter(name for p in document.passages[:60] for name in bodies_in(p.text))


def bodies(lines: Iterable[Line]) -> list[str]:
    """The names of boards and partnerships in these lines, one printed over two or three lines among them."""
    found, open_lines = [], list[Line]()
    for line in lines:
        names = bodies_in(line.text)
        if not names:
            goes_on = bool(open_lines) and _same_print(open_lines[-1], line)
            open_lines = [*(open_lines[-2:] if goes_on else []), line]
            names = next((n for k in (2, 3) if len(open_lines) >= k and (n := _over(open_lines[-k:]))), [])
        if names:
            found += names
            open_lines = []
    return list(dict.fromkeys(found))


def bodies_in(text: str) -> list[str]:
    """The names of boards and partnerships in a text; a role without a place (the Board) is no name."""
    if not _MAY_HOLD.search(text):
        return []
    found = [*_BODY.finditer(titled(text.strip())), *_WELSH_BODY.finditer(titled(text.strip()))]
    return [name for match in found if len((name := _clean(match[0])).split()) > 2 and not _is_role(name)]


def is_body_line(text: str) -> bool:
    """Whether a line holds hardly anything but the name of a board or partnership."""
    names = bodies_in(text)
    return bool(names) and sum(len(name) for name in names) > 0.7 * len(text.strip())


def without_bodies(text: str) -> str:
    """The line without the names of boards that it begins with."""
    for match in (*_BODY.finditer(titled(text)),):
        if match.start() < 2 and len(match[0].split()) > 2 and not _is_role(match[0]):
            return text[match.end() :].strip(" :-–")
    return text


def _is_own(name: str) -> int:
    """Two for a children's board in English, less for what stands beside it on a joint review's cover."""
    return 0 if name.startswith("Bwrdd") else 1 if _SECOND.search(name) else 2


def _is_role(name: str) -> bool:
    return bool(re.fullmatch(rf"(?:The |Our )?{_ROLE}", name))


def _over(lines: list[Line]) -> list[str]:
    return bodies_in(" ".join(line.text.strip() for line in lines))


def _same_print(above: Line, line: Line) -> bool:
    same = (above.page, above.place, above.bold) == (line.page, line.place, line.bold)
    return same and abs(above.size - line.size) <= 0.2 * max(above.size, line.size)


def _clean(name: str) -> str:
    name = re.sub(r"\s+", " ", name).strip(" ,.-")
    name = _TWO.split(name)[0]
    name = re.sub(r"^(\w+)['’]s (?=Safeguarding)", r"\1 ", name)
    name = re.sub(r"^(?:The|On behalf of|By|For|From|Publisher|LSCB|Published by|Copyright)\s+(?=\w+ )", "", name)
    words = name.split()
    return " ".join([*words[:-1], _SHORT.get(words[-1], words[-1])]) if words else name


def _is_anonymous(document: Document) -> bool:
    front = " ".join(line.text for line in document.lines if line.place in ("cover", "sheet") or line.page <= 2)
    return bool(_UNNAMED.search(front))
