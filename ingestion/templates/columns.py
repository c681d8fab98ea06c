"""The columns of a template: their headings, what is said of each, how its cells look and what they accept.

What goes here: one column at a time, as plain data for the workbook. What does not: writing it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any, Final

from ingestion.conforming.rules import limits_text
from ingestion.contract import Column, Contract
from ingestion.messages import Language
from ingestion.partners import Feed
from ingestion.reading.headers import match_headers
from ingestion.source import expected_headings
from ingestion.templates import wording
from ingestion.templates.lists import labels_of

_OTHER: Final[Mapping[Language, Language]] = {"fr": "ar", "ar": "fr", "en": "fr"}
_NUMBER_FORMATS: Final = {
    "integer": "0", "number": "#,##0.##", "money": "#,##0.00", "share": "0.0%", "date": "dd/mm/yyyy", "timestamp": "dd/mm/yyyy hh:mm",
    "time": "hh:mm",
}  # fmt: skip
_TEXT_FORMAT: Final = "@"  # keeps leading zeros, and Excel from taking a reference for a date
_SPANS: Final[Mapping[str, tuple[str, Any, Any]]] = {
    "date": ("date", date(1900, 1, 1), date(2150, 12, 31)),
    "timestamp": ("date", datetime(1900, 1, 1), datetime(2150, 12, 31, 23, 59)),
    "time": ("time", time(0, 0), time(23, 59, 59)),
}
_MOST_SAID: Final = 250  # letters of a validation's message, Excel allows 255
_ICE_DIGITS: Final = 15
_EXAMPLE_NUMBERS: Final[Mapping[str, float]] = {"integer": 12, "number": 37.5}  # those of `wording.EXAMPLES`


class TemplateError(ValueError):
    """A feed for which there is no template; the message says why."""


@dataclass(frozen=True, slots=True)
class TemplateColumn:
    """One column of a template.

    Attributes:
        column: of the contract.
        heading: what stands above it, in two languages where the reader still tells them apart.
        notes: what it expects, a sentence each.
        number_format: of its cells, in Excel's words.
        labels: what its drop-down list holds; empty where it has none.
    """

    column: Column
    heading: str
    notes: tuple[str, ...]
    number_format: str
    labels: tuple[str, ...]


def template_columns(contract: Contract, feed: Feed, language: Language) -> list[TemplateColumn]:
    """The columns of a feed's template, in the order of the contract.

    Raises:
        TemplateError: when the feed computes columns from a form of its own.
    """
    computed = [name for name, mapped in feed.mapping.items() if mapped.sql is not None]
    if computed:
        raise TemplateError(
            f"{feed.id} sends a form of its own, from which {', '.join(computed)} is computed (partners.yaml, mapping): no template fits."
        )
    columns = [column for column in contract.columns if column.name not in feed.mapping or feed.mapping[column.name].heading]
    headings = _headings(columns, contract, feed, language)
    return [
        TemplateColumn(column, heading, tuple(_notes(column, contract, language)), _number_format(column), labels_of(column, language))
        for column, heading in zip(columns, headings, strict=True)
    ]


def validation_of(column: TemplateColumn, language: Language) -> dict[str, Any] | None:
    """What a column's cells accept, as XlsxWriter takes it; lists aside."""
    kind, limits = column.column.kind, column.column.limits
    if kind in _SPANS:
        validate, low, high = _SPANS[kind]
        rule: dict[str, Any] = {"validate": validate, "criteria": "between", "minimum": low, "maximum": high}
    elif kind == "ice":
        rule = {"validate": "length", "criteria": "==", "value": _ICE_DIGITS, "error_type": "warning"}
    elif kind in ("integer", "number", "money", "share"):
        rule = {"validate": "integer" if kind == "integer" else "decimal", **_criteria(limits.bounds)}
    else:
        return None
    return {**rule, **messages_of(column, language)}


def messages_of(column: TemplateColumn, language: Language) -> dict[str, str]:
    """What is said when a cell holds something else."""
    said = " ".join(column.notes[1:])
    return {"error_title": wording.WRONG.text(language), "error_message": said[:_MOST_SAID]}


def example_of(column: Column, language: Language) -> str | None:
    """A value in the right form: the first of the column's list, else one of its kind that its limits allow; None where there is none."""
    labels = labels_of(column, language)
    if labels:
        return labels[0]
    if column.kind in _EXAMPLE_NUMBERS and not _is_allowed(_EXAMPLE_NUMBERS[column.kind], column):
        low, high = column.limits.minimum, column.limits.maximum
        bound = low if low is not None else high
        return f"{bound:g}" if bound is not None else None
    return wording.EXAMPLES[column.kind].text(language) if column.kind in wording.EXAMPLES else None


def _is_allowed(value: float, column: Column) -> bool:
    low, high, above, below = column.limits.bounds
    return (
        (low is None or value >= low)
        and (high is None or value <= high)
        and (above is None or value > above)
        and (below is None or value < below)
    )


def _criteria(bounds: Sequence[float | None]) -> dict[str, Any]:
    low, high, above, below = bounds
    if low is not None and high is not None:
        return {"criteria": "between", "minimum": low, "maximum": high}
    # Excel takes one criterion: of two, the other is left to the check of the file.
    for criterion, bound in ((">", above), (">=", low), ("<", below), ("<=", high)):
        if bound is not None:
            return {"criteria": criterion, "value": bound}
    return {"criteria": "between", "minimum": -(10**15), "maximum": 10**15}


def _headings(columns: Sequence[Column], contract: Contract, feed: Feed, language: Language) -> list[str]:
    """A heading in two languages, or in one where two would leave the reader in doubt."""
    own = {name: mapped.heading for name, mapped in feed.mapping.items() if mapped.heading is not None}
    single = [own.get(column.name) or column.names.in_language(language) for column in columns]
    second = [column.names.in_language(_OTHER[language]) for column in columns]
    both = [text if column.name in own else f"{text}\n{more}" for column, text, more in zip(columns, single, second, strict=True)]
    expected = expected_headings(contract, feed)
    for _ in columns:
        match = match_headers(both, expected)
        doubtful = [
            index for index, column in enumerate(columns) if match.mapping.get(column.name) != index and both[index] != single[index]
        ]
        if not doubtful:
            break
        for index in doubtful:
            both[index] = single[index]
    return [_marked(text) if column.required else text for column, text in zip(columns, both, strict=True)]


def _marked(heading: str) -> str:
    first, *others = heading.split("\n")
    return "\n".join([f"{first} *", *others])


def _notes(column: Column, contract: Contract, language: Language) -> list[str]:
    notes = [(wording.REQUIRED if column.required else wording.OPTIONAL).text(language)]
    if column.description and language == "fr":
        notes.append(column.description)
    notes.append(wording.FORMATS[column.kind].text(language))
    if column.name in contract.key and len(contract.key) == 1:
        notes.append(wording.KEY.text(language))
    if column.limits.is_set:
        notes.append(wording.LIMITS.text(language).format(limits=limits_text(column.limits, language)))
    if column.unit and language == "fr":
        notes.append(wording.UNIT.text(language).format(unit=column.unit))
    if example := example_of(column, language):
        notes.append(wording.EXAMPLE.text(language).format(example=example))
    return notes


def _number_format(column: Column) -> str:
    return _NUMBER_FORMATS.get(column.kind, _TEXT_FORMAT)
