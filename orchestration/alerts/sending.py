"""Sending digests and alerts, to the addresses of the mail settings, and never at the cost of the night.

What goes here: whether a letter goes out, and noting what was told. What does not: what it says (`digest.py`, `failure.py`).
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from ingestion.conforming.values import TIME_ZONE
from ingestion.home import Home
from ingestion.ledger import LoadRecord
from ingestion.partners import Feed
from orchestration.alerts.digest import digest_letter
from orchestration.alerts.facts import NightFacts, ReleaseState, still_so
from orchestration.alerts.failure import Failure, alert_letter
from orchestration.alerts.gathering import gather
from orchestration.alerts.told import note_told, told_before
from orchestration.mailing.letters import Letter, Say, State, post
from orchestration.mailing.settings import MailSettings, mail_settings


def send_digest(home: Home, feeds: Sequence[Feed], records: Sequence[LoadRecord], now: datetime, release: ReleaseState, say: Say) -> int:
    """Sends the digest of a night where there is something to tell; returns how many letters went out. Never raises.

    Args:
        home: the installation; without mail settings, or addresses in them, nothing happens.
        feeds: of the partners file.
        records: all loads.
        now: the night's clock.
        release: what became of the release.
        say: tells what could not be sent.
    """
    try:
        settings = mail_settings(home)
        if settings is None or not settings.digest.to:
            return 0
        return _send(home, settings, gather(home, feeds, records, now, release), now, say)
    except Exception as error:  # a digest is told about the night; it must not become what is wrong with it
        say(f"  mail: the digest could not be made ({type(error).__name__}: {error}); the next night tries again.")
        return 0


def _send(home: Home, settings: MailSettings, facts: NightFacts, now: datetime, say: Say) -> int:
    letters = []
    for language, recipients in settings.digest.by_language().items():
        told = told_before(home, language)
        if settings.digest.when == "always" or told.needs_person(facts):
            letters.append(digest_letter(told.news_in(facts), recipients, language))
        elif (kept := still_so(told, facts)) != told:
            note_told(home, language, kept)

    def keep(letter: Letter, state: State, reply: str | None) -> None:
        if state == "sent":
            note_told(home, letter.language, told_before(home, letter.language).after(facts))

    return post(settings, letters, now, say, keep)


def send_alert(home: Home, failure: Failure, now: datetime, say: Say) -> int:
    """Tells at once that a night failed; returns how many letters went out. Never raises."""
    try:
        settings = mail_settings(home)
        if settings is None or not settings.digest.to:
            return 0
        on, name = now.astimezone(ZoneInfo(TIME_ZONE)).date(), now.astimezone(UTC).strftime("%Y%m%dT%H%M%S%f")
        letters = [alert_letter(failure, on, to, language, name) for language, to in settings.digest.by_language().items()]
        return post(settings, letters, now, say, lambda letter, state, reply: None)
    except Exception as error:
        say(f"  mail: the alert could not be sent ({type(error).__name__}: {error}).")
        return 0
