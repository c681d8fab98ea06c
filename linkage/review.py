"""The file in which a person settles doubtful pairs: `review/organisation_pairs.csv`.

Belongs here: reading it as Excel gives it back, and writing it without losing what was filled in. Which decisions are in force when:
`decisions.py`; which pairs are doubtful: `linking.py`.
"""

from __future__ import annotations

import csv
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from io import StringIO
from pathlib import Path
from typing import Final

from ingestion.errors import UnreadableFile
from ingestion.home import Home, placed
from ingestion.messages import Message
from ingestion.text import fold
from linkage.clusters import ordered
from linkage.decisions import Settled, last_settled, noted

FILE: Final = "organisation_pairs.csv"
KEYS: Final = ("key_1", "key_2")
SHOWN: Final = ("name_1", "name_2", "province_1", "province_2", "registers", "score", "evidence")
FILLED_IN: Final = ("decision", "decided_by", "decided_on")
REMARK: Final = "remark"
COLUMNS: Final = (*KEYS, *SHOWN, *FILLED_IN, REMARK)

_SAME: Final = (
    "same", "identique", "identiques", "meme", "memes", "la meme", "meme organisation", "نفس", "نفسها", "نفسه", "نفس المنظمه",
    "متطابق", "متطابقه", "متطابقان",
)  # fmt: skip
_DIFFERENT: Final = (
    "different", "differente", "differents", "differentes", "distinct", "distincte", "distincts", "distinctes", "autre",
    "مختلف", "مختلفه", "مختلفان", "مختلفتان", "مختلفين",
)  # fmt: skip
_MEANS: Final[Mapping[str, bool]] = {fold(word): True for word in _SAME} | {fold(word): False for word in _DIFFERENT}
_FORMULA: Final = ("=", "+", "-", "@", "\t", "\r")

NOT_UNDERSTOOD: Final = Message(
    "La décision « {decision} » sur {key_1} et {key_2} n'est pas comprise : écrire « identique » ou « différent ».",
    "القرار «{decision}» بشأن {key_1} و{key_2} غير مفهوم: اكتبوا «نفس» أو «مختلف».",
    'The decision "{decision}" on {key_1} and {key_2} is not understood: write "same" or "different".',
)
CONTRADICTION: Final = Message(
    "Deux lignes décident le contraire l'une de l'autre sur {key_1} et {key_2} : n'en garder qu'une.",
    "سطران يقرران أمرين متناقضين بشأن {key_1} و{key_2}: احتفظوا بواحد منهما فقط.",
    "Two lines decide the opposite of each other on {key_1} and {key_2}: keep one of them.",
)
NOT_READ: Final = Message(
    "Le fichier {path} ne se lit pas ({reason}). Les décisions d'avant restent valables, et rien n'y est écrit : le corriger, ou le "
    "supprimer pour qu'il soit refait avec ces décisions.",
    "تعذّرت قراءة الملف {path} ({reason}). تبقى القرارات السابقة سارية ولن يُكتب فيه شيء: صحّحوه، أو احذفوه ليُعاد إنشاؤه بتلك القرارات.",
    "The file {path} cannot be read ({reason}). Earlier decisions still hold, and nothing is written to it: correct it, or delete it to "
    "have it made again with these decisions.",
)


@dataclass(frozen=True, slots=True)
class Line:
    """One pair of the file: its keys in order, and all cells by column."""

    key_1: str
    key_2: str
    cells: Mapping[str, str]

    @property
    def decision(self) -> str:
        """The decision as written; empty when nobody decided."""
        return self.cells.get("decision", "").strip()

    @property
    def is_same(self) -> bool | None:
        """The decision as understood; None when there is none or it is not understood."""
        return _MEANS.get(fold(self.decision))

    @property
    def is_filled_in(self) -> bool:
        """Whether a person wrote anything on the line."""
        return any(self.cells.get(column, "").strip() for column in FILLED_IN)


@dataclass(frozen=True, slots=True)
class Filled:
    """The file as found. `lines` is None when there is none, or it cannot be read; then a problem says so."""

    lines: tuple[Line, ...] | None
    problems: tuple[Message, ...] = ()


def read_review(home: Home) -> Filled:
    """Reads the file, whatever a spreadsheet made of its encoding, separators and dates; never raises for what it holds."""
    path = review_path(home)
    if not path.exists():
        return Filled(None)
    try:
        lines = _lines(path)
    except UnreadableFile as error:
        return Filled(None, (_not_read(path, error.reason),))
    if lines is None:
        missing = Message(
            "les colonnes key_1, key_2 et decision manquent", "الأعمدة key_1 وkey_2 وdecision ناقصة", "no key_1, key_2, decision"
        )
        return Filled(None, (_not_read(path, missing),))
    problems = [
        NOT_UNDERSTOOD.with_values(decision=e.decision, key_1=e.key_1, key_2=e.key_2) for e in lines if e.decision and e.is_same is None
    ]
    return Filled(tuple(lines), tuple(problems + [CONTRADICTION.with_values(key_1=a, key_2=b) for a, b in sorted(_contradicted(lines))]))


