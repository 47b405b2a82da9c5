"""The last gate: no words that are restricted, withdrawn or confidential stand in any finished file, visible or not."""

from __future__ import annotations

import html
import io
import re
import unicodedata
import zipfile
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import cached_property
from pathlib import Path
from typing import Any
from urllib.parse import unquote

from markupsafe import Markup

from pipeline.brief.wording import NUMERALS, TYPES
from pipeline.errors import BriefingError
from pipeline.records import Review, SettledReview

RUN, SHORTEST = 8, 4  # words in a row that give a text away; shorter passages are compared whole, from so many words
START = 12  # letters by which a run is looked up; one of fewer gives nothing away
OWN_WORDS = (Path(__file__).parents[2] / "briefing_templates", Path(__file__).parents[2] / "models" / "codebook.yaml")
FIGURES = {word: str(number) for number, word in enumerate(NUMERALS) if number} | {
    "ten": "10",
    "eleven": "11",
    "twelve": "12",
}
Runs = dict[str, set[str]]  # runs of words by the letters that they start with


def check_nothing_restricted(outputs: Mapping[str, bytes], reviews: Iterable[SettledReview]) -> None:
    """Refuses when words of a restricted review stand in a finished file: text, metadata, bookmarks, attachments.

    Raises:
        BriefingError: naming the review and the file, never the words.
    """
    held = list(reviews)
    gate = Gate(lambda: held)
    list(gate.minding(held))
    gate.check(outputs)


class Gate:
    """Knows the words of a corpus that must not be printed, and lets no file pass that holds them.

    It learns them from the documents as they pass, and reads the published ones again only when it has found something.
    """

    def __init__(self, read: Callable[[], Iterable[SettledReview]], withdrawn: Iterable[Review] = ()) -> None:
        self._read = read
        self._secret: Runs = defaultdict(set)
        self._by_file: dict[str, Runs] = {}
        self._naming: set[str] = set()  # the words by which published reviews are listed
        for review in withdrawn:
            self._mind(review.file, _words_of(review))

    def minding(self, reviews: Iterable[SettledReview]) -> Iterator[SettledReview]:
        """The same documents, minded as they pass."""
        for review in reviews:
            self._mind(review.file, _secrets(review))
            if review.handling == "published" and review.review:
                self._naming |= _naming_words(review.review)
            yield review

    def _mind(self, file: str, texts: Iterable[str]) -> None:
        if forbidden := runs(texts):
            self._by_file[file] = forbidden
            for start, those in forbidden.items():
                self._secret[start] |= those

    def check(self, outputs: Mapping[str, bytes]) -> None:
        """Refuses when such words stand in one of these files.

        Raises:
            BriefingError: naming the review and the file, never the words.
        """
        for name, content in outputs.items() if self._secret else ():
            for said in sorted(set(map(letters, texts(name, content)))):
                found = _found(said, self._secret)
                if found and (found := found - self._own) and (found := found - self._published):
                    raise BriefingError(
                        f"Nothing was printed: words of {self._whose(found)} that are restricted, withdrawn or "
                        f"confidential were about to stand in {name}. Take them out of the commentary or the settings; "
                        "where a published review has them too, check both handlings in register.csv. Then run again."
                    )

    def _whose(self, found: set[str]) -> str:
        """The documents whose words these are."""
        of = (file for file, runs in self._by_file.items() if any(found & those for those in runs.values()))
        return ", ".join(sorted(of))

    @cached_property
    def _own(self) -> set[str]:
        """Those of the forbidden runs that the templates or the codebook have, or that only name."""
        paths = [path for place in OWN_WORDS for path in ([place] if place.is_file() else sorted(place.glob("*.html")))]
        texts = (Markup(path.read_text(encoding="utf-8")).striptags() for path in paths)
        naming = self._naming | {word for name in TYPES.values() for word in words(name)}
        named = {run for those in self._secret.values() for run in those if naming.issuperset(run.split())}
        return named | {run for text in map(letters, texts) for run in _found(text, self._secret)}

    @cached_property
    def _published(self) -> set[str]:
        """Those of the forbidden runs that published reviews have."""
        open_ones = (p for r in self._read() if r.handling == "published" for p in r.passages if not p.confidential)
        return {run for p in open_ones for run in _found(letters(p.passage.text), self._secret)}


