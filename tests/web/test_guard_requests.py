"""What is refused before anything looks into a request, and what every answer carries."""

from __future__ import annotations

import http.client
from typing import TYPE_CHECKING, Any

import pytest

import web
from tests.web.servers import refused, serving, until
from web.guard.checks import LARGEST_BODY, LONGEST_ADDRESS
from web.guard.hosts import LOOPBACK, is_known
from web.guard.origins import is_cross_site
from web.guard.rates import Rate
from web.guard.tallies import Tallies
from web.guard.turns import REFUSED, Turns
from web.serving.command import AT_ONCE
from web.serving.worker import THREADS
from web.settings import Settings

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from flask import Flask
    from flask.testing import FlaskClient

STRANGER = {"REMOTE_ADDR": "192.0.2.7"}
HEADERS = {
    "Content-Security-Policy": (
        "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self';"
        " connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
    ),
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
}


@pytest.fixture
def limited(place: Path) -> Iterator[FlaskClient]:
    app = web.create_app(place, Settings(password="", hosts=LOOPBACK, rate=1.0))
    yield app.test_client(use_cookies=False)
    app.extensions["nutgraf"].close()


# Answers


@pytest.mark.parametrize(
    "address",
    [
        "/",
        "/?q=date:2021-02-30",
        "/nowhere",
        "/static/style.css",
        "/static/nothing",
        "/api/v1/search",
        "/api/v1/nothing",
    ],
)
def test_every_answer_has_the_security_headers(client: FlaskClient, address: str) -> None:
    with client.get(address) as response:
        found = response.headers
    assert {name: found[name] for name in HEADERS} == HEADERS
    assert "microphone=()" in found["Permissions-Policy"]
    assert len(found["X-Request-Id"]) == 16
    assert "Strict-Transport-Security" not in found
    assert not [name for name in found.keys() if name.startswith("Access-Control-")]  # noqa: SIM118


def test_every_request_has_a_number_of_its_own(client: FlaskClient) -> None:
    assert len({client.get("/").headers["X-Request-Id"] for _ in range(5)}) == 5
    given = client.get("/", headers={"X-Request-Id": "mine"})
    assert given.headers["X-Request-Id"] != "mine"


def test_plain_http_is_given_up_once_there_was_https(client: FlaskClient) -> None:
    over = client.get("/", base_url="https://localhost")
    assert over.headers["Strict-Transport-Security"] == "max-age=31536000"


# Names


@pytest.mark.parametrize("host", ["localhost", "LOCALHOST:8000", "127.0.0.1:1", "[::1]:65535"])
def test_it_answers_under_the_names_of_this_machine(limited: FlaskClient, host: str) -> None:
    assert limited.get("/", headers={"Host": host}).status_code == 200


@pytest.mark.parametrize(
    "host",
    [
        "evil.example",
        "localhost.evil.example",
        "127.0.0.1.evil.example",
        "evil.example:80",
        "127.0.0.1@evil.example",
        "[::1",
        "localhost:99999",
        "localhost:x",
        "localhost localhost",
        "localhost/..",
        "",
        ":8000",
        "<script>",
        "lócalhost",
        "localhost..",
        "a..b",
        "[]",
        "[v1.x]",
        ".",
        "a" * 300,
    ],
)
@pytest.mark.parametrize("address", ["/", "/api/v1/search", "/static/style.css"])
def test_it_does_not_answer_under_other_names(
    limited: FlaskClient, address: str, host: str
) -> None:
    refused = limited.get(address, headers={"Host": host})
    assert refused.status_code == 400
    if address.startswith("/api/"):
        assert refused.mimetype == "application/problem+json"
    else:
        assert "<script>" not in refused.text


@pytest.mark.parametrize(
    "host", ["desk.example", "xn--mnchen-3ya.example:80", "a_b", "[2001:db8::1]"]
)
def test_it_answers_under_any_name_if_none_is_given(client: FlaskClient, host: str) -> None:
    assert is_known(host, ())
    assert client.get("/", headers={"Host": host}).status_code == 200


@pytest.mark.parametrize("host", ["desk example", "a..b", ".", "", "[::g]", "a:65536"])
def test_what_is_no_name_is_refused_in_order(app: Flask, host: str) -> None:
    client = app.test_client(use_cookies=False)  # cookies need a name
    assert not is_known(host, ())
    for address in ("/", "/api/v1/search", "/static/style.css"):
        assert client.get(address, headers={"Host": host}).status_code == 400


@pytest.mark.parametrize(
    ("arguments", "host", "status"),
    [
        ([], "desk.example", 400),
        ([], "xn--a", 400),
        (["--allow-host", "Desk.example"], "desk.example:8000", 200),
        (["--allow-host", "desk.example"], "localhost", 200),
        (["--allow-host", "desk.example"], "evil.example", 400),
    ],
)
def test_serve_answers_under_the_names_that_it_is_given(
    place: Path, arguments: list[str], host: str, status: int
) -> None:
    with serving(place, "--workers", "1", *arguments) as server:
        assert server.get("/", Host=host).status == status


