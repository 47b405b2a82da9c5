"""What several people coded: where they differ, what was settled between them, and what both may have missed."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import NamedTuple

from pipeline.agreement import Agreement, agreement, wilson
from pipeline.correct import queues
from pipeline.correct.desk import Desk, Reviewer
from pipeline.records import Decision
from pipeline.sentences import Span
from pipeline.store.decided import by_target
from pipeline.store.state import current


class Given(NamedTuple):
    """How a person gave a theme: its polarity, and the sentences that carry it (none: the whole passage)."""

    polarity: str
    span: Span | None = None


Coding = Mapping[str, Given]  # the themes that a person gave a passage


@dataclass(frozen=True)
class Double:
    """A passage that two or more people coded, the later ones without seeing the first."""

    passage: str
    codings: dict[str, Coding]

    @property
    def differs(self) -> bool:
        """Whether they gave it other themes, other polarities or other sentences."""
        first, *others = self.codings.values()
        return any(dict(other) != dict(first) for other in others)

    def themes(self) -> list[str]:
        """Every theme that somebody gave it."""
        return sorted({theme for coding in self.codings.values() for theme in coding})

    def differing(self) -> list[str]:
        """The themes on which they differ."""
        return [t for t in self.themes() if len({coding.get(t) for coding in self.codings.values()}) > 1]

    def ways(self) -> list[str]:
        """In what they differ, in words: whether a theme applies, how it is meant, which sentences carry it."""
        found = set()
        for theme in self.differing():
            given = [coding.get(theme) for coding in self.codings.values()]
            ways = {one.polarity for one in given if one}
            found.add("whether it applies" if None in given else "how it is meant" if len(ways) > 1 else "which sentences")  # fmt: skip
        return sorted(found)


@dataclass(frozen=True)
class Estimate:
    """How many passages carry a theme that nobody has noticed, as far as a random share can tell."""

    theme: str
    found: int
    looked_at: int
    missed: float
    low: float
    high: float


@dataclass(frozen=True)
class Share:
    """A share with its interval and what it was counted from."""

    count: int
    of: int

    @property
    def interval(self) -> tuple[float, float]:
        """The 95 % interval."""
        return wilson(self.count, self.of)


def codings(made: Iterable[Decision], coders: Iterable[str]) -> dict[str, Coding]:
    """What each of these people gave a passage, in their own words alone."""
    found: dict[str, dict[str, Given]] = {coder: {} for coder in coders}
    own = [d for d in made if d.target.startswith("tag/") and not d.context.get("adjudicates")]
    for coder, given in found.items():
        for target, decisions in by_target(d for d in own if d.reviewer == coder).items():
            value = (stands.value if (stands := current(decisions)) else None) or {}
            if value.get("status") in ("accepted", "added"):
                span = value.get("span")
                given[target.split("/", 2)[2]] = Given(value.get("polarity", "gap"), tuple(span) if span else None)
    return dict(found)


def doubles(desk: Desk, reviewer: Reviewer, among: Iterable[str] | None = None) -> list[Double]:
    """Every passage (of these) that was coded twice unseen, as far as this person may read it."""
    found = []
    for identity in desk.trail.checked if among is None else among:
        coders = desk.trail.coders(identity)
        known = desk.passage(identity) if len(coders) > 1 else None
        if not known or not desk.may_see(known[0], reviewer):
            continue
        unseen = coders[:1] + [coder for coder in coders[1:] if (identity, coder) in desk.trail.blind]
        if len(unseen) > 1:
            found.append(Double(identity, codings(desk.store.decisions_about(identity), unseen)))
    return found


def waiting(desk: Desk, found: Iterable[Double]) -> list[Double]:
    """The passages on which people differ and nobody has settled it, those of the same themes together."""
    differing = [double for double in found if double.differs and double.passage not in desk.trail.adjudicated]
    return sorted(differing, key=lambda double: (double.differing(), double.passage))


def by_theme(found: Iterable[Double]) -> list[Agreement]:
    """How far people agree on each theme that somebody gave, the least agreed first."""
    doubled = list(found)
    themes = sorted({theme for double in doubled for theme in double.themes()})
    measured = [agreement(t, [[t in c for c in double.codings.values()] for double in doubled]) for t in themes]
    return sorted(measured, key=lambda m: (m.alpha.value if m.alpha.value is not None else 2, m.theme))


def by_pair(found: Iterable[Double]) -> list[tuple[str, str, Agreement]]:
    """How far each two people agree over all themes, passage by passage and theme by theme."""
    units: dict[tuple[str, str], list[list[bool]]] = defaultdict(list)
    doubled = list(found)
    themes = sorted({theme for double in doubled for theme in double.themes()})
    for double in doubled:
        names = sorted(double.codings)
        for i, first in enumerate(names):
            for second in names[i + 1 :]:
                units[first, second] += [[t in double.codings[first], t in double.codings[second]] for t in themes]
    return [(first, second, agreement("", group)) for (first, second), group in sorted(units.items())]


def changed_for(desk: Desk, reviewer: Reviewer) -> list[tuple[str, Coding, Coding]]:
    """The passages on which what was settled differs from what this person had given: theirs, then what stands."""
    found: list[tuple[str, Coding, Coding]] = []
    for identity in sorted(desk.trail.adjudicated):
        known = desk.passage(identity)
        if not known or reviewer.name not in desk.trail.coders(identity) or not desk.may_see(known[0], reviewer):
            continue
        mine = codings(desk.store.decisions_about(identity), [reviewer.name])[reviewer.name]
        held = (t for t in known[1].tags if t.source == "human" and t.status != "rejected")
        stands = {t.theme: Given(t.polarity, t.span) for t in held}
        if dict(mine) != dict(stands):
            found.append((identity, mine, stands))
    return found


def missed(desk: Desk, quarter: str) -> list[Estimate]:
    """The tags that were missed in a quarter, by theme, from the passages that chance drew."""
    drawn = queues.batches(desk, quarter)
    judged = [known[1] for batch in drawn for i in batch.drawn_for("random") if (known := desk.passage(i)) and known[1].checked]  # fmt: skip
    if not judged:
        return []
    population = drawn[0].population
    counts = Counter(tag.theme for p in judged for tag in p.tags if tag.status == "added")
    found = []
    for theme, count in counts.most_common():
        low, high = wilson(count, len(judged))
        share = count / len(judged)
        found.append(Estimate(theme, count, len(judged), share * population, low * population, high * population))
    return found


def over_acceptance(desk: Desk, quarter: str) -> tuple[Share, Share]:
    """Which share of the suggestions people gave themselves: where they were shown, and where they were hidden."""
    counts = {True: [0, 0], False: [0, 0]}
    for batch in queues.batches(desk, quarter):
        for identity in batch.ids():
            for made in _first_answers(desk, identity):
                counts[made.shown][0] += (made.value or {}).get("status") != "rejected"
                counts[made.shown][1] += 1
    return Share(*counts[True]), Share(*counts[False])


def _first_answers(desk: Desk, identity: str) -> list[Decision]:
    """The first answer that each person gave to each suggestion on a passage."""
    found: dict[tuple[str, str], Decision] = {}
    for made in desk.store.decisions_about(identity):
        if made.target.startswith("tag/") and (made.suggested or {}).get("probability") and not made.context.get("adjudicates"):  # fmt: skip
            found.setdefault((made.target, made.reviewer), made)
    return [made for made in found.values() if made.value]
