"""Templates: filled in and read back they give no finding, for every contract and language; what they offer is understood."""

from __future__ import annotations

import importlib
import io
import re
import zipfile
from datetime import date, datetime, time
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from intake_helpers import PARTNER, accepted_rows, csv_text, feed_of, prepare_file
from openpyxl import load_workbook
from openpyxl.worksheet.worksheet import Worksheet

from ingestion.conforming.readers import read_communes, read_texts
from ingestion.contract import Column, load_contracts
from ingestion.messages import Language
from ingestion.partners import MappedColumn
from ingestion.prepare import Prepared
from ingestion.reference import read_reference
from ingestion.templates.columns import TemplateError, template_columns
from ingestion.templates.lists import communes, labels_of, provinces
from ingestion.templates.workbook import template
from ingestion.workspace import Workspace

LANGUAGES: tuple[Language, ...] = ("fr", "ar", "en")
HEADER = 3
CONTRACTS = sorted(load_contracts())
EACH = [(name, language) for name in CONTRACTS for language in LANGUAGES]
LOCAL = ZoneInfo("Africa/Casablanca")


def book_of(contract: str, language: Language) -> Any:
    return load_workbook(io.BytesIO(template(load_contracts()[contract], feed_of(contract), language)))


def headings_of(sheet: Worksheet) -> list[str]:
    return [str(cell.value) for cell in sheet[HEADER]]


def good_row(contract: str) -> dict[str, str | None]:
    """A row of text that breaks no rule, as the tests of the contract's rules have it."""
    return dict(importlib.import_module(f"test_rules_{contract}").TRIAL.good)


def written(column: Column, value: Any, text: str | None, language: Language) -> Any:
    """A typed value as a person puts it into the cell: labels chosen from the lists, dates and numbers real."""
    if value is None or column.is_pseudonymised:
        return text
    if column.kind == "timestamp":
        return value.astimezone(LOCAL).replace(tzinfo=None)
    if column.kind in ("code", "open_code"):
        return next((code.names.in_language(language) for code in column.codes if code.value == value), value)
    if column.kind == "boolean":
        return labels_of(column, language)[0 if value else 1]
    if column.kind in ("province", "commune"):
        names = {row["code"]: row["name_ar" if language == "ar" else "name_fr"] for row in read_reference(f"{column.kind}s")}
        return names[value]
    return value


def prepare_template(workspace: Workspace, contract: str, language: Language, rows: list[dict[str, Any]], folder: Path) -> Prepared:
    book = book_of(contract, language)
    sheet = book.worksheets[0]
    names = [each.column.name for each in template_columns(load_contracts()[contract], feed_of(contract), language)]
    for number, row in enumerate(rows, start=HEADER + 1):
        for place, name in enumerate(names, start=1):
            sheet.cell(number, place).value = row.get(name)
    path = folder / f"{contract} 2026-09.xlsx"
    book.save(path)
    return prepare_file(workspace, path, contract)


@pytest.mark.parametrize(("contract", "language"), EACH)
def test_filled_in_and_read_back_it_gives_the_very_rows_and_no_finding(
    workspace: Workspace, tmp_path: Path, contract: str, language: Language
) -> None:
    good = good_row(contract)
    plain = tmp_path / f"{contract} 2026-09.csv"
    plain.write_text(csv_text([good]), encoding="utf-8")
    (expected,) = accepted_rows(prepare_file(workspace, plain, contract))
    row = {c.name: written(c, expected[c.name], good.get(c.name), language) for c in load_contracts()[contract].columns}

    prepared = prepare_template(workspace, contract, language, [row], tmp_path)

    assert (prepared.refusal, prepared.failures, prepared.unknown_columns) == (None, {}, ())
    assert (prepared.rows_read, prepared.rows_accepted) == (1, 1)
    (found,) = accepted_rows(prepared)
    aside = {"load_id", "sheet", "row_number"}
    assert {k: v for k, v in found.items() if k not in aside} == {k: v for k, v in expected.items() if k not in aside}
    assert found["row_number"] == HEADER + 1


