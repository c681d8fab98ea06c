"""Dagster's event log in SQLite, with connections that stay open.

What goes here: one change to Dagster's own storage, named in the instance file (`orchestration.nightly`). Dagster makes an engine and a
connection for each of the thousand events of a night, and waits for the disk each time; that is a third of a night with little news.
Files and tables are Dagster's own: its web page and daemon read them with either class. What does not: anything else of Dagster.
"""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Final

import sqlalchemy
from dagster._core.storage.event_log.sqlite.sqlite_event_log import SqliteEventLogStorage
from dagster._core.storage.sqlite import SQLITE_BUSY_TIMEOUT_SECONDS
from sqlalchemy.engine import Connection, Engine
from sqlalchemy.pool import QueuePool

_MOST_OPEN: Final = 8  # Dagster's web page reads the files of many runs


class OpenSqliteEventLogStorage(SqliteEventLogStorage):
    """As Dagster's, but each file is opened once a process.

    Written ahead and synced at checkpoints only: after a power cut the last lines of the log may be missing, never half there.
    """

    def __init__(self, base_dir: str, inst_data: Any = None) -> None:
        """Takes what Dagster's class takes."""
        self._engines: dict[str, Engine] = {}
        super().__init__(base_dir, inst_data)

    @classmethod
    def config_type(cls) -> Any:
        """Nothing is to be told: a home that is moved keeps its log."""
        return {}

    @classmethod
    def from_config_value(cls, inst_data: Any, config_value: Mapping[str, Any]) -> OpenSqliteEventLogStorage:
        """Made by Dagster from the instance file; the folder is the one that Dagster would use."""
        return cls(str(Path(os.environ["DAGSTER_HOME"]) / "history" / "runs"), inst_data)

    @contextmanager
    def _connect(self, shard: str) -> Iterator[Connection]:
        with self._db_lock, self._engine(shard).connect() as connection, connection.begin():
            yield connection

    def _engine(self, shard: str) -> Engine:
        if shard not in self._engines:
            if len(self._engines) == _MOST_OPEN:
                self._engines.pop(next(iter(self._engines))).dispose()
            engine = sqlalchemy.create_engine(
                self.conn_string_for_shard(shard),
                poolclass=QueuePool,
                connect_args={"timeout": SQLITE_BUSY_TIMEOUT_SECONDS, "check_same_thread": False},
            )
            self._initdb(engine)
            sqlalchemy.event.listen(engine, "connect", _sync_at_checkpoints)
            engine.dispose()  # the connection that made the tables has not been told
            self._engines[shard] = engine
        return self._engines[shard]

    def dispose(self) -> None:
        """Closes the files."""
        for engine in self._engines.values():
            engine.dispose()
        self._engines.clear()
        super().dispose()


def _sync_at_checkpoints(connection: Any, record: Any) -> None:
    connection.execute("pragma synchronous = normal")
