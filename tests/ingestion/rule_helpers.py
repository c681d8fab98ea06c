"""Rows that break one rule each: those of single columns are made from the contract, those of several columns by hand."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import ClassVar

import pytest
from intake_helpers import accepted_rows, broken_rules, csv_text, prepare_file, prepare_rows, quarantined

from ingestion.contract import Column, Contract, load_contracts
from ingestion.prepare import Prepared
from ingestion.reading.text_table import column_letter
from ingestion.workspace import Workspace

Cells = Mapping[str, str | None]
Known = Mapping[str, Sequence[Path]]

UNREADABLE = {
    "province": "Rabat",
    "commune": "Atlantide",
    "code": "xyz",
    "ice": "12345",
    "date": "31/02/2026",
    "timestamp": "31/02/2026 10:00",
    "time": "25:00",
    "integer": "douze",
    "number": "beaucoup",
    "money": "12.500",
    "share": "beaucoup",
    "boolean": "peut-être",
    "iso_days": "parfois",
}
MASKED = "•••"


@dataclass(frozen=True)
class Broken:
    """One rule, and what to change in a good row so that it breaks this rule and no other."""

    rule: str
    changes: Cells

    @property
    def text(self) -> str:
        """What stands in the column that names the rule."""
        return self.changes.get(self.rule.split(".")[0]) or ""


@dataclass(frozen=True)
class Trial:
    """A contract on trial.

    Attributes:
        contract: its name.
        good: a row with every column filled in, which breaks nothing.
        across: rows that break rules over several columns.
        aside: (rule of one column, its text) → what else must change so that no rule over several columns breaks as well.
        limit_aside: (column, its text) → likewise for numbers at their limits.
        key_form: what the first key column of a row looks like, given the row's number.
    """

    contract: str
    good: Cells
    across: Sequence[Broken]
    aside: Mapping[tuple[str, str], Cells] = field(default_factory=dict)
    limit_aside: Mapping[tuple[str, str], Cells] = field(default_factory=dict)
    key_form: str = "K{}"

    @property
    def of(self) -> Contract:
        return load_contracts()[self.contract]

    @property
    def key(self) -> str:
        return self.of.key[0]

    def broken(self) -> list[Broken]:
        """Every rule of severity error but `.unique`, at least once each."""
        single = [broken for column in self.of.columns for broken in _of_column(column)]
        aside = [Broken(each.rule, {**self.aside.get((each.rule, each.text), {}), **each.changes}) for each in single]
        return [*aside, *self.across]

    def rows(self) -> list[Cells]:
        """A good row, one row a broken rule, and the good row once more."""
        rows = [{**self.good, self.key: self.key_form.format(number), **each.changes} for number, each in enumerate(self.broken())]
        return [self.good, *rows, self.good]

    def prepare(self, workspace: Workspace, known: Known | None = None) -> Prepared:
        """The first step of a load with these rows."""
        path = workspace.folder / f"{self.contract}_2026-09.csv"
        path.write_text(csv_text(self.rows(), [column.name for column in self.of.columns]), encoding="utf-8")
        return prepare_file(workspace, path, self.contract, known)

    def expected_rules(self) -> dict[int, set[str]]:
        """Row number → the one rule that the row breaks; the last row repeats the key of the first."""
        broken = self.broken()
        return {number: {each.rule} for number, each in enumerate(broken, start=3)} | {len(broken) + 3: {f"{self.key}.unique"}}

    def assert_cells(self, prepared: Prepared) -> None:
        """Each line of the quarantine shows the cell of its rule, and the text that stands there."""
        columns = [column.name for column in self.of.columns]
        personal = {column.name for column in self.of.columns if column.classification}
        rows = self.rows()
        for line in quarantined(prepared):
            column = line["rule"].split(".")[0]
            written = rows[line["row_number"] - 2].get(column)
            written = None if line["rule"].endswith(".required") else written
            assert line["cell"] == f"{column_letter(columns.index(column))}{line['row_number']}"
            assert line["column_name"] == column
            assert line["found"] == (MASKED if column in personal and written else written)
            assert all(line[f"advice_{language}"] for language in ("fr", "ar", "en"))

    def assert_advice(self, prepared: Prepared) -> None:
        """What is said of each broken rule over several columns is a sentence of its own in each of the three languages."""
        across = {each.rule for each in self.across}
        said = {line["rule"]: line for line in quarantined(prepared) if line["rule"] in across}
        assert set(said) == across
        for line in said.values():
            french, arabic, english = (line[f"advice_{language}"] for language in ("fr", "ar", "en"))
            assert len({french, arabic, english}) == 3
            assert re.search("[\u0621-\u064a]", arabic)
            assert not re.search("[\u0621-\u064a]", french + english)

    def assert_tried(self) -> None:
        """No rule of the contract is without a row."""
        assert {rule.id for rule in self.of.rules if rule.severity == "error"} == {each.rule for each in self.across}

    def rows_at_the_limits(self) -> list[Cells]:
        """Good rows with each number at the last value that is allowed."""
        texts = [(column.name, text) for column in self.of.columns for text in inside(column)]
        limits = [{**self.limit_aside.get((name, text), {}), name: text} for name, text in texts]
        return [{**self.good, self.key: self.key_form.format(number), **changes} for number, changes in enumerate(limits)]


class ContractRules:
    """What holds for the rules of every contract; each contract's own file has a class of this kind, with its trial."""

    trial: ClassVar[Trial]

    @pytest.fixture(scope="class")
    def prepared(self, workspace: Workspace, known: Known | None) -> Prepared:
        return self.trial.prepare(workspace, known)

    def test_every_rule_over_several_columns_has_a_row(self) -> None:
        self.trial.assert_tried()

    def test_a_row_is_rejected_by_the_one_rule_it_breaks(self, prepared: Prepared) -> None:
        assert broken_rules(prepared) == self.trial.expected_rules()
        assert [row["row_number"] for row in accepted_rows(prepared)] == [2]

    def test_rows_in_are_rows_accepted_and_rejected(self, prepared: Prepared) -> None:
        rows = len(self.trial.rows())

        assert (prepared.rows_read, prepared.rows_accepted, prepared.rows_rejected) == (rows, 1, rows - 1)
        assert sum(prepared.failures.values()) == prepared.rows_rejected

    def test_each_rejected_cell_is_shown_where_it_stands_and_as_it_was_written(self, prepared: Prepared) -> None:
        self.trial.assert_cells(prepared)

    def test_the_advice_is_given_in_three_languages(self, prepared: Prepared) -> None:
        self.trial.assert_advice(prepared)

    def test_the_last_allowed_values_are_accepted(self, workspace: Workspace, known: Known | None) -> None:
        rows = [self.trial.good, *self.trial.rows_at_the_limits()]

        at_the_limits = prepare_rows(workspace, self.trial.contract, rows, known)

        assert broken_rules(at_the_limits) == {}
        assert at_the_limits.rows_accepted == len(rows)


