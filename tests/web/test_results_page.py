"""The page of results: what it says, and where its links lead."""

from __future__ import annotations

import datetime
import json
import re
from typing import TYPE_CHECKING

import pytest

import search
import web
from tests.web.articles import BRIDGE
from tests.web.reading import Page

if TYPE_CHECKING:
    from pathlib import Path

    from flask import Flask
    from flask.testing import FlaskClient


def read(client: FlaskClient, address: str, status: int = 200) -> Page:
    with client.get(address) as response:
        assert response.status_code == status
        assert response.mimetype == "text/html"
        return Page(response.get_data(as_text=True))


def titles(page: Page) -> list[str]:
    """Return the titles of the hits, in their order."""
    return [element.text for element in page.all("h2") if "ol" in element.path]


def hit_links(page: Page) -> list[str]:
    """Return where the hits and their paragraphs lead."""
    return [str(link.attributes["href"]) for link in page.all("a") if "ol" in link.path]


def test_empty_query_lists_everything_newest_first(client: FlaskClient) -> None:
    page = read(client, "/")
    assert page.texts("h1") == ["52 articles in this archive"]
    assert page.texts("title")[0] == "Nutgraf"
    assert titles(page)[0] == "The bridge reopened"
    assert [link.text for link in page.all("a", aria_current="true")] == ["Newest"]
    assert "Read as" not in page.one("main").text


def test_blank_query_is_an_empty_one(client: FlaskClient) -> None:
    assert read(client, "/?q=++").texts("h1") == ["52 articles in this archive"]


@pytest.mark.parametrize(
    ("query", "said"),
    [
        ("q=ledger", "45 articles"),
        ("q=lighthouse", "1 article"),
        ("q=ledger&scope=paragraph", "90 paragraphs"),
        ("q=lighthouse&scope=paragraph", "1 paragraph"),
    ],
)
def test_total_is_exact(client: FlaskClient, query: str, said: str) -> None:
    assert read(client, f"/?{query}").texts("h1") == [said]


def test_query_is_echoed_as_understood(client: FlaskClient) -> None:
    page = read(client, "/?q=bridge+talks")
    assert "Read as: bridge AND talks" in page.texts("p", class_="reading")
    assert page.one("input", id="q").attributes["value"] == "bridge talks"
    assert page.texts("title")[0] == "bridge talks – Nutgraf"


def test_box_takes_the_focus_only_while_it_is_empty(client: FlaskClient) -> None:
    assert "autofocus" in read(client, "/").one("input", id="q").attributes
    assert "autofocus" not in read(client, "/?q=bridge").one("input", id="q").attributes
    assert "autofocus" not in read(client, f"/a/{BRIDGE}").one("input", id="q").attributes


def test_box_has_a_label_and_keeps_scope_and_sort(client: FlaskClient) -> None:
    page = read(client, "/?q=ledger&scope=paragraph&sort=oldest")
    assert page.one("label", for_="q").text == "Search the archive"
    form = page.one("form", role="search")
    assert form.attributes["action"] == "/"
    kept = {
        each.attributes["name"]: each.attributes["value"]
        for each in page.all("input", type="hidden")
        if "header" in each.path
    }
    assert kept == {"scope": "paragraph", "sort": "oldest"}


def test_notice_quotes_the_part_of_the_query(client: FlaskClient) -> None:
    page = read(client, "/?q=colour:red+OR+bridge")
    (notice,) = [text for text in page.texts("li") if "There is no field" in text]
    assert notice.startswith("colour")


def test_notices_are_those_of_the_library(client: FlaskClient, archive: search.Archive) -> None:
    query = "“bridge (talks"
    page = read(client, f"/?q={query}")
    notices = archive.search(query).notices
    assert notices
    shown = page.one("ul", class_="notices").text
    assert all(notice.message in shown for notice in notices)


def test_hit_leads_to_its_best_paragraph(client: FlaskClient) -> None:
    page = read(client, "/?q=lighthouse")
    assert titles(page) == ["The bridge reopened"]
    assert hit_links(page) == [f"/a/{BRIDGE}?q=lighthouse#p30"] * 2


