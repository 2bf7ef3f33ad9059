"""One page at a time: the others wait a moment instead of making all of them late."""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING

from flask import g

if TYPE_CHECKING:
    from flask import Flask

WAIT_SECONDS = 0.2


class Order:
    """Lets one request of a process be worked on, and keeps the others in a queue.

    Python runs one thread at a time. Eight that take turns are all late, and waste
    time on taking turns. But nobody waits long for a search that takes seconds: who
    has waited for a while goes on beside it.
    """

    def __init__(self, app: Flask) -> None:
        """Put the requests of an application in order, those that are not answered before."""
        self._turn = threading.Lock()
        app.before_request(self.begin)
        app.teardown_request(self.end)

    def begin(self) -> None:
        """Wait for the turn of the current request."""
        g.has_turn = self._turn.acquire(timeout=WAIT_SECONDS)

    def end(self, _error: BaseException | None = None) -> None:
        """Let the next request begin."""
        if g.pop("has_turn", False):
            self._turn.release()
