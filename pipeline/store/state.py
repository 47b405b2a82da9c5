"""The corpus as it stands: the newest decision of a person, else the machine's suggestion, else nothing."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterable, Iterator, Mapping
from typing import Any, get_args

from pipeline import codebook
from pipeline.records import (
    Contact,
    DatedFact,
    Decision,
    Link,
    Passage,
    Polarity,
    Reading,
    Review,
    Screening,
    SettledPassage,
    SettledReview,
    SettledTag,
    Tag,
)
from pipeline.store import register
from pipeline.store.database import Store
from pipeline.store.decided import by_target

FACTS = ("publication_date", "report_date", "approval_date", "incident_date")


def heads(decisions: Iterable[Decision]) -> list[Decision]:
    """The decisions on one target that no other supersedes, nor settles as one side of a disagreement.

    A decision without a value takes back the one that it supersedes, as if that had never been made.
    """
    made = list(decisions)
    taken_back = {decision.supersedes for decision in made if decision.value is None}
    kept = [decision for decision in made if decision.value is not None and decision.uuid not in taken_back]
    superseded = {decision.supersedes for decision in kept}
    superseded.update(uuid for decision in kept for uuid in decision.context.get("settles", ()))
    return [decision for decision in kept if decision.uuid not in superseded]


def current(decisions: Iterable[Decision]) -> Decision | None:
    """The decision that stands among those on one target, whatever order they arrived in: of two that stand side by
    side the later one counts."""
    return max(heads(decisions), key=lambda head: (head.at, head.uuid), default=None)


class Standing(dict[str, Decision]):
    """The decision that stands on each target; one that withdraws leaves nothing."""

    def __init__(self, decisions: Iterable[Decision]) -> None:
        standing = {target: current(group) for target, group in by_target(decisions).items()}
        super().__init__((target, head) for target, head in standing.items() if head)
        self._themes: dict[str, dict[str, Decision]] = {}
        for target, head in sorted(self.items()):
            kind, _, rest = target.partition("/")
            if kind == "tag":
                passage, _, theme = rest.partition("/")
                self._themes.setdefault(passage, {})[theme] = head

    def themes(self, passage: str) -> dict[str, Decision]:
        """The decisions that stand on a passage's themes, by theme."""
        return self._themes.get(passage, {})


def settled_reviews(
    store: Store,
    with_passages: bool = True,
    entries: Mapping[str, register.Entry] | None = None,
    decisions: Iterable[Decision] | None = None,
) -> Iterator[SettledReview]:
    """Every document of the corpus as it stands, in the order of their file names.

    Given the register and the decisions of an earlier day, as it stood then.
    """
    decided = Standing(store.decisions() if decisions is None else decisions)
    for shell, entry in outlines(store, decided, entries):
        yield settled(store, shell, entry, decided, with_passages)


def outlines(
    store: Store, decided: Standing, entries: Mapping[str, register.Entry] | None = None
) -> Iterator[tuple[SettledReview, register.Entry]]:
    """Every document with its row of the register, its failure and its link, but nothing that was read of it.

    Those that a person withdrew are left out.
    """
    entries = register.read(store.corpus.register) if entries is None else entries
    links = _links(store, decided)
    first_with: dict[str, str] = {}
    originals = sorted(store.originals().items())
    restricted = {held.sha256 for file, held in originals if file in entries and entries[file].handling == "restricted"}
    for file, original in originals:
        if f"withdrawn/{original.sha256}" in decided:
            continue
        entry = entries.get(file, register.Entry(file))
        if original.sha256 in restricted:  # under whatever other names the same bytes lie here
            entry = dataclasses.replace(entry, handling="restricted")
        examined = entry.examined or register.today()
        link = links.get(original.sha256)
        if original.sha256 in first_with:
            said = f"the same bytes as {first_with[original.sha256]}"
            link = Link(original.sha256, original.sha256, "same-bytes", said)
        first_with.setdefault(original.sha256, file)
        shell = SettledReview(
            file=file,
            sha256=original.sha256,
            status="failed" if original.failure else "extracted",
            handling=entry.handling or "published",
            examined=examined,
            quarter=register.quarter_of(examined),
            source=entry.source,
            failure=original.failure,
            link=link,
        )
        yield shell, entry


def _links(store: Store, decided: Standing) -> dict[str, Link]:
    links = {sha256: link for sha256, link in store.links().items() if f"withdrawn/{link.of}" not in decided}
    for target, decision in decided.items():
        kind, _, sha256 = target.partition("/")
        if kind == "duplicate":
            links.pop(sha256, None)
            of = decision.value.get("of") if decision.value else None
            if of:
                if of in links and links[of].of == sha256:
                    del links[of]  # the machine had it the other way round; one of the two must stand
                links[sha256] = Link(sha256, of, "re-issue", f"decided by {decision.reviewer}")
    return links


