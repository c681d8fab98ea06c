"""Landing: putting what was fetched into the inbox so that a crash at any moment neither loses nor doubles a record.

What goes here: one feed's pull over one channel: its memory, its temporary files, the landing. What does not: how to fetch.

The order is what makes it safe: (1) a hidden side file `.NAME.pull.json` says what the channel will remember and which bytes it belongs
to, (2) the data file appears under its name at once, (3) the state is written. A process killed before (2) has landed nothing and fetches
again. Killed between (2) and (3), the next pull finds a side file whose bytes lie beside it, and takes the memory from there.
"""

from __future__ import annotations

import errno
import json
import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Final

from ingestion.channels.channel import Progress, Trying
from ingestion.channels.failures import FORBIDDEN_NAME, NOT_WRITTEN, ChannelFailure, PermanentFailure, TransientFailure
from ingestion.channels.names import free_names, is_safe
from ingestion.channels.plan import ChannelPlan, kind_of
from ingestion.channels.state import ChannelState, merged, read_state, write_state
from ingestion.checksums import sha256_of
from ingestion.home import Home, placed, sync
from ingestion.messages import Message
from ingestion.partners import Feed

_SPOOL: Final = ".pulling"
_SIDE: Final = ".pull.json"
_SETTLED_BEFORE: Final = 5.0  # a landed file is whole: it need not be waited for as for one still being written


