"""The concordance, the comparison of searches, and first mentions."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.web import charted
from tests.web.charted import page

if TYPE_CHECKING:
    from collections.abc import Iterator

    from flask import Flask
    from flask.testing import FlaskClient

    import search
    from tests.web.reading import Page


@pytest.fixture(scope="module")
def app(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Flask]:
    with charted.served_from(tmp_path_factory.mktemp("charted")) as app:
        yield app


@pytest.fixture
def archive(app: Flask) -> search.Archive:
    found: search.Archive = app.extensions["nutgraf"]
    return found


def linked(shown: Page, text: str) -> str:
    """Return where the only link with this text leads."""
    (link,) = [each for each in shown.all("a") if " ".join(each.text.split()) == text]
    return link.attributes["href"] or ""


# Concordance


@pytest.mark.parametrize("sort", ["relevance", "newest", "oldest", "left", "right"])
def test_concordance_shows_the_lines_of_the_library(
    client: FlaskClient, archive: search.Archive, sort: str
) -> None:
    shown = page(client, f"/concordance?q=strike&sort={sort}")
    found = archive.concordance("strike", sort=sort)  # type: ignore[arg-type]
    assert shown.texts("h1") == [f"{found.total} matches in {found.articles} articles"]
    lines = zip(shown.all("td", class_="left"), shown.all("td", class_="right"), strict=True)
    assert [(left.text, right.text) for left, right in lines] == [
        (line.left, line.right) for line in found.lines
    ]
    assert shown.texts("mark") == [line.match for line in found.lines]
    addresses = [
        each.attributes["href"]
        for each in shown.all("a")
        if "td" in each.path and "#p" in str(each.attributes["href"])
    ]
    assert len(addresses) == len(found.lines)
    assert f"/a/{found.lines[0].article.id}?q=strike" in (addresses[0] or "")
    assert (addresses[0] or "").endswith(f"#p{found.lines[0].number}")


def test_concordance_is_paged_to_its_end(
    client: FlaskClient, archive: search.Archive, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("web.charts.concordance.LINES", 5)
    address, seen = "/concordance?q=ferry&sort=left", 0
    while address:
        shown = page(client, address)
        seen += len(shown.all("mark"))
        following = [each.attributes["href"] for each in shown.all("a", rel="next")]
        address = (following or [""])[0] or ""
    assert seen == archive.concordance("ferry", limit=1000).total
    beyond = page(client, "/concordance?q=ferry&page=99")
    assert "There is no page 99. Go to the first." in beyond.texts("p", class_="message")


def test_concordance_without_words_says_so(client: FlaskClient) -> None:
    shown = page(client, "/concordance?q=date:2021")
    assert "The query has no words that could be shown in context." in shown.texts("bdi")
    assert "/?q=date:2021" in linked(shown, "See which articles match.")
    assert "type a word above" in page(client, "/concordance").texts("p", class_="message")[0]


def test_concordance_can_be_narrowed_and_leads_to_all_hits(client: FlaskClient) -> None:
    shown = page(client, "/concordance?q=strike&source=The+Herald&sort=right")
    assert "source=The+Herald" in linked(shown, "Show the articles")
    assert linked(shown, "Remove Source: The Herald ×") == "/concordance?q=strike&sort=right"


# Comparison


def test_searches_are_compared_with_their_numbers(
    client: FlaskClient, archive: search.Archive
) -> None:
    texts = ["storm", "strike", "zyzzyva"]
    shown = page(client, "/compare?unit=month&" + "&".join(f"q={text}" for text in texts))
    assert len(shown.all("polyline")) == 3
    for text in texts:
        count = archive.search(text).total
        assert linked(shown, f"{count} articles") == f"/?q={text}&unit=month"
    assert (
        "August 2021: storm: 12 of 23 articles (52%); strike: 6 of 23 articles (26%);"
        in " ".join(shown.texts("title"))
    )
    found = archive.timelines(texts, unit="month")
    table = [
        each.text
        for each in shown.all("td")
        if "details" in each.path and "header" not in each.path
    ]
    rows = [table[place : place + 4] for place in range(0, len(table), 4)]
    bars = [each.bars[each.periods] for each in found]
    assert rows == [
        [*(str(bar.count) for bar in period), str(period[0].held)]
        for period in zip(*bars, strict=True)
    ]


def test_bad_query_is_said_beside_its_box_and_the_others_are_shown(client: FlaskClient) -> None:
    shown = page(client, "/compare?q=date:2021-02-30&q=storm")
    (box,) = shown.all("input", aria_invalid="true")
    assert box.attributes["value"] == "date:2021-02-30"
    (said,) = shown.all("span", id=box.attributes["aria-describedby"] or "")
    assert "2021-02-30" in said.text
    assert len(shown.all("polyline")) == 1


def test_queries_are_added_and_removed(client: FlaskClient) -> None:
    shown = page(client, "/compare?q=storm&q=strike&source=The+Herald")
    boxes = [each.attributes["value"] for each in shown.all("input", name="q")][1:]
    assert boxes == ["storm", "strike", ""]
    assert linked(shown, "Remove storm") == "/compare?source=The+Herald&q=strike"
    assert len(page(client, "/compare").all("polyline")) == 0
    boxes = [each.attributes["value"] for each in page(client, "/compare").all("input", name="q")]
    assert boxes == ["", "", ""]


def test_at_most_six_are_compared_and_each_once(client: FlaskClient) -> None:
    shown = page(client, "/compare?q=a&q=a&q=b&q=c&q=d&q=e&q=f&q=g&q=h")
    assert len(shown.all("input", name="q")) == 7  # with the search box
    assert "not shown: g, h" in shown.texts("p", class_="message")[0]


def test_narrowing_of_a_comparison_is_kept_by_its_form_and_links(client: FlaskClient) -> None:
    shown = page(client, "/compare?q=storm&q=strike&source=The+Herald&from=2021-08&to=2021-08")
    hidden = [
        (each.attributes["name"], each.attributes["value"])
        for each in shown.all("input", type="hidden")
    ]
    assert ("source", "The Herald") in hidden
    for text in ("Share", "Weeks", "All dates"):
        address = linked(shown, text)
        assert address.endswith("q=storm&q=strike")
        assert "source=The+Herald" in address
    assert linked(shown, "Remove Source: The Herald ×") == (
        "/compare?from=2021-08&to=2021-08&q=storm&q=strike"
    )
    (plot,) = shown.all("svg", class_="compared")
    assert plot.attributes["data-days"] == "/compare?source=The+Herald&q=storm&q=strike"


def test_lines_are_told_apart_without_colour(client: FlaskClient) -> None:
    shown = page(client, "/compare?" + "&".join(f"q={text}" for text in "abcdef"))
    classes = {each.attributes.get("class") for each in shown.all("g")}
    assert {f"line{number}" for number in range(1, 7)} <= classes


# First mentions


def test_first_of_each_source_and_of_all(client: FlaskClient, archive: search.Archive) -> None:
    shown = page(client, "/first?q=storm")
    found = archive.first_mentions("storm")
    sources = [each.text for each in shown.all("th", scope="row") if "main" in each.path]
    assert sources == [each.source for each in found]
    (heading,) = [text for text in shown.texts("h2") if text.startswith("First of all")]
    assert heading == "First of all: 1 August 2021, The Herald"
    assert "Held from 1 May 1850" in shown.texts("td", class_="covered")
    assert linked(shown, f"{found[0].total} articles").startswith("/?q=storm&")


def test_first_that_may_not_be_the_first_is_said_to_be_so(client: FlaskClient) -> None:
    cautions = page(client, "/first?q=ferry").texts("p", class_="caution")
    assert any(
        "This is the earliest that the archive holds of this source" in text for text in cautions
    )
    assert any("None of its articles that match has a date" in text for text in cautions)


def test_first_mentions_are_paged(client: FlaskClient, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("web.charts.first.SOURCES", 1)
    address, seen = "/first?q=ferr*", []
    while address:
        shown = page(client, address)
        seen += [each.text for each in shown.all("th", scope="row") if "main" in each.path]
        following = [each.attributes["href"] for each in shown.all("a", rel="next")]
        address = (following or [""])[0] or ""
    assert len(seen) == 3
    assert {"The Courier", "The Herald"} < set(seen)


def test_first_mentions_of_nothing(client: FlaskClient) -> None:
    assert "No article matches." in page(client, "/first?q=zyzzyva").texts("p", class_="message")
    assert "type a word" in page(client, "/first").texts("p", class_="message")[0]


# All of them


@pytest.mark.parametrize("path", ["/concordance", "/compare", "/first"])
@pytest.mark.parametrize("query", ["payload", "ferry", "%22%3E%3Cscript%3Ealert(1)%3C/script%3E"])
def test_hostile_texts_are_escaped(client: FlaskClient, path: str, query: str) -> None:
    shown = page(client, f"{path}?q={query}")
    assert not [each for each in shown.all("script") if not each.attributes.get("src")]
    assert not [each for each in shown.elements if "style" in each.attributes]
    for each in shown.elements:
        assert not [name for name in each.attributes if name.startswith("on")]


@pytest.mark.parametrize("path", ["/concordance", "/first"])
def test_query_without_a_reading_is_said(client: FlaskClient, path: str) -> None:
    assert "2021-02-30" in page(client, f"{path}?q=date:2021-02-30", 400).texts("bdi")[0]


@pytest.mark.parametrize("path", ["/timeline", "/concordance", "/compare", "/first"])
def test_bad_parameter_is_said(client: FlaskClient, path: str) -> None:
    page(client, f"{path}?q=a&from=soon", 400)
    page(client, f"{path}?q=a&unit=decade", 400)
