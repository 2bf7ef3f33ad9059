from __future__ import annotations

import datetime
import io
from typing import TYPE_CHECKING

import pytest

from search.errors import ReadError
from search.readers import registry
from search.readers.formats import feeds
from search.readers.registry import Head
from search.readers.source import Source, Unread

if TYPE_CHECKING:
    from search.article import Article


def reading(data: str | bytes, name: str = "a.xml") -> tuple[list[Article], list[str]]:
    """Return the articles of a file, and what is said of the rest."""
    data = data.encode() if isinstance(data, str) else data
    articles: list[Article] = []
    unread: list[str] = []
    try:
        for each in registry.read(Source(name, io.BytesIO(data))):
            if isinstance(each, Unread):
                unread.append(f"{each.path} {each.reason}")
            else:
                articles.append(each)
    except ReadError as error:
        unread.append(str(error))
    return articles, unread


def rss(item: str, channel: str = "<title>Post</title>") -> str:
    return (
        '<rss version="2.0" xmlns:content="http://purl.org/rss/1.0/modules/content/"'
        ' xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:m="http://search.yahoo.com/mrss/"'
        ' xmlns:wp="http://wordpress.org/export/1.2/">'
        f"<channel>{channel}<item><title>T</title>{item}</item></channel></rss>"
    )


@pytest.mark.parametrize(
    ("item", "field", "expected"),
    [
        ("<pubDate>Wed, 25 Aug 2021 23:59:00 -0700</pubDate>", "date", datetime.date(2021, 8, 25)),
        ("<dc:date>2021-08-25T23:59:00Z</dc:date>", "date", datetime.date(2021, 8, 25)),
        (
            (
                "<pubDate>Thu, 26 Aug 2021 04:00:00 +0000</pubDate>"
                "<wp:post_date>2021-08-25 23:00:00</wp:post_date>"
            ),
            "date",
            datetime.date(2021, 8, 25),
        ),
        ("<pubDate>yesterday</pubDate>", "date", None),
        ("<dc:creator>A B</dc:creator><dc:creator>C D</dc:creator>", "authors", ("A B", "C D")),
        ("<author>a@example.org (A B)</author>", "authors", ("A B",)),
        ("<author>a@example.org</author>", "authors", ()),
        ("<category>X</category><category>Y &amp; Z</category>", "tags", ("X", "Y & Z")),
        ("<link>https://e.org/?a=1&b=2</link>", "url", "https://e.org/?a=1&b=2"),
        ("<link><![CDATA[https://e.org/?a=1&b=2]]></link>", "url", "https://e.org/?a=1&b=2"),
        ("<guid>https://e.org/1</guid>", "url", "https://e.org/1"),
        ('<guid isPermaLink="false">https://e.org/1</guid>', "url", None),
        ('<source url="x">Other Post</source>', "source", "Other Post"),
        ("", "source", "Post"),
        ("<m:title>Not this</m:title>", "title", "T"),
        ("<m:credit>Photo: C</m:credit>", "extra", {"m:credit": "Photo: C"}),
    ],
)
def test_the_elements_of_an_item(item: str, field: str, expected: object) -> None:
    (article,), unread = reading(rss(f"<description>Text.</description>{item}"))
    assert getattr(article, field) == expected
    assert unread == []


def test_the_whole_text_comes_before_its_summary() -> None:
    item = "<description>Short.</description><content:encoded>&lt;p&gt;One.&lt;/p&gt;</content:encoded>"
    (article,), _ = reading(rss(item))
    assert article.description == "Short."
    assert [p.text for p in article.paragraphs if p.number] == ["One."]


