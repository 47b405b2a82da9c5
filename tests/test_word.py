"""What Word documents hold beside plain paragraphs: each drawn here as Word writes it, and read back."""

from __future__ import annotations

import re
from pathlib import Path

import docx
import pytest
from docx.oxml.ns import nsdecls
from docx.oxml.parser import parse_xml

from pipeline.extract import read
from pipeline.extract.document import Document
from tests import hostile

NAMES = nsdecls("w", "wp", "a", "r")
ALTERNATE = "http://schemas.openxmlformats.org/markup-compatibility/2006"
SHAPE = "http://schemas.microsoft.com/office/word/2010/wordprocessingShape"


def read_body(xml: str, folder: Path) -> Document:
    """An honest document with this at the end of its body, as it is read."""
    path = folder / "made.docx"
    names = f'{NAMES} xmlns:mc="{ALTERNATE}" xmlns:wps="{SHAPE}" xmlns:v="urn:schemas-microsoft-com:vml"'
    path.write_bytes(hostile.with_body(re.sub(r"^<(w:\w+)", rf"<\1 {names}", xml.strip())))
    return read(path)


def texts(xml: str, folder: Path) -> list[str]:
    """The passages that this makes."""
    return [passage.text for passage in read_body(xml, folder).passages[8:]]


def run(text: str) -> str:
    return f'<w:r><w:t xml:space="preserve">{text}</w:t></w:r>'


def field(code: str, shown: str) -> str:
    """A field as Word keeps it: its instruction, and what it last showed."""
    mark = '<w:r><w:fldChar w:fldCharType="{}"/></w:r>'.format
    return f"{mark('begin')}<w:r><w:instrText>{code}</w:instrText></w:r>{mark('separate')}{run(shown)}{mark('end')}"


@pytest.mark.parametrize(
    ("inside", "wanted"),
    [
        (run("See page ") + field(" PAGEREF _Ref1 \\h ", "12") + run(" of it."), "See page 12 of it."),
        (run("On ") + f'<w:fldSimple w:instr="DATE">{run("3 May 2019")}</w:fldSimple>' + run(" he came."), "On 3 May 2019 he came."),
        (run("Read ") + f'<w:hyperlink w:anchor="x">{run("the guidance")}</w:hyperlink>' + run(" first."), "Read the guidance first."),
        (run("Her ") + f"<w:sdt><w:sdtPr/><w:sdtContent>{run('mother')}</w:sdtContent></w:sdt>" + run(" rang."), "Her mother rang."),
        (run("It was ") + f"<w:ins>{run('not ')}</w:ins>" + run("recorded."), "It was not recorded."),
        (run("It was ") + "<w:del><w:r><w:delText>never </w:delText></w:r></w:del>" + run("recorded."), "It was recorded."),
        (f"<w:moveFrom>{run('Moved away. ')}</w:moveFrom>" + run("He stayed."), "He stayed."),
        (f"<w:moveTo>{run('Moved here. ')}</w:moveTo>" + run("He stayed."), "Moved here. He stayed."),
        (f"<w:smartTag>{run('Norwold')}</w:smartTag>" + run(" Police came."), "Norwold Police came."),
        ("<w:bookmarkStart w:id='1' w:name='b'/>" + run("He said so.") + "<w:bookmarkEnd w:id='1'/>", "He said so."),
        ("<w:commentRangeStart w:id='1'/>" + run("He said so.") + "<w:commentRangeEnd w:id='1'/><w:r><w:commentReference w:id='1'/></w:r>", "He said so."),
        ("<w:r><w:t>An off</w:t><w:softHyphen/><w:t>icer, face</w:t><w:noBreakHyphen/><w:t>to face.</w:t></w:r>", "An officer, face-to face."),
    ],
)  # fmt: skip
def test_a_paragraph_reads_as_its_reader_sees_it(inside: str, wanted: str, tmp_path: Path) -> None:
    assert texts(f"<w:p>{inside}</w:p>", tmp_path) == [wanted]


