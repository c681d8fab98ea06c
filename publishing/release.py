"""Releases: what analysts open, put up in one step and taken back in one.

What goes here: writing a release from a built warehouse, switching `published/warehouse.duckdb`, listing, rolling back.
What does not: whether the warehouse is good enough (dbt's tests), what explains the file to its readers (`publishing.guide`).
"""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from ingestion.checksums import write_sums
from ingestion.home import Home, sync
from ingestion.sql import identifier, literal
from publishing.figures import CELL, IN_RELEASE, write_figures
from publishing.guide.keys import KEYS, with_key
from publishing.guide.writing import comment_statements, write_guide

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

STORAGE_VERSION: Final = "v1.2.0"  # opened by every DuckDB since 1.2
PUBLISHED_SCHEMAS: Final = ("marts", "quality", "reference")
RELEASES_KEPT: Final = 30
SEEN: Final = "seen"
_FIGURES: Final = "marts.kpi_values"
_UNPUBLISHED_TABLES: Final = {("reference", name) for name in ("kpis", "kpi_terms", "kpi_themes", "kpi_breakdowns", "kpi_labels")}


class ReleaseError(RuntimeError):
    """A release that cannot be made or found; the message says what to do."""


@dataclass(frozen=True, slots=True)
class Release:
    """One published state of the warehouse.

    Attributes:
        id: its name, from the instant at which it was built.
        built_at: ISO instant.
        as_of: ISO instant as of which it knows.
        fingerprint: a hash of all that it was built from.
        facts: figures about it for people (rows by table).
    """

    id: str
    built_at: str
    as_of: str
    fingerprint: str
    facts: Mapping[str, Any]


def make_release(home: Home, build: Path, release: Release, folder: Path | None = None) -> Release:
    """Copies the published schemas of a build into `releases/<id>/warehouse.duckdb`, whole or not at all.

    Args:
        home: the installation.
        build: the built warehouse.
        release: what the release is to say of itself.
        folder: made instead of `releases/<id>`; what is there is replaced.

    Returns:
        The release with the rows of each table among its facts.

    Raises:
        ReleaseError: when the build cannot be read.
    """
    target = folder or home.folder("releases") / release.id
    staging = target.with_name(f".{target.name}.part")
    shutil.rmtree(staging, ignore_errors=True)
    staging.mkdir(mode=0o700)
    try:
        rows = _copy(build, staging / "warehouse.duckdb", release)
        if release.as_of == release.built_at:  # a look back at some day publishes nothing
            write_figures(build, staging / IN_RELEASE, release.id, datetime.fromisoformat(release.built_at))
        complete = Release(release.id, release.built_at, release.as_of, release.fingerprint, {**release.facts, "rows": rows})
        (staging / "release.json").write_text(json.dumps(asdict(complete), indent=1), encoding="utf-8")
        write_sums(staging)
        for path in (*staging.iterdir(), staging):
            sync(path)
        if folder is not None:
            shutil.rmtree(folder, ignore_errors=True)
        staging.rename(target)
        sync(target.parent)
    finally:
        shutil.rmtree(staging, ignore_errors=True)
    return complete


def publish(home: Home, release_id: str) -> None:
    """Switches `published/warehouse.duckdb` to a release, in one atomic rename of a link.

    Readers that have the old file open keep it; new ones get the new file. The one switched away from is marked as seen: a release
    that is neither published nor marked was never put up (`was_put_up`).

    Raises:
        ReleaseError: when there is no such release.
    """
    source = home.folder("releases") / release_id / "warehouse.duckdb"
    if not source.exists():
        raise ReleaseError(f"There is no release {release_id}. `qutb releases` lists those that are kept.")
    link = home.published
    if link.is_symlink() and link.exists():
        (Path(os.path.realpath(link)).parent / SEEN).touch(mode=0o600)
    temporary = link.with_name(f".{link.name}.{os.getpid()}.part")
    temporary.unlink(missing_ok=True)
    temporary.symlink_to(Path("..") / "releases" / release_id / "warehouse.duckdb")
    os.replace(temporary, link)
    sync(link.parent)


def published_release(home: Home) -> Release | None:
    """The release that analysts see now."""
    link = home.published
    return _read(Path(os.path.realpath(link)).parent) if link.is_symlink() else None


def was_put_up(home: Home, release: Release) -> bool:
    """Whether readers see a release or saw it once; false for one whose night was killed before the switch."""
    published = published_release(home)
    return (home.folder("releases") / release.id / SEEN).exists() or (published is not None and published.id == release.id)


