"""What is fuzzed: one function for each thing that reads what others wrote. It takes bytes and raises on a real fault only.

A fault is any error that is not the project's own, and any answer that breaks what the project promises: counts add up, tables are
whole, the short way of reading values agrees with the careful one. What comes back is a word for what became of the input, by which the
runner tells inputs apart.

What goes here: the targets. What does not: how they are run (`__main__`, `child`).
"""

from __future__ import annotations

import gzip
import json
import math
import os
import tempfile
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import asdict, dataclass, fields, is_dataclass
from datetime import UTC, date, datetime, time
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, get_args

from fuzz import mutations, seeds

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

    from ingestion.reading.reader import Reading
    from ingestion.workspace import Workspace

RECEIVED: Final = datetime(2026, 6, 3, 9, tzinfo=UTC)
_SMALLEST_LARGE: Final = 60
_MOST_LINES: Final = 300


class Fault(AssertionError):
    """An answer that breaks a promise."""


@dataclass(frozen=True)
class Target:
    """One thing to fuzz.

    Attributes:
        run: reads an input; returns a word for what became of it, raises on a fault.
        seeds: makes the inputs to start from.
        mutate: changes one.
        is_forking: whether reading starts a process of its own, so that no coverage is seen.
    """

    name: str
    run: Callable[[bytes], str]
    seeds: Callable[[], Sequence[bytes]]
    mutate: mutations.Mutate
    is_forking: bool = False


def _check(holds: bool, said: str) -> None:
    if not holds:
        raise Fault(said)


@lru_cache(maxsize=1)
def _folder() -> Path:
    """A folder of this process; the runner makes the folder for temporary files and removes it."""
    return Path(tempfile.mkdtemp(prefix="fuzz-"))


@contextmanager
def _written(name: str, data: bytes) -> Iterator[Path]:
    path = _folder() / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.unlink(missing_ok=True)
    path.write_bytes(data)
    path.chmod(0o600)
    yield path


def _head(data: bytes) -> tuple[str, bytes]:
    """The word of a first line `#!word`, and what follows."""
    first, _, rest = data.partition(b"\n")
    return (first[2:].decode("ascii", "replace"), rest) if first.startswith(b"#!") else ("", data)


# Readers


_EXPECTED: Final = {
    "ref": frozenset({"ref", "reference"}),
    "name": frozenset({"nom", "name"}),
    "amount": frozenset({"montant", "amount"}),
    "start": frozenset({"debut", "le"}),
}


def _read(data: bytes, expected: dict[str, frozenset[str]] | None, large_bytes: int, name: str) -> tuple[Reading | None, str]:
    from ingestion.errors import UnreadableFile
    from ingestion.reading.reader import read

    with _written(name, data) as path, tempfile.TemporaryDirectory(dir=_folder()) as folder:
        try:
            reading = read(path, expected, Path(folder), large_bytes)
            scanned = _scan(reading, expected, Path(folder))
        except UnreadableFile as error:
            for language in ("fr", "ar", "en"):
                _check(bool(error.text(language).encode()), "a refusal without words")
            return None, f"refused: {error.reason.en[:24]}"
    for table in reading.tables:
        _check_table(table)
    _check(bool(reading.tables) != (reading.large is not None), "neither tables nor a large file, or both")
    for each in reading.notes:
        json.dumps(asdict(each), ensure_ascii=False).encode()
    rows = sum(table.rows.num_rows for table in reading.tables)
    kinds = sorted({each.kind for each in reading.notes})
    return reading, f"{reading.format} tables={min(len(reading.tables), 3)} rows={rows.bit_length()} large={scanned} notes={kinds}"


def _check_table(table: Any) -> None:
    import pyarrow as pa

    width = len(table.header)
    _check(len(table.columns) == width and len(table.header_parts) in (0, width), "header and columns differ")
    _check(set(table.rows.column_names) == {*table.column_names, "row_number"}, f"columns are {table.rows.column_names}")
    table.rows.validate(full=True)
    for name in table.column_names:
        _check(table.rows.column(name).type == pa.string(), f"{name} is no text")
    numbers = table.rows.column("row_number").to_pylist()
    _check(all(isinstance(number, int) and number >= 1 for number in numbers), "a row without number")
    _check(len(set(numbers)) == len(numbers), "two rows with one number")
    for text in (*table.header, *table.titles, table.sheet or "", *(line.text for line in table.skipped)):
        text.encode()


