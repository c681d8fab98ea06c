"""What goes otherwise than it should: which deliveries are late, corrected, sent twice, refused or never sent.

What belongs here: fates of single deliveries as data, and the instants that follow from them.
"""

from collections.abc import Mapping
from datetime import UTC, date, datetime, time, timedelta
from random import Random
from typing import Final, Literal

from demo.periods import add_months

Fate = Literal["", "early", "late", "corrected", "corrected_after_the_next", "copied", "refused_mended", "refused", "missing"]

FATES: Final[Mapping[tuple[str, str], Mapping[int, Fate]]] = {
    ("chamber_handicrafts", "job_declarations"): {
        1: "corrected",
        4: "copied",
        8: "late",
        11: "corrected",
        15: "refused_mended",
        19: "early",
    },
    ("chamber_agriculture", "job_declarations"): {0: "early", 2: "late", 7: "corrected", 12: "copied", 17: "late"},
    ("cri", "job_declarations"): {1: "early", 6: "corrected", 9: "refused", 14: "late"},
    ("provincial_handicrafts", "job_declarations"): {2: "copied", 5: "corrected", 10: "late", 16: "corrected"},
    ("government_departments", "job_declarations"): {1: "late", 7: "missing", 13: "corrected", 21: "copied"},
    ("chamber_handicrafts", "organisations"): {1: "corrected", 3: "copied"},
    ("chamber_agriculture", "organisations"): {2: "late", 4: "corrected"},
    ("unions", "organisations"): {0: "corrected_after_the_next", 3: "late", 5: "refused_mended"},
    ("hub_operator", "organisations"): {2: "corrected", 6: "early"},
    ("cri", "investment_projects"): {4: "corrected", 8: "late", 12: "copied"},
    ("foundation_m5", "financing"): {2: "late", 6: "corrected", 11: "copied", 17: "refused_mended"},
    ("al_barid_bank", "financing"): {3: "copied", 9: "corrected", 15: "late"},
    ("banks", "financing"): {1: "corrected", 8: "missing", 14: "late", 20: "refused"},
    ("chamber_handicrafts", "training_sessions"): {2: "corrected", 10: "early", 18: "late"},
    ("government_departments", "training_sessions"): {4: "late", 9: "missing", 15: "corrected"},
    ("foundation_m5", "training_sessions"): {3: "corrected", 12: "copied"},
    ("academia", "training_sessions"): {1: "late", 7: "refused_mended", 13: "corrected", 16: "late"},
    ("regional_council", "agreements"): {1: "corrected", 4: "late"},
    ("government_departments", "agreements"): {2: "copied", 5: "corrected"},
    ("private_sector", "market_contracts"): {1: "late", 5: "corrected", 12: "refused", 18: "copied"},
    ("unions", "activity_surveys"): {1: "corrected", 3: "late"},
    ("associations", "activity_surveys"): {2: "corrected", 4: "copied"},
    ("academia", "needs_assessments"): {1: "corrected"},
    ("study_office", "management_scenarios"): {2: "copied", 5: "corrected"},
    ("directorate", "action_plan"): {2: "late", 7: "corrected", 15: "copied"},
    ("bank_al_maghrib", "reference_series"): {6: "late", 13: "corrected"},
    ("press", "media_mentions"): {1: "late", 4: "corrected", 11: "missing"},
    ("directorate", "kpi_targets"): {1: "corrected"},
    ("hub_operator", "hub_bookings"): {9: "corrected", 20: "copied"},
    ("hub_operator", "hub_visits"): {5: "late", 15: "corrected", 25: "copied"},
    ("hub_operator", "hub_services"): {2: "corrected", 4: "late", 6: "copied"},
    ("hub_operator", "hub_accounts"): {2: "corrected", 9: "late", 14: "copied"},
}
"""Feed to the fates of its deliveries, each with the number of the delivery from which on it may come (0 is the first one).

Of the hub's nightly and weekly feeds the n-th night or week has the fate; of the others the first one that suits (see `deal_fates`).
"""

LOST_COLUMN: Final[Mapping[str, str]] = {
    "job_declarations": "employment_type",
    "organisations": "legal_form",
    "financing": "instrument",
    "training_sessions": "theme",
    "market_contracts": "buyer",
}
"""The required column that a refused delivery lacks, by contract."""

_MUST_BE_LAST: Final = frozenset({"late", "corrected", "corrected_after_the_next", "refused_mended"})
HORIZON_DAY: Final = 20
"""Everything is received before noon (UTC) of this day of the month after the last one."""


def horizon(last_month: date) -> datetime:
    """The instant before which everything is received, and for which the expected figures hold."""
    return datetime.combine(add_months(last_month, 1).replace(day=HORIZON_DAY), time(12), UTC)


def deal_fates(usual: Mapping[tuple[str, date], datetime], contract: str) -> dict[tuple[str, date], Fate]:
    """Deals the fates of a contract's feeds out over their deliveries.

    Of two sources of the same job the one received later is believed. So a delivery of jobs is moved only where it overtakes no
    other partner's of the same period: late and corrected ones were the last to come anyway, early ones the first.

    Args:
        usual: (partner, period) to the instant at which it would be received in the ordinary way.
        contract: the contract.

    Returns:
        (partner, period) to fate, for those that are not ordinary.
    """
    periods = sorted({period for _, period in usual})
    order = {period: sorted((at, partner) for (partner, start), at in usual.items() if start == period) for period in periods}
    dealt: dict[tuple[str, date], Fate] = {}
    for (partner, of_contract), wished in FATES.items():
        waiting = sorted(wished.items()) if of_contract == contract else []
        for number, period in enumerate(periods):
            if (partner, period) not in usual:
                continue
            arriving = [name for _, name in order[period]] if contract == "job_declarations" else [partner]
            fit = [
                (start, fate)
                for start, fate in waiting
                if start <= number
                and (fate not in _MUST_BE_LAST or partner == arriving[-1])
                and (fate != "early" or partner == arriving[0])
            ]
            if fit:
                waiting.remove(fit[0])
                dealt[partner, period] = fit[0][1]
    return dealt


def received(usual: datetime, fate: Fate, rng: Random) -> datetime:
    """When a delivery of that fate arrives.

    Args:
        usual: when it would arrive in the ordinary way, in the first days after the period.
        fate: its fate; only `early` and `late` move it.
        rng: random source of the delivery.
    """
    if fate == "early":
        return usual.replace(day=1, hour=7, minute=rng.randrange(60))
    if fate == "late":
        return usual.replace(day=rng.randint(13, 18), hour=rng.randint(8, 16))
    return usual


def after_the_next(instant: datetime, rng: Random) -> datetime:
    """When a quarter's list is corrected once the next quarter's has come: its errors were found while that one was made."""
    return later(instant + timedelta(days=97), rng, days=3)


def later(instant: datetime, rng: Random, days: int = 4) -> datetime:
    """An instant one to `days` days later: when a correction, or the same file once more, arrives."""
    return instant + timedelta(days=rng.randint(1, days), hours=rng.randint(0, 5), minutes=rng.randrange(60))
