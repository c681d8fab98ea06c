"""The data contracts: one ODCS file a kind of data, read into frozen objects that everything else derives from.

What goes here: the contract model and its loader. What does not: how a value is conformed (`conforming/`), how good
a load must be (`quality/`).

Source of the format: Open Data Contract Standard 3.2 (Bitol), read with the `open-data-contract-standard` package.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, Literal

from ingestion.drift import AS_USUAL, EXTRA, UNKNOWN_VALUES, SchemaContract, schema_contract_of
from ingestion.messages import Message
from ingestion.text import fold
from ingestion.yaml_files import parsed_yaml

if TYPE_CHECKING:
    from open_data_contract_standard.model import (
        CustomProperty,
        DataQuality,
        EnumValue,
        OpenDataContractStandard,
        SchemaProperty,
    )

CONTRACTS_FOLDER: Final = Path(__file__).parent / "contracts"

DeliveryMode = Literal["snapshot", "period", "append"]
Frequency = Literal["day", "week", "month", "quarter", "year", "change"]
Severity = Literal["error", "warning"]

_KIND_OF_LOGICAL_TYPE: Final = {
    "string": "text",
    "integer": "integer",
    "number": "number",
    "date": "date",
    "timestamp": "timestamp",
    "time": "time",
    "boolean": "boolean",
}
_SEMANTIC_KINDS: Final = frozenset({"province", "commune", "ice", "code", "open_code", "person", "contact", "money", "share", "iso_days"})
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
    """One kind of data that partners deliver."""

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
    from open_data_contract_standard.model import OpenDataContractStandard

    try:
        document = OpenDataContractStandard.model_validate(parsed_yaml(path.read_text(encoding="utf-8")))
    except Exception as error:  # the package raises YAML and pydantic errors alike
        raise ContractError(f"{path}: not an Open Data Contract: {error}") from error
    try:
        return _contract(document)
    except (ContractError, KeyError, TypeError, ValueError) as error:
        raise ContractError(f"{path}: {error}") from error


def _contract(document: OpenDataContractStandard) -> Contract:
    if not document.schema_ or len(document.schema_) != 1:
        raise ContractError("exactly one schema object is needed")
    schema = document.schema_[0]
    custom = _custom(document.customProperties)
    levels = {level.property: level.value for level in document.slaProperties or ()}
    properties = schema.properties or []
    columns = tuple(_column(each) for each in properties)
    keys = sorted((each for each in properties if each.primaryKey), key=lambda each: each.primaryKeyPosition or 1)
    contract = Contract(
        name=_needed(schema.name, "schema name"),
        version=_needed(document.version, "version"),
        names=Names(fr=custom["name_fr"], ar=custom["name_ar"], en=custom["name_en"]),
        description=(document.description and document.description.purpose) or "",
        mode=custom["delivery_mode"],
        frequency=str(levels["frequency"]),  # type: ignore[arg-type]
        due_days=int(levels.get("latency") or 0),
        max_rejected_share=float(custom.get("max_rejected_share", 0.2)),
        columns=columns,
        key=tuple(_needed(each.name, "column name") for each in keys),
        rules=tuple(_rule(each) for each in schema.quality or ()),
        period_column=custom.get("period_column"),
        schema_contract=schema_contract_of(custom.get("schema_contract")),
    )
    _check(contract)
    return contract


def _column(source: SchemaProperty) -> Column:
    name = _needed(source.name, "column name")
    synonyms: dict[str, list[str]] = {}
    for each in source.synonyms or ():
        synonyms.setdefault(each.locale or "fr", []).append(_needed(each.synonym, f"synonym of {name}"))
    if source.semanticType is not None and source.semanticType not in _SEMANTIC_KINDS:
        raise ContractError(f"column {name}: semanticType {source.semanticType!r} is not one of {sorted(_SEMANTIC_KINDS)}")
    kind = source.semanticType or _KIND_OF_LOGICAL_TYPE.get(source.logicalType or "string")
    if kind is None:
        raise ContractError(f"column {name}: logicalType {source.logicalType!r} is not supported")
    options = source.logicalTypeOptions or {}
    custom = _custom(source.customProperties)
    references = [_reference(each.to, name) for each in source.relationships or ()]
    return Column(
        name=name,
        names=Names(
            fr=source.businessName or name,
            ar=next(iter(synonyms.get("ar", ())), name),
            en=next(iter(synonyms.get("en", ())), name),
        ),
        description=source.description or "",
        kind=kind,
        aliases=tuple(alias for each in synonyms.values() for alias in each),
        required=bool(source.required),
        codes=tuple(_code(each) for each in source.enum or ()),
        limits=Limits(
            minimum=options.get("minimum"),
            maximum=options.get("maximum"),
            exclusive_minimum=options.get("exclusiveMinimum"),
            exclusive_maximum=options.get("exclusiveMaximum"),
        ),
        classification=source.classification,
        default=custom.get("default"),
        unit=custom.get("unit"),
        fill_down=custom.get("fill_down") in (True, "true"),
        reference=references[0] if references else None,
    )


def _code(source: EnumValue) -> Code:
    custom = _custom(source.customProperties)
    value = str(source.value)
    return Code(
        value=value,
        names=Names(fr=source.label or value, ar=custom.get("label_ar") or value, en=custom.get("label_en") or value),
        also=tuple(str(each) for each in custom.get("also", ())),
    )


def _rule(source: DataQuality) -> Rule:
    custom = _custom(source.customProperties)
    name = _needed(source.name, "rule name")
    if source.severity not in ("error", "warning"):
        raise ContractError(f"rule {name}: severity must be error or warning, not {source.severity!r}")
    if not isinstance(source.implementation, str):
        raise ContractError(f"rule {name}: implementation must be a SQL predicate over the columns of the row")
    french = source.description or name
    return Rule(
        id=name,
        predicate=source.implementation,
        severity="warning" if source.severity == "warning" else "error",
        message=Message(fr=french, ar=custom.get("message_ar") or french, en=custom.get("message_en") or french),
    )


def _reference(target: str | list[str] | None, column: str) -> Reference:
    contract, dot, other = (target if isinstance(target, str) else "").partition(".")
    if not dot:
        raise ContractError(f"column {column}: a relationship needs `to: contract.column`, not {target!r}")
    return Reference(contract=contract, column=other)


def _custom(properties: list[CustomProperty] | None) -> dict[str, Any]:
    return {each.property: each.value for each in properties or () if each.property is not None}


def _needed(value: str | None, what: str) -> str:
    if not value:
        raise ContractError(f"{what} is missing")
    return value


def _check(contract: Contract) -> None:
    """Refuses contracts that would be read wrongly: doubled names, unknown keys, competing headings."""
    names = [column.name for column in contract.columns]
    for name in names:
        if not name.isidentifier() or not name.islower():
            raise ContractError(f"column {name!r}: names are lower case letters, digits and underscores")
        if name in _TAKEN_NAMES or "__" in name or name.startswith("failed_"):
            raise ContractError(f"column {name!r}: the warehouse has a column of that name; choose another")
    if len(set(names)) != len(names):
        raise ContractError("a column name is used twice")
    if not contract.key or not set(contract.key) <= set(names):
        raise ContractError("a contract needs a primary key among its columns")
    if contract.mode not in ("snapshot", "period", "append"):
        raise ContractError(f"delivery_mode {contract.mode!r} is not snapshot, period or append")
    if contract.frequency not in ("day", "week", "month", "quarter", "year", "change"):
        raise ContractError(f"frequency {contract.frequency!r} is not day, week, month, quarter, year or change")
    owner: dict[str, str] = {}
    for column, headings in contract.expected_headings.items():
        for heading in headings:
            if owner.setdefault(heading, column) != column:
                raise ContractError(f"heading {heading!r} serves both {owner[heading]} and {column}")
    for rule in contract.rules:
        if rule.column not in names:
            raise ContractError(f"rule {rule.id}: its name must begin with a column of the contract")


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
