"""Years of use in small: read again, trained again, codebook changed; and a training that is killed."""

from __future__ import annotations

import dataclasses
import json
import os
import random
from pathlib import Path

import pytest
import yaml

from pipeline import cli, codebook
from pipeline.records import Decision
from pipeline.store import Corpus, open_store
from pipeline.tag import load
from pipeline.tag.learn import save
from pipeline.tag.tagger import Tagger, identity
from pipeline.tag.train import train
from pipeline.tag.version import choose, model_id
from tests import breaking, originals


def decided(corpus: Corpus, capsys: pytest.CaptureFixture[str]) -> tuple[str, list[tuple[str, ...]]]:
    """Every decision, and every tag that a person settled, as the exports give them."""
    capsys.readouterr()
    assert cli.run(["--corpus", str(corpus.folder), "export", "decisions"]) == 0
    decisions = capsys.readouterr().out
    assert cli.run(["--corpus", str(corpus.folder), "export", "tags"]) == 0
    tags = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    human = [tag for tag in tags if tag["source"] == "human"]
    return decisions, sorted((t["passage"], t["theme"], t["polarity"], t["status"], t["by"]) for t in human)


def settle(corpus: Corpus) -> None:
    """A person settles one tag on each of three passages, in three ways."""
    ways = (("accepted", "gap"), ("added", "good-practice"), ("rejected", "gap"))
    with open_store(corpus) as store:
        passages = store._column("SELECT id FROM passages WHERE text LIKE '% the %' ORDER BY id LIMIT 3")
        store.decide([
            Decision(f"u{n}", "2025-01-01T10:00:00Z", "ana", f"tag/{passage}/information-sharing",
                     {"status": status, "polarity": polarity}, context={"codebook": "1.0"})
            for n, (passage, (status, polarity)) in enumerate(zip(passages, ways, strict=True))
        ])  # fmt: skip


def another(tagger: Tagger, number: int) -> Tagger:
    """A tagger with other thresholds, as a training gives."""
    shift = 0.01 * (number % 7)
    thresholds = {theme: least and min(0.95, least + shift) for theme, least in tagger.thresholds.items()}
    other = dataclasses.replace(tagger, thresholds=thresholds)
    return dataclasses.replace(other, id=identity(other.words, other.claims, other.kinds, other.polarities, thresholds))


def changed_codebook(path: Path, number: int) -> None:
    """The codebook with one more change."""
    data = yaml.safe_load(
        (path if path.exists() else Path(codebook.__file__).parent.parent / "models" / "codebook.yaml").read_text()
    )
    kind = ("redefine", "rename", "retire")[number % 3]
    theme = data["themes"][number % len(data["themes"])] if kind != "redefine" else data["themes"][0]
    data["version"] = f"1.{number + 1}"
    if kind == "retire":
        theme["retired"] = data["version"]
    data["changes"].append({
        "version": data["version"], "date": f"2026-01-{number % 28 + 1:02}" if number < 28 else f"2026-02-{number - 27:02}",
        "kind": kind, "themes": [theme["id"]], "why": "tested",
    })  # fmt: skip
    path.write_text(yaml.safe_dump(data, sort_keys=False))


@pytest.mark.parametrize("cycles", [int(os.environ.get("CYCLES", "3"))])
def test_no_decision_changes_however_often_all_else_does(
    cycles: int, corpus: Corpus, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    originals.review(corpus.originals / "child-a.pdf", "Child A", "14 March 2018", originals.BEFORE)
    run = ["--corpus", str(corpus.folder)]
    for command in ("extract", "screen", "tag"):
        assert cli.run([*run, command, "--workers", "1"] if command != "status" else [*run, command]) == 0
    settle(corpus)
    before = decided(corpus, capsys)
    assert len(before[1]) == 3
    tagger = load(corpus.folder)
    for number in range(cycles):
        monkeypatch.setattr("pipeline.extract.version.VERSION", f"cycle-{number}")
        made = another(tagger, number)
        save(made, corpus.folder / "model" / made.id)
        choose(corpus.folder, new=made.id)
        train(corpus.folder, [], "new", lambda _: {})
        path = tmp_path / f"codebook-{number}.yaml"
        if number:
            path.write_text((tmp_path / f"codebook-{number - 1}.yaml").read_text())
        changed_codebook(path, number)
        monkeypatch.setattr(codebook, "PATH", path)
        for command in ("extract", "screen", "tag"):
            assert cli.run([*run, command, "--workers", "1"]) == 0
        assert decided(corpus, capsys) == before, f"cycle {number}"
        assert model_id(corpus.folder) == made.id


def test_a_training_that_is_killed_leaves_a_tagger_in_use(corpus: Corpus) -> None:
    chance = random.Random(8)
    tagger = load(corpus.folder)

    def trains(_: int) -> None:
        for number in range(1000):
            made = another(tagger, number)
            save(made, corpus.folder / "model" / made.id)
            choose(corpus.folder, new=made.id)
            train(corpus.folder, [], "new", lambda _: {})
            if number % 3 == 2:
                train(corpus.folder, [], "previous", lambda _: {})

    killed = [breaking.killed(trains, 0.5, chance)[0] for _ in range(10)]
    for _ in killed:
        assert load(corpus.folder).id == model_id(corpus.folder)
    assert all(killed)
