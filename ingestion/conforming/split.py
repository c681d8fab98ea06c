"""Accepted or quarantined: every row goes to one of two files, and the counts prove it.

What goes here: writing the two files of a load from the view `judged`. What does not: whether the load as a whole is good
enough (`quality/`).
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Final

from ingestion.conforming.conform import fill_table
from ingestion.conforming.rules import Check, failed_sql, mask_count, rejected_sql
from ingestion.contract import Column, Contract, ContractError
from ingestion.drift import EXTRA, MASKED, ROW_OF_UNKNOWN_TABLE, UNKNOWN_TABLE_RULE
from ingestion.messages import Language
from ingestion.sql import identifier, literal

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

REFUSED_RULE: Final = "delivery.refused"
_LANGUAGES: Final[tuple[Language, ...]] = ("fr", "ar", "en")
_CHECK_COLUMNS: Final = {
    "mask": "bigint", "bit": "bigint", "rule": "varchar", "severity": "varchar", "column_name": "varchar", "position": "bigint",
    "advice_fr": "varchar", "advice_ar": "varchar", "advice_en": "varchar",
}  # fmt: skip
_LETTER_COLUMNS: Final = {"sheet": "varchar", "column_name": "varchar", "letter": "varchar"}
_WARNINGS_LISTED: Final = 10_000


@dataclass(frozen=True, slots=True)
class Split:
    """Counts of a split load. `failures` counts rows by rule; `warnings` those that did not reject."""

    accepted: int
    rejected: int
    failures: Mapping[str, int]
    warnings: Mapping[str, int]


def split(
    connection: DuckDBPyConnection,
    contract: Contract,
    checks: Collection[Check],
    letters: Mapping[tuple[str | None, str], str],
    load_id: str,
    accepted_file: Path,
    quarantine_file: Path,
) -> Split:
    """Writes the accepted rows and the quarantine of the view `judged` as Parquet.

    Raises:
        ContractError: when a rule of the contract is no valid SQL over its columns.
    """
    import duckdb

    try:
        rejected, warnings = _find_faulty(connection, contract, checks)
        names = ", ".join(identifier(column.name) for column in contract.columns)
        is_accepted = "anti join faulty using (row_id)" if rejected else ""
        written = connection.execute(
            f"""copy (
                select {literal(load_id)} as load_id, sheet, row_number, {names}, {EXTRA} from judged {is_accepted}
            ) to {literal(accepted_file)} (format parquet, compression zstd, parquet_version v2)"""
        ).fetchone()
    except (duckdb.BinderException, duckdb.ParserException) as error:
        raise ContractError(f"contract {contract.name}: a rule is not valid SQL over its columns: {error}") from error
    if warnings:
        connection.execute("insert into faulty from warned")
    _write_quarantine(connection, contract, checks, letters, load_id, quarantine_file)
    failures = connection.execute("select rule, count(*) from quarantined where severity = 'error' group by rule order by rule").fetchall()
    return Split(
        accepted=int(written[0]) if written else 0,
        rejected=rejected,
        failures=dict(failures),
        warnings=warnings,
    )


def quarantine_all(connection: DuckDBPyConnection, accepted_file: Path, quarantine_file: Path, reason: tuple[str, str, str]) -> None:
    """Adds the rows that would have been accepted to the quarantine of a refused load, under `delivery.refused`."""
    fr, ar, en = (literal(text) for text in reason)
    _rewrite(
        connection,
        quarantine_file,
        f"""select load_id, sheet, row_number, {literal(REFUSED_RULE)} as rule, 'error' as severity,
            {fr} as advice_fr, {ar} as advice_ar, {en} as advice_en
        from read_parquet({literal(accepted_file)})""",
    )
    accepted_file.unlink()


def quarantine_rows(connection: DuckDBPyConnection, load_id: str, rows: Mapping[str, Sequence[int]], target: Path) -> None:
    """Adds rows of sheets that were not read to a quarantine.

    Args:
        connection: any.
        load_id: the load.
        rows: the sheets and the numbers of their rows.
        target: the quarantine's file, written by `split`.
    """
    fill_table(
        connection, "left_out", {"sheet": "varchar", "row_number": "bigint"}, [(s, n) for s, numbers in rows.items() for n in numbers]
    )
    said = ROW_OF_UNKNOWN_TABLE
    advice = ", ".join(f"{literal(said.text(language))} as advice_{language}" for language in _LANGUAGES)
    _rewrite(
        connection,
        target,
        f"""select {literal(load_id)} as load_id, sheet, row_number, {literal(EXTRA)} as column_name, {literal(UNKNOWN_TABLE_RULE)} as rule,
            'error' as severity, {advice}
        from left_out""",
    )


def _rewrite(connection: DuckDBPyConnection, quarantine_file: Path, more: str) -> None:
    rest = quarantine_file.with_suffix(".all.parquet")
    connection.execute(
        f"""copy (select * from read_parquet({literal(quarantine_file)}) union all by name {more})
        to {literal(rest)} (format parquet, compression zstd)"""
    )
    rest.replace(quarantine_file)


def _find_faulty(connection: DuckDBPyConnection, contract: Contract, checks: Collection[Check]) -> tuple[int, dict[str, int]]:
    """Creates `faulty`, the rejected rows, and `warned`, the first of those kept with a warning.

    Returns:
        How many rows are rejected; rows by warning, counted over all rows.
    """
    masks = ", ".join(f"failed_{mask}" for mask in range(mask_count(checks)))
    found = f"[{', '.join([*(_found(column) for column in contract.columns), EXTRA])}]"
    # One pass over all rows finds those that fail anything; what a warned row holds is only fetched for the few that are listed.
    connection.execute(
        f"""create or replace temp table faulty as
        select row_id, sheet, row_number, {masks}, case when {rejected_sql(checks)} then {found} end as found
        from judged where {failed_sql(checks)}"""
    )
    counted = ["count(*) filter (found is not null)"]
    counted += [f"count(*) filter (failed_{check.mask} & {1 << check.bit} <> 0)" for check in _warnings(checks)]
    rejected, *counts = connection.execute(f"select {', '.join(counted)} from faulty").fetchone() or (0,)
    warnings = {check.id: int(count) for check, count in zip(_warnings(checks), counts, strict=True) if count}
    if warnings:
        connection.execute(
            f"""create or replace temp table warned as
            select row_id, sheet, row_number, {masks}, {found} as found
            from judged semi join (select row_id from faulty where found is null order by row_id limit {_WARNINGS_LISTED}) using (row_id)"""
        )
        connection.execute("delete from faulty where found is null")
    return int(rejected), warnings


def _warnings(checks: Collection[Check]) -> list[Check]:
    return [check for check in checks if check.severity == "warning"]


def _found(column: Column) -> str:
    """The text as the partner wrote it; plain values are written back in their plain form; persons are masked."""
    name, text = identifier(column.name), identifier(f"{column.name}__text")
    if column.kind == "text":
        return name
    if column.is_pseudonymised:
        return f"case when {text} is not null then '{MASKED}' end"
    plain = f"cast({name} as varchar)"
    if column.kind == "timestamp":
        plain = f"strftime(timezone('Africa/Casablanca', {name}), '%Y-%m-%d %H:%M:%S')"
    elif column.kind in ("number", "money", "share"):
        plain = f"regexp_replace({plain}, '\\.0$', '')"
    # What stands in a number's or a date's place and is neither may be an identity, one column too far.
    return f"coalesce(case when {name} is null then qutb_masked({text}) else {text} end, {plain})"


def _place(position: int) -> str:
    """Which column's letter a finding shows: its own, or that of the first unknown column that holds something."""
    unknown = f"'{EXTRA}.' || list_extract(json_keys(list_extract(faulty.found, {position})), 1)"
    return f"case when checks.column_name = '{EXTRA}' then {unknown} else checks.column_name end"


