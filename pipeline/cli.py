"""The command line: one command per stage, each of which loads, calls the stage and saves."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated

import typer

from pipeline import runs
from pipeline.errors import BUG, DONE, INTERRUPTED, PipelineError, StoreError, UsageError, fault
from pipeline.exports import What
from pipeline.intake import extract_new
from pipeline.parallel import Backend as BackendName
from pipeline.parallel import Where
from pipeline.progress import tell
from pipeline.store import Corpus, Store, begin_rebuild, create, end_rebuild, open_store, set_aside
from pipeline.store.faults import place_warning
from pipeline.store.files import write_whole
from pipeline.store.state import settled_reviews
from pipeline.suggest import suggest_new

app = typer.Typer(
    name="scr-briefing",
    help="Learning for the police from reviews of children's deaths and serious harm.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)


@app.callback()
def _corpus(
    context: typer.Context,
    corpus: Annotated[Path, typer.Option(help="The corpus folder.")] = Path("corpus/sample"),
) -> None:
    context.obj = corpus


@contextmanager
def _open(context: typer.Context) -> Iterator[Store]:
    corpus = Corpus(context.obj)
    if warning := place_warning(corpus.folder):
        tell(warning)
    with open_store(corpus, tell) as store:
        yield store


Workers = Annotated[int | None, typer.Option(min=1, help="How many documents at once (default: one per processor).")]
Backend = Annotated[BackendName, typer.Option(help="processes (on this machine) or dask (on a cluster).")]
Scheduler = Annotated[str | None, typer.Option(help="The cluster's scheduler, such as tcp://HOST:8786.")]


@app.command()
def extract(
    context: typer.Context, workers: Workers = None, backend: Backend = "processes", scheduler: Scheduler = None
) -> None:
    """Read every new or changed original into passages and facts."""
    with _open(context) as store:
        extract_new(store, Where(workers, backend, scheduler))
        _finish(store)


@app.command()
def screen(
    context: typer.Context, workers: Workers = None, backend: Backend = "processes", scheduler: Scheduler = None
) -> None:
    """Decide the eligibility of every review not yet screened at this version."""
    with _open(context) as store:
        suggest_new(store, Where(workers, backend, scheduler), tagging=False)


@app.command()
def tag(
    context: typer.Context, workers: Workers = None, backend: Backend = "processes", scheduler: Scheduler = None
) -> None:
    """Suggest themes for every passage not yet tagged by this model."""
    with _open(context) as store:
        suggest_new(store, Where(workers, backend, scheduler), screening=False)


@app.command()
def brief(
    context: typer.Context,
    quarter: Annotated[str | None, typer.Argument(help="Such as 2019-Q2; by default the newest.")] = None,
    final: Annotated[bool, typer.Option("--final", help="Print for release; refuses while anything is open.")] = False,
    spotlight: Annotated[str | None, typer.Option(help="theme:ID, harm:NAME or ages:FROM-TO.")] = None,
    workers: Workers = None,
    backend: Backend = "processes",
    scheduler: Scheduler = None,
) -> None:
    """Extract, screen and tag what is new, then print the quarter's briefing, web twin and workbook."""
    with _open(context) as store:
        _bring_up_to_date(store, Where(workers, backend, scheduler))
        print(runs.print_briefing(store, quarter, final, spotlight))
        _finish(store)


@app.command()
def correct(
    context: typer.Context,
    host: Annotated[str, typer.Option(help="The address to serve on.")] = "127.0.0.1",
    port: Annotated[int, typer.Option(min=0, max=65535, help="The port to serve on.")] = 8350,
    open_browser: Annotated[bool, typer.Option("--browser/--no-browser", help="Open the page in the browser.")] = True,
    address: Annotated[str | None, typer.Option(help="The https:// address that a proxy shows to reviewers.")] = None,
) -> None:
    """Open the page where reviewers settle screening and tags."""
    from pipeline.correct import serve
    from pipeline.extract import picture

    with _open(context) as store:
        serve(store, picture, host, port, open_browser, address)


