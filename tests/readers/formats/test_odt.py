from __future__ import annotations

import io
import zipfile

import pytest

from search.article import Article
from search.errors import ReadError
from search.readers import registry
from search.readers.formats import odt
from search.readers.source import Source

TYPE = "application/vnd.oasis.opendocument.text"
NAMESPACES = " ".join(
    f'xmlns:{name}="urn:{name}"'
    for name in ("office", "text", "style", "fo", "table", "draw", "dc", "meta")
)
LONG = "The bridge over the river reopened on Monday, and traffic was light until the evening."


def packed(**parts: str) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        archive.writestr("mimetype", TYPE)
        for name, text in parts.items():
            archive.writestr(f"{name}.xml", f"<r {NAMESPACES}>{text}</r>")
    return file.getvalue()


def p(text: str, style: str = "Standard") -> str:
    return f'<text:p text:style-name="{style}">{text}</text:p>'


def style(name: str, based_on: str = "", weight: str = "") -> str:
    bold = f'<style:text-properties fo:font-weight="{weight}"/>' if weight else ""
    return f'<style:style style:name="{name}" style:parent-style-name="{based_on}">{bold}</style:style>'


def article(data: bytes) -> Article:
    (found,) = registry.read(Source("a.odt", io.BytesIO(data)))
    assert isinstance(found, Article)
    return found


def kinds(data: bytes) -> list[tuple[str, str]]:
    return [(each.kind, each.text) for each in article(data).paragraphs]


def texts(data: bytes) -> list[str]:
    return [each.text for each in article(data).paragraphs]


@pytest.mark.parametrize(
    ("data", "known"),
    [
        (packed(content=p("Text")), True),
        (packed(content=p("Text")).replace(b"opendocument.text", b"opendocument.page"), False),
        (b"PK\x03\x04", False),
        (f"mimetype{TYPE}".encode(), False),
    ],
)
def test_a_document_is_known_by_its_type(data: bytes, *, known: bool) -> None:
    assert odt.recognises(registry.Head(data, "story.zip")) is known


@pytest.mark.parametrize(
    ("inside", "text"),
    [
        ('One<text:s text:c="3"/>two', "One two"),
        ("One<text:tab/>two", "One two"),
        ("One<text:line-break/>two", "One two"),
        ("One <text:span>two</text:span> three", "One two three"),
        ("<text:a>link</text:a> here", "link here"),
        ("One<text:soft-page-break/> two", "One two"),
        (
            "One<office:annotation><dc:creator>E</dc:creator>"
            + p("Hm")
            + "</office:annotation> two",
            "One two",
        ),
    ],
)
def test_the_text_is_what_is_seen(inside: str, text: str) -> None:
    assert texts(packed(content=p(LONG) + p(inside)))[1] == text


def test_deleted_text_is_left_out() -> None:
    deleted = (
        f"<text:tracked-changes><text:deletion>{p('Old.')}</text:deletion></text:tracked-changes>"
    )
    assert texts(packed(content=deleted + p(LONG))) == [LONG]


def test_notes_stand_at_the_end_and_boxes_behind_their_paragraph() -> None:
    note = f"<text:note><text:note-citation>1</text:note-citation><text:note-body>{p('Note.')}"
    note += "</text:note-body></text:note>"
    box = f"<draw:frame><draw:text-box>{p('Box.')}</draw:text-box></draw:frame>"
    data = packed(content=p(LONG + note) + p(box + "Next of it.") + p("Last."))
    assert texts(data) == [LONG, "Next of it.", "Box.", "Last.", "Note."]


@pytest.mark.parametrize(
    ("styles", "name", "kind"),
    [
        (style("P1", "Quotations"), "P1", "quote"),
        (style("P1", "P2") + style("P2", "Heading_20_1"), "P1", "heading"),
        ("", "Illustration", "caption"),
        ("", "List_20_1", "list"),
        (style("P1", "P1"), "P1", "body"),
        ("", "Standard", "body"),
    ],
)
def test_a_style_gives_the_kind(styles: str, name: str, kind: str) -> None:
    data = packed(content=styles + p(LONG) + p("Styled words.", name) + p(LONG))
    assert kinds(data)[1] == (kind, "Styled words.")


@pytest.mark.parametrize(
    ("inside", "kind"),
    [
        ('<text:span text:style-name="B">The costs: much of it</text:span>', "heading"),
        ('<text:span text:style-name="B">The costs:</text:span> much of it', "body"),
        ('The costs: <text:span text:style-name="B">much of it</text:span>', "body"),
    ],
)
def test_a_short_bold_paragraph_is_a_heading(inside: str, kind: str) -> None:
    data = packed(content=style("B", weight="bold") + p(LONG) + p(inside) + p(LONG))
    assert kinds(data)[1] == (kind, "The costs: much of it")


def test_headings_lists_and_rows_are_marked() -> None:
    row = f"<table:table-row><table:table-cell>{p('Cars')}</table:table-cell>"
    row += f"<table:table-cell>{p('12')}</table:table-cell></table:table-row>"
    item = f"<text:list><text:list-item>{p('An item.')}</text:list-item></text:list>"
    data = packed(
        content=p(LONG) + f"<text:h>Costs.</text:h>{item}<table:table>{row}</table:table>"
    )
    assert kinds(data)[1:] == [("heading", "Costs."), ("list", "An item."), ("list", "Cars | 12")]


def test_a_printed_byline_is_surer_than_who_made_the_file() -> None:
    meta = "<meta:initial-creator>Maria Typist</meta:initial-creator>"
    content = p("Bridge open") + p("By Ann Lee and Bo Cole") + p(LONG)
    found = article(packed(content=content, meta=meta))
    assert (found.authors, found.extra) == (("Ann Lee", "Bo Cole"), {"author": "Maria Typist"})


def test_the_first_creator_is_the_author_and_the_last_is_not() -> None:
    meta = "<meta:initial-creator>Ann Lee</meta:initial-creator><dc:creator>Desk Two</dc:creator>"
    meta += "<meta:keyword>a</meta:keyword><meta:keyword>b</meta:keyword>"
    meta += "<meta:creation-date>2020-05-01T10:00:00</meta:creation-date>"
    found = article(packed(content=p(LONG), meta=meta))
    assert (found.authors, found.tags, found.date) == (("Ann Lee",), ("a", "b"), None)
    assert found.extra == {"created": "2020-05-01"}


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (packed(), "content.xml is missing"),
        (packed(content=p("")), "has no text"),
        (packed(content=p("One") + "<"), "content.xml is not XML that can be read"),
        (packed(content="<text:p>" * 300 + "</text:p>" * 300), "more than 200 deep"),
        (packed(content=p("One"))[:150], "is a damaged OpenDocument text"),
    ],
)
def test_what_cannot_be_read_is_explained(data: bytes, reason: str) -> None:
    with pytest.raises(ReadError, match=reason):
        article(data)
