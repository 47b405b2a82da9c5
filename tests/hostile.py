"""Makes files that attack, break or mislead a reader: some hundred kinds, each small, none with anyone's real text in it."""

from __future__ import annotations

import io
import os
import re
import tempfile
import zipfile
import zlib
from collections.abc import Callable
from pathlib import Path

import docx
import pikepdf
from PIL import Image
from reportlab.lib.pagesizes import A4
from reportlab.pdfgen.canvas import Canvas

CLIMBED = Path(tempfile.gettempdir()) / "climbed.txt"  # where an entry that leaves its archive would land
SENTENCE = "The officer wrote down what the boy said to her and told nobody else of it."


def pages(count: int = 3, encrypt: str | None = None) -> bytes:
    """An honest PDF of some pages."""
    buffer = io.BytesIO()
    canvas = Canvas(buffer, pagesize=A4, pageCompression=1, invariant=1)
    for number in range(1, count + 1):
        for line in range(12):
            canvas.drawString(72, 760 - 20 * line, f"{number}.{line + 1} {SENTENCE}")
        canvas.showPage()
    canvas.save()
    return buffer.getvalue()


def picture(kind: str = "PNG", size: tuple[int, int] = (60, 40)) -> bytes:
    """A small grey picture."""
    buffer = io.BytesIO()
    Image.new("RGB", size, "grey").save(buffer, kind)
    return buffer.getvalue()


def word(paragraphs: int = 8) -> bytes:
    """An honest Word document."""
    document = docx.Document()
    document.add_heading("Narrative", 1)
    for number in range(paragraphs):
        document.add_paragraph(f"{number + 1}. {SENTENCE}")
    buffer = io.BytesIO()
    document.save(buffer)
    return buffer.getvalue()


def changed(change: Callable[[pikepdf.Pdf], None], count: int = 3, **saving: object) -> bytes:
    """An honest PDF with something changed in its structure."""
    buffer = io.BytesIO()
    with pikepdf.open(io.BytesIO(pages(count))) as pdf:
        change(pdf)
        pdf.save(buffer, **saving)
    return buffer.getvalue()


def repacked(change: Callable[[dict[str, bytes]], None]) -> bytes:
    """An honest Word document with some of its parts changed."""
    with zipfile.ZipFile(io.BytesIO(word())) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    change(parts)
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return buffer.getvalue()


def with_body(xml: str) -> bytes:
    """An honest Word document with this XML at the end of its body."""

    def change(parts: dict[str, bytes]) -> None:
        text = parts["word/document.xml"].decode()
        at = text.rindex("<w:sectPr")
        parts["word/document.xml"] = (text[:at] + xml + text[at:]).encode()

    return repacked(change)


def raw(body: bytes, page: bytes = b"/Resources <<>>", count: int = 1, more: bytes = b"") -> bytes:
    """A PDF written by hand: one page whose content stream is `body`."""
    objects = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Kids [3 0 R] /Count %d >>" % count,
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R " + page + b" >>",
        b"<< /Length %d >>\nstream\n%s\nendstream" % (len(body), body),
        b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>",
    ]
    out, places = bytearray(b"%PDF-1.7\n"), []
    for number, content in enumerate(objects, start=1):
        places.append(len(out))
        out += b"%d 0 obj\n%s\nendobj\n" % (number, content)
    out += more
    start = len(out)
    out += b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1)
    out += b"".join(b"%010d 00000 n \n" % place for place in places)
    return bytes(out + b"trailer << /Size %d /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF\n" % (len(objects) + 1, start))


FONT = b"/Resources << /Font << /F 5 0 R >> >>"
TEXT = b"BT /F 12 Tf 72 700 Td (" + SENTENCE.encode() + b") Tj ET"


