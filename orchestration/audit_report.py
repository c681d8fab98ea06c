"""The audit as people read it: a few failing rows of each check and what to do, in the terminal and as Markdown in Dagster.

What goes here: words and layout. What does not: the checks and the decision (`audit.py`).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from typing import Any, Final

from ingestion.messages import Language
from ingestion.wording import number
from orchestration.audit import Audit
from quality.checks import Check
from quality.kept_movements import AcceptedFigure

_WIDEST_CELL: Final = 40
_WIDEST_LINE: Final = 160
_WORDS: Final = {
    "fr": {
        "failed": "Construit, mais pas publié : l'audit de l'entrepôt a échoué ({count} contrôles). La dernière version reste en ligne.",
        "critical": "ARRÊTE", "warning": "AVERTIT", "info": "NOTE", "rows": "{count} lignes en tout", "row": "1 ligne",
        "all": 'Tous ces mouvements de chiffres ensemble : qutb accept {id} --reason "…"',
        "passed": "Audit réussi, {count} avertissements :",
        "accepted": "Mouvements acceptés : {count} chiffres ({ids})",
        "where": "L'entrepôt construit : {path} ; docs/runbook.md dit comment le lire. Une fois corrigé ou accepté : qutb nightly",
    },
    "en": {
        "failed": "Built, but not released: the warehouse did not pass its audit ({count} checks). The last release is still up.",
        "critical": "STOPS", "warning": "WARNS", "info": "NOTE", "rows": "{count} rows in all", "row": "1 row",
        "all": 'All these movements of figures together: qutb accept {id} --reason "…"',
        "passed": "The audit passed, with {count} warnings:",
        "accepted": "Movements accepted: {count} figures ({ids})",
        "where": "The build to look at: {path}; docs/runbook.md says how. When it is mended or accepted: qutb nightly",
    },
}  # fmt: skip


def failure_lines(audit: Audit, build: str, language: Language) -> Iterator[str]:
    """What stopped the release, check by check, and what to do."""
    words = _WORDS[language]
    stopping = [check for check in audit.failed if check.stops]
    yield words["failed"].format(count=len(stopping))
    for check in audit.failed:
        yield from _check_lines(check, language)
    if audit.all_movements_id:
        yield ""
        yield words["all"].format(id=audit.all_movements_id)
    yield ""
    yield words["where"].format(path=build)


def warning_lines(audit: Audit, language: Language) -> Iterator[str]:
    """What a released audit still has to say; nothing when all is well."""
    words = _WORDS[language]
    if audit.accepted:
        yield words["accepted"].format(count=len(audit.accepted), ids=", ".join(_ids(audit.accepted)))
    if audit.failed:
        yield words["passed"].format(count=len(audit.failed))
        for check in audit.failed:
            yield from _check_lines(check, language)


def markdown(checks: Sequence[Check], language: Language = "fr") -> str:
    """Failing checks for Dagster's page: the message, and the rows as a table."""
    failed = [check for check in checks if not check.passed]
    return "\n\n".join("\n".join(_markdown_lines(check, language)) for check in failed) or "—"


def _check_lines(check: Check, language: Language) -> Iterator[str]:
    yield ""
    yield f"[{_WORDS[language][check.severity]}] {check.name}: {_counted(check, language)}"
    yield f"  {check.message.text(language)}"
    if check.shown:
        cells = [[*check.columns], *([_text(cell, language) for cell in row] for row in check.shown)]
        widths = [max(len(row[index]) for row in cells) for index in range(len(check.columns))]
        for row in cells:
            line = "  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip()
            yield f"    {line if len(line) <= _WIDEST_LINE else line[: _WIDEST_LINE - 1] + '…'}"


def _markdown_lines(check: Check, language: Language) -> Iterator[str]:
    yield f"**{check.name}** ({_counted(check, language)})"
    yield ""
    yield check.message.text(language)
    if check.shown:
        yield ""
        yield _markdown_row(check.columns)
        yield _markdown_row(["---"] * len(check.columns))
        yield from (_markdown_row([_text(cell, language) for cell in row]) for row in check.shown)


def _markdown_row(cells: Sequence[str]) -> str:
    return "| " + " | ".join(cell.replace("|", "\\|") for cell in cells) + " |"


def _counted(check: Check, language: Language) -> str:
    words = _WORDS[language]
    return words["row"] if check.rows == 1 else words["rows"].format(count=number(check.rows, language))


def _ids(accepted: Sequence[AcceptedFigure]) -> list[str]:
    return list(dict.fromkeys(each.acceptance.id for each in accepted))


def _text(cell: Any, language: Language) -> str:
    if cell is None:
        return "–"
    if isinstance(cell, int | float) and not isinstance(cell, bool):
        return _figure(cell, language)
    text = cell.isoformat() if isinstance(cell, date) else " ".join(str(cell).split())
    return text if len(text) <= _WIDEST_CELL else text[: _WIDEST_CELL - 1] + "…"


def _figure(value: float, language: Language) -> str:
    """Up to four decimals, and what is smaller still with four digits; `7 007,5` where the comma is the decimal sign."""
    text = f"{value:,.4g}" if 0 < abs(value) < 0.01 else f"{value:,.4f}".rstrip("0").rstrip(".")
    return text if language == "en" else text.replace(",", "\u202f").replace(".", ",")
