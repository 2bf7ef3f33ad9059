"""Who has not given the password gets nothing, and who guesses must wait."""

from __future__ import annotations

import base64
import re
from typing import TYPE_CHECKING
from urllib.parse import quote

import pytest

import web
from web.guard import passwords
from web.guard.passwords import Delayed, Password
from web.guard.returning import local
from web.guard.tallies import Tallies
from web.serving.keys import NAME, signing_key
from web.settings import KEY_BYTES, Settings

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from flask import Flask
    from flask.testing import FlaskClient
    from werkzeug.test import TestResponse

PASSWORD = "Übergröße = 42"  # noqa: S105 - of nothing
KEY = bytes(KEY_BYTES)


def guarded(place: Path, **changes: object) -> Flask:
    settings = {"password": PASSWORD, "signing_key": KEY, **changes}
    return web.create_app(place, Settings(**settings))  # type: ignore[arg-type]


@pytest.fixture
def asking(place: Path) -> Iterator[FlaskClient]:
    app = guarded(place)
    yield app.test_client()
    app.extensions["nutgraf"].close()


def log_in(client: FlaskClient, password: str = PASSWORD, **form: str) -> TestResponse:
    return client.post("/login", data={"password": password, **form})


def basic(password: str, user: str = "anybody") -> dict[str, str]:
    return {"Authorization": "Basic " + base64.b64encode(f"{user}:{password}".encode()).decode()}


# What is asked of whom


@pytest.mark.parametrize(
    ("address", "following"),
    [
        ("/", "/"),
        ("/?q=a%26b&scope=paragraph", "/?q=a%26b&scope=paragraph"),
        ("/a/https://example.org/%C3%A9t%C3%A9", "/a/https://example.org/%C3%A9t%C3%A9"),
        ("/nowhere", "/nowhere"),
        ("//evil.example", "/"),
        ("/?q=" + "a" * 3000, "/"),
    ],
)
def test_pages_lead_to_the_login_and_back(
    asking: FlaskClient, address: str, following: str
) -> None:
    refused = asking.get("http://localhost" + address)
    assert refused.status_code == 303
    login = refused.headers["Location"]
    assert login.startswith("/login?next=")
    assert "no-store" in refused.headers["Cache-Control"]
    shown = asking.get(login)
    assert shown.status_code == 200
    field = re.search(r'name="next" value="([^"]*)"', shown.text)
    assert field is not None
    assert field[1].replace("&amp;", "&") == following
    assert log_in(asking, next=following).headers["Location"] == following


@pytest.mark.parametrize("address", ["/api/v1/search", "/api/v1/nowhere", "/feed", "/metrics"])
def test_programs_are_told_how_to_give_it(asking: FlaskClient, address: str) -> None:
    refused = asking.get(address)
    assert refused.status_code == 401
    assert refused.headers.getlist("WWW-Authenticate") == [
        'Basic realm="Nutgraf archive", charset=UTF-8',
        'Bearer realm="Nutgraf archive"',
    ]
    if address.startswith("/api/"):
        assert refused.mimetype == "application/problem+json"
        assert refused.get_json()["status"] == 401


def test_a_script_of_a_page_opens_no_window_of_the_browser(asking: FlaskClient) -> None:
    for address in ("/api/v1/suggest?q=a", "/matches/x"):
        refused = asking.get(address, headers={"Sec-Fetch-Dest": "empty"})
        assert refused.status_code == 401
        assert refused.headers.getlist("WWW-Authenticate") == ['Bearer realm="Nutgraf archive"']


@pytest.mark.parametrize("address", ["/static/style.css", "/login"])
def test_the_login_page_and_its_looks_are_open(asking: FlaskClient, address: str) -> None:
    with asking.get(address) as response:
        assert response.status_code == 200


def test_whether_it_is_well_may_be_asked_by_everybody(asking: FlaskClient) -> None:
    assert asking.get("/api/v1/healthz").status_code in (200, 503)


def test_other_changes_are_refused_as_well(asking: FlaskClient) -> None:
    refused = asking.post("/saved/add", data={"name": "x", "q": "y"})
    assert (refused.status_code, refused.headers["Location"]) == (303, "/login?next=/")


# Sessions


