"""A real SMTP server in this process, and a home that mails through it."""

from __future__ import annotations

import socket
from collections.abc import Iterator
from contextlib import contextmanager
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from typing import Any

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import Envelope

from ingestion.home import Home


class Box:
    """A server's handler: keeps what it takes, and answers as it is told to."""

    def __init__(self) -> None:
        self.taken: list[Envelope] = []
        self.answers: list[str] = []
        self.rcpt: dict[str, str] = {}
        self.log: list[str] = []

    async def handle_RCPT(self, server: Any, session: Any, envelope: Envelope, address: str, options: list[str]) -> str:
        answer = self.rcpt.get(address, "250 OK")
        if answer.startswith("250"):
            envelope.rcpt_tos.append(address)
        return answer

    async def handle_DATA(self, server: Any, session: Any, envelope: Envelope) -> str:
        answer = self.answers.pop(0) if self.answers else "250 OK"
        if answer.startswith("250"):
            self.taken.append(envelope)
        self.log.append("encrypted" if session.ssl else "clear")
        return answer

    @property
    def messages(self) -> list[EmailMessage]:
        return [message_from_bytes(each.content, policy=default) for each in self.taken]  # type: ignore[misc]


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def configure(home: Home, port: int, *lines: str) -> None:
    path = home.root / "mail.yaml"
    home.root.mkdir(parents=True, exist_ok=True)
    settings = "\n".join(("host: 127.0.0.1", f"port: {port}", "from: qutb@hub.example", *(lines or ("security: none",))))
    path.write_text(settings, encoding="utf-8")
    path.chmod(0o600)


@contextmanager
def running(box: Box) -> Iterator[Controller]:
    controller = Controller(box, hostname="127.0.0.1", port=free_port())
    controller.start()
    try:
        yield controller
    finally:
        controller.stop()
