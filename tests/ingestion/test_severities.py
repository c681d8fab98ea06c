"""What follows when a load is not as expected is the contract's to say: one word for all, or one for each name."""

from __future__ import annotations

from pathlib import Path

import pytest

from ingestion.contract import CONTRACTS_FOLDER, Contract, load_contract


def contract_saying(tmp_path: Path, entry: str) -> Contract:
    path = tmp_path / "media_mentions.odcs.yaml"
    text = (CONTRACTS_FOLDER / path.name).read_text(encoding="utf-8")
    path.write_text(text.replace("customProperties:\n", f"customProperties:\n{entry}", 1), encoding="utf-8")
    return load_contract(path)


def test_a_contract_that_says_nothing_asks_about_the_unusual_and_refuses_what_breaks_it(tmp_path: Path) -> None:
    contract = contract_saying(tmp_path, "")

    assert contract.finding_severity("volume") == "warning"
    assert contract.expectation_severity("title.given") == "critical"


def test_one_word_holds_for_every_check(tmp_path: Path) -> None:
    contract = contract_saying(tmp_path, "  - {property: history_severity, value: critical}\n")

    assert {contract.finding_severity(check) for check in ("volume", "sum", "new_category")} == {"critical"}
    assert contract.expectation_severity("title.given") == "critical"


@pytest.mark.parametrize(("check", "severity"), [("volume", "critical"), ("missing", "info"), ("sum", "warning")])
def test_a_word_by_name_holds_for_that_check_alone(tmp_path: Path, check: str, severity: str) -> None:
    contract = contract_saying(tmp_path, "  - {property: history_severity, value: {volume: critical, missing: info}}\n")

    assert contract.finding_severity(check) == severity


def test_a_broken_promise_may_be_made_a_question(tmp_path: Path) -> None:
    contract = contract_saying(tmp_path, "  - {property: expectation_severity, value: {title.given: warning}}\n")

    assert [contract.expectation_severity(each) for each in ("title.given", "outlet.given")] == ["warning", "critical"]
