"""A front door of OpenSearch for tests: TLS, credentials, and faults on request.

The distribution that tests run has no security plugin. A door stands before a node and does for
its clients what that plugin does: it speaks TLS and lets in who has credentials. It can also
refuse requests, or lose them or their answers, as loaded clusters and networks do.

    with Door.opened(cluster.nodes[0].address, user="reporter", password="x") as door:
        door.refuse(429, times=2, path="_bulk")
        door.hang_up(answered=True)
"""

from __future__ import annotations

import base64
import http.client
import socket
import ssl
import sys
import tempfile
import threading
from collections import Counter
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

import trustme

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

SECONDS = 60  # that a node may take to answer, and a client to send on
UNAUTHORIZED = [("WWW-Authenticate", 'Basic realm="OpenSearch Security"')]
OWN_HEADERS = frozenset({"connection", "keep-alive", "transfer-encoding", "content-length", "host"})


@dataclass(slots=True)
class Fault:
    """What happens to the next requests whose path has a certain part."""

    times: int
    path: str
    status: int | None = None  # None: the connection is closed
    answered: bool = False  # whether the node gets the request before
    headers: Mapping[str, str] = field(default_factory=dict)


@dataclass(slots=True)
class Door:
    """A door that is open; a user of None lets everybody in.

    ``requests`` counts everything that was asked, let in or not, as ``"POST /_bulk"``. Connections
    that broke before that, for example for want of trust in the certificate, are in ``broken``.
    """

    upstream: str  # host:port of a node, and another one as soon as it is set
    user: str | None
    password: str
    api_key: str | None
    address: str = ""  # host:port
    url: str = ""
    ca_file: Path | None = None  # PEM; None without TLS
    requests: Counter[str] = field(default_factory=Counter)
    broken: list[BaseException] = field(default_factory=list)
    faults: list[Fault] = field(default_factory=list)
    lock: threading.Lock = field(default_factory=threading.Lock)

    @classmethod
    @contextmanager
    def opened(
        cls,
        upstream: str,
        user: str | None = "reporter",
        password: str = "opensesame",  # noqa: S107 - of a test
        api_key: str | None = None,
        *,
        tls: bool = True,
    ) -> Iterator[Door]:
        """Open a door to a node, ``host:port``, until the block ends.

        Its certificate is for 127.0.0.1 and localhost, from an authority of its own.
        """
        door = cls(upstream, user, password, api_key)
        with tempfile.TemporaryDirectory(prefix="nutgraf-door-") as folder:
            context = None
            if tls:
                door.ca_file = Path(folder) / "ca.pem"
                context = _certified(door.ca_file)
            server = _Server(door, context)
            door.address = f"127.0.0.1:{server.server_port}"
            door.url = f"{'https' if tls else 'http'}://{door.address}"
            thread = threading.Thread(target=server.serve_forever, args=(0.02,))
            thread.start()
            try:
                yield door
            finally:
                server.shutdown()
                thread.join()
                server.server_close()

    def refuse(
        self, status: int, times: int = 1, path: str = "", headers: Mapping[str, str] = {}
    ) -> None:
        """Answer the next requests whose path has that part with a status, such as 429 or 503.

        The node does not hear of them. Faults come in the order in which they were asked for.
        """
        with self.lock:
            self.faults.append(Fault(times, path, status, headers=headers))

    def hang_up(self, times: int = 1, path: str = "", *, answered: bool = False) -> None:
        """Close the connection of the next requests, with ``answered`` after the node did them.

        The client cannot tell one from the other.
        """
        with self.lock:
            self.faults.append(Fault(times, path, answered=answered))

    def heal(self) -> None:
        """Forget the faults that have not happened yet."""
        with self.lock:
            self.faults.clear()

    def count(self, method: str, path: str) -> None:
        """Count a request."""
        with self.lock:
            self.requests[f"{method} {path}"] += 1

    def fault(self, path: str) -> Fault | None:
        """Return what happens to a request, as one time less to come."""
        with self.lock:
            fault = next((each for each in self.faults if each.path in path), None)
            if fault is not None:
                fault.times -= 1
                if fault.times <= 0:
                    self.faults.remove(fault)
            return fault

    def lets_in(self, authorization: str) -> bool:
        """Return whether credentials, the value of ``Authorization``, are right."""
        if self.user is None and self.api_key is None:
            return True
        scheme, _, given = authorization.partition(" ")
        basic = base64.b64encode(f"{self.user}:{self.password}".encode()).decode()
        right = {
            "basic": None if self.user is None else basic,
            "apikey": self.api_key,
        }
        wanted = right.get(scheme.lower())
        return wanted is not None and given.strip() == wanted


