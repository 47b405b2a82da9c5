"""Prints a manuscript through WeasyPrint: serif or sans, one column or two, portrait or landscape tables."""

from __future__ import annotations

import re
from html import escape
from pathlib import Path

from corpus.press import difficulties
from corpus.press.parts import FICTIONAL, MARK, Box, Listing, Part, Table, footnotes, headings, parts, running
from pipeline.manuscript import Labelled, Manuscript

FACES = ("Liberation Serif", "Carlito", "Liberation Sans", "DejaVu Serif", "Noto Sans")
STYLE = """
@page {{ size: A4; margin: 24mm 22mm 22mm;
  @top-left {{ content: "{header}"; font: 8.5pt "{face}"; color: #444 }}
  @top-right {{ content: "{fictional}"; font: 7.5pt "{face}"; color: #444 }}
  @bottom-left {{ content: "{footer}"; font: 8.5pt "{face}"; color: #444 }}
  @bottom-right {{ content: "{page}"; font: 8.5pt "{face}"; color: #444 }} }}
@page landscape {{ size: A4 landscape }}
html {{ font: {size}pt/{leading} "{face}"; text-align: {align}; hyphens: {hyphens} }}
h1 {{ font-size: 1.5em; margin: 1.4em 0 .5em }} h2 {{ font-size: 1.18em; margin: 1.1em 0 .4em }}
h3 {{ font-size: 1.03em; font-style: italic; margin: .9em 0 .3em }} h4 {{ font-size: 1em; margin: .8em 0 .3em }}
h1, h2, h3, h4 {{ break-after: avoid; text-align: left; hyphens: manual }}
p {{ margin: 0 0 .75em }} p.numbered {{ padding-left: 3.2em; text-indent: -3.2em }}
p.numbered b {{ display: inline-block; width: 3.2em; font-weight: normal; text-indent: 0 }}
ul {{ margin: 0 0 .75em; padding-left: 1.6em }} li {{ margin-bottom: .35em }}
.columns {{ columns: 2; column-gap: 8mm }}
.cover, .sheet {{ break-after: page; text-align: center; padding-top: 55mm }} .cover p {{ font-size: 1.35em }}
.sheet {{ text-align: left; padding-top: 10mm }}
.contents {{ break-after: page }} .contents p {{ margin: .2em 0 }}
.contents a {{ color: inherit; text-decoration: none }}
.contents a::after {{ content: leader(".") target-counter(attr(href), page) }}
table {{ border-collapse: collapse; width: 100%; margin: 0 0 1em; font-size: .92em }}
caption {{ text-align: left; font-weight: bold; margin-bottom: .4em }}
th, td {{ border: .6pt solid #555; padding: .3em .5em; text-align: left; vertical-align: top }}
th {{ background: #e6e6e6 }} tr {{ break-inside: avoid }}
.landscape {{ page: landscape }}
.box {{ border: 1pt solid #333; padding: .6em .9em; margin: 0 0 1em; box-decoration-break: clone }}
.footnote {{ float: footnote; font-size: .82em }}
"""


def press(manuscript: Manuscript, path: Path) -> None:
    from weasyprint import HTML

    HTML(string=as_html(manuscript)).write_pdf(path)
    wanted = manuscript.head["print"].get("with") or []
    if "line numbers" in wanted:
        difficulties.number_lines(path)
    if "turned pages" in wanted or "sideways pages" in wanted:
        difficulties.turn(path, said="turned pages" in wanted)


def as_html(manuscript: Manuscript) -> str:
    body = _Body(manuscript)
    front, text = [], []
    for part in parts(manuscript):
        is_front = isinstance(part, Listing) and part.form in ("cover", "sheet", "contents")
        (front if is_front else text).append(body.part(part))
    wanted = manuscript.head["print"].get("with") or []
    if "boxed" in wanted or "labelled" in wanted:
        text = _in_tables(manuscript, body, "boxed" if "boxed" in wanted else "labelled")
    if "watermark" in wanted or "level watermark" in wanted:
        front.insert(0, '<div class="watermark">DRAFT</div>')
    if "hosted" in wanted:
        front.insert(
            0,
            f'<div class="sheet"><p>Transcript of {escape(manuscript.truth.get("title") or "")}</p><p>1,204 views</p></div>',
        )
    two = manuscript.head["print"].get("layout") == "two-column"
    columns = ' class="columns"' if two else ""
    return (
        f'<html lang="en-GB"><head><title>{escape(manuscript.truth.get("title") or "")}</title>'
        f"<style>{_style(manuscript, two)}{''.join(difficulties.STYLES.get(name, '') for name in wanted)}</style></head>"
        f'<body title="{escape(manuscript.truth.get("title") or "")}">'
        f"{''.join(front)}<div{columns}>{''.join(text)}</div></body></html>"
    )


