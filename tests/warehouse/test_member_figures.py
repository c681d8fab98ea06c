"""The figures of training and of the surveys, worked out by hand.

Sessions, S1 to S3 of January, S4 of 1 February: enrolled / of them women / completed
  S1  chamber     « Vente », Mourafaka     Fès   20 / 12 / 15
  S2  chamber     « Qualité », no programme Taza 10 / not told / 10
  S3  foundation  « Vente », Mourafaka     Fès   30 / 30 / not told yet
  S4  foundation  « Vente », no programme  Fès   8 / 0 / 0, first announced for January
Answers to the surveys of the unions (U) and the associations (A), by quarter: monthly income / turnover
          T1 2025              T2 2025             T1 2026                        T2 2026
  Amal    U   2,000 / 100,000  U 2,200 / 50,000    U 2,400 / 110,000, then A,     U 2,600 / 60,000
                                                   received later: 3,000 / 120,000
  Nour    U       – / 80,000                       U 1,000 / 60,000               U     – / 40,000
  Zohra                                            U 4,000 / 500,000
  Taza's  A   1,500 / –                            A 1,700 / 30,000
Amal is of Meknès and in food, Nour of Fès and in crafts, Zohra in no register; the association of Taza is of Taza and in food.
The run is of 10 August 2026.
"""

from __future__ import annotations

from datetime import date

import pytest

from .conftest import Builder
from .hand_made import Delivery, Feed, Row, Warehouse

JANUARY, FEBRUARY, APRIL, JULY = "2026-01-01", "2026-02-01", "2026-04-01", "2026-07-01"
MEKNES, FES, TAZA = "03.061", "03.231", "03.561"
AMAL = {"organisation_name": "Al Amal", "province": MEKNES}
NOUR = {"organisation_name": "Nour", "province": FES}
ZOHRA = {"organisation_name": "Zohra", "province": FES}
OF_TAZA = {"organisation_name": "Al Wifaq", "province": TAZA}

REGISTER = [
    {"local_ref": "H-1", "name_fr": "Al Amal", "province": MEKNES, "sector": "food"},
    {"local_ref": "H-2", "name_fr": "Nour", "province": FES, "sector": "crafts"},
    {"local_ref": "H-3", "name_fr": "Al Wifaq", "province": TAZA, "sector": "food"},
]


def session(ref: str, theme: str, province: str, starts_on: str, enrolled: int, women: int | None, completed: int | None, programme: str | None = None) -> Row:  # fmt: skip
    return {
        "session_ref": ref, "theme": theme, "programme": programme, "province": province, "starts_on": starts_on,
        "enrolled": enrolled, "enrolled_women": women, "completed": completed,
    }  # fmt: skip


def answer(ref: str, party: Row, income: int | None, turnover: int | None) -> Row:
    return {"response_ref": ref, **party, "mean_member_income_mad": income, "turnover_mad": turnover}


def survey(partner: str, quarter: date, received_at: str, *rows: Row) -> Delivery:
    return Delivery(partner, "activity_surveys", quarter, received_at, rows, "quarter")


OF_CHAMBER = [
    session("S1", "Vente", FES, "2026-01-05", 20, 12, 15, "Mourafaka"),
    session("S2", "Qualité", TAZA, "2026-01-31", 10, None, 10),
]
OF_FOUNDATION = [
    session("S3", "Vente", FES, "2026-01-20", 30, 30, None, "Mourafaka"),
    session("S4", "Vente", FES, "2026-01-25", 9, None, None),
]
DELIVERIES = [
    Delivery("hub", "organisations", date(2025, 1, 1), "2025-01-02 08:00", REGISTER, "quarter", "snapshot"),
    Delivery("chamber", "training_sessions", date(2026, 1, 1), "2026-02-05 08:00", OF_CHAMBER),
    Delivery("foundation", "training_sessions", date(2026, 1, 1), "2026-02-06 08:00", OF_FOUNDATION),
    Delivery("foundation", "training_sessions", date(2026, 2, 1), "2026-03-06 08:00", [session("S4", "Vente", FES, "2026-02-01", 8, 0, 0)]),
    survey("unions", date(2025, 1, 1), "2025-04-20 08:00", answer("u1", AMAL, 2_000, 100_000), answer("u2", NOUR, None, 80_000)),
    survey("associations", date(2025, 1, 1), "2025-04-20 08:00", answer("a1", OF_TAZA, 1_500, None)),
    survey("unions", date(2025, 4, 1), "2025-07-20 08:00", answer("u3", AMAL, 2_200, 50_000)),
    survey(
        "unions", date(2026, 1, 1), "2026-04-20 08:00",
        answer("u4", AMAL, 2_400, 110_000), answer("u5", NOUR, 1_000, 60_000), answer("u6", ZOHRA, 4_000, 500_000),
    ),
    survey("associations", date(2026, 1, 1), "2026-04-25 08:00", answer("a2", AMAL, 3_000, 120_000), answer("a3", OF_TAZA, 1_700, 30_000)),
    survey("unions", date(2026, 4, 1), "2026-07-20 08:00", answer("u7", AMAL, 2_600, 60_000), answer("u8", NOUR, None, 40_000)),
]  # fmt: skip


