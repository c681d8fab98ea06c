"""The `qutb` command. Stable: people and schedules depend on its words and exit codes.

What goes here: arguments, exit codes, which words are printed when. Each command imports what it needs when it runs, so that
`qutb --help` and a night with nothing new cost almost nothing.
"""

from __future__ import annotations

import argparse
import contextlib
import os
import resource
import sys
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from typing import Final

from ingestion.home import Home
from orchestration.commands import (
    accept,
    backfill,
    backup,
    check,
    docs,
    doctor,
    erase,
    extracts,
    keys,
    purge,
    replay,
    report,
    serve,
    template,
    trace,
    verify,
)
from orchestration.commands.arguments import as_of, instant, month

OK: Final = 0
FAILED: Final = 1
NOT_RELEASED: Final = 3
ANOTHER_NIGHT: Final = 4


def main(arguments: Sequence[str] | None = None) -> int:
    """Runs one command; returns its exit code."""
    os.umask(0o077)
    # Of this process and its children. Nothing here multiplies matrices; where memory is short, OpenBLAS, which cannot start its threads,
    # ends a process as Ctrl+C would, and nobody could tell why.
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
    _leave_no_core()
    given = _parser().parse_args(arguments)
    command: Callable[[argparse.Namespace], int] = given.command
    if owner := _owner_of_home() if given.command is not doctor.run else None:
        print(
            f"This is root, and {Home.from_environment().root} is {owner}'s, who cannot read what root writes there. "
            f"Run it as {owner} the next time: `sudo -u {owner} QUTB_HOME=… qutb …` (docs/operations.md).",
            file=sys.stderr,
        )
    try:
        code = command(given)
        sys.stdout.flush()  # here, where it is known what to do when nobody reads any more
        return code
    except KeyboardInterrupt:
        print("Interrupted. Nothing is half done; run the command again.", file=sys.stderr)
        return FAILED
    except BrokenPipeError:
        # Whoever reads has seen enough (`qutb trace … | head`); what is still buffered has nowhere to go.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return OK
    except Exception as error:
        if _is_another_night(error):
            print(f"{error} Wait for it to end (`qutb status`), then try again.", file=sys.stderr)
            return ANOTHER_NIGHT
        if os.environ.get("QUTB_DEBUG"):
            raise
        from ingestion.private_files import without_secrets
        from orchestration.troubles import advice, told

        print(f"qutb: {type(error).__name__}: {without_secrets(str(error))}", file=sys.stderr)
        if what_to_do := advice(told(error)):
            print(what_to_do, file=sys.stderr)
        print("Set QUTB_DEBUG=1 to see where. The last release is still up.", file=sys.stderr)
        return FAILED


def _leave_no_core() -> None:
    """Keeps the system from writing this process's memory to disk when it crashes: keys are in it, and identities in clear."""
    with contextlib.suppress(OSError, ValueError):
        resource.setrlimit(resource.RLIMIT_CORE, (0, resource.getrlimit(resource.RLIMIT_CORE)[1]))


def _owner_of_home() -> str | None:
    """Who owns the home, where that is another user than root and root runs the command."""
    try:
        owner = Home.from_environment().root.stat().st_uid
    except OSError:
        return None
    if os.geteuid() != 0 or owner == 0:
        return None
    import pwd

    try:
        return pwd.getpwuid(owner).pw_name
    except KeyError:
        return f"#{owner}"


