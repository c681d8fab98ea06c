"""The figures of money, worked out by hand.

Amal is of Meknès and in food, Nour of Fès and in crafts; the register knows both. « Inconnue » stands in no register. In dirhams:
  F1  bank        loan   « Intelaka »  Amal      Meknès  women-led      10,000 approved 5 Jan,  10,000 paid 20 January
  F2  foundation  grant  « Forsa »     Amal      Meknès  women-led       6,000 approved 9 Jan,   1,500 paid 3 February
  F3  bank        loan   « INTELAKA »  Nour      Fès     not women-led   4,000 approved 15 Jan, not paid
  F4  bank        loan   no programme  Inconnue  Taza    not known       5,000 approved 31 Jan,  5,000 paid 31 January
  F5  bank        loan   « Forsa »     Nour      Fès     not women-led   8,000 approved 1 March, paid 0
  F2 comes first without its payment, in the delivery of January; the delivery of February tells it again.
Jobs, all salaried: one at Amal from 10 January, one at Nour from 12 January, two at Amal from 1 February (one of them seasonal).
Agreements, in the snapshot of the first quarter: C1 of 100,000 of which 25,000 paid, in Taza; C2 of 300,000, nothing said of payment,
for the whole region, both of January; C3 of February, 50,000 all paid. An older snapshot held C0, which is gone.
Market contracts: M1 900 with Amal, for « crafts », at a fair; M2 100 with Inconnue, nothing said; both of January.
The run is of 15 March 2026.
"""

from __future__ import annotations

from datetime import date

import pytest

from .conftest import Builder
from .hand_made import Delivery, Feed, Row, Warehouse

JANUARY, FEBRUARY, MARCH = "2026-01-01", "2026-02-01", "2026-03-01"
AMAL = {"ice": "001000001000011"}
NOUR = {"organisation_name": "Nour"}
STRANGER = {"organisation_name": "Inconnue"}
MEKNES, FES, TAZA = "03.061", "03.231", "03.561"

REGISTER = [
    {"local_ref": "H-1", **AMAL, "name_fr": "Al Amal", "province": MEKNES, "sector": "food"},
    {"local_ref": "H-2", "name_fr": "Nour", "province": FES, "sector": "crafts"},
]


def financing(ref: str, party: Row, province: str, amount: int, approved_on: str, **more: object) -> Row:
    return {
        "financing_ref": ref, **party, "instrument": "loan", "province": province, "amount_approved_mad": amount,
        "approved_on": approved_on, **more,
    }  # fmt: skip


def job(ref: str, party: Row, province: str, started_on: str, kind: str = "salaried") -> Row:
    return {
        "local_ref": ref, **party, "province": province, "headcount": 1, "state": "declared", "employment_type": kind, "started_on": started_on,
    }  # fmt: skip


