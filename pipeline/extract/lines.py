"""Puts a page's runs of words together into lines, column by column, in reading order."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from pipeline.extract.columns import gutter_of
from pipeline.extract.glyphs import Run

CUT = "\x11"  # stands in the text of a cell after a hyphen at the end of one of its lines

MARKER = re.compile(
    r"(?:[•●▪■◦○‣⁃∙·➢➤✓✔\uf0b7\uf0a7\uf0d8\uf076\uf0fc\u2010-\u2015*o-]|\(?[a-zA-Z]{1,2}\)|[a-z]\.|\(?[ivxlcIVXLC]{1,7}[.)]|\(?\d{1,3}[.):]?\)?|\[\d{1,3}\]|"
    r"[A-Z]{0,3}\d{1,3}[a-zA-Z]?[.):]?|[A-Z]{0,2}\d{1,3}(?:\.\d{1,3}){1,5}[a-zA-Z]?\.?)"
)


@dataclass(frozen=True, slots=True)
class PageLine:
    """A line of one column of a page."""

    page: int
    column: int
    text: str
    x0: float
    top: float
    x1: float
    bottom: float
    size: float
    bold: bool
    hyphen: str = ""  # the sign that cut its last word, which is not in the text
    hidden: str | None = None
    continued: bool = False  # the rest of a table's row that began on the page before
    marker_gap: float = 0.0  # the space between a number or bullet and the text that it belongs to
    cells: tuple[str, ...] = ()  # of a table's row
    heads: tuple[str, ...] = ()  # the column heads above it
    cut: bool = False  # a table's row that the foot of the page cuts
    order: int = 0  # in which the page writes it

    @property
    def height(self) -> float:
        """From top to bottom, in points."""
        return self.bottom - self.top


def lines(page: int, width: float, runs: Sequence[Run], usual: float | None = None) -> list[PageLine]:
    """The lines of a page in reading order; `usual` is the gutter of the pages before, if they have two columns."""
    upright = _with_initials([r for r in runs if r.turned == 0 and r.text.strip() and not r.hidden])
    unseen = [_line(page, [run], None) for run in runs if run.hidden and run.text.strip()]
    gutter = gutter_of(upright, width, usual)
    groups: list[list[Run]] = []
    for run in _by_stream(upright):
        home = _home(groups, run, gutter)
        if home is None:
            groups.append([run])
        else:
            home.append(run)
    groups.sort(key=lambda group: group[0].order)  # a marker that found no line keeps its own place
    made = [_line(page, group, gutter) for group in groups]
    return [*_with_margin(_ordered(made) if _is_disordered(made) else _with_floats(made)), *unseen]


_INITIAL = re.compile(r"[\"“‘']?[A-Z]|[\"“‘']")
_WHOLE_INITIAL = re.compile(
    r"(?:[AI])(?=[a-z])(?!(?:n|s|t|f|ll|fter|nd|re|ny|nother|lthough|mong|gencies|gency|t|ts|nto|ndeed|lso|bout|s)\b)"
)


def _with_initials(runs: list[Run]) -> list[Run]:
    """The runs, a large first letter that reaches down over some lines being put before its word."""
    sizes = sorted(run.size for run in runs)
    usual = sizes[len(sizes) // 2] if sizes else 0.0
    for initial in [r for r in runs if _INITIAL.fullmatch(r.text) and r.size > 1.8 * usual]:
        beside = [
            r for r in runs
            if r is not initial and r.size < 1.3 * usual and -2 < r.x0 - initial.x1 < 1.2 * usual
            and initial.top - 0.4 * usual < r.top < initial.bottom
        ]  # fmt: skip
        if not beside:
            continue
        first = min(beside, key=lambda r: r.top)
        text = initial.text + first.text
        text = (
            f"{initial.text} {first.text}" if _WHOLE_INITIAL.match(text) or _is_word(initial.text, text, runs) else text
        )
        runs = [replace(first, text=text) if r is first else r for r in runs if r is not initial]
    return runs


def _is_word(initial: str, joined: str, runs: Sequence[Run]) -> bool:
    """Whether a large first letter is a word of its own, such as a child's letter: it stands alone elsewhere on the page."""
    words = {word.strip(".,;:'’s") for run in runs if len(run.text) > 3 for word in run.text.split()}
    return (
        len(initial) == 1
        and len(joined.split()[0]) > 2
        and initial in words - {"A", "I"}
        and joined.split()[0] not in words
    )


def _by_stream(runs: Iterable[Run]) -> list[Run]:
    """Text first and markers after it, so that a bullet written last still finds its line."""
    ordered = sorted(runs, key=lambda run: run.order)
    return [r for r in ordered if not _is_marker(r)] + [r for r in ordered if _is_marker(r)]


def _is_marker(run: Run) -> bool:
    return len(run.text) <= 9 and bool(MARKER.fullmatch(run.text))


def _home(groups: list[list[Run]], run: Run, gutter: float | None) -> list[Run] | None:
    """The line that a run belongs to: on the same level and near it, on the same side of the gutter."""
    reach = groups if _is_marker(run) else groups[-3:]
    best, nearest = None, 60.0 if _is_marker(run) else 14.0
    for group in reach:
        for other in group:
            level = min(run.bottom, other.bottom) - max(run.top, other.top)
            if level < 0.55 * min(run.bottom - run.top, other.bottom - other.top) or _side(run, gutter) != _side(
                other, gutter
            ):
                continue
            is_led = _is_marker(other) and run.x0 > other.x1
            gap = max(run.x0 - other.x1, other.x0 - run.x1)
            if gap < (60.0 if is_led else nearest) and (not _is_marker(run) or run.x0 < other.x0 or gap < 6):
                best, nearest = group, max(gap, 0.1)
    return best


