"""Measures the facts found against annotated manuscripts, read without fault: `python -m pipeline.extract.measure facts FOLDER`.

A folder is one of manuscripts, or holds one such for each author. Forces are measured where a settings.toml beside it
says which force polices which invented area. A title is right when it holds the same words, whatever their order; a
date of the truth that is printed nowhere cannot be found, and nothing is then the right answer. The main harm is right
when it is one of those of the truth; for all the kinds of harm it is also said how many of those given are right and how
many of those of the truth are given. Of a document that is no review only that is measured.
"""

from __future__ import annotations

import re
import sys
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from pipeline import manuscript, places, settings
from pipeline.extract import dates
from pipeline.extract.document import Document, Line
from pipeline.extract.front_matter import facts
from pipeline.manuscript import Manuscript

DATES = ("publication_date", "report_date", "approval_date", "incident_date")


def as_document(written: Manuscript) -> Document:
    """The document as faultless reading of its print would give it, before its facts are worked out."""
    review = manuscript.as_review(written)
    return Document(review.sha256, review.file, (), review.passages, tuple(_lines(written)), {}, ())


def _lines(written: Manuscript) -> Iterator[Line]:
    page = 1
    for form in ("sheet", "cover"):
        lines = [block.text for block in written.blocks if block.form == form and block.text]
        yield from (Line(page, text, 16, False, form) for text in lines)
        page += bool(lines)
    for place, text in (written.head.get("running") or {}).items():
        if text:
            yield Line(page, text, 8, False, place)
    for block in written.blocks[:60]:
        if block.form == "heading" or block.kind:
            yield Line(page + 1, block.text, 11, block.form == "heading", "body")


def compared(written: Manuscript, found: dict[str, Any]) -> Iterator[tuple[str, bool, Any, Any]]:
    """Each fact's name, whether it is right, the truth and what was found."""
    truth = written.truth
    yield "types", set(truth["types"]) == set(found["types"]), truth["types"], found["types"]
    if truth["types"] == ["NOT_A_REVIEW"]:
        return
    yield "title", _titled(truth.get("title")) == _titled(found["title"]), truth.get("title"), found["title"]
    yield (
        "publisher",
        _plain(truth.get("publisher")) == _plain(found["publisher"]),
        truth.get("publisher"),
        found["publisher"],
    )
    yield "subject", _is_subject(truth.get("subject"), found["subject"]), truth.get("subject"), found["subject"]
    for name in DATES:
        fact = found[name]
        value = fact.value if fact and fact.basis != "lower-bound" else None
        wanted = finest_printed(written, name)
        yield name, value == wanted, (truth.get(name) or {}).get("value"), value
    said, seen = truth.get("characteristics") or {}, found["characteristics"]
    yield "age", said.get("child_age_years") == seen.child_age_years, said.get("child_age_years"), seen.child_age_years
    one_sex = said.get("sex") if said.get("sex") in ("male", "female", "other") else None
    yield "sex", one_sex == seen.sex, said.get("sex"), seen.sex
    yield "outcome", said.get("outcome") == seen.outcome, said.get("outcome"), seen.outcome
    harmed = set(said.get("harm") or ())
    yield "main harm", not harmed or bool(harmed & set(seen.harm[:1])), said.get("harm"), seen.harm[:1]
    yield "whole set of harm", harmed == set(seen.harm), said.get("harm"), seen.harm


def compared_forces(written: Manuscript, found: dict[str, Any]) -> Iterator[tuple[str, bool, Any, Any]]:
    """The publisher's force and the forces named, each as in `compared`."""
    truth = written.truth.get("forces") or {}
    issued, named = found["forces"].publisher, set(found["forces"].named)
    yield "force", truth.get("publisher") == issued, truth.get("publisher"), issued
    yield "forces named", set(truth.get("named") or ()) == named, truth.get("named"), named


def facts_report(folder: Path, show: bool = False) -> str:
    """The share of each fact that is right in a folder's documents, and of the answers given; with `show` what was missed."""
    known = next((p / "settings.toml" for p in (folder, folder.parent) if (p / "settings.toml").exists()), None)
    mapped = places.load(settings.load(known).places if known else {})
    right: Counter[str] = Counter()
    total: Counter[str] = Counter()
    given: Counter[str] = Counter()  # answers other than "unknown"
    good: Counter[str] = Counter()
    missed: dict[str, list[str]] = defaultdict(list)
    kinds: Counter[str] = Counter()
    for written in _manuscripts(folder):
        found = facts(as_document(written), mapped)
        kinds += _kinds_of_harm(written, found)
        for name, is_right, wanted, seen in (
            *compared(written, found),
            *(compared_forces(written, found) if known else ()),
        ):
            total[name] += 1
            right[name] += is_right
            given[name] += seen not in (None, (), set())
            good[name] += is_right and seen not in (None, (), set())
            if not is_right:
                missed[name].append(f"      {written.path.stem}: {wanted!r}, found {seen!r}")
    lines = []
    for name in total:
        stated = f"{good[name]:3} of {given[name]:3} answers" if given[name] else ""
        lines.append(f"  {name:18} {right[name]:3} of {total[name]:3}  {right[name] / total[name]:5.0%}   {stated}")
        lines += missed[name] if show else []
    if kinds["given"]:
        lines.append(
            f"  kinds of harm      {kinds['right']} of {kinds['given']} given are right, {kinds['right']} of {kinds['true']} are given"
        )
    return "\n".join(lines)