def test_a_text_box_is_read_once_though_word_keeps_it_twice(tmp_path: Path) -> None:
    box = f"<w:txbxContent><w:p>{run('In the box the officer spoke.')}</w:p></w:txbxContent>"
    shape = f"<mc:Choice Requires='wps'><w:drawing><wp:inline><a:graphic><a:graphicData><wps:wsp><wps:txbx>{box}</wps:txbx></wps:wsp></a:graphicData></a:graphic></wp:inline></w:drawing></mc:Choice>"
    older = f"<mc:Fallback><w:pict><v:shape><v:textbox>{box}</v:textbox></v:shape></w:pict></mc:Fallback>"
    xml = f"<w:p><w:r><mc:AlternateContent>{shape}{older}</mc:AlternateContent></w:r>{run('Beside it he listened.')}</w:p>"
    assert sorted(texts(xml, tmp_path)) == ["Beside it he listened.", "In the box the officer spoke."]


def test_words_that_word_keeps_in_two_ways_are_read_once(tmp_path: Path) -> None:
    both = f"<mc:AlternateContent><mc:Choice Requires='wps'>{run('new and ')}</mc:Choice><mc:Fallback>{run('old and ')}</mc:Fallback></mc:AlternateContent>"
    assert texts(f"<w:p>{run('He was ')}{both}{run('tired.')}</w:p>", tmp_path) == ["He was new and tired."]


def test_a_table_within_a_cell_is_read_with_its_row(tmp_path: Path) -> None:
    def cell(text: str, more: str = "") -> str:
        return f"<w:tc><w:p>{run(text)}</w:p>{more}<w:p/></w:tc>"

    inner = f"<w:tbl><w:tr>{cell('inner one')}{cell('inner two')}</w:tr></w:tbl>"
    row = f"<w:tr>{cell('3 May 2019, the police came.')}{cell('Outer.', inner)}</w:tr>"
    found = texts(f"<w:tbl>{row}{row.replace('3 May', '4 May')}</w:tbl>", tmp_path)
    assert found == [f"{day} May 2019, the police came. | Outer. inner one inner two" for day in (3, 4)]


def test_a_deleted_row_is_out_and_an_inserted_one_in(tmp_path: Path) -> None:
    def row(text: str, changed: str = "") -> str:
        cells = "".join(f"<w:tc><w:p>{run(part)}</w:p></w:tc>" for part in (text, "Seen in 2019."))
        return f"<w:tr><w:trPr>{changed}</w:trPr>{cells}</w:tr>"

    made = (
        row("Kept in 2018.")
        + row("Struck out in 2018.", "<w:del w:id='1'/>")
        + row("Put in in 2018.", "<w:ins w:id='2'/>")
    )
    found = texts(f"<w:tbl>{made}</w:tbl>", tmp_path)
    assert found == ["Kept in 2018. | Seen in 2019.", "Put in in 2018. | Seen in 2019."]


def test_numbers_are_counted_as_word_counts_them_also_where_a_list_begins_anew(tmp_path: Path) -> None:
    document = docx.Document()
    root = document.part.numbering_part.element
    levels = "".join(
        f'<w:lvl w:ilvl="{depth}"><w:start w:val="1"/><w:numFmt w:val="{kind}"/><w:lvlText w:val="{shape}"/></w:lvl>'
        for depth, (kind, shape) in enumerate([("decimal", "%1."), ("decimal", "%1.%2"), ("lowerLetter", "(%3)")])
    )
    root.insert(0, parse_xml(f'<w:abstractNum {nsdecls("w")} w:abstractNumId="77">{levels}</w:abstractNum>'))
    anew = '<w:lvlOverride w:ilvl="0"><w:startOverride w:val="1"/></w:lvlOverride>'
    for name, more in (("77", ""), ("78", anew)):
        root.append(parse_xml(f'<w:num {nsdecls("w")} w:numId="{name}"><w:abstractNumId w:val="77"/>{more}</w:num>'))
    wanted = []
    for name, depth, number in (
        ("77", 0, "1"), ("77", 1, "1.1"), ("77", 1, "1.2"), ("77", 2, "(a)"), ("77", 2, "(b)"), ("77", 0, "2"), ("77", 1, "2.1"), ("77", 2, "(a)"),
        ("78", 0, "1"), ("78", 1, "1.1"), ("77", 0, "2"),
    ):  # fmt: skip
        added = document.add_paragraph(hostile.SENTENCE)
        properties = f'<w:numPr {nsdecls("w")}><w:ilvl w:val="{depth}"/><w:numId w:val="{name}"/></w:numPr>'
        added._p.get_or_add_pPr().append(parse_xml(properties))
        wanted.append(number)
    document.save(str(tmp_path / "numbered.docx"))
    assert [passage.number for passage in read(tmp_path / "numbered.docx").passages] == wanted


