"""Prints a quarter's briefing from the corpus as it stands: PDF, web twin, workbook and companions, with a manifest."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from importlib.metadata import version
from pathlib import Path

from pipeline.brief import archive, characteristics
from pipeline.brief.archive import Manifest, Quoted, digest
from pipeline.brief.briefing import Briefing, Edition
from pipeline.brief.cohort import apart
from pipeline.brief.commentary import as_html, figures, to_write, written
from pipeline.brief.compose import Asked, compose
from pipeline.brief.gate import Gate
from pipeline.brief.needed import SmallWords, needed
from pipeline.brief.release import printed_quotations, refuse_unless_ready
from pipeline.brief.standing import needing_erratum
from pipeline.brief.wording import legible
from pipeline.errors import BriefingError
from pipeline.records import Review, SettledReview
from pipeline.settings import Settings

__all__ = ["Source", "brief", "needing_erratum", "verify"]
ROOT = Path(__file__).parents[2]
DECISIVE = (
    "file",
    "examined",
    "handling",
    "publication_date",
    "publisher",
    "types",
)  # no notes: those stay in the register


@dataclass(frozen=True)
class Source:
    """A corpus that can be read as it stands, and the hashes that tell whether it changed."""

    folder: Path
    settings: Settings
    register: Sequence[dict[str, str]]
    decisions: Sequence[str]  # the ids in the order in which they reached the corpus
    stages: Mapping[str, str]  # what extract, screen and tag made, by hash
    read: Callable[[], Iterable[SettledReview]]  # one after another, from the start each time
    withdrawn: Callable[[], Sequence[Review]] = tuple  # what was read of documents that people withdrew


def brief(quarter: str, source: Source, final: bool, spotlight: str | None) -> Path:
    """Prints the briefing of a quarter and gives the path of the PDF; what has not changed is not printed again.

    Raises:
        BriefingError: when it must not, or cannot, be printed; then no file of it is left.
    """
    target = source.folder / "briefings" / quarter
    texts = written(source.folder / "commentary" / quarter)
    editions = archive.finals(target)
    order = _order(quarter, source, texts, final, spotlight, editions)
    last = editions[-1:] if final else [archive.read(archive.path_of(target, f"{quarter}-draft"))]
    for manifest in last:
        if manifest and manifest.inputs == _inputs(order, source) and archive.is_whole(target, manifest):
            return target / manifest.pdf
    gate, small = Gate(source.read, source.withdrawn()), SmallWords()
    published, restricted = apart(needed(review, quarter, small) for review in gate.minding(source.read()))
    briefing = compose(order, published, restricted, source.settings, small)
    content = _content(briefing)
    if final:
        if editions and editions[-1].content == content and archive.is_whole(target, editions[-1]):
            return target / editions[-1].pdf
        refuse_unless_ready(briefing, published, texts, source.settings, len(editions) + 1)
        briefing = replace(briefing, edition=_edition(briefing, editions))
    manifest = _manifest(order, source, texts, briefing, content)
    _print(briefing, manifest, gate, target)
    _leave_sheets(source.folder / "commentary" / quarter, briefing)
    return target / manifest.pdf


def verify(place: Path, as_it_stood: Callable[[Manifest], Source]) -> str:
    """Rebuilds a printed briefing from its manifest and says that every file of it is the same.

    Raises:
        BriefingError: naming what differs.
    """
    from pipeline.brief import printing

    lines = []
    for folder, manifest in archive.manifests(place):
        source = as_it_stood(manifest)
        editions = [m for m in archive.finals(folder) if m.edition < manifest.edition]
        final = manifest.edition > 0
        order = _order(
            manifest.quarter, source, manifest.commentary, final, manifest.spotlight, editions, manifest.minded
        )
        gate, small = Gate(source.read, source.withdrawn()), SmallWords()
        reviews = (needed(review, manifest.quarter, small) for review in gate.minding(source.read()))
        briefing = compose(order, *apart(reviews), source.settings, small)
        if final:
            briefing = replace(briefing, edition=_edition(briefing, editions))
        files = printing.made(briefing, manifest.name, gate).files
        made = {file: digest(content) for file, content in files.items()}
        on_disk = {file: archive.digest_of(folder / file) for file in manifest.outputs}
        differing = sorted(f for f in made if not made[f] == manifest.outputs.get(f) == on_disk.get(f))
        if differing or set(made) != set(manifest.outputs):
            now = _inputs(order, source)
            changed = sorted(name for name in now if now[name] != manifest.inputs.get(name))
            since = f" Since it was printed these changed: {', '.join(changed)}." if changed else ""
            raise BriefingError(
                f"{manifest.pdf}: rebuilt from its record, these files differ: {', '.join(differing) or 'some'}.{since}"
            )
        lines.append(f"{manifest.pdf}: {len(made)} files rebuilt, all the same byte for byte.")
    return "\n".join(lines)


def _content(b: Briefing) -> str:
    """The hash of what a final says of the record; editions, and what the program only suggests, are no part of it."""
    return digest(repr(replace(b, edition=None, earlier_editions=(), open_suggestions=0, model="")))


def _order(
    quarter: str, source: Source, texts: Mapping[str, str], final: bool, spotlight: str | None,
    editions: Sequence[Manifest], minded: Mapping[str, int] | None = None,
) -> Asked:  # fmt: skip
    """What is asked of the composer, with what earlier briefings have to do with it, or had to when it was printed."""
    totals = archive.running_totals(source.folder / "briefings", quarter) if minded is None else dict(minded)
    for manifest in editions if final and minded is None else ():
        totals |= manifest.running_totals | manifest.children
    earlier = tuple(_edition_of(manifest, editions[:index]) for index, manifest in enumerate(editions)) if final else ()
    return Asked(quarter, final, spotlight, as_html(dict(texts)), None, earlier, tuple(sorted(totals.items())))


def _edition(briefing: Briefing, editions: Sequence[Manifest]) -> Edition:
    """This edition, with the figures that differ from the one before."""
    before = editions[-1].figures if editions else {}
    return Edition(len(editions) + 1, _changes(before, _figures(briefing)))


def _edition_of(manifest: Manifest, before: Sequence[Manifest]) -> Edition:
    return Edition(manifest.edition, _changes(before[-1].figures if before else {}, manifest.figures))


def _changes(before: Mapping[str, str], now: Mapping[str, str]) -> tuple[tuple[str, str, str], ...]:
    names = sorted({*before, *now}) if before else []
    return tuple((n, before.get(n, "none"), now.get(n, "none")) for n in names if before.get(n) != now.get(n))


def _figures(b: Briefing) -> dict[str, str]:
    """The figures that an erratum compares."""
    flow = {"Reviews found": b.flow.found, "Reviews examined": b.flow.examined, "Reviews included": b.included}
    return {name: str(n) for name, n in flow.items()} | {c.name: f"{len(c.reviews)} of {b.included}" for c in b.themes}


def _inputs(order: Asked, source: Source) -> dict[str, str]:
    """What a briefing depends on, each part by its hash."""
    programs = [path.read_bytes() for path in sorted(Path(__file__).parent.glob("*.py"))]
    looks = [path.read_bytes() for path in sorted((ROOT / "briefing_templates").rglob("*")) if path.is_file()]
    models = [(ROOT / "models" / name).read_bytes() for name in ("codebook.yaml", "regions.yaml")]
    return {
        **{f"what the stage made: {stage}": made for stage, made in source.stages.items()},
        "register.csv": digest(source.register),
        "decisions": digest(list(source.decisions)),
        "settings": digest(source.settings.model_dump(mode="json")),
        "request": digest([order.quarter, order.final, order.spotlight, order.earlier_editions, order.printed]),
        "commentary": digest(order.commentary),
        "templates": digest(b"".join(looks)),
        "program": digest(b"".join(programs)),
        "codebook": digest(b"".join(models)),
        "libraries": digest([version(library) for library in ("weasyprint", "pikepdf", "openpyxl", "jinja2")]),
    }


def _manifest(order: Asked, source: Source, texts: dict[str, str], briefing: Briefing, content: str) -> Manifest:
    from pipeline.brief.annexes import shown_cells

    return Manifest(
        quarter=order.quarter,
        edition=briefing.edition.number if briefing.edition else 0,
        spotlight=order.spotlight,
        inputs=_inputs(order, source),
        outputs={},
        register=[{name: row[name] for name in DECISIVE if row.get(name)} for row in source.register],
        decisions=len(source.decisions),
        settings=source.settings.model_dump(mode="json"),
        commentary=texts,
        content=content,
        figures=_figures(briefing),
        running_totals={name: n for name, n in order.printed if not name.startswith("children/")}
        | shown_cells(briefing.annexes),
        minded=dict(order.printed),
        children=characteristics.shown_cells(briefing.characteristics),
        quoted=tuple(Quoted(q.passage, q.file, q.page, q.text) for q in printed_quotations(briefing)),
    )


def _print(briefing: Briefing, manifest: Manifest, gate: Gate, target: Path) -> None:
    """Makes every file and puts them in place; without a press, those that need none, and says so."""
    from pipeline.brief.press import PressMissing
    from pipeline.brief.printing import made, without_press

    before = archive.read(archive.path_of(target, manifest.name))
    try:
        found = made(briefing, manifest.name, gate, lambda pages: archive.reusable(target, before, manifest, pages))
    except PressMissing:
        if not manifest.edition:
            for file, content in without_press(briefing, manifest.name, gate).items():
                archive.write(target / file, content)
        raise
    made_of = {file: digest(content) for file, content in sorted(found.files.items())}
    archive.keep(target, found.files, replace(manifest, outputs=made_of, pages=found.pages))


def _leave_sheets(folder: Path, briefing: Briefing) -> None:
    """Leaves a sheet for each section that has none, and the newest figures; never touches what is there."""
    for name, text in to_write(briefing).items():
        if not (folder / name).exists():
            archive.write(folder / name, legible(text).encode())
    archive.write(folder / "figures.txt", legible(figures(briefing)).encode())
