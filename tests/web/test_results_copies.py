"""How the page of results shows near-identical articles."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

import search
import web
from tests.web.reading import Page
from tests.wire import copies, others

if TYPE_CHECKING:
    from collections.abc import Iterator

    from flask.testing import FlaskClient


@pytest.fixture(scope="module")
def client(tmp_path_factory: pytest.TempPathFactory) -> Iterator[FlaskClient]:
    folder = tmp_path_factory.mktemp("wire")
    with search.Archive.create(folder) as archive:
        archive.add([*copies(), *others()])
    app = web.create_app(folder)
    yield app.test_client()
    app.extensions["nutgraf"].close()


def read(client: FlaskClient, address: str) -> Page:
    with client.get(address) as response:
        assert response.status_code == 200
        return Page(response.get_data(as_text=True))


def test_both_counts_stand_at_the_top(client: FlaskClient) -> None:
    page = read(client, "/?q=envoy")
    assert page.texts("h1") == ["7 articles"]
    assert page.texts("p", class_="copies") == ["4 without near-identical copies"]
    assert len(page.all("li", class_="card")) == 4


def test_a_hit_leads_to_its_copies(client: FlaskClient) -> None:
    page = read(client, "/?q=envoy+OR+strait&sort=newest")
    (link,) = [each for each in page.all("a") if each.text.startswith("+")]
    assert " ".join(link.text.split()) == "+3 papers with near-identical articles: show them all"
    assert link.attributes["title"]
    every = read(client, str(link.attributes["href"]))
    assert every.texts("h1") == ["7 articles"]
    assert len(every.all("li", class_="card")) == 7
    assert every.one("input", id="q").attributes["value"] == "envoy OR strait collapse:off"


def test_nothing_is_said_where_there_are_no_copies(client: FlaskClient) -> None:
    page = read(client, "/?q=league")
    assert page.texts("h1") == ["3 articles"]
    assert not [each for each in page.all("a") if each.text.startswith("+")]
    paragraphs = read(client, "/?q=strait&scope=paragraph")
    assert not paragraphs.all("p", class_="copies")


def test_pages_are_counted_without_the_copies(
    client: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("web.parameters.PAGE_SIZE", 2)
    paging = read(client, "/?q=envoy+-zzzz").one("nav", class_="paging")
    assert paging.text.split()[:4] == ["Page", "1", "of", "2"]
    last = read(client, "/?q=envoy+-zzzz&page=2")
    assert len(last.all("li", class_="card")) == 2


def test_every_copy_is_shown_also_of_a_query_that_was_repaired(client: FlaskClient) -> None:
    page = read(client, '/?q="envoy')
    (link,) = {str(each.attributes["href"]) for each in page.all("a") if each.text.startswith("+")}
    every = read(client, link)
    assert every.texts("h1") == ["7 articles"]
    assert every.one("input", id="q").attributes["value"] == '"envoy" collapse:off'
