"""What registers said of an organisation at a day: province and sector, by its entries in all snapshots received.

What belongs here: which entry speaks for an organisation, and which was valid on a day. Which entries are of one organisation is told
by links: `demo.expected_matching`.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import date

from demo.truth import RegisterRow


class AttributeHistory:
    """Attributes of every organisation that stands, or stood, in a register."""

    def __init__(
        self, organisations: Mapping[tuple[str, str], str], standing: Sequence[RegisterRow], history: Sequence[RegisterRow] = ()
    ) -> None:
        """Groups the entries.

        Args:
            organisations: partner and `local_ref` of an entry → its organisation.
            standing: the entries that stand now; all that is known where there is no history.
            history: the entries of all snapshots received so far.
        """
        self._states: dict[str, dict[tuple[str, str], list[RegisterRow]]] = defaultdict(lambda: defaultdict(list))
        self._found: dict[tuple[str, date], tuple[str | None, str | None]] = {}
        for row in sorted(_last_of_each_period(history or standing), key=lambda row: row.period_start):
            entry = (row.partner, row.local_ref)
            if entry in organisations:
                self._states[organisations[entry]][entry].append(row)

    def at(self, organisation: str, day: date | None) -> tuple[str | None, str | None]:
        """Province and sector on that day (None: now); None where no register has them.

        An entry says what its snapshot for that time said; before its first snapshot, what that one says. Of several entries the one
        whose snapshot was received last speaks, and those without a snapshot for that time after all others.
        """
        key = (organisation, day or date.max)
        if organisation not in self._states:
            return None, None
        if key not in self._found:
            rows = sorted((_state_at(states, key[1]) for states in self._states[organisation].values()), key=lambda row: _rank(row, key[1]))
            self._found[key] = (_first(row.province for row in rows), _first(row.sector for row in rows))
        return self._found[key]


def _last_of_each_period(rows: Iterable[RegisterRow]) -> list[RegisterRow]:
    """Of each register and period the rows of the delivery received last: a correction takes the place of what it corrects."""
    rows = list(rows)
    last: dict[tuple[str, date], float] = {}
    for row in rows:
        slot = (row.partner, row.period_start)
        last[slot] = max(last.get(slot, 0.0), row.received_at.timestamp())
    return [row for row in rows if row.received_at.timestamp() == last[row.partner, row.period_start]]


def _state_at(states: Sequence[RegisterRow], day: date) -> RegisterRow:
    begun = [row for row in states if row.period_start <= day]
    return begun[-1] if begun else states[0]


def _rank(row: RegisterRow, day: date) -> tuple[bool, int, float, str, str]:
    is_later = row.period_start > day
    return (is_later, row.period_start.toordinal() if is_later else 0, -row.received_at.timestamp(), row.partner, row.local_ref)


def _first(values: Iterable[str | None]) -> str | None:
    return next((value for value in values if value is not None), None)
