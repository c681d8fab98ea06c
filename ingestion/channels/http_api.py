"""The HTTP channel: records of a JSON API, page by page, landed as one JSON object a line.

What goes here: asking, waiting, going on from the page reached, telling whether the list moved meanwhile. What does not: the shape of
answers (`http_answers.py`).
"""

from __future__ import annotations

import ssl
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from typing import TYPE_CHECKING, Final

from ingestion.channels.channel import Trying
from ingestion.channels.failures import (
    ACCESS_REFUSED,
    BAD_SETTINGS,
    BUSY,
    CHANGED_SHAPE,
    DAMAGED_ANSWER,
    NOT_FOUND,
    OUT_OF_TIME,
    REFUSED_REQUEST,
    TOO_LARGE,
    UNREACHABLE,
    UNTRUSTED_CERTIFICATE,
    ChannelFailure,
    PermanentFailure,
    TransientFailure,
)
from ingestion.channels.http_answers import Answer, BrokenAnswer, Listing, ShapeError, answer_of, since_after
from ingestion.channels.landing import Pull
from ingestion.channels.names import due_period, is_owed_by_period, pull_name
from ingestion.channels.plan import HttpPlan
from ingestion.channels.settings import Address

if TYPE_CHECKING:
    import httpx

_MEGABYTE: Final = 1 << 20
_LARGEST_PAGE: Final = 64 * _MEGABYTE
_LARGEST_LIST: Final = 512 * _MEGABYTE
_MOST_PAGES: Final = 100_000
_MOST_PASSES: Final = 4
_STALE_PAGES: Final = 3  # so many pages in a row without a new record: the server does not turn the page
_LOOPBACK: Final = frozenset({"127.0.0.1", "::1", "localhost"})
_WORTH_WAITING: Final = frozenset({408, 425, 429})


