"""Trains the tagger anew with what people settled, and lets a person choose between the new one and the one in use."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import numpy as np

from pipeline import compared, encoder, labelled
from pipeline.errors import ModelError, UsageError
from pipeline.kept import chosen
from pipeline.linear import Array
from pipeline.records import KINDS, SettledPassage, SettledReview
from pipeline.tag.ablation import variants
from pipeline.tag.card import card
from pipeline.tag.features import describe, theme_ids
from pipeline.tag.learn import Lesson, Screened, fit, lesson, save
from pipeline.tag.measure import Scores, score
from pipeline.tag.tagger import Tagger, read_from
from pipeline.tag.version import BUILT_IN, FILE, choose, folder_in_use

STRONG = 0.85
FAINT = 0.01


def train(corpus: Path, reviews: Sequence[SettledReview], use: str | None, screened: Screened) -> str:
    """Trains on the labelled passages and this corpus's settled passages and compares; or puts one of two in use.

    With `use` "new" the tagger last trained is used from now on, with "previous" the one before it.
    """
    if use:
        return _use(corpus, use)
    settled = [taught for review in reviews if (taught := _settled(review))]
    train_on = [lesson(document, None) for document in labelled.read("train")]
    tune_on, test_on = ([lesson(document, screened) for document in labelled.read(split)] for split in ("tune", "test"))
    made = fit(train_on, tune_on, settled)
    folder = corpus / "model" / made.id if settled else BUILT_IN
    found = compare(comparable(folder_in_use(corpus), made), made, (train_on, settled), test_on)
    save(made, folder)
    if settled:
        compared.keep(folder, found)
        choose(corpus, new=made.id)
    lines = [
        f"Trained {made.id} on {sum(map(len, train_on))} labelled passages and {sum(map(len, settled))} settled here."
    ]
    lines += _table(found)
    if not settled:
        parts = list(variants(train_on, tune_on, test_on))
        (folder / "card.md").write_text(
            card(made, train_on, tune_on, test_on, score(made, test_on), parts), encoding="utf-8"
        )
        lines.append(f"How well it does, and its limits: {folder / 'card.md'}")
    lines += _disagreements(made, reviews)
    if settled:
        lines.append("To use it from now on: scr-briefing train --use new. To go back later: --use previous.")
    return "\n".join(lines)


def comparable(folder: Path, made: Tagger) -> Tagger | None:
    """The tagger in this folder, unless it knows other themes, or weighs the answers of another language model."""
    try:
        before = read_from(folder) if (folder / FILE).exists() else None
    except ModelError:
        return None
    return before if before and before.words.labels == made.words.labels else None


def _settled(review: SettledReview) -> Lesson | None:
    """The passages of a review that a person has settled, as a lesson."""
    done = [p for p in review.passages if p.checked or any(tag.source == "human" for tag in p.tags)]
    if not done or not review.review:
        return None
    passages = tuple(settled.passage for settled in done)
    every = tuple(settled.passage for settled in review.passages)
    seen = describe(every, {p.passage.id: p.police for p in review.passages}, encoder.answers(review.review))
    return Lesson(
        document=review.file,
        author="",
        passages=passages,
        seen=seen.rows([every.index(passage) for passage in passages]),
        kinds=np.array([[float(p.kind == kind) for kind in KINDS] for p in done]),
        contacts=tuple(p.police for p in done),
        themes=np.array([[float(theme in _held(p)) for theme in theme_ids()] for p in done]),
        polarities=tuple(next(iter(_held(p).values()), None) for p in done),
    )


def _held(passage: SettledPassage) -> dict[str, str]:
    return {tag.theme: tag.polarity for tag in passage.tags if tag.source == "human" and tag.status != "rejected"}


def compare(
    before: Tagger | None, made: Tagger, learnt_on: tuple[Sequence[Lesson], Sequence[Lesson]], test_on: Sequence[Lesson]
) -> compared.Comparison:
    """How the new tagger does beside the one in use on documents that neither has seen; `learnt_on` are the labelled
    documents and what reviewers settled here."""
    new, old = score(made, test_on), score(before, test_on) if before else None
    labels = np.sum([one.themes.sum(axis=0) for group in learnt_on for one in group], axis=0)
    themes = [
        compared.Theme(
            theme, int(labels[place]), new.themes[theme].positives,
            _measured(before, old, theme) if before and old else None, _measured(made, new, theme),
        )
        for place, theme in enumerate(theme_ids())
    ]  # fmt: skip
    settled = sum(map(len, learnt_on[1]))
    return compared.Comparison(
        made.id, before.id if before else None, settled, old.micro if old else None, new.micro, tuple(themes)
    )


def _measured(tagger: Tagger, scores: Scores, theme: str) -> compared.Measured:
    found = scores.themes[theme]
    suggests = tagger.thresholds[theme] is not None
    return compared.Measured(found.precision, found.recall, found.f1, found.calibration, suggests)


def _table(found: compared.Comparison) -> list[str]:
    lines = ["", f"{'theme':32} {'positives':>9}  {'F1 before':>9}  {'F1 now':>7}  {'precision':>9}  {'recall':>7}"]
    for line in found.themes:
        was, now = f"{line.before.f1:9.2f}" if line.before else f"{'-':>9}", line.after
        lines.append(
            f"{line.theme:32} {line.positives:9}  {was}  {now.f1:7.2f}  {now.precision:9.2f}  {now.recall:7.2f}"
        )
    lines.append(f"{'all (micro)':32} {'':9}  {found.micro_before or 0:9.2f}  {found.micro_after:7.2f}")
    return lines


def _disagreements(made: Tagger, reviews: Sequence[SettledReview]) -> list[str]:
    """Where the new tagger is sure of a theme that a person rejected or left out, or sees nothing of one that a person holds."""
    lines = []
    for review in reviews:
        done = [p for p in review.passages if p.checked or any(tag.source == "human" for tag in p.tags)]
        if not done or not review.review:
            continue
        contacts = {p.passage.id: p.police for p in review.passages}
        every = [p.passage for p in review.passages]
        chances = made.chances(describe(every, contacts, encoder.answers(review.review), made.words.labels))
        rows = dict(zip((passage.id for passage in every), chances, strict=True))
        for passage in done:
            where = f"{review.file}, page {passage.passage.page}, passage {passage.passage.id}"
            lines += [
                f"  {where}: {said}" for said in disagreements(made.words.labels, passage, rows[passage.passage.id])
            ]
    return ["", "Strong disagreements with a person (nothing was changed):", *lines] if lines else []


def disagreements(themes: Sequence[str], passage: SettledPassage, chances: Array) -> list[str]:
    """What the new tagger would say against a person's answers about this passage."""
    said = {tag.theme: tag.status for tag in passage.tags if tag.source == "human"}
    found = []
    for theme, chance in zip(themes, chances, strict=True):
        if chance >= STRONG and said.get(theme) == "rejected":
            found.append(f"a person rejected {theme}; the new tagger is sure of it")
        elif chance >= STRONG and theme not in said and passage.checked:
            found.append(f"a person left {theme} out; the new tagger is sure of it")
        elif chance <= FAINT and said.get(theme) in ("accepted", "added"):
            found.append(f"a person holds {theme}; the new tagger sees nothing of it")
    return found


def _use(corpus: Path, use: str) -> str:
    known = chosen(corpus)
    if use == "new":
        if not known.get("new"):
            raise UsageError("There is no newly trained tagger. Run scr-briefing train first.")
        choose(corpus, in_use=known["new"], previous=known.get("in_use"), new=None)
    elif use == "previous":
        choose(corpus, in_use=known.get("previous"), previous=known.get("in_use"))
    else:
        raise UsageError(f"{use} is not a choice: say new or previous.")
    name = chosen(corpus).get("in_use") or "the built-in tagger"
    return f"In use from now on: {name}. Run make tag to read the passages with it."
