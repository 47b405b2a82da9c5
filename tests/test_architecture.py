"""Who may import whom, and which stage owns which outside library."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent / "pipeline"
LEVELS = {
    "errors": 0,
    "records": 1, "codebook": 1, "settings": 1, "manuscript": 1, "places": 1, "progress": 1, "encoder": 1,
    "linear": 1, "labelled": 1, "timeline": 1, "kept": 1, "parallel": 1, "agreement": 1, "compared": 1, "sentences": 1,
    "extract": 2, "sandbox": 2, "screen": 2, "tag": 2, "brief": 2, "store": 2, "exports": 2,
    "correct": 3,
    "runs": 4, "answered": 4, "curve": 4, "intake": 4, "suggest": 4, "withdraw": 4, "emerging": 4, "transparency": 4, "cli": 4, "__main__": 4, "__init__": 4,
}  # fmt: skip
MAY = {("extract", "sandbox"), ("correct", "store")}
OWNERS = {
    "pdfplumber": {"extract"}, "pypdfium2": {"extract", "brief"}, "pypdfium2_raw": {"extract"}, "pikepdf": {"extract", "brief"},
    "docx": {"extract"}, "ocrmypdf": {"extract"}, "spacy": {"screen", "tag"}, "sklearn": {"tag", "screen", "linear", "emerging"},
    "onnxruntime": {"encoder"}, "tokenizers": {"encoder"}, "flask": {"correct"}, "waitress": {"correct"},
    "argon2": {"correct"}, "weasyprint": {"brief"}, "jinja2": {"brief", "correct"}, "markdown_it": {"brief"},
    "openpyxl": {"brief", "correct", "exports"}, "rapidfuzz": {"extract"}, "dateparser": {"extract"}, "sqlite3": {"store"},
    "joblib": {"parallel"}, "distributed": {"parallel"}, "typer": {"cli"}, "rich": {"progress"}, "tomllib": {"settings"},
}  # fmt: skip


def part_of(path: Path) -> str:
    return path.relative_to(ROOT).parts[0].removesuffix(".py")


def imports(path: Path) -> set[str]:
    found: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module == "pipeline":
            found |= {f"pipeline.{alias.name}" for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            found.add(node.module)
    return found


MODULES = sorted(ROOT.rglob("*.py"))


@pytest.mark.parametrize("path", MODULES, ids=lambda path: str(path.relative_to(ROOT)))
def test_a_module_imports_downwards_only(path: Path) -> None:
    part = part_of(path)
    for name in imports(path):
        if not name.startswith("pipeline."):
            continue
        other = name.split(".")[1]
        below = LEVELS[other] < LEVELS[part] or (LEVELS[part] in (1, 4) and LEVELS[other] == LEVELS[part])
        stage = LEVELS[other] >= 2 and LEVELS[part] in (2, 3)
        assert other == part or (part, other) in MAY or (below and not stage), f"{part} imports {name}"


@pytest.mark.parametrize("path", MODULES, ids=lambda path: str(path.relative_to(ROOT)))
def test_each_outside_library_has_its_owner(path: Path) -> None:
    for name in imports(path):
        owners = OWNERS.get(name.split(".")[0])
        assert owners is None or part_of(path) in owners, f"{part_of(path)} imports {name}"


def test_no_stage_reads_a_clock_or_a_random_number_where_the_briefing_is_composed() -> None:
    for path in (ROOT / "brief").glob("*.py"):
        text = path.read_text(encoding="utf-8")
        assert "random." not in text, path.name
