"""From the rows of one delivery to the bytes of its file, with the address of every planted error.

What belongs here: one delivery at a time. Which deliveries there are, and when they arrive, is told in the modules named after
the contracts.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from random import Random
from typing import Final, Literal

from demo.deliveries.files import Sheet, csv_bytes, gz_bytes, workbook_bytes
from demo.deliveries.forms import Filled, Form, fill
from demo.deliveries.open_document import open_document_bytes
from demo.deliveries.pen import Hand, arabic_province
from demo.deliveries.records import form_tool_bytes, json_lines_bytes
from demo.deliveries.rows import Row
from demo.deliveries.template import Template
from demo.mess import month_text
from demo.planted import PlantedError

Verdict = Literal["taken", "refused", "copy"]
_MONTHS_A_QUARTER: Final = 3
RECORD_ENDINGS: Final = (".json", ".jsonl")
"""Ends of the names of files that hold records."""
_ORDINALS: Final = ("1er", "2e", "3e", "4e")


@dataclass(frozen=True, slots=True)
class Draft:
    """A delivery before it is written.

    Attributes:
        partner: who sends it.
        contract: what it is.
        period_type: `day`, `week`, `month`, `quarter` or `year`.
        period_start: first day of the period.
        received_at: instant (UTC) at which the intake is to have seen it.
        rows: its rows, broken ones among them.
        number: the n-th file of the feed, from 1.
        suffix: end of the file's name, such as `_v2`.
        without: a required column that the file lacks, so that the whole delivery is refused.
        note: why it is not an ordinary delivery; "" for an ordinary one.
    """

    partner: str
    contract: str
    period_type: str
    period_start: date
    received_at: datetime
    rows: tuple[Row, ...]
    number: int
    suffix: str = ""
    without: str | None = None
    note: str = ""


@dataclass(frozen=True, slots=True)
class Look:
    """How a file was written: the feed's template, the form in use, the writer's hand, the seed of the demo."""

    template: Template
    form: Form
    hand: Hand
    seed: int


@dataclass(frozen=True, slots=True)
class Delivery:
    """One file in the inbox, and what is to become of it.

    Attributes:
        draft: what it was made from.
        file: path below the inbox.
        content: bytes of the file.
        errors: planted errors; none are listed for a refused delivery or a copy.
        verdict: `taken` (with or without rejected rows), `refused`, or `copy` (the same bytes as an earlier file).
        sheets: the tables in it, cell by cell.
        look: how it was written; None for a copy.
    """

    draft: Draft
    file: str
    content: bytes
    errors: tuple[PlantedError, ...]
    verdict: Verdict
    sheets: tuple[Sheet, ...] = ()
    look: Look | None = None

    @property
    def rejected(self) -> int:
        """How many rows are to be rejected."""
        return sum(error.severity == "error" for error in self.errors)


def compose(draft: Draft, template: Template, form: Form, hand: Hand, seed: int) -> Delivery:
    """Writes the file of a delivery.

    Args:
        draft: the delivery.
        template: the look of the feed's files.
        form: the form in use.
        hand: who writes.
        seed: seed of the demo; each file has a random source of its own, so that one file's change leaves the others alone.
    """
    period = period_text(draft, template)
    name = template.file_name.format(period=period, number=draft.number)
    file = f"{draft.partner}/{draft.contract}/{_with_suffix(name, draft.suffix)}"
    rng = Random(f"{seed}/{file}")
    used = form if draft.without is None else _without(form, draft.without)
    filled = _filled(draft, template, used, hand, rng, period)
    errors = () if draft.without else tuple(error for each in filled for error in each.errors(file))
    # Sheets hold the rows in their own order: a rule of the whole delivery (a repeated key) follows the order of the file.
    ordered = replace(draft, rows=tuple(row for each in filled for row in each.rows))
    sheets = tuple(each.sheet for each in filled)
    content = content_of(sheets, template, file, draft.received_at)
    look = Look(template, form, hand, seed)
    return Delivery(ordered, file, content, errors, "refused" if draft.without else "taken", sheets, look)


def copy_of(delivery: Delivery, prefix: str, received_at: datetime) -> Delivery:
    """The same bytes once more under another name: nothing may change by it."""
    folder, _, name = delivery.file.rpartition("/")
    draft = replace(delivery.draft, received_at=received_at, note=f"same bytes as {name}")
    return Delivery(draft, f"{folder}/{prefix}{name}", delivery.content, (), "copy")


def period_text(draft: Draft, template: Template) -> str:
    """The period as this feed writes it in the n-th file."""
    style = template.period_styles[draft.number % len(template.period_styles)]
    start = draft.period_start
    if draft.period_type == "day":
        return start.isoformat()
    if draft.period_type == "week":
        year, week, _ = start.isocalendar()
        return f"{year}-S{week:02d}"
    if draft.period_type == "year":
        return str(start.year)
    if draft.period_type == "month":
        return month_text(start, style)
    quarter = (start.month - 1) // _MONTHS_A_QUARTER + 1
    if style == "ordinal":
        return f"{_ORDINALS[quarter - 1]} trimestre {start.year}"
    return f"T{quarter} {start.year}" if style == "words" else f"{start.year}-T{quarter}"


def _filled(draft: Draft, template: Template, form: Form, hand: Hand, rng: Random, period: str) -> tuple[Filled, ...]:
    if template.sheet != "province":
        name = template.sheet.format(period=period) if template.sheet else None
        records = template.file_name.endswith(RECORD_ENDINGS)
        return (fill(form, draft.rows, hand, rng, name=name, period=period, records=records),)
    sheets = _by_province(draft.rows)
    return tuple(fill(form, rows, hand, rng, name=name, period=period) for name, rows in sheets)


def _by_province(rows: Sequence[Row]) -> list[tuple[str, list[Row]]]:
    """Rows by the province whose office wrote them; a row without a readable province stays with its neighbour's office."""
    sheets: dict[str, list[Row]] = {}
    for row in rows:
        sheets.setdefault(arabic_province(row.values["province"]), []).append(row)
    return sorted(sheets.items())


def content_of(sheets: Sequence[Sheet], template: Template, file: str, created: datetime) -> bytes:
    """Bytes of a file with these sheets, in the format that the end of its name tells.

    Args:
        sheets: its sheets; one only, but in a workbook.
        template: the look of the feed's files.
        file: path or name of the file.
        created: what a workbook says of its making.
    """
    if file.endswith(".xlsx"):
        return workbook_bytes(sheets, created)
    if file.endswith(".ods"):
        return open_document_bytes(sheets)
    if file.endswith(RECORD_ENDINGS):
        return json_lines_bytes(sheets[0]) if file.endswith(".jsonl") else form_tool_bytes(sheets[0])
    content = csv_bytes(sheets[0], delimiter=template.delimiter, encoding=template.encoding)
    return gz_bytes(content) if file.endswith(".gz") else content


def _without(form: Form, column: str) -> Form:
    kept = tuple((name, heading) for name, heading in form.columns if name != column)
    return replace(form, columns=kept)


def _with_suffix(name: str, suffix: str) -> str:
    stem, dot, ending = name.partition(".")
    return f"{stem}{suffix}{dot}{ending}"
