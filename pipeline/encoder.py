"""Turns passages into vectors of meaning with the compact sentence encoder kept in models/encoder.

The encoder is MiniLM-L6 (Apache licence), fine-tuned on the labelled passages and quantised; it runs on one or two
ordinary cores through onnxruntime, without a network. Where models/encoder holds none, there are no vectors.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Sequence
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from pipeline.records import Passage

PATH = Path(__file__).parent.parent / "models" / "encoder"
LONGEST = 192
WIDTH = 384
_BATCH = 32


def as_pair(passages: Sequence[Passage], index: int) -> tuple[str, str]:
    """What the encoder reads of a passage: where it stands and what it follows on from, and its text."""
    passage = passages[index]
    before = passages[index - 1] if index else None
    follows = before is not None and before.heading == passage.heading
    context = _last_sentence(before.text)[-200:] if before and follows else ""
    heading = " > ".join(passage.heading[-2:])
    return f"{heading[-120:]} | {context}", passage.text


def _last_sentence(text: str) -> str:
    return re.split(r"(?<=[.;!?])\s+(?=[A-Z‘“(])", text)[-1]


@cache
def fingerprint() -> str:
    """The same for the same encoder; empty where there is none."""
    path = PATH / "encoder.onnx"
    return hashlib.sha256(path.read_bytes()).hexdigest()[:12] if path.exists() else ""


@cache
def _session() -> tuple[Any, Any]:
    import onnxruntime
    from tokenizers import Tokenizer

    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = 2
    options.log_severity_level = 3
    session = onnxruntime.InferenceSession(PATH / "encoder.onnx", options, providers=["CPUExecutionProvider"])
    tokenizer = Tokenizer.from_file(str(PATH / "tokenizer.json"))
    tokenizer.enable_truncation(LONGEST, strategy="longest_first")
    tokenizer.enable_padding()
    return session, tokenizer


def vectors(passages: Sequence[Passage]) -> NDArray[np.float64]:
    """A vector for each passage, in order: passages x 384, or passages x 0 without an encoder."""
    if not fingerprint():
        return np.zeros((len(passages), 0))
    pairs = [as_pair(passages, index) for index in range(len(passages))]
    order = sorted(range(len(pairs)), key=lambda index: len(pairs[index][0]) + len(pairs[index][1]))
    made = np.zeros((len(pairs), WIDTH))
    for start in range(0, len(order), _BATCH):
        batch = order[start : start + _BATCH]
        made[batch] = _encoded([pairs[index] for index in batch])
    return made


def _encoded(pairs: Sequence[tuple[str, str]]) -> NDArray[np.float64]:
    session, tokenizer = _session()
    encoded = tokenizer.encode_batch(list(pairs))
    feed = {
        "input_ids": np.array([item.ids for item in encoded], dtype=np.int64),
        "attention_mask": np.array([item.attention_mask for item in encoded], dtype=np.int64),
        "token_type_ids": np.array([item.type_ids for item in encoded], dtype=np.int64),
    }
    found: NDArray[np.float64] = np.asarray(session.run(["vector"], feed)[0], dtype=np.float64)
    return found
