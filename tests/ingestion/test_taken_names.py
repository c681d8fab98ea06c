"""Names that a contract may not give its columns: the warehouse adds columns of these names itself."""

from __future__ import annotations

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
