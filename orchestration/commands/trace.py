"""`qutb trace`: the rows behind a published figure, or the figures a delivery is part of.

What goes here: the command and how its answer looks in a terminal. What does not: how rows are found (`publishing.trace`).
"""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Iterator, Mapping
from dataclasses import asdict
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from ingestion.home import Home
from ingestion.wording import shown
from orchestration.commands.arguments import period
from orchestration.terminal import language_of_the_terminal

if TYPE_CHECKING:
    from publishing.trace import Contribution, Term, Trace

OK: Final = 0
FAILED: Final = 1
_DESCRIPTION: Final = """\
Lists the rows of partners' files behind a published figure: what each says, its delivery, file, sheet and row, and the version
of the contract under which it was read. With --delivery: the figures of which that delivery's rows are part, by month or by the
shortest period that they have.

  qutb trace JOB-01 --period 2026-05 --territory 03.231
  qutb trace JOB-06 --period 2026-T2 --breakdown sector=textile
  qutb trace --delivery chamber_handicrafts.job_declarations.2026-05-01.0f3a…
"""
_WORDS: Final = {
    "fr": {
        "name": "name_fr", "month": "mois", "quarter": "trimestre", "year": "année", "coverage": "déclarations reçues",
        "release": "version",
        "provisional": "provisoire", "final": "définitif", "revised": "révisé", "numerator": "numérateur", "denominator": "dénominateur",
        "rows_of": "{count} lignes de {table}", "adds_up": "soit {amount} en tout",
        "own_way": "que la mesure compte à sa façon (docs/kpi-rules.md)", "from": "de", "counts": "compte pour", "row": "ligne",
        "sheet": "feuille", "told": "livraison {delivery}, reçue {received}, contrat {version}",
        "more": "… et {count} lignes de plus ; --limit les montre.", "no_value": "sans valeur", "rows": "{count} lignes",
        "part_of_nothing": "Aucun chiffre publié ne contient de ligne de {delivery} : refusée, remplacée, ou sans indicateur.",
        "part_of": "{delivery} entre dans :", "in_all": ", {amount} en tout", "questions": "questions ouvertes",
    },
    "en": {
        "name": "name_en", "month": "month", "quarter": "quarter", "year": "year", "coverage": "coverage", "release": "release",
        "provisional": "provisional", "final": "final", "revised": "revised", "numerator": "numerator", "denominator": "denominator",
        "rows_of": "{count} rows of {table}", "adds_up": "adding up to {amount}",
        "own_way": "which the measure counts in its own way (docs/kpi-rules.md)", "from": "from", "counts": "counts", "row": "row",
        "sheet": "sheet", "told": "delivery {delivery}, received {received}, contract {version}",
        "more": "… and {count} more rows; --limit shows them.", "no_value": "no value", "rows": "{count} rows",
        "part_of_nothing": "No published figure holds a row of {delivery}: it was refused, replaced by a later one, or feeds no KPI.",
        "part_of": "{delivery} is part of:", "in_all": ", {amount} in all", "questions": "open questions",
    },
}  # fmt: skip


