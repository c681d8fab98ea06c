"""Disclosure control as dbt sees it: tables in, a table out.

What goes here: what the Python model of the dbt project reads and writes. What does not: what is kept back (the other modules).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

from ingestion.reference import REGION
from ingestion.yaml_files import parsed_yaml
from publishing.disclosure.building import build
from publishing.disclosure.choosing import kept_back
from publishing.disclosure.rules import CATALOGUE, Rules, read_rules
from publishing.disclosure.suppression import suppressed
from publishing.disclosure.system import CELL, SCOPE, TERM, Catalogue, Cell, Scope

if TYPE_CHECKING:
    import pyarrow as pa
    from numpy.typing import NDArray

PRIMARY, SECONDARY, NOT_SHOWN = "C", "D", "N"


def confidential(cells: pa.Table, terms: pa.Table, scopes: pa.Table, rules: Rules | None = None) -> pa.Table:
    """The table `int_confidential_cells`: every cell that is kept back, and why.

    Args:
        cells: `int_kpi_cells`.
        terms: `reference.kpi_terms`.
        scopes: `int_measure_scope`.
        rules: those of the catalogue unless others are given.

    Raises:
        DisclosureRuleError: when the catalogue's rules cannot be used.
        AttackError: when figures contradict each other.
    """
    import pyarrow as pa

    rules = rules or read_rules()
    keys = list(zip(*(cells.column(name).to_pylist() for name in CELL), strict=True))
    catalogue = catalogue_of(_rows(terms, TERM), _rows(scopes, SCOPE))
    system = build(keys, _amounts(cells, "numerator"), _amounts(cells, "denominator"), catalogue, rules)
    kept = suppressed(system, rules.threshold)
    primary = kept_back(system, system.small)
    found = [(*cell, PRIMARY if primary[i] else SECONDARY) for i, cell in enumerate(system.cells) if kept[i]]
    found += [(*cell, NOT_SHOWN) for cell in system.left_out]
    found.sort()
    schema = pa.schema([(name, pa.date32() if name == "period_start" else pa.string()) for name in (*CELL, "conf_status")])
    return pa.table([list(column) for column in zip(*found, strict=True)] or [[] for _ in schema], schema=schema)


def catalogue_of(terms: Iterable[Sequence[Any]], scopes: Iterable[Sequence[Any]]) -> Catalogue:
    """The catalogue from rows of `TERM` and of `SCOPE`."""
    found: dict[tuple[str, str], dict[str, int]] = {}
    for kpi, part, measure, sign in terms:
        found.setdefault((kpi, part), {})[measure] = int(sign)
    reaches = {
        row[0]: Scope(bool(row[1]), bool(row[2]), bool(row[3]), _listed(row[4]), _listed(row[5])) for row in scopes if row[0] is not None
    }
    known = {key: form for key, form in found.items() if all(measure in reaches for measure in form)}
    return Catalogue(known, reaches, tuple(_variables()["lasting_employment_types"]), REGION)


def _variables() -> Mapping[str, Any]:
    variables: Mapping[str, Any] = parsed_yaml(CATALOGUE.with_name("dbt_project.yml").read_text(encoding="utf-8"))["vars"]
    return variables


def _listed(text: str | None) -> tuple[str, ...]:
    return tuple(filter(None, (text or "").split(",")))


def _rows(table: pa.Table, names: Sequence[str]) -> list[tuple[Any, ...]]:
    return list(zip(*(table.column(name).to_pylist() for name in names), strict=True))


def _amounts(table: pa.Table, name: str) -> NDArray[np.float64]:
    amounts: NDArray[np.float64] = table.column(name).cast("float64").fill_null(float("nan")).to_numpy()
    return amounts


def cells_of(rows: Iterable[Sequence[Any]]) -> list[Cell]:
    """The cells of rows that begin with the columns of `CELL`."""
    return [(row[0], row[1], row[2], row[3], row[4], row[5]) for row in rows]
