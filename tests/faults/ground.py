"""What faults are tried on: a home with one release up and news in its inbox, and the same home after an undisturbed night.

What goes here: making both, copying, the night that must heal. What does not: breaking (`breaking.py`).
"""

from __future__ import annotations

import json
import shutil
from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any, Final

from tests.end_to_end.homes import DemoHome, make_demo
from tests.faults.judging import check_loads, deliveries, handed_out, left_behind, release_seen
from tests.faults.running import RunningNight, lengths, start

_READ: Final = ("load_id", "file_sha256", "verdict", "rows_read", "rows_accepted", "rows_rejected")
NEWS_SINCE: Final = "2026-11-06T02:00:00+00:00"  # what is received later is news for the night that is broken


@dataclass(frozen=True)
class Ground:
    """The two homes, made once.

    Attributes:
        base: one release up, some thirty deliveries waiting.
        undisturbed: the same after a night that nothing befell.
        state: what every home must be like in the end.
        seconds: how long each step of that night took.
    """

    base: DemoHome
    undisturbed: DemoHome
    state: dict[str, Any]
    seconds: dict[str, float]

    @property
    def now(self) -> str:
        return self.base.as_of

    def copy(self, root: Path, undisturbed: bool = False) -> DemoHome:
        """A home of one's own to break, at `root`."""
        source = self.undisturbed if undisturbed else self.base
        shutil.copytree(source.root, root, symlinks=True, copy_function=shutil.copy2, dirs_exist_ok=True)
        return DemoHome(root)


def make_ground(root: Path) -> Ground:
    """Makes the ground below `root`, or takes the one that is there."""
    base, undisturbed = DemoHome(root / "base"), DemoHome(root / "undisturbed")
    kept, first = root / "ground.json", root / "base.ready"
    if not first.exists():
        shutil.rmtree(base.root, ignore_errors=True)
        make_demo(base.root, "--months", "3", "--scale", "0.02", "--seed", "3")
        _first_night(base, root / "news")
        first.touch()
    if not kept.exists():
        shutil.rmtree(undisturbed.root, ignore_errors=True)
        shutil.copytree(base.root, undisturbed.root, symlinks=True, copy_function=shutil.copy2)
        night = start(undisturbed, base.as_of)
        assert night.end() == 0, night.said
        kept.write_text(json.dumps(lengths(night)))
    return Ground(base, undisturbed, undisturbed.state(), json.loads(kept.read_text()))


def _first_night(base: DemoHome, aside: Path) -> None:
    """Releases what was received before the news, which is out of sight meanwhile."""
    inbox = base.root / "inbox"
    news = [
        path.with_name(path.name.removesuffix(".received"))
        for path in inbox.rglob("*.received")
        if datetime.fromisoformat(path.read_text().strip()) > datetime.fromisoformat(NEWS_SINCE)
    ]
    assert len(news) > 15
    moves = [(file, aside / file.relative_to(inbox)) for path in news for file in (path, path.with_name(f"{path.name}.received"))]
    for file, hidden in moves:
        hidden.parent.mkdir(parents=True, exist_ok=True)
        file.rename(hidden)
    night = start(base, NEWS_SINCE)
    code = night.end()
    for file, hidden in moves:
        hidden.rename(file)
    assert code == 0, night.said


def as_read(state: Mapping[str, Any]) -> dict[str, Any]:
    """A home's state without what its loads were held against, which hangs on the order in which they came."""
    return {**state, "loads": [{name: load[name] for name in _READ} for load in state["loads"]]}


@dataclass
class Patient:
    """A home under a fault: what readers saw and what was accepted before it."""

    ground: Ground
    home: DemoHome

    def __post_init__(self) -> None:
        self.release = release_seen(self.home)
        self.accepted: Counter[str] = deliveries(self.home)

    def check(self, night: RunningNight) -> None:
        """After a broken night: readers are served, and what was accepted is there, once."""
        seen = release_seen(self.home)
        assert seen >= self.release, f"{seen} is older than {self.release}\n{night.said}"
        check_loads(self.home)
        now = deliveries(self.home)
        assert not self.accepted - now, f"lost: {self.accepted - now}\n{night.said}"
        self.release, self.accepted = seen, now

    def heal(
        self,
        now: str | None = None,
        meanwhile: Callable[[RunningNight], object] = lambda night: None,
        is_order_kept: bool = True,
    ) -> RunningNight:
        """The next night, which nobody helps: it must come to what the undisturbed one came to.

        Args:
            now: its instant.
            meanwhile: what is done while it is at work.
            is_order_kept: whether deliveries were taken in in the order of the undisturbed night. Where one came a night later, loads were
                held against another history, and only what was read of them must be the same.
        """
        night = start(self.home, now or self.ground.now)
        meanwhile(night)
        assert night.end() == 0, night.said
        self.check(night)
        state, undisturbed = self.home.state(), dict(self.ground.state)
        if not is_order_kept:
            state, undisturbed = as_read(state), as_read(undisturbed)
        for what, expected in undisturbed.items():
            assert state[what] == expected, f"{what} is not as in an undisturbed home\n{night.said}"
        assert handed_out(self.home) == handed_out(self.ground.undisturbed)
        assert not left_behind(self.home), left_behind(self.home)
        assert (self.home.published.parent / "extracts").resolve().name == self.release
        return night
