"""Reads the analysts' own words for a quarter: a Markdown file for each section."""

from __future__ import annotations

from pathlib import Path

SECTIONS = ("key-messages", "introduction", "strategic", "operational", "what-worked", "spotlight", "trends")


def commentary(folder: Path) -> tuple[tuple[str, str], ...]:
    """The sections that have words, each as safe HTML; raw HTML in them is shown and not obeyed."""
    from markdown_it import MarkdownIt

    parser = MarkdownIt("commonmark", {"html": False}).disable("image")
    found = []
    for section in SECTIONS:
        path = folder / f"{section}.md"
        if path.is_file() and (text := path.read_text(encoding="utf-8").strip()):
            found.append((section, parser.render(text)))
    return tuple(found)
