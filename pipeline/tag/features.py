"""Describes passages for the tagger: what the language model says of them, their words, and who acts when."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from pipeline import codebook, encoder
from pipeline.encoder import Answers
from pipeline.linear import Array, Examples, terms
from pipeline.records import CONTACTS, KINDS, POLARITIES, Contact, Passage

_CUES = tuple(
    (name, re.compile(words, re.IGNORECASE))
    for name, words in (
        ("should", r"\b(?:should|must|recommend\w*|is asked to|are asked to|to ensure|needs? to|will)\b"),
        ("absence", r"\b(?:no|not|never|nobody|nothing|without|neither|failed|lack\w*|absen\w+|missed|omitted|unaware|did not|had not|was not|were not)\b"),
        ("praise", r"\b(?:good|commend\w*|thorough\w*|timely|promptly|prompt|excellent|exemplary|diligent\w*|sensitive\w*|careful\w*|skil\w+|rightly|well|effective\w*|beyond|impress\w*|swift\w*|persever\w*|thoughtful\w*|credit)\b"),
        ("blame", r"\b(?:however|but|although|missed|opportunit\w+|poor\w*|weak\w*|inadequate\w*|insufficient\w*|delay\w*|late|wrong\w*|unclear|inconsistent\w*|regrett\w*|unfortunately|should have|could have|would have)\b"),
        ("since", r"\b(?:since|now|has introduced|have introduced|new|revised|no longer|has been|have been|from (?:january|february|march|april|may|june|july|august|september|october|november|december) 20\d\d)\b"),
        ("hedge", r"\b(?:no evidence|nothing to suggest|reasonable|appropriate\w*|proportionate|understandable|cannot be criticised|in line with|would not have|in accordance)\b"),
        ("police", r"\b(?:police|officers?|constab\w+|sergeant|detective\w*|inspector|force|custody|patrol)\b"),
        ("others", r"\b(?:social work\w*|social care|health visitor\w*|gp|school|teacher\w*|hospital|nurse\w*|midwi\w+|camhs|probation|housing|consultant|paediatric\w*)\b"),
        ("many", r"\b(?:agencies|professionals|practitioners|partners|services|everyone|system)\b"),
        ("general", r"\b(?:officers were|staff were|the force had|at that time|routinely|in general|across the force|the system|policy|practice at the time|systemic\w*|workforce|training)\b"),
        ("method", r"\b(?:this review|the review|panel|terms of reference|author|methodology|agency reports?|chronolog\w+|board)\b"),
    )
)  # fmt: skip
_POLICE = re.compile(r"\b(?:police|officers?|constab\w+|sergeant|detective|inspector|force)\b", re.IGNORECASE)
SHAPES = (
    *(f"police {contact}" for contact in CONTACTS), "row", "bullet", "place", "short", "long",
    *(name for name, _ in _CUES), "police first",
)  # fmt: skip
SAID = (
    *(f"says {kind}" for kind in KINDS), *(f"says police {contact}" for contact in CONTACTS),
    *(f"says {polarity}" for polarity in POLARITIES), "says some theme",
)  # fmt: skip
_UNKNOWN = -4.0
CLAIM = ("says this theme", "words for this theme", "says another theme more", "behind the strongest")


@dataclass(frozen=True)
class Seen:
    """What is known of some passages, a row each.

    `words` are their terms with the shapes above as features; `said` is what the language model answers, as
    log-probabilities; `themes` its scores for each theme (in the order of `theme_ids`).
    """

    words: Examples
    said: Array
    themes: Array

    def rows(self, chosen: Sequence[int]) -> Seen:
        """The same for some of the passages."""
        index = np.asarray(chosen, dtype=int)
        words = Examples([self.words.terms[row] for row in chosen], self.words.features[index], self.words.names)
        return Seen(words, self.said[index], self.themes[index])

    def answers(self) -> Examples:
        """The language model's answers alone: what polarities are told by."""
        return without_words(self.said, SAID)

    def known(self) -> Examples:
        """Shapes and answers together, without the words: what kinds are told by."""
        return without_words(np.hstack([self.words.features, self.said]), (*SHAPES, *SAID))

    def claims(self, word_scores: Array, themes: Sequence[str]) -> Examples:
        """An example for each passage and theme: what speaks for the claim that the one carries the other."""
        count = len(themes)
        own, worded = self.themes, word_scores
        ranked = np.sort(own, axis=1)
        strongest, second = ranked[:, -1:], ranked[:, -2:-1]
        rival = np.where(own >= strongest, second, strongest)
        about = np.stack([own, worded, rival, own - strongest], axis=2).reshape(-1, len(CLAIM))
        shared = np.repeat(np.hstack([self.words.features, self.said]), count, axis=0)
        which = np.tile(np.eye(count), (len(own), 1))
        return without_words(np.hstack([about, shared, which]), (*CLAIM, *SHAPES, *SAID, *themes))


