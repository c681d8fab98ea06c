"""Suite files: what a quality engineer writes becomes expectations, and what is wrong is told with file, place and mend."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import yaml
from quality_helpers import CONTRACT

from ingestion.contract import load_contracts
from quality.added import PLACES, SuiteError
from quality.suites import SUITES_FOLDER, suite_of

ENTRY: dict[str, Any] = {
    "id": "people.plausible",
    "type": "expect_column_values_to_be_between",
    "kwargs": {"column": "people", "max_value": 5},
    "severity": "warning",
    "message": {"fr": "{unexpected} trop", "ar": "{unexpected} كثير", "en": "{unexpected} too many"},
}
FILES = sorted(SUITES_FOLDER.glob("*.yaml"))


def written(folder: Path, *entries: dict[str, Any]) -> Path:
    (folder / "things.yaml").write_text(yaml.safe_dump({"expectations": list(entries)}, allow_unicode=True), encoding="utf-8")
    return folder


def test_an_entry_becomes_an_expectation_after_those_of_the_contract(tmp_path: Path) -> None:
    suite = suite_of(CONTRACT, written(tmp_path, ENTRY))

    added = suite[-1]
    assert len(suite) == len(suite_of(CONTRACT, tmp_path / "none")) + 1
    assert (added.id, added.subject, added.type, added.severity) == (
        "people.plausible", "rows", "ExpectColumnValuesToBeBetween", "warning",
    )  # fmt: skip
    assert added.arguments == {"column": "people", "max_value": 5}
    assert added.message is not None
    assert added.message.ar == "{unexpected} كثير"


@pytest.mark.parametrize("name", ["ExpectColumnValuesToBeBetween", "expect_column_values_to_be_between"])
def test_both_spellings_of_a_type_are_one(tmp_path: Path, name: str) -> None:
    assert suite_of(CONTRACT, written(tmp_path, ENTRY | {"type": name}))[-1].type == "ExpectColumnValuesToBeBetween"


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"severity": "error"}, "severity 'error' is none of critical, warning, info"),
        ({"severity": None}, "severity None"),
        ({"subject": "columns"}, "subject 'columns' is neither rows"),
        ({"id": "People"}, "id 'People' is not <column or topic>.<what>"),
        ({"type": "between people"}, "type 'between people' is no name"),
        ({"kwargs": {"column": "persons", "max_value": 5}}, "rows have no column persons; they have ref, kind"),
        ({"subject": "facts"}, "facts have no column people; they have rows_read"),
        ({"kwargs": {"column": "people", "meta": {}}}, "kwargs may not set meta"),
        ({"kwargs": [1]}, "kwargs is no mapping"),
        ({"message": {"fr": "trop", "en": "too many"}}, "message lacks ar"),
        ({"message": {"fr": "{value}", "ar": "x", "en": "x"}}, "message names value in braces; it may name unexpected, rows, observed"),
        ({"message": {"fr": "{", "ar": "x", "en": "x"}}, "write a brace that is meant twice"),
        ({"mesage": {}}, "unknown entry mesage"),
    ],
)
def test_a_wrong_entry_is_told_with_file_place_and_mend(tmp_path: Path, change: dict[str, Any], said: str) -> None:
    folder = written(tmp_path, ENTRY | {"id": "people.first"}, ENTRY | change)

    with pytest.raises(SuiteError) as told:
        suite_of(CONTRACT, folder)

    assert f"{folder / 'things.yaml'}, expectation 2" in str(told.value)
    assert said in str(told.value)


def test_two_expectations_may_not_share_an_id(tmp_path: Path) -> None:
    with pytest.raises(SuiteError, match=r"expectation 2 \(people.plausible\): another one has this id"):
        suite_of(CONTRACT, written(tmp_path, ENTRY, ENTRY))


@pytest.mark.parametrize(
    ("text", "said"),
    [("- a\n", "`expectations:` and a list"), ("expectations: {\n", "not YAML"), ("# été\n", "not UTF-8"), ("a: 2026-02-30\n", "not YAML")],
)
def test_a_file_that_is_no_suite_is_told(tmp_path: Path, text: str, said: str) -> None:
    (tmp_path / "things.yaml").write_text(text, encoding="cp1252")

    with pytest.raises(SuiteError, match=said):
        suite_of(CONTRACT, tmp_path)


@pytest.mark.parametrize(
    ("type_name", "more", "is_row_by_row"),
    [
        ("expect_column_values_to_be_between", {}, True),
        ("expect_column_values_to_be_between", {"mostly": 0.9}, False),  # nine of ten of all loads says nothing of each
        ("expect_column_values_to_be_unique", {}, False),  # unique in each load is not unique in all
        ("expect_column_sum_to_be_between", {}, False),
        ("expect_column_value_z_scores_to_be_less_than", {}, False),
    ],
)
def test_only_what_looks_at_each_row_by_itself_is_asked_of_several_loads(
    tmp_path: Path, type_name: str, more: dict[str, Any], is_row_by_row: bool
) -> None:
    entry = ENTRY | {"type": type_name, "kwargs": {"column": "people", **more}}

    assert suite_of(CONTRACT, written(tmp_path, entry))[-1].is_row_by_row is is_row_by_row


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_the_suite_files_of_the_house_belong_to_contracts_and_speak_three_languages(path: Path) -> None:
    contract = load_contracts()[path.stem]

    added = [each for each in suite_of(contract) if each.file is not None]

    assert added
    for each in added:
        assert each.message is not None
        texts = (each.message.fr, each.message.ar, each.message.en)
        assert len({tuple(place for place in PLACES if f"{{{place}}}" in text) for text in texts}) == 1, each.id
        assert any("\u0600" <= letter <= "\u06ff" for letter in each.message.ar), each.id
