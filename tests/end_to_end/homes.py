"""Homes on which whole nights are run: the command in a child process, and what it left behind."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import duckdb

PROJECT = Path(__file__).resolve().parents[2]
MARTS = ("kpi_values", "fct_jobs", "fct_bookings", "dim_organisation")


@dataclass(frozen=True)
class DemoHome:
    """A home filled by `qutb demo`; `as_of` is the instant for which its truth holds; `given` is put into the environment."""

    root: Path
    project: Path = PROJECT
    given: Mapping[str, str] = field(default_factory=dict)

    @property
    def as_of(self) -> str:
        return str(json.loads((self.root / "truth" / "meta.json").read_text())["as_of"])

    @property
    def published(self) -> Path:
        return self.root / "published" / "warehouse.duckdb"

    def environment(self) -> dict[str, str]:
        kept = {name: value for name, value in os.environ.items() if not name.startswith(("QUTB", "DAGSTER", "DBT"))}
        return {**kept, "QUTB_HOME": str(self.root), "PYTHONPATH": str(self.project), "QUTB_LANG": "en", **self.given}

    def command(self, *arguments: str) -> list[str]:
        return [sys.executable, "-m", "orchestration.cli", *arguments]

    def qutb(self, *arguments: str, given: str | None = None) -> subprocess.CompletedProcess[str]:
        """Runs the command to its end, under a mask that closes nothing: what is closed afterwards, Qutb has closed.

        Args:
            arguments: of the command.
            given: what it reads from standard input.
        """
        return subprocess.run(
            self.command(*arguments), input=given,
            env=self.environment(), cwd=self.project, capture_output=True, text=True, timeout=600, check=False, umask=0,
        )  # fmt: skip

    def night(self, now: str | None = None) -> subprocess.CompletedProcess[str]:
        return self.qutb("nightly", "--now", now or self.as_of)

    def start_night(self) -> subprocess.Popen[bytes]:
        return subprocess.Popen(
            self.command("nightly", "--now", self.as_of),
            env=self.environment(),
            cwd=self.project,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
        )

    def query(self, sql: str) -> list[tuple[Any, ...]]:
        with duckdb.connect(str(self.published), read_only=True) as connection:
            return connection.execute(sql).fetchall()

    def ledger(self) -> list[dict[str, Any]]:
        return [json.loads(path.read_text()) for path in sorted((self.root / "ledger").glob("*/*/*.json"))]

    def state(self) -> dict[str, Any]:
        """All that two homes with the same deliveries must have in common: loads, lake rows, quarantine, figures."""
        # A page of Data Docs holds what was judged at one go, so its name depends on where a night was cut off.
        by_the_night = ("loaded_at", "expectations", "data_docs", "checksum")
        loads = [{k: v for k, v in entry.items() if k not in by_the_night} for entry in self.ledger()]
        loads = [entry | {"steps": [{**step, "duration_seconds": None} for step in entry["steps"]]} for entry in loads]
        tables = {name: self.query(f"select * exclude (release_id) from marts.{name} order by all") for name in ("kpi_values",)}
        tables |= {name: self.query(f"select * from marts.{name} order by all") for name in MARTS if name != "kpi_values"}
        return {"loads": loads, "files": sorted(self._stored()), **tables}

    def _stored(self) -> Iterator[str]:
        for folder in ("lake", "quarantine", "archive"):
            for path in (self.root / folder).rglob("*"):
                if path.is_file():
                    yield path.relative_to(self.root).as_posix()


def make_demo(root: Path, *arguments: str) -> DemoHome:
    """Fills a home with a small synthetic region."""
    home = DemoHome(root)
    done = home.qutb("demo", "--until", "2026-10", *arguments)
    assert done.returncode == 0, done.stderr
    return home


def identities(home: DemoHome) -> set[str]:
    """Every identity number of the region's truth."""
    return set((home.root / "truth" / "identities.txt").read_text().split())


def contacts(home: DemoHome) -> set[str]:
    """Every telephone and e-mail address of the region's truth; telephones also by their nine digits, however they are written."""
    told = (home.root / "truth" / "contacts.txt").read_text(encoding="utf-8").splitlines()
    return {*told, *(re.sub(r"\D", "", each)[-9:] for each in told if each.startswith("+"))}


def words_found(text: bytes, words: set[str]) -> set[str]:
    """Which of the words stand in some bytes, whatever stands around them: `grep -F`, a hundred times as fast as a search of ours."""
    with tempfile.NamedTemporaryFile() as patterns:
        patterns.write("\n".join(sorted(words)).encode())
        patterns.flush()
        done = subprocess.run(
            ["grep", "--text", "--only-matching", "--fixed-strings", f"--file={patterns.name}"],
            input=text, capture_output=True, check=False, env={**os.environ, "LC_ALL": "C"},
        )  # fmt: skip
    assert done.returncode in (0, 1), done.stderr  # 1: none found
    return {word.decode() for word in done.stdout.splitlines()}
