from __future__ import annotations

import datetime
import io
import zipfile
from typing import TYPE_CHECKING

import pytest

from search.article import Article
from search.errors import ReadError
from search.readers import registry
from search.readers.formats import epub
from search.readers.source import Source, Unread

if TYPE_CHECKING:
    from collections.abc import Mapping

CONTAINER = '<c xmlns="urn:c"><rootfiles><rootfile full-path="{}"/></rootfiles></c>'
TEXT = "application/xhtml+xml"
LONG = "The bridge over the river reopened on Monday, and traffic was light until the evening."


def packed(parts: Mapping[str, str], package: str = "o/b.opf") -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        archive.writestr("mimetype", "application/epub+zip")
        archive.writestr("META-INF/container.xml", CONTAINER.format(package))
        for name, text in parts.items():
            archive.writestr(name, text)
    return file.getvalue()


def book(
    chapters: Mapping[str, str],
    *,
    metadata: str = "",
    items: str = "",
    more: str = "",
    **parts: str,
) -> bytes:
    """Return a book of these chapters by their names; ``parts`` are others of its folder."""
    manifest = "".join(f'<item id="i-{n}" href="{n}" media-type="{TEXT}"/>' for n in chapters)
    spine = "".join(f'<itemref idref="i-{name}"/>' for name in chapters)
    package = (
        '<package xmlns="urn:opf" xmlns:opf="urn:opf" xmlns:dc="urn:dc">'
        f"<metadata><dc:title>The Yearbook</dc:title>{metadata}</metadata>"
        f"<manifest>{manifest}{items}</manifest><spine>{spine}</spine>{more}</package>"
    )
    others = {f"o/{name}.xml": text for name, text in parts.items()}
    return packed({"o/b.opf": package, **{f"o/{n}": t for n, t in chapters.items()}, **others})


def reading(data: bytes) -> list[Article | Unread]:
    return list(registry.read(Source("a.epub", io.BytesIO(data))))


def articles(data: bytes) -> list[Article]:
    found = reading(data)
    assert all(isinstance(each, Article) for each in found)
    return [each for each in found if isinstance(each, Article)]


def chapter(text: str = LONG, heading: str = "") -> str:
    head = f"<h1>{heading}</h1>" if heading else ""
    return f"<html><body>{head}<p>{text}</p></body></html>"


def within_zip(data: bytes) -> bytes:
    """Return a ZIP archive that holds a book as it is."""
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        archive.writestr("a.epub", data)
    return file.getvalue()


@pytest.mark.parametrize(
    ("data", "known"),
    [
        (book({"a": chapter()}), True),
        (b"PK\x03\x04", False),
        (within_zip(book({"a": chapter()})), False),
        (b"mimetypeapplication/epub+zip META-INF/container.xml", False),
    ],
)
def test_a_book_is_known_by_its_type(data: bytes, *, known: bool) -> None:
    assert epub.recognises(registry.Head(data, "story.zip")) is known


def test_a_chapter_is_an_article_of_the_book() -> None:
    found = articles(book({"b.xhtml": chapter(heading="Two"), "a.xhtml": chapter(heading="One")}))
    assert [(each.title, each.path, each.source) for each in found] == [
        ("Two", "a.epub#chapter-1", "The Yearbook"),
        ("One", "a.epub#chapter-2", "The Yearbook"),
    ]


def test_a_chapter_keeps_its_id_when_another_is_put_before_it() -> None:
    (alone,) = articles(book({"b.xhtml": chapter()}))
    _, second = articles(book({"a.xhtml": chapter("Another."), "b.xhtml": chapter()}))
    assert alone.id == second.id


def test_cover_contents_and_empty_pages_are_passed_over() -> None:
    chapters = {
        "cover": chapter("The cover says this."),
        "nav": '<html><body><nav><a href="a">One</a></nav></body></html>',
        "empty": '<html><body><img src="x.png"/></body></html>',
        "a": chapter(),
    }
    more = '<guide><reference type="cover" href="cover"/></guide>'
    items = f'<item id="n" href="nav" properties="nav" media-type="{TEXT}"/>'
    assert [each.path for each in articles(book(chapters, items=items, more=more))] == [
        "a.epub#chapter-1"
    ]


NCX = '<ncx><navPoint><navLabel><text>{}</text></navLabel><content src="{}"/></navPoint></ncx>'
NCX_ITEM = '<item id="ncx" href="toc.xml" media-type="application/x-dtbncx+xml"/>'


