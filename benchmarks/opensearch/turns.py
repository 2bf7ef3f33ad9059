"""Index a folder into a cluster, and say for how long it had its turn to write.

Usage: python benchmarks/opensearch/turns.py FOLDER opensearch://HOST:PORT/NAME

Of several writers only one has its turn. What is done within it is what more machines that
write into one archive cannot share.
"""

from __future__ import annotations

import json
import sys
import time
from typing import TYPE_CHECKING, ParamSpec, TypeVar
from unittest import mock

import search
from search.cluster import Lease

if TYPE_CHECKING:
    from collections.abc import Callable

P = ParamSpec("P")
T = TypeVar("T")


class Watch:
    """Counts the seconds between taking a turn and its end."""

    def __init__(self) -> None:
        """Begin with no turn."""
        self.held = 0.0
        self.turns = 0
        self._since = 0.0

    def began(self, work: Callable[P, T]) -> Callable[P, T]:
        """Return a function that does the same, with which a turn begins."""

        def begin(*args: P.args, **options: P.kwargs) -> T:
            found = work(*args, **options)
            self.turns += 1
            self._since = time.perf_counter()
            return found

        return begin

    def ended(self, work: Callable[P, T]) -> Callable[P, T]:
        """Return a function that does the same, with which a turn ends."""

        def end(*args: P.args, **options: P.kwargs) -> T:
            found = work(*args, **options)
            self.held += time.perf_counter() - self._since
            return found

        return end


def main() -> None:
    """Index, and print a line of JSON."""
    folder, place = sys.argv[1:]
    watch = Watch()
    with (
        search.Archive.create(place) as archive,
        mock.patch.object(Lease, "take", watch.began(Lease.take)),
        mock.patch.object(Lease, "keep", watch.ended(Lease.keep)),
        mock.patch.object(Lease, "_let_go", watch.ended(Lease._let_go)),  # noqa: SLF001 - no other way
    ):
        done = archive.index([folder])
    said = {"seconds": done.seconds, "held": watch.held, "turns": watch.turns}
    print(json.dumps(said))


if __name__ == "__main__":
    main()
