"""Leaves the paragraphs of a Word document as one that has been through many hands."""

from __future__ import annotations

from typing import Any

from docx.document import Document as WordDocument
from docx.oxml import OxmlElement
from docx.oxml.ns import nsdecls, qn
from docx.oxml.parser import parse_xml

_W = nsdecls("w")
_MODERN = (
    'xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006" xmlns:v="urn:schemas-microsoft-com:vml" '
    'xmlns:wps="http://schemas.microsoft.com/office/word/2010/wordprocessingShape"'
)


def _paragraphs(document: WordDocument) -> list[Any]:
    """The paragraphs of text, also those in tables of a template."""
    styles = ("Normal", "List Bullet")
    return [p for p in document.paragraphs if p.text and p.style is not None and p.style.name in styles]


def track(document: WordDocument) -> None:
    """Tracked insertions and deletions, content controls, old text boxes, hidden words."""
    for number, paragraph in enumerate(_paragraphs(document)):
        element = paragraph._p
        if number % 5 == 0:
            run = paragraph.runs[-1]._r
            inserted = OxmlElement("w:ins")
            run.addprevious(inserted)
            inserted.append(run)
            inserted.addnext(parse_xml(f"<w:del {_W}><w:r><w:delText>words struck out</w:delText></w:r></w:del>"))
        elif number % 5 == 1:
            control = parse_xml(f"<w:sdt {_W}><w:sdtContent/></w:sdt>")
            element.addprevious(control)
            control[0].append(element)
        elif number % 5 == 2:
            paragraph.add_run(" a note to nobody").font.hidden = True
        elif number % 5 == 3:
            box = parse_xml(
                f'<w:p {_W} xmlns:v="urn:schemas-microsoft-com:vml"><w:r><w:pict><v:shape><v:textbox>'
                "<w:txbxContent/></v:textbox></v:shape></w:pict></w:r></w:p>"
            )
            element.addprevious(box)
            box.find(f".//{qn('w:txbxContent')}").append(element)


def work_on(document: WordDocument) -> None:
    """Moved, joined and split paragraphs, fields, links, comments, hidden styles, new text boxes, a control about a table."""
    style = document.styles.add_style("Hidden words", 2)
    style.font.hidden = True
    for number, paragraph in enumerate(_paragraphs(document)):
        _KINDS[number % len(_KINDS)](paragraph)
    for table in document.tables[::2]:
        control = parse_xml(f"<w:sdt {_W}><w:sdtPr/><w:sdtContent/></w:sdt>")
        table._tbl.addprevious(control)
        control[1].append(table._tbl)


def _moved(paragraph: Any) -> None:
    """It stands where it was moved to; where it was moved from it is struck out."""
    here = parse_xml(f"<w:p {_W}><w:pPr><w:rPr><w:moveTo/></w:rPr></w:pPr><w:moveTo/></w:p>")
    there = parse_xml(
        f"<w:p {_W}><w:pPr><w:rPr><w:moveFrom/></w:rPr></w:pPr><w:moveFrom><w:r><w:t>An earlier place.</w:t></w:r></w:moveFrom></w:p>"
    )
    paragraph._p.addprevious(here)
    paragraph._p.addprevious(there)
    for run in list(paragraph._p.iter(qn("w:r"))):
        here[1].append(run)
    paragraph._p.getparent().remove(paragraph._p)


def _joined(paragraph: Any) -> None:
    """It was two paragraphs, whose mark between them is struck out."""
    run = paragraph.runs[-1]
    at = run.text.find(" ", len(run.text) // 2) + 1
    if not at:
        return
    rest = run.text[at:]
    run.text = run.text[:at]
    second = parse_xml(f"<w:p {_W}><w:r><w:t/></w:r></w:p>")
    second[0][0].text = rest
    properties = paragraph._p.get_or_add_pPr()
    properties.append(parse_xml(f"<w:rPr {_W}><w:del/></w:rPr>"))
    paragraph._p.addnext(second)


def _linked(paragraph: Any) -> None:
    """Its words are the result of a field, and a link."""
    runs = list(paragraph._p.iter(qn("w:r")))
    link = parse_xml(f'<w:hyperlink {_W} w:anchor="x"/>')
    runs[-1].addprevious(link)
    link.append(runs[-1])
    for piece in (
        '<w:r %s><w:fldChar w:fldCharType="begin"/></w:r>',
        '<w:r %s><w:instrText xml:space="preserve"> REF _Ref1 \\h </w:instrText></w:r>',
        '<w:r %s><w:fldChar w:fldCharType="separate"/></w:r>',
    ):
        link.addprevious(parse_xml(piece % _W))
    link.addnext(parse_xml(f'<w:r {_W}><w:fldChar w:fldCharType="end"/></w:r>'))


def _commented(paragraph: Any) -> None:
    """Somebody said something of it, and struck a word out."""
    first = next(paragraph._p.iter(qn("w:r")))
    first.addprevious(parse_xml(f'<w:commentRangeStart {_W} w:id="1"/>'))
    paragraph._p.append(parse_xml(f'<w:commentRangeEnd {_W} w:id="1"/>'))
    paragraph._p.append(parse_xml(f'<w:r {_W}><w:commentReference w:id="1"/></w:r>'))
    paragraph._p.append(parse_xml(f"<w:del {_W}><w:r><w:delText> so we are told</w:delText></w:r></w:del>"))


def _with_hidden_style(paragraph: Any) -> None:
    """Some words after it are hidden by their style."""
    paragraph.add_run(" to be taken out before print", style="Hidden words")


def _boxed(paragraph: Any) -> None:
    """It stands in a text box as Word draws them now, with the same words for older programs."""
    from copy import deepcopy

    box = parse_xml(
        f"<w:p {_W} {_MODERN}><w:r><mc:AlternateContent><mc:Choice Requires='wps'><w:drawing><wps:txbx><w:txbxContent/></wps:txbx>"
        "</w:drawing></mc:Choice><mc:Fallback><w:pict><v:textbox><w:txbxContent/></v:textbox></w:pict></mc:Fallback>"
        "</mc:AlternateContent></w:r></w:p>"
    )
    element = paragraph._p
    element.addprevious(box)
    new, old = box.iter(qn("w:txbxContent"))
    old.append(deepcopy(element))
    new.append(element)


def _broken(paragraph: Any) -> None:
    """Its words are in many runs with marks of spelling and of printed pages between them."""
    run = paragraph.runs[-1]
    words = run.text.split(" ")
    run.text = words[0]
    for word in words[1:]:
        paragraph._p.append(parse_xml(f'<w:proofErr {_W} w:type="spellStart"/>'))
        paragraph.add_run(f" {word}")


_KINDS = (_moved, _joined, _linked, _commented, _with_hidden_style, _boxed, _broken)
