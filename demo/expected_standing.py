"""Which observed rows stand at an instant: the latest snapshot, a period's latest delivery, a key's latest row."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any, Protocol, TypeVar

from demo.contracts import CONTRACTS, key_of
from demo.truth import BookingRow, DeclarationRow, Observed, ProjectRow, RegisterRow, ResourceRow, VisitRow, stated
from demo.truth_deliveries import DeliveryNote
from demo.truth_hub import AccountRow, ServiceRow


class _Row(Protocol):
    @property
    def partner(self) -> str: ...
    @property
    def period_start(self) -> date: ...
    @property
    def received_at(self) -> datetime: ...


RowT = TypeVar("RowT", bound=_Row)


@dataclass(frozen=True, slots=True)
class Standing:
    """What stands. `first`: first day of the earliest period of a standing delivery, None when nothing stands.

    `feeds`: contract → rows, for the contracts of `demo.truth_feeds`. `register_history`: the entries of every snapshot so far.
    """

    declarations: tuple[DeclarationRow, ...]
    register: tuple[RegisterRow, ...]
    projects: tuple[ProjectRow, ...]
    resources: tuple[ResourceRow, ...]
    bookings: tuple[BookingRow, ...]
    visits: tuple[VisitRow, ...]
    first: date | None
    services: tuple[ServiceRow, ...] = ()
    accounts: tuple[AccountRow, ...] = ()
    feeds: Mapping[str, tuple[Any, ...]] = field(default_factory=dict, hash=False)
    register_history: tuple[RegisterRow, ...] = ()


def standing(observed: Observed, as_of: datetime) -> Standing:
    """Picks the rows that stand at that instant; what was received later does not exist yet."""
    notes = [note for note in (observed.deliveries or _notes(observed)) if note.received_at <= as_of]
    current = _standing_deliveries(notes)
    received = {(note.contract, note.partner, note.period_start, note.received_at) for note in notes}

    def among(contract: str, rows: Sequence[RowT]) -> list[RowT]:
        return [row for row in rows if (contract, *_delivery_of(row)) in current]

    return Standing(
        declarations=_latest(among("job_declarations", observed.declarations), lambda row: row.local_ref),
        register=tuple(among("organisations", observed.register)),
        projects=tuple(among("investment_projects", observed.projects)),
        resources=tuple(among("hub_resources", observed.resources)),
        bookings=_latest(among("hub_bookings", observed.bookings), lambda row: row.booking_ref),
        visits=_latest(among("hub_visits", observed.visits), lambda row: row.visit_ref),
        services=_latest(among("hub_services", observed.services), lambda row: row.service_ref),
        accounts=_latest(among("hub_accounts", observed.accounts), lambda row: row.entry_ref),
        feeds={contract: _standing_feed(contract, among(contract, rows)) for contract, rows in observed.feeds.items()},
        register_history=tuple(row for row in observed.register if ("organisations", *_delivery_of(row)) in received),
        first=min((period for _, _, period, _ in current), default=None),
    )


def _delivery_of(row: _Row) -> tuple[str, date, datetime]:
    return (row.partner, row.period_start, row.received_at)


def _standing_feed(contract: str, rows: Sequence[Any]) -> tuple[Any, ...]:
    """A whole list on each delivery stands as it is; of everything else the latest row of a key does."""
    if CONTRACTS[contract].mode == "snapshot":
        return tuple(rows)
    return _latest(rows, lambda row: "/".join(str(part) for part in key_of(contract, stated(row, contract))))


def _notes(observed: Observed) -> list[DeliveryNote]:
    """The deliveries as far as rows tell of them."""
    rows_of: tuple[tuple[str, Iterable[Any]], ...] = (
        ("job_declarations", observed.declarations),
        ("organisations", observed.register),
        ("investment_projects", observed.projects),
        ("hub_resources", observed.resources),
        ("hub_bookings", observed.bookings),
        ("hub_visits", observed.visits),
        ("hub_services", observed.services),
        ("hub_accounts", observed.accounts),
        *observed.feeds.items(),
    )
    keys = {(contract, row.partner, row.period_start, row.received_at) for contract, rows in rows_of for row in rows}
    return [DeliveryNote(partner, contract, period, received) for contract, partner, period, received in sorted(keys)]


def _standing_deliveries(notes: Iterable[DeliveryNote]) -> set[tuple[str, str, date, datetime]]:
    """Contract, partner, period and instant of the deliveries whose rows count."""
    current: set[tuple[str, str, date, datetime]] = set()
    latest: dict[tuple[Any, ...], DeliveryNote] = {}
    for note in notes:
        mode = CONTRACTS[note.contract].mode
        if mode == "append":
            current.add((note.contract, note.partner, note.period_start, note.received_at))
            continue
        slot = (note.contract, note.partner) if mode == "snapshot" else (note.contract, note.partner, note.period_start)
        other = latest.get(slot)
        if other is None or (note.received_at, note.period_start) > (other.received_at, other.period_start):
            latest[slot] = note
    return current | {(note.contract, note.partner, note.period_start, note.received_at) for note in latest.values()}


def _latest(rows: Iterable[RowT], key: Callable[[RowT], str]) -> tuple[RowT, ...]:
    """Of each partner and key the row received last; on a tie that of the later period."""
    kept: dict[tuple[str, str], RowT] = {}
    for row in rows:
        slot = (row.partner, key(row))
        other = kept.get(slot)
        if other is None or (row.received_at, row.period_start) > (other.received_at, other.period_start):
            kept[slot] = row
    return tuple(kept.values())
