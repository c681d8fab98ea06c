"""Releases: whole or not at all, readable by older clients, switched under open readers, taken back, cleared away."""

from __future__ import annotations

import shutil
import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path

import duckdb
import pytest
from publishing_helpers import built, headline, plan, released

from ingestion.home import Home
from publishing.release import (
    ReleaseError,
    free_release_id,
    make_release,
    publish,
    published_release,
    releases,
    remove_old_releases,
    was_put_up,
)

# The newest storage number that DuckDB 1.2.0 opens (tried with that version); 1.5.5 can write up to 68.
STORAGE_OF_1_2 = 65
READER = """
import sys, duckdb
connection = duckdb.connect(sys.argv[1], read_only=True)
query = "select value from marts.kpi_values where kpi_id = 'JOB-01' and breakdown = 'total' and period_type = 'month'"
for _ in range(2):
    print(connection.execute(query).fetchone()[0], flush=True)
    sys.stdin.readline()
"""


@pytest.fixture
def home(tmp_path: Path) -> Home:
    return Home(tmp_path / "home")


def folders(home: Home) -> list[str]:
    return sorted(path.name for path in home.folder("releases").iterdir())


def test_a_release_holds_the_published_schemas_and_nothing_else(home: Home) -> None:
    released(home, "one")

    with duckdb.connect(str(home.root / "releases" / "one" / "warehouse.duckdb"), read_only=True) as connection:
        tables = connection.execute("select table_schema || '.' || table_name from information_schema.tables order by all").fetchall()
    published = {name for (name,) in tables if not name.startswith("main.")}
    assert {"marts.kpi_catalogue", "marts.kpi_values", "quality.loads", "reference.provinces"} <= published
    assert {name.split(".")[0] for name in published} == {"marts", "quality", "reference"}
    assert not published & {"reference.kpis", "reference.kpi_terms"}


def test_a_release_counts_its_rows_and_keeps_the_facts_given(home: Home) -> None:
    release = released(home, "one")

    filled = {table: rows for table, rows in release.facts["rows"].items() if rows}
    assert release.facts["deliveries"] == 3
    assert filled == {"marts.kpi_catalogue": 2, "marts.kpi_values": 4, "quality.loads": 1, "reference.provinces": 1}
    assert releases(home) == [release]


def test_comments_of_tables_and_columns_come_along(home: Home) -> None:
    released(home, "one")

    with duckdb.connect(str(home.root / "releases" / "one" / "warehouse.duckdb"), read_only=True) as connection:
        table = connection.execute("select comment from duckdb_tables() where table_name = 'kpi_values'").fetchone()
        column = connection.execute(
            "select comment from duckdb_columns() where table_name = 'kpi_values' and column_name = 'value'"
        ).fetchone()
    assert (table, column) == (
        ("Les valeurs, l'essentiel. Clé : kpi_id, period_type, period_start, territory_code, breakdown, breakdown_value.",),
        ("Valeur de l'indicateur.",),
    )


def test_the_file_carries_the_storage_number_of_duckdb_1_2(home: Home) -> None:
    released(home, "one")

    header = (home.root / "releases" / "one" / "warehouse.duckdb").read_bytes()[:20]
    assert header[8:12] == b"DUCK"
    assert int.from_bytes(header[12:20], "little") == STORAGE_OF_1_2


def test_a_build_without_figures_leaves_no_release(home: Home) -> None:
    path = home.folder("build") / "empty.duckdb"
    with duckdb.connect(str(path)) as connection:
        connection.execute("create schema marts; create table marts.dim_period as select 1 as day")

    with pytest.raises(ReleaseError, match="kpi_values"):
        make_release(home, path, plan("one"))
    assert folders(home) == []


@pytest.mark.parametrize("content", [None, b"not a database at all"])
def test_a_build_that_cannot_be_opened_leaves_no_release(home: Home, content: bytes | None) -> None:
    path = home.folder("build") / "warehouse.duckdb"
    if content is not None:
        path.write_bytes(content)

    with pytest.raises(ReleaseError, match="cannot be opened"):
        make_release(home, path, plan("one"))
    assert folders(home) == []


def test_a_failure_in_the_last_moment_leaves_no_release(home: Home, monkeypatch: pytest.MonkeyPatch) -> None:
    def no_space(path: Path) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("publishing.release.sync", no_space)

    with pytest.raises(OSError, match="No space"):
        released(home, "one")
    assert folders(home) == []


def test_what_a_killed_night_left_of_a_release_does_not_count_and_is_cleared_away(home: Home) -> None:
    leftover = home.folder("releases") / ".two.part"
    leftover.mkdir()
    (leftover / "warehouse.duckdb").write_bytes(b"half")
    released(home, "one")

    assert [release.id for release in releases(home)] == ["one"]
    remove_old_releases(home)
    assert folders(home) == ["one"]