def _is_another_night(error: Exception) -> bool:
    """Whether another night runs. Nothing is imported for it: where packages are away, the error that says so is what counts."""
    lock = sys.modules.get("orchestration.night_lock")
    return lock is not None and isinstance(error, lock.AnotherNightRuns)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="qutb", description="The monitoring warehouse of the model hub of the SSE, Fès-Meknès.")
    commands = parser.add_subparsers(required=True, metavar="COMMAND")

    demo = commands.add_parser("demo", help="fill the inbox with a synthetic region's deliveries, and write its truth")
    demo.add_argument("--months", type=int, default=24)
    demo.add_argument("--until", type=month, default=None, metavar="YYYY-MM", help="last month (default: the last full one)")
    demo.add_argument("--scale", type=float, default=1.0)
    demo.add_argument("--seed", type=int, default=7)
    demo.add_argument("--channels", action="store_true", help="leave each channel's last delivery with its partner (see demo.servers)")
    demo.set_defaults(command=_demo)

    nightly = commands.add_parser("nightly", help="take in, build, audit, release")
    nightly.add_argument("--as-of", type=as_of, default=None, metavar="DATE", help="rebuild what was known at the end of that day")
    nightly.add_argument("--now", type=instant, default=None, metavar="INSTANT", help="set the clock (simulated nights)")
    nightly.set_defaults(command=_nightly)

    intake = commands.add_parser("intake", help="take in what has arrived, build nothing")
    intake.add_argument("--feed", default=None, metavar="PARTNER/CONTRACT")
    intake.add_argument("--now", type=instant, default=None, metavar="INSTANT")
    intake.set_defaults(command=_intake)

    status = commands.add_parser("status", help="feeds due, received, late, refused; last release")
    status.add_argument("--now", type=instant, default=None, metavar="INSTANT")
    status.set_defaults(command=_status)

    for command in (check, template, replay, backfill, trace, accept, report, extracts, docs):
        command.add_to(commands)
    for command in (verify, backup, purge, keys, erase, doctor, serve):
        command.add_to(commands)

    commands.add_parser("releases", help="list the releases that are kept").set_defaults(command=_releases)

    rollback = commands.add_parser("rollback", help="switch back to a release")
    rollback.add_argument("release")
    rollback.set_defaults(command=_rollback)

    return parser


def _demo(given: argparse.Namespace) -> int:
    from demo.run import run_demo
    from orchestration import summary

    print(f"Making a synthetic region of {given.months} months (seed {given.seed}, scale {given.scale:g})…", flush=True)
    made = run_demo(Home.from_environment().root, given.months, given.until, given.scale, given.seed, given.channels)
    summary.print_demo(made)
    return OK


def _nightly(given: argparse.Namespace) -> int:
    from orchestration.nightly import run_night

    return run_night(Home.from_environment(), given.now, given.as_of)


def _intake(given: argparse.Namespace) -> int:
    from ingestion.partners import load_feeds
    from orchestration.clock import machine_now
    from orchestration.loading_order import feeds_in_loading_order
    from orchestration.opening import open_night
    from orchestration.progress import PlainProgress, night_progress

    home = Home.from_environment()
    feeds = [feed for feed in load_feeds() if given.feed in (None, feed.id)]
    if not feeds:
        known = ", ".join(feed.id for feed in load_feeds())
        print(f"There is no feed {given.feed}. Feeds: {known}.", file=sys.stderr)
        return FAILED
    with open_night(home, given.now or machine_now(), progress=PlainProgress(print), is_now_given=given.now is not None) as night:
        with night_progress() as night.progress:
            night.fetch(feeds)
            for feed in feeds_in_loading_order(feeds):
                night.take_in(feed)
        print(f"{len(night.loaded)} deliveries taken in, {sum(r.verdict == 'refused' for r in night.loaded)} refused.")
        for stray in night.strays:
            print(f"  left in the inbox: {stray.name} ({stray.advice})")
    return OK


def _status(given: argparse.Namespace) -> int:
    from orchestration import summary

    summary.print_status(Home.from_environment(), given.now or datetime.now(UTC))
    return OK


def _releases(given: argparse.Namespace) -> int:
    from publishing.release import published_release, releases

    home = Home.from_environment()
    published = published_release(home)
    for release in releases(home):
        mark = "*" if published and release.id == published.id else " "
        print(f"{mark} {release.id}  as of {release.as_of}  {release.facts.get('deliveries', 0)} new deliveries")
    if published is None:
        print("No release is published yet. `qutb nightly` makes one.")
    return OK


def _rollback(given: argparse.Namespace) -> int:
    from ingestion.checksums import changed_files
    from orchestration.night_lock import night_lock
    from publishing.extracts import put_up_extracts
    from publishing.release import ReleaseError, publish

    home = Home.from_environment()
    try:
        with night_lock(home):
            if damaged := changed_files(home.folder("releases") / given.release):
                raise ReleaseError(f"Release {given.release} is damaged ({', '.join(damaged)}); readers go on seeing the one they see.")
            publish(home, given.release)
            try:
                put_up_extracts(home, given.release)
            except Exception as error:  # an old release may lack tables that extracts read
                print(f"Its extracts could not be made ({error}); published/extracts still shows those of before.", file=sys.stderr)
    except ReleaseError as error:
        print(error, file=sys.stderr)
        return FAILED
    print(f"Readers now see release {given.release}. The next night that has something new puts up a newer one.")
    return OK


if __name__ == "__main__":
    sys.exit(main())
