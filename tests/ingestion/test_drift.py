"""Files with other columns, sheets and values than the contract's: what is kept, what is refused, and that no person shows."""

from __future__ import annotations

import dataclasses
import json
import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import duckdb
import pytest
from duckdb import DuckDBPyConnection
from hypothesis import given
from hypothesis import strategies as st
from intake_helpers import NOW, RECEIVED, accepted_rows, csv_text, feed_of, put, quarantined, take_in
from openpyxl import Workbook

from ingestion import contract as contracts
from ingestion.checksums import sha256_of
from ingestion.contract import ContractError, load_contract, load_contracts
from ingestion.drift import SchemaContract, define_masking, masked, masked_path, schema_contract_of
from ingestion.home import Home
from ingestion.ledger import Ledger
from ingestion.prepare import Prepared, Request, prepare
from ingestion.workspace import Workspace

ROW = {
    "resource_code": "S1", "name_fr": "Salle", "kind": "training_room", "capacity_people": "12", "open_days": "1-6", "opens_at": "08:00",
    "closes_at": "18:00", "in_service_from": "2024-01-01",
}  # fmt: skip


def prepared_under(workspace: Workspace, path: Path, **policy: str) -> Prepared:
    """The first step of a load of hub resources under a policy."""
    contract = dataclasses.replace(load_contracts()["hub_resources"], schema_contract=SchemaContract(**policy))  # type: ignore[arg-type]
    request = Request(path, f"test_partner/hub_resources/{path.name}", feed_of("hub_resources"), contract, sha256_of(path), RECEIVED)
    return prepare(request, workspace, {})


def csv_file(folder: Path, *rows: Mapping[str, object]) -> Path:
    path = folder / "ressources.csv"
    path.write_text(csv_text([{**ROW, "resource_code": f"S{number}", **row} for number, row in enumerate(rows)]), encoding="utf-8")
    return path


def extras(prepared: Prepared) -> list[dict[str, Any] | None]:
    return [row["extra"] and json.loads(row["extra"]) for row in accepted_rows(prepared)]


def test_a_new_column_is_reported_and_kept_row_by_row(workspace: Workspace, tmp_path: Path) -> None:
    path = csv_file(tmp_path, {"Étage": "2e", "Remarque": ""}, {"Étage": " 3e ", "Remarque": 'dit «oui» et "non"'}, {"Étage": None})

    prepared = prepared_under(workspace, path)

    assert prepared.unknown_columns == ("Étage", "Remarque")
    assert extras(prepared) == [{"Étage": "2e"}, {"Étage": "3e", "Remarque": 'dit «oui» et "non"'}, None]


def test_without_unknown_columns_extra_is_there_and_empty(workspace: Workspace, tmp_path: Path) -> None:
    assert extras(prepared_under(workspace, csv_file(tmp_path, {}))) == [None]


def test_two_unknown_columns_of_one_heading_are_told_apart_by_their_letters(workspace: Workspace, tmp_path: Path) -> None:
    path = tmp_path / "r.csv"
    names = list(ROW)
    path.write_text(",".join([*names, "Note", "Note"]) + "\n" + ",".join([*ROW.values(), "une", "deux"]) + "\n", encoding="utf-8")

    assert extras(prepared_under(workspace, path)) == [{"Note": "une", "Note (J)": "deux"}]


def test_a_column_without_heading_is_kept_under_its_letter(workspace: Workspace, tmp_path: Path) -> None:
    path = tmp_path / "r.csv"
    path.write_text(",".join([*ROW, ""]) + "\n" + ",".join([*ROW.values(), "en marge"]) + "\n", encoding="utf-8")

    prepared = prepared_under(workspace, path)

    assert prepared.unknown_columns == ("(I)",)
    assert extras(prepared) == [{"(I)": "en marge"}]


def test_missing_optional_columns_are_null_and_reported(workspace: Workspace, tmp_path: Path) -> None:
    prepared = prepared_under(workspace, csv_file(tmp_path, {}))

    assert set(prepared.observed.missing) == {column.name for column in load_contracts()["hub_resources"].columns} - set(ROW)
    assert accepted_rows(prepared)[0]["area_m2"] is None


def test_a_frozen_contract_refuses_unknown_columns_and_names_them(workspace: Workspace, tmp_path: Path) -> None:
    prepared = prepared_under(workspace, csv_file(tmp_path, {"Étage": "2e", "Remarque": "x"}), columns="freeze")

    assert prepared.refusal is not None
    for text in (prepared.refusal.fr, prepared.refusal.ar, prepared.refusal.en):
        assert "Étage / Remarque" in text
    assert (prepared.rows_read, prepared.rows_rejected, prepared.accepted_file) == (1, 1, None)


def test_a_frozen_contract_takes_a_file_without_unknown_columns(workspace: Workspace, tmp_path: Path) -> None:
    assert prepared_under(workspace, csv_file(tmp_path, {}), columns="freeze", tables="freeze", data_types="freeze").refusal is None


