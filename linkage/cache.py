"""Scores kept from one night to the next, so that a night compares only what is new.

Belongs here: the records of the last night, and in another Parquet file every record compared and every pair worth keeping, of one
model version. Both may be deleted at any time: they are functions of what is linked and the model, so the next night finds the same.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Final

from ingestion.home import placed
from linkage.mentions import Mention
from linkage.model import Model
from linkage.records import records_table
from linkage.scoring import PAIR_COLUMNS, pair_schema, score_pairs

if TYPE_CHECKING:
    import pyarrow as pa

_PAIRS: Final = "pairs.parquet"
_RECORDS: Final = "records.parquet"


def cached_records(mentions: Sequence[Mention], model: Model, folder: Path | None) -> pa.Table:
    """The records of the mentions: those made on earlier nights, and new ones, which are kept.

    Args:
        mentions: what is linked.
        model: the model; records of another version are not read.
        folder: where the cache lies; None: nothing is kept.
    """
    import pyarrow.parquet as pq

    known = _table(folder / _RECORDS, model) if folder is not None else None
    records = records_table(mentions, model.common, known)
    if folder is not None and (known is None or not records.equals(known)):
        with placed(folder / _RECORDS) as temporary:
            pq.write_table(records.replace_schema_metadata({"model": model.version}), temporary, compression="zstd")
    return records


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
    import pyarrow.compute as pc

    table = _table(folder / _PAIRS, model)
    if table is None or table.schema.names != list(PAIR_COLUMNS):
        return frozenset(), pair_schema().empty_table()
    is_record = pc.is_null(table["record_r"])
    return frozenset(table.filter(is_record)["record_l"].to_pylist()), table.filter(pc.invert(is_record))


def _table(path: Path, model: Model) -> pa.Table | None:
    """A kept table of this version of the model; None when there is none, or a damaged one."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    try:
        table = pq.read_table(path)
    except (OSError, pa.ArrowInvalid):
        return None
    is_of_model = (table.schema.metadata or {}).get(b"model") == model.version.encode()
    return table.replace_schema_metadata(None) if is_of_model else None


def _write(folder: Path, model: Model, records: frozenset[str], pairs: pa.Table) -> None:
    import pyarrow as pa
    import pyarrow.parquet as pq

    compared = pa.Table.from_pydict({"record_l": sorted(records)}, pa.schema([("record_l", pa.string())]))
    table = pa.concat_tables([pairs, compared], promote_options="default").replace_schema_metadata({"model": model.version})
    with placed(folder / _PAIRS) as temporary:
        pq.write_table(table, temporary, compression="zstd")
