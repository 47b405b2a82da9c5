"""How fast passages are read for meaning, beside the reading of their words alone: `python -m tests.bench tag`."""

from __future__ import annotations

import time

from pipeline import encoder, labelled, timeline
from pipeline.linear import terms
from pipeline.manuscript import as_review

DOCUMENTS = 12


def main() -> None:
    """Prints passages a second on one processor, and the ratio to splitting the same passages into words."""
    reviews = [as_review(document) for document in labelled.read("tune")[:DOCUMENTS]]
    pairs = [pair for review in reviews for pair in encoder.as_pairs(review.passages, timeline.anchor(review))]
    encoder.read(pairs[:8])  # loading the model is not reading
    start = time.perf_counter()
    encoder.read(pairs)
    meaning = time.perf_counter() - start
    start = time.perf_counter()
    for _, text in pairs:
        terms(text)
    words = time.perf_counter() - start
    print(
        f"language model: {len(pairs) / meaning:.0f} passages a second on one processor, {meaning / words:.0f} times the words"
    )


if __name__ == "__main__":
    main()
