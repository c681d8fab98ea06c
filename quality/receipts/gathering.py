"""From a load's ledger entry and its quarantine to its receipt.

Belongs here: reading the quarantine, counting, names and labels of the contract. A receipt is made from nothing but what is
kept, so that one that got lost can be written again, the same to the letter; and it shows nothing of a person, because the
quarantine holds nothing of one.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Final

from ingestion.conforming.split import REFUSED_RULE
from ingestion.contract import Column, Contract, Names
from ingestion.drift import EXTRA, EXTRA_NAME
from ingestion.ledger import LoadRecord
from ingestion.messages import Message
from ingestion.observed import Mended, Observed
from ingestion.partners import Feed
from ingestion.periods import Period
from ingestion.reference import read_reference
from ingestion.sql import literal
from quality.findings import Finding as LoadFinding
from quality.receipts.receipt import FilledColumn, Finding, LoadQuestion, MendedColumn, Place, Problem, Receipt, Repair, SameBytes

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

MOST_FINDINGS: Final = 5_000
FIRST_CELLS: Final = 5


def receipt_of(record: LoadRecord, feed: Feed, contract: Contract, quarantine: Path | None) -> Receipt:
    """Gathers the receipt of a load.

    Args:
        record: the load's ledger entry (of a dry run: what would have become of it).
        feed: who delivered what.
        contract: its contract.
        quarantine: the Parquet file of its rejected rows; None where there is none.
    """
    observed = Observed.of(record.observed)
    problems = _problems(record, contract, quarantine, observed) if quarantine else ()
    findings = _findings(problems, quarantine, observed) if quarantine and problems else ()
    in_question = {problem.rule.split(".", 1)[0] for problem in problems}
    there = {name for sheet in observed.sheets for name in sheet.columns}
    return Receipt(
        load_id=record.load_id,
        delivery_id=record.delivery_id,
        partner_id=feed.partner.id,
        partner=Message(feed.partner.name_fr, feed.partner.name_ar, feed.partner.name_fr),
        contract_name=contract.name,
        contract=_message(contract.names),
        contract_version=record.contract_version,
        mode=contract.mode,
        period=_period(record.period_type, record.period_start),
        received_at=record.received_at,
        file_name=_own_name(record.file_name),
        file_sha256=record.file_sha256,
        file_bytes=record.file_bytes,
        verdict=record.verdict,
        reason=_reason(record),
        rows_read=record.rows_read,
        rows_accepted=record.rows_accepted,
        rows_rejected=record.rows_rejected,
        rows_skipped=record.rows_skipped,
        skipped=observed.skipped,
        sheets=observed.sheets,
        problems=problems,
        findings=findings,
        findings_total=sum(problem.count for problem in problems),
        same_bytes=tuple(_same_bytes(delivery, record) for delivery in record.questions),
        asked=tuple(_asked(record)),
        mended=tuple(_mended(contract, record.repairs, observed.mended)),
        filled=tuple(
            FilledColumn(_message(contract.column(name).names), count, _label(contract.column(name), str(contract.column(name).default)))
            for name, count in _known(record.imputed, contract)
        ),
        notes=observed.notes,
        unknown=observed.unknown,
        missing=tuple(_message(column.names) for column in contract.columns if column.name in observed.missing),
        good_columns=tuple(_message(c.names) for c in contract.columns if c.name in there and c.name not in in_question),
        is_workbook=observed.format == "workbook",
        personal_columns=frozenset(column.name for column in contract.columns if column.is_pseudonymised),
    )


def _problems(record: LoadRecord, contract: Contract, quarantine: Path, observed: Observed) -> tuple[Problem, ...]:
    names = {column.name: _message(column.names) for column in contract.columns} | {EXTRA: EXTRA_NAME}
    rows = (
        _connection()
        .execute(
            f"""select rule, severity, column_name, any_value(advice_fr), any_value(advice_ar), any_value(advice_en), count(*),
                arg_min({{'sheet': sheet, 'row': row_number, 'cell': cell, 'found': found}}, ({_order(observed)}), {FIRST_CELLS})
            from read_parquet({literal(quarantine)}) where rule <> {literal(REFUSED_RULE)}
            group by rule, severity, column_name"""
        )
        .fetchall()
    )
    # Of warnings only the first are listed in the quarantine; the ledger counts all of them.
    counted = [(*row[:6], record.warnings.get(row[0], row[6]) if row[1] == "warning" else row[6], row[7]) for row in rows]
    counted.sort(key=lambda row: (row[1] != "error", -row[6], row[0]))
    return tuple(
        Problem(
            rule=rule,
            severity=severity,
            column=names.get(column, Message(column, column, column)),
            advice=Message(fr, ar, en),
            count=count,
            first=tuple(Finding(Place(cell["sheet"], cell["row"], cell["cell"]), index, cell["found"]) for cell in first),
        )
        for index, (rule, severity, column, fr, ar, en, count, first) in enumerate(counted)
    )


def _findings(problems: tuple[Problem, ...], quarantine: Path, observed: Observed) -> tuple[Finding, ...]:
    index = {problem.rule: position for position, problem in enumerate(problems)}
    rows = (
        _connection()
        .execute(
            f"""with first_ones as (
                select sheet, row_number, cell, rule, severity, found, column_name from read_parquet({literal(quarantine)})
                where rule <> {literal(REFUSED_RULE)} order by severity, {_order(observed)}, column_name limit {MOST_FINDINGS}
            )
            select sheet, row_number, cell, rule, found from first_ones order by {_order(observed)}, length(cell), cell, rule"""
        )
        .fetchall()
    )
    return tuple(Finding(Place(sheet, row, cell), index[rule], found) for sheet, row, cell, rule, found in rows)


def _order(observed: Observed) -> str:
    """The order of the file: its sheets as they stand in it, then the rows."""
    names = [literal(sheet.name) for sheet in observed.sheets if sheet.name is not None]
    return f"coalesce(list_position([{', '.join(names)}]::varchar[], sheet), 0), row_number"


@lru_cache(maxsize=1)
def _connection() -> DuckDBPyConnection:
    """One small database in memory for all receipts of a process: opening one takes longer than a query."""
    import duckdb

    connection = duckdb.connect(":memory:")
    connection.execute("set memory_limit = '400MB'; set threads = 2; set enable_progress_bar = false")
    return connection


def _reason(record: LoadRecord) -> Message | None:
    if record.reason is None:
        return None
    told: Mapping[str, str] = record.reasons
    return Message(*(told.get(language, record.reason) for language in ("fr", "ar", "en")))


def _own_name(file_name: str) -> str:
    """The name as its sender knows it, without the inbox's own folders."""
    return file_name.split("/", 2)[-1]


