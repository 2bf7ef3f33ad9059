"""Who takes the next connection: the worker that has the fewest."""

from __future__ import annotations

import os
from contextlib import suppress
from multiprocessing.sharedctypes import RawArray

ABSENT = 1 << 62  # connections: who does not listen leaves all to others


class Balance:
    """How many connections each worker has, in memory that all of them share.

    All wait at one socket, and one that is awake can take all that come at once,
    while another has nothing to do.
    """

    def __init__(self, workers: int) -> None:
        """Make room for the numbers, before the workers are forked."""
        self._processes = RawArray("q", workers)
        self._counts = RawArray("q", workers)

    def seat(self, place: int) -> Seat:
        """Return the view of the worker that takes a place, in its process."""
        self._counts[place] = ABSENT
        self._processes[place] = os.getpid()
        return Seat(self, place)

    def note(self, place: int, connections: int) -> None:
        """Say how many connections the worker at a place has."""
        self._counts[place] = connections

    def others_have_fewer(self, place: int) -> bool:
        """Tell whether a worker at another place, which lives, has fewer connections."""
        own = self._counts[place]
        return any(
            count < own and _lives(process)
            for process, count in zip(self._processes, self._counts, strict=True)
        )


class Seat:
    """One worker's view of the balance."""

    def __init__(self, balance: Balance, place: int) -> None:
        """Look at ``balance`` from ``place``."""
        self._balance = balance
        self._place = place

    def is_next(self, connections: int) -> bool:
        """Note how many connections this worker has; tell whether none has fewer."""
        self._balance.note(self._place, connections)
        return not self._balance.others_have_fewer(self._place)

    def leave(self) -> None:
        """Leave all further connections to others."""
        self._balance.note(self._place, ABSENT)


def _lives(process: int) -> bool:
    with suppress(ProcessLookupError):
        os.kill(process, 0)
        return process > 0
    return False
