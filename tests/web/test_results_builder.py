"""The form that writes queries: whatever is typed, what it writes can be read."""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import parse_qs, urlencode, urlsplit

import pytest
from hypothesis import given
from hypothesis import strategies as st

import search
from tests.web.reading import Page
from web.results.builder import Wishes, built_query

if TYPE_CHECKING:
    from flask.testing import FlaskClient

WORDS = ("peace", "U.S.", "AT&T", "it's", "l’été", "al-qaeda", "東京", "a*", "masood~2", "=organ")
SIGNS = ("AND", "or", "w/5", "NEAR/3", "title:", "date:2021-99", "/x(/", "^3", "collapse:off")
MARKS = ('"', "“", "”", "(", ")", "-", "*", "?", "~", "..", "'", "\u202e", "\x00", "\n")
PIECES = st.sampled_from((*WORDS, *SIGNS, *MARKS))
TEXTS = st.lists(PIECES, max_size=5).map(" ".join) | st.text(max_size=20)


@given(
    st.builds(
        Wishes,
        all=TEXTS,
        phrase=TEXTS,
        any=TEXTS,
        none=TEXTS,
        first=TEXTS,
        second=TEXTS,
        title=TEXTS,
        author=TEXTS,
        source=TEXTS,
    )
)
def test_what_is_written_can_be_read(wishes: Wishes) -> None:
    text = built_query(wishes)
    query = search.parse(text)
    assert query.collapse
    if text:
        assert search.parse(str(query)) == query


@pytest.mark.parametrize(
    ("wishes", "text"),
    [
        (Wishes(), ""),
        (Wishes(all="peace talks"), "peace talks"),
        (Wishes(all="cats AND dogs"), 'cats "AND" dogs'),
        (Wishes(all='peace "lion of panjshir"'), 'peace "lion of panjshir"'),
        (Wishes(all="title:x (a -b"), '"title:x" "(a" "-b"'),
        (Wishes(phrase='so "called'), '"so called"'),
        (Wishes(any="massoud"), "massoud"),
        (Wishes(any="massoud masood*"), "(massoud OR masood*)"),
        (Wishes(none='peace "cease fire"'), '-peace -"cease fire"'),
        (Wishes(first="cia", second="ahmad shah", within=3), 'cia w/3 "ahmad shah"'),
        (Wishes(second="saleh"), "saleh"),
        (Wishes(author="Ann Lee", source="courier"), "author:(Ann Lee) source:courier"),
        (Wishes(since="2021"), "date:2021.."),
        (Wishes(since="2021-08", until="2021-08"), "date:2021-08"),
        (Wishes(all="U.S. AT&T … --"), 'U.S. "AT&T"'),
    ],
)
def test_query_is_what_people_would_type(wishes: Wishes, text: str) -> None:
    assert built_query(wishes) == text
    assert search.parse(text).notices == ()


def read(client: FlaskClient, wishes: dict[str, str], status: int = 200) -> Page:
    with client.get(f"/build?{urlencode(wishes)}") as response:
        assert response.status_code == status
        return Page(response.get_data(as_text=True))


def test_form_shows_what_it_wrote_and_how_much_that_finds(client: FlaskClient) -> None:
    page = read(client, {"all": "bridge", "none": "zebra", "scope": "paragraph"})
    built = page.one("div", id="built")
    assert " ".join(built.text.split()) == "Your query: bridge -zebra 4 paragraphs"
    link = next(link for link in page.all("a") if link.text == "bridge -zebra")
    assert link.attributes["href"] == "/?q=bridge+-zebra&scope=paragraph"
    assert page.one("input", id="all").attributes["value"] == "bridge"


def test_form_leads_to_the_results(client: FlaskClient) -> None:
    with client.get("/build?all=bridge%0d%0aX-Evil:+1&any=&go=1") as response:
        assert response.status_code == 303
        assert "X-Evil" not in response.headers
        address = urlsplit(response.headers["Location"])
    assert address.path == "/"
    assert parse_qs(address.query) == {"q": ['bridge "X-Evil:" 1']}


def test_empty_form_asks_again(client: FlaskClient) -> None:
    page = read(client, {"go": "1", "all": "  "})
    assert not page.one("div", id="built").text.strip()


@pytest.mark.parametrize("wrong", [{"from": "soon"}, {"within": "0"}, {"scope": "book"}])
def test_what_cannot_be_meant_is_a_400(client: FlaskClient, wrong: dict[str, str]) -> None:
    read(client, {"all": "bridge", **wrong}, status=400)


def test_dates_the_wrong_way_round_are_said_on_the_form(client: FlaskClient) -> None:
    page = read(client, {"all": "bridge", "from": "2022", "to": "2021"})
    assert "date:2022..2021" in page.one("div", id="built").text


def test_hostile_text_stays_text(client: FlaskClient) -> None:
    attack = "\"><script>alert(1)</script>'"
    page = read(client, {"all": attack, "source": attack})
    assert page.one("input", id="all").attributes["value"] == attack
    assert all(script.attributes.get("src") for script in page.all("script"))
