"""Monthly reports put where they are read: `reports/<YYYY-MM>/`, one page a partner, two over all; then mailed, once.

What goes here: which month is due, writing its pages whole, sending them. What does not: what a report says (`quality.partner_report`).
"""

from __future__ import annotations

import json
import os
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final
from zoneinfo import ZoneInfo

from ingestion.conforming.values import TIME_ZONE
from ingestion.home import Home, placed
from ingestion.messages import Language
from ingestion.partners import Feed, Partner
from orchestration.mailing.letters import Attachment, Letter, Say, State, post
from orchestration.mailing.sending import Outcome
from orchestration.mailing.settings import MailConfigError, mail_settings
from publishing.release import published_release

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

REPORT_DAY: Final = 12  # by then the feeds of a month are due
MADE_FILE: Final = "made.json"
INDEX_LANGUAGES: Final[tuple[Language, ...]] = ("fr", "ar")
DAY_VARIABLE: Final = "QUTB_REPORT_DAY"
_LAST_DAY: Final = 28


class ReportError(RuntimeError):
    """A report that cannot be made; the message says what to do."""


def report_day() -> int:
    """The day of the month from which the report on the month before is made: `QUTB_REPORT_DAY`, else the 12th.

    Raises:
        ReportError: when the variable is not a day that each month has.
    """
    told = os.environ.get(DAY_VARIABLE)
    if told is None:
        return REPORT_DAY
    if not told.isdecimal() or not 1 <= int(told) <= _LAST_DAY:
        raise ReportError(f"{DAY_VARIABLE} is a day from 1 to {_LAST_DAY}, not {told!r}.")
    return int(told)


def month_due(now: datetime) -> date:
    """The month whose reports should be there by now: the last full one, or before the report's day the one before it."""
    this = now.astimezone(ZoneInfo(TIME_ZONE)).date()
    before = _month_before(this)
    return before if this.day >= report_day() else _month_before(before)


def partners_of(feeds: Sequence[Feed]) -> tuple[Partner, ...]:
    """The partners of the feeds, in their order."""
    return tuple({feed.partner.id: feed.partner for feed in feeds}.values())


def make_due_reports(home: Home, feeds: Sequence[Feed], now: datetime) -> Path | None:
    """Makes the reports of the month that is due, once; None when they are there, or the warehouse says nothing of that month.

    A process killed in between leaves whole pages and no mark, and the next night makes them all again.
    """
    month = month_due(now)
    if (folder_of(home, month) / MADE_FILE).exists():
        return None
    pages = make_reports(home, partners_of(feeds), month)
    if not pages:
        return None
    release = published_release(home)
    made = {"made_at": now.astimezone(UTC).isoformat(), "release": release.id if release else None, "partners": sorted(pages)}
    with placed(folder_of(home, month) / MADE_FILE) as temporary:
        temporary.write_text(json.dumps(made, ensure_ascii=False, indent=1), encoding="utf-8")
    return folder_of(home, month)


def make_reports(home: Home, partners: Sequence[Partner], month: date) -> dict[str, Path]:
    """Makes the pages of a month for all partners and the two over all of them; partners of whom nothing is known have none.

    Raises:
        ReportError: when nothing is published, or by a version without scorecards.
    """
    from quality.partner_report.gathering import MONTHS_SHOWN, month_scores
    from quality.partner_report.index import index_html

    with _published(home) as (connection, made_on):
        there = {scores.partner for scores in month_scores(connection, month)}
        pages = {
            partner.id: _write(home, connection, partner, month, made_on, partner.language) for partner in partners if partner.id in there
        }
        if pages:
            scores = month_scores(connection, month, MONTHS_SHOWN)
            for language in INDEX_LANGUAGES:
                with_page = [partner for partner in partners if partner.id in pages]
                _put(folder_of(home, month) / f"index.{language}.html", index_html(scores, with_page, month, made_on, language))
    return pages


def make_report(home: Home, partner: Partner, month: date, language: Language) -> Path:
    """Makes one partner's page in a language.

    Raises:
        ReportError: when nothing is published, or nothing is known of that partner and month.
    """
    with _published(home) as (connection, made_on):
        return _write(home, connection, partner, month, made_on, language)


