"""How fast and how safe the correction page is: `python -m tests.bench_correct`.

Two hundred times the server is killed with -9 at a random moment while reviewers decide, and every decision it had
acknowledged is looked for; then passages are settled one after another on top of 100,000 decisions.
`python -m tests.bench_correct memory 3000` says what the server holds on a corpus of so many reviews.
"""

from __future__ import annotations

import json
import os
import random
import re
import signal
import statistics
import subprocess
import sys
import tempfile
import threading
import time
import urllib.request
from collections.abc import Iterator
from dataclasses import dataclass
from http.client import HTTPException
from http.cookiejar import CookieJar
from pathlib import Path
from urllib.error import URLError
from urllib.parse import urlencode

from pipeline.records import Decision
from pipeline.store import Corpus, create, open_store
from tests.correction import HOST, Person, app_over, fill, made_passage

TRIES = 400


@dataclass
class Killed:
    """What was acknowledged before the server was killed, and what of it was gone afterwards."""

    rounds: int = 0
    acknowledged: int = 0
    lost: int = 0
    torn: int = 0


class Reviewer:
    """A browser without script, over real HTTP."""

    def __init__(self, link: str) -> None:
        self.root = link.split("/enter")[0]
        self.open = urllib.request.build_opener(urllib.request.HTTPCookieProcessor(CookieJar())).open
        self.open(link).read()
        self.open(f"{self.root}/name", urlencode({"name": "Ann Reader"}).encode()).read()

    def settle(self, passage: str, key: str) -> bool:
        """Whether the server said that it had saved this."""
        form = urlencode({"action": "none", "seen": "none", "key": key}).encode()
        answer = self.open(f"{self.root}/passage/{passage}", form, timeout=20)
        return "Saved at" in answer.read().decode()


