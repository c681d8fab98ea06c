"""Planted errors: each row breaks exactly the rule it is listed under, by rules written here once more in plain Python."""

import re
from collections import Counter
from collections.abc import Callable, Mapping
from datetime import date, datetime, timedelta
from pathlib import Path
from random import Random
from typing import Any

import pytest
import yaml

from demo.contracts import key_of
from demo.deliveries.composing import Delivery
from demo.deliveries.planting import Planter
from demo.deliveries.rows import Row
from demo.deliveries.shipping import deliveries
from demo.planted import breakages, unique_rule
from demo.region import build_region
from demo.truth import Region
from ingestion.conforming.rules import checks_of
from ingestion.contract import load_contracts

CONTRACTS = Path(__file__).parents[2] / "ingestion" / "contracts"
NAMES = (
    "organisations",
    "job_declarations",
    "investment_projects",
    "hub_resources",
    "hub_bookings",
    "hub_visits",
    "hub_services",
    "hub_accounts",
    "financing",
    "training_sessions",
    "agreements",
    "market_contracts",
    "activity_surveys",
    "needs_assessments",
    "management_scenarios",
    "action_plan",
    "reference_series",
    "media_mentions",
    "kpi_targets",
)
Values = Mapping[str, Any]

CROSS_RULES: Mapping[str, Mapping[str, Callable[[Values, date], bool]]] = {
    "organisations": {
        "name_fr.one_of": lambda row, day: bool(row["name_fr"] or row["name_ar"]),
        "commune.in_province": lambda row, day: inside(row["commune"], row["province"]),
        "members_women.part_of_total": lambda row, day: at_most(row["members_women"], row["members_total"]),
        "members_youth.part_of_total": lambda row, day: at_most(row["members_youth"], row["members_total"]),
        "founded_on.not_after_delivery": lambda row, day: at_most(row["founded_on"], day),
    },
    "job_declarations": {
        "organisation_ref.one_of": lambda row, day: bool(row["organisation_ref"] or row["ice"] or row["organisation_name"]),
        "commune.in_province": lambda row, day: inside(row["commune"], row["province"]),
        "evidence.when_evidenced": lambda row, day: row["state"] != "evidenced" or row["evidence"] is not None,
        "birth_year.age_at_start": lambda row, day: (
            None in (row["birth_year"], row["started_on"]) or 15 <= row["started_on"].year - row["birth_year"] <= 80
        ),
        "ended_on.not_before_start": lambda row, day: at_most(row["started_on"], row["ended_on"]),
        "person_id.single_headcount": lambda row, day: row["person_id"] is None or row["headcount"] == 1,
    },
    "investment_projects": {
        "ice.one_of": lambda row, day: bool(row["ice"] or row["organisation_name"]),
        "commune.in_province": lambda row, day: inside(row["commune"], row["province"]),
        "decided_on.not_before_submission": lambda row, day: at_most(row["submitted_on"], row["decided_on"]),
    },
    "hub_resources": {},
    "hub_bookings": {
        "ends_at.after_start": lambda row, day: None in (row["starts_at"], row["ends_at"]) or row["starts_at"] < row["ends_at"],
        "ends_at.within_24_hours": lambda row, day: row["resource_code"] in STORES or not longer(row["starts_at"], row["ends_at"], 24),
    },
    "hub_visits": {
        "left_at.not_before_entry": lambda row, day: at_most(row["entered_at"], row["left_at"]),
        "left_at.within_18_hours": lambda row, day: not longer(row["entered_at"], row["left_at"], 18),
    },
    "hub_services": {
        "organisation_ref.one_of": lambda row, day: bool(row["organisation_ref"] or row["ice"] or row["organisation_name"]),
    },
    "hub_accounts": {},
    "financing": {
        "organisation_ref.one_of": lambda row, day: bool(row["organisation_ref"] or row["ice"] or row["organisation_name"]),
        "amount_disbursed_mad.within_approved": lambda row, day: at_most(row["amount_disbursed_mad"], row["amount_approved_mad"]),
        "disbursed_on.not_before_approval": lambda row, day: at_most(row["approved_on"], row["disbursed_on"]),
        "disbursed_on.when_disbursed": lambda row, day: (row["amount_disbursed_mad"] or 0) <= 0 or row["disbursed_on"] is not None,
    },
    "training_sessions": {
        "ends_on.not_before_start": lambda row, day: at_most(row["starts_on"], row["ends_on"]),
        "enrolled_women.part_of_enrolled": lambda row, day: at_most(row["enrolled_women"], row["enrolled"]),
        "completed.part_of_enrolled": lambda row, day: at_most(row["completed"], row["enrolled"]),
        "certified.part_of_enrolled": lambda row, day: at_most(row["certified"], row["enrolled"]),
        "certified.part_of_completed": lambda row, day: at_most(row["certified"], row["completed"]),
    },
    "agreements": {"paid_mad.within_committed": lambda row, day: at_most(row["paid_mad"], row["committed_mad"])},
    "market_contracts": {
        "organisation_ref.one_of": lambda row, day: bool(row["organisation_ref"] or row["ice"] or row["organisation_name"]),
    },
    "activity_surveys": {
        "organisation_ref.one_of": lambda row, day: bool(row["organisation_ref"] or row["ice"] or row["organisation_name"]),
        "members_women.part_of_total": lambda row, day: at_most(row["members_women"], row["members_total"]),
    },
    "needs_assessments": {},
    "management_scenarios": {
        "revenue_growth.written_as_rate": lambda row, day: at_most(row["revenue_growth"], 1),
        "cost_growth.written_as_rate": lambda row, day: at_most(row["cost_growth"], 1),
    },
    "action_plan": {"done_on.when_done": lambda row, day: row["status"] != "done" or row["done_on"] is not None},
    "reference_series": {},
    "media_mentions": {},
    "kpi_targets": {
        "kpi_id.format": lambda row, day: row["kpi_id"] is None or re.fullmatch(r"[A-Z]{3}-\d\d", row["kpi_id"]) is not None,
        "period_start.first_day": lambda row, day: (
            row["period_start"] is None or (row["period_start"].month, row["period_start"].day) == (1, 1)
        ),
    },
}
STORES: set[str] = set()


