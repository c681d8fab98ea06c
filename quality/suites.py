"""Suites: what must hold for a load, derived from its contract, and what a person adds to it.

What goes here: expectations as plain data, so that importing this costs nothing. What does not: reading those added by hand
(`added.py`), running them (`engine.py`), deciding on them (`judge.py`).
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final, Literal

from ingestion.contract import Contract
from ingestion.messages import Message
from ingestion.severity import FindingSeverity

Subject = Literal["facts", "rows"]
FACTS: Final = ("rows_read", "rows_accepted", "rejected_share", "unaccounted_rows")
SUITES_FOLDER: Final = Path(__file__).parent / "suites"

# A query that only filters rows; with a parenthesis it may count, rank or look elsewhere.
_ROW_FILTER: Final = re.compile(
    r"select [\w, ]+ from \{batch\} where (?!.*\b(?:group by|having|limit|union|except|intersect|order by)\b)[^()]+", re.I
)
# Expectations that look at each row by itself, so that what holds for all rows of several loads holds for each load. Every other
# one (sums, counts, uniqueness, distances from the mean, whole tables, other queries) is asked of each load alone.
_ROW_BY_ROW: Final = frozenset(
    {
        "ExpectColumnPairValuesAToBeGreaterThanB", "ExpectColumnPairValuesToBeEqual", "ExpectColumnPairValuesToBeInSet",
        "ExpectColumnValueLengthsToBeBetween", "ExpectColumnValueLengthsToEqual", "ExpectColumnValuesToBeBetween",
        "ExpectColumnValuesToBeInSet", "ExpectColumnValuesToBeNull", "ExpectColumnValuesToMatchLikePattern",
        "ExpectColumnValuesToMatchLikePatternList", "ExpectColumnValuesToMatchRegex", "ExpectColumnValuesToMatchRegexList",
        "ExpectColumnValuesToNotBeInSet", "ExpectColumnValuesToNotBeNull", "ExpectColumnValuesToNotMatchLikePattern",
        "ExpectColumnValuesToNotMatchLikePatternList", "ExpectColumnValuesToNotMatchRegex", "ExpectColumnValuesToNotMatchRegexList",
        "ExpectMulticolumnSumToEqual", "ExpectMulticolumnValuesToBeEqual", "ExpectSelectColumnValuesToBeUniqueWithinRecord",
    }
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Expected:
    """One expectation of a load.

    Attributes:
        id: how reports call it, `<column>.<what>`.
        subject: `facts` (one row that describes the load) or `rows` (its accepted rows).
        type: the expectation's class in Great Expectations.
        arguments: its keyword arguments.
        severity: what follows when it is not met.
        message: what the partner is told then; None where a partner could do nothing about it.
        file: the suite file in which it stands; None where it follows from the contract.
        shows_values: whether a value of its columns may be shown: not where the column may hold anything that somebody wrote.
    """

    id: str
    subject: Subject
    type: str
    arguments: Mapping[str, Any] = field(default_factory=dict)
    severity: FindingSeverity = "critical"
    message: Message | None = None
    file: Path | None = None
    shows_values: bool = False

    @property
    def is_row_by_row(self) -> bool:
        """Whether it may be asked of several loads at once: each row must hold, and no other row matters."""
        if self.type == "UnexpectedRowsExpectation":
            return bool(_ROW_FILTER.fullmatch(str(self.arguments.get("unexpected_rows_query", "")).strip()))
        return self.type in _ROW_BY_ROW and self.arguments.get("mostly", 1) == 1

    @property
    def columns(self) -> tuple[str, ...]:
        """The columns that it names."""
        single = [self.arguments.get(name) for name in ("column", "column_A", "column_B")]
        return tuple(name for name in [*single, *self.arguments.get("column_list", ())] if isinstance(name, str))

    @property
    def column(self) -> str | None:
        """The column that it is about, the first where there are several; None for the load as a whole."""
        return next(iter(self.columns), None)


def suite_of(contract: Contract, folder: Path = SUITES_FOLDER) -> tuple[Expected, ...]:
    """The suite of a contract: the load as a whole, what its accepted rows must all satisfy, and what a person has added.

    Args:
        contract: the contract.
        folder: where the suite files are.

    Raises:
        SuiteError: when the contract's suite file cannot be used.
    """
    from quality.added import added_to

    return (*_on_the_load(contract), *_on_accepted_rows(contract), *added_to(contract, folder))


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
    """What follows from the columns; the rows' own rules have turned away what breaks it. That keys are unique is left to the key rule."""

    def promise(column: str, what: str, kind: str, **arguments: Any) -> Expected:
        name = f"{column}.{what}"
        return Expected(name, "rows", kind, {"column": column, **arguments}, contract.expectation_severity(name))

    suite = []
    for column in contract.columns:
        if column.required or (column.name in contract.key and column.default is not None):
            suite.append(promise(column.name, "given", "ExpectColumnValuesToNotBeNull"))
        if column.kind == "code":
            values = [code.value for code in column.codes]
            suite.append(promise(column.name, "in_list", "ExpectColumnValuesToBeInSet", value_set=values))
        if column.limits.is_set:
            limits = column.limits
            bounds = {
                "min_value": limits.minimum if limits.minimum is not None else limits.exclusive_minimum,
                "max_value": limits.maximum if limits.maximum is not None else limits.exclusive_maximum,
                "strict_min": limits.exclusive_minimum is not None,
                "strict_max": limits.exclusive_maximum is not None,
            }
            suite.append(promise(column.name, "in_range", "ExpectColumnValuesToBeBetween", **bounds))
    return suite
