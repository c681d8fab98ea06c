"""Receipts by mail, against a real SMTP server in this process."""

from __future__ import annotations

import json
import ssl
import subprocess
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import AuthResult, LoginPassword
from mail_server import Box, configure, free_port
from orchestration_helpers import record

import orchestration.mailing.sending
from ingestion.home import Home
from ingestion.ledger import LoadRecord
from ingestion.partners import Feed, Partner
from orchestration.mailing.sending import send_receipts
from orchestration.mailing.settings import MailConfigError, mail_settings
from orchestration.step_journal import StepJournal

NOW = datetime(2026, 6, 10, 2, 0, tzinfo=UTC)
PARTNER = Partner("guild", "Corporation", "هيئة", "ar", ("fatima@guild.example",))
FEED = Feed(PARTNER, "job_declarations")


@pytest.fixture
def home(tmp_path: Path) -> Home:
    return Home(tmp_path / "home")


@pytest.fixture
def box() -> Box:
    return Box()


@pytest.fixture
def server(box: Box) -> Iterator[Controller]:
    controller = Controller(box, hostname="127.0.0.1", port=free_port())
    controller.start()
    yield controller
    controller.stop()


@pytest.fixture
def load(home: Home) -> LoadRecord:
    """A load of last week with its receipt."""
    return with_receipt(home, record("2026-05-01", "2026-05-31", "2026-06-03T09:00:00+00:00", verdict="accepted_with_rejections"))


def with_receipt(home: Home, made: LoadRecord, copy: bytes | None = b"PK workbook") -> LoadRecord:
    folder = home.folder("receipts") / made.partner / made.load_id
    folder.mkdir(parents=True)
    (folder / "recu-x.html").write_text("<html lang='ar'><p>قُبل ملفكم</p></html>", encoding="utf-8")
    (folder / "recu-x.txt").write_text("قُبل ملفكم\n", encoding="utf-8")
    (folder / "recu-x.json").write_text('{"findings_total": 3}')
    if copy is not None:
        (folder / "recu-x.annote.xlsx").write_bytes(copy)
    return made


def send(home: Home, *records: LoadRecord, now: datetime = NOW, feed: Feed = FEED) -> tuple[int, str]:
    said: list[str] = []
    sent = send_receipts(home, records, [feed], now, said.append)
    return sent, "\n".join(said)


def note(home: Home, load: LoadRecord) -> dict[str, Any]:
    path = home.root / "receipts/guild" / load.load_id / "sent.json"
    return dict(json.loads(path.read_text(encoding="utf-8"))) if path.exists() else {}


