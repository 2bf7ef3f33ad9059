"""Web archives: which records are read, and what they say of an article beyond its page."""

from __future__ import annotations

import gzip
import io
from typing import Any

import pytest

from search.article import Article
from search.errors import ReadError
from search.readers import registry
from search.readers.source import Source

STORY = "".join(f"<p>The bridge over the river reopened on day {day}.</p>\n" for day in range(9))
ADDRESS = "https://www.example.org/bridge/story.html"


def html(head: str = "", title: str = "Bridge open") -> bytes:
    return (
        f"<!DOCTYPE html><html><head><title>{title}</title>{head}</head>"
        f"<body><article><h1>{title}</h1>{STORY}</article></body></html>"
    ).encode()


def http(body: bytes, kind: str = "text/html", *headers: str, status: str = "200 OK") -> bytes:
    lines = [f"HTTP/1.1 {status}", f"Content-Type: {kind}", *headers]
    return "\r\n".join(lines).encode() + b"\r\n\r\n" + body


def record(block: bytes, uri: str = ADDRESS, kind: str = "response", mime: str = "") -> bytes:
    head = (
        f"WARC/1.0\r\nWARC-Type: {kind}\r\nWARC-Target-URI: {uri}\r\n"
        "WARC-Date: 2021-08-25T23:30:00Z\r\nWARC-Record-ID: <urn:uuid:1>\r\n"
        f"Content-Type: {mime or 'application/http; msgtype=response'}\r\n"
        f"Content-Length: {len(block)}\r\n\r\n"
    )
    return head.encode() + block + b"\r\n\r\n"


def read(data: bytes, name: str = "a.warc") -> tuple[list[Article], list[str]]:
    """Return the articles, and what is said of the rest."""
    articles, unread = [], []
    try:
        for each in registry.read(Source(name, io.BytesIO(data), size=len(data))):
            if isinstance(each, Article):
                articles.append(each)
            else:
                unread.append(f"{each.path} {each.reason}")
    except ReadError as error:
        unread.append(str(error))
    return articles, unread


def paths(found: tuple[list[Article], list[str]]) -> list[Any]:
    return [article.path for article in found[0]]


def test_a_page_has_the_address_and_the_day_of_the_crawl() -> None:
    (article,), unread = read(record(http(html())))
    assert unread == []
    assert article.path == "a.warc/www.example.org/bridge/story.html"
    assert (article.url, article.source) == (ADDRESS, "example.org")
    assert article.provenance["url"] == "stated by the web archive"
    assert article.extra["crawled"] == "2021-08-25T23:30:00Z"
    assert article.date is None
    assert article.title == "Bridge open"


@pytest.mark.parametrize(
    ("canonical", "url"),
    [
        ("https://example.org/bridge", "https://example.org/bridge"),
        ("https://other.example.com/bridge", ADDRESS),
    ],
)
def test_the_canonical_address_of_the_same_host_is_believed(canonical: str, url: str) -> None:
    page = html(f'<link rel="canonical" href="{canonical}">')
    (article,), _ = read(record(http(page)))
    assert article.url == url


@pytest.mark.parametrize("pack", ["whole", "each", "none"])
def test_packed_or_not(pack: str) -> None:
    records = [
        record(b"software: x\r\n", kind="warcinfo", mime="application/warc-fields"),
        *(record(http(html()), uri=f"https://example.org/{number}") for number in range(3)),
    ]
    if pack == "each":
        data = b"".join(gzip.compress(each) for each in records)
    else:
        data = b"".join(records)
    if pack == "whole":
        data = gzip.compress(data)
    found = read(data, "a.warc.gz")
    assert paths(found) == [f"a.warc.gz/example.org/{number}" for number in range(3)]
    assert found[1] == []


@pytest.mark.parametrize(
    "other",
    [
        record(http(html(), status="301 Moved")),
        record(http(html(), status="404 Not Found")),
        record(http(b"\x89PNG", "image/png")),
        record(http(b"p { color: red }", "text/css")),
        record(http(b"User-agent: *\nDisallow: /\n" * 9, "text/plain"), "https://e.org/robots.txt"),
        record(b"20210825\nexample.org. 10 A 1.1.1.1\n", "dns:example.org", mime="text/dns"),
        record(http(b""), kind="revisit"),
        record(b"GET / HTTP/1.1\r\nHost: example.org\r\n\r\n", kind="request"),
        record(b"via: x\r\n", kind="metadata", mime="application/warc-fields"),
        record(http(b'{"user": 12, "token": "x"}', "application/json"), "https://e.org/api/me"),
    ],
    ids=range(10),
)
def test_what_is_no_page_is_passed_over(other: bytes) -> None:
    found = read(other + record(http(html())))
    assert paths(found) == ["a.warc/www.example.org/bridge/story.html"]
    assert found[1] == []