def test_discard_row_rejects_only_rows_with_a_value_in_an_unknown_column(workspace: Workspace, tmp_path: Path) -> None:
    path = csv_file(tmp_path, {"Étage": "", "Aile": ""}, {"Étage": "", "Aile": "nord"}, {"Étage": "-", "Aile": ""})

    prepared = prepared_under(workspace, path, columns="discard_row")

    assert (prepared.rows_accepted, prepared.rows_rejected) == (2, 1)
    (line,) = quarantined(prepared)
    assert (line["rule"], line["cell"], line["row_number"]) == ("extra.unknown_column", "J3", 3)
    assert json.loads(line["found"]) == {"Aile": "nord"}


@pytest.mark.parametrize(
    ("policy", "accepted", "value"), [("discard_row", 1, None), ("evolve", 2, {"capacity_people": "beaucoup"}), ("freeze", 1, None)]
)
def test_an_unreadable_optional_value(workspace: Workspace, tmp_path: Path, policy: str, accepted: int, value: object) -> None:
    prepared = prepared_under(workspace, csv_file(tmp_path, {"capacity_people": "beaucoup"}, {}), data_types=policy)

    assert prepared.rows_accepted == accepted
    assert (prepared.refusal is not None) == (policy == "freeze")
    if value is not None:
        assert extras(prepared) == [value, None]
        assert accepted_rows(prepared)[0]["capacity_people"] is None
        assert prepared.warnings == {"capacity_people.type": 1}


def test_an_unreadable_required_value_rejects_its_row_whatever_the_policy(workspace: Workspace, tmp_path: Path) -> None:
    prepared = prepared_under(workspace, csv_file(tmp_path, {"opens_at": "tôt"}, {}), data_types="evolve")

    assert prepared.failures == {"opens_at.type": 1}


def test_a_file_refused_for_unreadable_values_says_in_which_columns(workspace: Workspace, tmp_path: Path) -> None:
    path = csv_file(tmp_path, {"capacity_people": "beaucoup"}, {"opens_at": "tôt"})

    refusal = prepared_under(workspace, path, data_types="freeze").refusal

    columns = [load_contracts()["hub_resources"].column(name).names for name in ("capacity_people", "opens_at")]
    assert refusal is not None
    assert all(names.fr in refusal.fr and names.ar in refusal.ar and names.en in refusal.en for names in columns)


def workbook(folder: Path) -> Path:
    book = Workbook()
    book.active.title = "Ressources"
    for line in (list(ROW), list(ROW.values())):
        book.active.append(line)
    other = book.create_sheet("Budget")
    for line in (["Poste", "Montant"], ["Loyer", 1200], ["Eau", 300]):
        other.append(line)
    book.create_sheet("Lisez-moi").append(["Remplissez la première feuille."])
    book.save(folder / "r.xlsx")
    return folder / "r.xlsx"


def test_another_sheet_is_left_out(workspace: Workspace, tmp_path: Path) -> None:
    prepared = prepared_under(workspace, workbook(tmp_path))

    assert (prepared.rows_read, prepared.rows_rejected, prepared.refusal) == (1, 0, None)


def test_another_sheet_refuses_a_frozen_file_but_a_sheet_of_words_does_not(workspace: Workspace, tmp_path: Path) -> None:
    refusal = prepared_under(workspace, workbook(tmp_path), tables="freeze").refusal

    assert refusal is not None
    assert "Budget" in refusal.fr
    assert "Lisez-moi" not in refusal.fr


def test_rows_of_another_sheet_count_as_rejected_where_so_agreed(workspace: Workspace, tmp_path: Path) -> None:
    prepared = prepared_under(workspace, workbook(tmp_path), tables="discard_row")

    assert (prepared.rows_read, prepared.rows_accepted, prepared.rows_rejected) == (3, 1, 2)
    assert prepared.failures == {"delivery.unknown_table": 2}
    lines = [(line["sheet"], line["row_number"], line["rule"]) for line in quarantined(prepared)]
    assert lines == [("Budget", 2, "delivery.unknown_table"), ("Budget", 3, "delivery.unknown_table")]


PERSONS = ["AB123456", "a12345", "AB-123456", "AB 123 456", "CIN_AB123456", "AB١٢٣٤٥٦", "0612345678", "06 12 34 56 78", "+212612345678",
           "00212 6 12 34 56 78", "+212 (0)6 12 34 56 78", "612345678", "٠٦١٢٣٤٥٦٧٨", "f.alaoui@example.ma"]  # fmt: skip
HARMLESS = [
    "2e étage",
    "Salle B12",
    "12/05/2026",
    "001561191000066",
    "1 250,50 DH",
    "T2 2026",
    "réf. R2024",
    "قاعة كبيرة",
    "35 %",
    "1234567",
]


@pytest.mark.parametrize("person", PERSONS)
def test_no_identity_reaches_a_file(workspace: Workspace, tmp_path: Path, person: str) -> None:
    path = csv_file(tmp_path, {"Divers": person}, {"Divers": f"voir {person}, merci"}, {"Divers": f"{person};{person}"})

    prepared = prepared_under(workspace, path)

    digits = re.sub(r"\D", "", person)[-5:] or "alaoui"
    stored = b"".join(file.read_bytes() for file in (prepared.accepted_file, prepared.quarantine_file) if file)
    texts = [extra["Divers"] for extra in extras(prepared) if extra]
    assert len(texts) == 3
    assert all("•••" in text and person not in text and digits not in re.sub(r"\D", "", text) for text in texts)
    assert person.encode() not in stored


