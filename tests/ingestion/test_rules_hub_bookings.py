"""Every rule of `hub_bookings`: a row that breaks only that rule is rejected by it and by nothing else."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import pytest
from intake_helpers import prepare_rows
from rule_helpers import Broken, ContractRules, Trial

from ingestion.home import Home
from ingestion.workspace import Workspace, open_workspace

Known = dict[str, Sequence[Path]]
TRIAL = Trial(
    "hub_bookings",
    good={
        "booking_ref": "B-1", "resource_code": "R-1", "organisation_ref": "ORG-1", "ice": "001561191000066", "organisation_name": "Coopérative Al Amal",
        "starts_at": "12/09/2026 09:00", "ends_at": "12/09/2026 11:30", "status": "confirmed", "attendees": "12", "booked_at": "01/09/2026 10:00", "price_mad": "300", "satisfaction": "4,5",
    },
    across=[
        Broken("ends_at.after_start", {"ends_at": "12/09/2026 08:59"}),
        Broken("ends_at.after_start", {"ends_at": "12/09/2026 09:00"}),
        Broken("ends_at.within_24_hours", {"ends_at": "13/09/2026 09:01"}),
    ],
)  # fmt: skip


@pytest.fixture(scope="module")
def known(workspace: Workspace) -> Known:
    """A room and a store, as the hub's list of resources gives them."""
    kinds = {"R-1": "training_room", "S-1": "storage"}
    rows = [
        {
            "resource_code": code,
            "name_fr": code,
            "kind": kind,
            "open_days": "1-6",
            "opens_at": "08:00",
            "closes_at": "20:00",
            "in_service_from": "2025-01-01",
        }
        for code, kind in kinds.items()
    ]
    prepared = prepare_rows(workspace, "hub_resources", rows)
    assert prepared.accepted_file is not None
    return {"hub_resources": [prepared.accepted_file]}


class TestRules(ContractRules):
    trial = TRIAL


def test_a_store_may_be_booked_for_days_and_a_room_for_a_whole_one(workspace: Workspace, known: Known) -> None:
    rows = [
        {**TRIAL.good, "resource_code": "S-1", "ends_at": "30/09/2026 09:00"},
        {**TRIAL.good, "booking_ref": "B-2", "ends_at": "13/09/2026 09:00"},
    ]

    assert prepare_rows(workspace, "hub_bookings", rows, known).rows_accepted == 2


def test_what_needs_the_list_of_resources_is_not_judged_before_it_came(home: Home) -> None:
    rows = [{**TRIAL.good, "resource_code": "NOT-THERE"}, {**TRIAL.good, "booking_ref": "B-2", "ends_at": "30/09/2026 09:00"}]

    with open_workspace(home) as fresh:
        prepared = prepare_rows(fresh, "hub_bookings", rows)

        assert (prepared.rows_read, prepared.rows_accepted) == (2, 2)
