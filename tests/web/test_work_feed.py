"""A search as an Atom feed."""

from __future__ import annotations

import datetime
import re
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

import feedparser
import pytest
from lxml import etree

import search
import web
from tests.web.articles import BRIDGE, HOSTILE, LONG_WORD, NUMBERED

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from flask.testing import FlaskClient

ATOM = "{http://www.w3.org/2005/Atom}"
TIME = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ")
# RFC 4287, 4.1: what an element may have, and how often.
FEED = {
    "id": (1, 1), "title": (1, 1), "updated": (1, 1), "generator": (0, 1), "link": (1, 99),
    "author": (0, 99), "subtitle": (0, 1), "entry": (0, 50),
}  # fmt: skip
ENTRY = {
    "id": (1, 1), "title": (1, 1), "updated": (1, 1), "published": (0, 1), "author": (1, 99),
    "link": (1, 99), "category": (0, 99), "content": (1, 1),
}  # fmt: skip


def read(client: FlaskClient, address: str) -> etree._Element:
    """Return a feed, having seen that it keeps to RFC 4287."""
    with client.get(address) as response:
        assert response.status_code == 200, response.get_data(as_text=True)
        assert response.headers["Content-Type"] == "application/atom+xml"
        document = response.get_data()
    parsed = feedparser.parse(document)
    assert not parsed.bozo
    assert parsed.version == "atom10"
    feed = etree.fromstring(document)
    assert feed.tag == f"{ATOM}feed"
    assert_has(feed, FEED)
    relations = [link.get("rel") for link in feed.findall(f"{ATOM}link")]
    assert len(relations) == len(set(relations))
    assert {"self", "alternate", "first", "last"} <= set(relations)
    ids = []
    for entry in feed.findall(f"{ATOM}entry"):
        assert_has(entry, ENTRY)
        ids.append(text(entry, "id"))
        assert all(text(author, "name").strip() for author in entry.findall(f"{ATOM}author"))
        content = entry.find(f"{ATOM}content")
        assert content is not None
        assert content.get("type") == "html"
        assert len(content) == 0
    assert len(ids) == len(set(ids)) == len(parsed.entries)
    for element in (feed, *feed.findall(f"{ATOM}entry")):
        assert re.fullmatch(r"tag:[a-z0-9.-]+,2026:nutgraf:[!-~]+", text(element, "id"))
        for name in ("updated", "published"):
            assert TIME.fullmatch(text(element, name) or "2021-01-01T00:00:00Z")
    for link in feed.iter(f"{ATOM}link"):
        assert urlsplit(link.get("href", "")).scheme in ("http", "https")
    return feed


def assert_has(element: etree._Element, counts: dict[str, tuple[int, int]]) -> None:
    names = [str(child.tag).removeprefix(ATOM) for child in element]
    for name, (least, most) in counts.items():
        assert least <= names.count(name) <= most, name
    assert {name for name in names if not name.startswith("{")} <= set(counts)


def text(element: etree._Element, name: str) -> str:
    return element.findtext(f"{ATOM}{name}") or ""


def link(element: etree._Element, relation: str) -> str | None:
    for each in element.findall(f"{ATOM}link"):
        if each.get("rel") == relation:
            return each.get("href")
    return None


def pages(client: FlaskClient, address: str) -> Iterator[etree._Element]:
    """Yield a feed and all that its readers can go on to."""
    following: str | None = address
    while following:
        feed = read(client, following.removeprefix("http://localhost"))
        yield feed
        following = link(feed, "next")


def entries(client: FlaskClient, address: str) -> list[etree._Element]:
    return [each for feed in pages(client, address) for each in feed.findall(f"{ATOM}entry")]


def test_an_article_is_an_entry_with_all_that_is_known(client: FlaskClient) -> None:
    feed = read(client, '/feed?q="the+bridge"')
    assert text(feed, "title") == 'Nutgraf: "the bridge"'
    (entry,) = feed.findall(f"{ATOM}entry")
    assert text(entry, "title") == "The bridge reopened"
    assert text(entry, "id") == f"tag:localhost,2026:nutgraf:article:{BRIDGE}"
    assert text(entry, "published") == "2021-08-17T00:00:00Z"
    names = [text(author, "name") for author in entry.findall(f"{ATOM}author")]
    assert names == ["Ann Lee", "Bo Day"]
    assert link(entry, "via") == "https://courier.example.com/bridge?a=1&b=2"
    assert entry.get("{http://www.w3.org/XML/1998/namespace}lang") == "en"
    terms = [each.get("term") for each in entry.findall(f"{ATOM}category")]
    assert terms == ["World", "bridges", "steel"]
    content = text(entry, "content")
    assert "The Courier · 17 August 2021" in content
    assert "<mark>The bridge</mark>" in content


def test_an_entry_leads_to_its_paragraph_with_the_marks(client: FlaskClient) -> None:
    (entry,) = entries(client, "/feed?q=lighthouse")
    address = link(entry, "alternate")
    assert address
    parts = urlsplit(address)
    assert (parts.netloc, parts.fragment) == ("localhost", "p30")
    with client.get(f"{parts.path}?{parts.query}") as page:
        assert "<mark>lighthouse</mark>" in page.get_data(as_text=True)


