"""FIN-01 to FIN-03, PRG-01, PRG-02, MKT-01 and JOB-14 from financing, agreements, market contracts and the jobs counted."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from typing import Final

from demo.expected_cells import TOTAL, Cell, Formula, Tally, cells_of
from demo.expected_job_kpis import LASTING
from demo.expected_jobs import CountedJob
from demo.expected_matching import Party
from demo.folding import fold
from demo.periods import PERIOD_TYPES, period_start
from demo.truth_feeds import AgreementRow, FinancingRow, MarketRow

_SEVERAL: Final = 2
_FINANCING: Final = ("instrument", "programme", "partner", "sector")

FORMULAS: Final = (
    Formula("FIN-01", (("approved", 1),), breakdowns=(*_FINANCING, "women_led")),
    Formula("FIN-02", (("disbursed", 1),), "approved", (*_FINANCING, "women_led")),
    Formula("FIN-03", (("approved_women_led", 1),), "approved_leadership_known", _FINANCING),
    Formula("JOB-14", (("paid_out", 1),), "jobs_at_financed", ("sector",)),
    Formula("MKT-01", (("bought", 1),), breakdowns=("channel", "sector", "partner")),
    Formula("PRG-01", (("several_programmes", 1),), breakdowns=("sector", "programme", "partner")),
    Formula("PRG-02", (("paid", 1),), "committed", ("programme", "funder", "partner")),
)


@dataclass(frozen=True, slots=True)
class Financed:
    """A financing in its last state, and the organisation it went to."""

    row: FinancingRow
    party: Party


@dataclass(frozen=True, slots=True)
class Bought:
    """A market contract, and the organisation it was signed with."""

    row: MarketRow
    party: Party


@dataclass(frozen=True, slots=True)
class MoneyEvents:
    """What the KPIs of money are made of."""

    financed: Sequence[Financed] = ()
    bought: Sequence[Bought] = ()
    agreements: Sequence[AgreementRow] = ()


def tally_money(events: MoneyEvents, jobs: Iterable[CountedJob] = ()) -> Tally:
    """Adds up all measures of money, and of the jobs that are set against it."""
    tally = Tally()
    _add_financing(tally, events.financed)
    _add_payments_and_jobs(tally, events.financed, jobs)
    _add_programmes(tally, events.financed)
    _add_agreements(tally, events.agreements)
    _add_markets(tally, events.bought)
    return tally


def _add_financing(tally: Tally, financed: Iterable[Financed]) -> None:
    """Money approved, by the day of approval, and what of that same money is disbursed."""
    for each in financed:
        row = each.row
        approved = Fraction(row.amount_approved_mad)
        amounts = {
            "approved": approved,
            "disbursed": Fraction(row.amount_disbursed_mad or 0),
            "approved_women_led": approved if row.women_led else 0,
            "approved_leadership_known": approved if row.women_led is not None else 0,
        }
        breakdowns = {
            TOTAL: TOTAL,
            "instrument": row.instrument,
            "programme": row.programme,
            "partner": row.partner,
            "sector": each.party.sector,
            "women_led": None if row.women_led is None else str(row.women_led).lower(),
        }
        for cell in cells_of(row.approved_on, row.province, breakdowns):
            tally.add(cell, amounts)


def _add_payments_and_jobs(tally: Tally, financed: Iterable[Financed], jobs: Iterable[CountedJob]) -> None:
    """Money paid out, by the day of payment, and lasting jobs started in a period in which their organisation received some."""
    receivers: dict[tuple[str, date], set[str]] = defaultdict(set)
    for each in financed:
        if each.row.amount_disbursed_mad and each.row.disbursed_on is not None:
            for cell in cells_of(each.row.disbursed_on, each.row.province, {TOTAL: TOTAL, "sector": each.party.sector}):
                tally.add(cell, {"paid_out": Fraction(each.row.amount_disbursed_mad)})
                receivers[cell[0], cell[1]].add(each.party.key)
    for job in jobs:
        if job.employment_type in LASTING:
            for cell in cells_of(job.started_on, job.province, {TOTAL: TOTAL, "sector": job.party.sector}):
                if job.party.key in receivers[cell[0], cell[1]]:
                    tally.add(cell, {"jobs_at_financed": 1})


def _add_programmes(tally: Tally, financed: Iterable[Financed]) -> None:
    """Organisations financed under two programmes or more in a period, in the cells of that financing."""
    under_programme = [(each, fold(each.row.programme)) for each in financed if each.row.programme is not None]
    under_programme = [(each, programme) for each, programme in under_programme if programme]
    programmes: dict[tuple[str, date, str], set[str]] = defaultdict(set)
    for each, programme in under_programme:
        for period_type in PERIOD_TYPES:
            programmes[period_type, period_start(period_type, each.row.approved_on), each.party.key].add(programme)
    parties: dict[Cell, set[str]] = defaultdict(set)
    for each, _ in under_programme:
        for cell in _cells_of_financing(each):
            if len(programmes[cell[0], cell[1], each.party.key]) >= _SEVERAL:
                parties[cell].add(each.party.key)
    for cell, keys in parties.items():
        tally.add(cell, {"several_programmes": len(keys)})


def _cells_of_financing(each: Financed) -> Iterator[Cell]:
    breakdowns = {TOTAL: TOTAL, "sector": each.party.sector, "programme": each.row.programme, "partner": each.row.partner}
    return cells_of(each.row.approved_on, each.row.province, breakdowns)


def _add_agreements(tally: Tally, agreements: Iterable[AgreementRow]) -> None:
    """Money committed by agreements, by the day of signature, and what is paid of it."""
    for row in agreements:
        breakdowns = {TOTAL: TOTAL, "programme": row.programme, "funder": row.funder, "partner": row.partner}
        for cell in cells_of(row.signed_on, row.province, breakdowns):
            tally.add(cell, {"committed": Fraction(row.committed_mad), "paid": Fraction(row.paid_mad or 0)})


def _add_markets(tally: Tally, bought: Iterable[Bought]) -> None:
    """The value of market contracts, by the day of signature and the province of the organisation."""
    for each in bought:
        row = each.row
        breakdowns = {TOTAL: TOTAL, "channel": row.channel, "sector": row.sector, "partner": row.partner}
        for cell in cells_of(row.signed_on, each.party.province, breakdowns):
            tally.add(cell, {"bought": Fraction(row.value_mad)})