def _scan(reading: Reading, expected: dict[str, frozenset[str]] | None, folder: Path) -> str:
    """Scans a large source as the intake does: DuckDB raises on ragged files, which are then read line by line."""
    import duckdb

    from ingestion.reading.large import DelimitedSource, read_line_by_line

    large = reading.large
    if large is None:
        return ""
    for _ in range(2):
        try:
            connection = _memory()
            rows = connection.execute(f"select count(*) from {large.scan_sql()}").fetchone()[0]  # type: ignore[index]
            connection.execute(f"select * from {large.scan_sql()}").fetchall()
            if isinstance(large, DelimitedSource) and not large.is_numbered and rows:
                large.row_numbers([0, rows - 1], rows)
            return f"{type(large).__name__} {int(rows).bit_length()}"
        except (duckdb.InvalidInputException, duckdb.ConversionException):
            if not isinstance(large, DelimitedSource) or large.is_numbered:
                return "unreadable values"  # the intake refuses the delivery
            large = read_line_by_line(large, folder, expected)
    raise Fault("what was read line by line cannot be scanned")


@lru_cache(maxsize=1)
def _memory() -> DuckDBPyConnection:
    import duckdb

    connection = duckdb.connect(config={"memory_limit": "600MB", "threads": 2})
    connection.execute("set enable_progress_bar = false")
    return connection


def read_small(data: bytes) -> str:
    """Any file, as one is read into memory, without and with expected headings."""
    _, generic = _read(data, None, 32 << 20, "file")
    _, told = _read(data, _EXPECTED, 32 << 20, "file")
    return f"{generic} / {told}"


def read_large(data: bytes) -> str:
    """Any file, as a large one is described and scanned; what is read small must not be refused large."""
    small, _ = _read(data, _EXPECTED, 32 << 20, "file")
    large, told = _read(data, _EXPECTED, _SMALLEST_LARGE, "file")
    _check(
        small is None or large is not None or not any(table.rows.num_rows for table in small.tables), f"read when small, but large: {told}"
    )
    return told


def read_old_workbook(data: bytes) -> str:
    """XLS, XLSB, ODS: read in a process of their own, which is forked here, so that thousands can be read."""
    with _forked_cell_reader():
        return _read(data, _EXPECTED, 32 << 20, "file")[1]


@contextmanager
def _forked_cell_reader() -> Iterator[None]:
    from ingestion.reading import sheets

    if os.environ.get("FUZZ_REAL_CHILD"):
        yield
        return
    original = sheets._run
    sheets._run = _run_forked  # type: ignore[assignment]
    try:
        yield
    finally:
        sheets._run = original


def _run_forked(path: Path, source: Path, target: Path, handles: Sequence[int]) -> None:
    """As `sheets._run`, by a fork of this process."""
    from ingestion.errors import UnreadableFile
    from ingestion.reading import refusals, sheets

    child = os.fork()
    if child == 0:
        code = 1
        try:
            quiet = os.open(os.devnull, os.O_WRONLY)
            os.dup2(quiet, 2)
            sheets.child(str(source), str(target))
            code = 0
        except MemoryError:
            code = 2
        except BaseException as error:
            code = 1 if isinstance(error, Exception) else 3
        finally:
            os._exit(code)
    _, status = os.waitpid(child, 0)
    code = os.waitstatus_to_exitcode(status)
    if code == 0:
        return
    if code < 0 or code == 2:
        raise UnreadableFile(path, refusals.TOO_LARGE, refusals.SPLIT)
    raise UnreadableFile(path, refusals.DAMAGED_WORKBOOK, refusals.SAVE_ANEW)


# Values


