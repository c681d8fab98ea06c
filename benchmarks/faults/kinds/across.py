"""Slips that one feed alone hardly shows, and two feeds side by side do."""

from __future__ import annotations

from typing import Final

from benchmarks.faults.kinds.spots import named
from benchmarks.faults.model import Case, Faulty, Kind, Setting, Spot
from benchmarks.faults.rewriting import changed, column_changed, written

_FAMILY: Final = "across"


def _surveys(setting: Setting) -> list[Spot]:
    return list(named("members_total")(setting)) if setting.contract.name == "activity_surveys" else []


def _neighbours_reference(case: Case) -> Faulty | None:
    """A third of the rows have the organisation of the row above."""
    names = [name for name in ("organisation_ref", "ice", "organisation_name") if name in {c.name for c in case.setting.columns}]
    rows = list(case.setting.rows)
    places = [index for index in range(1, len(rows)) if case.rng.random() < 0.33]
    moved = [
        changed(row, **{name: rows[index - 1].values.get(name) for name in names}) if index in places else row
        for index, row in enumerate(rows)
    ]
    return written(case, moved) if len(places) >= 3 else None


KINDS: Final = (
    Kind(
        "members_overstated",
        _FAMILY,
        "Each organisation tells a tenth more members in the survey than the register has.",
        _surveys,
        lambda case: column_changed(case, lambda value: round(value * 1.1 + 0.5)),
        is_across=True,
    ),
    Kind(
        "neighbours_organisation",
        _FAMILY,
        "A third of the rows bear the organisation of the row above.",
        named("organisation_ref"),
        _neighbours_reference,
        lambda case: frozenset({"organisation_ref", "ice", "organisation_name", "province"}),
        is_across=True,
    ),
)