def inside(commune: str | None, province: str | None) -> bool:
    return commune is None or province is None or commune.startswith(province)


def longer(start: datetime | None, end: datetime | None, hours: int) -> bool:
    return start is not None and end is not None and end - start > timedelta(hours=hours)


def at_most(small: Any, large: Any) -> bool:
    return small is None or large is None or small <= large


@pytest.fixture(scope="module")
def region() -> Region:
    built = build_region(months=24, until=date(2026, 10, 1), scale=0.6, seed=11)
    STORES.update(each.resource_code for each in built.resources if each.versions[-1].kind == "storage")
    return built


@pytest.fixture(scope="module")
def sent(region: Region) -> list[Delivery]:
    return list(deliveries(region))


def rules_of(contract: str) -> set[str]:
    """Every rule that a contract's file asks for, read from the file itself."""
    schema = yaml.safe_load((CONTRACTS / f"{contract}.odcs.yaml").read_text(encoding="utf-8"))["schema"][0]
    rules = {each["name"] for each in schema["quality"]} if schema.get("quality") else set()
    for column in schema["properties"]:
        name, kind, logical = column["name"], column.get("semanticType"), column.get("logicalType")
        options = column.get("logicalTypeOptions") or {}
        rules |= {f"{name}.required"} if column.get("required") else set()
        rules |= {f"{name}.code"} if kind in ("code", "province", "commune") else set()
        rules |= {f"{name}.type", f"{name}.check_digits"} if kind == "ice" else set()
        rules |= {f"{name}.type"} if kind in ("iso_days", "money", "share") or logical != "string" else set()
        rules |= {f"{name}.range"} if {*options} & {"minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum"} else set()
        rules |= {f"{name}.unique"} if column.get("primaryKeyPosition") == 1 else set()
        rules |= {f"{name}.known"} if column.get("relationships") else set()
        rules |= {f"{name}.masked"} if column.get("classification") == "person" else set()
    return rules


