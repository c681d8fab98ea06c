"""A partner's JSON API on a real port, with faults that come when they are told to."""

from __future__ import annotations

import socket
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

import uvicorn
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response, StreamingResponse
from starlette.routing import Route

Answering = Callable[[Request], Response | None]


@dataclass
class Api:
    """Records in pages, and what is to go wrong.

    Attributes:
        records: what the API holds.
        token: the bearer token it wants, or None.
        with_total: whether a page says how many records there are.
        faults: for the n-th request (1 is the first) something else than the right answer; None from it lets the request pass.
        asked: every request: its query.
        served: bodies that were sent with status 200.
    """

    records: list[dict[str, Any]] = field(default_factory=list)
    token: str | None = None
    with_total: bool = True
    with_etags: bool = False
    faults: dict[int, Answering] = field(default_factory=dict)
    asked: list[dict[str, str]] = field(default_factory=list)
    served: int = 0

    def app(self) -> Starlette:
        return Starlette(routes=[Route("/projects", self._pages), Route("/cursors", self._cursors), Route("/links", self._links)])

    async def _pages(self, request: Request) -> Response:
        page, size = int(request.query_params.get("page", 1)), int(request.query_params.get("size", 100))
        rows = self._since(request)[(page - 1) * size : page * size]
        return await self._answer(request, {"data": rows} | ({"total": len(self._since(request))} if self.with_total else {}))

    async def _cursors(self, request: Request) -> Response:
        start, size = int(request.query_params.get("cursor", "at-0")[3:]), int(request.query_params.get("size", 100))
        following = f"at-{start + size}" if start + size < len(self.records) else None
        return await self._answer(request, {"items": self.records[start : start + size], "next_cursor": following})

    async def _links(self, request: Request) -> Response:
        start = int(request.query_params.get("start", 0))
        headers = {"Link": f'</links?start={start + 10}>; rel="next"'} if start + 10 < len(self.records) else {}
        return await self._answer(request, self.records[start : start + 10], headers)

    def _since(self, request: Request) -> list[dict[str, Any]]:
        since = request.query_params.get("since", "")
        return [record for record in self.records if str(record.get("changed_at", "")) >= since]

    async def _answer(self, request: Request, body: Any, headers: dict[str, str] | None = None) -> Response:
        import asyncio

        self.asked.append(dict(request.query_params))
        fault = self.faults.get(len(self.asked))
        if fault is not None:
            found = fault(request)
            if isinstance(found, Hang):
                await asyncio.sleep(found.seconds)
            elif found is not None:
                return found
        if self.token is not None and request.headers.get("Authorization") != f"Bearer {self.token}":
            return JSONResponse({"error": "who are you"}, 401)
        etag = f'"{hash(str(body))}"'
        if self.with_etags and request.headers.get("If-None-Match") == etag:
            return Response(status_code=304)
        self.served += 1
        return JSONResponse(body, headers={**(headers or {}), **({"ETag": etag} if self.with_etags else {})})


class Hang(Response):
    """No answer for a while, then the right one."""

    def __init__(self, seconds: float) -> None:
        super().__init__()
        self.seconds = seconds


def status(code: int, **headers: str) -> Answering:
    return lambda request: Response("no", code, headers={name.replace("_", "-"): value for name, value in headers.items()})


def hang(seconds: float) -> Answering:
    return lambda request: Hang(seconds)


def body(text: str, length: int | None = None) -> Answering:
    """Another body; with a length that is more than it has, the connection is cut in the midst of it."""

    def answering(request: Request) -> Response:
        if length is None:
            return Response(text, media_type="application/json")

        def blocks() -> Iterator[bytes]:
            yield text.encode()
            raise ConnectionResetError

        return StreamingResponse(blocks(), headers={"Content-Length": str(length)}, media_type="application/json")

    return answering


def first(*actions: Callable[[], object]) -> Answering:
    """Something that happens at the server before the right answer."""

    def answering(request: Request) -> None:
        for action in actions:
            action()

    return answering


class ApiServer:
    """A server that can be stopped and started again on the same port."""

    def __init__(self, api: Api) -> None:
        self._api = api
        with socket.create_server(("127.0.0.1", 0)) as free:
            self.port = int(free.getsockname()[1])
        self.start()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def start(self) -> None:
        config = uvicorn.Config(self._api.app(), "127.0.0.1", self.port, log_level="critical", timeout_graceful_shutdown=0, lifespan="off")
        self._server = uvicorn.Server(config)
        self._thread = threading.Thread(target=self._server.run, daemon=True)
        self._thread.start()
        while not self._server.started:
            time.sleep(0.005)

    def stop(self) -> None:
        self._server.should_exit = True
        self._server.force_exit = True
        self._thread.join(5)


@contextmanager
def serving(api: Api) -> Iterator[ApiServer]:
    server = ApiServer(api)
    try:
        yield server
    finally:
        server.stop()


def projects(refs: Sequence[str], **changes: Any) -> list[dict[str, Any]]:
    """Records as an investment centre's API gives them."""
    return [
        {
            "project_ref": ref, "organisation_name": "Coopérative Al Amal", "province": "Fès", "sector": "food", "status": "approved",
            "submitted_on": "2026-03-01", "jobs_promised": 5, **changes,
        }
        for ref in refs
    ]  # fmt: skip
