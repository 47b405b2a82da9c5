"""Turns the corpus as it stands into the rows of its exports: reviews, passages, tags and decisions.

The shape of each row is described in README.md, "What the exports say".
"""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import IO, Any, Literal

from pipeline.records import DatedFact, Decision, SettledPassage, SettledReview, SettledTag, to_dict

What = Literal["reviews", "passages", "tags", "decisions"]
Row = dict[str, Any]


def rows(what: What, reviews: Iterable[SettledReview], decisions: Iterable[Decision]) -> Iterator[Row]:
    """The rows of one export."""
    if what == "decisions":
        yield from (to_dict(decision) for decision in decisions)
        return
    for review in reviews:
        if what == "reviews":
            yield review_row(review)
        elif review.link is None or review.link.relation != "same-bytes":
            for passage in review.passages:
                if what == "passages":
                    yield passage_row(review, passage)
                else:
                    yield from (tag_row(review, passage, tag) for tag in passage.tags)


def review_row(settled: SettledReview) -> Row:
    """A document: its facts, screening and themes."""
    review, screening = settled.review, settled.screening
    row: Row = {
        "id": settled.sha256,
        "file": settled.file,
        "status": settled.status,
        "failure": to_dict(settled.failure) if settled.failure else None,
        "duplicate_of": settled.link.of if settled.link and settled.status == "duplicate" else None,
        "handling": settled.handling,
        "examined": settled.examined,
        "quarter": settled.quarter,
        "source": settled.source,
    }
    if not review:
        return row
    row |= {
        "duplicate": to_dict(settled.link) if settled.link else None,
        "types": list(review.types),
        "title": review.title,
        "publisher": review.publisher,
        "subject": review.subject,
        "publication_date": _date(review.publication_date),
        "report_date": _date(review.report_date),
        "approval_date": _date(review.approval_date),
        "incident_date": _date(review.incident_date),
        "forces": to_dict(review.forces),
        "characteristics": to_dict(review.characteristics),
        "pages": len(review.pages),
        "notes": list(review.notes),
        "evidence": [to_dict(one) for one in review.evidence] if settled.handling == "published" else [],
        "themes": themes(settled),
    }
    if screening:
        row["screening"] = {
            "date_eligible": screening.date_eligible.met,
            "prior_police": screening.prior_police.met,
            "decision": screening.decision,
            "reason": screening.reason,
            "confidence": screening.confidence,
            "by": settled.screened_by,
            "contact_types": list(screening.contact_types),
            "within_period": screening.within_period,
            "evidence": [
                to_dict(evidence)
                for finding in (screening.date_eligible, screening.prior_police)
                for evidence in finding.evidence
            ],
        }
    return row


def themes(settled: SettledReview) -> dict[str, dict[str, int]]:
    """How many passages carry each theme, by polarity; rejected tags do not count."""
    counts: dict[str, dict[str, int]] = {}
    for passage in settled.passages:
        for tag in passage.tags:
            if tag.status != "rejected":
                polarities = counts.setdefault(tag.theme, {})
                polarities[tag.polarity] = polarities.get(tag.polarity, 0) + 1
    return {theme: dict(sorted(counts[theme].items())) for theme in sorted(counts)}


def passage_row(settled: SettledReview, passage: SettledPassage) -> Row:
    """A passage: where it stands, what it says and what it is tagged with."""
    said = passage.passage
    return {
        "id": said.id,
        "review": settled.sha256,
        "file": settled.file,
        "page": said.page,
        "pages": list(said.pages),
        "boxes": [list(box) for box in said.boxes],
        "number": said.number,
        "heading": list(said.heading),
        "text": said.text,
        "form": said.form,
        "footnotes": list(said.footnotes),
        "hidden": said.hidden,
        "kind": passage.kind,
        "police": passage.police,
        "tags": [_tag(tag) for tag in passage.tags],
    }


def tag_row(settled: SettledReview, passage: SettledPassage, tag: SettledTag) -> Row:
    """A tag with the passage and the review that it belongs to."""
    said = passage.passage
    place = {"passage": said.id, "review": settled.sha256, "file": settled.file, "page": said.page}
    return {**place, "number": said.number, **_tag(tag)}


def as_jsonl(found: Iterable[Row]) -> Iterator[str]:
    """The rows as lines of JSON."""
    for row in found:
        yield json.dumps(row, ensure_ascii=False)


Again = Callable[[], Iterator[Row]]  # the rows from the start, as often as asked: a table needs its columns first


def as_csv(found: Again) -> Iterator[str]:
    """The rows as comma-separated lines with a header; no cell can be taken for a formula."""
    columns = _columns(found())
    yield _line(columns)
    for row in found():
        yield _line([_cell(row.get(column)) for column in columns])


def _line(cells: Sequence[Any]) -> str:
    text = io.StringIO(newline="")
    csv.writer(text, lineterminator="").writerow(cells)
    return text.getvalue()


def write_xlsx(found: Again, what: str, file: IO[bytes]) -> None:
    """Writes the rows as a workbook of one table, every cell as text or number, none as a formula."""
    from openpyxl import Workbook

    columns = _columns(found())
    book = Workbook(write_only=True)
    sheet = book.create_sheet(what)
    sheet.freeze_panes = "A2"
    sheet.append(columns)
    for row in found():
        sheet.append([_sheet_cell(sheet, _cell(row.get(column), guarded=False)) for column in columns])
    book.save(file)


def _sheet_cell(sheet: Any, value: Any) -> Any:
    from openpyxl.cell import WriteOnlyCell
    from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE

    if not isinstance(value, str):
        return value
    cell = WriteOnlyCell(sheet, ILLEGAL_CHARACTERS_RE.sub("", value)[:32_767])
    cell.data_type = "s"
    return cell


def _tag(tag: SettledTag) -> Row:
    return {
        "theme": tag.theme,
        "polarity": tag.polarity,
        "probability": round(tag.probability, 4),
        "why": list(tag.why),
        "source": tag.source,
        "status": tag.status,
        "by": tag.by,
        "recheck": tag.recheck,
    }


def _date(fact: DatedFact | None) -> Row | None:
    return to_dict(fact) if fact else None


def _columns(table: Iterable[Row]) -> list[str]:
    return list(dict.fromkeys(key for row in table for key in row))


def _cell(value: Any, guarded: bool = True) -> Any:
    if isinstance(value, dict | list):
        value = json.dumps(value, ensure_ascii=False)
    if guarded and isinstance(value, str) and value[:1] in ("=", "+", "-", "@", "\t", "\r"):
        return "'" + value
    return value
