"""What goes out beside the briefing: the seven-minute page, the sheet of questions, the annexes, the bank of practice."""

from __future__ import annotations

import csv
import io
import json
import os
import subprocess
import sys
import tempfile
from base64 import b64decode, b64encode
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pipeline import codebook
from pipeline.brief import press, tagged
from pipeline.brief.briefing import Briefing
from pipeline.errors import BriefingError

BANK = ("Theme", "Area", "Extract", "Review", "Title", "Page", "Paragraph", "Approved for print", "Decision")
_FORMULA = ("=", "+", "-", "@", "\t", "\r")
Job = dict[str, Any]  # name of the file, its page in one or more lengths, and how many sheets it may fill


@dataclass(frozen=True)
class Printing:
    """A second press at work beside the first."""

    process: subprocess.Popen[bytes] | None  # none when there is nothing to print

    def __enter__(self) -> Printing:
        return self

    def __exit__(self, *_: object) -> None:
        """Stops the press if the briefing itself could not be printed."""
        if self.process and self.process.poll() is None:
            self.process.kill()
            self.process.communicate()

    def done(self) -> dict[str, bytes]:
        """The PDFs that it made.

        Raises:
            BriefingError: when it could not.
        """
        if not self.process:
            return {}
        out, err = self.process.communicate()
        if self.process.returncode:
            last = err.decode("utf-8", "replace").strip().splitlines()[-1:] or ["no reason given"]
            raise BriefingError(f"The companions of the briefing could not be printed: {last[0]}")
        return {name: b64decode(content) for name, content in json.loads(out).items()}


def jobs(b: Briefing, name: str) -> list[Job]:
    """What is to be printed beside the briefing; annexes only with a final one, a draft has them as web pages."""
    sheets = [_page(b, "seven-minute.html", most=most) for most in (3, 2, 1)]
    wanted: list[Job] = [
        {"name": f"seven-minute-{name}.pdf", "pages": sheets, "sheets": 1},
        {"name": f"questions-{name}.pdf", "pages": [_page(b, "questions.html")], "sheets": None},
    ]
    if b.status == "final":
        wanted += [
            {"name": f"annexes-{name}/{a.slug}.pdf", "pages": [_page(b, "annex.html", annex=a)], "sheets": None}
            for a in b.annexes
        ]
    return wanted


def _page(b: Briefing, template: str, **more: Any) -> str:
    return press.html(b, for_print=True, template=template, **more)


def start(wanted: list[Job], moment: int) -> Printing:
    """Sets a second press to work on these, so that the briefing itself need not wait for them."""
    if not wanted:
        return Printing(None)
    root = str(Path(__file__).parents[2])
    paths = os.pathsep.join(filter(None, (root, os.environ.get("PYTHONPATH", ""))))
    command = [sys.executable, "-c", "from pipeline.brief.companions import work; work()"]
    try:
        with tempfile.TemporaryFile() as order:
            order.write(json.dumps({"moment": moment, "jobs": wanted}).encode())
            order.seek(0)
            environment, out = os.environ | {"PYTHONPATH": paths}, subprocess.PIPE
            return Printing(subprocess.Popen(command, stdin=order, stdout=out, stderr=out, env=environment))
    except OSError as error:
        raise BriefingError(
            f"The pages beside the briefing could not be written: {error.strerror}. Free space, then run the same command again."
        ) from error


def work() -> None:
    """The second press: reads what to print, prints it, and hands it back."""
    order = json.load(sys.stdin)
    made = {job["name"]: b64encode(fitting(job, order["moment"])).decode() for job in order["jobs"]}
    json.dump(made, sys.stdout)


def fitting(job: Mapping[str, Any], moment: int) -> bytes:
    """The longest version of a page that fits on its sheets."""
    for page in job["pages"]:
        content = press.pdf(page, moment)
        if not job["sheets"] or tagged.pages(content) <= job["sheets"]:
            return tagged.finished(content)
    raise BriefingError(f"{job['name']} does not fit on {job['sheets']} page: shorten the commentary.")


def annex_pages(b: Briefing, name: str) -> dict[str, bytes]:
    """The annex of each force as a web page."""
    return {
        f"annexes-{name}/{annex.slug}.html": press.html(b, for_print=False, template="annex.html", annex=annex).encode()
        for annex in b.annexes
    }


def bank_rows(b: Briefing) -> list[tuple[str | int, ...]]:
    """Every printable passage of good practice of the series, by theme and area."""
    names = {theme.id: theme.name for theme in codebook.load().themes}
    rows = [
        (
            names.get(q.theme, q.theme), q.area, q.text, q.review, q.title, q.page, q.number or "",
            "yes" if q.approved else "not yet", q.decision or "only suggested",
        )
        for q in b.bank
    ]  # fmt: skip
    return sorted(rows, key=lambda row: tuple(map(str, row)))


def bank(b: Briefing) -> bytes:
    """The bank of current practice as comma-separated lines; no cell can be taken for a formula."""
    text = io.StringIO(newline="")
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(BANK)
    for row in bank_rows(b):
        writer.writerow([f"'{cell}" if isinstance(cell, str) and cell.startswith(_FORMULA) else cell for cell in row])
    return text.getvalue().encode("utf-8-sig")
