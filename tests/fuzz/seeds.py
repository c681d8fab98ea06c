"""What fuzzing starts from: one or a few good inputs of each kind, made by code.

What goes here: bytes of good files. What does not: what is done to them (`mutations`), what they are given to (`targets`).
"""

from __future__ import annotations

import gzip
import io
import json
import sys
import tempfile
import zipfile
from collections.abc import Callable, Mapping
from datetime import UTC, date, datetime
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import xlsxwriter

from ingestion.contract import CONTRACTS_FOLDER
from ingestion.partners import PARTNERS_FILE

sys.path.insert(0, str(Path(__file__).parents[1] / "reading"))

CONTRACTS = ("media_mentions", "financing", "hub_bookings", "activity_surveys")

# Under the contracts' own headings, with values as partners write them.
ROWS: Mapping[str, tuple[tuple[str, ...], ...]] = {
    "media_mentions": (
        ("mention_id", "published_on", "outlet", "media_kind", "language", "title", "url", "tone"),
        ("M-1", "12/05/2026", "Le Matin", "presse", "fr", "Une coopérative de Sefrou", "https://example.org/1", "positif"),
        ("M-2", "2026-05-13", "هسبريس", "web", "ar", "تعاونية نسائية بفاس", "https://example.org/2", "neutre"),
        ("M-2", "13 mai 2026", "2M", "tv", "fr", 'Dit "ici"; puis', "", "n/a"),
        ("TOTAL", "", "", "", "", "3", "", ""),
    ),
    "financing": (
        ("Référence", "Date", "Montant (DH)", "Type", "Organisation", "CIN", "Province"),
        ("F-1", "12/05/2026", "1 234,50", "subvention", "001561191000066", "AB123456", "Fès"),
        ("F-2", "45292", "2,5 MDH", "prêt", "1561191000066", "", "صفرو"),
    ),
}  # fmt: skip
_TABLE = "réf;nom;montant;début\n" + "".join(f'R-{i};"Al ""Amal"" {i}";{i},5;1{i}/05/2026\n' for i in range(4)) + "Total;;6;\n"
_PLAIN = 'ref,name,amount\nA,"x, y",1.5\nB,z,2\n\nC,,3\n'


def _csv(rows: tuple[tuple[str, ...], ...], cut: str = ",") -> str:
    return "".join(
        cut.join(f'"{cell.replace(chr(34), chr(34) * 2)}"' if cut in cell or '"' in cell else cell for cell in row) + "\n" for row in rows
    )


def delimited() -> list[bytes]:
    """CSV in several dialects and encodings."""
    arabic = "الرقم;الاسم;المبلغ\n1;تعاونية الأمل;12,5\n2;جمعية;3\n"
    return [
        _TABLE.encode(), _TABLE.encode("cp1252"), _TABLE.encode("utf-16"), _PLAIN.encode(), ("sep=;\n" + _TABLE).encode("utf-8-sig"), arabic.encode("cp1256"), arabic.encode("utf-16-le"),
        _PLAIN.replace(",", "\t").encode("utf-32"), _PLAIN.replace("\n", "\r").encode(), "Registre 2026;;\n\nA;B;C\n1;2;3\n# note\nA;B;C\n4;5\n6;7;8;9\nSigné : le directeur;;\n".encode(),
    ]  # fmt: skip


def records() -> list[bytes]:
    """JSON and JSON lines."""
    rows = [
        {"ref": f"A{i}", "n": i, "in": {"x": [1, 2], "y": None}, "t": "é\ud83d\ude00".encode("utf-16", "surrogatepass").decode("utf-16")}
        for i in range(3)
    ]
    grid = [["ref", "montant"], ["A", 1.50], ["B", None]]
    return [
        json.dumps(rows).encode(), json.dumps({"count": 2, "meta": {"page": 1}, "results": rows, "tags": ["a"]}, indent=1).encode(), "".join(json.dumps(row) + "\n" for row in rows).encode(),
        json.dumps(grid).encode("utf-16"), json.dumps({"a": 1, "b": {"c": []}}).encode(), json.dumps({"x": [{"a": 1}], "y": [{"ref": 2}, {"ref": 3}]}).encode(),
    ]  # fmt: skip


