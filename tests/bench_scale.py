"""Grows a corpus in steps and says what each document costs: `python -m tests.bench scale`.

`python -m tests.bench_scale 10000` goes up to 10,000 documents, an hour's work for two processors.

The documents are short Word files written for the purpose, so that what is measured is the machinery around reading:
keeping, finding duplicates, exporting, opening.
"""

from __future__ import annotations

import random
import resource
import subprocess
import sys
import tempfile
import time
import zipfile
from pathlib import Path

STEPS = (100, 300, 1000, 3000, 10_000)
_WORDS = [
    "officers",
    "attended",
    "recorded",
    "visited",
    "school",
    "nurse",
    "worker",
    "meeting",
    "referral",
    "sergeant",
    "risk",
    "parent",
    "carer",
    "home",
    "night",
    "daylight",
    "kitchen",
    "stairs",
    "neighbour",
    "report",
    "listened",
    "noticed",
    "asked",
    "told",
    "shared",
    "checked",
    "closed",
    "opened",
    "plan",
    "order",
    "court",
    "health",
    "visitor",
    "midwife",
    "doctor",
    "teacher",
    "panel",
    "board",
    "family",
    "cousin",
    "uncle",
    "grandmother",
    "brother",
    "sister",
    "street",
    "bus",
    "station",
    "hospital",
    "ward",
    "notes",
    "phone",
    "message",
    "morning",
    "evening",
    "weekend",
    "holiday",
    "spring",
    "autumn",
    "winter",
    "summer",
]
_TYPES = (
    '<?xml version="1.0"?><Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default '
    'Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" '
    'ContentType="application/xml"/><Override PartName="/word/document.xml" ContentType="application/vnd.openxmlformats-'
    'officedocument.wordprocessingml.document.main+xml"/></Types>'
)
_RELATIONS = (
    '<?xml version="1.0"?><Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship '
    'Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" '
    'Target="word/document.xml"/></Relationships>'
)
_OPEN = (
    "import sys; from pathlib import Path; from pipeline.store import Corpus, open_store; from pipeline import intake\n"
    "import time\n"
    "with open_store(Corpus(Path(sys.argv[1]))) as store:\n"
    "    begun = time.perf_counter(); intake._link(store); print(time.perf_counter() - begun)\n"
)


def document(path: Path, number: int) -> None:
    """A short fictional review, the same for the same number; every hundredth is issued a second time."""
    case = number - 1 if number % 100 == 1 and number > 1 else number
    chance = random.Random(case)
    paragraphs = ["FICTIONAL", "Aldermoor Safeguarding Children Board", "Serious Case Review", f"Child Q{case}",
                  "Published March 2018", "1. Narrative"]  # fmt: skip
    for _ in range(30):
        words = [chance.choice(_WORDS) for _ in range(chance.randint(25, 60))]
        paragraphs.append(" ".join(words).capitalize() + ".")
    body = "".join(f"<w:p><w:r><w:t>{text}</w:t></w:r></w:p>" for text in paragraphs)
    xml = (
        '<?xml version="1.0"?><w:document xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main">'
        f"<w:body>{body}</w:body></w:document>"
    )
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in (("[Content_Types].xml", _TYPES), ("_rels/.rels", _RELATIONS), ("word/document.xml", xml)):
            archive.writestr(name, content)


def run(corpus: Path, *arguments: str) -> tuple[float, int]:
    """The seconds that a command took, and the most memory that one of its processes held, in MB."""
    begun = time.perf_counter()
    before = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss
    process = subprocess.Popen(
        ["/usr/bin/env", sys.executable, "-m", "pipeline", "--corpus", str(corpus), *arguments],
        stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
    )  # fmt: skip
    most = 0
    while process.poll() is None:
        most = max(most, *(_held(child) for child in _family(process.pid)), 0)
        time.sleep(0.2)
    assert process.returncode == 0, f"{arguments} ended with {process.returncode}"
    return time.perf_counter() - begun, most or before // 1000


def _family(pid: int) -> list[int]:
    """A process and what it started, as far as it is still there."""
    found, waiting = [], [pid]
    while waiting:
        found.append(waiting.pop())
        try:
            waiting += map(int, Path(f"/proc/{found[-1]}/task/{found[-1]}/children").read_text().split())
        except OSError:
            continue
    return found


def _held(pid: int) -> int:
    """The memory that a process holds by itself, in MB."""
    try:
        lines = Path(f"/proc/{pid}/status").read_text().splitlines()
        return next((int(line.split()[1]) // 1000 for line in lines if line.startswith("RssAnon")), 0)
    except OSError:
        return 0


def main(most: int = 1000) -> None:
    """Prints a line for each step: cost for each new document, memory, the search for duplicates, an export."""
    from pipeline.store import create

    print(
        "documents   read: ms each   MB at most   duplicates: ms   of which a new document   export: ms each   MB at most"
    )
    with tempfile.TemporaryDirectory() as folder:
        corpus = create(Path(folder) / "scale")
        have = 0
        for step in (step for step in STEPS if step <= most):
            for number in range(have, step):
                document(corpus.originals / f"review-{number:06}.docx", number)
            seconds, memory = run(corpus.folder, "extract")
            all_search = _search(corpus.folder)
            exported, export_memory = run(corpus.folder, "export", "passages")
            print(
                f"{step:9}   {1000 * seconds / (step - have):13.0f}   {memory:10}   {1000 * all_search:14.0f}   "
                f"{1000 * all_search / step:23.3f}   {1000 * exported / step:15.1f}   {export_memory:10}",
                flush=True,
            )
            have = step


def _search(folder: Path) -> float:
    said = subprocess.run([sys.executable, "-c", _OPEN, str(folder)], capture_output=True, text=True, check=True)
    return float(said.stdout.split()[-1])


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 1000)
