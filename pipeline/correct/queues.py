"""Which passages a person should look at next: drawn once with a recorded seed, then in the same order every time."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Literal

from pipeline.correct.desk import Desk, Reviewer
from pipeline.records import Decision, SettledPassage, SettledReview
from pipeline.settings import Correction

Share = Literal["informative", "random", "hidden"]
UNSURE_READING = 0.85  # mean word confidence of text recognition below which a person should compare with the picture
SURE = 0.75
CONTACT = {"before": 0, "after": 1, "incident": 2, "mention": 3, "none": 4}
NAMES = {
    "batch": "The batch of the quarter", "double": "Coded by two people", "unsure": "A colleague was unsure",
    "recheck": "To look at again: the codebook changed", "new": "Reviews that nobody has begun",
    "conflicts": "Where a new model disagrees with a person", "quoted": "Used in the quarter's briefing",
    "scanned": "Read from a scan with doubt",
}  # fmt: skip


LISTED = ("unsure", "recheck", "conflicts", "double", "quoted", "new", "scanned")


@dataclass(frozen=True)
class Item:
    """A passage in a queue, with its review."""

    review: SettledReview
    passage: SettledPassage

    @property
    def id(self) -> str:
        """The passage's id."""
        return self.passage.passage.id

    @property
    def is_suggested(self) -> bool:
        """Whether the tagger suggests a theme that no person has settled."""
        return any(tag.status == "suggested" for tag in self.passage.tags)


@dataclass(frozen=True)
class Batch:
    """A draw that was recorded: its passages in their order, each with the share that it was drawn for."""

    id: str
    quarter: str
    order: tuple[tuple[str, Share], ...]
    population: int  # how many passages the random share was drawn from

    def ids(self) -> list[str]:
        """The passages in their order."""
        return [identity for identity, _ in self.order]

    def drawn_for(self, share: Share) -> list[str]:
        """The passages of one share."""
        return [identity for identity, drawn in self.order if drawn == share]


def batch_of(made: Decision) -> Batch:
    """The batch that this line of the log recorded."""
    value = made.value or {}
    order = tuple((str(identity), share) for identity, share in value["order"])
    return Batch(made.target.split("/")[1], str(value["quarter"]), order, int(value["population"]))


def batches(desk: Desk, quarter: str) -> list[Batch]:
    """The batches drawn for a quarter, the newest last."""
    found = [batch_of(made) for made in desk.trail.batches.values()]
    return [batch for batch in found if batch.quarter == quarter]


def taggable(reviews: Iterable[SettledReview]) -> list[Item]:
    """The passages of included reviews that may carry a theme."""
    return [
        Item(review, passage)
        for review in reviews
        if review.status == "extracted" and review.screening and review.screening.decision == "include"
        for passage in review.passages
        if passage.passage.is_told
    ]


# --- the draw ----------------------------------------------------------------------------------------------


