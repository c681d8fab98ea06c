"""What a planted error is, and how a good row is broken by one rule.

What belongs here: the data, and breaking one row. How each contract's rules are broken is told in the modules of its family.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from random import Random
from typing import Any

from demo.contracts import key_column
from demo.deliveries.rows import Row
from demo.mess import Cell

Values = Mapping[str, Any]
Overrides = dict[str, Any]


@dataclass(frozen=True, slots=True)
class PlantedError:
    """One error in one file.

    Attributes:
        file: path below the inbox, with `/`.
        sheet: name of the sheet; None in a CSV file.
        row_number: line as a spreadsheet shows it, the first is 1.
        cell: address such as `B17`; the cell's column is the one named in the rule.
        rule: rule id, `<column>.<check>`.
        severity: `error` (the row is rejected) or `warning` (it is kept).
        found: text of that cell, "" when it is empty.
    """

    file: str
    sheet: str | None
    row_number: int
    cell: str
    rule: str
    severity: str
    found: str


@dataclass(frozen=True, slots=True)
class Breakage:
    """A way to break a good row by one rule and no other.

    Attributes:
        rule: the rule id.
        raw: what is written in the rule's cell, one of these; empty when `change` alone breaks the row.
        change: gives new typed values of a row; columns that other rules look at are emptied here.
        needs: columns that the file must have besides the rule's own.
        given: columns that the row must have filled.
        severity: `error` or `warning`.
    """

    rule: str
    raw: tuple[Cell, ...] = ()
    change: Callable[[Values, Random], Overrides] = field(default=lambda values, rng: {})
    needs: tuple[str, ...] = ()
    given: tuple[str, ...] = ()
    severity: str = "error"

    @property
    def column(self) -> str:
        """The column of the rule."""
        return self.rule.partition(".")[0]


def break_row(row: Row, breakage: Breakage, rng: Random) -> Row:
    """Breaks a good row; its source stays known, so that what is lost can be told."""
    values = {**row.values, **breakage.change(row.values, rng)}
    raw: dict[str, Cell] = {}
    if breakage.raw:
        raw[breakage.column] = rng.choice(breakage.raw)
    return Row(values, row.source, raw, breakage.rule, breakage.severity)


def unique_rule(contract: str) -> str:
    """The rule that a repeated row breaks."""
    return f"{key_column(contract)}.unique"


def repeat_row(row: Row, contract: str) -> Row:
    """The same row once more: the later one of the two is to be rejected."""
    return Row(dict(row.values), None, {}, unique_rule(contract), "error")