@pytest.mark.parametrize(("contract", "language"), EACH)
def test_untouched_it_has_no_rows_and_nothing_else_wrong(workspace: Workspace, tmp_path: Path, contract: str, language: Language) -> None:
    path = tmp_path / f"{contract} 2026-09.xlsx"
    path.write_bytes(template(load_contracts()[contract], feed_of(contract), language))

    prepared = prepare_file(workspace, path, contract)

    assert (prepared.rows_read, prepared.refusal, prepared.failures, prepared.unknown_columns) == (0, None, {}, ())
    assert prepared.accepted_file is not None, "it must reach the judge, who says that it holds no rows"
    assert prepared.observed.notes == ()


@pytest.mark.parametrize(("contract", "language"), EACH)
def test_every_label_of_a_list_is_read_as_its_code_without_repair(contract: str, language: Language) -> None:
    for column in load_contracts()[contract].columns:
        labels = labels_of(column, language)
        read = read_texts(column, labels) if labels else []
        assert [text.is_repaired for text in read] == [False] * len(labels)
        if column.codes:
            assert [text.value for text in read] == [code.value for code in column.codes]
        elif column.kind == "boolean":
            assert [text.value for text in read] == [True, False]
        elif column.kind == "province":
            assert [text.value for text in read] == [row["code"] for row in read_reference("provinces")]


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_commune_of_the_lists_is_read_as_itself(language: Language) -> None:
    pairs = [(province, name) for province, names in zip(provinces(language), communes(language), strict=True) for name in names]

    codes = [read.value for _, read in read_communes(pairs)]

    assert sorted(map(str, codes)) == sorted(row["code"] for row in read_reference("communes"))


@pytest.mark.parametrize("contract", CONTRACTS)
def test_columns_come_in_two_languages_the_asked_one_first(contract: str) -> None:
    for column, heading in zip(load_contracts()[contract].columns, headings_of(book_of(contract, "ar").worksheets[0]), strict=True):
        first, *second = heading.replace(" *", "").split("\n")
        assert first == column.names.ar
        assert second in ([column.names.fr], [])


def test_required_columns_carry_an_asterisk_and_a_note_says_so() -> None:
    sheet = book_of("job_declarations", "fr").worksheets[0]

    for column, cell in zip(load_contracts()["job_declarations"].columns, sheet[HEADER], strict=True):
        assert ("*" in str(cell.value)) == column.required
        assert cell.comment.text.startswith("Obligatoire." if column.required else "Facultatif.")
        assert column.description in cell.comment.text


def test_the_header_is_locked_without_a_password_and_the_rows_are_open() -> None:
    sheet = book_of("organisations", "fr").worksheets[0]

    assert sheet.protection.sheet
    assert sheet.protection.password is None
    assert not sheet.protection.insertRows
    assert not sheet.protection.formatRows
    assert all(cell.protection.locked for cell in sheet[HEADER])
    assert all(not sheet.column_dimensions[cell.column_letter].protection.locked for cell in sheet[HEADER])


@pytest.mark.parametrize("kind", ["ice", "text", "person", "contact"])
def test_cells_of_references_are_text_and_keep_leading_zeros(kind: str) -> None:
    contract = load_contracts()["organisations" if kind == "contact" else "job_declarations"]
    sheet = book_of(contract.name, "fr").worksheets[0]
    places = [cell.column_letter for column, cell in zip(contract.columns, sheet[HEADER], strict=True) if column.kind == kind]

    assert places
    assert {sheet.column_dimensions[letter].number_format for letter in places} == {"@"}


def test_limits_of_numbers_are_checked_while_typing() -> None:
    contract = load_contracts()["job_declarations"]
    sheet = book_of(contract.name, "fr").worksheets[0]
    letter = sheet[HEADER][[column.name for column in contract.columns].index("months_per_year")].column_letter

    (rule,) = [rule for rule in sheet.data_validations.dataValidation if f"{letter}4" in str(rule.sqref)]

    assert (rule.type, rule.operator, float(rule.formula1), float(rule.formula2)) in (
        ("decimal", None, 1.0, 12.0), ("integer", None, 1.0, 12.0), ("whole", None, 1.0, 12.0), ("decimal", "between", 1.0, 12.0),
    )  # fmt: skip
    assert "au moins 1 et au plus 12" in rule.error


