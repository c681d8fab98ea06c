"""The installation's side of the channels: `$QUTB_HOME/channels.yaml` with addresses and secrets, by partner.

What goes here: reading that file, refusing it when others can read it, keeping secrets out of whatever is written. What does not: what is
public about a feed's channel (`plan.py`).
"""

from __future__ import annotations

import os
import stat
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, Final
from urllib.parse import urlsplit, urlunsplit

import yaml

from ingestion.home import Home

FILE_NAME: Final = "channels.yaml"
EVERYBODY: Final = "everybody"
"""Partner name in the file whose `folder` address holds all partners: `<url>/<partner>/<contract>/`."""
_SECRET_KEYS: Final = frozenset({"password", "passphrase", "token", "key", "secret", "dsn", "options", "sas_token", "connection_string"})
_KNOWN: Final[Mapping[str, frozenset[str]]] = {
    "folder": frozenset({"url", "options"}),
    "sftp": frozenset({"host", "port", "user", "password", "key", "passphrase", "known_hosts"}),
    "http_api": frozenset({"url", "token"}),
    "postgres": frozenset({"host", "port", "dbname", "user", "password", "sslmode", "sslrootcert"}),
}
_MASK: Final = "•••"
_SHORTEST_SECRET: Final = 4


class SettingsError(ValueError):
    """A `channels.yaml` that cannot be used; the message says why and names no secret."""


@dataclass(frozen=True, slots=True)
class Address:
    """Where one partner's channel is found, and with what one gets in. Its repr shows no value.

    Attributes:
        partner: whose it is; `everybody` for the inbox of all partners.
        kind: `folder`, `sftp`, `http_api` or `postgres`.
        values: the entry, secrets of the environment filled in.
    """

    partner: str
    kind: str
    values: Mapping[str, Any] = field(repr=False)

    def text(self, name: str, default: str | None = None) -> str:
        """One value as text.

        Raises:
            SettingsError: when it is missing and has no default.
        """
        value = self.values.get(name, default)
        if value is None:
            raise SettingsError(f"{self.partner}: {self.kind} needs {name}")
        return str(value)

    def number(self, name: str, default: int) -> int:
        """One value as a whole number.

        Raises:
            SettingsError: when it is none.
        """
        try:
            return int(self.values.get(name, default))
        except (TypeError, ValueError) as error:
            raise SettingsError(f"{self.partner}: {name} of {self.kind} is not a number") from error

    @property
    def shown(self) -> str:
        """The address as people may see it: no user, no password, no query."""
        if "url" in self.values:
            parts = urlsplit(self.text("url"))
            return urlunsplit((parts.scheme, parts.netloc.rpartition("@")[2], parts.path, "", "")).rstrip("/")
        return f"{self.values.get('host', self.kind)}" + (f":{self.values['port']}" if "port" in self.values else "")

    def scrub(self, text: str) -> str:
        """The text without any secret of this address."""
        for secret in sorted(_secrets(self.values), key=len, reverse=True):
            text = text.replace(secret, _MASK)
        return text


@dataclass(frozen=True, slots=True)
class Settings:
    """All addresses of the installation, by partner and kind."""

    addresses: Mapping[tuple[str, str], Address]

    def address(self, partner: str, kind: str) -> Address | None:
        """A partner's address for one kind of channel, or None when it is not configured."""
        return self.addresses.get((partner, kind))


def load_settings(home: Home) -> Settings | None:
    """Reads `channels.yaml`; None when the installation has none.

    Raises:
        SettingsError: when it can be read by others, is no settings file, or names a secret that the environment lacks.
    """
    path = home.root / FILE_NAME
    try:
        handle = os.open(path, os.O_RDONLY | os.O_CLOEXEC)
    except FileNotFoundError:
        return None
    except OSError as error:
        raise SettingsError(f"it cannot be opened ({error.strerror})") from error
    with os.fdopen(handle, encoding="utf-8") as file:
        mode = os.fstat(file.fileno())
        if stat.S_IMODE(mode.st_mode) & 0o077:
            raise SettingsError(f"others can read it; run chmod 600 {path}")
        if mode.st_uid not in (os.geteuid(), 0):
            raise SettingsError(f"it belongs to another user; run chown for {path}")
        try:
            document = yaml.safe_load(file)
        except (yaml.YAMLError, UnicodeDecodeError):
            # The parser's own message quotes the line, and the line may hold a secret.
            raise SettingsError("it is not valid YAML") from None
    return Settings({(address.partner, address.kind): address for address in _addresses(document)})


def _addresses(document: Any) -> Iterator[Address]:
    if document is None:
        return
    if not isinstance(document, Mapping):
        raise SettingsError("it does not list partners")
    for partner, entries in document.items():
        if not isinstance(entries, Mapping):
            raise SettingsError(f"{partner} lists no channel")
        for kind, values in entries.items():
            if kind not in _KNOWN:
                raise SettingsError(f"{partner}: there is no channel {kind}; write one of {', '.join(_KNOWN)}")
            if partner == EVERYBODY and kind != "folder":
                raise SettingsError(f"{EVERYBODY} has a folder only, not {kind}")
            if not isinstance(values, Mapping) or not set(values) <= _KNOWN[kind]:
                raise SettingsError(f"{partner}: {kind} takes {', '.join(sorted(_KNOWN[kind]))}")
            yield Address(str(partner), str(kind), {name: _filled(f"{partner}: {name} of {kind}", value) for name, value in values.items()})


def _filled(place: str, value: Any) -> Any:
    """Puts in what `{env: NAME}` stands for."""
    if isinstance(value, Mapping) and set(value) == {"env"}:
        name = str(value["env"])
        if not os.environ.get(name):
            raise SettingsError(f"{place} stands in the environment variable {name}, which is not set")
        return os.environ[name]
    if isinstance(value, Mapping):
        return {key: _filled(f"{place}.{key}", inner) for key, inner in value.items()}
    return value


def _secrets(values: Mapping[str, Any], is_secret: bool = False) -> Iterator[str]:
    for name, value in values.items():
        secret = is_secret or name in _SECRET_KEYS
        if name == "url" and isinstance(value, str) and (password := urlsplit(value).password):
            yield password
        if isinstance(value, Mapping):
            yield from _secrets(value, secret)
        elif secret and isinstance(value, str) and len(value) >= _SHORTEST_SECRET:
            yield value
