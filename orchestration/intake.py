"""Intake: prepare, judge, commit, in this order, for every new file of the inbox; then the partner's receipt.

What goes here: the one place where the three steps of a load are wired together. What does not: any of the steps, the ledger's
entry (`load_records.py`), what comes before what (`loading_order.py`).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import Future, ThreadPoolExecutor, wait
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field, replace
from datetime import datetime
from pathlib import Path

from ingestion.archive import Archive
from ingestion.checksums import sha256_of
from ingestion.conforming.split import quarantine_all
from ingestion.contract import Contract, load_contracts
from ingestion.delivery import Arrival, Inbox
from ingestion.home import Home
from ingestion.lake import keep_rows, put_in_place
from ingestion.ledger import Ledger, LoadRecord
from ingestion.periods import Period
from ingestion.prepare import Prepared, Request, period_of_name, prepare
from ingestion.steps import Stopwatch
from ingestion.workspace import Workspace, open_workspace
from orchestration.examining import Judged, examined
from orchestration.load_records import load_record
from orchestration.loading_order import batches
from orchestration.receipts import try_to_deliver
from orchestration.step_journal import Noted, StepJournal
from orchestration.step_outcomes import steps_of
from quality.data_docs import ResultKeeper
from quality.engine import Engine
from quality.judge import Judgement, judge_all


@dataclass(frozen=True, slots=True)
class _Waiting:
    """A prepared load that waits for its verdict."""

    arrival: Arrival
    sha256: str
    prepared: Prepared
    questions: tuple[str, ...]
    archived: Future[bool]


@dataclass(frozen=True, slots=True)
class Original:
    """An archived original to be loaded again: the file as it arrived, and the load that it becomes.

    `arrival.path` is the opened original; name and instant of receipt are those of the delivery, and so is `period`.
    """

    arrival: Arrival
    sha256: str
    period: Period
    load_number: int
    questions: tuple[str, ...] = ()


@dataclass
class Intake:
    """The loads of one night: opened once, used for one feed after another.

    Great Expectations is imported when the first load needs it. `spoilt` are Parquet files that are damaged and must not be read.
    """

    home: Home
    now: datetime
    ledger: Ledger
    inbox: Inbox
    records: list[LoadRecord]
    closing: ExitStack
    spoilt: set[str] = field(default_factory=set)
    _pending: list[_Waiting] = field(default_factory=list)
    _workspace: Workspace | None = field(default=None)
    _engine: Engine | None = field(default=None)
    _archive: Archive | None = field(default=None)
    _archiving_pool: ThreadPoolExecutor | None = field(default=None)
    _answers: list[Future[Noted]] = field(default_factory=list)
    _answering_pool: ThreadPoolExecutor | None = field(default=None)
    _answered: list[Noted] = field(default_factory=list)

    def take_in(self, arrivals: Sequence[Arrival], told: Callable[[LoadRecord], None] = lambda record: None) -> list[LoadRecord]:
        """Loads files in the order given, those of one feed together; returns the new loads.

        Args:
            arrivals: new files; referenced contracts first.
            told: called after each load, for progress.
        """
        loaded = []
        for batch in batches(arrivals, lambda arrival: (arrival.feed.id, arrival.size)):
            try:
                prepared = [one for arrival in batch if (one := self._prepare(arrival)) is not None]
                loaded += self._finish(prepared, told)
            finally:
                self._pending.clear()  # also when it failed: the step may be tried again, and nothing of it is in yet
        self._wait_for_answers()
        self.inbox.save()
        return loaded

    def take_in_again(
        self, originals: Sequence[Original], told: Callable[[LoadRecord], None] = lambda record: None, restores: str | None = None
    ) -> list[LoadRecord]:
        """Loads archived originals of one feed anew under today's contract, each as a further load of its delivery.

        Args:
            originals: the files.
            told: called after each load, for progress.
            restores: the load whose rows were lost and in whose place the new one stands.
        """
        if restores is not None:
            self.records[:] = [record for record in self.records if record.load_id != restores]
        loaded = self._finish([self._prepare_again(original) for original in originals], told, restores)
        self._wait_for_answers()  # an annotated copy is made from the opened original, which is gone when this returns
        return loaded

    def restore(self, original: Original, record: LoadRecord) -> bool:
        """Writes the damaged Parquet files of a load anew from its original; false where today they would be others, and nothing is done.

        Args:
            original: the file, and the number of the load.
            record: the load.
        """
        prepared = self.prepared_again(replace(original, load_number=record.load_number))
        accepted, quarantine = prepared.accepted_file, prepared.quarantine_file
        if record.verdict == "refused" and accepted and quarantine:
            quarantine_all(
                self.workspace.connection, accepted, quarantine, (record.reasons["fr"], record.reasons["ar"], record.reasons["en"])
            )
        staged = {record.lake_file: accepted, record.quarantine_file: quarantine}
        made = [(path, file, digest) for file, digest in record.files if (path := staged[file]) is not None and path.exists()]
        if len(made) < len(record.files) or any(sha256_of(path) != digest for path, _, digest in made):
            return False
        for path, file, _ in made:
            put_in_place(path, self.home.root / file)
            self.spoilt.discard(file)
        return True

    def _wait_for_answers(self) -> None:
        wait(self._answers)
        self._answered += [answer.result() for answer in self._answers if answer.exception() is None]
        self._answers.clear()

    def note_answers(self) -> None:
        """Notes the receipts written so far in the journal of steps: once a night, for it is one file."""
        StepJournal(self.home).note(self._answered)
        self._answered.clear()

    def _finish(self, prepared: Sequence[_Waiting], told: Callable[[LoadRecord], None], restores: str | None = None) -> list[LoadRecord]:
        """Judges prepared loads of one feed and commits them."""
        loaded = []
        watch = Stopwatch()
        judgements = judge_all([one.prepared for one in prepared], lambda: self.engine)
        judged = sum(one.prepared.refusal is None for one in prepared)
        judgements = self._examine(prepared, judgements)
        watch.lap("judge")
        for one, judgement in zip(prepared, judgements, strict=True):
            if not self._is_what_was_read(one):
                continue
            record = self._commit(one, judgement, watch.seconds["judge"] / max(judged, 1), restores)
            loaded.append(record)
            told(record)
        return loaded

    def _is_what_was_read(self, waiting: _Waiting) -> bool:
        """Whether the file is still the one that was seen; if not, it is left for the next time, as one still being written."""
        try:
            is_new = waiting.archived.result()
        except OSError:
            if waiting.arrival.is_as_seen():
                raise
            return False
        if waiting.arrival.is_as_seen():
            return True
        if is_new:
            self.archive.drop(waiting.sha256)
        return False

    def _examine(self, prepared: Sequence[_Waiting], judgements: Sequence[Judgement]) -> list[Judgement]:
        """Holds good loads against what their feed delivered before."""
        if not prepared:
            return []
        judged = [
            Judged(
                load_record(one.prepared, judgement, one.arrival, one.sha256, self.now, one.questions),
                judgement,
                one.prepared.accepted_file,
            )
            for one, judgement in zip(prepared, judgements, strict=True)
        ]
        return examined(self.workspace.connection, self.home, prepared[0].prepared.contract, judged, self.records)

    def prepared_again(self, original: Original) -> Prepared:
        """What reading an original gives today; nothing is kept of it."""
        return self._prepare_again(original).prepared

    def _prepare_again(self, original: Original) -> _Waiting:
        arrival, sha256 = original.arrival, original.sha256
        contract = load_contracts()[arrival.feed.contract]
        request = Request(
            arrival.path, arrival.name, arrival.feed, contract, sha256, arrival.received_at, original.load_number, original.period
        )
        archived = self._archiving.submit(self.archive.keep, arrival.path, sha256)
        return _Waiting(arrival, sha256, prepare(request, self.workspace, self._known_files(contract)), original.questions, archived)

    def _prepare(self, arrival: Arrival) -> _Waiting | None:
        """Prepares a file; None when its delivery is there already, or it is no longer the file that was seen."""
        if not arrival.is_as_seen():
            return None
        contract = load_contracts()[arrival.feed.contract]
        sha256 = sha256_of(arrival.path)
        feed = (arrival.feed.partner.id, contract.name)
        same_bytes = [
            (record.delivery_id, record.period_start, record.verdict == "accepted" and record.rows_read == 0)
            for record in self.records
            if record.file_sha256 == sha256 and (record.partner, record.contract) == feed
        ] + [
            (one.prepared.delivery_id, one.prepared.period.start, _says_nothing(one.prepared))
            for one in self._pending
            if one.sha256 == sha256 and (one.arrival.feed.partner.id, one.arrival.feed.contract) == feed
        ]
        named = period_of_name(arrival.name, arrival.feed, contract)
        for delivery, period_start, is_empty in same_bytes:
            # Of two files without a row only their period tells whether they say the same.
            if (named is None and not is_empty) or (named is not None and named.start == period_start):
                self.inbox.settle(arrival, delivery)
                return None
        archived = self._archiving.submit(self.archive.keep, arrival.path, sha256)
        request = Request(arrival.path, arrival.name, arrival.feed, contract, sha256, arrival.received_at)
        prepared = prepare(request, self.workspace, self._known_files(contract))
        if prepared.delivery_id in (delivery for delivery, *_ in same_bytes):
            self.inbox.settle(arrival, prepared.delivery_id)
            return None
        questions = () if _says_nothing(prepared) else tuple(dict.fromkeys(delivery for delivery, *_ in same_bytes))
        waiting = _Waiting(arrival, sha256, prepared, questions, archived)
        self._pending.append(waiting)
        return waiting

    @property
    def workspace(self) -> Workspace:
        """The night's DuckDB, opened on first use: a night with nothing new needs none."""
        if self._workspace is None:
            self._workspace = self.closing.enter_context(open_workspace(self.home))
        return self._workspace

    @property
    def engine(self) -> Engine:
        """The night's Great Expectations, made on first use."""
        if self._engine is None:
            self._engine = Engine(self.workspace.connection, ResultKeeper(self.home, self.now))
        return self._engine

    def _commit(self, waiting: _Waiting, judgement: Judgement, judge_seconds: float, restores: str | None) -> LoadRecord:
        watch = Stopwatch({"judge": judge_seconds})
        arrival, prepared = waiting.arrival, waiting.prepared
        accepted, quarantine = prepared.accepted_file, prepared.quarantine_file
        refused = judgement.verdict == "refused"
        if refused and accepted and quarantine and judgement.reason:
            reason = judgement.reason
            quarantine_all(self.workspace.connection, accepted, quarantine, (reason.fr, reason.ar, reason.en))
        record = load_record(prepared, judgement, arrival, waiting.sha256, self.now, waiting.questions)
        staged = None if refused else accepted
        record = keep_rows(self.home, record, staged, quarantine if record.quarantine_file else None)
        watch.lap("commit")
        record = replace(record, steps=steps_of(prepared, judgement, watch.seconds), restores=restores)
        self.ledger.write(record)
        self.records.append(record)
        if record.load_number == 1:
            self.inbox.settle(arrival, record.delivery_id)
        self._answers.append(self._answering.submit(try_to_deliver, self.home, record, arrival.feed, arrival.original, self.now))
        return record

    @property
    def archive(self) -> Archive:
        """The archive of originals, opened on first use."""
        if self._archive is None:
            self._archive = Archive(self.home)
        return self._archive

    @property
    def _archiving(self) -> ThreadPoolExecutor:
        """Originals are encrypted beside the reading; a load is committed only after its original is safe."""
        if self._archiving_pool is None:
            self._archiving_pool = self.closing.enter_context(ThreadPoolExecutor(max_workers=1))
        return self._archiving_pool

    @property
    def _answering(self) -> ThreadPoolExecutor:
        """Receipts are written beside the reading of the next file: they mostly wait for the disk."""
        if self._answering_pool is None:
            self._answering_pool = self.closing.enter_context(ThreadPoolExecutor(max_workers=1))
        return self._answering_pool

    def _known_files(self, contract: Contract) -> Mapping[str, Sequence[Path]]:
        return {
            reference.contract: [
                self.home.root / record.lake_file
                for record in self.records
                if record.contract == reference.contract and record.lake_file is not None and record.lake_file not in self.spoilt
            ]
            for reference in contract.references
        }


@contextmanager
def open_intake(home: Home, now: datetime, records: Sequence[LoadRecord] | None = None) -> Iterator[Intake]:
    """Opens the intake of one night.

    Args:
        home: the installation.
        now: the night's instant.
        records: the ledger's entries, where they were read just now under the same lock; None to read them.
    """
    ledger = Ledger(home)
    with ExitStack() as closing:
        intake = Intake(home, now, ledger, Inbox(home), ledger.entries() if records is None else list(records), closing)
        closing.callback(intake.note_answers)
        yield intake


def _says_nothing(prepared: Prepared) -> bool:
    """Whether the file says that nothing happened; all files that say so have the same bytes."""
    return prepared.contract.allows_no_rows and prepared.refusal is None and prepared.rows_read == 0
