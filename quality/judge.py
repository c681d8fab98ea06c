"""Judge: the verdict on a prepared load.

What goes here: accepted, accepted with rejections, or refused, and why, in the partner's words. What does not: which rows
fail (`ingestion.conforming.rules`), what is expected of a load (`suites.py`).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from typing import Any, Protocol

from ingestion.ledger import Verdict
from ingestion.messages import Message
from ingestion.prepare import Prepared
from ingestion.sql import literal
from ingestion.wording import in_each_language
from quality.findings import Finding
from quality.suites import Expected, suite_of

NO_ROWS = Message(
    fr="Le fichier ne contient aucune ligne de données. Remplissez-le, puis renvoyez-le.",
    ar="لا يتضمن الملف أي سطر من البيانات. املؤوه ثم أعيدوا إرساله.",
    en="The file holds no row of data. Fill it in, then send it again.",
)
TOO_MANY_REJECTED = Message(
    fr="{rejected} lignes sur {read} sont rejetées, plus que les {allowed} admis : corrigez-les, puis renvoyez le fichier entier.",
    ar="رُفضت أسطر عددها {rejected} من أصل {read}، وهي أكثر من {allowed} المسموح بها: صححوها ثم أعيدوا إرسال الملف كاملا.",
    en="{rejected} of {read} rows are rejected, more than the {allowed} allowed: correct them, then send the whole file again.",
)
BROKEN_PROMISE = Message(
    fr="Un contrôle d'ensemble de ce fichier a échoué. Ce n'est pas de votre fait : l'équipe Qutb est prévenue et reviendra vers vous.",
    ar="لم ينجح فحص شامل لهذا الملف. ليس ذلك من جهتكم: أُخبر فريق قطب وسيعود إليكم.",
    en="A check of this file as a whole failed. It is not your doing: the Qutb team has been told and will come back to you.",
)


class Validator(Protocol):
    """What runs a suite; `quality.engine.Engine` in earnest."""

    def validate(self, suite: tuple[Expected, ...], facts_sql: str, rows_sql: str) -> list[Any]:
        """Runs a suite over the facts and the rows of a load."""
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

    What holds for all rows of several loads holds for each, so they are first judged together; where something fails, the
    halves are judged again, down to the load that fails. A delivery that preparing refused is refused for that reason.

    Args:
        loads: prepared loads of one contract.
        validator: gives what runs a suite; only called when there is something to run.
    """
    judged = iter(_judge_together([load for load in loads if not _is_refused(load)], validator))
    return [Judgement("refused", load.refusal) if _is_refused(load) else next(judged) for load in loads]


def _is_refused(load: Prepared) -> bool:
    return load.refusal is not None or load.accepted_file is None


def _judge_together(loads: Sequence[Prepared], validator: Callable[[], Validator]) -> list[Judgement]:
    if not loads:
        return []
    files = ", ".join(literal(load.accepted_file) for load in loads if load.accepted_file is not None)
    observed = validator().validate(
        suite_of(loads[0].contract),
        " union all ".join(_facts_sql(load) for load in loads),
        f"select * from read_parquet([{files}], union_by_name = true)",
    )
    failed = [each.id for each in observed if not each.succeeded]
    if failed and len(loads) > 1:
        half = len(loads) // 2
        return [*_judge_together(loads[:half], validator), *_judge_together(loads[half:], validator)]
    details = tuple(asdict(each) for each in observed)
    if failed:
        return [Judgement("refused", _reason(loads[0], failed), details)]
    return [Judgement("accepted_with_rejections" if load.rows_rejected else "accepted", None, details) for load in loads]


def _facts_sql(prepared: Prepared) -> str:
    read, accepted, rejected = prepared.rows_read, prepared.rows_accepted, prepared.rows_rejected
    share = rejected / read if read else 0.0
    return (
        f"select {read}::bigint as rows_read, {accepted}::bigint as rows_accepted, {share!r}::double as rejected_share, "
        f"{read - accepted - rejected}::bigint as unaccounted_rows"
    )


def _reason(prepared: Prepared, failed: list[str]) -> Message:
    if "rows_read.some" in failed:
        return NO_ROWS
    if "rejected_share.allowed" in failed:
        return in_each_language(
            TOO_MANY_REJECTED,
            rejected=prepared.rows_rejected,
            read=prepared.rows_read,
            allowed=prepared.contract.max_rejected_share,
        )
    # Which expectation failed is for the engineer on duty, who finds it in the ledger; a partner could do nothing with its name.
    return BROKEN_PROMISE
