"""`qutb dev`, `qutb daemon`, `qutb web`: Dagster's own programs, on this home.

What goes here: which program runs with which words. What does not: what they are told of the home (`orchestration.instance`).
"""

from __future__ import annotations

import argparse
import os
import sys
from pathlib import Path
from typing import Any, Final, NoReturn

from ingestion.home import Home
from orchestration.loopback import is_loopback

_LOOPBACK: Final = "127.0.0.1"
_CODE: Final = ("-m", "orchestration.definitions")


def add_to(commands: Any) -> None:
    """Adds the commands."""
    dev = commands.add_parser("dev", help="Dagster's web page and daemon, on this machine only")
    dev.add_argument("--port", type=int, default=3000)
    dev.set_defaults(command=_dev)

    daemon = commands.add_parser("daemon", help="Dagster's daemon alone: schedule, inbox, mails about runs")
    daemon.add_argument("--check", action="store_true", help="only say whether one is alive (exit code 0)")
    daemon.set_defaults(command=_daemon)

    web = commands.add_parser("web", help="Dagster's web page alone")
    web.add_argument("--host", default=_LOOPBACK, help="what it listens on (default: this machine only; the page knows no passwords)")
    web.add_argument("--port", type=int, default=3000)
    web.set_defaults(command=_web)


def _dev(given: argparse.Namespace) -> int:
    _become("dagster", "dev", *_CODE, "-h", _LOOPBACK, "-p", str(given.port))


def _daemon(given: argparse.Namespace) -> int:
    _become("dagster-daemon", *(("liveness-check",) if given.check else ("run", *_CODE)))


def _web(given: argparse.Namespace) -> int:
    if not is_loopback(given.host):
        print(f"Everybody who reaches {given.host} can start and stop runs: the page knows no passwords.", file=sys.stderr)
    _become("dagster-webserver", *_CODE, "-h", given.host, "-p", str(given.port))


def _become(program: str, *arguments: str) -> NoReturn:
    """Turns this process into one of Dagster's programs."""
    from orchestration.instance import check_storage, dagster_environment

    home = Home.from_environment()
    dagster_environment(home)
    check_storage()
    os.environ["QUTB_HOME"] = str(home.root)
    os.execv(str(Path(sys.executable).parent / program), [program, *arguments])  # noqa: S606
