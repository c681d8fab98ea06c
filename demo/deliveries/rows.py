"""Rows on their way into a file: typed values, the thing of the region they tell of, and what was broken on purpose."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from demo.mess import Cell
from demo.truth import stated


@dataclass(frozen=True, slots=True)
class Row:
    """A row before it is written by hand.

    Attributes:
        values: canonical column to typed value; a missing one or None is blank.
        source: what of the region the row carries; None for a row that exists in the file only (junk, a repeated row).
        raw: cells that are written exactly so, whatever the partner's habits.
        rule: the rule the row breaks; None for a good row.
        severity: `error` (the row is to be rejected) or `warning`; None for a good row.
    """

    values: Mapping[str, Any]
    source: object | None = None
    raw: Mapping[str, Cell] = field(default_factory=dict)
    rule: str | None = None
    severity: str | None = None

    @property
    def accepted(self) -> bool:
        """Whether the row is to be accepted."""
        return self.severity != "error"


def row_of(source: Any, contract: str) -> Row:
    """A good row that carries one statement of the region."""
    return Row(stated(source, contract), source)
