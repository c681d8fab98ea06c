"""One night: its lock, its clock, what it reads and what it builds. The Dagster assets and the command both work on it.

What goes here: the state that the steps of one night share. What does not: Dagster (`defs/`), printing (`cli.py`).
"""

from __future__ import annotations

import hashlib
import shutil
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from itertools import groupby
from pathlib import Path
from typing import Any, Final
from zoneinfo import ZoneInfo

from filelock import FileLock, Timeout

from ingestion.channels.channel import Outcome
from ingestion.channels.fetching import fetch_all
from ingestion.conforming.values import TIME_ZONE
from ingestion.delivery import Arrival, Stray
from ingestion.home import Home
from ingestion.ledger import LoadRecord
from ingestion.migrations import STATE_VERSION, migrate
from ingestion.partners import Feed, load_feeds
from ingestion.removals import erasure_notes
from ingestion.workspace import remove_leftovers
from linkage.decisions import decided_at
from linkage.review import settle, write_review
from orchestration.audit import Audit, NotReleased, audit_build, write_audit
from orchestration.audit_results import write_results
from orchestration.build import Run, build_path, known_at, make_build_database
from orchestration.channel_outcomes import failing_channels, note_channels
from orchestration.dbt_sources import project_fingerprint
from orchestration.feed_status import feed_statuses
from orchestration.intake import Intake, in_loading_order, open_intake
from orchestration.mailing.sending import send_receipts
from orchestration.night_mark import NightMark, night_mark
from orchestration.organisation_pairs import doubtful_pairs
from orchestration.orphans import children_named
from orchestration.partner_reports import send_reports
from orchestration.progress import Progress
from orchestration.receipts import heal
from orchestration.replay import Again, check_archived, replay
from orchestration.revisions import Plan, compared_release, keep_stage, last_publication, plan, stage_files
from orchestration.upkeep.healing import mend_dagster, mend_ledger, mend_release, mend_rows
from orchestration.upkeep.purging import purge_if_due
from orchestration.upkeep.retention import newest_kept
from orchestration.upkeep.rewriting import finish as finish_rewriting
from orchestration.watching.log import night_log
from publishing.figures import keep_figures, kept_figures
from publishing.release import Release, free_release_id, make_release, publish, releases, remove_old_releases
from quality.acceptances import acceptances
from quality.data_docs_pages import render_missing

# A clock that is put back by less is the work of a time server; the night then takes the instant of the last one.
_SET_BACK: Final = timedelta(days=1)


class AnotherNightRuns(RuntimeError):
    """The lock of this home is held by another process."""


class ClockError(RuntimeError):
    """The clock says an instant long before the last night; nothing was done."""


