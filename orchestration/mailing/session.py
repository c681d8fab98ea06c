"""A session with the mail server: opened with the encryption that is asked for, and what its refusals mean.

What goes here: SMTP, for receipts, digests, alerts and reports alike. What does not: what is sent, and what is remembered of it.
"""

from __future__ import annotations

import base64
import smtplib
import ssl
from collections.abc import Iterator
from contextlib import contextmanager
from email.message import EmailMessage
from typing import Final

from ingestion.drift import MASKED
from orchestration.mailing.settings import MailSettings

_TIMEOUT: Final = 30.0
_TEMPORARY: Final = range(400, 500)


@contextmanager
def connected(settings: MailSettings) -> Iterator[smtplib.SMTP]:
    """A session with the server, encrypted before anything of ours is said in it.

    Raises:
        smtplib.SMTPException, OSError: when the server is away, or does not offer the encryption that is asked for.
    """
    context = ssl.create_default_context(cafile=settings.ca_file)
    server: smtplib.SMTP
    if settings.security == "ssl":
        server = smtplib.SMTP_SSL(settings.host, settings.port, timeout=_TIMEOUT, context=context)
    else:
        server = smtplib.SMTP(settings.host, settings.port, timeout=_TIMEOUT)
    with server:
        if settings.security == "starttls":
            server.starttls(context=context)
        if settings.user is not None and settings.password is not None:
            _log_in(server, settings.user, settings.password)
        yield server


def _log_in(server: smtplib.SMTP, user: str, password: str) -> None:
    """Logs in; what the server says of a wrong password is kept without it, in case that it repeats what it was sent."""
    try:
        server.login(user, password)
    except smtplib.SMTPResponseException as error:
        said = _decoded(error.smtp_error)
        for form in (password, *_sent_as(user, password)):
            said = said.replace(form, MASKED)
        # Not chained: the first error quotes it too.
        raise smtplib.SMTPAuthenticationError(error.smtp_code, said) from None


def _sent_as(user: str, password: str) -> tuple[str, ...]:
    """How SMTP sends a password (RFC 4616, and LOGIN)."""
    return tuple(base64.b64encode(text.encode()).decode() for text in (f"\0{user}\0{password}", password))


def handed_over(server: smtplib.SMTP, message: EmailMessage, sender: str, recipients: tuple[str, ...]) -> dict[str, str]:
    """Hands a message over; returns the recipients that were turned down while others were taken."""
    refused = server.send_message(message, from_addr=sender, to_addrs=list(recipients))
    return {address: f"{code} {_decoded(reply)}" for address, (code, reply) in refused.items()}


def is_permanent(error: smtplib.SMTPException) -> bool:
    """A reply in the five hundreds; of several recipients all must have got one."""
    if isinstance(error, smtplib.SMTPRecipientsRefused):
        return all(code not in _TEMPORARY for code, _ in error.recipients.values())
    return isinstance(error, smtplib.SMTPResponseException) and error.smtp_code not in _TEMPORARY


def told(error: Exception) -> str:
    """What the server, or the way to it, said."""
    if isinstance(error, smtplib.SMTPRecipientsRefused):
        return "; ".join(f"{code} {_decoded(reply)}" for code, reply in error.recipients.values())
    if isinstance(error, smtplib.SMTPResponseException):
        return f"{error.smtp_code} {_decoded(error.smtp_error)}"
    return str(error) or type(error).__name__


def codes(error: smtplib.SMTPException) -> str:
    """Only the codes of what it said: the rest may name a person."""
    if isinstance(error, smtplib.SMTPRecipientsRefused):
        return ", ".join(sorted({str(code) for code, _ in error.recipients.values()}))
    return str(error.smtp_code) if isinstance(error, smtplib.SMTPResponseException) else type(error).__name__


def _decoded(reply: bytes | str) -> str:
    return reply.decode("utf-8", "replace") if isinstance(reply, bytes) else reply