def _of_column(column: Column) -> list[Broken]:
    found = []
    if column.required:
        found += [Broken(f"{column.name}.required", {column.name: text}) for text in (None, "  ", "néant")]
    if column.kind in UNREADABLE:
        word = "code" if column.kind in ("code", "province", "commune") else "type"
        found.append(Broken(f"{column.name}.{word}", {column.name: UNREADABLE[column.kind]}))
    found += [Broken(f"{column.name}.range", {column.name: text}) for text in outside(column)]
    if column.reference is not None:
        found.append(Broken(f"{column.name}.known", {column.name: "NOT-THERE"}))
    return found


def outside(column: Column) -> list[str]:
    """Values just outside the limits of a column."""
    limits = column.limits
    step = 1 if column.kind == "integer" else 0.5
    values = [
        None if limits.minimum is None else limits.minimum - step,
        None if limits.maximum is None else limits.maximum + step,
        limits.exclusive_minimum,
        limits.exclusive_maximum,
    ]
    return [f"{value:g}" for value in values if value is not None]


def inside(column: Column) -> list[str]:
    """Values just inside the limits of a column."""
    limits = column.limits
    step = 1 if column.kind == "integer" else 0.5
    values = [
        limits.minimum,
        limits.maximum,
        None if limits.exclusive_minimum is None else limits.exclusive_minimum + step,
        None if limits.exclusive_maximum is None else limits.exclusive_maximum - step,
    ]
    return [f"{value:g}" for value in values if value is not None]
