"""NITF: which day, which people, and the kinds of what stands in the body."""

from __future__ import annotations

import datetime
import io
from typing import TYPE_CHECKING

import pytest

from search.errors import ReadError
from search.readers.formats import nitf
from search.readers.registry import Head
from search.readers.source import Source

if TYPE_CHECKING:
    from search.readers.draft import Draft


def read(head: str = "", heading: str = "", body: str = "") -> Draft:
    text = (
        f"<nitf><head>{head}</head><body><body.head>{heading}</body.head>"
        f"<body.content>{body}</body.content></body></nitf>"
    )
    (draft,) = nitf.read(Source("story.xml", io.BytesIO(text.encode())))
    return draft


@pytest.mark.parametrize(
    ("head", "date"),
    [
        ('<docdata><date.issue norm="20210817T235900-0400"/></docdata>', (2021, 8, 17)),
        ('<docdata><date.issue norm="2021-08-17"/></docdata>', (2021, 8, 17)),
        (
            """<docdata><date.issue norm="20210816"/></docdata>
            <pubdata date.publication="20210817T000000"/>""",
            (2021, 8, 17),
        ),
        (
            """<meta name="publication_year" content="2003"/>
            <meta name="publication_month" content="2"/>
            <meta name="publication_day_of_month" content="3"/>""",
            (2003, 2, 3),
        ),
        ('<docdata><date.issue norm="yesterday"/></docdata>', None),
        ('<docdata><date.issue norm="20210230"/></docdata>', None),
        ("", None),
    ],
)
def test_the_day_is_as_written(head: str, date: tuple[int, int, int] | None) -> None:
    assert read(head).metadata.date == (datetime.date(*date) if date else None)


def test_a_day_of_release_is_said_to_be_one() -> None:
    metadata = read('<docdata><date.release norm="20210817"/></docdata>').metadata
    assert metadata.origins["date"] == "stated as the day of release"


@pytest.mark.parametrize(
    ("byline", "authors"),
    [
        ("<byline>By Ana Lee and Robert Cole</byline>", ("Ana Lee", "Robert Cole")),
        ("<byline>By <person>Ana Lee</person>, <byttl>Editor</byttl></byline>", ("Ana Lee",)),
        (
            """<byline class="print_byline">By ANA LEE</byline>
            <byline class="normalized_byline">Lee, Ana</byline>""",
            ("ANA LEE",),
        ),
    ],
)
def test_authors(byline: str, authors: tuple[str, ...]) -> None:
    assert read(heading=byline).metadata.authors == authors


@pytest.mark.parametrize(
    ("body", "pieces"),
    [
        ("<p>One.</p><hl2>Two</hl2>", [("body", "One."), ("heading", "Two")]),
        ("<bq><block><p>One.</p></block></bq>", [("quote", "One.")]),
        ("<media><media-caption>One.</media-caption></media>", [("caption", "One.")]),
        ("<ul><li>One</li></ul><table><tr><td>a</td><td>b</td></tr></table>",
         [("list", "One"), ("list", "a | b")]),
        ("One. <p>Two.</p> Three.", [("body", "One."), ("body", "Two."), ("body", "Three.")]),
        ("<block><p>One <em>and</em> two.</p></block>", [("body", "One and two.")]),
        ("&lt;p&gt;One.&lt;/p&gt;&lt;p&gt;Two.&lt;/p&gt;", [("body", "One."), ("body", "Two.")]),
        ("<strange><p>One.</p></strange>", [("body", "One.")]),
        ("<p>&#160;</p>", []),
    ],
)  # fmt: skip
def test_kinds_of_paragraphs(body: str, pieces: list[tuple[str, str]]) -> None:
    assert [piece[:2] for piece in read(body=body).pieces] == pieces


def test_a_lead_that_the_full_text_repeats_is_read_once() -> None:
    body = (
        '<block class="lead_paragraph"><p>A.</p></block><block class="full_text"><p>A.</p></block>'
    )
    assert [piece.text for piece in read(body=body).pieces] == ["A."]


def test_several_articles_in_one_file_are_numbered() -> None:
    file = io.BytesIO(
        b'<all><nitf><head><docdata><doc-id id-string="a"/></docdata></head></nitf><nitf/></all>'
    )
    drafts = list(nitf.read(Source("all.xml", file)))
    assert [(draft.place, draft.key) for draft in drafts] == [("1", "a"), ("2", None)]


def test_what_is_no_xml_is_refused() -> None:
    with pytest.raises(ReadError, match=r"^story\.xml is not XML"):
        list(nitf.read(Source("story.xml", io.BytesIO(b"<nitf><p>"))))
    with pytest.raises(ReadError, match="no article in NITF"):
        list(nitf.read(Source("story.xml", io.BytesIO(b"<a/>"))))


@pytest.mark.parametrize(
    ("start", "is_nitf"),
    [
        (b'<?xml version="1.0"?>\n<!DOCTYPE nitf SYSTEM "nitf.dtd">\n<nitf>', True),
        (b"<!-- from the agency --><nitf version='3'>", True),
        (b"<!DOCTYPE nitf [<!ENTITY a 'b'>]><nitf>", True),
        (b"<newsItem><nitf>", False),
        (b"<html><body><nitf>", False),
        (b"About <nitf> files", False),
    ],
)
def test_the_root_tells(start: bytes, *, is_nitf: bool) -> None:
    assert nitf.recognises(Head(start, "story.xml")) is is_nitf