def _secrets(review: SettledReview) -> Iterator[str]:
    if review.handling == "restricted" and review.review:
        yield from _words_of(review.review)
    else:
        yield from (passage.passage.text for passage in review.passages if passage.confidential)


def _words_of(review: Review) -> Iterator[str]:
    yield from (passage.text for passage in review.passages)
    yield from (note for passage in review.passages for note in passage.footnotes)
    yield from filter(None, (review.title, review.subject))


# --- words -------------------------------------------------------------------------------------------------


def words(text: str) -> list[str]:
    """The words of a text in small letters without accents, ligatures, soft hyphens or punctuation, numbers in figures."""
    plain = unicodedata.normalize("NFKD", unquote(text)).casefold()  # the words of an address too
    found = re.findall(r"[a-z0-9]+", re.sub(r"[\u00ad\u200b-\u200f\u2060\ufeff\u0300-\u036f]", "", plain))
    return [FIGURES.get(word, word) for word in found]


def letters(text: str) -> str:
    """The words of a text without the spaces between them: hyphens, line ends and cells part no word from another."""
    return "".join(words(text))


def runs(passages: Iterable[str]) -> Runs:
    """Every run of words that gives one of these texts away."""
    found: Runs = defaultdict(set)
    for passage in passages:
        said = words(passage)
        length = min(RUN, len(said))
        for start in range(len(said) - length + 1) if length >= SHORTEST else ():
            run = " ".join(said[start : start + length])
            found[run.replace(" ", "")[:START]].add(run)
    return found


def _found(said: str, forbidden: Runs) -> set[str]:
    """The forbidden runs that stand in these letters."""
    return {
        run
        for at in range(len(said))
        if (those := forbidden.get(said[at : at + START]))
        for run in those
        if said.startswith(run.replace(" ", ""), at)
    }


def _naming_words(review: Review) -> set[str]:
    """The words by which a review is listed: title, publisher and subject."""
    return {word for name in (review.title, review.publisher, review.subject) if name for word in words(name)}


# --- what a finished file says -----------------------------------------------------------------------------


def texts(name: str, content: bytes) -> list[str]:
    """Everything that a file says, to the eye or not."""
    if name.endswith(".pdf"):
        return [*_pages(content), *_strings(content)]
    if name.endswith(".xlsx"):
        with zipfile.ZipFile(io.BytesIO(content)) as book:
            return [said for part in book.namelist() for said in _markup(book.read(part).decode("utf-8", "replace"))]
    text = content.decode("utf-8", "replace")
    return _markup(text) if name.endswith((".html", ".xml")) else [text]


def _markup(text: str) -> list[str]:
    """A marked-up text as it is read, and what stands within its marks: attributes and comments."""
    spaced = re.sub(r"<(/?(?:p|li|td|th|dd|dt|div|si|c|h\d)\b[^>]*)>", r" <\1> ", text)
    return [html.unescape(re.sub(r"<[^>]*>", "", spaced)), html.unescape(" ".join(re.findall(r"<([^>]*)>", text)))]


def _pages(content: bytes) -> list[str]:
    """The words of the pages, as one text and without line ends in between."""
    import pypdfium2

    with pypdfium2.PdfDocument(content) as pdf:
        pages = [page.get_textpage().get_text_bounded() for page in pdf]
    return [" ".join(pages), re.sub(r"[-\ufffe]\s*\n", "", "\n".join(pages))]


def _strings(content: bytes) -> list[str]:
    """Every text string of the file (metadata, bookmarks, alternative texts) and every attachment."""
    import pikepdf

    with pikepdf.open(io.BytesIO(content)) as pdf:
        found = [text for item in pdf.objects for text in _strings_in(item, pikepdf)]
        found += [file.get_file().read_bytes().decode("utf-8", "replace") for file in pdf.attachments.values()]
        if "/Metadata" in pdf.Root:
            found += _markup(pdf.Root.Metadata.read_bytes().decode("utf-8", "replace"))
    return found


def _strings_in(item: Any, pikepdf: Any) -> Iterator[str]:
    if isinstance(item, pikepdf.String):
        yield str(item)
    elif isinstance(item, pikepdf.Array):
        for inner in item:
            if not getattr(inner, "is_indirect", False):
                yield from _strings_in(inner, pikepdf)
    elif isinstance(item, pikepdf.Dictionary | pikepdf.Stream):
        for _, inner in item.items():
            if not getattr(inner, "is_indirect", False):
                yield from _strings_in(inner, pikepdf)
