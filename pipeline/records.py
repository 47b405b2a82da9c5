"""The frozen records that pass between the stages; see README.md, "The pipeline and its words"."""

from __future__ import annotations

import dataclasses
import functools
import types
import typing
from dataclasses import dataclass, field
from typing import Any, Literal, NamedTuple, TypeVar, get_args, get_origin

Precision = Literal["day", "month", "year"]
Basis = Literal["explicit", "cover-sheet", "lower-bound", "register", "human"]
Handling = Literal["published", "restricted"]
Verdict = Literal["yes", "no", "refer"]
Outcome = Literal["include", "exclude", "refer"]
Kind = Literal["narrative", "finding", "recommendation", "boilerplate"]
Contact = Literal["none", "mention", "before", "incident", "after"]
Polarity = Literal["gap", "good-practice", "mixed", "action-taken"]
Form = Literal["paragraph", "bullet", "row", "cover", "contents", "glossary", "references"]

REVIEW_TYPES = (
    "SCR", "LCSPR", "NATIONAL_CSPR", "RAPID_REVIEW", "CPR", "SUSR", "SAR", "APR", "DHR", "MAPPA_SCR",
    "OTHER_LOCAL_REVIEW", "NOT_A_REVIEW",
)  # fmt: skip
REASONS = (
    "published-before-2016", "publication-date-unknown", "no-police-before", "police-after-only", "not-a-review",
    "out-of-nation", "adult-only", "restricted", "insufficient-detail", "duplicate", "borderline-police",
)  # fmt: skip
HARMS = (
    "physical-abuse", "neglect", "sexual-abuse", "child-sexual-exploitation", "child-criminal-exploitation",
    "youth-violence", "suicide", "self-harm", "fatal-accident", "sudi", "domestic-homicide", "emotional-abuse",
    "fii", "online-harm", "other",
)  # fmt: skip
KINDS: tuple[Kind, ...] = get_args(Kind)
CONTACTS: tuple[Contact, ...] = get_args(Contact)
POLARITIES: tuple[Polarity, ...] = get_args(Polarity)


class Box(NamedTuple):
    """A rectangle on a page, in PDF points from the top left of the page as it is shown."""

    page: int
    x0: float
    top: float
    x1: float
    bottom: float


@dataclass(frozen=True, slots=True)
class DatedFact:
    """A date as precise as its words, what it is based on, and the words."""

    value: str
    precision: Precision
    basis: Basis
    page: int | None
    text: str


@dataclass(frozen=True, slots=True)
class Forces:
    """The force of the publisher's area, the territorial forces named in the text, and other police bodies."""

    publisher: str | None = None
    named: tuple[str, ...] = ()
    other: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Characteristics:
    """What the review says of the child (the youngest, where there are several) and of the harm."""

    child_age_years: int | None = None
    child_age_text: str | None = None
    sex: str | None = None
    outcome: Literal["death", "serious-harm"] | None = None
    harm: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Page:
    """One page of an original: its size as shown, and where its words came from."""

    number: int
    width: float
    height: float
    source: Literal["text", "ocr", "none"] = "text"
    confidence: float | None = None  # mean word confidence of text recognition, 0 to 1


@dataclass(frozen=True, slots=True)
class Passage:
    """A paragraph, bullet or table row: the unit that is tagged and cited.

    `hidden` says why the text must be neither tagged nor quoted (under a black box, invisible, white);
    its text is then empty.
    """

    id: str
    page: int
    pages: tuple[int, ...]
    boxes: tuple[Box, ...]
    number: str | None
    heading: tuple[str, ...]
    text: str
    form: Form = "paragraph"
    footnotes: tuple[str, ...] = ()
    hidden: str | None = None

    @property
    def is_told(self) -> bool:
        """Whether it is the report's own text: no cover, list or end matter, and nothing that a reader does not see."""
        return self.form in ("paragraph", "bullet", "row") and not self.hidden


@dataclass(frozen=True, slots=True)
class Evidence:
    """A passage, or a line of the front, that speaks for a finding or a fact."""

    criterion: str
    passage: str
    page: int
    text: str


@dataclass(frozen=True, slots=True)
class Review:
    """A document read whole: its facts, each with evidence, and its passages in reading order."""

    sha256: str
    file: str
    types: tuple[str, ...]
    title: str | None
    publisher: str | None
    subject: str | None
    publication_date: DatedFact | None
    report_date: DatedFact | None
    approval_date: DatedFact | None
    incident_date: DatedFact | None
    dates: tuple[DatedFact, ...]  # every date that bounds publication from below
    forces: Forces
    characteristics: Characteristics
    pages: tuple[Page, ...]
    passages: tuple[Passage, ...]
    nation: Literal["england", "wales", "other"] | None = None
    notes: tuple[str, ...] = ()  # what a person should know of the reading: pages lost, hidden text, marking
    evidence: tuple[Evidence, ...] = ()  # for each fact that is no date, the words it rests on
    sketch: tuple[int, ...] = ()  # by which documents of one text are known (pipeline.extract.duplicates)
    words: int = 0
    marking: Literal["OFFICIAL", "OFFICIAL-SENSITIVE"] | None = None  # the security marking that its pages carry


