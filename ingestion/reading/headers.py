"""Which line names the columns, and which column is which.

Belongs here: finding the header among the first lines of a grid, and matching its texts with the names a contract
expects.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from statistics import median
from typing import Protocol, runtime_checkable

from ingestion.reading.text_table import Merge
from ingestion.text import fold

Expected = Mapping[str, Collection[str]]
"""Canonical column → the folded names under which it may appear."""

Row = Sequence[str | None]

PREVIEW_ROWS = 60
_LONGEST_HEADER = 200
_LONGEST_VALUE = 100
_BRACKETS = re.compile(r"\([^()]*\)|\[[^\[\]]*\]|\*")
_SEPARATORS = re.compile(r"[\n/|]|\s[-–—]\s")
_ARABIC = re.compile(r"[\u0600-\u06ff\ufb50-\ufdff\ufe70-\ufefc]")

# What a value looks like and the name of a column hardly ever does. A bare year may name a column.
_VALUE = re.compile(
    r"[^\w]*[-+]?[\d٠-٩][\d٠-٩\s.,'\u202f\xa0]*\s*(%|[€$£]|dhs?|mad|درهم)?[^\w]*"
    r"|\d{1,4}[-/.]\d{1,2}[-/.]\d{1,4}([ T]\d{1,2}:\d{2}(:\d{2}(\.\d+)?)?)?"
    r"|\d{1,2}[:h]\d{2}(:\d{2})?|https?://\S+|\S+@\S+\.\w+|true|false",
    re.IGNORECASE,
)
_YEAR = re.compile(r"\s*(19|20)\d\d\s*")


@runtime_checkable
class Headed(Protocol):
    """Anything with a header: a ``TextTable`` or a ``DelimitedSource``."""

    @property
    def header(self) -> tuple[str, ...]:
        """Per column its header as one text."""

    @property
    def header_parts(self) -> tuple[tuple[str, ...], ...]:
        """Per column the texts of its header lines."""


@dataclass(frozen=True, slots=True)
class HeaderPlace:
    """Where the header stands in a grid.

    Attributes:
        rows: indices of its lines in the grid, from the upper to the lower; empty when there is none.
        first_data_row: index of the first line below it.
        parts: per column the texts of its header lines, empty ones left out.
    """

    rows: tuple[int, ...]
    first_data_row: int
    parts: tuple[tuple[str, ...], ...]

    @property
    def texts(self) -> tuple[str, ...]:
        """Per column its header as one text."""
        return tuple(" ".join(part) for part in self.parts)


@dataclass(frozen=True, slots=True)
class HeaderMatch:
    """Which canonical column is which column of the table.

    Attributes:
        mapping: canonical column → index into the table's header.
        unknown: indices of columns that no canonical column claims.
        ambiguous: canonical columns claimed by several columns, with those columns.
        missing: canonical columns that no column matches.
    """

    mapping: Mapping[str, int]
    unknown: tuple[int, ...]
    ambiguous: tuple[tuple[str, tuple[int, ...]], ...]
    missing: tuple[str, ...]


def find_header(grid_rows: Sequence[Row], expected: Expected | None = None, merges: Sequence[Merge] = ()) -> HeaderPlace:
    """Finds the line, or two lines, that name the columns.

    With ``expected``, the lines that name most expected columns; without it, or when they name none, by shape: the
    first line that is about as full as the lines below it, made of words rather than of values.

    Args:
        grid_rows: the first lines of the grid, of equal length.
        expected: canonical column → folded names.
        merges: merged blocks in coordinates of ``grid_rows``.
    """
    rows = grid_rows[:PREVIEW_ROWS]
    width = max((len(row) for row in rows), default=0)
    return (expected and _by_names(rows, width, expected, merges)) or _by_shape(rows, width, merges)


def match_headers(header: Sequence[str] | Headed, expected: Expected) -> HeaderMatch:
    """Matches the columns of a table with the names a contract expects.

    Tried in this order: the whole text; the text without brackets and asterisks («Montant (MAD) *»); the lower line
        of a two-line header; one language of a bilingual header. A better match beats a worse one; two equally good
        ones are ambiguous.

    Args:
        header: a table, a large source, or header texts alone.
        expected: canonical column → folded names.
    """
    parts = _parts_of(header)
    owners = _owners(expected)
    claims = [_best_claim(part, owners) for part in parts]
    mapping: dict[str, int] = {}
    ambiguous: list[tuple[str, tuple[int, ...]]] = []
    for canonical in expected:
        ranks = {column: rank for column, (rank, names) in enumerate(claims) if canonical in names}
        best = [column for column, rank in ranks.items() if rank == min(ranks.values())]
        shared = [column for column in best if len(claims[column][1]) > 1]
        if len(best) == 1 and not shared:
            mapping[canonical] = best[0]
        elif best:
            ambiguous.append((canonical, tuple(best)))
    taken = {*mapping.values(), *(column for _, columns in ambiguous for column in columns)}
    doubted = {canonical for canonical, _ in ambiguous}
    return HeaderMatch(
        mapping=mapping,
        unknown=tuple(column for column in range(len(parts)) if column not in taken),
        ambiguous=tuple(ambiguous),
        missing=tuple(name for name in expected if name not in mapping and name not in doubted),
    )


def looks_like_value(text: str) -> bool:
    """Whether a cell reads as a number, date, time, amount, address of a page or of a person, rather than as a name."""
    text = text.strip()
    # No value is as long as this; the expression tries longer ones in more ways than there is time for.
    return len(text) <= _LONGEST_VALUE and bool(_VALUE.fullmatch(text)) and not _YEAR.fullmatch(text)


def _parts_of(header: Sequence[str] | Headed) -> tuple[tuple[str, ...], ...]:
    if isinstance(header, Headed):
        return header.header_parts or tuple((text,) for text in header.header)
    return tuple((text,) for text in header)


def _owners(expected: Expected) -> dict[str, tuple[str, ...]]:
    owners: dict[str, tuple[str, ...]] = {}
    for canonical, names in expected.items():
        for name in {fold(name) for name in names}:
            owners[name] = (*owners.get(name, ()), canonical)
    return owners


def _best_claim(parts: tuple[str, ...], owners: Mapping[str, tuple[str, ...]]) -> tuple[int, frozenset[str]]:
    for rank, forms in enumerate(_forms(parts)):
        if found := frozenset(canonical for form in forms for canonical in owners.get(form, ())):
            return rank, found
    return 0, frozenset()


@lru_cache(maxsize=4096)
def _forms(parts: tuple[str, ...]) -> tuple[tuple[str, ...], ...]:
    """The folded texts under which a column may be known, in ranks of falling trust."""
    if sum(map(len, parts)) > _LONGEST_HEADER:
        return ()
    whole, child = " ".join(parts), parts[-1] if parts else ""
    languages = [*_SEPARATORS.split(whole), *_scripts(whole)]
    ranks = (
        (whole,),
        (_BRACKETS.sub(" ", whole),),
        (child, _BRACKETS.sub(" ", child)),
        (*languages, *(_BRACKETS.sub(" ", text) for text in languages)),
    )
    return tuple(tuple(sorted({form for text in rank if (form := fold(text))})) for rank in ranks)


def _scripts(text: str) -> tuple[str, ...]:
    """The Arabic and the other words of a header that has both."""
    words = re.split(r"[\s/|()\[\]]+", text)
    arabic = " ".join(word for word in words if _ARABIC.search(word))
    other = " ".join(word for word in words if not _ARABIC.search(word))
    return (arabic, other) if arabic and other else ()


def _filled(row: Row) -> int:
    return sum(1 for cell in row if cell and cell.strip())


def _single(row: Row, width: int) -> tuple[tuple[str, ...], ...]:
    cells = [*row, *[None] * (width - len(row))]
    return tuple((cell.strip(),) if cell and cell.strip() else () for cell in cells)


def _pair(upper: Row, lower: Row, width: int, upper_index: int, merges: Sequence[Merge]) -> tuple[tuple[str, ...], ...]:
    """Header of two lines: a text above stands over the empty cells at its right, as far as its merged block tells."""
    above, below = _single(upper, width), _single(lower, width)
    spans = {merge.left: merge.right for merge in merges if merge.top == upper_index}
    parts: list[tuple[str, ...]] = []
    carried: tuple[str, ...] = ()
    last = -1
    for column in range(width):
        if above[column]:
            carried = above[column]
            last = spans.get(column, column) if merges else width
        own = above[column] or (carried if below[column] and column <= last else ())
        parts.append(own if own == below[column] else (*own, *below[column]))
    return tuple(parts)


def _places(rows: Sequence[Row], width: int, merges: Sequence[Merge]) -> Iterator[HeaderPlace]:
    for index, row in enumerate(rows):
        if not _filled(row):
            continue
        yield HeaderPlace((index,), index + 1, _single(row, width))
        if index + 1 < len(rows) and _filled(rows[index + 1]):
            parts = _pair(row, rows[index + 1], width, index, merges)
            yield HeaderPlace((index, index + 1), index + 2, parts)


def _by_names(rows: Sequence[Row], width: int, expected: Expected, merges: Sequence[Merge]) -> HeaderPlace | None:
    owners = _owners(expected)
    best, most = None, (min(1, len(expected) - 1, width - 1), 0)
    for place in _places(rows, width, merges):
        found = len({name for part in place.parts for name in _best_claim(part, owners)[1]})
        # One line that names as much as two is the header, and the line above it a title.
        if (found, -len(place.rows)) > most:
            best, most = place, (found, -len(place.rows))
        if most == (len(expected), -1):
            break
    return best


def _by_shape(rows: Sequence[Row], width: int, merges: Sequence[Merge]) -> HeaderPlace:
    counts = [_filled(row) for row in rows]
    present = [count for count in counts if count]
    if not present:
        return HeaderPlace((), 0, ((),) * width)
    usual = median(present[len(present) // 2 :])
    enough = [index for index, count in enumerate(counts) if count and count >= 0.6 * usual]
    index = _fullest_before_data(rows, counts, enough)
    if any(cell and looks_like_value(cell) for cell in rows[index]):
        return HeaderPlace((), index, ((),) * width)
    if index + 1 < len(rows) and _continues(rows[index], rows[index + 1], index, merges):
        return HeaderPlace((index, index + 1), index + 2, _pair(rows[index], rows[index + 1], width, index, merges))
    if index and _captions(rows[index - 1], index - 1, width, merges):
        return HeaderPlace((index - 1, index), index + 1, _pair(rows[index - 1], rows[index], width, index - 1, merges))
    return HeaderPlace((index,), index + 1, _single(rows[index], width))


def _fullest_before_data(rows: Sequence[Row], counts: Sequence[int], enough: Sequence[int]) -> int:
    """The first full line, unless a fuller line of words follows before any value does (titles are shorter)."""
    first = enough[0]
    for index in enough[1:6]:
        if any(cell and looks_like_value(cell) for cell in rows[index]):
            break
        blank_between = any(counts[between] == 0 for between in range(first, index))
        if counts[index] > counts[first] and blank_between:
            first = index
    return first


def _continues(upper: Row, lower: Row, upper_index: int, merges: Sequence[Merge]) -> bool:
    """Whether ``lower`` continues the header that ``upper`` begins: each fills what the other leaves empty."""
    if any(cell and looks_like_value(cell) for cell in lower):
        return False
    inside = [merge for merge in merges if merge.top == upper_index]
    if inside:
        return any(merge.bottom > upper_index for merge in inside) and any(merge.right > merge.left for merge in inside)
    signs = "".join(".vc^"[2 * bool(b and b.strip()) + bool(a and a.strip())] for a, b in zip(upper, lower, strict=False))
    # v: named above only; ^c…: a caption above with texts below it and at the right of it. Anything else is a row of
    # data.
    return re.fullmatch(r"(v|\^c+)+", signs) is not None and "v" in signs and "c" in signs


def _captions(upper: Row, upper_index: int, width: int, merges: Sequence[Merge]) -> bool:
    """Whether the line above the header holds captions over groups of columns rather than a title over all of them."""
    spans = [merge.right - merge.left + 1 for merge in merges if merge.top == upper_index == merge.bottom]
    return bool(spans) and _filled(upper) > 0 and all(1 < span < width for span in spans)