def _line(page: int, group: list[Run], gutter: float | None) -> PageLine:
    ordered = sorted(group, key=lambda run: run.x0)
    main = max(group, key=lambda run: len(run.text))
    first = ordered[0]
    gap = ordered[1].x0 - first.x1 if len(ordered) > 1 and _is_marker(first) else 0.0
    return PageLine(
        page=page,
        column=_side(main, gutter),
        text=" ".join([*(run.text + run.hyphen for run in ordered[:-1]), ordered[-1].text]),
        x0=first.x0,
        top=min(run.top for run in group),
        x1=max(run.x1 for run in group),
        bottom=max(run.bottom for run in group),
        size=main.size,
        bold=main.bold,
        hyphen=ordered[-1].hyphen,
        hidden=main.hidden,
        marker_gap=gap,
        order=group[0].order,
    )


def _side(run: Run, gutter: float | None) -> int:
    """0 for the left column or a line across the page, 1 for the right column."""
    return int(gutter is not None and run.x0 >= gutter - 2)


def _is_disordered(made: Sequence[PageLine]) -> bool:
    """Whether the stream jumps up the page so often that its order cannot be the reading order."""
    jumps = sum(a.column == b.column and b.top < a.top - 2 * a.height for a, b in zip(made, made[1:], strict=False))
    return jumps > max(3, 0.2 * len(made))


def _ordered(made: Sequence[PageLine]) -> list[PageLine]:
    return sorted(made, key=lambda line: (line.column, round(line.top), line.x0))


def _with_floats(made: list[PageLine]) -> list[PageLine]:
    """The lines, a box beside which the text runs on being put between paragraphs rather than where the stream has it."""
    parts = _cut(made, lambda a, b: b.top < a.top - 2 * a.height)
    if len(parts) < 2:
        return made
    flow = max(parts, key=len)
    if len(flow) < _LEAST_BESIDE:
        return made
    parts = [
        piece
        for part in parts
        for piece in ([part] if part is flow else _cut(part, lambda a, b: b.top > a.top + 3 * a.height))
    ]
    floats = [part for part in parts if part is not flow and _floats(part, flow)]
    placed = {_gap_for(part, flow): part for part in floats}
    if len(placed) < len(floats):
        return made
    whole = [line for i, line in enumerate(flow) for line in (*placed.get(i, ()), line)]
    rest = (whole if part is flow else part for part in parts if not any(part is each for each in floats))
    return [line for part in rest for line in part]


_LEAST_BESIDE = 8  # lines of text without which nothing can stand beside it


def _cut(made: Sequence[PageLine], jumps: Callable[[PageLine, PageLine], bool]) -> list[Sequence[PageLine]]:
    """The lines in stretches, a new one where the stream leaves a place of the same column for another."""
    pairs = enumerate(pairwise(made), 1)
    starts = [0, *(i for i, (a, b) in pairs if a.column == b.column and jumps(a, b)), len(made)]
    return [made[a:b] for a, b in pairwise(starts)]


def _with_margin(made: list[PageLine]) -> list[PageLine]:
    """The lines, a heading in the margin left of all text being put before the paragraph that it stands level with."""
    edge = min((line.x0 for line in made if len(line.text) > _LONG), default=0.0)
    beside = [line for line in made if line.x1 < edge - 4 and line.bold and not MARKER.fullmatch(line.text.strip())]
    if not beside or len(made) < 4 * len(beside):
        return made
    for part in _cut(sorted(beside, key=lambda line: line.top), lambda a, b: b.top > a.top + 2 * a.height):
        flow = [line for line in made if not any(line is each for each in part)]
        place = _level_with(part[0], flow)
        if place is not None:
            made = [*flow[:place], *part, *flow[place:]]
    return made


_LONG = 40  # letters, which a line of text has and a heading in the margin does not


def _level_with(line: PageLine, flow: Sequence[PageLine]) -> int | None:
    """The place of the first line of the paragraph that this stands level with; None where it is level with none."""
    for place, each in enumerate(flow):
        above = flow[place - 1] if place else None
        opens = above is None or above.column != each.column or not 0 < each.top - above.top < 1.6 * each.height
        if opens and abs(each.bottom - line.bottom) < 0.3 * each.height and each.x0 > line.x1:
            return place
    return None


def _floats(part: Sequence[PageLine], flow: Sequence[PageLine]) -> bool:
    """Whether a stretch of lines is a box around which the text of the same column runs, on no line of it."""
    top, bottom = part[0].top, max(line.bottom for line in part)
    x0, x1 = min(line.x0 for line in part), max(line.x1 for line in part)
    if part[0].column != flow[0].column or len(part) > len(flow) or sum(len(line.text) for line in part) < 40:
        return False
    across = [line for line in flow if line.x0 < x1 and line.x1 > x0]
    is_clear = not any(line.top < bottom - 2 and line.bottom > top + 2 for line in across)
    return is_clear and any(line.top >= bottom - 2 for line in across)


def _gap_for(part: Sequence[PageLine], flow: Sequence[PageLine]) -> int:
    """The line of the text before which a box is least in the way: the first of a paragraph beside or after it."""
    for index, (a, b) in enumerate(pairwise(flow), 1):
        if b.top > part[0].top - 1.5 * b.height and (b.top - a.top > 1.75 * a.height or b.size != a.size):
            return index
    return len(flow) - 1


def without_marks(line: PageLine) -> PageLine:
    """The line without its footnote marks."""
    return replace(line, text=re.sub("\x0e[^\x0f]*\x0f", "", line.text))
