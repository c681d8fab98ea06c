"""The receipt as one HTML page that reads well on a screen and prints well on A4.

Belongs here: what the template needs, in the order in which it is read. Does not belong here: the sentences (`sentences.py`).
The page is self-contained: no script, no font, no image, nothing is asked of any other machine; all that a partner wrote is
escaped by the template engine.
"""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Final

from ingestion.conforming.values import TIME_ZONE
from ingestion.messages import Language, Message
from ingestion.wording import CELLS, closed, counted, day, number, shown
from quality.receipts import sentences as say
from quality.receipts.receipt import Finding, Receipt

if TYPE_CHECKING:
    from jinja2 import Template
    from markupsafe import Markup

TOP_PROBLEMS: Final = 10
LISTED_CELLS: Final = 1_000


def html(receipt: Receipt, language: Language, has_copy: bool = False) -> str:
    """The receipt as a page.

    Args:
        receipt: what is told.
        language: of the page; Arabic runs from right to left.
        has_copy: whether an annotated copy of the workbook comes with it.
    """

    def said(message: Message) -> str:
        return message.text(language)

    errors = receipt.listed("error")
    return _template().render(
        say=say,
        t=said,
        n=lambda value: number(value, language),
        r=receipt,
        file_name=shown(receipt.file_name, language),
        language=language,
        direction="rtl" if language == "ar" else "ltr",
        verdict=say.verdict(receipt, language),
        steps=say.next_steps(receipt, language, has_copy),
        facts=[*say.facts(receipt, language), (said(say.RECEIVED), _received(receipt, language))],
        groups=[
            (say.ERRORS, say.NO_ERRORS, None, receipt.errors, receipt.error_count, "error"),
            (say.QUESTIONS, say.NO_QUESTIONS, say.KEPT, receipt.warnings, receipt.warning_count, "warning"),
        ],
        questions=[said(question) for question in say.questions(receipt)],
        first_cells=lambda problem: say.first_cells(problem, receipt, language),
        place=lambda where: say.place(where, receipt, language),
        value=lambda found: say.value(found, language),
        cells=lambda count: counted(count, CELLS, language),
        filled=say.filled(receipt, language),
        notes=[said(note) for note in receipt.notes],
        listed=bool(errors),
        rows=_rows(receipt, errors[:LISTED_CELLS], language),
        left_out=_left_out(receipt, len(errors), language, has_copy),
        columns=say.columns(receipt, language),
        right=say.right(receipt, language),
        top=TOP_PROBLEMS,
        has_several_sheets=len(receipt.sheets) > 1,
    )


def _rows(receipt: Receipt, findings: tuple[Finding, ...], language: Language) -> Markup:
    """The rows of the long list; put together here, because a template takes three times as long over a thousand of them."""
    from markupsafe import Markup, escape

    problems = [f"<td>{escape(p.column.text(language))}</td>" for p in receipt.problems]
    advice = [f"<td>{escape(p.advice.text(language))}</td></tr>" for p in receipt.problems]
    has_sheets = len(receipt.sheets) > 1
    lines = []
    for each in findings:
        sheet = f"<td>{escape(shown(each.place.sheet or '', language, 40))}</td>" if has_sheets else ""
        where = f'<td class="cell">{escape(say.cell(each.place, language))}</td>'
        found = f'<td class="found">{escape(say.value(each.found, language))}</td>'
        lines.append(f"<tr>{sheet}{where}{problems[each.problem]}{found}{advice[each.problem]}")
    return Markup("\n".join(lines))  # noqa: S704 (each part is escaped above)


def _left_out(receipt: Receipt, kept: int, language: Language, has_copy: bool) -> str | None:
    left_out = receipt.error_count - min(kept, LISTED_CELLS)
    if left_out <= 0:
        return None
    is_elsewhere = kept >= receipt.error_count
    where = say.SAME_ADVICE if not is_elsewhere else say.IN_COPY if has_copy else say.IN_JSON
    return say.not_listed(left_out, language, where)


def _received(receipt: Receipt, language: Language) -> str:
    from zoneinfo import ZoneInfo

    local = receipt.received_at.astimezone(ZoneInfo(TIME_ZONE))
    return f"{day(local.date(), language)}, {closed(f'{local:%H:%M}', language)}"


@lru_cache(maxsize=1)
def _template() -> Template:
    from jinja2 import Environment, FileSystemLoader, StrictUndefined

    folder = Path(__file__).parent
    environment = Environment(
        loader=FileSystemLoader(folder), autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True
    )
    return environment.get_template("receipt.html.j2")
