"""What kind of review a document is: by what it calls itself and its legal basis, never by its date."""

from __future__ import annotations

import re
from typing import Literal

from pipeline.extract.document import Document

Nation = Literal["england", "wales", "other"]

_NAMES: tuple[tuple[str, str], ...] = (
    ("MAPPA_SCR", r"mappa (?:serious case )?review|multi[- ]agency public protection arrangements serious case review"),
    (
        "NATIONAL_CSPR",
        r"national (?:child safeguarding practice )?review\b|child safeguarding practice review panel\W+national",
    ),
    ("RAPID_REVIEW", r"rapid review"),
    ("LCSPR", r"(?:local )?child safeguarding practice review|\bl?cspr\b|safeguarding children practice review"),
    ("SUSR", r"single unified safeguarding review|\bsusr\b|adolygiad diogelu unedig sengl"),
    ("CPR", r"child(?:ren)?(?:'s)? practice review|adolygiad ymarfer plant|\bcpr\b"),
    ("APR", r"adult practice review|adolygiad ymarfer oedolion"),
    (
        "SAR",
        r"safeguarding adults? review|adults? serious case review|serious case review[^.a-z]{0,4}(?:into|concerning|on|in respect of|regarding)?[^.a-z]{0,12}(?:an )?adult\b(?! review)|\bsar\b",
    ),
    ("DHR", r"domestic homicide review|domestic abuse related death review|\bdardr\b|\bdhr\b"),
    ("SCR", r"serious case review|\bscr\b"),
    (
        "OTHER_LOCAL_REVIEW",
        r"(?:significant|initial) case review|learning (?:lessons )?review|partnership review|multi[- ]agency (?:learning |case )?review"
        r"|local (?:learning )?review|management review|thematic (?:case )?review|case management review|lessons learned review"
        r"|case review|practice learning review|partnership learning review|reflective review|case audit|appreciative inquiry",
    ),
)
JOINED = frozenset({"SCR", "LCSPR", "CPR", "SAR", "DHR"})
_KINDS = tuple((kind, re.compile(rf"(?<!\w)(?:{words})", re.IGNORECASE)) for kind, words in _NAMES)
# The section of an act under which a review says that it was undertaken, for reviews that do not name their kind.
_BASES: tuple[tuple[str, str], ...] = (
    ("LCSPR", r"(?:section|s\.?) ?16[C-F]\b|child safeguarding practice review and relevant agency"),
    (
        "SCR",
        r"regulation 5\b[^.]{0,40}local safeguarding children boards? regulations|local safeguarding children boards? regulations 2006",
    ),
    ("SAR", r"(?:section|s\.?) ?44\b[^.]{0,20}care act|care act 2014[^.]{0,30}(?:section|s\.?) ?44\b"),
    ("DHR", r"(?:section|s\.?) ?9\b[^.]{0,30}domestic violence,? crime and victims act"),
    (
        "MAPPA_SCR",
        r"criminal justice act 2003[^.]{0,40}(?:section|s\.?) ?32\d|(?:section|s\.?) ?32\d[^.]{0,20}criminal justice act 2003",
    ),
)
_LEGAL = tuple((kind, re.compile(words, re.IGNORECASE)) for kind, words in _BASES)
_TOGETHER = re.compile(
    r"\b(?:a |one )?(?:single|combined|joint)(?:ly)? (?:process|review|report|exercise|panel)|\bone (?:process|review|report|panel)\b|\bserve both\b|\bboth reviews (?:were|are) (?:combined|undertaken together)",
    re.IGNORECASE,
)
_NOT_A_REVIEW = re.compile(
    r"(?<!\w)(?:annual report|business plan|press (?:statement|release)|media statement|statement (?:from|by) the|newsletter|strategy 20"
    r"|procedures? (?:manual|for)|(?:policy|protocol|guidance|toolkit|handbook|practice note)\b|minutes of|agenda\b|terms of reference template"
    r"|regulation 28\b|prevent(?:ion of)? future deaths|inspection (?:report|of)|job description|training (?:programme|prospectus|brochure)|action plan\b|board response|freedom of information"
    r"|consultation|leaflet|poster|conference|questionnaire|referral form|invoice|curriculum)",
    re.IGNORECASE,
)
_ADULT_BODY = re.compile(
    r"safeguarding adults board|adult safeguarding board|adults? safeguarding partnership", re.IGNORECASE
)
_CHILD_BODY = re.compile(
    r"safeguarding children|children'?s? safeguarding|child protection|children and young people|child safeguarding|\blscb\b"
    r"|safeguarding board|safeguarding partnership|bwrdd diogelu",
    re.IGNORECASE,
)
_OTHER_NATION = re.compile(
    r"child protection committee|significant case review|scottish government|care inspectorate|children'?s hearings|reporter to the children"
    r"|procurator fiscal|getting it right for every child|police scotland"
    r"|case management review|safeguarding board for northern ireland|\bsbni\b|\bpsni\b|health and social care trust"
    r"|(?:states of )?(?:guernsey|jersey)\b|isle of man|islands safeguarding children partnership",
    re.IGNORECASE,
)
_WELSH = re.compile(
    r"child(?:ren)? practice review|regional safeguarding (?:children )?board|welsh government|social services and well-being \(wales\)|bwrdd"
    r"|diogelu|adolygiad|ymarfer plant|\bcymru\b|all wales|single unified safeguarding review|public health wales",
    re.IGNORECASE,
)


