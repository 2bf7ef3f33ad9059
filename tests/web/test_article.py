"""The page of an article."""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import quote

import pytest

from tests.web.articles import BRIDGE, HOSTILE
from tests.web.reading import Page

if TYPE_CHECKING:
    from flask import Flask
    from flask.testing import FlaskClient

    import search


def read(client: FlaskClient, address: str, status: int = 200) -> Page:
    with client.get(address) as response:
        assert response.status_code == status
        return Page(response.get_data(as_text=True))


def words(text: str) -> str:
    return " ".join(text.split())


def facts(page: Page) -> dict[str, str]:
    return dict(zip(page.texts("dt"), page.texts("dd"), strict=True))


def test_every_paragraph_has_an_anchor_and_a_permalink(client: FlaskClient) -> None:
    page = read(client, f"/a/{BRIDGE}")
    anchors = [e.attributes["id"] for e in page.elements if e.attributes.get("id", "")]
    assert [a for a in anchors if a and a[0] == "p"] == [f"p{number}" for number in range(31)]
    links = [link.attributes["href"] for link in page.all("a", class_="number")]
    assert links == [f"#p{number}" for number in range(1, 31)]


def test_permalink_of_an_article_is_without_the_search(client: FlaskClient) -> None:
    page = read(client, f"/a/{BRIDGE}?q=bridge&scope=paragraph&page=2")
    assert page.one("link", rel="canonical").attributes["href"] == f"http://localhost/a/{BRIDGE}"
    (plain,) = [link for link in page.all("a") if link.text == "Without marks"]
    assert read(client, str(plain.attributes["href"])).all("mark") == []


def test_title_is_the_heading_and_the_page_title(client: FlaskClient) -> None:
    page = read(client, f"/a/{BRIDGE}")
    assert page.one("h1").text == "The bridge reopened"
    assert page.texts("title")[0] == "The bridge reopened"
    assert page.one("article").attributes["lang"] == "en"


def test_article_without_title_is_headed_by_its_opening_words(client: FlaskClient) -> None:
    heading = read(client, "/a/undated").one("h1")
    assert heading.text.startswith("Of no known day.")
    assert "id" not in heading.attributes


def test_kinds_are_told_apart(client: FlaskClient) -> None:
    page = read(client, f"/a/{BRIDGE}")
    headings = [e.text for e in page.all("h2") if "article" in e.path and "details" not in e.path]
    assert headings == ["What it cost"]
    assert page.texts("blockquote") == ["We waited for this bridge."]
    assert "Caption: The bridge on Monday." in page.one("div", class_="caption").text
    assert "By Ann Lee" in words(page.one("div", class_="byline").text)
    assert "Sign up" in page.one("div", class_="boilerplate").text


def test_headings_leave_out_no_level(client: FlaskClient, odd: Flask) -> None:
    for page in (
        read(client, f"/a/{BRIDGE}?q=bridge"),
        read(odd.test_client(), "/a/report?q=pilots"),
        read(odd.test_client(), "/a/wire1"),
    ):
        levels = [int(e.tag[1]) for e in page.elements if e.tag in ("h1", "h2", "h3", "h4")]
        assert levels[0] == 1
        assert levels.count(1) == 1
        assert max(levels) <= 2


def test_points_that_follow_one_another_are_one_list(client: FlaskClient) -> None:
    """Of the points, the first has boilerplate after it; the other two share a list."""
    page = read(client, f"/a/{BRIDGE}")
    lists = [e for e in page.all("ul", role="list") if "header" not in e.path]
    points = [words(each.text) for each in lists if "article" in each.path]
    assert points == [
        "6 Four lanes. Cite paragraph 6",
        "8 Two towers. Cite paragraph 8 9 No toll. Cite paragraph 9",
    ]


def test_head_says_where_when_and_by_whom(client: FlaskClient) -> None:
    page = read(client, f"/a/{BRIDGE}")
    assert page.texts("p", class_="kicker") == ["The Courier World"]
    assert page.texts("p", class_="credit") == ["By Ann Lee, Bo Day"]
    assert page.texts("p", class_="dateline") == ["Genoa 17 August 2021 Updated 1 September 2021"]


