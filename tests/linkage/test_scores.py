"""Scores: the same with a cache or without, of the two records alone, and from a model that is estimated again alike."""

from __future__ import annotations

import json
from pathlib import Path

import pyarrow as pa
import pytest
from linkage_helpers import entry, ice, mention_table, wording

import linkage.cache
from linkage.cache import cached_pairs
from linkage.mentions import read_mentions, valid_entity
from linkage.model import MODEL_FILE, load_model
from linkage.population import invented
from linkage.records import records_table
from linkage.training import estimated


def records(rows: list[dict[str, object]]) -> pa.Table:
    return records_table(read_mentions(mention_table(rows)), load_model().common)


OLD = [entry("abc"[number % 3], str(number), f"Coopérative Al Amal {number % 5}", legal_form="cooperative") for number in range(30)]
NEW = [entry("d", str(number), f"Coop. El Amal {number}") for number in range(5)] + [
    wording("Coopérative Al Amal 3"),
    wording("Amal 4", None),
]


def test_a_night_with_a_cache_finds_what_one_without_finds(tmp_path: Path) -> None:
    cached_pairs(records(OLD), load_model(), tmp_path)

    assert cached_pairs(records(OLD + NEW), load_model(), tmp_path).equals(cached_pairs(records(OLD + NEW), load_model(), None))


def test_a_smaller_night_between_two_changes_nothing(tmp_path: Path) -> None:
    for rows in (OLD + NEW, OLD[:10], [*OLD, NEW[0]]):
        cached_pairs(records(rows), load_model(), tmp_path)

    assert cached_pairs(records(OLD + NEW), load_model(), tmp_path).equals(cached_pairs(records(OLD + NEW), load_model(), None))


def test_a_damaged_cache_is_made_anew(tmp_path: Path) -> None:
    (tmp_path / "pairs.parquet").write_bytes(b"PAR1 and nothing more")

    assert cached_pairs(records(OLD), load_model(), tmp_path).equals(cached_pairs(records(OLD), load_model(), None))


def test_a_night_with_nothing_new_scores_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    before = cached_pairs(records(OLD), load_model(), tmp_path)
    monkeypatch.setattr(linkage.cache, "score_pairs", lambda *_: pytest.fail("scored"))

    assert cached_pairs(records(OLD), load_model(), tmp_path).equals(before)


def test_the_score_of_a_pair_does_not_depend_on_who_else_is_there() -> None:
    two = [entry("a", "1", "Coopérative Al Amal"), entry("b", "1", "Coopérative Al Amal")]
    alone = cached_pairs(records(two), load_model(), None).to_pylist()
    among_many = cached_pairs(records(two + OLD + NEW), load_model(), None).to_pylist()

    assert len(alone) == 1
    assert alone[0] in among_many


def test_the_model_is_estimated_again_alike() -> None:
    assert estimated() == json.loads(MODEL_FILE.read_text(encoding="utf-8"))


def test_the_population_of_a_seed_is_one() -> None:
    assert list(invented(40, 9)) == list(invented(40, 9))


@pytest.mark.parametrize(
    ("text", "entity"),
    [(ice(1234567), "001234567"), (ice(1234567)[:-1] + "x", None), ("000000000000000", None), (None, None), ("123", None)],
)
def test_only_an_ice_whose_check_digits_hold_tells_an_entity(text: str | None, entity: str | None) -> None:
    assert valid_entity(text) == entity