def test_the_password_opens_a_session(asking: FlaskClient) -> None:
    cookie = log_in(asking).headers["Set-Cookie"]
    assert "HttpOnly" in cookie
    assert "SameSite=Lax" in cookie
    assert "Expires=" in cookie
    assert "Path=/" in cookie
    assert "Secure" not in cookie
    for address in ("/", "/?q=bridge", "/api/v1/search"):
        assert asking.get(address).status_code == 200
    assert asking.get("/login?next=/nowhere").headers["Location"] == "/nowhere"


def test_a_session_over_https_stays_there(asking: FlaskClient) -> None:
    data = {"password": PASSWORD}
    over = asking.post("/login", data=data, base_url="https://localhost")
    assert "Secure" in over.headers["Set-Cookie"]
    assert over.headers["Strict-Transport-Security"] == "max-age=31536000"


def test_logging_out_ends_the_session(asking: FlaskClient) -> None:
    log_in(asking)
    assert asking.get("/logout").status_code == 405  # a link cannot do it
    assert asking.post("/logout").headers["Location"] == "/login"
    assert asking.get("/").status_code == 303


def test_every_process_knows_the_session_and_another_password_ends_it(place: Path) -> None:
    first = guarded(place).test_client()
    log_in(first)
    cookie = first.get_cookie("nutgraf_session")
    assert cookie is not None
    for changes, status in (
        ({}, 200),
        ({"password": "another"}, 303),
        ({"signing_key": b"x" * KEY_BYTES}, 303),
    ):
        other = guarded(place, **changes).test_client()
        other.set_cookie("nutgraf_session", cookie.value)
        assert other.get("/").status_code == status


@pytest.mark.parametrize("value", ["", "x", "eyJzaWduZWRfaW4iOnRydWV9.aR.x", "é" * 9, "." * 3000])
def test_no_other_cookie_is_a_session(asking: FlaskClient, value: str) -> None:
    asking.set_cookie("nutgraf_session", value)
    assert asking.get("/").status_code == 303


def test_without_a_password_there_is_no_login(client: FlaskClient) -> None:
    for ask in (client.get, client.post):
        assert ask("/login").status_code == 404
    assert client.post("/logout").status_code == 404
    assert "Set-Cookie" not in client.get("/").headers


# The password with each request


def test_programs_give_the_password_with_the_request(asking: FlaskClient) -> None:
    for headers in (
        basic(PASSWORD),
        basic(PASSWORD, user=""),
        {"Authorization": f"Bearer {PASSWORD}".encode().decode("latin-1")},
    ):
        for address in ("/api/v1/search", "/?q=bridge"):
            answered = asking.get(address, headers=headers)
            assert answered.status_code == 200
            assert "Set-Cookie" not in answered.headers


@pytest.mark.parametrize(
    "authorization",
    [
        "Basic",
        "Basic !",
        "Basic eA==",
        "Bearer",
        "Bearer ",
        "Digest username=x",
        "x" * 5000,
        basic("wrong")["Authorization"],
        basic("")["Authorization"],
    ],
)
def test_no_other_authorization_will_do(asking: FlaskClient, authorization: str) -> None:
    refused = asking.get("/api/v1/search", headers={"Authorization": authorization})
    assert refused.status_code == 401


# Guessing


def test_wrong_passwords_are_refused_and_then_not_heard(asking: FlaskClient) -> None:
    for _ in range(passwords.FREE_FAILURES):
        wrong = log_in(asking, "wrong", next="/?q=<b>")
        assert wrong.status_code == 403
        assert "Set-Cookie" not in wrong.headers
        assert "<b>" not in wrong.text
    heard_no_more = log_in(asking)
    assert heard_no_more.status_code == 429
    assert heard_no_more.headers["Retry-After"] == "1"
    assert heard_no_more.mimetype == "text/html"
    assert "Set-Cookie" not in heard_no_more.headers
    program = asking.get("/api/v1/search", headers=basic(PASSWORD))
    assert program.status_code == 429
    assert program.headers["Retry-After"] == "1"
    assert program.mimetype == "application/problem+json"
    others = asking.get(
        "/api/v1/search", headers=basic(PASSWORD), environ_base={"REMOTE_ADDR": "192.0.2.9"}
    )
    assert others.status_code == 200