def test_a_large_first_letter_is_put_before_its_paragraph(tmp_path: Path) -> None:
    path = tmp_path / "initial.docx"
    frame = '<w:pPr><w:keepNext/><w:framePr w:dropCap="drop" w:lines="3"/></w:pPr>'
    letters = f"<w:p>{frame}{run('T')}</w:p><w:p>{run('he officer wrote it down.')}</w:p>"
    path.write_bytes(hostile.with_body(letters))
    assert read(path).passages[-1].text == "The officer wrote it down."


def test_what_stands_in_heads_and_feet_and_comments_is_no_passage(tmp_path: Path) -> None:
    document = docx.Document()
    document.add_heading("Narrative", 1)
    said = document.add_paragraph(hostile.SENTENCE)
    document.add_comment(said.runs, text="Is this so?", author="A reader")
    document.sections[0].header.paragraphs[0].text = "Draft 3 - not for circulation"
    document.sections[0].footer.paragraphs[0].text = "Page 1 of 9"
    document.save(str(tmp_path / "run.docx"))
    found = read(tmp_path / "run.docx")
    assert [passage.text for passage in found.passages] == [hostile.SENTENCE]
    assert "Draft 3 - not for circulation" in [line.text for line in found.lines]


def test_a_footnote_is_kept_apart_from_the_paragraph_that_marks_it(tmp_path: Path) -> None:
    def add(parts: dict[str, bytes]) -> None:
        noted = f'<w:footnotes {nsdecls("w")}><w:footnote w:id="2"><w:p>{run("Working Together, 2018.")}</w:p></w:footnote></w:footnotes>'
        parts["word/footnotes.xml"] = noted.encode()
        kind = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/footnotes"
        link = f'<Relationship Id="rIdN" Type="{kind}" Target="footnotes.xml"/></Relationships>'.encode()
        name = "word/_rels/document.xml.rels"
        parts[name] = parts[name].replace(b"</Relationships>", link)
        marked = run("It was said then") + '<w:r><w:footnoteReference w:id="2"/></w:r>' + run(" and later.")
        text = parts["word/document.xml"]
        at = text.rindex(b"<w:sectPr")
        parts["word/document.xml"] = text[:at] + f"<w:p>{marked}</w:p>".encode() + text[at:]

    path = tmp_path / "noted.docx"
    path.write_bytes(hostile.repacked(add))
    last = read(path).passages[-1]
    assert (last.text, last.footnotes) == ("It was said then and later.", ("Working Together, 2018.",))


def test_paragraphs_whose_parting_mark_is_struck_out_are_one(tmp_path: Path) -> None:
    struck = "<w:pPr><w:rPr><w:del w:id='1'/></w:rPr></w:pPr>"
    inside = f"<w:p>{struck}{run('He rang at nine ')}</w:p><w:p>{struck}{run('and was told ')}</w:p><w:p>{run('to wait.')}</w:p>"
    assert texts(f"<w:sdt><w:sdtContent>{inside}</w:sdtContent></w:sdt>", tmp_path) == [
        "He rang at nine and was told to wait."
    ]


def test_a_section_beside_its_label_is_read_as_paragraphs_under_a_heading(tmp_path: Path) -> None:
    told = "".join(f"<w:p>{run(f'4.{n} On day {n} the officer wrote it down.')}</w:p>" for n in (1, 2))
    table = f"<w:tbl><w:tr><w:tc><w:p>{run('What we learned')}</w:p></w:tc><w:tc>{told}</w:tc></w:tr></w:tbl>"
    found = read_body(table, tmp_path).passages[8:]
    assert [(p.number, p.heading[-1], p.form) for p in found] == [
        (f"4.{n}", "What we learned", "paragraph") for n in (1, 2)
    ]


def test_a_row_of_a_chronology_stays_a_row_whatever_its_paragraphs(tmp_path: Path) -> None:
    told = f"<w:p>{run('The police came.')}</w:p><w:p>{run('They left.')}</w:p>"
    rows = "".join(
        f"<w:tr><w:tc><w:p>{run(day)}</w:p></w:tc><w:tc>{told}</w:tc></w:tr>" for day in ("3 May 2019", "4 May 2019")
    )
    assert texts(f"<w:tbl>{rows}</w:tbl>", tmp_path) == [
        f"{day} May 2019 | The police came. They left." for day in (3, 4)
    ]
