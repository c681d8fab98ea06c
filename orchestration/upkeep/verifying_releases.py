"""Whether what readers see is sound: releases, extracts, the links to them, and the figures that are kept for ever.

What goes here: the questions about them. What does not: asking (`verifying.py`).
"""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from pathlib import Path

from ingestion.checksums import SUMS, changed_files, files_of, sums_of
from ingestion.home import Home
from ingestion.migrations import STATE_FILE, STATE_VERSION, DamagedState, known_state
from orchestration.upkeep.soundness import FROM_BACKUP, NIGHTLY, Question, Unsound, parquet_problem
from publishing.extracts import LINK
from publishing.figures import kept_figures
from publishing.release import SEEN

_WAREHOUSE = "warehouse.duckdb"


def questions_of_releases(home: Home) -> tuple[list[Question], list[str]]:
    """The questions about releases, extracts, `published/` and `figures/`; and what is to be told besides.

    Raises:
        NewerState: a newer Qutb wrote the home.
    """
    questions = []
    try:
        has_lists = known_state(home) == STATE_VERSION
    except DamagedState:
        has_lists = True
        mend = f'Write {{"state": {STATE_VERSION}}} into it, or take it from a backup, if no newer Qutb wrote it.'
        state = Unsound("state", STATE_FILE, "cannot be understood", mend)
        questions.append(Question("state", STATE_FILE, lambda: state))
    notes = [] if has_lists else [f"This home has no lists of sums yet. {NIGHTLY} writes them."]
    questions += [_release(home, folder, has_lists) for folder in _folders(home, "releases")]
    questions += [_extracts(home, folder) for folder in _folders(home, "extracts")]
    questions += _published(home)
    if (home.root / "figures").is_dir():
        questions += _figures(home, has_lists)
    return questions, notes


def _folders(home: Home, name: str) -> Iterator[Path]:
    if (home.root / name).is_dir():
        yield from sorted(path for path in (home.root / name).iterdir() if path.is_dir() and not path.name.startswith("."))


def _release(home: Home, folder: Path, has_lists: bool) -> Question:
    name = f"releases/{folder.name}"

    def ask() -> Unsound | None:
        what = _note_problem(folder) or _list_problem(folder, has_lists)
        if what is None:
            return None
        is_shown = _target(home, _WAREHOUSE) == folder / _WAREHOUSE
        mend = f"{NIGHTLY} puts up a sound one and builds this one anew; at once: `qutb rollback RELEASE`." if is_shown else FROM_BACKUP
        return Unsound("releases", name, what, mend)

    return Question("releases", name, ask)


def _note_problem(folder: Path) -> str | None:
    try:
        named = json.loads((folder / "release.json").read_text(encoding="utf-8"))["id"]
    except (OSError, ValueError, KeyError, TypeError) as error:
        return f"its release.json cannot be read ({type(error).__name__})"
    return None if named == folder.name else f"its release.json is that of {named}"


def _list_problem(folder: Path, has_list: bool = True) -> str | None:
    """What is wrong with a folder and its list of sums."""
    try:
        listed = sums_of(folder)
    except (OSError, UnicodeDecodeError) as error:
        return f"its {SUMS} cannot be read ({type(error).__name__})"
    if listed is None:
        return f"its {SUMS} is gone" if has_list else None
    if changed := changed_files(folder):
        return f"not what was written, by its {SUMS}: {', '.join(name or 'a line of it' for name in changed)}"
    if unlisted := sorted(path.name for path in files_of(folder) if path.relative_to(folder).as_posix() not in {*listed, SEEN}):
        return f"its {SUMS} does not name {', '.join(unlisted[:3])}{' and others' if len(unlisted) > 3 else ''}"
    return None


def _extracts(home: Home, folder: Path) -> Question:
    name = f"extracts/{folder.name}"
    release, _, period = folder.name.partition(".")
    command = f"qutb extracts {release}" + (f" --period {period}" if period else "")

    def ask() -> Unsound | None:
        # Extracts that were made before there were lists have none.
        what = _list_problem(folder, has_list=False)
        return Unsound("extracts", name, what, f"`{command}` makes them again.") if what else None

    return Question("extracts", name, ask)


def _published(home: Home) -> Iterator[Question]:
    """The two links, and whether the warehouse opens and holds the rows that its release names."""
    for link, mend in (
        (_WAREHOUSE, f"{NIGHTLY} puts up a sound release; at once: `qutb rollback RELEASE`."),
        (LINK, f"{NIGHTLY}, or `qutb extracts`."),
    ):
        path = home.root / "published" / link
        if not path.is_symlink() and not path.exists() and (link == LINK or not any(_folders(home, "releases"))):
            continue  # nothing was ever published here
        name = f"published/{link}"

        def ask(link: str = link, name: str = name, mend: str = mend) -> Unsound | None:
            what = _link_problem(home, link) or (_warehouse_problem(home) if link == _WAREHOUSE else None)
            return Unsound("published", name, what, mend) if what else None

        yield Question("published", name, ask)


def _target(home: Home, link: str) -> Path | None:
    path = home.root / "published" / link
    return Path(os.path.normpath(path.parent / path.readlink())) if path.is_symlink() else None


def _link_problem(home: Home, link: str) -> str | None:
    target = _target(home, link)
    if target is None:
        return "is gone, or no link"
    folder = home.root / ("releases" if link == _WAREHOUSE else "extracts")
    depth = target.parent.parent if link == _WAREHOUSE else target.parent
    if depth != folder:
        return f"points to {target}, which is not in {folder.name}/"
    return None if target.exists() else f"points to {target.relative_to(home.root)}, which is gone"


def _warehouse_problem(home: Home) -> str | None:
    """Whether the published file opens and holds what its release says."""
    import duckdb

    target = _target(home, _WAREHOUSE)
    if target is None:
        return "is gone, or no link"
    try:
        rows = json.loads((target.parent / "release.json").read_text(encoding="utf-8"))["facts"]["rows"]
        with duckdb.connect(str(target), read_only=True, config={"threads": 1}) as connection:
            for table, counted in rows.items():
                schema, _, name = table.partition(".")
                held = connection.table(f'"{schema}"."{name}"').count("*").fetchone()
                if held is None or held[0] != counted:
                    return f"{table} holds {held[0] if held else 0} rows, and its release names {counted}"
    except (duckdb.Error, OSError, ValueError, KeyError, AttributeError) as error:
        return f"cannot be opened ({type(error).__name__}: {error})"
    return None


def _figures(home: Home, has_lists: bool) -> Iterator[Question]:
    """Kept publications; those of before there was a list must still be Parquet."""
    folder = home.root / "figures"
    listed = sums_of(folder)
    names = sorted({path.name for path in kept_figures(home)} | set(listed or {}))
    if names and not listed and has_lists:
        lost = Unsound("figures", f"figures/{SUMS}", "is empty" if listed is not None else "is gone", f"{NIGHTLY} writes it anew.")
        yield Question("figures", f"figures/{SUMS}", lambda: lost)
    changed = set(changed_files(folder))
    for name in names:
        in_release = home.root / "releases" / Path(name).stem / "figures.parquet"

        def ask(name: str = name, in_release: Path = in_release) -> Unsound | None:
            is_changed = name in changed
            what = "is not what was written, or gone" if is_changed else parquet_problem(folder / name, None)
            mend = (
                f"{NIGHTLY} copies it from its release." if in_release.exists() else f"{FROM_BACKUP} So figures/{SUMS}, if that is wrong."
            )
            return Unsound("figures", f"figures/{name}", what, mend) if what else None

        yield Question("figures", f"figures/{name}", ask)