@pytest.mark.parametrize("kind", ["resource", "conversion"])
def test_what_was_saved_without_its_http_headers_is_read(kind: str) -> None:
    text = b"Bridge open\n\nThe bridge reopened on Monday. Traffic was light.\n"
    (article,), _ = read(record(text, kind=kind, mime="text/plain"))
    assert next(part.text for part in article.paragraphs) == "Bridge open"
    assert article.url == ADDRESS


@pytest.mark.parametrize(
    ("headers", "body"),
    [
        (("Content-Encoding: gzip",), gzip.compress(html())),
        (("Content-Encoding: gzip",), html()),  # many crawlers unpack, and keep the header
        (("Transfer-Encoding: chunked",), b"%x\r\n%b\r\n0\r\n\r\n" % (len(html()), html())),
        (("Transfer-Encoding: chunked",), html()),
    ],
    ids=range(4),
)
def test_the_way_of_sending_is_undone(headers: tuple[str, ...], body: bytes) -> None:
    (article,), _ = read(record(http(body, "text/html", *headers)))
    assert article.title == "Bridge open"


@pytest.mark.parametrize(
    ("head", "charset"),
    [("", "windows-1251"), ('<meta charset="windows-1251">', "iso-8859-1")],
)
def test_a_page_is_read_as_it_was_served_unless_it_knows_better(head: str, charset: str) -> None:
    page = html(head, "Мост снова открыли").decode().encode("cp1251")
    (article,), _ = read(record(http(page, f"text/html; charset={charset}")))
    assert article.title == "Мост снова открыли"


def test_what_was_served_as_a_page_is_one_however_it_begins() -> None:
    page = "Welcome!<br>" + STORY
    (article,), _ = read(record(http(page.encode()), "https://example.org/story"))
    assert "<p>" not in str(article.paragraphs)


def test_a_question_is_part_of_the_path() -> None:
    found = read(
        record(http(html()), "https://example.org/story.php?id=1")
        + record(http(html()), "https://example.org/story.php?id=2")
        + record(http(html()), "https://example.org/story.php?id=2")
    )
    assert paths(found) == [
        "a.warc/example.org/story.php?id=1",
        "a.warc/example.org/story.php?id=2",
        "a.warc/example.org/story~2.php?id=2",
    ]


@pytest.mark.parametrize(
    "damage",
    [
        record(http(html())).replace(b"WARC/1.0", b"WXRC/1.0"),
        record(http(html())).replace(b"Content-Length: ", b"Content-Length: -"),
        record(http(html())).replace(b"Content-Length: ", b"Content-Length: 1"),
        record(http(html())).replace(b"Content-Length: ", b"X: "),
        b"X" * 3_000_000,
        b"WARC/1.0\r\n" + b"X" * 3_000_000,
        b"WARC/1.0\r\n" + b"a: b\r\n" * 500_000,
    ],
    ids=range(7),
)
def test_behind_a_damaged_record_reading_goes_on(
    damage: bytes, capfd: pytest.CaptureFixture[str]
) -> None:
    pages = [record(http(html()), f"https://example.org/{number}") for number in range(4)]
    found = read(b"".join([pages[0], damage, pages[1], pages[2], pages[3]]))
    assert paths(found)[0] == "a.warc/example.org/0"
    assert "a.warc/example.org/3" in paths(found)
    assert "a.warc is damaged: records that cannot be read: 1." in found[1]
    assert capfd.readouterr().err == ""


def test_a_page_that_is_cut_off_is_not_taken_for_whole() -> None:
    data = record(http(html())) + record(http(html()), "https://example.org/2")[:-200]
    found = read(data)
    assert paths(found) == ["a.warc/www.example.org/bridge/story.html"]
    assert found[1] == ["a.warc/example.org/2 is damaged or incomplete (it ends too early)."]


def test_a_page_that_was_sent_in_part_is_not_taken_for_whole(
    capfd: pytest.CaptureFixture[str],
) -> None:
    body = gzip.compress(html())[:-30]
    found = read(record(http(body, "text/html", "Content-Encoding: gzip")))
    assert found[0] == []
    assert "(it ends too early)" in found[1][0]
    assert capfd.readouterr().err == ""


def test_an_archive_without_pages_says_so() -> None:
    assert read(record(http(b"\x89PNG", "image/png"))) == ([], ["a.warc holds no articles."])
