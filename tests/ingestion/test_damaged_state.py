"""Files that an earlier night or command wrote, damaged on the disk: each is told by its own error, none is taken for good."""

from __future__ import annotations

import gzip
import json
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from intake_helpers import feed_of, put

from ingestion.archive import Archive, ArchiveError
from ingestion.checksums import SUMS, changed_files
from ingestion.delivery import Inbox
from ingestion.home import Home
from ingestion.ledger import Ledger, LedgerError, NewerState
from ingestion.migrations import state_version
from ingestion.private_files import PrivateFileError
from ingestion.removals import removals
from linkage.decisions import JournalError, decided_at
from quality.acceptances import AcceptanceError, acceptances

NOW = datetime(2026, 6, 3, tzinfo=UTC)
ENTRY: dict[str, Any] = {
    "load_id": "p.financing.2026-05.abc.1", "delivery_id": "p.financing.2026-05.abc", "partner": "p", "contract": "financing", "contract_version": "1.0.0", "mode": "append",
    "period_type": "month", "period_start": "2026-05-01", "period_end": "2026-05-31", "received_at": "2026-06-01T08:00:00+00:00", "loaded_at": "2026-06-01T22:00:00+00:00",
    "file_name": "p/financing/f.csv", "file_sha256": "0" * 64, "file_bytes": 10, "verdict": "accepted", "reason": None, "rows_read": 2, "rows_accepted": 1, "rows_rejected": 1,
    "rows_skipped": 0, "lake_file": "lake/a.parquet", "quarantine_file": None, "ledger_version": 1,
}  # fmt: skip


def written(home: Home, name: str, content: object) -> Path:
    path = home.root / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content if isinstance(content, bytes) else json.dumps(content).encode())
    path.chmod(0o600)
    return path


def test_an_entry_without_a_checksum_is_read_when_it_is_whole(home: Home) -> None:
    written(home, "ledger/p/financing/x.json", ENTRY)

    assert [record.load_number for record in Ledger(home).entries()] == [1]


@pytest.mark.parametrize(
    "change",
    [
        {"load_id": ["x"]}, {"load_id": "x"}, {"partner": 5}, {"rows_read": "2"}, {"rows_read": True}, {"file_bytes": None}, {"repairs": []}, {"unknown_columns": [1]},
        {"received_at": "2026-06-01T08:00:00"}, {"period_start": {}}, {"lake_file": {}},
    ],
    ids=str,
)  # fmt: skip
def test_an_entry_with_values_of_another_kind_is_damaged(home: Home, change: dict[str, Any]) -> None:
    path = written(home, "ledger/p/financing/x.json", ENTRY | change)

    with pytest.raises(LedgerError, match=r"x\.json"):
        Ledger(home).entries()
    assert list(Ledger(home).damaged()) == [path]


@pytest.mark.parametrize(
    "content", [b"[" * 100_000, b"[]", b"5", b'"x"', b"\xff", b""], ids=["deep", "list", "number", "text", "bytes", "empty"]
)
def test_what_is_no_entry_is_damaged(home: Home, content: bytes) -> None:
    written(home, "ledger/p/financing/x.json", content)

    with pytest.raises(LedgerError, match=r"x\.json"):
        Ledger(home).entries()


@pytest.mark.parametrize(
    "line",
    [
        "[]",
        "5",
        "{}",
        '{"file": "p/financing/x.json"}',
        '{"file": "p/financing/x.json", "entry": {}}',
        '{"file": "p/financing/x.json", "entry": "\\ud800"}',
        "[" * 100_000,
    ],
)
def test_a_damaged_copy_restores_nothing(home: Home, line: str) -> None:
    written(home, "ledger/copy.jsonl.gz", gzip.compress(line.encode()))

    assert not Ledger(home).restore_entry(home.root / "ledger/p/financing/x.json")


@pytest.mark.parametrize("content", [{"state": {}}, {"state": "two"}, {"state": None}, [], "x", b"[" * 100_000, {"state": 1e999}])
def test_a_state_that_is_no_number_stops_the_night(home: Home, content: object) -> None:
    written(home, "home.json", content)

    with pytest.raises(NewerState, match="cannot be understood"):
        state_version(home)


