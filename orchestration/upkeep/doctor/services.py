"""What the installation speaks with: mail server's settings, channels' addresses, Dagster's storage, systemd.

What goes here: whether settings can be used and our own servers answer. What does not: partners' servers (`qutb status` tells how they
did).
"""

from __future__ import annotations

import os
import sqlite3
import subprocess
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Final

from ingestion.channels.settings import FILE_NAME, SettingsError, load_settings
from ingestion.home import Home
from orchestration.instance import POSTGRES_URL, StorageError, check_storage, is_ours
from orchestration.mailing.settings import MailConfigError, mail_settings
from orchestration.upkeep.doctor.finding import Finding, fine, problem, skipped, warning

UNITS: Final = ("qutb-nightly.timer", "qutb-daemon.service")
_SYSTEMD_RUNS: Final = Path("/run/systemd/system")


def mail(home: Home) -> Finding:
    """Whether the mail settings can be used."""
    try:
        settings = mail_settings(home)
    except MailConfigError as error:
        return problem("mail", str(error), "correct it; see docs/receipts.md")
    if settings is None:
        return skipped("mail", "no mail server is set: receipts are written and not sent")
    if not settings.digest.to:
        return warning("mail", f"{settings.host}; nobody gets the digest or the alert", "name somebody under `digest` in mail.yaml")
    return fine("mail", f"{settings.host}:{settings.port}")


def channels(home: Home) -> Finding:
    """Whether `channels.yaml` can be used."""
    try:
        settings = load_settings(home)
    except SettingsError as error:
        return problem("channels", f"{FILE_NAME}: {error}", "correct it; see docs/channels.md")
    if settings is None:
        return skipped("channels", f"there is no {FILE_NAME}: all feeds come as files")
    return fine("channels", f"{len(settings.addresses)} addresses")


def storage(home: Home) -> Finding:
    """Whether Dagster can keep its runs."""
    if os.environ.get(POSTGRES_URL):
        try:
            check_storage()
        except StorageError as error:
            return problem(
                "dagster", str(error), f"start the server, or correct {POSTGRES_URL}; without it Dagster keeps its runs in the home"
            )
        return fine("dagster", "PostgreSQL answers")
    folder = home.root / "dagster"
    settings = folder / "dagster.yaml"
    if settings.exists() and not is_ours(settings.read_text(encoding="utf-8", errors="replace")):
        return skipped("dagster", f"{settings} is a file of your own")
    for database in sorted(folder.glob("history/*.db")):
        try:
            with closing(sqlite3.connect(f"{database.as_uri()}?mode=ro", uri=True)) as connection:
                connection.execute("select count(*) from sqlite_master").fetchone()
        except sqlite3.Error as error:
            told = f"{database} cannot be read ({error})"
            return problem("dagster", told, f"move {folder}/history away; the history of runs begins anew, no figure hangs on it")
    return fine("dagster", "SQLite in the home")


def schedule() -> Finding:
    """Whether systemd will start the next night."""
    if not _SYSTEMD_RUNS.is_dir():
        return skipped("schedule", "systemd does not run here: something else must start `qutb nightly` at two")
    states = {unit: _state(unit) for unit in UNITS}
    running = [unit for unit, state in states.items() if state == "active"]
    failed = [unit for unit, state in states.items() if state == "failed"]
    if failed:
        return problem("schedule", f"{failed[0]} has failed", f"`systemctl status {failed[0]}`, then `systemctl restart {failed[0]}`")
    if not running:
        return warning(
            "schedule", f"neither {' nor '.join(UNITS)} is active", f"`systemctl enable --now {UNITS[0]}`, unless cron starts the night"
        )
    return fine("schedule", " and ".join(running))


def _state(unit: str) -> str:
    try:
        told = subprocess.run(  # noqa: S603  a fixed command
            ["systemctl", "is-active", unit],  # noqa: S607  wherever the system has it
            capture_output=True,
            text=True,
            timeout=10,
            check=False,
        )
    except (OSError, subprocess.TimeoutExpired):
        return "unknown"
    return told.stdout.strip()


def checks(home: Home) -> Iterator[Finding]:
    """All checks of what the installation speaks with."""
    if home.root.exists() and not home.root.is_dir():
        return
    yield mail(home)
    yield channels(home)
    yield storage(home)
    yield schedule()
