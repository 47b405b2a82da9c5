"""Sets a briefing in type: HTML from the templates, and a tagged PDF of the same."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from pipeline import codebook
from pipeline.brief.briefing import Briefing
from pipeline.errors import BriefingError

TEMPLATES = Path(__file__).parent.parent.parent / "briefing_templates"


def html(briefing: Briefing, *, for_print: bool, template: str = "briefing.html") -> str:
    """The briefing as a web page, or as the page that is printed."""
    found = Environment(
        loader=FileSystemLoader(TEMPLATES),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    found.filters |= {"plural": plural, "lowered": lowered}
    style = (TEMPLATES / "style.css").read_text(encoding="utf-8")
    faces = (TEMPLATES / "faces.css").read_text(encoding="utf-8") if for_print else ""
    return found.get_template(template).render(
        b=briefing, style=Markup(faces + style), for_print=for_print, book=codebook.load(),
        commentary={name: Markup(text) for name, text in briefing.commentary},
    )  # fmt: skip


def words(page: str) -> str:
    """What a reader of the page reads, without its markup."""
    return Markup(page).striptags()


def plural(number: int, one: str, many: str | None = None) -> str:
    """A number with its noun: 1 review, 2 reviews."""
    return f"{number} {one if number == 1 else many or one + 's'}"


def lowered(words: str) -> str:
    """Words that began a line, as they stand within one; an abbreviation keeps its capitals."""
    return words if words[1:2].isupper() else words[:1].lower() + words[1:]


def pdf(page: str, moment: int) -> bytes:
    """The printed page as a tagged PDF (PDF/UA-1), the same bytes for the same page and moment.

    Raises:
        BriefingError: when the type cannot be set on this machine.
    """
    try:
        from weasyprint import HTML
        from weasyprint.urls import URLFetcher
    except OSError as error:
        raise BriefingError(
            "The PDF cannot be printed here: Pango is missing. Ask IT for the packages libpango-1.0-0 and "
            "libpangoft2-1.0-0, and run again; the web page and the workbook were made."
        ) from error

    class Own(URLFetcher):  # type: ignore[misc]
        """Fetches the fonts beside the templates, and nothing else."""

        def fetch(self, url: str, headers: Any = None) -> Any:
            """The file at this address, if it is one of our fonts."""
            if not url.startswith((TEMPLATES / "fonts").as_uri() + "/") or ".." in url:
                raise ValueError("only the briefing's own fonts are fetched")
            return super().fetch(url, headers)

    with _at(moment):
        made = HTML(string=page, base_url=TEMPLATES.as_uri() + "/", url_fetcher=Own()).write_pdf(
            pdf_variant="pdf/ua-1", pdf_tags=True
        )
    return bytes(made)


@contextmanager
def _at(moment: int) -> Iterator[None]:
    """The moment that the file says it was made, which fixes its bytes."""
    before = os.environ.get("SOURCE_DATE_EPOCH")
    os.environ["SOURCE_DATE_EPOCH"] = str(moment)
    try:
        yield
    finally:
        if before is None:
            del os.environ["SOURCE_DATE_EPOCH"]
        else:
            os.environ["SOURCE_DATE_EPOCH"] = before
