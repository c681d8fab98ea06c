"""What is marked in an annotated copy, and what its summary sheet says; the same for every spreadsheet format.

Belongs here: findings gathered by cell, and the summary as rows of plain cells. Does not belong here: any file format.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final, Literal

from ingestion.contract import Severity
from ingestion.messages import Language, Message
from ingestion.wording import CELLS, RECEIPT_SHEET, counted, number, shown
from quality.receipts import sentences as say
from quality.receipts.receipt import Finding, Receipt

ERROR_FILL: Final = "FFC7CE"
WARNING_FILL: Final = "FFEB9C"
AUTHOR: Final = "Qutb"
LEGEND: Final = Message("Légende", "مفتاح الألوان", "Legend")
LEGEND_ERROR: Final = Message(
    "Cellule à corriger : sa ligne n'est pas comptée.", "خانة ينبغي تصحيحها: سطرها غير محتسب.", "Cell to correct: its row is not counted."
)
LEGEND_WARNING: Final = Message(
    "Cellule à vérifier : sa ligne est gardée.", "خانة ينبغي التحقق منها: سطرها محتفظ به.", "Cell to check: its row is kept."
)
ALL_MARKED: Final = Message(
    "Toutes les cellules concernées sont marquées dans cette copie : {total}.",
    "كل الخانات المعنية ملونة في هذه النسخة، عددها {total}.",
    "All cells concerned are marked in this copy: {total}.",
)
SOME_MARKED: Final = Message(
    "Seules les {marked} premières remarques sur {total} sont marquées dans cette copie. Corrigez-les d'abord ; les mêmes conseils valent pour les autres.",  # noqa: E501
    "لُوّنت في هذه النسخة أولى الملاحظات فقط ({marked} من أصل {total}). صححوها أولا؛ والنصائح نفسها تنطبق على الباقي.",
    "Only the first {marked} remarks of {total} are marked in this copy. Correct them first; the same advice holds for the others.",
)
KEEP_SHEET: Final = Message(
    "Vous pouvez corriger dans cette copie et nous la renvoyer : cette feuille ne gêne pas.",
    "يمكنكم التصحيح في هذه النسخة نفسها وإعادة إرسالها: هذه الورقة لا تسبب أي مشكل.",
    "You may correct in this very copy and send it back: this sheet does no harm.",
)
KEEP_OWN: Final = Message(
    "Les numéros d'identité et les coordonnées sont masqués (•••) dans cette copie : corrigez dans votre propre fichier et renvoyez-le, pas cette copie.",  # noqa: E501
    "أرقام التعريف وبيانات الاتصال محجوبة (•••) في هذه النسخة: صححوا في ملفكم الأصلي وأعيدوا إرساله، لا هذه النسخة.",
    "Identity numbers and contact details are masked (•••) in this copy: correct in your own file and send that one back, not this copy.",
)
CLICK: Final = Message(
    "Corrigez les cellules en rouge : un clic sur une adresse ci-dessous y mène.",
    "صححوا الخانات الملونة بالأحمر: انقروا على أحد العناوين أسفله للانتقال إليها.",
    "Correct the red cells: a click on an address below leads there.",
)
TO_CORRECT: Final = Message("À corriger", "ينبغي التصحيح", "To correct")
TO_CHECK: Final = Message("À vérifier", "للتحقق", "To check")
_CELL: Final = re.compile(r"([A-Z]{1,3})([1-9]\d*)")

Look = Literal["title", "verdict", "sentence", "label", "value", "header", "count", "link", "text", "error", "warning"]


@dataclass(frozen=True, slots=True)
class Mark:
    """One cell to mark. `row` counts from 1 and `column` from 0; `remarks` are (heading, advice)."""

    row: int
    column: int
    severity: Severity
    remarks: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class SummaryCell:
    """A cell of the summary sheet; `target` is a (sheet, cell) that it leads to."""

    text: str | int
    look: Look
    target: tuple[str, str] | None = None


@dataclass(frozen=True, slots=True)
class SummaryRow:
    """A row of the summary sheet: column → cell. `is_wide`: its first cell spans the whole width."""

    cells: dict[int, SummaryCell]
    is_wide: bool = False


def marks_of(receipt: Receipt, language: Language) -> dict[str, list[Mark]]:
    """Sheet → its cells to mark, in the order of rows and columns; a cell with several findings is one mark."""
    first_columns = {s.name: min((column_index(letter) for letter in s.columns.values()), default=0) for s in receipt.sheets}
    found: dict[tuple[str, int, int], list[Finding]] = {}
    for finding in receipt.findings:
        sheet, row = finding.place.sheet, finding.place.row
        if sheet is None or row is None:
            continue
        place = _CELL.fullmatch(finding.place.cell or "")
        column = column_index(place[1]) if place else first_columns.get(sheet, 0)
        found.setdefault((sheet, row, column), []).append(finding)
    marks: dict[str, list[Mark]] = {}
    for (sheet, row, column), findings in sorted(found.items()):
        problems = [receipt.problems[each.problem] for each in findings]
        severity: Severity = "error" if any(problem.severity == "error" for problem in problems) else "warning"
        remarks = tuple(
            (
                f"{(TO_CORRECT if problem.severity == 'error' else TO_CHECK).text(language)} – {problem.column.text(language)}",
                problem.advice.text(language),
            )
            for problem in problems
        )
        marks.setdefault(sheet, []).append(Mark(row, column, severity, remarks))
    return marks


def column_index(letters: str) -> int:
    """The 0-based column of a letter: A → 0, AA → 26."""
    index = 0
    for letter in letters:
        index = index * 26 + ord(letter) - 64
    return index - 1


def summary_rows(receipt: Receipt, language: Language) -> list[SummaryRow]:
    """The summary sheet from top to bottom."""
    wide = [
        SummaryCell(f"{say.TITLE.text(language)} – {say.HOUSE.text(language)}", "title"),
        SummaryCell(say.verdict(receipt, language), "verdict"),
    ]
    if receipt.reason:
        wide.append(SummaryCell(receipt.reason.text(language), "sentence"))
    then = KEEP_OWN if receipt.is_masked else KEEP_SHEET
    steps = [step.text(language) for step in (CLICK, then)] if receipt.errors else [say.PLEASE_ANSWER.text(language)]
    wide += [SummaryCell(f"{index}. {step}", "sentence") for index, step in enumerate(steps, start=1)]
    answer = [say.HOW_TO_ANSWER] if receipt.asked else []
    wide += [SummaryCell(said.text(language), "sentence") for said in (*say.questions(receipt), *answer)]
    rows = [SummaryRow({0: cell}, is_wide=True) for cell in wide]
    rows.append(SummaryRow({}))
    rows += [SummaryRow({0: SummaryCell(label, "label"), 1: SummaryCell(text, "value")}) for label, text in say.facts(receipt, language)]
    legends: tuple[tuple[Look, Message, int], ...] = (
        ("error", LEGEND_ERROR, receipt.error_count),
        ("warning", LEGEND_WARNING, receipt.warning_count),
    )
    rows += [SummaryRow({}), SummaryRow({0: SummaryCell(LEGEND.text(language), "label")})]
    rows += [
        SummaryRow({0: SummaryCell(number(count, language), look), 1: SummaryCell(legend.text(language), "value")})
        for look, legend, count in legends
        if count
    ]
    marked, total = len(receipt.findings), receipt.findings_total
    form = ALL_MARKED if marked == total else SOME_MARKED
    rows.append(SummaryRow({0: SummaryCell(_of(form, marked, total, language), "sentence")}, is_wide=True))
    return [*rows, *_problem_rows(receipt, language), *_cell_rows(receipt, language)]


def _of(form: Message, marked: int, total: int, language: Language) -> str:
    said = counted(total, CELLS, language) if form is ALL_MARKED and language != "ar" else number(total, language)
    return form.text(language).format(marked=number(marked, language), total=said)


def _header(language: Language, *titles: Message) -> SummaryRow:
    return SummaryRow({index: SummaryCell(title.text(language), "header") for index, title in enumerate(titles)})


def _problem_rows(receipt: Receipt, language: Language) -> Iterator[SummaryRow]:
    yield SummaryRow({})
    yield _header(language, say.COUNT, say.FIRST_CELLS, say.COLUMN, say.FOUND, say.ADVICE)
    for problem in receipt.problems:
        first = problem.first[0] if problem.first else None
        yield SummaryRow(
            {
                0: SummaryCell(problem.count, "error" if problem.severity == "error" else "warning"),
                1: _link(first) if first else SummaryCell("", "text"),
                2: SummaryCell(problem.column.text(language), "text"),
                3: SummaryCell(say.value(first.found, language) if first else "", "text"),
                4: SummaryCell(problem.advice.text(language), "text"),
            }
        )


def _cell_rows(receipt: Receipt, language: Language) -> Iterator[SummaryRow]:
    yield SummaryRow({})
    yield _header(language, say.SHEET, say.CELL, say.COLUMN, say.FOUND, say.ADVICE)
    for finding in receipt.findings:
        problem = receipt.problems[finding.problem]
        yield SummaryRow(
            {
                0: SummaryCell(shown(finding.place.sheet or "", language), "text"),
                1: _link(finding),
                2: SummaryCell(problem.column.text(language), "text"),
                3: SummaryCell(say.value(finding.found, language), "text"),
                4: SummaryCell(problem.advice.text(language), "text"),
            }
        )


def _link(finding: Finding) -> SummaryCell:
    """The address of a cell, as a link to it; in a cell of its own it needs no sign against turning round."""
    where = finding.place
    cell = where.cell or f"A{where.row}"
    return SummaryCell(cell, "link", (where.sheet, cell)) if where.sheet else SummaryCell(cell, "text")


def summary_name(taken: list[str], language: Language) -> str:
    """A name for the summary sheet that no sheet of the partner's has."""
    used = {name.casefold() for name in taken}
    name = RECEIPT_SHEET.text(language)
    candidates = (name, *(f"{name} ({index})" for index in range(2, 1000)))
    return next(candidate for candidate in candidates if candidate.casefold() not in used)
