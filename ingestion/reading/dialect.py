"""How a delimited file is written: its delimiter, its quotes, its escapes.

Belongs here: telling the dialect from the beginning of the text. A delimiter is believed when it cuts most lines into
the same number of cells and the cells look like values or words (the measure of CleverCSV: van den Burg, Nazábal,
Sutton, 2019), and above all when it makes the expected headers appear.
"""

from __future__ import annotations

import csv
import io
import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from ingestion.reading.encodings import tell_encoding
from ingestion.reading.files import read_up_to
from ingestion.reading.headers import Expected, looks_like_value, match_headers

SAMPLE_BYTES = 1 << 20
_SCORED_LINES = 300
_SCORED_CHARACTERS = 100_000

_USUAL = (",", ";", "\t", "|")
_UNUSUAL = ("\x1f", "\x01", "^", "~", "¦", "§", "¬", "#", ":", " ")
_SEP_LINE = re.compile(r"\A\ufeff?[\"']?sep=(.)[\"']?(?:\r\n|\r|\n)", re.IGNORECASE)
_ENOUGH = 0.6


@dataclass(frozen=True, slots=True)
class Dialect:
    """How a delimited file is written.

    Attributes:
        encoding: Python name of the encoding.
        delimiter: one character.
        quote: the quoting character.
        escape: the character before a quote inside quotes; None when such quotes are doubled.
        skip_space: whether a space after the delimiter belongs to the delimiter.
        width: usual number of cells a line.
        widest: largest number of cells that several lines, or the first, have.
        newline: what ends lines (line feed, carriage return, both in a row), or ``mixed``.
        sep_line: whether the first line is Excel's ``sep=;``, which a spreadsheet does not show.
    """

    encoding: str
    delimiter: str
    quote: str = '"'
    escape: str | None = None
    skip_space: bool = False
    width: int = 1
    widest: int = 1
    newline: str = "\n"
    sep_line: bool = False

    def csv_parameters(self, strict: bool) -> dict[str, Any]:
        """Arguments for Python's ``csv.reader``."""
        return {
            "delimiter": self.delimiter,
            "quotechar": self.quote,
            "escapechar": self.escape,
            "doublequote": self.escape is None,
            "skipinitialspace": self.skip_space,
            "strict": strict,
        }


def sniff(path: Path, expected: Expected | None = None) -> Dialect:
    """Tells the dialect of a delimited file from its first megabyte.

    Raises:
        UnreadableFile: when the file is packed and damaged.
    """
    sample, whole = read_up_to(path, SAMPLE_BYTES)
    encoding = tell_encoding(sample, whole, expected)
    return sniff_text(sample.decode(encoding, errors="replace"), encoding, whole, expected)


def sniff_text(text: str, encoding: str, whole: bool = True, expected: Expected | None = None) -> Dialect:
    """Tells the dialect from the beginning of the decoded text.

    Args:
        text: the beginning, or all, of the text.
        encoding: name of its encoding, only passed on.
        whole: whether ``text`` is all of it.
        expected: canonical column → folded names.
    """
    basis = Dialect(encoding=encoding, delimiter=",", newline=_newline(text))
    if told := _SEP_LINE.match(text):
        basis = replace(basis, delimiter=told[1], sep_line=True)
        text = text[told.end() :]
    lines = _scored_lines(text, whole)
    candidates = [basis] if told else [replace(basis, delimiter=sign) for sign in _USUAL if sign in text]
    best, score = _best(candidates, lines, expected)
    if not told and score < _ENOUGH:
        unusual = [replace(basis, delimiter=sign) for sign in _UNUSUAL if sign in text]
        other, other_score = _best(unusual, lines, expected)
        best = other if other is not None and other_score > max(score, 0.5) else best
    if best is None:
        signs = Counter(sign for sign in text if sign in _USUAL)
        if signs and not text.strip("".join(_USUAL) + " \r\n"):
            return replace(basis, delimiter=signs.most_common(1)[0][0])
        free = next((sign for sign in (*_USUAL, "\x1f") if sign not in text), "\x1f")
        return replace(basis, delimiter=free, quote=_quote(basis, text))
    return best


def without_sep_line(text: str, dialect: Dialect) -> str:
    """The text without Excel's ``sep=;`` line, which a spreadsheet does not count as a row."""
    told = _SEP_LINE.match(text) if dialect.sep_line else None
    return text[told.end() :] if told else text


def _scored_lines(text: str, whole: bool) -> list[str]:
    lines = list(io.StringIO(text[:_SCORED_CHARACTERS], newline=""))
    if len(lines) > 1 and (not whole or len(text) > _SCORED_CHARACTERS):
        lines.pop()
    return lines[:_SCORED_LINES]