def test_a_receipt_goes_out_as_text_page_and_workbook(home: Home, server: Controller, box: Box, load: LoadRecord) -> None:
    configure(home, server.port)

    assert send(home, load) == (1, "")

    [message] = box.messages
    kinds = [part.get_content_type() for part in message.walk() if not part.is_multipart()]
    assert kinds == ["text/plain", "text/html", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"]
    assert "قُبل ملفكم" in message.get_body(("plain",)).get_content()
    [attachment] = message.iter_attachments()
    assert (attachment.get_filename(), attachment.get_content()) == ("recu-x.annote.xlsx", b"PK workbook")


def test_its_headers_say_what_it_is(home: Home, server: Controller, box: Box, load: LoadRecord) -> None:
    configure(home, server.port)

    send(home, load)

    [message] = box.messages
    assert message["Subject"] == "أسطر ينبغي تصحيحها (\u20660\u2069) – التصريحات بمناصب الشغل، ماي 2026"
    assert message["To"] == "fatima@guild.example"
    assert message["Message-ID"] == f"<{load.load_id}@hub.example>"
    assert message["Auto-Submitted"] == "auto-generated"
    assert message["Content-Language"] == "ar"


def test_a_receipt_is_sent_once(home: Home, server: Controller, box: Box, load: LoadRecord) -> None:
    configure(home, server.port)

    assert [send(home, load)[0], send(home, load)[0]] == [1, 0]
    assert len(box.taken) == 1
    assert note(home, load)["state"] == "sent"


def test_a_night_killed_before_the_note_sends_the_same_message_id_again(
    home: Home, server: Controller, box: Box, load: LoadRecord, monkeypatch: pytest.MonkeyPatch
) -> None:
    configure(home, server.port)

    def killed(*_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(orchestration.mailing.sending, "_keep", killed)
    with pytest.raises(KeyboardInterrupt):
        send(home, load)
    monkeypatch.undo()
    send(home, load)

    assert len({message["Message-ID"] for message in box.messages}) == 1
    assert len(box.taken) == 2


def test_without_settings_nothing_happens(home: Home, load: LoadRecord) -> None:
    assert send(home, load) == (0, "")


def test_history_is_not_news(home: Home, server: Controller, box: Box, load: LoadRecord) -> None:
    configure(home, server.port)

    assert send(home, load, now=NOW + timedelta(days=60)) == (0, "")
    assert not box.taken


def test_a_partner_without_address_gets_none(home: Home, server: Controller, load: LoadRecord) -> None:
    configure(home, server.port)

    assert send(home, load, feed=Feed(Partner("guild", "Corporation", "هيئة", "fr"), "job_declarations")) == (0, "")


def test_addresses_of_the_settings_win_over_those_of_the_partners_file(home: Home, server: Controller, box: Box, load: LoadRecord) -> None:
    configure(home, server.port, "security: none", "recipients: {guild: [a@guild.example, b@guild.example]}")

    send(home, load)

    assert box.taken[0].rcpt_tos == ["a@guild.example", "b@guild.example"]


def test_a_temporary_refusal_is_told_and_tried_again(home: Home, server: Controller, box: Box, load: LoadRecord) -> None:
    configure(home, server.port)
    box.answers = ["451 try later"]

    sent, said = send(home, load)

    assert sent == 0
    assert "451 try later" in said
    assert note(home, load) == {}
    assert send(home, load) == (1, "")


def test_a_permanent_refusal_is_told_and_not_tried_again(home: Home, server: Controller, box: Box, load: LoadRecord) -> None:
    configure(home, server.port)
    box.rcpt = {"fatima@guild.example": "550 no such user"}

    sent, said = send(home, load)

    assert sent == 0
    assert "550 no such user" in said
    assert note(home, load)["state"] == "refused"
    assert send(home, load) == (0, "")


def test_after_a_permanent_refusal_another_address_is_tried(home: Home, server: Controller, box: Box, load: LoadRecord) -> None:
    configure(home, server.port)
    box.rcpt = {"fatima@guild.example": "550 no such user"}
    send(home, load)
    configure(home, server.port, "security: none", "recipients: {guild: new@guild.example}")

    assert send(home, load) == (1, "")
    assert box.taken[0].rcpt_tos == ["new@guild.example"]


def test_one_refused_receipt_does_not_hold_up_the_next(home: Home, server: Controller, box: Box, load: LoadRecord) -> None:
    other = with_receipt(home, record("2026-04-01", "2026-04-30", "2026-06-04T09:00:00+00:00"))
    configure(home, server.port)
    box.answers = ["554 looks like spam", "250 OK"]

    sent, said = send(home, load, other)

    assert sent == 1
    assert "554 looks like spam" in said


def test_one_bad_address_of_two_is_told_and_the_other_is_served(home: Home, server: Controller, box: Box, load: LoadRecord) -> None:
    configure(home, server.port, "security: none", "recipients: {guild: [bad@guild.example, good@guild.example]}")
    box.rcpt = {"bad@guild.example": "550 no such user"}

    sent, said = send(home, load)

    assert (sent, box.taken[0].rcpt_tos) == (1, ["good@guild.example"])
    assert "bad@guild.example" in said


def test_a_server_that_is_away_is_told_and_the_receipt_waits(home: Home, load: LoadRecord) -> None:
    configure(home, free_port())

    sent, said = send(home, load)

    assert sent == 0
    assert "the next night tries again" in said
    assert note(home, load) == {}


def test_nothing_is_sent_in_clear_where_starttls_is_asked_for_and_refused(
    home: Home, server: Controller, box: Box, load: LoadRecord
) -> None:
    configure(home, server.port, "security: starttls")

    sent, said = send(home, load)

    assert (sent, box.taken) == (0, [])
    assert "STARTTLS" in said


@pytest.fixture(scope="module")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A certificate for 127.0.0.1 and its key in one file."""
    path = tmp_path_factory.mktemp("tls") / "server.pem"
    subprocess.run(
        ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-keyout", str(path), "-out", f"{path}.crt", "-days", "2",
         "-subj", "/CN=127.0.0.1", "-addext", "subjectAltName=IP:127.0.0.1"],
        check=True, capture_output=True,
    )  # fmt: skip
    path.write_bytes(path.read_bytes() + Path(f"{path}.crt").read_bytes())
    return path


def test_starttls_encrypts_before_the_password_and_the_receipt(
    home: Home, box: Box, load: LoadRecord, certificate: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate)
    logins: list[LoginPassword] = []

    def login(server: Any, session: Any, envelope: Any, mechanism: str, data: LoginPassword) -> AuthResult:
        logins.append(data)
        return AuthResult(success=True)

    server = Controller(box, hostname="127.0.0.1", port=free_port(), tls_context=context, authenticator=login, auth_required=True)
    server.start()
    monkeypatch.setenv("HUB_MAIL_PASSWORD", "s3cret")
    try:
        configure(home, server.port, f"ca_file: {certificate}", "user: qutb", "password: {env: HUB_MAIL_PASSWORD}")
        assert send(home, load) == (1, "")
    finally:
        server.stop()

    assert box.log == ["encrypted"]
    assert [(each.login, each.password) for each in logins] == [(b"qutb", b"s3cret")]


def test_a_certificate_that_nobody_vouches_for_is_not_believed(home: Home, box: Box, load: LoadRecord, certificate: Path) -> None:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate)
    server = Controller(box, hostname="127.0.0.1", port=free_port(), tls_context=context)
    server.start()
    try:
        configure(home, server.port, "security: starttls")
        sent, said = send(home, load)
    finally:
        server.stop()

    assert (sent, box.taken) == (0, [])
    assert "certificate" in said.lower()


def test_a_copy_too_large_for_mail_is_left_out_and_said(
    home: Home, server: Controller, box: Box, load: LoadRecord, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("orchestration.mailing.message._MOST_ATTACHED", 3)
    configure(home, server.port)

    send(home, load)

    [message] = box.messages
    assert not list(message.iter_attachments())
    assert load.load_id in message.get_body(("plain",)).get_content()


def test_the_environment_can_hold_the_settings(home: Home, monkeypatch: pytest.MonkeyPatch) -> None:
    for key, value in {"HOST": "smtp.example", "FROM": "qutb@hub.example", "USER": "u", "PASSWORD": "p"}.items():
        monkeypatch.setenv(f"QUTB_MAIL_{key}", value)

    settings = mail_settings(home)

    assert settings is not None
    assert (settings.host, settings.port, settings.security, settings.password) == ("smtp.example", 587, "starttls", "p")
    assert "'p'" not in repr(settings)


@pytest.mark.parametrize(
    ("lines", "mode", "named"),
    [
        (("security: none",), 0o644, "chmod 600"),
        (("password: s3cret",), 0o600, "does not stand in a file"),
        (("password: {env: NO_SUCH_VARIABLE}",), 0o600, "NO_SUCH_VARIABLE"),
        (("security: maybe",), 0o600, "starttls, ssl, none"),
        (("hots: x",), 0o600, "hots"),
        (("recipients: {guild: 'a@b\\nBcc: c@d'}",), 0o600, "not a mail address"),
        (("port: many", "security: none"), 0o600, "port"),
        (("recipients: [a@example.org]",), 0o600, "recipients has entries"),
        (("recipients: {guild: 5}",), 0o600, "not a mail address"),
        (("security: {a: b}",), 0o600, "starttls, ssl, none"),
        (("user: [x]",), 0o600, "user is a text"),
        (("ca_file: 5",), 0o600, "ca_file is a text"),
    ],
)
def test_settings_that_cannot_be_used_are_refused_with_what_to_do(home: Home, lines: tuple[str, ...], mode: int, named: str) -> None:
    configure(home, 2525, *lines)
    if lines[0].startswith("port"):
        (home.root / "mail.yaml").write_text("host: localhost\nfrom: a@b\nport: many\nsecurity: none")
    (home.root / "mail.yaml").chmod(mode)

    with pytest.raises(MailConfigError, match=named):
        mail_settings(home)


def test_without_encryption_only_this_machine_is_believed(home: Home) -> None:
    home.root.mkdir(parents=True)
    (home.root / "mail.yaml").write_text("host: smtp.example.org\nfrom: a@b\nsecurity: none")
    (home.root / "mail.yaml").chmod(0o600)

    with pytest.raises(MailConfigError, match="without encryption"):
        mail_settings(home)


def test_settings_that_cannot_be_used_do_not_stop_the_night(home: Home, load: LoadRecord) -> None:
    configure(home, 2525, "password: s3cret")

    sent, said = send(home, load)

    assert sent == 0
    assert "does not stand in a file" in said


def test_what_became_of_a_mail_is_noted_for_the_warehouse_without_names_and_once(
    home: Home, server: Controller, box: Box, load: LoadRecord
) -> None:
    address = "fatima@guild.example"
    configure(home, free_port())
    for night in range(2):
        send(home, load, now=NOW + timedelta(days=night))
    configure(home, server.port)
    box.answers = ["451 try later"]
    send(home, load, now=NOW + timedelta(days=2))
    box.rcpt = {address: f"550 no such user {address}"}
    send(home, load, now=NOW + timedelta(days=3))
    configure(home, server.port, "security: none", "recipients: {guild: [other@guild.example, fatima@guild.example]}")
    send(home, load, now=NOW + timedelta(days=4))

    entries = StepJournal(home).entries("mail")

    assert [((entry.at - NOW).days, entry.outcome, entry.is_transient) for entry in entries] == [
        (0, "mail_server_unreachable", True),
        (2, "mail_put_off", True),
        (3, "mail_refused", False),
        (4, "ok", None),
    ]
    assert {entry.subject for entry in entries} == {load.load_id}
    assert [code in str(entry.detail) for code, entry in zip(("451", "550", "550"), entries[1:], strict=True)] == [True] * 3
    assert not [entry for entry in entries if "@" in str(entry.detail)]
