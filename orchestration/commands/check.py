"""`qutb check`: the receipt for a file, nothing stored.

What goes here: arguments, exit codes, what is printed when. What does not: the dry run (`orchestration.checking`).
"""

from __future__ import annotations

import argparse
import contextlib
import json
import os
import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from ingestion.home import Home, placed
from ingestion.messages import Language, Message
from orchestration.commands.arguments import instant

if TYPE_CHECKING:
    from ingestion.partners import Feed
    from orchestration.checking import Dry
    from quality.receipts import Receipt

ALL_ACCEPTED: Final = 0
SOME_REJECTED: Final = 1
REFUSED: Final = 2
BROKEN: Final = 70  # EX_SOFTWARE of sysexits.h
INTERRUPTED: Final = 130
_DESCRIPTION: Final = """\
Says what would become of a file if the partner delivered it: its receipt. Nothing is stored, no key is made, no lock is held;
it also runs while a night does, and without a home (then codes that other deliveries define cannot be checked).
Row findings are shown first, the verdict follows some seconds later.
"""
_EPILOG: Final = """\
exit codes: 0 all rows accepted; 1 some rejected; 2 the file is refused, or file or feed do not exist; 70 qutb itself failed
"""
_NO_REFERENCES: Final = Message(
    fr="Note : les codes définis par d'autres livraisons ({contracts}) ne sont pas connus ici et n'ont pas été vérifiés.",
    ar="ملاحظة: الرموز المعرّفة في إرساليات أخرى ({contracts}) غير معروفة هنا ولم يتم التحقق منها.",
    en="Note: codes that other deliveries define ({contracts}) are not known here and were not checked.",
)
_NO_COPY: Final = Message(
    fr="Pas de copie annotée : il n'y a rien à y marquer, ou ce n'est pas un classeur.",
    ar="لا توجد نسخة مؤشر عليها: ليس فيها ما يُؤشر عليه أو ليست مصنّفا.",
    en="No annotated copy: there is nothing to mark in it, or it is no workbook.",
)


def add_to(commands: Any) -> None:
    """Adds the command to the parser."""
    parser = commands.add_parser(
        "check",
        help="the receipt for a file, nothing stored",
        description=_DESCRIPTION,
        epilog=_EPILOG,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("file", type=Path, metavar="FILE")
    parser.add_argument("--feed", required=True, metavar="PARTNER/CONTRACT")
    parser.add_argument("--lang", choices=("fr", "ar", "en"), default=None, help="language of the receipt (default: the partner's)")
    parser.add_argument("--json", action="store_true", help="print the receipt as one JSON document instead of text")
    parser.add_argument("--html", type=Path, default=None, metavar="FILE", help="also write the receipt as a page")
    parser.add_argument("--annotated", type=Path, default=None, metavar="FILE", help="also write the workbook with its cells marked")
    parser.add_argument("--now", type=instant, default=None, metavar="INSTANT", help="as if it were received then")
    parser.set_defaults(command=run)


def run(given: argparse.Namespace) -> int:
    """Checks a file; returns the exit code."""
    from orchestration.commands.feeds import find_feed

    feed = find_feed(given.feed)
    if feed is None:
        return REFUSED
    if not given.file.is_file():
        print(f"There is no file {given.file}." if not given.file.exists() else f"{given.file} is no file.", file=sys.stderr)
        return REFUSED
    try:
        return _checked(given, feed)
    except KeyboardInterrupt:
        return INTERRUPTED
    except Exception as error:
        if os.environ.get("QUTB_DEBUG"):
            raise
        print(f"qutb: {type(error).__name__}: {error}", file=sys.stderr)
        print("The file was not checked. Set QUTB_DEBUG=1 to see where.", file=sys.stderr)
        return BROKEN


def _checked(given: argparse.Namespace, feed: Feed) -> int:
    from orchestration.checking import Dry, check_file
    from quality.receipts import findings_text, text

    language: Language = given.lang or feed.partner.language
    dry = Dry(given.file, feed, given.now or datetime.now(UTC))
    colour = sys.stdout.isatty() and "NO_COLOR" not in os.environ
    out, shown = sys.stdout, False

    def show_findings(receipt: Receipt) -> None:
        nonlocal shown
        shown = not given.json
        if shown and (findings := findings_text(receipt, language, colour)):
            print(findings, file=out, flush=True)

    # What Great Expectations may print must not come between: the receipt, and with --json one document, is all there is.
    with contextlib.redirect_stdout(sys.stderr):
        receipt = check_file(dry, Home.from_environment(), show_findings)
        has_copy = _write(given, dry, receipt, language)
    if given.json:
        from quality.receipts import as_json

        print(json.dumps(as_json(receipt, language, has_copy), ensure_ascii=False, indent=1))
    else:
        print(text(receipt, language, colour, has_copy, with_findings=not shown), end="")
    _note_references(dry, language)
    return {"refused": REFUSED, "accepted": ALL_ACCEPTED}.get(receipt.verdict, SOME_REJECTED)


def _write(given: argparse.Namespace, dry: Dry, receipt: Receipt, language: Language) -> bool:
    """Writes what was asked for besides; returns whether there is an annotated copy."""
    has_copy = False
    if given.annotated is not None:
        from quality.receipts import annotated

        copy = annotated(dry.path, receipt, language)
        has_copy = copy is not None
        if copy is None:
            print(_NO_COPY.text(language), file=sys.stderr)
        else:
            with placed(given.annotated) as temporary:
                temporary.write_bytes(copy)
    if given.html is not None:
        from quality.receipts import html

        with placed(given.html) as temporary:
            temporary.write_text(html(receipt, language, has_copy), encoding="utf-8")
    return has_copy


def _note_references(dry: Dry, language: Language) -> None:
    from orchestration.checking import known_files

    unknown = [name for name, files in known_files(Home.from_environment(), dry.contract).items() if not files]
    if unknown:
        print(_NO_REFERENCES.text(language).format(contracts=", ".join(sorted(unknown))), file=sys.stderr)