def test_all_that_is_known_is_said(client: FlaskClient) -> None:
    page = read(client, f"/a/{BRIDGE}")
    assert facts(page) == {
        "Source": "The Courier",
        "Section": "World",
        "By": "Ann Lee, Bo Day",
        "Date": "17 August 2021",
        "Updated": "1 September 2021",
        "Place": "Genoa",
        "Tags": "bridges, steel",
        "Language": "en",
        "Address": "https://courier.example.com/bridge?a=1&b=2",
        "File": "2021/bridge.txt",
        "Id": BRIDGE,
    }
    for link in (
        next(link for link in page.all("a") if "dd" in link.path),
        next(link for link in page.all("a") if link.text.startswith("Source")),
    ):
        assert link.attributes["href"] == "https://courier.example.com/bridge?a=1&b=2"
        assert link.attributes["rel"] == "noopener noreferrer"


def test_nothing_is_invented(client: FlaskClient) -> None:
    page = read(client, "/a/undated")
    assert facts(page) == {"Date": "undated", "Id": "undated"}
    assert not page.all("time")


def test_origin_of_each_value_and_what_the_source_says_beyond(odd: Flask) -> None:
    page = read(odd.test_client(), "/a/report")
    assert facts(page) == {
        "Source": "reports.example.com derived from the address",
        "Date": "1 August 2021 derived from the path",
        "Description": "What the commission found.",
        "Language": "en derived from the text",
        "File": "reports/2021/08/commission.pdf",
        "doi": "10.1000/182",
        "<i>": "<b>bold</b>",
        "Id": "report",
    }
    assert page.texts("p", class_="dateline") == ["1 August 2021 (derived from the path)"]
    assert page.texts("ul", class_="paths") == ["mirror/commission.pdf mirror/<b>.pdf"]


def test_why_a_date_is_not_known_is_said(odd: Flask) -> None:
    (said,) = read(odd.test_client(), "/a/doubtful").texts("p", class_="dateline")
    assert said == "undated (unsure: 03/04/2021 is 3 April or 4 March)"


def test_pages_are_named_where_they_begin(odd: Flask) -> None:
    page = read(odd.test_client(), "/a/report")
    assert page.texts("span", class_="page") == ["Page 2", "Page 4"]
    beginnings = page.texts("div", class_="paragraph")
    assert [text.split()[:2] for text in beginnings if text.startswith("Page")] == [
        ["Page", "2"],
        ["Page", "4"],
    ]


def test_direction_is_that_of_the_writing(odd: Flask, client: FlaskClient) -> None:
    page = read(odd.test_client(), "/a/hebrew")
    assert page.one("article").attributes["dir"] == "rtl"
    assert page.one("article").attributes["lang"] == "he"
    assert page.one("h1").attributes["dir"] == "auto"
    assert {e.attributes["dir"] for e in page.all("span", dir="ltr")} == {"ltr"}
    assert read(client, f"/a/{BRIDGE}").one("article").attributes["dir"] == "ltr"


@pytest.mark.parametrize(("article", "machine"), [("month", "2021-08"), ("year", "2021")])
def test_machines_read_the_same_precision(client: FlaskClient, article: str, machine: str) -> None:
    times = read(client, f"/a/{article}").all("time")
    assert {time.attributes["datetime"] for time in times} == {machine}


def test_marks_of_the_query_are_kept(client: FlaskClient, archive: search.Archive) -> None:
    page = read(client, f"/a/{BRIDGE}?q=bridge+talks")
    found = archive.marked(archive.article(BRIDGE), "bridge talks")
    expected = [each.text[start:end] for each in found for start, end in each.marks]
    assert page.texts("mark") == expected
    assert page.all("mark")[0].path[-1] == "h1"


def test_exact_phrase_marks_only_itself(client: FlaskClient) -> None:
    assert read(client, f'/a/{BRIDGE}?q="this+bridge"').texts("mark") == ["this bridge"]


