"""What is tried again: what another try can mend, and nothing else."""

from __future__ import annotations

import errno
import os
import socket
import subprocess
import sys
from pathlib import Path

import dagster as dg
import duckdb
import pytest

from ingestion.channels.failures import UNREACHABLE, PermanentFailure, TransientFailure
from ingestion.ledger import LedgerError
from ingestion.private_files import PrivateFileError
from orchestration.dbt_sources import DbtProjectError
from orchestration.retrying import is_transient, tried_again


def os_error(number: int) -> OSError:
    return OSError(number, os.strerror(number), "lake/x.parquet")


def raised_from(error: Exception, cause: Exception) -> Exception:
    try:
        raise error from cause
    except Exception as raised:
        return raised


@pytest.mark.parametrize(
    "error",
    [
        ConnectionResetError(),
        TimeoutError(),
        socket.gaierror(-3, "Temporary failure in name resolution"),
        os_error(errno.EAGAIN),
        os_error(errno.EHOSTUNREACH),
        os_error(errno.ESTALE),
        TransientFailure(UNREACHABLE),
        raised_from(RuntimeError("a step failed"), ConnectionRefusedError()),
    ],
    ids=repr,
)
def test_networks_and_locks_are_transient(error: Exception) -> None:
    assert is_transient(error)


@pytest.mark.parametrize(
    "error",
    [
        os_error(errno.ENOSPC),
        os_error(errno.EDQUOT),
        os_error(errno.EACCES),
        os_error(errno.EROFS),
        os_error(errno.EIO),
        os_error(errno.EMFILE),
        FileNotFoundError("x"),
        MemoryError(),
        ValueError("a wrong contract"),
        PermanentFailure(UNREACHABLE),
        LedgerError("damaged"),
        PrivateFileError("open to others"),
        DbtProjectError("does not parse"),
        raised_from(ConnectionError("told so"), os_error(errno.ENOSPC)),
    ],
    ids=repr,
)
def test_what_a_person_must_mend_is_not(error: Exception) -> None:
    assert not is_transient(error)


def test_a_database_that_another_process_holds_is_transient_and_one_that_is_damaged_is_not(tmp_path: Path) -> None:
    path = tmp_path / "build.duckdb"
    holder = subprocess.Popen(
        [sys.executable, "-c", f"import duckdb; c = duckdb.connect({str(path)!r}); print('held', flush=True); input()"],
        stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
    )  # fmt: skip
    assert holder.stdout is not None
    holder.stdout.readline()
    with pytest.raises(duckdb.Error) as held:
        duckdb.connect(str(path))
    holder.communicate("\n")
    damaged = tmp_path / "damaged.duckdb"
    damaged.write_bytes(os.urandom(8192))
    with pytest.raises(duckdb.Error) as broken:
        duckdb.connect(str(damaged))

    assert is_transient(held.value)
    assert not is_transient(broken.value)


@pytest.mark.parametrize(("error", "attempts"), [(ConnectionResetError("cut"), 3), (os_error(errno.ENOSPC), 1)])
def test_dagster_repeats_a_step_as_often_as_that_can_help(error: Exception, attempts: int) -> None:
    tried = []

    @dg.asset
    def step() -> None:
        with tried_again(tries=2, pause_seconds=0):
            tried.append(1)
            raise error

    outcome = dg.materialize([step], raise_on_error=False)

    assert not outcome.success
    assert len(tried) == attempts


def test_a_step_that_goes_well_the_second_time_has_gone_well() -> None:
    tried = []

    @dg.asset
    def step() -> None:
        with tried_again(pause_seconds=0):
            tried.append(1)
            if len(tried) == 1:
                raise ConnectionResetError("cut")

    assert dg.materialize([step]).success
    assert len(tried) == 2
