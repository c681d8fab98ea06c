"""Training and surveys in the expected figures, worked out by hand."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime
from fractions import Fraction
from typing import Any

from demo.expected_cells import Expected, Key, rows
from demo.expected_matching import Party
from demo.expected_members import FORMULAS, Answered, MemberEvents, tally_members
from demo.truth_feeds import SurveyRow, TrainingRow

JANUARY = date(2026, 1, 1)
BEFORE, SPRING = date(2025, 1, 1), date(2026, 4, 1)
FES = Party("org-1", "03.231", "pottery")
TAZA = Party("org-2", "03.561", "livestock")
SESSION = TrainingRow(
    partner="academia",
    period_start=JANUARY,
    received_at=datetime(2026, 2, 5, tzinfo=UTC),
    organisation_id=None,
    session_ref="FU-1",
    theme="Gouvernance",
    programme=None,
    province="03.231",
    starts_on=date(2026, 1, 20),
    ends_on=date(2026, 2, 20),
    hours=None,
    enrolled=10,
    enrolled_women=None,
    completed=None,
    certified=None,
    organisation_ref=None,
    ice=None,
    organisation_name=None,
)
ANSWER = SurveyRow(
    partner="unions",
    period_start=JANUARY,
    received_at=datetime(2026, 4, 20, tzinfo=UTC),
    organisation_id=None,
    response_ref="R-1",
    organisation_ref=None,
    ice=None,
    organisation_name="x",
    province="03.231",
    turnover_mad=None,
    members_total=None,
    members_women=None,
    mean_member_income_mad=None,
    export_share=None,
)


def session(**changes: Any) -> TrainingRow:
    return replace(SESSION, **changes)


def income(*incomes: float | None, quarter: date = JANUARY) -> list[Answered]:
    return [Answered(replace(ANSWER, period_start=quarter, mean_member_income_mad=each), FES) for each in incomes]


def turnover(quarter: date, amount: float | None, party: Party = FES, **changes: Any) -> Answered:
    return Answered(replace(ANSWER, period_start=quarter, turnover_mad=amount, **changes), party)


def all_rows(kpi_id: str, *sessions: TrainingRow, answers: list[Answered] | None = None) -> dict[Key, Expected]:
    (formula,) = (each for each in FORMULAS if each.kpi_id == kpi_id)
    return rows(formula, tally_members(MemberEvents(sessions, answers or [])), BEFORE, date(2026, 8, 10))


def figure(found: dict[Key, Expected], period: tuple[str, date], cell: tuple[str, str] = ("total", "total")) -> Expected | None:
    ((kpi_id, *_), *_) = found
    return found.get((kpi_id, *period, "03", *cell))


def test_trainees_by_sex_add_up_to_all() -> None:
    found = all_rows("TRN-01", session(enrolled_women=7), session(enrolled=5, enrolled_women=0), session(enrolled=4))
    month = ("month", JANUARY)
    assert figure(found, month) == Expected(19, None, 19)
    by_sex = [figure(found, month, ("sex", sex)) for sex in ("female", "male", "unknown")]
    assert by_sex == [Expected(7, None, 7), Expected(8, None, 8), Expected(4, None, 4)]


def test_completion_leaves_out_sessions_of_which_nothing_is_known_yet() -> None:
    found = all_rows("TRN-02", session(completed=9), session(completed=0, enrolled=20), session(enrolled=500))
    assert figure(found, ("month", JANUARY)) == Expected(9, 30, Fraction(3, 10))
    assert figure(found, ("month", date(2026, 2, 1))) == Expected(0, 0, None)


def test_the_median_of_an_even_number_lies_between_the_two_in_the_middle() -> None:
    found = all_rows("LIV-01", answers=income(1_000.0, 4_001.0, None, 2_000.0, 3_001.0))
    assert figure(found, ("quarter", JANUARY)) == Expected(Fraction(5_001, 2), None, Fraction(5_001, 2))


def test_the_median_of_a_year_is_of_all_its_answers() -> None:
    found = all_rows("LIV-01", answers=[*income(1_000.0), *income(9_000.0, 2_000.0, quarter=SPRING)])
    assert figure(found, ("year", JANUARY)) == Expected(2_000, None, 2_000)


def test_without_an_answer_there_is_no_median_and_zero_is_one() -> None:
    found = all_rows("LIV-01", answers=income(0.0))
    assert figure(found, ("quarter", JANUARY)) == Expected(0, None, 0)
    assert figure(found, ("quarter", JANUARY), ("sector", "pottery")) == Expected(0, None, 0)
    assert figure(found, ("quarter", SPRING)) == Expected(None, None, None)
    assert {key[1] for key in found} == {"quarter", "year"}


def test_growth_is_that_of_organisations_which_answered_both_times() -> None:
    answers = [
        turnover(BEFORE, 300.0), turnover(JANUARY, 200.0),
        turnover(BEFORE, 500.0, TAZA), turnover(JANUARY, None, TAZA),
        turnover(JANUARY, 900.0, Party("org-3", None, None)),
    ]  # fmt: skip
    found = all_rows("LIV-02", answers=answers)
    assert figure(found, ("quarter", JANUARY)) == Expected(-100, 300, Fraction(-1, 3))
    assert figure(found, ("quarter", SPRING)) == Expected(0, 0, None)


def test_a_year_compares_the_quarters_that_were_answered_in_both() -> None:
    # Spring was answered in 2026 alone: a year of two quarters is not set against a year of one.
    answers = [turnover(BEFORE, 300.0), turnover(JANUARY, 330.0), turnover(SPRING, 400.0)]
    assert figure(all_rows("LIV-02", answers=answers), ("year", JANUARY)) == Expected(30, 300, Fraction(1, 10))


def test_an_organisation_asked_twice_has_the_turnover_told_last() -> None:
    late = datetime(2026, 5, 1, tzinfo=UTC)
    answers = [
        turnover(BEFORE, 100.0),
        turnover(JANUARY, 150.0, partner="associations", received_at=late),
        turnover(JANUARY, 200.0),
        turnover(JANUARY, 170.0, partner="associations", response_ref="R-2", received_at=late),
    ]
    assert figure(all_rows("LIV-02", answers=answers), ("quarter", JANUARY)) == Expected(50, 100, Fraction(1, 2))
