"""What goes out beside the briefing: the seven-minute page, the sheet of questions, the annexes, the bank of practice."""

from __future__ import annotations

import csv
import io
import multiprocessing
import signal
import sys
import warnings
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from multiprocessing.connection import Connection
from multiprocessing.process import BaseProcess
from typing import Any

from pipeline import codebook
from pipeline.brief import press, tagged
from pipeline.brief.briefing import Briefing
from pipeline.brief.wording import legible
from pipeline.errors import BriefingError

BANK = ("Theme", "Area", "Extract", "Review", "Title", "Page", "Paragraph", "Approved for print", "Decision")
_FORMULA = ("=", "+", "-", "@", "\t", "\r")
STOPPED = (
    "The pages beside the briefing could not be printed{why}. Close other programs, then run the same command again."
)
Job = dict[str, Any]  # name of the file, its page in one or more lengths, and how many sheets it may fill


@dataclass(frozen=True)
class Printing:
    """A second press at work beside the first; where there is none, what the first has yet to print."""

    waiting: Sequence[Job] = ()
    moment: int = 0
    process: BaseProcess | None = None
    made: Connection | None = None

    def __enter__(self) -> Printing:
        return self

    def __exit__(self, *_: object) -> None:
        """Stops the press if the briefing itself could not be printed."""
        if self.process:
            self.process.kill()
            self.process.join()

    def done(self) -> dict[str, bytes]:
        """The PDFs that were wanted.

        Raises:
            BriefingError: when they could not be made.
        """
        if not self.made:
            return _printed(self.waiting, self.moment)
        try:
            printed: dict[str, bytes] | BriefingError = self.made.recv()
        except EOFError:
            printed = BriefingError(STOPPED.format(why=": their press was stopped"))
        if isinstance(printed, BriefingError):
            raise printed
        return printed


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


def start(wanted: Sequence[Job], moment: int) -> Printing:
    """Sets a second press to work on these, so that the briefing itself need not wait for them.

    It is forked from this process, which has the libraries loaded already: they are not loaded a second time. Where no
    process can be forked the first press prints these as well, when they are asked for.
    """
    if not wanted or not _forks():
        return Printing(wanted, moment)
    press.require()
    fork = multiprocessing.get_context("fork")
    ours, theirs = fork.Pipe(duplex=False)
    process = fork.Process(target=_work, args=(wanted, moment, theirs), daemon=True)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", DeprecationWarning)  # of threads: ours hold no lock that printing takes
            process.start()
    except OSError:  # too many processes, or too little memory for one more
        return Printing(wanted, moment)
    finally:
        theirs.close()
    return Printing((), moment, process, ours)


def _forks() -> bool:
    """Whether a process can be forked here: Windows knows no fork, and on macOS the system's libraries do not survive one."""
    return sys.platform != "darwin" and "fork" in multiprocessing.get_all_start_methods()


def _work(wanted: Sequence[Job], moment: int, to: Connection) -> None:
    """The second press: prints what is wanted, and hands it back or says why it cannot."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # the first press stops it
    try:
        to.send(_printed(wanted, moment))
    except BriefingError as error:
        to.send(error)
    except Exception as error:
        to.send(BriefingError(STOPPED.format(why=f" ({type(error).__name__})")))


def _printed(wanted: Sequence[Job], moment: int) -> dict[str, bytes]:
    return {job["name"]: fitting(job, moment) for job in wanted}


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
    return legible(text.getvalue()).encode("utf-8-sig")
