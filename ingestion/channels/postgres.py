"""The PostgreSQL channel: all feeds that come from one database are read in one consistent snapshot.

What goes here: connecting, the one transaction, landing what was read. What does not: the queries (`postgres_queries.py`).
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from ingestion.channels.channel import Trying
from ingestion.channels.failures import (
    ACCESS_REFUSED,
    CHANGED_SHAPE,
    NOT_FOUND,
    NOT_WRITTEN,
    OUT_OF_TIME,
    TOO_LARGE,
    UNREACHABLE,
    ChannelFailure,
    PermanentFailure,
    TransientFailure,
)
from ingestion.channels.landing import Pull
from ingestion.channels.names import due_period, is_owed_by_period, pull_name
from ingestion.channels.plan import PostgresPlan
from ingestion.channels.postgres_queries import Table, changed_periods, look_back, rows_of_period, rows_since, table_of, whole_table
from ingestion.channels.remote_files import LARGEST_FILE
from ingestion.channels.settings import Address
from ingestion.checksums import sha256_of
from ingestion.contract import load_contracts
from ingestion.partners import slot_type
from ingestion.periods import Period

if TYPE_CHECKING:
    import psycopg
    from psycopg.sql import Composable

_SETTINGS: Final = {"TimeZone": "UTC", "DateStyle": "ISO, YMD", "IntervalStyle": "iso_8601", "extra_float_digits": "1"}
_LOOPBACK: Final = re.compile(r"(127\.\d+\.\d+\.\d+|::1|localhost|/.*)")
_REFUSED: Final = re.compile(r"authenti|pg_hba\.conf|permission denied|password|mot de passe", re.IGNORECASE)
_MISSING: Final = re.compile(r"does not exist|n'existe pas", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class _Copied:
    """A query's result as a file that waits for the snapshot's end: nothing is landed of a snapshot that was cut."""

    pull: Pull
    spool: Path
    name: str
    remembers: dict[str, Any]


class PostgresChannel:
    """One database of a partner."""

    def __init__(self, address: Address, trying: Trying) -> None:
        """Takes the address without connecting."""
        self._address, self._trying = address, trying

    def fetch(self, pulls: Sequence[Pull]) -> None:
        """Lands what is new in each feed's table, all of it as of one moment."""
        for copied in self._trying.patiently(lambda: self._snapshot(pulls)):
            if copied.pull.progress.failure is None:
                with copied.pull.noting():
                    copied.pull.land(copied.spool, copied.name, copied.remembers)
        for pull in pulls:
            if pull.progress.failure is None:
                pull.tidy()

    def _snapshot(self, pulls: Sequence[Pull]) -> list[_Copied]:
        import psycopg

        copied: list[_Copied] = []
        with self._sorted_failures("the database"), psycopg.connect(**self._options()) as connection:
            connection.isolation_level = psycopg.IsolationLevel.REPEATABLE_READ
            connection.read_only = True
            settings = {**_SETTINGS, "statement_timeout": str(int(self._trying.remaining * 1000)), "lock_timeout": "30s"}
            for name, value in settings.items():
                connection.execute("select set_config(%s, %s, true)", (name, value))
            for pull in pulls:
                pull.progress.failure = None
                try:
                    with connection.transaction(), self._sorted_failures(_plan(pull).table):
                        copied += self._copied(connection, pull)
                except PermanentFailure as failure:
                    pull.progress.failure = failure
        return copied

    def _copied(self, connection: psycopg.Connection[Any], pull: Pull) -> list[_Copied]:
        """Everything that is new of one feed; what it remembers goes with the last file, so that none before it can be forgotten."""
        plan, contract = _plan(pull), load_contracts()[pull.feed.contract]
        table = table_of(connection, plan, pull.feed)
        if not plan.cursor:
            return self._whole(connection, pull, table)
        memory = pull.memory if pull.memory.get("table") == plan.table else {}
        reached = {"table": plan.table, **look_back(connection, table, plan.overlap_minutes)}
        if contract.mode != "period":
            query = rows_since(table, memory.get("low"), memory.get("recent", []))
            found = [(due_period(pull.feed, pull.now), query)]
        else:
            type_ = slot_type(pull.feed.frequency_of(contract))
            home_period = due_period(pull.feed, pull.now).start
            days = changed_periods(connection, table, memory.get("low"), memory.get("recent", []), type_, home_period)
            found = [(Period(day, type_), rows_of_period(table, day, type_, home_period)) for day in days]
        files = []
        for period, query in found:
            spool = pull.temporary(f"{period.start}")
            if self._copy(connection, query, spool):
                files.append(_Copied(pull, spool, pull_name(pull.feed, period, "csv"), {}))
        if not files:
            pull.remember(reached)
            return []
        files[-1].remembers.update(reached)
        return files

    def _whole(self, connection: psycopg.Connection[Any], pull: Pull, table: Table) -> list[_Copied]:
        """The whole table, unless it is what was landed last and no new period owes it again."""
        spool = pull.temporary("whole")
        self._copy(connection, whole_table(table), spool)
        period = due_period(pull.feed, pull.now)
        remembers = {"sha256": sha256_of(spool), "period": str(period.start)}
        last = pull.memory
        if last.get("sha256") == remembers["sha256"] and (last.get("period") == remembers["period"] or not is_owed_by_period(pull.feed)):
            return []
        return [_Copied(pull, spool, pull_name(pull.feed, period, "csv"), remembers)]

    def _copy(self, connection: psycopg.Connection[Any], query: Composable, spool: Path) -> int:
        """Streams a query's rows into a file; returns how many there were."""
        from psycopg import sql

        statement = sql.SQL("copy ({}) to stdout (format csv, header)").format(query)
        with connection.cursor() as cursor, _written(spool) as file:
            with cursor.copy(statement) as copy:
                for block in copy:
                    _ = self._trying.remaining
                    if file.tell() > LARGEST_FILE:
                        raise PermanentFailure(TOO_LARGE.with_values(address=self._trying.address, limit=LARGEST_FILE >> 20))
                    file.write(block)
            return cursor.rowcount

    def _options(self) -> dict[str, Any]:
        address, quiet = self._address, self._trying.policy.quiet
        host = address.text("host")
        options = {
            "host": host,
            "port": address.number("port", 5432),
            "dbname": address.text("dbname"),
            "user": address.text("user"),
            "password": address.values.get("password"),
            "sslmode": address.text("sslmode", "prefer" if _LOOPBACK.fullmatch(host) else "require"),
            "sslrootcert": address.values.get("sslrootcert"),
            "connect_timeout": max(2, int(quiet)),
            "keepalives_idle": 10,
            "keepalives_interval": 5,
            "keepalives_count": 3,
            "tcp_user_timeout": int(quiet * 1000),
            "client_encoding": "UTF8",
            "application_name": "qutb",
        }
        return {name: value for name, value in options.items() if value is not None}

    @contextmanager
    def _sorted_failures(self, what: str) -> Iterator[None]:
        """Tells what a person must mend from what passes."""
        import psycopg
        from psycopg import errors

        shown = self._trying.address
        try:
            yield
        except ChannelFailure:
            raise
        except (errors.UndefinedTable, errors.UndefinedColumn, errors.InvalidSchemaName) as error:
            raise PermanentFailure(NOT_FOUND.with_values(address=shown, what=what), error) from error
        except (errors.InsufficientPrivilege, errors.InvalidAuthorizationSpecification) as error:
            raise PermanentFailure(ACCESS_REFUSED.with_values(address=shown), error) from error
        except errors.QueryCanceled as error:
            raise TransientFailure(OUT_OF_TIME.with_values(address=shown), error) from error
        except (psycopg.ProgrammingError, psycopg.DataError, psycopg.NotSupportedError) as error:
            raise PermanentFailure(CHANGED_SHAPE.with_values(address=shown, what=what), error) from error
        except psycopg.OperationalError as error:
            if error.sqlstate is None and _REFUSED.search(str(error)):
                raise PermanentFailure(ACCESS_REFUSED.with_values(address=shown), error) from error
            if error.sqlstate is None and _MISSING.search(str(error)):
                raise PermanentFailure(NOT_FOUND.with_values(address=shown, what=self._address.text("dbname")), error) from error
            raise TransientFailure(UNREACHABLE.with_values(address=shown), error) from error
        except psycopg.Error as error:
            raise TransientFailure(UNREACHABLE.with_values(address=shown), error) from error


@contextmanager
def _written(spool: Path) -> Iterator[Any]:
    try:
        with spool.open("wb") as file:
            yield file
    except OSError as error:
        raise TransientFailure(NOT_WRITTEN, error) from error


def _plan(pull: Pull) -> PostgresPlan:
    if not isinstance(pull.plan, PostgresPlan):
        raise TypeError(pull.plan)
    return pull.plan