@lru_cache(maxsize=1)
def _values_connection() -> DuckDBPyConnection:
    import duckdb

    from ingestion.conforming.fast import define_macros

    connection = duckdb.connect()
    connection.execute("set TimeZone = 'UTC'")
    connection.execute("set threads = 1")
    connection.execute("pragma disable_optimizer")  # as for small loads
    define_macros(connection)
    return connection


def _lines(data: bytes) -> list[str]:
    return data.decode("utf-8", "replace").split("\n")[:_MOST_LINES]


_TYPES: Final[dict[str, type | tuple[type, ...]]] = {
    "date": date, "timestamp": datetime, "time": time, "number": float, "money": float, "share": float, "integer": int, "boolean": bool, "ice": str, "iso_days": str,
}  # fmt: skip


def read_values(data: bytes) -> str:
    """Cells by every kind of value: right types, finite numbers, and the short way in SQL agrees with the careful one in Python."""
    from ingestion.conforming.fast import cleaned_sql, fast_sql, other_fast_sql, plausible_sql, trimmed_sql
    from ingestion.conforming.values import READERS

    texts = _lines(data)
    connection = _values_connection()
    trimmed = f"select i, x, {trimmed_sql('x')} as t from (select unnest(?::varchar[]) as x, unnest(range(?)) as i)"
    both = [f"select i, x, t, {cleaned_sql('t', many_rows=many)} as c from ({trimmed})" for many in (False, True)]
    cleaned, other = ([row[3] for row in connection.execute(f"{sql} order by i", [texts, len(texts)]).fetchall()] for sql in both)
    _check(cleaned == other, f"the two ways of cleaning differ: {cleaned} {other}")
    read = []
    for kind, reader in READERS.items():
        careful = [None if text is None else reader(text) for text in cleaned]
        for text, value in zip(cleaned, careful, strict=True):
            _check(
                value is None or (isinstance(value, _TYPES[kind]) and not (kind == "integer" and isinstance(value, bool))),
                f"{kind} {text!r} is {value!r}",
            )
            _check(not isinstance(value, float) or math.isfinite(value), f"{kind} {text!r} is {value!r}")
            _check(not isinstance(value, int) or abs(value) < 2**63, f"{kind} {text!r} is beyond a bigint")
        read.append(f"{kind[:4]}{min(2, sum(value is not None for value in careful))}")
        plain = fast_sql(kind, "x")
        if plain is None:
            continue
        fallback = other_fast_sql(kind, "c")
        value_sql = plausible_sql(kind, "p" if fallback == "null" else f"coalesce(p, {fallback})")
        quick = connection.execute(
            f"select {value_sql} from (select *, {plain} as p from ({both[0]})) order by i", [texts, len(texts)]
        ).fetchall()
        for text, slow, (fast,) in zip(cleaned, careful, quick, strict=True):
            if fast is None:
                continue
            same = math.isclose(fast, slow, rel_tol=1e-15) if isinstance(fast, float) and isinstance(slow, int | float) else fast == slow
            _check(same, f"{kind} {text!r}: {fast!r} the short way, {slow!r} with care")
    return " ".join(read)


def read_codes(data: bytes) -> str:
    """Cells by every column of every contract: codes, provinces, communes, numbers with the column's own unit."""
    from ingestion.conforming.readers import read_communes, read_texts
    from ingestion.conforming.values import READERS

    texts = [text for text in _lines(data)[:12] if text]
    found = 0
    for column in _columns():
        for each in read_texts(column, texts):
            if each.value is None:
                continue
            found += 1
            each.text.encode()
            if column.kind == "code":
                _check(each.value in {code.value for code in column.codes}, f"{column.name} {each.text!r} is {each.value!r}")
            elif column.kind in READERS:
                _check(isinstance(each.value, _TYPES[column.kind]), f"{column.name} {each.text!r} is {each.value!r}")
                _check(not isinstance(each.value, float) or math.isfinite(each.value), f"{column.name} {each.text!r} is {each.value!r}")
    pairs = [(texts[index - 1] if index % 2 else None, text) for index, text in enumerate(texts)]
    communes = sum(read.value is not None for _, read in read_communes(pairs))
    return f"found={min(found, 200).bit_length()} communes={min(communes, 2)}"


