"""The analysts' own words for a quarter: a Markdown file for each section, made with the questions to answer."""

from __future__ import annotations

import re
from pathlib import Path

from pipeline.brief.briefing import Briefing, ThemeCard
from pipeline.brief.wording import plural, share

SIGNED_OFF = "signed-off"
SECTIONS = {
    "key-messages": "What five things should a chief officer take from this quarter: two strategic, three operational?",
    "released": "In which month is the briefing released? Such as: September 2019. It stands on the cover.",
    "introduction": "What is new in this quarter's reviews, or in the system of reviews, that a reader must know first?",
    "this-month": "What one thing should a team do this month, and how will it know that it did?",
    "strategic": "What do the strategic themes have in common? What would a head of public protection change?",
    "operational": "What do the operational themes have in common? What would a sergeant say at a briefing?",
    "what-worked": "What did officers and staff do well, and what made it possible? Whom can others ask about it?",
    "spotlight": "What is the pattern, what does research say, and what can officers and staff do?",
    "trends": "Which changes are worth a reader's attention, and which are only a different set of reviews?",
}
_COMMENT = re.compile(r"<!--.*?(?:-->|\Z)", re.DOTALL)


def written(folder: Path) -> dict[str, str]:
    """The Markdown of every section and theme that has words, without the comments."""
    found = {}
    for path in sorted(folder.glob("*.md")) if folder.is_dir() else ():
        if text := _COMMENT.sub("", path.read_text(encoding="utf-8", errors="replace")).strip():
            found[path.stem] = text
    return found


def as_html(texts: dict[str, str]) -> tuple[tuple[str, str], ...]:
    """The sections as safe HTML: markup in them is shown and not obeyed, headings stand below those of the briefing."""
    from markdown_it import MarkdownIt

    parser = MarkdownIt("commonmark", {"html": False}).enable("table").disable(["image", "lheading"])
    return tuple((section, _lowered_headings(parser.render(text))) for section, text in sorted(texts.items()))


def _lowered_headings(html: str) -> str:
    """Headings of the commentary as bold lines, so that the order of headings stays whole; links open nowhere."""
    html = re.sub(r"<h[1-6]>(.*?)</h[1-6]>", r'<p class="said-heading"><strong>\1</strong></p>', html, flags=re.DOTALL)
    return re.sub(r'<a href="(?!https?://|mailto:|#)[^"]*"[^>]*>(.*?)</a>', r"\1", html, flags=re.DOTALL)


# --- the files of a fresh quarter --------------------------------------------------------------------------


def to_write(b: Briefing) -> dict[str, str]:
    """The files of a fresh quarter: the question for each section with the figures at hand, none of which is printed."""
    files = {f"{section}.md": _sheet(question, _figures(b, section)) for section, question in SECTIONS.items()}
    for card in b.told:
        question = f"What do the reviews describe under {card.name}, and why did it make sense at the time?"
        files[f"theme-{card.id}.md"] = _sheet(question, _theme_figures(b, card))
    return files


def _sheet(question: str, figures: list[str]) -> str:
    lines = "\n".join(f"  {line}" for line in figures)
    told = f"\nFigures when this file was made (the newest are in figures.txt):\n{lines}\n" if figures else ""
    return f"<!--\n{question}\n{told}\nWrite below this comment, in Markdown. What stands in the comment is never printed.\n-->\n"


def figures(b: Briefing) -> str:
    """Every figure that an author of commentary needs, as plain text."""
    lines = [f"{b.quarter_words}, {b.window}", "", *_figures(b, "introduction"), ""]
    for card in b.themes:
        lines += [f"{card.name} ({card.level})", *(f"  {line}" for line in _theme_figures(b, card)), ""]
    return "\n".join(lines)


def _figures(b: Briefing, section: str) -> list[str]:
    told = {"strategic": b.strategic, "operational": b.operational, "key-messages": b.key_themes, "trends": b.told}
    if section in told:
        return [f"{card.name}: {len(card.reviews)} of {b.included} {card.direction}".rstrip() for card in told[section]]
    if section == "what-worked":
        return [f"{card.name}: {share(len(card.good), b.included)}" for card in b.themes if card.good]
    if section == "spotlight" and b.spotlight:
        return [f"{b.spotlight.title}: {b.spotlight.about}", *(f"{c.label}: {c.shown}" for c in b.spotlight.themes)]
    if section == "introduction":
        flow = b.flow
        return [
            f"{plural(flow.found, 'published document')} found, {flow.examined} examined, {flow.included} included",
            f"{b.settled_suggestions} tags settled, {b.open_suggestions} only suggested",
            f"incidents date from {b.incident_years}",
        ]
    return []


def _theme_figures(b: Briefing, card: ThemeCard) -> list[str]:
    lines = [
        f"{share(len(card.reviews), b.included)}, from {plural(card.areas, 'area')}; "
        f"gap {len(card.gaps)}, good practice {len(card.good)}, improved since {len(card.improved)}"
    ]
    for reference, places in card.by_review:
        where = ", ".join(f"page {p.page}" + (f" ({p.number})" if p.number else "") for p in places)
        lines.append(f"{reference}: {where}")
    return lines
