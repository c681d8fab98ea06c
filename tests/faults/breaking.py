"""The faults: each breaks a night or a home, and looks at what the night says of it.

What goes here: breaking, one function a fault, under the name that the table gives it. What does not: healing, which is the same for all
(`Patient.heal`); which faults the short form tries (`test_faults.py`).
"""

from __future__ import annotations

import os
import random
import resource
import shutil
import socket
import subprocess
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.end_to_end.homes import DemoHome
from tests.faults.ground import Patient
from tests.faults.running import RunningNight, start

IS_ROOT = os.geteuid() == 0
ROOM = 4 << 30  # bytes of a small disk with ample room
FULL = "The disk is full"
UNWRITABLE = "A folder cannot be written"
OUT_OF_MEMORY = "Memory ran out"
TOO_LARGE = "A file reached the greatest size"
RECORD = "Dagster's record of runs could not be read or written"  # SQLite does not say whether a limit or the disk is to blame


def says(night: RunningNight, *words: str) -> None:
    """Asserts that a night's words say what happened."""
    for word in words:
        assert word in night.said, f"“{word}” is not among what the night said:\n{night.said}"
    assert "Traceback" not in night.said, night.said


def kill_at(patient: Patient, step: str, share: float, whole_group: bool) -> RunningNight:
    """`kill -9` when some share of a step's undisturbed length has passed; the night may have ended by then."""
    night = start(patient.home, patient.ground.now)
    if night.wait_for(step):
        end = time.monotonic() + share * patient.ground.seconds.get(step, 0.5)
        while time.monotonic() < end and night.process.poll() is None:
            time.sleep(0.005)
    if night.process.poll() is None:
        night.kill(whole_group)
    else:
        night.end()
    return night


def flip(path: Path, at: float = 0.5) -> None:
    """One bit of a file, as a bad disk would."""
    data = bytearray(path.read_bytes())
    data[int(len(data) * at)] ^= 1
    path.write_bytes(bytes(data))


def garble(path: Path) -> None:
    """A file of the same length that says nothing."""
    path.write_bytes(random.Random(path.name).randbytes(max(path.stat().st_size, 100)))