@dataclass(frozen=True, slots=True)
class Finding:
    """The answer to one eligibility criterion, with its evidence."""

    criterion: Literal["date_eligible", "prior_police"]
    met: Verdict
    confidence: float
    why: str
    evidence: tuple[Evidence, ...] = ()


@dataclass(frozen=True, slots=True)
class Screening:
    """The eligibility verdict on a review, one criterion at a time, and the police contact of each passage."""

    review: str
    date_eligible: Finding
    prior_police: Finding
    decision: Outcome
    reason: str | None
    confidence: float
    contact_types: tuple[str, ...] = ()
    within_period: Verdict = "refer"
    contacts: dict[str, Contact] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Tag:
    """A claim that a passage carries a theme, with the rule or words that counted."""

    passage: str
    theme: str
    polarity: Polarity
    probability: float
    why: tuple[str, ...]
    model: str


@dataclass(frozen=True, slots=True)
class Reading:
    """What the tagger answers about one passage: its kind, its police contact and its themes."""

    passage: str
    kind: Kind
    police: Contact
    tags: tuple[Tag, ...] = ()


@dataclass(frozen=True, slots=True)
class Decision:
    """Anything a person settled; a newer one changes it, nothing erases it.

    `target` is `screening/<review>`, `fact/<review>/<name>`, `duplicate/<review>`, `withdrawn/<review>`, `tag/<passage>/<theme>`,
    `flag/<passage>/<name>` (checked, unsure, skipped, second, confidential, quote, note, span, kind, police),
    `batch/<id>` (a drawn queue), `lock/<quarter>`, `tagger/in-use` or `codebook/<theme>` (a change asked for). `value` null withdraws what it supersedes.
    """

    uuid: str
    at: str
    reviewer: str
    target: str
    value: dict[str, Any] | None
    suggested: dict[str, Any] | None = None
    shown: bool = True
    supersedes: str | None = None
    reason: str | None = None
    context: dict[str, Any] = field(default_factory=dict)  # batch, seconds taken, model, codebook version


@dataclass(frozen=True, slots=True)
class Failure:
    """Why a file could not be read, in the words the analyst is shown."""

    error: str
    message: str


@dataclass(frozen=True, slots=True)
class Link:
    """A document that tells a case already told by a fuller or earlier one, or speaks of it, and how that is known."""

    review: str
    of: str
    relation: Literal["same-bytes", "re-issue", "summary", "statement"]
    evidence: str


@dataclass(frozen=True, slots=True)
class SettledTag:
    """A theme on a passage as it stands: suggested by the tagger, or settled by a person."""

    theme: str
    polarity: Polarity
    probability: float
    why: tuple[str, ...]
    source: Literal["machine", "human"]
    status: Literal["suggested", "accepted", "rejected", "added"]
    by: str
    decision: str | None = None
    span: tuple[int, int] | None = None  # the sentences that carry it (pipeline.sentences); the whole passage without
    recheck: str = ""  # the change of the codebook since a person settled it, which may unsettle it


@dataclass(frozen=True, slots=True)
class SettledPassage:
    """A passage with its kind, police contact and tags as they stand, and what people said of it."""

    passage: Passage
    kind: Kind
    police: Contact
    tags: tuple[SettledTag, ...] = ()
    checked: bool = False  # a person has settled the whole passage
    unsure: bool = False
    confidential: bool = False
    quotable: bool = False  # a person approved it for print
    note: str = ""


@dataclass(frozen=True, slots=True)
class SettledReview:
    """A document of the corpus as it stands: facts, screening and passages, a person's word before the machine's."""

    file: str
    sha256: str
    status: Literal["extracted", "failed", "duplicate"]
    handling: Handling
    examined: str
    quarter: str
    source: str | None = None
    failure: Failure | None = None
    link: Link | None = None
    review: Review | None = None
    screening: Screening | None = None
    screened_by: str | None = None  # "machine" or the reviewer
    passages: tuple[SettledPassage, ...] = ()


def to_dict(record: Any) -> dict[str, Any]:
    """A record as plain JSON values."""
    return dataclasses.asdict(record)


Record = TypeVar("Record")


def from_dict(kind: type[Record], data: Any) -> Record:
    """The record of this kind that `to_dict` made the data from."""
    return typing.cast(Record, _revive(kind, data))


@functools.cache
def _hints(kind: type) -> dict[str, Any]:
    return typing.get_type_hints(kind)


def _revive(kind: Any, data: Any) -> Any:
    if data is None:
        return None
    origin, arguments = get_origin(kind), get_args(kind)
    if origin in (typing.Union, types.UnionType):
        return _revive(next(a for a in arguments if a is not type(None)), data)
    if origin is tuple:
        return tuple(_revive(arguments[0], item) for item in data)
    if isinstance(kind, type) and issubclass(kind, tuple):
        return kind(*data)
    if dataclasses.is_dataclass(kind):
        hints, make = _hints(typing.cast(type, kind)), typing.cast(Any, kind)
        return make(**{name: _revive(hints[name], value) for name, value in data.items()})
    return data
