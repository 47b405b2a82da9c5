"""What each command does with a corpus: load, call the stage, save. Stages are imported where they are used."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from pipeline import exports
from pipeline.errors import UsageError, named
from pipeline.progress import tell
from pipeline.records import Contact, Review, SettledReview
from pipeline.settings import Eligibility, Settings
from pipeline.store import Store, register
from pipeline.store.files import writing_whole
from pipeline.store.state import Standing, settled_reviews

if TYPE_CHECKING:  # imported where they are used: the printer takes a second to load
    from pipeline.brief import Source
    from pipeline.brief.archive import Manifest

# --- learn and measure -------------------------------------------------------------------------------------


def train(store: Store, use: str | None) -> str:
    """Trains the tagger and says how it compares, or chooses between the new and the previous one."""
    from pipeline.answered import remembering
    from pipeline.tag.train import train as training

    if use:
        return training(store.corpus.folder, [], use, screened)
    touched = [review for review in settled_reviews(store) if _is_touched(review)]
    with remembering(store.corpus.folder):
        return training(store.corpus.folder, touched, None, screened)


def _is_touched(review: SettledReview) -> bool:
    """Whether a person has settled anything in a document's passages."""
    return any(p.checked or any(tag.source == "human" for tag in p.tags) for p in review.passages)


def evaluate(store: Store) -> str:
    """The measured accuracy of the tagger and of the screener."""
    from pipeline.answered import remembering
    from pipeline.screen.measure import report as screening_report
    from pipeline.tag.agreement import report as agreement_report
    from pipeline.tag.measure import report as tagging_report

    with remembering(store.corpus.folder, keep_others=True):
        return "\n\n".join((tagging_report(screened), screening_report(), agreement_report()))


def screened(review: Review) -> dict[str, Contact]:
    """The police contact that the screener finds in each passage of a review."""
    from pipeline.screen import screen

    return screen(review, Eligibility()).contacts


# --- brief -------------------------------------------------------------------------------------------------


def print_briefing(store: Store, quarter: str | None, final: bool, spotlight: str | None) -> Path:
    """Prints the briefing of a quarter and gives the path of the PDF."""
    from pipeline.brief import brief

    entries = register.read(store.corpus.register)
    files = [original.file for original in store.originals().values() if not original.failure]
    quarters = sorted({register.quarter_of(_examined(entries, file)) for file in files})
    chosen = quarter or (quarters[-1] if quarters else None)
    if chosen is None:
        raise UsageError(f"{store.corpus.originals} holds no document that could be read. Put the documents into it.")
    if chosen not in quarters:
        known = ", ".join(quarters) or "none"
        raise UsageError(f"No review was examined in {chosen}. Quarters with reviews: {known}.")
    tell(f"Printing the briefing of {chosen} ...")
    return brief(chosen, _source(store, entries, store.corpus.settings), final, spotlight)


def _examined(entries: Mapping[str, register.Entry], file: str) -> str:
    return (entries[file].examined if file in entries else "") or register.today()


def _source(
    store: Store, entries: Mapping[str, register.Entry], settings: Settings, decisions: int | None = None
) -> Source:
    """The corpus for the printer: as it stands, or with only so many of its decisions."""
    from pipeline.brief import Source

    def read() -> Iterator[SettledReview]:
        then = store.decisions()[:decisions]
        return (review for review in settled_reviews(store, True, entries, then) if review.file in entries)

    def withdrawn() -> list[Review]:
        away = {
            target.removeprefix("withdrawn/")
            for target in Standing(store.decisions()[:decisions])
            if target.startswith("withdrawn/")
        }
        return [review for sha256 in sorted(away) if (review := store.review(sha256))]

    return Source(
        folder=store.corpus.folder,
        settings=settings,
        register=[entries[file].cells for file in sorted(entries)],
        decisions=store.decision_ids()[:decisions],
        stages=store.made_of(entries),
        read=read,
        withdrawn=withdrawn,
    )


def verify(store: Store, briefing: Path) -> str:
    """Whether a printed briefing can be rebuilt byte for byte."""
    from pipeline.brief import verify as verification

    def as_it_stood(manifest: Manifest) -> Source:
        entries = register.entries_of(manifest.register, store.corpus.register)
        return _source(store, entries, Settings.model_validate(manifest.settings), manifest.decisions)

    return "\n".join([verification(briefing, as_it_stood), *_to_correct(store)])


def _to_correct(store: Store) -> list[str]:
    """A line for each extract of a printed final that could not be printed today."""
    if not any(store.corpus.briefings.glob("*/*-final-*.manifest.json")):
        return []
    from pipeline.brief import needing_erratum

    return needing_erratum(store.corpus.briefings, settled_reviews(store))