def killed_rounds(corpus: Corpus, rounds: int, seed: int) -> Killed:
    """Kills the server as often as asked while somebody decides as fast as can be."""
    reviews = 1 + rounds // 5  # each decision is on a passage of its own, so that each one lost is seen
    with open_store(corpus) as store:
        fill(store, reviews=reviews, passages=TRIES)
    chance, found, saved = random.Random(seed), Killed(), set[str]()
    passages = iter(range(TRIES * reviews))
    for _ in range(rounds):
        server, link = _served(corpus)
        stop = threading.Timer(chance.uniform(0.0, 0.5), os.kill, (server.pid, signal.SIGKILL))
        reviewer = Reviewer(link)
        try:
            for number in passages:
                identity = made_passage(number // TRIES, number % TRIES).id
                if reviewer.settle(identity, f"key{number}"):
                    saved.add(identity)
                    found.acknowledged += 1
                if stop.ident is None:
                    stop.start()
        except (URLError, HTTPException, OSError):
            pass
        stop.join()
        server.communicate()
        found.rounds += 1
        found.torn += _is_torn(corpus)
        found.lost += len(saved - _kept(corpus))
    return found


def _served(corpus: Corpus) -> tuple[subprocess.Popen[str], str]:
    command = [
        sys.executable,
        "-m",
        "pipeline",
        "--corpus",
        str(corpus.folder),
        "correct",
        "--no-browser",
        "--port",
        "0",
    ]
    server = subprocess.Popen(command, stderr=subprocess.PIPE, text=True)
    assert server.stderr
    for line in server.stderr:
        if found := re.search(r"http://\S+", line):
            return server, found.group()
    raise AssertionError("the server did not start")


def _is_torn(corpus: Corpus) -> bool:
    return (
        corpus.decisions.exists()
        and not corpus.decisions.read_bytes().endswith(b"\n")
        and corpus.decisions.stat().st_size > 0
    )


def _kept(corpus: Corpus) -> set[str]:
    """The passages that are settled both in the store and in the log after opening them anew."""
    with open_store(corpus) as store:
        stored = {made.target.split("/")[1] for made in store.decisions() if made.target.endswith("/checked")}
    lines = corpus.decisions.read_text().splitlines() if corpus.decisions.exists() else []
    targets = [json.loads(line)["target"] for line in lines]
    return stored & {target.split("/")[1] for target in targets if target.endswith("/checked")}


# --- speed -------------------------------------------------------------------------------------------------


def many(count: int) -> Iterator[Decision]:
    """Decisions of five people over a corpus of 200 reviews of 240 passages."""
    chance = random.Random(5)
    for number in range(count // 2):
        passage = made_passage(chance.randrange(200), chance.randrange(240)).id
        who, step = f"Reviewer {number % 5}", {"batch": f"step{number}"}
        at = f"2019-05-{1 + number % 28:02}T10:00:00.{number:06}Z"
        value = {"status": "accepted", "polarity": "gap"}
        yield Decision(f"t{number}", at, who, f"tag/{passage}/supervision-oversight", value, context=step)
        yield Decision(f"c{number}", at, who, f"flag/{passage}/checked", {"value": True}, context=step)


def speed(decisions: int = 100_000, tries: int = 100) -> dict[str, float]:
    """Milliseconds from sending a decision to having the next passage, on top of so many decisions."""
    with tempfile.TemporaryDirectory() as folder:
        corpus = create(Path(folder) / "large")
        with open_store(corpus) as store:
            fill(store, reviews=200, passages=240)
            rows = [line.split(",") for line in corpus.register.read_text().splitlines()]
            dated = [
                f"{file},{2015 + n // 50}-{1 + n % 12:02}-03,{handling}"
                for n, (file, _, handling) in enumerate(rows[1:])
            ]
            corpus.register.write_text("\n".join([",".join(rows[0]), *dated]) + "\n")
            began = time.perf_counter()
            store.decide(list(many(decisions)))
            filled = time.perf_counter() - began
            began = time.perf_counter()
            ann = Person(app_over(store))
            page = ann.get("/")
            first = time.perf_counter() - began
            page = ann.send(page, "/draw")
            took, homes = [], []
            for number in range(tries):
                if "decide" not in page.text:
                    page = ann.send(page, "/draw")
                began = time.perf_counter()
                page = ann.send(page, "decide", ("action", "none" if number % 2 else "accept"))
                took.append(1000 * (time.perf_counter() - began))
            for _ in range(5):
                began = time.perf_counter()
                ann.get("/")
                homes.append(1000 * (time.perf_counter() - began))
    took.sort()
    return {
        "decisions": decisions, "filled s": filled, "first page s": first, "next passage median ms": statistics.median(took),
        "next passage 95th percentile ms": took[int(0.95 * len(took))], "queues page median ms": statistics.median(homes),
    }  # fmt: skip


def memory(reviews: int, passages: int = 60) -> str:
    """What the server holds and how long its first page takes on a corpus of so many reviews, ten in each quarter of
    300; in a process of its own, so that nothing else is counted."""
    with tempfile.TemporaryDirectory() as folder:
        corpus = create(Path(folder) / "large")
        if not (filling := os.fork()):
            with open_store(corpus) as store:
                fill(store, reviews=reviews, passages=passages)
            _spread(corpus, reviews // 30)
            os._exit(0)
        os.waitpid(filling, 0)
        with open_store(corpus) as store:
            began = time.perf_counter()
            ann = Person(app_over(store))
            page = ann.get("/")
            first = time.perf_counter() - began
            page = ann.send(page, "/draw")
            for _ in range(10):
                page = ann.send(page, "decide", ("action", "accept"))
            for number in range(30):
                ann.get(f"/?quarter={2015 + number // 4}-Q{1 + number % 4}")
            ann.client.get("/exchange/project.qdpx", headers={"Host": HOST})
    held, most = _megabytes("VmRSS"), _megabytes("VmHWM")
    return (
        f"{reviews} reviews: first page {first:.1f} s; {held} MB after every quarter and a project, {most} MB at most"
    )


def _spread(corpus: Corpus, each: int) -> None:
    """Gives each quarter so many reviews."""
    head, *rows = corpus.register.read_text().splitlines()
    quarters = ((n // each, row.split(",")) for n, row in enumerate(rows))
    dated = [f"{row[0]},{2015 + q // 4}-{1 + 3 * (q % 4):02}-03,{row[2]}" for q, row in quarters]
    corpus.register.write_text("\n".join([head, *dated]) + "\n")


def _megabytes(name: str) -> int:
    said = Path("/proc/self/status").read_text()
    return int(said.split(f"{name}:")[1].split()[0]) // 1024


def main() -> None:
    """Prints what was measured."""
    if sys.argv[1:2] == ["memory"]:
        print(memory(int(sys.argv[2])))
        return
    for name, value in speed().items():
        print(f"{name:32} {value:10.1f}")
    with tempfile.TemporaryDirectory() as folder:
        found = killed_rounds(create(Path(folder) / "killed"), rounds=200, seed=2026)
    print(
        f"killed {found.rounds} times, {found.acknowledged} decisions acknowledged, {found.torn} torn lines, {found.lost} lost"
    )


if __name__ == "__main__":
    main()
