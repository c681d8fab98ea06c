"""Linkage as dbt sees it: tables in, tables out.

Belongs here: what the Python models of the dbt project call. What linkage does is in the other modules.
"""

from __future__ import annotations

import gc
import os
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from linkage.cache import cached_pairs, cached_records
from linkage.linking import Decision, linked, rows
from linkage.mentions import read_mentions
from linkage.model import load_model

if TYPE_CHECKING:
    import pyarrow as pa

CACHE_FOLDER: Final = "QUTB_LINKAGE_CACHE"
"""Environment variable: where scores are kept from night to night; unset, every night compares everything."""

_OUTCOMES: Final = (
    ("row_kind", "string"), ("node", "string"), ("other_node", "string"), ("partner", "string"), ("local_ref", "string"),
    ("name", "string"), ("province", "string"), ("ice", "string"), ("organisation_id", "string"), ("known_on", "date32"),
    ("is_current", "bool_"), ("is_ambiguous", "bool_"), ("score", "float64"), ("evidence", "string"),
)  # fmt: skip


@contextmanager
def _without_collecting() -> Iterator[None]:
    """No search for cycles meanwhile: a million small objects without any are gone through again and again otherwise."""
    was_enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_enabled:
            gc.enable()


@_without_collecting()
def scored(mentions: pa.Table) -> pa.Table:
    """The table `int_linkage_pairs` from `int_linkage_mentions`."""
    model = load_model()
    given = os.environ.get(CACHE_FOLDER)
    folder = Path(given) if given else None
    return cached_pairs(cached_records(read_mentions(mentions), model, folder), model, folder)


@_without_collecting()
def outcomes(mentions: pa.Table, pairs: pa.Table, decisions: pa.Table) -> pa.Table:
    """The table `int_linkage_outcomes` from the scored pairs and what persons decided (`lake.organisation_decisions`)."""
    import pyarrow as pa

    known = read_mentions(mentions)
    model = load_model()
    found = linked(known, pairs, [_decision(row) for row in decisions.to_pylist()], model)
    schema = pa.schema([(name, getattr(pa, kind)()) for name, kind in _OUTCOMES])
    return pa.Table.from_pylist(_complete(rows(found, known, model), schema.names), schema)


def _decision(row: Mapping[str, Any]) -> Decision:
    return Decision(row["key_1"], row["key_2"], row["is_same"], row["known_from"], row["known_until"])


def _complete(found: Iterable[Mapping[str, Any]], names: list[str]) -> list[dict[str, Any]]:
    return [{name: row.get(name) for name in names} for row in found]
