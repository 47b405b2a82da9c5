"""PDFs that are built oddly and are in order all the same: every one is accepted, whole, with each of its pages and words."""

from __future__ import annotations

import io
import re
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pikepdf
import pytest
from pikepdf import Array, Dictionary, Name, Pdf
from reportlab.lib.pagesizes import A4
from reportlab.pdfgen.canvas import Canvas

from pipeline.extract import extract, pdf, read, scans
from pipeline.settings import Settings
from tests import hostile

PAGES = 6
Change = Callable[[Pdf], None]


def _no_info(pdf: Pdf) -> None:
    del pdf.trailer.Info


def _nested(pdf: Pdf) -> None:
    """Each page at the end of forty nodes of the page tree."""
    root, kids = pdf.Root.Pages, []
    for page in pdf.pages:
        inner = page.obj
        for _ in range(40):
            node = pdf.make_indirect(Dictionary(Type=Name.Pages, Kids=Array([inner]), Count=1))
            inner.Parent = node
            inner = node
        inner.Parent = root
        kids.append(inner)
    root.Kids = Array(kids)


def _inherited(pdf: Pdf) -> None:
    """What every page says of itself, said once for all of them."""
    for name in ("/MediaBox", "/Resources"):
        pdf.Root.Pages[name] = pdf.pages[0][name]
        for page in pdf.pages:
            del page[name]


def _each(**said: object) -> Change:
    def change(pdf: Pdf) -> None:
        for page in pdf.pages:
            for name, value in said.items():
                page[f"/{name}"] = value

    return change


def _one(**said: object) -> Change:
    def change(pdf: Pdf) -> None:
        for name, value in said.items():
            pdf.pages[2][f"/{name}"] = value

    return change


def _fonts(**said: object) -> Change:
    def change(pdf: Pdf) -> None:
        for page in pdf.pages:
            for font in page.Resources.Font.values():
                for name, value in said.items():
                    font[f"/{name}"] = value

    return change


def _in_pieces(pdf: Pdf) -> None:
    for page in pdf.pages:
        content = page.Contents.read_bytes()
        cuts = [found.end() for found in re.finditer(rb"ET\n?", content)]
        places = [0, *cuts, len(content)]
        page.Contents = Array(
            [pdf.make_stream(content[a:b]) for a, b in zip(places, places[1:], strict=False) if a < b]
        )


def _noted(pdf: Pdf) -> None:
    """A link, a comment and its window on each page."""
    for page in pdf.pages:
        link = Dictionary(
            Type=Name.Annot,
            Subtype=Name.Link,
            Rect=[72, 700, 200, 712],
            A=Dictionary(S=Name.URI, URI="https://example.invalid"),
        )
        note = Dictionary(Type=Name.Annot, Subtype=Name.Text, Rect=[560, 800, 580, 820], Contents="Is this so?")
        page.Annots = Array([pdf.make_indirect(link), pdf.make_indirect(note)])


def _bookmarks_in_a_ring(pdf: Pdf) -> None:
    one = pdf.make_indirect(Dictionary(Title="One", Dest=Array([pdf.pages[0].obj, Name.Fit])))
    two = pdf.make_indirect(Dictionary(Title="Two", Dest=Array([pdf.pages[1].obj, Name.Fit]), Prev=one, Next=one))
    one.Next, one.Prev = two, two
    pdf.Root.Outlines = pdf.make_indirect(Dictionary(Type=Name.Outlines, First=one, Last=two, Count=2))


def _metadata_broken(pdf: Pdf) -> None:
    pdf.Root.Metadata = pdf.make_stream(b"<x:xmpmeta", Type=Name.Metadata, Subtype=Name.XML)
    pdf.trailer.Info = pdf.make_indirect(Dictionary(Title=b"\xff\xfe\xd8", CreationDate="yesterday"))


def _labelled(pdf: Pdf) -> None:
    pdf.Root.PageLabels = Dictionary(Nums=Array([0, Dictionary(S=Name.r), 2, Dictionary(S=Name.D, St=1)]))


def _unused(pdf: Pdf) -> None:
    """Objects that nothing refers to, and an empty entry."""
    for number in range(200):
        pdf.make_indirect(Dictionary(Type=Name.Page, N=number))
    pdf.Root.Threads = pdf.make_indirect(Array([]))