def test_nothing_is_published_before_the_first_release(home: Home) -> None:
    assert published_release(home) is None


def test_a_published_release_is_what_readers_open(home: Home) -> None:
    released(home, "one", value=12.0)

    publish(home, "one")

    release = published_release(home)
    assert release is not None
    assert (release.id, headline(home.published)) == ("one", 12.0)


def test_a_reader_in_another_process_keeps_the_old_file_while_new_readers_get_the_new_one(home: Home) -> None:
    released(home, "one", value=12.0)
    publish(home, "one")
    reader = subprocess.Popen([sys.executable, "-c", READER, str(home.published)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
    assert reader.stdin is not None
    assert reader.stdout is not None
    before = reader.stdout.readline().strip()

    released(home, "two", value=99.0)
    publish(home, "two")

    reader.stdin.write("again\n")
    reader.stdin.flush()
    after = reader.stdout.readline().strip()
    reader.communicate("done\n", timeout=30)
    assert (before, after, headline(home.published)) == ("12.0", "12.0", 99.0)


def test_a_reader_keeps_its_file_even_when_that_release_is_removed(home: Home) -> None:
    released(home, "one", value=12.0, built_at="2026-11-19T02:00:00+00:00")
    publish(home, "one")
    with duckdb.connect(str(home.published), read_only=True) as reader:
        released(home, "two", built_at="2026-11-20T02:00:00+00:00")
        publish(home, "two")

        assert remove_old_releases(home, keep=1) == ["one"]
        assert reader.execute("select count(*) from marts.kpi_values").fetchone() == (4,)


def test_a_rollback_is_a_switch_backwards(home: Home) -> None:
    released(home, "one", value=12.0)
    released(home, "two", value=99.0)
    publish(home, "two")

    publish(home, "one")

    release = published_release(home)
    assert release is not None
    assert (release.id, headline(home.published)) == ("one", 12.0)


def test_an_unknown_release_is_refused_and_the_published_one_stays(home: Home) -> None:
    released(home, "one")
    publish(home, "one")

    with pytest.raises(ReleaseError, match="qutb releases"):
        publish(home, "nowhere")
    release = published_release(home)
    assert release is not None
    assert release.id == "one"


def test_the_published_link_survives_a_move_of_the_home(home: Home, tmp_path: Path) -> None:
    released(home, "one", value=12.0)
    publish(home, "one")

    moved = Home(Path(shutil.move(home.root, tmp_path / "elsewhere")))

    assert headline(moved.published) == 12.0


def test_release_ids_are_free_ones(home: Home) -> None:
    now = datetime(2026, 11, 24, 2, 0, 0, tzinfo=UTC)

    first = free_release_id(home, now)
    released(home, first)
    second = free_release_id(home, now)
    released(home, second)

    assert (first, second, free_release_id(home, now)) == ("20261124T020000Z", "20261124T020000Z-2", "20261124T020000Z-3")


def test_releases_are_listed_in_the_order_in_which_they_were_built(home: Home) -> None:
    released(home, "a", built_at="2026-11-22T02:00:00+00:00")
    released(home, "b", built_at="2026-11-21T02:00:00+00:00")

    assert [release.id for release in releases(home)] == ["b", "a"]


@pytest.mark.parametrize("damage", ["", "{", "[]", '{"id": "one"}'])
def test_a_release_with_a_damaged_note_is_not_listed(home: Home, damage: str) -> None:
    released(home, "one")
    (home.root / "releases" / "one" / "release.json").write_text(damage)

    assert releases(home) == []


def test_old_releases_are_removed_but_never_the_published_one(home: Home) -> None:
    for day in range(1, 6):
        build = built(home.folder("build") / "warehouse.duckdb")
        make_release(home, build, plan(f"r{day}", f"2026-11-0{day}T02:00:00+00:00"))
    publish(home, "r1")

    removed = remove_old_releases(home, keep=2)

    assert removed == ["r2", "r3"]
    assert folders(home) == ["r1", "r4", "r5"]
    assert headline(home.published) == 12.0


def test_a_release_is_closed_to_other_users(home: Home) -> None:
    released(home, "one")

    assert (home.root / "releases" / "one").stat().st_mode & 0o077 == 0


def test_a_release_whose_night_was_killed_before_the_switch_was_never_put_up(home: Home) -> None:
    released(home, "one", built_at="2026-11-19T02:00:00+00:00")
    publish(home, "one")
    released(home, "two", built_at="2026-11-20T02:00:00+00:00")

    assert [was_put_up(home, release) for release in releases(home)] == [True, False]


def test_a_release_rolled_back_was_put_up(home: Home) -> None:
    released(home, "one", built_at="2026-11-19T02:00:00+00:00")
    released(home, "two", built_at="2026-11-20T02:00:00+00:00")
    for release in ("one", "two", "one"):
        publish(home, release)

    assert [was_put_up(home, release) for release in releases(home)] == [True, True]