@pytest.mark.parametrize("query", ["ledger", "", "falcon", "ledger OR payload", "walrus"])
@pytest.mark.parametrize("scope", ["article", "paragraph"])
def test_a_reader_that_goes_on_reads_every_hit_once(
    client: FlaskClient, archive: search.Archive, query: str, scope: str
) -> None:
    total = archive.search(query, scope=scope, limit=0).total  # type: ignore[arg-type]
    found = list(pages(client, f"/feed?q={query}&scope={scope}"))
    ids = [text(each, "id") for feed in found for each in feed.findall(f"{ATOM}entry")]
    assert len(ids) == len(set(ids)) == total
    for number, feed in enumerate(found, start=1):
        told = feed.findtext("{http://a9.com/-/spec/opensearch/1.1/}totalResults")
        assert told == str(total)
        assert (link(feed, "previous") is None) == (number == 1)
    first, last = found[0], found[-1]
    assert link(first, "last") == link(last, "self")
    assert link(first, "first") == link(first, "self")
    assert len({text(feed, "id") for feed in found}) == 1


def test_what_is_not_known_is_left_out(client: FlaskClient) -> None:
    by_id = {text(each, "id").rpartition(":")[2]: each for each in entries(client, "/feed?q=")}
    for name in ("undated", "month", "year"):  # no day is known
        assert text(by_id[name], "published") == ""
    assert "undated" in text(by_id["undated"], "content")
    assert "August 2021" in text(by_id["month"], "content")
    assert "<p>2021</p>" in text(by_id["year"], "content")
    names = [text(author, "name") for author in by_id["month"].findall(f"{ATOM}author")]
    assert names == ["not named"]


def test_a_hostile_article_stays_text(client: FlaskClient) -> None:
    (entry,) = entries(client, "/feed?q=payload")
    assert text(entry, "title").startswith('<script>alert("x")</script>')
    content = text(entry, "content")
    assert set(re.findall(r"<(/?\w+)", content)) == {"p", "/p", "mark", "/mark"}
    assert "&lt;script&gt;" in content
    assert not re.search(r"[\x00-\x08\x0b-\x1f\x7f-\x9f]", content)
    assert link(entry, "via") is None
    assert HOSTILE not in text(entry, "id")
    assert LONG_WORD[:50] in content or "Payload" in content


@pytest.mark.parametrize(
    "query", ["<b>&", "a\x00b", "\ufffe", "\u202eab", "]]>", "'\"", "ledger\n\r\tentry"]
)
def test_any_query_makes_a_feed(client: FlaskClient, query: str) -> None:
    with client.get("/feed", query_string={"q": query}) as response:
        assert response.status_code in (200, 400)
        if response.status_code == 200:
            assert not feedparser.parse(response.get_data()).bozo


def test_half_a_surrogate_pair_makes_a_feed(client: FlaskClient) -> None:
    read(client, "/feed?q=%ED%A0%80")


def test_what_cannot_be_read_is_said(client: FlaskClient) -> None:
    for address in ("/feed?q=date:2021-02-30", "/feed?q=x&page=0", "/feed?q=x&scope=y"):
        assert client.get(address).status_code == 400


def test_a_page_after_the_last_is_empty_and_leads_back(client: FlaskClient) -> None:
    feed = read(client, "/feed?q=ledger&page=9")
    assert feed.findall(f"{ATOM}entry") == []
    assert link(feed, "next") is None
    previous = link(feed, "previous")
    assert previous
    assert len(read(client, previous.removeprefix("http://localhost"))) > NUMBERED


def test_the_feed_keeps_what_narrows_the_search_and_no_order(client: FlaskClient) -> None:
    feed = read(
        client, "/feed?q=bridge&source=The+Courier&from=2021&sort=oldest&recency=30&unit=day"
    )
    own = link(feed, "self")
    assert own == "http://localhost/feed?q=bridge&source=The+Courier&from=2021"
    assert text(feed, "title") == "Nutgraf: bridge, The Courier, from 2021"
    assert len(feed.findall(f"{ATOM}entry")) == 1
    assert len(entries(client, "/feed?q=ledger&from=2020-01-01&to=2020-01-05")) == 5
    page = link(feed, "alternate")
    assert page
    assert "source=The+Courier" in page


def test_what_is_added_comes_first_whatever_its_date(tmp_path: Path) -> None:
    def article(name: str, year: int | None) -> search.Article:
        date = datetime.date(year, 1, 1) if year else None
        return search.Article.of(f"A ferry named {name}.", id=name, title=name, date=date)

    with search.Archive.create(tmp_path) as archive:
        archive.add([article("new", 2026), article("newer", 2027)])
        client = web.create_app(tmp_path).test_client()
        before = entries(client, "/feed?q=ferry")
        archive.add([article("undated", None), article("old", 1950)])
        found = entries(client, "/feed?q=ferry")
        assert [text(each, "title") for each in found] == ["old", "undated", "newer", "new"]
        times = [text(each, "updated") for each in found]
        assert times == sorted(times, reverse=True)
        feed = read(client, "/feed?q=ferry")
        assert text(feed, "updated") == times[0]
        for former, now in zip(before, found[2:], strict=True):
            assert text(former, "id") == text(now, "id")
            assert text(former, "updated") == text(now, "updated")


def test_a_reader_is_told_when_nothing_has_changed(tmp_path: Path) -> None:
    with search.Archive.create(tmp_path) as archive:
        archive.add([search.Article.of("A ferry.", id="a")])
        client = web.create_app(tmp_path).test_client()
        with client.get("/feed?q=ferry") as first:
            tag = first.headers["ETag"]
        assert client.get("/feed?q=ferry", headers={"If-None-Match": tag}).status_code == 304
        archive.add([search.Article.of("Another ferry.", id="b")])
        assert client.get("/feed?q=ferry", headers={"If-None-Match": tag}).status_code == 200
