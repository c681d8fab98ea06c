"""A partners file that cannot be used is refused with the feed and the mend, before anything is taken in."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from ingestion.contract import load_contracts
from ingestion.partners import PartnersError, load_feeds


def partners(folder: Path, feeds: str, partner: str = "guild", language: str = "fr") -> Path:
    path = folder / "partners.yaml"
    path.write_text(
        f"partners:\n  {partner}:\n    name_fr: Corporation\n    name_ar: هيئة\n    language: {language}\n    feeds: {feeds}\n",
        encoding="utf-8",
    )
    return path


@pytest.mark.parametrize(
    ("feeds", "said"),
    [
        ("{organisation: {}}", "guild/organisation: there is no contract called organisation"),
        ("{../x: {}}", "there is no contract called ../x"),
        ("{organisations: {frequency: weekly}}", "guild/organisations: frequency 'weekly' is not one of day, week, month"),
        ("{organisations: {due_days: soon}}", "due_days 'soon' is not a number of days"),
        ("{organisations: {since: juin}}", "since 'juin' is not a day such as"),
        ("{organisations: {frequencey: day}}", "unknown setting frequencey"),
        ("{organisations: {1: day}}", "unknown setting 1"),
        ("{organisations: {due_days: true}}", "due_days True is not a number of days"),
        ("{organisations: {due_days: 9999999999}}", "due_days 9999999999 is not a number of days"),
        ("{organisations: {since: 2026-07-01 08:00:00}}", "is not a day such as"),
        ("{organisations: {since: 2026-02-30}}", "not a partners file"),
        ("{organisations: {channel: {http_api: {path: /x, page_size: many}}}}", "page_size is 'many'"),
        ("{organisations: {channel: {http_api: {path: /x, parameters: [a]}}}}", "parameters is ['a']"),
        ("{organisations: {mapping: {sector_of_old: X}}}", "the mapping names sector_of_old"),
        ("{organisations: {mapping: {province: {heading: X, value: Y}}}}", "mapping of province needs one of heading, sql, value"),
    ],
)
def test_a_feed_that_cannot_be_is_named(tmp_path: Path, feeds: str, said: str) -> None:
    with pytest.raises(PartnersError, match=re.escape(said)):
        load_feeds(partners(tmp_path, feeds))


def test_a_partner_is_a_folder_and_has_one_of_three_languages(tmp_path: Path) -> None:
    with pytest.raises(PartnersError, match=re.escape("../guild: a partner's id is also a folder")):
        load_feeds(partners(tmp_path, "{organisations: {}}", partner="../guild"))
    with pytest.raises(PartnersError, match="language 'de' is not one of fr, ar, en"):
        load_feeds(partners(tmp_path, "{organisations: {}}", language="de"))


def test_a_feed_agrees_on_a_rhythm_of_its_own_or_takes_that_of_the_contract(tmp_path: Path) -> None:
    own, usual = load_feeds(partners(tmp_path, "{job_declarations: {frequency: quarter, due_days: 0}, hub_visits: {}}"))
    contracts = load_contracts()

    assert (own.frequency_of(contracts["job_declarations"]), own.due_days_of(contracts["job_declarations"])) == ("quarter", 0)
    visits = contracts["hub_visits"]
    assert (usual.frequency_of(visits), usual.due_days_of(visits)) == (visits.frequency, visits.due_days)


@pytest.mark.parametrize(
    ("before", "after", "said"),
    [
        ("Corporation", "{a: b}", "name_fr, name_ar and contact are texts"),
        ("language: fr", "contact: [1]", "name_fr, name_ar and contact are texts"),
        ("Corporation", "C\u0000", "not a partners file"),
    ],
)
def test_what_is_said_of_a_partner_is_text(tmp_path: Path, before: str, after: str, said: str) -> None:
    path = partners(tmp_path, "{organisations: {}}")
    path.write_text(path.read_text(encoding="utf-8").replace(before, after), encoding="utf-8")

    with pytest.raises(PartnersError, match=re.escape(said)):
        load_feeds(path)


def test_a_partners_file_of_another_encoding_is_refused(tmp_path: Path) -> None:
    path = partners(tmp_path, "{organisations: {}}")
    path.write_bytes(path.read_text(encoding="utf-8").encode("utf-16"))

    with pytest.raises(PartnersError, match="not UTF-8"):
        load_feeds(path)