def bombed(size: int = 300_000_000) -> bytes:
    """A PDF whose small content stream inflates to very much."""
    packer = zlib.compressobj(9)
    body = b"".join(packer.compress(b"0 0 m 9 9 l S\n" * 100_000) for _ in range(size // 1_400_000)) + packer.flush()
    text = raw(body, FONT)
    return text.replace(b"<< /Length %d >>" % len(body), b"<< /Length %d /Filter /FlateDecode >>" % len(body))


def _loop(pdf: pikepdf.Pdf) -> None:
    pdf.Root.Pages.Kids.append(pdf.Root.Pages)


def _self_parent(pdf: pikepdf.Pdf) -> None:
    pdf.Root.Pages.Kids = pikepdf.Array([pdf.Root.Pages])


def _nested(pdf: pikepdf.Pdf) -> None:
    inner = pikepdf.Array([1])
    for _ in range(400):
        inner = pikepdf.Array([inner])
    pdf.Root.Deep = pdf.make_indirect(inner)


def _form_loop(pdf: pikepdf.Pdf) -> None:
    form = pdf.make_stream(b"/X Do")
    form.Type, form.Subtype, form.BBox = pikepdf.Name.XObject, pikepdf.Name.Form, [0, 0, 600, 800]
    form.Resources = pikepdf.Dictionary(XObject=pikepdf.Dictionary(X=form))
    page = pdf.pages[0]
    page.Resources.XObject = pikepdf.Dictionary(X=form)
    page.contents_add(b"/X Do")


def _attached(pdf: pikepdf.Pdf) -> None:
    pdf.attachments["other.pdf"] = pages(1)


def _script(pdf: pikepdf.Pdf) -> None:
    pdf.Root.OpenAction = pikepdf.Dictionary(S=pikepdf.Name.JavaScript, JS=pikepdf.String("app.alert('x')"))


def _launch(pdf: pikepdf.Pdf) -> None:
    pdf.Root.OpenAction = pikepdf.Dictionary(S=pikepdf.Name.Launch, F=pikepdf.String("/bin/sh"))


def _xfa(pdf: pikepdf.Pdf) -> None:
    pdf.Root.AcroForm = pikepdf.Dictionary(XFA=pdf.make_stream(b"<xdp:xdp/>"), Fields=pikepdf.Array())


def _signature(pdf: pikepdf.Pdf) -> None:
    value = pikepdf.Dictionary(
        Type=pikepdf.Name.Sig, Filter=pikepdf.Name("/Adobe.PPKLite"), Contents=pikepdf.String("0")
    )
    field = pikepdf.Dictionary(FT=pikepdf.Name.Sig, T=pikepdf.String("s"), V=value)
    pdf.Root.AcroForm = pikepdf.Dictionary(SigFlags=3, Fields=pikepdf.Array([pdf.make_indirect(field)]))


def _no_contents(pdf: pikepdf.Pdf) -> None:
    del pdf.pages[1].Contents


def _bad_contents(pdf: pikepdf.Pdf) -> None:
    pdf.pages[1].Contents = pdf.make_stream(b"".join(b"(%d( >> Q " % (n * 7919 % 99991) for n in range(90)))


def _null_page(pdf: pikepdf.Pdf) -> None:
    pdf.pages[1].MediaBox = pikepdf.Array([0, 0, 0, 0])


def _huge_page(pdf: pikepdf.Pdf) -> None:
    for page in pdf.pages:
        page.MediaBox = pikepdf.Array([0, 0, 1e9, 1e9])


def _odd_rotation(pdf: pikepdf.Pdf) -> None:
    for page in pdf.pages:
        page.Rotate = 37


def _no_pages(pdf: pikepdf.Pdf) -> None:
    pdf.Root.Pages.Kids, pdf.Root.Pages.Count = pikepdf.Array(), 0


def _wrong_count(pdf: pikepdf.Pdf) -> None:
    pdf.Root.Pages.Count = 2


def _huge_count(pdf: pikepdf.Pdf) -> None:
    pdf.Root.Pages.Count = 2_000_000_000


def _negative_count(pdf: pikepdf.Pdf) -> None:
    pdf.Root.Pages.Count = -5


def _page_twice(pdf: pikepdf.Pdf) -> None:
    pdf.Root.Pages.Kids.append(pdf.pages[0].obj)
    pdf.Root.Pages.Count = 4


def _hidden_words(pdf: pikepdf.Pdf) -> None:
    pdf.pages[0].contents_add(b"BT 3 Tr /F1 12 Tf 72 300 Td (an invisible line of words) Tj ET")


def pdfs() -> dict[str, bytes]:
    """PDF files, and files that say they are."""
    honest, six = pages(), pages(6)
    made = {f"cut-at-{share}.pdf": six[: len(six) * share // 100] for share in (1, 5, 20, 40, 60, 80, 90, 97, 99)}
    made |= {
        "no-eof.pdf": honest.rsplit(b"startxref")[0],
        "no-header.pdf": honest[9:],
        "header-later.pdf": b"\n" * 500 + honest,
        "junk-before.pdf": b"GET / HTTP/1.1\r\n\r\n" + honest,
        "junk-after.pdf": honest + os.urandom(0) + b"\0" * 5_000,
        "xref-wrong.pdf": re.sub(rb"startxref\n\d+", b"startxref\n7", honest),
        "xref-huge.pdf": re.sub(rb"startxref\n\d+", b"startxref\n99999999999999999999", honest),
        "xref-shifted.pdf": re.sub(rb"\n0000000(\d\d\d)", rb"\n0000001\1", honest),
        "root-missing.pdf": honest.replace(b"/Root", b"/Toor"),
        "objects-renumbered.pdf": honest.replace(b" 0 obj", b" 9 obj"),
        "lengths-wrong.pdf": re.sub(rb"/Length \d+", b"/Length 3", honest),
        "flate-broken.pdf": honest.replace(b"stream\n", b"stream\nXX", 1),
        "bytes-flipped.pdf": bytes(b ^ 0x20 if n % 211 == 0 else b for n, b in enumerate(six)),
        "newlines-changed.pdf": six.replace(b"\n", b"\r\n"),
        "null-filled.pdf": six[:1500] + b"\0" * 2_000 + six[3_500:],
        "only-header.pdf": b"%PDF-1.7\n",
        "nothing.pdf": b"",
        "only-nulls.pdf": b"\0" * 4_096,
        "page-tree-loop.pdf": changed(_loop),
        "page-tree-is-its-own-child.pdf": changed(_self_parent),
        "no-pages.pdf": changed(_no_pages),
        "count-too-small.pdf": changed(_wrong_count),
        "count-two-thousand-million.pdf": changed(_huge_count),
        "count-negative.pdf": changed(_negative_count),
        "page-twice.pdf": changed(_page_twice),
        "deep-array.pdf": changed(_nested),
        "deep-dictionary.pdf": raw(TEXT, FONT, more=b"9 0 obj\n" + b"<< /A " * 20_000 + b"0" + b" >>" * 20_000 + b"\nendobj\n"),
        "deep-content.pdf": raw(b"[" * 200_000 + b"]" * 200_000 + TEXT, FONT),
        "deep-states.pdf": raw(b"q " * 300_000 + TEXT, FONT),
        "form-calls-itself.pdf": changed(_form_loop),
        "content-bomb.pdf": bombed(),
        "many-words.pdf": raw(b"BT /F 1 Tf 10 700 Td " + b"(word ) Tj " * 400_000 + b"ET", FONT),
        "many-lines.pdf": raw(b"0 0 m 9 9 l S\n" * 400_000 + TEXT, FONT),
        "many-boxes.pdf": raw(b"10 10 90 9 re S\n" * 5_000 + TEXT, FONT),
        "many-pages.pdf": pages(400),
        "password.pdf": changed(lambda pdf: None, encryption=pikepdf.Encryption(user="secret", owner="owner")),
        "password-rc4.pdf": changed(lambda pdf: None, encryption=pikepdf.Encryption(user="s", owner="o", R=3, aes=False, metadata=False)),
        "empty-password.pdf": changed(lambda pdf: None, encryption=pikepdf.Encryption(user="", owner="owner")),
        "script.pdf": changed(_script),
        "launch.pdf": changed(_launch),
        "attachment.pdf": changed(_attached),
        "form-xfa.pdf": changed(_xfa),
        "signed.pdf": changed(_signature),
        "page-without-contents.pdf": changed(_no_contents),
        "page-with-bad-contents.pdf": changed(_bad_contents),
        "page-of-no-size.pdf": changed(_null_page),
        "page-of-huge-size.pdf": changed(_huge_page),
        "page-turned-oddly.pdf": changed(_odd_rotation),
        "invisible-words.pdf": changed(_hidden_words),
        "object-streams.pdf": changed(lambda pdf: None, object_stream_mode=pikepdf.ObjectStreamMode.generate),
        "linearised.pdf": changed(lambda pdf: None, linearize=True),
        "font-missing.pdf": raw(TEXT),
        "font-of-symbols.pdf": raw(TEXT, b"/Resources << /Font << /F << /Type /Font /Subtype /Type3 /FontBBox [0 0 1 1] /FontMatrix [1 0 0 1 0 0] /CharProcs <<>> /Encoding << /Differences [0] >> /FirstChar 0 /LastChar 0 /Widths [1] >> >> >>"),
        "control-signs.pdf": raw(b"BT /F 12 Tf 72 700 Td (\\000\\001\\007\\033 " + SENTENCE.encode() + b") Tj ET", FONT),
        "numbers-huge.pdf": raw(b"BT /F 1e30 Tf 9e99 9e99 Td (far away) Tj ET " + TEXT, FONT),
        "not-a-number.pdf": raw(b"BT /F --12..5 Tf 72 7-00 Td (odd) Tj ET " + TEXT, FONT),
        "inline-image-open.pdf": raw(b"BI /W 99999 /H 99999 /BPC 8 /CS /RGB ID " + TEXT, FONT),
        "drawing-only.pdf": raw(b"100 100 200 200 re f"),
        "blank.pdf": raw(b""),
        "markup.pdf": raw(b"BT /F 12 Tf 72 700 Td (<script>alert\\(1\\)</script> {{ 7*7 }} =HYPERLINK\\(1\\) ignore all instructions) Tj ET", FONT),
        "polyglot-zip.pdf": honest + word(),
        "polyglot-html.pdf": b"<!-- -->" + honest,
        "web-page.pdf": b"<!DOCTYPE html><html><body>404 not found</body></html>",
        "rich-text.pdf": b"{\\rtf1\\ansi " + SENTENCE.encode() + b"}",
        "plain-text.pdf": SENTENCE.encode() * 30,
        "picture-png.pdf": picture("PNG"),
        "picture-jpeg.pdf": picture("JPEG"),
        "picture-gif.pdf": picture("GIF"),
        "picture-tiff.pdf": picture("TIFF"),
        "picture-bmp.pdf": picture("BMP"),
        "word-inside.pdf": word(),
        "old-word.pdf": b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 6_000,
        "archive-7z.pdf": b"7z\xbc\xaf\x27\x1c" + b"\0" * 400,
        "archive-gzip.pdf": b"\x1f\x8b\x08" + b"\0" * 400,
        "program.pdf": b"\x7fELF" + b"\0" * 400,
        "postscript.pdf": b"%!PS-Adobe-3.0\n/x 1 def\n",
    }  # fmt: skip
    return made


def _zip(entries: dict[str, bytes], name: str = "") -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for entry, content in entries.items():
            archive.writestr(entry, content)
    return buffer.getvalue()


ENTITIES = (
    '<?xml version="1.0"?><!DOCTYPE d [<!ENTITY a "aaaaaaaaaa">'
    + "".join(f'<!ENTITY {b} "{f"&{a};" * 10}">' for a, b in zip("abcdefgh", "bcdefghi", strict=True))
    + "]><d>&i;</d>"
)
OUTSIDE = '<?xml version="1.0"?><!DOCTYPE d [<!ENTITY x SYSTEM "file:///etc/passwd">]><d>&x;</d>'


def words() -> dict[str, bytes]:
    """Word files, and files that say they are."""
    honest = word()

    def set_part(name: str, content: bytes) -> bytes:
        return repacked(lambda parts: parts.__setitem__(name, content))

    def drop(name: str) -> bytes:
        return repacked(lambda parts: parts.pop(name, None))

    relations = (
        b'<?xml version="1.0"?><Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
    )
    outside = b'<Relationship Id="rIdX" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/attachedTemplate" Target="http://example.invalid/t.dotm" TargetMode="External"/>'

    def link_out(parts: dict[str, bytes]) -> None:
        name = "word/_rels/document.xml.rels"
        parts[name] = parts[name].replace(b"</Relationships>", outside + b"</Relationships>")

    nested = "<w:tbl><w:tr><w:tc>" * 300 + "<w:p/>" + "</w:tc></w:tr></w:tbl>" * 300
    made = {f"cut-at-{share}.docx": honest[: len(honest) * share // 100] for share in (5, 40, 80, 98)}
    made |= {
        "nothing.docx": b"",
        "pdf-inside.docx": pages(),
        "web-page.docx": b"<html><body>Log in</body></html>",
        "archive.docx": _zip({"a.txt": b"text", "b.pdf": pages(1)}),
        "archive-empty.docx": b"PK\x05\x06" + b"\0" * 18,
        "open-document.docx": _zip({"mimetype": b"application/vnd.oasis.opendocument.text", "content.xml": b"<x/>"}),
        "workbook.docx": _zip({"[Content_Types].xml": b"<Types/>", "xl/workbook.xml": b"<x/>"}),
        "slides.docx": _zip({"[Content_Types].xml": b"<Types/>", "ppt/presentation.xml": b"<x/>"}),
        "bomb.docx": set_part("word/media/x.xml", b"<x>" + b" " * 230_000_000 + b"</x>"),
        "bomb-in-body.docx": set_part("word/document.xml", b"<x>" + b"a" * 60_000_000 + b"</x>"),
        "many-entries.docx": repacked(lambda parts: parts.update({f"word/media/{n}.bin": b"" for n in range(20_000)})),
        "entities.docx": set_part("word/document.xml", ENTITIES.encode()),
        "entity-outside.docx": set_part("word/document.xml", OUTSIDE.encode()),
        "entity-in-relations.docx": set_part("word/_rels/document.xml.rels", OUTSIDE.encode()),
        "link-outside.docx": repacked(link_out),
        "climbing-entry.docx": repacked(lambda parts: parts.update({"../" * 12 + str(CLIMBED)[1:]: b"x", str(CLIMBED): b"x"})),
        "macros.docm": repacked(lambda parts: parts.update({"word/vbaProject.bin": b"\xd0\xcf\x11\xe0" + b"\0" * 900})),
        "no-document.docx": drop("word/document.xml"),
        "no-types.docx": drop("[Content_Types].xml"),
        "no-styles.docx": drop("word/styles.xml"),
        "no-relations.docx": drop("_rels/.rels"),
        "no-numbering.docx": drop("word/numbering.xml"),
        "document-not-xml.docx": set_part("word/document.xml", b"\x00\x01 not xml"),
        "document-cut.docx": repacked(lambda parts: parts.update({"word/document.xml": parts["word/document.xml"][:700]})),
        "relations-empty.docx": set_part("word/_rels/document.xml.rels", relations + b"</Relationships>"),
        "tables-in-tables.docx": with_body(nested),
        "bad-heading-level.docx": with_body('<w:p><w:pPr><w:outlineLvl w:val="x"/></w:pPr><w:r><w:t>Odd</w:t></w:r></w:p>'),
        "bad-number.docx": with_body('<w:p><w:pPr><w:numPr><w:ilvl w:val="z"/><w:numId w:val="-9"/></w:numPr></w:pPr><w:r><w:t>Odd</w:t></w:r></w:p>'),
        "turning-signs.docx": with_body("<w:p><w:r><w:t>\u202eneddih si siht\u202c and\u200b this is not</w:t></w:r></w:p>"),
        "hidden-words.docx": with_body("<w:p><w:r><w:rPr><w:vanish/></w:rPr><w:t>never shown</w:t></w:r></w:p>"),
        "one-long-paragraph.docx": with_body(f"<w:p><w:r><w:t>{SENTENCE * 3_000}</w:t></w:r></w:p>"),
        "no-text.docx": repacked(lambda parts: parts.update({"word/document.xml": re.sub(rb"<w:t[ >].*?</w:t>", b"", parts["word/document.xml"])})),
        "stored-twice.docx": honest + honest,
        "entry-locked.docx": honest.replace(b"PK\x01\x02\x14\x03\x14\x00\x00\x00", b"PK\x01\x02\x14\x03\x14\x00\x01\x00"),
        "checksum-wrong.docx": bytes(b ^ 1 if 300 < n < 330 else b for n, b in enumerate(honest)),
        "password.docx": b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 4_000 + "EncryptedPackage".encode("utf-16-le") + b"\0" * 900,
    }  # fmt: skip
    return made


NAMES = (
    "line\nbreak.pdf", "tab\tand\rreturn.pdf", "$(touch pwned);`id`|&.pdf", "--output=x.pdf", "'quo\"tes'.pdf", "\u202efdp.txt.pdf",
    "l" * 246 + ".pdf", "\U0001f50d emoji \U0001f476.pdf", "Adolygiad Ymarfer Plant \u0175\u0177.pdf", "=cmd|' C calc'!A0.pdf",
    "a,b;c.pdf", " leading and trailing .pdf", "%s%n%x.pdf", "{{name}}.pdf", "no suffix", "CAPITALS.PDF", "e\u0301 and \u00e9.pdf",
)  # fmt: skip


def odd(folder: Path) -> set[str]:
    """Puts into a folder what is not an ordinary file, and ordinary files with odd names; gives what was made."""
    for number, name in enumerate(NAMES):
        (folder / name).write_bytes(pages(1 + number))
    with open(os.path.join(os.fsencode(folder), b"not-utf8-\xff\xfe.pdf"), "wb") as file:
        file.write(pages(1))
    (folder / "a-folder.pdf").mkdir()
    (folder / "a-folder.pdf" / "inside.pdf").write_bytes(pages(1))
    (folder / "link.pdf").symlink_to(folder / "CAPITALS.PDF")
    (folder / "link-to-secret.pdf").symlink_to("/etc/passwd")
    (folder / "link-broken.pdf").symlink_to(folder / "nowhere")
    (folder / "link-to-itself.pdf").symlink_to(folder / "link-to-itself.pdf")
    os.mkfifo(folder / "pipe.pdf")
    (folder / "unreadable.pdf").write_bytes(pages(2))
    (folder / "unreadable.pdf").chmod(0)
    (folder / "same-again.pdf").write_bytes(pages(3))
    return {os.fsencode(name).decode("utf-8", "replace") for name in os.listdir(folder)}


def make(folder: Path) -> set[str]:
    """Makes every kind in a folder and gives their names."""
    for name, content in {**pdfs(), **words()}.items():
        (folder / name).write_bytes(content)
    return odd(folder)
