"""The settled tags as a REFI-QDA project (.qdpx), which NVivo, MAXQDA, ATLAS.ti and QualCoder open.

The REFI-QDA Project standard, version 1.0 (qdasoftware.org): a zip of `project.qde` and the text of each source;
a selection counts characters from 0, its end excluded.
"""

from __future__ import annotations

import io
import uuid
import zipfile
from collections.abc import Iterable
from dataclasses import dataclass

from lxml import etree

from pipeline import codebook
from pipeline.correct.display import POLARITIES
from pipeline.records import SettledPassage, SettledReview, SettledTag
from pipeline.sentences import Span, places

NAMESPACE = "urn:QDA-XML:project:1.0"
COLOURS = {"strategic": "#17506F", "operational": "#B45309"}
_SPACE = uuid.UUID("0d6c2f0e-5d0b-4d6b-9f55-3a8a64b1f7c2")


@dataclass(frozen=True)
class Coded:
    """A passage's place in the text of its source, and what people gave it."""

    start: int
    end: int
    passage: SettledPassage


def project(reviews: Iterable[SettledReview], name: str, made_at: str) -> bytes:
    """The published reviews with every tag that a person gave; confidential passages and suggestions stay out."""
    root = etree.Element(
        f"{{{NAMESPACE}}}Project", {"name": name, "origin": "scr-briefing", "creationDateTime": made_at},
        nsmap={None: NAMESPACE},
    )  # fmt: skip
    users = _under(root, "Users")
    _add_codes(_under(_under(root, "CodeBook"), "Codes"))
    sources, people, stream = _under(root, "Sources"), set[str](), io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        for review in reviews:  # one after another: together they may not fit into memory
            if review.handling == "published" and review.status == "extracted":
                text, placed = _text(review)
                archive.writestr(f"sources/{guid('source', review.sha256)}.txt", text.encode())
                _add_source(sources, review, placed, made_at)
                people |= {tag.by for p in review.passages for tag in p.tags if tag.source == "human"}
        for person in sorted(people) or ["scr-briefing"]:
            _under(users, "User", guid=guid("user", person), name=person)
        whole = etree.tostring(root, xml_declaration=True, encoding="utf-8", pretty_print=True)
        archive.writestr("project.qde", whole)
    return stream.getvalue()


def guid(kind: str, name: str) -> str:
    """The id of a thing in the project, the same in every export."""
    return str(uuid.uuid5(_SPACE, f"{kind}/{name}"))


def _text(review: SettledReview) -> tuple[str, list[Coded]]:
    """A review's passages as one text, a paragraph each under its headings, and where each one lies in it."""
    pieces: list[str] = []
    placed: list[Coded] = []
    at, heading = 0, ""
    for item in review.passages:
        said = item.passage
        if said.hidden or not said.text or item.confidential:
            continue
        if said.heading and said.heading[-1] != heading:
            heading = said.heading[-1]
            pieces.append(f"{heading}\n\n")
            at += len(pieces[-1])
        text = said.text.replace("\r", "")
        placed.append(Coded(at, at + len(text), item))
        pieces.append(f"{text}\n\n")
        at += len(pieces[-1])
    return "".join(pieces), placed


def _add_codes(codes: etree._Element) -> None:
    for level, colour in COLOURS.items():
        group = _under(
            codes, "Code", guid=guid("level", level), name=level.capitalize(), isCodable="false", color=colour
        )
        for theme in codebook.load().level(level):
            code = _under(group, "Code", guid=guid("theme", theme.id), name=theme.name, isCodable="true", color=colour)
            _under(code, "Description").text = theme.definition
            for way, label in POLARITIES.items():
                _under(
                    code, "Code", guid=guid("theme", f"{theme.id}/{way}"), name=label, isCodable="true", color=colour
                )


def _add_source(sources: etree._Element, review: SettledReview, placed: list[Coded], made_at: str) -> None:
    source = guid("source", review.sha256)
    title = (review.review.title if review.review else None) or review.file
    element = _under(
        sources, "TextSource", guid=source, name=f"{title} ({review.file})", plainTextPath=f"internal://{source}.txt",
        creationDateTime=made_at,
    )  # fmt: skip
    for place, coded in enumerate(placed):
        for span, tags in _by_span(coded.passage).items():
            _add_selection(element, coded, span, _characters(placed, place, span), tags, made_at)


def _by_span(passage: SettledPassage) -> dict[Span | None, list[SettledTag]]:
    """What people gave a passage, those that the same sentences carry together."""
    known = codebook.load().by_id()
    groups: dict[Span | None, list[SettledTag]] = {}
    for tag in passage.tags:
        if tag.source == "human" and tag.status != "rejected" and tag.theme in known:
            groups.setdefault(tag.span, []).append(tag)
    return groups


def _characters(placed: list[Coded], place: int, span: Span | None) -> Span:
    """Where sentences of a passage, which may reach into its neighbours, lie in the text of the source."""
    coded = placed[place]
    if span is None:
        return coded.start, coded.end
    own = _sentences(coded)
    before = _sentences(placed[place - 1]) if place else []
    after = _sentences(placed[place + 1]) if place + 1 < len(placed) else []
    lie = [*before, *own, *after]
    first = min(max(0, span[0] + len(before)), len(lie) - 1)  # a neighbour may have been read anew since
    last = min(max(first + 1, span[1] + len(before)), len(lie))
    return lie[first][0], lie[last - 1][1]


def _sentences(coded: Coded) -> list[Span]:
    return [
        (coded.start + start, coded.start + end) for start, end in places(coded.passage.passage.text.replace("\r", ""))
    ]


def _add_selection(
    source: etree._Element, coded: Coded, span: Span | None, lies: Span, tags: list[SettledTag], made_at: str
) -> None:  # fmt: skip
    said = coded.passage.passage
    part = said.id if span is None else f"{said.id}/{span[0]}:{span[1]}"
    selection = _under(
        source, "PlainTextSelection", guid=guid("passage", part), startPosition=str(lies[0]),
        name=f"p. {said.page}" + (f", {said.number}" if said.number else ""), endPosition=str(lies[1]),
        creatingUser=guid("user", tags[0].by), creationDateTime=made_at,
    )  # fmt: skip
    if coded.passage.note:
        _under(selection, "Description").text = coded.passage.note
    for tag in tags:
        coding = _under(
            selection, "Coding", guid=guid("coding", f"{said.id}/{tag.theme}"), creatingUser=guid("user", tag.by),
            creationDateTime=made_at,
        )  # fmt: skip
        _under(coding, "CodeRef", targetGUID=guid("theme", f"{tag.theme}/{tag.polarity}"))


def _under(parent: etree._Element, tag: str, /, **attributes: str) -> etree._Element:
    return etree.SubElement(parent, f"{{{NAMESPACE}}}{tag}", attributes)
