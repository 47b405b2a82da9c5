"""What a review is called: its kind and its subject as the cover prints them.

The title is made of the cover's lines in their order, without the board, the author, dates and markings; the words
"Overview Report" are left out where more than these is printed, and capitals are set as a title.
"""

from __future__ import annotations

import re

from pipeline.extract.document import Document, Line
from pipeline.extract.front import KIND, cover_lines, is_author, is_dated, is_marking, sheet_field, titled
from pipeline.extract.publisher import NATIONAL, is_body_line, without_bodies
from pipeline.extract.subject import DESCRIBED, is_reference, is_subject

_FORM = re.compile(
    r"^\W*(?:the |final |full |independent )*(?:overview |final |extended |concise )?(?:report|overview)\W*(?:final|short form|full report)?\W*(?:for publication)?\W*$",
    re.IGNORECASE,
)
_LEGAL = re.compile(
    r"^\W*(?:undertaken|under|using|produced|carried out|conducted (?:under|in accordance)|in accordance|pursuant|commissioned|working together (?:to safeguard \w+ )?\d{4}\W*$)",
    re.IGNORECASE,
)
# A line that tells how the review was done, or that it is a report, says nothing of what it is called.
_HOW = re.compile(
    r"learning together|systems|\bscie\b|\bsilp\b|accredited|methodology|findings report|report of the|^\W*an? (?:\w+ ){0,2}review\W*$|^\W*report\b|submitted|in (?:\w+ )?findings",
    re.IGNORECASE,
)
_WELSH = re.compile(r"adolygiad|ymarfer", re.IGNORECASE)
_GOES_ON = re.compile(
    r"^(?:into|concerning|in respect of|in relation to|relating to|regarding|and|of|the circumstances|conducted|with|on|about|to|for|using|including|incorporating|following)\b",
    re.IGNORECASE,
)
_OPEN = re.compile(
    r"(?:[:,–-]|\b(?:of|into|concerning|the|a|an|for|and|to|on|in|regarding|relating to|in respect of))$", re.IGNORECASE
)
# Who the child was, and when something befell it, is no part of what the review is called.
_DESCRIBED = re.compile(
    rf"{DESCRIBED}| \([A-Z]{{2,3}}\d{{1,3}}\)|,? who (?:was|were|died)\b.*$| in$",
    re.IGNORECASE,
)
MOST_LINES = 5


def title(document: Document) -> str | None:
    """The title as printed, its lines joined; None when the front holds none."""
    sheet = sheet_field(document, "Title")
    if sheet:
        return sheet
    lines = _broken_lines_joined(cover_lines(document))
    named = next((index for index, line in enumerate(lines) if _is_kind(line)), None)
    if named is None:
        return _known(document) or next((titled(line.text.strip()) for line in lines if is_subject(line.text)), None)
    kept = [text for line in _around(lines, named) if (text := _told(line.text))]
    kept = [text for text in kept if not _FORM.match(text)] or kept
    if any(KIND.search(text) and not _WELSH.search(text) for text in kept):
        kept = [text for text in kept if not _WELSH.search(text)]
    if any(KIND.search(text) and not _HOW.search(text) for text in kept):
        kept = [text for text in kept if not _HOW.search(text) or "into" in text.split()]
    if any(map(is_subject, kept)):
        kept = [text for text in kept if not is_reference(text)]
    return _joined(kept[:MOST_LINES])


def _broken_lines_joined(lines: list[Line]) -> list[Line]:
    """The lines with one that breaks off within a phrase (LOCAL CHILD SAFEGUARDING / PRACTICE REVIEW) made whole."""
    joined: list[Line] = []
    for line in lines:
        if joined and _breaks_off(joined[-1], line):
            above = joined.pop()
            line = Line(above.page, f"{above.text.strip()} {line.text.strip()}", above.size, above.bold, above.place)
        joined.append(line)
    return joined


_PHRASE = re.compile(
    r"(?:local child safeguarding |child safeguarding |child |adult )?practice review|(?:serious |significant )?case review|domestic (?:homicide|abuse related death) review"
    r"|safeguarding adults? review|single unified safeguarding review|(?:management|learning|rapid|thematic) review|overview report|executive summary",
    re.IGNORECASE,
)


def _breaks_off(above: Line, line: Line) -> bool:
    if is_author(line.text) or is_dated(line.text) or is_marking(above.text) or len(above.text) + len(line.text) > 160:
        return False
    if abs(above.size - line.size) > 0.6 or is_body_line(above.text) or is_body_line(line.text):
        return False
    if is_body_line(f"{above.text.strip()} {line.text.strip()}"):
        return True
    seam = len(above.text.strip())
    return any(m.start() < seam < m.end() for m in _PHRASE.finditer(f"{above.text.strip()} {line.text.strip()}"))


def _is_kind(line: Line) -> bool:
    text = line.text.strip()
    return len(text) < 170 and bool(KIND.search(without_bodies(text))) and not _is_furniture(text)