def parquet() -> list[bytes]:
    """Parquet with plain and nested columns, dictionary-coded, packed in several ways."""

    def written(table: pa.Table, **options: object) -> bytes:
        out = io.BytesIO()
        pq.write_table(table, out, **options)
        return out.getvalue()

    plain = pa.table({"ref": ["A", "B", None], "n": [1, 2, 3]})
    rich = pa.table(
        {
            "d": pa.array([date(2026, 5, 12), None], pa.date32()),
            "t": pa.array([datetime(2026, 5, 12, 8, tzinfo=UTC), None], pa.timestamp("us", "UTC")),
            "f": pa.array([1.5, float("nan")]),
            "l": pa.array([[1, 2], []], pa.list_(pa.int64())),
            "s": pa.array([{"a": 1, "b": "x"}, None]),
            "b": pa.array([b"\xff\x00", b"abc"]),
            "m": pa.array([{"k": 1}.items(), None], pa.map_(pa.string(), pa.int32())) if False else pa.array([True, None]),
        }
    )
    return [
        written(plain, compression="none"),
        written(rich, compression="snappy"),
        written(plain, compression="zstd", use_dictionary=False, data_page_version="2.0"),
    ]


def _zipped(members: Mapping[str, bytes]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members.items():
            archive.writestr(zipfile.ZipInfo(name, (2026, 1, 1, 0, 0, 0)), content)
    return out.getvalue()


def wrapped() -> list[bytes]:
    """Any of them in .gz and .zip."""
    return [
        gzip.compress(_TABLE.encode(), mtime=0), gzip.compress(records()[2], mtime=0), gzip.compress(parquet()[0], mtime=0), gzip.compress(bare_workbook(), mtime=0),
        _zipped({"a.csv": _TABLE.encode()}), _zipped({"x/a.csv": _PLAIN.encode(), "b.json": records()[0], "photo.png": b"\x89PNG\r\n"}), _zipped({"f.parquet": parquet()[0]}), _zipped({"f.jsonl": records()[2], "g.xlsx": bare_workbook()}),
    ]  # fmt: skip


def bare_workbook() -> bytes:
    """A small .xlsx written by hand: every byte of it matters."""
    from workbook_files import bare_xlsx, text_cell

    cells = f'<row r="1">{text_cell("A1", "réf")}{text_cell("B1", "n")}</row><row r="2">{text_cell("A2", "A")}<c r="B2"><v>45292.5</v></c></row>'
    return _made(lambda path: bare_xlsx(path, cells, "A1:B2"))


def workbooks() -> list[bytes]:
    """XLSX: a bare one, and one with shared texts, dates, formulas, errors, merged blocks and a hidden sheet."""
    out = io.BytesIO()
    book = xlsxwriter.Workbook(out, {"in_memory": True})
    sheet = book.add_worksheet("Données")
    sheet.merge_range(0, 0, 0, 3, "Registre mai 2026")
    sheet.write_row(2, 0, ["réf", "nom", "montant", "le"])
    day = book.add_format({"num_format": "dd/mm/yyyy"})
    for line in range(3, 6):
        sheet.write_row(line, 0, [f"R-{line}", "Al Amal", line * 1.5])
        sheet.write_datetime(line, 3, datetime(2026, 5, line), day)
    sheet.write_formula(6, 2, "=SUM(C4:C6)", None, 22.5)
    sheet.write_formula(7, 2, "=1/0", None, "#DIV/0!")
    hidden = book.add_worksheet("caché")
    hidden.hide()
    hidden.write(0, 0, "x")
    book.add_worksheet("vide")
    book.close()
    return [bare_workbook(), out.getvalue()]


def old_workbooks() -> list[bytes]:
    """XLS (two writers), XLSB and ODS."""
    import xlwt
    from workbook_files import ods, ods_row, ods_text, ods_value, xls
    from xlsb_files import xlsb

    book = xlwt.Workbook(encoding="utf-8")
    sheet = book.add_sheet("Données")
    for line, row in enumerate([["réf", "montant", "le"], ["A", 1.5, datetime(2026, 5, 12)], ["B", -2, True]]):
        for column, cell in enumerate(row):
            sheet.write(line, column, cell)
    out = io.BytesIO()
    book.save(out)
    rows = [
        ods_row(ods_text("réf"), ods_text("montant"), ods_text("le"), ods_text("à")),
        ods_row(
            ods_text("A"),
            ods_value("float", "value", "1.5"),
            ods_value("date", "date-value", "2026-05-12"),
            ods_value("time", "time-value", "PT08H30M00S"),
        ),
        '<table:table-row table:number-rows-repeated="3"><table:table-cell table:number-columns-repeated="4"/></table:table-row>',
    ]
    cells = [["réf", "montant", None], ["A", 1.5, True], ["B", "#REF!", None]]
    return [
        _made(lambda path: xls(path, [["réf", "montant"], ["A", 1.5], ["B", 2.0]])),
        out.getvalue(),
        _made(lambda path: xlsb(path, {"S": cells, "h": [["x"]]}, ["h"])),
        _made(lambda path: ods(path, rows)),
    ]


def _made(make: Callable[[Path], Path]) -> bytes:
    with tempfile.TemporaryDirectory() as folder:
        return make(Path(folder) / "made").read_bytes()


def cells() -> list[bytes]:
    """Values as people write them, one a line."""
    texts = (
        "12/05/2026\n2026-05-12\n12 mai 2026\n٥ ماي ٢٠٢٦\n45292.5\n20260512\n2026-05-12T08:30:00Z\n12/05/2026 14h30\n25 ذو القعدة 1447 الموافق 12 ماي 2026",
        "1 234,50\n1.234,50\n٣ ملايين درهم\n2,5 MDH\n12.500\n350 KDH\n35 %\n-3\n1e5\n0.125\n12 m²\n999999999999999",
        "oui\nنعم\n✓\n001561191000066\n1.561191000066E+12\nICE n° 1561191000066\nlundi-samedi\n1-6\nالاثنين-السبت\n8h30\n8:30 PM\n0.354166\nnéant\nn/a\n",
        "Fès\nصفرو\nSefrou / صفرو\nFemme / أنثى\nSubvention (don)\nAB123456\n06 12 34 56 78\nx@y.ma\nfes-boulemane?\n",
    )
    return [text.encode() for text in texts]


def headings() -> list[bytes]:
    """First lines of tables, cells parted by tabs."""
    return [
        "Registre des emplois – T2 2026\n\nRéférence\tMontant (MAD) *\tDate de début / تاريخ البداية\nA\t12,5\t12/05/2026\n".encode(),
        "\tMontant en milliers de DH\t\tTaux (%)\nréf\tprévu\tréalisé\t\n1\t2\t3\t4\n".encode(),
        b"mention_id\tpublished_on\toutlet\nM1\t2026-05-12\tx\nmention_id\tpublished_on\toutlet\nTotal\t\t\n",
    ]


def names() -> list[bytes]:
    """Names of files, folders and sheets, one a line."""
    return [
        "emplois_2026-05.xlsx\nMois : mai 2026\nT2 2026\nماي 2026\nvisits_20260512.csv\nservices_2026-S23\njanvier à mars 2026 (2)\nlot 3 du 1er trimestre 2026\n26-05\nAB123456 du 20260501\n../x\nشهر 05 2026".encode()
    ]


def deliveries() -> list[bytes]:
    """`#!contract` and a file: deliveries as the intake meets them."""
    table = _csv(ROWS["media_mentions"])
    own = [f"#!{name}\n".encode() for name in CONTRACTS]
    return [
        own[0] + table.encode(), own[0] + _csv(ROWS["media_mentions"], ";").encode("cp1252", "replace"), own[0] + gzip.compress(table.encode(), mtime=0), own[0] + _zipped({"mai 2026.csv": table.encode()}),
        own[0] + json.dumps([dict(zip(ROWS["media_mentions"][0], row, strict=True)) for row in ROWS["media_mentions"][1:]]).encode(),
        *(mark + sample(name).encode() for mark, name in zip(own, CONTRACTS, strict=True)),
    ]  # fmt: skip


def sample(contract: str) -> str:
    """Two rows under all headings of a contract, each value of the kind that its column wants."""
    from ingestion.contract import load_contracts

    values = {"date": "12/05/2026", "timestamp": "12/05/2026 14:30", "integer": "12", "number": "1,5", "money": "1 234,50", "share": "35 %", "boolean": "oui", "province": "Fès", "commune": "Fès", "ice": "001561191000066", "time": "08:30", "iso_days": "1-5", "person": "AB123456", "contact": "0612345678"}  # fmt: skip
    columns = load_contracts()[contract].columns
    lines = [[column.names.fr for column in columns]]
    for number in (1, 2):
        lines.append([column.codes[0].names.fr if column.codes else values.get(column.kind, f"texte {number}") for column in columns])
    return _csv(tuple(map(tuple, lines)), ";")


def contracts() -> list[bytes]:
    """Contract files of the house: the shortest ones."""
    paths = sorted(CONTRACTS_FOLDER.glob("*.odcs.yaml"), key=lambda path: path.stat().st_size)
    return [path.read_bytes() for path in paths[:4]]


def partners() -> list[bytes]:
    """A small partners file with every setting, and the beginning of the real one."""
    small = """partners:
  anapec:
    name_fr: ANAPEC
    name_ar: أنابيك
    language: fr
    contact: [a@example.org]
    feeds:
      job_declarations: {frequency: month, due_days: 10, since: 2026-01-01, excused: {2026-08: congé}}
      media_mentions: {channel: {http_api: {path: /x, paging: page, since: since, changed_at: at, parameters: {a: b}}}}
      hub_bookings: {channel: {postgres: {table: a.b, cursor: changed_at, period: day}}, mapping: {booking_id: "N°", starts_at: {sql: "a || b"}}}
      financing: {channel: {sftp: {path: /sortant/f_*.csv}}}
"""
    return [small.encode(), PARTNERS_FILE.read_bytes()[:6000].rpartition(b"\n")[0]]


def settings() -> list[bytes]:
    """`#!reader` and a settings file."""
    from orchestration.calendar_settings import SETTINGS_FILE

    channels = 'everybody: {folder: {url: "s3://u:p@bucket/x", options: {key: abcd, secret: {env: HOME}}}}\nanapec:\n  sftp: {host: h, port: 22, user: u, password: pass, known_hosts: x}\n  http_api: {url: "https://u:secret@[::1]:8/x", token: abcd}\n  postgres: {host: h, port: "5432", dbname: d, user: u, password: {env: HOME}, sslmode: require}\n'
    mail = "host: smtp.example.org\nport: 587\nsecurity: starttls\nuser: u\npassword: {env: HOME}\nfrom: q@example.org\nrecipients: {anapec: [a@example.org], x: b@example.org}\ndigest: {when: always, to: {d@example.org: fr}}\n"
    suites = Path(CONTRACTS_FOLDER).parents[1] / "quality" / "suites"
    open_data = Path(CONTRACTS_FOLDER).parents[1] / "publishing" / "open_data" / "settings.yaml"
    return [
        b"#!channels\n" + channels.encode(), b"#!mail\n" + mail.encode(), b"#!calendar\n" + SETTINGS_FILE.read_bytes(), b"#!suite\n" + (suites / "agreements.yaml").read_bytes(),
        b"#!open_data\n" + open_data.read_bytes(),
    ]  # fmt: skip


def state() -> list[bytes]:
    """`#!what` and a file that an earlier night or command wrote."""
    first = {
        "load_id": "anapec.financing.2026-05.abc.1", "delivery_id": "anapec.financing.2026-05.abc", "partner": "anapec", "contract": "financing", "contract_version": "1.0.0", "mode": "append", "period_type": "month",
        "period_start": "2026-05-01", "period_end": "2026-05-31", "received_at": "2026-06-01T08:00:00+00:00", "loaded_at": "2026-06-01T22:00:00+00:00", "file_name": "anapec/financing/f.csv", "file_sha256": "0" * 64, "file_bytes": 10,
        "verdict": "accepted", "reason": None, "rows_read": 2, "rows_accepted": 1, "rows_rejected": 1, "rows_skipped": 0, "lake_file": "lake/a.parquet", "quarantine_file": None, "repairs": {"x": 1}, "imputed": {}, "warnings": {},
        "unknown_columns": ["y"], "questions": [], "expectations": [{"id": "a.b"}], "reasons": {}, "observed": {}, "findings": [], "profile": {}, "steps": [], "data_docs": None, "ledger_version": 1,
    }  # fmt: skip
    second = {**first, "ledger_version": 2, "lake_sha256": "1" * 64, "quarantine_sha256": None, "restores": None}
    acceptance = [{"id": "q-1", "reason": "ok", "accepted_by": "x", "accepted_at": "2026-06-01T08:00:00+00:00"}]
    journal = {
        "known_from": "2026-06-01T08:00:00+00:00",
        "decisions": [{"key_1": "a", "key_2": "b", "is_same": True, "decided_by": "x", "decided_on": "2026"}],
    }
    line = json.dumps({"file": "anapec/financing/x.json", "entry": json.dumps(second)}) + "\n"
    sums = f"{'0' * 64}  a/b.csv\n{'1' * 64}  c\n"
    return [
        b"#!entry\n" + json.dumps(first).encode(), b"#!entry\n" + json.dumps({**second, "checksum": _checksum(second)}).encode(), b"#!copy\n" + line.encode(), b"#!home\n" + b'{"state": 2}\n',
        b"#!acceptance\n" + json.dumps(acceptance).encode(), b"#!journal\n" + json.dumps(journal).encode(), b"#!pseudonym_key\n" + b"ab" * 32 + b"\n", b"#!sums\n" + sums.encode(),
        b"#!archive_key\n" + b"AGE-SECRET-KEY-1QQQQQQQQQQQQQQQQQQQQQQQQQQQQQQQQQQQQQQQQQQQQQQQQQQSCFZXGG\n", b"#!archived\n" + b"age-encryption.org/v1\n-> X25519 abc\nabc\n--- abc\nxyz",
    ]  # fmt: skip


def _checksum(fields: Mapping[str, object]) -> str:
    """As `docs/` describes an entry's own sum: SHA-256 of its fields in order of their names, without spaces."""
    import hashlib

    return hashlib.sha256(json.dumps(fields, sort_keys=True, separators=(",", ":")).encode()).hexdigest()
