"""Mentions by hand, and what linkage makes of them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, datetime
from typing import Any

import pyarrow as pa

from linkage.linking import Decision, Linked, linked
from linkage.mentions import CONTENT, read_mentions
from linkage.model import load_model
from linkage.records import records_table
from linkage.scoring import score_pairs

FES, MEKNES = "03.231", "03.061"
_KINDS: Mapping[str, pa.DataType] = {
    "known_from": pa.timestamp("us", "UTC"),
    "first_load": pa.int64(),
    "last_load": pa.int64(),
    "is_standing": pa.bool_(),
}
_NAMES = ("mention_kind", "partner", "local_ref", "known_from", "first_load", "last_load", "is_standing", *CONTENT)


def ice(entity: int, establishment: int = 0) -> str:
    """A valid ICE: entity, establishment, two digits that make the whole divisible by 97."""
    stem = (entity * 10_000 + establishment) * 100
    return f"{stem + (97 - stem % 97) % 97:015d}"


def entry(
    partner: str, local_ref: str, name: str | None = None, name_ar: str | None = None, month: int = 1, **values: Any
) -> dict[str, Any]:
    """A register entry's version, in Fès unless said otherwise; `month`: since which month of 2026 it is known."""
    return {
        "mention_kind": "register",
        "partner": partner,
        "local_ref": local_ref,
        "known_from": datetime(2026, month, 10, 8, tzinfo=UTC),
        "first_load": month,
        "last_load": 12,
        "is_standing": True,
        "name_fr": name,
        "name_ar": name_ar,
        "province": FES,
        **values,
    }


def wording(name: str, province: str | None = FES, ice: str | None = None) -> dict[str, Any]:
    """A way in which a fact names an organisation."""
    return {"mention_kind": "reference", "name_fr": name, "province": province, "ice": ice, "is_standing": False}


def mention_table(rows: Iterable[Mapping[str, Any]]) -> pa.Table:
    """The rows as the table `int_linkage_mentions`."""
    schema = pa.schema([(name, _KINDS.get(name, pa.string())) for name in _NAMES])
    return pa.Table.from_pylist([{name: row.get(name) for name in _NAMES} for row in rows], schema)


def link(rows: Sequence[Mapping[str, Any]], decisions: Sequence[Decision] = ()) -> Linked:
    """Links the rows with the stored model."""
    model = load_model()
    mentions = read_mentions(mention_table(rows))
    records = records_table(mentions, model.common)
    return linked(mentions, score_pairs(records, frozenset(records["record_id"].to_pylist()), model), decisions, model)


def organisations(found: Linked) -> dict[str, str]:
    """The organisation of each entry now."""
    return {each.node: each.organisation_id for each in found.assignments if each.is_current}


def meant(found: Linked) -> dict[str, str | None]:
    """The organisation of each wording, by its key."""
    return {node: meaning.organisation_id for node, (meaning, _) in found.references.items()}


def are_one(rows: Sequence[Mapping[str, Any]], *decisions: Decision) -> bool:
    """Whether all entries are one organisation."""
    return len(set(organisations(link(rows, decisions)).values())) == 1