def settle(home: Home, now: datetime) -> tuple[Message, ...]:
    """Takes what the file decides into the journal; returns what a person should know of.

    A line that is not understood, or that another one contradicts, leaves that pair as it was decided before.
    """
    filled = read_review(home)
    if filled.lines is None:
        return filled.problems
    unclear = _contradicted(filled.lines) | {(e.key_1, e.key_2) for e in filled.lines if e.decision and e.is_same is None}
    understood = [
        Settled(e.key_1, e.key_2, e.is_same, e.cells.get("decided_by", ""), e.cells.get("decided_on", ""))
        for e in filled.lines
        if e.is_same is not None and (e.key_1, e.key_2) not in unclear
    ]
    before = [each for each in last_settled(home) if (each.key_1, each.key_2) in unclear]
    noted(home, [*understood, *before], now)
    return filled.problems


def write_review(home: Home, doubts: Sequence[Mapping[str, str]]) -> int:
    """Writes the pairs that wait for a decision, keeping every line that a person filled in; returns how many wait.

    The file is read once more first, for a person may have saved it while the night ran. It is not touched when it cannot be read,
    or when it would say the same.

    Args:
        home: the installation.
        doubts: by pair, `KEYS` and `SHOWN`, the likeliest first.
    """
    path = review_path(home)
    filled = read_review(home)
    if filled.lines is None and path.exists():
        return len(doubts)
    lines = filled.lines if filled.lines is not None else _from_journal(home)
    kept = {ordered(line.key_1, line.key_2): line for line in lines if line.is_filled_in}
    fresh = {ordered(doubt["key_1"], doubt["key_2"]): doubt for doubt in doubts}
    waiting = [Line(*pair, doubt) for pair, doubt in fresh.items() if pair not in kept]
    wanted = [*(_shown_anew(line, fresh.get(pair)) for pair, line in kept.items()), *waiting]
    is_new = filled.lines is None or _said(wanted) != _said(lines)
    if is_new and (wanted or path.exists()):
        _write(path, wanted)
    return len(waiting)


def waiting_pairs(home: Home) -> int:
    """How many pairs of the file nobody has decided."""
    lines = read_review(home).lines
    return sum(not line.decision for line in lines) if lines else 0


def review_path(home: Home) -> Path:
    """Where the file lies."""
    return home.folder("review") / FILE


def _lines(path: Path) -> list[Line] | None:
    from ingestion.reading.reader import read

    (table, *_) = read(path).tables
    names = [fold(text).replace(" ", "_") for text in table.header]
    if not {*KEYS, "decision"} <= set(names):
        return None
    columns = {name: table.rows.column(f"c{index}").to_pylist() for index, name in enumerate(names) if name in COLUMNS}
    lines = []
    for number in range(table.rows.num_rows):
        cells = {name: _plain(values[number] or "") for name, values in columns.items()}
        if cells["key_1"] and cells["key_2"]:
            lines.append(Line(*ordered(cells["key_1"], cells["key_2"]), cells))
    return lines


def _contradicted(lines: Iterable[Line]) -> set[tuple[str, str]]:
    said: dict[tuple[str, str], set[bool]] = {}
    for line in lines:
        if line.is_same is not None:
            said.setdefault((line.key_1, line.key_2), set()).add(line.is_same)
    return {pair for pair, decisions in said.items() if len(decisions) > 1}


def _from_journal(home: Home) -> tuple[Line, ...]:
    return tuple(
        Line(
            each.key_1,
            each.key_2,
            {"decision": "identique" if each.is_same else "différent", "decided_by": each.decided_by, "decided_on": each.decided_on},
        )
        for each in last_settled(home)
    )


def _shown_anew(line: Line, doubt: Mapping[str, str] | None) -> Line:
    is_unclear = bool(line.decision) and line.is_same is None
    remark = NOT_UNDERSTOOD.with_values(decision=line.decision, key_1=line.key_1, key_2=line.key_2).fr if is_unclear else ""
    return Line(line.key_1, line.key_2, {**line.cells, **(doubt or {}), **{c: line.cells.get(c, "") for c in FILLED_IN}, REMARK: remark})


def _said(lines: Iterable[Line]) -> list[tuple[str, ...]]:
    """What matters of the lines, whatever a spreadsheet did to the rest."""
    return sorted((line.key_1, line.key_2, *(line.cells.get(column, "").strip() for column in (*FILLED_IN, REMARK))) for line in lines)


def _write(path: Path, lines: Iterable[Line]) -> None:
    text = StringIO()
    writer = csv.writer(text, delimiter=";", lineterminator="\r\n")
    writer.writerow(COLUMNS)
    for line in lines:
        cells = {**line.cells, "key_1": line.key_1, "key_2": line.key_2}
        writer.writerow([_guarded(cells.get(column, "")) for column in COLUMNS])
    with placed(path) as temporary:
        # With a byte order mark: Excel reads Arabic rightly only then.
        temporary.write_bytes(text.getvalue().encode("utf-8-sig"))


def _guarded(text: str) -> str:
    """A text that a spreadsheet does not take for a formula."""
    return f"'{text}" if text.startswith(_FORMULA) else text


def _plain(text: str) -> str:
    text = text.strip()
    return text[1:] if text.startswith("'") and text[1:].startswith(_FORMULA) else text


def _not_read(path: Path, reason: Message) -> Message:
    return Message(
        NOT_READ.fr.format(path=path, reason=reason.fr),
        NOT_READ.ar.format(path=path, reason=reason.ar),
        NOT_READ.en.format(path=path, reason=reason.en),
    )
