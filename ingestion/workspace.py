"""Where loads are worked on: one in-memory DuckDB and one temporary folder for a whole night.

What goes here: the connection's settings and its lifetime. What does not: what is computed in it.
"""

from __future__ import annotations

import hashlib
import os
import shutil
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Final

from ingestion.conforming.fast import define_macros
from ingestion.home import Home
from ingestion.identity import PseudonymKey, note_keys, pseudonym_key
from ingestion.sql import literal

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

MEMORY_LIMIT: Final = "1200MB"
_ROW_GROUP: Final = 16_384
# Not the ledger itself, where the sensor writes its memory of the inbox without the lock, nor the alerts: see below.
_WRITTEN_BY_NIGHT: Final = (
    "archive", "lake", "quarantine", "receipts", "extracts", "data_docs", "figures", "releases", "published", "reports", "review",
    "linkage", "build",
)  # fmt: skip
_WRITTEN_BY_SENSORS: Final = ("ledger", "alerts")
_ABANDONED_AFTER: Final = 3600.0  # seconds
STAGING_PREFIX: Final = "staging-"


@dataclass(frozen=True, slots=True)
class Workspace:
    """A DuckDB that forgets everything, and a folder for files not yet committed.

    Clear identity numbers live only here: in memory, and in the folder's copies of files that cannot be scanned as they are. The folder
    is closed to others. What DuckDB spills to disk is encrypted with a key that dies with the process. What a killed process leaves of
    either is removed by the next night.
    """

    home: Home
    connection: DuckDBPyConnection
    folder: Path


@contextmanager
def open_workspace(home: Home, key: PseudonymKey | None = None) -> Iterator[Workspace]:
    """Opens a workspace; its folders are removed at the end.

    Args:
        home: where it works.
        key: behind the pseudonyms; None takes the home's own.
    """
    import duckdb

    with (
        tempfile.TemporaryDirectory(prefix=STAGING_PREFIX, dir=home.folder("build")) as staging,
        tempfile.TemporaryDirectory(prefix=_spill_prefix(home)) as spill,
    ):
        connection = duckdb.connect(":memory:")
        try:
            connection.execute(f"set memory_limit = '{MEMORY_LIMIT}'")
            load_cryptography(connection)
            connection.execute("set temp_file_encryption = true")
            connection.execute(f"set temp_directory = {literal(spill)}")
            connection.execute("set TimeZone = 'UTC'")
            connection.execute("set enable_progress_bar = false")
            # Tables of rows have a database of their own with small row groups: a hundred thousand rows then keep two cores busy.
            connection.execute(f"attach ':memory:' as work (row_group_size {_ROW_GROUP})")
            connection.execute("set search_path = 'memory.main,work.main'")
            define_macros(connection)
            if key is None:
                key = pseudonym_key(home)
                note_keys(home, key)
            key.bind(connection)
            yield Workspace(home, connection, Path(staging))
        finally:
            connection.close()


def _spill_prefix(home: Home) -> str:
    """How the folders begin that this home's work spills to; they lie among the temporary files of the system, where others' do too."""
    return f"qutb-{hashlib.sha256(os.fsencode(home.root.resolve())).hexdigest()[:10]}-"


def load_cryptography(connection: DuckDBPyConnection) -> None:
    """Loads the extension whose OpenSSL DuckDB wants for encrypting; straight from its wheel, nothing is installed."""
    import duckdb_extension_httpfs

    version = connection.execute("select library_version from pragma_version()").fetchone()
    folder = Path(duckdb_extension_httpfs.__file__).parent / "extensions" / (version[0] if version else "")
    connection.execute(f"load {literal(folder / 'httpfs.duckdb_extension')}")


def remove_leftovers(home: Home) -> None:
    """Removes what nights that were killed left half written; only for the holder of the night's lock."""
    for folder in home.folder("build").glob(f"{STAGING_PREFIX}*"):
        shutil.rmtree(folder, ignore_errors=True)
    for folder in Path(tempfile.gettempdir()).glob(f"{_spill_prefix(home)}*"):
        if folder.lstat().st_uid == os.geteuid():
            shutil.rmtree(folder, ignore_errors=True)
    written = [home.folder(name) for name in _WRITTEN_BY_NIGHT] + [path for path in home.folder("ledger").iterdir() if path.is_dir()]
    for folder in written:
        for leftover in folder.rglob(".*.part"):
            if leftover.is_dir() and not leftover.is_symlink():
                shutil.rmtree(leftover, ignore_errors=True)
            else:
                leftover.unlink(missing_ok=True)
    for name in _WRITTEN_BY_SENSORS:
        for leftover in home.folder(name).glob(".*.part"):
            if time.time() - leftover.lstat().st_mtime > _ABANDONED_AFTER:
                leftover.unlink(missing_ok=True)