def _kinds_of_harm(written: Manuscript, found: dict[str, Any]) -> Counter[str]:
    if written.truth["types"] == ["NOT_A_REVIEW"]:
        return Counter()
    true = set((written.truth.get("characteristics") or {}).get("harm") or ())
    given = set(found["characteristics"].harm)
    return Counter(true=len(true), given=len(given), right=len(true & given))


def _manuscripts(folder: Path) -> Iterable[Manuscript]:
    folders = [folder] if list(folder.glob("*.md")) else sorted(path for path in folder.iterdir() if path.is_dir())
    return (written for one in folders for written in manuscript.read_all(one))


def finest_printed(written: Manuscript, name: str) -> str | None:
    """A date of the truth as finely as the document prints it; None when not even its month is printed."""
    wanted = str((written.truth.get(name) or {}).get("value", ""))
    printed = _printed(written)
    return next((value for value in (wanted, wanted[:7]) if value and value in printed), None)


def _printed(written: Manuscript) -> set[str]:
    """Every date that the document prints, and the month and year of each."""
    texts = [block.text for block in written.blocks] + [
        str(text) for text in (written.head.get("running") or {}).values()
    ]
    found = {date.value for text in texts for date in (*dates.find_loose(text), *dates.find(text, bare=True))}
    return found | {value[:7] for value in found} | {value[:4] for value in found}


def _plain(text: str | None) -> str:
    words = re.sub(r"[^a-z0-9]+", " ", (text or "").lower().replace("’", "'").replace("&", " and ")).split()
    return " ".join(words[words[:1] == ["the"] :])


def _called(text: str | None) -> list[str]:
    """The codes and names in a subject: what a child or two are called, without the words for who they are."""
    who = r"\b(?:and|the|child|children|baby|babies|infants?|boys?|girls?|young (?:person|people)|yp)\b"
    plain = re.sub(r"\b([a-z]?)(\d|(?<=\b)[a-z]) to \1(\d|[a-z])\b", _spelt, _plain(text))
    return re.sub(who, " ", plain).split() or plain.split()


def _spelt(match: re.Match[str]) -> str:
    """The members of a range of codes: A to E, C1 to C7."""
    return " ".join(f"{match[1]}{chr(code)}" for code in range(ord(match[2]), ord(match[3]) + 1))


def _is_subject(wanted: str | None, found: str | None) -> bool:
    """Whether a subject is the one wanted, or its number or codes where that has both: Six infants (Babies A to F)."""
    parts = [wanted, *re.split(r"[()]", wanted)[:2]] if wanted and wanted.endswith(")") else [wanted]
    return any(_called(part) == _called(found) for part in parts)


_SLIGHT = frozenset(
    re.findall(
        r"\w+",
        "a an the of on in into to for by and with respect concerning regarding relating circumstances overview report death deaths",
    )
)
_SHORT = {
    "lcspr": "local child safeguarding practice review",
    "cspr": "child safeguarding practice review",
    "scr": "serious case review",
    "dhr": "domestic homicide review",
    "cpr": "child practice review",
}
_METHOD = re.compile(
    r"(?:\b(?:using|under|on|conducted as|carried out|undertaken) )*(?:\b(?:the|a|an) )?(?:\bscie )?(?:\blearning together(?: to safeguard children)?|\bsignificant incident learning process|\bsilp|\bsystems)\b"
    r"(?: (?:systems|model|methodology|process|approach|tradition))*"
)


def _titled(text: str | None) -> list[str]:
    """The words of a title that count: its kind and its subject, not the method of the review."""
    plain = _METHOD.sub(" ", " ".join(_SHORT.get(word, word) for word in _plain(text).split()))
    return sorted(word for word in plain.split() if word not in _SLIGHT)


def main(arguments: list[str]) -> int:
    """Prints the figures of a folder; `--show` adds what was missed."""
    folders = [Path(word) for word in arguments[1:] if word != "--show"]
    if arguments[:1] != ["facts"] or not folders:
        print("python -m pipeline.extract.measure facts FOLDER [--show]", file=sys.stderr)
        return 2
    for folder in folders:
        print(f"{folder}\n{facts_report(folder, '--show' in arguments)}")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
