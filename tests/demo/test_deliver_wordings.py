"""Every heading and label that the demo's partners use is one that the contract knows."""

from pathlib import Path
from typing import Any

import pytest
import yaml

from demo.deliveries.columns import CODES
from demo.deliveries.pen import PROVINCE_HANDS
from demo.deliveries.templates import TEMPLATES
from demo.folding import fold

CONTRACTS = Path(__file__).parents[2] / "ingestion" / "contracts"
REFERENCE = Path(__file__).parents[2] / "ingestion" / "reference"


def properties(contract: str) -> dict[str, Any]:
    document = yaml.safe_load((CONTRACTS / f"{contract}.odcs.yaml").read_text(encoding="utf-8"))
    return {each["name"]: each for each in document["schema"][0]["properties"]}


def headings(column: dict[str, Any]) -> set[str]:
    names = [column["name"], column["businessName"], *(each["synonym"] for each in column["synonyms"])]
    return {fold(name) for name in names}


def words(column: dict[str, Any], code: str) -> set[str]:
    (entry,) = [each for each in column["enum"] if each["value"] == code]
    custom = {each["property"]: each["value"] for each in entry["customProperties"]}
    return {fold(str(word)) for word in (code, entry["label"], custom["label_ar"], *custom.get("also", ()))}


FORMS = [(*feed, form) for feed, template in TEMPLATES.items() for form in template.forms]


@pytest.mark.parametrize(("partner", "contract", "form"), FORMS, ids=[f"{f[0]}-{f[1]}" for f in FORMS])
def test_every_heading_is_an_alias_of_its_column(partner: str, contract: str, form: Any) -> None:
    columns = properties(contract)

    unknown = [
        (name, heading)
        for name, heading in form.columns
        if not name.startswith("+") and not {fold(heading), fold(f"{form.groups.get(name, '')} {heading}")} & headings(columns[name])
    ]

    assert unknown == []


@pytest.mark.parametrize(("partner", "contract", "form"), FORMS, ids=[f"{f[0]}-{f[1]}" for f in FORMS])
def test_no_heading_could_be_another_column(partner: str, contract: str, form: Any) -> None:
    columns = properties(contract)

    mistaken = [
        (heading, other)
        for name, heading in form.columns
        for other, column in columns.items()
        if other != name and fold(f"{form.groups.get(name, '')} {heading}") in headings(column)
    ]

    assert mistaken == []


@pytest.mark.parametrize(("contract", "column"), CODES, ids=lambda each: each)
def test_every_label_is_a_label_of_its_code(contract: str, column: str) -> None:
    known = properties(contract)[column]
    labels = CODES[contract, column]

    unknown = [
        (code, word)
        for code, languages in labels.items()
        for language in languages
        for word in language
        if fold(word) not in words(known, code)
    ]

    assert unknown == []


def test_every_province_variant_is_known() -> None:
    lines = (REFERENCE / "province_variants.csv").read_text(encoding="utf-8").splitlines()[1:]
    names = [line.split(",")[:3] for line in (REFERENCE / "provinces.csv").read_text(encoding="utf-8").splitlines()[1:]]
    known = {(code, fold(variant)) for code, _, variant in (line.partition(",") for line in lines)}
    known |= {(code, fold(name)) for code, french, arabic in names for name in (french, arabic)}

    unknown = [(code, v) for code, variants in PROVINCE_HANDS.items() for v in variants if (code, fold(v)) not in known]

    assert unknown == []
