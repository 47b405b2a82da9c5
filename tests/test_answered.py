"""What the language model said is kept from one training to the next: the same numbers, and nothing that was damaged."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pytest

from pipeline import cli, encoder
from pipeline.answered import FILE, remembering
from pipeline.records import Review
from pipeline.store import Corpus
from tests import breaking
from tests.reviews import review_of

TEXTS = ("The officer did not share what she knew with the school.", "The panel met four times.")
Pairs = Sequence[tuple[str, str]]


@pytest.fixture
def asked(monkeypatch: pytest.MonkeyPatch) -> list[Pairs]:
    """What the language model was really asked."""
    said: list[Pairs] = []
    read = encoder.read

    def noted(pairs: Pairs) -> encoder.Answers:
        said.append(pairs)
        return read(pairs)

    monkeypatch.setattr(encoder, "read", noted)
    encoder._recent.clear()
    return said


def told(folder: Path, *reviews: Review, keep_others: bool = False) -> list[encoder.Answers]:
    with remembering(folder, keep_others=keep_others):
        return [encoder.answers(one) for one in reviews]


def same(one: encoder.Answers, other: encoder.Answers) -> bool:
    return all(np.array_equal(getattr(one, part), getattr(other, part)) for part in encoder.PARTS)


ONE, TWO = review_of(TEXTS, None), review_of(TEXTS[1:], None)


def test_the_second_run_gives_the_same_numbers_without_asking(asked: list[Pairs], tmp_path: Path) -> None:
    plain = [encoder.answers(one) for one in (ONE, TWO)]
    asked.clear()
    first = told(tmp_path, ONE, TWO, ONE)
    assert len(asked) == 2, "within a run each is asked for once"
    second = told(tmp_path, TWO, ONE)
    assert len(asked) == 2
    assert all(map(same, first, [*plain, plain[0]]))
    assert all(map(same, second, reversed(plain)))


def test_what_a_later_run_does_not_ask_for_is_forgotten_unless_it_is_to_be_kept(
    asked: list[Pairs], tmp_path: Path
) -> None:
    told(tmp_path, ONE, TWO)
    told(tmp_path, ONE, keep_others=True)
    told(tmp_path, TWO)
    assert len(asked) == 2
    told(tmp_path, ONE)
    assert len(asked) == 3


def test_other_text_another_model_or_another_library_is_asked_anew(
    asked: list[Pairs], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    told(tmp_path, ONE)
    told(tmp_path, review_of((TEXTS[0], TEXTS[1] + " Twice."), None), keep_others=True)
    assert len(asked) == 2
    monkeypatch.setattr(encoder, "fingerprint", lambda: "another")
    told(tmp_path, ONE, keep_others=True)
    assert len(asked) == 3
    monkeypatch.undo()


@pytest.mark.parametrize("damage", ["cut short", "a bit", "no archive", "another shape", "a pickle", "not a number"])
def test_what_is_damaged_is_asked_for_again_and_kept_anew(damage: str, asked: list[Pairs], tmp_path: Path) -> None:
    plain = told(tmp_path, ONE)
    path = tmp_path / FILE
    content = path.read_bytes()
    with np.load(path) as kept:
        name, scores = kept.files[0], kept[kept.files[0]]
    if damage == "cut short":
        path.write_bytes(content[: len(content) // 2])
    elif damage == "a bit":
        at = len(content) // 2
        path.write_bytes(content[:at] + bytes([content[at] ^ 4]) + content[at + 1 :])
    elif damage == "no archive":
        path.write_bytes(b"garbage")
    elif damage == "another shape":
        np.savez(path, **{name: scores[:, :-1]})
    elif damage == "a pickle":
        np.savez(path, **{name: np.array([{"a": 1}], dtype=object)})
    else:
        np.savez(path, **{name: np.where(scores > 0, np.nan, scores)})
    assert all(map(same, told(tmp_path, ONE), plain))
    assert len(asked) == 2
    told(tmp_path, ONE)
    assert len(asked) == 2


def test_where_nothing_can_be_kept_the_run_goes_on(asked: list[Pairs], tmp_path: Path) -> None:
    assert len(told(tmp_path / "no-such-folder", ONE)[0].kinds) == 2
    assert not list(tmp_path.iterdir())


def test_it_is_no_part_of_a_backup_nor_of_what_git_sees(read_corpus: Path, tmp_path: Path) -> None:
    folder = Corpus(read_corpus).folder
    told(folder, ONE)
    try:
        assert cli.run(["--corpus", str(folder), "backup", str(tmp_path / "safe")]) == 0
        assert not list((tmp_path / "safe").rglob(FILE))
        ignored = (breaking.ROOT / ".gitignore").read_text().splitlines()
        assert "/corpus/sample/.*" in ignored
        assert FILE.startswith(".")
    finally:
        (folder / FILE).unlink()
