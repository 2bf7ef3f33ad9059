"""The timeline: what its bars say and where they lead."""

from __future__ import annotations

import re
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

QUERIES = ["", "ferry", "storm", "strike -storm", "date:2021-09", "source:herald", "ferr*"]


@pytest.fixture(scope="module")
def app(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Flask]:
    with charted.served_from(tmp_path_factory.mktemp("charted")) as app:
        yield app


@pytest.fixture
def archive(app: Flask) -> search.Archive:
    found: search.Archive = app.extensions["nutgraf"]
    return found


def total(client: FlaskClient, address: str) -> int:
    """Return how many hits the page at an address says there are."""
    (heading, *_) = page(client, address).texts("h1")
    return int(heading.split()[0].replace(",", ""))


def bars(shown: Page) -> list[tuple[str, int]]:
    """Return where each bar leads, and its number."""
    return [
        (link.attributes["href"] or "", int(link.attributes["data-count"] or 0))
        for link in shown.all("a")
        if "data-count" in link.attributes
    ]


@pytest.mark.parametrize("scope", ["article", "paragraph"])
@pytest.mark.parametrize("query", QUERIES)
def test_each_bar_leads_to_as_many_hits_as_it_says(
    client: FlaskClient, query: str, scope: str
) -> None:
    for path in ("/", "/timeline"):
        shown = page(client, f"{path}?q={query}&scope={scope}")
        assert bars(shown)
        for address, count in bars(shown):
            assert total(client, address) == count


@pytest.mark.parametrize("unit", ["", "day", "week", "month", "year"])
def test_table_adds_up_to_all_hits(client: FlaskClient, archive: search.Archive, unit: str) -> None:
    shown = page(client, f"/timeline?q=ferry&unit={unit}")
    cells = [
        each.text
        for each in shown.all("td")
        if "details" in each.path and not each.path.count("header")
    ]
    counts = [int(cell.replace(",", "")) for cell in cells[0::3]]
    held = [int(cell.replace(",", "")) for cell in cells[1::3]]
    assert sum(counts[:-1]) == counts[-1] == archive.search("ferry").total
    assert sum(held[:-1]) == held[-1] == archive.search("").total


def test_bars_say_their_days_and_of_how_many_they_are(client: FlaskClient) -> None:
    titles = page(client, "/timeline?q=storm").texts("title")
    assert "1 August 2021: 1 of 1 article (100%)" in titles
    assert "2 August 2021: 0 of 1 article (0%)" not in titles
    titles = page(client, "/timeline?q=storm&unit=month").texts("title")
    assert "August 2021: 12 of 23 articles (52%)" in titles


def test_where_the_archive_holds_nothing_is_said_and_drawn(client: FlaskClient) -> None:
    for path in ("/", "/timeline"):
        shown = page(client, f"{path}?q=storm")
        assert "The archive holds nothing from 12 to 19 August 2021." in shown.texts("li")
        titles = shown.texts("title")
        assert "The archive holds nothing from 12 to 19 August 2021" in titles
        assert len(shown.all("rect", class_="gap")) >= 1


def test_nothing_is_said_to_be_missing_where_all_is_held(client: FlaskClient) -> None:
    shown = page(client, "/timeline?q=storm&from=2021-08-01&to=2021-08-11")
    assert not shown.all("rect", class_="gap")
    assert not [text for text in shown.texts("li") if "holds nothing" in text]


def test_gap_under_a_narrowing_is_one_of_the_narrowing(client: FlaskClient) -> None:
    shown = page(client, "/timeline?q=storm&source=The+Herald")
    (said,) = [text for text in shown.texts("li") if "holds nothing" in text]
    assert said.startswith("Under this narrowing the archive holds nothing")


def test_undated_have_a_bar_of_their_own(client: FlaskClient) -> None:
    shown = page(client, "/timeline?q=ferry")
    (link,) = shown.all("a", class_="undated")
    assert link.attributes["href"] == "/timeline?q=ferry&undated=1"
    assert "Undated: 1 of 2 articles (50%)" in shown.texts("title")
    assert "1 article over time" in page(client, "/timeline?q=ferry&undated=1").texts("h1")


def test_outlier_stands_beside_the_bars(client: FlaskClient) -> None:
    shown = page(client, "/timeline?q=ferry")
    (said,) = [each for each in shown.all("a") if "1850" in each.text and "Before" in each.text]
    assert said.text == "Before these days: 1 of 1 article, from May 1850 to July 2021"
    assert total(client, said.attributes["href"] or "") == 1


def test_dates_that_are_not_exact_are_counted_apart(client: FlaskClient) -> None:
    shown = page(client, "/timeline?q=ferry&unit=day")
    (link,) = [each for each in shown.all("a") if "known only" in each.text]
    assert link.text.startswith("1 article is known only to the month or the year, and in no bar")
    assert link.attributes["href"] == "/timeline?q=ferry&unit=month"
    by_month = page(client, "/timeline?q=ferry&unit=month")
    assert "September 2021: 10 of 10 articles (100%)" in by_month.texts("title")


