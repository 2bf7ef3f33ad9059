from __future__ import annotations

import io
import struct
import zipfile
from html import escape
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from search.article import Article
from search.errors import ReadError
from search.readers import registry
from search.readers.documents import package
from search.readers.formats import docx
from search.readers.source import Source

if TYPE_CHECKING:
    from collections.abc import Mapping

SAMPLES = Path(__file__).parents[2] / "samples"
NAMESPACES = 'xmlns:w="urn:w" xmlns:mc="urn:mc" xmlns:dc="urn:dc" xmlns:dcterms="urn:dcterms"'
TYPES = {"[Content_Types].xml": "<Types/>"}


def packed(parts: Mapping[str, str | bytes], *, first: Mapping[str, str] = TYPES) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in {**first, **parts}.items():
            archive.writestr(name, data)
    return file.getvalue()


def document(body: str, **parts: str) -> bytes:
    """Return a document; ``parts`` are others in its folder by their names."""
    others = {
        f"word/{name}.xml": f"<root {NAMESPACES}>{text}</root>" for name, text in parts.items()
    }
    whole = f"<w:document {NAMESPACES}><w:body>{body}</w:body></w:document>"
    return packed({"word/document.xml": whole, **others})


def p(text: str, style: str = "", marks: str = "") -> str:
    """Return a paragraph of plain text or of runs."""
    runs = text if text.startswith("<") else f"<w:r><w:t>{text}</w:t></w:r>"
    style = f'<w:pStyle w:val="{style}"/>' if style else ""
    return f"<w:p><w:pPr>{style}{marks}</w:pPr>{runs}</w:p>"


def style(name: str, called: str, based_on: str = "", marks: str = "") -> str:
    base = f'<w:basedOn w:val="{based_on}"/>' if based_on else ""
    return f'<w:style w:styleId="{name}"><w:name w:val="{called}"/>{base}{marks}</w:style>'


def article(data: bytes) -> Article:
    (found,) = registry.read(Source("a.docx", io.BytesIO(data)))
    assert isinstance(found, Article)
    return found


def kinds(data: bytes) -> list[tuple[str, str]]:
    return [(each.kind, each.text) for each in article(data).paragraphs]


def texts(data: bytes) -> list[str]:
    return [each.text for each in article(data).paragraphs]


LONG = "The bridge over the river reopened on Monday, and traffic was light until the evening."


@pytest.mark.parametrize(
    ("data", "known"),
    [
        (document(p("Text")), True),
        (
            packed({"word/document.xml": "", "_rels/.rels": ""}, first={"docProps/app.xml": ""}),
            True,
        ),
        (packed({"xl/workbook.xml": ""}), False),
        (packed({"word/a.txt": "a", "word/b.txt": "b"}, first={}), False),
        (packed({"a.docx": document(p("Text"))}, first={}), False),
        (b"PK\x03\x04", False),
        (b"The [Content_Types].xml and word/document.xml are parts.", False),
    ],
)
def test_a_document_is_known_by_its_parts(data: bytes, *, known: bool) -> None:
    assert docx.recognises(registry.Head(data, "story.zip")) is known


@pytest.mark.parametrize(
    ("runs", "text"),
    [
        ("<w:r><w:t>One</w:t><w:tab/><w:t>two</w:t></w:r>", "One two"),
        ("<w:r><w:t>One</w:t><w:br/><w:t>two</w:t></w:r>", "One two"),
        ("<w:r><w:t>on</w:t></w:r><w:r><w:t>e</w:t></w:r>", "one"),
        ("<w:r><w:t>co</w:t><w:softHyphen/><w:t>op</w:t></w:r>", "coop"),
        ("<w:r><w:t>co</w:t><w:noBreakHyphen/><w:t>op</w:t></w:r>", "co-op"),
        ("<w:hyperlink><w:r><w:t>link</w:t></w:r></w:hyperlink>", "link"),
        ("<w:sdt><w:sdtContent><w:r><w:t>field</w:t></w:r></w:sdtContent></w:sdt>", "field"),
        ("<w:r><w:instrText>PAGE</w:instrText></w:r><w:r><w:t>7</w:t></w:r>", "7"),
        ("<w:ins><w:r><w:t>new</w:t></w:r></w:ins>", "new"),
        ("<w:r><w:t>a</w:t></w:r><w:del><w:r><w:delText>old</w:delText></w:r></w:del>", "a"),
        ("<w:r><w:t>a</w:t></w:r><w:moveFrom><w:r><w:t>old</w:t></w:r></w:moveFrom>", "a"),
        ("<w:moveTo><w:r><w:t>here</w:t></w:r></w:moveTo>", "here"),
    ],
)
def test_the_text_is_what_is_seen(runs: str, text: str) -> None:
    assert texts(document(p(runs) + p(LONG))) == [text, LONG]


