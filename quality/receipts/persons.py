"""What of a workbook is a person's, and how it is masked; the same for every spreadsheet format.

Belongs here: which cells hold identities, their texts, and a text without them. Does not belong here: any file format. A copy leaves the
inbox, so it holds no identity in clear (docs/adr/0011-workbooks-are-marked-in-place.md): cells of the contract's personal columns are
masked whole, the numbers found in them wherever else they stand, and elsewhere what looks like a person's number or address.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Final, Literal

from ingestion.drift import MASKED, identity_headings, masked, masked_name, plain_digits
from ingestion.templates.wording import OWN_SHEETS
from ingestion.text import fold
from quality.receipts.marks import column_index
from quality.receipts.receipt import Receipt

# Of what a text is: a cell of a column that the contract knows; any other text that people write; data that a program has copied.
Kind = Literal["known", "free", "derived"]

_LETTERS: Final = re.compile(r"[A-Z]{1,3}")
_WORD: Final = re.compile(r"[\w@+]+")
_SEPARATORS: Final = re.compile(r"[\s._/-]+")
_BETWEEN: Final = re.compile(r"[\s._/-]{1,3}")
_READABLE: Final = re.compile(r"[A-Za-z0-9@._/ -]{5,}")
_DIGIT: Final = re.compile(r"\d")
_LONG_WORD: Final = re.compile(r"[^\W\d_]{3,}")
_QUOTED: Final = re.compile(r'"(?:[^"]|"")*"')
_MOST_WORDS: Final = 12  # a number written with a sign between every two digits
_SHORTEST: Final = 5
_SHORTEST_NUMBER: Final = 6  # shorter ones are amounts and years as well
_FEWEST_DIGITS: Final = 3


@dataclass(frozen=True, slots=True)
class SheetColumns:
    """The columns of one sheet as the intake saw them, counted from 0."""

    known: frozenset[int] = frozenset()
    personal: frozenset[int] = frozenset()
    header_row: int = 0

    @property
    def is_read(self) -> bool:
        """Whether the sheet's table was read, and not left aside."""
        return bool(self.known or self.personal)


