"""Mutants: rows that break one rule of a contract and no other, each beside a valid twin; found from the contract alone.

What goes here: which cells break a rule of one column, and the search for rows that break a rule over several. A row is judged
by what its cells mean, with the predicates of the contract, before any file is written: what the intake says of it is compared
with that. What does not: values (`rule_values.py`), the intake.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from random import Random
from typing import Any

import duckdb
import pyarrow as pa
from rule_values import MASKED, NUMBERS, UNREADABLE, Cell, Values, across_the_limits, ice

from ingestion.contract import Column, Contract, Rule, Severity

Row = Mapping[str, Cell]

_DRAWN = 400
_BASES = 12
_TRIES = 200
_EACH = 2
_PATTERN = re.compile(r"regexp_full_match\((\w+), '([^']+)'\)")
UNFORESEEN = "colonne de trop"


@dataclass(frozen=True)
class Pair:
    """A row that breaks just this rule, and the valid row beside it."""

    rule: str
    severity: Severity
    twin: Row
    mutant: Row


@dataclass(frozen=True)
class Change:
    """What to write over a valid row to get the twin, and over the twin to get a row that breaks the rule.

    `is_said` where a value cannot be read or is out of its limits: no rule over several columns may then be called broken as well.
    """

    rule: str
    to_mutant: Row
    to_twin: Row = field(default_factory=dict)
    is_said: bool = False


class NoMutant(AssertionError):
    """A rule that no row breaks alone: the contract says something twice, or cannot be broken at all."""


@dataclass
class Judge:
    """Says which predicates of a contract rows break, by the meaning of their cells: nothing of the intake is used."""

    connection: duckdb.DuckDBPyConnection
    contract: Contract
    received_on: date
    known: Mapping[str, str]

    def broken(self, rows: Sequence[Row]) -> list[set[str]]:
        """For each row the rules over several columns that it breaks; null passes."""
        columns = {column.name: column.sql_type for column in self.contract.columns}
        meant = {name: pa.array([row[name].value for row in rows]) for name in columns}
        casts = ", ".join(f'cast("{name}" as {sql_type}) as "{name}"' for name, sql_type in columns.items())
        fails = ", ".join(f"not coalesce({rule.predicate}, true)" for rule in self.contract.rules) or "false"
        for name, file in self.known.items():
            self.connection.execute(f"create or replace view {name} as from read_parquet('{file}')")
        self.connection.register("meant", pa.table({**meant, "place": range(len(rows))}))
        found = self.connection.execute(
            f"""with typed as (select {casts}, date '{self.received_on}' as received_on, place from meant)
            select {fails} from typed order by place"""
        ).fetchall()
        rules = [rule.id for rule in self.contract.rules]
        return [{rule for rule, fails in zip(rules, row, strict=False) if fails} for row in found]


def pairs_of(contract: Contract, judge: Judge, rng: Random, known_values: Mapping[str, Sequence[str]]) -> list[Pair]:
    """For each rule of a contract, in each way to break it, a few pairs.

    Raises:
        NoMutant: when no row was found that breaks a rule alone; says which rules break together with it.
    """
    search = _Search(contract, judge, rng, known_values)
    pairs = search.found([change for column in contract.columns for change in _of_column(column, rng)])
    if contract.schema_contract.columns == "discard_row":
        pairs += search.found([Change("extra.unknown_column", {UNFORESEEN: Cell("12")})])
    for rule in contract.rules:
        pairs += search.found_across(rule)
    return [*pairs, *search.repeated()]


def _of_column(column: Column, rng: Random) -> Iterator[Change]:
    """The ways to break the rules of one column."""
    name = column.name
    if column.required:
        nothing = [None, "  "] if column.default is not None else [None, "  ", "néant"]
        yield from (Change(f"{name}.required", {name: Cell(text)}) for text in nothing)
    if column.kind in UNREADABLE:
        word = "code" if column.kind in ("code", "province", "commune") else "type"
        yield from (Change(f"{name}.{word}", {name: Cell(text)}, is_said=True) for text in UNREADABLE[column.kind])
    if column.classification == "person":
        yield from (Change(f"{name}.masked", {name: Cell(text, text)}) for text in MASKED)
    if column.kind in NUMBERS:
        values = Values(rng)
        for inside, beyond in across_the_limits(column):
            written = [{name: Cell(values.written(column, value), value)} for value in (beyond, inside)]
            yield Change(f"{name}.range", *written, is_said=True)
    if column.reference is not None:
        yield Change(f"{name}.known", {name: Cell("PAS-LA", "PAS-LA")})
    if column.kind == "ice":
        wrong = [ice(rng, wrong_by) for wrong_by in (1, 50)]
        yield from (Change(f"{name}.check_digits", {name: Cell(text, text)}) for text in wrong)


class _Search:
    """The rows of one contract."""

    def __init__(self, contract: Contract, judge: Judge, rng: Random, known_values: Mapping[str, Sequence[str]]) -> None:
        patterns = {name: pattern for rule in contract.rules for name, pattern in _PATTERN.findall(rule.predicate)}
        self._contract, self._judge, self._rng = contract, judge, rng
        self._values = Values(rng, patterns, known_values)
        self._loose = Values(rng, known=known_values)
        self._renewed = next(contract.column(name) for name in contract.key if contract.column(name).kind == "text")
        drawn = [self._drawn() for _ in range(_DRAWN)]
        self._valid = [row for row, broken in zip(drawn, judge.broken(drawn), strict=True) if not broken]
        assert len(self._valid) >= _BASES, f"{contract.name}: {len(self._valid)} of {_DRAWN} rows at random are valid"

    def found(self, changes: Sequence[Change]) -> list[Pair]:
        """Pairs for rules of one column: the rules over several must hold for both rows.

        Of a limit the twin is the last value allowed; where the other rules leave no row with that value, a row as it was drawn.
        """
        tried: list[tuple[Change, Row, Row]] = []
        for change in changes:
            for to_twin in (change.to_twin, {}) if change.to_twin else ({},):
                for base in self._rng.sample(self._valid, _BASES):
                    twin = self._renew({**base, **to_twin}, to_twin)
                    tried.append((change, twin, self._renew({**twin, **change.to_mutant}, change.to_mutant)))
        twins_break = self._judge.broken([twin for _, twin, _ in tried])
        mutants_break = self._judge.broken([mutant for _, _, mutant in tried])
        pairs = []
        for change in changes:
            own = [place for place, one in enumerate(tried) if one[0] is change]
            fitting = [tried[place][1:] for place in own if not twins_break[place] and (change.is_said or not mutants_break[place])]
            pairs += self._some(change.rule, fitting, [mutants_break[place] for place in own])
        return pairs

    def found_across(self, rule: Rule) -> list[Pair]:
        """Pairs for a rule over several columns: some of its columns are drawn anew until it alone is broken."""
        named = [column for column in self._contract.columns if re.search(rf"\b{column.name}\b", rule.predicate)]
        tried = []
        for _ in range(_TRIES):
            base = self._rng.choice(self._valid)
            setting, blank = self._loose.setting(), self._rng.choice((0.0, 0.3, 1.0))
            anew = self._rng.sample(named, self._rng.randint(1, len(named)))
            drawn = {column.name: self._loose.cell(column, setting, blank) for column in anew}
            twin = self._renew(base, {})
            tried.append((twin, self._renew({**twin, **drawn}, drawn)))
        broken = self._judge.broken([mutant for _, mutant in tried])
        return self._some(rule.id, [pair for pair, rules in zip(tried, broken, strict=True) if rules == {rule.id}], broken)

    def repeated(self) -> list[Pair]:
        """Pairs of which the second row has the key of the first, if in another notation."""
        key = [self._contract.column(name) for name in self._contract.key]
        tried = []
        for _ in range(_BASES):
            twin, other = (self._renew(row, {}) for row in self._rng.sample(self._valid, 2))
            again = {c.name: Cell(twin[c.name].text and self._values.written(c, twin[c.name].value), twin[c.name].value) for c in key}
            tried.append((twin, {**other, **again}))
        broken = self._judge.broken([mutant for _, mutant in tried])
        return self._some(f"{key[0].name}.unique", [pair for pair, rules in zip(tried, broken, strict=True) if not rules], broken)

    def _some(self, rule: str, fitting: Sequence[tuple[Row, Row]], broken: Sequence[set[str]]) -> list[Pair]:
        if not fitting:
            together = Counter(" + ".join(sorted(rules)) or "none" for rules in broken)
            raise NoMutant(f"{self._contract.name}: no row breaks {rule} alone; rules over several columns broken: {dict(together)}")
        return [Pair(rule, severity_of(self._contract, rule), *pair) for pair in fitting[:_EACH]]

    def _drawn(self) -> dict[str, Cell]:
        setting = self._values.setting()
        return {column.name: self._values.cell(column, setting) for column in self._contract.columns}

    def _renew(self, row: Row, kept: Row) -> dict[str, Cell]:
        """The row under a key of its own, unless it is the key that was changed."""
        text = self._values.reference(self._renewed)
        return dict(row) if self._renewed.name in kept else {**row, self._renewed.name: Cell(text, text)}


def severity_of(contract: Contract, rule: str) -> Severity:
    """What the documentation of contracts says of a rule: whether it turns the row away."""
    for own in contract.rules:
        if own.id == rule:
            return own.severity
    name, word = rule.split(".")
    is_kept = word in ("type", "code") and contract.schema_contract.data_types == "evolve" and not contract.column(name).required
    return "warning" if word == "check_digits" or is_kept else "error"


def texts_of(pairs: Sequence[Pair]) -> list[dict[str, Any]]:
    """The rows of a file: each mutant below its twin."""
    return [{name: cell.text for name, cell in row.items()} for pair in pairs for row in (pair.twin, pair.mutant)]
