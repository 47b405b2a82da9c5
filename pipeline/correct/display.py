"""How a passage is shown: its sentences, the words that counted, its place on the page, a likelihood in a word."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from markupsafe import Markup, escape

from pipeline import codebook
from pipeline.records import Passage, SettledPassage, SettledReview
from pipeline.sentences import Span, sentences

POLARITIES = {
    "gap": "Gap", "good-practice": "Good practice", "mixed": "Mixed", "action-taken": "Improved since",
}  # fmt: skip
LIKELIHOOD = ((0.75, "likely"), (0.45, "possible"), (0.0, "weak"))
FLAGS = {
    "checked": "Settled", "unsure": "Unsure", "confidential": "Confidential", "quote": "Good to quote", "note": "Note",
    "span": "Coded sentences", "kind": "Kind of passage", "police": "Police contact", "skipped": "Skipped",
    "second": "Sent to a second person",
}  # fmt: skip


def likelihood(probability: float) -> str:
    """A probability in a word."""
    return next(word for least, word in LIKELIHOOD if probability >= least)


def underlined(text: str, why: Iterable[str]) -> Markup:
    """The text with the words that counted underlined."""
    words = sorted({word for word in why if word.strip()}, key=len, reverse=True)
    if not words:
        return escape(text)
    pattern = "|".join(r"\s+".join(map(re.escape, word.split())) for word in words)
    pieces = re.split(rf"(?<!\w)({pattern})(?!\w)", text, flags=re.IGNORECASE)
    return Markup("").join(
        Markup('<u class="why">{}</u>').format(piece) if place % 2 else escape(piece)
        for place, piece in enumerate(pieces)
    )


@dataclass(frozen=True)
class Sentence:
    """A sentence on the screen: its number counted from the passage's first, and whether it is coded."""

    number: int
    text: Markup
    is_coded: bool


@dataclass(frozen=True)
class Reach:
    """The coded sentences of a passage and how far they can reach into its neighbours."""

    before: tuple[Sentence, ...]
    own: tuple[Sentence, ...]
    after: tuple[Sentence, ...]
    span: Span

    def holds(self, span: Span) -> bool:
        """Whether a span is not empty and lies in the passage and its neighbours."""
        return -len(self.before) <= span[0] < span[1] <= len(self.own) + len(self.after)

    def moved(self, span: Span | None, step: str) -> Span | None:
        """A span after moving its start or end by a sentence, never empty, never beyond the neighbours; none where it
        is the passage itself."""
        start, end = span or (0, len(self.own))
        start += {"start-earlier": -1, "start-later": 1}.get(step, 0)
        end += {"end-earlier": -1, "end-later": 1}.get(step, 0)
        if not self.holds((start, end)):
            return span
        return None if (start, end) == (0, len(self.own)) else (start, end)


def reach(before: Passage | None, own: Passage, after: Passage | None, span: Span | None, why: Sequence[str]) -> Reach:
    """The sentences of a passage and of its neighbours, as they are coded."""
    texts = [sentences(p.text) if p and not p.hidden else [] for p in (before, own, after)]
    start, end = span or (0, len(texts[1]))

    def shown(group: list[str], first: int) -> tuple[Sentence, ...]:
        return tuple(
            Sentence(number, underlined(text, why if group is texts[1] else ()), start <= number < end)
            for number, text in enumerate(group, start=first)
        )

    return Reach(
        shown(texts[0], -len(texts[0])), shown(texts[1], 0), shown(texts[2], len(texts[1])), (start, end)
    )  # fmt: skip


def whereabouts(span: Span | None, count: int) -> str:
    """In words, how much of a passage of so many sentences carries a theme."""
    if span is None:
        return "the whole passage"
    first, last = span[0] + 1, span[1]
    said = f"sentence {first}" if first == last else f"sentences {max(first, 1)} to {min(last, count)} of {count}"
    if last < 1 or first > count:
        said = "none of its own sentences"
    before, after = max(0, -span[0]), max(0, last - count)
    return said + (f", and {before} before" if before else "") + (f", and {after} after" if after else "")


def boxes(review: SettledReview, passage: Passage, page: int) -> list[dict[str, float]]:
    """The passage's boxes on a page as shares of its width and height."""
    pages = {known.number: known for known in review.review.pages} if review.review else {}
    if page not in pages:
        return []
    sheet = pages[page]
    return [
        {
            "x": 100 * box.x0 / sheet.width - 0.8, "y": 100 * box.top / sheet.height - 0.4,
            "width": 100 * (box.x1 - box.x0) / sheet.width + 1.6,
            "height": 100 * (box.bottom - box.top) / sheet.height + 0.8,
        }
        for box in passage.boxes if box.page == page
    ]  # fmt: skip


def sheet(review: SettledReview, place: int, page: int) -> dict[str, Any]:
    """What shows a passage in its document: a page with the passage's boxes, or the passages around it."""
    first = max(0, place - 6)
    return {
        "is_pdf": review.file.lower().endswith(".pdf"), "shown_page": page,
        "boxes": boxes(review, review.passages[place].passage, page),
        "sheet": list(enumerate(review.passages[first : place + 7], start=first)),
    }  # fmt: skip


def page_asked(review: SettledReview, asked: str, passage: SettledPassage) -> int:
    """The page that was asked for, if the document has it, else the passage's own."""
    last = len(review.review.pages) if review.review else 0
    return int(asked) if asked.isdecimal() and 1 <= int(asked) <= last else passage.passage.page


def keyword_in_context(text: str, words: str, around: int = 80) -> tuple[str, str, str]:
    """The words found first in a text, with the whole words that stand to their left and right."""
    place = text.lower().find(words.lower())
    if place < 0:
        return "", "", text[: 2 * around]
    end = place + len(words)
    left, right = text[max(0, place - around) : place], text[end : end + around]
    if place > around:
        left = "…" + left[left.find(" ") + 1 :]
    if end + around < len(text):
        right = right[: right.rfind(" ") + 1].rstrip() + "…"
    return left, text[place:end], right


def theme_name(theme: str) -> str:
    """The name of a theme, also of one that the codebook no longer has."""
    known = codebook.load().by_id().get(theme)
    return known.name if known and not known.retired else f"{known.name if known else theme} (retired)"


def about(target: str) -> str:
    """What a decision is about, in words."""
    kind, _, rest = target.partition("/")
    name = rest.partition("/")[2]
    if kind == "tag":
        return theme_name(name)
    if kind == "flag":
        return FLAGS.get(name, name)
    if kind == "fact":
        return name.replace("_", " ").capitalize()
    if kind == "tagger":
        return "Tagger in use"
    if kind == "lock":
        return f"Lock of {rest}"
    return {"screening": "Screening", "duplicate": "Duplicate", "batch": "Batch"}.get(kind, kind)


def told(value: Mapping[str, Any] | None) -> str:
    """What was decided, in words."""
    if value is None:
        return "taken back"
    if "status" in value:
        way = POLARITIES.get(value.get("polarity", ""), "").lower()
        said = f"{value['status']} as {way}" if way and value["status"] != "rejected" else str(value["status"])
        return f"{said}, sentences {value['span'][0] + 1} to {value['span'][1]}" if value.get("span") else said
    if "decision" in value:
        return f"{value['decision']} ({value['reason']})" if value.get("reason") else str(value["decision"])
    said = value.get("value", value.get("of"))
    if isinstance(said, bool):
        return "yes" if said else "no"
    if isinstance(said, list):
        return " to ".join(map(str, said)) if said and isinstance(said[0], int) else ", ".join(map(str, said))
    return str(said) if said else "none"
