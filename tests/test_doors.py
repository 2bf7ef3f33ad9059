"""The front door of OpenSearch, before a small server that answers what it was asked."""

from __future__ import annotations

import http.client
import json
import ssl
import threading
from base64 import b64encode
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import TYPE_CHECKING

import pytest

from tests.doors import Door

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.clusters import Cluster

KNOWN = {"Authorization": "Basic " + b64encode(b"reporter:opensesame").decode()}


class Echo(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    asked: list[str]

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
        self.asked.append(self.path)
        said = json.dumps([self.command, self.path, body.decode(), dict(self.headers)]).encode()
        self.send_response(201)
        self.send_header("Content-Length", str(len(said)))
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(said)

    do_GET = do_HEAD = do_POST  # noqa: N815

    def log_message(self, *_: object) -> None:
        pass


@pytest.fixture
def asked() -> list[str]:
    """The paths that the server behind the door was asked for."""
    return []


@pytest.fixture
def echo(asked: list[str]) -> Iterator[str]:
    handler = type("Handler", (Echo,), {"asked": asked})
    with ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        thread = threading.Thread(target=server.serve_forever, args=(0.02,))
        thread.start()
        yield f"127.0.0.1:{server.server_port}"
        server.shutdown()
        thread.join()


@pytest.fixture
def door(echo: str) -> Iterator[Door]:
    with Door.opened(echo, api_key="a2V5") as door:
        yield door


def connection(door: Door) -> http.client.HTTPSConnection:
    context = ssl.create_default_context(cafile=door.ca_file)
    return http.client.HTTPSConnection(door.address, context=context, timeout=30)


def ask(
    door: Door, method: str, path: str, body: bytes | None = None, headers: dict[str, str] = KNOWN
) -> tuple[int, bytes]:
    client = connection(door)
    try:
        client.request(method, path, body, headers)
        response = client.getresponse()
        return response.status, response.read()
    finally:
        client.close()


def test_a_request_goes_through_whole_but_for_its_credentials(door: Door) -> None:
    status, body = ask(
        door, "POST", "/here/_search?q=%C3%BC", "böse".encode(), KNOWN | {"X-Own": "1"}
    )
    assert status == 201
    method, path, sent, headers = json.loads(body)
    assert (method, path, sent) == ("POST", "/here/_search?q=%C3%BC", "böse")
    assert headers["X-Own"] == "1"
    assert "Authorization" not in headers


@pytest.mark.parametrize(
    ("given", "status"),
    [
        (KNOWN["Authorization"], 201),
        ("ApiKey a2V5", 201),
        ("ApiKey other", 401),
        ("Basic " + b64encode(b"reporter:other").decode(), 401),
        ("Bearer a2V5", 401),
        ("", 401),
    ],
)
def test_only_right_credentials_open_the_door(
    door: Door, asked: list[str], given: str, status: int
) -> None:
    assert ask(door, "GET", "/", headers={"Authorization": given})[0] == status
    assert len(asked) == (status == 201)


def test_without_credentials_of_its_own_it_lets_everybody_in(echo: str) -> None:
    with Door.opened(echo, user=None, tls=False) as door:
        assert (door.ca_file, door.url) == (None, f"http://{door.address}")
        client = http.client.HTTPConnection(door.address, timeout=30)
        client.request("GET", "/")
        assert client.getresponse().status == 201
        client.close()


def test_who_does_not_know_the_authority_does_not_come_in(door: Door, asked: list[str]) -> None:
    client = http.client.HTTPSConnection(door.address, timeout=30)
    with pytest.raises(ssl.SSLCertVerificationError):
        client.request("GET", "/")
    client.close()
    assert ask(door, "GET", "/")[0] == 201
    assert asked == ["/"]


def test_the_next_requests_are_refused(door: Door, asked: list[str]) -> None:
    door.refuse(429, times=2, path="_bulk", headers={"Retry-After": "1"})
    door.refuse(503)
    statuses = [ask(door, "POST", path)[0] for path in ("/_bulk", "/", "/a/_bulk", "/_bulk", "/")]
    assert statuses == [429, 503, 429, 201, 201]
    assert asked == ["/_bulk", "/"]
    assert door.requests == {"POST /_bulk": 2, "POST /a/_bulk": 1, "POST /": 2}


@pytest.mark.parametrize("answered", [False, True])
def test_the_next_connections_are_closed(door: Door, asked: list[str], *, answered: bool) -> None:
    door.hang_up(answered=answered)
    with pytest.raises(http.client.RemoteDisconnected):
        ask(door, "POST", "/lost")
    assert asked == ["/lost"] * answered
    door.hang_up()
    door.heal()
    assert ask(door, "POST", "/kept")[0] == 201


def test_a_connection_serves_many_requests_and_does_not_outlive_the_door(echo: str) -> None:
    with Door.opened(echo) as door:
        client = connection(door)
        for method in ("GET", "HEAD", "POST"):
            client.request(method, "/", headers=KNOWN)
            response = client.getresponse()
            assert response.status == 201
            assert int(response.headers["Content-Length"]) > 0
            response.read()
    assert client.sock.recv(1) == b""
    client.close()
    assert not door.broken


def test_a_node_that_is_down_is_a_bad_gateway(door: Door) -> None:
    door.upstream = "127.0.0.1:1"
    assert ask(door, "GET", "/")[0] == 502


def test_opensearch_stands_behind_a_door(cluster: Cluster) -> None:
    with Door.opened(cluster.nodes[0].address) as door:
        assert json.loads(ask(door, "GET", "/")[1])["tagline"].startswith("The OpenSearch")
        assert ask(door, "HEAD", "/") == (200, b"")
        assert ask(door, "GET", "/nowhere/_search")[0] == 404
