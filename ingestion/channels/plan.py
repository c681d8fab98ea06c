"""What is public about a feed's channel: the entry `channel:` of `partners.yaml`.

What goes here: these entries as frozen objects, and what makes one wrong. What does not: addresses and secrets (`settings.py`).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from typing import Any, Final, Literal

from ingestion.contract import DeliveryMode

ChannelKind = Literal["folder", "sftp", "http_api", "postgres"]
Paging = Literal["none", "page", "cursor"]


class PlanError(ValueError):
    """An entry `channel:` that cannot be used; the message says why."""


@dataclass(frozen=True, slots=True)
class SftpPlan:
    """Files on a partner's SFTP server.

    Attributes:
        path: absolute path there, with `*`, `?` or `[…]` in its last part only: `/sortant/financements_*.csv`.
    """

    path: str

    def __post_init__(self) -> None:
        folder, _, pattern = self.path.rpartition("/")
        if not self.path.startswith("/") or not pattern or any(sign in folder for sign in "*?[") or ".." in self.path.split("/"):
            raise PlanError(f"sftp: {self.path!r} is not an absolute path with wildcards in its last part only")


@dataclass(frozen=True, slots=True)
class HttpPlan:
    """Records of a JSON API.

    Attributes:
        path: path below the partner's address.
        paging: `none` (one answer), `page` (numbered pages until an empty one or the total), `cursor` (a token in the answer, or a `Link`
            header).
        records: where the list stands in the answer, dotted; "" finds it under its usual names.
        parameters: sent with each request.
        page, size: names of the page's number and size; `page_size` is the size asked for, `first_page` the first number.
        total: where the number of all records stands, dotted; "" finds it under its usual names.
        cursor, next: name of the token's parameter, and where the next token stands in the answer.
        since, changed_at: for contracts of mode `append`: the parameter that asks for what changed since, and the record's own instant of
            change.
        overlap_minutes: how far `since` reaches back, for records that became visible late.
    """

    path: str
    paging: Paging = "none"
    records: str = ""
    parameters: Mapping[str, str] = field(default_factory=dict)
    page: str = "page"
    size: str = "size"
    page_size: int = 200
    first_page: int = 1
    total: str = ""
    cursor: str = "cursor"
    next: str = "next"
    since: str = ""
    changed_at: str = ""
    overlap_minutes: int = 60

    def __post_init__(self) -> None:
        if self.paging not in ("none", "page", "cursor"):
            raise PlanError(f"http_api: paging is none, page or cursor, not {self.paging!r}")
        if not self.path.startswith("/"):
            raise PlanError(f"http_api: the path starts with /, not {self.path!r}")
        if bool(self.since) != bool(self.changed_at):
            raise PlanError("http_api: since and changed_at are given together")


@dataclass(frozen=True, slots=True)
class PostgresPlan:
    """A table or view of a partner's PostgreSQL.

    Attributes:
        table: its name, with its schema where it is not found without: `operations.bookings`.
        cursor: a column with the instant (or day) of a row's last change; rows are then read once. "" reads the table whole.
        period: for contracts of mode `period`: the day column that tells a row's period, so that only the periods that changed are read
            again.
        overlap_minutes: how far the cursor reaches back, for transactions that were committed late; longer than the longest one.
    """

    table: str
    cursor: str = ""
    period: str = ""
    overlap_minutes: int = 24 * 60

    def __post_init__(self) -> None:
        if not all(self.table.split(".")) or self.table.count(".") > 1:
            raise PlanError(f"postgres: {self.table!r} is not a table or schema.table")


@dataclass(frozen=True, slots=True)
class FolderPlan:
    """Files in a folder or object store: nothing about it is public. Every feed of a partner with a `folder` address has it."""


ChannelPlan = FolderPlan | SftpPlan | HttpPlan | PostgresPlan
_PLANS: Final[Mapping[str, type[ChannelPlan]]] = {"folder": FolderPlan, "sftp": SftpPlan, "http_api": HttpPlan, "postgres": PostgresPlan}


def kind_of(plan: ChannelPlan) -> ChannelKind:
    """The word by which `partners.yaml` and `channels.yaml` call a plan's channel."""
    kinds: dict[type[ChannelPlan], ChannelKind] = {FolderPlan: "folder", SftpPlan: "sftp", HttpPlan: "http_api", PostgresPlan: "postgres"}
    return kinds[type(plan)]


def plan_of(entry: Any) -> ChannelPlan | None:
    """Reads an entry `channel:`; None when there is none.

    Raises:
        PlanError: when it is not exactly one known channel with known settings.
    """
    if entry is None:
        return None
    if not isinstance(entry, Mapping) or len(entry) != 1 or next(iter(entry)) not in _PLANS:
        raise PlanError(f"channel needs one of {', '.join(_PLANS)}")
    kind, options = next(iter(entry.items()))
    plan, options = _PLANS[kind], options or {}
    known = {each.name for each in fields(plan)}
    if not isinstance(options, Mapping) or not set(options) <= known:
        unknown = ", ".join(sorted(set(options) - known)) if isinstance(options, Mapping) else repr(options)
        raise PlanError(f"channel {kind}: unknown setting {unknown}; it knows {', '.join(sorted(known)) or 'none'}")
    try:
        _check_kinds(plan, options)
        return plan(**options)
    except (TypeError, AttributeError) as error:
        raise PlanError(f"channel {kind}: {error}") from error


def _check_kinds(plan: type[ChannelPlan], options: Mapping[str, Any]) -> None:
    for each in fields(plan):
        value = options.get(each.name)
        kind = {"int": int, "Mapping[str, str]": Mapping}.get(str(each.type), str)
        if each.name in options and (not isinstance(value, kind) or isinstance(value, bool)):
            raise TypeError(f"{each.name} is {value!r}")


def check_against(plan: ChannelPlan, mode: DeliveryMode) -> None:
    """Refuses a plan that would land part of a list where the contract takes each delivery for the whole of it.

    Raises:
        PlanError: `since` or a cursor where a later delivery replaces the earlier one.
    """
    if isinstance(plan, HttpPlan) and plan.since and mode != "append":
        raise PlanError(f"http_api: since needs a contract of mode append, not {mode}: a part of the list would replace the whole")
    if isinstance(plan, PostgresPlan) and plan.cursor and mode == "snapshot":
        raise PlanError("postgres: a snapshot is read whole; take the cursor away")
    if isinstance(plan, PostgresPlan) and plan.cursor and mode == "period" and not plan.period:
        raise PlanError("postgres: a cursor on a contract of mode period needs period, the column that tells a row's day")