def spoil(path: Path, how: str) -> None:
    """A file flipped, cut, emptied, garbled or gone."""
    if how == "gone":
        path.unlink()
    elif how == "flipped":
        flip(path)
    elif how == "garbled":
        garble(path)
    else:
        path.write_bytes(path.read_bytes()[: path.stat().st_size // 3 if how == "cut" else 0])


def lake_files(home: DemoHome) -> list[Path]:
    """Parquet files of accepted rows that are more than a heading."""
    return sorted((home.root / "lake").rglob("*.parquet"), key=lambda path: (-path.stat().st_size, path.name))


@contextmanager
def small_disk(root: Path, room: int) -> Iterator[None]:
    """A file system of its own below `root`, with `room` bytes; for root only."""
    root.mkdir(parents=True, exist_ok=True)
    subprocess.run(["mount", "-t", "tmpfs", "-o", f"size={room},mode=0700", "tmpfs", str(root)], check=True)
    try:
        yield
    finally:
        subprocess.run(["umount", "-l", str(root)], check=True)


def resize(root: Path, room: int) -> None:
    """Gives a small disk more room."""
    subprocess.run(["mount", "-o", f"remount,size={room}", str(root)], check=True)


def can_mount() -> bool:
    """Whether this process may mount; in a container even root often may not."""
    if not IS_ROOT or shutil.which("mount") is None:
        return False
    probe = Path(f"/tmp/qutb-mount-{os.getpid()}")
    try:
        with small_disk(probe, 1 << 20):
            return True
    except (OSError, subprocess.CalledProcessError):
        return False
    finally:
        shutil.rmtree(probe, ignore_errors=True)


def used(root: Path) -> int:
    """Bytes that a home takes on disk."""
    return sum(path.lstat().st_blocks * 512 for path in root.rglob("*"))


def full_disk(patient: Patient, room: int) -> RunningNight:
    """A night on a disk with `room` bytes left; the home lies on a small disk already, with ample room afterwards."""
    resize(patient.home.root, used(patient.home.root) + room)
    night = start(patient.home, patient.ground.now)
    code = night.end()
    resize(patient.home.root, ROOM)
    assert code in (0, 1), (code, night.said)
    if code == 1:
        says(night, FULL)
    return night


def limited(patient: Patient, which: int, most: int, *any_of: str) -> RunningNight:
    """A night under a limit of the system; it may come through, and else says why not."""
    night = start(patient.home, patient.ground.now, {which: most})
    code = night.end()
    if code == 1:
        says(night, next((words for words in any_of if words in night.said), any_of[0]))
    return night


def little_memory(patient: Patient, megabytes: int) -> RunningNight:
    return limited(patient, resource.RLIMIT_AS, megabytes << 20, OUT_OF_MEMORY, RECORD)


def small_files(patient: Patient, kilobytes: int) -> RunningNight:
    return limited(patient, resource.RLIMIT_FSIZE, kilobytes << 10, TOO_LARGE, RECORD)


@contextmanager
def unwritable(folder: Path) -> Iterator[list[str]]:
    """A folder, with those below it, that nobody may write; gives the command under which root obeys that too."""
    folders = [folder, *(path for path in folder.rglob("*") if path.is_dir() and not path.is_symlink())]
    before = [(path, path.stat().st_mode) for path in folders]
    for path in folders:
        path.chmod(0o500)
    try:
        yield ["setpriv", "--bounding-set=-dac_override,-dac_read_search", "--inh-caps=-all"] if IS_ROOT else []
    finally:
        for path, mode in before:
            if path.exists():
                path.chmod(mode)


def read_only_folder(patient: Patient, name: str) -> RunningNight:
    """A folder of the home that cannot be written; some are the night's own, so that it gives them back their mode and comes through."""
    with unwritable(patient.home.root / name) as command:
        night = start(patient.home, patient.ground.now, before=command)
        code = night.end()
    assert code in (0, 1), (code, night.said)
    if code == 1:
        says(night, UNWRITABLE)
    return night


def read_only_disk(patient: Patient) -> RunningNight:
    """The whole home mounted read-only, as the system does with a disk that fails; for root only."""
    root = str(patient.home.root)
    subprocess.run(["mount", "-o", "remount,ro", root], check=True)
    night = start(patient.home, patient.ground.now)
    code = night.end()
    subprocess.run(["mount", "-o", "remount,rw", root], check=True)
    assert code == 1, (code, night.said)
    says(night, UNWRITABLE)
    return night


@contextmanager
def hanging_server() -> Iterator[int]:
    """A server that takes every connection and never says a word; gives its port."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        server.settimeout(0.2)
        taken: list[socket.socket] = []
        over = threading.Event()

        def work() -> None:
            while not over.is_set():
                try:
                    taken.append(server.accept()[0])
                except TimeoutError:
                    continue

        thread = threading.Thread(target=work, daemon=True)
        thread.start()
        try:
            yield server.getsockname()[1]
        finally:
            over.set()
            thread.join()
            for each in taken:
                each.close()


def partner_that_hangs(patient: Patient) -> RunningNight:
    """The partner's API accepts the connection and never answers: the night waits its time and goes on without it."""
    settings = patient.home.root / "channels.yaml"
    with hanging_server() as port:
        settings.write_text(f"cri:\n  http_api: {{url: 'http://127.0.0.1:{port}'}}\n")
        settings.chmod(0o600)
        night = start(patient.home, patient.ground.now)
        code = night.end()
    settings.unlink()
    assert code == 0, night.said
    says(night, "NOT FETCHED", "cri/investment_projects")
    return night


@contextmanager
def growing(path: Path, rest: bytes, every: float = 0.4) -> Iterator[None]:
    """A file that somebody is still writing; whole at the end."""
    over = threading.Event()
    pieces = [rest[at : at + 40] for at in range(0, len(rest), 40)]

    def work() -> None:
        with path.open("ab", buffering=0) as file:
            while pieces:
                file.write(pieces.pop(0))
                if not over.wait(every):
                    continue
                file.write(b"".join(pieces))
                return
            while not over.wait(every):
                os.utime(path)

    thread = threading.Thread(target=work, daemon=True)
    thread.start()
    try:
        yield
    finally:
        over.set()
        thread.join()


def half_written_delivery(patient: Patient) -> RunningNight:
    """A delivery of which half is there, and that grows while the night looks: it waits for the next night, where it comes whole."""
    path = max((path for path in _new_files(patient) if path.suffix == ".csv"), key=lambda path: (path.stat().st_size, path.name))
    whole, stat = path.read_bytes(), path.stat()
    half = len(whole) // 2
    path.write_bytes(whole[:half])
    with growing(path, whole[half:]):
        night = start(patient.home, patient.ground.now)
        code = night.end()
    assert path.read_bytes() == whole
    os.utime(path, ns=(stat.st_atime_ns, stat.st_mtime_ns))
    assert code == 0, night.said
    names = {entry["file_name"] for entry in patient.home.ledger()}
    assert path.relative_to(patient.home.root / "inbox").as_posix() not in names
    return night


def _new_files(patient: Patient) -> list[Path]:
    known = {entry["file_name"] for entry in patient.home.ledger()}
    inbox = patient.home.root / "inbox"
    return [
        path
        for path in sorted(inbox.rglob("*"))
        if path.is_file() and path.suffix != ".received" and path.relative_to(inbox).as_posix() not in known
    ]


def second_night(patient: Patient, first: RunningNight) -> RunningNight:
    """A second night while the first is at work: it says so at once and leaves."""
    assert first.wait_for("intake")
    begun = time.monotonic()
    second = start(patient.home, patient.ground.now)
    code = second.end()
    assert code == 4, (code, second.said)
    assert time.monotonic() - begun < 15
    says(second, "Another night is running", "Wait for it to end")
    return second


def two_nights(patient: Patient) -> RunningNight:
    """Both at once; the first ends as it would."""
    first = start(patient.home, patient.ground.now)
    second = second_night(patient, first)
    assert first.end() == 0, first.said
    return second


def clock_back(patient: Patient, now: str) -> RunningNight:
    """A night whose clock says an instant long before the last one: nothing is done, and it says which of the two may be wrong."""
    night = start(patient.home, None, QUTB_CLOCK=now)
    code = night.end()
    assert code == 1, (code, night.said)
    says(night, "The clock says", "Nothing was done", "timedatectl")
    return night
