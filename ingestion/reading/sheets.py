"""The cells of a workbook as the cell reader (fastexcel, on calamine) gives them, and the process that it may run in.

Belongs here: calling the cell reader. An .xlsx is measured before it is read (``package``) and read in this process. The other
formats cannot be measured without reading them, and what reads them ends the whole process when memory runs out; they, and an
.xlsx that gives cause, are read in a process of their own with a bound on its memory and time, whose death is a refusal.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any

from ingestion.errors import UnreadableFile
from ingestion.reading import refusals

if TYPE_CHECKING:
    import pyarrow as pa

# What the libraries map without using it counts too: the resident size stays well below 1 GB.
_ADDRESS_SPACE = 1_100 << 20
_CPU_SECONDS = 25
_WALL_SECONDS = 300
_MOST_SHEETS = 2_000
_PACKAGE_FOLDER = Path(__file__).resolve().parents[2]
_CHILD = "import sys; sys.path.insert(0, sys.argv[1]); from ingestion.reading.sheets import child; child(sys.argv[2], sys.argv[3])"


@dataclass(frozen=True, slots=True)
class UnreadCell:
    """A cell that the cell reader leaves out of its text; row and column are counted from its batch."""

    row: int
    column: int
    detail: str


@dataclass(frozen=True, slots=True)
class RawSheet:
    """A sheet as read: a rectangle of text, down from the first row of the sheet.

    Attributes:
        batch: one string column a column; None when there are no cells or the sheet is hidden.
        first_column: 0-based position of the first one.
    """

    name: str
    is_visible: bool = True
    first_column: int = 0
    unread: tuple[UnreadCell, ...] = ()
    batch: pa.RecordBatch | None = None


class Workbook:
    """A workbook opened in this process."""

    def __init__(self, path: Path, source: Path | bytes) -> None:
        import fastexcel

        self._path = path
        with refusals.of_workbook(path, source):
            self._reader = fastexcel.read_excel(source)
        self.names: Sequence[str] = self._reader.sheet_names
        if len(self.names) > _MOST_SHEETS:
            raise UnreadableFile(path, refusals.TOO_MANY_SHEETS, refusals.SPLIT)
        self._source = source

    def sheet(self, name: str) -> RawSheet:
        """Reads one sheet.

        Raises:
            UnreadableFile: when it is damaged.
        """
        with refusals.of_workbook(self._path, self._source):
            sheet = self._reader.load_sheet(name, header_row=None, skip_rows=0, dtypes="string")
            if sheet.visible != "visible" or not sheet.height or not sheet.width:
                return RawSheet(name, sheet.visible == "visible")
            first = sheet.available_columns()[0].absolute_index
            batch, errors = sheet.to_arrow_with_errors()
        unread = () if errors is None else tuple(UnreadCell(*error.offset_position, error.detail) for error in errors.errors)
        return RawSheet(name, True, first, unread, batch)


# A process that works on foreign bytes needs no password: of the environment it gets what Python needs to start.
_GIVEN_ON = frozenset({"PATH", "PYTHONPATH", "PYTHONHOME", "LD_LIBRARY_PATH", "LANG", "LC_ALL", "TZ", "TMPDIR", "SYSTEMROOT"})


def guarded_sheets(path: Path, source: Path | bytes) -> Iterator[RawSheet]:
    """Reads all sheets in a process of its own.

    Args:
        path: the partner's file, for refusals.
        source: the workbook, or its unpacked bytes.

    Raises:
        UnreadableFile: damaged, locked, or asking for more memory or time than any table needs.
    """
    import pyarrow as pa

    # Files without a name: they hold identities in clear, and are gone with this process however it ends.
    with tempfile.TemporaryFile() as target, tempfile.TemporaryFile() as unpacked:
        if isinstance(source, bytes):
            unpacked.write(source)
            unpacked.flush()
            source = _path_of(unpacked)
        _run(path, source, _path_of(target), (target.fileno(), unpacked.fileno()))
        with pa.memory_map(str(_path_of(target))) as file:
            while file.tell() < file.size():
                with pa.ipc.open_stream(file) as stream:
                    yield _received(path, stream)


def _path_of(file: IO[bytes]) -> Path:
    return Path(f"/dev/fd/{file.fileno()}")


def _run(path: Path, source: Path, target: Path, handles: Sequence[int]) -> None:
    environment = {name: value for name, value in os.environ.items() if name in _GIVEN_ON}
    environment |= {"RUST_BACKTRACE": "0", "ARROW_DEFAULT_MEMORY_POOL": "system", "OMP_NUM_THREADS": "1"}
    command = [sys.executable, "-c", _CHILD, str(_PACKAGE_FOLDER), str(source.absolute()), str(target)]
    try:
        done = subprocess.run(command, env=environment, capture_output=True, timeout=_WALL_SECONDS, check=False, pass_fds=handles)  # noqa: S603
    except subprocess.TimeoutExpired as error:
        raise UnreadableFile(path, refusals.TOO_LARGE, refusals.SPLIT) from error
    if done.returncode == 0:
        return
    if done.returncode < 0 or b"MemoryError" in done.stderr or b"memory allocation" in done.stderr:
        raise UnreadableFile(path, refusals.TOO_LARGE, refusals.SPLIT)
    raise UnreadableFile(path, refusals.DAMAGED_WORKBOOK, refusals.SAVE_ANEW)


def _received(path: Path, stream: Any) -> RawSheet:
    told = json.loads(stream.schema.metadata[b"sheet"])
    if "refusal" in told:
        reason, advice = refusals.by_name(told["refusal"])
        raise UnreadableFile(path, reason, advice)
    told["unread"] = tuple(UnreadCell(**cell) for cell in told["unread"])
    batches = list(stream)
    return replace(RawSheet(**told), batch=batches[0] if batches else None)


def child(source: str, target: str) -> None:
    """What the process of its own does: reads all sheets and writes them to ``target``, or the refusal."""
    _limit()
    import pyarrow as pa

    path = Path(source)
    with pa.OSFile(target, "wb") as out:
        try:
            workbook = Workbook(path, path)
            for name in workbook.names:
                _send(out, workbook.sheet(name))
        except UnreadableFile as error:
            schema = pa.schema([], metadata={"sheet": json.dumps({"refusal": refusals.name_of(error.reason)})})
            with pa.ipc.new_stream(out, schema):
                pass


def _limit() -> None:
    try:
        import resource
    except ImportError:  # no such limits on Windows
        return
    resource.setrlimit(resource.RLIMIT_AS, (_ADDRESS_SPACE, _ADDRESS_SPACE))
    resource.setrlimit(resource.RLIMIT_CPU, (_CPU_SECONDS, _CPU_SECONDS))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def _send(out: Any, sheet: RawSheet) -> None:
    import pyarrow as pa

    told = asdict(replace(sheet, batch=None))
    del told["batch"]
    metadata = {"sheet": json.dumps(told)}
    schema = (sheet.batch.schema if sheet.batch is not None else pa.schema([])).with_metadata(metadata)
    with pa.ipc.new_stream(out, schema) as writer:
        if sheet.batch is not None:
            writer.write_batch(pa.RecordBatch.from_arrays(sheet.batch.columns, schema=schema))