def test_units_can_be_chosen(client: FlaskClient) -> None:
    shown = page(client, "/timeline?q=ferry")
    for unit, name in (("day", "Days"), ("week", "Weeks"), ("month", "Months"), ("year", "Years")):
        (link,) = [each for each in shown.all("a") if each.text == name]
        assert link.attributes["href"] == f"/timeline?q=ferry&unit={unit}"
        chosen = page(client, f"/timeline?q=ferry&unit={unit}")
        assert name in chosen.texts("a", aria_current="true")
        assert f"Articles by {unit}" in chosen.texts("h2")[-1]


def test_unit_with_too_many_bars_says_what_is_shown_instead(client: FlaskClient) -> None:
    shown = page(client, "/timeline?unit=day&from=1900&to=2021")
    assert "By day these would be too many bars; they are shown by month." not in shown.texts("li")
    assert "By day these would be too many bars; they are shown by year." in shown.texts("li")


def test_one_can_zoom_out(client: FlaskClient) -> None:
    shown = page(client, "/timeline?q=ferry&from=2021-08-12&to=2021-08-19")
    links = {each.text: each.attributes["href"] for each in shown.all("a")}
    assert links["All dates"] == "/timeline?q=ferry"
    assert links["2021"] == "/timeline?q=ferry&from=2021&to=2021"
    assert links["August 2021"] == "/timeline?q=ferry&from=2021-08&to=2021-08"


def test_share_is_shown_by_source(client: FlaskClient) -> None:
    shown = page(client, "/timeline?q=storm&share=1&unit=month")
    names = [text for text in shown.texts("bdi") if text.startswith("The ")]
    assert {"The Courier", "The Herald"} <= set(names)
    titles = shown.texts("title")
    assert "August 2021: 12 of 23 articles (52%)" in titles
    assert "August 2021: 8 of 15 articles (53%)" in titles
    for address, count in bars(shown):
        assert total(client, address) == count


def test_other_sources_unfold(client: FlaskClient, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("web.charts.timeline.TOP_SOURCES", 1)
    shown = page(client, "/timeline?q=ferry&share=1&unit=week")
    (link,) = [each for each in shown.all("a") if "more source" in each.text]
    assert link.text == "Show 2 more sources"
    everything = page(client, link.attributes["href"] or "")
    assert len(everything.all("svg", class_="bars")) > len(shown.all("svg", class_="bars"))


def test_search_is_kept_by_every_link(client: FlaskClient) -> None:
    shown = page(client, "/timeline?q=storm&source=The+Herald&match=any&scope=paragraph")
    for address, _ in bars(shown):
        for part in ("q=storm", "source=The+Herald", "match=any", "scope=paragraph"):
            assert part in address


def test_without_hits_the_page_shows_what_the_archive_holds(client: FlaskClient) -> None:
    shown = page(client, "/timeline?q=zyzzyva")
    assert shown.texts("h1") == ["0 articles over time"]
    assert not bars(shown)
    assert "The archive holds nothing from 12 to 19 August 2021." in shown.texts("li")


def test_days_without_articles_are_said_to_be_so(client: FlaskClient) -> None:
    shown = page(client, "/timeline?q=ferry&from=2021-08-13&to=2021-08-15")
    assert "The archive holds nothing from 13 to 15 August 2021." in shown.texts("li")


def test_hostile_texts_are_escaped(client: FlaskClient) -> None:
    for address in ("/timeline?q=%22><script>&share=1", "/timeline?share=1", "/timeline?q=payload"):
        shown = page(client, address)
        assert not [each for each in shown.all("script") if not each.attributes.get("src")]
        assert not [each for each in shown.elements if "style" in each.attributes]
        assert not [
            each for each in shown.elements if any(a.startswith("on") for a in each.attributes)
        ]


def test_query_without_a_reading_is_said(client: FlaskClient) -> None:
    assert "2021-02-30" in page(client, "/timeline?q=date:2021-02-30", 400).texts("bdi")[0]


def test_plots_are_named_for_those_who_do_not_see_them(client: FlaskClient) -> None:
    shown = page(client, "/timeline?q=storm")
    for plot in shown.all("svg", role="group"):
        assert plot.attributes["aria-label"]
    others = [each for each in shown.all("svg") if each.attributes.get("role") is None]
    assert all(each.attributes.get("aria-hidden") == "true" for each in others)


def test_bars_stay_within_the_plot(client: FlaskClient) -> None:
    for query in QUERIES:
        shown = page(client, f"/timeline?q={query}&share=1")
        for bar in shown.all("rect", class_="bar"):
            y, height = (int(bar.attributes[name] or -1) for name in ("y", "height"))
            assert y >= 0
            assert height >= 2
            places = [
                re.fullmatch(r"([\d.]+)%", bar.attributes[name] or "") for name in ("x", "width")
            ]
            assert sum(float(place[1]) for place in places if place) <= 100.01