def send_reports(home: Home, feeds: Sequence[Feed], now: datetime, say: Say) -> int:
    """Mails the reports of the month that is due to the partners' addresses, each once; returns how many went out. Never raises."""
    try:
        settings = mail_settings(home)
        month = month_due(now)
        folder = folder_of(home, month)
        if settings is None or not (folder / MADE_FILE).exists():
            return 0
        # Set up later than 35 days after the month was due, mail is no news any more.
        made_at = datetime.fromisoformat(json.loads((folder / MADE_FILE).read_text(encoding="utf-8"))["made_at"])
        if made_at < now - timedelta(days=35):
            return 0
        letters = {}
        for partner in partners_of(feeds):
            recipients = settings.recipients.get(partner.id, partner.contacts)
            if recipients and (folder / f"{partner.id}.html").exists() and not _is_settled(folder, partner, recipients):
                letters[partner.id] = _letter(folder, partner, month, recipients)
        by_letter = {letter.id: partner for partner, letter in letters.items()}

        def keep(letter: Letter, state: State, reply: str | None) -> None:
            message_id = f"<{letter.id}@{settings.sender.rsplit('@', 1)[1]}>"
            outcome = Outcome(state, message_id, letter.recipients, now.astimezone(UTC).isoformat(), reply)
            with placed(_sent_file(folder, by_letter[letter.id])) as temporary:
                temporary.write_text(json.dumps(asdict(outcome), ensure_ascii=False, indent=1), encoding="utf-8")

        return post(settings, list(letters.values()), now, say, keep)
    except (MailConfigError, ReportError) as error:
        say(f"  mail: {error}")
    except Exception as error:  # a report is told about the night; it must not become what is wrong with it
        say(f"  mail: monthly reports could not be sent ({type(error).__name__}: {error}); the next night tries again.")
    return 0


def folder_of(home: Home, month: date) -> Path:
    """Where a month's reports are, or will be."""
    return home.folder("reports") / f"{month:%Y-%m}"


@contextmanager
def _published(home: Home) -> Iterator[tuple[DuckDBPyConnection, date]]:
    """The published warehouse, for reading, and the local day as of which it knows."""
    import duckdb

    from quality.partner_report.gathering import NoReportError, has_scores

    release = published_release(home)
    if release is None:
        raise ReportError("Nothing is published yet; run `qutb nightly`.")
    as_of = datetime.fromisoformat(release.as_of).astimezone(ZoneInfo(TIME_ZONE)).date()
    with duckdb.connect(str(home.published), read_only=True) as connection:
        if not has_scores(connection):
            raise ReportError(f"Release {release.id} was made before there were scorecards; the next release has them.")
        try:
            yield connection, as_of
        except NoReportError as error:
            raise ReportError(str(error)) from error


def _write(home: Home, connection: DuckDBPyConnection, partner: Partner, month: date, made_on: date, language: Language) -> Path:
    """Writes a partner's page, and beside it the text that a mail carries."""
    from quality.partner_report.gathering import partner_report
    from quality.partner_report.page import html, text

    report = partner_report(connection, partner, month, made_on)
    name = partner.id if language == partner.language else f"{partner.id}.{language}"
    _put(folder_of(home, month) / f"{name}.txt", text(report, language))
    return _put(folder_of(home, month) / f"{name}.html", html(report, language))


def _put(path: Path, content: str) -> Path:
    with placed(path) as temporary:
        temporary.write_text(content, encoding="utf-8")
    return path


def _letter(folder: Path, partner: Partner, month: date, recipients: tuple[str, ...]) -> Letter:
    from quality.partner_report import sentences as say

    language = partner.language
    page = (folder / f"{partner.id}.html").read_bytes()
    title = say.TITLE.text(language).format(month=say.month_text(month, language))
    text = (folder / f"{partner.id}.txt").read_text(encoding="utf-8")
    name = f"{say.FILE_NAME.text(language)}-{partner.id}-{month:%Y-%m}.html"
    what = f"the report of {partner.id} for {month:%Y-%m}"
    return Letter(
        id=f"report-{partner.id}-{month:%Y-%m}",
        what=what,
        recipients=recipients,
        language=language,
        subject=f"Qutb – {title}",
        text=text,
        attached=(Attachment(name, page, "html"),),
    )


def _is_settled(folder: Path, partner: Partner, recipients: tuple[str, ...]) -> bool:
    """Whether the report went out, or was refused for good to these very recipients."""
    try:
        kept: dict[str, Any] = json.loads(_sent_file(folder, partner.id).read_text(encoding="utf-8"))
        return bool(kept["state"] == "sent" or kept["recipients"] == list(recipients))
    except (FileNotFoundError, ValueError, KeyError, TypeError):
        return False


def _sent_file(folder: Path, partner: str) -> Path:
    return folder / f"{partner}.sent.json"


def _month_before(day: date) -> date:
    return (day.replace(day=1) - timedelta(days=1)).replace(day=1)
