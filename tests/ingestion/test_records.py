"""Records (JSON, JSON lines, Parquet) through the first step of a load: same rows, same findings, addresses by field and record."""

from __future__ import annotations

import gzip
import io
import json
import zipfile
from pathlib import Path

import openpyxl
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from intake_helpers import accepted_rows, prepare_file, quarantined

from ingestion.contract import load_contracts
from ingestion.workspace import Workspace

ROWS = [
    {
        "project_ref": f"P-{index}", "ice": "001561191000066", "organisation_name": "Coopérative Al Amal", "title": "Huilerie", "province": "Fès",
        "sector": "food_processing", "status": "approved", "submitted_on": "2026-01-05", "decided_on": "2026-02-10", "amount_mad": "1200.50",
        "jobs_promised": "12", "jobs_realised": "beaucoup" if index == 3 else "3",
    }
    for index in range(1, 6)
]  # fmt: skip


def _parquet() -> bytes:
    out = io.BytesIO()
    pq.write_table(pa.Table.from_pylist(ROWS), out)
    return out.getvalue()


def _zip(name: str, data: bytes) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr(name, data)
    return out.getvalue()


ARRAY = json.dumps({"count": 5, "results": ROWS}).encode()
LINES = "".join(json.dumps(row) + "\n" for row in ROWS).encode()


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("p.json", ARRAY),
        ("p.jsonl", LINES),
        ("p.parquet", _parquet()),
        ("p.jsonl.gz", gzip.compress(LINES)),
        ("p.zip", _zip("p.json", ARRAY)),
        ("q.zip", _zip("p.parquet", _parquet())),
    ],
)
@pytest.mark.parametrize("is_large", [False, True])
def test_a_faulty_value_is_named_by_field_and_record(
    workspace: Workspace, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str, data: bytes, is_large: bool
) -> None:
    if is_large:
        monkeypatch.setattr("ingestion.reading.reader.LARGE_BYTES", 10)
        monkeypatch.setattr("ingestion.reading.reader.read.__defaults__", (None, None, 10))
    path = tmp_path / name
    path.write_bytes(data)

    prepared = prepare_file(workspace, path, "investment_projects")

    assert prepared.refusal is None
    assert (prepared.rows_read, prepared.rows_accepted, prepared.rows_rejected) == (5, 4, 1)
    assert [(row["cell"], row["found"], row["sheet"]) for row in quarantined(prepared)] == [("jobs_realised#3", "beaucoup", None)]
    assert [(row["row_number"], row["amount_mad"]) for row in accepted_rows(prepared)] == [(n, 1200.5) for n in (1, 2, 4, 5)]


def test_two_tables_side_by_side_keep_their_cells_apart(workspace: Workspace, tmp_path: Path) -> None:
    names = list(ROWS[0])
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.title = "Fès"
    for offset, rows in ((0, ROWS[:2]), (len(names) + 1, ROWS[2:])):
        for line, row in enumerate([dict(zip(names, names, strict=True)), *rows], start=1):
            for column, name in enumerate(names, start=offset + 1):
                sheet.cell(line, column).value = row[name]
    path = tmp_path / "deux.xlsx"
    book.save(path)

    prepared = prepare_file(workspace, path, "investment_projects")

    assert (prepared.rows_read, prepared.rows_accepted) == (5, 4)
    assert [(row["cell"], row["sheet"]) for row in quarantined(prepared)] == [("Y2", "Fès [N:Y]")]


def test_a_file_of_another_contract_is_refused(workspace: Workspace, tmp_path: Path) -> None:
    path = tmp_path / "x.json"
    path.write_text('[{"couleur": "bleu", "taille": 3}]', encoding="utf-8")

    prepared = prepare_file(workspace, path, "investment_projects")

    assert prepared.refusal is not None
    assert load_contracts()["investment_projects"].column("project_ref").names.fr in prepared.refusal.fr
