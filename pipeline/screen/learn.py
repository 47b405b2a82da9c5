"""Trains the classifiers of police contact from the labelled passages: `python -m pipeline.screen.learn`.

The words are learnt from the authors to learn from, their weight against the language model's answers on authors kept apart.
"""

from __future__ import annotations

import json
from collections.abc import Sequence

import numpy as np

from pipeline import labelled, linear, manuscript
from pipeline.linear import Array, Examples, Linear
from pipeline.manuscript import Manuscript
from pipeline.records import CONTACTS
from pipeline.screen import contact, verdict
from pipeline.screen.features import SHAPES, examples


def learnt_words(documents: Sequence[Manuscript]) -> Linear:
    """Police contact by words and shapes, as these documents teach it."""
    seen = [examples(manuscript.as_review(document))[0] for document in documents]
    terms = [row for one in seen for row in one.terms]
    together = Examples(terms, np.vstack([one.features for one in seen]), SHAPES)
    return linear.fit(together, _truth(documents), CONTACTS, exclusive=True, strength=2.0, evened=1.0)


def learnt_weights(documents: Sequence[Manuscript], words: Linear) -> Linear:
    """How the signs of contact add up, as these documents teach it."""
    rows = []
    for document in documents:
        review = manuscript.as_review(document)
        rows.append(contact.signs(review, examples(review)[0], words).features)
    features = np.vstack(rows)
    seen = Examples([()] * len(features), features, contact.NAMES)
    return linear.fit(seen, _truth(documents), CONTACTS, exclusive=True, strength=3.0, evened=0.25)


def learnt_verdict(documents: Sequence[Manuscript]) -> dict[str, float]:
    """How the passages of a review add up to a verdict on prior contact, as reviews with a plain truth teach it.

    Coroners' reports, which are short and never in the cohort, teach single passages but not this.
    """
    from sklearn.linear_model import LogisticRegression

    rows, truth = [], []
    for document in documents:
        answer = document.truth["screening"]["prior_police"]
        if answer != "refer" and document.truth["types"] != ["NOT_A_REVIEW"]:
            found = verdict.signs(contact.contacts(manuscript.as_review(document)))
            rows.append([found.strongest, found.expected, found.strangers])
            truth.append(answer == "yes")
    model = LogisticRegression(C=0.5).fit(np.array(rows), truth)
    weights = dict(zip(("strongest", "expected", "strangers"), map(float, model.coef_[0]), strict=True))
    return {"bias": float(model.intercept_[0]), **weights}


def _truth(documents: Sequence[Manuscript]) -> Array:
    blocks = (block for document in documents for block in document.passages)
    return np.array([[float(contact == block.police) for contact in CONTACTS] for block in blocks])


def main() -> None:
    """Trains on the documents set apart for it and keeps both classifiers in models/."""
    words = learnt_words(labelled.read("train"))
    weighed = learnt_weights(labelled.read("tune"), words)
    linear.keep(contact.PATH, {"words": words, "weighed": weighed}, {})
    contact.models.cache_clear()
    learnt = learnt_verdict(labelled.read("tune"))
    verdict.PATH.write_text(json.dumps(learnt, indent=1, sort_keys=True) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