def empty_password(**how: object) -> dict[str, object]:
    return {"encryption": pikepdf.Encryption(user="", owner="owner", **how)}  # type: ignore[arg-type]


def plain() -> bytes:
    """Pages of twelve numbered paragraphs each, none where a running line could stand."""
    buffer = io.BytesIO()
    canvas = Canvas(buffer, pagesize=A4, pageCompression=1, invariant=1)
    for page in range(1, PAGES + 1):
        for line in range(1, 13):
            canvas.drawString(72, 700 - 20 * line, f"{page}.{line} {hostile.SENTENCE}")
        canvas.showPage()
    canvas.save()
    return buffer.getvalue()


def changed(change: Change = lambda pdf: None, **saving: object) -> bytes:
    """The plain PDF with something changed, or saved in another way."""
    buffer = io.BytesIO()
    with pikepdf.open(io.BytesIO(plain())) as pdf:
        change(pdf)
        pdf.save(buffer, **saving)  # type: ignore[arg-type]
    return buffer.getvalue()


def updated(times: int) -> bytes:
    """A PDF to which newer versions of an object were added at its end, as editors save."""
    content = plain()
    root = re.search(rb"/Root (\d+) 0 R", content)
    size = re.search(rb"/Size (\d+)", content)
    assert root
    assert size
    body = re.search(rb"\n%s 0 obj\n(.*?)endobj" % root[1], content, re.S)
    assert body
    for number in range(times):
        before = content.rsplit(b"startxref\n", 1)[1].split()[0]
        place = len(content)
        content += b"%s 0 obj\n%sendobj\n" % (root[1], body[1].replace(b"<<", b"<< /Odd%d true" % number, 1))
        start = len(content)
        content += b"xref\n%s 1\n%010d 00000 n \ntrailer\n" % (root[1], place)
        content += b"<< /Size %s /Root %s 0 R /Prev %s >>\nstartxref\n%d\n%%%%EOF\n" % (size[1], root[1], before, start)
    return content


def _drawn(before: bytes = b"", after: bytes = b"", edit: Callable[[bytes], bytes] = lambda content: content) -> Change:
    """Each page's content with something drawn before and after it, or said in another way."""

    def change(pdf: Pdf) -> None:
        for page in pdf.pages:
            page.Contents = pdf.make_stream(before + edit(page.Contents.read_bytes()) + after)

    return change


def _letter_by_letter(content: bytes) -> bytes:
    """Every letter put where it stands by an instruction of its own, as some printers do."""

    def apart(found: re.Match[bytes]) -> bytes:
        return b"[" + b" 0 ".join(b"(%c)" % letter for letter in found[1]) + b"] TJ"

    return re.sub(rb"\(([^()\\]*)\) Tj", apart, content)


def _upside_down(content: bytes) -> bytes:
    """Counted from the top of the page, as browsers do, the letters turned back again."""
    return b"1 0 0 -1 0 842 cm " + re.sub(
        rb"1 0 0 1 (\S+) (\S+) Tm", lambda m: b"1 0 0 -1 %s %d Tm" % (m[1], 842 - float(m[2])), content
    )


def _in_a_form(pdf: Pdf) -> None:
    """The content of each page is a drawing that the page shows."""
    for page in pdf.pages:
        form = pdf.make_stream(page.Contents.read_bytes(), Type=Name.XObject, Subtype=Name.Form, BBox=[0, 0, 595, 842])
        form.Resources = Dictionary(Font=page.Resources.Font)
        page.Resources.XObject = Dictionary(Whole=form)
        page.Contents = pdf.make_stream(b"q /Whole Do Q")


def _tagged(pdf: Pdf) -> None:
    pdf.Root.MarkInfo = Dictionary(Marked=True)
    pdf.Root.StructTreeRoot = pdf.make_indirect(Dictionary(Type=Name.StructTreeRoot, K=Array([])))
    _drawn(b"/P <</MCID 0>> BDC ", b" EMC")(pdf)


def _layered(pdf: Pdf) -> None:
    """All text on a layer that is shown."""
    layer = pdf.make_indirect(Dictionary(Type=Name.OCG, Name="Text"))
    pdf.Root.OCProperties = Dictionary(OCGs=Array([layer]), D=Dictionary(ON=Array([layer]), Order=Array([layer])))
    for page in pdf.pages:
        page.Resources.Properties = Dictionary(Text=layer)
    _drawn(b"/OC /Text BDC ", b" EMC")(pdf)