def _best(candidates: Iterable[Dialect], lines: Sequence[str], expected: Expected | None) -> tuple[Dialect | None, float]:
    best, most = None, (0, 0.0)
    for candidate in candidates:
        dialect = _with_quoting(candidate, lines)
        records = [record for record in _records(dialect, lines) if any(cell.strip() for cell in record)]
        width, score = _score(records, dialect)
        named = _named(records, expected)
        if width > 1 and (score > 0 or named > 1) and (named, score) > most:
            best, most = replace(dialect, width=width, widest=_widest(records)), (named, score)
    return best, most[1] + (1.0 if most[0] > 1 else 0.0)


def _records(dialect: Dialect, lines: Sequence[str]) -> list[list[str]]:
    records = []
    reader = csv.reader(lines, **dialect.csv_parameters(strict=False))
    while True:
        try:
            records.append(next(reader))
        except StopIteration:
            return records
        except csv.Error:
            continue


def _score(records: Sequence[Sequence[str]], dialect: Dialect) -> tuple[int, float]:
    """Usual width, and how well the delimiter explains the lines: 0 not at all, 1 wholly."""
    if not records:
        return 1, 0.0
    lengths = [len(record) for record in records]
    # The lower half alone counts as much: above it there may be titles.
    lower = lengths[len(lengths) // 2 :]
    width, share = 1, 0.0
    for part in (lengths, lower):
        usual, times = Counter(part).most_common(1)[0]
        if usual > 1 and times / len(part) > share:
            width, share = usual, times / len(part)
    if width == 1 or share < 0.5:
        return width, 0.0
    cells = [cell for record in records if len(record) == width for cell in record]
    known = sum(1 for cell in cells if _is_clean(cell, dialect)) / len(cells)
    return width, share * known**2


def _widest(records: Sequence[Sequence[str]]) -> int:
    times = Counter(map(len, records))
    return max(len(records[0]), *(length for length, count in times.items() if count > 1), 1)


def _is_clean(cell: str, dialect: Dialect) -> bool:
    """Whether a cell reads as one value: nothing, a value, or words without another delimiter or stray quotes."""
    text = cell.strip()
    if not text or looks_like_value(text):
        return True
    wrapped = text.startswith(('"', "'")) and text.endswith(text[0])
    if wrapped or text.startswith(dialect.quote) != text.endswith(dialect.quote):
        return False
    return not any(sign in text and f"{sign} " not in cell for sign in _USUAL if sign != dialect.delimiter)


def _named(records: Sequence[Sequence[str]], expected: Expected | None) -> int:
    if not expected:
        return 0
    return max((len(match_headers(record, expected).mapping) for record in records[:40] if len(record) < 2000), default=0)


def _with_quoting(dialect: Dialect, lines: Sequence[str]) -> Dialect:
    text = "".join(lines)
    dialect = replace(dialect, quote=_quote(dialect, text))
    cut, quote = re.escape(dialect.delimiter), re.escape(dialect.quote)
    if dialect.delimiter != " ":
        spaced = len(re.findall(f"{cut} +{quote}", text))
        delimiters = text.count(dialect.delimiter)
        always = delimiters >= 10 and delimiters == len(re.findall(f"{cut} ", text))
        dialect = replace(dialect, skip_space=always or spaced > len(re.findall(f"{cut}{quote}", text)))
    escaped = len(re.findall(rf"\\{quote}(?!{cut}|\s*$)", text, re.MULTILINE))
    doubled = len(re.findall(rf"(?<!{cut}){quote}{quote}(?!{cut}|\s*$)", text, re.MULTILINE))
    stray = len(re.findall(rf"(?<=\w){quote}(?=\w)", text))
    return replace(dialect, escape="\\") if escaped > max(doubled, stray) else dialect


def _quote(dialect: Dialect, text: str) -> str:
    """The quoting character that wraps most cells; the double quote unless the apostrophe wraps more."""
    cut = re.escape(dialect.delimiter)

    def wrapped(quote: str) -> int:
        return len(re.findall(rf"(?:^|{cut}) ?{quote}(?:[^{quote}]|{quote}{quote})*{quote}(?={cut}|\r?$)", text, re.MULTILINE))

    return "'" if "'" in text and wrapped("'") > wrapped('"') else '"'


def _newline(text: str) -> str:
    pairs = text.count("\r\n")
    kinds = {"\r\n": pairs, "\n": text.count("\n") - pairs, "\r": text.count("\r") - pairs}
    found = [kind for kind, times in kinds.items() if times]
    return found[0] if len(found) == 1 else "mixed" if found else "\n"
