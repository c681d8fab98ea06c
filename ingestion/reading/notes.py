"""What a reader noticed and did not keep silent about.

Belongs here: observations on a file that was read. What ends the reading is an ``UnreadableFile``.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from ingestion.drift import masked_name
from ingestion.messages import Message

NoteKind = Literal[
    "mended_rows",
    "long_rows",
    "short_rows",
    "broken_letters",
    "hidden_sheet",
    "empty_sheet",
    "other_sheet",
    "error_cells",
    "uncomputed_cells",
    "other_table",
    "other_member",
]

_ROWS_SHOWN = 10

_MESSAGES: dict[NoteKind, Message] = {
    "mended_rows": Message(
        fr="{count} ligne(s) avec un guillemet ou un séparateur de trop ont été remises en ordre : {where}.",
        ar="عدد الأسطر التي أُصلحت لوجود علامة اقتباس أو فاصل زائد: {count} ({where}).",
        en="{count} row(s) with a stray quote or another delimiter were put right: {where}.",
    ),
    "long_rows": Message(
        fr="{count} ligne(s) ont plus de cellules que les autres : {where}.",
        ar="عدد الأسطر التي فيها خلايا أكثر من غيرها: {count} ({where}).",
        en="{count} row(s) have more cells than the others: {where}.",
    ),
    "short_rows": Message(
        fr="{count} ligne(s) ont moins de cellules que les autres ; les manquantes sont prises pour vides : {where}.",
        ar="عدد الأسطر التي فيها خلايا أقل من غيرها: {count}، واعتُبرت الخلايا الناقصة فارغة ({where}).",
        en="{count} row(s) have fewer cells than the others; the missing ones are taken as empty: {where}.",
    ),
    "broken_letters": Message(
        fr="{count} caractère(s) sont illisibles et montrés par le signe \ufffd.",
        ar="عدد الحروف غير المقروءة والمعروضة بالعلامة \ufffd: {count}.",
        en="{count} character(s) are unreadable and shown as \ufffd.",
    ),
    "hidden_sheet": Message(
        fr="La feuille masquée « {where} » n’a pas été lue.",
        ar="لم تُقرأ الورقة المخفية «{where}».",
        en="The hidden sheet “{where}” was not read.",
    ),
    "empty_sheet": Message(
        fr="La feuille « {where} » est vide.",
        ar="الورقة «{where}» فارغة.",
        en="The sheet “{where}” is empty.",
    ),
    "other_sheet": Message(
        fr="La feuille « {where} » ne contient pas les colonnes attendues et n’a pas été lue.",
        ar="الورقة «{where}» لا تحتوي على الأعمدة المنتظرة ولم تُقرأ.",
        en="The sheet “{where}” lacks the expected columns and was not read.",
    ),
    "error_cells": Message(
        fr="{count} cellule(s) contiennent une erreur de formule : {where}.",
        ar="عدد الخلايا التي فيها خطأ في الصيغة: {count} ({where}).",
        en="{count} cell(s) hold a formula error: {where}.",
    ),
    "uncomputed_cells": Message(
        fr="{count} formule(s) jamais calculées sont prises pour vides : {where}. Ouvrez le fichier dans Excel et enregistrez-le.",
        ar="عدد الصيغ التي لم تُحسب قط واعتُبرت خلاياها فارغة: {count} ({where}). افتحوا الملف في إكسل واحفظوه.",
        en="{count} formula(s) were never calculated and are taken as empty: {where}. Open the file in Excel and save it.",
    ),
    "other_table": Message(
        fr="Un autre tableau sans les colonnes attendues n’a pas été lu : {where}.",
        ar="جدول آخر لا يحتوي على الأعمدة المنتظرة لم يُقرأ: {where}.",
        en="Another table that lacks the expected columns was not read: {where}.",
    ),
    "other_member": Message(
        fr="Le fichier « {where} » de l’archive n’est pas un tableau et n’a pas été lu.",
        ar="الملف «{where}» داخل الأرشيف ليس جدولا ولم يُقرأ.",
        en="The file “{where}” of the archive is no table and was not read.",
    ),
}


@dataclass(frozen=True, slots=True)
class Note:
    """One observation.

    Attributes:
        kind: what was noticed.
        message: the same for people.
        count: how many rows, cells or letters it concerns.
        sheet: the sheet, if any.
        row_numbers: the first rows concerned; all of them where a sheet with a table was left out.
    """

    kind: NoteKind
    message: Message
    count: int = 1
    sheet: str | None = None
    row_numbers: tuple[int, ...] = ()


def note(kind: NoteKind, count: int, where: str = "", sheet: str | None = None) -> Note:
    """A note with its sentence filled in; of a sheet or file named after a person only the mask is kept."""
    if sheet is not None:
        named = masked_name(sheet)
        where, sheet = named if where == sheet else where, named
    return Note(kind, _MESSAGES[kind].with_values(count=count, where=where), count, sheet)


def note_on_rows(kind: NoteKind, count: int, row_numbers: list[int]) -> Note:
    """A note that names rows, the first ten of them."""
    shown = tuple(row_numbers[:_ROWS_SHOWN])
    where = ", ".join(str(number) for number in shown) + ("…" if count > len(shown) else "")
    return Note(kind, _MESSAGES[kind].with_values(count=count, where=where), count, None, shown)
