"""Ten rooms of a hub, one of a kind that the contract does not know, and the contract of the day that knows it."""

from __future__ import annotations

from dataclasses import replace

import pytest
from intake_helpers import csv_text

from ingestion.contract import Contract, load_contracts

RESOURCE = {
    "resource_code": "S1", "name_fr": "Salle", "kind": "training_room", "capacity_people": "12", "open_days": "1-6", "opens_at": "08:00",
    "closes_at": "18:00", "in_service_from": "2024-01-01",
}  # fmt: skip
ROOM_ROWS = [{**RESOURCE, "resource_code": f"S{number}"} for number in range(1, 10)]
ROOMS = csv_text([*ROOM_ROWS, {**RESOURCE, "resource_code": "S10", "kind": "planetarium"}])


def accept_planetariums(monkeypatch: pytest.MonkeyPatch) -> Contract:
    """The contract as a person would change it: one more kind of room, one version up."""
    contract = load_contracts()["hub_resources"]
    kind = contract.column("kind")
    more = replace(kind, codes=(*kind.codes, replace(kind.codes[0], value="planetarium", also=())))
    columns = tuple(more if column.name == "kind" else column for column in contract.columns)
    today = {**load_contracts(), "hub_resources": replace(contract, version="9.0.0", columns=columns)}
    monkeypatch.setattr("orchestration.intake.load_contracts", lambda: today)
    return today["hub_resources"]
