"""What each command does with a corpus: load, call the stage, save. Stages are imported where they are used."""

from __future__ import annotations

import dataclasses
import hashlib
import os
import stat
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from pipeline import exports
from pipeline.errors import DocumentError, StoreError, UsageError, named
from pipeline.progress import following, tell
from pipeline.records import Contact, Failure, Review, SettledReview
from pipeline.settings import Eligibility, Settings
from pipeline.store import Corpus, Store, register
from pipeline.store.database import Original
from pipeline.store.state import Standing, corrections, settled_reviews

if TYPE_CHECKING:  # imported where they are used: the printer takes a second to load
    from pipeline.brief import Source
    from pipeline.brief.archive import Manifest

SKIPPED = ("Thumbs.db", "desktop.ini", "README.md")


# --- extract -----------------------------------------------------------------------------------------------


def extract_new(store: Store, workers: int | None) -> None:
    """Reads every original that is new, changed, or was read by an older extractor."""
    found = sorted(path for path in _listing(store.corpus.originals))
    known = store.originals()
    gone = set(known) - {_key(path) for path in found}
    if gone:
        store.forget(gone)
    entries = register.read(store.corpus.register)
    register.add(store.corpus.register, [_key(path) for path in found if _key(path) not in entries])
    from pipeline.extract.version import VERSION

    todo = [path for path in found if not _unchanged(path, known.get(_key(path)), VERSION)]
    if not todo:
        return
    for original, review in following(_read_all(todo, store.corpus.settings, workers), len(todo), "Reading documents"):
        store.save_original(original, review)
    _link(store)


def _listing(folder: Path) -> Iterator[Path]:
    try:
        names = os.listdir(folder)
    except OSError as error:
        raise UsageError(f"{folder} cannot be listed: {error.strerror}. Put the documents into it.") from error
    for name in names:
        if not name.startswith((".", "~$")) and name not in SKIPPED:
            yield folder / name


def _key(path: Path) -> str:
    """The name under which a file is kept; a name that is no text has its broken signs replaced."""
    return os.fsencode(path.name).decode("utf-8", "replace")


def _unchanged(path: Path, known: Original | None, version: str) -> bool:
    if not known or known.extractor != version:
        return False
    return _stamp(path) == (known.size, known.mtime_ns)


def _stamp(path: Path) -> tuple[int, int]:
    """The size and time of a file; of one that has vanished, such as no file has."""
    try:
        seen = path.lstat()
    except OSError:
        return -1, 0
    return seen.st_size, seen.st_mtime_ns


def _read_all(paths: list[Path], settings: Settings, workers: int | None) -> Iterator[tuple[Original, Review | None]]:
    import joblib

    largest_first = sorted(paths, key=lambda path: (-_stamp(path)[0], path.name))
    jobs = min(workers or os.cpu_count() or 1, len(paths))
    parallel = joblib.Parallel(n_jobs=jobs, return_as="generator_unordered", batch_size=1)
    yield from parallel(joblib.delayed(read_original)(path, settings) for path in largest_first)


def read_original(path: Path, settings: Settings) -> tuple[Original, Review | None]:
    """What was read of a file, or why it could not be; never raises for the document's faults."""
    from pipeline.extract import extract
    from pipeline.extract.version import VERSION

    before, review, failure, sha256 = _stamp(path), None, None, ""
    try:
        _check_name(path)
        sha256 = _hash(path)
        review = extract(path, settings)
        if _stamp(path) != before:
            review = None
            raise DocumentError(f"{named(path.name)} changed while it was read. Wait until it is whole and run again.")
    except DocumentError as error:
        failure = Failure(type(error).__name__, str(error))
    except OSError as error:
        failure = Failure(
            "UnreadableDocument",
            f"{named(_key(path))} cannot be opened: {error.strerror}. Put a copy that can be opened into originals/.",
        )
    sha256 = review.sha256 if review else sha256 or hashlib.sha256(os.fsencode(path.name)).hexdigest()
    return Original(_key(path), sha256, *before, VERSION, failure), review


