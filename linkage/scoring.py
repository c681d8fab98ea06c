"""Pairs of records scored by the model: blocking in SQL, scoring by Splink.

Belongs here: which pairs meet and what Splink says of them. What follows from the scores: `clusters.py`; scores kept from one night to
the next: `cache.py`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from linkage.comparisons import COMPARISONS, settings
from linkage.model import Model

if TYPE_CHECKING:
    import pyarrow as pa
    from duckdb import DuckDBPyConnection

PAIR_COLUMNS: Final = ("record_l", "record_r", "weight", *(f"gamma_{each.name}" for each in COMPARISONS))


def pair_schema() -> pa.Schema:
    """Columns and types of scored pairs."""
    import pyarrow as pa

    kinds = {"record_l": pa.string(), "record_r": pa.string(), "weight": pa.float64()}
    return pa.schema([(name, kinds.get(name, pa.int8())) for name in PAIR_COLUMNS])


# Two references never meet: what no register knows stays the partner's own wording. A register's entries are not versions of each
# other (the lives of an entry are told apart before), so records of one node never meet either.
_BLOCKED: Final = """
create or replace temp table blocked as
with keys as (
    select record_id, node, kind, is_new, unnest(blocks) as block from records
)
select distinct
    '0' as match_key,
    least(one.record_id, other.record_id) as join_key_l,
    greatest(one.record_id, other.record_id) as join_key_r
from keys as one
inner join keys as other
    on one.block = other.block and one.node <> other.node
where
    one.is_new
    and one.kind = '{one}' and other.kind = '{other}'
    and {also}
"""


def score_pairs(records: pa.Table, new: frozenset[str], model: Model) -> pa.Table:
    """All pairs of which at least one record is new, and whose score is worth keeping.

    Args:
        records: the table of `records_table`.
        new: ids of the records not compared before.
        model: the model.

    Returns:
        `record_l` < `record_r`, `weight` (log2 of the odds that they are one organisation), and the level of each comparison.
    """
    import duckdb
    import pyarrow as pa

    scored: list[pa.Table] = []
    with duckdb.connect() as connection:
        connection.execute("set preserve_insertion_order = false")
        connection.register("new_records", pa.table({"record_id": pa.array(sorted(new), pa.string())}))
        connection.register("all_records", records)
        connection.execute(
            "create table records as select all_records.*, new_records.record_id is not null as is_new"
            " from all_records left join new_records using (record_id)"
        )
        for one, other, also in (
            ("register", "register", "(not other.is_new or one.record_id < other.record_id) and not starts_with(one.block, '?')"),
            ("reference", "register", "true"),
            ("register", "reference", "not other.is_new"),
        ):
            connection.execute(_BLOCKED.format(one=one, other=other, also=also))
            blocked = connection.execute("select count(*) from blocked").fetchone()
            if blocked and blocked[0]:
                scored.append(_scored(connection, model))
    return pa.concat_tables([pair_schema().empty_table(), *(table.cast(pair_schema()) for table in scored)])


def _scored(connection: DuckDBPyConnection, model: Model) -> pa.Table:
    import logging

    from splink import DuckDBAPI, Linker

    logging.getLogger("splink").setLevel(logging.ERROR)
    api = DuckDBAPI(connection)
    linker: Any = Linker(
        api.register(connection.sql("select * exclude (blocks, node, kind, is_new) from records")), settings(model.parameters)
    )
    linker.table_management.register_blocked_pairs_for_predict(api.register(connection.table("blocked")))
    predicted = linker.inference.predict(threshold_match_weight=model.kept_from, warning_mode="never")
    gammas = ", ".join(f"cast(gamma_{each.name} as tinyint) as gamma_{each.name}" for each in COMPARISONS)
    table: pa.Table = connection.execute(
        "select least(record_id_l, record_id_r) as record_l, greatest(record_id_l, record_id_r) as record_r,"
        f" round(match_weight, 6) as weight, {gammas} from {predicted.physical_name}"
    ).to_arrow_table()
    linker.table_management.delete_tables_created_by_splink_from_db()
    return table
