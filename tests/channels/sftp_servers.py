"""Real SFTP servers: OpenSSH's own where it is installed, and asyncssh's."""

from __future__ import annotations

import asyncio
import getpass
import os
import shutil
import socket
import subprocess
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import asyncssh

SSHD = shutil.which("sshd", path=f"{os.environ.get('PATH', '')}:/usr/sbin:/usr/local/sbin")
KINDS = ["openssh", "asyncssh"] if SSHD else ["asyncssh"]


@dataclass(frozen=True)
class SftpServer:
    """A server that is up: where, the key it shows, and the private key that opens it."""

    port: int
    host_key: str
    client_key: Path

    def address(self, **changes: Any) -> dict[str, Any]:
        """The entry `sftp` of channels.yaml."""
        return {
            "host": "127.0.0.1", "port": self.port, "user": getpass.getuser(), "key": str(self.client_key), "known_hosts": self.host_key, **changes,
        }  # fmt: skip

    def socket(self) -> socket.socket:
        return socket.create_connection(("127.0.0.1", self.port))


def new_key(path: Path) -> asyncssh.SSHKey:
    key = asyncssh.generate_private_key("ssh-ed25519")
    key.write_private_key(str(path))
    path.chmod(0o600)
    return key


@contextmanager
def sftp_server(kind: str, folder: Path) -> Iterator[SftpServer]:
    """A server whose files are those of this machine."""
    folder.mkdir(parents=True, exist_ok=True)
    host, client = new_key(folder / "host"), new_key(folder / "client")
    (folder / "authorized").write_bytes(client.export_public_key())
    (folder / "authorized").chmod(0o600)
    host_key = host.export_public_key().decode().strip()
    running = _openssh if kind == "openssh" else _asyncssh
    with running(folder) as port:
        yield SftpServer(port, host_key, folder / "client")


@contextmanager
def _openssh(folder: Path) -> Iterator[int]:
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    if os.geteuid() == 0:
        Path("/run/sshd").mkdir(exist_ok=True)
    (folder / "sshd_config").write_text(
        f"Port {port}\nListenAddress 127.0.0.1\nHostKey {folder}/host\nAuthorizedKeysFile {folder}/authorized\nPidFile none\n"
        "StrictModes no\nUsePAM no\nPermitRootLogin yes\nPasswordAuthentication yes\nSubsystem sftp internal-sftp\nMaxStartups 100\n"
    )
    server = subprocess.Popen([str(SSHD), "-D", "-e", "-f", str(folder / "sshd_config")], stderr=subprocess.DEVNULL)
    try:
        _wait_for(port)
        yield port
    finally:
        server.terminate()
        server.wait(10)


class _Door(asyncssh.SSHServer):
    """Lets in who has the password; keys are checked by asyncssh itself."""

    def password_auth_supported(self) -> bool:
        return True

    def validate_password(self, username: str, password: str) -> bool:
        return password == "right"


@contextmanager
def _asyncssh(folder: Path) -> Iterator[int]:
    loop = asyncio.new_event_loop()
    ready = threading.Event()
    found: list[int] = []

    async def serve() -> None:
        server = await asyncssh.listen(
            "127.0.0.1", 0, server_factory=_Door, server_host_keys=[str(folder / "host")],
            authorized_client_keys=str(folder / "authorized"), sftp_factory=True,
        )  # fmt: skip
        found.append(server.get_port())
        ready.set()

    def run() -> None:
        asyncio.set_event_loop(loop)
        loop.run_until_complete(serve())
        loop.run_forever()

    threading.Thread(target=run, daemon=True).start()
    assert ready.wait(10)
    try:
        yield found[0]
    finally:
        loop.call_soon_threadsafe(loop.stop)


def _wait_for(port: int) -> None:
    for _ in range(200):
        with suppress(OSError), socket.create_connection(("127.0.0.1", port), 1):
            return
        time.sleep(0.02)
    raise TimeoutError(port)
