"""`qutb accept`: a person says that a finding, or a movement of final figures, is as it should be, and why.

What goes here: the command, what can be accepted. What does not: the journal (`quality.acceptances`), what a movement is
(`quality.movements`), what becomes of an accepted finding (dbt, `models/quality`).
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from itertools import islice
from typing import Any, Final

from ingestion.home import Home
from orchestration.commands.arguments import instant
from orchestration.terminal import language_of_the_terminal

_FEW: Final = 10
HOUSE: Final = "équipe Qutb"
OK: Final = 0
FAILED: Final = 1
_DESCRIPTION: Final = """\
Without an id: lists what waits for a person. With ids and a reason: notes that they are as they should be.
A movement (m-…) that is accepted lets the next `qutb nightly` release just these figures, moved from just these values to just those;
whatever moves later stops again. A finding (q-…) that is accepted is asked no longer.
An acceptance is never taken back: what was wrong is mended by a corrected delivery.
"""
_WORDS: Final = {
    "fr": {
        "nothing": "Rien n'attend d'être accepté.",
        "movements": "Mouvements de chiffres définitifs qui arrêtent la publication :",
        "all": "  {id}  tous ces mouvements ensemble",
        "findings": "Questions ouvertes sur des livraisons :",
        "more": "… et {count} questions de plus ; `qutb accept` les liste toutes.",
        "how": 'Pour accepter : qutb accept ID… --reason "pourquoi c\'est juste"',
        "no_reason": 'Il faut dire pourquoi : qutb accept {ids} --reason "…"',
        "unknown": "Inconnu : {ids}. Rien n'est accepté. Ce qui peut l'être :",
        "accepted": "Accepté par {by} : {ids}. La prochaine nuit (qutb nightly) en tient compte.",
        "already": "Déjà accepté : {ids}.",
    },
    "en": {
        "nothing": "Nothing waits to be accepted.",
        "movements": "Movements of final figures that stop the release:",
        "all": "  {id}  all these movements together",
        "findings": "Open questions about deliveries:",
        "more": "… and {count} questions more; `qutb accept` lists them all.",
        "how": 'To accept: qutb accept ID… --reason "why it is right"',
        "no_reason": 'Say why: qutb accept {ids} --reason "…"',
        "unknown": "Unknown: {ids}. Nothing is accepted. What can be:",
        "accepted": "Accepted by {by}: {ids}. The next night (qutb nightly) acts on it.",
        "already": "Accepted already: {ids}.",
    },
}  # fmt: skip


def add_to(commands: Any) -> None:
    """Adds the command to the parser."""
    parser = commands.add_parser(
        "accept",
        help="say that a finding or a movement of figures is right, and why",
        description=_DESCRIPTION,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("ids", nargs="*", metavar="ID", help="q-… a finding, m-… a movement of figures; none: list what waits")
    parser.add_argument("--reason", default=None, metavar="TEXT", help="why it is right; published beside the figures")
    parser.add_argument(
        "--by", default=HOUSE, metavar="OFFICE", help=f"the office that accepts it, not a person: it is published (default: {HOUSE})"
    )
    parser.add_argument("--now", type=instant, default=None, metavar="INSTANT", help="set the clock (simulated nights)")
    parser.set_defaults(command=run)


def run(given: argparse.Namespace) -> int:
    """Lists, or accepts; returns 0, or 1 when nothing was accepted because an id is unknown or the reason is missing."""
    from quality.acceptances import accept, acceptances

    words = _WORDS[language_of_the_terminal()]
    home = Home.from_environment()
    known = {each.id for each in acceptances(home)}
    movements, findings = _waiting_movements(home, known), _waiting_findings(home, known)
    if not given.ids:
        _list(words, movements, findings)
        return OK
    if unknown := [each for each in given.ids if each not in {*known, *movements, *findings, *_other_findings(home)}]:
        print(words["unknown"].format(ids=", ".join(unknown)), file=sys.stderr)
        _list(words, movements, dict(islice(findings.items(), _FEW)))
        if len(findings) > _FEW:
            print(words["more"].format(count=len(findings) - _FEW))
        return FAILED
    if not (given.reason or "").strip():
        print(words["no_reason"].format(ids=" ".join(given.ids)), file=sys.stderr)
        return FAILED
    if already := [each for each in given.ids if each in known]:
        print(words["already"].format(ids=", ".join(already)))
    if new := [each for each in given.ids if each not in known]:
        by = given.by
        accept(home, new, given.reason.strip(), by, given.now or datetime.now(UTC))
        print(words["accepted"].format(by=by, ids=", ".join(dict.fromkeys(new))))
    return OK


def _list(words: Mapping[str, str], movements: Mapping[str, str], findings: Mapping[str, str]) -> None:
    if not movements and not findings:
        print(words["nothing"])
        return
    for title, waiting in (("movements", movements), ("findings", findings)):
        if waiting:
            print(words[title])
        for name, told in waiting.items():
            print(f"  {name}  {told}" if told else words["all"].format(id=name))
    print(words["how"])


def _waiting_movements(home: Home, accepted: set[str]) -> dict[str, str]:
    """Movement → what it says, of the last audit, when it stopped the release; all together at the end, which says nothing."""
    from orchestration.audit import last_audit

    audit = last_audit(home)
    if audit.get("released", True):
        return {}
    advice = f"advice_{language_of_the_terminal()}"
    waiting = {check["movement_id"]: str(check[advice]) for check in audit["checks"] if "movement_id" in check}
    if audit.get("all_movements_id"):
        waiting[audit["all_movements_id"]] = ""
    return {name: told for name, told in waiting.items() if name not in accepted}


def _waiting_findings(home: Home, accepted: set[str]) -> dict[str, str]:
    """Finding → what it asks, of loads that still stand, critical first; those for information wait for nobody."""

    language = language_of_the_terminal()
    found = {name: f"{feed}: {message[language]}" for name, feed, message in _open_findings(home)}
    return {name: told for name, told in found.items() if name not in accepted}


def _open_findings(home: Home) -> Iterator[tuple[str, str, Mapping[str, str]]]:
    """Open questions as the last release knows them."""
    import duckdb

    if not home.published.exists():
        return
    with duckdb.connect(str(home.published), read_only=True) as connection:
        has_table = connection.execute("select 1 from duckdb_tables() where schema_name = 'quality' and table_name = 'findings'").fetchall()
        if not has_table:
            return
        rows = connection.execute(
            """select distinct finding_id, partner || '/' || contract, message_fr, message_en, severity
            from quality.findings where state = 'open' and severity <> 'info' order by severity, 2, 1"""
        ).fetchall()
    for name, feed, french, english, _ in rows:
        yield name, feed, {"fr": french, "en": english}


def _other_findings(home: Home) -> set[str]:
    """Every finding of the ledger, also of loads that no release has seen yet."""
    from ingestion.ledger import Ledger
    from quality.load_findings import findings_of

    return {finding.id_in(record.delivery_id) for record in Ledger(home).entries() for finding in findings_of(record)}
