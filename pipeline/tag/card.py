"""Writes the tagger's card: what it is, what it was taught, how well it does, and where its limits are."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from pipeline import codebook
from pipeline.tag.ablation import table
from pipeline.tag.agreement import report as agreement_report
from pipeline.tag.features import theme_ids
from pipeline.tag.learn import Lesson, grouped
from pipeline.tag.measure import Scores, by_author, described
from pipeline.tag.tagger import Tagger

LIMITS = """\
- Every labelled passage is fiction, written for this project. Real reviews are less even; expect lower figures on them until the
  tagger has learnt from your own decisions (`make train`). On coroners' reports, with their bare one-line concerns, expect much lower ones.
- The second reader was of the same making as the authors, so the agreement above is the most that two readers could reach, not
  what two people of a team would.
- The way the parts are weighed was chosen with the measured documents in view. They taught nothing, but the figures may flatter.
- It reads a passage with its heading and the end of what was told before it. A point that is only made across several paragraphs is missed.
- It gives one polarity to a passage, the same for all its themes.
- A probability says how often such a suggestion was right on authors it had not seen. It says nothing about how grave a matter is.
- It suggests. Nothing it says is counted as settled until a person has settled it."""


def card(
    tagger: Tagger, train: Sequence[Lesson], tune: Sequence[Lesson], test: Sequence[Lesson],
    scores: Scores, parts: Sequence[tuple[str, Scores]],
) -> str:  # fmt: skip
    """The card in plain English, as Markdown."""
    silent = [theme for theme, least in tagger.thresholds.items() if least is None]
    return "\n".join(
        [
            f"# The tagger {tagger.id}",
            "",
            "It reads a passage of a review and says which themes of police practice the passage speaks of, and whether it tells of a "
            "gap, of good practice, of both, or of action taken since. A language model (MiniLM, fine-tuned) reads the passage; linear "
            "models weigh its answers against the words, the section and the police contact that screening found.",
            "",
            "## What it was taught",
            "",
            *_taught("Learnt from", train),
            *_taught("Weights and thresholds set on", tune),
            *_taught("Measured on", test),
            "",
            f"Codebook version {codebook.load().version}. A theme that is wrong more often than right makes no suggestion: "
            f"{', '.join(silent) or 'at present none is silent'}.",
            "",
            "## How well it does",
            "",
            "```",
            described(scores),
            "",
            *by_author(tagger, test),
            "```",
            "",
            "## What two readers reach",
            "",
            "```",
            agreement_report(),
            "```",
            "",
            "## What each part is worth",
            "",
            "```",
            *table(parts),
            "```",
            "",
            "## Limits",
            "",
            LIMITS,
            "",
        ]
    )


def _taught(what: str, lessons: Sequence[Lesson]) -> list[str]:
    authors = ", ".join(grouped(lessons))
    themes = dict(zip(theme_ids(), np.vstack([one.themes for one in lessons]).sum(axis=0).astype(int), strict=True))
    fewest = min(themes, key=lambda theme: (themes[theme], theme))
    return [
        f"- {what}: {sum(map(len, lessons))} passages of {len(lessons)} documents by {len(grouped(lessons))} authors ({authors}); "
        f"{sum(themes.values())} theme labels, the fewest for {fewest} ({themes[fewest]})."
    ]