@pytest.mark.parametrize("contract", NAMES)
def test_every_rule_of_the_contract_can_be_planted(contract: str) -> None:
    known = {each.rule for each in breakages(contract)} | {unique_rule(contract)}

    assert known == rules_of(contract)


@pytest.mark.parametrize("contract", NAMES)
def test_the_rules_planted_are_those_that_the_intake_judges_by(contract: str) -> None:
    contracts = load_contracts()
    judged = {check.id for check in checks_of(contracts[contract], contracts.keys())}

    assert {each.rule for each in breakages(contract)} | {unique_rule(contract)} == judged


@pytest.mark.parametrize("contract", NAMES)
def test_every_rule_is_planted_twice_or_more(contract: str, sent: list[Delivery]) -> None:
    planted = Counter(error.rule for each in sent if each.draft.contract == contract for error in each.errors)

    assert {rule for rule in rules_of(contract) if planted[rule] < 2} == set()


def as_read(row: Row) -> Values:
    """The row's values as a reader would have them: what cannot be read is nothing."""
    if not row.raw:
        return row.values
    ((column, cell),) = row.raw.items()
    is_read = str(row.rule).endswith((".range", ".format", ".written_as_rate"))
    return {**row.values, column: share(cell) if is_read else None}


def share(cell: Any) -> Any:
    """«120 %» is 1.2; anything else is itself."""
    text = str(cell)
    return float(text.removesuffix(" %")) / 100 if text.endswith(" %") else cell


@pytest.mark.parametrize("contract", NAMES)
def test_a_row_breaks_its_own_cross_rule_and_no_other(contract: str, sent: list[Delivery]) -> None:
    wrong = []
    for delivery in sent:
        for row in delivery.draft.rows if delivery.draft.contract == contract else ():
            values, day = as_read(row), delivery.draft.received_at.date()
            broken = {rule for rule, holds in CROSS_RULES[contract].items() if not holds(values, day)}
            if broken != {row.rule} & set(CROSS_RULES[contract]):
                wrong.append((delivery.file, row.rule, broken))

    assert wrong == []


@pytest.mark.parametrize("contract", NAMES)
def test_a_key_comes_once_among_the_rows_that_are_not_repeats(contract: str, sent: list[Delivery]) -> None:
    for delivery in sent:
        if delivery.draft.contract == contract:
            keys = [key_of(contract, row.values) for row in delivery.draft.rows if row.rule != unique_rule(contract)]
            assert len(keys) == len(set(keys)), delivery.file


@pytest.mark.parametrize("contract", NAMES)
def test_a_repeated_row_follows_a_good_row_with_its_key(contract: str, sent: list[Delivery]) -> None:
    for delivery in sent:
        if delivery.draft.contract == contract:
            seen: set[tuple[Any, ...]] = set()
            for row in delivery.draft.rows:
                if row.rule == unique_rule(contract):
                    assert key_of(contract, row.values) in seen, delivery.file
                elif row.rule is None:
                    seen.add(key_of(contract, row.values))


@pytest.mark.parametrize("contract", NAMES)
def test_the_rejected_share_stays_under_the_limit_of_the_contract(contract: str, sent: list[Delivery]) -> None:
    limit = 0.05 if contract == "hub_visits" else 0.2

    shares = [each.rejected / len(each.draft.rows) for each in sent if each.draft.contract == contract and each.draft.rows]

    assert max(shares) < limit


def test_rows_of_a_tiny_file_are_left_alone() -> None:
    rows = [Row({"visit_ref": "V-1", "badge_id": "B", "entered_at": datetime(2026, 5, 1, 9)}, source=object())]

    planted = Planter("hub_visits").plant(rows, frozenset({"visit_ref"}), Random(1), count=5, real_share=0.5)

    assert planted == rows
