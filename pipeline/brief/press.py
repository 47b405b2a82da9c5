"""Sets a briefing in type: HTML from the templates, and a tagged PDF of the same."""

from __future__ import annotations

import os
import re
import struct
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from pipeline import codebook
from pipeline.brief import wording
from pipeline.brief.briefing import Briefing
from pipeline.errors import BriefingError

TEMPLATES = Path(__file__).parent.parent.parent / "briefing_templates"
FONTS = TEMPLATES / "fonts"
NO_PANGO = (
    "The PDF could not be printed: Pango is missing on this machine. The web page and the workbook were made. "
    "Install the packages libpango-1.0-0 and libpangoft2-1.0-0 (or ask IT to), then run the same command again."
)


NO_TYPEFACE = (
    "The PDF could not be printed: the typeface {name} is missing or damaged. The web page and the workbook were made. "
    "Take the folder briefing_templates/fonts from the repository again, then run the same command again."
)


class PressMissing(BriefingError):
    """What sets type is not whole on this machine."""


def html(briefing: Briefing, *, for_print: bool, template: str = "briefing.html", **more: Any) -> str:
    """The briefing, or one of its companions, as a web page or as the page that is printed."""
    page = _environment().get_template(template).render(
        b=briefing, style=_style(for_print), for_print=for_print, book=codebook.load(),
        commentary={name: Markup(text) for name, text in briefing.commentary}, **more,
    )  # fmt: skip
    return wording.legible(page)


@cache
def _environment() -> Environment:
    found = Environment(
        loader=FileSystemLoader(TEMPLATES),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    found.filters |= {"plural": wording.plural, "lowered": wording.lowered, "numeral": wording.numeral}
    found.globals |= {"share": wording.share, "polarities": wording.POLARITIES}
    return found


@cache
def _style(for_print: bool) -> Markup:
    files = ("faces.css", "style.css", "print.css") if for_print else ("style.css",)
    return Markup("\n".join((TEMPLATES / name).read_text(encoding="utf-8") for name in files))


def require() -> None:
    """Sees that type can be set on this machine.

    Raises:
        PressMissing: when it cannot.
    """
    try:
        import weasyprint  # noqa: F401  # that it loads is all that is asked
    except OSError as error:
        raise PressMissing(NO_PANGO) from error
    for name in re.findall(r'url\("fonts/([^"]+)"\)', (TEMPLATES / "faces.css").read_text(encoding="utf-8")):
        if not _is_whole(FONTS / name):  # else another would be set in its place without a word
            raise PressMissing(NO_TYPEFACE.format(name=name))


def _is_whole(face: Path) -> bool:
    """Whether a TrueType file holds every table that its list names."""
    try:
        content = face.read_bytes()
        tables = struct.iter_unpack(">4x4xII", content[12 : 12 + 16 * struct.unpack(">H", content[4:6])[0]])
        ends = [offset + length for offset, length in tables]
    except (OSError, struct.error):
        return False
    return bool(ends) and max(ends) <= len(content)


def pdf(page: str, moment: int) -> bytes:
    """The printed page as a tagged PDF (PDF/UA-1), the same bytes for the same page and moment.

    Raises:
        PressMissing: when the type cannot be set on this machine.
    """
    require()
    from weasyprint import HTML
    from weasyprint.urls import URLFetcher

    class Own(URLFetcher):  # type: ignore[misc]  # WeasyPrint tells no types
        """Fetches the fonts beside the templates, and nothing else."""

        def fetch(self, url: str, headers: Any = None) -> Any:
            """The file at this address, if it is one of our fonts."""
            if not url.startswith(FONTS.as_uri() + "/") or ".." in url:
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
