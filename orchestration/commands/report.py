"""`qutb report`: the monthly report of a partner, or of all, made now from what is published.

What goes here: arguments and what is printed. What does not: the pages (`quality.partner_report`), the monthly round by mail
(`orchestration.partner_reports`).
"""

from __future__ import annotations

import argparse
import sys
from datetime import UTC, datetime
from typing import Any, Final

from ingestion.home import Home
from ingestion.messages import Language
from orchestration.commands.arguments import instant, month

OK: Final = 0
FAILED: Final = 1
UNKNOWN: Final = 2


def add_to(commands: Any) -> None:
    """Adds the command to the parser."""
    parser = commands.add_parser(
        "report",
        help="the monthly report of a partner, or of all",
        description="Makes the report on a month from the published warehouse and prints where it is. Nothing is mailed.",
        epilog="exit codes: 0 made; 1 not made (why is printed); 2 there is no such partner",
    )
    parser.add_argument("partner", nargs="?", default=None, metavar="PARTNER", help="whose report (default: all partners, and the tables)")
    parser.add_argument("--month", type=month, default=None, metavar="YYYY-MM", help="which month (default: the one due last)")
    parser.add_argument("--lang", choices=("fr", "ar", "en"), default=None, help="language (default: the partner's; with PARTNER only)")
    parser.add_argument("--now", type=instant, default=None, metavar="INSTANT", help="set the clock (simulated nights)")
    parser.set_defaults(command=run)


def run(given: argparse.Namespace) -> int:
    """Makes the report; returns the exit code."""
    from ingestion.partners import load_feeds
    from orchestration.partner_reports import ReportError, folder_of, make_report, make_reports, month_due, partners_of

    home = Home.from_environment()
    partners = {partner.id: partner for partner in partners_of(load_feeds())}
    if given.partner is not None and given.partner not in partners:
        print(f"There is no partner {given.partner}. Partners: {', '.join(partners)}.", file=sys.stderr)
        return UNKNOWN
    try:
        about = given.month or month_due(given.now or datetime.now(UTC))
        if given.partner is not None:
            language: Language = given.lang or partners[given.partner].language
            print(make_report(home, partners[given.partner], about, language))
            return OK
        pages = make_reports(home, list(partners.values()), about)
    except ReportError as error:
        print(error, file=sys.stderr)
        return FAILED
    if not pages:
        print(f"The published warehouse says nothing of {about:%Y-%m}.", file=sys.stderr)
        return FAILED
    print(f"Reports on {about:%Y-%m} ({len(pages)} partners): {folder_of(home, about)}")
    return OK
