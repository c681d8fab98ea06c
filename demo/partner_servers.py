"""An SFTP server and a JSON API, each on a free port of this machine, in a thread of its own.

What belongs here: the protocols. What they offer, and to whom, is told in `demo.servers`.
"""

import asyncio
import hashlib
import json
import secrets
import socket
import threading
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Final

_LOOPBACK: Final = "127.0.0.1"
_STARTS_WITHIN: Final = 20.0


@contextmanager
def sftp_server(root: Path, user: str) -> Iterator[dict[str, Any]]:
    """An SFTP account that sees one folder, read only by custom; yields its entry for `channels.yaml`."""
    import asyncssh

    password = secrets.token_hex(16)
    host_key = asyncssh.generate_private_key("ssh-ed25519")

    class Door(asyncssh.SSHServer):
        def password_auth_supported(self) -> bool:
            return True

        def validate_password(self, username: str, given: str) -> bool:
            return username == user and secrets.compare_digest(given, password)

    def files(channel: "asyncssh.SSHServerChannel[bytes]") -> asyncssh.SFTPServer:
        return asyncssh.SFTPServer(channel, chroot=str(root).encode())

    loop, ready, ports = asyncio.new_event_loop(), threading.Event(), list[int]()

    async def listen() -> None:
        server = await asyncssh.listen(_LOOPBACK, 0, server_factory=Door, server_host_keys=[host_key], sftp_factory=files)
        ports.append(server.get_port())
        ready.set()

    def run() -> None:
        asyncio.set_event_loop(loop)
        loop.run_until_complete(listen())
        loop.run_forever()

    threading.Thread(target=run, daemon=True).start()
    if not ready.wait(_STARTS_WITHIN):
        raise TimeoutError("the SFTP server did not start")
    known = host_key.export_public_key().decode().strip()
    try:
        yield {"host": _LOOPBACK, "port": ports[0], "user": user, "password": password, "known_hosts": known}
    finally:
        loop.call_soon_threadsafe(loop.stop)


@contextmanager
def api_server(records: Mapping[str, Path]) -> Iterator[dict[str, Any]]:
    """A JSON API with numbered pages, a token and ETags; yields its entry for `channels.yaml`.

    Args:
        records: path of the API to the file with its records.
    """
    import uvicorn
    from starlette.applications import Starlette
    from starlette.requests import Request
    from starlette.responses import JSONResponse, Response
    from starlette.routing import Route

    token = secrets.token_hex(16)

    async def page(request: Request) -> Response:
        if not secrets.compare_digest(request.headers.get("Authorization", ""), f"Bearer {token}"):
            return JSONResponse({"error": "unauthorised"}, 401)
        rows = json.loads(records[request.url.path].read_text(encoding="utf-8"))
        number, size = int(request.query_params.get("page", 1)), int(request.query_params.get("size", 100))
        body = json.dumps({"data": rows[(number - 1) * size : number * size], "total": len(rows)}, ensure_ascii=False).encode()
        etag = f'"{hashlib.sha256(body).hexdigest()[:32]}"'
        if request.headers.get("If-None-Match") == etag:
            return Response(status_code=304)
        return Response(body, media_type="application/json", headers={"ETag": etag})

    listening = socket.create_server((_LOOPBACK, 0))
    server = uvicorn.Server(uvicorn.Config(Starlette(routes=[Route(path, page) for path in records]), log_level="critical", lifespan="off"))
    thread = threading.Thread(target=server.run, kwargs={"sockets": [listening]}, daemon=True)
    thread.start()
    until = time.monotonic() + _STARTS_WITHIN
    while not server.started:
        if time.monotonic() > until:
            raise TimeoutError("the API did not start")
        time.sleep(0.01)
    try:
        yield {"url": f"http://{_LOOPBACK}:{listening.getsockname()[1]}", "token": token}
    finally:
        server.should_exit = True
        thread.join(_STARTS_WITHIN)
        listening.close()
