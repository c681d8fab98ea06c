"""How a view of the analysts' file is declared, and the SQL that makes it.

What goes here: the shape of views and the words for codes in SQL. What does not: which views there are
(`figure_views.py`, `fact_views.py`).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from ingestion.contract import load_contracts
from ingestion.messages import Language
from ingestion.sql import identifier, literal


@dataclass(frozen=True, slots=True)
class Column:
    """One column of a view.

    Attributes:
        name: the same in each language.
        sql: an expression; `facts` is the table that the view is about.
        comment: French; where it is empty, the comment of the column of that name in that table.
    """

    name: str
    sql: str
    comment: str = ""


@dataclass(frozen=True, slots=True)
class View:
    """One view in the schema `main`, in one language.

    Attributes:
        name: with the language at its end: `emplois_fr`.
        comment: French, says what one row is.
        table: the table that it is about, one row each: `marts.fct_jobs`.
        joins: what else it reads, at most one row for each of its own.
        columns: in their order.
        keeps: text that says which rows; all where it is empty.
    """

    name: str
    comment: str
    table: str
    joins: str
    columns: tuple[Column, ...]
    keeps: str = ""

    @property
    def sql(self) -> str:
        """The statement that makes it, its names without a catalogue: the file may be attached under any name."""
        selected = ", ".join(f"{column.sql} as {identifier(column.name)}" for column in self.columns)
        where = f" where {self.keeps}" if self.keeps else ""
        return f"create view main.{identifier(self.name)} as select {selected} from {self.table} as facts {self.joins}{where}"


def own(*names: str) -> tuple[Column, ...]:
    """Columns taken over from the table as they are, with their comments."""
    return tuple(Column(name, f"facts.{identifier(name)}") for name in names)


def word(expression: str, words: Mapping[str, str]) -> str:
    """The word for a code; the code itself where no word is known, null where there is no code."""
    cases = " ".join(f"when {literal(code)} then {literal(text)}" for code, text in words.items())
    return f"case {expression} {cases} else {expression} end"


def code_words(contract: str, column: str, language: Language) -> dict[str, str]:
    """Code → word, from the code list of a contract's column."""
    found = next(each for each in load_contracts()[contract].columns if each.name == column)
    return {code.value: code.names.in_language(language) for code in found.codes}


def named(language: Language, table: str = "") -> str:
    """A name in the language, else in the other one: partners often write one of them only."""
    first, other = ("ar", "fr") if language == "ar" else ("fr", "ar")
    prefix = f"{table}." if table else ""
    return f"coalesce({prefix}name_{first}, {prefix}name_{other})"


def joined(*joins: str) -> str:
    """Left joins, one after the other."""
    return " ".join(f"left join {join}" for join in joins)


def labelled(alias: str, breakdown: str, expression: str) -> str:
    """The join that finds the label of a value in `marts.kpi_labels`."""
    return f"marts.kpi_labels as {alias} on {alias}.breakdown = {literal(breakdown)} and {alias}.breakdown_value = {expression}"


def flattened(groups: Iterable[tuple[Column, ...] | Column]) -> tuple[Column, ...]:
    """Columns and groups of columns as one row of columns."""
    return tuple(column for group in groups for column in ((group,) if isinstance(group, Column) else group))
