"""The keys that comments tell are those that the dbt project checks."""

from __future__ import annotations

import yaml
from publishing_helpers import DBT_MODELS, promised_tables

from publishing.guide.keys import KEYS


def checked_keys() -> dict[str, tuple[str, ...]]:
    """Published table → the columns that a test of the dbt project holds unique."""
    found = {}
    for layer in ("marts", "quality"):
        for path in sorted((DBT_MODELS / layer).glob("*.yml")):
            for model in yaml.load(path.read_text(encoding="utf-8"), yaml.CSafeLoader).get("models", []):
                name = f"{layer}.{model['name']}"
                for test in model.get("data_tests") or []:
                    if isinstance(test, dict) and "unique_combination" in test:
                        found[name] = tuple(test["unique_combination"]["arguments"]["columns"])
                for column in model["columns"]:
                    if "unique" in (column.get("data_tests") or []):
                        found[name] = (column["name"],)
    return found


def test_a_key_that_is_checked_is_the_one_that_is_told() -> None:
    checked = checked_keys()

    assert {name: KEYS.get(name) for name in checked} == checked
    assert len(checked) > 40


def test_each_published_table_tells_its_key() -> None:
    assert set(promised_tables()) - set(KEYS) == set()
