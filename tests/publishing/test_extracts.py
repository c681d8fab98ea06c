"""Extracts: every figure, the same bytes each time, and nothing in them that a spreadsheet would run."""

from __future__ import annotations

import csv
import zipfile
from datetime import UTC, datetime
from pathlib import Path

import duckdb
import openpyxl
import pytest
from publishing_helpers import HOSTILE, VALUES, released

from ingestion.home import Home
from publishing import extracts
from publishing.extracts import write_extracts

Figure = tuple[object, ...]
TEXTS = ("kpi_id", "period_type", "period_start", "territory_code", "breakdown", "breakdown_value")
NUMBERS = ("numerator", "denominator", "value")


@pytest.fixture
def home(tmp_path: Path) -> Home:
    home = Home(tmp_path / "home")
    released(home, "one")
    return home


def in_order(rows: list[Figure]) -> list[Figure]:
    return sorted(rows, key=lambda row: tuple(map(str, row[:6])))


def expected() -> list[Figure]:
    return in_order([(*row[:2], row[2].isoformat(), *row[3:]) for row in VALUES])


def number(text: str) -> float | None:
    return float(text) if text else None


def test_the_csv_holds_every_figure(home: Home) -> None:
    folder = write_extracts(home, "one")

    with (folder / "kpi_values.csv").open(encoding="utf-8", newline="") as lines:
        rows = list(csv.DictReader(lines))
    found = [(*(row[name] for name in TEXTS), *(number(row[name]) for name in NUMBERS)) for row in rows]
    assert in_order(found) == expected()


def test_the_workbook_holds_every_figure(home: Home) -> None:
    folder = write_extracts(home, "one")

    sheet = openpyxl.load_workbook(folder / "kpi_values.xlsx")["kpi_values"]
    heading, *rows = list(sheet.iter_rows(values_only=True))
    records = [dict(zip(heading, row, strict=True)) for row in rows]
    found = [(*(record[name] for name in TEXTS), *(record[name] for name in NUMBERS)) for record in records]
    found = [(*row[:2], day(row[2]), *row[3:]) for row in found]
    for one, other in zip(in_order(found), expected(), strict=True):
        assert one[:6] == other[:6]
        # A workbook keeps 15 to 17 significant digits of a number.
        assert one[6:] == tuple(pytest.approx(value, rel=1e-14) if value is not None else None for value in other[6:])


def day(value: object) -> str:
    assert isinstance(value, datetime)
    return value.date().isoformat()


def test_figures_are_those_of_the_release_named_in_each_row(home: Home) -> None:
    folder = write_extracts(home, "one")

    key = "kpi_id, period_type, period_start, territory_code, breakdown, breakdown_value"
    with duckdb.connect() as connection:
        connection.execute(f"attach '{home.root}/releases/one/warehouse.duckdb' as release (read_only)")
        connection.execute(f"create view written as select * from read_csv('{folder}/kpi_values.csv', header = true)")
        differences = connection.execute(
            f"""select count(*) from written full join release.marts.kpi_values as kept using ({key})
            where written.value is distinct from kept.value or written.release_id is distinct from kept.release_id"""
        ).fetchone()
    assert differences == (0,)


def test_a_second_run_gives_the_same_bytes(home: Home) -> None:
    first = {path.name: path.read_bytes() for path in write_extracts(home, "one").iterdir()}
    second = {path.name: path.read_bytes() for path in write_extracts(home, "one").iterdir()}

    assert set(first) == {"kpi_values.csv", "kpi_values.xlsx"}
    assert first == second


def test_the_workbook_tells_no_time_of_its_making(home: Home) -> None:
    folder = write_extracts(home, "one")

    with zipfile.ZipFile(folder / "kpi_values.xlsx") as parts:
        assert {part.date_time[0] for part in parts.infolist()} == {1980}
        assert f"{datetime.now(UTC):%Y-%m-%d}".encode() not in b"".join(map(parts.read, parts.namelist()))


def test_hostile_text_is_text_in_the_workbook(home: Home) -> None:
    folder = write_extracts(home, "one")

    workbook = openpyxl.load_workbook(folder / "kpi_values.xlsx")
    cells = [cell for sheet in workbook for row in sheet.iter_rows() for cell in row if cell.value == HOSTILE]
    assert cells
    assert {cell.data_type for cell in cells} == {"s"}
    assert all(cell.hyperlink is None for cell in cells)
    with zipfile.ZipFile(folder / "kpi_values.xlsx") as parts:
        xml = b"".join(parts.read(part) for part in parts.namelist() if part.startswith("xl/worksheets/"))
    assert b"<f>" not in xml
    assert b"hyperlink" not in xml.replace(b"HYPERLINK", b"")


def test_the_names_of_the_catalogue_stand_beside_each_figure(home: Home) -> None:
    folder = write_extracts(home, "one")

    with (folder / "kpi_values.csv").open(encoding="utf-8", newline="") as lines:
        names = {(row["kpi_id"], row["name_ar"]) for row in csv.DictReader(lines)}
    assert names == {("JOB-01", "مناصب"), ("JOB-06", "حصة النساء")}


def test_extracts_that_fail_half_way_do_not_appear(home: Home, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(path: Path) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(extracts, "sync", broken)

    with pytest.raises(OSError, match="No space"):
        write_extracts(home, "one")
    assert [path.name for path in home.folder("extracts").iterdir() if not path.name.startswith(".")] == []


def test_extracts_of_a_release_without_figures_are_written_all_the_same(tmp_path: Path) -> None:
    home = Home(tmp_path / "bare")
    released(home, "one")
    with duckdb.connect(str(home.root / "releases" / "one" / "warehouse.duckdb")) as connection:
        connection.execute("delete from marts.kpi_values")

    folder = write_extracts(home, "one")

    assert len((folder / "kpi_values.csv").read_text(encoding="utf-8").splitlines()) == 1
    assert openpyxl.load_workbook(folder / "kpi_values.xlsx")["kpi_values"].max_row == 1
