"""Opens a Word file's archive: refuses what is no Word document or built to harm, and reads its parts as XML."""

from __future__ import annotations

import posixpath
import re
import zipfile
from pathlib import Path
from typing import Any

from docx.oxml.ns import qn
from lxml import etree

from pipeline.errors import (
    BROKEN_ARCHIVE,
    DocumentError,
    EncryptedDocument,
    LimitExceeded,
    UnreadableDocument,
    UnsupportedFormat,
)

MOST_BYTES, MOST_ENTRIES, MOST_RATIO = 200_000_000, 5_000, 100
_RELATED = "{http://schemas.openxmlformats.org/package/2006/relationships}Relationship"
_SAFE = {"resolve_entities": False, "no_network": True, "remove_comments": True, "remove_pis": True}


class Parts:
    """The parts of a Word document by what they are for; a part that is missing or no XML is None."""

    main = ""
    mended = False  # the main part was damaged, and is read as far as it goes

    def __init__(self, path: Path, name: str) -> None:
        try:
            self._archive = zipfile.ZipFile(path)
            _check(self._archive, name)
            self._names = {entry.filename for entry in self._archive.infolist()}
            self.main = self._main()
            self._related = self._relations(self.main)
        except BROKEN_ARCHIVE as error:
            raise damaged(name) from error
        self.has_macros = any(entry.endswith("vbaProject.bin") for entry in self._names)

    def close(self) -> None:
        """Lets go of the file."""
        self._archive.close()

    def document(self) -> Any:
        """The main part."""
        return self._xml(self.main)

    def one(self, kind: str) -> Any:
        """The part that the main part names as its numbering, styles, footnotes ..."""
        return next(iter(self.every(kind)), None)

    def every(self, kind: str) -> list[Any]:
        """Every part of a kind, such as the headers, in the order of their names."""
        names = sorted({target for said, target in self._related if said == kind})
        return [part for name in names if (part := self._xml(name)) is not None]

    def core(self) -> dict[str, str]:
        """The title and author among the document's properties."""
        root = self._xml("docProps/core.xml")
        if root is None:
            return {}
        said = {etree.QName(child).localname: child.text or "" for child in root if isinstance(child.tag, str)}
        return {"title": said.get("title", ""), "author": said.get("creator", "")}

    def _main(self) -> str:
        for kind, target in self._relations(""):
            if kind == "officeDocument" and target in self._names:
                return target
        return next((name for name in sorted(self._names) if re.fullmatch(r"word/document\d*\.xml", name)), "")

    def _relations(self, part: str) -> list[tuple[str, str]]:
        """What a part says it is related to within the archive: the kind, and the entry's name."""
        folder, file = posixpath.split(part)
        root = self._xml(posixpath.join(folder, "_rels", f"{file}.rels"))
        found = []
        for relation in root.iter(_RELATED) if root is not None else ():
            if relation.get("TargetMode") != "External":
                target = posixpath.normpath(posixpath.join("/", folder, relation.get("Target") or "")).lstrip("/")
                found.append(((relation.get("Type") or "").rsplit("/", 1)[-1], target))
        return found

    def _xml(self, name: str) -> Any:
        if name not in self._names:
            return None
        try:
            content = self._archive.read(name)
        except (*BROKEN_ARCHIVE, KeyError):
            self.mended |= name == self.main
            return None
        try:
            return etree.fromstring(content, etree.XMLParser(recover=False, **_SAFE))
        except etree.XMLSyntaxError:
            self.mended |= name == self.main
        try:
            return etree.fromstring(content, etree.XMLParser(recover=True, **_SAFE))
        except etree.XMLSyntaxError:
            return None


def damaged(name: str) -> UnreadableDocument:
    """What to say of a Word file that cannot be opened."""
    return UnreadableDocument(
        f"{name} is damaged and cannot be opened as a Word document. Ask its sender for a new copy.", "damaged"
    )


def _check(archive: zipfile.ZipFile, name: str) -> None:
    """Refuses what is no Word document, and what only an attack would hold, before any of it is unpacked."""
    entries = archive.infolist()
    refused = _not_word(name, {entry.filename for entry in entries})
    if refused:
        raise refused
    inflated, packed = sum(e.file_size for e in entries), sum(e.compress_size for e in entries)
    too_much = inflated > MOST_BYTES or len(entries) > MOST_ENTRIES or inflated > MOST_RATIO * max(packed, 10_000)
    if too_much or any(_has_doctype(archive, e) for e in entries if e.filename.endswith((".xml", ".rels"))):
        raise LimitExceeded(
            f"{name} is built in a way that no honest document is, and was not opened. Ask its sender for another copy.",
            "limit_memory",
        )


def _has_doctype(archive: zipfile.ZipFile, entry: zipfile.ZipInfo) -> bool:
    try:
        with archive.open(entry) as part:
            return b"<!DOCTYPE" in part.read(4096)
    except BROKEN_ARCHIVE:
        return False  # what cannot be unpacked cannot be parsed either


def _not_word(name: str, entries: set[str]) -> DocumentError | None:
    """What to say of an archive that is no Word document."""
    if "EncryptedPackage" in entries:
        return EncryptedDocument(f"{name} needs a password. Ask its sender for a copy without one.", "password")
    if any(entry.startswith("word/") for entry in entries):
        return None
    for folder, what in (("xl/", "a workbook"), ("ppt/", "a slide show"), ("content.xml", "an OpenDocument file")):
        if any(entry.startswith(folder) for entry in entries):
            return UnsupportedFormat(
                f"{name} is {what}, not a document. Save it as .docx or PDF and run again.", "not_pdf"
            )
    if "[Content_Types].xml" in entries:
        return None
    return UnsupportedFormat(
        f"{name} is an archive, not a document. Unpack it and put the documents into originals/.", "not_pdf"
    )


def number(element: Any, default: int = 0) -> int:
    """The whole number that an element's value says, where it says one."""
    said = element.get(qn("w:val")) if element is not None else None
    return int(said) if said and re.fullmatch(r"-?\d{1,9}", said) else default
