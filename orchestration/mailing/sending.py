"""Receipts by mail: one message a load, sent once, and never at the cost of the night.

What goes here: which receipts are to be sent, sending them over SMTP, remembering it (`sent.json` in the receipt's folder) and noting it in
the journal of steps. What does not: the settings (`settings.py`), the message itself (`message.py`), writing receipts (`receipts.py`).

A message's id is made from its load. A process killed between the server's yes and our note of it sends the same id once more, so that
the recipient's mail program can tell.
"""

from __future__ import annotations

import json
import smtplib
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, Final, Literal

from ingestion.home import Home, placed
from ingestion.ledger import LoadRecord
from ingestion.partners import Feed, Partner
from orchestration.mailing.message import message_id, message_of
from orchestration.mailing.notes import MailNotes
from orchestration.mailing.session import codes, connected, handed_over, is_permanent, told
from orchestration.mailing.settings import MailConfigError, MailSettings, mail_settings
from orchestration.receipts import receipt_folder
from orchestration.step_journal import StepJournal

SENT_FILE: Final = "sent.json"
NEWS_FOR: Final = timedelta(days=35)  # what was received longer ago is history: its sender has long had an answer
Say = Callable[[str], None]


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of a message; kept beside the receipt. A `refused` one is tried again only for other recipients."""

    state: Literal["sent", "refused"]
    message_id: str
    recipients: tuple[str, ...]
    at: str
    reply: str | None = None


@dataclass(frozen=True, slots=True)
class _Pending:
    record: LoadRecord
    partner: Partner
    folder: Path
    recipients: tuple[str, ...]


def send_receipts(home: Home, records: Sequence[LoadRecord], feeds: Sequence[Feed], now: datetime, say: Say) -> int:
    """Sends the receipts that have not been sent; returns how many went out. Never raises for a mail that fails.

    Args:
        home: the installation; without mail settings nothing happens.
        records: all loads.
        feeds: whose receipts may go out.
        now: the night's clock; loads received more than 35 days before it are not news.
        say: tells what could not be sent, and what happens next.
    """
    notes = MailNotes(StepJournal(home), now)
    pending: list[_Pending] = []
    try:
        settings = mail_settings(home)
        if settings is None:
            return 0
        pending = list(_pending(home, records, feeds, now, settings))
        if not pending:
            return 0
        with connected(settings) as server:
            return sum(_send(server, each, settings, notes, say) for each in pending)
    except MailConfigError as error:
        say(f"  mail: {error}")
    except (smtplib.SMTPException, OSError) as error:
        notes.unreachable([each.record.load_id for each in pending])
        say(f"  mail: receipts could not be sent ({told(error)}); the next night tries again.")
    finally:
        notes.end()
    return 0


def _pending(home: Home, records: Sequence[LoadRecord], feeds: Sequence[Feed], now: datetime, settings: MailSettings) -> Iterator[_Pending]:
    partners = {feed.partner.id: feed.partner for feed in feeds}
    by_load = {record.load_id: record for record in records}
    for record in records:
        partner = partners.get(record.partner)
        if partner is None or record.received_at < now - NEWS_FOR or _says_the_same(record, by_load):
            continue
        recipients = settings.recipients.get(partner.id, partner.contacts)
        folder = receipt_folder(home, record)
        if recipients and folder.is_dir() and not _is_settled(folder, recipients):
            yield _Pending(record, partner, folder, recipients)


def _says_the_same(record: LoadRecord, by_load: Mapping[str, LoadRecord]) -> bool:
    """Whether a replay came to what the load before it came to: then its sender, who asked for nothing, is left in peace."""
    before = by_load.get(f"{record.delivery_id}.{record.load_number - 1}")
    return before is not None and (before.verdict, before.rows_rejected) == (record.verdict, record.rows_rejected)


def _is_settled(folder: Path, recipients: tuple[str, ...]) -> bool:
    """Whether the message went out, or was refused for good to these very recipients."""
    try:
        kept: dict[str, Any] = json.loads((folder / SENT_FILE).read_text(encoding="utf-8"))
    except (FileNotFoundError, ValueError):
        return False
    return bool(kept["state"] == "sent" or kept["recipients"] == list(recipients))


def _send(server: smtplib.SMTP, each: _Pending, settings: MailSettings, notes: MailNotes, say: Say) -> int:
    """Sends one receipt; 1 when it went out.

    Raises:
        OSError, smtplib.SMTPServerDisconnected: when the server is gone; the rest waits for the next night.
    """
    message = message_of(each.record, each.partner, each.folder, each.recipients, settings.sender, notes.now)
    try:
        refused = handed_over(server, message, settings.sender, each.recipients)
    except smtplib.SMTPServerDisconnected:
        raise
    except smtplib.SMTPException as error:
        if not is_permanent(error):
            notes.delayed(each.record.load_id, codes(error))
            say(f"  mail: the receipt of {each.record.load_id} is put off ({told(error)}); the next night tries again.")
            return 0
        _keep(each, "refused", settings, notes.now, told(error))
        notes.refused(each.record.load_id, codes(error))
        say(f"  mail: the receipt of {each.record.load_id} was refused ({told(error)}); check the address of {each.partner.id}.")
        return 0
    _keep(each, "sent", settings, notes.now, "; ".join(f"{address}: {reply}" for address, reply in refused.items()) or None)
    notes.sent(each.record.load_id, {int(reply.split(" ")[0]) for reply in refused.values()})
    for address, reply in refused.items():
        say(f"  mail: {address} was refused ({reply}); the other recipients of {each.partner.id} have the receipt.")
    return 1


def _keep(each: _Pending, state: Literal["sent", "refused"], settings: MailSettings, now: datetime, reply: str | None) -> None:
    outcome = Outcome(state, message_id(each.record, settings.sender), each.recipients, now.astimezone(UTC).isoformat(), reply)
    with placed(each.folder / SENT_FILE) as temporary:
        temporary.write_text(json.dumps(asdict(outcome), ensure_ascii=False, indent=1), encoding="utf-8")
