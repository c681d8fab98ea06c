"""Values of every kind, each with the text that a partner would write for it; valid ones at random, and texts that cannot be read.

What goes here: what follows from the kind of a column, its codes and its limits. What does not: which rows they make (`rule_mutants.py`).
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from random import Random
from typing import Any
from zoneinfo import ZoneInfo

from ingestion.contract import Column
from ingestion.reference import read_reference
from ingestion.text import fold

CASABLANCA = ZoneInfo("Africa/Casablanca")
UNREADABLE: Mapping[str, Sequence[str]] = {
    "province": ("Rabat", "03.999", "la région"),
    "commune": ("Atlantide", "03.061.99.99"),
    "code": ("hors liste", "zzz"),
    "ice": ("12345", "00156119100006X", "1234567890123456"),
    "date": ("31/02/2026", "2026-13-01", "05/13/2026", "bientôt"),
    "timestamp": ("31/02/2026 10:00", "12/05/2026 25:00", "bientôt"),
    "time": ("25:00", "le matin"),
    "integer": ("douze", "3,5", "1.234"),
    "number": ("beaucoup", "12 ou 13"),
    "money": ("12.500", "5 euros", "beaucoup"),
    "share": ("beaucoup", "un tiers"),
    "boolean": ("peut-être", "2"),
    "iso_days": ("parfois", "8", "5j/7"),
}
MASKED = ("•••", "CIN •••")
NUMBERS = frozenset({"integer", "number", "money", "share"})
_MONTHS = (
    "janvier", "février", "mars", "avril", "mai", "juin", "juillet", "août", "septembre", "octobre", "novembre", "décembre",
)  # fmt: skip
_WIDTH = 12  # of the numbers drawn where there is no upper limit: small, so that one column may pass another
_TIES = (0, 0, 1, -1)


@dataclass(frozen=True)
class Cell:
    """What stands in a cell, and what it means; a blank means None, or the column's default."""

    text: str | None
    value: Any = None


@dataclass(frozen=True)
class Setting:
    """What the cells of one row have in common, so that rules over several columns are kept and broken about as often."""

    day: date
    number: int
    province: str


