"""A real register of another country: nothing of it may enter, and nothing of it may be lost. See SOURCES.md of the data folder."""

from __future__ import annotations

import csv

import pytest
from intake_helpers import SHARED, parquet_rows, put, take_in

from ingestion.home import Home
from ingestion.ledger import LoadRecord
from ingestion.partners import load_feeds

REGISTER = SHARED / "cooperatives/togo_cooperatives_even.csv"
PARTNERS = """
partners:
  togo:
    name_fr: Registre des coopératives du Togo
    name_ar: سجل تعاونيات الطوغو
    feeds:
      organisations:
        mapping:
          local_ref: FID
          name_fr: cooperative_nom
          province: prefecture_nom_bdd
          commune: commune_nom_bdd
          legal_form: {value: cooperative}
          sector: {sql: "case when \\"cooperative_type\\" ilike '%transformation%' then 'food_processing' else 'agriculture' end"}
          status: {value: active}
"""

pytestmark = pytest.mark.skipif(not REGISTER.exists(), reason="the real register is not on this machine (shared/data/cooperatives)")


@pytest.fixture(scope="module")
def load(tmp_path_factory: pytest.TempPathFactory) -> tuple[Home, LoadRecord]:
    folder = tmp_path_factory.mktemp("togo")
    (folder / "partners.yaml").write_text(PARTNERS, encoding="utf-8")
    home = Home(folder / "home")
    put(home, "togo/organisations/list.csv", REGISTER.read_bytes())
    (record,) = take_in(home, load_feeds(folder / "partners.yaml"))
    return home, record


@pytest.fixture(scope="module")
def register() -> list[dict[str, str]]:
    with REGISTER.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def test_the_delivery_is_refused_with_exact_counts(load: tuple[Home, LoadRecord]) -> None:
    _, record = load

    assert record.verdict == "refused"
    assert (record.rows_read, record.rows_accepted, record.rows_rejected) == (3430, 0, 3430)
    assert record.reason is not None
    assert record.reason.startswith("3\u202f430 lignes sur 3\u202f430 sont rejetées")
    assert record.lake_file is None


def test_every_row_is_in_quarantine_for_its_province(load: tuple[Home, LoadRecord], register: list[dict[str, str]]) -> None:
    home, record = load

    assert record.quarantine_file is not None
    found = {
        line["row_number"]: (line["cell"], line["found"])
        for line in parquet_rows(home.root / record.quarantine_file)
        if line["rule"] == "province.code"
    }

    assert found == {number: (f"C{number}", row["prefecture_nom_bdd"].strip()) for number, row in enumerate(register, start=2)}


def test_no_commune_of_the_region_is_read_into_a_foreign_one(load: tuple[Home, LoadRecord]) -> None:
    home, record = load

    assert record.quarantine_file is not None
    rules = {line["rule"] for line in parquet_rows(home.root / record.quarantine_file)}

    assert rules == {"province.code", "commune.code"}