def test_paragraph_scope_marks_only_paragraphs_with_the_whole_query(client: FlaskClient) -> None:
    page = read(client, f"/a/{BRIDGE}?q=bridge+talks&scope=paragraph")
    assert page.texts("mark") == ["bridge", "talks"]


def test_paragraph_scope_excludes_by_paragraph(client: FlaskClient) -> None:
    page = read(client, f"/a/{BRIDGE}?q=bridge+-talks&scope=paragraph")
    assert len(page.all("mark")) == 3


def test_marks_are_those_of_the_kinds_that_the_search_is_narrowed_to(
    client: FlaskClient, archive: search.Archive
) -> None:
    found = archive.search("bridge", narrow={"kind": ["quote"]}, scope="paragraph")
    page = read(client, f"/a/{BRIDGE}?q=bridge&scope=paragraph&kind=quote")
    assert len(page.all("mark")) == found.total == 1
    page = read(client, f"/a/{BRIDGE}?q=bridge&source=Another")
    assert len(page.all("mark")) > 1


def test_article_that_has_nothing_to_mark_says_so(client: FlaskClient) -> None:
    page = read(client, f"/a/{BRIDGE}?q=zyzzyva")
    assert page.all("mark") == []
    assert page.all("nav", class_="matches") == []
    assert "No paragraph" in page.one("p", class_="unmatched").text


def test_query_without_a_reading_leaves_the_article_readable(client: FlaskClient) -> None:
    page = read(client, f"/a/{BRIDGE}?q=date:2021-02-30")
    assert page.all("mark") == []
    assert "so nothing is marked" in page.one("p", class_="fault").text
    assert "lighthouse" in page.one("article").text


def back(page: Page) -> tuple[str, str | None]:
    link = next(link for link in page.all("a") if "main" in link.path)
    return words(link.text), link.attributes["href"]


def test_back_link_leads_to_the_hit_among_the_results(client: FlaskClient) -> None:
    page = read(client, f"/a/{BRIDGE}?q=bridge&page=2&sort=oldest&source=The+Courier")
    label, address = back(page)
    assert label == "← Results for bridge"
    assert str(address).startswith("/?q=bridge&")
    assert str(address).endswith(f"#hit-{BRIDGE}")
    assert {"page=2", "sort=oldest", "source=The+Courier"} <= set(
        str(address).removeprefix("/?").split("#")[0].split("&")
    )
    assert back(read(client, f"/a/{BRIDGE}?q=")) == ("← All articles", f"/#hit-{BRIDGE}")
    assert back(read(client, f"/a/{BRIDGE}?year=2021"))[0] == "← Results"


def test_back_link_finds_the_hit(client: FlaskClient) -> None:
    for article in (BRIDGE, HOSTILE):
        _, address = back(read(client, f"/a/{quote(article)}?q=bridge+OR+payload"))
        target, _, anchor = str(address).partition("#")
        assert anchor in [e.attributes.get("id") for e in read(client, target).elements]


def test_near_identical_articles_are_named(odd: Flask) -> None:
    page = read(odd.test_client(), "/a/wire1?q=envoy")
    section = page.one("section", id="copies")
    assert [paper in section.text for paper in ("The Quay", "Valley Courier", "Lake Post")] == [
        True,
        True,
        True,
    ]
    assert "Morning Ledger" not in section.text
    links = [a.attributes["href"] for a in page.all("a") if "section" in a.path]
    assert "/a/wire0?q=envoy" in links
    assert not read(odd.test_client(), "/a/report").all("section", id="copies")


def test_citation_and_address_are_printed(client: FlaskClient) -> None:
    printed = read(client, f"/a/{BRIDGE}?q=bridge").one("footer", class_="printed").text
    assert "“The bridge reopened.”" in printed
    assert "https://courier.example.com/bridge?a=1&b=2" in printed
    assert f"http://localhost/a/{BRIDGE}" in printed


def test_unknown_article_is_not_found_in_plain_words(client: FlaskClient, place: object) -> None:
    for room in ("a", "cite", "versions", "similar"):
        page = read(client, f"/{room}/nowhere?q=bridge", status=404)
        assert "This archive has no article “nowhere”." in page.one("main").text
        assert str(place) not in page.one("html").text
