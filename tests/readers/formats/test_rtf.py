"""RTF: what is text, what is not, and what it is to the article."""

from __future__ import annotations

import io

import pytest

from search.errors import ReadError
from search.readers.documents.rich_text import DEEPEST, NotRichText, read_rich_text
from search.readers.formats import rtf
from search.readers.registry import Head
from search.readers.source import Source


def texts(inner: str) -> list[str]:
    lines, _ = read_rich_text(b"{\\rtf1\\ansi " + inner.encode("latin-1") + b"}")
    return [line.text for line in lines if line.text]


@pytest.mark.parametrize(
    ("inner", "text"),
    [
        (r"Troms\'f8", "Tromsø"),
        (r"\u8220?open\u8221?", "“open”"),
        (r"{\uc2 \u8220\'93\'93open}", "“open"),
        (r"{\uc0 \u8220 open}", "“open"),
        (r"\u-10179?\u-8704?", "😀"),
        (r"\ansicpg1251 \'cc\'ee\'f1\'f2", "Мост"),
        (r"{\fonttbl{\f3\fcharset204 A;}}\f3 \'cc\'ee\'f1\'f2", "Мост"),
        (r"{\fonttbl\f3\fcharset128 A;}\f3 \'93\'fa\'96\'7b", "日本"),
        (r"a\emdash b\~c\_d\-e \{x\}", "a—b c-de {x}"),
        (r"{\i Mon}day", "Monday"),
        ("Mon\nday", "Monday"),
        (r"{\pict\wmetafile8 0102}after", "after"),
        (r"{\pict\bin3 }}}}after", "after"),
        (r"{\header Head\par}{\footer 1\par}text", "text"),
        (r"{\*\generator X}{\*\unknown {y}}text", "text"),
        (r"{\field{\*\fldinst HYPERLINK 'x'}{\fldrslt link}} here", "link here"),
        (r"{\v hidden}{\deleted gone}text", "text"),
        (r"{\upr{ansi}{\*\ud{other}}}", "ansi"),
        (r"\trowd a\cell b\cell\row", "a | b"),
        (r"{\stylesheet{\s1 heading 1;}}{\info{\title T}}text", "text"),
        (r"\u99999999?x", "\ufffdx"),
        (r"\uc99999\u65 abc", "A"),
        (r"\ansicpg99999 \'e9", "é"),
    ],
)
def test_text_is_what_is_printed(inner: str, text: str) -> None:
    assert texts(inner) == [text]


def test_paragraphs_lines_and_notes() -> None:
    assert texts(r"One\line more.\par Two{\footnote Note.}.\par\par Three.\page Four.") == [
        *("One\nmore.", "Two.", "Three.", "Four.", "Note.")
    ]


def test_headings_bold_lines_and_items_are_told_apart() -> None:
    lines, info = read_rich_text(
        rb"{\rtf1{\stylesheet{\s1\outlinelevel0 Big;}{\s2 heading 2;}}{\info{\author A}}"
        rb"\pard\s1 One\par\pard\s2 Two\par\pard\b Three\b0\par\pard Four \b five\b0\par"
        rb"{\listtext\bullet\tab}\ls1 Six\par}"
    )
    assert [(line.level, line.bold, line.item) for line in lines if line.text] == [
        *((1, False, False), (2, False, False)),
        *((None, True, False), (None, False, False), (None, False, True)),
    ]
    assert lines[4].text == "Six"
    assert info == {"author": "A"}


def test_what_a_damaged_file_has_is_read() -> None:
    lines, _ = read_rich_text(rb"{\rtf1 One.\par Two {\b and{\footnote no")
    assert [line.text for line in lines] == ["One.", "Two and", "no"]


def test_deep_groups_are_refused() -> None:
    with pytest.raises(NotRichText, match=f"more than {DEEPEST} deep"):
        read_rich_text(b"{\\rtf1" + b"{" * 1_000_000)
    source = Source("deep.rtf", io.BytesIO(b"{\\rtf1" + b"{" * 1000))
    with pytest.raises(ReadError, match=r"^deep\.rtf has groups within groups"):
        list(rtf.read(source))


@pytest.mark.parametrize(
    "inner",
    [
        rb"\bin999999999 x",
        rb"\bin-5 x" * 100_000,
        rb"\u1" * 300_000,
        rb"{\footnote x}" * 100_000,
        rb"\cell" * 300_000,
        b"\\" + b"a" * 1_000_000,
        b"\\'" * 500_000,
        b"}" * 500_000,
    ],
)
def test_odd_files_take_linear_time(inner: bytes) -> None:
    read_rich_text(b"{\\rtf1 " + inner)


@pytest.mark.parametrize(
    ("start", "is_rtf"),
    [(b"{\\rtf1\\ansi", True), (b"\n{\\rtf", True), (b"{\\rt", False), (b"", False)],
)
def test_the_beginning_tells(start: bytes, *, is_rtf: bool) -> None:
    assert rtf.recognises(Head(start, "story.txt")) is is_rtf
