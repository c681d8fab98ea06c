"""The installation's side of the channels: `$QUTB_HOME/channels.yaml` with addresses and secrets, by partner.

What goes here: what may stand in that file, and keeping its secrets out of whatever is written. What does not: what is public about a
feed's channel (`plan.py`), opening a file that others must not read (`private_files.py`).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, Final
from urllib.parse import urlsplit, urlunsplit

from ingestion.home import Home
from ingestion.private_files import PrivateFileError, names_secret, private_yaml, secret_of_environment

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
    try:
        document = private_yaml(home.root / FILE_NAME)
    except FileNotFoundError:
        return None
    except PrivateFileError as error:
        raise SettingsError(str(error)) from error
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
    if names_secret(value):
        try:
            return secret_of_environment(value)
        except PrivateFileError as error:
            raise SettingsError(f"{place}: {error}") from error
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