@pytest.mark.parametrize(
    ("heading", "title"),
    [
        ("", "Salt roads"),
        ("Chapter 3", "Salt roads"),
        ("IV.", "Salt roads"),
        ("Old salt", "Old salt"),
    ],
)
def test_the_contents_name_a_chapter_without_a_heading_of_its_own(heading: str, title: str) -> None:
    data = book(
        {"a b": chapter(heading=heading)}, items=NCX_ITEM, toc=NCX.format("Salt roads", "a%20b#x")
    )
    assert articles(data)[0].title == title


@pytest.mark.parametrize(
    ("metadata", "date", "extra"),
    [
        ("<dc:date>2017-11-02T23:30:00-05:00</dc:date>", datetime.date(2017, 11, 2), None),
        (
            '<dc:date opf:event="publication">2017-11-02</dc:date><dc:date>2020-01-01</dc:date>',
            datetime.date(2017, 11, 2),
            "2020-01-01",
        ),
        (
            '<dc:date opf:event="modification">2020-01-01</dc:date>',
            None,
            "modification: 2020-01-01",
        ),
        (
            "<dc:date>2017-11-02</dc:date><dc:date>2020-01-01</dc:date>",
            None,
            "2017-11-02, 2020-01-01",
        ),
        ("<dc:date>0101-01-01T00:00:00+00:00</dc:date>", None, None),
    ],
)
def test_only_a_date_of_publication_is_the_date(
    metadata: str, date: datetime.date | None, extra: str | None
) -> None:
    (found,) = articles(book({"a": chapter()}, metadata=metadata))
    assert (found.date, found.extra.get("other_dates")) == (date, extra)


def test_only_those_who_wrote_are_authors() -> None:
    metadata = (
        '<dc:creator id="x">Ann Lee</dc:creator><dc:creator opf:role="ill">Bo Cole</dc:creator>'
        '<dc:creator id="y">Di Fox</dc:creator><dc:creator>calibre</dc:creator>'
        '<meta refines="#x" property="role">aut</meta><meta refines="#y" property="role">edt</meta>'
    )
    (found,) = articles(book({"a": chapter()}, metadata=metadata))
    assert found.authors == ("Ann Lee",)
    assert found.extra["contributors"] == "Bo Cole, Di Fox, calibre"


def test_a_chapter_that_is_missing_does_not_end_the_book() -> None:
    data = book({"a": chapter(), "b": chapter("Two."), "c": chapter("Three.")})
    archive = zipfile.ZipFile(io.BytesIO(data))
    rest = {
        name: archive.read(name).decode()
        for name in archive.namelist()
        if name.startswith("o/") and name != "o/b"
    }
    first, second, third = reading(packed(rest))
    assert isinstance(first, Article)
    assert isinstance(third, Article)
    assert isinstance(second, Unread)
    assert second.path == "a.epub#chapter-2"
    assert second.reason.startswith("is a damaged EPUB book (o/b is missing)")


def encryption(algorithm: str) -> str:
    return (
        f'<e><EncryptedData><EncryptionMethod Algorithm="{algorithm}"/><CipherData>'
        '<CipherReference URI="o/a"/></CipherData></EncryptedData></e>'
    )


def test_a_book_under_drm_is_explained_and_hidden_fonts_are_not_drm() -> None:
    archive = zipfile.ZipFile(io.BytesIO(book({"a": chapter()})))
    parts = {name: archive.read(name).decode() for name in archive.namelist() if name[:2] == "o/"}
    locked = {"META-INF/encryption.xml": encryption("http://www.w3.org/2001/04/xmlenc#aes128-cbc")}
    fonts = {"META-INF/encryption.xml": encryption("http://www.idpf.org/2008/embedding")}
    with pytest.raises(ReadError, match="is encrypted"):
        reading(packed(parts | locked))
    assert len(articles(packed(parts | fonts))) == 1


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (packed({}), "the part that lists its chapters is missing"),
        (packed({"o/b.opf": "<package"}), "o/b.opf is not XML"),
        (
            packed({"x": ""}, package="../../etc/passwd"),
            "the part that lists its chapters is missing",
        ),
        (book({}), "has no text in its chapters"),
        (book({"a": "<html></html>"}), "has no text in its chapters"),
    ],
)
def test_what_cannot_be_read_is_explained(data: bytes, reason: str) -> None:
    with pytest.raises(ReadError, match=reason):
        reading(data)


def test_a_chapter_that_the_spine_names_often_is_read_once() -> None:
    data = book({"a": chapter()}, more='<itemref idref="i-a"/>' * 1000)
    assert len(articles(data)) == 1