@app.command()
def reviewer(
    context: typer.Context,
    name: Annotated[str, typer.Argument(help="The reviewer's name, as it stands in the history.")],
    restricted: Annotated[bool, typer.Option("--restricted", help="May read restricted reviews.")] = False,
    lead: Annotated[
        bool, typer.Option("--lead", help="May train and lock; while nobody leads, everybody may.")
    ] = False,
    remove: Annotated[bool, typer.Option("--remove", help="Take the account away; decisions stay.")] = False,
) -> None:
    """Add a reviewer who signs in to the correction page on a shared host, asking for a password."""
    from pipeline.correct.accounts import Accounts

    accounts = Accounts(Corpus(context.obj).reviewers)
    if remove:
        accounts.remove(name)
    else:
        accounts.add(name, typer.prompt("Password", hide_input=True, confirmation_prompt=True), restricted, lead)
    print(f"{name} {'can no longer sign in' if remove else 'can sign in'}.")


@app.command()
def train(
    context: typer.Context,
    use: Annotated[
        str | None, typer.Option(help="new or previous: which of the two taggers to use from now on.")
    ] = None,
) -> None:
    """Train the tagger from the labelled passages and this corpus's decisions, and compare it with the one in use."""
    with _open(context) as store:
        print(runs.train(store, use))


@app.command()
def evaluate(context: typer.Context) -> None:
    """Measure the tagger and the screener on documents by authors they have not seen."""
    with _open(context) as store:
        print(runs.evaluate(store))


@app.command()
def verify(context: typer.Context, briefing: Annotated[Path, typer.Argument(help="The folder of a briefing.")]) -> None:
    """Rebuild a printed briefing from its manifest and compare it byte for byte."""
    with _open(context) as store:
        print(runs.verify(store, briefing))


@app.command()
def status(context: typer.Context) -> None:
    """Show counts at each stage, what failed and why, and what waits for a person."""
    with _open(context) as store:
        print(runs.status(store))


@app.command()
def emerging(context: typer.Context) -> None:
    """Group the police findings that no theme explains, with the words and passages that define each group."""
    from pipeline.emerging import emerging as grouped

    with _open(context) as store:
        print(grouped(settled_reviews(store)))


@app.command()
def transparency(
    context: typer.Context,
    output: Annotated[Path | None, typer.Option(help="The file to write; standard output by default.")] = None,
) -> None:
    """Write the record that the Algorithmic Transparency Recording Standard asks for, from this corpus's own facts."""
    from pipeline.transparency import record

    with _open(context) as store:
        text = record(store)
    if output:
        write_whole(output, text.encode())
    else:
        print(text)


@app.command()
def rebuild(
    context: typer.Context, workers: Workers = None, backend: Backend = "processes", scheduler: Scheduler = None
) -> None:
    """Recreate store.sqlite from the originals, the register and the decisions log."""
    corpus = Corpus(context.obj)
    set_aside(corpus, tell)
    with open_store(corpus, tell) as store:
        begin_rebuild(store)
        _bring_up_to_date(store, Where(workers, backend, scheduler))
        _finish(store)


@app.command()
def withdraw(
    context: typer.Context,
    file: Annotated[str, typer.Argument(help="The document's file name in originals/.")],
    reviewer: Annotated[str, typer.Option(help="Who withdraws it.")],
    reason: Annotated[str | None, typer.Option(help="Why; kept with the decision.")] = None,
    undo: Annotated[bool, typer.Option("--undo", help="Bring the document back.")] = False,
) -> None:
    """Take a document out of every count, page and print without deleting it, or bring it back."""
    from pipeline.withdraw import withdraw as taken_out

    with _open(context) as store:
        print(taken_out(store, file, reviewer, reason, undo))


