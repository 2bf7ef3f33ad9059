"""What was answered before is not searched again, and never after the archive has changed."""

from __future__ import annotations

import datetime
import gzip
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any

import pytest

import search
import web
from tests.web.articles import BRIDGE, articles
from web import caching

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from flask.testing import FlaskClient
    from werkzeug.test import TestResponse

KEPT = [
    "/",
    "/?q=ledger&page=2",
    "/timeline?q=ledger",
    "/concordance?q=ledger",
    f"/a/{BRIDGE}?q=bridge",
    "/api",
    "/api/v1/search?q=ledger",
    "/api/v1/facets?q=ledger",
    "/api/v1/openapi.json",
    f"/api/v1/articles/{BRIDGE}",
]
ZIPPED = {"Accept-Encoding": "gzip, deflate, br"}


class Tomorrow:
    """A calendar on which another day is today."""

    @staticmethod
    def today() -> datetime.date:
        return datetime.date(2098, 7, 6)


@pytest.fixture
def growing(tmp_path: Path) -> Iterator[search.Archive]:
    """Return an archive that a test may write to."""
    with search.Archive.create(tmp_path / "index") as archive:
        archive.add(articles())
        yield archive


@pytest.fixture
def visitor(growing: search.Archive) -> Iterator[FlaskClient]:
    app = web.create_app(growing.place)
    yield app.test_client()
    app.extensions["nutgraf"].close()


