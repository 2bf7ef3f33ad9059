"""The matches in an article: steps from one to the next, and the bar that shows where they lie."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

import search
from tests.web.articles import BRIDGE
from tests.web.oddities import LONG, MANY
from tests.web.reading import Page
from web.reading.places import SCREEN, TICKS, WHOLE, places, ticks

if TYPE_CHECKING:
    from flask import Flask
    from flask.testing import FlaskClient


def read(client: FlaskClient, address: str) -> Page:
    with client.get(address) as response:
        assert response.status_code == 200
        return Page(response.get_data(as_text=True))


def anchors(page: Page) -> list[str]:
    return [str(e.attributes.get("id")) for e in page.elements if is_place(e.attributes)]


def is_place(attributes: dict[str, str | None]) -> bool:
    return "place" in str(attributes.get("class", "")).split()


def found(*texts: str, word: str = "x") -> list[search.FoundParagraph]:
    """Return paragraphs in which a letter is marked."""
    return [
        search.FoundParagraph(
            number=number,
            kind="body",
            text=text,
            marks=tuple((i, i + 1) for i, letter in enumerate(text) if letter == word),
            matched=word in text,
            snippet=search.Snippet(""),
        )
        for number, text in enumerate(texts, start=1)
    ]


def test_there_are_as_many_places_as_matching_paragraphs(
    client: FlaskClient, archive: search.Archive
) -> None:
    for query in ("bridge talks", "lanes OR lighthouse", "kind:quote", '"this bridge"'):
        page = read(client, f"/a/{BRIDGE}?q={query}")
        (hit,) = archive.search(f"{query} source:Courier").hits
        assert len(anchors(page)) == hit.matching_paragraphs
        summary = page.one("details", class_="where").text.split()
        assert int(summary[0]) == hit.matching_paragraphs


def test_each_matching_paragraph_leads_to_its_neighbours_around_the_end(
    client: FlaskClient,
) -> None:
    page = read(client, f"/a/{BRIDGE}?q=bridge+talks")
    assert anchors(page) == ["p0", "p3", "p4", "p5"]
    steps = {
        label: [a.attributes["href"] for a in page.all("a", aria_label=label)]
        for label in ("Previous match", "Next match")
    }
    assert steps["Previous match"] == ["#p0", "#p3", "#p4"]
    assert steps["Next match"] == ["#p4", "#p5", "#p0"]


def test_first_and_last_match_can_be_reached(client: FlaskClient) -> None:
    page = read(client, f"/a/{BRIDGE}?q=bridge+lighthouse")
    links = {a.text: a.attributes["href"] for a in page.all("a")}
    assert links["First match"] == "#p0"
    assert links["Last match"] == "#p30"


def test_ticks_lie_where_the_matches_do(client: FlaskClient, archive: search.Archive) -> None:
    page = read(client, f"/a/{BRIDGE}?q=bridge+lighthouse")
    lefts = [int(str(e.attributes["x"])) for e in page.all("rect", class_="tick")]
    texts = [paragraph.text for paragraph in archive.article(BRIDGE).paragraphs]
    before = len("".join(texts[:30])) + texts[30].index("lighthouse")
    assert lefts[-1] == pytest.approx(WHOLE * before / len("".join(texts)), abs=WHOLE / TICKS)
    assert lefts[0] < WHOLE / TICKS


def test_every_tick_is_a_link_and_stands_in_the_list(client: FlaskClient) -> None:
    page = read(client, f"/a/{BRIDGE}?q=bridge+lighthouse")
    bar = [a.attributes["href"] for a in page.all("a") if a.path[-1] == "svg"]
    listed = [
        a for a in page.all("a") if "details" in a.path and "li" in a.path and a.path[-1] == "li"
    ]
    labels = {a.attributes["href"]: a.text for a in listed if str(a.attributes["href"])[0] == "#"}
    assert bar == list(labels)
    assert labels["#p30"] == "¶30"
    assert page.one("svg", class_="bar").attributes["aria-hidden"] == "true"


def test_no_tick_lies_outside_the_bar() -> None:
    texts = ["x" * 10, "y" * 990, "x"]
    for tick in ticks(places(found(*texts)), 1001):
        assert 0 <= tick.left <= WHOLE - tick.width


def test_places_too_near_to_be_told_apart_share_a_tick() -> None:
    where = places(found(*["x"] * 1000))
    shown = ticks(where, 1000)
    assert len(where) == 1000
    assert len(shown) == TICKS
    assert shown[0].label == "¶1 and 8 further places"


def test_long_paragraph_has_a_place_for_each_screen() -> None:
    text = "x" + "y" * (SCREEN - 1) + "x" + "y" * (SCREEN // 2) + "x" + "y" * SCREEN + "x"
    assert [(place.anchor, place.start) for place in places(found(text))] == [
        ("p1-1", 0),
        ("p1-2", SCREEN),
        ("p1-3", text.rindex("x")),
    ]


def test_paragraph_without_marks_that_the_query_picks_is_a_place(client: FlaskClient) -> None:
    assert anchors(read(client, f"/a/{BRIDGE}?q=kind:list")) == ["p6", "p8", "p9"]


def test_long_paragraph_keeps_every_mark_and_its_text(odd: Flask) -> None:
    page = read(odd.test_client(), "/a/endless?q=lantern")
    expected = 1 + (LONG - 1) // 997
    assert page.texts("mark") == ["lantern"] * expected
    assert len(anchors(page)) == expected
    text = next(e.text for e in page.all("p") if e.path[-1] == "div" and len(e.text) > LONG)
    assert len(text.split()) == LONG


def test_article_of_many_paragraphs_shows_them_all(odd: Flask) -> None:
    page = read(odd.test_client(), "/a/crowd?q=buoy")
    assert len(page.all("div", class_="paragraph")) == MANY
    assert len(anchors(page)) == MANY // 3
    assert len(page.all("rect", class_="tick")) <= TICKS
    assert page.one("div", class_="text").attributes["class"] == "text long"


def test_no_id_stands_twice(odd: Flask, client: FlaskClient) -> None:
    for page in (
        read(client, f"/a/{BRIDGE}?q=bridge"),
        read(odd.test_client(), "/a/endless?q=lantern"),
        read(odd.test_client(), "/cite/report?paragraph=1"),
    ):
        ids = [e.attributes["id"] for e in page.elements if "id" in e.attributes]
        assert len(ids) == len(set(ids))
