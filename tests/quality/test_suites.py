"""A suite says what its contract says: compared with the contract file as plain YAML, read by this test alone."""

from __future__ import annotations

from typing import Any

import pytest
import yaml
from quality_helpers import CONTRACT

from ingestion.contract import CONTRACTS_FOLDER, load_contracts
from quality.suites import FACTS, Expected, suite_of

FILES = sorted(CONTRACTS_FOLDER.glob("*.odcs.yaml"))


def document_of(name: str) -> dict[str, Any]:
    return yaml.safe_load((CONTRACTS_FOLDER / f"{name}.odcs.yaml").read_text(encoding="utf-8"))


def is_key_with_default(column: dict[str, Any]) -> bool:
    return bool(column.get("primaryKey")) and any(each["property"] == "default" for each in column.get("customProperties", []))


def test_a_small_contract_gives_this_suite() -> None:
    suite = {each.id: (each.subject, each.type, dict(each.arguments)) for each in suite_of(CONTRACT)}

    assert suite == {
        "rows_read.some": ("facts", "ExpectColumnValuesToBeBetween", {"column": "rows_read", "min_value": 1}),
        "rejected_share.allowed": ("facts", "ExpectColumnValuesToBeBetween", {"column": "rejected_share", "max_value": 0.2}),
        "rows.accounted_for": (
            "facts", "ExpectColumnValuesToBeBetween", {"column": "unaccounted_rows", "min_value": 0, "max_value": 0},
        ),
        "ref.given": ("rows", "ExpectColumnValuesToNotBeNull", {"column": "ref"}),
        "kind.in_list": ("rows", "ExpectColumnValuesToBeInSet", {"column": "kind", "value_set": ["loom", "kiln"]}),
        "people.in_range": (
            "rows", "ExpectColumnValuesToBeBetween",
            {"column": "people", "min_value": 1, "max_value": 10, "strict_min": False, "strict_max": False},
        ),
        "share.in_range": (
            "rows", "ExpectColumnValuesToBeBetween",
            {"column": "share", "min_value": 0, "max_value": 1, "strict_min": True, "strict_max": True},
        ),
    }  # fmt: skip


@pytest.mark.parametrize("name", [path.name.removesuffix(".odcs.yaml") for path in FILES])
def test_every_promise_of_a_contract_file_is_expected_of_its_loads(name: str) -> None:
    properties = document_of(name)["schema"][0]["properties"]
    promised = {f"{each['name']}.given" for each in properties if each.get("required") or is_key_with_default(each)}
    promised |= {f"{each['name']}.in_list" for each in properties if each.get("semanticType") == "code"}
    promised |= {f"{each['name']}.in_range" for each in properties if each.get("logicalTypeOptions")}

    expected = {each.id for each in suite_of(load_contracts()[name]) if each.subject == "rows" and each.file is None}

    assert expected == promised


@pytest.mark.parametrize("name", [path.name.removesuffix(".odcs.yaml") for path in FILES])
def test_code_lists_and_the_tolerated_share_are_those_of_the_file(name: str) -> None:
    document = document_of(name)
    suite = {each.id: each.arguments for each in suite_of(load_contracts()[name])}
    shares = [each["value"] for each in document["customProperties"] if each["property"] == "max_rejected_share"]

    assert suite["rejected_share.allowed"]["max_value"] == shares[0]
    for column in document["schema"][0]["properties"]:
        if column.get("semanticType") == "code":
            assert suite[f"{column['name']}.in_list"]["value_set"] == [str(each["value"]) for each in column["enum"]]


def test_expectations_on_the_load_name_only_facts_that_are_given() -> None:
    named = {each.arguments["column"] for each in suite_of(CONTRACT) if each.subject == "facts"}

    assert named <= set(FACTS)


@pytest.mark.parametrize(
    ("query", "is_row_by_row"),
    [
        ("select booking_ref from {batch} where ends_at > starts_at + interval 92 days", True),
        ("select booking_ref from {batch} where price_mad > 0 limit 1", False),
        ("select kind from {batch} where hours > 0 group by kind having count(*) > 3", False),
        ("select booking_ref from {batch} where price_mad > (select avg(price_mad) from {batch})", False),
        ("select count(*) from {batch}", False),
    ],
)
def test_a_query_is_asked_of_several_loads_at_once_only_when_it_filters_rows(query: str, is_row_by_row: bool) -> None:
    expected = Expected("rows.odd", "rows", "UnexpectedRowsExpectation", {"unexpected_rows_query": query})

    assert expected.is_row_by_row is is_row_by_row
