"""Tells the printed number or bullet of a paragraph from words and figures that happen to begin a line."""

from __future__ import annotations

import re
from collections.abc import Iterable

_DOTTED = r"\d{1,3}(?:\.\d{1,3}){1,4}(?:[a-z]|[A-Z](?=[.):]|$|\s+[^a-z\s]))?"
_ROMAN = r"[ivxlc]{1,7}"
_GLUED = (  # a number that nothing parts from its text: 2.3.4The, 2.3.4aThe, 2.3.4ATheir, 2.3.4A child, 2.3.4MARAC
    r"\d{1,3}(?:\.\d{1,3}){1,4}(?:[a-z](?=[A-Z][a-z ])|[A-Z](?=[A-Z][a-z])|(?=[A-Z][a-z '’])|(?=[A-Z]{3,}\b))"
)
NUMBERED = re.compile(
    rf"^(?P<number>(?:{_DOTTED}[.):]?|\d{{1,3}}[.)]|\[\d{{1,3}}\]|\(\d{{1,3}}\)|\(?[a-z]{{1,2}}\)|\({_ROMAN}\)|{_ROMAN}[.)]|[A-Z]\d{{0,2}}\.\d{{1,3}}(?:\.\d{{1,3}})*)"
    rf"(?:\s+|$)|{_GLUED})(?P<rest>.*)$"
)
_DOUBTFUL = re.compile(
    r"^(?P<number>(?:[A-Z]{0,3}\d{1,3}[a-zA-Z]?|[A-Z]{1,3}\d{1,2}(?:\.\d{1,2}){1,3})[.):]?)\s+(?P<rest>[A-Z‘“\"'(].*)$"
)
_LETTERED = re.compile(r"[A-Z]{1,3}\d{1,3}|\d{1,3}[a-zA-Z]")
_MONTHS = re.compile(r"(?:January|February|March|April|May|June|July|August|September|October|November|December)\b")
BULLET = re.compile(r"^(?:[•●▪■◦○‣⁃∙·➢➤✓✔\uf0b7\uf0a7\uf0d8\uf076\uf0fc–—*-]|o(?=\s+[A-Z]))\s+(?P<rest>\S.*)$")
LESSER = re.compile(rf"\(?[a-z]{{1,2}}\)|\(?{_ROMAN}[.)]?|\(\d{{1,3}}\)")
_STEPS = re.compile(r"^(?P<head>[A-Z]{0,3}(?:\d{1,3}\.)*)(?P<last>\d{1,3})(?P<letter>[a-zA-Z]?)$")


def sequence(texts: Iterable[str]) -> frozenset[str]:
    """The doubtful numbers that begin these lines and belong to a run of numbers: A2 where A1 or A3 begins another."""
    begun = {match["number"].rstrip(".):") for text in texts if (match := _doubtful(text))}
    return frozenset(number for number in begun if _is_in_run(number, begun))


def _is_in_run(number: str, begun: set[str]) -> bool:
    parts = _STEPS.match(number)
    if not parts:
        return False
    head, last, letter = parts["head"], int(parts["last"]), parts["letter"]
    if letter:
        return f"{head}{last}" in begun or f"{head}{last}{chr(ord(letter) - 1)}" in begun
    near = [f"{head}{last + step}" in begun for step in (-3, -2, -1, 1, 2, 3)]
    return any(near[2:4]) if head else sum(near) >= 3


def numbered(text: str, gap: float, known: frozenset[str]) -> re.Match[str] | None:
    """The number that a line of text begins with, and the rest; `gap` is the white space between them where it is wide."""
    found = NUMBERED.match(text)
    if found:
        return found
    found = _doubtful(text)
    if not found:
        return None
    number = found["number"].rstrip(".):")
    return found if number in known or (gap > 3 and not _LETTERED.fullmatch(number)) else None


def _doubtful(text: str) -> re.Match[str] | None:
    found = _DOUBTFUL.match(text)
    return None if found and found["number"].isdigit() and _MONTHS.match(found["rest"]) else found
