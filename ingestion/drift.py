"""Schema drift: what a contract says of a file that has other columns, sheets or values than agreed, in dlt's words.

What goes here: the policy, its sentences, and the SQL that keeps what no column claims in the JSON column `extra`, with persons
masked. What does not: which headings are unknown (`source.py`), which rows fail (`conforming/`).

Source of the words: dlt, "Schema and data contracts" (tables, columns, data types; evolve, freeze, discard_row).
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, fields
from functools import lru_cache
from typing import TYPE_CHECKING, Any, Final, Literal, get_args

from ingestion.messages import Message
from ingestion.sql import literal
from ingestion.text import DIGITS, fold

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

Policy = Literal["evolve", "freeze", "discard_row"]
EXTRA: Final = "extra"
EXTRA_TYPE: Final = "varchar"
EXTRA_NAME: Final = Message(fr="Hors du modèle", ar="خارج النموذج", en="Outside the template")
EXTRA_DESCRIPTION: Final = (
    "Ce que le fichier contient en plus du contrat, en JSON (titre de la colonne : texte) ; ce qui ressemble à l'identité ou"
    " aux coordonnées d'une personne y est masqué."
)
UNKNOWN_VALUES: Final = "unknown_values"  # `extra` while a row is judged: only what stands in unknown columns
UNKNOWN_COLUMN_RULE: Final = "extra.unknown_column"
UNKNOWN_TABLE_RULE: Final = "delivery.unknown_table"
MASKED: Final = "•••"
MOST_UNKNOWN: Final = 500

UNKNOWN_COLUMNS: Final = Message(
    fr="Colonnes qui ne font pas partie du modèle : {columns}. Retirez-les ou reprenez les titres du modèle, puis renvoyez le fichier.",
    ar="أعمدة غير واردة في النموذج: {columns}. احذفوها أو استعملوا عناوين النموذج ثم أعيدوا إرسال الملف.",
    en="Columns that are not part of the template: {columns}. Remove them or use the template's headings, then send the file again.",
)
UNKNOWN_TABLES: Final = Message(
    fr="Feuilles dont le tableau n'est pas celui du modèle : {sheets}. Retirez-les, puis renvoyez le fichier.",
    ar="أوراق لا يطابق جدولها النموذج: {sheets}. احذفوها ثم أعيدوا إرسال الملف.",
    en="Sheets whose table is not the template's: {sheets}. Remove them, then send the file again.",
)
UNREAD_VALUES: Final = Message(
    fr="Des valeurs illisibles se trouvent dans : {columns}. Corrigez-les, puis renvoyez le fichier entier.",
    ar="توجد قيم غير مقروءة في: {columns}. صححوها ثم أعيدوا إرسال الملف كاملا.",
    en="There are unreadable values in: {columns}. Correct them, then send the whole file again.",
)
TOO_MANY_UNKNOWN: Final = Message(
    fr="Le fichier a {count} colonnes qui ne font pas partie du modèle : ce n'est sans doute pas le bon tableau. Vérifiez-le.",
    ar="عدد الأعمدة غير الواردة في النموذج هو {count}: لعله ليس الجدول المطلوب. تحققوا منه.",
    en="The file has {count} columns that are not part of the template: it is probably not the right table. Check it.",
)
VALUE_IN_UNKNOWN_COLUMN: Final = Message(
    fr="Cette ligne a une valeur dans une colonne qui ne fait pas partie du modèle : videz la cellule ou retirez la colonne.",
    ar="في هذا السطر قيمة في عمود غير وارد في النموذج: أفرغوا الخانة أو احذفوا العمود.",
    en="This row has a value in a column that is not part of the template: empty the cell or remove the column.",
)
ROW_OF_UNKNOWN_TABLE: Final = Message(
    fr="Cette feuille ne suit pas le modèle, ses lignes ne sont pas prises : recopiez-les dans le tableau du modèle.",
    ar="لا تتبع هذه الورقة النموذج ولم تؤخذ أسطرها: انقلوها إلى جدول النموذج.",
    en="This sheet does not follow the template and its rows are not taken: copy them into the template's table.",
)

# Boundaries are told by signs, not by `\\b` alone: `CIN_AB123456` holds a number too. RE2 and `re` read it alike.
_EDGE: Final = r"(^|[^A-Za-z0-9])"
_CNIE: Final = r"[A-Za-z]{1,2}[ .-]?(?:[0-9]{5,8}|[0-9]{2,3}[ .][0-9]{3})"
_PHONE: Final = r"(?:(?:\+|00)?212[ .-]?(?:\(0\))?[ .-]?|0)[5-8](?:[ .-]?[0-9]){8}|[5-8][0-9]{8}"
_PERSON: Final = rf"{_EDGE}(?:{_CNIE}|{_PHONE})(?:\b|_)"
# RE2 takes an Arabic letter behind a number for no letter, so that the number ends there: so does this.
_PERSON_AS_RE2: Final = _PERSON.replace(r"\b", r"(?a:\b)")
_OF_EMAIL: Final = r"[^ \t\n\f\r@<>,;:]+"  # not `\\s`, which is a no-break space to `re` and not to RE2
_EMAIL: Final = rf"{_OF_EMAIL}@{_OF_EMAIL}\.{_OF_EMAIL}"
_SUFFIXED: Final = re.compile(r"\.(?:[A-Za-z][A-Za-z0-9]*|7z)$")  # not `AB.123456`, which is a number itself
_YEAR: Final = "20[0-3][0-9]"
_MONTH: Final = "(?:0[1-9]|1[0-2])"
_DAY: Final = "(?:0[1-9]|[12][0-9]|3[01])"
_DAYS: Final = re.compile(rf"(?<![0-9])(?:{_YEAR}{_MONTH}{_DAY}|{_DAY}{_MONTH}{_YEAR}|(?<![A-Za-z]){_YEAR}{_MONTH})(?![0-9])")
# Whose name, not only whose number: what no contract has a column for, and no pattern can tell.
_NAMES_OF_PERSONS: Final = (
    "nom", "prénom", "nom et prénom", "prénom et nom", "nom complet", "nom du salarié", "nom de l'adhérent", "full name", "first name",
    "last name", "الاسم", "الاسم الكامل", "الاسم الشخصي", "الاسم العائلي", "الاسم والنسب", "النسب",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class SchemaContract:
    """What happens to what the contract does not foresee.

    Attributes:
        tables: sheets with other columns are noted (`evolve`), refuse the file (`freeze`), or their rows count as rejected.
        columns: values of unknown columns are kept in `extra`, refuse the file, or reject their row.
        data_types: a value that cannot be read is kept in `extra` where its column is optional, refuses the file, or
            rejects its row.
    """

    tables: Policy = "evolve"
    columns: Policy = "evolve"
    data_types: Policy = "discard_row"


AS_USUAL: Final = SchemaContract()


def schema_contract_of(value: Any) -> SchemaContract:
    """The policy as a contract file writes it: one word for all three, or a word each.

    Raises:
        ValueError: when a word is none of dlt's.
    """
    names = [field.name for field in fields(SchemaContract)]
    given = dict.fromkeys(names, value) if isinstance(value, str) else dict(value or {})
    if "data_type" in given:
        given["data_types"] = given.pop("data_type")
    wrong = [f"{name}: {word}" for name, word in given.items() if name not in names or word not in get_args(Policy)]
    if wrong:
        raise ValueError(f"schema_contract {', '.join(wrong)}: write {', '.join(names)}, each one of {', '.join(get_args(Policy))}")
    return SchemaContract(**given)


def define_masking(connection: DuckDBPyConnection) -> None:
    """Creates the macro `qutb_masked`: a text in which what looks like a person's number or address is masked."""
    arabic, plain_ones = ("".join(map(chr, codes)) for codes in (DIGITS.keys(), DIGITS.values()))
    plain = f"translate(x, '{arabic}', '{plain_ones}')"
    connection.execute(
        f"""create or replace temp macro qutb_masked(x) as case
            when regexp_matches({plain}, '{_PERSON}') or (contains(x, '@') and regexp_matches({plain}, '{_EMAIL}'))
                then regexp_replace(regexp_replace({plain}, '{_EMAIL}', '{MASKED}', 'g'), '{_PERSON}', '\\1{MASKED}', 'g')
            else x end"""
    )


