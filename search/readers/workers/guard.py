"""How long, and with how much memory, a worker may read a file."""

from __future__ import annotations

import contextlib
import ctypes
import os
import resource
import signal
import sys
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from search.readers.workers.readings import Limits

_STATUS = "/proc/self/statm"
_DATA = 5  # the field of it that has the pages of memory that is the process's own
_PR_SET_PDEATHSIG = 1  # linux/prctl.h


class Guard:
    """The limits of the process that it is made in.

    Time is kept by a timer whose signal ends the process, also while it is deep
    in a library; so it needs nobody's help, not even a parent's. Memory is what
    a process asks for to write into: beyond the limit Python raises MemoryError.
    Mapped files do not count. Where the system does not tell how much a process
    has (not Linux), there is no limit of memory.
    """

    def __init__(self, limits: Limits) -> None:
        """Take the process as it is now for its usual size."""
        self._seconds = limits.seconds
        self._memory = limits.memory
        self._page = resource.getpagesize()
        self._status = _opened(_STATUS)
        self._usual = self._latest = self._size()
        signal.signal(signal.SIGALRM, signal.SIG_DFL)
        signal.signal(signal.SIGINT, signal.SIG_IGN)  # OpenBLAS sends it if it is short of memory
        signal.pthread_sigmask(signal.SIG_UNBLOCK, {signal.SIGALRM})
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))  # a crash leaves no file behind

    def begin(self) -> None:
        """Begin a file: with the whole time and memory."""
        self._allow(self._latest + self._memory)
        self.resume()

    def resume(self) -> None:
        """Let the time run, from its beginning."""
        signal.setitimer(signal.ITIMER_REAL, self._seconds)

    @staticmethod
    def pause() -> None:
        """Stop the time."""
        signal.setitimer(signal.ITIMER_REAL, 0)

    def end(self) -> None:
        """End a file."""
        self.pause()
        self._allow(None)
        self._latest = self._size()

    @property
    def is_worn(self) -> bool:
        """Tell whether the process has grown by more than one file may need.

        Some growth is usual: packages that were loaded, and what they remember.
        """
        return self._latest > self._usual + self._memory

    def _size(self) -> int:
        if self._status is None:
            return 0
        return int(os.pread(self._status, 200, 0).split()[_DATA]) * self._page

    def _allow(self, size: int | None) -> None:
        if self._status is None:
            return
        _, most = resource.getrlimit(resource.RLIMIT_DATA)
        allowed = most if size is None else size
        if most != resource.RLIM_INFINITY:
            allowed = min(allowed, most)
        resource.setrlimit(resource.RLIMIT_DATA, (allowed, most))


def die_with(parent: int) -> None:
    """Have the system end this process when its parent ends, where it can."""
    if sys.platform == "linux":
        with contextlib.suppress(OSError, AttributeError):  # no C library that is known
            ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)
    if os.getppid() != parent:  # it had ended before
        os._exit(0)


def _opened(path: str) -> int | None:
    try:
        return os.open(path, os.O_RDONLY | os.O_CLOEXEC)
    except OSError:
        return None
