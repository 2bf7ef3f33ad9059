"""What is noted of every request: its number, how it was answered, and how long it took."""

from __future__ import annotations

import logging
import secrets
import time
from dataclasses import asdict, dataclass
from functools import partial
from typing import TYPE_CHECKING
from urllib.parse import quote

from flask import g, request

from web.serving.logs import REQUESTS

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from flask import Flask, Response

    from web.settings import Settings

_ID_BYTES = 8
_LOG = logging.getLogger(REQUESTS)


@dataclass(frozen=True, slots=True, kw_only=True)
class Exchange:
    """A request and its answer, noted when the last byte was handed over.

    ``endpoint`` is None for an address where nothing is. ``path`` is quoted as in an
    address; ``query`` is what stands behind it, which may be confidential.
    """

    request_id: str
    method: str
    endpoint: str | None
    path: str
    query: str
    searched: bool
    status: int
    milliseconds: float
    bytes: int
    client: str | None


def observe(app: Flask, settings: Settings) -> None:
    """Let the application number every request, and note what the settings ask for."""
    observers: list[Callable[[Exchange], None]] = []
    if settings.log_requests:
        observers.append(partial(log, with_query=settings.log_queries))
    if settings.metrics:
        from web.serving import metrics  # noqa: PLC0415 - needs a package that others do without

        observers.append(metrics.register(app))
    app.before_request(_begin)
    app.after_request(partial(_note, observers=observers))


def log(exchange: Exchange, *, with_query: bool) -> None:
    """Log an exchange; searches are confidential unless ``with_query``."""
    names = ["request_id", "method", "path", "query", "status", "milliseconds", "bytes", "client"]
    if not with_query:
        names.remove("query")
    entry = asdict(exchange)
    _LOG.info("request", extra={"exchange": {name: entry[name] for name in names}})


class _Counted:
    """The parts of a stream, and how many bytes of them were handed over."""

    def __init__(self, parts: Iterable[str | bytes]) -> None:
        self._parts = parts
        self.bytes = 0

    def __iter__(self) -> Iterator[bytes]:
        for part in self._parts:
            data = part.encode() if isinstance(part, str) else part
            self.bytes += len(data)
            yield data

    def close(self) -> None:
        """Let go of what the parts come from."""
        if hasattr(self._parts, "close"):
            self._parts.close()


def _begin() -> None:
    g.request_id = secrets.token_hex(_ID_BYTES)
    g.begun = time.perf_counter()


def _note(response: Response, *, observers: list[Callable[[Exchange], None]]) -> Response:
    response.headers["X-Request-Id"] = g.request_id
    if observers:
        size = _size(response)
        begun = g.begun
        asked = {
            "request_id": g.request_id,
            "method": request.method,
            "endpoint": request.endpoint,
            "path": quote(request.path, safe="/:@!$&'()*+,;=~"),
            "query": request.query_string.decode("latin-1"),
            "searched": any(text.strip() for text in request.args.getlist("q")),
            "status": response.status_code,
            "client": request.remote_addr,
        }

        def close() -> None:
            milliseconds = round((time.perf_counter() - begun) * 1000, 3)
            exchange = Exchange(milliseconds=milliseconds, bytes=size(), **asked)
            for observer in observers:
                observer(exchange)

        response.call_on_close(close)
    return response


def _size(response: Response) -> Callable[[], int]:
    """Return what tells, at the end, how many bytes the answer's body had."""
    length = response.content_length
    if request.method == "HEAD":
        return lambda: 0
    if length is not None or not response.is_streamed:
        return lambda: length or 0
    counted = _Counted(response.response)
    response.response = counted
    return lambda: counted.bytes
