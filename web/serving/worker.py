"""A process that answers requests until it is told to stop."""

from __future__ import annotations

import gc
import socket
import time
from multiprocessing.connection import wait
from typing import TYPE_CHECKING, Protocol

from waitress import wasyncore
from waitress.server import create_server

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from flask import Flask

    from web.serving.balance import Seat

THREADS = 8  # some may wait for clients that read slowly
CONNECTIONS = 1000
GARBAGE = 100_000  # objects made between two collections: a twentieth of a page's time
LARGEST_HEAD = 32_768  # bytes of a request's first line and headers
LARGEST_BODY = 65_536
GRACE_SECONDS = 10.0  # for the answers that are under way when it is told to stop
IDLE_SECONDS = 0.2  # without a request after which a kept connection is closed at the end
BACKLOG = 128  # connections that may wait to be taken, as socket.create_server has it
STALLED_SECONDS = 120.0  # a client that takes nothing for so long has gone
_STEP_SECONDS = 1.0
_LEFT_SECONDS = 0.02  # after which one that left connections to others looks again
_LAST_STEP_SECONDS = 0.05
_FORWARDED = "x-forwarded-for x-forwarded-host x-forwarded-proto"


class _Request(Protocol):
    """What is used of a request of waitress."""

    headers: dict[str, str]


class _Channel(Protocol):
    """What is used of a connection of waitress."""

    requests: list[_Request]
    total_outbufs_len: int
    last_activity: float
    will_close: bool

    def handle_close(self) -> None: ...


class Worker:
    """Answers the requests that come to a socket, with several threads."""

    def __init__(
        self,
        application: Flask,
        listener: socket.socket,
        *,
        trusted_proxy: str | None = None,
        seat: Seat | None = None,
    ) -> None:
        """Take the application and the socket, at which those in other seats may listen too."""
        self._seat = seat
        self._connections: dict[int, object] = {}
        self._stopping = False
        self._server = create_server(
            application,
            map=self._connections,
            sockets=[listener],
            threads=THREADS,
            connection_limit=CONNECTIONS,
            max_request_header_size=LARGEST_HEAD,
            max_request_body_size=LARGEST_BODY,
            ident=None,
            **_proxy(trusted_proxy, listener.family),
        )

    def stop(self) -> None:
        """Let ``run`` end soon; may be called by a signal."""
        self._stopping = True
        self._server.pull_trigger()

    def run(self, *, is_wanted: Callable[[], bool] = lambda: True) -> None:
        """Answer requests until told to stop or not wanted any more; then end gracefully."""
        gc.freeze()  # what was loaded stays; a page makes thousands of objects, and no rings
        gc.set_threshold(GARBAGE, 20, 50)
        while not self._stopping and is_wanted():
            self._turn(_STEP_SECONDS if self._listens() else _LEFT_SECONDS)
            self._drop_stalled()
        self._end()

    def _listens(self) -> bool:
        """Listen for connections if it is this worker's turn to take one; tell whether it is."""
        is_next = self._seat is None or self._seat.is_next(len(self._server.active_channels))
        self._server.accepting = is_next
        return is_next

    def _end(self) -> None:
        """Take no more connections, and give the answers under way some time to end."""
        if self._seat:
            self._seat.leave()
        self._take_those_that_wait()
        self._server.del_channel()
        self._server.socket.close()
        begun, deadline = time.time(), time.monotonic() + GRACE_SECONDS
        while self._channels() and time.monotonic() < deadline:
            self._turn(_LAST_STEP_SECONDS)
            idle_since = time.time() - IDLE_SECONDS
            for channel in self._channels():
                for request in channel.requests:  # its client is told to ask no more here
                    request.headers["CONNECTION"] = "close"
                is_idle = not channel.requests and not channel.total_outbufs_len
                # What was sent before the client could know of the end is on its way.
                if is_idle and max(begun, channel.last_activity) < idle_since:
                    channel.will_close = True
        for channel in self._channels():
            channel.handle_close()
        self._server.task_dispatcher.shutdown(timeout=1)

    def _take_those_that_wait(self) -> None:
        """Take the connections that clients have made already; closing would break them."""
        for _ in range(BACKLOG):
            if not wait([self._server.socket], 0):
                return
            self._server.handle_accept()

    def _turn(self, seconds: float) -> None:
        """Wait for something to read or write, and do that."""
        wasyncore.loop(timeout=seconds, use_poll=True, map=self._connections, count=1)

    def _drop_stalled(self) -> None:
        """Close connections whose clients do not read; each would hold a thread for ever."""
        oldest = time.time() - STALLED_SECONDS
        for channel in self._channels():
            if channel.total_outbufs_len and channel.last_activity < oldest:
                channel.handle_close()

    def _channels(self) -> list[_Channel]:
        return list(self._server.active_channels.values())


def _proxy(address: str | None, family: socket.AddressFamily) -> Mapping[str, object]:
    """Return how waitress reads what a proxy says of its clients; other words are cleared."""
    if address is None:
        return {"clear_untrusted_proxy_headers": True}
    if family == socket.AF_INET6 and ":" not in address:
        address = f"::ffff:{address}"  # so it looks from a socket of both families
    return {
        "clear_untrusted_proxy_headers": True,
        "trusted_proxy": address,
        "trusted_proxy_count": 1,
        "trusted_proxy_headers": _FORWARDED,
    }
