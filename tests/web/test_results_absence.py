"""What the page says where nothing was found: each number is what its link finds."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.web.reading import Page

if TYPE_CHECKING:
    from flask.testing import FlaskClient


def read(client: FlaskClient, address: str) -> Page:
    with client.get(address) as response:
        assert response.status_code == 200
        return Page(response.get_data(as_text=True))


@pytest.mark.parametrize(
    "address",
    [
        "/?q=bridge+ledger",
        "/?q=bridge+ledger&scope=paragraph",
        "/?q=title:(bridge+ledger)+talks",
        "/?q=ledger+-entry",
        "/?q=bridge&year=2020",
        "/?q=bridge&author=Bo+Day&source=Nobody&undated=1",
        "/?q=lighthouse+harbour&from=2021&to=2022",
        "/?q=&source=The+Courier&year=2020",
    ],
)
def test_each_number_is_what_its_link_finds(client: FlaskClient, address: str) -> None:
    page = read(client, address)
    assert page.texts("h1")[0].startswith("0 ")
    links = [link for link in page.all("a") if "tbody" in link.path]
    assert links
    for link in links:
        assert (
            read(client, str(link.attributes["href"]))
            .texts("h1")[0]
            .removesuffix(" in this archive")
            == link.text
        )


def test_part_that_is_to_blame_is_named(client: FlaskClient) -> None:
    page = read(client, "/?q=bridge+zzzz+talks")
    cells = [cell for cell in page.all("td") if "main" in cell.path]
    texts = [cell.text for cell in cells]
    assert page.texts("th", scope="row") == ["bridge", "zzzz", "talks"]
    assert texts == ["1 article", "nothing", "nothing", "1 article", "1 article", "nothing"]


def test_one_word_has_no_parts(client: FlaskClient) -> None:
    page = read(client, "/?q=zzzz")
    assert not page.all("table", class_="parts")


def test_what_was_searched_is_said(client: FlaskClient) -> None:
    page = read(client, "/?q=zzzz")
    assert page.texts("p", class_="searched") == ["Nothing matches in 52 articles from 2 sources."]
