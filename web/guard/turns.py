"""How many requests of one client may be under way at once."""

from __future__ import annotations

import threading
from collections import Counter
from typing import TYPE_CHECKING

from werkzeug.wsgi import ClosingIterator

from web.guard.clients import client_of, is_loopback

if TYPE_CHECKING:
    from collections.abc import Iterable
    from wsgiref.types import StartResponse, WSGIApplication, WSGIEnvironment

REFUSED = "nutgraf.refused"  # in the environment of a request that is one too many


class Turns:
    """Counts the requests of each client from their beginning to the last byte of their answers.

    Some queries take seconds, and a process has few threads: who could take all of
    them would stop everybody else. Each process counts for itself, as one that dies
    must not leave requests behind that never end.
    """

    def __init__(
        self, application: WSGIApplication, most: int, *, limit_loopback: bool = True
    ) -> None:
        """Take the application, and how many requests of a client may be under way."""
        self._application = application
        self._most = most
        self._limit_loopback = limit_loopback
        self._under_way: Counter[str] = Counter()
        self._lock = threading.Lock()

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        """Answer a request; the application is told if it is one too many."""
        address = environ.get("REMOTE_ADDR")
        if is_loopback(address) and not self._limit_loopback:
            return self._application(environ, start_response)
        client = client_of(address)
        environ[REFUSED] = self._begin(client) > self._most
        try:
            answer = self._application(environ, start_response)
        except BaseException:
            self._end(client)
            raise
        return ClosingIterator(answer, lambda: self._end(client))

    def _begin(self, client: str) -> int:
        with self._lock:
            self._under_way[client] += 1
            return self._under_way[client]

    def _end(self, client: str) -> None:
        with self._lock:
            self._under_way[client] -= 1
            if not self._under_way[client]:
                del self._under_way[client]
