"""Partners and their feeds: who owes which contract, how often, by which day, in which language.

What goes here: `partners.yaml` as frozen objects, and the slots (periods due) of a feed. What does not: what was
received (the ledger).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from pathlib import Path
from typing import Any, Final, get_args

import yaml

from ingestion.channels.plan import ChannelPlan, PlanError, check_against, plan_of
from ingestion.contract import CONTRACTS_FOLDER, Contract, Frequency, load_contracts
from ingestion.excuses import Excuse, ExcuseError, excuses_of
from ingestion.messages import Language
from ingestion.periods import Period, PeriodType
from ingestion.yaml_files import yaml_of

PARTNERS_FILE: Final = Path(__file__).parent / "partners.yaml"
_SETTINGS: Final = frozenset({"frequency", "due_days", "since", "mapping", "channel", "excused"})
_MOST_DUE_DAYS: Final = 3_660


class PartnersError(ValueError):
    """A partners file that cannot be used; the message says where and why."""


@dataclass(frozen=True, slots=True)
class Partner:
    """An institution that delivers data. `contacts`: the mail addresses to which its receipts go."""

    id: str
    name_fr: str
    name_ar: str
    language: Language
    contacts: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class MappedColumn:
    """How one column of a contract is found in a file with other columns.

    Exactly one is given: `heading` (the file's own column), `sql` (an expression over the file's columns, all text,
    named as in the file), or `value` (the same text for every row).
    """

    heading: str | None = None
    sql: str | None = None
    value: str | None = None


@dataclass(frozen=True, slots=True)
class Feed:
    """A partner's duty to deliver a contract. None means: as the contract says. `excused`: periods that need not be delivered."""

    partner: Partner
    contract: str
    frequency: Frequency | None = None
    due_days: int | None = None
    since: date | None = None
    mapping: Mapping[str, MappedColumn] = field(default_factory=dict)
    channel: ChannelPlan | None = None
    excused: tuple[Excuse, ...] = ()

    @property
    def id(self) -> str:
        """`partner/contract`, as people and commands write it."""
        return f"{self.partner.id}/{self.contract}"

    def frequency_of(self, contract: Contract) -> Frequency:
        """How often it is due: as agreed with the partner, else as the contract says."""
        return self.frequency or contract.frequency

    def due_days_of(self, contract: Contract) -> int:
        """Days after the end of a period by which it is due: as agreed with the partner, else as the contract says."""
        return contract.due_days if self.due_days is None else self.due_days


def load_feeds(path: Path = PARTNERS_FILE) -> tuple[Feed, ...]:
    """Reads the partners file.

    Raises:
        PartnersError: when it is not well formed.
    """
    try:
        document = yaml_of(path)
        return tuple(_feeds(document["partners"]))
    except (yaml.YAMLError, KeyError, TypeError, AttributeError) as error:
        raise PartnersError(f"{path}: not a partners file: {error!r}. See the comment on its first lines.") from error


def _feeds(partners: Mapping[str, Mapping[str, Any]]) -> Iterator[Feed]:
    for partner_id, entry in partners.items():
        partner = _partner(partner_id, entry)
        for contract, options in entry["feeds"].items():
            yield _feed(partner, contract, options or {})


def _partner(partner_id: str, entry: Mapping[str, Any]) -> Partner:
    if not partner_id.isidentifier():
        raise PartnersError(f"{partner_id}: a partner's id is also a folder; letters, digits and underscores only")
    language = entry.get("language", "fr")
    if language not in get_args(Language):
        raise PartnersError(f"{partner_id}: language {language!r} is not one of {', '.join(get_args(Language))}")
    contacts = entry.get("contact") or ()
    contacts = (contacts,) if isinstance(contacts, str) else tuple(contacts)
    names = entry["name_fr"], entry["name_ar"]
    if not all(isinstance(text, str) for text in (*names, *contacts)):
        raise PartnersError(f"{partner_id}: name_fr, name_ar and contact are texts")
    return Partner(partner_id, *names, language, contacts)


