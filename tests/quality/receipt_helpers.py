"""Receipts made by hand, deliveries taken as far as their receipt, and workbooks with all that a partner may have in one."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import openpyxl
import xlsxwriter

from ingestion.checksums import sha256_of
from ingestion.contract import load_contracts
from ingestion.delivery import Arrival
from ingestion.home import Home
from ingestion.messages import Message
from ingestion.observed import SheetSeen
from ingestion.partners import Feed, Partner
from ingestion.periods import Period
from ingestion.prepare import Request, prepare
from ingestion.workspace import Workspace, open_workspace
from orchestration.load_records import load_record
from quality.judge import Judgement
from quality.receipts import receipt_of
from quality.receipts.receipt import Finding, Place, Problem, Receipt

RECEIVED = datetime(2026, 6, 3, 9, 30, tzinfo=UTC)
ADVICE = Message("Un nombre entier est attendu.", "المطلوب عدد صحيح.", "A whole number is expected.")
QUESTION = Message("Vérifiez cet ICE.", "تحققوا من هذا التعريف.", "Check this ICE.")


def receipt(
    cells: Sequence[tuple[str, str, str]], warned: Sequence[tuple[str, str, str]] = (), total: int | None = None, **more: Any
) -> Receipt:
    """A receipt with one error for each (sheet, cell, value found) and one warning for each of `warned`."""
    sheets = tuple(dict.fromkeys(sheet for sheet, _, _ in (*cells, *warned)))
    findings = [
        Finding(Place(sheet, int("".join(filter(str.isdigit, cell))), cell), index, found)
        for index, group in enumerate((cells, warned))
        for sheet, cell, found in group
    ]
    problems = (
        Problem("headcount.type", "error", Message("Effectif", "العدد", "Headcount"), ADVICE, total or len(cells), tuple(findings[:5])),
        Problem("ice.check_digits", "warning", Message("ICE", "التعريف", "ICE"), QUESTION, len(warned), tuple(findings[len(cells) :][:5])),
    )
    fields: dict[str, Any] = {
        "load_id": "guild.jobs.2026-05-01.0123456789ab.1", "delivery_id": "guild.jobs.2026-05-01.0123456789ab", "partner_id": "guild",
        "partner": Message("Corporation", "هيئة", "Guild"), "contract_name": "jobs", "contract": Message("Emplois", "مناصب الشغل", "Jobs"),
        "contract_version": "1.0.0", "mode": "period", "period": Period(date(2026, 5, 1), "month"), "received_at": RECEIVED,
        "file_name": "emplois.xlsx", "file_sha256": "0" * 64, "file_bytes": 1234, "verdict": "accepted_with_rejections", "reason": None,
        "rows_read": 40, "rows_accepted": 40 - len(cells), "rows_rejected": len(cells), "rows_skipped": 0,
        "sheets": tuple(SheetSeen(sheet, 20, 1, {"local_ref": "A"}) for sheet in sheets), "problems": problems[: 2 if warned else 1],
        "findings": tuple(findings), "findings_total": (total or len(cells)) + len(warned), "is_workbook": True,
    }  # fmt: skip
    return Receipt(**{**fields, **more})


@contextmanager
def workspace_at(path: Path) -> Iterator[Workspace]:
    with open_workspace(Home(path)) as workspace:
        yield workspace


def told(workspace: Workspace, path: Path, contract: str, partner: Partner, **more: Any) -> Receipt:
    """The receipt of a file, judged by its counts alone: refused above the contract's share of rejected rows."""
    feed = Feed(partner, contract)
    arrival = Arrival(feed, path, f"{partner.id}/{contract}/{path.name}", RECEIVED, path.stat().st_size, 0)
    request = Request(path, arrival.name, feed, load_contracts()[contract], sha256_of(path), RECEIVED)
    prepared = prepare(request, workspace, {})
    refused = prepared.refusal is not None
    judgement = Judgement("refused" if refused else "accepted_with_rejections" if prepared.rows_rejected else "accepted", prepared.refusal)
    record = load_record(prepared, judgement, arrival, request.sha256, RECEIVED, **more)
    return receipt_of(record, feed, load_contracts()[contract], prepared.quarantine_file)