def without_words(features: Array, names: tuple[str, ...]) -> Examples:
    """Examples that are told by named features alone."""
    return Examples([()] * len(features), features, names)


def joined(parts: Sequence[Seen]) -> Seen:
    """What is known of the passages of several documents as one."""
    words = Examples(
        [row for part in parts for row in part.words.terms],
        np.vstack([part.words.features for part in parts]),
        parts[0].words.names,
    )
    return Seen(words, np.vstack([part.said for part in parts]), np.vstack([part.themes for part in parts]))


def theme_ids() -> tuple[str, ...]:
    """The themes in use, in alphabetical order."""
    return tuple(sorted(theme.id for theme in codebook.load().themes if not theme.retired))


def describe(
    passages: Sequence[Passage], contacts: Mapping[str, Contact], answers: Answers | None,
    themes: Sequence[str] | None = None,
) -> Seen:  # fmt: skip
    """What is known of these passages, in their order, given the police contact that screening found in each.

    Without answers the language model's part is blank. `themes` are those of the tagger that asks, which may be older
    than the codebook; by default those in use.
    """
    order = theme_ids() if themes is None else themes
    shapes = [_shapes(passages, index, contacts) for index in range(len(passages))]
    found = [_terms(passage) for passage in passages]
    words = Examples(found, np.array(shapes, dtype=np.float64).reshape(-1, len(SHAPES)), SHAPES)
    if answers is None:
        return Seen(words, np.zeros((len(passages), len(SAID))), np.zeros((len(passages), len(order))))
    some = np.logaddexp.reduce(answers.themes, axis=1, keepdims=True)
    said = np.hstack([_log(answers.kinds), _log(answers.contacts), _log(answers.polarities), some])
    return Seen(words, said, _by_theme(answers.themes, order))


def _by_theme(scores: Array, themes: Sequence[str]) -> Array:
    """The model's scores in the order of these themes; one that it was not taught scores low everywhere."""
    columns = {theme: scores[:, index] for index, theme in enumerate(encoder.known_themes())}
    return np.stack([columns.get(theme, np.full(len(scores), _UNKNOWN)) for theme in themes], axis=1)


def _log(scores: Array) -> Array:
    found: Array = scores - np.logaddexp.reduce(scores, axis=1, keepdims=True)
    return np.maximum(found, -8.0)


def _terms(passage: Passage) -> list[str]:
    return terms(passage.text) + terms(" ".join(passage.heading[-2:]), "h:")


def _shapes(passages: Sequence[Passage], index: int, contacts: Mapping[str, Contact]) -> list[float]:
    passage = passages[index]
    contact = contacts.get(passage.id, "none")
    words = max(1, len(passage.text.split()))
    cues = [min(len(pattern.findall(passage.text)), 4) / 4 for _, pattern in _CUES]
    first = _POLICE.search(passage.text)
    return [
        *(float(contact == name) for name in CONTACTS), float(passage.form == "row"), float(passage.form == "bullet"),
        index / max(1, len(passages) - 1), float(words < 20), float(words > 110), *cues,
        1 - (first.start() / max(1, len(passage.text)) if first else 1.0),
    ]  # fmt: skip
