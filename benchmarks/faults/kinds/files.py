"""Slips with whole files: the last one again, another partner's, cut off, without headings, letters garbled, half of another list."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Final

from benchmarks.faults.kinds.rows import renewed
from benchmarks.faults.kinds.spots import event_date, whole
from benchmarks.faults.model import WHOLE, Case, Faulty, Kind, Setting, Spot
from benchmarks.faults.rewriting import with_cells, with_sheets, written
from demo.deliveries.composing import RECORD_ENDINGS, Delivery
from demo.deliveries.files import Sheet, cell_text
from demo.mess import Cell

_FAMILY: Final = "files"
_CUT_AT: Final = 0.6
_PDF: Final = b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n1 0 obj\n<< /Type /Catalog /Pages 2 0 R >>\nendobj\n"


def _load(case: Case) -> frozenset[str]:
    return frozenset({WHOLE})


def _again(case: Case) -> frozenset[str]:
    """The load, its references, or its days: all of them show that it was there before."""
    return frozenset({WHOLE, *case.setting.contract.key, *(name for spot in event_date(case.setting) for name in spot)})


def _any_column(case: Case) -> frozenset[str]:
    return frozenset({WHOLE, *(column.name for column in case.setting.contract.columns)})


def _last(case: Case) -> Delivery | None:
    """The delivery before, of a period of the same length."""
    same = [each for each in case.setting.earlier if each.draft.period_type == case.setting.delivery.draft.period_type]
    return same[-1] if same else None


def _last_under_new_name(case: Case) -> Faulty | None:
    last = _last(case)
    return Faulty(case.setting.delivery.file, last.content) if last else None


def _last_saved_anew(case: Case) -> Faulty | None:
    last = _last(case)
    return written(case, last.draft.rows, again=" again") if last else None


def _last_renumbered(case: Case) -> Faulty | None:
    last = _last(case)
    return written(case, renewed(case, last.draft.rows)) if last and len(case.setting.contract.key) == 1 else None


def _events(setting: Setting) -> Sequence[Spot]:
    """Contracts in which references are new with every delivery."""
    return whole(setting) if setting.contract.mode != "snapshot" and len(setting.contract.key) == 1 else []


def _other(case: Case, *, same_contract: bool) -> Delivery | None:
    draft = case.setting.delivery.draft
    others = [
        each
        for each in case.setting.neighbours
        if (each.draft.contract == draft.contract) == same_contract and (each.draft.partner == draft.partner) != same_contract
    ]
    return case.rng.choice(others) if others else None


def _of_other_partner(case: Case) -> Faulty | None:
    """The file lies in the wrong folder, under its own name."""
    other = _other(case, same_contract=True)
    return _in_this_folder(case, other) if other else None


def _of_other_contract(case: Case) -> Faulty | None:
    other = _other(case, same_contract=False)
    return _in_this_folder(case, other) if other else None


def _in_this_folder(case: Case, other: Delivery) -> Faulty:
    folder = case.setting.delivery.file.rpartition("/")[0]
    return Faulty(f"{folder}/{other.file.rpartition('/')[2]}", other.content)


def _half_of_other_list(case: Case) -> Faulty | None:
    """Half of the rows are those of another list of the partner, pasted under these headings."""
    other = _other(case, same_contract=False)
    if other is None or not other.sheets or not case.setting.delivery.sheets or case.setting.delivery.file.endswith(RECORD_ENDINGS):
        return None
    pasted = other.sheets[0].rows

    def change(sheet: Sheet) -> Sheet:
        width, half = len(sheet.header[0]), (len(sheet.rows) + 1) // 2
        fitted = [(*row[:width], *[None] * (width - len(row))) for row in pasted[: len(sheet.rows) - half]]
        return with_cells(sheet, [*sheet.rows[:half], *fitted])

    return with_sheets(case, change)


def _cut_off(case: Case) -> Faulty:
    content = case.setting.delivery.content
    return Faulty(case.setting.delivery.file, content[: int(len(content) * _CUT_AT)])


def _empty(case: Case) -> Faulty:
    return Faulty(case.setting.delivery.file, b"")


def _headings_only(case: Case) -> Faulty:
    return with_sheets(case, lambda sheet: replace(with_cells(sheet, []), below=()))


def _is_table(setting: Setting) -> list[Spot]:
    return [] if setting.delivery.file.endswith(RECORD_ENDINGS) or len(setting.rows) < 5 else [()]


def _without_headings(case: Case) -> Faulty:
    """The first row stands where the headings were."""

    def change(sheet: Sheet) -> Sheet:
        first = tuple(cell_text(cell) for cell in sheet.rows[0])
        return replace(with_cells(sheet, sheet.rows[1:]), header=(first,), above=(), repeats=frozenset())

    return with_sheets(case, change)


def _no_table(case: Case) -> Faulty:
    return Faulty(case.setting.delivery.file, _PDF)


def _has_letters(setting: Setting) -> list[Spot]:
    names = [column.name for column in setting.columns if column.kind in ("text", "province", "code", "commune", "open_code")]
    return [tuple(names)] if names and len(setting.rows) >= 5 else []


def _lettered(case: Case) -> frozenset[str]:
    """Every cell of the file was written so, keys among them."""
    return frozenset((*case.spot, *case.setting.contract.key, WHOLE))


def _lost(cell: Cell) -> Cell:
    """Letters beyond ASCII as question marks."""
    return cell.encode("ascii", "replace").decode("ascii") if isinstance(cell, str) else cell


def _garbled(cell: Cell) -> Cell:
    """UTF-8 read as Windows-1252 and saved: Fès is FÃ¨s."""
    return cell.encode("utf-8").decode("latin-1") if isinstance(cell, str) else cell


def _can_be_garbled(setting: Setting) -> list[Spot]:
    """Files in an encoding that has the letters which come out."""
    look = setting.delivery.look
    return _has_letters(setting) if look and look.template.encoding != "cp1256" else []


def _each_cell(case: Case, change: object) -> Faulty | None:
    sheets = case.setting.delivery.sheets
    before = [cell for sheet in sheets for row in sheet.rows for cell in row]
    if sum(change(cell) != cell for cell in before) < 3:  # type: ignore[operator]
        return None
    return with_sheets(case, lambda sheet: with_cells(sheet, [[change(cell) for cell in row] for row in sheet.rows]))  # type: ignore[operator]


KINDS: Final = (
    Kind("last_file_again", _FAMILY, "The last file was sent again under this period's name.", whole, _last_under_new_name, _again),
    Kind(
        "last_rows_saved_anew", _FAMILY, "The last file's rows were saved anew under this period's name.", whole, _last_saved_anew, _again
    ),
    Kind("last_rows_renumbered", _FAMILY, "The last file's rows were sent under new references.", _events, _last_renumbered, _again),
    Kind(
        "other_partners_file",
        _FAMILY,
        "Another partner's file of the same kind lies in this partner's folder.",
        whole,
        _of_other_partner,
        _any_column,
    ),
    Kind("other_contracts_file", _FAMILY, "The partner put a file of another kind into this folder.", whole, _of_other_contract, _load),
    Kind(
        "half_of_other_list",
        _FAMILY,
        "The lower half of the rows was pasted from another list of the partner.",
        whole,
        _half_of_other_list,
        _any_column,
    ),
    Kind("cut_off", _FAMILY, "The file ends in the middle, as after a broken transfer.", whole, _cut_off, _load),
    Kind("empty_file", _FAMILY, "The file has no bytes.", whole, _empty, _load),
    Kind("headings_only", _FAMILY, "The file has its headings and no row.", whole, _headings_only, _load),
    Kind("headings_lost", _FAMILY, "The headings are missing.", _is_table, _without_headings, _load),
    Kind("no_table", _FAMILY, "A PDF was sent under the name of the table.", whole, _no_table, _load),
    Kind(
        "letters_garbled",
        _FAMILY,
        "Accents and Arabic letters are garbled: Fès is FÃ¨s.",
        _can_be_garbled,
        lambda case: _each_cell(case, _garbled),
        _lettered,
    ),
    Kind(
        "letters_lost",
        _FAMILY,
        "Accents and Arabic letters are question marks.",
        _has_letters,
        lambda case: _each_cell(case, _lost),
        _lettered,
    ),
)