def _write_quarantine(
    connection: DuckDBPyConnection,
    contract: Contract,
    checks: Collection[Check],
    letters: Mapping[tuple[str | None, str], str],
    load_id: str,
    target: Path,
) -> None:
    positions = {name: index for index, name in enumerate([*(column.name for column in contract.columns), EXTRA], start=1)}
    described = [(c.mask, c.bit, c.id, c.severity, c.column, positions[c.column], c.advice.fr, c.advice.ar, c.advice.en) for c in checks]
    fill_table(connection, "checks", _CHECK_COLUMNS, described)
    fill_table(connection, "letters", _LETTER_COLUMNS, [(*place, letter) for place, letter in letters.items()])
    mask = "case checks.mask " + " ".join(f"when {m} then failed_{m}" for m in range(mask_count(checks))) + " end"
    names = ", ".join(literal(name) for name in positions)
    connection.execute(
        f"""create or replace temp view quarantined as
        select {literal(load_id)} as load_id, faulty.sheet, faulty.row_number, checks.column_name,
            letters.letter || faulty.row_number::varchar as cell, checks.rule, checks.severity,
            list_extract(faulty.found, checks.position) as found, to_json(map([{names}], faulty.found))::varchar as row_text,
            checks.advice_fr, checks.advice_ar, checks.advice_en
        from faulty
        inner join checks on ({mask} >> checks.bit) & 1 = 1
        left join letters on letters.sheet is not distinct from faulty.sheet and letters.column_name = {_place(positions[EXTRA])}"""
    )
    connection.execute(
        f"""copy (
            select * from quarantined order by sheet nulls first, row_number, column_name
        ) to {literal(target)} (format parquet, compression zstd)"""
    )
