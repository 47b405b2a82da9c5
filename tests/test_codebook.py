"""The codebook: what may stand in it, and what becomes of tags when it changes."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import yaml

from pipeline import codebook
from pipeline.errors import ModelError
from pipeline.records import Decision, Passage, Reading, Tag
from pipeline.store.state import Standing, settle_passage

THEMES = ("information-sharing", "training-knowledge", "supervision-oversight")


def book(tmp_path: Path, changes: list[dict[str, Any]], retired: dict[str, str] | None = None) -> Path:
    """The codebook of the project with these changes, and these themes retired."""
    data = yaml.safe_load(codebook.PATH.read_text())
    for theme in data["themes"]:
        if theme["id"] in (retired or {}):
            theme["retired"] = (retired or {})[theme["id"]]
    data["changes"] = changes
    data["version"] = changes[-1]["version"] if changes else data["version"]
    path = tmp_path / f"codebook-{len(list(tmp_path.iterdir()))}.yaml"
    path.write_text(yaml.safe_dump(data, sort_keys=False))
    return path


def change(kind: str, *themes: str, into: tuple[str, ...] = (), version: str = "1.1", date: str = "2026-01-05") -> dict:
    return {"version": version, "date": date, "kind": kind, "themes": list(themes), "into": list(into), "why": "tested"}


def settled(version: str | None = None, at: str = "2025-11-01T10:00:00Z", **value: str) -> Decision:
    context = {"codebook": version} if version else {}
    return Decision(
        "u1",
        at,
        "ana",
        "tag/p/information-sharing",
        {"status": "accepted", "polarity": "gap", **value},
        context=context,
    )


def stands(decision: Decision | None, suggested: bool = True) -> Any:
    """The first tag of a passage that the tagger and perhaps a person spoke of."""
    passage = Passage("p", 1, (1,), (), None, (), "Officers did not tell the school.")
    tag = Tag("p", "information-sharing", "mixed", 0.7, ("did not tell",), "tagger-1")
    reading = Reading("p", "finding", "before", (tag,) if suggested else ())
    tags = settle_passage(passage, reading, {}, Standing([decision] if decision else [])).tags
    return tags[0] if tags else None


def test_the_codebook_of_the_project_is_whole() -> None:
    assert len(codebook.load().themes) > 10
    assert {theme.level for theme in codebook.load().themes} == {"strategic", "operational"}


@pytest.mark.parametrize("kind", ["retire", "split", "merge", "redefine"])
def test_a_tag_settled_before_a_change_is_marked_and_never_relabelled(
    kind: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    into = THEMES[1:] if kind in ("split", "merge") else ()
    retired = {} if kind == "redefine" else {"information-sharing": "1.1"}
    monkeypatch.setattr(codebook, "PATH", book(tmp_path, [change(kind, "information-sharing", into=into)], retired))
    tag = stands(settled())
    assert (tag.theme, tag.polarity, tag.status, tag.by) == ("information-sharing", "gap", "accepted", "ana")
    assert "codebook 1.1" in tag.recheck
    assert not stands(settled(at="2026-01-06T09:00:00Z")).recheck, "a person who decides after the change has seen it"
    assert not stands(settled("1.1", at="2025-11-01T10:00:00Z")).recheck, "the version counts more than the clock"
    assert stands(settled("1.0", at="2026-02-01T10:00:00Z")).recheck


def test_a_new_name_unsettles_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(codebook, "PATH", book(tmp_path, [change("rename", "information-sharing")]))
    assert not stands(settled()).recheck
    assert codebook.load().breaks("information-sharing") == ()


def test_a_retired_theme_is_no_longer_suggested(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert stands(None).status == "suggested"
    changed = book(tmp_path, [change("retire", "information-sharing")], {"information-sharing": "1.1"})
    monkeypatch.setattr(codebook, "PATH", changed)
    assert stands(None) is None


def test_what_a_person_settled_does_not_follow_the_tagger(tmp_path: Path) -> None:
    with_suggestion, without = stands(settled()), stands(settled(), suggested=False)
    for tag in (with_suggestion, without):
        assert (tag.polarity, tag.status, tag.source, tag.by) == ("gap", "accepted", "human", "ana")


def test_the_series_of_a_theme_breaks_where_its_boundary_changed(tmp_path: Path) -> None:
    changes = [
        change("redefine", "information-sharing", date="2025-04-02"),
        change("merge", "training-knowledge", into=("information-sharing",), version="1.2", date="2026-10-01"),
    ]
    changed = codebook.load(book(tmp_path, changes, {"training-knowledge": "1.2"}))
    assert [c.quarter for c in changed.breaks("information-sharing")] == ["2025-Q2", "2026-Q4"]
    assert [c.words for c in changed.breaks("training-knowledge")] == [
        "merged into information-sharing on 2026-10-01 (codebook 1.2)"
    ]


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ([change("retire", "information-sharing")], "has no retired version"),
        ([change("redefine", "nothing-known")], "nothing-known, which is no theme"),
        ([change("split", "information-sharing")], "into which themes"),
        ([change("redefine", THEMES[0], date="2026-05-01"), change("redefine", THEMES[1], version="1.2", date="2026-01-01")], "order of their dates"),
    ],
)  # fmt: skip
def test_a_change_that_contradicts_the_themes_is_refused(changes: list[dict], said: str, tmp_path: Path) -> None:
    with pytest.raises(ModelError, match=said):
        codebook.load(book(tmp_path, changes))


def test_a_version_that_no_change_explains_is_refused(tmp_path: Path) -> None:
    path = book(tmp_path, [change("redefine", "information-sharing")])
    path.write_text(path.read_text().replace("version: '1.1'", "version: '1.3'", 1))
    with pytest.raises(ModelError, match="the last change made it 1.1"):
        codebook.load(path)
