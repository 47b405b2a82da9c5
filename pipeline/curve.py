"""How much better the tagger gets with more labelled passages: `python -m pipeline.curve`.

The linear tagger is trained on a growing share of the passages to learn from, once with fewer authors and once with fewer
documents of every author, and each time measured on the same authors that it has never seen. The language model stays as it
is: its own curve needs models/encoder/finetune.py, and it has read every passage to learn from, so what the words of further
passages add beside it is measured from above, and what words alone gain shows the passages' own worth.
"""

from __future__ import annotations

import hashlib
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from pipeline import labelled
from pipeline.answered import remembering
from pipeline.progress import tell
from pipeline.runs import screened
from pipeline.tag.ablation import without
from pipeline.tag.learn import Lesson, fit, grouped, lesson
from pipeline.tag.measure import score

SHARES = (1 / 8, 1 / 4, 1 / 2, 3 / 4, 1.0)
SAMPLE = Path(__file__).parent.parent / "corpus" / "sample"


@dataclass(frozen=True)
class Point:
    """What was learnt from, and the micro-F1 of the themes found, with its 95 % interval."""

    by: str
    authors: int
    documents: int
    passages: int
    micro: float
    between: tuple[float, float]
    words_alone: float
    words_between: tuple[float, float]


def curve(train: Sequence[Lesson], tune: Sequence[Lesson], test: Sequence[Lesson]) -> Iterator[Point]:
    """A point for each share of the authors, then for each share of every author's documents but the whole."""
    for share in SHARES:
        yield _point("authors", fewer_authors(train, share), tune, test)
    for share in SHARES[:-1]:
        yield _point("documents", fewer_documents(train, share), tune, test)


def fewer_authors(lessons: Sequence[Lesson], share: float) -> list[Lesson]:
    """All documents of so great a share of the authors; a smaller share is part of a greater one."""
    groups = grouped(lessons)
    chosen = set(_first(list(groups), share))
    return [one for one in lessons if one.author in chosen]


def fewer_documents(lessons: Sequence[Lesson], share: float) -> list[Lesson]:
    """So great a share of every author's documents; a smaller share is part of a greater one."""
    chosen = {name for group in grouped(lessons).values() for name in _first([one.document for one in group], share)}
    return [one for one in lessons if one.document in chosen]


def _first(names: Sequence[str], share: float) -> list[str]:
    """The first of these in an order that looks like chance and is always the same."""
    shuffled = sorted(names, key=lambda name: hashlib.sha256(name.encode()).hexdigest())
    return shuffled[: max(1, round(share * len(names)))]


def _point(by: str, learnt: Sequence[Lesson], tune: Sequence[Lesson], test: Sequence[Lesson]) -> Point:
    whole = score(fit(learnt, tune), test)
    alone = [[without(one, ("shapes", "model")) for one in part] for part in (learnt, tune, test)]
    words = score(fit(alone[0], alone[1]), alone[2])
    return Point(
        by, len(grouped(learnt)), len(learnt), sum(map(len, learnt)),
        whole.micro, whole.interval(), words.micro, words.interval(),
    )  # fmt: skip


def line(point: Point) -> str:
    """A point as a row of the table in models/README.md."""
    fewer = f"fewer {point.by}"
    (low, high), (least, most) = point.between, point.words_between
    return (
        f"| {fewer} | {point.authors} | {point.documents} | {point.passages:,} "
        f"| {point.words_alone:.2f} ({least:.2f} to {most:.2f}) | {point.micro:.2f} ({low:.2f} to {high:.2f}) |"
    )


def main(corpus: Path) -> None:
    """Prints the curve; what the language model says of the passages is kept in this corpus."""
    tell("Asking the language model about the authors to tune and to test on ...")
    with remembering(corpus, keep_others=True):
        train = [lesson(document, None) for document in labelled.read("train")]
        tune, test = ([lesson(document, screened) for document in labelled.read(split)] for split in ("tune", "test"))
    print("| learnt from | authors | documents | passages | words alone: micro-F1 | with the language model |")
    print("|---|---|---|---|---|---|")
    for point in curve(train, tune, test):
        print(line(point), flush=True)


if __name__ == "__main__":
    main(Path(sys.argv[1]) if sys.argv[1:] else SAMPLE)