def test_hit_of_a_date_leads_to_the_beginning(client: FlaskClient) -> None:
    page = read(client, "/?q=date:2021-08-17")
    links = [link.attributes["href"] for link in page.all("a") if "h2" in link.path]
    assert links == [f"/a/{BRIDGE}?q=date:2021-08-17"]
    assert "more matching" not in page.one("main").text


def test_hit_names_source_date_and_authors(client: FlaskClient) -> None:
    assert read(client, "/?q=lighthouse").texts("p", class_="facts") == [
        "The Courier 17 August 2021 Ann Lee, Bo Day"
    ]


@pytest.mark.parametrize(
    ("query", "date"),
    [("month", "August 2021"), ("known+year", "2021"), ("harbour", "undated")],
)
def test_date_is_as_exact_as_it_is_known(client: FlaskClient, query: str, date: str) -> None:
    assert read(client, f"/?q={query}").texts("p", class_="facts") == [date]


def test_article_without_title_has_its_opening_words(client: FlaskClient) -> None:
    page = read(client, "/?q=harbour")
    assert titles(page) == ["Of no known day. Unlit harbour, dark quay."]


def test_three_snippets_are_marked_and_the_rest_counted(client: FlaskClient) -> None:
    page = read(client, "/?q=falcon")
    assert page.texts("mark") == ["Falcon"] * 3
    assert page.texts("p", class_="more") == ["3 more matching paragraphs"]
    assert hit_links(page) == [
        "/a/many?q=falcon#p1",
        "/a/many?q=falcon#p1",
        "/a/many?q=falcon#p2",
        "/a/many?q=falcon#p3",
        "/?q=falcon&open=many#hit-many",
    ]


def test_match_in_the_title_is_marked_there(client: FlaskClient) -> None:
    page = read(client, "/?q=minerals")
    assert [mark.path[-2:] for mark in page.all("mark")] == [("h2", "a")]
    assert page.all("ul", class_="excerpts") == []


def test_kind_of_a_snippet_is_named(client: FlaskClient) -> None:
    assert read(client, "/?q=kind:caption").texts("small") == ["(caption)"]


def test_paragraphs_of_one_article_share_its_heading(client: FlaskClient) -> None:
    page = read(client, "/?q=falcon&scope=paragraph")
    assert page.texts("h1") == ["6 paragraphs"]
    assert titles(page) == ["Falcon 1."]
    assert len(page.all("mark")) == 6
    assert page.all("p", class_="more") == []


def test_sorts_are_links_that_keep_the_search(client: FlaskClient) -> None:
    page = read(client, "/?q=ledger&scope=paragraph&page=2")
    nav = page.one("nav", class_="sorts")
    assert nav.attributes["aria-label"] == "Order of the results"
    links = {link.text: link for link in page.all("a") if "nav" in link.path}
    assert links["Newest"].attributes["href"] == "/?q=ledger&scope=paragraph&sort=newest"
    assert links["Relevance"].attributes["aria-current"] == "true"
    oldest = read(client, "/?q=ledger&sort=oldest")
    assert titles(oldest)[:2] == ["Entry 0", "Entry 1"]


def test_recent_articles_can_count_more(client: FlaskClient) -> None:
    page = read(client, "/?q=ledger&match=any&page=2")
    nav = page.one("nav", class_="recency")
    assert nav.attributes["aria-label"] == "Whether recent articles count more"
    links = [link for link in page.all("a") if link.text in {"No", "A month", "A year"}]
    assert [(link.text, link.attributes["href"]) for link in links] == [
        ("No", "/?q=ledger&match=any"),
        ("A month", "/?q=ledger&match=any&recency=30"),
        ("A year", "/?q=ledger&match=any&recency=365"),
    ]
    assert ["aria-current" in link.attributes for link in links] == [True, False, False]