def _period(type_: str, start: date) -> Period:
    return Period(start, type_)  # type: ignore[arg-type]  # the ledger holds what Period gave


def _same_bytes(delivery_id: str, record: LoadRecord) -> SameBytes:
    """A delivery's id names the first day of its period: `<partner>.<contract>.<day>.<hash>`."""
    return SameBytes(delivery_id, _period(record.period_type, date.fromisoformat(delivery_id.split(".")[2])))


def _asked(record: LoadRecord) -> Iterator[LoadQuestion]:
    """What is asked about the load as a whole. What refuses it is its reason, told elsewhere; what is only kept is nobody's question."""
    for kept in record.findings:
        finding = LoadFinding.of(kept)
        if finding.severity == "warning":
            yield LoadQuestion(finding.id_in(record.delivery_id), finding.message)


def _known(counts: Mapping[str, int], contract: Contract) -> list[tuple[str, int]]:
    """Counts by column in falling order; columns that today's contract no longer has are left out."""
    names = {column.name for column in contract.columns}
    return sorted(((name, count) for name, count in counts.items() if name in names), key=lambda item: (-item[1], item[0]))


def _mended(contract: Contract, repairs: Mapping[str, int], examples: tuple[Mended, ...]) -> Iterator[MendedColumn]:
    for name, count in _known(repairs, contract):
        column = contract.column(name)
        first = tuple(
            Repair(Place(each.sheet, each.row_number, each.cell), each.found, _label(column, each.read_as))
            for each in examples
            if each.column == name
        )
        yield MendedColumn(_message(column.names), count, first)


def _label(column: Column, value: str) -> Message:
    """What people call a value: the label of a code, the name of a territory, else the value itself."""
    for code in column.codes:
        if code.value == value:
            return _message(code.names)
    if column.kind in ("province", "commune") and (names := _territory_names().get(value)):
        return Message(names[0], names[1], names[0])
    plain = value.removesuffix(" 00:00:00").removesuffix(".0")
    return Message(plain, plain, plain)


@lru_cache(maxsize=1)
def _territory_names() -> dict[str, tuple[str, str]]:
    return {row["code"]: (row["name_fr"], row["name_ar"]) for file in ("provinces", "communes") for row in read_reference(file)}


def _message(names: Names) -> Message:
    return Message(names.fr, names.ar, names.en)