@app.command()
def backup(
    context: typer.Context, folder: Annotated[Path, typer.Argument(help="Where backups are kept; best another disk.")]
) -> None:
    """Copy the whole corpus into a new folder there, even while others work."""
    from pipeline.store.backup import backup as copy

    with _open(context) as store:
        print(copy(store, folder))


@app.command()
def restore(context: typer.Context, backup: Annotated[Path, typer.Argument(help="The folder of one backup.")]) -> None:
    """Put a backup in the place of the corpus, which is kept beside it; decisions made since are taken over."""
    from pipeline.store.backup import restore as put_back

    print(put_back(backup, context.obj))


@app.command()
def check(context: typer.Context) -> None:
    """Compare originals, register, decisions, store and briefings with what they should be."""
    from pipeline.store.check import check as compared

    faults = compared(Corpus(context.obj))
    if faults:
        raise StoreError("\n".join([f"{len(faults)} things are not as they should be:", *faults]))
    print(f"{context.obj}: originals, register, decisions, store and briefings are all as they should be.")


@app.command()
def new(folder: Annotated[Path, typer.Argument(help="Where to make the corpus.")]) -> None:
    """Make a new empty corpus folder with its register, settings and README."""
    corpus = create(folder)
    print(f"{corpus.folder} is ready: put documents into {corpus.originals} and run make briefing CORPUS={folder}")


@app.command()
def export(
    context: typer.Context,
    what: Annotated[What, typer.Argument(help="What to export.")],
    form: Annotated[str, typer.Option("--format", help="jsonl, csv or xlsx.")] = "jsonl",
    output: Annotated[Path | None, typer.Option(help="The file to write; standard output by default.")] = None,
) -> None:
    """Write the reviews, passages, tags or decisions of the corpus."""
    with _open(context) as store:
        runs.export(store, what, form, output)


@app.command("import")
def import_(
    context: typer.Context,
    file: Annotated[Path, typer.Argument(help="Decisions (jsonl) or a corrected spreadsheet (xlsx).")],
    apply: Annotated[
        bool, typer.Option("--apply", help="Keep the decisions; without it, only say what would be.")
    ] = False,
) -> None:
    """Take in decisions made elsewhere: first a dry run, then --apply."""
    with _open(context) as store:
        print(runs.import_decisions(store, file, apply))


def _bring_up_to_date(store: Store, where: Where) -> None:
    extract_new(store, where)
    suggest_new(store, where)
    end_rebuild(store)


def _finish(store: Store) -> None:
    failures = runs.failures(store)
    for line in failures:
        tell(line)
    if failures:
        raise typer.Exit(3)


def run(arguments: list[str] | None = None) -> int:
    """Runs one command and gives its exit code; an error becomes one line on standard error."""
    command = typer.main.get_command(app)
    try:
        with command.make_context("scr-briefing", list(sys.argv[1:] if arguments is None else arguments)) as context:
            command.invoke(context)
    except typer.Exit as ended:
        return ended.exit_code
    except PipelineError as error:
        tell(f"{type(error).__name__}: {error}")
        return error.exit_code
    except typer.TyperException as error:
        if error.format_message():  # without any command its help was shown instead
            tell(_misused(error))
        return UsageError.exit_code
    except (KeyboardInterrupt, EOFError, typer.Abort):
        tell("Stopped. What was finished is kept; run the same command again to go on.")
        return INTERRUPTED
    except BrokenPipeError:  # what reads our output has seen enough
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    except Exception as error:
        tell(fault(error))
        return BUG
    return DONE


def _misused(error: typer.TyperException) -> str:
    """What is wrong with the command as it was typed, and where to see how it goes."""
    said = " ".join(error.format_message().split()).replace("Value error, ", "").rstrip(".")
    context = getattr(error, "ctx", None)
    return f"UsageError: {said}. See: {context.command_path if context else 'scr-briefing'} --help"


def main() -> None:
    """Runs the command line and ends with its exit code."""
    sys.exit(run())
