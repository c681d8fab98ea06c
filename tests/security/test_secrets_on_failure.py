"""What fails tells no secret: servers that repeat a password, files that cannot be used, addresses of nobody, with every detail on."""

from __future__ import annotations

import base64
import json
import os
import socketserver
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from orchestration.mailing.session import connected, told
from orchestration.mailing.settings import MailSettings
from tests.end_to_end.homes import DemoHome
from tests.end_to_end.planted_secrets import PLANTED, secrets_found, secrets_found_below, with_secrets


@contextmanager
def answering(handler: type[socketserver.BaseRequestHandler]) -> Iterator[int]:
    with socketserver.ThreadingTCPServer(("127.0.0.1", 0), handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield int(server.server_address[1])
        server.shutdown()


class _EchoMail(socketserver.StreamRequestHandler):
    """A mail server that turns every password down and repeats it, in clear and as it was sent."""

    def handle(self) -> None:
        self.wfile.write(b"220 here\r\n")
        for line in self.rfile:
            word = line.split()[0].upper()
            if word == b"EHLO":
                self.wfile.write(b"250-here\r\n250 AUTH PLAIN\r\n")
            elif word == b"AUTH":
                sent = line.split()[-1]
                password = base64.b64decode(sent).split(b"\0")[-1]
                self.wfile.write(b"535 5.7.8 wrong: " + password + b" of " + sent + b"\r\n")
            else:
                self.wfile.write(b"221 bye\r\n")
                return


def _below(pid: int) -> Iterator[int]:
    for task in Path(f"/proc/{pid}/task").glob("*/children"):
        for child in task.read_text().split():
            yield int(child)
            yield from _below(int(child))


def _watched(process: subprocess.Popen[bytes]) -> dict[str, bytes]:
    """The arguments and environments of all children, as `ps` would show them, until the process ends."""
    seen: dict[str, bytes] = {}
    while process.poll() is None:
        try:
            for pid in [process.pid, *_below(process.pid)]:
                arguments = Path(f"/proc/{pid}/cmdline").read_bytes()
                seen[f"arguments of {arguments[:80]!r}"] = arguments
                if b"ingestion.reading.sheets" in arguments:
                    seen["environment of the cell reader"] = Path(f"/proc/{pid}/environ").read_bytes()
        except (FileNotFoundError, ProcessLookupError):
            continue
        time.sleep(0.002)
    return seen


def test_an_intake_whose_channels_all_fail_tells_no_secret(tmp_path: Path) -> None:
    home = DemoHome(tmp_path / "home")
    home.root.mkdir(mode=0o700)
    home = with_secrets(home)
    arrived = home.root / "inbox" / "cri" / "job_declarations" / "2026-10.xls"
    arrived.parent.mkdir(parents=True)
    # The mark of an old workbook and noise: read in a process of its own.
    arrived.write_bytes(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(range(256)) * 40)
    os.utime(arrived, (1e9, 1e9))
    out = tmp_path / "out"
    with out.open("wb") as file:
        process = subprocess.Popen(
            home.command("intake", "--now", "2026-11-20T12:00:00+00:00"), env={**home.environment(), "QUTB_DEBUG": "1"},
            cwd=home.project, stdout=file, stderr=subprocess.STDOUT, umask=0,
        )  # fmt: skip
        try:
            seen = _watched(process)
        finally:
            process.kill()

    printed = out.read_text()
    assert process.returncode == 0, printed
    for partner in ("cri", "hub_operator", "banks"):
        assert f"NOT FETCHED {partner}/" in printed
    assert secrets_found(printed.encode()) == set()
    assert secrets_found_below(home.root) == {}
    assert "environment of the cell reader" in seen
    assert {name: found for name, data in seen.items() if (found := secrets_found(data))} == {}
    assert [path for path in home.root.rglob("*") if path.lstat().st_mode & 0o077 and "inbox" not in path.parts] == []


def test_a_mail_server_that_repeats_the_password_is_quoted_without_it() -> None:
    secret = PLANTED["QUTB_MAIL_PASSWORD"]
    with answering(_EchoMail) as port:
        settings = MailSettings("127.0.0.1", port, "none", "qutb@hub.example", "x", secret)
        with pytest.raises(OSError, match="wrong") as error, connected(settings):
            pytest.fail("it has let us in")

    assert "535" in told(error.value)
    for text in (told(error.value), str(error.value), repr(error.value)):
        assert secrets_found(text.encode()) == set()
    assert secret not in repr(settings)


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("keys/pseudonym.key", "x" + PLANTED["QUTB_PSEUDONYM_KEY"]), ("keys/archive.key", "AGE-SECRET-KEY-1GEHEIM0006"),
        ("channels.yaml", "hub: {postgres: {password: Geheim0006, [}}"), ("mail.yaml", "password: Geheim0006"),
        ("channels.yaml", "hub: {postgres: {passwort: Geheim0006}}"),
    ],
)  # fmt: skip
@pytest.mark.parametrize("mode", [0o600, 0o640, 0o604])
def test_a_file_of_secrets_that_cannot_be_used_is_refused_without_quoting_it(tmp_path: Path, name: str, text: str, mode: int) -> None:
    home = DemoHome(tmp_path / "home")
    path = home.root / name
    path.parent.mkdir(parents=True)
    path.write_text(text)
    path.chmod(mode)
    arrived = home.root / "inbox" / "cri" / "job_declarations" / "2026-10.csv"
    arrived.parent.mkdir(parents=True)
    arrived.write_text("a;b\n1;2\n")
    os.utime(arrived, (1e9, 1e9))

    done = subprocess.run(
        [*home.command("intake"), "--now", "2026-11-20T12:00:00+00:00"],
        env={**home.environment(), "QUTB_DEBUG": "1"}, cwd=home.project, capture_output=True, text=True, timeout=120, check=False,
    )  # fmt: skip

    said = done.stdout + done.stderr
    assert path.name in said
    assert "chmod 600" in said or mode == 0o600
    assert "geheim0006" not in said.lower()
    assert secrets_found(said.encode()) == set()


@pytest.mark.parametrize(
    ("words", "program", "host"),
    [
        (["dev"], "dagster", "127.0.0.1"), (["web"], "dagster-webserver", "127.0.0.1"),
        (["web", "--host", "0.0.0.0"], "dagster-webserver", "0.0.0.0"), (["web", "--host", "hub.example"], "dagster-webserver", "hub.example"),
    ],
)  # fmt: skip
def test_the_web_page_is_for_this_machine_only_unless_asked_and_then_says_what_that_means(
    tmp_path: Path, words: list[str], program: str, host: str
) -> None:
    """What the command would start, seen in place of starting it."""
    code = (
        "import json, os, sys\n"
        "os.execv = lambda path, arguments: (print(json.dumps([path, arguments])), sys.exit(0))\n"
        "from orchestration.cli import main\n"
        f"main({[*words, '--port', '3456']!r})"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], env=DemoHome(tmp_path).environment(), cwd=DemoHome(tmp_path).project, capture_output=True, text=True,
        timeout=60, check=False,
    )  # fmt: skip

    path, arguments = json.loads(done.stdout)
    assert Path(path).name == program
    assert arguments[arguments.index("-h") + 1] == host
    assert arguments[arguments.index("-p") + 1] == "3456"
    assert ("the page knows no passwords" in done.stderr) == (host != "127.0.0.1")
