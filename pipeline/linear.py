"""A linear text classifier that explains itself: word weights and named features, kept in files that run no code.

Trained with scikit-learn (logistic regression over TF-IDF n-grams and named features); read back and applied with
numpy and scipy alone. Kept as safetensors: numbers, with their names in the head of the file.
"""

from __future__ import annotations

import hashlib
import json
import os
import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from pipeline import kept
from pipeline.errors import ModelError

Array = NDArray[np.float64]
_WORD = re.compile(r"[a-z]+(?:['’][a-z]+)?|\d+")


def terms(text: str, prefix: str = "") -> list[str]:
    """The words and word pairs of a text, in lower case; numbers are alike."""
    words = ["0" if word[0].isdigit() else word for word in _WORD.findall(text.lower().replace("’", "'"))]
    return [prefix + term for term in (*words, *(f"{a} {b}" for a, b in zip(words, words[1:], strict=False)))]


@dataclass(frozen=True)
class Examples:
    """What a classifier sees: the terms of each example, and its named features as a row of numbers."""

    terms: Sequence[Sequence[str]]
    features: Array  # examples x features
    names: tuple[str, ...]


@dataclass(frozen=True)
class Linear:
    """Weights for each label over terms and features; probabilities are softmax for one-of labels, else sigmoid."""

    labels: tuple[str, ...]
    exclusive: bool
    vocabulary: dict[str, int]
    idf: Array
    names: tuple[str, ...]
    mean: Array
    scale: Array
    weights: Array  # labels x (terms + features)
    bias: Array

    def scores(self, examples: Examples) -> Array:
        """The raw score of each example for each label."""
        words = self._weighted(examples.terms)
        split = len(self.vocabulary)
        scaled = (examples.features - self.mean) / self.scale
        found: Array = words @ self.weights[:, :split].T + scaled @ self.weights[:, split:].T + self.bias
        return found

    def probabilities(self, examples: Examples) -> Array:
        """The probability of each label for each example."""
        scores = self.scores(examples)
        if not self.exclusive:
            return np.asarray(1 / (1 + np.exp(-scores)))
        powers = np.exp(scores - scores.max(axis=1, keepdims=True))
        return np.asarray(powers / powers.sum(axis=1, keepdims=True))

    def reasons(self, found: Sequence[str], label: str, most: int = 4) -> list[str]:
        """The terms of an example that spoke most for a label."""
        row = self.weights[self.labels.index(label)]
        weighted = {
            t: row[self.vocabulary[t]] * self.idf[self.vocabulary[t]] for t in set(found) if t in self.vocabulary
        }
        best = sorted((t for t in weighted if weighted[t] > 0), key=lambda t: (-weighted[t], t))
        return best[:most]

    def _weighted(self, found: Sequence[Sequence[str]]) -> sparse.csr_matrix:
        return _tfidf(found, self.vocabulary, self.idf)

    def fingerprint(self) -> str:
        """The same for the same numbers, however they are stored."""
        digest = hashlib.sha256(json.dumps([self.labels, sorted(self.vocabulary), self.names]).encode())
        for array in (self.idf, self.mean, self.scale, self.weights, self.bias):
            digest.update(np.ascontiguousarray(array, dtype=np.float32).tobytes())
        return digest.hexdigest()[:16]

    def names_of(self) -> dict[str, Any]:
        """What must be kept beside the numbers."""
        return {
            "labels": self.labels,
            "exclusive": self.exclusive,
            "vocabulary": sorted(self.vocabulary, key=lambda term: self.vocabulary[term]),
            "names": self.names,
        }


_ARRAYS = ("idf", "mean", "scale", "weights", "bias")


def keep(path: Path, models: Mapping[str, Linear], about: Mapping[str, Any]) -> None:
    """Writes classifiers that belong together, and what is to be known about them, to one file, whole or not at all."""
    from safetensors.numpy import save

    arrays = {
        f"{model}.{name}": np.asarray(getattr(found, name), dtype=np.float32)
        for model, found in models.items()
        for name in _ARRAYS
    }
    said = {"about": about, "models": {model: found.names_of() for model, found in models.items()}}
    path.parent.mkdir(parents=True, exist_ok=True)
    beside = path.with_name(f".{path.name}.new")
    with beside.open("wb") as file:
        file.write(save(arrays, metadata={"said": json.dumps(said, ensure_ascii=False)}))
        file.flush()
        os.fsync(file.fileno())
    beside.replace(path)


def load(path: Path) -> tuple[dict[str, Linear], dict[str, Any]]:
    """The classifiers kept in this file, by name, and what is to be known about them.

    Raises:
        ModelError: when it is missing or its parts do not fit together.
    """
    from safetensors.numpy import load_file

    said = kept.said(path)
    try:
        arrays = load_file(path)
        models = {model: _made(names, model, arrays) for model, names in said["models"].items()}
    except Exception as error:
        raise ModelError(f"The model {path} cannot be used: {error}. Restore models/ from the repository.") from error
    return models, said["about"]