class _Server(ThreadingHTTPServer):
    """Takes connections; at its end it closes those that clients have kept."""

    daemon_threads = False  # so that the end waits for them

    def __init__(self, door: Door, context: ssl.SSLContext | None) -> None:
        self.door = door
        self.context = context
        self.open: set[socket.socket] = set()
        super().__init__(("127.0.0.1", 0), _Handler)

    def finish_request(self, request: Any, client_address: Any) -> None:  # noqa: ANN401 - theirs
        """Shake hands in the thread of the connection, so that nobody waits for a slow client."""
        request.settimeout(SECONDS)
        with self.door.lock:
            self.open.add(request)
        try:
            if self.context is None:
                super().finish_request(request, client_address)
                return
            with self.context.wrap_socket(request.dup(), server_side=True) as secured:
                super().finish_request(secured, client_address)
        finally:
            with self.door.lock:
                self.open.discard(request)

    def handle_error(self, request: object, client_address: object) -> None:  # noqa: ARG002
        """Keep what went wrong for the test to look at."""
        error = sys.exception()
        if error is not None:
            self.door.broken.append(error)

    def server_close(self) -> None:
        with self.door.lock:
            for each in self.open:
                each.shutdown(socket.SHUT_RDWR)
        super().server_close()


class _Handler(BaseHTTPRequestHandler):
    """Answers the requests of one connection."""

    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True
    server: _Server

    def do_GET(self) -> None:
        door = self.server.door
        path = urlsplit(self.path).path
        body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
        door.count(self.command, path)
        if "Transfer-Encoding" in self.headers:
            self.close_connection = True
            self._answer(411, [], b"A door takes only bodies of a known length.")
        elif not door.lets_in(self.headers.get("Authorization", "")):
            self._answer(401, UNAUTHORIZED, b"Unauthorized")
        elif (fault := door.fault(path)) is None:
            self._answer(*self._forwarded(body))
        elif fault.status is not None:
            self._answer(
                fault.status, list(fault.headers.items()), b'{"error": "refused by the door"}'
            )
        else:
            if fault.answered:
                self._forwarded(body)
            self.close_connection = True

    do_HEAD = do_PUT = do_POST = do_DELETE = do_OPTIONS = do_PATCH = do_GET  # noqa: N815

    def _forwarded(self, body: bytes) -> tuple[int, list[tuple[str, str]], bytes]:
        host, _, port = self.server.door.upstream.rpartition(":")
        upstream = http.client.HTTPConnection(host, int(port), timeout=SECONDS)
        headers = {
            name: value
            for name, value in self.headers.items()
            if name.lower() not in OWN_HEADERS | {"authorization"}
        }
        try:
            upstream.request(self.command, self.path, body or None, headers)
            response = upstream.getresponse()
            return response.status, response.getheaders(), response.read()
        except TimeoutError as error:
            return 504, [], str(error).encode()
        except (OSError, http.client.HTTPException) as error:
            return 502, [], str(error).encode()
        finally:
            upstream.close()

    def _answer(self, status: int, headers: Iterable[tuple[str, str]], body: bytes) -> None:
        self.send_response(status)
        length = str(len(body))
        for name, value in headers:
            if name.lower() not in OWN_HEADERS:
                self.send_header(name, value)
            elif name.lower() == "content-length" and self.command == "HEAD":
                length = value
        self.send_header("Content-Length", length)
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        """Say nothing: the door counts the requests."""


def _certified(ca_file: Path) -> ssl.SSLContext:
    authority = trustme.CA()
    authority.cert_pem.write_to_path(str(ca_file))
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    authority.issue_cert("127.0.0.1", "localhost").configure_cert(context)
    return context
