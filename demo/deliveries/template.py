"""The look of one feed's files, as data.

What belongs here: the data class. Which feed's files look how is told in `demo.deliveries.templates` and `templates_feeds`.
"""

from dataclasses import dataclass

from demo.deliveries.forms import Form
from demo.deliveries.pen import Hand


@dataclass(frozen=True, slots=True)
class Template:
    """How one feed's files look.

    Attributes:
        forms: the form of the first half of the time, and the one that followed it (the same when there is one only).
        hand: habits of the writer.
        file_name: name of the file with `{period}`; without it the name tells no period (`{number}` then keeps names apart).
        period_styles: how the period is written in file names, sheets and titles, in turn.
        sheet: name of the sheet, with `{period}` where it tells the period; None in CSV and JSON, "province" for a sheet a province.
        delimiter: of a CSV file.
        encoding: of a CSV file.
    """

    forms: tuple[Form, ...]
    hand: Hand
    file_name: str
    period_styles: tuple[str, ...] = ("iso",)
    sheet: str | None = None
    delimiter: str = ","
    encoding: str = "utf-8"

    def form(self, share: float) -> Form:
        """The form in use when that share (0 to 1) of the demo's time has passed."""
        return self.forms[min(int(share * len(self.forms)), len(self.forms) - 1)]
