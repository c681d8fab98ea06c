"""Judge: the verdict on a prepared load.

What goes here: accepted, accepted with rejections, or refused. What does not: which rows fail (`ingestion.conforming.rules`), what is
expected of a load (`suites.py`), what is said of what is not as expected (`unmet.py`).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, Protocol

from ingestion.ledger import Verdict
from ingestion.messages import Message
from ingestion.prepare import Prepared
from ingestion.sql import literal
from quality.data_docs import Page
from quality.engine import Observed
from quality.findings import Finding
from quality.suites import Expected, suite_of
from quality.unmet import Answer, facts_of, findings_of, reason_of


class Validator(Protocol):
    """What runs a suite; `quality.engine.Engine` in earnest."""

    def validate(self, suite: Sequence[Expected], facts_sql: str, rows_sql: str, is_counted: bool = False) -> list[Observed]:
        """Runs a suite over the facts and the rows of loads; answers in the order of the suite."""
        ...

    def keep(self, page: Page) -> str | None:
        """Keeps results for the night's Data Docs; returns the page that will show them, relative to the home."""
        ...


@dataclass(frozen=True, slots=True)
class Judgement:
    """The verdict, its reason where there is one, what each expectation observed, and what is to be asked.

    `profile` is what the feed's next loads are compared with; `data_docs` the page on which Great Expectations shows its verdict,
    relative to the home.
    """

    verdict: Verdict
    reason: Message | None
    expectations: tuple[dict[str, Any], ...] = ()
    findings: tuple[Finding, ...] = ()
    profile: Mapping[str, Any] = field(default_factory=dict)
    data_docs: str | None = None


def judge_all(loads: Sequence[Prepared], validator: Callable[[], Validator]) -> list[Judgement]:
    """Decides on loads of one contract, in their order.

    What looks at each row by itself and holds for all rows of several loads holds for each, so it is first asked of all together;
    where something fails, it is asked again of the halves, down to the load that fails. Everything else is asked of each load. A
    delivery that preparing refused is refused for that reason.

    Args:
        loads: prepared loads of one contract.
        validator: gives what runs a suite; only called when there is something to run.

    Raises:
        SuiteError: when what a person has added to the contract's suite cannot be used.
    """
    asked = [load for load in loads if not _is_refused(load)]
    judged = iter(_judged(asked, validator()) if asked else ())
    return [Judgement("refused", load.refusal) if _is_refused(load) else next(judged) for load in loads]


def _is_refused(load: Prepared) -> bool:
    return load.refusal is not None or load.accepted_file is None


def _judged(loads: Sequence[Prepared], validator: Validator) -> list[Judgement]:
    suite = suite_of(loads[0].contract)
    together = [each for each in suite if each.is_row_by_row]
    alone = [each for each in suite if not each.is_row_by_row]
    answers = _of_rows(loads, together, validator)
    own: list[list[Answer]] = [[] for _ in loads]
    if alone:
        seen = (validator.validate(alone, _facts_sql([load]), _rows_sql([load]), is_counted=True) for load in loads)
        own = [_answers(alone, each) for each in seen]
    judgements = [_judgement(load, [*shared, *more]) for load, shared, more in zip(loads, answers, own, strict=True)]
    return _with_pages(loads, judgements, answers, own, validator)


def _of_rows(loads: Sequence[Prepared], suite: Sequence[Expected], validator: Validator) -> list[list[Answer]]:
    """What was observed of each load by expectations that look at each row by itself."""
    if not suite:
        return [[] for _ in loads]
    answers = _answers(suite, validator.validate(suite, _facts_sql(loads), _rows_sql(loads)))
    unmet = [answer.expected for answer in answers if not answer.observed.succeeded]
    if not unmet:
        return [answers for _ in loads]
    met = [answer for answer in answers if answer.observed.succeeded]
    if len(loads) == 1:
        return [[*met, *_answers(unmet, validator.validate(unmet, _facts_sql(loads), _rows_sql(loads), is_counted=True))]]
    half = len(loads) // 2
    return [[*met, *more] for part in (loads[:half], loads[half:]) for more in _of_rows(part, unmet, validator)]


def _answers(suite: Sequence[Expected], seen: Sequence[Observed]) -> list[Answer]:
    """One answer for each expectation: none may go unanswered and pass for it."""
    return [Answer(expected, observed) for expected, observed in zip(suite, seen, strict=True)]


def _judgement(load: Prepared, answers: Sequence[Answer]) -> Judgement:
    reason = reason_of(load, answers)
    details = tuple(answer.entry(load) for answer in answers)
    verdict: Verdict = "refused" if reason else "accepted_with_rejections" if load.rows_rejected else "accepted"
    return Judgement(verdict, reason, details, findings_of(load, answers))


def _with_pages(
    loads: Sequence[Prepared],
    judgements: Sequence[Judgement],
    shared: Sequence[Sequence[Answer]],
    own: Sequence[Sequence[Answer]],
    validator: Validator,
) -> list[Judgement]:
    """Keeps the results: one page for the loads that are all as expected, one for each other."""
    groups: dict[int, list[int]] = {}
    for index in range(len(loads)):
        is_met = all(answer.observed.succeeded for answer in (*shared[index], *own[index]))
        groups.setdefault(-1 if is_met else index, []).append(index)
    paths: dict[int, str | None] = {}
    for indexes in groups.values():
        first = loads[indexes[0]]
        page = Page(
            contract=first.contract.name,
            partner=first.feed.partner.id,
            load_ids=tuple(loads[index].load_id for index in indexes),
            verdicts=tuple(judgements[index].verdict for index in indexes),
            rows=sum(loads[index].rows_accepted for index in indexes),
            results=(
                *(answer.observed.result for answer in shared[indexes[0]]),
                *(_noted(answer, loads[index]) for index in indexes for answer in own[index]),
            ),
        )
        paths |= dict.fromkeys(indexes, validator.keep(page))
    return [replace(judgement, data_docs=paths[index]) for index, judgement in enumerate(judgements)]


def _noted(answer: Answer, load: Prepared) -> Mapping[str, Any]:
    """The result with a note of which load it is about."""
    result = answer.observed.result
    config = result.get("expectation_config", {})
    noted = {**config, "meta": {**config.get("meta", {}), "notes": load.load_id}}
    return {**result, "expectation_config": noted} if result else result


def _facts_sql(loads: Sequence[Prepared]) -> str:
    return " union all ".join(
        "select {rows_read}::bigint as rows_read, {rows_accepted}::bigint as rows_accepted, "
        "{rejected_share!r}::double as rejected_share, {unaccounted_rows}::bigint as unaccounted_rows".format(**facts_of(load))
        for load in loads
    )


def _rows_sql(loads: Sequence[Prepared]) -> str:
    files = ", ".join(literal(load.accepted_file) for load in loads if load.accepted_file is not None)
    return f"select * from read_parquet([{files}], union_by_name = true)"
