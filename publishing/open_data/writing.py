"""Writing the package: each table as CSV and Parquet, then what describes them.

What goes here: the files and their bytes. What does not: what stands in a schema (`tables.py`), a descriptor (`descriptor.py`) or a page
(`dictionary.py`, `change_log.py`).
"""

from __future__ import annotations

import hashlib
import json
from pathlib import Path
from typing import Final

from ingestion.messages import Language
from ingestion.sql import identifier, literal
from publishing.edition import Edition
from publishing.open_data.change_log import change_log
from publishing.open_data.descriptor import Files, Written, descriptor
from publishing.open_data.dictionary import dictionary_csv, read_me
from publishing.open_data.schema import Described, DescribedTable, described
from publishing.open_data.settings import read_settings
from publishing.open_data.tables import TABLES

DATA: Final = "data"
_LANGUAGES: Final[tuple[tuple[Language, str], ...]] = (("fr", ""), ("ar", ".ar"))


def write_open_data(edition: Edition, folder: Path) -> None:
    """Writes `folder/open_data/`: `datapackage.json`, `data/*.csv` and `data/*.parquet`, dictionary, read-me files and change logs.

    The package carries every public figure of the release, whatever the edition's period. The same release and period give the same bytes.
    """
    root = folder / "open_data"
    (root / DATA).mkdir(parents=True)
    settings = read_settings()
    tables = [described(table, edition) for table in TABLES]
    written = [Written(table, *_write(table, root, edition)) for table in tables]
    _write_text(
        root / "datapackage.json", json.dumps(descriptor(edition, written, settings), ensure_ascii=False, indent=1, allow_nan=False) + "\n"
    )
    _write_text(root / "DICTIONNAIRE.csv", dictionary_csv(tables))
    for language, suffix in _LANGUAGES:
        _write_text(root / f"LISEZ-MOI{suffix}.md", read_me(edition, tables, settings, language))
        _write_text(root / f"CHANGELOG{suffix}.md", change_log(edition, tables, language))


def _write(table: DescribedTable, root: Path, edition: Edition) -> tuple[Files, Files]:
    """One table as CSV and as Parquet; returns what the descriptor says of the two files."""
    csv, parquet = (root / DATA / f"{table.table.name}.{ending}" for ending in ("csv", "parquet"))
    texts = ", ".join(_as_text(column) for column in table.columns)
    # Ordered before it becomes text: 10 comes after 9.
    edition.rows(f"copy (select {texts} from ({table.table.query})) to {literal(csv)} (format csv, header)")
    edition.rows(f"copy ({table.table.query}) to {literal(parquet)} (format parquet, compression zstd)")
    return _file(csv, root), _file(parquet, root)


def _as_text(column: Described) -> str:
    """A column as Table Schema reads it from a CSV: whole numbers without a point, instants in ISO 8601."""
    name = identifier(column.column.name)
    if column.type == "number":
        return rf"regexp_replace(cast({name} as varchar), '\.0$', '') as {name}"
    if column.type == "datetime":
        return f"strftime({name}, '%Y-%m-%dT%H:%M:%SZ') as {name}"
    return name


def _file(path: Path, root: Path) -> Files:
    content = path.read_bytes()
    return Files(path.relative_to(root).as_posix(), len(content), hashlib.sha256(content).hexdigest())


def _write_text(path: Path, text: str) -> None:
    path.write_text(text, encoding="utf-8", newline="")
