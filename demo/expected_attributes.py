"""What registers say of an organisation: province and sector, by its entries.

What belongs here: which entry speaks for an organisation, and which was valid on a day. Which entries are of one organisation is told
by links: `demo.expected_matching`.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import date

from demo.truth import RegisterRow


class AttributeHistory:
    """Attributes of every organisation that stands in a register."""

    def __init__(
        self, organisations: Mapping[tuple[str, str], str], standing: Sequence[RegisterRow], history: Sequence[RegisterRow] = ()
    ) -> None:
        """Groups the entries.

        Args:
            organisations: partner and `local_ref` of an entry → its organisation.
            standing: the entries that stand now.
            history: the entries of all snapshots received so far.
        """
        self._history = history
        members: dict[str, list[RegisterRow]] = defaultdict(list)
        for row in sorted(standing, key=lambda row: (-row.received_at.timestamp(), row.partner, row.local_ref)):
            members[organisations[row.partner, row.local_ref]].append(row)
        self._now = {key: (_first(row.province for row in rows), _first(row.sector for row in rows)) for key, rows in members.items()}

    def at(self, organisation: str, day: date | None) -> tuple[str | None, str | None]:
        """Province and sector on that day (None: now), each from the entry received last that has it; None where none has.

        As long as registers only correct themselves, what holds now holds for every day.
        """
        return self._now.get(organisation, (None, None))


def _first(values: Iterable[str | None]) -> str | None:
    return next((value for value in values if value is not None), None)
