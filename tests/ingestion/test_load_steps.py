"""What the ledger tells of a load's steps: each one's rows and seconds, and the one at which a refused delivery ended, by name."""

from __future__ import annotations

import time
from typing import Any

import pytest
from intake_helpers import csv_text, feed_of, put, take_in

from ingestion.home import Home

ENTRY = {"entry_ref": "e", "booked_on": "2026-10-05", "account": "cost_energy", "amount_mad": "10"}
GOOD = [{**ENTRY, "entry_ref": f"e{number}"} for number in range(9)]
BAD = {**ENTRY, "entry_ref": "bad", "account": "cost_of_everything"}


def steps_of(home: Home, content: str | bytes, name: str = "comptes 2026-10.csv") -> list[dict[str, Any]]:
    put(home, f"test_partner/hub_accounts/{name}", content)
    [record] = take_in(home, [feed_of("hub_accounts")])
    return [dict(step) for step in record.steps]


def test_a_load_that_is_taken_in_goes_through_four_steps(home: Home) -> None:
    begun = time.perf_counter()

    steps = steps_of(home, csv_text([*GOOD, BAD]) + "Total,,,90\n")

    took = time.perf_counter() - begun
    assert [(step["step"], step["outcome"], step["rows_in"], step["rows_out"]) for step in steps] == [
        ("read", "ok", 11, 10),  # the total is a line, but no row
        ("conform", "ok", 10, 9),
        ("judge", "ok", 10, 9),
        ("commit", "ok", 9, 9),
    ]
    assert {(step["is_transient"], step["detail"]) for step in steps} == {(None, None)}
    assert all(step["duration_seconds"] > 0 for step in steps)
    assert sum(step["duration_seconds"] for step in steps) < took


@pytest.mark.parametrize(
    ("content", "name", "ended_at", "error", "said"),
    [
        (b"PK\x03\x04 broken", "comptes 2026-10.xlsx", "read", "unreadable_file", "abîmé ou incomplet"),
        (
            csv_text([{"entry_ref": "e1", "account": "cost_energy"}] * 3),
            "a.csv",
            "conform",
            "missing_columns",
            "Colonne obligatoire absente",
        ),
        ("entry_ref,booked_on,account,amount_mad\n", "a.csv", "judge", "no_rows", "aucune ligne"),
        (
            csv_text([*GOOD[:2], *[{**BAD, "entry_ref": f"b{n}"} for n in range(8)]]),
            "a.csv",
            "judge",
            "too_many_rejected",
            "8 lignes sur 10",
        ),
    ],
)
def test_a_refused_delivery_ends_at_a_step_by_the_name_of_its_error(
    home: Home, content: str | bytes, name: str, ended_at: str, error: str, said: str
) -> None:
    steps = steps_of(home, content, name)

    assert [step["step"] for step in steps] == ["read", "conform", "judge"][: ["read", "conform", "judge"].index(ended_at) + 1]
    assert {step["outcome"] for step in steps[:-1]} <= {"ok"}
    assert (steps[-1]["outcome"], steps[-1]["is_transient"], steps[-1]["rows_out"]) == (error, False, 0)
    assert said in steps[-1]["detail"]
