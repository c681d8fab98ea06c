"""Names, codes, rules and headings that look like SQL: refused where they must be names, plain text everywhere else."""

from __future__ import annotations

import os
from dataclasses import replace
from pathlib import Path
from typing import Any

import duckdb
import pytest
import yaml
from intake_helpers import NOW, RECEIVED, accepted_rows, csv_text, intake_without_gx, quarantined

from ingestion.checksums import sha256_of
from ingestion.contract import _RESERVED, CONTRACTS_FOLDER, Contract, ContractError, load_contract, load_contracts
from ingestion.home import Home
from ingestion.ledger import Ledger
from ingestion.partners import Feed, Partner
from ingestion.prepare import Prepared, Request, prepare
from ingestion.sql import identifier, literal
from ingestion.workspace import Workspace, open_workspace
from orchestration.build import Run, build_path, make_build_database

EVIL = (
    "\"; drop table read_rows; --", "'; drop table read_rows; --", "'' or 1=1 --", '"" , 1 as "x', "/* */ union all select 1", "$1 :a {x} %s $$",
    "\\'; select 1", "حرف'\"؛ --", "a" * 200, "line\nbreak", "select", "\u202e'gnp", "😀'", "x') to 'out.csv' --",
)  # fmt: skip
NO_NAMES = (
    *EVIL,
    "",
    "1a",
    "A",
    "é",
    "a-b",
    "a b",
    "a.b",
    'a"b',
    "a'b",
    "ﬁ",
    "a" * 64,
    "order",
    "table",
    "group",
    "user-",
    "a;",
    "__",
    "x__text",
)


@pytest.fixture(scope="module")
def workspace(tmp_path_factory: pytest.TempPathFactory) -> Any:
    with open_workspace(Home(tmp_path_factory.mktemp("home"))) as opened:
        yield opened


def document() -> dict[str, Any]:
    return dict(yaml.safe_load((CONTRACTS_FOLDER / "media_mentions.odcs.yaml").read_text(encoding="utf-8")))


def loaded(folder: Path, changed: dict[str, Any]) -> Contract:
    path = folder / "made.odcs.yaml"
    path.write_text(yaml.safe_dump(changed, allow_unicode=True), encoding="utf-8")
    return load_contract(path)


@pytest.mark.parametrize("text", [*EVIL, "", '"', "''", "a\0b"], ids=range(len(EVIL) + 4))
def test_a_quoted_text_is_itself(text: str) -> None:
    if "\0" not in text:
        with duckdb.connect() as connection:
            assert connection.execute(f"select {literal(text)}").fetchone() == (text,)
    if text and "\0" not in text:
        with duckdb.connect() as connection:
            connection.execute(f"create table {identifier(text)} ({identifier(text)} int)")
            assert connection.execute("select table_name, column_name from duckdb_columns() where not internal").fetchall() == [
                (text, text)
            ]


@pytest.mark.parametrize("name", NO_NAMES, ids=range(len(NO_NAMES)))
@pytest.mark.parametrize("where", ["contract", "column"])
def test_what_is_no_plain_name_names_no_contract_and_no_column(tmp_path: Path, name: str, where: str) -> None:
    changed = document()
    if where == "contract":
        if name in ("__", "x__text"):
            return
        changed["schema"][0]["name"] = name
    else:
        next(each for each in changed["schema"][0]["properties"] if each["name"] == "title")["name"] = name

    with pytest.raises(ContractError):
        loaded(tmp_path, changed)


def test_the_words_that_duckdb_keeps_for_itself_are_all_known() -> None:
    with duckdb.connect() as connection:
        kept = connection.execute("select distinct keyword_name from duckdb_keywords() where keyword_category = 'reserved'").fetchall()

    assert frozenset(word for (word,) in kept) == _RESERVED


@pytest.fixture(scope="module")
def hostile(tmp_path_factory: pytest.TempPathFactory) -> Contract:
    """The contract of media mentions with hostile texts wherever texts may stand, and a column as long as a name may be."""
    changed = document()
    table = changed["schema"][0]
    for each in changed["customProperties"]:
        if each["property"].startswith("name_"):
            each["value"] = EVIL[0]
    for column, evil in zip(table["properties"], EVIL * 3, strict=False):
        column["description"] = evil
        column["businessName"] = f"{column['businessName']} {evil}"
        column["synonyms"] = [*column.get("synonyms", []), {"locale": "fr", "synonym": f"{column['name']} {EVIL[1]}"}]
        if column["name"] == "title":
            column["name"] = "t" * 63
    codes = next(column for column in table["properties"] if "enum" in column)
    codes["enum"] = [
        {
            "value": evil,
            "label": f"{evil} fr{n}",
            "customProperties": [{"property": "label_ar", "value": f"{evil} ar{n}"}, {"property": "label_en", "value": f"{evil} en{n}"}],
        }
        for n, evil in enumerate(EVIL)
    ]
    contract = loaded(tmp_path_factory.mktemp("contract"), changed)
    assert any(column.codes for column in contract.columns)
    return contract