class Pull:
    """One feed's pull over one channel in one night."""

    def __init__(self, home: Home, feed: Feed, plan: ChannelPlan, now: datetime, trying: Trying) -> None:
        """Opens a pull and heals its memory from files that were landed but not remembered."""
        self.feed, self.plan, self.now, self.trying = feed, plan, now, trying
        self.kind = kind_of(plan)
        self.progress = Progress()
        self._home = home
        self._inbox = home.inbox
        self._folder = home.inbox / feed.partner.id / feed.contract
        self._state = self._healed(read_state(home, feed.id, self.kind))

    @property
    def memory(self) -> Mapping[str, Any]:
        """What was remembered of earlier pulls."""
        return self._state.memory

    @property
    def state(self) -> ChannelState:
        """The state as it stands."""
        return self._state

    def temporary(self, label: str) -> Path:
        """A path for what is being fetched: on the inbox's own disk, hidden from the intake; kept for the next try."""
        spool = self._folder / _SPOOL
        self._check_inside(spool)
        spool.mkdir(mode=0o700, parents=True, exist_ok=True)
        path = spool / f"{self.kind}-{label}.part"
        with suppress(FileNotFoundError):
            if path.stat().st_nlink > 1:
                path.unlink()  # a night killed just after landing: the same bytes now lie in the inbox, and must not be written to
        return path

    def tidy(self) -> None:
        """Removes what earlier tries left behind; after everything is landed."""
        for path in (self._folder / _SPOOL).glob(f"{self.kind}-*.part"):
            path.unlink(missing_ok=True)
        with suppress(OSError):
            (self._folder / _SPOOL).rmdir()

    def land(self, source: Path, name: str, remembers: Mapping[str, Any], modified: float | None = None) -> str:
        """Puts a fetched file into the inbox under a free name, once, and remembers it.

        Args:
            source: the whole file, from `temporary`; it is gone afterwards.
            name: wished name below the feed's folder.
            remembers: what the channel's memory is to hold from now on.
            modified: the file's own time of change where it has one, in seconds since 1970.

        Returns:
            The name below the inbox.

        Raises:
            ChannelFailure: the name leads out of the folder, the disk does not take it, or the night's time is over.
        """
        if not is_safe(name):
            raise PermanentFailure(FORBIDDEN_NAME.with_values(name=name))
        _ = self.trying.remaining
        try:
            sync(source)
            settled = datetime.now(UTC).timestamp() - _SETTLED_BEFORE
            os.utime(source, (settled, min(modified or settled, settled)))
            target = self._placed(source, name, remembers)
        except OSError as error:
            raise TransientFailure(NOT_WRITTEN, error) from error
        landed = target.relative_to(self._inbox).as_posix()
        self.progress.landed.append(landed)
        self._remember(self._state.with_landed(self._state.sequence + 1, remembers))
        source.unlink(missing_ok=True)
        return landed

    def remember(self, remembers: Mapping[str, Any]) -> None:
        """Remembers what was learnt without landing anything."""
        joined = merged(self._state.memory, remembers)
        if joined != self._state.memory:
            self._remember(self._state.with_landed(self._state.sequence, remembers))

    def notice(self, message: Message) -> None:
        """Notes a file that is not taken, and why."""
        self.progress.notices.append(message)

    @contextmanager
    def noting(self) -> Iterator[None]:
        """Notes a channel's failure with this feed, so that the other feeds go on."""
        try:
            yield
        except ChannelFailure as failure:
            self.progress.failure = failure

    def _placed(self, source: Path, name: str, remembers: Mapping[str, Any]) -> Path:
        side_fields = {
            "channel": self.kind,
            "sequence": self._state.sequence + 1,
            "sha256": sha256_of(source),
            "pulled_at": self.now.astimezone(UTC).isoformat(),
            "remembers": remembers,
        }
        for candidate in free_names(name):
            target = self._folder / candidate
            self._check_inside(target.parent)
            target.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            if os.path.lexists(target):
                continue
            side = _side_of(target)
            with placed(side) as temporary:
                temporary.write_text(json.dumps(side_fields, ensure_ascii=False), encoding="utf-8")
            if _appear(source, target):
                sync(target.parent)
                return target
            side.unlink(missing_ok=True)
        raise OSError(errno.EEXIST, f"no free name for {name}")

    def _check_inside(self, folder: Path) -> None:
        """A link in the inbox must not lead what is landed out of it."""
        if not folder.resolve().is_relative_to(self._inbox.resolve()):
            raise PermanentFailure(FORBIDDEN_NAME.with_values(name=folder.relative_to(self._inbox).as_posix()))

    def _remember(self, state: ChannelState) -> None:
        self._state = state
        write_state(self._home, self.feed.id, self.kind, state)

    def _healed(self, state: ChannelState) -> ChannelState:
        """Takes in what landed files remember and the state does not; removes side files that belong to no file."""
        for leftover in self._folder.rglob(f"..*{_SIDE}.*.part"):
            leftover.unlink(missing_ok=True)  # of a night killed while it wrote a side file
        for side, fields in sorted(self._sides(), key=lambda each: int(each[1]["sequence"])):
            target = _file_of(side)
            if not target.is_file():
                side.unlink(missing_ok=True)
            elif fields["sequence"] > state.sequence:
                if sha256_of(target) == fields["sha256"]:
                    state = state.with_landed(fields["sequence"], fields["remembers"])
                    write_state(self._home, self.feed.id, self.kind, state)
                else:
                    side.unlink(missing_ok=True)
        return state

    def _sides(self) -> Iterator[tuple[Path, dict[str, Any]]]:
        for side in self._folder.rglob(f".*{_SIDE}"):
            try:
                fields = json.loads(side.read_text(encoding="utf-8"))
                if fields["channel"] == self.kind and isinstance(fields["sequence"], int) and isinstance(fields["remembers"], dict):
                    yield side, fields
            except (OSError, ValueError, KeyError, TypeError):
                continue


def _appear(source: Path, target: Path) -> bool:
    """Makes a file appear under its name at once; false when another took the name in the meantime."""
    try:
        os.link(source, target)
    except FileExistsError:
        return False
    except OSError as error:
        if error.errno not in (errno.EPERM, errno.ENOTSUP, errno.EOPNOTSUPP, errno.EMLINK):
            raise
        source.rename(target)  # a disk without hard links
    return True


def _side_of(target: Path) -> Path:
    return target.with_name(f".{target.name}{_SIDE}")


def _file_of(side: Path) -> Path:
    return side.with_name(side.name[1 : -len(_SIDE)])
