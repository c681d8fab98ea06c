"""A night's beginning and its end: what is put right before its first step, and what is seen to after its last.

What goes here: the lock, the mark and the log around a night, bringing the home up to date, healing, the night's instant, closing. What
does not: the steps in between (`night.py`), how each of these things is done (`night_lock.py`, `night_mark.py`, `upkeep/`, `watching/`).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from typing import Final

from ingestion.home import Home
from ingestion.ledger import LoadRecord
from ingestion.migrations import STATE_VERSION, migrate
from ingestion.workspace import remove_leftovers
from linkage.review import settle
from orchestration.intake import open_intake
from orchestration.mailing.sending import send_receipts
from orchestration.night import Night
from orchestration.night_lock import night_lock
from orchestration.night_mark import night_mark
from orchestration.orphans import children_named
from orchestration.partner_reports import send_reports
from orchestration.progress import Progress
from orchestration.receipts import heal
from orchestration.upkeep.healing import mend_dagster, mend_ledger, mend_release, mend_rows
from orchestration.upkeep.purging import purge_if_due
from orchestration.upkeep.rewriting import finish as finish_rewriting
from orchestration.watching.log import night_log
from publishing.figures import keep_figures
from publishing.release import releases

# A clock that is put back by less is the work of a time server; the night then takes the instant of the last one.
_SET_BACK: Final = timedelta(days=1)


class ClockError(RuntimeError):
    """The clock says an instant long before the last night; nothing was done."""


@contextmanager
def open_night(
    home: Home, now: datetime, as_of: datetime | None = None, progress: Progress | None = None, *, is_now_given: bool = False
) -> Iterator[Night]:
    """Opens a night and holds the home's lock until it ends, however it ends.

    Args:
        home: the installation.
        now: the night's instant.
        as_of: what was known then is rebuilt; None for what is known now.
        progress: where it is shown.
        is_now_given: whether somebody asked for this instant; else it is the machine's clock, which may be wrong.

    Raises:
        AnotherNightRuns: at once, when another process holds the lock.
        NewerState: a newer Qutb wrote this home.
        ClockError: the clock says an instant long before the last night.
        UnhealedError: rows of loads are damaged and cannot be restored.
    """
    progress = progress or Progress()
    with night_lock(home), night_log(home, now), children_named(home) as ended, night_mark(home, now) as (mark, cut_off):
        if cut_off:
            progress.note(cut_off)
        if ended:
            progress.note(f"{ended} processes of a night that was killed were still at work; they are ended.")
        if finish_rewriting(home):
            progress.note("An exchange of keys or an erasure that was interrupted is now finished.")
        version, changed = migrate(home)
        if changed:
            progress.note(f"{home.root} was brought from state {version} to {STATE_VERSION}; {changed} files were changed.")
        remove_leftovers(home)
        ledger = mend_ledger(home, now)
        for mended in ledger.told:
            progress.note(mended)
        for mended in (*mend_release(home, now), *mend_dagster(home, now)):
            progress.note(mended)
        keep_figures(home)
        with open_intake(home, now, ledger.records) as intake:
            if not is_now_given:
                now = _instant(home, intake.records, now, progress)
                intake.now = now
            night = Night(home, now, as_of or now, as_of is not None, intake, progress=progress, mark=mark)
            for record in mend_rows(intake, night.feeds, progress.note):
                night.tell(record)
            for problem in settle(home, now):
                night.progress.note(problem.text("en"))
            if healed := heal(home, intake.records, night.feeds, now):
                night.progress.note(f"Receipts that were missing and are now written: {healed}.")
            yield night
            mark.at("Closing")
            intake.ledger.keep_copy()
            night.render_data_docs()  # of a night that ends without a release, and of one that was killed
            send_receipts(home, intake.records, night.feeds, now, night.progress.note)
            if not night.is_as_of_given:
                send_reports(home, night.feeds, now, night.progress.note)
                purge_if_due(home, now, intake.records, night.progress.note)


def _instant(home: Home, records: Sequence[LoadRecord], now: datetime, progress: Progress) -> datetime:
    """The night's instant: never before the last one's, or what was taken in then would not be known (docs/adr/0020-clock.md).

    Raises:
        ClockError: when the clock was put back by more than a day.
    """
    built = (datetime.fromisoformat(release.built_at) for release in releases(home))
    last = max((*(record.loaded_at for record in records), *built), default=now)
    if now >= last:
        return now
    said = f"The clock says {now.astimezone(UTC):%Y-%m-%d %H:%M} UTC, before the last night of {last.astimezone(UTC):%Y-%m-%d %H:%M} UTC."
    if now < last - _SET_BACK:
        raise ClockError(
            f"{said} Nothing was done. Set the clock (`timedatectl`) and run the night again; if it was wrong that night, see “The clock” "
            f"in docs/runbook.md."
        )
    progress.note(f"{said} This night goes by the later one.")
    return last
