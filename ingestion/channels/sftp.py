"""The SFTP channel: files on a partner's server, its host key always checked, nothing changed there.

What goes here: connecting, listing, downloading with resumption. What does not: which of the files are new (`remote_files.py`).
"""

from __future__ import annotations

import asyncio
import os
import stat
from collections.abc import Sequence
from fnmatch import fnmatchcase
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from ingestion.channels.channel import Trying
from ingestion.channels.failures import (
    ACCESS_REFUSED,
    BAD_SETTINGS,
    NOT_FOUND,
    NOT_WRITTEN,
    OUT_OF_TIME,
    UNREACHABLE,
    WRONG_HOST_KEY,
    PermanentFailure,
    TransientFailure,
)
from ingestion.channels.landing import Pull
from ingestion.channels.plan import SftpPlan
from ingestion.channels.remote_files import RemoteFile, new_files, unchanged
from ingestion.channels.settings import Address

if TYPE_CHECKING:
    import asyncssh

_CHUNK: Final = 1 << 20
_KEY_TYPES: Final = ("ssh-", "ecdsa-", "sk-")


class SftpChannel:
    """One SFTP account of a partner."""

    def __init__(self, address: Address, trying: Trying) -> None:
        """Takes the address without connecting."""
        self._address, self._trying = address, trying
        self._received = 0

    def fetch(self, pulls: Sequence[Pull]) -> None:
        """Downloads new files of each feed into the inbox; a cut download goes on where it stopped."""
        for pull in pulls:
            with pull.noting():
                self._trying.patiently(lambda pull=pull: self._round(pull), progress=lambda: self._received)  # type: ignore[misc]

    def _round(self, pull: Pull) -> None:
        import asyncssh

        shown = self._trying.address
        try:
            asyncio.run(self._visit(pull))
        except (asyncssh.HostKeyNotVerifiable, asyncssh.KeyExchangeFailed) as error:
            raise PermanentFailure(WRONG_HOST_KEY.with_values(address=shown), error) from error
        except (asyncssh.PermissionDenied, asyncssh.SFTPPermissionDenied) as error:
            raise PermanentFailure(ACCESS_REFUSED.with_values(address=shown), error) from error
        except (asyncssh.KeyImportError, asyncssh.KeyEncryptionError) as error:
            reason = f"{self._address.partner}: the private key of sftp cannot be used"
            raise PermanentFailure(BAD_SETTINGS.with_values(reason=reason), error) from error
        except (asyncssh.SFTPNoSuchFile, asyncssh.SFTPNoSuchPath) as error:
            raise PermanentFailure(NOT_FOUND.with_values(address=shown, what=_plan(pull).path), error) from error
        except TimeoutError as error:
            raise TransientFailure(OUT_OF_TIME.with_values(address=shown), "no response") from error
        except (asyncssh.Error, OSError) as error:
            raise TransientFailure(UNREACHABLE.with_values(address=shown), f"{type(error).__name__}: {error}") from error

    async def _visit(self, pull: Pull) -> None:
        import asyncssh

        async with (
            asyncio.timeout(self._trying.remaining),
            asyncssh.connect(**self._options()) as connection,
            connection.start_sftp_client() as client,
        ):
            found = new_files(pull, await self._listing(client, pull))
            if any(file.may_grow() for file in found):
                await asyncio.sleep(self._trying.policy.settle)
                found = unchanged(found, await self._listing(client, pull))
            for file in found:
                await self._fetch_file(client, file, pull)
        pull.tidy()

    def _options(self) -> dict[str, Any]:
        """How to connect: only with what `channels.yaml` says, nothing of the user's own keys, agent or configuration."""
        import asyncssh

        address, quiet = self._address, self._trying.policy.quiet
        password, key = address.values.get("password"), address.values.get("key")
        if not password and not key:
            raise PermanentFailure(BAD_SETTINGS.with_values(reason=f"{address.partner}: sftp needs a password or a key"))
        options: dict[str, Any] = {
            "host": address.text("host"),
            "port": address.number("port", 22),
            "username": address.text("user"),
            "known_hosts": _known_hosts(address),
            "client_keys": None,
            "config": None,
            "agent_path": None,
            "agent_forwarding": False,
            "gss_host": None,
            "preferred_auth": ("publickey",) if key else ("password", "keyboard-interactive"),
            "connect_timeout": quiet,
            "login_timeout": quiet,
            "keepalive_interval": quiet / 2,
            "keepalive_count_max": 2,
        }
        if key:
            text, passphrase = str(key), address.values.get("passphrase")
            read = asyncssh.import_private_key if "PRIVATE KEY" in text else asyncssh.read_private_key
            return options | {"client_keys": [read(text, passphrase)]}
        return options | {"password": str(password)}

    async def _listing(self, client: asyncssh.SFTPClient, pull: Pull) -> list[RemoteFile]:
        """Names are taken as bytes: a server need not write them in UTF-8."""
        folder, _, pattern = _plan(pull).path.rpartition("/")
        entries = await asyncio.wait_for(client.readdir((folder or "/").encode()), self._trying.policy.quiet)
        files = []
        for entry in entries:
            raw = entry.filename if isinstance(entry.filename, bytes) else entry.filename.encode()
            name, mode = _readable(raw), entry.attrs.permissions or 0
            if fnmatchcase(name, pattern) and not stat.S_ISDIR(mode):
                attrs = entry.attrs
                is_link = bool(mode) and not stat.S_ISREG(mode) and stat.S_IFMT(mode) != 0
                files.append(RemoteFile(name, folder.encode() + b"/" + raw, attrs.size or 0, str(attrs.mtime), attrs.mtime, is_link))
        return files

    async def _fetch_file(self, client: asyncssh.SFTPClient, file: RemoteFile, pull: Pull) -> None:
        """Downloads what is missing of a file and lands it; one that changed meanwhile is left for the next time."""
        spool = pull.temporary(file.label)
        have = spool.stat().st_size if spool.exists() else 0
        if have > file.size:
            spool.unlink()
            have = 0
        async with client.open(file.address, "rb") as source:
            while have < file.size:
                _ = self._trying.remaining
                read = source.read(min(_CHUNK, file.size - have), have)
                chunk = await asyncio.wait_for(read, self._trying.policy.quiet)
                if not chunk:
                    break
                have += len(chunk)
                self._received += len(chunk)
                _append(spool, chunk if isinstance(chunk, bytes) else chunk.encode())
        if not file.size:
            _append(spool, b"")
        again = await client.stat(file.address)
        if (have, again.size, str(again.mtime)) == (file.size, file.size, file.stamp):
            pull.land(spool, file.name, file.remembers, file.modified)
        else:
            spool.unlink(missing_ok=True)


