"""register.csv: what people know of each document that the document does not say."""

from __future__ import annotations

import csv
import datetime as dt
import io
import re
from dataclasses import dataclass, field
from pathlib import Path
from typing import cast
from zoneinfo import ZoneInfo

from pipeline.errors import UsageError
from pipeline.records import REVIEW_TYPES, Handling
from pipeline.store.files import write_whole

COLUMNS = ("file", "examined", "handling", "source", "publication_date", "publisher", "types", "notes")
_DATE = re.compile(r"\d{4}(-\d\d(-\d\d)?)?")


@dataclass(frozen=True, slots=True)
class Entry:
    """A document's row; `types` and the rest are empty where no person filled them in."""

    file: str
    examined: str = ""
    handling: Handling | None = None
    source: str | None = None
    publication_date: str | None = None
    publisher: str | None = None
    types: tuple[str, ...] = ()
    cells: dict[str, str] = field(default_factory=dict)  # the row as it stands, unknown columns too


def today() -> str:
    """The date in London, where a quarter begins and ends."""
    return dt.datetime.now(ZoneInfo("Europe/London")).date().isoformat()


def quarter_of(examined: str) -> str:
    """The calendar quarter of a day, such as 2019-Q2."""
    return f"{examined[:4]}-Q{(int(examined[5:7]) + 2) // 3}"


def read(path: Path) -> dict[str, Entry]:
    """The register by file name.

    Raises:
        UsageError: listing every row that cannot be used.
    """
    columns, rows = _rows(path)
    if "file" not in columns:
        raise UsageError(f"{path} has no column named file. Its first line must be: {','.join(COLUMNS)}")
    return entries_of(rows, path)


def entries_of(rows: list[dict[str, str]], path: Path) -> dict[str, Entry]:
    """The entries that these rows hold, by file name.

    Raises:
        UsageError: listing every row that cannot be used.
    """
    faults: list[str] = []
    entries: dict[str, Entry] = {}
    for line, row in enumerate(rows, start=2):
        if not row.get("file"):
            continue
        if row["file"] in entries:
            faults.append(f"  line {line}: {row['file']} has two rows; keep one")
        entries[row["file"]] = _entry(row, line, faults)
    if faults:
        raise UsageError(f"{path} has rows that cannot be used:\n" + "\n".join(faults))
    return entries


def cells(path: Path) -> dict[str, dict[str, str]]:
    """The rows as they stand, unchecked, by file name."""
    return {row["file"]: row for row in _rows(path)[1] if row.get("file")}


def new_row(file: str) -> dict[str, str]:
    """The row of a document that nobody wrote one for: examined today."""
    return {"file": file, "examined": today()}


def add(path: Path, files: list[str]) -> None:
    """Gives each of these documents a row, examined today."""
    add_rows(path, list(map(new_row, files)))


def add_rows(path: Path, more: list[dict[str, str]]) -> None:
    """Adds these rows, with whatever columns they need."""
    if not more:
        return
    columns, rows = _rows(path)
    rows += more
    columns += [name for row in more for name, said in row.items() if said and name not in columns]
    text = io.StringIO(newline="")
    writer = csv.DictWriter(text, list(dict.fromkeys(columns)), lineterminator="\n", extrasaction="ignore")
    writer.writeheader()
    writer.writerows(rows)
    write_whole(path, text.getvalue().encode())


def _rows(path: Path) -> tuple[list[str], list[dict[str, str]]]:
    if not path.exists():
        return list(COLUMNS), []
    try:
        text = path.read_bytes().decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise UsageError(f"{path} is not UTF-8. Save it as 'CSV UTF-8' and run again.") from error
    except OSError as error:
        raise UsageError(f"{path} cannot be read: {error.strerror}. Close it elsewhere or ask for access.") from error
    reader = csv.DictReader(io.StringIO(text, newline=""), restval="")
    rows = [{key: (value or "").strip() for key, value in row.items() if key} for row in reader]
    return [column.strip() for column in reader.fieldnames or COLUMNS], rows


def _entry(row: dict[str, str], line: int, faults: list[str]) -> Entry:
    examined = row.get("examined", "")
    if examined and not _is_day(examined):
        faults.append(f"  line {line}: examined is {examined!r}, not a day like 2019-05-14")
    handling = row.get("handling", "")
    if handling not in ("", "published", "restricted"):
        faults.append(f"  line {line}: handling is {handling!r}, not published or restricted")
    published = row.get("publication_date", "")
    if published and not _DATE.fullmatch(published):
        faults.append(f"  line {line}: publication_date is {published!r}, not YYYY, YYYY-MM or YYYY-MM-DD")
    types = tuple(re.split(r"[;,\s]+", row["types"])) if row.get("types") else ()
    faults += [f"  line {line}: no such type: {kind}" for kind in types if kind not in REVIEW_TYPES]
    return Entry(
        file=row["file"],
        examined=examined,
        handling=cast(Handling, handling) if handling else None,  # one of these, or among the faults
        source=row.get("source") or None,
        publication_date=published or None,
        publisher=row.get("publisher") or None,
        types=types,
        cells=row,
    )


def _is_day(text: str) -> bool:
    try:
        dt.date.fromisoformat(text)
    except ValueError:
        return False
    return len(text) == 10
