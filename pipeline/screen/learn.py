"""Trains the classifier of police contact from the labelled passages: `python -m pipeline.screen.learn`."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from pipeline import labelled, linear, manuscript
from pipeline.linear import Array, Examples, Linear
from pipeline.manuscript import Manuscript
from pipeline.records import CONTACTS
from pipeline.screen import contact
from pipeline.screen.features import SHAPES, examples


def gathered(documents: Sequence[Manuscript]) -> tuple[Examples, Array]:
    """What the classifier sees of these documents, and the police contact that their authors gave each passage."""
    terms, rows, targets = [], [], []
    for document in documents:
        seen, _ = examples(manuscript.as_review(document))
        terms += list(seen.terms)
        rows.append(seen.features)
        targets += [[float(contact == block.police) for contact in CONTACTS] for block in document.passages]
    return Examples(terms, np.vstack(rows), SHAPES), np.array(targets)


def train(documents: Sequence[Manuscript]) -> Linear:
    """A classifier of police contact learnt from these documents."""
    seen, targets = gathered(documents)
    return linear.fit(seen, targets, CONTACTS, exclusive=True, strength=2.0)


def main() -> None:
    """Trains on the documents set apart for it and keeps the classifier in models/."""
    contact.PATH.parent.mkdir(exist_ok=True)
    train(labelled.read("train")).save(contact.PATH)


if __name__ == "__main__":
    main()
