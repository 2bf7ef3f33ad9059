"""The page of an article."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.web.articles import BRIDGE
from tests.web.reading import Page

if TYPE_CHECKING:
    from flask.testing import FlaskClient

    import search


def read(client: FlaskClient, address: str, status: int = 200) -> Page:
    with client.get(address) as response:
        assert response.status_code == status
        return Page(response.get_data(as_text=True))


def test_every_paragraph_has_an_anchor_and_a_permalink(client: FlaskClient) -> None:
    page = read(client, f"/a/{BRIDGE}")
    anchors = [e.attributes["id"] for e in page.elements if e.attributes.get("id", "")]
    assert [a for a in anchors if a and a[0] == "p"] == [f"p{number}" for number in range(31)]
    links = [link.attributes["href"] for link in page.all("a", class_="number")]
    assert links == [f"#p{number}" for number in range(1, 31)]


def test_title_is_the_heading_and_the_page_title(client: FlaskClient) -> None:
    page = read(client, f"/a/{BRIDGE}")
    assert page.one("h1").text == "The bridge reopened"
    assert page.texts("title") == ["The bridge reopened"]
    assert page.one("article").attributes["lang"] == "en"


def test_article_without_title_is_headed_by_its_opening_words(client: FlaskClient) -> None:
    heading = read(client, "/a/undated").one("h1")
    assert heading.text.startswith("Of no known day.")
    assert "id" not in heading.attributes


def test_kinds_are_told_apart(client: FlaskClient) -> None:
    page = read(client, f"/a/{BRIDGE}")
    assert page.texts("h2") == ["What it cost"]
    assert page.texts("blockquote") == ["We waited for this bridge."]
    assert "Caption: The bridge on Monday." in page.one("div", class_="caption").text
    assert page.one("div", class_="byline").text.split()[1:] == ["By", "Ann", "Lee"]
    assert "Sign up" in page.one("div", class_="boilerplate").text


def test_points_that_follow_one_another_are_one_list(client: FlaskClient) -> None:
    """Of the points, the first has boilerplate after it; the other two share a list."""
    lists = read(client, f"/a/{BRIDGE}").texts("ul", role="list")
    assert lists == ["6 Four lanes.", "8 Two towers. 9 No toll."]


def test_all_that_is_known_is_said(client: FlaskClient) -> None:
    page = read(client, f"/a/{BRIDGE}")
    facts = dict(zip(page.texts("dt"), page.texts("dd"), strict=True))
    assert facts == {
        "Source": "The Courier",
        "Section": "World",
        "By": "Ann Lee, Bo Day",
        "Date": "17 August 2021",
        "Updated": "1 September 2021",
        "Place": "Genoa",
        "Tags": "bridges, steel",
        "Address": "https://courier.example.com/bridge?a=1&b=2",
        "File": "2021/bridge.txt",
    }
    link = next(link for link in page.all("a") if "dd" in link.path)
    assert link.attributes["href"] == "https://courier.example.com/bridge?a=1&b=2"
    assert link.attributes["rel"] == "noopener noreferrer"


def test_nothing_is_invented(client: FlaskClient) -> None:
    page = read(client, "/a/undated")
    assert page.texts("dt") == ["Date"]
    assert page.texts("dd") == ["undated"]
    assert not page.all("time")


@pytest.mark.parametrize(("article", "machine"), [("month", "2021-08"), ("year", "2021")])
def test_machines_read_the_same_precision(client: FlaskClient, article: str, machine: str) -> None:
    assert read(client, f"/a/{article}").one("time").attributes["datetime"] == machine


def test_marks_of_the_query_are_kept(client: FlaskClient, archive: search.Archive) -> None:
    page = read(client, f"/a/{BRIDGE}?q=bridge+talks")
    found = archive.marked(archive.article(BRIDGE), "bridge talks")
    expected = [each.text[start:end] for each in found for start, end in each.marks]
    assert page.texts("mark") == expected
    assert page.all("mark")[0].path[-1] == "h1"


def test_matching_paragraphs_are_listed(client: FlaskClient, archive: search.Archive) -> None:
    page = read(client, f"/a/{BRIDGE}?q=bridge+talks")
    nav = page.one("nav", class_="matches")
    (hit,) = archive.search("bridge talks").hits
    assert " ".join(nav.text.split()) == "4 matching paragraphs: title ¶3 ¶4 ¶5"
    assert hit.matching_paragraphs == 4


def test_exact_phrase_marks_only_itself(client: FlaskClient) -> None:
    assert read(client, f'/a/{BRIDGE}?q="this+bridge"').texts("mark") == ["this bridge"]


def test_paragraph_scope_marks_only_paragraphs_with_the_whole_query(client: FlaskClient) -> None:
    page = read(client, f"/a/{BRIDGE}?q=bridge+talks&scope=paragraph")
    assert page.texts("mark") == ["bridge", "talks"]


def test_paragraph_scope_excludes_by_paragraph(client: FlaskClient) -> None:
    page = read(client, f"/a/{BRIDGE}?q=bridge+-talks&scope=paragraph")
    assert len(page.all("mark")) == 3


def test_article_that_has_nothing_to_mark_says_so(client: FlaskClient) -> None:
    page = read(client, f"/a/{BRIDGE}?q=zyzzyva")
    assert page.all("mark") == []
    assert "no" in page.one("p", class_="matches").text.lower()


def test_query_without_a_reading_leaves_the_article_readable(client: FlaskClient) -> None:
    page = read(client, f"/a/{BRIDGE}?q=date:2021-02-30")
    assert page.all("mark") == []
    assert "so nothing is marked" in page.one("p", class_="fault").text
    assert "lighthouse" in page.one("article").text


def test_back_link_leads_to_the_results_or_to_everything(client: FlaskClient) -> None:
    def back(address: str) -> tuple[str, str | None]:
        page = read(client, address)
        link = next(link for link in page.all("a") if "main" in link.path)
        return " ".join(link.text.split()), link.attributes["href"]

    assert back(f"/a/{BRIDGE}?q=bridge") == ("← Results for bridge", "/?q=bridge")
    assert back(f"/a/{BRIDGE}") == ("← All articles", "/")


def test_unknown_article_is_not_found_in_plain_words(client: FlaskClient, place: object) -> None:
    page = read(client, "/a/nowhere?q=bridge", status=404)
    assert "This archive has no article “nowhere”." in page.one("main").text
    assert str(place) not in page.one("html").text