@pytest.mark.parametrize(
    ("recency", "current"),
    [("30", "A month"), ("365", "A year"), ("90", "90 days"), ("1", "1 day")],
)
def test_how_much_recent_articles_count_is_told(
    client: FlaskClient, recency: str, current: str
) -> None:
    page = read(client, f"/?q=ledger&recency={recency}")
    told = [link.text for link in page.all("a", aria_current="true")]
    assert told == ["Relevance", current]


@pytest.mark.parametrize("address", ["/?recency=30", "/?q=ledger&sort=newest&recency=30"])
def test_without_relevance_it_does_not_count_how_recent_an_article_is(
    client: FlaskClient, address: str
) -> None:
    page = read(client, address)
    assert page.all("nav", class_="recency") == []
    assert titles(page) == titles(read(client, address.replace("recency=30", "")))


def test_links_and_forms_keep_how_much_recent_articles_count(client: FlaskClient) -> None:
    page = read(client, "/?q=ledger+OR+bridge&recency=30")
    kept = [each.attributes["name"] for each in page.all("input", type="hidden")]
    assert kept.count("recency") == 2  # the forms of the query and of dates
    addresses = [str(each.attributes["href"]) for each in page.all("a")]
    for beginning in ("/a/", "/export", "/timeline", "/concordance", "/saved"):
        found = [each for each in addresses if each.startswith(beginning)]
        assert found
        assert all("recency=30" in each for each in found), beginning
    assert {
        "/?q=ledger+OR+bridge&recency=30&page=2",
        "/?q=ledger+OR+bridge&recency=30&source=The+Courier",
        "/?q=ledger+OR+bridge&recency=30&sort=newest",
    } <= set(addresses)
    feeds = [each for each in addresses if each.startswith("/feed")]
    assert feeds == ["/feed?q=ledger+OR+bridge"]  # which has an order of its own


def test_recent_articles_come_first_on_the_page_in_exports_and_in_the_api(tmp_path: Path) -> None:
    today = datetime.datetime.now().astimezone().date()
    with search.Archive.create(tmp_path) as archive:
        archive.add(
            search.Article.of(text, id=name, title=name, date=date)
            for name, text, date in (
                ("Old", "A ferry, a ferry.", datetime.date(1990, 1, 1)),
                ("New", "A ferry came in.", today),
            )
        )
    app = web.create_app(tmp_path)
    client = app.test_client()
    for recency, expected in (("", ["Old", "New"]), ("&recency=30", ["New", "Old"])):
        assert titles(read(client, f"/?q=ferry{recency}")) == expected
        for address in (f"/export?q=ferry{recency}", f"/api/v1/export?q=ferry{recency}"):
            lines = client.get(address).get_data(as_text=True).splitlines()
            assert [json.loads(line)["article"]["id"] for line in lines] == expected
        hits = client.get(f"/api/v1/search?q=ferry{recency}").get_json()["hits"]
        assert [each["article"]["id"] for each in hits] == expected
    app.extensions["nutgraf"].close()


@pytest.mark.parametrize("recency", ["0", "-1", "week", "1.5"])
def test_no_number_of_days_is_a_400_that_says_what_is(client: FlaskClient, recency: str) -> None:
    with client.get(f"/?q=ledger&recency={recency}") as response:
        assert response.status_code == 400
        assert "it must be a whole number from 1" in response.get_data(as_text=True)


def test_no_hits_are_said_plainly_with_three_tips(client: FlaskClient) -> None:
    page = read(client, "/?q=zyzzyva")
    assert page.texts("p", class_="searched") == ["Nothing matches in 52 articles from 2 sources."]
    items = [item for item in page.all("li") if item.path[-1] == "ul" and "main" in item.path]
    assert len([item for item in items if "section" not in item.path]) == 3


def test_query_without_a_reading_is_shown_with_its_fault(client: FlaskClient) -> None:
    page = read(client, "/?q=bridge+date:2021-02-30", status=400)
    assert page.texts("mark") == ["2021-02-30"]
    assert page.one("p", class_="query").text == "bridge date:2021-02-30"
    assert "2021-02-28" in page.one("p", class_="fault").text
    assert page.one("input", id="q").attributes["value"] == "bridge date:2021-02-30"


