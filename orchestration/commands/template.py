"""`qutb template`: the Excel template that a partner fills in.

What goes here: arguments and where the file goes. What does not: the workbook (`ingestion.templates`).
"""

from __future__ import annotations

import argparse
import sys
from pathlib import Path
from typing import Any, Final

from ingestion.home import placed
from ingestion.messages import Language

OK: Final = 0
FAILED: Final = 1
UNKNOWN: Final = 2


def add_to(commands: Any) -> None:
    """Adds the command to the parser."""
    parser = commands.add_parser(
        "template",
        help="the Excel template to fill in",
        description="Writes the Excel template of a feed: headings in two languages, notes, lists to choose from. Made from the contract.",
        epilog="exit codes: 0 written; 1 not written (why is printed); 2 there is no such feed",
    )
    parser.add_argument("feed", metavar="PARTNER/CONTRACT")
    parser.add_argument("--lang", choices=("fr", "ar", "en"), default=None, help="first language (default: the partner's)")
    parser.add_argument(
        "-o",
        "--output",
        type=Path,
        default=None,
        metavar="FILE",
        help="where to (default: here, named after the feed; - for standard output)",
    )
    parser.set_defaults(command=run)


def run(given: argparse.Namespace) -> int:
    """Writes the template; returns the exit code."""
    from ingestion.contract import CONTRACTS_FOLDER, load_contract
    from ingestion.templates.columns import TemplateError
    from ingestion.templates.workbook import template
    from orchestration.commands.feeds import find_feed

    feed = find_feed(given.feed)
    if feed is None:
        return UNKNOWN
    language: Language = given.lang or feed.partner.language
    try:
        content = template(load_contract(CONTRACTS_FOLDER / f"{feed.contract}.odcs.yaml"), feed, language)
    except TemplateError as error:
        print(error, file=sys.stderr)
        return FAILED
    if str(given.output) == "-":
        sys.stdout.buffer.write(content)
        return OK
    target = given.output or Path(f"{feed.partner.id}_{feed.contract}_{language}.xlsx")
    # A name that nobody chose must not take the place of a template that somebody has begun to fill in.
    if given.output is None and target.exists() and target.read_bytes() != content:
        print(f"{target} is there already. Name another file with -o, or move it away.", file=sys.stderr)
        return FAILED
    with placed(target) as temporary:
        temporary.write_bytes(content)
    print(target)
    return OK