def _feed(partner: Partner, contract: str, options: Mapping[str, Any]) -> Feed:
    feed = f"{partner.id}/{contract}"
    if not contract.isidentifier() or not (CONTRACTS_FOLDER / f"{contract}.odcs.yaml").is_file():
        raise PartnersError(f"{feed}: there is no contract called {contract}")
    if unknown := set(options) - _SETTINGS:
        raise PartnersError(f"{feed}: unknown setting {', '.join(sorted(map(str, unknown)))}")
    frequency, due_days, since = (options.get(name) for name in ("frequency", "due_days", "since"))
    if frequency is not None and frequency not in get_args(Frequency):
        raise PartnersError(f"{feed}: frequency {frequency!r} is not one of {', '.join(get_args(Frequency))}")
    if due_days is not None and (type(due_days) is not int or abs(due_days) > _MOST_DUE_DAYS):
        raise PartnersError(f"{feed}: due_days {due_days!r} is not a number of days")
    if since is not None and type(since) is not date:
        raise PartnersError(f"{feed}: since {since!r} is not a day such as 2026-07-01")
    return Feed(
        partner=partner,
        contract=contract,
        frequency=frequency,
        due_days=due_days,
        since=since,
        mapping=_mapping(feed, contract, options.get("mapping") or {}),
        channel=_channel(feed, contract, options.get("channel")),
        excused=_excused(feed, contract, frequency, options.get("excused")),
    )


def _excused(feed: str, contract: str, frequency: Frequency | None, entry: Any) -> tuple[Excuse, ...]:
    if entry is None:
        return ()
    try:
        return excuses_of(entry, frequency or load_contracts()[contract].frequency)
    except ExcuseError as error:
        raise PartnersError(f"{feed}: {error}") from error


def _channel(feed: str, contract: str, entry: Any) -> ChannelPlan | None:
    """The feed's channel; its address is told by the installation, not here."""
    if entry is None:
        return None
    try:
        plan = plan_of(entry)
        if plan is not None:
            check_against(plan, load_contracts()[contract].mode)
    except PlanError as error:
        raise PartnersError(f"{feed}: {error}") from error
    return plan


def _mapping(feed: str, contract: str, sources: Mapping[str, str | Mapping[str, str]]) -> dict[str, MappedColumn]:
    if not sources:
        return {}
    columns = [column.name for column in load_contracts()[contract].columns]
    for name in sources:
        if name not in columns:
            raise PartnersError(f"{feed}: the mapping names {name}, which {contract} has not; its columns are {', '.join(columns)}")
    return {name: _mapped(feed, name, source) for name, source in sources.items()}


def _mapped(feed: str, column: str, source: str | Mapping[str, str]) -> MappedColumn:
    if isinstance(source, str):
        return MappedColumn(heading=source)
    if len(source) != 1 or not set(source) <= {"heading", "sql", "value"}:
        raise PartnersError(f"{feed}: mapping of {column} needs one of heading, sql, value")
    return MappedColumn(**{key: str(value) for key, value in source.items()})


def slot_type(frequency: Frequency) -> PeriodType:
    """The type of period in which a frequency reports: what comes on change is told by the day."""
    return "day" if frequency == "change" else frequency


def is_slot_covered(slot: Period, start: date, end: date) -> bool:
    """Whether a delivery for the days from `start` to `end` receives a slot (`int_feed_slots` says the same in SQL).

    A slot is received by what contains it. Months do not begin and end with weeks, and a week may be told by one of its days:
    what lies within a week, or reaches over its end, receives it too.
    """
    if slot.type == "week":
        return start <= slot.end and (end >= slot.end or start >= slot.start)
    return start <= slot.start and end >= slot.end


def due_on(period: Period, due_days: int) -> date:
    """The last day on which a delivery for `period` is on time."""
    return period.end + timedelta(days=due_days)


def last_full_period(frequency: Frequency, on: date) -> Period:
    """The last period that was over on a day: where a delivery that tells no period belongs.

    A feed that delivers on change reports on the day it arrives.
    """
    return Period(on, "day") if frequency == "change" else Period.containing(on, slot_type(frequency)).previous()