def test_query_that_is_too_long_is_an_error_that_keeps_the_text(client: FlaskClient) -> None:
    page = read(client, f"/?q={'bridge+' * 400}", status=400)
    assert page.one("input", id="q").attributes["value"] == "bridge " * 400


@pytest.mark.parametrize(
    ("query", "said"),
    [
        ("sort=best", "relevance, newest, oldest"),
        ("scope=book", "article, paragraph"),
        ("page=0", "whole number from 1"),
        ("page=two", "whole number from 1"),
        ("page=9999999999999999", "whole number from 1"),
        ("page=²", "whole number from 1"),
    ],
)
def test_parameter_without_sense_is_a_400_that_says_what_has(
    client: FlaskClient, query: str, said: str
) -> None:
    assert said in read(client, f"/?q=bridge&{query}", status=400).one("main").text


@pytest.mark.parametrize("scope", ["article", "paragraph"])
@pytest.mark.parametrize("sort", ["relevance", "newest", "oldest"])
def test_paging_reaches_every_hit_once(
    client: FlaskClient, archive: search.Archive, scope: str, sort: str
) -> None:
    address: str | None = f"/?q=ledger&scope={scope}&sort={sort}"
    seen = []
    positions = []
    while address:
        page = read(client, address)
        seen += [
            link.attributes["href"]
            for link in page.all("a")
            if "ol" in link.path and "ul" in link.path
        ]
        positions += [text for text in page.texts("p") if text.startswith("Page ")]
        following = page.all("a", rel="next")
        address = following[0].attributes["href"] if following else None
    expected = [
        (hit.article.id, found.number)
        for hit in archive.hits("ledger", scope=scope, sort=sort)  # type: ignore[arg-type]
        for found in hit.paragraphs
    ]
    places = [re.fullmatch(r"/a/(\w+)\?.*#p(\d+)", each or "") for each in seen]
    assert [(place[1], int(place[2])) for place in places if place] == expected
    pages = 5 if scope == "article" else 9
    assert positions == [f"Page {number} of {pages}" for number in range(1, pages + 1)]


def test_last_page_leads_back_but_not_on(client: FlaskClient) -> None:
    page = read(client, "/?q=ledger&page=5")
    assert page.all("a", rel="next") == []
    assert page.one("a", rel="prev").attributes["href"] == "/?q=ledger&page=4"
    assert len(titles(page)) == 5


@pytest.mark.parametrize("number", [6, 10**9, 10**14])
def test_page_beyond_the_end_leads_to_the_last(client: FlaskClient, number: int) -> None:
    page = read(client, f"/?q=ledger&page={number}")
    assert page.texts("h1") == ["45 articles"]
    assert page.texts("p", class_="message") == [
        f"There is no page {number:,}. Go to the last page, 5."
    ]
    assert "/?q=ledger&page=5" in [link.attributes["href"] for link in page.all("a")]


def test_article_leads_back_to_the_same_page_of_results(client: FlaskClient) -> None:
    page = read(client, "/?q=ledger&sort=oldest&page=2")
    link = next(link for link in page.all("a") if "h2" in link.path)
    article = read(client, str(link.attributes["href"]))
    back = next(link for link in article.all("a") if "Results for" in link.text)
    assert back.attributes["href"] == "/?q=ledger&sort=oldest&page=2#hit-n10"
    assert page.all("li", id="hit-n10")


def test_empty_archive_says_how_to_fill_it(tmp_path: Path) -> None:
    search.Archive.create(tmp_path).close()
    app = web.create_app(tmp_path)
    page = read(app.test_client(), "/")
    app.extensions["nutgraf"].close()
    assert "nutgraf index FOLDER" in page.one("p", class_="message").text


def test_page_has_landmarks_and_a_skip_link(client: FlaskClient) -> None:
    page = read(client, "/?q=ledger")
    assert page.one("html").attributes["lang"] == "en"
    assert page.one("a", class_="skip").attributes["href"] == "#main"
    assert page.one("main").attributes["id"] == "main"
    assert len(page.all("header")) == len(page.all("footer")) == 1
    assert all(nav.attributes.get("aria-label") for nav in page.all("nav"))
    assert page.texts("summary") == [
        "How to search",
        "Narrow the search",
        "About these bars",
    ]


