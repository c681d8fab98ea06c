"""YAML is plain data within bounds: what would end the process, or fill its memory, is an error like any other."""

from __future__ import annotations

import time
from pathlib import Path

import pytest
import yaml

from ingestion.contract import CONTRACTS_FOLDER, ContractError, load_contract
from ingestion.partners import PartnersError, load_feeds
from ingestion.yaml_files import parsed_yaml, yaml_of

NESTED = {
    "lists": "[" * 100_000 + "]" * 100_000,
    "entries": "{a: " * 100_000 + "1" + "}" * 100_000,
    "lists on one line": "- " * 100_000 + "x",
    "keys on one line": "? " * 100_000 + "x",
}
LAUGHS = "a0: &a0 [x, x, x, x, x, x, x, x, x, x]\n" + "".join(f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 10)}]\n" for n in range(1, 12))
ITSELF = "partners: &a\n  x: *a\n"


@pytest.mark.parametrize("text", NESTED.values(), ids=NESTED)
def test_nests_that_end_libyaml_are_refused(text: str) -> None:
    with pytest.raises(yaml.YAMLError, match="out of all proportion"):
        parsed_yaml(text)


@pytest.mark.parametrize("text", [LAUGHS, ITSELF], ids=["a billion laughs", "a list that holds itself"])
def test_anchors_without_measure_are_refused(tmp_path: Path, text: str) -> None:
    path = tmp_path / "x.odcs.yaml"
    path.write_text(text, encoding="utf-8")
    started = time.process_time()

    with pytest.raises(yaml.YAMLError, match="out of all proportion"):
        parsed_yaml(text)
    with pytest.raises(ContractError, match="out of all proportion"):
        load_contract(path)
    with pytest.raises(PartnersError, match="out of all proportion"):
        load_feeds(path)
    assert time.process_time() - started < 5


def test_an_anchor_in_measure_is_read() -> None:
    assert parsed_yaml("a: &x [1, 2]\nb: *x\n") == {"a": [1, 2], "b": [1, 2]}


@pytest.mark.parametrize(
    "text", ["2026-02-30", "a: 2026-13-01 25:00:00", "9" * 5_000, "a: \u0000", "{[1]: 2}", "!!python/object/apply:os.system [true]"]
)
def test_values_that_are_none_are_no_yaml(text: str) -> None:
    with pytest.raises(yaml.YAMLError):
        parsed_yaml(text)


def test_a_file_of_another_encoding_is_no_yaml(tmp_path: Path) -> None:
    (tmp_path / "x.yaml").write_bytes("nom: été".encode("cp1252"))

    with pytest.raises(yaml.YAMLError, match="not UTF-8"):
        yaml_of(tmp_path / "x.yaml")


def test_the_files_of_the_house_are_far_within_the_bounds() -> None:
    assert all(isinstance(yaml_of(path), dict) for path in CONTRACTS_FOLDER.glob("*.yaml"))
