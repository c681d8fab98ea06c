"""Expectations that a quality engineer adds by hand: `quality/suites/<contract>.yaml`.

What goes here: from the file to expectations, and everything that makes a file unusable and can be told without Great Expectations
(which takes seconds to import). What does not: whether Great Expectations knows a type and DuckDB can run it (`dry_run.py`).
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from functools import lru_cache
from pathlib import Path
from string import Formatter
from typing import Any, Final

import yaml

from ingestion.contract import Contract
from ingestion.messages import Message
from ingestion.severity import FINDING_SEVERITIES
from ingestion.yaml_files import yaml_of
from quality.suites import FACTS, Expected, Subject

_ENTRIES: Final = frozenset({"id", "type", "kwargs", "severity", "subject", "message"})
_SET_BY_QUTB: Final = frozenset({"meta", "severity", "id", "result_format", "catch_exceptions", "notes"})
_ID: Final = re.compile(r"[a-z][a-z0-9_]*\.[a-z][a-z0-9_]*")
# What a message may name: how many rows are not as expected, how many rows there are, what was observed of the load.
PLACES: Final = ("unexpected", "rows", "observed")
_LANGUAGES: Final = ("fr", "ar", "en")
# Values of these kinds say nothing of a person, so that they may be shown.
_HARMLESS_KINDS: Final = frozenset(
    {"integer", "number", "money", "share", "date", "timestamp", "time", "boolean", "code", "province", "commune", "iso_days"}
)


class SuiteError(ValueError):
    """A suite file that cannot be used; the message names the file, the place and the mend."""


def added_to(contract: Contract, folder: Path) -> tuple[Expected, ...]:
    """The expectations added to a contract; none where it has no suite file.

    Raises:
        SuiteError: when the file cannot be used.
    """
    path = folder / f"{contract.name}.yaml"
    return _read(path, contract) if path.exists() else ()


@lru_cache(maxsize=64)
def _read(path: Path, contract: Contract) -> tuple[Expected, ...]:
    of_rows = {column.name: column.kind for column in contract.columns}
    kinds: dict[Subject, Mapping[str, str]] = {"facts": dict.fromkeys(FACTS, "number"), "rows": of_rows}
    return read_suite(path, kinds)


def read_suite(path: Path, kinds: Mapping[Subject, Mapping[str, str]]) -> tuple[Expected, ...]:
    """The expectations of a suite file.

    Args:
        path: the file.
        kinds: of each subject that it may speak of, the columns and what kind of value each holds.

    Raises:
        SuiteError: when the file cannot be used.
    """
    try:
        document = yaml_of(path)
    except yaml.YAMLError as error:
        raise SuiteError(f"{path}: not YAML ({error}). Mend what stands there.") from error
    entries = document.get("expectations") if isinstance(document, dict) else None
    if not isinstance(entries, list):
        raise SuiteError(f"{path}: a suite file is `expectations:` and a list below it; write it so.")
    suite: list[Expected] = []
    for number, entry in enumerate(entries, start=1):
        try:
            expected = _expected(entry, kinds, path)
            if expected.id in {other.id for other in suite}:
                raise SuiteError("another one has this id; ids are unique, choose another")
        except SuiteError as error:
            named = entry.get("id") if isinstance(entry, dict) else None
            raise SuiteError(f"{path}, expectation {number} ({named or 'without id'}): {error}.") from None
        suite.append(expected)
    return tuple(suite)


def _expected(entry: Any, kinds_of: Mapping[Subject, Mapping[str, str]], path: Path) -> Expected:
    if not isinstance(entry, dict):
        raise SuiteError("it is no mapping; write id, type, kwargs, severity, subject and message")
    if unknown := sorted(set(map(str, entry)) - _ENTRIES):
        raise SuiteError(f"unknown entry {', '.join(unknown)}; an expectation has {', '.join(sorted(_ENTRIES))}")
    name, severity, subject = entry.get("id"), entry.get("severity"), entry.get("subject", "rows")
    if not isinstance(name, str) or not _ID.fullmatch(name):
        raise SuiteError(f"id {name!r} is not <column or topic>.<what>, in lower case letters, digits and underscores")
    if severity not in FINDING_SEVERITIES:
        raise SuiteError(f"severity {severity!r} is none of {', '.join(FINDING_SEVERITIES)}")
    if subject not in kinds_of:
        raise SuiteError(f"subject {subject!r} is neither rows (the accepted rows) nor facts (the load as one row)")
    arguments = _arguments(entry.get("kwargs", {}))
    expected = Expected(
        name, subject, _class_name(entry.get("type")), arguments, severity, _message(entry.get("message")), path,
    )  # fmt: skip
    kinds = kinds_of[subject]
    if missing := [column for column in expected.columns if column not in kinds]:
        raise SuiteError(f"{subject} have no column {missing[0]}; they have {', '.join(kinds)}")
    is_harmless = bool(expected.columns) and all(kinds[column] in _HARMLESS_KINDS for column in expected.columns)
    return Expected(name, subject, expected.type, arguments, severity, expected.message, path, is_harmless)


def _class_name(given: Any) -> str:
    """`expect_column_sum_to_be_between` and `ExpectColumnSumToBeBetween` are the same; whether it exists is not looked up here."""
    if not isinstance(given, str) or not re.fullmatch(r"\w+", given):
        raise SuiteError(f"type {given!r} is no name; write one of Great Expectations' own, such as expect_column_sum_to_be_between")
    return given if given[0].isupper() else "".join(word[:1].upper() + word[1:] for word in given.split("_"))


def _arguments(given: Any) -> Mapping[str, Any]:
    if not isinstance(given, dict) or not all(isinstance(name, str) for name in given):
        raise SuiteError("kwargs is no mapping of names to values; write it so")
    if taken := sorted(_SET_BY_QUTB & given.keys()):
        raise SuiteError(f"kwargs may not set {', '.join(taken)}; severity and message stand beside kwargs, the rest is set for you")
    return given


def _message(given: Any) -> Message:
    """Everybody who may read it reads it in their language, so that all three are needed."""
    texts = [given.get(language) if isinstance(given, dict) else None for language in _LANGUAGES]
    if lacking := [language for language, text in zip(_LANGUAGES, texts, strict=True) if not isinstance(text, str) or not text.strip()]:
        raise SuiteError(f"message lacks {', '.join(lacking)}; say in fr, ar and en what was found and what to do")
    if unknown := sorted({place for text in texts for place in _places(str(text))} - set(PLACES)):
        raise SuiteError(f"message names {', '.join(unknown)} in braces; it may name {', '.join(PLACES)}")
    return Message(*(str(text) for text in texts))


def _places(text: str) -> Iterator[str]:
    try:
        yield from (place for _, place, _, _ in Formatter().parse(text) if place is not None)
    except ValueError as error:
        raise SuiteError(f"message {text!r}: {error}; write a brace that is meant twice") from error