def _is_furniture(text: str, alone: bool = True) -> bool:
    return is_marking(text) or is_author(text, alone) or is_dated(text) or _is_body(text) or bool(_LEGAL.match(text))


def _is_body(text: str) -> bool:
    return is_body_line(text) or bool(NATIONAL.fullmatch(text))


def _around(lines: list[Line], named: int) -> list[Line]:
    """The line that names the kind, with the subject or motto above it and what belongs to the title below."""
    first, last = named, named
    while first and named - first < 2 and _belongs(lines[first - 1], above=True):
        first -= 1
    first, last = _over_the_board(lines, first, last)
    while (
        last + 1 < len(lines)
        and last - first < MOST_LINES + 1
        and (_belongs(lines[last + 1]) or _LEGAL.match(lines[last + 1].text))
    ):
        last += 1
    return [line for line in lines[first : last + 1] if not (_LEGAL.match(line.text) or _is_body(line.text))]


def _over_the_board(lines: list[Line], first: int, last: int) -> tuple[int, int]:
    """The title's lines with the child's code, or what was learned of it, that the board's name parts from the kind."""
    if first > 1 and _is_body(lines[first - 1].text) and _is_named(lines[first - 2].text):
        first -= 2
        if (
            first
            and lines[first].text.strip().lower().startswith("learning")
            and _belongs(lines[first - 1], above=True)
        ):
            first -= 1
    elif last + 2 < len(lines) and _is_body(lines[last + 1].text) and _is_named(lines[last + 2].text):
        last += 2
    return first, last


def _is_named(text: str) -> bool:
    return is_subject(text) or bool(re.match(r"\W*learning from\b", text, re.IGNORECASE))


def _belongs(line: Line, above: bool = False) -> bool:
    """Whether a line is a part of the title; two words above the kind are its motto (First Contact) and nobody's name."""
    text = line.text.strip()
    return bool(text) and len(text.split()) <= 18 and not text.endswith(".") and not _is_furniture(text, not above)


def _told(text: str) -> str:
    """A line as the title tells it: no board, author or date in it, its capitals set."""
    text = re.sub(r"^re:?\s+(?=[A-Z])", "", without_bodies(text.strip()), flags=re.IGNORECASE)
    text = re.sub(r",?\s+(?:(?:written|prepared|compiled) )?by [A-Z][\w.'’-]+(?: [A-Z][\w.'’-]+)+.*$", "", text)
    text = re.sub(r",?\s+(?:Author|Reviewer|Dr|Ms|Mr|Prof)\b.*$", "", text) if len(text) > 40 else text
    text = re.sub(
        r",? (?:aged? [\w-]+(?: (?:year|month|week)s?)?|(?:\d{1,2} )?(?:january|february|march|april|may|june|july|august|september|october|november|december) \d{4})$",
        "",
        text,
        flags=re.I,
    )
    text = re.sub(r"[,.:;]? *(?:lead reviewers?|(?:independent )?(?:authors?|reviewers?)) *:.*$", "", text, flags=re.I)
    text = re.sub(r"[,.:;]? *overview report *: *(?:(?:Dr|Ms|Mr|Prof) )?[A-Z]\.? [A-Z][a-z]+.*$", "", text, flags=re.I)
    text = _DESCRIBED.sub("", text)
    text = re.sub(r"\s+(?:undertaken|carried out|conducted) (?:as|under|using|by)\b.*$", "", text, flags=re.I)
    text = re.sub(
        r"\s+under (?:chapter|section|regulation|part)\b.*?(?=\s+(?:in respect|concerning|into)\b|$)",
        "",
        text,
        flags=re.I,
    )
    text = re.sub(r"\s+using the [\w ]+?(?:process|methodology|model|approach)\b", "", text, flags=re.I)
    text = re.sub(
        r"[.;:,–-]\s+(?:(?:strictly )?(?:confidential|restricted)|not(?: (?:for|to be)\b.*)?)\W*$", "", text, flags=re.I
    )
    halves = re.split(r"\s+/\s+", text)
    if len(halves) == 2 and re.search(r"adolygiad|ymarfer|bwrdd", halves[0], re.IGNORECASE) and KIND.search(halves[1]):
        text = halves[1]
    return titled(text)


def _joined(lines: list[str]) -> str | None:
    if not lines:
        return None
    text = lines[0]
    for above, line in zip(lines, lines[1:], strict=False):
        goes_on = _OPEN.search(above) or _GOES_ON.match(line) or line[:1].islower() or line[:1] == "("
        text += (
            f" {line[:1].lower() + line[1:]}"
            if goes_on and _GOES_ON.match(line)
            else f" {line}"
            if goes_on
            else f": {line}"
        )
    return re.sub(r"\s+", " ", text).strip()


def _known(document: Document) -> str | None:
    named = document.metadata.get("title", "").strip()
    return named if len(named) > 8 and KIND.search(named) else None