# Where changes come from

SAME, OTHER = "https://desk.example", "https://evil.example"


@pytest.mark.parametrize(
    ("headers", "expected"),
    [
        ({}, False),
        ({"Sec-Fetch-Site": "same-origin"}, False),
        ({"Sec-Fetch-Site": "none"}, False),
        ({"Sec-Fetch-Site": "same-site"}, True),
        ({"Sec-Fetch-Site": "cross-site"}, True),
        ({"Sec-Fetch-Site": "anything"}, True),
        ({"Sec-Fetch-Site": "same-origin", "Origin": OTHER}, False),
        ({"Sec-Fetch-Site": "cross-site", "Origin": SAME}, True),
        ({"Origin": SAME}, False),
        ({"Origin": "http://desk.example"}, False),
        ({"Origin": "https://DESK.example"}, False),
        ({"Origin": OTHER}, True),
        ({"Origin": "https://desk.example:8443"}, True),
        ({"Origin": "https://desk.example.evil.example"}, True),
        ({"Origin": "null"}, True),
        ({"Origin": "https://["}, True),
        ({"Origin": ""}, True),
    ],
)
def test_changes_come_from_this_site_only(headers: dict[str, str], *, expected: bool) -> None:
    for method in ("POST", "PUT", "DELETE", "PATCH"):
        assert is_cross_site(method, "desk.example", headers) is expected
    for method in ("GET", "HEAD", "OPTIONS"):
        assert not is_cross_site(method, "desk.example", headers)


def test_another_site_cannot_change_anything(client: FlaskClient) -> None:
    refused = client.post("/saved/add", headers={"Origin": OTHER}, data={"name": "x"})
    assert refused.status_code == 403
    assert "Another site" in refused.text


# Size


def test_an_address_may_be_long_but_not_longer(client: FlaskClient) -> None:
    fitting = "/nowhere?" + "x" * (LONGEST_ADDRESS - 9)
    assert client.get(fitting).status_code == 404
    refused = client.get(fitting + "x")
    assert refused.status_code == 414
    assert "8,193" in refused.text


