"""Scores kept from one night to the next, so that a night compares only what is new.

Belongs here: one Parquet file with every record compared and every pair worth keeping, of one model version. It may be deleted at any
time: scores are a function of two records and the model, so the next night finds the same ones again.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from ingestion.home import placed
from linkage.model import Model
from linkage.scoring import PAIR_COLUMNS, pair_schema, score_pairs

if TYPE_CHECKING:
    import pyarrow as pa


def cached_pairs(records: pa.Table, model: Model, folder: Path | None) -> pa.Table:
    """All scored pairs of the records: those of the cache, and new ones, which are added to it.

    Args:
        records: of `records_table`.
        model: the model; a cache of another version is not read.
        folder: where the cache lies; None: nothing is kept.
    """
    import pyarrow as pa
    import pyarrow.compute as pc

    now = frozenset(records.column("record_id").to_pylist())
    known, pairs = _read(folder, model) if folder is not None else (frozenset[str](), pair_schema().empty_table())
    new = now - known
    own = pa.array(sorted(now), pa.string())
    pairs = pairs.filter(pc.and_(pc.is_in(pairs["record_l"], own), pc.is_in(pairs["record_r"], own)))
    if new:
        pairs = pa.concat_tables([pairs, score_pairs(records, new, model)])
        if folder is not None:
            _write(folder, model, now, pairs)
    return pairs.sort_by([("record_l", "ascending"), ("record_r", "ascending")])


def _read(folder: Path, model: Model) -> tuple[frozenset[str], pa.Table]:
    """Records compared before and their pairs; nothing when there is no cache of this version, or a damaged one."""
    import pyarrow as pa
    import pyarrow.compute as pc
    import pyarrow.parquet as pq

    nothing = frozenset[str](), pair_schema().empty_table()
    try:
        table = pq.read_table(_path(folder))
    except (OSError, pa.ArrowInvalid):
        return nothing
    if (table.schema.metadata or {}).get(b"model") != model.version.encode() or table.schema.names != list(PAIR_COLUMNS):
        return nothing
    is_record = pc.is_null(table["record_r"])
    return frozenset(table.filter(is_record)["record_l"].to_pylist()), table.filter(pc.invert(is_record)).replace_schema_metadata(None)


def _write(folder: Path, model: Model, records: frozenset[str], pairs: pa.Table) -> None:
    import pyarrow as pa
    import pyarrow.parquet as pq

    compared = pa.Table.from_pydict({"record_l": sorted(records)}, pa.schema([("record_l", pa.string())]))
    table = pa.concat_tables([pairs, compared], promote_options="default").replace_schema_metadata({"model": model.version})
    with placed(_path(folder)) as temporary:
        pq.write_table(table, temporary, compression="zstd")


def _path(folder: Path) -> Path:
    return folder / "pairs.parquet"
