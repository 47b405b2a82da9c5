"""Reads annotated manuscripts: a fictional review and, paragraph by paragraph, the truth about it.

The format is described in corpus/AUTHORING.md. `python -m pipeline.manuscript FILE ...` checks files.
"""

from __future__ import annotations

import hashlib
import re
import sys
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Literal

import yaml

from pipeline.errors import UsageError
from pipeline.records import (
    CONTACTS,
    HARMS,
    KINDS,
    POLARITIES,
    REASONS,
    REVIEW_TYPES,
    Characteristics,
    DatedFact,
    Forces,
    Form,
    Passage,
    Review,
)  # fmt: skip

LISTS = ("cover", "sheet", "glossary", "references", "contents")
CODEBOOK = Path(__file__).parent.parent / "models" / "codebook.yaml"


@dataclass(frozen=True, slots=True)
class Labelled:
    """A paragraph, bullet or table row of a manuscript with its labels; a block without labels has no kind."""

    form: str  # paragraph, bullet, row, heading, table, box, close, page, footnote, or one of LISTS
    text: str
    line: int
    level: int = 0
    kind: str | None = None
    police: str | None = None
    number: str | None = None
    themes: dict[str, str] = field(default_factory=dict)
    cells: tuple[str, ...] = ()
    heading: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Manuscript:
    """The head of a manuscript and its blocks in order."""

    path: Path
    head: dict[str, Any]
    blocks: tuple[Labelled, ...]

    @property
    def passages(self) -> tuple[Labelled, ...]:
        """The blocks that carry labels."""
        return tuple(block for block in self.blocks if block.kind)

    @property
    def truth(self) -> dict[str, Any]:
        """The facts and the verdict that careful people would reach."""
        return dict(self.head["truth"])


def read(path: Path) -> Manuscript:
    """The manuscript in this file, a re-issue being made from the one it revises.

    Raises:
        UsageError: listing every fault with its line.
    """
    head, body, first = _split(path)
    if "reissue_of" in head:
        body, first = _reissued(path, head)
    blocks, faults = _blocks(body, first)
    faults += _head_faults(head)
    if faults:
        raise UsageError(f"{path.name} is not a valid manuscript:\n" + "\n".join(faults))
    return Manuscript(path, head, tuple(blocks))


def read_all(folder: Path) -> list[Manuscript]:
    """Every manuscript of a folder, in the order of their names."""
    return [read(path) for path in sorted(folder.glob("*.md"))]


def _split(path: Path) -> tuple[dict[str, Any], str, int]:
    text = path.read_text(encoding="utf-8")
    match = re.match(r"---\n(.*?\n)---\n", text, re.S)
    if not match:
        raise UsageError(f"{path.name} has no head between --- lines")
    try:
        head = yaml.safe_load(match[1])
    except yaml.YAMLError as error:
        raise UsageError(f"{path.name}: the head is not YAML: {error}") from error
    return head, text[match.end() :], match[0].count("\n")


def _reissued(path: Path, head: dict[str, Any]) -> tuple[str, int]:
    _, body, first = _split(path.parent / head["reissue_of"])
    for change in head["replacements"]:
        if change["old"] not in body:
            raise UsageError(f"{path.name}: the revised manuscript does not hold {change['old']!r}")
        body = body.replace(change["old"], change["new"])
    return body, first


def _blocks(body: str, first: int) -> tuple[list[Labelled], list[str]]:
    reader = _Reader()
    for line, text in enumerate(body.split("\n"), start=first + 1):
        reader.take(line, text.rstrip())
    return reader.finished()


