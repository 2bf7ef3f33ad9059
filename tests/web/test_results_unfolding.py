"""More matching paragraphs of a hit, in place."""

from __future__ import annotations

import datetime
from typing import TYPE_CHECKING

import pytest

import search
import web
from tests.web.reading import Page
from web.results.excerpts import UNFOLDED

if TYPE_CHECKING:
    from collections.abc import Iterator

    from flask.testing import FlaskClient

LONG = 120  # paragraphs that match


@pytest.fixture(scope="module")
def client(tmp_path_factory: pytest.TempPathFactory) -> Iterator[FlaskClient]:
    folder = tmp_path_factory.mktemp("unfolding")
    many = "\n\n".join(f"Falcon {number}.\n\nA dove." for number in range(1, 7))
    odd = 'it\'s "odd" & <b>'
    with search.Archive.create(folder) as archive:
        archive.add(
            [
                search.Article.of(
                    many, id="many", title="Falcon watch", date=datetime.date(2021, 5, 1)
                ),
                search.Article.of(many, id=odd, title="More falcons"),
                search.Article.of("\n\n".join(["Heron <b>."] * LONG), id="long"),
            ]
        )
    app = web.create_app(folder)
    yield app.test_client()
    app.extensions["nutgraf"].close()


def read(client: FlaskClient, address: str) -> Page:
    with client.get(address) as response:
        assert response.status_code == 200
        return Page(response.get_data(as_text=True))


def excerpts(page: Page) -> list[str]:
    links = [
        link for link in page.all("a") if "ul" in link.path and "#p" in str(link.attributes["href"])
    ]
    return [str(link.attributes["href"]) for link in links]


def fold(page: Page, number: int = 0) -> tuple[str, str]:
    """Return the text and the address of a hit's link that unfolds it."""
    folds = [link for link in page.all("a") if link.path[-1] == "p" and "ol" in link.path]
    links = [link for link in folds if "#hit-" in str(link.attributes["href"])]
    return links[number].text, str(links[number].attributes["href"])


def test_link_unfolds_all_matching_paragraphs_in_their_order(client: FlaskClient) -> None:
    page = read(client, "/?q=falcon&source=")
    label, address = fold(page)
    assert label == "3 more matching paragraphs"
    assert len(excerpts(page)) == 6  # three of each hit
    page = read(client, address)
    numbers = [int(each.rpartition("#p")[2]) for each in excerpts(page)]
    assert [1, 3, 5, 7, 9, 11] in (numbers[:6], numbers[-6:])
    label, address = fold(page, 0 if numbers[:6] == [1, 3, 5, 7, 9, 11] else 1)
    assert label == "Fewer paragraphs"
    assert address.startswith("/?q=falcon&source=#hit-")


def test_several_hits_may_be_unfolded(client: FlaskClient) -> None:
    page = read(client, "/?q=falcon")
    for place in (0, 1):
        page = read(client, fold(page, place)[1].partition("#")[0])
    assert len(excerpts(page)) == 12
    assert [fold(page, place)[0] for place in (0, 1)] == ["Fewer paragraphs"] * 2


def test_fragment_is_what_the_page_shows(client: FlaskClient) -> None:
    page = read(client, "/?q=falcon")
    sources = [
        str(link.attributes["data-matches"])
        for link in page.all("a")
        if "data-matches" in link.attributes
    ]
    assert len(sources) == 2
    for place, source in enumerate(sources):
        unfolded = read(client, fold(page, place)[1].partition("#")[0])
        fragment = read(client, source)
        assert len(excerpts(fragment)) == 6
        assert set(excerpts(fragment)) <= set(excerpts(unfolded))
        assert not fragment.all("html")


def test_long_list_is_bounded_and_leads_to_the_rest(client: FlaskClient) -> None:
    page = read(client, "/?q=heron&open=long")
    shown = excerpts(page)
    assert len(shown) == UNFOLDED
    rest = next(link for link in page.all("a") if "in the article" in link.text)
    left = LONG - UNFOLDED - 1  # the first is the title's place
    assert rest.text in (
        f"{left} more matching paragraphs in the article",
        f"{left + 1} more matching paragraphs in the article",
    )
    assert str(rest.attributes["href"]).endswith(f"#p{UNFOLDED + 1}")


def test_article_leads_back_to_what_was_unfolded(client: FlaskClient) -> None:
    page = read(client, "/?q=heron&open=long")
    article = read(client, excerpts(page)[0].partition("#")[0])
    back = next(link for link in article.all("a") if "Results for" in link.text)
    assert back.attributes["href"] == "/?q=heron&open=long#hit-long"


def test_unknown_article_is_no_fault_of_the_page(client: FlaskClient) -> None:
    assert read(client, "/?q=falcon&open=nowhere").texts("h1") == ["2 articles"]
    with client.get("/matches/nowhere?q=falcon") as response:
        assert response.status_code == 404
    with client.get("/matches/many?q=date:2021-02-30") as response:
        assert response.status_code == 400


def test_paragraphs_of_a_chosen_kind_unfold_without_a_query(client: FlaskClient) -> None:
    page = read(client, "/?kind=body&from=2021")
    assert [fold(page)[0], len(excerpts(page))] == ["9 more matching paragraphs", 3]
    assert len(excerpts(read(client, fold(page)[1].partition("#")[0]))) == 12