@dataclass
class Night:
    """The work of one night on one home. Open it with `open_night`, which holds the lock."""

    home: Home
    now: datetime
    as_of: datetime
    is_as_of_given: bool
    intake: Intake
    feeds: tuple[Feed, ...] = field(default_factory=load_feeds)
    progress: Progress = field(default_factory=Progress)
    mark: NightMark | None = None
    loaded: list[LoadRecord] = field(default_factory=list)
    strays: list[Stray] = field(default_factory=list)
    channels: list[Outcome] | None = None
    release: Release | None = None
    audit: Audit | None = None
    _arrivals: list[Arrival] | None = None
    _run: Run | None = None
    _revisions: Plan | None = None

    def step(self, what: str) -> None:
        """Another step of the night begins: shown, and marked for the case that it is the last one."""
        if self.mark is not None:
            self.mark.at(what)
        self.progress.step(what)

    def fetch(self, feeds: Sequence[Feed] | None = None) -> None:
        """Fetches what partners hold ready on their own servers and lands it in the inbox, once a night; never raises.

        Args:
            feeds: whose channels are read; all when None.
        """
        if self.channels is None:
            self.channels = fetch_all(self.home, self.feeds if feeds is None else feeds, self.now, self.progress.note)
            note_channels(self.home, self.channels)

    @property
    def arrivals(self) -> list[Arrival]:
        """New files of the inbox, fetched and scanned once a night, in the order in which they are loaded."""
        if self._arrivals is None:
            self.fetch()
            found, self.strays = self.intake.inbox.scan(self.feeds, self.now)
            self._arrivals = in_loading_order(found)
        return self._arrivals

    def arrivals_of(self, feed: Feed) -> list[Arrival]:
        """New files of one feed."""
        return [arrival for arrival in self.arrivals if arrival.feed.id == feed.id]

    def take_in(self, feed: Feed) -> list[LoadRecord]:
        """Loads what is new of one feed."""
        arrivals = self.arrivals_of(feed)
        if not arrivals:
            return []
        if self.mark is not None:
            self.mark.at(f"Taking in {feed.id}")
        self.progress.feed_begins(feed.id, len(arrivals))
        loaded = self.intake.take_in(arrivals, self.tell)
        self.progress.feed_ends()
        return loaded

    def take_in_again(self, deliveries: Sequence[Again]) -> None:
        """Loads archived deliveries again.

        Raises:
            ReplayError: when the archive lacks an original; then nothing is done.
        """
        check_archived(self.intake.archive, deliveries)
        for feed_id, group in groupby(deliveries, key=lambda each: each.feed.id):
            some = list(group)
            self.progress.feed_begins(feed_id, len(some))
            replay(self.intake, some, self.tell)
            self.progress.feed_ends()

    def tell(self, record: LoadRecord) -> None:
        """Notes a new load and shows it."""
        self.loaded.append(record)
        self.progress.loaded(record)

    @property
    def run(self) -> Run:
        """The release to be built: its name is settled when it is first asked for."""
        if self._run is None:
            self._run = Run(free_release_id(self.home, self.now), self.as_of, self.revisions.last_cause)
        return self._run

    @property
    def revisions(self) -> Plan:
        """What came since the last publication. A look back at some day publishes nothing, so that nothing is to be explained."""
        if self._revisions is None:
            last = None if self.is_as_of_given else last_publication(self.home)
            self._revisions = plan(last, self.intake.records, self.now, project_fingerprint(), self._decisions())
        return self._revisions

    def make_build_database(self) -> Path:
        """Makes the database on which dbt builds."""
        self.step("Building and checking the warehouse")
        self.intake.note_answers()
        known = known_at(self.intake.records, self.as_of)
        stages = stage_files(self._stages, self.revisions)
        return make_build_database(self.home, self.run, known, self.feeds, kept_figures(self.home), stages)

    def build_stages(self, build: Callable[[], None]) -> None:
        """Builds the states between the last release and this one, when several causes of change came together.

        Args:
            build: makes the figures, and no more, on the build database.
        """
        shutil.rmtree(self._stages, ignore_errors=True)
        for stage in self.revisions.stages:
            self.step(f"What has changed by {stage.cause.replace('_', ' ')}")
            known = stage.knowledge
            run = Run(self.run.release_id, known.as_of, decisions_as_of=known.decisions_as_of)
            make_build_database(self.home, run, known.records, self.feeds)
            build()
            keep_stage(build_path(self.home), stage, self._stages)
        if self.revisions.stages:
            self.make_build_database()

    @property
    def _stages(self) -> Path:
        return self.home.folder("build") / "stages"

    def fingerprint(self) -> str:
        """A hash of all that decides what is published: the project, the loads known, what the calendar has made late, the channels that
        fail, and what persons have decided and accepted.

        The day itself does not count, except at a month's end, where cohorts come of age.
        """
        today = self.as_of.astimezone(ZoneInfo(TIME_ZONE)).date()
        late = [s.feed.id for s in feed_statuses(self.feeds, self.intake.records, self.as_of) if s.state != "received"]
        moment = self.as_of.isoformat() if self.is_as_of_given else str(today if today.day >= 28 else today.replace(day=1))
        loads = sorted(record.load_id for record in known_at(self.intake.records, self.as_of))
        failing = failing_channels(self.home, self.as_of)
        accepted = [each.id for each in acceptances(self.home, self.as_of)]
        parts = [project_fingerprint(), moment, *late, "", *loads, "", self._decisions(), "", *failing, "", *accepted]
        # After a person was erased nothing made before it stands; where nobody was, the hash stays what it was.
        parts += [f"erased {note.erased_at.isoformat()}" for note in erasure_notes(self.home)]
        return hashlib.sha256("\n".join(parts).encode()).hexdigest()

    def _decisions(self) -> str:
        """A hash of what persons have decided on who is who."""
        decided = [repr(sorted(decision.items())) for decision in decided_at(self.home, self.as_of)]
        return hashlib.sha256("\n".join(decided).encode()).hexdigest()

    def standing_release(self) -> Release | None:
        """The last release built, when it was built from just what is known now; then there is nothing to build."""
        last = max(releases(self.home), key=lambda release: (release.built_at, release.id), default=None)
        return last if last and not self.arrivals and last.fingerprint == self.fingerprint() else None

    def render_data_docs(self) -> int:
        """Makes the pages of Great Expectations' verdicts that are still to be made; returns their number.

        The release is up and right: a page that cannot be made is told, and costs neither the night nor the receipts after it.
        """
        try:
            return render_missing(self.home, newest_kept(self.home, "data_docs"))
        except Exception as error:
            self.progress.note(f"  data docs: pages could not be made ({type(error).__name__}: {error}); the next night tries again.")
            return 0

    def audit_build(self) -> Audit:
        """Audits the build. A look back at some day is compared with no release: it publishes nothing.

        Raises:
            NotReleased: when the build is of another night.
        """
        from quality.engine import Engine

        self.step("Auditing")
        last = None if self.is_as_of_given else compared_release(self.home)
        self.audit = audit_build(self.home, self.run.release_id, self.now, last, Engine)
        write_audit(self.home, self.audit, False, self.now)
        return self.audit

    def put_up(self) -> Release:
        """Makes the release of the audited build and switches readers to it.

        Raises:
            NotReleased: when the audit did not pass.
        """
        audit = self._passed_audit()
        self.step("Releasing")
        planned = self._planned_release(audit)
        write_results(build_path(self.home), audit)
        self.release = make_release(self.home, build_path(self.home), planned)
        keep_figures(self.home)
        # Before the switch: a night killed in between is finished by the next one, which then has nothing to build.
        if not self.is_as_of_given:
            write_review(self.home, doubtful_pairs(build_path(self.home)))
        publish(self.home, self.release.id)
        write_audit(self.home, audit, True, self.now)
        remove_old_releases(self.home, newest_kept(self.home, "releases"))
        return self.release

    def keep_aside(self, folder: Path) -> Release:
        """Makes the release of the audited build in a folder of its own: readers and releases stay as they are.

        Args:
            folder: where; what is there is replaced.

        Raises:
            NotReleased: when the audit did not pass.
        """
        audit = self._passed_audit()
        write_results(build_path(self.home), audit)
        return make_release(self.home, build_path(self.home), self._planned_release(audit), folder)

    def _passed_audit(self) -> Audit:
        audit = self.audit or self.audit_build()
        if not audit.passed:
            names = ", ".join(check.name for check in audit.failed if check.stops)
            raise NotReleased(f"The build did not pass its audit ({names}). The last release stays up.")
        return audit

    def _planned_release(self, audit: Audit) -> Release:
        refused = sum(record.verdict == "refused" for record in self.loaded)
        facts: dict[str, Any] = {
            "deliveries": len(self.loaded),
            "refused": refused,
            "rejected_rows": sum(r.rows_rejected for r in self.loaded),
        }
        facts["rules"] = project_fingerprint()
        facts["decisions"] = self._decisions()
        facts["audit"] = audit.facts
        return Release(
            self.run.release_id, self.now.astimezone(UTC).isoformat(), self.as_of.astimezone(UTC).isoformat(), self.fingerprint(), facts
        )


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
        for mended in mend_ledger(home, now):
            progress.note(mended)
        for mended in (*mend_release(home, now), *mend_dagster(home, now)):
            progress.note(mended)
        keep_figures(home)
        with open_intake(home, now) as intake:
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


@contextmanager
def night_lock(home: Home, wait_seconds: float = 0.3) -> Iterator[None]:
    """Holds the home's lock; the system frees it when the process dies.

    Args:
        home: whose lock.
        wait_seconds: for one that only asks whether a night runs (`is_night_running`), and holds it for an instant.

    Raises:
        AnotherNightRuns: when another process holds it.
    """
    lock = FileLock(home.folder("build") / "night.lock")
    try:
        lock.acquire(timeout=wait_seconds, poll_interval=0.02)
    except Timeout as error:
        raise AnotherNightRuns(f"Another night is running on {home.root}.") from error
    try:
        yield
    finally:
        lock.release()


def is_night_running(home: Home) -> bool:
    """Whether a process holds the lock now."""
    try:
        with night_lock(home, wait_seconds=0):
            return False
    except AnotherNightRuns:
        return True