def masked(text: str) -> str:
    """What `qutb_masked` does, for one text."""
    plain = re.sub(_EMAIL, MASKED, plain_digits(text))
    changed = re.sub(_PERSON_AS_RE2, rf"\g<1>{MASKED}", plain)
    return changed if MASKED in changed else text


def plain_digits(text: str) -> str:
    """A text with 0-9 in place of Arabic digits, letter by letter."""
    return text.translate(DIGITS)


def masked_path(name: str) -> str:
    """The name of a file below the inbox as it is kept and shown: its suffix stays, and so does what is a day (`du 20260501`)."""
    partner, contract, *folders = name.split("/") if name.count("/") > 1 else ("", "", *name.split("/"))
    *folders, file = folders
    stem, dot, suffix = file.rpartition(".") if _SUFFIXED.search(file) else (file, "", "")
    kept = "/".join([*([partner, contract] if partner else []), *(masked_name(each) for each in (*folders, stem))])
    return f"{kept}{dot}{masked_name(suffix)}"


def masked_name(text: str) -> str:
    """The name of a sheet or file: as `masked`, but a day or a month with a word before it (`du 20260501`) is left."""
    if "@" in text:
        return masked(re.sub(r"\S*@\S*", MASKED, text))
    without_days = _DAYS.sub(" ", plain_digits(text))
    return text if masked(without_days) == without_days else masked(text)


def extra_names(header: Sequence[str], letter: Callable[[int], str], unknown: Iterable[int]) -> dict[int, str]:
    """Under which name each unknown column is kept and reported: its heading, with its letter where that is needed.

    Args:
        header: the headings of the table.
        letter: gives the letter of a column.
        unknown: indices into the header.
    """
    names: dict[int, str] = {}
    for index in unknown:
        heading = masked(" ".join(header[index].split()))
        names[index] = f"{heading} ({letter(index)})".strip() if not heading or heading in names.values() else heading
    return names


def extra_sql(columns: Mapping[str, str], identities: frozenset[str]) -> str:
    """SQL for `extra`: a JSON object of what the columns hold, as text; null where they hold nothing.

    Args:
        columns: name in `extra` → plain column of text.
        identities: folded headings under which persons are named; what stands there is masked whole.
    """
    entries = []
    for name, column in columns.items():
        said = f"qutb_unless_blank(qutb_trimmed({column}))"
        value = f"case when {said} is not null then '{MASKED}' end" if fold(name) in identities else f"qutb_masked({said})"
        entries.append(f"{literal(name)}, {value}")
    # A merge patch drops the keys whose value is null.
    return f"nullif(json_merge_patch('{{}}', json_object({', '.join(entries)}))::varchar, '{{}}')"


@lru_cache(maxsize=1)
def identity_headings() -> frozenset[str]:
    """Folded headings that stand above identities of persons, in any contract of the house, and above persons' names."""
    from ingestion.contract import load_contracts

    personal = [column for contract in load_contracts().values() for column in contract.columns if column.is_pseudonymised]
    return frozenset(fold(heading) for heading in (*_NAMES_OF_PERSONS, *(heading for column in personal for heading in column.headings)))
