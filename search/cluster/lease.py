"""The state of an archive, one document, and who may change it.

Whoever writes holds a lease and has a batch: a number that nobody had before. When
the batch is in the cluster, the archive's generation becomes that number, and with
this one write everything in the batch is found. Writers take turns, batch by batch.

A holder shows that it lives by changing the document every few seconds. One that is
silent is given up, by whoever waits, by their own clock: its batch is ``aborted``, and
should it wake up, it finds that it may not write any more.
"""

from __future__ import annotations

import os
import secrets
import socket
import threading
import time
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from search.cluster.connection import Refused
from search.cluster.indices import Spread
from search.cluster.moments import Moment
from search.errors import ArchiveBusy, ArchiveError, ArchiveMissing, ArchiveUnreadable

if TYPE_CHECKING:
    from collections.abc import Mapping

    from search.cluster.connection import Cluster

PART = "state"  # of the archive: the index of the document
_ID = "state"
_MAPPINGS: dict[str, Any] = {
    "dynamic": "strict",
    "properties": {"state": {"type": "object", "enabled": False}},
}
BEAT_SECONDS = 5.0  # between two signs of life
SILENT_SECONDS = 30.0  # after which a holder is given up
LOOK_SECONDS = 0.2  # between two looks whether it is one's turn
HISTORY_SECONDS, HISTORY_KEPT = 300.0, 24  # of when batches were kept
LATEST_ABORTED = 1000  # batches that are remembered as given up
CONFLICT = 409
_NEEDED = {"generation", "aborted", "next", "holder"}


@dataclass(slots=True)
class _Read:
    """The state as it was read, and what a change must name for it to be still so."""

    values: dict[str, Any]
    seq_no: int
    term: int

    @property
    def holder(self) -> dict[str, Any] | None:
        found: dict[str, Any] | None = self.values.get("holder")
        return found

    def moment(self) -> Moment:
        return Moment(self.values["generation"], tuple(self.values["aborted"]))