def _check_name(path: Path) -> None:
    """Refuses what is not an ordinary file, and a name that is no text."""
    if not stat.S_ISREG(path.lstat().st_mode):
        raise DocumentError(
            f"{named(_key(path))} is not an ordinary file. Copy the document itself into originals/.", "not_a_document"
        )
    if _key(path) != path.name:
        raise DocumentError(
            f"{named(_key(path))} has a name that cannot be written down. Rename the file and run again.",
            "not_a_document",
        )


def _hash(path: Path) -> str:
    handle = os.open(path, os.O_RDONLY | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0))
    with os.fdopen(handle, "rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _link(store: Store) -> None:
    from pipeline.extract import link

    examined = {original.sha256: original.file for original in store.originals().values()}
    entries = register.read(store.corpus.register)
    days = {sha256: entries[file].examined if file in entries else "" for sha256, file in examined.items()}
    store.save_links(link(store.reviews(with_passages=False), days))


# --- screen and tag ----------------------------------------------------------------------------------------


def screen_new(store: Store) -> None:
    """Screens every review that has no verdict of this version under these settings on the facts that now stand."""
    from pipeline.screen.version import version as screen_version

    rules = store.corpus.settings.eligibility
    version = f"{screen_version()}:{_digest(rules.model_dump_json())}"
    known = _corrections(store)
    wanted = {sha256: f"{version}:{_digest(repr(known[sha256]))}" if known.get(sha256) else version for sha256 in known}
    todo = [sha256 for sha256, done in store.screened().items() if done != wanted.get(sha256, version)]
    if not todo:
        return
    from pipeline.screen import screen

    for sha256 in following(todo, len(todo), "Screening reviews"):
        review = store.review(sha256)
        if review:
            corrected = dataclasses.replace(review, **known.get(sha256, {}))
            store.save_screening(screen(corrected, rules), wanted.get(sha256, version))


def _corrections(store: Store) -> dict[str, dict[str, Any]]:
    """What people know better of each review, by its hash."""
    entries, decided = register.read(store.corpus.register), Standing(store.decisions())
    return {
        original.sha256: corrections(original.sha256, entries.get(file, register.Entry(file)), decided)
        for file, original in store.originals().items()
    }


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()[:12]


def tag_new(store: Store) -> None:
    """Suggests themes for every passage that the tagger in use has not read."""
    from pipeline.tag.version import model_id

    model = model_id(store.corpus.folder)
    todo = store.untagged(model)
    if not todo:
        return
    from pipeline.tag import load

    tagger = load(store.corpus.folder)
    for sha256 in following(todo, len(todo), "Tagging passages"):
        review, screening = store.review(sha256), store.screening(sha256)
        if review and screening:
            store.save_readings(sha256, tagger.read(review, screening.contacts), model)


def train(store: Store, use: str | None) -> str:
    """Trains the tagger and says how it compares, or chooses between the new and the previous one."""
    from pipeline.tag import train as training

    return training(store.corpus.folder, list(settled_reviews(store)), use, _screened)


def evaluate(store: Store) -> str:
    """The measured accuracy of the tagger and of the screener."""
    from pipeline.screen.measure import report as screening_report
    from pipeline.tag.agreement import report as agreement_report
    from pipeline.tag.measure import report as tagging_report

    return "\n\n".join((tagging_report(_screened), screening_report(), agreement_report()))


def _screened(review: Review) -> dict[str, Contact]:
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

    def read() -> list[SettledReview]:
        then = store.decisions()[:decisions]
        return [review for review in settled_reviews(store, True, entries, then) if review.file in entries]

    return Source(
        folder=store.corpus.folder,
        settings=settings,
        register=[entries[file].cells for file in sorted(entries)],
        decisions=store.decision_ids()[:decisions],
        stages=store.made_of(entries),
        read=read,
    )


def verify(store: Store, briefing: Path) -> str:
    """Whether a printed briefing can be rebuilt byte for byte."""
    from pipeline.brief import verify as verification

    def as_it_stood(manifest: Manifest) -> Source:
        entries = register.entries_of(manifest.register, store.corpus.register)
        return _source(store, entries, Settings.model_validate(manifest.settings), manifest.decisions)

    return verification(briefing, as_it_stood)


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
    reviews = list(settled_reviews(store))
    lines = [f"Corpus {store.corpus.folder}", ""]
    for quarter in sorted({review.quarter for review in reviews}):
        lines += _quarter_lines(quarter, [review for review in reviews if review.quarter == quarter])
    failed = failures(store)
    lines += ["", f"Could not be read: {len(failed)}", *(f"  {line}" for line in failed)]
    noted = [(review.file, note) for review in reviews if review.review for note in review.review.notes]
    lines += ["", f"To know about the reading: {len(noted)}", *(f"  {named(file)}: {note}" for file, note in noted)]
    return "\n".join(lines)


def _quarter_lines(quarter: str, reviews: list[SettledReview]) -> list[str]:
    standing = [r for r in reviews if r.status == "extracted" and r.screening and r.handling == "published"]
    decided = Counter(r.screening.decision for r in standing if r.screening)
    tags = [tag for r in standing for passage in r.passages for tag in passage.tags]
    lines = [
        f"{quarter}: {len(reviews)} documents, {sum(r.status == 'duplicate' for r in reviews)} duplicates, "
        f"{sum(r.handling == 'restricted' for r in reviews)} restricted, "
        f"{sum(r.status == 'failed' for r in reviews)} not read",
        f"  screening: {decided['include']} included, {decided['exclude']} excluded, {decided['refer']} referred; "
        f"{sum(r.screened_by != 'machine' for r in standing)} settled by a person",
        f"  tags: {len(tags)}; {sum(tag.status == 'suggested' for tag in tags)} wait for a person",
    ]
    examined = len(standing)
    if examined >= 10 and not 0.2 <= decided["include"] / examined <= 0.9:
        share = round(100 * decided["include"] / examined)
        lines.append(
            f"  ALARM: {share} % of the examined reviews are included; 20 to 90 % is usual. Check the screening."
        )
    return lines


def export(store: Store, what: exports.What, form: str, output: Path | None) -> None:
    """Writes one export to a file or to standard output."""
    writers: dict[str, Callable[[Iterator[dict[str, Any]]], Iterator[str]]] = {
        "jsonl": exports.as_jsonl,
        "csv": exports.as_csv,
    }
    if form not in (*writers, "xlsx"):
        raise UsageError(f"{form} is not a format: choose jsonl, csv or xlsx.")
    found = exports.rows(what, settled_reviews(store), store.decisions())
    if form == "xlsx":
        if not output:
            raise UsageError("A workbook needs a file: add --output FILE.xlsx")
        exports.write_xlsx(found, what, output)
    elif output:
        from pipeline.store.files import write_whole

        write_whole(output, "".join(line + "\n" for line in writers[form](found)).encode())
    else:
        for line in writers[form](found):
            print(line)


def import_decisions(store: Store, file: Path, apply: bool) -> str:
    """Takes in decisions from a log or a spreadsheet; without `apply`, only says what would change."""
    from pipeline.correct.exchange import read_decisions

    found = read_decisions(file, store)
    if not apply:
        return found.report() + "\nNothing was changed. Add --apply to keep these decisions."
    return f"{found.report()}\nKept {store.decide(found.made)} new decisions."


def set_store_aside(corpus: Corpus) -> None:
    """Moves the derived store out of the way, where a person can still look at it."""
    if corpus.database.exists():
        aside = corpus.database.with_suffix(".sqlite.old")
        try:
            corpus.database.replace(aside)
        except OSError as error:
            raise StoreError(
                f"{corpus.database} cannot be moved aside: {error.strerror}. Close what uses it."
            ) from error
        tell(f"The old store is kept as {aside.name}.")
