"""Python and the packages that are installed, looked at with nothing but Python itself.

What goes here: checks that answer where packages are away or broken; nothing is imported that does not come with Python. What does not:
the project's own files and settings (`program.py`).
"""

from __future__ import annotations

import re
import subprocess
import sys
from collections.abc import Iterator, Mapping, Sequence
from importlib import metadata
from pathlib import Path
from typing import Final

from orchestration.upkeep.doctor.finding import Finding, fine, problem, some

ROOT: Final = Path(__file__).resolve().parents[3]
LOCK: Final = ROOT / "requirements.lock"
PYTHON: Final = (3, 11)
# What holds machine code: there by its name, it may still not load (of another machine, cut short, a library of the system is away).
LIBRARIES: Final = (
    "duckdb", "duckdb_extension_httpfs", "pyarrow", "fastexcel", "lxml.etree", "pyrage", "psycopg", "psycopg2", "scipy", "pandas",
    "vl_convert", "typst",
)  # fmt: skip
_LOADING: Final = """\
import importlib, sys
for name in sys.argv[1:]:
    try:
        importlib.import_module(name)
    except BaseException as error:
        print(f"{name} ({type(error).__name__}: {' '.join(str(error).split())[:200]})")
print("end")
"""
_LONGEST: Final = 120  # seconds
_PINNED: Final = re.compile(r"^([A-Za-z0-9._-]+)==([^\s;\\]+)", re.MULTILINE)
INSTALL: Final = "run `make install` in the project's folder"
_INSTALL_ANEW: Final = f"remove .venv, then {INSTALL}"


def python() -> Finding:
    """Whether this is the Python that the lock file was made for."""
    there = ".".join(map(str, sys.version_info[:3]))
    if sys.version_info[:2] == PYTHON:
        return fine("python", f"Python {there}")
    wanted = ".".join(map(str, PYTHON))
    return problem("python", f"this is Python {there}; {wanted} is wanted", f"install Python {wanted}, remove .venv, then {INSTALL}")


def packages(lock: Path = LOCK) -> Finding:
    """Whether what is installed is what the lock file names."""
    try:
        wanted = dict(_PINNED.findall(lock.read_text(encoding="utf-8")))
    except OSError as error:
        return problem("packages", f"{lock} cannot be read ({error.strerror})", "put the project's folder back as it was released")
    there = _installed()
    names = {name: normal(name) for name in wanted}
    missing = [name for name, key in names.items() if key not in there]
    other = [
        f"{name} {there[key]} instead of {wanted[name]}" for name, key in names.items() if there.get(key, wanted[name]) != wanted[name]
    ]
    if not missing and not other:
        return fine("packages", f"{len(wanted)} packages, as in {lock.name}")
    told = [f"missing: {some(missing)}"] if missing else []
    told += [f"other versions: {some(other)}"] if other else []
    return problem("packages", "; ".join(told), INSTALL)


def _installed() -> Mapping[str, str]:
    return {normal(each.metadata["Name"]): each.version for each in metadata.distributions() if each.metadata["Name"]}


def normal(name: str) -> str:
    """A package's name as all its spellings are compared."""
    return re.sub(r"[-_.]+", "-", name).lower()


def libraries(names: Sequence[str] = LIBRARIES) -> Finding:
    """Whether machine code loads; in a process of its own, for what is broken may take its process down."""
    try:
        done = subprocess.run(  # noqa: S603  # our own words
            [sys.executable, "-c", _LOADING, *names], capture_output=True, text=True, errors="replace", timeout=_LONGEST, check=False
        )
    except subprocess.TimeoutExpired:
        return problem("libraries", f"loading {some(list(names))} took more than {_LONGEST} seconds", "look at the machine's load and disk")
    broken = done.stdout.splitlines()
    if broken[-1:] != ["end"]:
        return problem("libraries", f"loading {some(list(names), len(names))} ended the process (code {done.returncode})", _INSTALL_ANEW)
    if broken[:-1]:
        return problem("libraries", f"cannot be loaded: {some(broken[:-1])}", _INSTALL_ANEW)
    return fine("libraries", f"{len(names)} libraries load")


def checks() -> Iterator[Finding]:
    """All checks that need no package."""
    yield python()
    yield packages()
    yield libraries()


def without_packages(error: BaseException) -> list[Finding]:
    """What there is to say where not even the other checks can be loaded.

    Args:
        error: why not.
    """
    told = f"the other checks cannot be made ({type(error).__name__}: {error})"
    return [*checks(), problem("program", told, _INSTALL_ANEW)]
