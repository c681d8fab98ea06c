"""Estimating the model: `python -m linkage.training` writes `model.json`, the same file on every run.

Belongs here: Splink's estimation on invented populations, and the choice of thresholds where precision is high. The model is judged
elsewhere, on regions that had no part in this.
"""

from __future__ import annotations

import json
import logging
from bisect import bisect_left
from collections import Counter
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, Final

from linkage.comparisons import COMPARISONS, settings
from linkage.mentions import Mention
from linkage.model import MODEL_FILE, made_model
from linkage.names import read_name
from linkage.population import invented
from linkage.records import record_id, records_table
from linkage.scoring import score_pairs

_SEED: Final = 101
_ORGANISATIONS: Final = 2_500
_HELD_BACK_SEED: Final = 202
_RANDOM_PAIRS: Final = 2e7
_LEAST_U: Final = 1e-5  # of levels that random pairs do not show
_IS_COMMON: Final = 0.004  # of the organisations of a population
_LEAST_THRESHOLD: Final = 20  # tenths: odds of four to one, however pure the invented pairs are
_PRECISION: Final = 0.995  # of pairs, above the 0.99 that is asked for
_THRESHOLDS: Final = {"one_from": 4.0, "reference_from": -3.2, "margin": 2.5, "review_from": -2.0, "kept_from": -6.0}


def estimated(seed: int = _SEED, organisations: int = _ORGANISATIONS) -> dict[str, Any]:
    """What `model.json` holds: the prior, m and u of each level, thresholds, common names."""
    population = list(invented(organisations, seed))
    mentions = [mention for mention, _ in population]
    common = _common([m for m, _ in population])
    document: dict[str, Any] = {"common": sorted(common), "thresholds": dict(_THRESHOLDS), **_probabilities(mentions, common)}
    held_back = list(invented(organisations, _HELD_BACK_SEED))
    document["thresholds"]["one_from"] = _threshold(document, held_back)
    return document


def _common(mentions: Sequence[Mention]) -> frozenset[str]:
    counted = Counter(
        sound
        for mention in mentions
        for sound in {"".join(read_name(mention.values[name]).sounds) for name in ("name_fr", "name_ar") if name in mention.values}
    )
    return frozenset(sound for sound, count in counted.items() if count > _IS_COMMON * len(mentions))


def _probabilities(mentions: Sequence[Mention], common: frozenset[str]) -> dict[str, Any]:
    import duckdb
    from splink import DuckDBAPI, Linker

    logging.getLogger("splink").setLevel(logging.ERROR)
    records = records_table(mentions, common).drop_columns(["blocks"])
    with duckdb.connect() as connection:
        # One thread: sums of doubles come out in one order, so that the file is the same on every run.
        connection.execute("set threads = 1")
        api = DuckDBAPI(connection)
        linker: Any = Linker(api.register(records), settings())
        linker.training.estimate_probability_two_random_records_match(
            ["l.entity = r.entity", "l.cooperative = r.cooperative and l.court = r.court"], recall=0.7
        )
        linker.training.estimate_u_using_random_sampling(max_pairs=_RANDOM_PAIRS, seed=_SEED)
        for rule in ("l.entity = r.entity", "l.phone = r.phone", "l.cooperative = r.cooperative and l.court = r.court"):
            linker.training.estimate_parameters_using_expectation_maximisation(rule)
        trained = linker.misc.save_model_to_json()
    return {"prior": round(trained["probability_two_random_records_match"], 9), "comparisons": _levels(trained["comparisons"])}


def _levels(trained: Sequence[Mapping[str, Any]]) -> dict[str, dict[str, dict[str, float]]]:
    """Probabilities m and u by comparison and level; m never below what real registers' errors allow, both summing to one."""
    found: dict[str, dict[str, dict[str, float]]] = {}
    for comparison, result in zip(COMPARISONS, trained, strict=True):
        levels = [level for level in result["comparison_levels"] if not level.get("is_null_level")]
        m = [max(each.get("m_probability") or 0.0, own.least_m) for each, own in zip(levels, comparison.levels, strict=True)]
        u = [max(each.get("u_probability") or 0.0, _LEAST_U) for each in levels]
        found[comparison.name] = {
            own.name: {"m": _rounded(m[index] / sum(m)), "u": _rounded(u[index] / sum(u))} for index, own in enumerate(comparison.levels)
        }
    return found


def _rounded(value: float) -> float:
    return float(f"{value:.5g}")


def _threshold(document: Mapping[str, Any], population: Sequence[tuple[Mention, int]]) -> float:
    """The least weight from which pairs without any ICE in common are right as often as `_PRECISION` asks, to a tenth."""
    model = made_model(document)
    truth = {record_id(mention): number for mention, number in population}
    by_ice = {record_id(mention): mention.entity for mention, _ in population}
    records = records_table((mention for mention, _ in population), model.common)
    pairs = score_pairs(records, frozenset(truth), model).select(["record_l", "record_r", "weight"]).to_pylist()
    judged = sorted(
        (pair["weight"], truth[pair["record_l"]] == truth[pair["record_r"]])
        for pair in pairs
        if not (by_ice[pair["record_l"]] and by_ice[pair["record_r"]])
    )
    weights = [weight for weight, _ in judged]
    candidates = [step / 10 for step in range(_LEAST_THRESHOLD, 200)]
    for candidate in candidates:
        above = judged[bisect_left(weights, candidate) :]
        if above and sum(is_one for _, is_one in above) / len(above) >= _PRECISION:
            return candidate
    raise RuntimeError("No threshold gives the precision that is asked for: the comparisons do not tell organisations apart.")


def main() -> None:
    """Writes the model file."""
    Path(MODEL_FILE).write_text(json.dumps(estimated(), indent=1, ensure_ascii=False) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