class _Reader:
    """Takes a manuscript's lines one by one and keeps its blocks and faults."""

    def __init__(self) -> None:
        self.blocks: list[Labelled] = []
        self.faults: list[str] = []
        self.label: dict[str, Any] | None = None
        self.inside: str | None = None
        self.headings: list[str] = []
        self.columns: tuple[str, ...] = ()
        self.themes = theme_ids()

    def take(self, line: int, text: str) -> None:
        if self.inside in LISTS and not text.startswith(":::"):
            if text:
                self.add(self.inside, text, line)
        elif text.startswith(":::"):
            self.fence(line, text)
        elif text.startswith("@"):
            if self.label:
                self.faults.append(f"  line {line}: a label follows a label")
            self.label = self.labels(line, text)
        elif text == "---page---":
            self.add("page", "", line)
        elif match := re.match(r"(#{1,4}) (.+)", text):
            self.heading(line, len(match[1]), match[2])
        elif match := re.match(r"\[\^[^\]]+\]: .+", text):
            self.add("footnote", text, line)
        elif text.startswith("|"):
            self.row(line, text)
        elif text:
            bullet = re.match(r"[-•] +(.+)", text)
            self.passage("bullet" if bullet else "paragraph", bullet[1] if bullet else text, line)

    def fence(self, line: int, text: str) -> None:
        name, _, rest = text[3:].strip().partition(" ")
        if not name:
            if self.inside in ("table", "box"):
                self.add("close", self.inside, line)
            self.inside, self.columns = None, ()
        elif name in (*LISTS, "table", "box"):
            self.inside = None if name == "contents" else name
            self.add(name, rest, line)
            if name == "box" and rest:
                self.headings = [*self.headings[:1], rest]
        else:
            self.faults.append(f"  line {line}: no such block: {name}")

    def heading(self, line: int, level: int, text: str) -> None:
        self.headings = [*self.headings[: level - 1], text]
        self.add("heading", text, line, level)

    def row(self, line: int, text: str) -> None:
        cells = tuple(cell.strip() for cell in text.strip("|").split("|"))
        if not self.label and not self.columns:
            self.columns = cells
            self.blocks.append(Labelled("columns", "", line, cells=cells))
        elif self.label:
            self.passage("row", " | ".join(cells), line, cells)
        else:
            self.faults.append(f"  line {line}: a table row without a label line above it")

    def passage(self, form: str, text: str, line: int, cells: tuple[str, ...] = ()) -> None:
        if not self.label:
            self.faults.append(f"  line {line}: a paragraph without a label line above it")
            return
        heading = tuple(self.headings)
        self.blocks.append(Labelled(form, text, line, cells=cells, heading=heading, **self.label))
        self.label = None

    def add(self, form: str, text: str, line: int, level: int = 0) -> None:
        self.blocks.append(Labelled(form, text, line, level, heading=tuple(self.headings)))

    def labels(self, line: int, text: str) -> dict[str, Any]:
        kind, police, *rest = (text[1:].split() + ["", ""])[: max(2, len(text[1:].split()))]
        if kind not in KINDS or police not in CONTACTS:
            self.faults.append(f"  line {line}: kind and police contact are not {kind!r} {police!r}")
        number = next((word[1:] for word in rest if word.startswith("#")), None)
        themes = dict(word.split("=", 1) for word in rest if "=" in word)
        for theme, polarity in themes.items():
            if theme not in self.themes:
                self.faults.append(f"  line {line}: no such theme: {theme}")
            if polarity not in POLARITIES:
                self.faults.append(f"  line {line}: no such polarity: {polarity}")
        if len(themes) > 4:
            self.faults.append(f"  line {line}: more than four themes")
        if themes and police not in ("before", "after", "mention"):
            self.faults.append(f"  line {line}: themes on a passage whose police contact is {police}")
        extra = [word for word in rest if "=" not in word and not word.startswith("#")]
        if extra:
            self.faults.append(f"  line {line}: cannot read {' '.join(extra)}")
        return {"kind": kind, "police": police, "number": number, "themes": themes}

    def finished(self) -> tuple[list[Labelled], list[str]]:
        if self.label:
            self.faults.append("  the last label has no paragraph")
        return self.blocks, self.faults