@lru_cache(maxsize=1)
def _columns() -> tuple[Any, ...]:
    """Each column of the contracts that is read in a way of its own."""
    from ingestion.contract import load_contracts

    columns = {}
    for contract in load_contracts().values():
        for column in contract.columns:
            if column.kind not in ("text", "commune", "person", "contact") and not column.is_pseudonymised:
                columns[column.kind, column.codes, column.unit, column.limits] = column
    return tuple(columns.values())


# Headings and names


def find_headings(data: bytes) -> str:
    """The first lines of a table: where the header stands, which column is which, what unit it tells."""
    from ingestion.conforming.heading_units import other_unit, unit_of_amounts
    from ingestion.contract import load_contracts
    from ingestion.drift import extra_names
    from ingestion.reading.headers import find_header, match_headers
    from ingestion.reading.text_table import column_letter
    from ingestion.source import expected_headings

    rows: list[list[str | None]] = [[cell or None for cell in line.split("\t")[:200]] for line in _lines(data)[:80]]
    width = max(map(len, rows))
    rows = [[*row, *[None] * (width - len(row))] for row in rows]
    outcome = []
    for name in ("media_mentions", "financing"):
        contract = load_contracts()[name]
        expected = expected_headings(contract, _feed(name))
        place = find_header(rows, expected)
        _check(len(place.texts) == width, "the header has another width than the table")
        _check(all(0 <= row < len(rows) for row in place.rows) and 0 <= place.first_data_row <= len(rows), f"the header stands at {place}")
        match = match_headers(place.texts, expected)
        claimed = [*match.mapping.values(), *match.unknown]
        _check(len(set(claimed)) == len(claimed) and all(0 <= index < width for index in claimed), f"columns are claimed twice: {match}")
        for column, index in match.mapping.items():
            unit_of_amounts(place.texts[index], (place.texts[0],))
            other_unit(contract.column(column), place.texts[index])
        names = extra_names(place.texts, column_letter, match.unknown)
        _check(len(set(names.values())) == len(names), f"two columns under one name: {names}")
        outcome.append(f"{len(match.mapping)}/{len(match.ambiguous)}/{len(place.rows)}")
    return " ".join(outcome)


def read_names(data: bytes) -> str:
    """Names of files, folders and sheets: the period that they tell, masking (the same in Python and SQL), folding (likewise)."""
    from ingestion.channels.names import free_names, is_safe
    from ingestion.drift import masked, masked_name, masked_path
    from ingestion.periods import Period, PeriodType, period_in_text
    from ingestion.text import fold, fold_sql

    texts = _lines(data)
    told = set()
    for text in texts:
        for kind in get_args(PeriodType):
            period = period_in_text(text, kind)
            if period is not None:
                told.add(f"{kind[0]}{period.type[0]}")
                _check(period_in_text(period.label, period.type) == period, f"{period} is not read back from {period.label}")
                _check(Period.containing(period.end, period.type) == period, f"{period} does not end in itself")
        for shown in (masked(text), masked_name(text), masked_path(text)):
            _check(masked(shown) == shown or "20" in shown or "@" in text, f"{text!r} is masked as {shown!r}, which would be masked again")
        next(free_names(text))
        is_safe(text)
        _check(fold(fold(text)) == fold(text), f"{text!r} is folded to {fold(text)!r}, which folds further")
    sql = f"select {fold_sql('x')}, qutb_masked(x) from (select unnest(?::varchar[]) as x, unnest(range(?)) as i) order by i"
    for text, (folded, hidden) in zip(texts, _values_connection().execute(sql, [texts, len(texts)]).fetchall(), strict=True):
        _check(folded == fold(text), f"{text!r} is folded to {folded!r} in SQL, {fold(text)!r} in Python")
        _check(hidden == masked(text), f"{text!r} is masked as {hidden!r} in SQL, {masked(text)!r} in Python")
    return " ".join(sorted(told))


# The whole step


