"""Small tables of figures for disclosure control, and an attacker written for them alone: he shares no code with the project's."""

from __future__ import annotations

import random
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

import numpy as np
import pyarrow as pa
from scipy.optimize import linprog

from publishing.disclosure.audit import Disclosed, disclosed
from publishing.disclosure.rules import Counted, Rules
from publishing.disclosure.tables import catalogue_of, confidential

REGION = "03"
K = 5
Key = tuple[str, str, date, str, str, str]
TERMS = [
    ("STARTED", "numerator", "started", 1),
    ("ENDED", "numerator", "ended", 1),
    ("NET", "numerator", "started", 1), ("NET", "numerator", "ended", -1),
    ("WOMEN", "numerator", "women", 1), ("WOMEN", "denominator", "sex_known", 1),
    ("PROVEN", "numerator", "proven", 1), ("PROVEN", "denominator", "started", 1),
    ("WEIGHT", "numerator", "weight", 1),
]  # fmt: skip
SCOPES = [
    (name, True, True, True, "sex,sector", "") for name in ("started", "ended", "women", "sex_known", "proven", "weight")
]  # fmt: skip
RULES = Rules(
    threshold=K,
    sparse_share=1.0,
    people={
        "started": Counted(),
        "ended": Counted(),
        "sex_known": Counted(part_of="started", of="started", known="sex"),
        "women": Counted(part_of="sex_known", of="started", value=("sex", "female")),
        "proven": Counted(part_of="started"),
    },
    weighed={"WEIGHT": ("started",)},
)
MAY, Q2 = date(2026, 5, 1), date(2026, 4, 1)


@dataclass
class Figures:
    """Rows by cell: (numerator, denominator)."""

    rows: dict[Key, tuple[float, float | None]] = field(default_factory=dict)

    def add(
        self, kpi: str, numerator: float, denominator: float | None = None, *, territory: str = REGION, value: str = "total=total",
        period: tuple[str, date] = ("month", MAY),
    ) -> Figures:  # fmt: skip
        breakdown, _, name = value.partition("=")
        self.rows[kpi, *period, territory, breakdown, name] = (numerator, denominator)
        return self

    def statuses(self, rules: Rules = RULES) -> dict[Key, str]:
        """What the project keeps back."""
        keys = list(self.rows)
        columns = [*zip(*keys, strict=True), *zip(*self.rows.values(), strict=True)]
        names = ("kpi_id", "period_type", "period_start", "territory_code", "breakdown", "breakdown_value", "numerator", "denominator")
        table = pa.table(
            {
                name: pa.array(column, pa.float64() if "ator" in name and name != "territory_code" else None)
                for name, column in zip(names, columns, strict=True)
            }
        )
        terms = _table(("kpi_id", "part", "measure", "sign"), TERMS)
        scopes = _table(
            ("measure", "is_additive", "is_additive_over_periods", "is_always_located", "partitions", "lifted_breakdowns"), SCOPES
        )
        found = confidential(table, terms, scopes, rules).to_pylist()
        return {tuple(list(row.values())[:6]): row["conf_status"] for row in found}  # type: ignore[misc]

    def primary(self) -> dict[Key, str]:
        """What the rule for small counts alone keeps back: small numerators, denominators and rests of them."""
        return {key: "C" for key, parts in self.rows.items() if any(0 < each < K for each in _counts(key[0], *parts))}

    def attacked(self, kept: Mapping[Key, str], rules: Rules = RULES) -> list[Disclosed]:
        """What the project's audit says of these figures when some are kept back."""
        true = [(*key, *parts) for key, parts in self.rows.items()]
        public = [(*key, *((None, None) if key in kept else parts)) for key, parts in self.rows.items() if kept.get(key) != "N"]
        return disclosed(true, public, catalogue_of(TERMS, SCOPES), rules)


def _table(names: Sequence[str], rows: Sequence[tuple[Any, ...]]) -> pa.Table:
    return pa.table({name: [row[i] for row in rows] for i, name in enumerate(names)})


def _counts(kpi: str, numerator: float, denominator: float | None) -> list[float]:
    if kpi not in ("STARTED", "ENDED", "WOMEN", "PROVEN"):
        return []
    return [numerator] if denominator is None else [numerator, denominator, denominator - numerator]


