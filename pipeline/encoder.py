"""Reads passages for meaning with the compact language model kept in models/encoder.

The model is MiniLM-L6 (Apache licence), fine-tuned on the labelled passages by models/encoder/finetune.py to answer four
questions of a passage: its kind, its police contact, its themes and their polarity. It is quantised and runs on one or two
ordinary cores through onnxruntime, without a network. What it says are scores, not verdicts: screening and tagging weigh
them with what they know besides, calibrated on authors it has not learnt from.
"""

from __future__ import annotations

import hashlib
import json
from collections import OrderedDict
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray

from pipeline import timeline
from pipeline.errors import ModelError
from pipeline.records import CONTACTS, KINDS, POLARITIES, Passage, Review

PATH = Path(__file__).parent.parent / "models" / "encoder"
LONGEST = 384
_BEFORE = 360  # letters of what was told before, in which "she" and "the form" are often named
_BATCH = 8  # few words are padding, and what is worked on stays in the processor's cache
_KEPT = 8
_PLACES = 384

Array = NDArray[np.float64]


@dataclass(frozen=True)
class Answers:
    """The model's scores for each passage: rows are passages, columns the labels in the order of the records.

    `kinds` is passages x 4, `contacts` x 5, `themes` x the themes that the model knows (`known_themes`), `polarities` x 4;
    `vectors` (x 384) places a passage among others by meaning.
    """

    kinds: Array
    contacts: Array
    themes: Array
    polarities: Array
    vectors: Array


PARTS = ("kinds", "contacts", "themes", "polarities", "vectors")


def as_pairs(passages: Sequence[Passage], anchor: timeline.Anchor) -> list[tuple[str, str]]:
    """What the model reads of each passage: when it plays, where it stands, what it follows on from; and its text."""
    pairs = []
    year: int | None = None
    last = "undated"
    for index, passage in enumerate(passages):
        spans, year = timeline.placed(passage, year, anchor)
        own = spans[-1] if spans else "undated"
        last = spans[-1] if spans else last
        pairs.append((f"{own}, {last} | {_place(passages, index)}", passage.text))
    return pairs


def _place(passages: Sequence[Passage], index: int) -> str:
    """The headings that a passage stands under, and the end of what they have told so far, from a whole word on."""
    heading = passages[index].heading
    told = " ".join(before.text for before in passages[max(0, index - 3) : index] if before.heading == heading)
    if len(told) > _BEFORE:
        told = told[-_BEFORE:].partition(" ")[2]
    return f"{' > '.join(heading[-2:])[-120:]} | {told}"


@cache
def fingerprint() -> str:
    """The same for the same model.

    Raises:
        ModelError: when the model is missing.
    """
    try:
        return hashlib.sha256((PATH / "encoder.onnx").read_bytes()).hexdigest()[:12]
    except OSError as error:
        raise ModelError("models/encoder is missing or damaged. Restore it from the repository.") from error


@cache
def _session() -> tuple[Any, Any]:
    import onnxruntime
    from tokenizers import Tokenizer

    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = 1  # documents are read side by side, each in a process of its own
    options.log_severity_level = 3
    try:
        session = onnxruntime.InferenceSession(PATH / "encoder.onnx", options, providers=["CPUExecutionProvider"])
        tokenizer = Tokenizer.from_file(str(PATH / "tokenizer.json"))
    except Exception as error:
        raise ModelError(
            f"models/encoder cannot be used ({type(error).__name__}). Restore it from the repository."
        ) from error
    tokenizer.enable_truncation(LONGEST, strategy="longest_first")
    tokenizer.enable_padding()
    return session, tokenizer


@cache
def known_themes() -> tuple[str, ...]:
    """The ids of the themes that the model was taught, in the order of its scores.

    Raises:
        ModelError: when the model is missing.
    """
    try:
        return tuple(json.loads((PATH / "themes.json").read_text(encoding="utf-8")))
    except (OSError, ValueError) as error:
        raise ModelError("models/encoder is missing or damaged. Restore it from the repository.") from error


class Memory(Protocol):
    """What keeps scores from one run to the next: a matrix of all parts side by side, by a name."""

    def known(self, name: str, shape: tuple[int, int]) -> Array | None:
        """What was kept under this name, if it is whole and of this shape."""

    def keep(self, name: str, scores: Array) -> None:
        """Keeps these."""


_recent: OrderedDict[tuple[str, Any], Answers] = OrderedDict()
_memory: ContextVar[Memory | None] = ContextVar("memory", default=None)


@contextmanager
def remembering(memory: Memory) -> Iterator[None]:
    """Has the model asked only for what this memory does not know, for as long as it lasts."""
    before = _memory.set(memory)
    try:
        yield
    finally:
        _memory.reset(before)


def answers(review: Review) -> Answers:
    """The model's scores for the passages of a review; those of the last few reviews are kept, for the next stage."""
    if memory := _memory.get():
        return _remembered(_pairs(review), memory)
    key = (review.sha256, review.incident_date)
    if key not in _recent:
        _recent[key] = read(_pairs(review))
        if len(_recent) > _KEPT:
            _recent.popitem(last=False)
    return _recent[key]


def _pairs(review: Review) -> list[tuple[str, str]]:
    return as_pairs(review.passages, timeline.anchor(review))


def _remembered(pairs: Sequence[tuple[str, str]], memory: Memory) -> Answers:
    name, widths = _name(pairs), _widths()
    whole = memory.known(name, (len(pairs), sum(widths)))
    if whole is None:
        found = read(pairs)
        whole = np.hstack([getattr(found, part) for part in PARTS])
    memory.keep(name, whole)
    return Answers(*np.hsplit(whole, np.cumsum(widths)[:-1]))


def _name(pairs: Sequence[tuple[str, str]]) -> str:
    """The same where the same model would say the same: of all passages together, since those read at once are rounded alike."""
    import onnxruntime

    made_with = [fingerprint(), onnxruntime.__version__, LONGEST, _BATCH]
    return hashlib.sha256(json.dumps([made_with, *pairs]).encode()).hexdigest()


def _widths() -> tuple[int, ...]:
    """How many scores each part has."""
    return (len(KINDS), len(CONTACTS), len(known_themes()), len(POLARITIES), _PLACES)


def read(pairs: Sequence[tuple[str, str]]) -> Answers:
    """The model's scores for these pairs, in order."""
    order = sorted(range(len(pairs)), key=lambda index: len(pairs[index][0]) + len(pairs[index][1]))
    rows: list[list[Array]] = [[np.empty(0)] * len(pairs) for _ in PARTS]
    for start in range(0, len(order), _BATCH):
        batch = order[start : start + _BATCH]
        for part, said in zip(rows, _asked([pairs[index] for index in batch]), strict=True):
            for index, row in zip(batch, said, strict=True):
                part[index] = row
    return Answers(*(np.array(part, dtype=np.float64) for part in rows))


def _asked(pairs: Sequence[tuple[str, str]]) -> list[Array]:
    session, tokenizer = _session()
    encoded = tokenizer.encode_batch(list(pairs))
    feed = {
        "input_ids": np.array([item.ids for item in encoded], dtype=np.int64),
        "attention_mask": np.array([item.attention_mask for item in encoded], dtype=np.int64),
        "token_type_ids": np.array([item.type_ids for item in encoded], dtype=np.int64),
    }
    return list(session.run(list(PARTS), feed))
