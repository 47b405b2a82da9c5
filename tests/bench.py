"""Measures speed and memory as ratios, side by side in one run: `python -m tests.bench [PART ...]`.

Processor time is compared in fresh processes, methods taking turns, medians of the rounds; absolute figures depend on
the machine, ratios hardly do. Targets are printed beside what was measured; nothing here is a test.
"""

from __future__ import annotations

import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from tests import bench_brief, bench_correct, bench_kills, bench_scale, bench_tag

SAMPLE = Path(__file__).parent.parent / "corpus" / "sample" / "originals"
MOST_PAGES = 160
HEAVY = (
    "pdfplumber",
    "pypdfium2",
    "pikepdf",
    "numpy",
    "spacy",
    "sklearn",
    "weasyprint",
    "joblib",
    "onnxruntime",
    "docx",
)
PLAIN = """
import sys, pdfplumber
for name in sys.argv[1:]:
    with pdfplumber.open(name) as pdf:
        for page in pdf.pages:
            page.extract_text()
            page.close()
"""
TEXT = "import sys; from pathlib import Path; from pipeline.extract import read\nfor name in sys.argv[1:]: read(Path(name))"
WHOLE = (
    "import sys; from pathlib import Path; from pipeline.extract import extract; from pipeline.settings import Settings\n"
    "for name in sys.argv[1:]: extract(Path(name), Settings())"
)
POPPLER = (
    "import subprocess, sys\nfor name in sys.argv[1:]: subprocess.run(['pdftotext', name, '-'], capture_output=True)"
)


@dataclass(frozen=True)
class Cost:
    """What a command took: processor and wall seconds, and the most memory one of its processes held, in MB."""

    processor: float
    wall: float
    memory: float


def cost(command: Sequence[str]) -> Cost:
    """Runs a command and says what it cost."""
    begun = time.monotonic()
    started = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)
    said = started.stderr.read() if started.stderr else b""
    _, status, used = os.wait4(started.pid, 0)
    started.returncode = os.waitstatus_to_exitcode(status)
    if started.returncode not in (0, 3):
        sys.exit(f"{' '.join(command[:5])} ... ended with {started.returncode}:\n{said.decode()[-800:]}")
    return Cost(used.ru_utime + used.ru_stime, time.monotonic() - begun, used.ru_maxrss / 1000)


def python(code: str, files: Sequence[Path]) -> list[str]:
    return [sys.executable, "-c", code, *map(str, files)]


def say(what: str, found: str, target: str = "") -> None:
    print(f"  {what:58} {found:>16}   {target}", flush=True)


def extract(rounds: int = 3) -> None:
    """Pages a second against two plain readers, memory, workers, a warm run, growth."""
    files = texts()
    pages = page_count(files)
    print(f"Extraction: {len(files)} documents of the sample, {pages} pages, {rounds} rounds")
    methods = {"plain pdfplumber": PLAIN, "passages": TEXT, "whole review, in the sandbox": WHOLE, "pdftotext": POPPLER}
    found: dict[str, list[Cost]] = {name: [] for name in methods}
    for _ in range(rounds):
        for name, code in methods.items():
            found[name].append(cost(python(code, files)))
    start = cost(python("from pipeline.extract import pdf, front_matter", [])).processor
    spent = {name: statistics.median(c.processor for c in costs) for name, costs in found.items()}
    spent["passages, imports apart"] = spent["passages"] - start
    for name, seconds in spent.items():
        target = "at least 5.0" if name.startswith("passages") else ""
        say(f"{name}: pages a second of one core", f"{pages / seconds:.1f}")
        say("    times plain pdfplumber", f"{spent['plain pdfplumber'] / seconds:.2f}", target)
        say("    times pdftotext", f"{spent['pdftotext'] / seconds:.3f}")
    say("peak memory, ordinary files", f"{found['whole review, in the sandbox'][0].memory:.0f} MB", "at most 150")
    with tempfile.TemporaryDirectory() as folder:
        long = long_document(Path(folder) / "long.pdf", 5_000)
        say("peak memory, a file of 5,000 pages", f"{cost(python(WHOLE, [long])).memory:.0f} MB", "at most 300")
        workers(files, Path(folder))
        growth(Path(folder))


def texts() -> list[Path]:
    """The PDF documents of the sample that have a text layer, so that all methods do the same work."""
    import pypdfium2

    found, pages = [], 0
    for path in sorted(SAMPLE.glob("*.pdf")):
        with pypdfium2.PdfDocument(path) as pdf:
            if pdf[0].get_textpage().count_chars() > 20:
                found.append(path)
                pages += len(pdf)
        if pages >= MOST_PAGES:
            break
    return found