def test_a_summary_that_is_all_there_is_is_the_text() -> None:
    (article,), _ = reading(rss("<description>&lt;b&gt;All.&lt;/b&gt;</description>"))
    assert (article.description, article.paragraphs[-1].text) == (None, "All.")


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("AT&T & R&amp;D", "AT&T & R&D"),
        ("caf&eacute;&nbsp;bar", "café bar"),
        ("one&#8;&#x1f;two", "onetwo"),
        ("bell\x07", "bell"),
        ("<![CDATA[AT&T&nbsp;x]]>", "AT&T x"),
        ("&unknown;", "&unknown;"),
    ],
)
def test_what_sites_get_wrong_is_mended(written: str, read: str) -> None:
    (article,), unread = reading(
        "\n\n<?xml version='1.0'?>" + rss(f"<description>{written}</description>")
    )
    assert (article.paragraphs[-1].text, unread) == (read, [])


@pytest.mark.parametrize(
    ("declared", "encoding"),
    [
        ("utf-8", "utf-8"),
        ("utf-8", "cp1252"),
        ("iso-8859-1", "cp1252"),
        ("iso-8859-1", "utf-8"),
        ("no-such", "utf-8"),
        ("base64", "utf-8"),
        ("utf-16", "utf-16"),
    ],
)
def test_a_wrong_encoding_is_seen(declared: str, encoding: str) -> None:
    text = f"<?xml version='1.0' encoding='{declared}'?>" + rss("<description>Café.</description>")
    (article,), _ = reading(text.encode(encoding))
    assert article.paragraphs[-1].text == "Café."


def test_a_declared_encoding_counts_though_the_beginning_is_ascii() -> None:
    item = "<description>" + "word " * 5000 + "Привет</description>"
    text = "<?xml version='1.0' encoding='koi8-r'?>" + rss(item)
    (article,), _ = reading(text.encode("koi8-r"))
    assert article.paragraphs[-1].text.endswith("Привет")


def test_a_wordpress_export_gives_its_posts() -> None:
    people = "<title>Blog</title><wp:author><wp:author_login>ab</wp:author_login><wp:author_display_name>Ana Berg</wp:author_display_name></wp:author>"
    post = "<dc:creator>ab</dc:creator><content:encoded>Text.</content:encoded><wp:post_type>post</wp:post_type></item><item><title>pic</title><wp:post_type>attachment</wp:post_type>"
    (article,), _ = reading(rss(post, people))
    assert article.authors == ("Ana Berg",)


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        ('<!DOCTYPE rss [<!ENTITY a "aa"><!ENTITY b "&a;&a;">]><rss version="2.0"><channel><item><title>&b;</title></item></channel></rss>', "a.xml declares an entity of its own"),
        ('<!DOCTYPE rss [<!ENTITY a SYSTEM "file:///etc/passwd">]><rss version="2.0"><channel><item><title>&a;</title></item></channel></rss>', "a.xml declares an entity of its own"),
        ('<rss version="2.0">' + "<a>" * 100_000, "a.xml has elements within elements"),
        ('<rss version="2.0"><channel><title>T</title></channel></rss>', "a.xml is a feed without items"),
        ('{"version": "https://jsonfeed.org/version/1", "items": 3}', "a.xml is a feed without items"),
    ],
)  # fmt: skip
def test_hostile_and_empty_feeds_are_one_line(data: str, reason: str) -> None:
    articles, unread = reading(data)
    assert articles == []
    assert len(unread) == 1
    assert unread[0].startswith(reason)


@pytest.mark.parametrize(
    ("data", "expected"),
    [
        ('<?xml version="1.0"?>\n<!-- x --><rss version="2.0">', True),
        ('<feed xmlns="http://www.w3.org/2005/Atom">', True),
        ('<rdf:RDF xmlns:rdf="x" xmlns="http://purl.org/rss/1.0/">', True),
        ('{"version": "https:\\/\\/jsonfeed.org\\/version\\/1"}', True),
        ('<rdf:RDF xmlns:rdf="x" xmlns:foaf="y">', False),
        ("<html><body>About <rss version=2.0></body>", False),
        ("An article about <rss> and feeds.", False),
        ("<!--" + "-" * 5000, False),
    ],
)
def test_it_is_recognised_by_its_first_element(data: str, expected: bool) -> None:  # noqa: FBT001
    assert feeds.recognises(Head(data.encode(), "a.txt")) is expected
