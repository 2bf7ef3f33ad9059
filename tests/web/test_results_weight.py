"""A page of results is light, and asks nobody else for anything."""

from __future__ import annotations

import gzip
import re
from typing import TYPE_CHECKING
from urllib.parse import urljoin

import pytest

from tests.web.reading import Page

if TYPE_CHECKING:
    from flask.testing import FlaskClient

MOST = 60 * 1024  # bytes of HTML, CSS and JavaScript, compressed
_IMPORT = re.compile(r'^import .*?"(\./[^"]+)";$', re.MULTILINE)


def parts(client: FlaskClient, address: str) -> dict[str, str]:
    """Return the text of a page and of all that it loads, by address."""
    waiting = [address]
    found: dict[str, str] = {}
    while waiting:
        place = waiting.pop()
        if place in found:
            continue
        with client.get(place, headers={"Accept-Encoding": "identity"}) as response:
            assert response.status_code == 200, place
            found[place] = response.get_data(as_text=True)
        if place == address:
            page = Page(found[place])
            waiting += [str(link.attributes["href"]) for link in page.all("link")]
            waiting += [str(script.attributes["src"]) for script in page.all("script")]
        elif place.partition("?")[0].endswith(".js"):
            waiting += [urljoin(place, each) for each in _IMPORT.findall(found[place])]
    return found


@pytest.mark.parametrize("address", ["/?q=ledger+OR+bridge", "/?q=ledger&scope=paragraph", "/"])
def test_page_and_all_it_loads_are_light(client: FlaskClient, address: str) -> None:
    found = parts(client, address)
    assert {place.partition("?")[0] for place in found} >= {"/static/style.css", "/static/keys.js"}
    assert sum(len(gzip.compress(text.encode())) for text in found.values()) < MOST / 2


def test_everything_comes_from_here(client: FlaskClient) -> None:
    for place, text in parts(client, "/?q=ledger").items():
        assert place.startswith("/")
        if ".svg" not in place:
            assert not re.findall(r"(?:url\(|src=|@import|from )[\"']?(?:https?:)?//", text), place
