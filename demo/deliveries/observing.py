"""What the deliveries really carried: the valid rows with the instant of their file, and what of the region none of them carried.

What belongs here: from written deliveries to `Observed`. What these rows mean for the figures is told in `demo.expected`.
"""

import hashlib
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date
from typing import Any

from demo.contracts import CONTRACTS, key_of
from demo.deliveries.composing import Delivery
from demo.deliveries.rows import Row
from demo.truth import Loss, Observed, Region, stated
from demo.truth_deliveries import DeliveryNote, LoadNote


def observe(region: Region, deliveries: Sequence[Delivery]) -> Observed:
    """Collects the valid rows of every delivery that is taken in.

    Args:
        region: what could have been delivered.
        deliveries: every file of the inbox.
    """
    taken = [delivery for delivery in deliveries if delivery.verdict == "taken" and not _is_refused(delivery)]
    rows: dict[str, list[Any]] = {}
    for delivery in taken:
        carried = rows.setdefault(delivery.draft.contract, [])
        carried.extend(_carried(delivery, row) for row in delivery.draft.rows if row.accepted and row.source is not None)
    return Observed(
        declarations=tuple(rows.get("job_declarations", ())),
        register=tuple(rows.get("organisations", ())),
        projects=tuple(rows.get("investment_projects", ())),
        resources=tuple(rows.get("hub_resources", ())),
        bookings=tuple(rows.get("hub_bookings", ())),
        visits=tuple(rows.get("hub_visits", ())),
        services=tuple(rows.get("hub_services", ())),
        accounts=tuple(rows.get("hub_accounts", ())),
        deliveries=tuple(_note(delivery) for delivery in taken),
        losses=tuple(_losses(region, deliveries)),
        feeds={contract: tuple(rows.get(contract, ())) for contract in region.feeds},
        loads=tuple(_loads(deliveries)),
    )


def _carried(delivery: Delivery, row: Row) -> Any:
    """The statement with the period and the instant of its file.

    A row that came with wrong check digits of its ICE keeps the right ones here: only the digits of the entity tell who is meant.
    """
    source: Any = row.source
    return replace(source, period_start=delivery.draft.period_start, received_at=delivery.draft.received_at)


def _note(delivery: Delivery) -> DeliveryNote:
    draft = delivery.draft
    return DeliveryNote(draft.partner, draft.contract, draft.period_start, draft.received_at)


def _loads(deliveries: Sequence[Delivery]) -> Iterator[LoadNote]:
    """Each delivery once: the same bytes for the same period are no second one, be they called a copy or a correction."""
    seen: set[tuple[str, str, date, bytes]] = set()
    for delivery in sorted(deliveries, key=lambda each: each.draft.received_at):
        draft = delivery.draft
        identity = (draft.partner, draft.contract, draft.period_start, hashlib.sha256(delivery.content).digest())
        if identity not in seen:
            seen.add(identity)
            is_refused = _is_refused(delivery)
            yield LoadNote(
                partner=draft.partner,
                contract=draft.contract,
                period_type=draft.period_type,
                period_start=draft.period_start,
                received_at=draft.received_at,
                rows=len(draft.rows),
                accepted=0 if is_refused else len(draft.rows) - delivery.rejected,
                is_refused=is_refused,
            )


def _is_refused(delivery: Delivery) -> bool:
    """Whether the file as a whole is turned away: it lacks a column, or any row where its contract is no list of events."""
    is_empty = not delivery.draft.rows and CONTRACTS[delivery.draft.contract].mode != "append"
    return delivery.verdict == "refused" or is_empty


def _losses(region: Region, deliveries: Sequence[Delivery]) -> Iterator[Loss]:
    """Statements that no valid row carried, with the reason."""
    seen: dict[tuple[str, int], str] = {}
    for delivery in deliveries:
        for row in delivery.draft.rows:
            if row.source is not None:
                where = (delivery.draft.contract, id(row.source))
                case = "refused" if delivery.verdict == "refused" else "" if row.accepted else "rejected"
                # A statement that came through once is not lost, whatever became of it in another file.
                seen[where] = "" if "" in (case, seen.get(where)) else case
    for contract, facts in CONTRACTS.items():
        for statement in facts.rows(region):
            case = seen.get((contract, id(statement)), "not_delivered")
            if case:
                key = "/".join(str(part) for part in key_of(contract, stated(statement, contract)))
                yield Loss(contract, statement.partner, statement.period_start, key, case)
