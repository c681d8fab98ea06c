"""TRN-01, TRN-02, LIV-01 and LIV-02 from training sessions and the answers of organisations to the surveys."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from statistics import median
from typing import Final

from demo.expected_cells import TOTAL, Cell, Formula, Number, Tally, cells_of
from demo.expected_matching import Party
from demo.periods import add_months
from demo.truth_feeds import SurveyRow, TrainingRow

_TRAINING: Final = ("theme", "programme", "partner")
_MONTH: Final = "month"
_YEAR: Final = 12

FORMULAS: Final = (
    Formula("TRN-01", (("enrolled", 1),), breakdowns=(*_TRAINING, "sex")),
    Formula("TRN-02", (("completed", 1),), "enrolled_outcome_known", _TRAINING),
    Formula("LIV-01", (("median_income", 1),), breakdowns=("sector", "partner"), shortest="quarter", is_statistic=True),
    Formula("LIV-02", (("turnover_now", 1), ("turnover_then", -1)), "turnover_then", ("sector",), shortest="quarter"),
)


@dataclass(frozen=True, slots=True)
class Answered:
    """An answer to a survey, and the organisation that gave it."""

    row: SurveyRow
    party: Party


@dataclass(frozen=True, slots=True)
class MemberEvents:
    """What the KPIs of training and of living conditions are made of."""

    sessions: Sequence[TrainingRow] = ()
    answers: Sequence[Answered] = ()


def tally_members(events: MemberEvents) -> Tally:
    """Adds up all measures of training and of what organisations answer."""
    tally = Tally()
    _add_training(tally, events.sessions)
    _add_incomes(tally, events.answers)
    _add_turnover(tally, events.answers)
    return tally


def _add_training(tally: Tally, sessions: Iterable[TrainingRow]) -> None:
    """People enrolled, in all and by sex where that is told, and those who completed where that is."""
    for row in sessions:
        breakdowns = {TOTAL: TOTAL, "theme": row.theme, "programme": row.programme, "partner": row.partner}
        amounts: dict[str, Number] = {"enrolled": row.enrolled}
        if row.completed is not None:
            amounts |= {"completed": row.completed, "enrolled_outcome_known": row.enrolled}
        for cell in cells_of(row.starts_on, row.province, breakdowns):
            tally.add(cell, amounts)
        for sex, persons in _by_sex(row):
            for cell in cells_of(row.starts_on, row.province, {"sex": sex}):
                tally.add(cell, {"enrolled": persons})


def _by_sex(row: TrainingRow) -> Iterator[tuple[str | None, int]]:
    if row.enrolled_women is None:
        yield None, row.enrolled
    else:
        yield "female", row.enrolled_women
        yield "male", row.enrolled - row.enrolled_women


def _add_incomes(tally: Tally, answers: Iterable[Answered]) -> None:
    """The median of the incomes told, in the quarter and in the year."""
    incomes: dict[Cell, list[Fraction]] = defaultdict(list)
    for each in answers:
        if each.row.mean_member_income_mad is not None:
            for cell in _cells(each, {TOTAL: TOTAL, "sector": each.party.sector, "partner": each.row.partner}):
                incomes[cell].append(Fraction(each.row.mean_member_income_mad))
    for cell, told in incomes.items():
        tally.add(cell, {"median_income": median(told)})


def _add_turnover(tally: Tally, answers: Iterable[Answered]) -> None:
    """Turnover of a quarter and of the same one a year before, of organisations that told both; a year adds its quarters up."""
    last: dict[tuple[str, date], Answered] = {}
    for each in sorted(answers, key=lambda each: (each.row.partner, each.row.response_ref), reverse=True):
        slot = (each.party.key, each.row.period_start)
        if each.row.turnover_mad is not None and (slot not in last or each.row.received_at >= last[slot].row.received_at):
            last[slot] = each
    for (key, quarter), now in last.items():
        then = last.get((key, add_months(quarter, -_YEAR)))
        if then is not None:
            amounts = {"turnover_now": Fraction(now.row.turnover_mad or 0), "turnover_then": Fraction(then.row.turnover_mad or 0)}
            for cell in _cells(now, {TOTAL: TOTAL, "sector": now.party.sector}):
                tally.add(cell, amounts)


def _cells(each: Answered, breakdowns: dict[str, str | None]) -> Iterator[Cell]:
    """The cells of an answer: what is told of a quarter belongs to it and to its year, to no month."""
    return (cell for cell in cells_of(each.row.period_start, each.row.province, breakdowns) if cell[0] != _MONTH)
