"""FIN-01 to FIN-03, PRG-01, PRG-02, MKT-01 and JOB-14 from financing, agreements, market contracts and the jobs counted."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
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


def tally_financing(financed: Iterable[Financed]) -> Tally:
    """Money approved, by the day of approval, and what of that same money is disbursed."""
    tally = Tally()
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
    return tally


def tally_money_and_jobs(financed: Iterable[Financed], jobs: Iterable[CountedJob]) -> Tally:
    """Money paid out, by the day of payment, and lasting jobs started in a period in which their organisation received some."""
    tally = Tally()
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
    return tally


def tally_programmes(financed: Iterable[Financed]) -> Tally:
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
    tally = Tally()
    for cell, keys in parties.items():
        tally.add(cell, {"several_programmes": len(keys)})
    return tally


def _cells_of_financing(each: Financed) -> Iterator[Cell]:
    breakdowns = {TOTAL: TOTAL, "sector": each.party.sector, "programme": each.row.programme, "partner": each.row.partner}
    return cells_of(each.row.approved_on, each.row.province, breakdowns)


def tally_agreements(agreements: Iterable[AgreementRow]) -> Tally:
    """Money committed by agreements, by the day of signature, and what is paid of it."""
    tally = Tally()
    for row in agreements:
        breakdowns = {TOTAL: TOTAL, "programme": row.programme, "funder": row.funder, "partner": row.partner}
        for cell in cells_of(row.signed_on, row.province, breakdowns):
            tally.add(cell, {"committed": Fraction(row.committed_mad), "paid": Fraction(row.paid_mad or 0)})
    return tally


def tally_markets(bought: Iterable[Bought]) -> Tally:
    """The value of market contracts, by the day of signature and the province of the organisation."""
    tally = Tally()
    for each in bought:
        row = each.row
        breakdowns = {TOTAL: TOTAL, "channel": row.channel, "sector": row.sector, "partner": row.partner}
        for cell in cells_of(row.signed_on, each.party.province, breakdowns):
            tally.add(cell, {"bought": Fraction(row.value_mad)})
    return tally
