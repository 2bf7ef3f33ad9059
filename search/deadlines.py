"""How long a search may take, for whoever answers others."""

from __future__ import annotations

import math
import time
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from typing import TYPE_CHECKING

from search.errors import SearchTimeout

if TYPE_CHECKING:
    from collections.abc import Iterator


@dataclass(frozen=True, slots=True)
class _Deadline:
    """An instant of the monotonic clock, and the seconds that led to it."""

    instant: float
    seconds: float


_NEVER = _Deadline(math.inf, math.inf)
_current: ContextVar[_Deadline] = ContextVar("deadline", default=_NEVER)


@contextmanager
def time_limit(seconds: float) -> Iterator[None]:
    """Stop, within the block and on this thread, searches after so many seconds in all.

    They raise ``SearchTimeout`` where they look at texts one by one; what an index
    answers at once is not stopped half-way. Within another limit the earlier counts.

    >>> with time_limit(60):
    ...     check_time()
    """
    deadline = _Deadline(time.monotonic() + seconds, seconds)
    outer = _current.get()
    token = _current.set(min(outer, deadline, key=lambda each: each.instant))
    try:
        yield
    finally:
        _current.reset(token)


def check_time() -> None:
    """Raise ``SearchTimeout`` if the time for this search is over."""
    deadline = _current.get()
    if time.monotonic() > deadline.instant:
        raise SearchTimeout(
            f"This search was stopped after {deadline.seconds:g} seconds. Ask for less: fewer"
            " wildcards near each other, longer words, a date or a source."
        )
