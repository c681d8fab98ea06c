"""Money in the expected figures, worked out by hand."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, date, datetime
from fractions import Fraction
from typing import Any

import pytest

from demo.expected_cells import Expected, rows
from demo.expected_jobs import CountedJob
from demo.expected_matching import Party
from demo.expected_money import FORMULAS, Bought, Financed, MoneyEvents, tally_money
from demo.truth_feeds import AgreementRow, FinancingRow, MarketRow

JANUARY, FEBRUARY = date(2026, 1, 1), date(2026, 2, 1)
FES = Party("org-1", "03.231", "pottery")
TAZA = Party("org-2", "03.561", "livestock")
NOBODY = Party("outside:x", None, None)
RECEIVED = datetime(2026, 2, 5, tzinfo=UTC)
LOAN = FinancingRow(
    partner="banks",
    period_start=JANUARY,
    received_at=RECEIVED,
    organisation_id=None,
    financing_ref="BQ-1",
    organisation_ref=None,
    ice=None,
    organisation_name="x",
    instrument="loan",
    programme="Intelaka",
    province="03.231",
    women_led=None,
    amount_approved_mad=1_000.0,
    approved_on=date(2026, 1, 10),
    amount_disbursed_mad=None,
    disbursed_on=None,
)
JOB = CountedJob(
    party=FES,
    province="03.231",
    employment_type="salaried",
    sex=None,
    birth_year=None,
    area=None,
    programme=None,
    started_on=date(2026, 1, 20),
    ended_on=None,
    hours_per_week=None,
    months_per_year=None,
    is_evidenced=False,
)


def loan(party: Party = FES, **changes: Any) -> Financed:
    return Financed(replace(LOAN, **changes), party)


def agreement(committed: float, paid: float | None, province: str | None = None) -> AgreementRow:
    return AgreementRow("council", JANUARY, RECEIVED, "C", "Foires", "INDH", date(2026, 1, 5), committed, paid, province)


def bought(party: Party, value: float, sector: str | None) -> Bought:
    day = date(2026, 1, 5)
    return Bought(
        MarketRow("private_sector", JANUARY, RECEIVED, None, "M", "Hôtel", None, None, "x", None, sector, day, value, None), party
    )


def figure(
    kpi_id: str,
    events: MoneyEvents,
    jobs: Sequence[CountedJob] = (),
    period: tuple[str, date] = ("month", JANUARY),
    territory: str = "03",
    cell: tuple[str, str] = ("total", "total"),
) -> Expected | None:
    (formula,) = (each for each in FORMULAS if each.kpi_id == kpi_id)
    return rows(formula, tally_money(events, jobs), JANUARY, date(2026, 3, 31)).get((kpi_id, *period, territory, *cell))


def test_a_third_disbursed_stays_a_third() -> None:
    events = MoneyEvents(financed=[loan(amount_disbursed_mad=1_000.0, disbursed_on=FEBRUARY), loan(), loan()])
    assert figure("FIN-02", events) == Expected(1_000, 3_000, Fraction(1, 3))
    assert figure("FIN-02", events, period=("month", FEBRUARY)) == Expected(0, 0, None)


def test_an_unknown_leadership_is_in_no_women_led_share() -> None:
    events = MoneyEvents(financed=[loan(women_led=True), loan(women_led=False, amount_approved_mad=3_000.0), loan()])
    assert figure("FIN-03", events) == Expected(1_000, 4_000, Fraction(1, 4))
    assert figure("FIN-01", events, cell=("women_led", "unknown")) == Expected(1_000, None, 1_000)
    assert figure("FIN-01", events, cell=("women_led", "true")) == Expected(1_000, None, 1_000)


def test_financing_belongs_to_its_own_province_and_to_the_sector_of_its_organisation() -> None:
    events = MoneyEvents(financed=[loan(TAZA), loan(NOBODY)])
    assert figure("FIN-01", events, territory="03.231") == Expected(2_000, None, 2_000)
    assert figure("FIN-01", events, cell=("sector", "livestock")) == Expected(1_000, None, 1_000)
    assert figure("FIN-01", events, cell=("sector", "unknown")) == Expected(1_000, None, 1_000)


@pytest.mark.parametrize(
    ("others", "organisations"),
    [
        ([], 0),
        ([loan(programme="Forsa")], 1),
        ([loan(programme=" INTELAKA ")], 0),  # the same programme
        ([loan(programme=None, instrument="grant")], 0),  # an instrument is no programme
        ([loan(TAZA, programme="Forsa")], 0),  # another organisation's
        ([loan(programme="Forsa", approved_on=date(2026, 2, 1))], 0),  # of February
        ([loan(programme="Forsa"), loan(TAZA), loan(TAZA, programme="Forsa")], 2),
    ],
)
def test_several_programmes_within_the_month(others: list[Financed], organisations: int) -> None:
    assert figure("PRG-01", MoneyEvents(financed=[loan(), *others])) == Expected(organisations, None, organisations)


def test_two_programmes_of_two_months_meet_in_the_quarter() -> None:
    events = MoneyEvents(financed=[loan(), loan(programme="Forsa", approved_on=date(2026, 2, 1))])
    assert figure("PRG-01", events, period=("quarter", JANUARY)) == Expected(1, None, 1)
    assert figure("PRG-01", events, period=("quarter", JANUARY), cell=("programme", "Forsa")) == Expected(1, None, 1)


def test_an_agreement_without_payment_counts_as_unpaid() -> None:
    events = MoneyEvents(agreements=[agreement(100.0, 50.0, "03.561"), agreement(300.0, None)])
    assert figure("PRG-02", events) == Expected(50, 400, Fraction(1, 8))
    assert figure("PRG-02", events, territory="03.561") == Expected(50, 100, Fraction(1, 2))
    assert figure("PRG-02", MoneyEvents()) == Expected(0, 0, None)


def test_a_market_contract_is_where_its_organisation_is_and_of_the_sector_it_says() -> None:
    events = MoneyEvents(bought=[bought(TAZA, 900.0, "textile"), bought(NOBODY, 100.0, None)])
    assert figure("MKT-01", events) == Expected(1_000, None, 1_000)
    assert figure("MKT-01", events, territory="03.561") == Expected(900, None, 900)
    assert figure("MKT-01", events, cell=("sector", "textile")) == Expected(900, None, 900)
    assert figure("MKT-01", events, cell=("sector", "livestock")) is None


def test_money_paid_out_is_set_against_the_lasting_jobs_of_those_who_received_it() -> None:
    paid = {"amount_disbursed_mad": 500.0, "disbursed_on": date(2026, 1, 31)}
    events = MoneyEvents(financed=[loan(approved_on=date(2025, 12, 1), **paid), loan(TAZA, **paid)])
    jobs = [JOB, replace(JOB, employment_type="seasonal"), replace(JOB, party=NOBODY), replace(JOB, started_on=FEBRUARY)]
    assert figure("JOB-14", events, jobs) == Expected(1_000, 1, 1_000)
    assert figure("JOB-14", events, jobs, period=("quarter", JANUARY)) == Expected(1_000, 2, 500)
    assert figure("JOB-14", events, jobs, territory="03.561") == Expected(0, 0, None)


@pytest.mark.parametrize("nothing", [None, 0.0])
def test_nothing_paid_out_makes_no_receiver(nothing: float | None) -> None:
    events = MoneyEvents(financed=[loan(amount_disbursed_mad=nothing, disbursed_on=date(2026, 1, 31))])
    assert figure("JOB-14", events, [JOB]) == Expected(0, 0, None)
