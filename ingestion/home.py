"""Where everything lives: the folders under `QUTB_HOME`, and how a file is put in place at once.

What goes here: paths and atomic writes. What does not: what the files mean.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Final

FOLDERS: Final = (
    "inbox", "archive", "lake", "ledger", "quarantine", "receipts", "build", "figures", "releases", "published", "extracts",
    "truth", "dagster", "keys", "logs", "linkage", "review", "data_docs", "alerts", "reports",
    "damaged", "rewriting", "metrics", "backfill",
)  # fmt: skip
PRIVATE: Final = 0o700


@dataclass(frozen=True, slots=True)
class Home:
    """The folder that holds one installation's data (`QUTB_HOME`, default `./var`)."""

    root: Path

    @classmethod
    def from_environment(cls) -> Home:
        """Takes the folder from `QUTB_HOME`, else `./var`."""
        return cls(Path(os.environ.get("QUTB_HOME") or "var").resolve())

    def folder(self, name: str) -> Path:
        """Returns one of `FOLDERS`, made on first use and closed to other users."""
        if name not in FOLDERS:
            raise KeyError(name)
        path = self.root / name
        path.mkdir(mode=PRIVATE, parents=True, exist_ok=True)
        return path

    @property
    def inbox(self) -> Path:
        """Where partners' files arrive: `inbox/<partner>/<contract>/`."""
        return self.folder("inbox")

    @property
    def published(self) -> Path:
        """The DuckDB file that analysts open."""
        return self.folder("published") / "warehouse.duckdb"


@contextmanager
def placed(target: Path) -> Iterator[Path]:
    """Gives a temporary path beside `target`; when the block ends well the file is synced and renamed onto it.

    A process killed at any moment leaves either the old file, or the new one, or a `.part` file that nothing reads.
    """
    target.parent.mkdir(mode=PRIVATE, parents=True, exist_ok=True)
    temporary = target.with_name(f".{target.name}.{os.getpid()}.part")
    try:
        yield temporary
        sync(temporary)
        os.replace(temporary, target)
    finally:
        temporary.unlink(missing_ok=True)
    sync(target.parent)


def sync(path: Path) -> None:
    """Makes what is written at `path` (a file, or the names in a folder) survive a power cut."""
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
