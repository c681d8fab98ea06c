"""Where Dagster keeps runs and events, and how it queues, watches and repeats runs: its instance file, `dagster/dagster.yaml` of the home.

What goes here: the file and the environment that Dagster wants. What does not: the event log in SQLite (`event_log.py`), which failures
are tried again (`retrying.py`), jobs (`defs/`).
"""

from __future__ import annotations

import os
from typing import Final

from ingestion.home import Home, placed

POSTGRES_URL: Final = "QUTB_DAGSTER_POSTGRES_URL"
# What Dagster reads: the same address with the driver that its storage is written for (its NOTIFY fails with psycopg 3, which SQLAlchemy
# takes of itself). Made anew by each process, for its own.
_WITH_DRIVER: Final = "QUTB_DAGSTER_STORAGE_URL"
_SCHEMES: Final = ("postgresql://", "postgres://")
FIRST_LINE: Final = "# Written by qutb; remove this line to keep a file of your own."
_SETTINGS: Final = """\
# Telemetry is off: nothing leaves this machine.
telemetry:
  enabled: false
# The home has one lock: runs wait for each other.
concurrency:
  runs:
    max_concurrent_runs: 1
# A run whose process died is begun anew, once. What fails inside a run is tried again there, and only where that can help.
run_monitoring:
  enabled: true
run_retries:
  enabled: true
  max_retries: 1
  retry_on_asset_or_op_failure: false
python_logs:
  dagster_handler_config:
    handlers:
      night:
        class: orchestration.watching.log.NightHandler
        level: WARNING
"""
_SQLITE: Final = """\
event_log_storage:
  module: orchestration.event_log
  class: OpenSqliteEventLogStorage
"""
# The address holds a password: Dagster reads it from the environment, and it is written nowhere.
_POSTGRES: Final = f"""\
storage:
  postgres:
    postgres_url:
      env: {_WITH_DRIVER}
"""


class StorageError(RuntimeError):
    """Dagster's storage cannot be used; the message says what to do and holds no password."""


def dagster_environment(home: Home) -> None:
    """Points Dagster at the home, with telemetry off. The instance file follows the environment, but for one that a person has made.

    Raises:
        StorageError: when the address of PostgreSQL is none.
    """
    folder = home.folder("dagster")
    os.environ["DAGSTER_HOME"] = str(folder)
    os.environ["DAGSTER_DISABLE_TELEMETRY"] = "1"
    if address := os.environ.get(POSTGRES_URL):
        scheme = next((each for each in _SCHEMES if address.startswith(each)), None)
        if scheme is None:
            raise StorageError(f"{POSTGRES_URL} must begin with postgresql:// (see docs/operations.md)")
        os.environ[_WITH_DRIVER] = f"postgresql+psycopg2://{address.removeprefix(scheme)}"
    settings, wanted = folder / "dagster.yaml", instance_settings()
    if not settings.exists() or (is_ours(there := settings.read_text(encoding="utf-8")) and there != wanted):
        with placed(settings) as temporary:
            temporary.write_text(wanted, encoding="utf-8")


def instance_settings() -> str:
    """The instance file: storage in PostgreSQL where `QUTB_DAGSTER_POSTGRES_URL` is set, else in SQLite inside the home."""
    return f"{FIRST_LINE}\n{_SETTINGS}{_POSTGRES if os.environ.get(POSTGRES_URL) else _SQLITE}"


def is_ours(text: str) -> bool:
    """Whether an instance file is one that Qutb wrote, now or before there was a choice of storage."""
    return text.startswith("# Written by qutb")


def check_storage() -> None:
    """Asks the PostgreSQL behind Dagster for an answer; nothing to do where SQLite is used.

    Raises:
        StorageError: when it does not answer.
    """
    address = os.environ.get(POSTGRES_URL)
    if not address:
        return
    import psycopg

    from orchestration.alerts.failure import harmless

    try:
        psycopg.conninfo.conninfo_to_dict(address)
    except psycopg.Error:  # what it says quotes the part that it does not understand, and that may be the password
        raise StorageError(
            f"{POSTGRES_URL} is no address of a PostgreSQL. In its password write all but letters and digits encoded: / as %2F, @ as %40, "
            "a space as %20"
        ) from None
    try:
        with psycopg.connect(address, connect_timeout=5) as connection:
            connection.execute("select 1")
    except psycopg.Error as error:
        told = harmless(str(error).replace(address, "•••")).strip().replace("\n", "; ")
        raise StorageError(f"Dagster's PostgreSQL ({POSTGRES_URL}) does not answer: {told}") from None
