"""Articles about the same as one."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.web.articles import BRIDGE
from tests.web.reading import Page

if TYPE_CHECKING:
    from flask import Flask
    from flask.testing import FlaskClient


def read(client: FlaskClient, address: str) -> Page:
    with client.get(address) as response:
        assert response.status_code == 200
        return Page(response.get_data(as_text=True))


def test_similar_articles_are_those_of_the_library(odd: Flask) -> None:
    archive = odd.extensions["nutgraf"]
    page = read(odd.test_client(), "/similar/own0?q=envoy")
    links = [
        str(a.attributes["href"]) for a in page.all("a") if "main" in a.path and "li" in a.path
    ]
    expected = [hit.article.id for hit in archive.similar("own0", limit=30)]
    assert expected
    assert links == [f"/a/{article}?q=envoy" for article in expected]


def test_article_shows_the_first_of_them_and_leads_to_all(odd: Flask) -> None:
    page = read(odd.test_client(), "/a/own0?q=envoy")
    more = next(a for a in page.all("a") if a.text == "More similar articles")
    assert more.attributes["href"] == "/similar/own0?q=envoy"
    all_of_them = read(odd.test_client(), str(more.attributes["href"]))
    back = next(a for a in all_of_them.all("a") if a.text == "← Back to the article")
    assert back.attributes["href"] == "/a/own0?q=envoy"


def test_near_identical_articles_are_no_similar_ones(odd: Flask) -> None:
    page = read(odd.test_client(), "/similar/wire1")
    main = [str(a.attributes["href"]) for a in page.all("a") if "main" in a.path]
    assert [href for href in main if href.startswith("/a/wire")] == ["/a/wire1"]


def test_article_like_no_other_says_so(odd: Flask, client: FlaskClient) -> None:
    assert "No other article" in read(odd.test_client(), "/similar/hebrew").one("main").text
    page = read(client, f"/a/{BRIDGE}")
    assert [a.attributes["href"] for a in page.all("a") if a.text == "Similar articles"] == [
        f"/similar/{BRIDGE}"
    ]
