"""The labelled passages in models/labelled: what the screener and the tagger learn from and are measured on.

One JSON object a passage in passages.jsonl, one a document in documents.jsonl. Documents are split by author, never by
passage: train, tune (thresholds and choices) and test (looked at only to measure).
`python -m pipeline.labelled FOLDER` writes them anew from a folder of annotated manuscripts.
"""

from __future__ import annotations

import json
import re
import sys
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from pipeline.errors import ModelError
from pipeline.manuscript import Labelled, Manuscript, read_all

FOLDER = Path(__file__).parent.parent / "models" / "labelled"
SPLITS = {
    "ashdown": "train", "penhale": "tune", "hallam": "test", "verity": "test", "rhys": "test", "osei": "test", "cresswell": "train", "bellamy": "train", "gilchrist": "train", "hathersage": "train",
    "jessop": "train", "everard": "train", "farrant": "tune", "dilwyn": "test", "inglewood": "test",
}  # fmt: skip


def read(*splits: str) -> list[Manuscript]:
    """The labelled documents of these splits (all, when none is named), in the order of their names.

    Raises:
        ModelError: when a file is missing or a line is not what it should be.
    """
    blocks: dict[str, list[Labelled]] = {}
    try:
        for row in _rows("passages.jsonl"):
            blocks.setdefault(row["document"], []).append(_block(row))
        documents = list(_rows("documents.jsonl"))
    except (OSError, KeyError, ValueError) as error:
        raise ModelError(f"models/labelled cannot be read: {error}. Restore it from the repository.") from error
    wanted = [document for document in documents if not splits or document["split"] in splits]
    return [_document(document, blocks.get(document["document"], [])) for document in wanted]


def _rows(name: str) -> Iterable[dict[str, Any]]:
    with (FOLDER / name).open(encoding="utf-8") as lines:
        yield from (json.loads(line) for line in lines)


def _block(row: dict[str, Any]) -> Labelled:
    return Labelled(
        form=row["form"], text=row["text"], line=row["position"], kind=row["kind"], police=row["police"],
        number=row["number"], themes=row["themes"], heading=tuple(row["heading"]),
    )  # fmt: skip


def _document(row: dict[str, Any], blocks: list[Labelled]) -> Manuscript:
    head = {"file": row["document"], "author": row["author"], "split": row["split"], "truth": row["truth"]}
    return Manuscript(FOLDER / row["document"], head, tuple(blocks))


def write(manuscripts: Iterable[Manuscript]) -> None:
    """Writes these manuscripts' labelled passages in place of what was there."""
    passages, documents = [], []
    for written in sorted(manuscripts, key=lambda m: (m.head["author"], m.head["file"])):
        author = written.head["author"]
        name = f"{author}/{Path(written.head['file']).stem}"
        documents.append({"document": name, "author": author, "split": SPLITS[author], "truth": written.truth})
        before = ""
        for position, block in enumerate(written.passages):
            passages.append(_row(name, author, position, block, before))
            before = block.text
    for file, rows in (("passages.jsonl", passages), ("documents.jsonl", documents)):
        lines = "".join(json.dumps(row, ensure_ascii=False, default=str) + "\n" for row in rows)
        (FOLDER / file).write_text(lines, encoding="utf-8")


def _row(name: str, author: str, position: int, block: Labelled, before: str) -> dict[str, Any]:
    return {
        "document": name, "author": author, "position": position, "form": block.form, "number": block.number,
        "heading": block.heading, "context": last_sentence(before), "text": re.sub(r"\[\^[^\]]+\]", "", block.text),
        "kind": block.kind, "police": block.police, "themes": block.themes,
    }  # fmt: skip


def last_sentence(text: str) -> str:
    """The sentence that a passage follows on from."""
    return re.split(r"(?<=[.;!?])\s+(?=[A-Z‘“(])", text)[-1]


if __name__ == "__main__":
    write(manuscript for folder in sorted(Path(sys.argv[1]).iterdir()) for manuscript in read_all(folder))
