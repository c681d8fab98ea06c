"""Names of files that come from elsewhere: which are safe, and how a pull is named.

What goes here: judging names and making them. What does not: touching files, which names are of files half written (`delivery.py`).
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from datetime import datetime
from typing import Final
from zoneinfo import ZoneInfo

from ingestion.conforming.values import TIME_ZONE
from ingestion.contract import load_contracts
from ingestion.partners import Feed, last_full_period
from ingestion.periods import Period

# A name must leave room for what is written beside it: a hidden side file, a temporary one, a number.
_LONGEST: Final = 200
_DEEPEST: Final = 8
_CONTROL: Final = re.compile(r"[\x00-\x1f\x7f]")


def is_safe(name: str) -> bool:
    """Whether a file of this relative name stays inside the folder it is put into."""
    parts = name.split("/")
    return (
        len(parts) <= _DEEPEST
        and all(part.strip() and part not in (".", "..") and len(part.encode("utf-8", "replace")) <= _LONGEST for part in parts)
        and not _CONTROL.search(name)
        and "\\" not in name
        and not any(unicodedata.category(sign) == "Cs" for sign in name)
    )


def free_names(name: str) -> Iterator[str]:
    """The name, then the same with `-2`, `-3` … before its ending."""
    yield name
    folder, slash, file = name.rpartition("/")
    stem, dot, ending = file.partition(".") if not re.search(r"\.\w{1,5}$", file) else _split(file)
    for number in range(2, 10_000):
        yield f"{folder}{slash}{stem}-{number}{dot}{ending}"


def _split(file: str) -> tuple[str, str, str]:
    """Stem and ending; `.csv.gz` is one ending."""
    match = re.search(r"(\.\w{1,5})?\.\w{1,5}$", file)
    at = match.start() if match and match.start() else file.rfind(".")
    return file[:at], file[at], file[at + 1 :]


def pull_name(feed: Feed, period: Period, ending: str) -> str:
    """How a pull is named: `hub_bookings_2026-11-24.csv`, `investment_projects_2026-10.jsonl`."""
    return f"{feed.contract}_{period.label}.{ending}"


def due_period(feed: Feed, now: datetime) -> Period:
    """The period to which a pull of this moment belongs: the last one that is over."""
    return last_full_period(feed.frequency_of(load_contracts()[feed.contract]), now.astimezone(ZoneInfo(TIME_ZONE)).date())


def is_owed_by_period(feed: Feed) -> bool:
    """Whether each period owes a delivery, so that a list that did not change is landed again for the next one."""
    return feed.frequency_of(load_contracts()[feed.contract]) in ("week", "month", "quarter", "year")
