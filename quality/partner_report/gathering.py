"""From the published warehouse to the monthly report.

What goes here: queries on the schema `quality`, names and examples of the contracts. What does not: opening the file (the caller does),
sentences. Of rejected rows only rule, count and advice are read: no value of a row is published, so none can be shown.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING, Any, Final

from ingestion.conforming.split import REFUSED_RULE
from ingestion.contract import Column, Contract, load_contracts
from ingestion.drift import EXTRA, EXTRA_NAME
from ingestion.messages import Message
from ingestion.partners import Partner, slot_type
from ingestion.periods import Period
from ingestion.templates.columns import example_of
from ingestion.wording import LANGUAGES
from quality.partner_report.report import FrequentProblem, OpenQuestion, Owed, PartnerReport, Scores

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

MONTHS_SHOWN: Final = 12
MOST_PROBLEMS: Final = 10
MOST_QUESTIONS: Final = 10
_SCORES: Final = (
    "partner", "period_start", "slots_due", "slots_received", "slots_on_time", "slots_excused", "timeliness", "completeness", "rows_read",
    "rows_accepted", "acceptance", "deliveries", "refused", "corrections", "median_days_to_mend", "open_findings", "failing_since",
)  # fmt: skip
# A delivery counts in the month in which its period ends, as in the scorecards. Rules about the whole delivery are no row's.
_LOADS_OF_MONTH: Final = """
    from quality.loads
    where partner = $partner and is_decisive and date_trunc('month', period_end) = $month