def add_to(commands: Any) -> None:
    """Adds the command to the parser."""
    parser = commands.add_parser(
        "trace",
        help="the deliveries and rows behind a figure, and the way back",
        description=_DESCRIPTION,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("kpi", nargs="?", metavar="KPI", help="for example JOB-01")
    parser.add_argument("--period", type=period, metavar="PERIOD", help="2026-05, 2026-T2 or 2026")
    parser.add_argument("--territory", default="03", metavar="CODE", help="03 for the region (the default), or a province: 03.231")
    parser.add_argument("--breakdown", type=breakdown, default=("total", "total"), metavar="NAME=VALUE", help="for example sex=female")
    parser.add_argument("--delivery", metavar="DELIVERY", help="the way back: what this delivery contributed to")
    parser.add_argument("--release", default=None, metavar="RELEASE", help="a kept release (default: the published one)")
    parser.add_argument("--limit", type=int, default=50, metavar="N", help="rows shown for each measure (default 50); all are counted")
    parser.add_argument("--json", action="store_true", help="for programs")
    parser.set_defaults(command=run)


def breakdown(text: str) -> tuple[str, str]:
    """Name and value of a breakdown: `sex=female`."""
    name, sign, value = text.partition("=")
    if not (name and sign and value):
        raise argparse.ArgumentTypeError(f"{text!r} is not a breakdown; write for example sex=female")
    return name, value


def run(given: argparse.Namespace) -> int:
    """Answers; 1 when the release has no such figure or delivery."""
    from publishing.trace import Cell, TraceError, contributions, trace

    warehouse = _warehouse(Home.from_environment(), given.release)
    if warehouse is None:
        print("No such release. `qutb releases` lists those that are kept; `qutb nightly` makes one.", file=sys.stderr)
        return FAILED
    try:
        if given.delivery:
            found = contributions(warehouse, given.delivery)
            _print(given, [asdict(each) for each in found], _delivery_lines(given.delivery, found))
        elif given.kpi and given.period:
            (period_type, start), (name, value) = given.period, given.breakdown
            cell = Cell(given.kpi.upper(), period_type, start, given.territory, name, value)
            traced = trace(warehouse, cell, max(given.limit, 0))
            _print(given, asdict(traced), _figure_lines(traced))
        else:
            print("Say which figure (`qutb trace JOB-01 --period 2026-05`) or which delivery (`--delivery ID`).", file=sys.stderr)
            return FAILED
    except TraceError as error:
        print(error, file=sys.stderr)
        return FAILED
    return OK


def _warehouse(home: Home, release: str | None) -> Path | None:
    path = home.root / "releases" / Path(release).name / "warehouse.duckdb" if release else home.published
    return path if path.exists() else None


def _print(given: argparse.Namespace, answer: Any, lines: Iterator[str]) -> None:
    if given.json:
        print(json.dumps(answer, ensure_ascii=False, indent=1, default=str))
        return
    for line in lines:
        print(line)


def _figure_lines(traced: Trace) -> Iterator[str]:
    words = _words()
    cell, figure = traced.cell, traced.figure
    where = f"{words[cell.period_type]} {_period_text(cell.period_type, cell.period_start)}, {cell.territory_code}"
    broken_down = "" if cell.breakdown == "total" else f", {cell.breakdown}={_foreign(cell.breakdown_value)}"
    yield f"{cell.kpi_id} {figure[words['name']]}"
    marks = [words[figure["status"]], f"{words['coverage']} {_number(figure['coverage'])}"]
    # Releases made before figures bore questions have no such column.
    if figure.get("open_questions"):
        marks.append(f"{words['questions']} {_number(figure['open_questions'])}")
    yield f"{where}{broken_down}: {_number(figure['value'])} {figure['unit']}  [{', '.join(marks)}]"
    yield f"{figure['formula']}  ({words['release']} {figure['release_id']})"
    for term in traced.terms:
        yield ""
        yield from _term_lines(term)


def _term_lines(term: Term) -> Iterator[str]:
    from publishing.trace import relation_of

    words = _words()
    sign = "−" if term.sign < 0 else "+"
    adds_up = words["own_way"] if term.amount is None else words["adds_up"].format(amount=_number(term.amount))
    rows = words["rows_of"].format(count=_number(term.count), table=relation_of(term.table).replace('"', ""))
    yield f"{words[term.part]} {sign} {term.measure}: {rows}, {adds_up}"
    for delivery, count in term.deliveries.items():
        yield f"  {words['from']} {delivery}: {_number(count)}"
    for row in term.rows:
        amount = "" if row.amount in (None, 1.0) else f"  [{words['counts']} {_number(row.amount)}]"
        yield "  · " + ", ".join(_facts(row.facts)) + amount
        for source in row.sources:
            # A figure of deliveries leads to files, not to their rows.
            place = f", {words['row']} {source.row_number}" if source.row_number is not None else ""
            sheet = f", {words['sheet']} {_foreign(source.sheet)}" if source.sheet else ""
            received = f"{source.received_at:%Y-%m-%d %H:%M} UTC" if source.received_at else "?"
            told = words["told"].format(delivery=source.delivery_id, received=received, version=source.contract_version)
            yield f"      {source.partner}: {_foreign(source.file_name)}{sheet}{place} ({told})"
    if term.count > len(term.rows):
        yield "  " + words["more"].format(count=_number(term.count - len(term.rows)))


def _facts(facts: Mapping[str, Any]) -> Iterator[str]:
    """What a row says, for people: of yes/no facts only those that hold, by their names."""
    for name, value in facts.items():
        if value is True:
            yield name.removeprefix("is_").replace("_", " ")
        elif value is not False:
            yield f"{name}={_foreign(value)}"


def _delivery_lines(delivery: str, found: tuple[Contribution, ...]) -> Iterator[str]:
    words = _words()
    if not found:
        yield words["part_of_nothing"].format(delivery=delivery)
        return
    yield words["part_of"].format(delivery=delivery)
    for each in found:
        amount = "" if each.amount is None else words["in_all"].format(amount=_number(each.amount))
        cell = f"{each.kpi_id} {_period_text(each.period_type, each.period_start)} {each.territory_code}"
        yield f"  {cell}: {words['rows'].format(count=_number(each.rows))}, {words[each.part]} {each.measure}{amount}"


def _period_text(period_type: str, start: date) -> str:
    """As `--period` takes it."""
    return {"month": f"{start:%Y-%m}", "quarter": f"{start.year}-T{(start.month + 2) // 3}"}.get(period_type, str(start.year))


def _number(value: float | None) -> str:
    return _words()["no_value"] if value is None else f"{value:,.4f}".rstrip("0").rstrip(".").replace(",", "\u202f")


def _foreign(value: object) -> str:
    """What a partner wrote, so that it neither moves the cursor nor turns the line."""
    return shown(str(value), language_of_the_terminal(), 120)


def _words() -> dict[str, str]:
    return _WORDS[language_of_the_terminal()]