def test_communes_depend_on_the_province_of_their_row() -> None:
    contract = load_contracts()["organisations"]
    book = book_of(contract.name, "fr")
    sheet = book.worksheets[0]
    names = [column.name for column in contract.columns]
    province, commune = (sheet[HEADER][names.index(name)].column_letter for name in ("province", "commune"))

    (rule,) = [rule for rule in sheet.data_validations.dataValidation if f"{commune}4" in str(rule.sqref)]

    assert rule.formula1 == f'INDIRECT("qutb_communes_"&MATCH(${province}4,qutb_provinces,0))'
    assert {"qutb_provinces", *(f"qutb_communes_{number}" for number in range(1, 10))} <= set(book.defined_names)


def test_the_table_is_the_first_sheet_and_the_lists_are_hidden() -> None:
    book = book_of("organisations", "ar")

    assert [sheet.sheet_state for sheet in book.worksheets] == ["visible", "veryHidden", "visible"]
    assert book.active is book.worksheets[0]
    assert book.worksheets[0].sheet_view.rightToLeft
    assert book.worksheets[0].freeze_panes == "B4"
    assert not book_of("organisations", "fr").worksheets[0].sheet_view.rightToLeft


@pytest.mark.parametrize("contract", CONTRACTS)
def test_the_same_contract_gives_the_same_bytes(contract: str) -> None:
    first, second = (template(load_contracts()[contract], feed_of(contract), "ar") for _ in range(2))

    assert first == second
    dates = {info.date_time[:3] for info in zipfile.ZipFile(io.BytesIO(first)).infolist()}
    assert dates == {(1980, 1, 1)}


@pytest.mark.parametrize(("contract", "language"), EACH)
def test_nothing_in_it_is_longer_than_excel_allows(contract: str, language: Language) -> None:
    """Excel repairs, that is mutilates, a workbook that oversteps."""
    book = book_of(contract, language)

    assert all(len(sheet.title) <= 31 and not re.search(r"[\[\]:*?/\\]", sheet.title) for sheet in book.worksheets)
    for rule in book.worksheets[0].data_validations.dataValidation:
        assert len(rule.error or "") <= 255
        assert len(rule.errorTitle or "") <= 32
        assert len(rule.formula1 or "") <= 255


def test_a_feed_with_headings_of_its_own_gets_them() -> None:
    feed = feed_of("hub_visits", mapping={"visit_ref": MappedColumn(heading="Passage"), "purpose": MappedColumn(value="formation")})

    columns = template_columns(load_contracts()["hub_visits"], feed, "fr")

    assert columns[0].heading == "Passage *"
    assert "purpose" not in [each.column.name for each in columns]


def test_a_feed_that_computes_its_columns_gets_none_and_is_told_why() -> None:
    feed = feed_of("hub_visits", mapping={"visit_ref": MappedColumn(sql="a || b")})

    with pytest.raises(TemplateError, match=f"{PARTNER.id}/hub_visits.*visit_ref"):
        template(load_contracts()["hub_visits"], feed, "fr")


def test_examples_in_the_notes_are_values_that_the_reader_takes() -> None:
    from ingestion.conforming.values import READERS
    from ingestion.templates.wording import EXAMPLES

    meant = {"integer": 12, "number": 37.5, "money": 12500.0, "share": 0.35, "date": date(2026, 5, 12), "time": time(8, 30),
             "timestamp": datetime(2026, 5, 12, 14, 30, tzinfo=LOCAL), "ice": "001561191000066", "iso_days": "123456"}  # fmt: skip
    for kind, value in meant.items():
        assert {READERS[kind](EXAMPLES[kind].text(language)) for language in LANGUAGES} == {value}
    assert int(EXAMPLES["ice"].fr) % 97 == 0