@pytest.fixture(scope="module")
def warehouse(build: Builder) -> Warehouse:
    feeds = [Feed("unions", "activity_surveys", "quarter", 30, date(2025, 1, 1))]
    return build("members", "2026-08-10 02:00", feeds, DELIVERIES)


@pytest.mark.parametrize(
    ("where", "trainees"),
    [
        ({}, 60),
        ({"territory": TAZA}, 10),
        ({"breakdown": "theme", "breakdown_value": "Vente"}, 50),
        ({"breakdown": "programme", "breakdown_value": "Mourafaka"}, 50),
        ({"breakdown": "programme", "breakdown_value": "unknown"}, 10),
        ({"breakdown": "partner", "breakdown_value": "foundation"}, 30),
        ({"breakdown": "sex", "breakdown_value": "female"}, 42),
        ({"breakdown": "sex", "breakdown_value": "male"}, 8),
        ({"breakdown": "sex", "breakdown_value": "unknown"}, 10),
        ({"period_type": "quarter"}, 68),
    ],
)
def test_trainees_of_january(warehouse: Warehouse, where: dict[str, str], trainees: int) -> None:
    assert warehouse.figure("TRN-01", JANUARY, **where) == (trainees, None, trainees)


def test_completion_is_of_the_sessions_of_which_it_is_known(warehouse: Warehouse) -> None:
    assert warehouse.figure("TRN-02", JANUARY) == pytest.approx((25, 30, 25 / 30))
    assert warehouse.figure("TRN-02", JANUARY, breakdown="partner", breakdown_value="foundation") is None
    # Nobody completed S4, and that is known.
    assert warehouse.figure("TRN-02", FEBRUARY) == (0, 8, 0)
    assert warehouse.figure("TRN-02", "2026-03-01") == (0, 0, None)
    assert warehouse.figure("TRN-02", JANUARY, breakdown="sex", breakdown_value="female") is None


@pytest.mark.parametrize(
    ("period", "period_type", "where", "median"),
    [
        (JANUARY, "quarter", {}, 2_400),  # 1,000 1,700 2,400 3,000 4,000
        (JANUARY, "quarter", {"territory": MEKNES}, 2_700),  # 2,400 and 3,000
        (JANUARY, "quarter", {"breakdown": "partner", "breakdown_value": "associations"}, 2_350),
        (JANUARY, "quarter", {"breakdown": "sector", "breakdown_value": "food"}, 2_400),
        (JANUARY, "quarter", {"breakdown": "sector", "breakdown_value": "unknown"}, 4_000),
        (JANUARY, "year", {}, 2_500),  # the five of the first quarter and 2,600
        ("2025-01-01", "year", {}, 2_000),
    ],
)
def test_members_income_is_the_median_answer(
    warehouse: Warehouse, period: str, period_type: str, where: dict[str, str], median: int
) -> None:
    assert warehouse.figure("LIV-01", period, period_type=period_type, **where) == (median, None, median)


def test_no_income_told_has_no_median(warehouse: Warehouse) -> None:
    assert warehouse.figure("LIV-01", APRIL, period_type="quarter", territory=FES) == (None, None, None)
    assert warehouse.figure("LIV-01", JULY, period_type="quarter") == (None, None, None)


@pytest.mark.parametrize(
    ("period", "period_type", "where", "now", "then"),
    [
        # Amal by the answer received last, 120,000 against 100,000, and Nour, 60,000 against 80,000.
        (JANUARY, "quarter", {}, 180_000, 180_000),
        (JANUARY, "quarter", {"territory": MEKNES}, 120_000, 100_000),
        (JANUARY, "quarter", {"breakdown": "sector", "breakdown_value": "crafts"}, 60_000, 80_000),
        (APRIL, "quarter", {}, 60_000, 50_000),  # Nour was not asked in the spring of 2025
        (JANUARY, "year", {}, 240_000, 230_000),  # the pairs of both quarters
    ],
)
def test_turnover_growth_compares_an_organisation_with_itself(
    warehouse: Warehouse, period: str, period_type: str, where: dict[str, str], now: int, then: int
) -> None:
    assert warehouse.figure("LIV-02", period, period_type=period_type, **where) == pytest.approx((now - then, then, now / then - 1))


def test_turnover_growth_is_null_without_a_panel(warehouse: Warehouse) -> None:
    assert warehouse.figure("LIV-02", JANUARY, period_type="quarter", territory=TAZA) == (0, 0, None)
    assert warehouse.figure("LIV-02", "2025-01-01", period_type="year") == (0, 0, None)


def test_a_quarterly_survey_has_no_monthly_figures(warehouse: Warehouse) -> None:
    rows = warehouse.rows("select distinct kpi_id, period_type from marts.kpi_values where kpi_id like 'LIV-%' order by all")
    assert rows == [("LIV-01", "quarter"), ("LIV-01", "year"), ("LIV-02", "quarter"), ("LIV-02", "year")]


def test_a_session_counts_once_as_it_was_told_last(warehouse: Warehouse) -> None:
    rows = warehouse.rows("select starts_on::varchar, enrolled, enrolled_women, completed, row_number from marts.fct_training_sessions where session_ref = 'S4'")  # fmt: skip
    assert rows == [(FEBRUARY, 8, 0, 0, 2)]
