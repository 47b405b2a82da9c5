"""The labelled documents that the screener and the tagger learn from and are measured on, split by author.

They are in models/labelled: one JSON object a passage in passages.jsonl, one a document in documents.jsonl. Most authors teach
(train), a few choose weights and thresholds (tune), and some only measure (test); the manuscripts of the sample corpus, by
yet other authors, measure as well. `python -m pipeline.labelled FOLDER` takes in a folder that holds a folder of annotated
manuscripts for each author, in the place of what those authors wrote before.
"""

from __future__ import annotations

import json
import re
import sys
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

from pipeline.errors import ModelError
from pipeline.manuscript import Labelled, Manuscript, read_all
from pipeline.sentences import statements

FOLDER = Path(__file__).parent.parent / "models" / "labelled"
SAMPLE = Path(__file__).parent.parent / "corpus" / "sample" / "manuscripts"
TUNE = frozenset({"farrant", "dilwyn", "selby", "fenwick", "elstob"})
TEST = frozenset({"quillan", "coverdale", "maddern", "varden"})
Split = Literal["train", "tune", "test"]
SPLITS: tuple[Split, ...] = ("train", "tune", "test")


def read(split: Split) -> list[Manuscript]:
    """The labelled documents of a split, in the order of their names; those to test on include the sample's.

    Raises:
        ModelError: when a file is missing or a line is not what it should be.
    """
    blocks: dict[str, list[Labelled]] = {}
    try:
        for row in _rows("passages.jsonl"):
            blocks.setdefault(row["document"], []).append(_block(row))
        documents = [row for row in _rows("documents.jsonl") if _split(row["author"]) == split]
    except (OSError, KeyError, ValueError) as error:
        raise ModelError(f"models/labelled cannot be read: {error}. Restore it from the repository.") from error
    found = [_document(document, blocks.get(document["document"], [])) for document in documents]
    return found + sample() if split == "test" else found


@dataclass(frozen=True)
class Judged:
    """What one reader says of a passage."""

    kind: str
    police: str
    themes: dict[str, str]


@dataclass(frozen=True)
class ReadTwice:
    """What two readers say of a passage by this author, the second not seeing what the first said."""

    author: str
    first: Judged
    second: Judged


def read_twice() -> Iterator[ReadTwice]:
    """The passages that two readers labelled, as they did before anyone settled where the two differ."""
    for row in _rows("second.jsonl"):
        yield ReadTwice(row["document"].partition("/")[0], Judged(**row["first"]), Judged(**row["second"]))


def _name(written: Manuscript) -> str:
    return f"{written.head['author']}/{Path(written.head['file']).stem}"


def sample() -> list[Manuscript]:
    """The manuscripts of the sample corpus; a re-issue, whose passages are those of another, is left out."""
    return [written for written in read_all(SAMPLE) if "reissue_of" not in written.head]


def _rows(name: str) -> Iterable[dict[str, Any]]:
    with (FOLDER / name).open(encoding="utf-8") as lines:
        yield from (json.loads(line) for line in lines)


def _block(row: dict[str, Any]) -> Labelled:
    return Labelled(
        form=row["form"], text=row["text"], line=row["position"], kind=row["kind"], police=row["police"],
        number=row["number"], themes=row["themes"], heading=tuple(row["heading"]),
    )  # fmt: skip


def _document(row: dict[str, Any], blocks: list[Labelled]) -> Manuscript:
    head = {"file": row["document"], "author": row["author"], "truth": row["truth"]}
    return Manuscript(FOLDER / row["document"], head, tuple(blocks))


def write(manuscripts: Iterable[Manuscript]) -> None:
    """Keeps these manuscripts' labelled passages in the place of what their authors wrote before."""
    ordered = sorted(manuscripts, key=lambda m: (m.head["author"], m.head["file"]))
    authors = {written.head["author"] for written in ordered}
    passages = [row for row in _rows("passages.jsonl") if row["author"] not in authors]
    documents = [row for row in _rows("documents.jsonl") if row["author"] not in authors]
    for written in ordered:
        author = written.head["author"]
        name = _name(written)
        documents.append({"document": name, "author": author, "truth": written.truth})
        before = ""
        for position, block in enumerate(written.passages):
            passages.append(_row(name, author, position, block, before))
            before = block.text
    for file, rows in (("passages.jsonl", passages), ("documents.jsonl", documents)):
        rows.sort(key=lambda row: (row["author"], row["document"], row.get("position", 0)))
        lines = "".join(json.dumps(row, ensure_ascii=False, default=str) + "\n" for row in rows)
        (FOLDER / file).write_text(lines, encoding="utf-8")


def _split(author: str) -> Split:
    return "tune" if author in TUNE else "test" if author in TEST else "train"


def _row(name: str, author: str, position: int, block: Labelled, before: str) -> dict[str, Any]:
    return {
        "document": name, "author": author, "position": position, "form": block.form, "number": block.number,
        "heading": block.heading, "context": statements(before)[-1], "text": re.sub(r"\[\^[^\]]+\]", "", block.text),
        "kind": block.kind, "police": block.police, "themes": block.themes,
    }  # fmt: skip


if __name__ == "__main__":
    write(manuscript for folder in sorted(Path(sys.argv[1]).iterdir()) for manuscript in read_all(folder))
