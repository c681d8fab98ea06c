"""Imports point down only, and heavy packages are imported where they are needed and nowhere else."""

from __future__ import annotations

import ast
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
PACKAGES = ("ingestion", "linkage", "quality", "publishing", "orchestration", "demo")
HEAVY = {"dagster", "dagster_dbt", "dbt", "great_expectations", "pandas"}
# What one format, one channel or one receipt needs: not before there is a file, an address or a load.
SELDOM = {
    "asyncssh", "fastexcel", "fsspec", "httpx", "jinja2", "lxml", "openpyxl", "psycopg", "pyarrow", "s3fs", "splink", "sqlalchemy", "stamina",
    "stdnum", "xlsxwriter",
}  # fmt: skip
# What each package may import of the house, besides itself.
MAY_IMPORT = {
    "ingestion": set(),
    "quality": {"ingestion"},
    "linkage": {"ingestion"},
    "publishing": {"ingestion"},
    "orchestration": {"ingestion", "linkage", "quality", "publishing", "demo"},
}
NOTHING_NEW = """
import sys
from datetime import datetime
from ingestion.home import Home
from orchestration.cli import main
from orchestration.opening import open_night
sys.path.append("tests/orchestration")
from orchestration_helpers import hand_made_release
home, now = Home.from_environment(), "2026-06-15T10:00:00+00:00"
with open_night(home, datetime.fromisoformat(now)) as night:
    hand_made_release(home, "r1", "2026-06-14T02:00:00+00:00", night.fingerprint())
assert main(["nightly", "--now", now]) == 0
"""


def imports_of(path: Path) -> Iterator[tuple[str, bool]]:
    """The modules that a file imports, also inside functions; whether only for type checkers."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    for_types = {
        inner
        for node in ast.walk(tree)
        if isinstance(node, ast.If) and isinstance(node.test, ast.Name) and node.test.id == "TYPE_CHECKING"
        for inner in ast.walk(node)
    }
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from ((alias.name, node in for_types) for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path}: relative imports hide the direction"
            yield node.module or "", node in for_types


def files_of(package: str) -> list[Path]:
    return sorted((ROOT / package).rglob("*.py"))


@pytest.mark.parametrize("package", MAY_IMPORT)
def test_imports_point_down_only(package: str) -> None:
    for path in files_of(package):
        of_the_house = {name.split(".")[0] for name, _ in imports_of(path)} & set(PACKAGES)
        above = of_the_house - MAY_IMPORT[package] - {package}
        assert not above, f"{path.relative_to(ROOT)} imports {', '.join(above)}"


def test_the_demo_is_run_by_the_command_alone() -> None:
    users = {
        path.relative_to(ROOT).as_posix()
        for package in MAY_IMPORT
        for path in files_of(package)
        for name, only_for_types in imports_of(path)
        if name.split(".")[0] == "demo" and not only_for_types
    }

    assert users == {"orchestration/cli.py"}


def test_the_demo_knows_nothing_of_what_comes_after_the_intake() -> None:
    """Its expected figures are an independent truth: they must not share code with what they are held against."""
    for path in files_of("demo"):
        of_the_house = {name.split(".")[0] for name, _ in imports_of(path)} & set(PACKAGES)
        assert of_the_house <= {"demo", "ingestion"}, path


@pytest.mark.parametrize("package", ["ingestion", "linkage", "quality", "publishing", "demo"])
def test_only_orchestration_knows_dagster_and_dbt(package: str) -> None:
    for path in files_of(package):
        assert not {name.split(".")[0] for name, _ in imports_of(path)} & {"dagster", "dagster_dbt", "dbt"}, path


def imported_by(code: str, home: Path) -> set[str]:
    """Top-level modules that a fresh interpreter has imported after running the code."""
    tail = "\nimport sys\nprint('modules:', *sorted({name.split('.')[0] for name in sys.modules}))\n"
    done = subprocess.run(
        [sys.executable, "-c", code + tail], cwd=ROOT, env={**os.environ, "QUTB_HOME": str(home)}, capture_output=True, text=True,
        timeout=60, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    return set(done.stdout.splitlines()[-1].split()[1:])


def test_help_imports_nothing_heavy_and_makes_no_home(tmp_path: Path) -> None:
    code = "from orchestration.cli import main\ntry:\n    main(['--help'])\nexcept SystemExit:\n    pass"

    imported = imported_by(code, tmp_path / "home")

    assert not imported & (HEAVY | {"duckdb", "pyarrow", "yaml"})
    assert not (tmp_path / "home").exists()


@pytest.mark.parametrize("module", ["orchestration.cli", "orchestration.nightly", "orchestration.opening", "orchestration.summary"])
def test_modules_of_the_command_import_nothing_heavy(module: str, tmp_path: Path) -> None:
    assert not imported_by(f"import {module}", tmp_path) & (HEAVY | SELDOM | {"duckdb"})


def test_a_night_with_nothing_new_ends_without_anything_heavy(tmp_path: Path) -> None:
    assert not imported_by(NOTHING_NEW, tmp_path / "home") & (HEAVY | SELDOM)


def test_the_status_opens_no_database(tmp_path: Path) -> None:
    code = "from orchestration.cli import main\nassert main(['status']) == 0"

    assert not imported_by(code, tmp_path / "home") & (HEAVY | SELDOM | {"duckdb"})