def test_a_text_box_is_read_once() -> None:
    box = f"<w:txbxContent>{p('In the box.')}</w:txbxContent>"
    both = f"<mc:AlternateContent><mc:Choice>{box}</mc:Choice><mc:Fallback>{box}</mc:Fallback>"
    run = f"<w:r><w:t>{LONG}</w:t>{both}</mc:AlternateContent></w:r>"
    assert texts(document(p(run))) == [LONG, "In the box."]


@pytest.mark.parametrize(
    ("styles", "kind"),
    [
        (style("A", "heading 2"), "heading"),
        (style("A", "Quote"), "quote"),
        (style("A", "Intense Quote"), "quote"),
        (style("A", "caption"), "caption"),
        (style("A", "List Bullet"), "list"),
        (style("A", "Own", "B") + style("B", "heading 1"), "heading"),
        (style("A", "Own", marks='<w:pPr><w:outlineLvl w:val="1"/></w:pPr>'), "heading"),
        (style("A", "Own", marks='<w:pPr><w:outlineLvl w:val="9"/></w:pPr>'), "body"),
        (style("A", "Own", "A"), "body"),
        (style("A", "Body Text"), "body"),
        ("", "body"),
    ],
)
def test_a_style_gives_the_kind(styles: str, kind: str) -> None:
    data = document(p(LONG) + p("Styled words.", "A") + p(LONG), styles=styles)
    assert kinds(data)[1] == (kind, "Styled words.")


@pytest.mark.parametrize(
    ("mark", "kind"),
    [("<w:b/>", "heading"), ('<w:b w:val="0"/>', "body"), ("<w:i/>", "body")],
)
def test_a_short_bold_paragraph_is_a_heading(mark: str, kind: str) -> None:
    bold = f"<w:r><w:rPr>{mark}</w:rPr><w:t>The costs, in short: much</w:t></w:r>"
    assert kinds(document(p(LONG) + p(bold) + p(LONG)))[1][0] == kind


def test_a_numbered_paragraph_is_a_list() -> None:
    marks = '<w:numPr><w:numId w:val="{}"/></w:numPr>'
    data = document(p(LONG) + p("One", marks=marks.format(3)) + p(LONG, marks=marks.format(0)))
    assert [kind for kind, _ in kinds(data)] == ["body", "list", "body"]


def row(*cells: str) -> str:
    return f"<w:tr>{''.join(f'<w:tc>{cell}</w:tc>' for cell in cells)}</w:tr>"


def test_a_table_is_read_by_rows_and_a_layout_by_paragraphs() -> None:
    table = row(p("Cars"), p("12")) + row(p(""), p("Only one"))
    layout = row(p(LONG) + p("Second"), p("Beside it"))
    data = document(p(LONG) + f"<w:tbl>{table}</w:tbl><w:tbl>{layout}</w:tbl>")
    assert texts(data)[1:] == ["Cars | 12", "Only one", LONG, "Second", "Beside it"]


def test_a_table_within_a_table_is_read_once() -> None:
    inner = f"<w:tbl>{row(p('In'), p('ner'))}</w:tbl>"
    data = document(p(LONG) + f"<w:tbl>{row(p('Out') + inner, p('er'))}</w:tbl>")
    assert texts(data)[1:] == ["Out", "In", "ner", "er"]


def test_notes_stand_at_the_end() -> None:
    notes = f'<w:footnote w:type="separator">{p("-----x")}</w:footnote><w:footnote>{p("Note.")}</w:footnote>'
    end = f"<w:endnote>{p('End.')}</w:endnote>"
    data = document(p(LONG) + p("More of it."), footnotes=notes, endnotes=end)
    assert texts(data) == [LONG, "More of it.", "Note.", "End."]


def test_the_title_style_is_the_title() -> None:
    data = document(
        p("PRESS RELEASE") + p("Bridge open", "T") + p(LONG), styles=style("T", "Title")
    )
    assert article(data).title == "Bridge open"


