"""Groups the police findings that no theme explains, so that the codebook can grow on evidence.

What is shown is for the team's own eyes: a group is a question to people, not a theme. Restricted reviews are left out.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from pipeline.records import SettledPassage, SettledReview

LEAST_PASSAGES, LEAST_REVIEWS, TERMS, SHOWN = 3, 2, 8, 3
_TOGETHER = 0.8  # cosine distance up to which passages are of one group
_MOST = 5000  # passages compared at once: every pair is weighed, so more would not fit in memory
_USUAL = ("police", "officer", "officers", "constabulary", "force", "review", "child", "children", "family", "mother",
          "father", "recommendation", "ensure", "make", "sure", "does", "did", "known", "comes", "fictional")  # fmt: skip


@dataclass(frozen=True)
class Unexplained:
    """A finding on the police that carries no theme, and where it stands."""

    file: str
    page: int
    number: str | None
    text: str


@dataclass(frozen=True)
class Group:
    """Findings that speak of the same thing: the words that set them apart, and the most typical of them."""

    terms: tuple[str, ...]
    passages: tuple[Unexplained, ...]
    reviews: int
    size: int


def emerging(reviews: Iterable[SettledReview]) -> str:
    """The groups of unexplained findings, the most widespread first, in words for the team."""
    found = list(unexplained(reviews))
    groups = grouped(found)
    lines = [f"{len(found)} findings on the police carry no theme; {len(groups)} groups of them span several reviews."]
    for number, group in enumerate(groups, start=1):
        lines += ["", f"{number}. {', '.join(group.terms)}  ({group.size} passages in {group.reviews} reviews)"]
        for said in group.passages:
            lines.append(
                f"   {said.file}, page {said.page}{f', {said.number}' if said.number else ''}: {_short(said.text)}"
            )
    if groups:
        lines += [
            "",
            "A group is a question, not a theme: read its passages, then add a theme to models/codebook.yaml or not.",
        ]
    return "\n".join(lines)


def _short(text: str) -> str:
    return text if len(text) <= 240 else text[:240].rsplit(" ", 1)[0] + " ..."


def unexplained(reviews: Iterable[SettledReview]) -> Iterator[Unexplained]:
    """The findings and recommendations on police practice, in included published reviews, that carry no theme.

    One that a person has looked at and left without a theme is among them, as long as it is still called a finding.
    """
    for review in reviews:
        included = review.screening and review.screening.decision == "include"
        if review.status == "extracted" and review.handling == "published" and included:
            for passage in review.passages:
                if _is_unexplained(passage):
                    said = passage.passage
                    yield Unexplained(review.file, said.page, said.number, said.text)


def _is_unexplained(passage: SettledPassage) -> bool:
    told = (
        passage.kind == "finding"
        and passage.police == "before"
        or passage.kind == "recommendation"
        and passage.police != "none"
    )
    open_to_print = not passage.passage.hidden and not passage.confidential
    return told and open_to_print and all(tag.status == "rejected" for tag in passage.tags)


def grouped(found: Sequence[Unexplained]) -> list[Group]:
    """The groups among these findings that span several reviews."""
    if len(found) < LEAST_PASSAGES:
        return []
    from sklearn.cluster import AgglomerativeClustering
    from sklearn.feature_extraction.text import ENGLISH_STOP_WORDS, TfidfVectorizer

    chosen = _spread(found)
    vectorizer = TfidfVectorizer(
        ngram_range=(1, 2), min_df=2, max_df=max(5, len(chosen) * 3 // 10), sublinear_tf=True, stop_words=sorted({*ENGLISH_STOP_WORDS, *_USUAL}),
        token_pattern=r"[a-z][a-z-]{2,}",
    )  # fmt: skip
    try:
        weights = vectorizer.fit_transform([said.text for said in chosen])
    except ValueError:  # no two findings share a telling word
        return []
    telling = np.flatnonzero(weights.sum(axis=1))
    chosen, dense = [chosen[i] for i in telling], weights[telling].toarray()
    if len(chosen) < LEAST_PASSAGES:
        return []
    labels = AgglomerativeClustering(
        n_clusters=None, metric="cosine", linkage="average", distance_threshold=_TOGETHER
    ).fit_predict(dense)
    words = vectorizer.get_feature_names_out()
    groups = [_group([chosen[i] for i in rows], dense, rows, words) for rows in _members(labels)]
    wide = [group for group in groups if group.reviews >= LEAST_REVIEWS and group.size >= LEAST_PASSAGES]
    return sorted(wide, key=lambda group: (-group.reviews, -group.size, group.terms))


def _spread(found: Sequence[Unexplained]) -> list[Unexplained]:
    """The findings, or an even sample of them where there are too many to weigh every pair."""
    step = -(-len(found) // _MOST)
    return list(found[::step])


def _members(labels: Any) -> list[list[int]]:
    return [[int(i) for i in np.flatnonzero(labels == label)] for label in sorted(set(labels))]


def _group(members: Sequence[Unexplained], weights: Any, rows: list[int], words: Sequence[str]) -> Group:
    centre = weights[rows].mean(axis=0)
    apart = centre - np.delete(weights, rows, axis=0).sum(axis=0) / max(1, len(weights) - len(rows))
    likely = [str(words[i]) for i in np.argsort(-apart, kind="stable")[: 3 * TERMS] if apart[i] > 0]
    terms = tuple(term for term in likely if not any(f" {term} " in f" {other} " for other in likely if other != term))[
        :TERMS
    ]
    nearest = np.argsort(-(weights[rows] @ centre), kind="stable")[:SHOWN]
    return Group(terms, tuple(members[i] for i in nearest), len({said.file for said in members}), len(members))