def _append(spool: Path, chunk: bytes) -> None:
    """Adds to a download so that what is there after a power cut is what was received."""
    try:
        with spool.open("ab") as target:
            target.write(chunk)
            target.flush()
            os.fsync(target.fileno())
    except OSError as error:
        raise TransientFailure(NOT_WRITTEN, error) from error


def _plan(pull: Pull) -> SftpPlan:
    if not isinstance(pull.plan, SftpPlan):
        raise TypeError(pull.plan)
    return pull.plan


def _readable(raw: bytes) -> str:
    """A name as text: UTF-8, else as older Windows servers write it."""
    try:
        return raw.decode()
    except UnicodeDecodeError:
        return raw.decode("cp1252", "replace")


def _known_hosts(address: Address) -> Any:
    """The keys by which the server must be known: a file, its text, or one bare public key."""
    import asyncssh

    told = address.text("known_hosts", "").strip()
    if not told:
        reason = f"{address.partner}: sftp needs known_hosts, the server's key as the partner has confirmed it"
        raise PermanentFailure(BAD_SETTINGS.with_values(reason=reason))
    if told.startswith(_KEY_TYPES):
        told = f"{_host_pattern(address)} {told}"
    try:
        return asyncssh.import_known_hosts(told + "\n") if " " in told else asyncssh.read_known_hosts(told)
    except (OSError, ValueError) as error:
        reason = f"{address.partner}: known_hosts of sftp cannot be read"
        raise PermanentFailure(BAD_SETTINGS.with_values(reason=reason), error) from error


def _host_pattern(address: Address) -> str:
    port = address.number("port", 22)
    return address.text("host") if port == 22 else f"[{address.text('host')}]:{port}"
