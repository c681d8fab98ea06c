"""The receipt for the terminal: plain text, with colours where they are asked for.

Belongs here: the short form that `qutb check` prints and that a mail carries as text. The whole is in the HTML (`page.py`).
"""

from __future__ import annotations

from typing import Final

from ingestion.messages import Language
from ingestion.wording import CELLS, counted, number
from quality.receipts import sentences as say
from quality.receipts.receipt import Problem, Receipt

_TOP: Final = 10
_COLOURS: Final = {"accepted": "32", "accepted_with_rejections": "33", "refused": "31"}
_BOLD: Final = "1"


def text(receipt: Receipt, language: Language, colour: bool = False, has_copy: bool = False, with_findings: bool = True) -> str:
    """The receipt as lines of text.

    Args:
        receipt: what is told.
        language: of the sentences.
        colour: whether to mark verdict and titles with the terminal's colours.
        has_copy: whether an annotated copy of the workbook comes with it.
        with_findings: False where `findings_text` has been shown already.
    """

    def styled(line: str, style: str) -> str:
        return f"\x1b[{style}m{line}\x1b[0m" if colour else line

    lines = [styled(say.verdict(receipt, language), f"{_BOLD};{_COLOURS[receipt.verdict]}")]
    if receipt.reason:
        lines.append(receipt.reason.text(language))
    lines += [f"→ {step}" if language != "ar" else f"← {step}" for step in say.next_steps(receipt, language, has_copy)]
    lines += ["", *(f"{label}: {value}" if language != "fr" else f"{label} : {value}" for label, value in say.facts(receipt, language))]
    if with_findings and (findings := findings_text(receipt, language, colour)):
        lines += ["", findings.removesuffix("\n")]
    lines += [f"? {question.text(language)}" for question in say.questions(receipt)]
    lines += _repairs(receipt, language, styled(say.REPAIRS.text(language), _BOLD))
    for title, said in ((say.COLUMNS, say.columns(receipt, language)), (say.RIGHT, say.right(receipt, language))):
        if said:
            lines += ["", styled(title.text(language), _BOLD), *(f"  {line}" for line in said)]
    return "\n".join(lines) + "\n"


def findings_text(receipt: Receipt, language: Language, colour: bool = False) -> str:
    """The row findings alone, which are known before the verdict; nothing where there are none."""
    blocks = []
    for title, problems in ((say.ERRORS, receipt.errors), (say.QUESTIONS, receipt.warnings)):
        if problems:
            total = counted(sum(problem.count for problem in problems), CELLS, language)
            heading = f"{title.text(language)} ({total})"
            lines = [f"\x1b[{_BOLD}m{heading}\x1b[0m" if colour else heading]
            lines += [line for problem in problems[:_TOP] for line in _problem(problem, receipt, language)]
            if len(problems) > _TOP:
                lines.append(say.FIRST_TEN.text(language).format(shown=number(_TOP, language), all=number(len(problems), language)))
            blocks.append("\n".join(lines) + "\n")
    return "\n".join(blocks)


def _problem(problem: Problem, receipt: Receipt, language: Language) -> list[str]:
    cells = " · ".join(f"{where} {found}" for where, found in say.first_cells(problem, receipt, language))
    more = " …" if problem.count > len(problem.first) else ""
    return [
        f"  {number(problem.count, language)} × {problem.column.text(language)} – {problem.advice.text(language)}",
        f"      {cells}{more}",
    ]


def _repairs(receipt: Receipt, language: Language, title: str) -> list[str]:
    lines = []
    for each in receipt.mended:
        first = " · ".join(
            f"{say.place(one.place, receipt, language)} {say.value(one.found, language)} = {one.read_as.text(language)}"
            for one in each.first
        )
        lines.append(f"  {number(each.count, language)} × {each.column.text(language)}: {first}")
    lines += [f"  {line}" for line in say.filled(receipt, language)]
    lines += [f"  {note.text(language)}" for note in receipt.notes]
    return ["", title, *lines] if lines else []