F2 = financing("F2", AMAL, MEKNES, 6_000, "2026-01-09", instrument="grant", programme="Forsa", women_led=True)
BANK_JANUARY = [
    financing(
        "F1",
        AMAL,
        MEKNES,
        10_000,
        "2026-01-05",
        programme="Intelaka",
        women_led=True,
        amount_disbursed_mad=10_000,
        disbursed_on="2026-01-20",
    ),
    financing("F3", NOUR, FES, 4_000, "2026-01-15", programme="INTELAKA", women_led=False),
    financing("F4", STRANGER, TAZA, 5_000, "2026-01-31", amount_disbursed_mad=5_000, disbursed_on="2026-01-31"),
]
BANK_MARCH = [financing("F5", NOUR, FES, 8_000, "2026-03-01", programme="Forsa", women_led=False, amount_disbursed_mad=0)]
JOBS = [
    job("J1", AMAL, MEKNES, "2026-01-10"),
    job("J2", NOUR, FES, "2026-01-12"),
    job("J3", AMAL, MEKNES, "2026-02-01"),
    job("J4", AMAL, MEKNES, "2026-02-01", kind="seasonal"),
]
OLD_AGREEMENTS = [
    {"agreement_ref": "C0", "programme": "Ancien", "funder": "INDH", "signed_on": "2026-01-02", "committed_mad": 7_000, "paid_mad": 7_000}
]
AGREEMENTS = [
    {"agreement_ref": "C1", "programme": "Foires", "funder": "INDH", "signed_on": "2026-01-10", "committed_mad": 100_000, "paid_mad": 25_000, "province": TAZA},
    {"agreement_ref": "C2", "programme": "Foires", "funder": "Région", "signed_on": "2026-01-20", "committed_mad": 300_000},
    {"agreement_ref": "C3", "programme": "Routes", "funder": "INDH", "signed_on": "2026-02-01", "committed_mad": 50_000, "paid_mad": 50_000},
]  # fmt: skip
CONTRACTS = [
    {"contract_ref": "M1", "buyer": "Hôtel", **AMAL, "sector": "crafts", "signed_on": "2026-01-31", "value_mad": 900, "channel": "fair"},
    {"contract_ref": "M2", "buyer": "Hôtel", **STRANGER, "signed_on": "2026-01-01", "value_mad": 100},
]
DELIVERIES = [
    Delivery("hub", "organisations", date(2026, 1, 1), "2026-01-02 08:00", REGISTER, "quarter", "snapshot"),
    Delivery("bank", "financing", date(2026, 1, 1), "2026-02-05 08:00", BANK_JANUARY),
    Delivery("foundation", "financing", date(2026, 1, 1), "2026-02-06 08:00", [F2]),
    Delivery("foundation", "financing", date(2026, 2, 1), "2026-03-06 08:00", [{**F2, "amount_disbursed_mad": 1_500, "disbursed_on": "2026-02-03"}]),
    Delivery("bank", "financing", date(2026, 3, 1), "2026-03-14 08:00", BANK_MARCH),
    Delivery("chamber", "job_declarations", date(2026, 1, 1), "2026-02-05 08:00", JOBS),
    Delivery("council", "agreements", date(2025, 10, 1), "2026-01-10 08:00", OLD_AGREEMENTS, "quarter", "snapshot"),
    Delivery("council", "agreements", date(2026, 1, 1), "2026-03-10 08:00", AGREEMENTS, "quarter", "snapshot"),
    Delivery("buyers", "market_contracts", date(2026, 1, 1), "2026-02-05 08:00", CONTRACTS),
]  # fmt: skip


@pytest.fixture(scope="module")
def warehouse(build: Builder) -> Warehouse:
    return build("money", "2026-03-15 02:00", [Feed("bank", "financing", "month", 10, date(2026, 1, 1))], DELIVERIES)


@pytest.mark.parametrize(
    ("where", "approved"),
    [
        ({}, 25_000),
        ({"territory": MEKNES}, 16_000),
        ({"territory": TAZA}, 5_000),  # the province of the financing, also of an organisation that nobody knows
        ({"territory": "03.131"}, 0),
        ({"breakdown": "instrument", "breakdown_value": "grant"}, 6_000),
        ({"breakdown": "programme", "breakdown_value": "Intelaka"}, 10_000),
        ({"breakdown": "programme", "breakdown_value": "unknown"}, 5_000),
        ({"breakdown": "partner", "breakdown_value": "bank"}, 19_000),
        ({"breakdown": "women_led", "breakdown_value": "true"}, 16_000),
        ({"breakdown": "women_led", "breakdown_value": "false"}, 4_000),
        ({"breakdown": "women_led", "breakdown_value": "unknown"}, 5_000),
        ({"breakdown": "sector", "breakdown_value": "food"}, 16_000),
        ({"breakdown": "sector", "breakdown_value": "unknown"}, 5_000),
        ({"period_type": "quarter"}, 33_000),
    ],
)
def test_financing_approved_in_january(warehouse: Warehouse, where: dict[str, str], approved: int) -> None:
    assert warehouse.figure("FIN-01", JANUARY, **where) == (approved, None, approved)


def test_the_share_disbursed_is_that_of_the_cohort_approved(warehouse: Warehouse) -> None:
    # F2 is paid in February and counts with the January in which it was approved; F3 and F5 have nothing paid.
    assert warehouse.figure("FIN-02", JANUARY) == (16_500, 25_000, 0.66)
    assert warehouse.figure("FIN-02", FEBRUARY) == (0, 0, None)
    assert warehouse.figure("FIN-02", MARCH) == (0, 8_000, 0)


def test_the_women_led_share_is_of_what_is_known(warehouse: Warehouse) -> None:
    # F1 and F2 of F1, F2, F3; of F4 nobody knows.
    assert warehouse.figure("FIN-03", JANUARY) == (16_000, 20_000, 0.8)
    assert warehouse.figure("FIN-03", JANUARY, territory=TAZA) == (0, 0, None)
    assert warehouse.figure("FIN-03", JANUARY, breakdown="women_led", breakdown_value="true") is None