def _in_tables(manuscript: Manuscript, body: _Body, kind: str) -> list[str]:
    """The sections, each in the bordered table of a template: under its heading, or beside it."""
    sections: list[tuple[str, list[str]]] = [("", [])]
    body.heading = 0
    for part in parts(manuscript):
        if isinstance(part, Listing):
            continue
        if isinstance(part, Labelled) and part.form == "heading" and part.level == 1:
            sections.append((body.part(part), []))
        else:
            sections[-1][1].append(body.part(part))
    if kind == "boxed":
        rows = [
            "".join(f"<tr><td>{cell}</td></tr>" for cell in (head, "".join(inside)) if cell)
            for head, inside in sections
        ]
    else:
        rows = [f"<tr><td>{head}</td><td>{''.join(inside)}</td></tr>" for head, inside in sections if inside]
    return [f'<table class="{kind}">{row}</table>' for row in rows]


def _style(manuscript: Manuscript, two: bool) -> str:
    header, footer = running(manuscript)
    seed = sum(map(ord, manuscript.head["file"]))
    page = ('" counter(page) "', 'Page " counter(page) " of " counter(pages) "', '" counter(page) " | P a g e')[
        seed % 3
    ]
    chosen = manuscript.head["print"]
    align = chosen.get("align") or ("justify" if two or seed % 2 else "left")
    return STYLE.format(
        header=header.replace('"', "'"),
        footer=footer.replace('"', "'"),
        fictional=FICTIONAL,
        page=page,
        face=chosen.get("face") or FACES[seed % len(FACES)],
        size=chosen.get("size") or (9.5 if two else (11, 11.5, 12)[seed % 3]),
        leading=(1.3, 1.45, 1.6)[seed % 3],
        align=align,
        hyphens="auto" if align == "justify" else "manual",
    )


class _Body:
    """Turns parts into HTML, keeping count of headings and footnotes."""

    def __init__(self, manuscript: Manuscript) -> None:
        self.manuscript = manuscript
        self.notes = footnotes(manuscript)
        self.heading = 0
        self.opening = False  # the next paragraph is the first under a chapter's heading

    def part(self, part: Part) -> str:
        if isinstance(part, Table):
            return self.table(part)
        if isinstance(part, Listing):
            return self.listing(part)
        if isinstance(part, Box):
            title = f"<h3>{escape(part.title)}</h3>" if part.title else ""
            return f'<div class="box">{title}{"".join(map(self.block, part.parts))}</div>'
        return self.block(part)

    def block(self, block: Labelled) -> str:
        text = self.text(block.text)
        if block.form == "heading":
            self.heading += 1
            self.opening = block.level == 1
            return f'<h{block.level} id="h{self.heading}">{text}</h{block.level}>'
        if block.form == "page":
            return '<div style="break-after: page"></div>'
        if block.form == "bullet" and not block.number:
            return f"<ul><li>{text}</li></ul>"
        if block.number:
            return f'<p class="numbered"><b>{escape(block.number)}</b>{text}</p>'
        if self.opening and "drop capitals" in (self.manuscript.head["print"].get("with") or []) and text[:1].isupper():
            self.opening = False
            return f'<p><span class="initial">{text[0]}</span>{text[1:]}</p>'
        return f"<p>{text}</p>"

    def table(self, table: Table) -> str:
        head = "".join(f"<th>{escape(cell)}</th>" for cell in table.columns)
        rows = "".join("<tr>" + "".join(f"<td>{self.text(c)}</td>" for c in row.cells) + "</tr>" for row in table.rows)
        caption = f"<caption>{escape(table.caption)}</caption>" if table.caption else ""
        landscape = ' class="landscape"' if self.manuscript.head["print"].get("landscape_tables") else ""
        return f"<div{landscape}><table>{caption}<thead><tr>{head}</tr></thead><tbody>{rows}</tbody></table></div>"

    def listing(self, listing: Listing) -> str:
        if listing.form == "contents":
            found = enumerate(headings(self.manuscript), start=1)
            lines = "".join(f'<p><a href="#h{n}">{escape(h.text)}</a></p>' for n, h in found if h.level < 3)
            return f'<div class="contents"><h2>Contents</h2>{lines}</div>'
        title = {"glossary": "Glossary", "references": "References"}.get(listing.form, "")
        heading = f"<h1>{listing.title or title}</h1>" if title else ""
        return f'<div class="{listing.form}">{heading}{"".join(f"<p>{escape(x)}</p>" for x in listing.lines)}</div>'

    def text(self, text: str) -> str:
        if self.manuscript.head["print"]["producer"] == "chromium":  # a browser prints no footnotes
            return MARK.sub("", escape(text))

        def note(match: re.Match[str]) -> str:
            return f'<span class="footnote">{escape(self.notes.get(match[1], ""))}</span>'

        return MARK.sub(note, escape(text))
