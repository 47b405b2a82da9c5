"""What Word prints of its own accord: the numbers of lists and headings, and which styles are headings."""

from __future__ import annotations

import re
from typing import Any

from docx.oxml.ns import qn

from pipeline.extract.word_parts import number

_HEADING = re.compile(r"(?:heading|berschrift|Titre|pennawd)\s*(\d)", re.IGNORECASE)


class Styles:
    """The heading level and the list of each style, its own or that of the style it is based on."""

    def __init__(self, root: Any) -> None:
        self._found = {str(s.get(qn("w:styleId"))): s for s in (root.iter(qn("w:style")) if root is not None else ())}

    def level(self, style: str) -> int:
        """1 to 9 for a heading, 0 for any other style."""
        if match := _HEADING.match(style):
            return int(match[1])
        for found in self._line_of(style):
            name = found.find(qn("w:name"))
            if name is not None and (match := _HEADING.match(name.get(qn("w:val")) or "")):
                return int(match[1])
            outline = found.find(f"{qn('w:pPr')}/{qn('w:outlineLvl')}")
            if outline is not None and number(outline, 9) < 9:
                return number(outline) + 1
        return 0

    def list_of(self, style: str) -> tuple[str, int] | None:
        """The list and the depth that paragraphs of a style have."""
        for found in self._line_of(style):
            said = found.find(f"{qn('w:pPr')}/{qn('w:numPr')}")
            if said is not None and said.find(qn("w:numId")) is not None:
                return str(number(said.find(qn("w:numId")))), number(said.find(qn("w:ilvl")))
        return None

    def hides(self, style: str) -> bool:
        """Whether what has this style is not shown."""
        for found in self._line_of(style):
            vanish = found.find(f"{qn('w:rPr')}/{qn('w:vanish')}")
            if vanish is not None:
                return vanish.get(qn("w:val")) not in ("0", "false")
        return False

    def _line_of(self, style: str) -> list[Any]:
        """The style and those it is based on."""
        line: list[Any] = []
        while style in self._found and len(line) < 12:
            line.append(self._found[style])
            based = line[-1].find(qn("w:basedOn"))
            style = str(based.get(qn("w:val"))) if based is not None else ""
        return line


class Numbering:
    """Counts automatic numbers as Word does, and tells bullets from them."""

    def __init__(self, root: Any, styles: Styles) -> None:
        self._styles = styles
        self._levels: dict[tuple[str, int], tuple[str, str, int]] = {}  # kind, shape and start
        self._shared: dict[str, str] = {}  # lists that count together
        self._restarts: dict[str, dict[int, int]] = {}
        self._counts: dict[tuple[str, int], int] = {}
        if root is not None:
            self._learn(root)

    def _learn(self, root: Any) -> None:
        abstract = {a.get(qn("w:abstractNumId")): a for a in root.iter(qn("w:abstractNum"))}
        for said in root.iter(qn("w:num")):
            name, link = str(said.get(qn("w:numId"))), said.find(qn("w:abstractNumId"))
            shared = str(link.get(qn("w:val"))) if link is not None else name
            self._shared[name] = shared
            for level in abstract[shared].iter(qn("w:lvl")) if shared in abstract else ():
                self._add(name, level)
            self._restarts[name] = {}
            for change in said.iter(qn("w:lvlOverride")):
                depth, start = _depth(change), change.find(qn("w:startOverride"))
                if start is not None:
                    self._restarts[name][depth] = number(start, 1)
                for level in change.iter(qn("w:lvl")):
                    self._add(name, level)

    def _add(self, name: str, level: Any) -> None:
        kind, shape, start = (level.find(qn(f"w:{part}")) for part in ("numFmt", "lvlText", "start"))
        self._levels[name, _depth(level)] = (
            (kind.get(qn("w:val")) or "decimal") if kind is not None else "decimal",
            (shape.get(qn("w:val")) or "") if shape is not None else "",
            number(start, 1),
        )

    def of(self, element: Any, style: str) -> tuple[str | None, bool]:
        """The printed number of a paragraph, if Word prints one, and whether it is a bullet."""
        said = element.find(f"{qn('w:pPr')}/{qn('w:numPr')}")
        key = self._styles.list_of(style)
        if said is not None and said.find(qn("w:numId")) is not None:
            key = str(number(said.find(qn("w:numId")))), number(said.find(qn("w:ilvl")))
        if not key or key not in self._levels:
            return None, "List" in style and "Bullet" in style
        kind, shape, _ = self._levels[key]
        if kind in ("bullet", "none") or not shape:
            return None, kind == "bullet"
        return self._counted(*key, shape), False

    def _counted(self, name: str, depth: int, shape: str) -> str:
        shared = self._shared.get(name, name)
        for level, start in self._restarts.pop(name, {}).items():
            self._counts[shared, level] = start - 1
        start = self._levels[name, depth][2]
        self._counts[shared, depth] = self._counts.get((shared, depth), start - 1) + 1
        for deeper in range(depth + 1, 9):
            self._counts.pop((shared, deeper), None)

        def value(match: re.Match[str]) -> str:
            level = int(match[1]) - 1
            kind, _, first = self._levels.get((name, level), ("decimal", "", 1))
            return _written(self._counts.setdefault((shared, level), first), kind)

        return re.sub(r"%(\d)", value, shape).strip().rstrip(".:")


def _depth(element: Any) -> int:
    said = element.get(qn("w:ilvl")) or ""
    return int(said) if said.isdigit() else 0


def _written(value: int, kind: str) -> str:
    if kind in ("lowerLetter", "upperLetter"):
        letter = chr(ord("a") + (max(value, 1) - 1) % 26) * (1 + (max(value, 1) - 1) // 26 % 3)
        return letter if kind == "lowerLetter" else letter.upper()
    if kind in ("lowerRoman", "upperRoman"):
        tens = ["", "x", "xx", "xxx", "xl", "l", "lx", "lxx", "lxxx", "xc"][value // 10 % 10]
        roman = tens + ["", "i", "ii", "iii", "iv", "v", "vi", "vii", "viii", "ix"][value % 10]
        return roman if kind == "lowerRoman" else roman.upper()
    return f"{value:02}" if kind == "decimalZero" else str(value)
