"""One worker, as the pool sees it."""

from __future__ import annotations

import contextlib
import os
import pickle
import subprocess
import sys
import time
from collections import deque
from typing import IO, TYPE_CHECKING, cast

from search.readers.workers.failures import TIMED_OUT
from search.readers.workers.messages import Kind, framed, pack_tasks, split

if TYPE_CHECKING:
    from search.readers.workers.batch import Batch
    from search.readers.workers.file_reader import Setup

# Not multiprocessing, which would run the caller's own program again. With the same
# import path, so that a checkout, an editable installation and a wheel are all found.
_PROGRAM = (
    "import sys; sys.path[:] = sys.argv[1].split('\\n');"
    " from search.readers.workers.worker import main; main()"
)
# Numerical libraries take a thread, and memory, for each processor; here each has a worker.
_ENVIRONMENT = {"OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1"}
_AT_ONCE = 1 << 18  # bytes
_HELD = 1 << 20  # bytes that a pipe may hold, where that can be chosen
_PATIENCE = 2.0  # seconds from the end of a pipe to that of its process
_GRACE = 5.0  # seconds over its limit that a worker gets to end by itself


class Process:
    """A running worker, and the batches that it has yet to answer, oldest first."""

    def __init__(self, setup: Setup, seconds: float) -> None:
        """Start it, without waiting until it is ready."""
        self.batches: deque[Batch] = deque()
        self.is_ready = False
        self.fault = ""  # what kept it from starting, in its own words
        self._longest = seconds + _GRACE
        self._heard = time.monotonic()
        self._partial = bytearray()
        self._process = subprocess.Popen(  # noqa: S603 - ourselves
            [*_python(), "-c", _PROGRAM, "\n".join(map(str, sys.path))],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            env=os.environ | _ENVIRONMENT,
            bufsize=0,
            start_new_session=True,  # Ctrl-C is for the parent
        )
        self._inbox = cast("IO[bytes]", self._process.stdin)
        self._outbox = cast("IO[bytes]", self._process.stdout)
        _widen(self._outbox)
        self._write(framed(0, pickle.dumps((os.getpid(), setup))))

    def fileno(self) -> int:
        """Return the descriptor on which its messages come."""
        return self._outbox.fileno()

    @property
    def size(self) -> int:
        """Bytes of a message that has not come in whole."""
        return len(self._partial)

    @property
    def is_late(self) -> bool:
        """Tell whether nothing was heard for so long that its own clock must have failed."""
        return bool(self.batches) and time.monotonic() - self._heard > self._longest

    def give(self, batch: Batch) -> None:
        """Have the rest of a batch read, after those that it has."""
        if not self.batches:
            self._heard = time.monotonic()
        self.batches.append(batch)
        self._write(framed(0, pack_tasks(batch.rest)))

    def receive(self) -> bool:
        """Take in what it has written, waiting if that is nothing; False if it has ended."""
        data = os.read(self.fileno(), _AT_ONCE)
        self._heard = time.monotonic()
        self._partial += data
        for kind, content in split(self._partial):
            self._take(kind, content)
        return bool(data)

    def kill(self) -> None:
        """End it now."""
        self._process.kill()

    def end(self) -> int:
        """Wait until it has ended, and return its code; one that goes on is killed."""
        try:
            self._process.wait(_PATIENCE)
        except subprocess.TimeoutExpired:
            self.kill()
        code = self._process.wait()
        self._outbox.close()
        with contextlib.suppress(OSError):
            self._inbox.close()
        return code

    def time_out(self) -> int:
        """End it because it is late, and return the code that it would have had."""
        self.kill()
        self.end()
        return TIMED_OUT

    def _take(self, kind: int, content: bytes) -> None:
        if kind == Kind.READY:
            self.is_ready, self.fault = not content, content.decode()
        elif kind != Kind.ALIVE:
            self.batches[0].put(kind, content)
            if self.batches[0].is_answered:
                self.batches.popleft()

    def _write(self, data: bytes) -> None:
        """Write to its pipe. That it has ended is seen at the end of the other one."""
        with contextlib.suppress(OSError):
            rest = memoryview(data)
            while rest:
                rest = rest[self._inbox.write(rest) :]


def _python() -> list[str]:
    return [sys.executable, "-I"] if sys.flags.isolated else [sys.executable]


def _widen(pipe: IO[bytes]) -> None:
    """Have a pipe hold more, so that a worker seldom waits for a parent that is busy."""
    if sys.platform == "linux":
        import fcntl  # noqa: PLC0415 - not on every system

        with contextlib.suppress(OSError):
            fcntl.fcntl(pipe, fcntl.F_SETPIPE_SZ, _HELD)