def _feed(contract: str) -> Any:
    from ingestion.partners import Feed, Partner

    return Feed(Partner("fuzz", "Essai", "تجربة", "fr"), contract)


@lru_cache(maxsize=1)
def _workspace() -> Workspace:
    """One for all inputs, as a night has one for all deliveries."""
    from ingestion.home import Home
    from ingestion.identity import PseudonymKey
    from ingestion.workspace import open_workspace

    stack = ExitStack()
    workspace = stack.enter_context(open_workspace(Home(_folder() / "home"), PseudonymKey((b"k" * 32,))))
    _kept_open.append(stack)
    return workspace


_kept_open: list[ExitStack] = []


def close() -> None:
    """Closes what targets keep open between inputs and forgets their folder."""
    while _kept_open:
        _kept_open.pop().close()
    for kept in (_workspace, _folder, _memory, _values_connection):
        kept.cache_clear()


def prepare_delivery(data: bytes) -> str:
    """A whole delivery, read into memory: accepted and rejected rows add up, and are what the two files hold."""
    return _prepared(data, 32 << 20)


def prepare_large_delivery(data: bytes) -> str:
    """The same by the way of large files."""
    return _prepared(data, _SMALLEST_LARGE)


def _prepared(data: bytes, large_bytes: int) -> str:
    import pyarrow.parquet as pq

    from ingestion import prepare as step
    from ingestion.contract import load_contracts
    from ingestion.reading.reader import read
    from ingestion.workspace import Workspace

    name, content = _head(data)
    contract = load_contracts()[name if name in seeds.CONTRACTS else seeds.CONTRACTS[0]]
    shared = _workspace()
    with _written("delivery", content) as path, tempfile.TemporaryDirectory(dir=shared.folder) as folder:
        request = step.Request(
            path, f"fuzz/{contract.name}/{contract.name}_2026-05.csv", _feed(contract.name), contract, "0" * 64, RECEIVED
        )
        original = step.read
        step.read = lambda path, expected, folder: read(path, expected, folder, large_bytes)  # type: ignore[assignment]
        try:
            prepared = step.prepare(request, Workspace(shared.home, shared.connection, Path(folder)), {})
        finally:
            step.read = original
        _check(
            prepared.rows_read == prepared.rows_accepted + prepared.rows_rejected,
            f"{prepared.rows_read} rows, {prepared.rows_accepted} + {prepared.rows_rejected}",
        )
        _check((prepared.refusal is None) == (prepared.error is None), "a refusal without error, or the other way round")
        kept = {
            "observed": prepared.observed.as_dict(),
            "unknown": prepared.unknown_columns,
            "refusal": prepared.refusal and asdict(prepared.refusal),
        }
        json.dumps(kept, ensure_ascii=False).encode()
        if prepared.accepted_file is None:
            _check(prepared.refusal is not None, "no rows and no refusal")
            return f"{contract.name} refused {prepared.error.outcome if prepared.error else ''}"
        _check(prepared.quarantine_file is not None, "accepted rows, and no quarantine")
        accepted, rejected = pq.read_table(prepared.accepted_file), pq.read_table(prepared.quarantine_file)
    _check(accepted.num_rows == prepared.rows_accepted, f"{prepared.rows_accepted} accepted, {accepted.num_rows} in the file")
    _check_finite(accepted)
    errors = {
        (row["sheet"], row["row_number"])
        for row in rejected.select(["sheet", "row_number", "severity"]).to_pylist()
        if row["severity"] == "error"
    }
    _check(len(errors) == prepared.rows_rejected, f"{prepared.rows_rejected} rejected, {len(errors)} in the file")
    failures = sorted(prepared.failures)[:4]
    return f"{contract.name} {prepared.rows_accepted.bit_length()}+{prepared.rows_rejected.bit_length()} {failures} {prepared.error}"


def _check_finite(rows: Any) -> None:
    import pyarrow as pa
    import pyarrow.compute as pc

    for name in rows.column_names:
        if pa.types.is_floating(rows.column(name).type):
            _check(pc.all(pc.is_finite(rows.column(name))).as_py() is not False, f"{name} has a value that is no number")


