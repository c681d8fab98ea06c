"""How receipts, digests and reports are mailed: `mail.yaml` in the home, or variables of the environment; neither means no mail.

What goes here: reading and checking the settings. A password never stands in a file: the file names the variable that holds it.
"""

from __future__ import annotations

import os
import re
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final, Literal, get_args

from ingestion.home import Home
from ingestion.messages import Language
from ingestion.private_files import PrivateFileError, names_secret, private_yaml, secret_of_environment
from ingestion.wording import LANGUAGES
from orchestration.loopback import is_loopback

SETTINGS_FILE: Final = "mail.yaml"
_PORTS: Final = {"starttls": 587, "ssl": 465, "none": 25}
_KEYS: Final = {"host", "port", "security", "user", "password", "from", "ca_file", "recipients", "digest"}
_ONLY_IN_THE_FILE: Final = {"recipients", "digest"}
_MOST_PORTS: Final = 1 << 16
_DIGEST_KEYS: Final = {"when", "to"}
_ADDRESS: Final = re.compile(r"[^\s@<>,;:\"()\[\]\\]+@[A-Za-z0-9](?:[A-Za-z0-9.-]*[A-Za-z0-9])?")

Security = Literal["starttls", "ssl", "none"]
When = Literal["needed", "always"]


class MailConfigError(ValueError):
    """Settings that cannot be used; the message says where, why and what to do."""


@dataclass(frozen=True, slots=True)
class DigestSettings:
    """Who hears of the night, in which language; `when`: only of a night that needs a person, or of each."""

    to: Mapping[str, Language] = field(default_factory=dict)
    when: When = "needed"

    def by_language(self) -> dict[Language, tuple[str, ...]]:
        """Addresses by language."""
        return {
            language: tuple(address for address, own in self.to.items() if own == language)
            for language in LANGUAGES
            if language in self.to.values()
        }


@dataclass(frozen=True, slots=True)
class MailSettings:
    """A mail server, and who gets what. `recipients`: partner → addresses, before the contacts of the partners file."""

    host: str
    port: int
    security: Security
    sender: str
    user: str | None = None
    password: str | None = field(default=None, repr=False)
    ca_file: str | None = None
    recipients: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    digest: DigestSettings = field(default_factory=DigestSettings)


def mail_settings(home: Home) -> MailSettings | None:
    """The settings of a home; None when none are given.

    `mail.yaml` wins over the environment (`QUTB_MAIL_HOST`, `_PORT`, `_SECURITY`, `_USER`, `_PASSWORD`, `_FROM`, `_CA_FILE`).

    Raises:
        MailConfigError: when they are not usable or others may read them.
    """
    path = home.root / SETTINGS_FILE
    with suppress(FileNotFoundError):
        return _checked(_document(path), str(path))
    given = {key: value for key in _KEYS - _ONLY_IN_THE_FILE if (value := os.environ.get(f"QUTB_MAIL_{key.upper()}"))}
    if "host" not in given:
        return None
    return _checked(given, "the environment (QUTB_MAIL_…)")


def _document(path: Path) -> Mapping[str, Any]:
    try:
        document = private_yaml(path)
    except PrivateFileError as error:
        raise MailConfigError(str(error)) from error
    if not isinstance(document, dict):
        raise MailConfigError(f"{path}: entries such as `host: smtp.example.org` are expected; see docs/receipts.md")
    return document


def _checked(given: Mapping[str, Any], where: str) -> MailSettings:
    unknown = set(given) - _KEYS
    if unknown:
        raise MailConfigError(f"{where}: unknown entry {', '.join(sorted(map(str, unknown)))}; known are {', '.join(sorted(_KEYS))}")
    for key in ("host", "from"):
        if not given.get(key):
            raise MailConfigError(f"{where}: `{key}` is missing; see docs/receipts.md")
    security: Security = given.get("security", "starttls")
    if security not in list(_PORTS):  # a list, which asks for no hash
        raise MailConfigError(f"{where}: security is one of starttls, ssl, none; not {security!r}")
    host = str(given["host"])
    if security == "none" and not is_loopback(host):
        raise MailConfigError(f"{where}: without encryption only a server on this machine may be used; set security to starttls or ssl")
    try:
        port = int(given.get("port", _PORTS[security]))
    except (TypeError, ValueError, OverflowError) as error:
        raise MailConfigError(f"{where}: port is a number, not {given['port']!r}") from error
    if not 0 < port < _MOST_PORTS:
        raise MailConfigError(f"{where}: port is a number from 1 to 65535, not {port}")
    for key in ("user", "ca_file"):
        if not isinstance(given.get(key), str | None):
            raise MailConfigError(f"{where}: {key} is a text, not {given[key]!r}")
    recipients = given.get("recipients") or {}
    if not isinstance(recipients, Mapping):
        raise MailConfigError(f"{where}: recipients has entries such as `anapec: [a@example.org]`, not {recipients!r}")
    return MailSettings(
        host=host,
        port=port,
        security=security,
        sender=_address(given["from"], where),
        user=given.get("user"),
        password=_secret(given.get("password"), where),
        ca_file=given.get("ca_file"),
        recipients={partner: _addresses(told, where) for partner, told in recipients.items()},
        digest=_digest(given.get("digest") or {}, where),
    )


def _digest(told: object, where: str) -> DigestSettings:
    if not isinstance(told, Mapping) or set(told) - _DIGEST_KEYS or not isinstance(told.get("to", {}), Mapping):
        raise MailConfigError(f"{where}: digest has the entries `when` and `to` (address: language); see docs/quality-reports.md")
    when = told.get("when", "needed")
    if when not in get_args(When):
        raise MailConfigError(f"{where}: digest: when is one of {', '.join(get_args(When))}; not {when!r}")
    for address, language in told.get("to", {}).items():
        if language not in LANGUAGES:
            raise MailConfigError(f"{where}: digest: the language of {address} is one of {', '.join(LANGUAGES)}; not {language!r}")
    return DigestSettings({_address(address, where): language for address, language in told.get("to", {}).items()}, when)


def _secret(told: object, where: str) -> str | None:
    """A password: from the environment itself, or named in the file as `{env: NAME}`."""
    if told is None:
        return None
    if names_secret(told):
        try:
            return secret_of_environment(told)  # type: ignore[arg-type]
        except PrivateFileError as error:
            raise MailConfigError(f"{where}: password: {error}") from error
    if where.startswith("the environment"):
        return str(told)
    raise MailConfigError(f"{where}: a password does not stand in a file; write password: {{env: NAME}} and set that variable")


def _addresses(told: object, where: str) -> tuple[str, ...]:
    return tuple(_address(each, where) for each in (told if isinstance(told, list) else [told]))


def _address(told: object, where: str) -> str:
    if not isinstance(told, str) or not _ADDRESS.fullmatch(told):
        raise MailConfigError(f"{where}: {told!r} is not a mail address")
    return told