def was_seen(home: Home) -> bool:
    """Whether readers once saw one of the releases that are kept, and another after it."""
    return any(home.folder("releases").glob(f"*/{SEEN}"))


def releases(home: Home) -> list[Release]:
    """Kept releases, oldest first."""
    found = (_read(path) for path in home.folder("releases").iterdir() if not path.name.startswith("."))
    return sorted((release for release in found if release is not None), key=lambda release: (release.built_at, release.id))


def free_release_id(home: Home, now: datetime) -> str:
    """A name for a release built now that no release has or had: `20261124T020000Z`, then `…-2`."""
    base = now.strftime("%Y%m%dT%H%M%SZ")
    taken = {path.name for path in home.folder("releases").iterdir()} | {path.stem for path in home.folder("figures").glob("*.parquet")}
    number = 1
    while (name := base if number == 1 else f"{base}-{number}") in taken:
        number += 1
    return name


def remove_old_releases(home: Home, keep: int = RELEASES_KEPT) -> list[str]:
    """Removes the oldest releases beyond `keep`, never the published one, and what killed nights left; returns ids."""
    folder = home.folder("releases")
    for leftover in folder.glob(".*.part"):
        shutil.rmtree(leftover, ignore_errors=True)
    published = published_release(home)
    removed = [r.id for r in releases(home)[:-keep] if published is None or r.id != published.id]
    for release_id in removed:
        shutil.rmtree(folder / release_id)
    return removed


def release_in(folder: Path) -> Release | None:
    """The release that a folder holds; None where it holds none."""
    return _read(folder)


def _read(folder: Path) -> Release | None:
    try:
        return Release(**json.loads((folder / "release.json").read_text(encoding="utf-8")))
    except (FileNotFoundError, NotADirectoryError, ValueError, TypeError):
        return None


def _copy(build: Path, target: Path, release: Release) -> dict[str, int]:
    import duckdb

    with duckdb.connect(":memory:") as connection:
        # One thread: two take as long on tables of this size, and twice the processor's time.
        connection.execute("set TimeZone = 'UTC'; set threads = 1")
        try:
            connection.execute(f"attach {literal(build)} as build (read_only)")
        except duckdb.IOException as error:
            raise ReleaseError(f"The built warehouse {build} cannot be opened: {error}") from error
        connection.execute(f"attach {literal(target)} as release (storage_version '{STORAGE_VERSION}')")
        # One transaction: seven hundred comments are seven hundred of them otherwise.
        connection.execute("begin")
        rows = _copy_tables(connection)
        if _FIGURES not in rows:
            raise ReleaseError(f"The built warehouse {build} has no {_FIGURES}; it is not released.")
        connection.execute("use release")
        write_guide(connection, release, rows)
        connection.execute("commit; use memory; detach release")
    return rows


def _copy_tables(connection: DuckDBPyConnection) -> dict[str, int]:
    """Tables and comments of the published schemas; returns the rows of each table."""
    tables = [
        (schema, name, comment)
        for schema, name, comment in connection.execute(
            "select schema_name, table_name, comment from duckdb_tables() where database_name = 'build' order by all"
        ).fetchall()
        if schema in PUBLISHED_SCHEMAS and (schema, name) not in _UNPUBLISHED_TABLES
    ]
    columns: dict[tuple[str, str], dict[str, str]] = {}
    for schema, name, column, text in connection.execute(
        "select schema_name, table_name, column_name, comment from duckdb_columns()"
        " where database_name = 'build' and comment is not null order by schema_name, table_name, column_index"
    ).fetchall():
        columns.setdefault((schema, name), {})[column] = text
    rows, comments = {}, []
    for schema in PUBLISHED_SCHEMAS:
        connection.execute(f"create schema release.{identifier(schema)}")
    for schema, name, comment in tables:
        table = f"{identifier(schema)}.{identifier(name)}"
        # Like rows side by side take a tenth less room, and a reader of one figure skips the others.
        order = f" order by {', '.join(CELL)}" if KEYS.get(f"{schema}.{name}") == CELL else ""
        counted = connection.execute(f"create table release.{table} as from build.{table}{order}").fetchone()
        rows[f"{schema}.{name}"] = int(counted[0]) if counted else 0
        comments += comment_statements("table", f"release.{table}", with_key(f"{schema}.{name}", comment), columns.get((schema, name), {}))
    if comments:
        connection.execute("; ".join(comments))
    return rows
