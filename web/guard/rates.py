"""How often a client may ask."""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from web.guard.tallies import Tallies

BURST_SECONDS = 10.0  # what may be asked at once is what may be asked in this time


class Rate:
    """A number of requests a second for each client, over time; short bursts may be more.

    It is the generic cell rate algorithm (ITU-T I.371, annex A): all that is kept of
    a client is when its next request would come if it came evenly. Ready-made limiters
    count in each process for itself or ask another server; this one has to be right
    over processes that share nothing but memory.

    >>> from web.guard.tallies import Tallies
    >>> rate = Rate(0.2, Tallies())
    >>> [rate.wait("192.0.2.7", now=100.0) for _ in range(3)]
    [0.0, 0.0, 5.0]
    """

    def __init__(self, per_second: float, tallies: Tallies) -> None:
        """Take how many requests a second are allowed, more than 0."""
        self._interval = 1 / per_second
        self._tallies = tallies
        self._lock = threading.Lock()

    def wait(self, client: str, *, now: float) -> float:
        """Count a request and return 0, or how many seconds are to be waited before it.

        A request that has to wait is not counted.
        """
        with self._lock:
            due = max(self._tallies.read(client)[0], now) + self._interval
            wait = due - now - max(BURST_SECONDS, self._interval)
            if wait > 0:
                return wait
            self._tallies.write(client, due, 0)
            return 0.0