def _with_a_form(pdf: Pdf) -> None:
    """Fields to fill in, one of them for a signature."""
    fields = Array()
    for kind in (Name.Tx, Name.Sig):
        field = Dictionary(
            Type=Name.Annot, Subtype=Name.Widget, FT=kind, T=str(kind), Rect=[72, 30, 200, 50], P=pdf.pages[0].obj
        )
        fields.append(pdf.make_indirect(field))
    pdf.pages[0].Annots = fields
    pdf.Root.AcroForm = Dictionary(Fields=fields, NeedAppearances=True)


def _with_an_attachment(pdf: Pdf) -> None:
    pdf.attachments["notes.txt"] = b"not for the record"


def _annotated(subtype: str, **said: object) -> Change:
    """A mark on the text of each page: what was highlighted or is to be redacted is still there to be read."""

    def change(pdf: Pdf) -> None:
        for page in pdf.pages:
            page.Annots = Array([pdf.make_indirect(Dictionary(
                Type=Name.Annot, Subtype=Name(f"/{subtype}"), Rect=[70, 650, 500, 700],
                QuadPoints=[70, 700, 500, 700, 70, 650, 500, 650], C=[1, 1, 0], F=4, **said,
            ))])  # fmt: skip

    return change


def _with_scripts(pdf: Pdf) -> None:
    pdf.Root.OpenAction = Dictionary(S=Name.JavaScript, JS="app.alert('Hello')")
    pdf.Root.Names = Dictionary(JavaScript=Dictionary(Names=Array(["one", Dictionary(S=Name.JavaScript, JS="1;")])))


def _of_type_3(pdf: Pdf) -> None:
    """Every letter a drawing of its own, as TeX and scanning programs make them."""
    names = [f"/c{code}" for code in range(32, 127)]
    letter = pdf.make_stream(b"500 0 0 0 450 700 d1 50 0 350 600 re f")
    blank = pdf.make_stream(b"250 0 d0")
    codes = b"".join(b"<%02x> <%04x>\n" % (code, code) for code in range(32, 127))
    tell = b"/CIDInit /ProcSet findresource begin begincmap\n1 begincodespacerange <00> <ff> endcodespacerange\n"
    font = Dictionary(
        Type=Name.Font, Subtype=Name.Type3, FontBBox=[0, 0, 500, 700], FontMatrix=[0.001, 0, 0, 0.001, 0, 0],
        CharProcs=Dictionary({name: blank if name == "/c32" else letter for name in names}), FirstChar=32, LastChar=126,
        Encoding=Dictionary(Type=Name.Encoding, Differences=Array([32, *map(Name, names)])), Widths=Array([250] + [500] * 94),
        ToUnicode=pdf.make_stream(tell + b"95 beginbfchar\n" + codes + b"endbfchar\nendcmap end"), Resources=Dictionary(),
    )  # fmt: skip
    for page in pdf.pages:
        for name in list(page.Resources.Font.keys()):
            page.Resources.Font[name] = pdf.make_indirect(font)
    _drawn(edit=lambda content: re.sub(rb"(/F\d+) \d+ Tf", rb"\1 8 Tf", content))(pdf)


def _filtered(pdf: Pdf) -> None:
    """Contents in two coats."""
    import base64
    import zlib

    for page in pdf.pages:
        coat = base64.a85encode(zlib.compress(page.Contents.read_bytes())) + b"~>"
        page.Contents = Pdf.make_stream(pdf, coat, Filter=Array([Name.ASCII85Decode, Name.FlateDecode]))


def _in_group(pdf: Pdf) -> None:
    _each(Group=Dictionary(S=Name.Transparency, CS=Name.DeviceRGB, I=True))(pdf)
    for page in pdf.pages:
        page.Resources.ExtGState = Dictionary(Half=Dictionary(ca=0.9, BM=Name.Multiply))
    _drawn(b"/Half gs ")(pdf)


def _root(**said: object) -> Change:
    def change(pdf: Pdf) -> None:
        for name, value in said.items():
            pdf.Root[f"/{name}"] = value

    return change


