"""NewsML: what each item says."""

from __future__ import annotations

import datetime
import io
from typing import TYPE_CHECKING

import pytest

from search.errors import ReadError
from search.readers.formats import newsml
from search.readers.registry import Head
from search.readers.source import Source

if TYPE_CHECKING:
    from search.readers.draft import Draft


def read(text: str) -> list[Draft]:
    return list(newsml.read(Source("items.xml", io.BytesIO(text.encode()))))


def item(meta: str = "", content: str = "", about: str = "") -> Draft:
    (draft,) = read(
        f"<newsItem xmlns='http://iptc.org/std/nar/2006-10-01/' guid='a1'>{about}"
        f"<contentMeta>{meta}</contentMeta><contentSet>{content}</contentSet></newsItem>"
    )
    return draft


@pytest.mark.parametrize(
    ("meta", "date", "precision"),
    [
        ("2021-08-17T23:59:00-04:00", datetime.date(2021, 8, 17), "day"),
        ("2021-08-17", datetime.date(2021, 8, 17), "day"),
        ("2021-08", datetime.date(2021, 8, 1), "month"),
        ("2021", datetime.date(2021, 1, 1), "year"),
        ("2021-02-30", None, "day"),
        ("soon", None, "day"),
    ],
)
def test_the_day_is_as_written(meta: str, date: datetime.date | None, precision: str) -> None:
    metadata = item(f"<contentCreated>{meta}</contentCreated>").metadata
    assert (metadata.date, metadata.date_precision) == (date, precision)


@pytest.mark.parametrize(
    ("about", "source"),
    [
        ("<rightsInfo><copyrightHolder literal='ENA'/></rightsInfo>", "ENA"),
        ("<rightsInfo><copyrightHolder><name>ENA</name></copyrightHolder></rightsInfo>", "ENA"),
        ("<itemMeta><provider qcode='nprov:ENA'/></itemMeta>", "ENA"),
        ("<itemMeta><provider literal='ena.example'/></itemMeta>", "ena.example"),
        ("", None),
    ],
)
def test_the_source_is_who_holds_the_rights_or_provides(about: str, source: str | None) -> None:
    assert item(about=about).metadata.source == source


@pytest.mark.parametrize(
    "content",
    [
        "<inlineXML><nitf><body><body.content><p>One.</p><p>Two.</p></body.content></body></nitf></inlineXML>",
        """<inlineXML><html xmlns='http://www.w3.org/1999/xhtml'><head><title>x</title></head>
        <body><p>One.</p><p>Two.</p></body></html></inlineXML>""",
        "<inlineData contenttype='text/plain'>One.\n\nTwo.</inlineData>",
        "<inlineData contenttype='text/html'>&lt;p&gt;One.&lt;/p&gt;&lt;p&gt;Two.</inlineData>",
        "<remoteContent href='x.jpg'/><inlineXML><p>One.</p><p>Two.</p></inlineXML>",
    ],
)
def test_the_text_may_be_in_several_forms(content: str) -> None:
    assert [piece.text for piece in item(content=content).pieces] == ["One.", "Two."]


def test_headlines_people_places_and_subjects() -> None:
    draft = item(
        "<headline>Bridge open</headline><headline role='hldrole:sub'>At last</headline>"
        "<by>By Ana Lee</by><dateline>OSLO, Aug 17 (ENA)</dateline><slugline>BRIDGE</slugline>"
        "<subject qcode='a:1'><name>Bridges</name><broader><name>Roads</name></broader></subject>"
    )
    metadata = draft.metadata
    assert (metadata.title, metadata.description) == ("Bridge open", "At last")
    assert (metadata.authors, metadata.place) == (("Ana Lee",), "OSLO")
    assert (metadata.tags, metadata.extra["slugline"]) == (("Bridges",), "BRIDGE")
    assert (draft.key, draft.place) == ("a1", None)


def test_what_is_no_xml_is_refused_behind_what_could_be_read() -> None:
    items = newsml.read(
        Source("items.xml", io.BytesIO(b"<newsMessage><newsItem guid='a'/><newsItem>"))
    )
    assert next(items).key == "a"
    with pytest.raises(ReadError, match=r"^items\.xml is not XML"):
        next(items)
    with pytest.raises(ReadError, match="no news items"):
        read("<newsMessage/>")


@pytest.mark.parametrize(
    ("start", "is_newsml"),
    [
        (b"<?xml version='1.0'?><newsMessage xmlns='x'>", True),
        (b"<newsItem guid='a'>", True),
        (b'<!DOCTYPE NewsML SYSTEM "a.dtd"><NewsML Version="1.2">', True),
        (b'<newsitem itemid="1">', True),
        (b"<news><newsItem>", False),
        (b"<newsItems>", False),
        (b"A <newsItem> is an element.", False),
    ],
)
def test_the_root_tells(start: bytes, *, is_newsml: bool) -> None:
    assert newsml.recognises(Head(start, "items.xml")) is is_newsml