@pytest.mark.parametrize(
    ("period", "period_type", "where", "organisations"),
    [
        (JANUARY, "month", {}, 1),  # Amal: Intelaka and Forsa
        (MARCH, "month", {}, 0),  # Nour has Forsa alone in March
        (JANUARY, "quarter", {}, 2),  # Nour: Intelaka in January, Forsa in March
        (JANUARY, "year", {}, 2),
        (JANUARY, "quarter", {"territory": FES}, 1),
        (JANUARY, "quarter", {"territory": TAZA}, 0),  # no programme is none
        (JANUARY, "month", {"breakdown": "programme", "breakdown_value": "Forsa"}, 1),
        (JANUARY, "quarter", {"breakdown": "programme", "breakdown_value": "INTELAKA"}, 1),
        (JANUARY, "quarter", {"breakdown": "partner", "breakdown_value": "foundation"}, 1),
        (JANUARY, "quarter", {"breakdown": "sector", "breakdown_value": "crafts"}, 1),
    ],
)
def test_organisations_under_several_programmes(
    warehouse: Warehouse, period: str, period_type: str, where: dict[str, str], organisations: int
) -> None:
    assert warehouse.value("PRG-01", period, period_type=period_type, **where) == organisations


@pytest.mark.parametrize(
    ("where", "paid", "committed"),
    [
        ({}, 25_000, 400_000),
        ({"territory": TAZA}, 25_000, 100_000),
        ({"breakdown": "funder", "breakdown_value": "Région"}, 0, 300_000),
        ({"breakdown": "programme", "breakdown_value": "Foires"}, 25_000, 400_000),
        ({"period_type": "quarter"}, 75_000, 450_000),
    ],
)
def test_payment_of_the_commitments_signed_in_january(warehouse: Warehouse, where: dict[str, str], paid: int, committed: int) -> None:
    assert warehouse.figure("PRG-02", JANUARY, **where) == pytest.approx((paid, committed, paid / committed))


def test_an_agreement_that_left_the_list_does_not_count(warehouse: Warehouse) -> None:
    assert warehouse.figure("PRG-02", JANUARY, breakdown="programme", breakdown_value="Ancien") is None


@pytest.mark.parametrize(
    ("where", "value"),
    [
        ({}, 1_000),
        ({"territory": MEKNES}, 900),  # the province of the organisation
        ({"breakdown": "sector", "breakdown_value": "crafts"}, 900),  # the sector of the contract, not that of the organisation
        ({"breakdown": "channel", "breakdown_value": "unknown"}, 100),
    ],
)
def test_market_contracts_of_january(warehouse: Warehouse, where: dict[str, str], value: int) -> None:
    assert warehouse.figure("MKT-01", JANUARY, **where) == (value, None, value)


@pytest.mark.parametrize(
    ("period", "period_type", "where", "paid_out", "jobs"),
    [
        (JANUARY, "month", {}, 15_000, 1),  # F1 and F4; of January's jobs Amal's alone is where money went
        (FEBRUARY, "month", {}, 1_500, 1),  # F2; the seasonal job is no lasting one
        (JANUARY, "quarter", {}, 16_500, 2),
        (JANUARY, "month", {"territory": MEKNES}, 10_000, 1),
        (JANUARY, "month", {"breakdown": "sector", "breakdown_value": "food"}, 10_000, 1),
    ],
)
def test_financing_per_job(warehouse: Warehouse, period: str, period_type: str, where: dict[str, str], paid_out: int, jobs: int) -> None:
    assert warehouse.figure("JOB-14", period, period_type=period_type, **where) == (paid_out, jobs, paid_out / jobs)


def test_financing_per_job_is_null_without_a_job(warehouse: Warehouse) -> None:
    assert warehouse.figure("JOB-14", JANUARY, territory=TAZA) == (5_000, 0, None)
    assert warehouse.figure("JOB-14", MARCH) == (0, 0, None)


def test_a_financing_leads_back_to_the_row_that_tells_it_last(warehouse: Warehouse) -> None:
    rows = warehouse.rows(
        "select organisation_id, territory_code, amount_disbursed_mad, period_start::varchar, delivery_id, row_number "
        "from marts.fct_financing where financing_ref = 'F2'"
    )
    assert rows == [(warehouse.organisation("hub", "H-1"), MEKNES, 1_500, FEBRUARY, "foundation.financing.2026-02-01.202603060800", 2)]


def test_organisations_that_nobody_knows_are_listed(warehouse: Warehouse) -> None:
    rows = warehouse.rows("select contract, record_ref, reference_text from quality.unmatched_references order by all")
    assert rows == [("financing", "F4", "Inconnue"), ("market_contracts", "M2", "Inconnue")]