CLEAN: dict[str, Callable[[], bytes]] = {
    "no information": lambda: changed(_no_info),
    "object streams": lambda: changed(object_stream_mode=pikepdf.ObjectStreamMode.generate),
    "no object streams": lambda: changed(object_stream_mode=pikepdf.ObjectStreamMode.disable),
    "linearised": lambda: changed(linearize=True),
    "not compressed": lambda: changed(compress_streams=False, stream_decode_level=pikepdf.StreamDecodeLevel.all),
    "version 1.2": lambda: changed(force_version="1.2"),
    "version 2.0": lambda: changed(force_version="2.0"),
    "updated once": lambda: updated(1),
    "updated nine times": lambda: updated(9),
    "junk behind the end": lambda: plain() + b"\r\n\r\n<!-- saved by a proxy -->\r\n",
    "empty password, 40 bits": lambda: changed(**empty_password(R=2, aes=False, metadata=False)),
    "empty password, 128 bits": lambda: changed(**empty_password(R=3, aes=False, metadata=False)),
    "empty password, AES": lambda: changed(**empty_password(R=4)),
    "empty password, AES-256": lambda: changed(**empty_password(R=6)),
    "pages nested forty deep": lambda: changed(_nested),
    "pages that inherit": lambda: changed(_inherited),
    "corners the other way about": lambda: changed(_each(MediaBox=[595, 842, 0, 0])),
    "origin elsewhere": lambda: changed(_each(MediaBox=[-200, -100, 595, 842])),
    "page as large as may be": lambda: changed(_one(MediaBox=[0, 0, 14_400, 14_400])),
    "page without size": lambda: changed(_one(MediaBox=[0, 0, 0, 0])),
    "page without media box": lambda: changed(lambda pdf: pdf.pages[2].__delitem__("/MediaBox")),
    "crop box outside": lambda: changed(_each(CropBox=[-50, -50, 700, 900])),
    "units of its own": lambda: changed(_each(UserUnit=2)),
    "turned back": lambda: changed(_each(Rotate=-90)),
    "turned round and round": lambda: changed(_each(Rotate=810)),
    "font unknown": lambda: changed(_fonts(BaseFont=Name("/Nobody+HasThis"))),
    "font without a kind": lambda: changed(lambda pdf: [font.__delitem__("/BaseFont") for font in pdf.pages[0].Resources.Font.values()] and None),
    "contents in pieces": lambda: changed(_in_pieces),
    "links and comments": lambda: changed(_noted),
    "bookmarks in a ring": lambda: changed(_bookmarks_in_a_ring),
    "metadata broken": lambda: changed(_metadata_broken, fix_metadata_version=False),
    "labels of pages": lambda: changed(_labelled),
    "objects without use": lambda: changed(_unused),
    "ground of white": lambda: changed(_drawn(b"q 1 g 0 0 595 842 re f Q ")),
    "ground of colour": lambda: changed(_drawn(b"q 0.85 0.9 1 rg 0 0 595 842 re f Q ")),
    "white on black": lambda: changed(_drawn(b"q 0 g 0 0 595 842 re f Q 1 g ")),
    "box that lets through": lambda: changed(_drawn(after=b" q 0 G 60 400 500 300 re S Q")),
    "letter by letter": lambda: changed(_drawn(edit=_letter_by_letter)),
    "counted from the top": lambda: changed(_drawn(edit=_upside_down)),
    "drawn at ten times": lambda: changed(_drawn(b"q 10 0 0 10 0 0 cm 0.1 0 0 0.1 0 0 cm ", b" Q")),
    "letters filled and outlined": lambda: changed(_drawn(b"2 Tr 0.1 w ")),
    "comments in the contents": lambda: changed(_drawn(b"% drawn by hand ) ( BT\n")),
    "states left open": lambda: changed(_drawn(b"q q q ")),
    "states closed too often": lambda: changed(_drawn(after=b" Q Q Q")),
    "operators unknown": lambda: changed(_drawn(b"1 2 3 wobble ")),
    "picture in the contents": lambda: changed(_drawn(b"q 40 0 0 40 500 780 cm BI /W 2 /H 2 /CS /G /BPC 8 ID \x00\xff\xff\x00 EI Q ")),
    "words said otherwise": lambda: changed(_drawn(b"/Span <</Lang (en-GB)>> BDC ", b" EMC")),
    "contents in a drawing": lambda: changed(_in_a_form),
    "contents in two coats": lambda: changed(_filtered),
    "tagged": lambda: changed(_tagged),
    "on a layer": lambda: changed(_layered),
    "form to fill in": lambda: changed(_with_a_form),
    "attachment": lambda: changed(_with_an_attachment),
    "scripts": lambda: changed(_with_scripts),
    "highlighted": lambda: changed(_annotated("Highlight")),
    "to be redacted": lambda: changed(_annotated("Redact")),
    "underlined": lambda: changed(_annotated("Underline")),
    "stamped without a stamp": lambda: changed(_annotated("Stamp", Name=Name.Draft)),
    "letters that are drawings": lambda: changed(_of_type_3),
    "see-through": lambda: changed(_in_group),
    "portfolio": lambda: changed(_root(Collection=Dictionary(View=Name.D))),
    "shown in two pages": lambda: changed(_root(PageLayout=Name.TwoColumnLeft, PageMode=Name.FullScreen, ViewerPreferences=Dictionary(HideMenubar=True))),
    "colours of a printer": lambda: changed(_root(OutputIntents=Array([Dictionary(Type=Name.OutputIntent, S=Name.GTS_PDFA1, OutputConditionIdentifier="x")]))),
    "boxes of a printer": lambda: changed(_each(TrimBox=[10, 10, 585, 832], BleedBox=[0, 0, 595, 842], ArtBox=[72, 72, 520, 770])),
    "no permission to copy": lambda: changed(encryption=pikepdf.Encryption(user="", owner="owner", allow=pikepdf.Permissions(extract=False, accessibility=False))),
    "no permission, AES-256": lambda: changed(encryption=pikepdf.Encryption(user="", owner="owner", R=6, allow=pikepdf.Permissions(extract=False))),
    "streams of references": lambda: changed(object_stream_mode=pikepdf.ObjectStreamMode.generate, linearize=True),
    "junk before the beginning": lambda: b"\r\n\r\n" + plain(),
    "no end": lambda: plain().rsplit(b"%%EOF", 1)[0],
    "lines of another system": lambda: plain().replace(b"%PDF-1.3\n", b"%PDF-1.3\r", 1),
}  # fmt: skip


