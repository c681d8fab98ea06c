"""Answers of a JSON API: where the records stand, which of them are the same, what follows.

What goes here: understanding an answer's body. What does not: asking for it (`http_api.py`).
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any, Final

from ingestion.channels.plan import HttpPlan
from ingestion.contract import load_contracts
from ingestion.partners import Feed
from ingestion.reading.headers import match_headers
from ingestion.source import expected_headings

_LISTS: Final = ("data", "items", "results", "records", "content", "rows", "value")
_TOTALS: Final = ("total", "total_count", "totalCount", "count", "total_records", "totalElements")
_NEXT: Final = ("next", "next_cursor", "nextCursor", "next_token")
_AROUND: Final = ("meta", "pagination", "paging", "page_info")


class ShapeError(ValueError):
    """An answer that is not what was agreed; the message says what is missing."""


class BrokenAnswer(ValueError):
    """An answer that was cut or garbled: worth asking again."""


@dataclass(frozen=True, slots=True)
class Answer:
    """One page.

    Attributes:
        records: its records, in their order.
        total: how many records there are in all, where the answer says so.
        next: the token or address of the next page, or None.
        etag: the page's ETag, or None.
        path: what was asked, without the server: the address may be another one next time.
    """

    records: tuple[Mapping[str, Any], ...]
    total: int | None
    next: str | None
    etag: str | None
    path: str


def answer_of(body: bytes, plan: HttpPlan, path: str, etag: str | None, link: str | None) -> Answer:
    """Reads the body of an answer.

    Args:
        body: the bytes.
        plan: where things stand in it.
        path: what was asked, without the server.
        etag: the header of that name.
        link: address of the next page from the `Link` header.

    Raises:
        BrokenAnswer: no valid JSON.
        ShapeError: valid JSON without a list of records.
    """
    try:
        document = json.loads(body, parse_constant=_no_number)
    except (ValueError, RecursionError) as error:
        raise BrokenAnswer(f"no valid JSON, {len(body)} bytes") from error
    records = document if isinstance(document, list) else _found(document, plan.records, _LISTS)
    if not isinstance(records, list) or not all(isinstance(record, dict) for record in records):
        raise ShapeError(f"no list of records under {plan.records or '/'.join(_LISTS)}")
    total = _found(document, plan.total, _TOTALS) if plan.paging == "page" else None
    following = link
    if following is None and plan.paging == "cursor":
        token = _found(document, plan.next if plan.next != "next" else "", _NEXT)
        following = str(token) if token not in (None, "", False) else None
    return Answer(tuple(records), total if isinstance(total, int) and not isinstance(total, bool) else None, following, etag, path)


@dataclass(slots=True)
class Listing:
    """Records gathered from page after page, each once.

    Two records with one key on the same page are the partner's own doing and both are kept: the contract's key rule tells the partner. A
    record whose key was on an earlier page is the same record seen again because the list moved; what was read last counts.
    """

    feed: Feed
    lines: dict[Any, str] = field(default_factory=dict)
    etags: list[dict[str, str | None]] = field(default_factory=list)
    totals: list[int] = field(default_factory=list)
    size: int = 0
    _key: tuple[str, ...] | None = None

    def add(self, answer: Answer) -> int:
        """Takes a page in; returns how many records were new."""
        if self._key is None and answer.records:
            self._key = key_fields(self.feed, answer.records)
        before, on_page = len(self.lines), dict[Any, int]()
        for record in answer.records:
            line = json.dumps(record, ensure_ascii=False, separators=(",", ":"))
            key = tuple(str(record.get(name)) for name in self._key) if self._key else (line,)
            on_page[key] = nth = on_page.get(key, 0) + 1
            self.lines[key, nth if self._key else 1] = line
            self.size += len(line)
        return len(self.lines) - before

    def page_read(self, answer: Answer) -> None:
        """Notes that a page was read, for asking later whether it has changed."""
        self.etags.append({"path": answer.path, "etag": answer.etag})
        if answer.total is not None:
            self.totals.append(answer.total)

    @property
    def is_whole(self) -> bool:
        """Whether it holds as many records as the server says there are, and the number did not change meanwhile."""
        return not self.totals or (len(self.lines) >= self.totals[-1] and len(set(self.totals)) == 1)

    def digest(self) -> str:
        """A hash of what is listed, whatever its order."""
        return hashlib.sha256("\n".join(sorted(self.lines.values())).encode("utf-8", "surrogatepass")).hexdigest()


def key_fields(feed: Feed, records: Sequence[Mapping[str, Any]]) -> tuple[str, ...]:
    """The fields that hold the contract's key, found like the headings of a file; none when they cannot be told."""
    contract = load_contracts()[feed.contract]
    names = list(dict.fromkeys(name for record in records for name in record))
    mapping = match_headers(names, expected_headings(contract, feed)).mapping
    return tuple(names[mapping[column]] for column in contract.key) if set(contract.key) <= set(mapping) else ()


def changed_at(record: Mapping[str, Any], path: str) -> datetime:
    """The instant at which a record was changed, as it says itself.

    Raises:
        ShapeError: when it does not say so in ISO form.
    """
    value = _found(record, path, ())
    try:
        told = datetime.fromisoformat(str(value))
    except ValueError as error:
        raise ShapeError(f"{path} of a record is no instant") from error
    return told if told.tzinfo else told.replace(tzinfo=UTC)


def since_after(
    lines: Mapping[Any, str], memory: Mapping[str, Any], path: str, overlap: timedelta, now: datetime
) -> tuple[list[str], dict[str, Any]]:
    """Which lines were not landed yet, and what to remember: from where to ask the next time, and what is known from there on."""
    known = set(memory.get("recent", []))
    instants = {line: changed_at(json.loads(line), path) for line in lines.values()}
    if not instants:
        return [], {}
    low = min(max(instants.values()), now) - overlap
    if memory.get("since"):
        low = max(low, datetime.fromisoformat(memory["since"]))
    recent = sorted(_hash(line) for line, instant in instants.items() if instant >= low)
    return [line for line in lines.values() if _hash(line) not in known], {"since": low.isoformat(), "recent": recent}


def _hash(line: str) -> str:
    return hashlib.sha256(line.encode("utf-8", "surrogatepass")).hexdigest()[:32]


def _found(document: Any, path: str, usual: Sequence[str]) -> Any:
    """The value at a dotted path; without one, under the first usual name, at the top or one level below."""
    if path:
        for part in path.split("."):
            document = document.get(part) if isinstance(document, Mapping) else None
        return document
    if not isinstance(document, Mapping):
        return None
    places = [document, *(document[name] for name in _AROUND if isinstance(document.get(name), Mapping))]
    return next((place[name] for place in places for name in usual if name in place), None)


def _no_number(text: str) -> None:
    raise ValueError(text)