def _made(names: Mapping[str, Any], model: str, arrays: Mapping[str, Any]) -> Linear:
    vocabulary = {term: index for index, term in enumerate(names["vocabulary"])}
    made = Linear(
        labels=tuple(names["labels"]),
        exclusive=bool(names["exclusive"]),
        vocabulary=vocabulary,
        names=tuple(names["names"]),
        **{name: arrays[f"{model}.{name}"].astype(np.float64) for name in _ARRAYS},
    )
    if made.weights.shape != (len(made.labels), len(vocabulary) + len(made.names)):
        raise ValueError("its numbers and names do not fit together")
    return made


def fit(examples: Examples, targets: Array, labels: Sequence[str], *, exclusive: bool, strength: float = 1.0,
        most_terms: int = 20_000, least: int = 3, evened: float = 0.0) -> Linear:  # fmt: skip
    """A classifier for these labels; `targets` is examples x labels of 0 and 1.

    `strength` is scikit-learn's C; rare terms (in fewer than `least` examples) are left out. `evened` says how far rare
    labels of a one-of question are given more weight: 0 as they come, 1 until all labels weigh alike.
    """
    from sklearn.linear_model import LogisticRegression

    vocabulary, idf = _vocabulary(examples.terms, least, most_terms)
    mean, scale = examples.features.mean(axis=0), examples.features.std(axis=0)
    scale = np.where(scale < 1e-9, 1.0, scale)
    design = sparse.hstack(
        [
            _tfidf(examples.terms, vocabulary, idf),
            sparse.csr_matrix((examples.features - mean) / scale * _FEATURE_WEIGHT),
        ]
    ).tocsr()
    weights, bias = np.zeros((len(labels), design.shape[1])), np.full(len(labels), -8.0)

    def learner(weight: dict[int, float] | None = None) -> Any:
        return LogisticRegression(C=strength, class_weight=weight, max_iter=400)

    if exclusive:
        common = targets.mean(axis=0)
        weight = {label: float(common[label] ** -evened) for label in range(len(labels)) if common[label]}
        model = learner(weight).fit(design, targets.argmax(axis=1))
        for row, label in enumerate(model.classes_):
            weights[label], bias[label] = model.coef_[row], model.intercept_[row]
    else:
        for label in range(len(labels)):
            if 3 <= targets[:, label].sum() < len(targets):
                model = learner().fit(design, targets[:, label])
                weights[label], bias[label] = model.coef_[0], model.intercept_[0]
    weights[:, len(vocabulary) :] *= _FEATURE_WEIGHT
    return Linear(tuple(labels), exclusive, vocabulary, idf, examples.names, mean, scale, weights, bias)


# Named features are few and each says much; unscaled they would be penalised like a single word.
_FEATURE_WEIGHT = 0.3


def _vocabulary(found: Sequence[Sequence[str]], least: int, most: int) -> tuple[dict[str, int], Array]:
    counts = Counter(term for example in found for term in set(example))
    kept = sorted((t for t in counts if counts[t] >= least), key=lambda term: (-counts[term], term))[:most]
    idf = np.array([np.log((1 + len(found)) / (1 + counts[term])) + 1 for term in kept])
    return {term: index for index, term in enumerate(kept)}, idf


def _tfidf(found: Sequence[Sequence[str]], vocabulary: dict[str, int], idf: Array) -> sparse.csr_matrix:
    rows, columns, values = [], [], []
    for row, example in enumerate(found):
        counts = Counter(vocabulary[term] for term in example if term in vocabulary)
        weighted = {column: (1 + np.log(count)) * idf[column] for column, count in counts.items()}
        length = np.sqrt(sum(value * value for value in weighted.values())) or 1.0
        rows += [row] * len(weighted)
        columns += list(weighted)
        values += [value / length for value in weighted.values()]
    return sparse.csr_matrix((values, (rows, columns)), shape=(len(found), len(vocabulary)))


def weigh(
    rows: Sequence[Mapping[str, float]], targets: Sequence[bool], strength: float
) -> tuple[float, dict[str, float]]:
    """What each named feature of these rows counts towards being right, and the bias; for facts told by few features."""
    from sklearn.feature_extraction import DictVectorizer
    from sklearn.linear_model import LogisticRegression

    vectoriser = DictVectorizer()
    design = vectoriser.fit_transform([dict(row) for row in rows])
    model = LogisticRegression(C=strength, max_iter=2000).fit(design, targets)
    names = vectoriser.get_feature_names_out()
    return float(model.intercept_[0]), dict(zip(names, map(float, model.coef_[0]), strict=True))