def test_a_body_is_small(place: Path) -> None:
    with serving(place, "--workers", "1", password="river-bank") as server:  # noqa: S106 - of nothing
        form = {"Content-Type": "application/x-www-form-urlencoded"}
        for size, status in ((LARGEST_BODY // 2, 403), (LARGEST_BODY + 100, 413)):
            assert server.ask("POST", "/login", form, "password=" + "x" * size).status == status
        assert server.get("/", X="y" * 40_000).status == 431


# Rate


def test_a_client_may_ask_in_bursts_and_then_evenly(limited: FlaskClient) -> None:
    statuses = [limited.get("/nowhere", environ_base=STRANGER).status_code for _ in range(11)]
    assert statuses == [404] * 10 + [429]
    refused = limited.get("/api/v1/search", environ_base=STRANGER)
    assert refused.status_code == 429
    assert refused.headers["Retry-After"] == "1"
    assert refused.mimetype == "application/problem+json"
    assert "192.0.2.7" in refused.get_json()["detail"]
    other = limited.get("/nowhere", environ_base={"REMOTE_ADDR": "192.0.2.8"})
    assert other.status_code == 404


def test_clients_of_this_machine_are_not_limited_unless_asked_for(
    place: Path, limited: FlaskClient
) -> None:
    assert {limited.get("/nowhere").status_code for _ in range(20)} == {404}
    app = web.create_app(place, Settings(password="", rate=1.0, limit_loopback=True))
    assert 429 in {app.test_client().get("/nowhere").status_code for _ in range(20)}
    app.extensions["nutgraf"].close()


def test_the_addresses_of_a_household_are_one_client(limited: FlaskClient) -> None:
    homes = [{"REMOTE_ADDR": f"2001:db8::{number:x}"} for number in range(1, 12)]
    assert limited.get("/nowhere", environ_base=homes[0]).status_code == 404
    statuses = [limited.get("/nowhere", environ_base=home).status_code for home in homes]
    assert statuses[-1] == 429


def test_a_rate_recovers() -> None:
    rate = Rate(20.0, Tallies())
    assert sum(rate.wait("a", now=50.0) == 0 for _ in range(500)) == 200
    assert rate.wait("a", now=50.0) == pytest.approx(0.05)
    assert sum(rate.wait("a", now=51.0) == 0 for _ in range(500)) == 20
    assert sum(rate.wait("a", now=100.0) == 0 for _ in range(500)) == 200


def test_the_rate_is_of_all_workers_together(place: Path) -> None:
    with serving(place, "--workers", "2", "--rate", "3", "--log", "json") as server:
        statuses = [server.get("/nowhere").status for _ in range(60)]
        assert 30 <= statuses.count(404) <= 40  # 30, and those that came free meanwhile
        assert set(statuses) == {404, 429}


# Turns


def test_a_client_may_have_only_so_many_requests_under_way(place: Path) -> None:
    app = web.create_app(place, Settings(password="", at_once=2))

    def status(client: str) -> int:
        with app.test_client().get("/", environ_base={"REMOTE_ADDR": client}) as response:
            return response.status_code

    streams = [app.test_client().get("/export", environ_base=STRANGER) for _ in range(2)]
    with app.test_client().get("/api/v1/search", environ_base=STRANGER) as response:
        assert (response.status_code, response.headers["Retry-After"]) == (429, "1")
        assert response.mimetype == "application/problem+json"
        assert "192.0.2.7 are still being answered" in response.get_json()["detail"]
    assert status("192.0.2.7") == 429
    assert status("192.0.2.8") == 200
    assert status("127.0.0.1") == 200
    streams[0].close()
    assert [status("192.0.2.7") for _ in range(3)] == [200] * 3
    streams[1].close()
    app.extensions["nutgraf"].close()


def test_a_request_that_fails_is_not_under_way_any_more() -> None:
    def failing(_environ: object, _start: object) -> list[bytes]:
        raise LookupError

    turns = Turns(failing, 1)
    for _ in range(3):
        environ: dict[str, Any] = {**STRANGER}
        with pytest.raises(LookupError):
            turns(environ, lambda *_: print)
        assert environ[REFUSED] is False


def test_serve_leaves_threads_to_other_clients() -> None:
    assert 0 < AT_ONCE < THREADS


# Proxies


def test_a_proxy_is_believed_only_if_it_is_trusted(place: Path) -> None:
    said = {
        "X-Forwarded-For": "203.0.113.5, 192.0.2.7",
        "X-Forwarded-Proto": "https",
        "X-Forwarded-Host": "desk.example",
    }
    for trusted, client, host, status in (
        ("127.0.0.1", "192.0.2.7", "evil.example", 200),
        ("127.0.0.9", "127.0.0.1", "localhost", 200),
    ):
        arguments = ["--trusted-proxy", trusted, "--allow-host", "desk.example", "--log", "json"]
        with serving(place, "--workers", "1", *arguments) as server:
            reply = server.ask("GET", "/", said | {"Host": host})
            assert reply.status == status
            assert ("Strict-Transport-Security" in reply.headers) is (trusted == "127.0.0.1")
        assert server.log[0]["client"] == client


def test_a_proxy_is_known_also_to_a_socket_of_both_families(place: Path) -> None:
    arguments = ["--host", "::", "--public", "--trusted-proxy", "127.0.0.1", "--log", "json"]
    with serving(place, "--workers", "1", *arguments) as server:
        connection = http.client.HTTPConnection("127.0.0.1", server.port, timeout=30)
        connection.request("GET", "/nowhere", headers={"X-Forwarded-For": "192.0.2.7"})
        assert connection.getresponse().status == 404
        connection.close()
        until(lambda: server.log)
    assert server.log[0]["client"] == "192.0.2.7"


@pytest.mark.parametrize(
    ("option", "value", "said"),
    [
        ("--trusted-proxy", "proxy.example", "“proxy.example” is no address"),
        ("--trusted-proxy", "10.0.0.0/8", "“10.0.0.0/8” is no address"),
        ("--allow-host", "https://desk.example/", "“https://desk.example/” is no name of a host"),
        ("--allow-host", "", "“” is no name of a host"),
    ],
)
def test_options_that_cannot_be_meant_are_refused(
    place: Path, option: str, value: str, said: str
) -> None:
    assert said in refused(place, "--port", "0", option, value)


def test_without_a_trusted_proxy_nobody_is_believed(place: Path) -> None:
    with serving(place, "--workers", "1", "--log", "json") as server:
        reply = server.get("/", X_Forwarded_For="192.0.2.7", X_Forwarded_Proto="https")
        assert "Strict-Transport-Security" not in reply.headers
    assert server.log[0]["client"] == "127.0.0.1"


# Time


def test_a_search_that_takes_too_long_is_stopped_and_says_so(place: Path) -> None:
    app = web.create_app(place, Settings(password="", time_limit=1e-9))
    client = app.test_client()
    page = client.get("/?q=bridge+w/5+cost")
    assert page.status_code == 503
    text = page.get_data(as_text=True)
    assert "This search was stopped after 1e-09 seconds. Ask for less" in text
    assert 'value="bridge w/5 cost"' in text  # to be changed and asked again
    problem = client.get("/api/v1/search?q=bridge").get_json()
    assert (problem["status"], "was stopped" in problem["detail"]) == (503, True)
    assert client.get("/build").status_code == 200
    app.extensions["nutgraf"].close()


def test_searches_may_take_any_time_where_no_limit_is_set(place: Path) -> None:
    app = web.create_app(place, Settings(password="", time_limit=0))
    assert app.test_client().get("/?q=bridge+w/5+cost").status_code == 200
    app.extensions["nutgraf"].close()