def as_review(manuscript: Manuscript) -> Review:
    """The review as faultless extraction would give it, its facts being the truth; pages are not known."""
    truth, sha256 = manuscript.truth, hashlib.sha256(manuscript.head["file"].encode()).hexdigest()
    numbered = enumerate(manuscript.passages)
    return Review(
        sha256=sha256,
        file=manuscript.head["file"],
        types=tuple(truth.get("types") or ()),
        title=truth.get("title"),
        publisher=truth.get("publisher"),
        subject=truth.get("subject"),
        publication_date=_dated(truth.get("publication_date")),
        report_date=_dated(truth.get("report_date")),
        approval_date=_dated(truth.get("approval_date")),
        incident_date=_dated(truth.get("incident_date")),
        dates=tuple(
            fact for name in ("report_date", "approval_date", "incident_date") if (fact := _dated(truth.get(name)))
        ),
        forces=_forces(truth.get("forces") or {}),
        characteristics=_characteristics(truth.get("characteristics") or {}),
        pages=(),
        passages=tuple(_passage(block, f"{sha256[:8]}{index:06}", index) for index, block in numbered),
        nation=_nation(truth),
    )


def _dated(fact: dict[str, Any] | None) -> DatedFact | None:
    if not fact:
        return None
    value = str(fact["value"])
    precision: Any = {4: "year", 7: "month"}.get(len(value), "day")
    return DatedFact(value, precision, fact.get("basis") or "explicit", 1, value)


def _nation(truth: dict[str, Any]) -> Literal["england", "wales", "other"]:
    if (truth.get("screening") or {}).get("reason") == "out-of-nation":
        return "other"
    return "wales" if {"CPR", "SUSR", "APR"} & set(truth.get("types") or ()) else "england"


def _forces(said: dict[str, Any]) -> Forces:
    return Forces(said.get("publisher"), tuple(said.get("named") or ()))


def _characteristics(said: dict[str, Any]) -> Characteristics:
    return Characteristics(**{**said, "harm": tuple(said.get("harm") or ())})


def _passage(block: Labelled, identity: str, index: int) -> Passage:
    page = 1 + index // 8
    form: Form = "bullet" if block.form == "bullet" else "row" if block.form == "row" else "paragraph"
    text = re.sub(r"\[\^[^\]]+\]", "", block.text)
    return Passage(identity, page, (page,), (), block.number, block.heading, text, form)


def theme_ids() -> frozenset[str]:
    """The ids of the codebook's themes."""
    return frozenset(theme["id"] for theme in yaml.safe_load(CODEBOOK.read_text(encoding="utf-8"))["themes"])


def _head_faults(head: dict[str, Any]) -> list[str]:
    truth = head.get("truth") or {}
    faults = [f"  head: {name} is missing" for name in ("file", "author", "truth") if name not in head]
    faults += [f"  head: no such type: {t}" for t in truth.get("types", []) if t not in REVIEW_TYPES]
    screening = truth.get("screening") or {}
    for name, allowed in (
        ("date_eligible", ("yes", "no", "refer")),
        ("prior_police", ("yes", "no", "refer")),
        ("decision", ("include", "exclude", "refer")),
        ("reason", (None, *REASONS)),
    ):
        if screening.get(name) not in allowed:
            faults.append(f"  head: screening {name} is {screening.get(name)!r}, not one of {allowed}")
    harms = (truth.get("characteristics") or {}).get("harm") or []
    return faults + [f"  head: no such harm: {harm}" for harm in harms if harm not in HARMS]


def summary(manuscript: Manuscript) -> str:
    """One paragraph of counts: words, passages by kind and police contact, and positives per theme."""
    passages = manuscript.passages
    words = sum(len(passage.text.split()) for passage in passages)
    kinds = Counter(passage.kind for passage in passages)
    contacts = Counter(passage.police for passage in passages)
    themes = Counter(f"{t}={p}" for passage in passages for t, p in passage.themes.items())
    return (
        f"{manuscript.path.name}: {words} words, {len(passages)} passages\n  {dict(kinds)}\n  {dict(contacts)}\n"
        f"  with a theme: {sum(bool(p.themes) for p in passages)}; {dict(sorted(themes.items()))}"
    )


def main(paths: list[str]) -> int:
    """Checks the named manuscripts; 0 when all are valid."""
    failed = 0
    for path in paths:
        try:
            print(summary(read(Path(path))))
        except UsageError as error:
            failed = 2
            print(error, file=sys.stderr)
    return failed


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
