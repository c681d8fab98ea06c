"""Secrets that can be told apart, planted into a home, and looked for in all that is written.

What goes here: planting and finding. What does not: what is run between the two.
"""

from __future__ import annotations

import base64
import gzip
import json
import sqlite3
import zlib
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Final
from urllib.parse import quote

from tests.end_to_end.homes import DemoHome

PLANTED: Final = {
    "QUTB_PSEUDONYM_KEY": "5ec4e7" * 10 + "5ec4",
    "QUTB_MAIL_PASSWORD": "Mail/Geheim+0001",
    "QUTB_TEST_TOKEN": "Token/Geheim+0002",
    "QUTB_TEST_DATABASE": "Postgres Geheim 0003",
    "IN_FILE": "Sftp/Geheim+0004",
}
# Where they stand by right.
_HOLDERS: Final = ("keys", "channels.yaml", "mail.yaml")


def with_secrets(home: DemoHome) -> DemoHome:
    """A home with addresses at which nobody answers, their secrets in files and in the environment, and temporary files of its own."""
    known = home.root / "known_hosts"
    known.write_text("[127.0.0.1]:1 ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIN9oLtUKH6zeIkE2bDqYbIeYcvOO7q0mnBPiKFHbFVyz\n")
    known.chmod(0o600)
    # JSON is YAML.
    channels = home.root / "channels.yaml"
    channels.write_text(
        json.dumps({
            "cri": {"http_api": {"url": "https://127.0.0.1:1", "token": {"env": "QUTB_TEST_TOKEN"}}},
            "hub_operator": {"postgres": {"host": "127.0.0.1", "port": 1, "dbname": "x", "user": "x", "password": {"env": "QUTB_TEST_DATABASE"}}},
            "banks": {"sftp": {"host": "127.0.0.1", "port": 1, "user": "x", "password": PLANTED["IN_FILE"], "known_hosts": str(known)}},
        })
    )  # fmt: skip
    channels.chmod(0o600)
    temporary = home.root.with_name("tmp")
    temporary.mkdir(exist_ok=True)
    mail = home.root / "mail.yaml"
    mail.write_text(
        "host: 127.0.0.1\nport: 1\nsecurity: none\nuser: x\npassword: {env: QUTB_MAIL_PASSWORD}\nfrom: qutb@hub.example\n"
        "digest: {when: always, to: {team@hub.example: en}}\n"
    )
    mail.chmod(0o600)
    environment = {name: value for name, value in PLANTED.items() if name.startswith("QUTB")}
    return replace(home, given={**environment, "TMPDIR": str(temporary)})


def secrets_found(data: bytes) -> set[str]:
    """Which secrets stand in some bytes: as they are, in base64, in a URL, in JSON, in UTF-16, or as the bytes of the key."""
    return {name for name, secret in PLANTED.items() if any(form in data for form in _forms(name, secret))}


def secrets_found_below(root: Path) -> dict[str, set[str]]:
    """File (relative) → the secrets in it, unpacked where it is packed; SQLite is read row by row besides."""
    found = {}
    for path in sorted(root.rglob("*")):
        name = path.relative_to(root)
        if path.is_file() and not path.is_symlink() and name.parts[0] not in _HOLDERS:
            seen = set().union(*map(secrets_found, _contents(path)), secrets_found(str(name).encode()))
            if seen:
                found[str(name)] = seen
    return found


def _forms(name: str, secret: str) -> Iterator[bytes]:
    for text in (secret, quote(secret), quote(secret, safe=""), json.dumps(secret)[1:-1]):
        yield text.encode()
        yield text.encode("utf-16-le")
        yield text.encode().hex().encode()
    for shift in range(3):  # base64 looks different behind one or two other letters
        yield base64.b64encode(b"\0" * shift + secret.encode())[4 if shift else 0 : -4]
    if name == "QUTB_PSEUDONYM_KEY":
        yield bytes.fromhex(secret)


def _contents(path: Path) -> Iterator[bytes]:
    data = path.read_bytes()
    yield data
    if data[:2] == b"\x1f\x8b":
        yield gzip.decompress(data)
    if data[:15] == b"SQLite format 3":
        with sqlite3.connect(f"file:{path}?mode=ro&immutable=1", uri=True) as connection:
            for (table,) in connection.execute("select name from sqlite_master where type = 'table'").fetchall():
                for row in connection.execute(f'select * from "{table}"'):
                    for value in row:
                        yield from _unpacked(value)


def _unpacked(value: object) -> Iterator[bytes]:
    data = value if isinstance(value, bytes) else str(value).encode()
    yield data
    try:
        yield zlib.decompress(data)
    except zlib.error:
        return