@pytest.mark.parametrize(
    "address", ["/?q=ledger", "/?q=zzzz+ledger", "/build", "/facet?field=year"]
)
def test_page_has_no_script_or_style_of_its_own(client: FlaskClient, address: str) -> None:
    page = read(client, address)
    scripts = page.all("script")
    assert all(not each.text and str(each.attributes["src"])[0] == "/" for each in scripts)
    assert not page.all("style")
    names = {name for element in page.elements for name in element.attributes}
    assert not [name for name in names if name == "style" or name.startswith("on")]


def test_examples_of_the_help_have_a_reading(client: FlaskClient) -> None:
    examples = [code for code in read(client, "/").all("code") if "table" in code.path]
    texts = [code.text for code in examples if code.text not in ("( )", "NOT")]
    assert len(texts) > 20
    for text in texts:
        assert search.parse(text).notices == () or text.endswith((":", "/5", "/s", "/p", "OR"))


def test_creating_the_application_without_an_archive_fails(tmp_path: Path) -> None:
    with pytest.raises(search.ArchiveMissing):
        web.create_app(tmp_path)


def test_other_spellings_and_fewer_words_are_offered(client: FlaskClient) -> None:
    page = read(client, "/?q=brigde+zebra")
    links = {link.text: link.attributes["href"] for link in page.all("a")}
    assert str(links["bridge zebra"]).endswith("q=bridge+zebra")
    (offer,) = page.texts("p", class_="message")
    assert "bridge zebra (bridge: 1 article)" in offer  # zebra is not there either
    page = read(client, "/?q=bridge+zebra")
    (wider,) = [link for link in page.all("a") if link.text.startswith("Search for any")]
    assert "match=any" in str(wider.attributes["href"])
    wide = read(client, str(wider.attributes["href"]))
    assert wide.texts("h1")[0].split()[0] in wider.text
    assert not [link for link in wide.all("a") if link.text.startswith("Search for any")]


def test_other_spellings_say_what_their_links_find(client: FlaskClient) -> None:
    page = read(client, "/?q=brigde+lighthouse")
    (offer,) = page.texts("p", class_="message")
    assert offer == "Did you mean bridge lighthouse (1 article)?"
    (link,) = [link for link in page.all("a") if link.text == "bridge lighthouse"]
    assert read(client, str(link.attributes["href"])).texts("h1") == ["1 article"]


def test_other_spellings_that_find_nothing_are_left_out_where_others_find(
    tmp_path: Path,
) -> None:
    with search.Archive.create(tmp_path) as archive:
        archive.add(
            [
                search.Article.of("The bridge has a lighthouse.", id="a"),
                search.Article.of("The brigade is late.", id="b"),
            ]
        )
    client = web.create_app(tmp_path).test_client()
    assert "brigade" in read(client, "/?q=brigde").texts("p", class_="message")[0]
    offer = read(client, "/?q=brigde+lighthouse").texts("p", class_="message")
    assert offer == ["Did you mean bridge lighthouse (1 article)?"]


def test_search_that_finds_nothing_can_be_saved_and_followed(client: FlaskClient) -> None:
    page = read(client, "/?q=zyzzyva")
    links = {link.text: link.attributes["href"] for link in page.all("a")}
    assert links["Save the search"] == "/saved?q=zyzzyva"
    assert links["follow its feed"] == "/feed?q=zyzzyva"


def test_first_mentions_are_one_link_away_from_the_results(client: FlaskClient) -> None:
    links = {link.text: link.attributes["href"] for link in read(client, "/?q=bridge").all("a")}
    assert links["First mention by source"] == "/first?q=bridge"


def test_addresses_break_after_their_dots(odd: Flask) -> None:
    with odd.test_client().get("/?source=reports.example.com") as response:
        html = response.get_data(as_text=True)
    assert "reports.<wbr>example.<wbr>com" in html