def prepared_rows(workspace: Workspace, contract: Contract, rows: list[dict[str, object]], name: str = "2026-09.csv") -> Prepared:
    path = workspace.folder / "made_2026-09.csv"
    path.write_text(csv_text(rows), encoding="utf-8")
    partner = Partner("evil", EVIL[0], EVIL[1], "fr")
    feed = Feed(partner, contract.name)
    return prepare(Request(path, f"evil/{contract.name}/{name}", feed, contract, sha256_of(path), RECEIVED), workspace, {})


def as_kept(evil: str) -> str:
    """A text as the lake keeps it: blanks are one space, marks that turn the direction are no letters of it."""
    return " ".join(evil.replace("\u202e", "").split())


def row_of(contract: Contract, number: int, code: str) -> dict[str, object]:
    coded = next(column.name for column in contract.columns if column.codes)
    fixed: dict[str, object] = {
        column.name: {"integer": 1, "number": 1, "money": 1, "date": "2026-09-05", "share": "0.5"}.get(column.kind, f"x{number}")
        for column in contract.columns
    }
    return fixed | {coded: code, "t" * 63: EVIL[number % len(EVIL)], f"x {EVIL[1]}": EVIL[0]}


def test_codes_headings_and_values_that_look_like_sql_are_read_as_they_stand(workspace: Workspace, hostile: Contract) -> None:
    rows = [row_of(hostile, number, code) for number, code in enumerate(EVIL)]

    prepared = prepared_rows(workspace, hostile, rows)

    assert prepared.refusal is None, prepared.refusal
    assert prepared.rows_read == len(EVIL)
    coded = next(column.name for column in hostile.columns if column.codes)
    faults = {(row["column_name"], row["found"], row["row_number"]) for row in quarantined(prepared) if row["severity"] == "error"}
    assert [fault for fault in faults if fault[0] in (coded, "t" * 63)] == []
    for row in accepted_rows(prepared):
        number = row["row_number"]
        assert row[coded] in EVIL, number
        assert row["extra"], number
    assert workspace.connection.execute("select count(*) from read_rows").fetchone() == (len(EVIL),)


def test_rows_that_look_like_sql_come_through_to_the_build(tmp_path: Path) -> None:
    """The real contract, from the inbox to the view that dbt reads: file names, headings and values out of the list."""
    home = Home(tmp_path / "home")
    feed = Feed(Partner("evil", EVIL[0], EVIL[1], "fr"), "financing")
    for number, evil in enumerate(EVIL):
        name = "".join(letter for letter in evil[:60] if letter.isprintable() and letter != "/")
        path = home.inbox / "evil" / "financing" / f"{number} {name} 2026-10.csv"
        path.parent.mkdir(parents=True, exist_ok=True)
        row = {
            "financing_ref": f"F-{number}", "organisation_name": f"Coop {evil}", "instrument": "loan", "province": "Fès",
            "amount_approved_mad": 100, "approved_on": "2026-10-05", f"colonne {evil}": evil,
        }  # fmt: skip
        path.write_text(csv_text([row]), encoding="utf-8")
        os.utime(path, (1e9, 1e9))
    with intake_without_gx(home) as night:
        arrivals, strays = night.inbox.scan([feed], NOW)
        assert strays == []
        taken = night.take_in(arrivals)
    assert [record.verdict for record in taken] == ["accepted"] * len(EVIL)

    make_build_database(home, Run("r1", NOW), Ledger(home).entries(), [feed])

    with duckdb.connect(str(build_path(home)), read_only=True) as connection:
        found = dict(connection.execute("select financing_ref, organisation_name from lake.financing").fetchall())
        loads = connection.execute("select count(*) from lake.loads").fetchone()
    assert found.keys() == {f"F-{number}" for number in range(len(EVIL))}
    assert {n: found[f"F-{n}"].split("Coop ", 1)[1][:18] for n in range(len(EVIL))} == {
        n: as_kept(evil)[:18] for n, evil in enumerate(EVIL)
    }
    assert loads == (len(EVIL),)


def test_a_reference_to_a_hostile_name_is_refused_by_the_loader(tmp_path: Path) -> None:
    contracts = load_contracts()
    column = next(c for contract in contracts.values() for c in contract.columns if c.reference is not None)
    assert column.reference is not None

    evil = replace(column.reference, contract=EVIL[0])

    assert evil.contract not in contracts  # `load_contracts` raises for a contract it does not know
