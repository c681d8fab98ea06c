"""A dry run: what would become of a file, without keys, lock or home.

What goes here: the first two steps of a load on a file anywhere, in a folder that is gone afterwards. What does not: arguments
and printing (`commands/check.py`).
"""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from ingestion.checksums import sha256_of
from ingestion.conforming.split import quarantine_all
from ingestion.contract import CONTRACTS_FOLDER, Contract, load_contract
from ingestion.delivery import Arrival
from ingestion.home import Home
from ingestion.identity import passing_key
from ingestion.ledger import Ledger
from ingestion.partners import Feed
from ingestion.prepare import Prepared, Request, prepare
from ingestion.workspace import Workspace, open_workspace
from orchestration.examining import Judged, examined
from orchestration.load_records import load_record
from quality.judge import Judgement, judge_all
from quality.receipts import Receipt, receipt_of


@dataclass(frozen=True, slots=True)
class Dry:
    """What was asked: a file as a delivery of a feed, received at an instant."""

    path: Path
    feed: Feed
    received_at: datetime

    @property
    def contract(self) -> Contract:
        """The feed's contract, read alone: a command that looks at one file need not read all contracts."""
        return load_contract(CONTRACTS_FOLDER / f"{self.feed.contract}.odcs.yaml")


def check_file(dry: Dry, home: Home, found: Callable[[Receipt], None]) -> Receipt:
    """What would become of a file.

    Great Expectations is imported after the rows have been told. Beside the reading it would come no sooner: both are Python
    for the most part, and on two cores the reading took twice as long for it (benchmarks/check.py).

    Args:
        dry: the file.
        home: the installation whose accepted rows tell which references are known; nothing is written to it.
        found: told the findings in the rows as soon as they are known, before the verdict; not called where the file could not be
            read.
    """
    with tempfile.TemporaryDirectory(prefix="qutb-check-") as folder, open_workspace(Home(Path(folder)), passing_key()) as workspace:
        contract = dry.contract
        sha256 = sha256_of(dry.path)
        name = f"{dry.feed.id}/{dry.path.name}"
        request = Request(dry.path, name, dry.feed, contract, sha256, dry.received_at)
        prepared = prepare(request, workspace, known_files(home, contract))
        if prepared.refusal is None:
            found(_receipt(dry, prepared, Judgement("accepted_with_rejections", None), sha256))
        judgement = _examined(dry, prepared, _judged(prepared, workspace), sha256, home, workspace)
        if judgement.verdict == "refused" and judgement.reason and prepared.accepted_file and prepared.quarantine_file:
            reason = judgement.reason
            quarantine_all(workspace.connection, prepared.accepted_file, prepared.quarantine_file, (reason.fr, reason.ar, reason.en))
        return _receipt(dry, prepared, judgement, sha256)


def known_files(home: Home, contract: Contract) -> Mapping[str, Sequence[Path]]:
    """The accepted rows of the contracts that a contract refers to; empty where there is no home."""
    wanted = {reference.contract for reference in contract.references}
    if not wanted or not (home.root / "ledger").is_dir():
        return dict.fromkeys(wanted, ())
    records = Ledger(home).entries()
    return {name: [home.root / r.lake_file for r in records if r.contract == name and r.lake_file] for name in wanted}


def _judged(prepared: Prepared, workspace: Workspace) -> Judgement:
    def engine() -> object:
        from quality.engine import Engine

        return Engine(workspace.connection)

    return judge_all([prepared], engine)[0]  # type: ignore[arg-type]


def _examined(dry: Dry, prepared: Prepared, judgement: Judgement, sha256: str, home: Home, workspace: Workspace) -> Judgement:
    """Holds the file against what its feed delivered before, where there is a home that knows."""
    if not (home.root / "ledger").is_dir():
        return judgement
    record = load_record(prepared, judgement, _arrival(dry), sha256, datetime.now(UTC))
    judged = Judged(record, judgement, prepared.accepted_file)
    return examined(workspace.connection, home, prepared.contract, [judged], Ledger(home).entries())[0]


def _arrival(dry: Dry) -> Arrival:
    stat = dry.path.stat()
    return Arrival(dry.feed, dry.path, f"{dry.feed.id}/{dry.path.name}", dry.received_at, stat.st_size, stat.st_mtime_ns)


def _receipt(dry: Dry, prepared: Prepared, judgement: Judgement, sha256: str) -> Receipt:
    record = load_record(prepared, judgement, _arrival(dry), sha256, datetime.now(UTC))
    quarantine = prepared.quarantine_file if record.quarantine_file else None
    return receipt_of(record, dry.feed, prepared.contract, quarantine)
