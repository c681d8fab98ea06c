"""Merged cells filled down.

Belongs here: giving the rows of a merged block the value that stands in its first one, for columns whose contract asks for it.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace
from typing import TYPE_CHECKING

from ingestion.reading.text_table import TextTable

if TYPE_CHECKING:
    import pyarrow as pa


def fill_down(table: TextTable, columns: Collection[int]) -> TextTable:
    """The table with the empty cells of merged blocks filled from above, and nothing else.

    Args:
        table: as read; a format that does not tell merged blocks is left as it is.
        columns: indices into the header.
    """
    tall = [merge for merge in table.merges if merge.bottom > merge.top]
    rows = table.rows
    for index in columns:
        blocks = [merge for merge in tall if merge.left <= table.columns[index] <= merge.right]
        if blocks:
            name = f"c{index}"
            filled = _filled(rows.column(name), rows.column("row_number"), [(block.top + 1, block.bottom + 1) for block in blocks])
            rows = rows.set_column(rows.column_names.index(name), name, filled)
    return replace(table, rows=rows)


def _filled(column: pa.ChunkedArray, row_numbers: pa.ChunkedArray, blocks: Collection[tuple[int, int]]) -> pa.Array:
    import numpy as np
    import pyarrow as pa

    numbers = row_numbers.to_numpy()
    texts = column.to_pylist()
    for first, last in blocks:
        start, stop = np.searchsorted(numbers, [first, last + 1])
        if start < stop and numbers[start] == first and texts[start] is not None:
            for place in range(start + 1, stop):
                texts[place] = texts[place] if texts[place] is not None else texts[start]
    return pa.array(texts, pa.string())