# Files of the house: contracts, partners, settings, state


def load_contract_file(data: bytes) -> str:
    """A contract file: a usable contract with everything of its kind, or a ContractError that names the file."""
    from ingestion.conforming.rules import checks_of
    from ingestion.contract import ContractError, _in_order_of_reference, load_contract

    with _written("some.odcs.yaml", data) as path:
        try:
            contract = load_contract(path)
            _in_order_of_reference({contract.name: contract})
        except ContractError as error:
            str(error).encode("utf-8", "replace")
            return f"refused: {_shape(str(error).partition(': ')[2])}"
    _check_kinds(contract)
    checks_of(contract, set())
    return f"loaded columns={len(contract.columns)} rules={len(contract.rules)} {contract.mode} {contract.frequency}"


def _check_kinds(value: Any) -> None:
    """That the texts of a data class are texts, its numbers numbers, all the way down."""
    for field in fields(value):
        given, kind = getattr(value, field.name), str(field.type)
        if kind in ("str", "DeliveryMode", "Frequency", "Severity"):
            _check(isinstance(given, str), f"{type(value).__name__}.{field.name} is {given!r}")
        elif kind == "str | None":
            _check(given is None or isinstance(given, str), f"{type(value).__name__}.{field.name} is {given!r}")
        elif kind == "bool":
            _check(isinstance(given, bool), f"{type(value).__name__}.{field.name} is {given!r}")
        elif kind in ("int", "float", "float | None"):
            is_number = isinstance(given, int | float) and not isinstance(given, bool) and math.isfinite(given)
            _check(is_number or (given is None and "None" in kind), f"{type(value).__name__}.{field.name} is {given!r}")
        elif kind == "tuple[str, ...]":
            _check(
                isinstance(given, tuple) and all(isinstance(each, str) for each in given),
                f"{type(value).__name__}.{field.name} is {given!r}",
            )
        elif kind == "str | int | float | None":
            _check(given is None or isinstance(given, str | int | float), f"{type(value).__name__}.{field.name} is {given!r}")
        elif is_dataclass(given):
            _check_kinds(given)
        elif isinstance(given, tuple):
            for each in given:
                if is_dataclass(each):
                    _check_kinds(each)


def _shape(said: str) -> str:
    """What an error says without what it quotes."""
    return "".join(sign for sign in said if sign.isascii() and (sign.isalpha() or sign == " "))[:32]


def load_partners(data: bytes) -> str:
    """A partners file: feeds, or a PartnersError that says where and why."""
    from ingestion.partners import PartnersError, load_feeds

    with _written("partners.yaml", data) as path:
        try:
            feeds = load_feeds(path)
        except PartnersError as error:
            str(error).encode("utf-8", "replace")
            return f"refused: {_shape(str(error))}"
    for feed in feeds:
        _check(isinstance(feed.partner.name_fr, str) and isinstance(feed.partner.name_ar, str), f"{feed.id}: a name that is no text")
        _check(all(isinstance(contact, str) for contact in feed.partner.contacts), f"{feed.id}: a contact that is no text")
        if feed.channel is not None:
            _check_kinds(feed.channel)
        _check(feed.due_days is None or abs(feed.due_days) < 10_000, f"{feed.id}: due after {feed.due_days} days")
    return f"loaded {min(len(feeds), 5)}"


def load_settings_file(data: bytes) -> str:
    """A settings file of the installation or of the hub, by the reader that its first line names."""
    what, content = _head(data)
    reader = _SETTINGS.get(what)
    return "no reader" if reader is None else f"{what} {reader(content)}"


def _channels(data: bytes) -> str:
    from ingestion.channels.settings import SettingsError, load_settings
    from ingestion.home import Home

    with _written("home/channels.yaml", data) as path:
        try:
            found = load_settings(Home(path.parent))
            for address in found.addresses.values() if found else ():
                address.shown.encode("utf-8", "replace")
                address.scrub("a text")
                address.number("port", 22)
        except SettingsError as error:
            return f"refused: {_shape(str(error))}"
    return f"loaded {len(found.addresses) if found else 0}"


