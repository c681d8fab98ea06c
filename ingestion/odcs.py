"""Contracts as files: the Open Data Contract Standard, and what Qutb says in its custom properties.

What goes here: from the document to the contract model. What does not: what a contract is, and what makes one unusable (`contract.py`).

Source of the format: Open Data Contract Standard 3.2 (Bitol), read with the `open-data-contract-standard` package.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any, Final, TypeVar

from open_data_contract_standard.model import (
    CustomProperty,
    DataQuality,
    EnumValue,
    OpenDataContractStandard,
    SchemaProperty,
)

from ingestion.contract import Code, Column, Contract, ContractError, Limits, Names, Reference, Rule
from ingestion.drift import schema_contract_of
from ingestion.messages import Message
from ingestion.severity import AS_BEFORE, AS_PROMISED, severities_of
from ingestion.yaml_files import parsed_yaml

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


def contract_of(text: str) -> Contract:
    """The contract that a file's text holds; whether it is usable is not checked here.

    Raises:
        ContractError: when it breaks ODCS or lacks what Qutb needs beyond it.
    """
    try:
        document = OpenDataContractStandard.model_validate(parsed_yaml(text))
    except Exception as error:  # the package raises YAML and pydantic errors alike
        raise ContractError(f"not an Open Data Contract: {error}") from error
    return _contract(document)


def _contract(document: OpenDataContractStandard) -> Contract:
    if not document.schema_ or len(document.schema_) != 1:
        raise ContractError("exactly one schema object is needed")
    schema = document.schema_[0]
    custom = _custom(document.customProperties)
    levels = {level.property: level.value for level in document.slaProperties or ()}
    properties = schema.properties or []
    columns = tuple(_column(each) for each in properties)
    keys = sorted((each for each in properties if each.primaryKey), key=lambda each: each.primaryKeyPosition or 1)
    return Contract(
        name=_needed(schema.name, "schema name"),
        version=_needed(document.version, "version"),
        names=Names(*(_needed(custom.get(f"name_{language}"), f"custom property name_{language}") for language in ("fr", "ar", "en"))),
        description=(document.description and document.description.purpose) or "",
        mode=_text(custom, "delivery_mode", ""),  # type: ignore[arg-type]
        frequency=str(levels.get("frequency", "")),  # type: ignore[arg-type]
        due_days=int(levels.get("latency") or 0),
        max_rejected_share=_number(float(custom.get("max_rejected_share", 0.2)), "max_rejected_share") or 0.0,
        columns=columns,
        key=tuple(_needed(each.name, "column name") for each in keys),
        rules=tuple(_rule(each) for each in schema.quality or ()),
        period_column=_text(custom, "period_column", None),
        schema_contract=schema_contract_of(custom.get("schema_contract")),
        # More events may be none; a list or a period without a row would wipe out what was delivered before.
        allows_no_rows=custom.get("allows_no_rows", custom.get("delivery_mode") == "append"),
        expectation_severities=severities_of(custom.get("expectation_severity"), AS_PROMISED, "expectation_severity"),
        history_severities=severities_of(custom.get("history_severity"), AS_BEFORE, "history_severity"),
    )


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
            *(_number(options.get(bound), f"{bound} of {name}") for bound in ("minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum"))
        ),
        classification=source.classification,
        default=_scalar(custom.get("default"), name),
        unit=_text(custom, "unit", None),
        fill_down=custom.get("fill_down") in (True, "true"),
        reference=references[0] if references else None,
    )


def _code(source: EnumValue) -> Code:
    custom = _custom(source.customProperties)
    value = str(source.value)
    return Code(
        value=value,
        names=Names(fr=source.label or value, ar=_text(custom, "label_ar", value), en=_text(custom, "label_en", value)),
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
        message=Message(fr=french, ar=_text(custom, "message_ar", french), en=_text(custom, "message_en", french)),
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
    if not isinstance(value, str):
        raise ContractError(f"{what} is a text, not {value!r}")
    return value


T = TypeVar("T", str, None)


def _text(custom: Mapping[str, Any], name: str, otherwise: T) -> str | T:
    """A custom property that is a text, or what holds without it."""
    return _needed(custom[name], f"custom property {name}") if custom.get(name) else otherwise


def _number(value: Any, what: str) -> float | None:
    if value is None:
        return None
    if isinstance(value, bool) or not isinstance(value, int | float) or not math.isfinite(value):
        raise ContractError(f"{what} is a number, not {value!r}")
    number: float = value
    return number


def _scalar(value: Any, column: str) -> str | int | float | None:
    if value is not None and not isinstance(value, str | int | float):
        raise ContractError(f"column {column}: the default is one value, not {value!r}")
    return value
