"""Suites: what must hold for a load, derived from its contract.

What goes here: expectations as plain data, so that importing this costs nothing. What does not: running them
(`engine.py`), deciding on them (`judge.py`).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Final, Literal

from ingestion.contract import Contract

Subject = Literal["facts", "rows"]
FACTS: Final = ("rows_read", "rows_accepted", "rejected_share", "unaccounted_rows")


@dataclass(frozen=True, slots=True)
class Expected:
    """One expectation of a load.

    Attributes:
        id: how reports call it, `<column>.<what>`.
        subject: `facts` (one row that describes the load) or `rows` (its accepted rows).
        type: the expectation's class in Great Expectations.
        arguments: its keyword arguments.
    """

    id: str
    subject: Subject
    type: str
    arguments: Mapping[str, Any] = field(default_factory=dict)


def suite_of(contract: Contract) -> tuple[Expected, ...]:
    """The suite of a contract: first the load as a whole, then what its accepted rows must all satisfy."""
    return (*_on_the_load(contract), *_on_accepted_rows(contract))


def _on_the_load(contract: Contract) -> list[Expected]:
    some = Expected("rows_read.some", "facts", "ExpectColumnValuesToBeBetween", {"column": "rows_read", "min_value": 1})
    return [
        *([] if contract.allows_no_rows else [some]),
        Expected(
            "rejected_share.allowed",
            "facts",
            "ExpectColumnValuesToBeBetween",
            {"column": "rejected_share", "max_value": contract.max_rejected_share},
        ),
        Expected(
            "rows.accounted_for",
            "facts",
            "ExpectColumnValuesToBeBetween",
            {"column": "unaccounted_rows", "min_value": 0, "max_value": 0},
        ),
    ]


def _on_accepted_rows(contract: Contract) -> list[Expected]:
    suite = []
    for column in contract.columns:
        if column.required:
            suite.append(Expected(f"{column.name}.given", "rows", "ExpectColumnValuesToNotBeNull", {"column": column.name}))
        if column.kind == "code":
            values = [code.value for code in column.codes]
            suite.append(
                Expected(f"{column.name}.in_list", "rows", "ExpectColumnValuesToBeInSet", {"column": column.name, "value_set": values})
            )
        if column.limits.is_set:
            limits = column.limits
            low = limits.minimum if limits.minimum is not None else limits.exclusive_minimum
            high = limits.maximum if limits.maximum is not None else limits.exclusive_maximum
            arguments = {
                "column": column.name,
                "min_value": low,
                "max_value": high,
                "strict_min": limits.exclusive_minimum is not None,
                "strict_max": limits.exclusive_maximum is not None,
            }
            suite.append(Expected(f"{column.name}.in_range", "rows", "ExpectColumnValuesToBeBetween", arguments))
    return suite