def _mail(data: bytes) -> str:
    from ingestion.home import Home
    from orchestration.mailing.settings import MailConfigError, mail_settings

    with _written("home/mail.yaml", data) as path:
        try:
            found = mail_settings(Home(path.parent))
        except MailConfigError as error:
            return f"refused: {_shape(str(error))}"
    _check(found is not None, "no settings")
    assert found is not None
    _check(0 < found.port < 65_536, f"port {found.port}")
    for given in (found.user, found.password, found.ca_file):
        _check(given is None or isinstance(given, str), f"{given!r} is no text")
    return "loaded"


def _calendar(data: bytes) -> str:
    from orchestration.calendar_settings import CalendarError, read_calendar_settings

    with _written("calendar.yaml", data) as path:
        try:
            found = read_calendar_settings(path)
        except CalendarError as error:
            return f"refused: {_shape(str(error))}"
    return f"loaded {len(found.holidays)} {len(found.ramadans)} {len(found.days_off)}"


def _suite(data: bytes) -> str:
    from ingestion.contract import load_contracts
    from quality.added import SuiteError, read_suite

    columns = {column.name: column.kind for column in load_contracts()["agreements"].columns}
    with _written("suite.yaml", data) as path:
        try:
            found = read_suite(path, {"facts": {"row_count": "number"}, "rows": columns})
        except SuiteError as error:
            return f"refused: {_shape(str(error))}"
    return f"loaded {len(found)}"


def _open_data(data: bytes) -> str:
    from publishing.open_data.settings import OpenDataSettingsError, read_settings

    with _written("open_data.yaml", data) as path:
        try:
            found = read_settings(path)
        except OpenDataSettingsError as error:
            return f"refused: {_shape(str(error))}"
    for text in (found.licence, found.licence_title, found.licence_path, *asdict(found.publisher).values()):
        _check(isinstance(text, str), f"{text!r} is no text")
    return "loaded"


_SETTINGS: Final[dict[str, Callable[[bytes], str]]] = {
    "channels": _channels,
    "mail": _mail,
    "calendar": _calendar,
    "suite": _suite,
    "open_data": _open_data,
}


def read_state(data: bytes) -> str:
    """A file that an earlier night or command wrote, damaged: its own error, never another."""
    what, content = _head(data)
    reader = _STATE.get(what)
    return "no reader" if reader is None else f"{what} {reader(content)}"


def _home_with(name: str, data: bytes) -> Any:
    from ingestion.home import Home

    with _written(f"state/{name}", data):
        return Home(_folder() / "state")


def _or_own_error(read: Callable[[], str], *own: type[Exception]) -> str:
    """What a reader says, or which of its own errors it raised."""
    try:
        return read()
    except own as error:
        return type(error).__name__


def _entry(data: bytes) -> str:
    from ingestion.ledger import Ledger, LedgerError, NewerState

    ledger = Ledger(_home_with("ledger/anapec/financing/x.json", data))
    try:
        records = ledger.entries()
    except (LedgerError, NewerState) as error:
        return type(error).__name__
    for record in records:
        record.files, record.load_number, record.known_at  # noqa: B018
        _check_kinds(record)
    return f"read {len(records)}"


def _copy(data: bytes) -> str:
    from ingestion.ledger import Ledger, NewerState

    outcome = []
    for content in (data, gzip.compress(data, 1, mtime=0)):
        home = _home_with("ledger/copy.jsonl.gz", content)
        wanted = home.root / "ledger" / "anapec" / "financing" / "x.json"
        wanted.unlink(missing_ok=True)
        try:
            outcome.append(str(Ledger(home).restore_entry(wanted)))
        except NewerState:
            outcome.append("NewerState")
        wanted.unlink(missing_ok=True)
    return " ".join(outcome)


def _home(data: bytes) -> str:
    from ingestion.ledger import NewerState
    from ingestion.migrations import state_version

    return _or_own_error(lambda: str(state_version(_home_with("home.json", data)) == 2), NewerState)


