"""Which rows of which files are broken: the rules of a contract are dealt out over its files in turn.

What belongs here: choosing rows and rules. How a row is broken by a rule is told in `demo.planted`.
"""

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import date
from random import Random
from typing import Any, Final

from demo.contracts import CONTRACTS, key_of
from demo.deliveries.rows import Row
from demo.periods import add_months
from demo.planted import Breakage, break_row, breakages, repeat_row, unique_rule

# Rejected rows stay well under the share at which a contract refuses the whole delivery (0.05 for visits, else 0.2).
SAFE_SHARE: Final = {"hub_visits": 0.035}
SAFE_SHARE_ELSEWHERE: Final = 0.14
# The part of a key by which junk differs from real rows, where it is not the first.
_OTHER_BY: Final = {"kpi_targets": "period_start", "reference_series": "observed_on"}
_REPEAT: Final = Breakage("repeat")


class Planter:
    """Deals out the rules of one contract, each in its turn; a rule that does not fit a file waits for the next one."""

    def __init__(self, contract: str, suits: Callable[[Breakage, Row], bool] = lambda breakage, row: True) -> None:
        """Starts with every rule waiting.

        Args:
            contract: name of the contract.
            suits: whether a row can be broken in a way without breaking another rule as well.
        """
        self._contract = contract
        self._suits = suits
        self._waiting: list[Breakage] = [*breakages(contract), _REPEAT]
        self._made = 0

    @property
    def rules(self) -> int:
        """How many rules are dealt out."""
        return len(self._waiting)

    def plant(self, rows: Sequence[Row], columns: frozenset[str], rng: Random, *, count: int, real_share: float) -> list[Row]:
        """Breaks rows of one file.

        Args:
            rows: good rows in their order.
            columns: canonical columns that the file has.
            rng: random source of the file.
            count: how many errors are wanted; fewer are planted where the file is short.
            real_share: share of errors that go into real rows; the others go into junk rows added for them.

        Returns:
            The rows with the errors among them, a repeated row always after the first one.
        """
        planted = list(rows)
        room = int(len(rows) * SAFE_SHARE.get(self._contract, SAFE_SHARE_ELSEWHERE))
        for _ in range(count):
            breakage = self._next(planted, columns)
            if breakage is None or (breakage.severity == "error" and room < 1):
                break
            room -= breakage.severity == "error"
            self._waiting.remove(breakage)
            self._waiting.append(breakage)
            self._apply(breakage, planted, rng, real_share)
        return planted

    def _next(self, rows: Sequence[Row], columns: frozenset[str]) -> Breakage | None:
        return next((each for each in self._waiting if self._fits(each, columns) and self._bases(each, rows)), None)

    def _fits(self, breakage: Breakage, columns: frozenset[str]) -> bool:
        return breakage is _REPEAT or {breakage.column, *breakage.needs} <= columns

    def _bases(self, breakage: Breakage, rows: Sequence[Row]) -> list[int]:
        repeated = {key_of(self._contract, row.values) for row in rows if row.rule == unique_rule(self._contract)}
        return [
            index
            for index, row in enumerate(rows)
            if row.rule is None
            and row.source is not None
            # The first of a pair must stay good, or the second would no longer be the one to reject.
            and key_of(self._contract, row.values) not in repeated
            and all(row.values.get(column) is not None for column in breakage.given)
            and self._suits(breakage, row)
        ]

    def _apply(self, breakage: Breakage, rows: list[Row], rng: Random, real_share: float) -> None:
        index = rng.choice(self._bases(breakage, rows))
        if breakage is _REPEAT:
            rows.insert(rng.randint(index + 1, len(rows)), repeat_row(rows[index], self._contract))
        elif breakage.severity == "warning" or rng.random() < real_share:
            rows[index] = break_row(rows[index], breakage, rng)
        else:
            rows.insert(rng.randint(0, len(rows)), break_row(self._junk(rows[index]), breakage, rng))

    def _junk(self, row: Row) -> Row:
        self._made += 1
        column = _OTHER_BY.get(self._contract, CONTRACTS[self._contract].key[0])
        return replace(row, values={**row.values, column: _other(row.values[column], self._made)}, source=None)


def _other(part: Any, number: int) -> Any:
    """Another value for a part of a key, one that no real row has."""
    return add_months(part, 12 * number) if isinstance(part, date) else f"{part}-X{number}"