class HttpChannel:
    """One JSON API of a partner."""

    def __init__(self, address: Address, trying: Trying) -> None:
        """Takes the address without connecting."""
        self._address, self._trying = address, trying
        self._base = address.text("url").rstrip("/")

    def fetch(self, pulls: Sequence[Pull]) -> None:
        """Lands the records of each feed that are new."""
        import httpx

        with self._client() as client:
            for pull in pulls:
                with pull.noting():
                    try:
                        self._fetch_feed(client, pull, _plan(pull))
                    except ShapeError as error:
                        what = _plan(pull).path
                        raise PermanentFailure(CHANGED_SHAPE.with_values(address=self._trying.address, what=what), error) from error
                    except httpx.InvalidURL as error:
                        raise PermanentFailure(BAD_SETTINGS.with_values(reason=f"{self._address.partner}: url of http_api")) from error

    def _fetch_feed(self, client: httpx.Client, pull: Pull, plan: HttpPlan) -> None:
        period = due_period(pull.feed, pull.now)
        is_owed = is_owed_by_period(pull.feed) and pull.memory.get("period") != str(period.start)
        if not plan.since and not is_owed and self._is_unchanged(client, plan, pull.memory.get("pages", [])):
            return
        listing = self._settled_listing(client, pull, plan)
        if plan.since:
            overlap = timedelta(minutes=plan.overlap_minutes)
            lines, remembers = since_after(listing.lines, pull.memory, plan.changed_at, overlap, pull.now.astimezone(UTC))
            is_new = bool(lines)
        else:
            lines = list(listing.lines.values())
            remembers = {"pages": listing.etags, "sha256": listing.digest(), "period": str(period.start)}
            is_new = is_owed or remembers["sha256"] != pull.memory.get("sha256")
        if not is_new:
            pull.remember(remembers)
            return
        spool = pull.temporary("list")
        spool.write_text("".join(f"{line}\n" for line in lines), encoding="utf-8", errors="backslashreplace")
        pull.land(spool, pull_name(pull.feed, period, "jsonl"), remembers)
        pull.tidy()

    def _is_unchanged(self, client: httpx.Client, plan: HttpPlan, pages: Sequence[Mapping[str, str | None]]) -> bool:
        """Whether every page read last time is still the same, by its ETag; one page alone says nothing of the others."""
        if not pages or not all(page["etag"] for page in pages):
            return False
        return all(self._ask(client, plan, self._same_origin(str(page["path"])), {}, etag=page["etag"]) is None for page in pages)

    def _settled_listing(self, client: httpx.Client, pull: Pull, plan: HttpPlan) -> Listing:
        """The whole list; read again when it moved under our hands, until it is whole or says the same twice."""
        last: str | None = None
        for _ in range(_MOST_PASSES):
            listing = self._listing(client, pull, plan)
            if listing.is_whole and not self._has_moved(client, plan, listing, pull):
                return listing
            if listing.digest() == last:
                return listing
            last = listing.digest()
        raise TransientFailure(DAMAGED_ANSWER.with_values(address=self._trying.address), "the list changed each time it was read")

    def _has_moved(self, client: httpx.Client, plan: HttpPlan, listing: Listing, pull: Pull) -> bool:
        """Where no total tells, the first page tells whether records were added or taken away before those read later."""
        if plan.paging != "page" or listing.totals or len(listing.etags) < 3:
            return False
        again = self._answer(client, plan, self._start(plan), self._parameters(plan, pull) | {plan.page: str(plan.first_page)})
        lines = set(listing.lines.values())
        probe = Listing(pull.feed)
        probe.add(again)
        return not set(probe.lines.values()) <= lines

    def _listing(self, client: httpx.Client, pull: Pull, plan: HttpPlan) -> Listing:
        """One walk over all pages; each is asked for until it comes, so that a failure never begins the walk anew."""
        listing = Listing(pull.feed)
        url, parameters = self._start(plan), self._parameters(plan, pull)
        number, stale, used = plan.first_page, 0, set[str]()
        for _ in range(_MOST_PAGES):
            if plan.paging == "page":
                parameters[plan.page] = str(number)
            answer = self._answer(client, plan, url, parameters)
            added = listing.add(answer)
            if answer.records and not added and plan.paging == "page":
                answer = self._answer(client, plan, url, parameters)  # the same page twice: perhaps only this once
                added = listing.add(answer)
            listing.page_read(answer)
            if listing.size > _LARGEST_LIST:
                raise PermanentFailure(TOO_LARGE.with_values(address=self._trying.address, limit=_LARGEST_LIST // _MEGABYTE))
            stale = 0 if added else stale + 1
            if plan.paging == "none" or (answer.next is None and plan.paging == "cursor"):
                return listing
            if plan.paging == "page":
                if not answer.records or stale >= _STALE_PAGES or _reaches_total(listing, answer):
                    return listing
                number += 1
            else:
                url, parameters = self._following(plan, str(answer.next), parameters, used)
        raise TransientFailure(DAMAGED_ANSWER.with_values(address=self._trying.address), f"more than {_MOST_PAGES} pages")

    def _following(self, plan: HttpPlan, token: str, parameters: dict[str, str], used: set[str]) -> tuple[str, dict[str, str]]:
        """Where the next page is; a token that comes again would lead in a circle."""
        if token in used:
            raise TransientFailure(DAMAGED_ANSWER.with_values(address=self._trying.address), "the same next page twice")
        used.add(token)
        if token.startswith(("http://", "https://", "/", "?")):
            return self._same_origin(token), {}
        return self._start(plan), {**parameters, plan.cursor: token}

    def _same_origin(self, link: str) -> str:
        """Our token goes to the partner's own server only."""
        import httpx

        base = httpx.URL(self._base)
        target = base.join(link)
        if (target.scheme, target.host, target.port) != (base.scheme, base.host, base.port):
            raise PermanentFailure(CHANGED_SHAPE.with_values(address=self._trying.address, what="the link to the next page"), target.host)
        return str(target)

    def _start(self, plan: HttpPlan) -> str:
        return f"{self._base}{plan.path}"

    def _parameters(self, plan: HttpPlan, pull: Pull) -> dict[str, str]:
        parameters = {name: str(value) for name, value in plan.parameters.items()}
        if plan.paging != "none":
            parameters[plan.size] = str(plan.page_size)
        if plan.since and pull.memory.get("since"):
            parameters[plan.since] = str(pull.memory["since"])
        return parameters

    def _answer(self, client: httpx.Client, plan: HttpPlan, url: str, parameters: Mapping[str, str]) -> Answer:
        answer = self._ask(client, plan, url, parameters)
        if answer is None:
            raise ShapeError("304 without having been asked")
        return answer

    def _ask(self, client: httpx.Client, plan: HttpPlan, url: str, parameters: Mapping[str, str], etag: str | None = None) -> Answer | None:
        """Asks for one page until it comes; None when it is unchanged."""
        return self._trying.patiently(lambda: self._ask_once(client, plan, url, parameters, etag))

    def _ask_once(self, client: httpx.Client, plan: HttpPlan, url: str, parameters: Mapping[str, str], etag: str | None) -> Answer | None:
        headers = {"If-None-Match": etag} if etag else {}
        with self._sorted_failures(), client.stream("GET", url, params=parameters or None, headers=headers) as response:
            if response.status_code == 304 and etag:
                return None
            self._check_status(response, plan)
            body = bytearray()
            for block in response.iter_bytes():
                body += block
                _ = self._trying.remaining
                if len(body) > _LARGEST_PAGE:
                    raise PermanentFailure(TOO_LARGE.with_values(address=self._trying.address, limit=_LARGEST_PAGE // _MEGABYTE))
            link = response.links.get("next", {}).get("url")
            return answer_of(bytes(body), plan, response.request.url.raw_path.decode(), response.headers.get("ETag"), link)

    def _check_status(self, response: httpx.Response, plan: HttpPlan) -> None:
        status, shown = response.status_code, self._trying.address
        if status == 200:
            return
        if status in _WORTH_WAITING or status >= 500:
            raise TransientFailure(BUSY.with_values(address=shown, status=status), retry_after=_retry_after(response))
        if status in (401, 403):
            raise PermanentFailure(ACCESS_REFUSED.with_values(address=shown), f"status {status}")
        if status in (404, 410):
            raise PermanentFailure(NOT_FOUND.with_values(address=shown, what=plan.path), f"status {status}")
        raise PermanentFailure(REFUSED_REQUEST.with_values(address=shown, status=status))

    @contextmanager
    def _sorted_failures(self) -> Iterator[None]:
        """Tells what a person must mend from what passes."""
        import httpx

        shown = self._trying.address
        try:
            yield
        except ChannelFailure:
            raise
        except BrokenAnswer as error:
            raise TransientFailure(DAMAGED_ANSWER.with_values(address=shown), error) from error
        except httpx.TimeoutException as error:
            raise TransientFailure(OUT_OF_TIME.with_values(address=shown), type(error).__name__) from error
        except (httpx.UnsupportedProtocol, httpx.TooManyRedirects) as error:
            raise PermanentFailure(BAD_SETTINGS.with_values(reason=f"{self._address.partner}: url of http_api"), error) from error
        except (httpx.RemoteProtocolError, httpx.DecodingError) as error:
            raise TransientFailure(DAMAGED_ANSWER.with_values(address=shown), error) from error
        except httpx.TransportError as error:
            if _is_untrusted(error):
                raise PermanentFailure(UNTRUSTED_CERTIFICATE.with_values(address=shown), error) from error
            raise TransientFailure(UNREACHABLE.with_values(address=shown), f"{type(error).__name__}: {error}") from error

    def _client(self) -> httpx.Client:
        import httpx

        token = self._address.values.get("token")
        try:
            url = httpx.URL(self._base)
        except httpx.InvalidURL as error:
            raise PermanentFailure(BAD_SETTINGS.with_values(reason=f"{self._address.partner}: url of http_api")) from error
        if token and url.scheme != "https" and url.host not in _LOOPBACK:
            reason = f"{self._address.partner}: the url of http_api must begin with https, or the token could be read on the way"
            raise PermanentFailure(BAD_SETTINGS.with_values(reason=reason))
        headers = {"Accept": "application/json", "User-Agent": "qutb"} | ({"Authorization": f"Bearer {token}"} if token else {})
        return httpx.Client(headers=headers, timeout=self._trying.policy.quiet, follow_redirects=False)


def _plan(pull: Pull) -> HttpPlan:
    if not isinstance(pull.plan, HttpPlan):
        raise TypeError(pull.plan)
    return pull.plan


def _reaches_total(listing: Listing, answer: Answer) -> bool:
    return answer.total is not None and len(listing.lines) >= answer.total


def _retry_after(response: httpx.Response) -> float | None:
    """The pause that the server asks for: seconds, or until an instant."""
    told = response.headers.get("Retry-After", "").strip()
    if told.isdigit():
        return float(told)
    try:
        return max(0.0, (parsedate_to_datetime(told) - datetime.now(UTC)).total_seconds()) if told else None
    except (ValueError, TypeError):
        return None


def _is_untrusted(error: BaseException | None) -> bool:
    while error is not None:
        if isinstance(error, ssl.SSLCertVerificationError):
            return True
        error = error.__cause__ or error.__context__
    return False
