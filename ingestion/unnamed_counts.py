"""Numbers under a heading that nobody knows, while the column that they belong to is missing and has a default.

What goes here: telling such a column, and what to say of it. What does not: matching headings (`source.py`). To take the default for
every row instead (one job where the file says three) would be a wrong figure that looks right.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from ingestion.contract import Column
from ingestion.messages import Message
from ingestion.text import fold

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

UNNAMED_COUNT: Final = Message(
    fr="La colonne « {heading} » ({letter}) semble être « {column} », qui manque. Renommez-la ainsi ou retirez-la, puis renvoyez.",
    ar="يبدو أن العمود «{heading}» ({letter}) هو «{column}» الغائب. أعطوه هذا العنوان أو احذفوه ثم أعيدوا إرسال الملف.",
    en="The column “{heading}” ({letter}) seems to be “{column}”, which is missing. Rename it so or remove it, then send the file again.",
)
_COUNTS: Final = re.compile(
    r"postes?|emplois?|effectif|nombre|nbr?e?(?!\w)|personnes|salaries|recrut|headcount|jobs|workers|staff|عدد|مناصب|عمال|اجراء"
)


@dataclass(frozen=True, slots=True)
class Strange:
    """A column whose heading the contract does not know: its heading, its letter, and SQL for its texts."""

    heading: str
    letter: str
    text: str


def unnamed_count(missing: Sequence[Column], strange: Sequence[Strange], relation: str, connection: DuckDBPyConnection) -> Message | None:
    """What to tell the partner where a strange column seems to hold the numbers of a missing one; None where none does.

    Args:
        missing: the contract's columns that the file lacks.
        strange: the file's columns that the contract lacks.
        relation: the rows of the file.
        connection: holds the relation.
    """
    for column in missing:
        if column.kind != "integer" or column.default is None:
            continue
        for each in strange:
            if _COUNTS.search(fold(each.heading)) and _holds_counts(each.text, relation, connection):
                name = column.names
                return Message(
                    UNNAMED_COUNT.fr.format(heading=each.heading, letter=each.letter, column=name.fr),
                    UNNAMED_COUNT.ar.format(heading=each.heading, letter=each.letter, column=name.ar),
                    UNNAMED_COUNT.en.format(heading=each.heading, letter=each.letter, column=name.en),
                )
    return None


def _holds_counts(text: str, relation: str, connection: DuckDBPyConnection) -> bool:
    """Whether a column holds small whole numbers that are not all one."""
    import duckdb

    number = f"try_cast({text} as double)"
    try:
        found = connection.execute(
            f"select count(*) filter ({number} between 1 and 9999) > count({text}) / 2, max({number}) > 1 from {relation}"
        ).fetchone()
    except (duckdb.InvalidInputException, duckdb.ConversionException):
        return False  # a file that one scan cannot read is read line by line, and asked again
    return bool(found and found[0] and found[1])