def page_count(files: Sequence[Path]) -> int:
    import pypdfium2

    return sum(len(pypdfium2.PdfDocument(path)) for path in files)


def long_document(path: Path, pages: int) -> Path:
    """A document of so many pages of thirty lines each."""
    from reportlab.pdfgen.canvas import Canvas

    canvas = Canvas(str(path), pageCompression=1)
    for page in range(1, pages + 1):
        for line in range(30):
            canvas.drawString(
                72,
                770 - 22 * line,
                f"{page // 100 + 1}.{page % 100}.{line + 1} The officer of entry {page * 31 + line} wrote it down and told nobody.",
            )
        canvas.showPage()
    canvas.save()
    return path


def command(corpus: Path, *arguments: str) -> list[str]:
    return [sys.executable, "-m", "pipeline", "--corpus", str(corpus), "extract", *arguments]


def new_corpus(folder: Path) -> Path:
    from pipeline.store import create

    return create(folder).folder


def workers(files: Sequence[Path], folder: Path) -> None:
    """How much faster two workers read the same documents than one."""
    taken = {1: [], 2: []}  # type: dict[int, list[float]]
    for turn in range(2):
        for number in (1, 2):
            corpus = new_corpus(folder / f"workers-{turn}-{number}")
            for copy in range(1, 9):
                for path in files:
                    content = path.read_bytes() + b"\n" * copy  # other bytes: neither a duplicate nor the sample
                    (corpus / "originals" / f"{copy}-{path.name}").write_bytes(content)
            taken[number].append(cost(command(corpus, "--workers", str(number))).wall)
    say(
        "two workers against one, wall time", f"{min(taken[1]) / min(taken[2]):.2f}", "at least 1.85 on a quiet machine"
    )


def growth(folder: Path) -> None:
    """The cost of a document among 100 and among 1,000; a run with nothing changed; what that run imports."""
    each = {}
    for count in (100, 1_000):
        corpus = new_corpus(folder / f"corpus-{count}")
        for number in range(count):
            shutil.copyfile(short_document(folder, number), corpus / "originals" / f"review-{number:04}.pdf")
        cold = cost(command(corpus, "--workers", "2"))
        each[count] = cold.processor / count
        warm = min((cost(command(corpus)) for _ in range(3)), key=lambda c: c.processor)
        if count == 1_000:
            say("cost of a document, 1,000 against 100", f"{each[1_000] / each[100]:.2f}", "at most 1.20")
            say("a run over 1,000 unchanged documents", f"{warm.processor:.2f} s")
            say("    as a share of the cold run", f"{100 * warm.processor / cold.processor:.2f} %", "at most 1 %")
            say("    heavy libraries it imports", ", ".join(imported(corpus)) or "none", "none")


def short_document(folder: Path, number: int) -> Path:
    """A document of two pages, each unlike the others."""
    path = folder / f"short-{number}.pdf"
    if not path.exists():
        from reportlab.pdfgen.canvas import Canvas

        canvas = Canvas(str(path))
        for page in range(1, 3):
            canvas.drawString(72, 800, f"Serious Case Review: Child {number}")
            for line in range(26):
                canvas.drawString(
                    72,
                    750 - 24 * line,
                    f"{page}.{line + 1} In case {number} the officer of day {page * line} wrote it down.",
                )
            canvas.showPage()
        canvas.save()
    return path


def imported(corpus: Path) -> list[str]:
    """Which heavy libraries a run with nothing to do brings in."""
    code = (
        "import sys; from pipeline.cli import run\n"
        f"run(['--corpus', {str(corpus)!r}, 'extract']); print(' '.join(n for n in {HEAVY!r} if n in sys.modules))"
    )
    return subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout.split()


PARTS: dict[str, Callable[[], None]] = {
    "extract": extract, "tag": bench_tag.main, "brief": bench_brief.main, "correct": bench_correct.main, "scale": bench_scale.main,
    "kills": bench_kills.main,
}  # fmt: skip


def main(wanted: Sequence[str]) -> None:
    for name in wanted or PARTS:
        if name not in PARTS:
            sys.exit(f"There is no part {name!r}: choose from {', '.join(PARTS)}.")
        PARTS[name]()


if __name__ == "__main__":
    main(sys.argv[1:])