def test_what_a_program_left_in_the_properties_is_kept_beside() -> None:
    core = (
        "<dc:title>Document1</dc:title><dc:creator>alee</dc:creator>"
        "<dcterms:created>2021-08-17T10:00:00Z</dcterms:created>"
    )
    data = packed(
        {
            "word/document.xml": f"<w:d {NAMESPACES}>{p(LONG)}</w:d>",
            "docProps/core.xml": f"<c {NAMESPACES}>{core}</c>",
        }
    )
    found = article(data)
    assert (found.title, found.authors, found.date) == (None, (), None)
    assert found.extra == {"title": "Document1", "author": "alee", "created": "2021-08-17"}


@pytest.mark.parametrize(
    "maker", ["Office User", "Microsoft Office User", "Maria Typist", "Herald News Desk"]
)
def test_a_printed_byline_is_surer_than_who_made_the_file(maker: str) -> None:
    core = f"<c {NAMESPACES}><dc:creator>{maker}</dc:creator></c>"
    body = p("Bridge open") + p("By Ann Lee and Bo Cole") + p(LONG)
    whole = f"<w:d {NAMESPACES}>{body}</w:d>"
    found = article(packed({"word/document.xml": whole, "docProps/core.xml": core}))
    assert found.authors == ("Ann Lee", "Bo Cole")
    assert found.provenance["authors"] == "stated in the text"
    assert found.extra == {"author": maker}


@pytest.mark.parametrize(
    ("maker", "authors"), [("Ann Lee", ("Ann Lee",)), ("Microsoft Office User", ())]
)
def test_without_a_byline_the_properties_may_tell(maker: str, authors: tuple[str, ...]) -> None:
    core = f"<c {NAMESPACES}><dc:creator>{maker}</dc:creator></c>"
    whole = f"<w:d {NAMESPACES}>{p(LONG)}</w:d>"
    found = article(packed({"word/document.xml": whole, "docProps/core.xml": core}))
    assert found.authors == authors
    assert found.provenance.get("authors") == (
        "stated in the file's properties" if authors else None
    )


HOSTILE = {
    "is a damaged Word document": document(p(LONG))[:200],
    "word/document.xml is missing": packed({"word/styles.xml": "<s/>"}),
    "has a password or is in an older format": b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600),
    "has no text": document(p("")),
    "more than 200 deep": document("<w:a>" * 300 + "</w:a>" * 300),
    "declares an entity": packed({"word/document.xml": '<!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>'}),
}


@pytest.mark.parametrize("reason", HOSTILE)
def test_what_cannot_be_read_is_explained_in_one_line(reason: str) -> None:
    with pytest.raises(ReadError, match=reason) as caught:
        article(HOSTILE[reason])
    assert str(caught.value).startswith("a.docx ")
    assert "\n" not in str(caught.value)


def test_a_part_gives_no_more_than_it_may(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(package, "LARGEST_TEXT", 1000)
    with pytest.raises(ReadError, match="is too large: its word/document"):
        article(document(p(LONG) * 100))


def test_a_part_that_lies_about_its_size_gives_no_more_than_it_says() -> None:
    data = document(p(LONG) * 10_000)
    size = len(f"<w:document {NAMESPACES}><w:body></w:body></w:document>" + p(LONG) * 10_000)
    assert data.count(size.to_bytes(4, "little")) == 2
    with pytest.raises(ReadError, match="is a damaged Word document"):
        article(data.replace(size.to_bytes(4, "little"), (900).to_bytes(4, "little")))


def test_an_export_of_a_database_is_divided_into_its_articles() -> None:
    text = (SAMPLES / "exports" / "nexis-uni.txt").read_text(encoding="utf-8")
    body = "".join(p(escape(line)) for line in text.splitlines())
    found = list(registry.read(Source("a.docx", io.BytesIO(document(body)))))
    expected = list(registry.read(Source("a.docx", io.BytesIO(text.encode()))))
    assert len(expected) > 1
    assert found == expected


def test_a_table_of_parts_that_would_fill_the_memory_is_refused() -> None:
    end = struct.pack("<4s4H2LH", b"PK\x05\x06", 0, 0, 65535, 65535, 25_000_000, 0, 0)
    with pytest.raises(ReadError, match="has more than 20,000 parts, as no Word document has"):
        article(document(p("Text")) + end)