def draw(
    items: Sequence[Item], taken: set[str], rules: Correction, seed: int
) -> tuple[list[tuple[str, Share]], int]:  # fmt: skip
    """A batch: the most telling passages, some drawn by chance, some whose suggestions are hidden; and the number
    of passages that chance had to choose from."""
    chance = random.Random(seed)
    left = [item for item in items if item.id not in taken]
    hidden = chance.sample(suggested := [i for i in left if i.is_suggested], min(rules.hidden, len(suggested) // 4))
    rest = [item for item in left if item not in hidden]
    telling = most_telling(rest)[: rules.informative]
    chosen = {item.id for item in telling}
    population = [item for item in rest if item.id not in chosen]
    drawn = chance.sample(population, min(rules.random, len(population)))
    order: list[tuple[str, Share]] = [(item.id, "informative") for item in telling]
    groups: tuple[tuple[Share, list[Item]], ...] = (("random", drawn), ("hidden", hidden))
    for share, group in groups:
        for item in group:
            order.insert(chance.randint(0, len(order)), (item.id, share))
    return order, len(population)


def most_telling(items: Sequence[Item]) -> list[Item]:
    """The passages from which most is learnt: nearest to a theme's threshold, reviews and themes taking turns; then
    those where the police act, findings first."""
    thresholds: dict[str, float] = {}
    for item in items:
        for tag in item.passage.tags:
            thresholds[tag.theme] = min(tag.probability, thresholds.get(tag.theme, 1.0))
    suggested = [item for item in items if item.is_suggested]
    near = sorted(suggested, key=lambda item: (_doubt(item, thresholds), item.id))
    others = [i for i in items if not i.is_suggested and i.passage.kind != "boilerplate" and i.passage.police != "none"]
    acting = sorted(others, key=lambda i: (CONTACT[i.passage.police], i.passage.kind != "finding", i.id))
    by_theme = _taking_turns(near, lambda item: item.passage.tags[0].theme)
    return _taking_turns(by_theme, _file) + _taking_turns(acting, _file)


def _file(item: Item) -> str:
    return item.review.file


def _doubt(item: Item, thresholds: dict[str, float]) -> float:
    return min(t.probability - thresholds[t.theme] for t in item.passage.tags if t.status == "suggested")


def _taking_turns(items: Sequence[Item], group: Callable[[Item], str]) -> list[Item]:
    turns: dict[str, int] = {}
    placed: list[tuple[int, int, Item]] = []
    for item in items:
        turns[group(item)] = turns.get(group(item), 0) + 1
        placed.append((turns[group(item)], len(placed), item))
    return [item for _, _, item in sorted(placed, key=lambda turn: turn[:2])]


# --- the queues --------------------------------------------------------------------------------------------


def passages_of(desk: Desk, name: str, quarter: str, reviewer: Reviewer) -> list[str]:
    """The passages of a queue in their order, as far as this person may read them."""
    kind, _, what = name.partition(":")
    if kind == "batch":
        drawn = next((b for b in reversed(batches(desk, quarter)) if what in ("", b.id)), None)
        return _readable(desk, drawn.ids() if drawn else [], reviewer)
    if kind == "review":
        review = desk.review(what)
        return [item.id for item in taggable([review])] if review and desk.may_see(review, reviewer) else []
    return chosen_from(desk, readable(desk, quarter, reviewer), name, quarter, reviewer)


def readable(desk: Desk, quarter: str, reviewer: Reviewer) -> list[Item]:
    """The passages of a quarter that may carry a theme and that this person may read, as they may know them."""
    items = taggable(review for review in desk.quarter(quarter) if desk.may_see(review, reviewer))
    return [Item(item.review, desk.as_shown(item.review, item.passage, reviewer)) for item in items]


def chosen_from(desk: Desk, items: Sequence[Item], name: str, quarter: str, reviewer: Reviewer) -> list[str]:
    """Those of these passages that belong in a queue."""
    kind, _, what = name.partition(":")
    doubled = _doubled(desk, quarter) if kind == "double" else set()
    begun = {item.review.sha256 for item in items if desk.trail.coders(item.id)} if kind == "new" else set()
    chosen: dict[str, Callable[[Item], bool]] = {
        "double": lambda item: item.id in doubled,
        "new": lambda item: item.review.sha256 not in begun,
        "recheck": lambda item: any(tag.recheck for tag in item.passage.tags),
        "unsure": lambda item: desk.trail.flagged["unsure"].get(item.id, reviewer.name) != reviewer.name,
        "conflicts": lambda item: desk.has_conflict(item.review, item.passage),
        "quoted": lambda item: desk.is_quoted(quarter, item.passage.passage),
        "scanned": lambda item: read_with_doubt(item),
        "theme": lambda item: any(tag.theme == what and tag.status != "rejected" for tag in item.passage.tags),
    }
    belongs = chosen.get(kind)
    return [item.id for item in items if belongs(item)] if belongs else []


def _readable(desk: Desk, ids: Sequence[str], reviewer: Reviewer) -> list[str]:
    found = ((identity, desk.passage(identity)) for identity in ids)
    return [identity for identity, known in found if known and desk.may_see(known[0], reviewer)]


def _doubled(desk: Desk, quarter: str) -> set[str]:
    drawn = {identity for batch in batches(desk, quarter) for identity in batch.ids() if desk.is_double(identity)}
    return drawn | set(desk.trail.flagged["quote"]) | set(desk.trail.flagged["second"])


def read_with_doubt(item: Item) -> bool:
    """Whether a page of the passage was read from a scan with too little confidence."""
    pages = {page.number: page for page in (item.review.review.pages if item.review.review else ())}
    return any(
        (page := pages.get(number)) is not None and page.confidence is not None and page.confidence < UNSURE_READING
        for number in item.passage.passage.pages
    )


def is_open(desk: Desk, identity: str, reviewer: Reviewer) -> bool:
    """Whether this person still has something to settle here."""
    coders = desk.trail.coders(identity)
    unsure = desk.trail.flagged["unsure"].get(identity)
    if coders and desk.has_recheck(identity):
        return True
    if reviewer.name in coders or identity in desk.trail.adjudicated or unsure == reviewer.name:
        return False
    return not coders or desk.is_blind(identity, reviewer) or unsure is not None


def next_open(desk: Desk, order: Sequence[str], after: str | None, reviewer: Reviewer) -> str | None:
    """The next passage to settle after this one, round to the beginning; skipped ones and those that a colleague has
    before them come last."""
    start = order.index(after) + 1 if after in order else 0
    ahead = [identity for identity in [*order[start:], *order[:start]] if identity != after]
    skipped = desk.trail.skipped[reviewer.name]
    waiting = [identity for identity in ahead if is_open(desk, identity, reviewer)]
    return min(waiting, key=lambda identity: (identity in skipped, desk.is_looked_at(identity, reviewer)), default=None)


def screening_queue(reviews: Sequence[SettledReview], quarter: str) -> list[SettledReview]:
    """The reviews of a quarter whose screening no person has settled, the referred ones first."""
    order = {"refer": 0, "include": 1, "exclude": 2}
    waiting = [
        r for r in reviews
        if r.quarter == quarter and r.status == "extracted" and r.screening and r.screened_by == "machine"
    ]  # fmt: skip
    return sorted(waiting, key=lambda r: (order[r.screening.decision] if r.screening else 3, r.file))