@pytest.mark.parametrize("kind", CLEAN)
def test_an_odd_but_honest_pdf_is_accepted_with_all_its_pages(kind: str, tmp_path: Path) -> None:
    path = tmp_path / "odd.pdf"
    path.write_bytes(CLEAN[kind]())
    review = extract(path, Settings())
    assert len(review.pages) == PAGES
    assert {passage.page for passage in review.passages} == set(range(1, PAGES + 1)), review.notes
    assert len([passage for passage in review.passages if passage.text == hostile.SENTENCE]) == 12 * PAGES
    assert not [note for note in review.notes if "damaged" in note or "in part" in note]


@pytest.mark.parametrize("kind", ["pages that inherit", "corners the other way about", "page without size"])
def test_passages_are_where_the_page_shows_them_however_it_says_its_size(kind: str, tmp_path: Path) -> None:
    boxes = []
    for name, content in (("plain", plain()), ("odd", CLEAN[kind]())):
        (tmp_path / f"{name}.pdf").write_bytes(content)
        box = read(tmp_path / f"{name}.pdf").passages[0].boxes[0]
        boxes.append((box.x0, box.top, box.x1, box.bottom))
    assert boxes[0] == pytest.approx(boxes[1], abs=0.2)


def shifted(text: str) -> str:
    """The text as a font gives it that says of its signs only how many places they stand from the first."""
    return "".join(chr(ord(letter) - 29) if letter > "A" else letter for letter in text)


@pytest.mark.skipif(not scans.installed(), reason="no Tesseract here")
def test_a_page_whose_signs_stand_for_other_letters_is_read_as_it_looks(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "odd.pdf"
    path.write_bytes(plain())
    seen = pdf.runs_as_seen
    monkeypatch.setattr(pdf, "runs_as_seen", lambda page: [replace(run, text=shifted(run.text)) for run in seen(page)])
    document = read(path)
    assert {page.source for page in document.pages} == {"ocr"}
    assert sum(passage.text == hostile.SENTENCE for passage in document.passages) > 8 * PAGES