@dataclass
class Persons:
    """The identities of one workbook: first every cell is shown to `sees`, then texts are asked for without them.

    Attributes:
        sheets: sheet → its columns.
        numbers: identities in the form in which they are compared.
        texts: what personal cells say, to be masked where programs have copied whole cells.
        shared: words that other cells say too, such as `Total`.
        copied: texts of other cells in which something was masked.
        has_any: whether any cell was masked whole.
    """

    sheets: Mapping[str, SheetColumns]
    numbers: set[str] = field(default_factory=set)
    texts: set[str] = field(default_factory=set)
    shared: set[str] = field(default_factory=set)
    copied: set[str] = field(default_factory=set)
    has_any: bool = False
    _headings: dict[tuple[str, int], int] = field(default_factory=dict)
    _longest: int = 0

    @classmethod
    def of(cls, receipt: Receipt) -> Persons:
        """Takes over what the intake saw."""
        sheets: dict[str, SheetColumns] = {}
        for seen in receipt.sheets:
            if seen.name is None:
                continue
            before = sheets.get(seen.name, SheetColumns())
            known, personal = set(before.known), set(before.personal)
            for name, letters in seen.columns.items():
                places = {column_index(each) for each in _LETTERS.findall(letters)}
                (personal if name in receipt.personal_columns else known).update(places)
            row = max(before.header_row, seen.header_row or 0)
            sheets[seen.name] = SheetColumns(frozenset(known - personal), frozenset(personal), row)
        return cls(sheets)

    def sees(self, sheet: str, row: int, column: int, text: str) -> bool:
        """Notes a cell, from the top of its sheet down; returns whether it is a person's and to be masked whole.

        Args:
            sheet: name of the sheet.
            row: from 1.
            column: from 0.
            text: what the cell says, not blank.
        """
        if self._is_personal(sheet, row, column, text):
            self._note(text)
            return True
        self.says(text)
        return False

    def says(self, text: str) -> None:
        """Notes what a cell says that is no person's."""
        if not _DIGIT.search(text):
            self.shared.add(text.strip())

    def kind(self, sheet: str, row: int, column: int) -> Kind:
        """What kind of text a cell holds that is not masked whole."""
        columns = self.sheets.get(sheet)
        return "known" if columns and column in columns.known and row > columns.header_row else "free"

    def without(self, text: str, kind: Kind) -> str:
        """A text without identities; the same object where it holds none."""
        if kind == "derived":
            whole = text.strip()
            if whole in self.texts and whole not in self.shared:
                return MASKED
            return _masked(text) if whole in self.copied else self.without_numbers(text)
        may_hold = "@" in text or _DIGIT.search(text)
        if not may_hold:
            return text
        changed = self.without_numbers(text)
        told = _masked(changed)
        # In a column that the contract knows a reference may look like an identity; a sentence with a telephone number is no reference.
        if told != changed and (kind == "free" or _LONG_WORD.search(told)):
            self.copied.add(text.strip())
            return told
        return changed

    def formula(self, text: str) -> str:
        """A formula without identities in its quoted texts: `AB1234` outside of them is a cell."""
        return _QUOTED.sub(lambda found: '"' + self.without(found[0][1:-1], "free") + '"', text)

    def is_in(self, data: bytes) -> bool:
        """Whether any identity stands readable in bytes that cannot be changed."""
        texts = (data.decode("latin-1"), data.decode("utf-16-le", "ignore"), data[1:].decode("utf-16-le", "ignore"))
        return any(self._stands_in(canonical(run)) for text in texts for run in _READABLE.findall(text))

    def _stands_in(self, run: str) -> bool:
        """Whether an identity stands anywhere in a run of letters: what stands before it in bytes may look like one."""
        lengths = {len(number) for number in self.numbers if len(number) <= len(run)}
        return any(run[at : at + length] in self.numbers for length in lengths for at in range(len(run) - length + 1))

    def without_numbers(self, text: str, with_letters: bool = False) -> str:
        """A text without the identities found in personal cells.

        Args:
            text: the text.
            with_letters: whether to look only for those with letters; a mere number may be a measure.
        """
        if len(text) < _SHORTEST or not self.numbers:
            return text
        if text.isdecimal() and text.isascii():
            return MASKED if text in self.numbers and not with_letters else text
        plain = plain_digits(text)
        words = list(_WORD.finditer(plain))
        pieces: list[str] = []
        done = index = 0
        while index < len(words):
            end = self._number_from(plain, words, index)
            if end is None or (with_letters and canonical(plain[words[index].start() : words[end].end()]).isdigit()):
                index += 1
                continue
            pieces += [text[done : words[index].start()], MASKED]
            done, index = words[end].end(), end + 1
        return "".join([*pieces, text[done:]]) if pieces else text

    def _is_personal(self, sheet: str, row: int, column: int, text: str) -> bool:
        columns = self.sheets.get(sheet, SheetColumns())
        if column in columns.known:
            return False
        if column in columns.personal:
            return row > columns.header_row
        if columns.is_read:
            if row <= columns.header_row:
                self._look_for_heading(sheet, row, column, text)
                return False
            return (sheet, column) in self._headings
        if sheet in OWN_SHEETS:
            return False
        is_number = "@" in text or len(_DIGIT.findall(text)) >= _FEWEST_DIGITS
        if not is_number:
            self._look_for_heading(sheet, row, column, text)
        # In a sheet that was not read, below such a word may stand anything.
        return is_number and (sheet, column) in self._headings

    def _look_for_heading(self, sheet: str, row: int, column: int, text: str) -> None:
        if len(text) < 60 and _folded(text) in identity_headings():
            self._headings.setdefault((sheet, column), row)

    def _note(self, text: str) -> None:
        self.has_any = True
        if text.strip() == MASKED:
            return
        number = canonical(text)
        digits = len(_DIGIT.findall(number))
        if not digits and len(text.strip()) >= _SHORTEST:
            self.texts.add(text.strip())
        shortest = _SHORTEST_NUMBER if number.isdigit() else _SHORTEST
        if len(number) < shortest or not ("@" in number or digits >= _FEWEST_DIGITS):
            return
        self.numbers.add(number)
        if number.isdigit() and number.startswith("0") and len(number) > _SHORTEST_NUMBER:
            self.numbers.add(number.lstrip("0"))  # as a spreadsheet keeps it that takes it for a number
        self._longest = max(self._longest, len(number))

    def _number_from(self, plain: str, words: list[re.Match[str]], first: int) -> int | None:
        """The last of the words, from one on, that together are an identity; the longest such run."""
        joined, found = "", None
        for last in range(first, min(first + _MOST_WORDS, len(words))):
            if last > first and not _BETWEEN.fullmatch(plain, words[last - 1].end(), words[last].start()):
                break
            joined += canonical(words[last][0])
            if len(joined) > self._longest:
                break
            if joined in self.numbers:
                found = last
        return found


def canonical(text: str) -> str:
    """An identity as it is compared: capitals, plain digits, nothing between them."""
    return _SEPARATORS.sub("", plain_digits(text)).upper()


def has_identity(name: str) -> bool:
    """Whether the name of a sheet or a part looks as if it named a person."""
    return masked_name(name) != name


@lru_cache(maxsize=100_000)
def _folded(text: str) -> str:
    return fold(text)


@lru_cache(maxsize=100_000)
def _masked(text: str) -> str:
    return masked(text)