def settled(
    store: Store, shell: SettledReview, entry: register.Entry, decided: Standing, with_passages: bool = True
) -> SettledReview:
    """What stands on the document of this outline."""
    review = store.review(shell.sha256, with_passages)
    if not review:
        return dataclasses.replace(shell, link=None)
    review = corrected(review, entry, decided)
    screening, by = settled_screening(store.screening(shell.sha256), decided)
    passages: tuple[SettledPassage, ...] = ()
    if with_passages:
        readings = store.readings(shell.sha256)
        contacts = screening.contacts if screening else {}
        passages = tuple(settle_passage(p, readings.get(p.id), contacts, decided) for p in review.passages)
    return dataclasses.replace(
        shell,
        status="duplicate" if shell.link and shell.link.relation != "statement" else "extracted",
        handling=entry.handling or ("restricted" if "RAPID_REVIEW" in review.types else "published"),
        review=review,
        screening=screening,
        screened_by=by,
        passages=passages,
    )


def corrected(review: Review, entry: register.Entry, decided: Standing) -> Review:
    """The review with what people know better."""
    changes = corrections(review.sha256, entry, decided)
    return dataclasses.replace(review, **changes) if changes else review


def corrections(sha256: str, entry: register.Entry, decided: Standing) -> dict[str, Any]:
    """What people know better of a review: the register first, then decisions on single facts."""
    changes: dict[str, Any] = {}
    if entry.publication_date:
        changes["publication_date"] = _fact(entry.publication_date, "register", "register.csv")
    if entry.publisher:
        changes["publisher"] = entry.publisher
    if entry.types:
        changes["types"] = entry.types
    for name in ("publisher", "title", "subject", "types", *FACTS):
        decision = decided.get(f"fact/{sha256}/{name}")
        if decision and decision.value is not None:
            changes[name] = _decided_fact(name, decision)
    return changes


def _decided_fact(name: str, decision: Decision) -> Any:
    value = (decision.value or {}).get("value")
    if name in FACTS:
        return _fact(value, "human", decision.reviewer) if value else None
    return tuple(value or ()) if name == "types" else value


def _fact(value: str, basis: Any, text: str) -> DatedFact:
    precision: Any = {4: "year", 7: "month"}.get(len(value), "day")
    return DatedFact(value, precision, basis, None, text)


def settled_screening(screening: Screening | None, decided: Standing) -> tuple[Screening | None, str | None]:
    """The verdict that stands on a review, and whose it is."""
    if screening is None:
        return None, None
    decision = decided.get(f"screening/{screening.review}")
    if decision is None or decision.value is None:
        return screening, "machine"
    changes: dict[str, Any] = {"decision": decision.value["decision"], "reason": decision.value.get("reason")}
    for criterion in ("date_eligible", "prior_police"):
        if met := decision.value.get(criterion):
            changes[criterion] = dataclasses.replace(getattr(screening, criterion), met=met)
    return dataclasses.replace(screening, **changes, confidence=1.0), decision.reviewer


def settle_passage(
    passage: Passage, reading: Reading | None, contacts: Mapping[str, Contact], decided: Standing
) -> SettledPassage:
    """A passage with its tags and flags as they stand."""

    def flag(name: str) -> Any:
        decision = decided.get(f"flag/{passage.id}/{name}")
        return decision.value.get("value") if decision and decision.value else None

    suggested = [tag for tag in reading.tags if codebook.load().in_use(tag.theme)] if reading else []
    themes = decided.themes(passage.id)
    span = flag("span")  # of the passage, as it was said before each theme had its own
    tags = [_settled_tag(tag, themes.get(tag.theme), span) for tag in suggested]
    tags += [_added(t, d, span) for t, d in themes.items() if t not in {tag.theme for tag in suggested}]
    return SettledPassage(
        passage=passage,
        kind=flag("kind") or (reading.kind if reading else "narrative"),
        police=flag("police") or contacts.get(passage.id) or (reading.police if reading else "none"),
        tags=tuple(tags),
        checked=bool(flag("checked")),
        unsure=bool(flag("unsure")),
        confidential=bool(flag("confidential")),
        quotable=bool(flag("quote")),
        note=flag("note") or "",
    )


def _settled_tag(tag: Tag, decision: Decision | None, span: list[int] | None) -> SettledTag:
    if not decision or not decision.value:
        return SettledTag(tag.theme, tag.polarity, tag.probability, tag.why, "machine", "suggested", tag.model)
    return _decided_tag(tag.theme, decision, tag.polarity, tag.probability, tag.why, span)


def _added(theme: str, decision: Decision, span: list[int] | None) -> SettledTag:
    return _decided_tag(theme, decision, "gap", 1.0, (), span)


def _decided_tag(
    theme: str,
    decision: Decision,
    suggested: Polarity,
    probability: float,
    why: tuple[str, ...],
    span: list[int] | None,
) -> SettledTag:
    """A tag as a person settled it; what the tagger says today changes nothing of that."""
    value, seen = decision.value or {}, decision.suggested or {}
    said: tuple[Any, ...] = (value.get("polarity"), seen.get("polarity"), suggested)
    polarity: Polarity = next(way for way in said if way in get_args(Polarity))
    status: Any = value.get("status") if value.get("status") in ("accepted", "rejected", "added") else "added"
    version = decision.context.get("codebook")
    again = "" if status == "rejected" else codebook.load().recheck(theme, version, decision.at)
    coded = value.get("span", span)
    return SettledTag(
        theme, polarity, probability, why, "human", status, decision.reviewer, decision.uuid,
        (coded[0], coded[1]) if coded else None, again,
    )  # fmt: skip
