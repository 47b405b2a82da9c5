"""What the review says of the child and of the harm, each answer with the sentence that it rests on.

Only the child at the centre counts: a sibling's age, a parent's past and the wording of guidance do not.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator

from pipeline.extract.age import age
from pipeline.extract.harm import harm, names_harm
from pipeline.extract.outcome import outcome, tells_outcome
from pipeline.extract.sex import sex, tells_sex
from pipeline.records import Characteristics, DatedFact, Evidence, Passage
from pipeline.sentences import statements


def characteristics(
    title: str | None,
    cover: Iterable[str],
    passages: tuple[Passage, ...],
    subject: str | None,
    incident: DatedFact | None,
    of_adult: bool = False,
) -> tuple[Characteristics, tuple[Evidence, ...]]:
    """The child's age, sex, outcome and kinds of harm as far as the text says, and what says so.

    In a review of an adult, only somebody of 16 or 17 is the child at the centre; others' children are not.
    """
    lines = list(cover)
    front = " ".join(filter(None, [title, *lines]))
    aged = age(". ".join(filter(None, [title, *lines])), passages, subject, incident)
    if of_adult and (not aged or (aged.years or 0) < 16):
        aged = None
    ended = outcome(front, passages, subject, incident)
    harmed = harm(front, passages, incident, aged.years if aged else None, ended)
    said = Characteristics(
        child_age_years=aged.years if aged else None,
        child_age_text=aged.words if aged else None,
        sex=None if of_adult and not aged else sex(front, passages, subject, aged),
        outcome=ended,
        harm=harmed,
    )
    evidence = [Evidence("age", "", aged.page, aged.sentence[:300])] if aged else []
    for name, value, tells in (
        ("sex", said.sex, tells_sex(said.sex, subject)),
        ("outcome", said.outcome, tells_outcome(said.outcome, subject)),
        ("harm", harmed[:1], names_harm(harmed)),
    ):
        if value:
            evidence += _first(name, front, passages, tells)
    return said, tuple(evidence)


def _first(name: str, front: str, passages: Iterable[Passage], tells: Callable[[str], bool]) -> Iterator[Evidence]:
    """The first sentence that says so, or the title."""
    for passage in passages:
        if not passage.is_told:
            continue
        for sentence in statements(passage.text):
            if tells(sentence):
                yield Evidence(name, passage.id, passage.page, sentence[:300])
                return
    if tells(front):
        yield Evidence(name, "", 1, front[:300])
