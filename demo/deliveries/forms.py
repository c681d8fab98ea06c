"""The forms that partners fill in: headings, titles, totals and signatures around the rows.

What belongs here: a form as frozen data, and filling it with rows, so that each cell's address is known. Which partner uses which
form is told in `demo.deliveries.templates`.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from random import Random
from typing import Final

from demo.deliveries import pen
from demo.deliveries.files import Sheet, cell_text
from demo.deliveries.rows import Row
from demo.mess import Cell
from demo.planted import PlantedError

EXTRA: Final = "+"
"""A column whose name starts with this is the partner's own: no contract knows it."""
_REMARKS: Final = ("RAS", "à suivre", "dossier complet", None, None, None)
_SUMMED: Final = frozenset(
    {"headcount", "members_total", "amount_mad", "jobs_promised", "amount_approved_mad", "committed_mad", "value_mad", "enrolled"}
)
_YES_NO: Final = ("oui", "non", "نعم", "لا", "Oui", "NON", None)


@dataclass(frozen=True, slots=True)
class Form:
    """A partner's form.

    Attributes:
        contract: name of the contract.
        columns: (canonical column, heading) in the form's order; `+remarks` and `+yes_no` are columns of the partner's own.
        groups: canonical column to the heading merged above it and its neighbours; empty for a one-line header.
        above: lines over the table; `{period}` stands for the period as the partner writes it.
        below: kinds of lines under the table: `total`, `signature`, `note`.
        left: empty columns at the left.
        logo: whether a picture stands above.
        rtl: whether sheets run from right to left.
        gap_rate: share of rows before which a line is left empty.
        repeat_after: prints the header again after so many rows; 0 is never.
    """

    contract: str
    columns: tuple[tuple[str, str], ...]
    groups: Mapping[str, str] = field(default_factory=dict)
    above: tuple[str, ...] = ()
    below: tuple[str, ...] = ()
    left: int = 0
    logo: bool = False
    rtl: bool = False
    gap_rate: float = 0.0
    repeat_after: int = 0

    @property
    def names(self) -> frozenset[str]:
        """The canonical columns that the form has."""
        return frozenset(name for name, _ in self.columns if not name.startswith(EXTRA))


@dataclass(frozen=True, slots=True)
class Filled:
    """A sheet with the rows it was filled with, in the sheet's order."""

    sheet: Sheet
    rows: tuple[Row, ...]
    columns: tuple[str, ...]

    def errors(self, file: str) -> tuple[PlantedError, ...]:
        """The planted errors with their addresses; `file` is the path below the inbox."""
        numbers = self.sheet.row_numbers()
        return tuple(self._error(file, index, numbers[index]) for index, row in enumerate(self.rows) if row.rule is not None)

    def _error(self, file: str, index: int, row_number: int) -> PlantedError:
        row = self.rows[index]
        rule = row.rule or ""
        column = self.columns.index(rule.partition(".")[0])
        return PlantedError(
            file=file,
            sheet=self.sheet.name,
            row_number=row_number,
            cell=self.sheet.address(column, row_number),
            rule=rule,
            severity=row.severity or "",
            found=cell_text(self.sheet.rows[index][column]),
        )


def columns(**headings: str) -> tuple[tuple[str, str], ...]:
    """Canonical column = heading; `own_…` are columns of the partner's own (`own_remarks`, `own_yes_no`)."""
    return tuple(
        (f"{EXTRA}{name.removeprefix('own_')}" if name.startswith("own_") else name, heading) for name, heading in headings.items()
    )


def fill(form: Form, rows: Sequence[Row], hand: pen.Hand, rng: Random, *, name: str | None, period: str, records: bool = False) -> Filled:
    """Fills a form.

    Args:
        form: the partner's form.
        rows: rows in the order in which they are to stand.
        hand: habits of whoever writes.
        rng: random source of the file.
        name: name of the sheet; None in CSV.
        period: the period as the lines above shall tell it.
        records: whether the file holds records instead of a table.
    """
    columns = tuple(column for column, _ in form.columns)
    cells = tuple(tuple(_cell(form.contract, column, row, hand, rng) for column in columns) for row in rows)
    sheet = Sheet(
        name=name,
        above=tuple(line.format(period=period) for line in form.above),
        header=_header(form),
        rows=cells,
        below=_below(form, rows, hand),
        left=form.left,
        gaps=frozenset(index for index in range(1, len(rows)) if rng.random() < form.gap_rate),
        repeats=_repeats(form, len(rows)),
        logo=form.logo,
        rtl=form.rtl,
        records=records,
    )
    return Filled(sheet, tuple(rows), columns)


def _cell(contract: str, column: str, row: Row, hand: pen.Hand, rng: Random) -> Cell:
    if column == "+remarks":
        return rng.choice(_REMARKS)
    if column == "+yes_no":
        return rng.choice(_YES_NO)
    if column in row.raw:
        return row.raw[column]
    return pen.write(contract, column, row.values.get(column), hand, rng)


def _header(form: Form) -> tuple[tuple[str, ...], ...]:
    headings = tuple(heading for _, heading in form.columns)
    if not form.groups:
        return (headings,)
    upper, lower = [], []
    previous = ""
    for column, heading in form.columns:
        group = form.groups.get(column, "")
        upper.append(("" if group == previous else group) if group else heading)
        lower.append(heading if group else "")
        previous = group
    return (tuple(upper), tuple(lower))


def _repeats(form: Form, count: int) -> frozenset[int]:
    if not form.repeat_after:
        return frozenset()
    return frozenset(range(form.repeat_after, count, form.repeat_after))


def _below(form: Form, rows: Sequence[Row], hand: pen.Hand) -> tuple[tuple[Cell, ...], ...]:
    arabic = hand.words == "ar"
    lines: list[tuple[Cell, ...]] = []
    for kind in form.below:
        if kind == "total":
            lines.append(_total(form, rows, "المجموع" if arabic else "TOTAL GÉNÉRAL" if form.logo else "Total"))
        elif kind == "signature":
            lines.extend(((), ("التوقيع :" if arabic else "Signature et cachet :",)))
        else:
            lines.extend(((), ("ملاحظة : الأرقام مؤقتة" if arabic else "NB : chiffres provisoires",)))
    return tuple(lines)


def _total(form: Form, rows: Sequence[Row], word: str) -> tuple[Cell, ...]:
    """A total line as in real files: the word in the first column, sums under head-counts and amounts."""
    line: list[Cell] = [word]
    for column, _ in form.columns[1:]:
        summed = column in _SUMMED
        line.append(sum(row.values.get(column) or 0 for row in rows if column not in row.raw) if summed else None)
    return tuple(line)
