"""ICE numbers, provinces and communes: official references and variants really seen, from outside the project."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest
from intake_helpers import SHARED, accepted_rows, broken_rules, prepare_rows, quarantined
from stdnum.ma import ice as independent

from ingestion.conforming.readers import read_communes, read_texts
from ingestion.conforming.values import read_ice
from ingestion.contract import load_contracts
from ingestion.reference import territories
from ingestion.workspace import Workspace

needs_reference = pytest.mark.skipif(not SHARED.is_dir(), reason="the reference data are not on this machine (shared/data)")

PROVINCES = {
    "03.231": ("Fès", "فاس"), "03.061": ("Meknès", "مكناس"), "03.171": ("El Hajeb", "الحاجب"), "03.271": ("Ifrane", "إفران"), "03.591": ("Moulay Yacoub", "مولاي يعقوب"),
    "03.451": ("Sefrou", "صفرو"), "03.131": ("Boulemane", "بولمان"), "03.531": ("Taounate", "تاونات"), "03.561": ("Taza", "تازة"),
}  # fmt: skip


def rows_of(path: Path) -> list[dict[str, str]]:
    if not path.exists():
        return []
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


VARIANTS = [
    (row["canonical_code"], row["variant"], row["source"]) for row in rows_of(SHARED / "hcp_fes_meknes/province_name_variants_seen.csv")
]


@needs_reference
def test_ice_vectors_are_warned_about_exactly_where_a_check_fails(workspace: Workspace) -> None:
    vectors = rows_of(SHARED / "reference/ice_test_vectors.csv")
    rows = [
        {"visit_ref": f"V{index}", "badge_id": "B", "ice": vector["ice"], "entered_at": "2026-09-01 10:00"}
        for index, vector in enumerate(vectors)
    ]

    prepared = prepare_rows(workspace, "hub_visits", rows)

    warned = {line["row_number"] - 2 for line in quarantined(prepared) if line["rule"] == "ice.check_digits"}
    assert warned == {index for index, vector in enumerate(vectors) if vector["expected_valid"] == "0"}
    assert warned == {index for index, vector in enumerate(vectors) if not independent.is_valid(vector["ice"].zfill(15))}
    assert prepared.rows_accepted == len(vectors)


@needs_reference
def test_ice_vectors_survive_what_spreadsheets_do_to_them() -> None:
    for vector in rows_of(SHARED / "reference/ice_test_vectors.csv"):
        digits = vector["ice"].zfill(15)
        grouped = f"{digits[:3]} {digits[3:6]} {digits[6:9]} {digits[9:]}"

        assert {read_ice(form) for form in (vector["ice"], digits.lstrip("0"), f"{int(digits)}.0", grouped, f" {digits} ")} == {digits}


@pytest.mark.parametrize(
    ("text", "ice"),
    [("001561191000066", "001561191000066"), ("1561191000066", "001561191000066"), ("001 561 191 0000 66", "001561191000066"), ("001-561-191-0000-66", "001561191000066"),
     ("٠٠١٥٦١١٩١٠٠٠٠٦٦", "001561191000066"), ("1561191000066.0", "001561191000066")],
)  # fmt: skip
def test_ice_in_other_forms(text: str, ice: str) -> None:
    assert read_ice(text) == ice


@pytest.mark.parametrize(
    "text",
    [
        "",
        "12345678",
        "0000000000000000",
        "000000000000000",
        "1234567890123456",
        "00156119100006A",
        "1.56119E+12",
        "en cours",
        "001561191000066/2",
    ],
)
def test_what_is_no_ice(text: str) -> None:
    assert read_ice(text) is None


@pytest.mark.parametrize("code", PROVINCES)
def test_provinces_by_name_code_and_what_is_left_of_a_code(code: str) -> None:
    french, arabic = PROVINCES[code]
    digits = code.replace(".", "")

    for text in (
        french,
        french.upper(),
        f" {french.lower()} ",
        arabic,
        code,
        code.lstrip("0"),
        digits,
        digits.lstrip("0"),
        f"{digits.lstrip('0')}.0",
        digits[2:],
    ):
        found = territories().province(text)
        assert found is not None, text
        assert found.code == code


@pytest.mark.parametrize("text", ["Rabat", "Nador", "02.381", "03", "Fes-Meknes", "Région", "999", "0", "فاس مكناس", "Togo"])
def test_what_is_none_of_the_nine(text: str) -> None:
    assert territories().province(text) is None


@needs_reference
@pytest.mark.parametrize(("canonical", "variant", "source"), VARIANTS)
def test_province_variants_really_seen(canonical: str, variant: str, source: str) -> None:
    """The right code, or none: a commune's name, another region's, or no name at all is no province."""
    found = territories().province(variant)

    assert (found.code if found else None) == (canonical if canonical in PROVINCES and "ambiguous" not in source else None)


@needs_reference
@pytest.mark.parametrize(("canonical", "variant", "source"), [each for each in VARIANTS if each[0].startswith("COMMUNE:")])
def test_communes_seen_in_the_place_of_a_province(canonical: str, variant: str, source: str) -> None:
    code = canonical.removeprefix("COMMUNE:")

    ((_, read),) = read_communes([(code[:6], variant)])

    assert read.value == code


@needs_reference
def test_every_commune_is_found_by_its_names_and_codes_inside_its_province() -> None:
    communes = rows_of(SHARED / "hcp_fes_meknes/communes.csv")
    texts = [
        (row["province_code"], text, row["code"])
        for row in communes
        for text in (
            row["name_fr"],
            row["name_fr"].upper(),
            row["name_ar"],
            row["code"],
            row["code_digits"],
            row["code_digits"].lstrip("0"),
        )
    ]

    found = [read.value for _, read in read_communes([(province, text) for province, text, _ in texts])]

    assert [(each, value) for each, value in zip(texts, found, strict=True) if value != each[2]] == []


@needs_reference
def test_commune_variants_of_other_sources_lead_to_the_same_code() -> None:
    variants = [
        (row["hcp_code"], row[column])
        for row in rows_of(SHARED / "hcp_fes_meknes/commune_name_variants.csv")
        for column, score in (("mahdi_fr", "mahdi_score"), ("mahdi_ar", "mahdi_score"), ("zeys_ar", "zeys_score"))
        if row[column] and float(row[score]) >= 0.9
    ]

    found = [read.value for _, read in read_communes([(code[:6], text) for code, text in variants])]

    assert [(variant, value) for variant, value in zip(variants, found, strict=True) if value not in (variant[0], None)] == []
    assert sum(value is not None for value in found) >= 0.97 * len(variants)


def test_a_name_that_two_provinces_share_is_read_inside_the_province() -> None:
    """سيدي المخفي names a commune of Ifrane and one of Taounate (SOURCES.md of the reference data)."""
    (_, ifrane), (_, taounate) = read_communes([("Ifrane", "سيدي المخفي"), ("Taounate", "سيدي المخفي")])

    assert isinstance(ifrane.value, str)
    assert isinstance(taounate.value, str)
    assert (ifrane.value[:6], taounate.value[:6]) == ("03.271", "03.531")


def test_a_name_that_two_other_provinces_share_is_still_known_as_a_commune_elsewhere(workspace: Workspace) -> None:
    row = {"project_ref": "P1", "organisation_name": "X", "province": "Taza", "commune": "سيدي المخفي", "sector": "tourism", "status": "approved",
           "submitted_on": "2026-01-05", "jobs_promised": 3}  # fmt: skip

    prepared = prepare_rows(workspace, "investment_projects", [row])

    assert broken_rules(prepared) == {2: {"commune.in_province"}}


def test_a_commune_outside_the_named_province_breaks_the_rule_and_not_the_reading(workspace: Workspace) -> None:
    row = {"project_ref": "P1", "organisation_name": "X", "province": "Fès", "commune": "Missour", "sector": "tourism", "status": "approved",
           "submitted_on": "2026-01-05", "jobs_promised": 3}  # fmt: skip

    prepared = prepare_rows(workspace, "investment_projects", [row, {**row, "project_ref": "P2", "province": "بولمان"}])

    assert broken_rules(prepared) == {2: {"commune.in_province"}}
    assert accepted_rows(prepared)[0]["commune"] == "03.131.01.03"


@pytest.mark.parametrize("contract", list(load_contracts()))
def test_every_label_of_a_code_list_leads_to_its_code(contract: str) -> None:
    for column in load_contracts()[contract].columns:
        if column.kind not in ("code", "open_code"):
            continue
        for code in column.codes:
            texts = [form for label in code.labels for form in (label, label.upper(), f"{label} ")]

            assert {(read.text, read.value) for read in read_texts(column, texts)} == {(text, code.value) for text in texts}
