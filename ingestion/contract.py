"""The data contracts: one file a kind of data, as frozen objects that everything else derives from.

What goes here: the contract model, what makes a contract unusable, and loading all of them. What does not: what the file looks like
(`odcs.py`), how a value is conformed (`conforming/`), how good a load must be (`quality/`).
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Final, Literal, get_args

from ingestion.drift import AS_USUAL, EXTRA, UNKNOWN_VALUES, SchemaContract
from ingestion.messages import Message
from ingestion.severity import AS_BEFORE, AS_PROMISED, FindingSeverity, Severities
from ingestion.text import fold
from ingestion.wording import LANGUAGES, listed

CONTRACTS_FOLDER: Final = Path(__file__).parent / "contracts"

DeliveryMode = Literal["snapshot", "period", "append"]
Frequency = Literal["day", "week", "month", "quarter", "year", "change"]
Severity = Literal["error", "warning"]

_SQL_TYPE_OF_KIND: Final = {
    "integer": "bigint",
    "number": "double",
    "money": "double",
    "share": "double",
    "date": "date",
    "timestamp": "timestamp with time zone",
    "time": "time",
    "boolean": "boolean",
}
# Columns that the intake and the staging models add to those of a contract.
_NAME: Final = re.compile(r"[a-z_][a-z0-9_]{0,62}")
# What DuckDB keeps for itself: SQL of ours and of analysts names columns without quotes.
_RESERVED: Final = frozenset(
    {
        "all", "analyse", "analyze", "and", "any", "array", "as", "asc", "asymmetric", "both", "case", "cast", "check", "collate",
        "column", "constraint", "create", "default", "deferrable", "desc", "describe", "distinct", "do", "else", "end", "except",
        "false", "fetch", "for", "foreign", "from", "group", "having", "in", "initially", "intersect", "into", "lambda", "lateral",
        "leading", "limit", "not", "null", "offset", "on", "only", "or", "order", "pivot", "pivot_longer", "pivot_wider", "placing",
        "primary", "qualify", "references", "returning", "select", "show", "some", "summarize", "symmetric", "table", "then", "to",
        "trailing", "true", "union", "unique", "unpivot", "using", "variadic", "when", "where", "window", "with",
    }
)  # fmt: skip
_WANTED_NAME: Final = "names are up to 63 lower case letters a to z, digits and underscores, and no reserved word of SQL"
_TAKEN_NAMES: Final = frozenset(
    {
        "load_id",
        "sheet",
        "row_number",
        EXTRA,
        UNKNOWN_VALUES,
        "row_id",
        "place",
        "is_repeated",
        "received_on",
        "partner",
        "delivery_id",
        "delivery_period_start",
        "received_at",
    }
)


class ContractError(ValueError):
    """A contract file that cannot be used; the message names the file, the place and the mend."""


@dataclass(frozen=True, slots=True)
class Names:
    """What a thing is called, in the three languages of the house."""

    fr: str
    ar: str
    en: str

    def in_language(self, language: str) -> str:
        """Returns the name in `fr`, `ar` or `en`; French for any other language."""
        return {"ar": self.ar, "en": self.en}.get(language, self.fr)


def listed_names(names: Sequence[Names]) -> Message:
    """Names side by side, in each language."""
    return Message(*(listed([each.in_language(language) for each in names], language) for language in LANGUAGES))


@dataclass(frozen=True, slots=True)
class Code:
    """One value of a code list, with the labels by which real files name it."""

    value: str
    names: Names
    also: tuple[str, ...] = ()

    @property
    def labels(self) -> tuple[str, ...]:
        """The code itself and every label that stands for it."""
        return (self.value, self.names.fr, self.names.ar, self.names.en, *self.also)


@dataclass(frozen=True, slots=True)
class Limits:
    """Bounds of a number, as in JSON Schema; None where there is none."""

    minimum: float | None = None
    maximum: float | None = None
    exclusive_minimum: float | None = None
    exclusive_maximum: float | None = None

    @property
    def is_set(self) -> bool:
        """True when at least one bound is given."""
        return any(bound is not None for bound in self.bounds)

    @property
    def bounds(self) -> tuple[float | None, float | None, float | None, float | None]:
        """(minimum, maximum, exclusive minimum, exclusive maximum)."""
        return (self.minimum, self.maximum, self.exclusive_minimum, self.exclusive_maximum)


@dataclass(frozen=True, slots=True)
class Reference:
    """A column that must name a row of another contract."""

    contract: str
    column: str


@dataclass(frozen=True, slots=True)
class Column:
    """One column of a contract: names, kind of value, limits, sensitivity."""

    name: str
    names: Names
    description: str
    kind: str
    aliases: tuple[str, ...] = ()
    required: bool = False
    codes: tuple[Code, ...] = ()
    limits: Limits = Limits()
    classification: str | None = None
    default: str | int | float | None = None
    unit: str | None = None
    reference: Reference | None = None
    fill_down: bool = False

    @property
    def sql_type(self) -> str:
        """The DuckDB type of the conformed value."""
        return _SQL_TYPE_OF_KIND.get(self.kind, "varchar")

    @property
    def is_pseudonymised(self) -> bool:
        """True for identities of persons and for contact details: their clear value is never stored."""
        return self.classification in {"person", "contact"}

    @property
    def headings(self) -> tuple[str, ...]:
        """Every text that may stand above this column in a file."""
        return (self.name, self.names.fr, self.names.ar, self.names.en, *self.aliases)


@dataclass(frozen=True, slots=True)
class Rule:
    """A rule over several columns of one row: a SQL predicate, where null passes."""

    id: str
    predicate: str
    severity: Severity
    message: Message

    @property
    def column(self) -> str:
        """The column whose cell is shown to the partner."""
        return self.id.split(".", 1)[0]


@dataclass(frozen=True, slots=True)
class Contract:
    """One kind of data that partners deliver.

    `allows_no_rows` says that a file with the right headings and no row is a statement: nothing happened in that period.
    """

    name: str
    version: str
    names: Names
    description: str
    mode: DeliveryMode
    frequency: Frequency
    due_days: int
    max_rejected_share: float
    columns: tuple[Column, ...]
    key: tuple[str, ...]
    rules: tuple[Rule, ...]
    period_column: str | None = None
    schema_contract: SchemaContract = AS_USUAL
    allows_no_rows: bool = False
    expectation_severities: Severities = AS_PROMISED
    history_severities: Severities = AS_BEFORE

    def expectation_severity(self, expectation: str) -> FindingSeverity:
        """What follows when accepted rows break what the contract promises: `expectation` is its id, `<column>.<what>`."""
        return self.expectation_severities.of(expectation)

    def finding_severity(self, check: str) -> FindingSeverity:
        """What follows when a load is not like the feed's earlier ones: `check` is what was looked at, such as `volume`."""
        return self.history_severities.of(check)

    def column(self, name: str) -> Column:
        """Returns the column called `name`.

        Raises:
            KeyError: when the contract has no such column.
        """
        for column in self.columns:
            if column.name == name:
                return column
        raise KeyError(name)

    @property
    def expected_headings(self) -> Mapping[str, frozenset[str]]:
        """For each column the folded texts that may stand above it; what the readers look for."""
        return {column.name: frozenset(fold(heading) for heading in column.headings) for column in self.columns}

    @property
    def references(self) -> tuple[Reference, ...]:
        """The other contracts' columns that rows of this one point at."""
        return tuple(column.reference for column in self.columns if column.reference is not None)


