"""Why a file could not be read, in words."""

from __future__ import annotations

import signal
from typing import TYPE_CHECKING

from search.errors import ReadError
from search.readers.source import Unread

if TYPE_CHECKING:
    from search.readers.workers.readings import Limits

TIMED_OUT = -14  # SIGALRM, which not every system has
# What others do to a process that reads: the system short of memory, a shutdown.
FROM_OUTSIDE = frozenset({-1, -9, -15})  # SIGHUP, SIGKILL, SIGTERM
_MESSAGE_LENGTH = 200  # characters of an error's own words that are shown


def of_error(path: str, error: BaseException, limits: Limits) -> Unread:
    """Return the failure of a file whose reader raised this."""
    if isinstance(error, ReadError):
        return Unread.of(path, error)
    if isinstance(error, MemoryError):
        return Unread(path=path, reason=f"needs more than {_amount(limits.memory)} of memory.")
    return Unread(
        path=path,
        reason=f"cannot be read because of a fault in Nutgraf ({_shown(error)}). Please report it.",
    )


def of_exit(path: str, code: int, limits: Limits) -> Unread:
    """Return the failure of a file whose reader's process ended with this code.

    ``code`` is negative for a signal, as ``subprocess`` has it.
    """
    if code == TIMED_OUT:
        unit = "second" if limits.seconds == 1 else "seconds"
        return Unread(path=path, reason=f"took longer than {limits.seconds:g} {unit}.")
    how = _signal_name(-code) if code < 0 else f"exit code {code}"
    return Unread(path=path, reason=f"crashed its reader ({how}).", again=code in FROM_OUTSIDE)


def _signal_name(number: int) -> str:
    return (signal.strsignal(number) or f"signal {number}").lower()


def _amount(size: int) -> str:
    return f"{size / 1_000_000:.4g} MB"


def _shown(error: BaseException) -> str:
    message = " ".join(str(error).split())
    if len(message) > _MESSAGE_LENGTH:
        message = f"{message[:_MESSAGE_LENGTH]}…"
    return f"{type(error).__name__}: {message}" if message else type(error).__name__