def _acceptance(data: bytes) -> str:
    from quality.acceptances import AcceptanceError, acceptances

    home = _home_with("review/acceptances/20260601T000000000000Z.json", data)
    return _or_own_error(lambda: f"read {len(acceptances(home, RECEIVED))}", AcceptanceError)


def _journal(data: bytes) -> str:
    from linkage.decisions import JournalError, decided_at, last_settled

    home = _home_with("review/journal/20260601T000000000000Z.json", data)
    return _or_own_error(lambda: f"read {len(decided_at(home, RECEIVED))} {len(last_settled(home))}", JournalError)


def _pseudonym_key(data: bytes) -> str:
    from ingestion.identity import pseudonym_key
    from ingestion.private_files import PrivateFileError

    return _or_own_error(lambda: str(len(pseudonym_key(_home_with("keys/pseudonym.key", data)).newest)), PrivateFileError)


def _archive_key(data: bytes) -> str:
    from ingestion.archive import Archive, ArchiveError
    from ingestion.private_files import PrivateFileError

    try:
        Archive(_home_with("keys/archive.key", data))
    except (ArchiveError, PrivateFileError) as error:
        return type(error).__name__
    return "opened"


def _archived(data: bytes) -> str:
    from ingestion.archive import ARCHIVE_FILE, Archive, ArchiveError, new_identity

    home = _home_with(f"archive/00/{'0' * 64}.age", data)
    key = home.root / ARCHIVE_FILE  # another target may have left its own; where there are originals none is made
    key.parent.mkdir(exist_ok=True)
    key.touch(mode=0o600)
    key.write_text(new_identity())
    target = _folder() / "restored"
    try:
        Archive(home).restore("0" * 64, target)
    except ArchiveError:
        _check(not target.exists(), "what could not be opened was left")
        return "ArchiveError"
    return "restored"


def _sums(data: bytes) -> str:
    from ingestion.checksums import changed_files

    home = _home_with("lists/SHA256SUMS", data)
    return f"changed {min(len(changed_files(home.root / 'lists')), 4)}"


_STATE: Final[dict[str, Callable[[bytes], str]]] = {
    "entry": _entry, "copy": _copy, "home": _home, "acceptance": _acceptance, "journal": _journal, "pseudonym_key": _pseudonym_key, "archive_key": _archive_key, "archived": _archived, "sums": _sums,
}  # fmt: skip


TARGETS: Final = {
    target.name: target
    for target in (
        Target("delimited", read_small, seeds.delimited, mutations.text),
        Target("delimited_large", read_large, lambda: [*seeds.delimited(), *seeds.records()], mutations.text),
        Target("json", read_small, seeds.records, mutations.chosen([mutations.json_tree, mutations.text])),
        Target("parquet", read_small, seeds.parquet, mutations.any_bytes),
        Target("packed", read_small, seeds.wrapped, mutations.packed),
        Target("xlsx", read_small, seeds.workbooks, mutations.packed),
        Target("old_workbooks", read_old_workbook, seeds.old_workbooks, mutations.packed, is_forking=True),
        Target("values", read_values, seeds.cells, mutations.chosen([mutations.cells, mutations.cells, mutations.text])),
        Target("codes", read_codes, seeds.cells, mutations.chosen([mutations.cells, mutations.text])),
        Target("headings", find_headings, seeds.headings, mutations.text),
        Target("names", read_names, seeds.names, mutations.chosen([mutations.cells, mutations.text])),
        Target("prepare", prepare_delivery, seeds.deliveries, mutations.after_head(mutations.text)),
        Target("prepare_large", prepare_large_delivery, seeds.deliveries, mutations.after_head(mutations.text)),
        Target("contract", load_contract_file, seeds.contracts, mutations.yaml_tree),
        Target("partners", load_partners, seeds.partners, mutations.yaml_tree),
        Target("settings", load_settings_file, seeds.settings, mutations.yaml_tree),
        Target("state", read_state, seeds.state, mutations.chosen([mutations.json_tree, mutations.after_head(mutations.any_bytes)])),
    )
}
