"""What of a load is measured, derived from its contract: which columns are numbers, words, references, moments, and what goes together.

What goes here: the role of each column, and pairs that the contract's own rules put side by side. What does not: the SQL that measures
(`profile_sql.py`), what is odd (`history.py`).
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from itertools import combinations
from typing import Final, Literal

from ingestion.contract import Column, Contract

Role = Literal["number", "category", "words", "reference", "name", "moment", "instant", "hour", "secret"]

_ROLE_OF_KIND: Final[dict[str, Role]] = {
    "integer": "number",
    "number": "number",
    "money": "number",
    "share": "number",
    "code": "category",
    "open_code": "category",
    "province": "category",
    "boolean": "category",
    "iso_days": "category",
    "commune": "words",
    "ice": "reference",
    "date": "moment",
    "timestamp": "instant",
    "time": "hour",
}
# How contracts call what tells an organisation, besides what they put into a rule `….one_of`.
ORGANISATION: Final = ("organisation_ref", "ice", "organisation_name")
_ONE_OF: Final = re.compile(r"(\w+) is not null")
_COMPARED: Final = re.compile(r"(\w+) (<=|>=|<|>) (\w+)")


@dataclass(frozen=True, slots=True)
class Pair:
    """Two columns that a rule of the contract compares: the lesser (a part, a start) and the greater (a total, an end)."""

    lesser: str
    greater: str
    is_moment: bool

    @property
    def name(self) -> str:
        """How profiles call it; the column in question comes first."""
        return f"{self.lesser}/{self.greater}" if not self.is_moment else f"{self.greater}-{self.lesser}"


@dataclass(frozen=True, slots=True)
class Roles:
    """The roles of a contract's columns.

    Attributes:
        of: column → role.
        key: the columns of the partner's own key.
        identities: columns by which rows of one load are found again in the next: the key of a whole list, else whose a row is.
        pairs: columns that rules compare.
        numbers: numbers that may go together, two by two.
    """

    of: dict[str, Role]
    key: tuple[str, ...]
    identities: tuple[str, ...]
    pairs: tuple[Pair, ...]
    numbers: tuple[tuple[str, str], ...]

    def having(self, *roles: str) -> list[str]:
        """The columns with one of these roles."""
        return [name for name, role in self.of.items() if role in roles]

    @property
    def content(self) -> list[str]:
        """What makes a row the same as another under another reference: everything but the key and how a name is spelt."""
        return [name for name, role in self.of.items() if name not in self.key and role != "name"] or list(self.of)


def roles_of(contract: Contract) -> Roles:
    """Derives the roles of a contract's columns."""
    names = {column.name for column in contract.columns}
    told = [name for rule in contract.rules if rule.id.endswith(".one_of") for name in _ONE_OF.findall(rule.predicate) if name in names]
    identity = {*told, *(name for name in ORGANISATION if name in names)}
    of = {column.name: _role(column, contract, identity) for column in contract.columns}
    numbers = [name for name, role in of.items() if role == "number" and name not in contract.key]
    return Roles(
        of=of,
        key=contract.key,
        identities=_identities(contract, of),
        pairs=tuple(_pairs(contract, of)),
        numbers=tuple(combinations(numbers[:7], 2)),
    )


def _identities(contract: Contract, of: dict[str, Role]) -> tuple[str, ...]:
    """Columns by which rows are found again in earlier loads, each alone; none for whole lists, whose rows are found by their key."""
    if contract.mode == "snapshot":
        return ()
    rest = tuple(name for name in contract.key if of[name] not in ("moment", "instant"))
    if len(contract.key) > 1 and len(rest) == 1:
        return rest
    owners = [c.name for c in contract.columns if c.name in ORGANISATION or c.reference is not None or c.classification == "person"]
    owners = owners or [name for name, role in of.items() if role == "category"][:1]
    return (*(contract.key if len(contract.key) == 1 else ()), *(name for name in owners if name not in contract.key))


def _role(column: Column, contract: Contract, identity: set[str]) -> Role:
    if column.is_pseudonymised:
        return "secret"
    if column.kind in _ROLE_OF_KIND:
        return _ROLE_OF_KIND[column.kind]
    if column.name in contract.key and len(contract.key) == 1:
        return "reference"
    if column.name in identity:
        return "reference" if column.name.endswith("_ref") else "name"
    return "words"


def _pairs(contract: Contract, of: dict[str, Role]) -> list[Pair]:
    found = []
    for rule in contract.rules:
        match = _COMPARED.fullmatch(rule.predicate)
        if match is None or {match[1], match[3]} - set(of):
            continue
        lesser, greater = (match[1], match[3]) if match[2].startswith("<") else (match[3], match[1])
        roles = {of[lesser], of[greater]}
        if roles in ({"number"}, {"moment"}, {"instant"}):
            found.append(Pair(lesser, greater, roles != {"number"}))
    return found