@pytest.mark.parametrize("text", HARMLESS)
def test_what_is_no_identity_is_kept_as_it_is(workspace: Workspace, tmp_path: Path, text: str) -> None:
    assert extras(prepared_under(workspace, csv_file(tmp_path, {"Divers": text}))) == [{"Divers": text}]


@pytest.mark.parametrize("heading", ["CIN", "Téléphone", "الاسم الكامل", "Nom et prénom", "E-mail"])
def test_a_column_that_names_persons_is_masked_whole(workspace: Workspace, tmp_path: Path, heading: str) -> None:
    path = tmp_path / "r.csv"
    path.write_text(",".join([*ROW, heading]) + "\n" + ",".join([*ROW.values(), "Fatima Alaoui"]) + "\n", encoding="utf-8")

    assert extras(prepared_under(workspace, path)) == [{heading: "•••"}]


def test_an_identity_taken_for_a_heading_is_masked_in_the_report(workspace: Workspace, tmp_path: Path) -> None:
    assert prepared_under(workspace, csv_file(tmp_path, {"AB123456": "x"})).unknown_columns == ("•••",)


# Where RE2 and `re` saw words, cases and spaces differently, or digits were changed in a text that is no identity.
FOUND_BY_FUZZING = [
    "AB123456ڳ",
    "بطاقةAB123456وثيقة",
    "\u0130B123456",
    "\u01300612345678",
    "x@y.\u00a0ma",
    "\u2007@y.ma",
    "x@٣ym",
    "ſ123456",
]


@pytest.mark.parametrize("text", ["AB123456ڳ", "بطاقةAB123456وثيقة"])
def test_a_number_beside_arabic_letters_is_masked(text: str) -> None:
    assert "123456" not in masked(text)


@pytest.mark.parametrize("name", ["p/c/AB.123456", "p/c/dossier/AB.123456", "p/c/AB123456.csv", "p/c/x.AB123456"])
def test_no_part_of_a_file_name_tells_a_number(name: str) -> None:
    assert "123456" not in masked_path(name)


@pytest.fixture(scope="module")
def masking() -> Iterator[DuckDBPyConnection]:
    with duckdb.connect() as connection:
        define_masking(connection)
        yield connection


@given(st.lists(st.text(st.characters(blacklist_categories=["Cs", "Cc"]), max_size=40), max_size=20))
def test_masking_in_sql_and_in_python_agree(masking: DuckDBPyConnection, texts: list[str]) -> None:
    tried = [*texts, *PERSONS, *HARMLESS, *FOUND_BY_FUZZING]

    told = masking.execute("select qutb_masked(x) from (select unnest(?::varchar[]) as x)", [tried]).fetchall()

    assert told == [(masked(text),) for text in tried]


def test_the_ledger_keeps_what_was_unknown_and_missing(home: Home) -> None:
    put(home, "test_partner/hub_resources/r.csv", csv_text([{**ROW, "Étage": "2e"}]))

    take_in(home, [feed_of("hub_resources")], NOW)

    (record,) = Ledger(home).entries()
    assert record.unknown_columns == ("Étage",)
    assert "area_m2" in record.observed["missing"]


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        (None, SchemaContract("evolve", "evolve", "discard_row")),
        ("freeze", SchemaContract("freeze", "freeze", "freeze")),
        ({"columns": "freeze"}, SchemaContract("evolve", "freeze", "discard_row")),
        ({"data_type": "evolve"}, SchemaContract("evolve", "evolve", "evolve")),
    ],
)
def test_a_contract_says_the_policy_in_dlts_words(written: object, meant: SchemaContract) -> None:
    assert schema_contract_of(written) == meant


def test_a_contract_file_with_another_word_is_refused_with_the_words_there_are(tmp_path: Path) -> None:
    source = (contracts.CONTRACTS_FOLDER / "hub_visits.odcs.yaml").read_text(encoding="utf-8")
    entry = "customProperties:\n  - {property: schema_contract, value: {columns: ignore}}\n"
    path = tmp_path / "hub_visits.odcs.yaml"
    path.write_text(source.replace("customProperties:\n", entry, 1), encoding="utf-8")

    with pytest.raises(ContractError, match=r"columns: ignore.*evolve, freeze, discard_row"):
        load_contract(path)


def test_a_contract_file_sets_the_policy(tmp_path: Path) -> None:
    source = (contracts.CONTRACTS_FOLDER / "hub_visits.odcs.yaml").read_text(encoding="utf-8")
    path = tmp_path / "hub_visits.odcs.yaml"
    entry = "customProperties:\n  - {property: schema_contract, value: {columns: freeze}}\n"
    path.write_text(source.replace("customProperties:\n", entry, 1), encoding="utf-8")

    assert load_contract(path).schema_contract == SchemaContract(columns="freeze")