@pytest.mark.parametrize(
    "change",
    [{"id": ["q"]}, {"id": {"a": 1}}, {"reason": 5}, {"accepted_by": None}, {"accepted_at": "2026-06-01"}, {"accepted_at": 5}],
    ids=str,
)
def test_a_damaged_acceptance_accepts_nothing(home: Home, change: dict[str, Any]) -> None:
    entry = {"id": "q-1", "reason": "ok", "accepted_by": "x", "accepted_at": "2026-06-01T08:00:00+00:00"}
    written(home, "review/acceptances/1.json", [entry | change])

    with pytest.raises(AcceptanceError, match=r"1\.json"):
        acceptances(home, NOW)


@pytest.mark.parametrize("change", [{"key_1": ["a"]}, {"key_2": None}, {"is_same": "yes"}, {"decided_by": 5}], ids=str)
def test_a_damaged_decision_decides_nothing(home: Home, change: dict[str, Any]) -> None:
    entry = {"key_1": "a", "key_2": "b", "is_same": True, "decided_by": "x", "decided_on": "2026"}
    written(home, "review/journal/1.json", {"known_from": "2026-06-01T08:00:00+00:00", "decisions": [entry | change]})

    with pytest.raises(JournalError, match=r"1\.json"):
        decided_at(home, NOW)


def test_a_journal_that_tells_no_zone_is_damaged(home: Home) -> None:
    written(home, "review/journal/1.json", {"known_from": "2026-06-01", "decisions": []})

    with pytest.raises(JournalError, match="zone"):
        decided_at(home, NOW)


@pytest.mark.parametrize(
    "spoil",
    [lambda data: data[:70] + b"\xff" + data[71:], lambda data: data[:66], lambda data: data.replace(b"a", b"\0")],
    ids=["bytes", "cut", "nul"],
)
def test_a_damaged_list_of_sums_is_told_as_changed(home: Home, spoil: Callable[[bytes], bytes]) -> None:
    path = written(home, f"lists/{SUMS}", spoil(b"0" * 64 + b"  aaaaaaaa.csv\n"))

    assert len(changed_files(path.parent)) == 1


@pytest.mark.parametrize("note", [b"", b"[]", b'{"purged_at": "2026', b'{"purged_at": 7, "rules": {}, "removed": [], "is_done": true}'])
def test_a_damaged_note_of_a_purge_is_named(home: Home, note: bytes) -> None:
    """Without it, what was purged would pass for damaged."""
    path = written(home, "ledger/purges/20261120T020000000000Z.json", note)

    with pytest.raises(LedgerError, match=f"{path.name} cannot be read"):
        removals(home)


@pytest.mark.parametrize(
    "memory",
    [b"[1, 2]", b'{"p/c/a.csv": 3}', b'{"p/c/a.csv": {"sizf": 1, "mtime_ns": 2, "first_seen": "2026-11-20T02:00:00+00:00"}}',
     b'{"p/c/a.csv": {"size": 1, "mtime_ns": 2, "first_seen": "2026-13-20"}}', b'{"p/c/a.csv": {"size": "1", "mtime_ns": 2}}'],
)  # fmt: skip
def test_a_damaged_memory_of_the_inbox_costs_no_night(home: Home, memory: bytes) -> None:
    put(home, "test_partner/hub_resources/a.csv", "x\n1\n")
    written(home, "ledger/inbox.json", memory.replace(b"p/c/a.csv", b"test_partner/hub_resources/a.csv"))

    arrivals, _ = Inbox(home).scan([feed_of("hub_resources")], NOW)

    assert [arrival.name for arrival in arrivals] == ["test_partner/hub_resources/a.csv"]


def test_a_damaged_key_of_the_archive_is_told_without_a_word_of_it(home: Home) -> None:
    written(home, "keys/archive.key", b"AGE-SECRET-KEY-1SESAME\n")

    with pytest.raises(PrivateFileError, match=r"archive\.key holds no age identity") as refused:
        Archive(home)
    assert "SESAME" not in str(refused.value)


def test_nothing_is_left_of_an_original_that_cannot_be_opened(home: Home, tmp_path: Path) -> None:
    archive = Archive(home)
    written(home, f"archive/00/{'0' * 64}.age", b"age-encryption.org/v1\n-> X25519 abc\nabc\n--- abc\nxyz")

    with pytest.raises(ArchiveError, match="cannot be opened"):
        archive.restore("0" * 64, tmp_path / "restored")
    assert not (tmp_path / "restored").exists()