def types(
    document: Document, title: str | None, subject: str | None = None, publisher: str | None = None
) -> tuple[str, ...]:
    """The types that the front of the document gives it; several for a joint review."""
    front = _front(document)
    named = title or ""
    if _is_no_review(named, front):
        return ("NOT_A_REVIEW",)
    opening = _opening(document)
    found = (
        _kinds_in(named)
        or _kinds_in(front)
        or _kinds_in(_running(document))
        or _legal_bases(opening)
        or _kinds_in(opening)
    )
    settled = _settled(found or _unnamed(named, front, subject, publisher), named, front)
    return _joined(settled, document) or ("NOT_A_REVIEW",)


def _unnamed(title: str, front: str, subject: str | None, publisher: str | None) -> list[str]:
    """The kind of a report of a children's board about a child that says less than what kind it is."""
    if not subject or not publisher or _ADULT_BODY.search(publisher) or not _CHILD_BODY.search(publisher):
        return []
    if publisher.endswith("Board") and re.search(r"overview report", front, re.IGNORECASE):
        return ["SCR"]
    if publisher.endswith("Partnership") and re.search(r"\bpractice review\b", f"{title} {front}", re.IGNORECASE):
        return ["LCSPR"]
    return ["OTHER_LOCAL_REVIEW"]


def nation(document: Document, kinds: tuple[str, ...]) -> Nation | None:
    """The nation whose system the review belongs to, other than England and Wales being one answer."""
    text = f"{_front(document)}\n{_opening(document)}"
    if len(_OTHER_NATION.findall(text)) >= 2 or _OTHER_NATION.search(_front(document)):
        return "other"
    if {"CPR", "APR", "SUSR"} & set(kinds) or len(_WELSH.findall(text)) >= 3:
        return "wales"
    return "england" if kinds != ("NOT_A_REVIEW",) else None


def is_of_adult(kinds: tuple[str, ...], subject: str | None) -> bool:
    """Whether a review is of the kinds that are about adults and does not call its subject a child."""
    called = re.match(r"child|baby|infant|young person|twin|sibling", subject or "", re.IGNORECASE)
    return bool(kinds) and set(kinds) <= {"SAR", "APR", "DHR", "MAPPA_SCR"} and not called


def _is_no_review(title: str, front: str) -> bool:
    if _NOT_A_REVIEW.search(title):
        return not re.search(r"(?:overview|final|full) report|executive summary|summary report", title, re.IGNORECASE)
    opening = front[:400]
    return bool(_NOT_A_REVIEW.search(opening)) and not _kinds_in(opening)


def _kinds_in(text: str) -> list[str]:
    found: list[tuple[int, str]] = []
    taken: list[tuple[int, int]] = []
    for kind, pattern in _KINDS:
        for match in pattern.finditer(text):
            if not any(match.start() < end and start < match.end() for start, end in taken):
                found.append((match.start(), kind))
                taken.append(match.span())
    return list(dict.fromkeys(kind for _, kind in sorted(found)))


def _legal_bases(text: str) -> list[str]:
    return [kind for kind, pattern in _LEGAL if pattern.search(text)]


def _joined(kinds: tuple[str, ...], document: Document) -> tuple[str, ...]:
    """The kinds, with that of a second review of which the opening says that one process served both."""
    if not kinds or kinds[0] in ("OTHER_LOCAL_REVIEW", "NOT_A_REVIEW", "RAPID_REVIEW"):
        return kinds
    for passage in document.passages[:25]:
        if _TOGETHER.search(passage.text):
            also = [kind for kind in (*_kinds_in(passage.text), *_legal_bases(passage.text)) if kind in JOINED]
            return tuple(dict.fromkeys((*kinds, *also)))
    return kinds


def _settled(found: list[str], title: str, front: str) -> tuple[str, ...]:
    """The kinds that the title joins; of those only mentioned further down, the first."""
    if not found:
        return ()
    joint = re.search(r"\b(?:joint|jointly|combined|and|incorporating|including)\b|[/&+]", title, re.IGNORECASE)
    if len(titled := _kinds_in(title)) > 1:  # "a learning review, commissioned as a serious case review"
        found = [kind for kind in titled if kind != "OTHER_LOCAL_REVIEW"]
    kinds = found if joint and len(titled) > 1 else found[:1]
    if kinds == ["SCR"] and _ADULT_BODY.search(front) and not _CHILD_BODY.search(_ADULT_BODY.sub("", front)):
        kinds = ["SAR"]
    if kinds == ["LCSPR"] and re.search(r"rapid review", title, re.IGNORECASE):
        kinds = ["RAPID_REVIEW"]
    if kinds == ["SCR"] and re.search(r"significant case review", front, re.IGNORECASE):
        kinds = ["OTHER_LOCAL_REVIEW"]
    return tuple(dict.fromkeys(kinds))


def _front(document: Document) -> str:
    lines = [line.text for line in document.lines if line.place in ("cover", "sheet")]
    if len(" ".join(lines)) < 40:
        lines += [line.text for line in document.lines if line.page == 1 and line.place == "body"][:25]
    return " ".join(lines)


def _running(document: Document) -> str:
    return "\n".join(line.text for line in document.lines if line.place in ("header", "footer"))


def _opening(document: Document) -> str:
    return " ".join(passage.text for passage in document.passages[:25])