@dataclass
class Values:
    """Draws cells of the columns of a contract.

    Attributes:
        rng: the source of all chance.
        patterns: column → the regular expression that its text must match, where some rule asks for one.
        known: column → the values that another contract knows.
    """

    rng: Random
    patterns: Mapping[str, str] = field(default_factory=dict)
    known: Mapping[str, Sequence[str]] = field(default_factory=dict)
    _serial: int = 0

    def setting(self) -> Setting:
        """Chance for one row."""
        day = date(1990, 1, 1) + timedelta(days=self.rng.randrange(14_000))
        return Setting(day, self.rng.randrange(_WIDTH), self.rng.choice(sorted(_communes())))

    def cell(self, column: Column, near: Setting, blank: float = 0.3) -> Cell:
        """A valid cell; of an optional column it may be blank, with that probability."""
        if not column.required and self.rng.random() < blank:
            return Cell(None, _default(column))
        value = self._value(column, near)
        return Cell(self.written(column, value), value)

    def reference(self, column: Column) -> str:
        """A text that no other row has, of the form that the contract asks for."""
        if column.name in self.patterns:
            return text_matching(self.patterns[column.name], self.rng)
        self._serial += 1
        return f"{column.name[:3].upper()}-{self._serial:04d}"

    def written(self, column: Column, value: Any) -> str:
        """A value as somebody would write it."""
        rng, kind = self.rng, column.kind
        if kind in ("code", "open_code"):
            labels = [code.labels[:4] for code in column.codes if code.value == value]
            return rng.choice(labels[0]) if labels else str(value)
        if kind == "date":
            return rng.choice((f"{value:%d/%m/%Y}", f"{value:%Y-%m-%d}", f"{value.day} {_MONTHS[value.month - 1]} {value.year}"))
        if kind == "timestamp":
            local = value.astimezone(CASABLANCA)
            passed_once = len({local.replace(fold=fold).astimezone(UTC) for fold in (0, 1)}) == 1
            return f"{local:%d/%m/%Y %H:%M:%S}" if passed_once else f"{value:%Y-%m-%dT%H:%M:%S}Z"
        if kind == "time":
            return rng.choice((f"{value:%H:%M}", f"{value:%H}h{value:%M}"))
        if kind == "share":
            return f"{100 * value:.6g} %".replace(".", rng.choice(".,"))
        if kind in NUMBERS:
            return f"{value:.12g}" if kind == "integer" or value == int(value) else f"{value:.6g}".replace(".", ",")
        if kind == "boolean":
            return rng.choice(("oui", "نعم", "1") if value else ("non", "لا", "0"))
        if kind == "ice":
            return rng.choice((value, value.lstrip("0")))
        if kind in ("province", "commune"):
            return rng.choice((value, _names()[value]))
        return str(value)

    def _value(self, column: Column, near: Setting) -> Any:
        rng, kind = self.rng, column.kind
        if column.reference is not None:
            return rng.choice(self.known[column.name])
        if kind in ("code", "open_code"):
            return rng.choice(column.codes).value
        if kind == "date":
            return self._day(near)
        if kind == "timestamp":
            seconds = rng.choice((0, 1, 59, 3600, 7200, 8 * 3600, 18 * 3600, 18 * 3600 + 1, 24 * 3600, 24 * 3600 + 1, 30 * 3600))
            return datetime(near.day.year, near.day.month, near.day.day, 9, 30, tzinfo=UTC) + timedelta(seconds=seconds)
        if kind == "time":
            return time(rng.randrange(24), rng.choice((0, 15, 30)))
        if kind in NUMBERS:
            return self._number(column, near)
        if kind == "boolean":
            return rng.random() < 0.5
        if kind == "ice":
            return ice(rng)
        if kind == "iso_days":
            return "".join(sorted(rng.sample("1234567", rng.randint(1, 7))))
        if kind in ("province", "commune"):
            province = near.province if rng.random() < 0.8 else rng.choice(sorted(_communes()))
            return province if kind == "province" else rng.choice(_communes()[province])
        return self.reference(column)

    def _day(self, near: Setting) -> date:
        day = near.day + timedelta(days=self.rng.choice((*_TIES, self.rng.randrange(-900, 900))))
        return self.rng.choice(
            (day, day.replace(day=1), day.replace(month=3 * ((day.month - 1) // 3) + 1, day=1), day.replace(month=1, day=1))
        )

    def _number(self, column: Column, near: Setting) -> float | int:
        step = step_of(column)
        low, high = inner_limits(column)
        if low is None and high is None:
            low = 0
        if high is None or low is None:
            steps = max(0, near.number + self.rng.choice((*_TIES, self.rng.randrange(_WIDTH), 10 * _WIDTH)))
            return low + steps * step if low is not None else high - steps * step  # type: ignore[operator]
        return low + self.rng.randrange(int((high - low) / step) + 1) * step


def step_of(column: Column) -> float | int:
    """The distance of neighbouring numbers."""
    return {"integer": 1, "share": 0.125}.get(column.kind, 0.5)


def inner_limits(column: Column) -> tuple[float | int | None, float | int | None]:
    """The least and the greatest number allowed."""
    limits, step = column.limits, step_of(column)
    low, high = limits.minimum, limits.maximum
    if limits.exclusive_minimum is not None:
        low = limits.exclusive_minimum + step
    if limits.exclusive_maximum is not None:
        high = limits.exclusive_maximum - step
    return low, high


def across_the_limits(column: Column) -> list[tuple[float | int, float | int]]:
    """For each limit the last number allowed and the first beyond it."""
    low, high = inner_limits(column)
    step = step_of(column)
    return [(limit, limit + towards * step) for limit, towards in ((low, -1), (high, 1)) if limit is not None]


def ice(rng: Random, wrong_by: int = 0) -> str:
    """An ICE whose check digits are right, or wrong by so much."""
    body = rng.randrange(10**7, 10**12)
    check = -(body * 100) % 97
    return f"{body * 100 + (check + wrong_by) % 97:015d}"


def text_matching(pattern: str, rng: Random) -> str:
    """A text that matches a regular expression made of letters, classes and counts.

    Raises:
        AssertionError: for any other expression; it would have to be learnt here.
    """
    text = ""
    for ranges, sign, count in re.findall(r"(?:\[([^\]]+)\]|([\w-]))(?:\{(\d+)\})?", pattern):
        signs = sign or "".join(chr(code) for a, b in re.findall("(.)-(.)", ranges) for code in range(ord(a), ord(b) + 1))
        text += "".join(rng.choice(signs) for _ in range(int(count or 1)))
    assert re.fullmatch(pattern, text), f"no text found for {pattern}"
    return text


def _default(column: Column) -> Any:
    """What a blank means."""
    if column.default is None:
        return None
    return int(column.default) if column.kind == "integer" else column.default


@lru_cache(maxsize=1)
def _communes() -> Mapping[str, list[str]]:
    """Province → its communes whose name stands for no other commune of the region."""
    meant: dict[str, set[str]] = {}
    for file, name in (("communes", "name_fr"), ("commune_variants", "variant")):
        for row in read_reference(file):
            meant.setdefault(fold(row[name]), set()).add(row["code"])
    found: dict[str, list[str]] = {}
    for row in read_reference("communes"):
        if len(meant[fold(row["name_fr"])]) == 1:
            found.setdefault(row["province_code"], []).append(row["code"])
    return found


@lru_cache(maxsize=1)
def _names() -> Mapping[str, str]:
    return {row["code"]: row["name_fr"] for file in ("provinces", "communes") for row in read_reference(file)}
