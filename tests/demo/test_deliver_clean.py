"""Clean deliveries: the same region and the same forms, and nothing that is not as it should be."""

from __future__ import annotations

from collections import Counter
from datetime import date

import pytest

from demo.deliveries.composing import Delivery
from demo.deliveries.shipping import deliveries
from demo.region import build_region
from ingestion.partners import load_feeds


@pytest.fixture(scope="module")
def both() -> tuple[list[Delivery], list[Delivery]]:
    region = build_region(months=4, until=date(2026, 5, 1), scale=0.1, seed=5)
    return list(deliveries(region)), list(deliveries(region, is_clean=True))


def test_nothing_is_broken_refused_or_sent_twice(both: tuple[list[Delivery], list[Delivery]]) -> None:
    messy, clean = both

    assert {(each.verdict, each.errors, each.draft.note) for each in clean} == {("taken", (), "")}
    assert all(
        row.rule is None and row.source is not None for each in clean if each.draft.contract != "hub_resources" for row in each.draft.rows
    )
    assert any(each.errors for each in messy)


def test_every_feed_delivers_each_of_its_periods_once(both: tuple[list[Delivery], list[Delivery]]) -> None:
    _, clean = both
    counted = Counter((each.draft.partner, each.draft.contract, each.draft.period_type, each.draft.period_start) for each in clean)

    assert set(counted.values()) == {1}
    assert {f"{partner}/{contract}" for partner, contract, _, _ in counted} == {feed.id for feed in load_feeds()}


def test_partners_write_in_their_own_forms_as_ever(both: tuple[list[Delivery], list[Delivery]]) -> None:
    messy, clean = both
    headers = {each.file: [sheet.header for sheet in each.sheets] for each in messy if each.sheets}

    assert all(sheet.header in headers[each.file] for each in clean if each.file in headers for sheet in each.sheets)
    assert len({each.file for each in clean} & set(headers)) > len(clean) * 0.9
