"""Every way to the hits of a search counts the same."""

from __future__ import annotations

import csv
import io
import re
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

import pytest
from lxml import etree
from werkzeug.datastructures import MultiDict

from tests.web.reading import Page
from web.parameters import page_question

if TYPE_CHECKING:
    from flask.testing import FlaskClient

    import search

SEARCHES: list[dict[str, Any]] = [
    {"q": ""},
    {"q": "ledger"},
    {"q": "ledger entry"},
    {"q": "bridge talc falcon", "match": "any"},
    {"q": '"the ledger" -entry'},
    {"q": "walrus"},
    {"q": "title:entry OR payload"},
    {"q": "", "source": ["The Courier", ""]},
    {"q": "ledger", "year": ["2020"]},
    {"q": "", "year": ["", "2021"]},
    {"q": "bridge", "kind": ["quote", "caption"]},
    {"q": "", "kind": ["title"]},
    {"q": "", "author": ["Ann Lee"], "language": ["en"]},
    {"q": "", "section": ['<script>alert("x")</script>']},
    {"q": "ledger", "from": "2020-01-10", "to": "2020-01"},
    {"q": "", "from": "2021", "undated": "1"},
    {"q": "", "undated": "1"},
    {"q": "falcon collapse:off"},
]


@pytest.mark.parametrize("scope", ["article", "paragraph"])
@pytest.mark.parametrize("asked", SEARCHES, ids=lambda asked: urlencode(asked, doseq=True))
def test_library_page_api_exports_feed_and_news_agree(
    client: FlaskClient, archive: search.Archive, asked: dict[str, Any], scope: str
) -> None:
    query = urlencode({**asked, "scope": scope}, doseq=True)
    pairs = [
        (name, value)
        for name, values in {**asked, "scope": scope}.items()
        for value in (values if isinstance(values, list) else [values])
    ]
    question = page_question(MultiDict(pairs))
    options: dict[str, Any] = {
        "narrow": question.narrow,
        "scope": question.scope,
        "match": question.match,
    }
    total = archive.search(question.text, **options, limit=0).total

    assert len(list(archive.hits(question.text, **options))) == total
    assert archive.news(question.text, **options, after=0).total == total
    assert page_total(client, query) == total
    assert client.get(f"/api/v1/search?limit=0&{query}").get_json()["total"] == total
    for root in ("/export", "/api/v1/export"):
        assert exported(client, root, query) == [total] * 3
    assert fed(client, f"/feed?{query}") == total


def page_total(client: FlaskClient, query: str) -> int:
    heading = Page(client.get(f"/?{query}").get_data(as_text=True)).texts("h1")[0]
    return int(re.split(r" ", heading)[0].replace(",", "").replace("No", "0"))


def exported(client: FlaskClient, root: str, query: str) -> list[int]:
    texts = {
        form: client.get(f"{root}?{query}&format={form}").get_data(as_text=True)
        for form in ("jsonl", "csv", "markdown")
    }
    return [
        texts["jsonl"].count("\n"),
        len(list(csv.DictReader(io.StringIO(texts["csv"], newline="")))),
        len(re.findall(r"^## ", texts["markdown"], re.MULTILINE)),
    ]


def fed(client: FlaskClient, address: str) -> int:
    """Count the entries of a feed on all its pages."""
    count = 0
    following: str | None = address
    while following:
        feed = etree.fromstring(client.get(following).get_data())
        count += len(feed.findall("{*}entry"))
        following = next(
            (
                str(link.get("href")).removeprefix("http://localhost")
                for link in feed.findall("{*}link")
                if link.get("rel") == "next"
            ),
            None,
        )
    return count
