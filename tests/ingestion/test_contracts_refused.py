"""Contracts that cannot be used are refused with the file and the mend: taken names, missing entries."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from ingestion.contract import CONTRACTS_FOLDER, ContractError, load_contract


@pytest.mark.parametrize("name", ["received_on", "load_id", "sheet", "row_number", "delivery_id", "failed_0", "value__text"])
def test_a_column_may_not_take_the_name_of_one_of_the_warehouses(tmp_path: Path, name: str) -> None:
    contract = tmp_path / "media_mentions.odcs.yaml"
    text = (CONTRACTS_FOLDER / contract.name).read_text(encoding="utf-8")
    contract.write_text(text.replace("- name: title\n", f"- name: {name}\n"), encoding="utf-8")

    with pytest.raises(ContractError, match=name):
        load_contract(contract)


@pytest.mark.parametrize(
    ("before", "after", "said"),
    [
        ("  - name: media_mentions\n", "  - name: ../media\n", "schema name '../media'"),
        ("property: name_ar", "property: name_xx", "custom property name_ar is missing"),
        ("property: delivery_mode", "property: delivery_mod", "delivery_mode '' is not snapshot, period or append"),
        ("property: frequency", "property: frequence", "frequency '' is not day, week"),
        (
            "property: max_rejected_share, value: 0.2",
            "property: max_rejected_share, value: .nan",
            "max_rejected_share is a number, not nan",
        ),
        ("property: name_ar, value: ذكر القطب في الإعلام", "property: name_ar, value: [x]", "custom property name_ar is a text"),
        (
            "property: max_rejected_share, value: 0.2",
            "property: history_severity, value: fatal",
            "history_severity: 'fatal' is no severity",
        ),
        (
            "property: max_rejected_share, value: 0.2",
            "property: expectation_severity, value: {title.given: error}",
            "expectation_severity: 'error' is no severity; write one of critical, warning, info",
        ),
    ],
)
def test_a_contract_that_lacks_something_is_refused_with_what_it_lacks(tmp_path: Path, before: str, after: str, said: str) -> None:
    contract = tmp_path / "media_mentions.odcs.yaml"
    text = (CONTRACTS_FOLDER / contract.name).read_text(encoding="utf-8")
    assert before in text
    contract.write_text(text.replace(before, after), encoding="utf-8")

    with pytest.raises(ContractError, match=re.escape(said)) as refused:
        load_contract(contract)

    assert str(contract) in str(refused.value)
