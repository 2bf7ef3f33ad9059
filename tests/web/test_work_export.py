"""All hits of a search as a file."""

from __future__ import annotations

import csv
import io
import json
import re
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

import pytest

import web
from search.exports import COLUMNS, unguarded
from tests.web.articles import HOSTILE, NUMBERED
from web.work.exporting import AT_ONCE

if TYPE_CHECKING:
    from pathlib import Path

    from flask.testing import FlaskClient
    from werkzeug.test import TestResponse

    import search


def rows(response: TestResponse) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(response.get_data(as_text=True), newline="")))


@pytest.mark.parametrize(
    ("form", "kind", "suffix"),
    [
        ("csv", "text/csv; charset=utf-8", "csv"),
        ("jsonl", "application/jsonl; charset=utf-8", "jsonl"),
        ("markdown", "text/markdown; charset=utf-8", "md"),
    ],
)
def test_a_file_is_sent_with_its_kind_and_a_name(
    client: FlaskClient, form: str, kind: str, suffix: str
) -> None:
    with client.get("/export", query_string={"q": "Ledger entry", "format": form}) as response:
        assert response.status_code == 200
        assert response.headers["Content-Type"] == kind
        name = f'attachment; filename="nutgraf-ledger-entry.{suffix}"'
        assert response.headers["Content-Disposition"] == name
        assert response.headers["X-Content-Type-Options"] == "nosniff"


@pytest.mark.parametrize(
    "query",
    ['a"; filename="x', "a\r\nSet-Cookie: x=1", "قلعة", "../../etc/passwd", "a" * 500, "%0a"],
)
def test_no_query_leaves_the_name_of_the_file(client: FlaskClient, query: str) -> None:
    with client.get("/export", query_string={"q": query, "format": "csv"}) as response:
        assert response.status_code == 200
        header = response.headers["Content-Disposition"]
        assert re.fullmatch(r'attachment; filename="nutgraf[a-z0-9-]{0,41}\.csv"', header)
        assert "Set-Cookie" not in response.headers


def test_the_default_is_json_lines_as_in_the_api(client: FlaskClient) -> None:
    lines = client.get("/export?q=bridge").get_data(as_text=True).splitlines()
    (found,) = [json.loads(line) for line in lines]
    assert found["article"]["title"] == "The bridge reopened"


def test_every_hit_is_sent_in_the_order_of_the_page(
    client: FlaskClient, archive: search.Archive
) -> None:
    for sort in ("relevance", "newest", "oldest"):
        found = rows(client.get(f"/export?q=ledger&format=csv&sort={sort}"))
        hits = archive.hits("ledger", sort=sort)
        assert [row["id"] for row in found] == [hit.article.id for hit in hits]
        assert len(found) == NUMBERED


def test_what_is_sent_is_read_back_as_it_is(client: FlaskClient, archive: search.Archive) -> None:
    response = client.get("/export?q=&format=csv")
    found = {unguarded(row["id"]): row for row in rows(response)}
    for hit in archive.hits(""):
        article, row = hit.article, found[hit.article.id]
        assert tuple(row) == (*COLUMNS, "link")
        assert unguarded(row["label"]) == article.label
        assert unguarded(row["source"]) == (article.source or "")
        assert unguarded(row["authors"]) == "; ".join(article.authors)
        assert row["date"] == (article.date.isoformat() if article.date else "")
        assert row["date_precision"] == (article.date_precision if article.date else "")
        assert unguarded(row["text"]) == (hit.paragraphs[0].text if hit.paragraphs else "")


@pytest.mark.parametrize("form", ["csv", "jsonl"])
def test_each_hit_has_a_link_that_opens_it(client: FlaskClient, form: str) -> None:
    response = client.get("/export", query_string={"q": "payload OR bridge", "format": form})
    if form == "csv":
        links = [row["link"] for row in rows(response)]
    else:
        links = [json.loads(line)["link"] for line in response.get_data(as_text=True).splitlines()]
    assert len(links) == 2
    for link in links:
        parts = urlsplit(link)
        assert (parts.scheme, parts.netloc) == ("http", "localhost")
        with client.get(f"{parts.path}?{parts.query}") as page:
            assert page.status_code == 200
            assert f'id="{parts.fragment}"' in page.get_data(as_text=True)


def test_a_hostile_article_is_data(client: FlaskClient, archive: search.Archive) -> None:
    (hit,) = archive.hits("payload")
    (row,) = rows(client.get("/export?q=payload&format=csv"))
    assert row["id"] == HOSTILE
    assert row["text"] == hit.paragraphs[0].text
    markdown = client.get("/export?q=payload&format=markdown").get_data(as_text=True)
    assert "<script" not in markdown.replace("\\<", "")
    assert "](javascript" not in markdown


def test_a_file_is_sent_piece_by_piece(client: FlaskClient) -> None:
    with client.get("/export?format=jsonl", buffered=False) as response:
        assert response.is_streamed
        assert "Content-Length" not in response.headers
        assert len(list(response.response)) >= 1


@pytest.mark.parametrize(
    "address",
    [
        "/export?q=date:2021-02-30",
        "/export?q=ledger&format=xls",
        "/export?q=ledger&scope=page",
        f"/export?q={'a' * 5000}",
    ],
)
def test_what_cannot_be_read_is_said_by_a_page_and_sends_no_file(
    client: FlaskClient, address: str
) -> None:
    with client.get(address) as response:
        assert response.status_code == 400
        assert response.mimetype == "text/html"
        assert "Content-Disposition" not in response.headers


def test_no_hits_are_a_file_without_hits(client: FlaskClient) -> None:
    assert client.get("/export?q=walrus").get_data() == b""
    assert rows(client.get("/export?q=walrus&format=csv")) == []


@pytest.mark.parametrize("address", ["/export", "/api/v1/export"])
def test_exports_that_are_read_slowly_leave_room_for_others(place: Path, address: str) -> None:
    app = web.create_app(place, web.Settings(password=""))

    def asked(method: str = "GET") -> TestResponse:
        return app.test_client().open(address, method=method)

    slow = [asked() for _ in range(AT_ONCE)]
    with asked() as refused:
        assert (refused.status_code, refused.headers["Retry-After"]) == (503, "10")
        assert "exports are being sent already" in refused.get_data(as_text=True)
    slow[0].close()
    for _ in range(AT_ONCE + 1):
        with asked("HEAD") as response:
            assert response.status_code == 200
        with app.test_client().get(f"{address}?q=date:2021-02-30") as fault:
            assert fault.status_code == 400
    with asked() as read:
        assert read.data
        slow.append(asked())  # it was read to its end
        assert slow[-1].status_code == 200
    for each in slow:
        each.close()
    app.extensions["nutgraf"].close()
