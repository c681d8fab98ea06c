"""Every kind of fault, by family.

What goes here: the list. What a slip does to a delivery is told in the family's module; sizes are those that the slip has in life.
"""

from collections.abc import Mapping
from typing import Final

from benchmarks.faults.kinds import across, amounts, categories, columns, dates, files, numbers, rows
from benchmarks.faults.model import Kind

KINDS: Final[Mapping[str, Kind]] = {
    kind.name: kind for family in (amounts, numbers, categories, columns, dates, rows, files, across) for kind in family.KINDS
}
"""Name → kind."""
