"""The alert that a night failed: which step, what it said, what to do.

What goes here: the letter, and taking secrets and identities out of what an error said. What does not: noticing the failure (`nightly`,
`defs.sensors`).
"""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Final

from ingestion.drift import masked
from ingestion.messages import Language
from ingestion.private_files import without_secrets
from ingestion.wording import day, shown
from orchestration.alerts import sentences as say
from orchestration.mailing.letters import Letter

_MOST_LETTERS: Final = 600


@dataclass(frozen=True, slots=True)
class Failure:
    """A night that failed: `step` as Dagster calls it, or `night` for what lies outside its steps; `reason` is what the error said."""

    step: str
    reason: str


def failure_of(error: BaseException) -> Failure:
    """A failure outside the steps."""
    return Failure("night", f"{type(error).__name__}: {error}")


def alert_letter(failure: Failure, on: date, recipients: tuple[str, ...], language: Language, name: str) -> Letter:
    """The letter about a failure.

    Args:
        failure: what failed.
        on: the local day.
        recipients: addresses.
        language: of the letter; what the error said stays as it is.
        name: what makes its message id one of its own.
    """
    title = say.FAILED_SUBJECT.text(language).format(day=day(on, language))
    colon = "\u00a0: " if language == "fr" else ": "
    lines = [
        say.HOUSE.text(language),
        title,
        "",
        f"{say.FAILED_STEP.text(language)}{colon}{shown(failure.step, language)}",
        f"{say.FAILED_WHY.text(language)}{colon}{shown(harmless(failure.reason), language, _MOST_LETTERS)}",
        "",
        say.FAILED_STANDS.text(language),
        say.FAILED_NEXT.text(language),
    ]
    return Letter(f"alert-{name}-{language}", f"the alert ({language})", recipients, language, f"Qutb – {title}", "\n".join(lines) + "\n")


def harmless(reason: str, environment: Mapping[str, str] = os.environ) -> str:
    """What an error said, without passwords, tokens, and what tells who a person is."""
    return masked(without_secrets(reason, environment))
