"""What a test may hold the warehouse against, as files in `truth/`.

What belongs here: writing lists as CSV and JSON. Nothing of the product reads these files.

- `expected_kpis.csv`: every figure that the delivered rows give when everybody is told apart as in truth, and the true value beside it;
- `differences.csv`: the cells in which these two differ, with the cases that explain it (not delivered, rejected, in no register …);
- `links.csv`: every register entry and every distinct reference of facts, whom it truly means, and how hard that is to find out;
- `planted_errors.csv`: the errors that intake has to find; `rows.csv`: the files, with what becomes of them;
- `identities.txt`: identity numbers, `contacts.txt`: telephones and e-mail addresses, which nobody may find anywhere else;
- `meta.json`: of what the demo was made.
"""

import csv
import io
import json
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Final

from demo.deliveries.composing import Delivery
from demo.deliveries.shipping import place
from demo.expected_cells import Expected, Key, Number
from demo.expected_context import Context
from demo.mentions import Mention
from demo.mess import Cell
from demo.planted import PlantedError

Figure = tuple[Key, Expected | None, Expected | None]
_KEY: Final = ("kpi_id", "period_type", "period_start", "territory_code", "breakdown", "breakdown_value")


def write_table(path: Path, header: Sequence[str], rows: Iterable[Sequence[Cell]]) -> None:
    """Writes a CSV file; None is an empty field, a float is written with every digit it has."""
    text = io.StringIO(newline="")
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(header)
    writer.writerows(rows)
    place(path, text.getvalue().encode())


def write_figures(path: Path, figures: Iterable[Figure], beside: Mapping[Key, Context]) -> None:
    """Writes the expected figures, each with the true value beside it (empty where the truth has no such row) and its context."""
    write_table(
        path,
        (*_KEY, "numerator", "denominator", "value", "truth_value", "target", "previous_value", "coverage", "status", "obs_status"),
        ((*_key(key), *_numbers(found), _numbers(true)[2], *_context(beside[key])) for key, found, true in figures),
    )


def write_differences(path: Path, differences: Iterable[tuple[Key, Expected | None, Expected | None, tuple[str, ...]]]) -> None:
    """Writes the cells in which the observed figure is not the true one, with the cases that explain it."""
    write_table(
        path,
        (*_KEY, "expected_value", "truth_value", "cases"),
        ((*_key(key), _numbers(found)[2], _numbers(true)[2], " ".join(cases)) for key, found, true, cases in differences),
    )


def write_errors(path: Path, errors: Iterable[PlantedError]) -> None:
    """Writes the planted errors, one a line."""
    header = ("file", "sheet", "row_number", "cell", "rule", "severity", "found")
    lines = ((each.file, each.sheet, each.row_number, each.cell, each.rule, each.severity, each.found) for each in errors)
    write_table(path, header, lines)


def write_rows(path: Path, deliveries: Iterable[Delivery]) -> None:
    """Writes one line a file: its period, when it arrives, its rows and those to be rejected, and what becomes of it."""
    header = (
        "file",
        "partner",
        "contract",
        "period_type",
        "period_start",
        "received_at",
        "rows",
        "rejected",
        "verdict",
        "note",
    )
    lines = (
        (
            each.file,
            each.draft.partner,
            each.draft.contract,
            each.draft.period_type,
            each.draft.period_start.isoformat(),
            each.draft.received_at.isoformat(),
            len(each.draft.rows),
            each.rejected,
            each.verdict,
            each.draft.note,
        )
        for each in deliveries
    )
    write_table(path, header, lines)


def write_links(path: Path, found: Iterable[Mention]) -> None:
    """Writes every register entry and every distinct reference with the organisation truly meant, and how hard that is to find out."""
    header = (
        "kind",
        "contracts",
        "partner",
        "organisation_ref",
        "ice",
        "organisation_name",
        "name_ar",
        "province",
        "organisation_id",
        "difficulty",
        "trap",
    )
    lines = (
        (
            each.kind,
            " ".join(each.contracts),
            each.partner,
            each.organisation_ref,
            each.ice,
            each.name,
            each.name_ar,
            each.province,
            each.organisation_id,
            each.difficulty,
            each.trap,
        )
        for each in found
    )
    write_table(path, header, lines)


def write_lines(path: Path, lines: Iterable[str]) -> None:
    """Writes lines of text."""
    place(path, "".join(f"{line}\n" for line in lines).encode())


def write_facts(path: Path, facts: Mapping[str, str | int | float]) -> None:
    """Writes a small JSON object."""
    place(path, f"{json.dumps(facts, indent=2, ensure_ascii=False, sort_keys=True)}\n".encode())


def _key(key: Key) -> tuple[str, ...]:
    kpi_id, period_type, period_start, territory, breakdown, value = key
    return (kpi_id, period_type, period_start.isoformat(), territory, breakdown, value)


def _numbers(figure: Expected | None) -> tuple[Cell, Cell, Cell]:
    """Numerator, denominator and value; a fraction as the nearest float."""
    if figure is None:
        return (None, None, None)
    return (_plain(figure.numerator), _plain(figure.denominator), _plain(figure.value))


def _context(context: Context) -> tuple[Cell, ...]:
    numbers = (context.target, context.previous_value, context.coverage)
    return (*(_plain(number) for number in numbers), context.status, context.obs_status)


def _plain(number: Number | None) -> Cell:
    if number is None or isinstance(number, int):
        return number
    return number.numerator if number.denominator == 1 else float(number)
