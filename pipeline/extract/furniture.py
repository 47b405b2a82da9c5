"""Tells running headers and footers, page numbers and watermarks from the text of a document."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Sequence

from pipeline.extract.lines import PageLine

_PAGE_NUMBER = re.compile(
    r"(?:p\s*a\s*g\s*e\s*)?[|\-–— ]*\d{1,4}\s*(?:(?:of|/|\|)\s*(?:\d{1,4}|p\s*a\s*g\s*e)\s*)?[|\-–— ]*(?:p\s*a\s*g\s*e)?|[ivxlc]{1,6}",
    re.I,
)


def furniture(pages: Sequence[Sequence[PageLine]], heights: Sequence[float]) -> set[int]:
    """The lines (by identity) that are running headers, footers, page numbers and watermarks."""
    seen: dict[tuple[str, bool], list[tuple[PageLine, float]]] = defaultdict(list)
    outer: set[int] = set()
    for found, height in zip(pages, heights, strict=True):
        for edge in _edge_lines(found, height):
            outer |= {id(edge[0][0])} if edge else set()
            for line, level in edge:
                seen[_pattern(line.text), line.top < height / 2].append((line, level))
    least = 3 if len(pages) > 5 else 2
    chosen = {id(line) for group in seen.values() for line in _repeated(group, least)}
    chosen |= {id(line) for line in _watermarks(pages)}
    levels = {round(level / 3) for group in seen.values() for line, level in group if id(line) in chosen}
    for group in seen.values():
        for line, level in group:
            if _PAGE_NUMBER.fullmatch(line.text.strip()) and (id(line) in outer or round(level / 3) in levels):
                chosen.add(id(line))
    return chosen | _glued(seen, chosen)


def _glued(seen: dict[tuple[str, bool], list[tuple[PageLine, float]]], chosen: set[int]) -> set[int]:
    """The lines that begin like a running line at the same level, and go on with what else stands there."""
    known = {
        (key[0], key[1], round(level / 4)) for key, group in seen.items() for line, level in group if id(line) in chosen
    }
    known = {(text[:40], high, level) for text, high, level in known if len(text) > 24}
    return {
        id(line)
        for (text, high), group in seen.items()
        for line, level in group
        if any(text.startswith(had) and high == up and abs(at - level / 4) < 1.5 for had, up, at in known)
    }


def _edge_lines(
    found: Sequence[PageLine], height: float
) -> tuple[list[tuple[PageLine, float]], list[tuple[PageLine, float]]]:
    """The lines near the top and the bottom edge, at most four of each, with their distance from it, the outermost first."""
    seen = [line for line in found if not line.cells and not line.hidden]
    high = sorted((line for line in seen if line.bottom < 0.14 * height), key=lambda line: line.top)[:4]
    low = sorted((line for line in seen if line.top > 0.86 * height), key=lambda line: -line.bottom)[:4]
    return [(line, line.top) for line in high], [(line, height - line.bottom) for line in low]


def _pattern(text: str) -> str:
    return re.sub(r"\d+", "#", re.sub(r"\W*\b(?:p\s?a\s?g\s?e|of)\b\W*", "", text.lower())).strip(" |-–—#.")


def _repeated(group: Sequence[tuple[PageLine, float]], least: int) -> list[PageLine]:
    """The lines of a group that stand on enough pages at the same distance from the edge."""
    near = Counter(round(level / 4) for _, level in group)
    kept = []
    for line, level in group:
        alike = sum(near[round(level / 4) + step] for step in (-1, 0, 1))
        if alike >= least and alike >= 0.2 * len(group):
            kept.append(line)
    return kept


def _watermarks(pages: Sequence[Sequence[PageLine]]) -> list[PageLine]:
    """The lines that stand at the same place within most pages."""
    places: dict[tuple[str, int], list[PageLine]] = defaultdict(list)
    for line in (line for page in pages for line in page if not line.cells and len(line.text) < 90):
        places[line.text, round(line.top / 3)].append(line)
    least = max(3, 0.5 * len(pages))
    return [line for group in places.values() if len({line.page for line in group}) >= least for line in group]
