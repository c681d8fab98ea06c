"""Letters that are no receipts: digest, alert, monthly report. Made into messages, handed over, each outcome told to whoever keeps it.

What goes here: headers, parts, the session. What does not: what a letter says, and what is remembered of it (its own module does).
"""

from __future__ import annotations

import smtplib
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime
from typing import Literal

from ingestion.messages import Language
from orchestration.mailing.session import connected, handed_over, is_permanent, told
from orchestration.mailing.settings import MailSettings

Say = Callable[[str], None]
State = Literal["sent", "refused"]


@dataclass(frozen=True, slots=True)
class Attachment:
    """A file that goes with a letter; `subtype` of text."""

    name: str
    data: bytes
    subtype: str


@dataclass(frozen=True, slots=True)
class Letter:
    """One letter.

    Attributes:
        id: the local part of its message id: the same however often the letter is made.
        what: what it is called when something goes wrong, such as `the digest (fr)`.
        recipients: addresses.
        language: of its text.
        subject: its subject.
        text: as plain text.
        html: as a page; None where the text is all.
        attached: what goes with it.
    """

    id: str
    what: str
    recipients: tuple[str, ...]
    language: Language
    subject: str
    text: str
    html: str | None = None
    attached: tuple[Attachment, ...] = ()


def message_of(letter: Letter, sender: str, now: datetime) -> EmailMessage:
    """The letter as a message."""
    message = EmailMessage(policy=SMTP)
    message["Subject"] = letter.subject
    message["From"] = Address("Qutb", addr_spec=sender)
    message["To"] = [Address(addr_spec=recipient) for recipient in letter.recipients]
    message["Date"] = format_datetime(now)
    message["Message-ID"] = f"<{letter.id}@{sender.rsplit('@', 1)[1]}>"
    message["Auto-Submitted"] = "auto-generated"  # RFC 3834: no answer by a machine
    message.set_content(letter.text)
    if letter.html is not None:
        message.add_alternative(letter.html, subtype="html")
    for each in letter.attached:
        message.add_attachment(each.data, maintype="text", subtype=each.subtype, filename=each.name)
    message["Content-Language"] = letter.language  # last: making parts moves headers of this kind into the first of them
    return message


def post(
    settings: MailSettings, letters: Sequence[Letter], now: datetime, say: Say, keep: Callable[[Letter, State, str | None], None]
) -> int:
    """Hands letters over in one session; returns how many were taken. Never raises for a mail that fails.

    Args:
        settings: of the server.
        letters: what is to go out; nothing is opened when there is none.
        now: the clock.
        say: tells what could not be sent, and what happens next.
        keep: told of each letter that is settled, with the server's reply where it matters; what is put off is not settled.
    """
    if not letters:
        return 0
    try:
        with connected(settings) as server:
            return sum(_handed(server, letter, settings, now, say, keep) for letter in letters)
    except (smtplib.SMTPException, OSError) as error:
        say(f"  mail: {letters[0].what} could not be sent ({told(error)}); the next night tries again.")
    return 0


def _handed(
    server: smtplib.SMTP,
    letter: Letter,
    settings: MailSettings,
    now: datetime,
    say: Say,
    keep: Callable[[Letter, State, str | None], None],
) -> int:
    try:
        refused = handed_over(server, message_of(letter, settings.sender, now), settings.sender, letter.recipients)
    except smtplib.SMTPServerDisconnected:
        raise
    except smtplib.SMTPException as error:
        if not is_permanent(error):
            say(f"  mail: {letter.what} is put off ({told(error)}); the next night tries again.")
            return 0
        say(f"  mail: {letter.what} was refused ({told(error)}); check the addresses ({', '.join(letter.recipients)}).")
        keep(letter, "refused", told(error))
        return 0
    for address, reply in refused.items():
        say(f"  mail: {address} was refused ({reply}); the other recipients of {letter.what} have it.")
    keep(letter, "sent", "; ".join(f"{address}: {reply}" for address, reply in refused.items()) or None)
    return 1
