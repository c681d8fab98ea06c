"""For each rule of each contract: a row that breaks only that rule is turned away (or asked about) by it, and by nothing else.

The rows are derived from the contracts, not written by hand: a new contract, or a new rule, is tried without a line here.
`QUTB_HYPOTHESIS=random` tries other rows.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import count
from pathlib import Path
from random import Random, SystemRandom
from typing import Any

import duckdb
import pyarrow.parquet as pq
import pytest
from intake_helpers import RECEIVED, accepted_rows, csv_text, feed_of, quarantined
from rule_mutants import UNFORESEEN, Judge, NoMutant, Pair, pairs_of, texts_of
from rule_values import Cell

from ingestion.checksums import sha256_of
from ingestion.conforming.rules import checks_of
from ingestion.contract import Contract, Limits, Rule, load_contracts
from ingestion.drift import SchemaContract
from ingestion.prepare import Prepared, Request, prepare
from ingestion.workspace import Workspace

SEED = SystemRandom().randrange(10**6) if os.environ.get("QUTB_HYPOTHESIS") == "random" else 7
STRICT = SchemaContract(columns="discard_row", data_types="evolve")
CONTRACTS = {**load_contracts(), "organisations, strictly": replace(load_contracts()["organisations"], schema_contract=STRICT)}
WITH_CHECKS_OF_EVERY_KIND = ("job_declarations", "hub_bookings", "organisations, strictly")


@dataclass
class Laboratory:
    """Pairs of twin and mutant of every contract, and what the intake makes of them; each contract is tried once."""

    workspace: Workspace
    aside: duckdb.DuckDBPyConnection
    _pairs: dict[str, list[Pair]] = field(default_factory=dict)
    _prepared: dict[str, Prepared] = field(default_factory=dict)
    _loads: Iterator[int] = field(default_factory=lambda: count(1))

    def pairs(self, name: str) -> list[Pair]:
        if name not in self._pairs:
            contract, known = CONTRACTS[name], self.known(name)
            values = {column.name: _values(known, column.reference) for column in contract.columns if column.reference}
            judge = Judge(self.aside, contract, RECEIVED.date(), {target: str(files[0]) for target, files in known.items()})
            self._pairs[name] = pairs_of(contract, judge, Random(f"{SEED}/{name}"), values)
        return self._pairs[name]

    def prepared(self, name: str) -> Prepared:
        if name not in self._prepared:
            self._prepared[name] = self.prepare(CONTRACTS[name], name)
        return self._prepared[name]

    def prepare(self, contract: Contract, name: str) -> Prepared:
        """The pairs of a contract, written as one file, judged by that contract or by a changed one."""
        pairs, known = self.pairs(name), self.known(name)
        path = self.workspace.folder / f"{contract.name}_2026-09.csv"
        columns = [column.name for column in contract.columns]
        extra = [UNFORESEEN] * (contract.schema_contract.columns == "discard_row")
        path.write_text(csv_text(texts_of(pairs), [*columns, *extra]), encoding="utf-8")
        name, feed = f"test_partner/{contract.name}/{path.name}", feed_of(contract.name)
        request = Request(path, name, feed, contract, sha256_of(path), RECEIVED, load_number=next(self._loads))
        return prepare(request, self.workspace, known)

    def known(self, name: str) -> Mapping[str, Sequence[Path]]:
        found = {}
        for reference in CONTRACTS[name].references:
            file = self.prepared(reference.contract).accepted_file
            assert file is not None
            found[reference.contract] = [file]
        return found


def _values(known: Mapping[str, Sequence[Path]], reference: Any) -> list[str]:
    return sorted(set(pq.read_table(known[reference.contract][0], columns=[reference.column])[reference.column].to_pylist()))


@pytest.fixture(scope="module")
def laboratory(workspace: Workspace) -> Iterator[Laboratory]:
    with duckdb.connect() as aside:
        yield Laboratory(workspace, aside)


def complaints(pairs: Sequence[Pair], prepared: Prepared) -> dict[str, list[str]]:
    """Rule → what is wrong with its pairs: a twin that is turned away or asked about, a mutant that is not, or by another rule."""
    said: dict[int, set[tuple[str, str]]] = {}
    for line in quarantined(prepared):
        said.setdefault(line["row_number"], set()).add((line["rule"], line["severity"]))
    accepted = {row["row_number"] for row in accepted_rows(prepared)}
    found: dict[str, list[str]] = {}
    for place, pair in enumerate(pairs):
        expected = ((pair.twin, set(), True), (pair.mutant, {(pair.rule, pair.severity)}, pair.severity == "warning"))
        for number, (row, rules, is_accepted) in enumerate(expected, start=2 + 2 * place):
            got = said.get(number, set())
            if (got, number in accepted) != (rules, is_accepted):
                shown = {name: cell.text for name, cell in row.items() if cell.text is not None}
                found.setdefault(pair.rule, []).append(f"row {number}: expected {rules}, got {got} (seed {SEED}) for {shown}")
    return found


@pytest.mark.parametrize("name", CONTRACTS)
def test_a_mutant_is_turned_away_by_the_one_rule_it_breaks_and_its_twin_by_none(laboratory: Laboratory, name: str) -> None:
    assert complaints(laboratory.pairs(name), laboratory.prepared(name)) == {}


@pytest.mark.parametrize("name", CONTRACTS)
def test_every_check_of_a_contract_has_mutants_and_every_mutant_a_check(laboratory: Laboratory, name: str) -> None:
    checks = {(check.id, check.severity) for check in checks_of(CONTRACTS[name], set(load_contracts()))}

    assert {(pair.rule, pair.severity) for pair in laboratory.pairs(name)} == checks


@pytest.mark.parametrize("name", CONTRACTS)
def test_twins_are_read_as_they_were_meant(laboratory: Laboratory, name: str) -> None:
    """Otherwise a row might be valid only because a cell of it was not read."""
    rows = {row["row_number"]: row for row in accepted_rows(laboratory.prepared(name))}
    columns = [column.name for column in CONTRACTS[name].columns if not column.is_pseudonymised]

    for place, pair in enumerate(laboratory.pairs(name)):
        read = rows[2 + 2 * place]
        assert {column: read[column] for column in columns} == {column: _meant(pair.twin[column]) for column in columns}


def _meant(cell: Cell) -> Any:
    return pytest.approx(cell.value) if isinstance(cell.value, float) else cell.value


@pytest.mark.parametrize("name", load_contracts())
def test_a_rule_that_is_gone_is_noticed(laboratory: Laboratory, name: str) -> None:
    """The same rows under a contract that asks for nothing: the mutants of all that it no longer asks for are accepted."""
    contract = CONTRACTS[name]
    columns = tuple(replace(column, required=False, limits=Limits(), reference=None) for column in contract.columns)
    asked = {check.id for check in checks_of(contract, set(load_contracts()))}
    gone = asked - {check.id for check in checks_of(replace(contract, rules=(), columns=columns), set(load_contracts()))}

    found = complaints(laboratory.pairs(name), laboratory.prepare(replace(contract, rules=(), columns=columns), name))

    assert set(found) == gone
    assert gone >= {rule.id for rule in contract.rules}


@pytest.mark.parametrize("half", [0, 1])
@pytest.mark.parametrize("name", WITH_CHECKS_OF_EVERY_KIND)
def test_a_check_that_is_forgotten_is_noticed(laboratory: Laboratory, monkeypatch: pytest.MonkeyPatch, name: str, half: int) -> None:
    pairs = laboratory.pairs(name)
    checks = checks_of(CONTRACTS[name], set(load_contracts()))
    monkeypatch.setattr("ingestion.prepare.checks_of", lambda contract, known: checks[half::2])

    found = complaints(pairs, laboratory.prepare(CONTRACTS[name], name))

    assert set(found) == {check.id for check in checks[1 - half :: 2]}


def test_checks_of_every_kind_are_forgotten_once() -> None:
    rules = {rule.id for contract in CONTRACTS.values() for rule in contract.rules}

    def kinds(names: Iterable[str]) -> set[str]:
        checks = (check for name in names for check in checks_of(CONTRACTS[name], set(load_contracts())))
        return {check.id.split(".")[1] for check in checks if check.id not in rules}

    assert kinds(WITH_CHECKS_OF_EVERY_KIND) == kinds(CONTRACTS)


def test_a_rule_that_says_what_another_says_is_noticed(laboratory: Laboratory) -> None:
    visits = CONTRACTS["hub_visits"]
    weaker = Rule("left_at.within_20_hours", "left_at <= entered_at + interval '20 hours'", "error", visits.rules[0].message)
    twice = replace(visits, rules=(*visits.rules, weaker))

    with pytest.raises(NoMutant, match=r"hub_visits: no row breaks left_at\.within_20_hours alone"):
        pairs_of(twice, Judge(laboratory.aside, twice, RECEIVED.date(), {}), Random(SEED), {})


@pytest.mark.parametrize("name", CONTRACTS)
def test_every_check_has_its_advice_in_three_languages(name: str) -> None:
    for check in checks_of(CONTRACTS[name], set(load_contracts())):
        french, arabic, english = check.advice.fr, check.advice.ar, check.advice.en
        assert len({french, arabic, english}) == 3, check.id
        assert re.search("[\u0621-\u064a]", arabic), check.id
        assert not re.search("[\u0621-\u064a]", french + english), check.id
        assert "{" not in french + arabic + english, check.id