# --- what stands -------------------------------------------------------------------------------------------


def failures(store: Store) -> list[str]:
    """One line for each file that could not be read: which, why and what to do."""
    return [
        f"{original.failure.error}: {original.failure.message}"
        for _, original in sorted(store.originals().items())
        if original.failure
    ]


def status(store: Store) -> str:
    """Counts at each stage, what failed and why, and what waits for a person."""
    quarters: dict[str, Counter[str]] = defaultdict(Counter)
    noted = []
    for review in settled_reviews(store):
        quarters[review.quarter].update(_counted(review))
        noted += [f"  {named(review.file)}: {note}" for note in (review.review.notes if review.review else ())]
    lines = [f"Corpus {store.corpus.folder}", ""]
    for quarter, counts in sorted(quarters.items()):
        lines += [*_quarter_lines(quarter, counts), *_closed(store, quarter)]
    failed = failures(store)
    lines += ["", f"Could not be read: {len(failed)}", *(f"  {line}" for line in failed)]
    lines += ["", f"To know about the reading: {len(noted)}", *noted]
    lines += _to_correct(store)
    return "\n".join(lines)


def _closed(store: Store, quarter: str) -> Iterator[str]:
    """Whether a quarter is locked, and whether what its printing quotes was changed since."""
    from pipeline.correct.desk import Desk

    lock = Standing(store.decisions_on(f"lock/{quarter}")).get(f"lock/{quarter}")
    if lock and lock.value and lock.value.get("value"):
        yield f"  locked by {lock.reviewer} on {lock.at[:10]}"
    if any((store.corpus.briefings / quarter).glob("briefing-*.html")):
        desk = Desk(store)
        desk.catch_up()
        name, changed = desk.superseded(quarter)
        if changed:
            yield f"  briefing {name} is superseded: {len(changed)} of the passages it quotes changed since. Print it again."


def _counted(review: SettledReview) -> Iterator[str]:
    """What one document adds to the counts of its quarter."""
    yield from ("documents", review.status, review.handling)
    if review.status == "extracted" and review.handling == "published" and review.screening:
        yield from ("examined", review.screening.decision)
        if review.screened_by != "machine":
            yield "screened by a person"
        for passage in review.passages:
            for tag in passage.tags:
                yield from ("tags", tag.status)
                if tag.recheck:
                    yield "recheck"


def _quarter_lines(quarter: str, counts: Counter[str]) -> list[str]:
    lines = [
        f"{quarter}: {counts['documents']} documents, {counts['duplicate']} duplicates, "
        f"{counts['restricted']} restricted, {counts['failed']} not read",
        f"  screening: {counts['include']} included, {counts['exclude']} excluded, {counts['refer']} referred; "
        f"{counts['screened by a person']} settled by a person",
        f"  tags: {counts['tags']}; {counts['suggested']} wait for a person",
    ]
    if counts["recheck"]:
        lines.append(f"  codebook changed: {counts['recheck']} settled tags wait for a second look")
    if counts["examined"] >= 10 and not 0.2 <= counts["include"] / counts["examined"] <= 0.9:
        share = round(100 * counts["include"] / counts["examined"])
        lines.append(
            f"  ALARM: {share} % of the examined reviews are included; 20 to 90 % is usual. Check the screening."
        )
    return lines


def export(store: Store, what: exports.What, form: str, output: Path | None) -> None:
    """Writes one export to a file or to standard output, row by row."""

    def found() -> Iterator[dict[str, Any]]:
        return exports.rows(what, settled_reviews(store), store.decisions())

    if form not in ("jsonl", "csv", "xlsx"):
        raise UsageError(f"{form} is not a format: choose jsonl, csv or xlsx.")
    if form == "xlsx":
        if not output:
            raise UsageError("A workbook needs a file: add --output FILE.xlsx")
        with writing_whole(output) as file:
            exports.write_xlsx(found, what, file)
        return
    lines = exports.as_csv(found) if form == "csv" else exports.as_jsonl(found())
    if output:
        with writing_whole(output) as file:
            file.writelines(f"{line}\n".encode() for line in lines)
    else:
        for line in lines:
            print(line)


def import_decisions(store: Store, file: Path, apply: bool) -> str:
    """Takes in decisions from a log or a spreadsheet; without `apply`, only says what would change."""
    from pipeline.correct.exchange import read_decisions

    found = read_decisions(file, store)
    if not apply:
        return found.report() + "\nNothing was changed. Add --apply to keep these decisions."
    return f"{found.report()}\nKept {store.decide(found.made)} new decisions."
