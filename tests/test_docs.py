"""The documentation: every command, option, target, file and link in it is real, and every command is in it."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
import typer

from pipeline.cli import app

ROOT = Path(__file__).parent.parent
PAGES = [ROOT / "README.md", *sorted((ROOT / "docs").glob("*.md"))]
COMMANDS = typer.main.get_command(app)
NAMES = set(COMMANDS.commands)  # type: ignore[attr-defined]
OPTIONS = {
    option
    for command in [COMMANDS, *COMMANDS.commands.values()]  # type: ignore[attr-defined]
    for parameter in command.params
    for option in (*parameter.opts, *parameter.secondary_opts)
}
TARGETS = set(re.findall(r"^([a-z-]+):", (ROOT / "Makefile").read_text(), re.M))


@pytest.fixture(params=PAGES, ids=lambda path: path.name)
def page(request: pytest.FixtureRequest) -> str:
    return str(request.param.read_text())


def test_every_command_in_it_exists(page: str) -> None:
    named = re.findall(r"scr-briefing(?: --corpus \S+)? ([a-z]+)\b", "\n".join(_code(page)))
    assert set(named) - {"is"} <= NAMES


def test_every_option_in_it_exists(page: str) -> None:
    ours = [code for code in _code(page) if not code.startswith("dask ") and " -m " not in code]
    named = {option for code in ours for option in re.findall(r"(?<![\w-])--[a-z-]+", code)}
    assert named <= OPTIONS


def test_every_make_target_in_it_exists(page: str) -> None:
    named = {target for code in _code(page) for target in re.findall(r"\bmake ([a-z]+)\b", code)}
    assert named <= TARGETS


def test_every_file_of_the_project_in_it_exists(page: str) -> None:
    named = {
        path
        for code in _code(page)
        for path in re.findall(r"^(?:pipeline|tests|models|docs|briefing_templates)/[\w./-]+$", code)
    }
    assert [path for path in named if not (ROOT / path).exists()] == []


def test_every_link_in_it_leads_somewhere(page: str) -> None:
    for target in re.findall(r"\]\((?!https?:|#)([^)]+)\)", page):
        assert (ROOT / "docs" / target).exists() or (ROOT / target).exists(), target


def test_every_command_is_in_the_readme() -> None:
    table = re.findall(r"^\| `([a-z]+)", (ROOT / "README.md").read_text(), re.M)
    assert set(table) >= NAMES


def test_every_command_says_what_it_does() -> None:
    for name, command in COMMANDS.commands.items():  # type: ignore[attr-defined]
        assert command.help, name
        assert all(getattr(parameter, "help", None) for parameter in command.params if parameter.name != "help"), name


def _code(page: str) -> list[str]:
    """What stands in code: indented lines, fenced blocks and words between backticks."""
    fenced = re.findall(r"```\n(.*?)```", page, re.S)
    indented = re.findall(r"^(?: {4,}|\t)(.*)$", page, re.M)
    return [*fenced, *indented, *re.findall(r"`([^`\n]+)`", page)]
