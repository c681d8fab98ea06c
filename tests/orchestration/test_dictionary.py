"""The data dictionary is up to date, and names every column and rule of the contract files (read here as plain YAML)."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import yaml

from ingestion.contract import CONTRACTS_FOLDER
from ingestion.partners import PARTNERS_FILE
from orchestration.dictionary import PAGE, main

DOCUMENTS = [yaml.safe_load(path.read_text(encoding="utf-8")) for path in sorted(CONTRACTS_FOLDER.glob("*.odcs.yaml"))]


@pytest.fixture(params=DOCUMENTS, ids=[document["name"] for document in DOCUMENTS])
def document(request: pytest.FixtureRequest) -> dict[str, Any]:
    return request.param  # type: ignore[no-any-return]


def section_of(name: str) -> str:
    page = PAGE.read_text(encoding="utf-8")
    return page.split(f"\n## {name}\n", 1)[1].split("\n## ", 1)[0]


def test_the_page_is_up_to_date() -> None:
    assert main(["--check"]) == 0, "run `python -m orchestration.dictionary` and commit docs/data-dictionary.md"


def test_every_column_stands_there_with_its_three_names(document: dict[str, Any]) -> None:
    rows = [line for line in section_of(document["name"]).splitlines() if line.startswith("| `")]

    for column in document["schema"][0]["properties"]:
        arabic, english = (next(each["synonym"] for each in column["synonyms"] if each["locale"] == locale) for locale in ("ar", "en"))
        beginning = f"| `{column['name']}` | {column['businessName']} | {arabic} | {english} |"
        assert any(row.startswith(beginning) for row in rows), beginning


def test_every_rule_stands_there_with_its_advice(document: dict[str, Any]) -> None:
    section = section_of(document["name"])
    schema = document["schema"][0]

    for rule in schema.get("quality", ()):
        effect = {"error": "rejet", "warning": "avis"}[rule["severity"]]
        assert f"| `{rule['name']}` | {effect} | {' '.join(rule['description'].split())} |" in section
    for column in schema["properties"]:
        derived = {f"{column['name']}.required"} if column.get("required") else set()
        derived |= {f"{column['name']}.range"} if column.get("logicalTypeOptions") else set()
        derived |= {f"{column['name']}.known"} if column.get("relationships") else set()
        for rule_id in derived:
            assert f"| `{rule_id}` | rejet |" in section


def test_every_code_stands_there(document: dict[str, Any]) -> None:
    section = section_of(document["name"])

    for column in document["schema"][0]["properties"]:
        for code in column.get("enum", ()):
            assert f"| `{code['value']}` | {code['label']} |" in section


def test_mode_version_and_feeds_stand_there(document: dict[str, Any]) -> None:
    section = section_of(document["name"])
    partners = yaml.safe_load(PARTNERS_FILE.read_text(encoding="utf-8"))["partners"]
    mode = next(each["value"] for each in document["customProperties"] if each["property"] == "delivery_mode")

    assert f"Mode de livraison : `{mode}`" in section
    assert f"Version : {document['version']}" in section
    for partner_id, partner in partners.items():
        assert (f"`{partner_id}/{document['name']}`" in section) == (document["name"] in partner["feeds"])


def test_a_stale_page_fails_the_check_and_is_left_as_it_is(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    page = tmp_path / "page.md"
    page.write_text("old")

    assert main(["--check", "--page", str(page)]) == 1
    assert page.read_text() == "old"
    assert "python -m orchestration.dictionary" in capsys.readouterr().err


def test_without_check_the_page_is_written(tmp_path: Path) -> None:
    page = tmp_path / "page.md"

    assert main(["--page", str(page)]) == 0
    assert page.read_text(encoding="utf-8") == PAGE.read_text(encoding="utf-8")


def test_tables_have_as_many_cells_in_each_row_as_in_their_heading() -> None:
    width = 0
    for line in PAGE.read_text(encoding="utf-8").splitlines():
        cells = line.replace("\\|", "").count("|")
        if not line.startswith("|"):
            width = 0
        elif width:
            assert cells == width, line
        else:
            width = cells
