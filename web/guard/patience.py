"""How long an answer may take."""

from __future__ import annotations

from typing import TYPE_CHECKING

import search

if TYPE_CHECKING:
    from collections.abc import Iterable
    from wsgiref.types import StartResponse, WSGIApplication, WSGIEnvironment


class Patience:
    """Stops the searches of a request when its time is over.

    What is sent piece by piece, once it has begun, may take as long as its reader does.
    """

    def __init__(self, application: WSGIApplication, seconds: float) -> None:
        """Take the application, and the seconds in which an answer has to begin."""
        self._application = application
        self._seconds = seconds

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        """Answer a request."""
        with search.time_limit(self._seconds):
            return self._application(environ, start_response)