class Lease:
    """The state of an archive, and the right to change it."""

    def __init__(self, cluster: Cluster) -> None:
        """Prepare to read and write; nothing is asked yet."""
        self._cluster = cluster
        self._lock = threading.RLock()
        self._beats: threading.Thread | None = None
        self._ended = threading.Event()
        self._heard = 0.0
        self._lost = False
        self.batch: int | None = None

    # The state

    def create(self, settings: Mapping[str, Any], spread: Spread = Spread()) -> bool:  # noqa: B008 - it never changes
        """Make the state of a new archive, with as many replicas; return False if there is one."""
        made = self._cluster.make(
            self._cluster.index(PART),
            {"settings": spread.whole().settings(), "mappings": _MAPPINGS},
        )
        if not made and self._cluster.document(self._cluster.index(PART), _ID) is not None:
            return False
        values = {**settings, "generation": 0, "aborted": [], "next": 1, "holder": None}
        values["made"] = secrets.token_hex(8)  # so that it is known again
        try:
            self._cluster.ask(
                "PUT", f"/{self._cluster.index(PART)}/_create/{_ID}", {"state": values}
            )
        except Refused as error:
            if error.status != CONFLICT:
                raise
            return bool(self.read()[0].get("made") == values["made"])  # the answer was lost
        return True

    def is_kept(self) -> bool:
        """Tell whether there is an archive: its state is the last that is made of it."""
        try:
            self._read()
        except ArchiveMissing:
            return False
        return True

    def read(self) -> tuple[dict[str, Any], Moment]:
        """Return the archive's settings, and its newest moment.

        Raises:
            ArchiveMissing: if there is no archive.
            ArchiveUnreadable: if it is damaged.
        """
        found = self._read()
        return found.values, found.moment()

    def _read(self) -> _Read:
        found = self._cluster.document(self._cluster.index(PART), _ID)
        if found is None:
            raise ArchiveMissing(
                f"There is no archive at {self._cluster.address}. Make one with:"
                f" nutgraf index FOLDER --archive {self._cluster.address}"
            )
        state = found["_source"].get("state")
        if not isinstance(state, dict) or not state.keys() >= _NEEDED:
            raise ArchiveUnreadable(
                f"What is at {self._cluster.address} is not a Nutgraf archive, or it is damaged."
                " Name another address."
            )
        return _Read(state, found["_seq_no"], found["_primary_term"])

    def _write(self, read: _Read, values: dict[str, Any]) -> bool:
        """Write the state, unless somebody has changed it since it was read."""
        try:
            self._cluster.ask(
                "PUT",
                f"/{self._cluster.index(PART)}/_doc/{_ID}",
                {"state": values},
                if_seq_no=read.seq_no,
                if_primary_term=read.term,
            )
        except Refused as error:
            if error.status != CONFLICT:
                raise
            return False
        return True

    def note(self, **settings: Any) -> None:  # noqa: ANN401 - values of the state
        """Change settings that no search depends on, whoever has the turn."""
        while True:
            read = self._read()
            if self._write(read, read.values | settings):
                return

    # Taking turns

    def take(self, wait: float) -> int:
        """Wait for one's turn, and return the number of the new batch.

        Raises:
            ArchiveBusy: if others have had it for so many seconds; the message says who.
        """
        until = time.monotonic() + wait
        seen: tuple[Any, ...] = ()
        since = time.monotonic()
        while True:
            read = self._read()
            holder = read.holder
            beat = (holder["batch"], holder["beat"]) if holder else ()
            if beat != seen:
                seen, since = beat, time.monotonic()
            silent = time.monotonic() - since > SILENT_SECONDS
            if holder is None or silent or _has_ended(holder):
                batch = self._taken(read)
                if batch is not None:
                    return batch
                continue
            if time.monotonic() > until:
                raise ArchiveBusy(
                    f"The archive at {self._cluster.address} is being written to by"
                    f" {holder['name']}. Wait until it has finished, then run the command again."
                )
            time.sleep(LOOK_SECONDS)

    def _taken(self, read: _Read) -> int | None:
        batch = int(read.values["next"])
        aborted = read.values["aborted"]
        if read.holder:
            aborted = [*aborted, read.holder["batch"]][-LATEST_ABORTED:]
        holder = {"batch": batch, "beat": 0, "host": socket.gethostname(), "process": os.getpid()}
        holder["space"], holder["token"] = _space(), secrets.token_hex(8)
        holder["name"] = f"process {holder['process']} on {holder['host']}"
        values = read.values | {"next": batch + 1, "aborted": aborted, "holder": holder}
        asked = time.monotonic()
        if not self._write(read, values) and not self._is_ours(holder):
            return None
        with self._lock:
            self.batch, self._lost, self._heard = batch, False, asked
            self._ended = threading.Event()
            self._beats = threading.Thread(
                target=self._beat, args=(batch, self._ended), name="lease", daemon=True
            )
            self._beats.start()
        return batch

    def _is_ours(self, holder: dict[str, Any]) -> bool:
        """Tell whether a write was done, though its answer was lost and its repetition refused.

        Another of this process may have been faster, for the same batch.
        """
        return bool((self._read().holder or {}).get("token") == holder["token"])

    def _beat(self, batch: int, ended: threading.Event) -> None:
        while not ended.wait(BEAT_SECONDS):
            with suppress(ArchiveError, Refused):
                self._renew(batch)

    def _renew(self, batch: int) -> bool:
        """Show a sign of life; return False if it must be shown again."""
        asked = time.monotonic()
        with self._lock:
            if self.batch != batch:
                return True
            read = self._read()
            holder = read.holder
            if holder is None or holder["batch"] != batch:
                self._lost = True
                return True
            values = read.values | {"holder": holder | {"beat": holder["beat"] + 1}}
            if not self._write(read, values):
                return False
            self._heard = asked
            return True

    def check(self) -> None:
        """Raise ``ArchiveBusy`` if the turn has passed to somebody else.

        Who was not heard of for long, as a node was silent, asks first: the turn is lost
        only where somebody was waiting for it.
        """
        with self._lock:
            if self.batch is not None and self._is_silent():
                while not self._renew(self.batch):
                    pass
        if self._lost:
            raise self._taken_over()

    def _is_silent(self) -> bool:
        return time.monotonic() - self._heard > SILENT_SECONDS

    def _taken_over(self) -> ArchiveBusy:
        return ArchiveBusy(
            f"Writing to {self._cluster.address} was interrupted for so long that another has"
            " taken over. Run the command again: nothing that was committed is lost."
        )

    def keep(self, **settings: Any) -> int:  # noqa: ANN401 - values of the state
        """End the turn: the batch has happened. Change settings with it; return the generation.

        Raises:
            ArchiveBusy: if somebody else has taken over; then nothing has happened.
        """
        batch = self._batch()
        with self._lock:
            while True:
                read = self._read()
                if read.moment().has(batch):  # an answer was lost, and others may have gone on
                    break
                if read.holder is None or read.holder["batch"] != batch:
                    self._end()
                    raise self._taken_over()
                values = read.values | settings | {"generation": batch, "holder": None}
                values["history"] = _history(read.values.get("history", []), batch)
                if self._write(read, values):
                    break
            self._end()
        return batch

    def long_kept(self, seconds: float) -> int:
        """Return a batch such that it, and all before, were kept more than so many seconds ago."""
        history = self._read().values.get("history", [])
        return max((batch for batch, at in history if at < time.time() - seconds), default=0)

    def release(self) -> None:
        """End a turn in which nothing was written that a search could find."""
        self._let_go(aborted=False)

    def give_up(self) -> None:
        """End the turn: nothing has happened."""
        self._let_go(aborted=True)

    def _let_go(self, *, aborted: bool) -> None:
        batch = self._batch()
        with self._lock:
            try:
                while True:
                    read = self._read()
                    if read.holder is None or read.holder["batch"] != batch:
                        return
                    values = read.values | {"holder": None}
                    if aborted:
                        values["aborted"] = [*values["aborted"], batch][-LATEST_ABORTED:]
                    if self._write(read, values):
                        return
            finally:
                self._end()

    def _batch(self) -> int:
        if self.batch is None:
            raise ValueError("There is no batch; take a turn first.")
        return self.batch

    def _end(self) -> None:
        self._ended.set()
        self.batch = None


def _history(history: list[list[float]], batch: int) -> list[list[float]]:
    """Return when batches were kept, one for some minutes, with one that was."""
    now = time.time()
    if history and history[-1][1] > now - HISTORY_SECONDS:
        return history
    return [*history, [batch, now]][-HISTORY_KEPT:]


def _has_ended(holder: Mapping[str, Any]) -> bool:
    """Tell whether a holder is a process of this machine that has ended."""
    if holder["host"] != socket.gethostname() or holder.get("space") != _space():
        return False
    if os.name != "posix":
        return False
    try:
        os.kill(holder["process"], 0)
    except ProcessLookupError:
        return True
    except OSError:
        return False
    return False


def _space() -> str:
    """Return what the numbers of processes belong to: a machine since its start, or a container.

    Names of machines do not tell: containers and copies of a machine may share one.
    """
    try:
        started = Path("/proc/sys/kernel/random/boot_id").read_text(encoding="ascii").strip()
        return f"{started} {Path('/proc/self/ns/pid').readlink()}"
    except OSError:  # not Linux
        return ""
