"""Three synthetic regions, from messy deliveries to released figures, against what was true in them."""

from __future__ import annotations

import gzip
import html
import io
import json
import math
import re
import zipfile
from collections.abc import Callable, Iterator, Sequence
from datetime import date
from pathlib import Path
from typing import Any

import duckdb
import openpyxl
import pytest

from demo.expected_context import Context
from demo.expected_matching import Links
from demo.given_links import links_of_file
from demo.linkage_quality import linked, pairs, pairs_by_class
from demo.mentions import mentions
from demo.remaking import Remade, remake
from demo.truth_links import truth_links
from tests.end_to_end.homes import DemoHome, contacts, identities, make_demo, words_found

SEEDS = (7, 2026)
_BATCH_BYTES = 100_000_000
CELL = ("kpi_id", "period_type", "period_start", "territory_code", "breakdown", "breakdown_value")


@pytest.fixture(scope="module", params=SEEDS)
def home(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> DemoHome:
    made = make_demo(tmp_path_factory.mktemp("region"), "--months", "4", "--scale", "0.15", "--seed", str(request.param))
    done = made.night()
    assert done.returncode == 0, done.stdout + done.stderr
    assert "lasting jobs created" in done.stdout
    return made


@pytest.fixture(scope="module")
def truth(home: DemoHome) -> Iterator[duckdb.DuckDBPyConnection]:
    with duckdb.connect() as connection:
        folder = home.root / "truth"
        for name in ("expected_kpis", "planted_errors", "rows", "differences"):
            connection.execute(f"create table {name} as select * from read_csv('{folder}/{name}.csv', all_varchar = true, header = true)")
        connection.execute(f"create table loads as select * from read_json('{home.root}/ledger/*/*/*.json', union_by_name = true)")
        connection.execute(
            f"""create table quarantine as select loads.file_name as file, q.* from
            read_parquet('{home.root}/quarantine/*/*/*.parquet', union_by_name = true) as q inner join loads using (load_id)"""
        )
        connection.execute(f"attach '{home.published}' as released (read_only)")
        yield connection


@pytest.fixture(scope="module")
def remade(home: DemoHome) -> Remade:
    return remake(home.root)


@pytest.fixture(scope="module")
def links(home: DemoHome) -> Links:
    return links_of_file(home.root / "build" / "warehouse.duckdb")


def test_every_figure_is_exact_given_who_was_taken_for_whom(home: DemoHome, remade: Remade, links: Links) -> None:
    expected = remade.figures(links)
    found = {row[:6]: row[6:] for row in home.query(f"select {', '.join(CELL)}, numerator, denominator, value from marts.kpi_values")}

    assert found.keys() ^ expected.keys() == set()
    assert {key: (found[key], each.as_floats()) for key, each in expected.items() if not _is_same(found[key], each.as_floats())} == {}


def test_every_figure_stands_beside_what_it_must(home: DemoHome, remade: Remade, links: Links) -> None:
    expected = remade.contexts(remade.figures(links))
    rows = home.query(f"select {', '.join(CELL)}, target, previous_value, coverage, status, obs_status from marts.kpi_values")

    assert len(rows) == len(expected)
    assert {row[:6]: (row[6:], expected[row[:6]]) for row in rows if not _is_same_context(row[6:], expected[row[:6]])} == {}


def test_the_truth_on_disk_is_that_of_the_region(truth: duckdb.DuckDBPyConnection, remade: Remade) -> None:
    true = remade.figures(truth_links(remade.region))
    told = truth.execute(f"select {', '.join(CELL)}, value from expected_kpis").fetchall()

    assert len(told) == len(true)
    assert {(kpi, period_type, date.fromisoformat(start), *cell) for kpi, period_type, start, *cell, _ in told} == true.keys()


def test_organisations_are_told_apart_and_brought_together(
    remade: Remade, links: Links, record_property: Callable[[str, object], None]
) -> None:
    mentioned = linked(mentions(remade.region), links)
    overall = pairs(mentioned)
    for name, of_class in pairs_by_class(mentioned).items():
        record_property(f"linkage {name}", f"recall {of_class.recall}, precision {of_class.precision}, {of_class.true} true pairs")

    assert overall.true > 400
    assert overall.precision is not None
    assert overall.precision >= 0.99
    assert overall.recall is not None
    assert overall.recall >= 0.95


def test_cells_that_differ_from_the_truth_are_listed_with_their_case(truth: duckdb.DuckDBPyConnection) -> None:
    unlisted = truth.execute(
        """select count(*) from expected_kpis anti join differences
            using (kpi_id, period_type, period_start, territory_code, breakdown, breakdown_value)
        where try_cast(value as double) is distinct from try_cast(truth_value as double)"""
    ).fetchone()
    uncased = truth.execute("select count(*) from differences where cases is null or cases = ''").fetchone()

    assert unlisted == (0,)
    assert uncased == (0,)


def _is_same_context(found: tuple[Any, ...], context: Context) -> bool:
    numbers = (context.target, context.previous_value, context.coverage)
    wanted = tuple(None if number is None else float(number) for number in numbers)
    return _is_same(found[:3], wanted) and found[3:] == (context.status, context.obs_status)


def _is_same(found: tuple[float | None, ...], expected: tuple[float | None, ...]) -> bool:
    return all(
        one is other if one is None or other is None else math.isclose(one, other, rel_tol=1e-9, abs_tol=1e-6)
        for one, other in zip(found, expected, strict=True)
    )


def test_quarantine_holds_exactly_the_planted_errors(truth: duckdb.DuckDBPyConnection) -> None:
    key = "file, coalesce(sheet, ''), row_number::bigint, cell, rule, severity"
    planted = set(truth.execute(f"select {key} from planted_errors").fetchall())
    found = set(truth.execute(f"select {key} from quarantine where rule <> 'delivery.refused'").fetchall())

    assert len(planted) > 100
    assert found - planted == set()
    assert planted - found == set()


def test_every_row_read_is_accepted_or_rejected(truth: duckdb.DuckDBPyConnection, home: DemoHome) -> None:
    unbalanced = truth.execute("select load_id from loads where rows_read <> rows_accepted + rows_rejected").fetchall()
    miscounted = truth.execute(
        """select file, rows, rows_read, rejected, rows_rejected from rows inner join loads on loads.file_name = rows.file
        where rows.verdict = 'taken' and (rows::bigint <> rows_read or rejected::bigint <> rows_rejected)"""
    ).fetchall()
    stored = truth.execute(f"select count(*) from read_parquet('{home.root}/lake/*/*/*.parquet', union_by_name = true)").fetchone()
    counted = truth.execute("select sum(rows_accepted)::bigint from loads").fetchone()

    assert unbalanced == []
    assert miscounted == []
    assert stored == counted


def test_deliveries_refused_are_those_that_had_to_be(truth: duckdb.DuckDBPyConnection) -> None:
    expected = truth.execute("select file from rows where verdict = 'refused' order by all").fetchall()
    refused = truth.execute("select file_name from loads where verdict = 'refused' order by all").fetchall()
    reasons = truth.execute("select count(*) from loads where verdict = 'refused' and reason is null").fetchone()

    assert refused == expected
    assert reasons == (0,)


def test_no_identity_telephone_or_address_leaves_the_inbox(home: DemoHome) -> None:
    """The archive as it is stored, databases, logs, Dagster's own files, receipts: bytes, and what packing hides."""
    ways = contacts(home)
    numbers = identities(home) | ways
    paths = list(_outside_inbox_and_truth(home.root))
    # Many files at a time, for each search is a process; where one finds something, each file of it is looked at.
    leaks = {
        str(path): found
        for some in _batches(paths)
        if words_found(b"\n".join(some.values()), numbers)
        for path, content in some.items()
        if (found := words_found(content, numbers))
    }

    copies = list((home.root / "receipts").rglob("*.annote.*"))
    assert len(numbers) > 50
    assert len([way for way in ways if "@" in way]) > 10
    rooms = {path.relative_to(home.root).parts[0] for path in paths}
    assert rooms >= {"archive", "build", "dagster", "lake", "ledger", "linkage", "logs", "quarantine", "receipts", "releases"}
    assert any("•••".encode() in _decoded(path) for path in copies)  # else nothing had to be masked
    assert words_found(b"x\0" + min(numbers).encode() + b"\n", numbers) == {min(numbers)}
    assert leaks == {}


def _outside_inbox_and_truth(root: Path) -> Iterator[Path]:
    for path in root.rglob("*"):
        if path.is_file() and path.relative_to(root).parts[0] not in ("inbox", "truth"):
            yield path


def _batches(paths: Sequence[Path]) -> Iterator[dict[Path, bytes]]:
    """File → all it says, as it is stored and decoded; some hundred megabytes at a time."""
    some: dict[Path, bytes] = {}
    for path in paths:
        some[path] = path.read_bytes() + b"\n" + _decoded(path)
        if sum(map(len, some.values())) > _BATCH_BYTES:
            yield some
            some = {}
    yield some


def _decoded(path: Path) -> bytes:
    """What packing hides: cells of Parquet and DuckDB files, members of packages and their cells, texts without entities."""
    if path.suffix in (".parquet", ".duckdb"):
        return _cells_of_tables(path)
    return b"\n".join(_unpacked(path.read_bytes()))


def _unpacked(data: bytes) -> Iterator[bytes]:
    """All that bytes hold, package within package; of a text also what it says without tags and entities."""
    if data.startswith(b"PK\x03\x04"):
        with zipfile.ZipFile(io.BytesIO(data)) as package:
            for name in package.namelist():
                yield name.encode()
                yield from _unpacked(package.read(name))
            if "xl/workbook.xml" in package.namelist():
                yield _cells_of_workbook(data)
    elif data.startswith(b"\x1f\x8b"):
        yield from _unpacked(gzip.decompress(data))
    else:
        yield data
        text = data.decode("utf-8", "ignore")
        # As it stands, without entities, without escapes of JSON, and with pieces of a text put together.
        yield html.unescape(text).encode()
        yield re.sub(r"\\u([0-9a-fA-F]{4})", lambda found: chr(int(found[1], 16)), text).encode("utf-8", "ignore")
        yield html.unescape(re.sub(r"<[^>]*>", "", text)).encode()


def _cells_of_workbook(data: bytes) -> bytes:
    book = openpyxl.load_workbook(io.BytesIO(data), data_only=True)
    cells = (cell for sheet in book for row in sheet.iter_rows() for cell in row)
    return "\n".join(f"{cell.value} {cell.comment.text if cell.comment else ''}" for cell in cells if cell.value is not None).encode()


def _cells_of_tables(path: Path) -> bytes:
    with duckdb.connect() as connection:
        if path.suffix == ".parquet":
            relations = [f"read_parquet('{path}')"]
        else:
            connection.execute(f"attach '{path}' as examined (read_only)")
            rows = connection.execute("select schema_name, table_name from duckdb_tables() where database_name = 'examined'").fetchall()
            relations = [f'examined."{schema}"."{name}"' for schema, name in rows]
        texts = [connection.execute(f"select string_agg(t::varchar, chr(10)) from {relation} as t").fetchone() for relation in relations]
    return "\n".join(str(text[0]) for text in texts if text).encode()


def test_a_figure_is_traced_to_the_lines_of_the_files_it_came_from(home: DemoHome) -> None:
    month, local_refs = home.query(
        """select strftime(date_trunc('month', jobs.started_on), '%Y-%m') as month, list(sources.local_ref)
        from marts.fct_job_sources as sources inner join marts.fct_jobs as jobs using (job_id)
        where jobs.is_lasting and sources.partner = 'government_departments' group by month order by count(*) desc, month limit 1"""
    )[0]
    done = home.qutb("trace", "JOB-01", "--period", month, "--json", "--limit", "10000")
    assert done.returncode == 0, done.stderr
    (term,) = json.loads(done.stdout)["terms"]
    sources = [source for row in term["rows"] for source in row["sources"] if source["partner"] == "government_departments"]
    lines = [
        (home.root / "inbox" / source["file_name"]).read_text(encoding="utf-8-sig").splitlines()[source["row_number"] - 1]
        for source in sources
    ]

    assert len(lines) == len(local_refs) > 0
    assert all(any(reference in line for line in lines) for reference in local_refs)
