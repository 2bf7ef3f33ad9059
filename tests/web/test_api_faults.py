"""What the API says of requests that it does not answer, and of methods other than GET."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING
from urllib.parse import quote

import pytest
from werkzeug.exceptions import HTTPException, RequestEntityTooLarge, TooManyRequests, Unauthorized

import search
import web
from tests.web.articles import BRIDGE
from web.api.operations import OPERATIONS, PREFIX

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from flask import Flask
    from flask.testing import FlaskClient

ADDRESSES = [
    PREFIX + each.path.replace("{article_id}", BRIDGE) for each in OPERATIONS if each.cached
]

REFUSALS = {
    "unknown": Unauthorized("Say the password."),
    "often": TooManyRequests("Wait a little.", retry_after=7),
    "large": RequestEntityTooLarge(),
}


def refuse(refusal: HTTPException) -> str:
    raise refusal


@pytest.fixture
def others(tmp_path: Path) -> Iterator[FlaskClient]:
    """Return a client of an archive in which ids end like addresses of the API."""
    texts = {
        "a": "The ferry to Quarrow is back.",
        "a/similar": "Snow in May.",
        "a/similar/similar": "A ferry sank off Quarrow in fog.",
        "https://example.org/b/similar": "Nothing new.",
        "b": "Quarrow waits for its ferry.",
        "ü ?#%": "Odd.",
    }
    articles = [search.Article.of(text, id=article_id) for article_id, text in texts.items()]
    with search.Archive.create(tmp_path) as archive:
        archive.add(articles)
    app = web.create_app(tmp_path)
    yield app.test_client()
    app.extensions["nutgraf"].close()


@pytest.fixture
def refusing(place: Path) -> Iterator[Flask]:
    """Return an application that refuses in every way."""
    app = web.create_app(place)
    for name, refusal in REFUSALS.items():
        for address in (f"/api/{name}", f"/pages/{name}"):
            app.add_url_rule(address, address, partial(refuse, refusal))
    app.add_url_rule("/api/bug", "bug", lambda: str(1 / 0))
    app.config["PROPAGATE_EXCEPTIONS"] = False
    yield app
    app.extensions["nutgraf"].close()


@pytest.mark.parametrize("address", ADDRESSES)
@pytest.mark.parametrize("method", ["POST", "PUT", "PATCH", "DELETE", "TRACE", "QUERY"])
def test_nothing_can_be_changed(client: FlaskClient, address: str, method: str) -> None:
    with client.open(address, method=method) as response:
        assert response.status_code == 405
        assert response.mimetype == "application/problem+json"
        assert response.get_json()["status"] == 405
        assert set(response.headers["Allow"].split(", ")) == {"GET", "HEAD", "OPTIONS"}


@pytest.mark.parametrize("address", ADDRESSES)
def test_options_say_what_can_be_done(client: FlaskClient, address: str) -> None:
    with client.options(address) as response:
        assert response.status_code == 200
        assert set(response.headers["Allow"].split(", ")) == {"GET", "HEAD", "OPTIONS"}
        assert response.data == b""


@pytest.mark.parametrize("address", ADDRESSES)
@pytest.mark.parametrize("method", ["GET", "OPTIONS"])
def test_other_sites_are_not_let_in(client: FlaskClient, address: str, method: str) -> None:
    asked = {
        "Origin": "https://other.example",
        "Access-Control-Request-Method": "GET",
        "Access-Control-Request-Headers": "X-Anything",
    }
    with client.open(address, method=method, headers=asked) as response:
        assert [name for name, _ in response.headers if name.startswith("Access-")] == []


@pytest.mark.parametrize(
    ("name", "status", "said", "header"),
    [
        ("unknown", 401, "Say the password.", None),
        ("often", 429, "Wait a little.", ("Retry-After", "7")),
        ("large", 413, "too much", None),
    ],
)
def test_refusals_are_problems_with_their_headers(
    refusing: Flask, name: str, status: int, said: str, header: tuple[str, str] | None
) -> None:
    client = refusing.test_client()
    with client.get(f"/api/{name}") as response:
        assert response.status_code == status
        problem = response.get_json()
        assert said in problem["detail"]
        assert response.mimetype == "application/problem+json"
        assert response.headers.getlist("Content-Type") == ["application/problem+json"]
        assert header is None or header in [*response.headers]
    with client.get(f"/pages/{name}") as response:
        assert response.status_code == status
        assert response.mimetype == "text/html"
        assert said in response.get_data(as_text=True)
        assert header is None or header in [*response.headers]


def test_a_bug_is_a_problem_that_gives_nothing_away(refusing: Flask) -> None:
    with refusing.test_client().get("/api/bug") as response:
        assert response.status_code == 500
        problem = response.get_json()
    assert problem["title"] == "Internal Server Error"
    assert "division" not in str(problem)


@pytest.mark.parametrize("query", ["bridge date:2021-02-30", "/(/", "x" * 2001])
@pytest.mark.parametrize(
    "path", ["search", "facets", "timeline", "concordance", "first-mentions", "export"]
)
def test_every_search_says_what_is_wrong_with_a_query(
    client: FlaskClient, path: str, query: str
) -> None:
    with client.get(f"{PREFIX}/{path}", query_string={"q": query}) as response:
        assert response.status_code == 400
        problem = response.get_json()
    if len(query) <= 2000:
        assert 0 <= problem["start"] < problem["end"] <= len(query)
        assert problem["detail"].endswith(".")
    else:
        assert "2,000" in problem["detail"]


def test_an_archive_out_of_order_is_said_and_not_where_it_lies(
    place: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    app = web.create_app(place)

    def broken(*_: object, **__: object) -> None:
        raise search.ArchiveUnreadable(f"The archive in {place} is damaged.")

    with app.test_client() as client:
        with client.get(f"{PREFIX}/healthz") as response:
            assert response.get_json() == {"status": "ok"}
        monkeypatch.setattr(search.Archive, "search", broken)
        with client.get(f"{PREFIX}/healthz") as response:
            assert response.status_code == 503
            assert str(place) not in response.get_data(as_text=True)
            assert response.mimetype == "application/problem+json"
    app.extensions["nutgraf"].close()


def test_stats_keep_the_paths_of_the_server(client: FlaskClient, place: Path) -> None:
    with client.get(f"{PREFIX}/stats") as response:
        assert str(place) not in response.get_data(as_text=True)
        assert response.get_json()["articles"] == 52


@pytest.mark.parametrize(
    "article_id", ["a", "a/similar", "a/similar/similar", "https://example.org/b/similar", "ü ?#%"]
)
def test_every_article_can_be_read_whatever_its_id(others: FlaskClient, article_id: str) -> None:
    with others.get(f"{PREFIX}/articles/{quote(article_id)}") as response:
        assert response.get_json()["id"] == article_id


def test_similar_articles_are_hits(others: FlaskClient) -> None:
    with others.get(f"{PREFIX}/articles/b/similar?limit=2") as response:
        found = response.get_json()
    assert len(found) == 2
    assert "b" not in {hit["article"]["id"] for hit in found}
    with others.get(f"{PREFIX}/articles/nowhere/similar") as response:
        assert response.status_code == 404
        assert "“nowhere”" in response.get_json()["detail"]