@pytest.fixture
def searches(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Return the texts of the searches that are made from now on."""
    made: list[str] = []
    original = search.Archive.search

    def counted(self: search.Archive, text: str, **options: Any) -> search.Results:  # noqa: ANN401
        made.append(text)
        return original(self, text, **options)

    monkeypatch.setattr(search.Archive, "search", counted)
    return made


def get(client: FlaskClient, address: str, **headers: str) -> TestResponse:
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    found = client.get(address, headers=named)
    found.close()
    return found


@pytest.mark.parametrize("address", KEPT)
def test_answer_that_the_client_has_is_not_sent_again(visitor: FlaskClient, address: str) -> None:
    first = get(visitor, address)
    assert first.status_code == 200
    tag = first.headers["ETag"]
    assert tag.startswith('W/"')
    assert first.headers["Cache-Control"] == "private, no-cache"
    assert "Accept-Encoding" in first.headers["Vary"]
    again = get(visitor, address, If_None_Match=f'"other", {tag}')
    assert again.status_code == 304
    assert again.data == b""
    for name in ("ETag", "Cache-Control", "Vary"):
        assert again.headers[name] == first.headers[name]
    assert get(visitor, address, If_None_Match='"other"').status_code == 200


def test_it_is_found_out_before_a_search_is_made(visitor: FlaskClient, searches: list[str]) -> None:
    tag = get(visitor, "/api/v1/search?q=ledger").headers["ETag"]
    assert searches.count("ledger") == 1
    get(visitor, "/api/v1/search?q=ledger", If_None_Match=tag)
    get(visitor, "/api/v1/search?q=ledger")
    assert searches.count("ledger") == 1


@pytest.mark.parametrize("address", ["/?q=ledger", "/api/v1/search?q=ledger"])
def test_a_commit_is_seen_at_once(
    visitor: FlaskClient, growing: search.Archive, address: str
) -> None:
    first = get(visitor, address)
    growing.add([search.Article.of("One more ledger.", id="more")])
    second = get(visitor, address, If_None_Match=first.headers["ETag"])
    assert second.status_code == 200
    assert b"45" in first.data
    assert b"46" in second.data
    growing.remove(["more"])
    assert b"45" in get(visitor, address, If_None_Match=second.headers["ETag"]).data


def test_every_address_has_a_tag_of_its_own(visitor: FlaskClient) -> None:
    assert len({get(visitor, address).headers["ETag"] for address in KEPT}) == len(KEPT)


def test_a_new_day_has_new_tags(visitor: FlaskClient, monkeypatch: pytest.MonkeyPatch) -> None:
    tag = get(visitor, "/?q=date:yesterday").headers["ETag"]

    monkeypatch.setattr(caching, "datetime", SimpleNamespace(date=Tomorrow))
    assert get(visitor, "/?q=date:yesterday", If_None_Match=tag).status_code == 200


def test_two_servers_with_one_key_agree_on_tags(growing: search.Archive) -> None:
    settings = web.Settings(password="")
    tags = set()
    for each in (settings, settings, web.Settings(password="")):
        app = web.create_app(growing.place, each)
        tags.add(get(app.test_client(), "/?q=ledger").headers["ETag"])
        app.extensions["nutgraf"].close()
    assert len(tags) == 2


def test_any_tag_is_not_taken_for_this_one(visitor: FlaskClient) -> None:
    assert get(visitor, "/?q=ledger", If_None_Match="*").status_code == 200


@pytest.mark.parametrize("address", KEPT)
def test_compressed_and_plain_answers_say_the_same(visitor: FlaskClient, address: str) -> None:
    packed = [get(visitor, address, **ZIPPED) for _ in range(2)]
    plain = [get(visitor, address, Accept_Encoding=code) for code in ("identity", "gzip;q=0", "br")]
    assert {answer.headers.get("Content-Encoding") for answer in plain} == {None}
    assert len({answer.data for answer in plain}) == 1
    if len(plain[0].data) >= 1024:
        assert {answer.headers["Content-Encoding"] for answer in packed} == {"gzip"}
        assert {gzip.decompress(answer.data) for answer in packed} == {plain[0].data}
    for answer in (*packed, *plain):
        assert int(answer.headers["Content-Length"]) == len(answer.data)
        assert answer.headers["ETag"] == plain[0].headers["ETag"]
        assert answer.headers["Content-Type"] == plain[0].headers["Content-Type"]
        assert answer.headers["Content-Security-Policy"]


@pytest.mark.parametrize("address", ["/?q=ledger", "/api/v1/search?q=ledger", "/api/v1/export"])
def test_head_is_get_without_a_body(visitor: FlaskClient, address: str) -> None:
    with visitor.head(address) as head:
        assert head.status_code == 200
        assert head.data == b""
    body = get(visitor, address)
    kept = ["Content-Type", "Content-Length", "ETag", "Cache-Control", "Vary"]
    assert [head.headers.get(name) for name in kept] == [body.headers.get(name) for name in kept]
    with visitor.head(address, headers={"If-None-Match": head.headers["ETag"]}) as again:
        assert again.status_code == 304


@pytest.mark.parametrize(
    "address",
    ["/?q=date:2021-02-30", "/nowhere", "/api/v1/search?limit=x", "/api/v1/articles/nowhere"],
)
def test_faults_are_not_kept(visitor: FlaskClient, address: str) -> None:
    for _ in range(2):
        answer = get(visitor, address)
        assert answer.status_code >= 400
        assert answer.headers["Cache-Control"] == "no-store"
        assert "ETag" not in answer.headers


@pytest.mark.parametrize("address", ["/api/v1/healthz", "/api/v1/stats"])
def test_what_may_change_without_a_commit_is_not_kept(visitor: FlaskClient, address: str) -> None:
    answer = get(visitor, address)
    assert answer.status_code == 200
    assert answer.headers["Cache-Control"] == "no-store"
    assert "ETag" not in answer.headers


def test_streams_are_not_kept_but_have_tags(visitor: FlaskClient) -> None:
    first = get(visitor, "/api/v1/export", **ZIPPED)
    assert "Content-Encoding" not in first.headers
    assert first.is_streamed
    again = get(visitor, "/api/v1/export")
    assert again.is_streamed
    tag = first.headers["ETag"]
    assert get(visitor, "/api/v1/export", If_None_Match=tag).status_code == 304


def test_posts_are_neither_recalled_nor_kept(visitor: FlaskClient) -> None:
    tag = get(visitor, "/api/v1/search?q=ledger").headers["ETag"]
    with visitor.post("/api/v1/search?q=ledger", headers={"If-None-Match": tag}) as response:
        assert response.status_code == 405
        assert "ETag" not in response.headers


def test_versions_of_static_files_are_kept_for_ever(visitor: FlaskClient) -> None:
    page = get(visitor, "/").get_data(as_text=True)
    address = next(part for part in page.split('"') if part.startswith("/static/style.css?v="))
    first = get(visitor, address, **ZIPPED)
    assert first.headers["Cache-Control"] == "public, max-age=31536000, immutable"
    assert first.headers["Content-Encoding"] == "gzip"
    plain = get(visitor, address)
    assert gzip.decompress(first.data) == plain.data
    again = get(visitor, address, If_None_Match=first.headers["ETag"])
    assert again.status_code == 304
    other = get(visitor, "/static/style.css")
    assert other.headers["Cache-Control"] == "private, no-cache"
    assert other.data == plain.data
    old = get(visitor, "/static/style.css?v=0")
    assert old.headers["Cache-Control"] == "private, no-cache"
    assert get(visitor, "/static/nothing.css").status_code == 404
    assert get(visitor, "/static/../__init__.py").status_code == 404
    assert get(visitor, "/static/%00").status_code == 404


def test_an_archive_out_of_order_has_its_static_files_and_no_answers(
    visitor: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(_: search.Archive) -> int:
        raise search.ArchiveUnreadable("The archive is damaged.")

    monkeypatch.setattr(search.Archive, "generation", property(broken))
    assert get(visitor, "/?q=ledger").status_code == 503
    assert get(visitor, "/api/v1/search?q=ledger").status_code == 503
    assert get(visitor, "/static/style.css").status_code == 200


def test_old_answers_make_way() -> None:
    answers = caching.KeptAnswers(most_bytes=100)
    for number in range(50):
        answers.keep(str(number), caching.Kept(b"x" * 30, packed=False, headers=()))
        answers.get("0")
    assert [answers.get(str(number)) is not None for number in (0, 47, 48, 49)] == [
        True,
        False,
        True,
        True,
    ]


def test_an_answer_kept_twice_counts_once() -> None:
    answers = caching.KeptAnswers(most_bytes=100)
    for _ in range(9):
        answers.keep("a", caching.Kept(b"x" * 60, packed=False, headers=()))
    answers.keep("b", caching.Kept(b"x" * 40, packed=False, headers=()))
    assert answers.get("a")
    assert answers.get("b")