@dataclass(frozen=True)
class Rich:
    """A workbook with everything in it: sheets `Emplois`, `Aide` (protected, active), `Liste` (hidden)."""

    path: Path

    def parts(self) -> dict[str, bytes]:
        return parts_of(self.path.read_bytes())


def rich_workbook(folder: Path, *, has_macros: bool = False, has_comments: bool = True) -> Rich:
    """Formulas, merged and formatted cells, widths, lists, conditional formats, an image, a chart, a table, names, comments."""
    path = folder / ("emplois.xlsm" if has_macros else "emplois.xlsx")
    workbook = xlsxwriter.Workbook(path)
    bold = workbook.add_format({"bold": True, "border": 2, "font_color": "#00AA00", "num_format": "0.00"})
    jobs, help_, hidden = (workbook.add_worksheet(name) for name in ("Emplois", "Aide", "Liste"))
    jobs.merge_range("A1:D1", "Liste des emplois", bold)
    for row in range(2, 22):
        jobs.write_row(row, 0, [f"J-{row}", row, row * 1.5, "salarié"], bold if row % 2 else None)
        jobs.write_formula(row, 5, f"=B{row + 1}*2", None, row * 2)
    jobs.merge_range("E4:E8", "Fès", bold)
    jobs.set_column("A:A", 33)
    jobs.set_column("H:H", 12, bold)
    jobs.set_row(9, 30, bold)
    jobs.data_validation("D3:D22", {"validate": "list", "source": ["salarié", "saisonnier"]})
    jobs.conditional_format("B3:B22", {"type": "data_bar"})
    jobs.conditional_format("C3:C22", {"type": "cell", "criteria": ">", "value": 10, "format": bold})
    jobs.insert_image("J2", "logo.png", {"image_data": io.BytesIO(_PNG)})
    chart = workbook.add_chart({"type": "column"})
    chart.add_series({"values": "=Emplois!$B$3:$B$22"})
    jobs.insert_chart("J10", chart)
    jobs.add_table("L30:M32", {"data": [["a", 1], ["b", 2]]})
    jobs.autofilter("A2:F22")
    jobs.print_area("A1:F22")
    jobs.write_url("G3", "https://example.org/aide")
    if has_comments:
        jobs.write_comment("B5", "Vu par Fatima", {"author": "Fatima"})
    help_.write("A1", "Aide")
    help_.protect("secret")
    help_.activate()
    hidden.write("A1", "x")
    hidden.hide()
    workbook.define_name("Aide!Local", "=Aide!$A$1")
    workbook.define_name("Partout", "=Emplois!$B$3")
    if has_macros:
        macros = folder / "vbaProject.bin"
        macros.write_bytes(b"\xd0\xcf\x11\xe0" + b"macro" * 99)
        workbook.add_vba_project(str(macros))
    workbook.close()
    return Rich(path)


def parts_of(data: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(data)) as package:
        assert package.testzip() is None
        return {name: package.read(name) for name in package.namelist()}


def opened(data: bytes, **options: Any) -> Any:
    return openpyxl.load_workbook(io.BytesIO(data), **options)


def fill_of(cell: Any) -> str | None:
    return str(cell.fill.fgColor.rgb)[-6:] if cell.fill.fill_type == "solid" else None


def values_of(sheet: Any) -> Mapping[str, Any]:
    return {cell.coordinate: cell.value for row in sheet.iter_rows() for cell in row if cell.value is not None}


_PNG = bytes.fromhex(
    "89504e470d0a1a0a0000000d4948445200000001000000010802000000907753de0000000c49444154789c63f8cfc0000003010100c9fe92ef0000000049454e44ae426082"
)
