"""A night as a child process: what it says as it goes, which step it is at, and how it is broken off there.

What goes here: starting, listening, killing. What does not: which faults there are (`breaking.py`), whether a home is sound (`judging.py`).
"""

from __future__ import annotations

import os
import resource
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

from tests.end_to_end.homes import DemoHome

LONGEST: Final = 3000.0  # seconds; a night that takes longer hangs
# What begins a step, in the words of the night. `opening` is what comes before the first of them.
STEPS: Final[Mapping[str, str]] = {
    " new files in the inbox.": "intake",
    "Building and checking": "building",
    "What has changed by": "building",
    "Auditing": "auditing",
    "Releasing": "releasing",
    "Making the extracts": "extracts",
    "Making the pages of Data Docs": "data_docs",
    "Making the partners' reports": "reports",
    "Took ": "closing",
}
ORDER: Final = ("opening", *dict.fromkeys(STEPS.values()))


@dataclass
class RunningNight:
    """A night at work in a group of processes of its own.

    Attributes:
        lines: what it has said so far, both streams, each line with the seconds since its start.
    """

    process: subprocess.Popen[str]
    started: float = field(default_factory=time.monotonic)
    lines: list[tuple[float, str]] = field(default_factory=list)
    _changed: threading.Condition = field(default_factory=threading.Condition)
    _listener: threading.Thread | None = None

    def listen(self) -> None:
        def work() -> None:
            assert self.process.stdout is not None
            for line in self.process.stdout:
                with self._changed:
                    self.lines.append((time.monotonic() - self.started, line.rstrip()))
                    self._changed.notify_all()
            with self._changed:
                self._changed.notify_all()

        self._listener = threading.Thread(target=work, daemon=True)
        self._listener.start()

    @property
    def said(self) -> str:
        return "\n".join(line for _, line in self.lines)

    @property
    def last_line(self) -> str:
        return next((line.strip() for _, line in reversed(self.lines) if line.strip()), "")

    @property
    def step(self) -> str:
        """The step it is at, by what it said last."""
        return next((step for _, line in reversed(self.lines) if (step := step_of(line))), "opening")

    def wait_for(self, step: str) -> bool:
        """Waits until the night is at a step or beyond it; false when it ended before."""
        until = time.monotonic() + LONGEST
        with self._changed:
            while ORDER.index(self.step) < ORDER.index(step):
                if self.process.poll() is not None or time.monotonic() > until:
                    return False
                self._changed.wait(0.05)
        return True

    def kill(self, whole_group: bool = True) -> None:
        """`kill -9`: the night with its children, or (as the system does when memory runs out) the night alone."""
        if whole_group:
            os.killpg(self.process.pid, signal.SIGKILL)
        else:
            self.process.kill()
        self.process.wait()

    def end(self) -> int:
        """Waits for its end; returns the exit code."""
        code = self.process.wait(LONGEST)
        if self._listener is not None:
            self._listener.join(10)
        return code


def step_of(line: str) -> str | None:
    """Which step a line begins."""
    return next((step for words, step in STEPS.items() if line.startswith(words) or (words[0] == " " and line.endswith(words))), None)


def start(
    home: DemoHome, now: str | None, limits: Mapping[int, int] | None = None, before: Sequence[str] = (), **environment: str
) -> RunningNight:
    """Starts `qutb nightly`.

    Args:
        home: where.
        now: the night's instant; None for the machine's clock.
        limits: `resource.RLIMIT_…` → the greatest value, for the night and its children.
        before: a command that runs the night, such as `setpriv …`.
        environment: further variables.
    """

    def limit() -> None:
        for which, most in (limits or {}).items():
            resource.setrlimit(which, (most, most))

    prepare: Callable[[], None] | None = limit if limits else None
    process = subprocess.Popen(
        [*before, sys.executable, "-u", *home.command("nightly", *(["--now", now] if now else []))[1:]],
        env=home.environment() | environment,
        cwd=home.project,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        errors="replace",
        start_new_session=True,
        preexec_fn=prepare,
    )
    night = RunningNight(process)
    night.listen()
    return night


def lengths(night: RunningNight) -> dict[str, float]:
    """Seconds of each step of a night that has ended."""
    begun: dict[str, float] = {"opening": 0.0}
    for at, line in night.lines:
        if (step := step_of(line)) and step not in begun:
            begun[step] = at
    ends = [*list(begun.values())[1:], max(at for at, _ in night.lines) + 0.3]
    return {step: round(end - at, 2) for (step, at), end in zip(begun.items(), ends, strict=True)}
