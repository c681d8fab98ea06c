"""The open data package: valid, described, exact text, confidential rows empty, the same bytes twice."""

from __future__ import annotations

import csv
import hashlib
import json
from pathlib import Path
from typing import Any

import duckdb
import frictionless
import pyarrow.parquet as pq
import pytest
import yaml
from open_data_helpers import HOSTILE_NAMES, MODELS, VALUES, hand_made_edition

from publishing.open_data import write_open_data
from publishing.open_data.settings import OpenDataSettingsError, read_settings

KEY = ("kpi_id", "period_type", "period_start", "territory_code", "breakdown", "breakdown_value")


def written(folder: Path) -> Path:
    folder.mkdir()
    with duckdb.connect() as connection:
        write_open_data(hand_made_edition(connection), folder)
    return folder / "open_data"


@pytest.fixture(scope="module")
def package(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return written(tmp_path_factory.mktemp("open") / "extracts")


@pytest.fixture(scope="module")
def descriptor(package: Path) -> dict[str, Any]:
    return json.loads((package / "datapackage.json").read_text(encoding="utf-8"))


def table(package: Path, name: str) -> list[dict[str, str]]:
    with (package / "data" / f"{name}.csv").open(encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(lines))


def test_frictionless_finds_nothing_wrong(package: Path) -> None:
    report = frictionless.validate(str(package / "datapackage.json"))

    assert report.valid, report.flatten(["name", "type", "note"])
    assert report.warnings == []
    assert [task.warnings for task in report.tasks] == [[]] * len(report.tasks)


@pytest.mark.parametrize(
    ("resource", "before", "after"),
    [
        ("kpi_values", "JOB-01,month,2026-10-01,03,total", "JOB-99,month,2026-10-01,03,total"),
        ("kpi_values", ",A,C,", ",A,Z,"),
        ("territories", "03.231", "03.061"),
        ("themes", "jobs,1", "jobs,one"),
    ],
    ids=["foreign key", "code", "unique", "type"],
)
def test_a_broken_promise_is_found(tmp_path: Path, resource: str, before: str, after: str) -> None:
    package = written(tmp_path / "extracts")
    path = package / "data" / f"{resource}.csv"
    text = path.read_text(encoding="utf-8")
    assert before in text
    path.write_text(text.replace(before, after), encoding="utf-8")

    types = {error[0] for error in frictionless.validate(str(package / "datapackage.json")).flatten(["type"])}

    assert types & {"foreign-key", "unique-error", "primary-key", "type-error"}


def test_the_csv_holds_every_figure_exactly(package: Path) -> None:
    def text(value: object) -> str:
        return "" if value is None else str(int(value)) if isinstance(value, float) and value.is_integer() else str(value)

    columns = [
        column["name"] for column in yaml.safe_load((MODELS / "marts" / "kpi_values_public.yml").read_text())["models"][0]["columns"]
    ]
    expected = sorted(tuple(text(row.get(column)) for column in columns) for row in VALUES)

    assert sorted(tuple(row[column] for column in columns) for row in table(package, "kpi_values")) == expected
    assert "412.0" not in (package / "data" / "kpi_values.csv").read_text(encoding="utf-8")


def test_a_confidential_figure_is_empty_and_says_so(package: Path) -> None:
    kept_back = [row for row in table(package, "kpi_values") if row["territory_code"] != "03"]

    assert [row["conf_status"] for row in kept_back] == ["C", "C"]
    assert {row[name] for row in kept_back for name in ("value", "numerator", "denominator", "previous_value")} == {""}


def test_only_codes_that_a_public_figure_can_bear_are_listed(package: Path) -> None:
    # Of kpi_values_public: free, or kept back for either reason (its SQL tells no other code).
    assert {row["code"] for row in table(package, "conf_status_codes")} == {"C", "F"}
    assert {row["conf_status"] for row in table(package, "kpi_values")} == {"C", "F"}
    (kept_back,) = (row for row in table(package, "conf_status_codes") if row["code"] == "C")
    assert "ou permettrait de retrouver" in kept_back["meaning_fr"]
    assert "أو تمكن من استنتاج" in kept_back["meaning_ar"]


def test_tables_that_are_not_published_are_named_and_explained(package: Path) -> None:
    assert [tuple(row.values()) for row in table(package, "tables_not_published")] == [("JOB-01", "quarter", "province", "programme")]
    for name in ("LISEZ-MOI.md", "LISEZ-MOI.ar.md", "CHANGELOG.md", "CHANGELOG.ar.md"):
        assert "tables_not_published" in (package / name).read_text(encoding="utf-8").split("## ")[0 if "CHANGELOG" in name else 2], name


def test_hostile_names_come_through_exact(package: Path) -> None:
    labels = [row for row in table(package, "labels") if row["breakdown"] == "programme"]

    assert {row["label_fr"] for row in labels} == set(HOSTILE_NAMES)
    told = "".join(path.read_text(encoding="utf-8") for path in package.iterdir() if path.is_file())
    assert not [name for name in HOSTILE_NAMES if name != "+1" and name in told]


def test_parquet_holds_the_same_as_csv(package: Path, descriptor: dict[str, Any]) -> None:
    for resource in descriptor["resources"]:
        rows = pq.read_table(package / resource["alternates"][0]["path"]).to_pylist()
        texts = table(package, resource["name"])
        assert len(rows) == len(texts)
        for row, text in zip(rows, texts, strict=True):
            assert {name: same(value, text[name]) for name, value in row.items()} == dict.fromkeys(text, True), resource["name"]


def same(value: Any, text: str) -> bool:
    if value is None:
        return text == ""
    if isinstance(value, bool):
        return text == str(value).lower()
    if isinstance(value, float):
        return float(text) == value
    if hasattr(value, "hour"):
        return text == value.strftime("%Y-%m-%dT%H:%M:%SZ")
    return str(value) == text


def test_every_column_is_described_and_the_warehouse_is_its_source(descriptor: dict[str, Any]) -> None:
    fields = {(resource["name"], field["name"]): field for resource in descriptor["resources"] for field in resource["schema"]["fields"]}

    assert all(field["description"] and field["title"] and field["title_ar"] for field in fields.values())
    model = yaml.safe_load((MODELS / "marts" / "kpi_values_public.yml").read_text())["models"][0]
    for column in model["columns"]:
        assert fields["kpi_values", column["name"]]["description"] == column["description"]


def test_all_columns_of_the_public_figures_are_there(descriptor: dict[str, Any]) -> None:
    model = yaml.safe_load((MODELS / "marts" / "kpi_values_public.yml").read_text())["models"][0]

    fields = descriptor["resources"][0]["schema"]["fields"]

    assert [field["name"] for field in fields] == [column["name"] for column in model["columns"]]


def test_nothing_of_single_deliveries_leaves(package: Path) -> None:
    everything = b"".join(path.read_bytes() for path in package.rglob("*") if path.is_file())

    assert b"secret.f14a" not in everything
    assert b"maladie" not in everything
    assert [(row["status"], row["is_excused"]) for row in table(package, "partner_reporting")] == [
        ("on_time", "false"),
        ("excused", "true"),
    ]


def test_only_figures_that_changed_are_revisions_and_the_log_counts_them(package: Path) -> None:
    assert [row["period_start"] for row in table(package, "revisions")] == ["2026-09-01"]
    assert [tuple(row.values()) for row in table(package, "changes")] == [
        ("r1", "JOB-01", "month", "1", "0", "", ""),
        ("r2", "JOB-01", "month", "1", "1", "2026-09-01", "2026-09-01"),
    ]
    log = (package / "CHANGELOG.md").read_text(encoding="utf-8")
    assert "`JOB-01` Nom : 1\u00a0chiffre, de septembre 2026 à septembre 2026" in log
    assert log.index("## r2") < log.index("## r1")


def test_the_package_tells_its_release_period_and_terms(descriptor: dict[str, Any]) -> None:
    assert (descriptor["version"], descriptor["created"]) == ("r2", "2026-11-20T02:00:00Z")
    assert "octobre 2026" in descriptor["title"]
    assert "أكتوبر 2026" in descriptor["title_ar"]
    assert descriptor["licenses"][0]["name"] == "CC-BY-4.0"
    assert descriptor["temporal"] == {"start": "2026-09-01", "end": "2026-10-31"}


def test_sizes_and_hashes_are_those_of_the_files(package: Path, descriptor: dict[str, Any]) -> None:
    for resource in descriptor["resources"]:
        for told in (resource, *resource["alternates"]):
            content = (package / told["path"]).read_bytes()
            assert (told["bytes"], told["hash"]) == (len(content), f"sha256:{hashlib.sha256(content).hexdigest()}")


def test_a_second_run_gives_the_same_bytes(package: Path, tmp_path: Path) -> None:
    again = written(tmp_path / "again")

    def files(root: Path) -> dict[str, bytes]:
        return {path.relative_to(root).as_posix(): path.read_bytes() for path in root.rglob("*") if path.is_file()}

    assert files(again) == files(package)
    assert len(files(package)) == 2 * 13 + 6


@pytest.mark.parametrize(
    "text",
    [
        "licence: {name: ODbL-1.0}",
        "licence: {name: ODbL-1.0, title: [x], path: y}\npublisher: {fr: a, ar: b}",
        "licence: {name: ODbL-1.0, title: été, path: y}\npublisher: {fr: a, ar: b}",
    ],
)
def test_terms_that_are_missing_or_no_text_are_told(tmp_path: Path, text: str) -> None:
    path = tmp_path / "settings.yaml"
    path.write_text(text, encoding="cp1252")

    with pytest.raises(OpenDataSettingsError, match="licence needs"):
        read_settings(path)