"""


class NoReportError(LookupError):
    """There is no such report; the message says why and what there is."""


def partner_report(connection: DuckDBPyConnection, partner: Partner, month: date, made_on: date) -> PartnerReport:
    """Gathers a partner's report.

    Args:
        connection: on a published warehouse, for reading.
        partner: whose report.
        month: its first day.
        made_on: the day as of which the warehouse knows.

    Raises:
        NoReportError: when the warehouse says nothing of that partner and month.
    """
    scores = month_scores(connection, month, MONTHS_SHOWN, partner.id)
    if not scores or scores[-1].month != month:
        raise NoReportError(f"The published warehouse has no scores of {partner.id} for {month:%Y-%m}. {_months_there(connection)}")
    given = {"partner": partner.id, "month": month}
    problems = _rows(
        connection,
        f"""select contract, column_name, rule, sum(rows) as rows, any_value(advice_fr), any_value(advice_ar), any_value(advice_en)
        from quality.rejections_by_rule
        where severity = 'error' and rule <> '{REFUSED_RULE}' and load_id in (select load_id {_LOADS_OF_MONTH})
        group by contract, column_name, rule order by rows desc, contract, rule limit {MOST_PROBLEMS}""",
        given,
    )
    questions = _rows(
        connection,
        """select f.finding_id, f.contract, l.period_type, f.period_start, f.message_fr, f.message_ar, f.message_en, f.age_days
        from quality.findings as f inner join quality.loads as l on f.load_id = l.load_id
        where f.partner = $partner and f.state = 'open' and f.owner = 'partner' order by f.opened_at, f.finding_id""",
        {"partner": partner.id},
    )
    good = _rows(
        connection,
        f"""select contract {_LOADS_OF_MONTH} group by contract
        having sum(rows_accepted) > 0 and sum(rows_accepted) = sum(rows_read) and bool_and(verdict <> 'refused') order by contract""",
        given,
    )
    return PartnerReport(
        partner_id=partner.id,
        partner=Message(partner.name_fr, partner.name_ar, partner.name_fr),
        month=month,
        made_on=made_on,
        scores=scores[-1],
        trend=tuple(scores),
        overdue=tuple(_owed(connection, partner.id, "missing")),
        next_due=tuple(replace(each, last=each.period, count=1) for each in _owed(connection, partner.id, "awaited")),
        problems=tuple(_problem(*row) for row in problems),
        questions=tuple(_question(*row) for row in questions[:MOST_QUESTIONS]),
        questions_total=len(questions),
        good=tuple(_contract_name(contract) for (contract,) in good),
    )


def month_scores(connection: DuckDBPyConnection, month: date, months: int = 1, partner: str | None = None) -> list[Scores]:
    """Scores up to a month, by partner and month.

    Args:
        connection: on a published warehouse.
        month: the last month.
        months: how many months, that one included.
        partner: of one partner only.
    """
    first = date(month.year + (month.month - months) // 12, (month.month - months) % 12 + 1, 1)
    rows = _rows(
        connection,
        f"""select {", ".join(_SCORES)} from quality.partner_scorecards
        where period_start between $first and $month and ($partner is null or partner = $partner) order by partner, period_start""",
        {"first": first, "month": month, "partner": partner},
    )
    return [Scores(row[0], *row[1:]) for row in rows]


def has_scores(connection: DuckDBPyConnection) -> bool:
    """Whether the warehouse is of a version that keeps scorecards."""
    known = _rows(
        connection, "select 1 from information_schema.tables where table_schema = 'quality' and table_name = 'partner_scorecards'"
    )
    return bool(known)


def _months_there(connection: DuckDBPyConnection) -> str:
    [(first, last)] = _rows(connection, "select min(period_start), max(period_start) from quality.partner_scorecards")
    return f"It has {first:%Y-%m} to {last:%Y-%m}." if first else "It has no scores yet; they come with the first delivery."


def _owed(connection: DuckDBPyConnection, partner: str, status: str) -> list[Owed]:
    """What is owed in a state, one a feed: a silent daily feed is one line, not one a day."""
    rows = _rows(
        connection,
        """select contract, frequency, min(period_start), max(period_start), count(*), min(due_on), max(days_late)
        from quality.feed_calendar
        where partner = $partner and status = $status group by contract, frequency order by min(due_on), contract""",
        {"partner": partner, "status": status},
    )
    return [
        Owed(_contract_name(contract), Period(first, slot_type(kind)), Period(last, slot_type(kind)), count, due, late)
        for contract, kind, first, last, count, due, late in rows
    ]


def _problem(contract_name: str, column_name: str | None, rule: str, count: int, *advice: str) -> FrequentProblem:
    contract = load_contracts().get(contract_name)
    column = next((each for each in contract.columns if each.name == column_name), None) if contract else None
    return FrequentProblem(
        contract=_contract_name(contract_name),
        column=_column_name(contract, column_name),
        count=count,
        advice=Message(*advice),
        example=_example(column) if column and _is_about_form(rule) else None,
    )


def _is_about_form(rule: str) -> bool:
    """Whether a rule asks for a value, or for another form of it: an example of the right form helps there, not against a repeated key."""
    return rule.rsplit(".", 1)[-1] in ("type", "code", "required")


def _example(column: Column) -> Message | None:
    examples = [example_of(column, language) for language in LANGUAGES]
    return Message(*[text or "" for text in examples]) if all(examples) else None


def _question(finding_id: str, contract: str, kind: str, start: date, fr: str, ar: str, en: str, age_days: int) -> OpenQuestion:
    period = Period(start, kind)  # type: ignore[arg-type]  # the warehouse holds what Period gave
    return OpenQuestion(finding_id, _contract_name(contract), period, Message(fr, ar, en), age_days)


def _contract_name(name: str) -> Message:
    """What a contract is called; one that is gone goes by its own name."""
    contract = load_contracts().get(name)
    return Message(contract.names.fr, contract.names.ar, contract.names.en) if contract else Message(name, name, name)


def _column_name(contract: Contract | None, name: str | None) -> Message | None:
    if name is None or contract is None:
        return None
    if name == EXTRA:
        return EXTRA_NAME
    column = next((each for each in contract.columns if each.name == name), None)
    return Message(column.names.fr, column.names.ar, column.names.en) if column else Message(name, name, name)


def _rows(connection: DuckDBPyConnection, query: str, given: dict[str, Any] | None = None) -> list[tuple[Any, ...]]:
    return connection.execute(query, given or {}).fetchall()
