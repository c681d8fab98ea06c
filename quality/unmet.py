"""What follows from expectations that are not met: the reason of a refusal, and the questions to the partner.

What goes here: sentences and findings. What does not: the verdict (`judge.py`).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

from ingestion.messages import Message
from ingestion.prepare import Prepared
from ingestion.severity import FindingSeverity
from ingestion.wording import closed, in_each_language
from quality.engine import Figure, Observed
from quality.findings import Finding
from quality.suites import Expected

CHECK: Final = "expectation"
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
# What the numbers of a load tell already; they refuse it with words of their own and are no findings beside.
_OF_THE_LOAD: Final = frozenset({"rows_read.some", "rejected_share.allowed", "rows.accounted_for"})


@dataclass(frozen=True, slots=True)
class Answer:
    """An expectation of one load, and what was observed of it."""

    expected: Expected
    observed: Observed

    @property
    def severity(self) -> FindingSeverity:
        """What follows when it is not met. Where asking failed nothing is known of the load, so that it must not pass."""
        return "critical" if self.observed.raised else self.expected.severity

    @property
    def refuses(self) -> bool:
        """Whether the load is refused for it."""
        return not self.observed.succeeded and self.severity == "critical"

    def entry(self, load: Prepared) -> dict[str, Any]:
        """What the ledger keeps of it."""
        return {
            "id": self.expected.id,
            "subject": self.expected.subject,
            "type": self.expected.type,
            "column": self.expected.column,
            "severity": self.severity,
            "succeeded": self.observed.succeeded,
            "observed": self._of(load),
        }

    def _of(self, load: Prepared) -> Figure:
        """What was observed of that load: facts are known without asking, also where several loads were asked at once."""
        if self.observed.raised or self.expected.subject != "facts":
            return self.observed.observed
        return facts_of(load).get(self.expected.column or "", self.observed.observed)


def facts_of(load: Prepared) -> dict[str, int | float]:
    """The facts of a load, as its suite calls them."""
    read, accepted, rejected = load.rows_read, load.rows_accepted, load.rows_rejected
    return {
        "rows_read": read,
        "rows_accepted": accepted,
        "rejected_share": rejected / read if read else 0.0,
        "unaccounted_rows": read - accepted - rejected,
    }


def reason_of(load: Prepared, answers: Sequence[Answer]) -> Message | None:
    """Why a load is refused, in the partner's words; None when it is not."""
    refusing = [answer for answer in answers if answer.refuses]
    ids = {answer.expected.id for answer in refusing}
    if not refusing:
        return None
    if "rows_read.some" in ids:
        return NO_ROWS
    if "rejected_share.allowed" in ids:
        allowed = load.contract.max_rejected_share
        return in_each_language(TOO_MANY_REJECTED, rejected=load.rows_rejected, read=load.rows_read, allowed=allowed)
    told = list(dict.fromkeys(_message(answer, load) for answer in refusing))
    # Which promise was broken is for the engineer on duty, who finds it in the ledger; a partner could do nothing with its name.
    return BROKEN_PROMISE if BROKEN_PROMISE in told else Message(*(" ".join(texts) for texts in zip(*map(_texts, told), strict=True)))


def findings_of(load: Prepared, answers: Sequence[Answer]) -> tuple[Finding, ...]:
    """What is to be looked at, of any severity."""
    unmet = [answer for answer in answers if not answer.observed.succeeded and answer.expected.id not in _OF_THE_LOAD]
    return tuple(
        Finding(
            check=CHECK,
            column=answer.expected.column,
            severity=answer.severity,
            message=_message(answer, load),
            segment=f"{CHECK}={answer.expected.id}",
            observed=_number(answer.observed.observed),
            low=None if answer.expected.is_row_by_row else _number(answer.expected.arguments.get("min_value")),
            high=None if answer.expected.is_row_by_row else _number(answer.expected.arguments.get("max_value")),
        )
        for answer in unmet
    )


def _message(answer: Answer, load: Prepared) -> Message:
    if answer.expected.message is None or answer.observed.raised:
        return BROKEN_PROMISE
    unexpected = answer.observed.result.get("result", {}).get("unexpected_count", 0)
    return in_each_language(
        answer.expected.message, unexpected=unexpected, rows=load.rows_accepted, observed=_shown(answer.observed.observed)
    )


def _shown(figure: Figure) -> int | Message:
    if isinstance(figure, int) or (isinstance(figure, float) and figure.is_integer()):
        return int(figure)
    text = f"{figure:,.2f}".replace(",", "\u202f") if isinstance(figure, float) else str(figure or "-")
    return Message(text.replace(".", ","), closed(text.replace(".", ","), "ar"), text)


def _number(value: object) -> float | None:
    return float(value) if isinstance(value, int | float) and not isinstance(value, bool) else None


def _texts(message: Message) -> tuple[str, str, str]:
    return message.fr, message.ar, message.en