def test_each_failure_costs_more_until_one_is_right_or_an_hour_has_passed() -> None:
    password = Password("right", Tallies())

    def tries(given: str, now: float) -> bool | float:
        try:
            return password.check(given, client="192.0.2.7", now=now)
        except Delayed as delayed:
            return delayed.seconds

    assert [tries("wrong", 100.0) for _ in range(3)] == [False] * 3
    assert tries("right", 100.5) == pytest.approx(0.5)
    assert tries("right", 100.5) == pytest.approx(0.5)  # asking again costs nothing
    assert tries("wrong", 101.0) is False
    assert tries("right", 101.0) == pytest.approx(2.0)
    assert tries("wrong", 103.0) is False
    assert tries("right", 103.0) == pytest.approx(4.0)
    assert tries("right", 107.0) is True
    assert [tries("wrong", 108.0) for _ in range(3)] == [False] * 3
    assert tries("wrong", 108.0 + passwords.MEMORY + 1) is False
    assert tries("right", 108.0 + passwords.MEMORY + 1) is True


def test_the_longest_delay_has_an_end() -> None:
    password = Password("right", Tallies())
    now = 0.0
    for _ in range(40):
        now += passwords.LONGEST_DELAY
        assert password.check("wrong", client="192.0.2.7", now=now) is False
    with pytest.raises(Delayed, match="Wait 300 seconds"):
        password.check("right", client="192.0.2.7", now=now)


def test_the_same_letters_typed_otherwise_are_the_same_password() -> None:
    password = Password("Über", Tallies())
    assert password.check("U\u0308ber", client="192.0.2.7", now=1.0)
    assert not password.check("\ud800", client="192.0.2.7", now=1.0)


# Coming back


@pytest.mark.parametrize(
    "address",
    [
        "",
        "//evil.example",
        "///evil.example",
        "/\\evil.example",
        "\\\\evil.example",
        "/\t/evil.example",
        "/\n/evil.example",
        "/x\r\nSet-Cookie: a=b",
        " /x",
        "http://evil.example",
        "http:evil.example",
        "javascript:alert(1)",
        "evil.example",
        "/x\\y",
        "/é",
        "/x y",
        "\x00/x",
    ],
)
def test_no_address_leads_elsewhere(asking: FlaskClient, address: str) -> None:
    assert local(address) == "/"
    answered = log_in(asking, next=address)
    assert answered.headers["Location"] == "/"
    assert asking.get(f"/login?next={quote(address)}").headers["Location"] == "/"


@pytest.mark.parametrize("address", ["/", "/?q=a", "/a/http://x//y", "/a/x?q=%22#p3"])
def test_addresses_of_this_site_lead_back(asking: FlaskClient, address: str) -> None:
    assert log_in(asking, next=address).headers["Location"] == address


# The key


def test_the_key_is_kept_and_for_its_owner_only(tmp_path: Path) -> None:
    key = signing_key(tmp_path)
    assert len(key) == KEY_BYTES
    assert signing_key(tmp_path) == key
    assert (tmp_path / NAME).stat().st_mode & 0o777 == 0o600
    assert [path.name for path in tmp_path.iterdir()] == [NAME]


@pytest.mark.parametrize("spoiled", [b"", b"short", b"x" * 100])
def test_a_key_that_is_none_is_replaced(tmp_path: Path, spoiled: bytes) -> None:
    (tmp_path / NAME).write_bytes(spoiled)
    (tmp_path / NAME).chmod(0o600)
    key = signing_key(tmp_path)
    assert key != spoiled
    assert signing_key(tmp_path) == key


def test_a_key_that_others_can_read_is_replaced(tmp_path: Path) -> None:
    key = signing_key(tmp_path)
    (tmp_path / NAME).chmod(0o644)
    assert signing_key(tmp_path) != key
    assert (tmp_path / NAME).stat().st_mode & 0o777 == 0o600


def test_where_nothing_can_be_kept_the_key_is_new_each_time(tmp_path: Path) -> None:
    missing = tmp_path / "missing"
    assert signing_key(missing) != signing_key(missing)
    assert not missing.exists()