@lru_cache(maxsize=8)
def load_contracts(folder: Path = CONTRACTS_FOLDER) -> Mapping[str, Contract]:
    """Loads every contract of a folder, referenced contracts before those that refer to them.

    Raises:
        ContractError: when a file is not a usable contract.
    """
    contracts = {contract.name: contract for contract in map(load_contract, sorted(folder.glob("*.odcs.yaml")))}
    return _in_order_of_reference(contracts)


def load_contract(path: Path) -> Contract:
    """Loads one contract file.

    Raises:
        ContractError: when the file breaks ODCS or what Qutb needs beyond it.
    """
    from ingestion.odcs import contract_of

    try:
        contract = contract_of(path.read_text(encoding="utf-8"))
        _check(contract)
    except (ContractError, TypeError, ValueError, AttributeError, OverflowError) as error:
        raise ContractError(f"{path}: {error}") from error
    return contract


def _check(contract: Contract) -> None:
    """Refuses contracts that would be read wrongly: doubled names, unknown keys, competing headings."""
    if not _is_name(contract.name):
        raise ContractError(f"schema name {contract.name!r}: {_WANTED_NAME}")
    names = [column.name for column in contract.columns]
    for name in names:
        if not _is_name(name):
            raise ContractError(f"column {name!r}: {_WANTED_NAME}")
        if name in _TAKEN_NAMES or "__" in name or name.startswith("failed_"):
            raise ContractError(f"column {name!r}: the warehouse has a column of that name; choose another")
    if len(set(names)) != len(names):
        raise ContractError("a column name is used twice")
    if not contract.key or not set(contract.key) <= set(names):
        raise ContractError("a contract needs a primary key among its columns")
    if contract.mode not in get_args(DeliveryMode):
        raise ContractError(f"delivery_mode {contract.mode!r} is not snapshot, period or append")
    if contract.frequency not in get_args(Frequency):
        raise ContractError(f"frequency {contract.frequency!r} is not day, week, month, quarter, year or change")
    if not isinstance(contract.allows_no_rows, bool):
        raise ContractError(f"allows_no_rows {contract.allows_no_rows!r} is not true or false")
    owner: dict[str, str] = {}
    for column, headings in contract.expected_headings.items():
        for heading in headings:
            if owner.setdefault(heading, column) != column:
                raise ContractError(f"heading {heading!r} serves both {owner[heading]} and {column}")
    for rule in contract.rules:
        if rule.column not in names:
            raise ContractError(f"rule {rule.id}: its name must begin with a column of the contract")


def _is_name(name: str) -> bool:
    return _NAME.fullmatch(name) is not None and name not in _RESERVED


def _in_order_of_reference(contracts: Mapping[str, Contract]) -> Mapping[str, Contract]:
    ordered: dict[str, Contract] = {}

    def place(contract: Contract, path: tuple[str, ...]) -> None:
        if contract.name in path:
            raise ContractError(f"contracts refer to each other in a circle: {' -> '.join((*path, contract.name))}")
        for reference in contract.references:
            if reference.contract not in contracts:
                raise ContractError(f"{contract.name}: no contract called {reference.contract}")
            place(contracts[reference.contract], (*path, contract.name))
        ordered.setdefault(contract.name, contract)

    for contract in contracts.values():
        place(contract, ())
    return ordered
