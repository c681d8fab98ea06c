"""Examples of mended values: for each column in which something was mended, the first cells, as found and as read.

What goes here: one query after a load is conformed. What does not: what counts as a repair (`readers.py`).
"""

from __future__ import annotations

from collections.abc import Collection
from typing import TYPE_CHECKING, Final

from ingestion.observed import Mended

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

    from ingestion.contract import Contract
    from ingestion.source import Source

_EXAMPLES: Final = 3


def mended_examples(connection: DuckDBPyConnection, contract: Contract, columns: Collection[str], source: Source) -> tuple[Mended, ...]:
    """The first mended cells of each of the `columns`; to be called while `read_rows` is there."""
    queries = []
    place = "r.rowid" if source.is_in_file_order else "r.place"
    row_number = "r.row_number" if source.first_row is None else f"r.rowid + {source.first_row}"
    for index, name in enumerate(columns):
        table, text = f'"{name}__values"', f'r."{name}__text"'
        province = f" and {table}.province is not distinct from r.province__text" if contract.column(name).kind == "commune" else ""
        queries.append(
            f"""(select {index} as nth, {place} as place, r.sheet, {row_number} as row_number, {text} as found,
                cast({table}.value as varchar) as read_as
            from read_rows as r inner join {table} on {table}.text = {text}{province}
            where {table}.is_repaired order by 2 limit {_EXAMPLES})"""
        )
    if not queries:
        return ()
    rows = connection.execute(f"select * from ({' union all '.join(queries)}) order by nth, place").fetchall()
    names = tuple(columns)
    return tuple(
        Mended(names[nth], sheet, row, f"{letter}{row}" if (letter := source.letters.get((sheet, names[nth]))) else None, found, read_as)
        for nth, _, sheet, row, found, read_as in rows
    )
