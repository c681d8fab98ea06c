"""Checks of a built warehouse: what was asked, whether it holds, which rows say that it does not, and what to do then.

What goes here: one check's result as plain data. What does not: where results come from (`table_suites.py`, `movements.py`, dbt's own
tests in `orchestration`), what follows from them (`orchestration.audit`).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, Final, Literal

from ingestion.contract import load_contracts
from ingestion.drift import masked
from ingestion.messages import Message
from ingestion.severity import FindingSeverity

Kind = Literal["test", "expectation", "movement", "disclosure"]

ROWS_SHOWN: Final = 5
# Free text and identities may hold what is a person's: a cooperative can bear its founder's name, a value found in a cell anything.
_NEVER_SHOWN_KINDS: Final = frozenset({"text", "person", "contact"})
_OF_OUR_OWN: Final = frozenset({"found", "reason", "detail", "name_fr", "name_ar", "name_en", "extra"})
_SHOWN: Final = frozenset({"organisation_ref", "unit", "theme"})
HIDDEN: Final = "•••"


@dataclass(frozen=True, slots=True)
class Check:
    """What became of one check.

    Attributes:
        name: how it is called in reports and logs.
        kind: what asked: a test of dbt, an expectation of Great Expectations, the comparison with the last release,
            the attack on what is to be published.
        severity: what follows when it fails: critical stops the release, warning is told, info is only kept.
        passed: whether it holds.
        message: what it is about and what to do when it fails.
        rows: how many rows, or figures, say that it does not hold.
        columns: names of the columns of `shown`.
        shown: the first of these rows; nothing of a person is in them.
        movement_id: what to accept, where a movement of figures is what stops the release.
    """

    name: str
    kind: Kind
    severity: FindingSeverity
    passed: bool
    message: Message
    rows: int = 0
    columns: tuple[str, ...] = ()
    shown: tuple[tuple[Any, ...], ...] = ()
    movement_id: str | None = None

    @property
    def stops(self) -> bool:
        """Whether the release is not made for it."""
        return not self.passed and self.severity == "critical"


def shown_rows(
    columns: Sequence[str], rows: Sequence[Sequence[Any]], about: str | None = None
) -> tuple[tuple[str, ...], tuple[tuple[Any, ...], ...]]:
    """The first rows of a failing check, with every cell hidden that could tell of a person.

    Args:
        columns: the names of the rows' columns.
        rows: the rows.
        about: the column that the check is about, where the rows name it otherwise (`unique_field`, `value_field`).
    """
    hidden = _hidden_columns()
    is_hidden = [_is_hidden(name, about, hidden) for name in columns]
    cut = tuple(tuple(map(_cell, row, is_hidden)) for row in rows[:ROWS_SHOWN])
    return tuple(columns), cut


def _cell(value: Any, is_hidden: bool) -> Any:
    if value is not None and is_hidden:
        return HIDDEN
    return masked(value) if isinstance(value, str) else value


def _is_hidden(name: str, about: str | None, hidden: frozenset[str]) -> bool:
    """Whether a column's cells may hold something of a person, also where a test of dbt calls the column otherwise."""
    return name in hidden or (name in ("unique_field", "value_field") and about in hidden) or name.removeprefix("unknown_") in hidden


@lru_cache(maxsize=1)
def _hidden_columns() -> frozenset[str]:
    """Columns that could hold something of a person in any contract; the keys by which a row is found again are shown."""
    columns = [(column, column.name in contract.key) for contract in load_contracts().values() for column in contract.columns]
    texts = {column.name for column, is_key in columns if column.kind in _NEVER_SHOWN_KINDS and not is_key}
    persons = {column.name for column, _ in columns if column.is_pseudonymised}
    return frozenset((texts - {column.name for column, is_key in columns if is_key} - _SHOWN) | persons | _OF_OUR_OWN)
