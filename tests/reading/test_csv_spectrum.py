"""The public csv-spectrum cases must parse exactly."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from reading_helpers import rows_of

from ingestion.reading.delimited import read_delimited
from ingestion.reading.reader import read

_FOLDER = next(
    (
        candidate / "shared" / "data" / "csv-spectrum"
        for candidate in Path(__file__).resolve().parents
        if (candidate / "shared" / "data" / "csv-spectrum").is_dir()
    ),
    Path("shared/data/csv-spectrum"),
)
_CASES = sorted((_FOLDER / "csvs").glob("*.csv"))


@pytest.mark.skipif(not _CASES, reason=f"the public data set csv-spectrum is not at {_FOLDER}")
@pytest.mark.parametrize("path", _CASES, ids=lambda path: path.stem)
@pytest.mark.parametrize("way", ["alone", "by the door"])
def test_csv_spectrum_parses_exactly(path: Path, way: str) -> None:
    expected = json.loads((_FOLDER / "json" / f"{path.stem}.json").read_text(encoding="utf-8"))

    (table,) = (read_delimited(path),) if way == "alone" else read(path).tables

    assert [dict(zip(table.header, [cell or "" for cell in row], strict=True)) for row in rows_of(table)] == expected
    assert table.skipped == ()
    assert table.titles == ()