def naive_bounds(figures: Figures, kept: Mapping[Key, str], kpi: str) -> dict[Key, tuple[float, float]]:
    """The bounds of every kept-back count of one KPI, by two linear programs each, from sums spelled out here.

    Only the sums within the KPI (values, provinces, months of the quarter) are used; cells that are not among the figures are zero.
    """
    cells = [key for key in figures.rows if key[0] == kpi]
    at = {key[1:]: i for i, key in enumerate(cells)}
    rows: list[tuple[list[int], int]] = []
    places = {key[1:4] for key in cells}
    for place in places:
        for breakdown in ("sex", "sector"):
            parts = [i for key, i in at.items() if key[:3] == place and key[3] == breakdown]
            if parts:
                rows.append((parts, at[*place, "total", "total"]))
    for key, whole in at.items():
        kind, start, territory, breakdown, value = key
        provinces = [i for other, i in at.items() if other[:2] == (kind, start) and other[2] != REGION and other[3:] == (breakdown, value)]
        if territory == REGION and provinces:
            rows.append((provinces, whole))
        months = [i for other, i in at.items() if other[0] == "month" and other[2:] == (territory, breakdown, value)]
        if kind == "quarter" and months:
            rows.append((months, whole))
    matrix = np.zeros((len(rows), len(cells)))
    for line, (parts, whole) in enumerate(rows):
        matrix[line, parts] = 1
        matrix[line, whole] -= 1
    bounds = [(0, None) if key in kept else (figures.rows[key][0],) * 2 for key in cells]
    found = {}
    for key in kept:
        if key[0] == kpi:
            goal = np.zeros(len(cells))
            goal[at[key[1:]]] = 1
            least = linprog(goal, A_eq=matrix, b_eq=np.zeros(len(rows)), bounds=bounds)
            most = linprog(-goal, A_eq=matrix, b_eq=np.zeros(len(rows)), bounds=bounds)
            found[key] = (least.fun, np.inf if most.status == 3 else -most.fun)
    return found


def random_table(seed: int) -> Figures:
    """A table of people started by province, sex, sector and month, with its sums; many counts are small, some cells empty."""
    chance = random.Random(seed)
    provinces = [f"03.{i}" for i in range(chance.choice((2, 2, 3)))]
    values = {"sex": ["female", "male"], "sector": [f"s{i}" for i in range(chance.randint(2, 3))]}
    months = [date(2026, 4 + i, 1) for i in range(chance.choice((1, 1, 1, 1, 3)))]
    typical = chance.choice((2, 4, 9))
    counts: dict[Key, float] = {}
    for month in months:
        for province in provinces:
            for _ in range(chance.randint(0, 4 * typical)):
                drawn = {breakdown: chance.choice(names) for breakdown, names in values.items()}
                is_proven = chance.random() < 0.5
                periods = [("month", month), *([("quarter", Q2)] if len(months) == 3 else [])]
                for kind, start in periods:
                    for territory in (REGION, province):
                        for breakdown, value in (("total", "total"), *drawn.items()):
                            key = ("STARTED", kind, start, territory, breakdown, value)
                            counts[key] = counts.get(key, 0) + 1
                            counts["PROVEN", *key[1:]] = counts.get(("PROVEN", *key[1:]), 0) + is_proven
    figures = Figures()
    for key, count in counts.items():
        if key[0] == "STARTED":
            figures.rows[key] = (count, None)
            figures.rows["PROVEN", *key[1:]] = (counts["PROVEN", *key[1:]], count)
    return figures


def table_with_a_hole(seed: int) -> Figures:
    """One small count in a row whose other figures and total are large and shown: subtraction tells it."""
    chance = random.Random(seed)
    names = [f"s{i}" for i in range(chance.randint(2, 6))]
    small = chance.choice(names)
    figures = Figures()
    total = 0
    for name in names:
        count = chance.randint(1, K - 1) if name == small else chance.randint(K, 60)
        total += count
        figures.add("STARTED", count, value=f"sector={name}")
    return figures.add("STARTED", total)
