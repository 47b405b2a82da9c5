"""What the printed briefings of a quarter quote, as their web twins and manifests tell."""

from __future__ import annotations

import html
import json
import re
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from pipeline.records import Passage
from pipeline.sentences import sentences

QUOTED_LETTERS = 25  # of a sentence that is looked for in a twin that does not name its passages
_NAMED = re.compile(r'data-passage="([0-9a-zA-Z-]+)"')
_EDITION = re.compile(r"-final-(\d+)$")


@dataclass(frozen=True)
class Printing:
    """One printing of a quarter's briefing: the passages it names, its words, and how many decisions there were."""

    name: str  # such as 2019-Q2-draft
    named: frozenset[str]
    words: str
    decisions: int | None  # not known without a manifest

    @property
    def edition(self) -> int:
        """The number of a final edition; 0 of a draft."""
        found = _EDITION.search(self.name)
        return int(found[1]) if found else 0

    def quotes(self, passage: Passage) -> bool:
        """Whether a sentence of this passage stands in it."""
        if self.named:
            return passage.id in self.named
        said = (" ".join(sentence.split()) for sentence in sentences(passage.text))
        return any(len(s) >= QUOTED_LETTERS and s in self.words for s in said)


def printings(folder: Path) -> list[Printing]:
    """The printings that lie in a quarter's folder, the one that counts at the end: the last final, else the draft."""
    found = [_read(path) for path in sorted(folder.glob("briefing*.html"))]
    return sorted(found, key=lambda printing: printing.edition)


def _read(path: Path) -> Printing:
    text = path.read_text("utf-8")
    plain = " ".join(html.unescape(re.sub(r"<[^>]+>", "", text)).split())
    name = path.stem.removeprefix("briefing-")
    return Printing(name, frozenset(_NAMED.findall(text)), plain, _decisions(path.with_suffix(".manifest.json")))


def _decisions(manifest: Path) -> int | None:
    try:
        return int(json.loads(manifest.read_text("utf-8"))["decisions"])
    except (OSError, ValueError, KeyError, TypeError):
        return None


def quoted_by(printing: Printing, passages: Iterable[Passage]) -> set[str]:
    """Those of these passages that a printing quotes."""
    return {passage.id for passage in passages if printing.quotes(passage)}
