from __future__ import annotations

import datetime
import io
from typing import TYPE_CHECKING

import pytest

from search.errors import ReadError
from search.readers import registry
from search.readers.formats import csv_records
from search.readers.registry import Head
from search.readers.source import Options, Source, Unread

if TYPE_CHECKING:
    from search.article import Article


def reading(
    data: str | bytes, name: str = "a.csv", fields: dict[str, str] | None = None
) -> tuple[list[Article], list[str]]:
    """Return the articles of a file, and what is said of the rest."""
    data = data.encode() if isinstance(data, str) else data
    source = Source(name, io.BytesIO(data), options=Options(fields=fields or {}))
    articles: list[Article] = []
    unread: list[str] = []
    try:
        for each in registry.read(source):
            if isinstance(each, Unread):
                unread.append(f"{each.path} {each.reason}")
            else:
                articles.append(each)
    except ReadError as error:
        unread.append(str(error))
    return articles, unread


def texts(articles: list[Article]) -> list[str]:
    return [p.text for article in articles for p in article.paragraphs if p.number]


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
def test_dialects(delimiter: str, end: str, encoding: str) -> None:
    rows = [
        ("Title", "Pub Date", "Text"),
        ("Pont", "25 Aug 2021", f'"Le{delimiter} café "" rouvre."'),
    ]
    data = end.join(delimiter.join(row) for row in rows) + end
    (article,), unread = reading(data.encode(encoding))
    assert (article.title, article.date) == ("Pont", datetime.date(2021, 8, 25))
    assert texts([article]) == [f'Le{delimiter} café " rouvre.'.replace("\t", "")]
    assert unread == []


def test_a_cell_may_have_paragraphs() -> None:
    (article,), _ = reading('title,text\nA,"One.\n\nTwo."\n')
    assert texts([article]) == ["One.", "Two."]


def test_a_byte_of_another_encoding_far_behind_the_head() -> None:
    data = b"title,text\n" + b"A,plain\n" * 5000 + "B,caf\u00e9\n".encode("cp1252")
    assert texts(reading(data)[0])[-1] == "café"


def test_an_unclosed_quotation_takes_no_other_row() -> None:
    articles, unread = reading('title,text\nA,"never closed\nB,two\nC,"three"\nD,"open\nE,five\n')
    assert texts(articles) == ["two", "three", "five"]
    assert unread == [
        "a.csv#1 (line 2) has a quotation that is not closed.",
        "a.csv#4 (line 5) has a quotation that is not closed.",
    ]


def test_quotation_marks_in_tabs_are_text() -> None:
    articles, unread = reading('title\ttext\nA\t"Storm" is over\nB\tfine\n', "a.tsv")
    assert (texts(articles), unread) == (['"Storm" is over', "fine"], [])


def test_quotation_marks_that_are_escaped() -> None:
    articles, _ = reading('title,text\nA,"She said \\"no\\", twice."\n')
    assert texts(articles) == ['She said "no", twice.']


def test_a_text_whose_commas_are_not_quoted_is_not_cut() -> None:
    articles, unread = reading("title,text\nA,one, two\nB,three,,\n")
    assert texts(articles) == ["three"]
    assert unread == [
        (
            "a.csv#1 (line 2) has 3 cells under 2 columns; texts that have the delimiter in them need"
            " quotation marks."
        )
    ]


def test_plain_data_is_one_line_that_says_how_to_map_it() -> None:
    assert reading("station,level\nA,1.2\n") == (
        [],
        [
            (
                "a.csv holds no articles: none of its records has a text (its columns are station,"
                " level). If one of these is the text, name it: --map text=COLUMN"
            )
        ],
    )


def test_columns_are_mapped() -> None:
    articles, _ = reading("Wer;Was\nAna Lee;Es regnet.\n", fields={"text": "Was", "author": "Wer"})
    assert (articles[0].authors, texts(articles)) == (("Ana Lee",), ["Es regnet."])
    _, unread = reading("a,text\n1,x\n", fields={"title": "b"})
    assert unread == [
        "a.csv has no column “b”, which was to be the title; its columns are a, text."
    ]


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (",".join("c" for _ in range(1_000_000)) + "\n", "a.csv has 1,000,000 columns; at most 1,000 are read."),
        ("a," * 3_000_000 + "\n", "a.csv is no table that can be read: line 1 has more than 4 million characters in one line."),
        ("title,text\nA,\0\0\0\0\0x\n", "a.csv holds binary data, not text."),
        (",,\n,,\n", "a.csv holds no articles: there is nothing between its delimiters."),
        ('"title,text\nA,x\n', "a.csv is no table that can be read: line 1 has a quotation that is not closed."),
    ],
)  # fmt: skip
def test_hostile_files_are_one_line(data: str, reason: str) -> None:
    articles, unread = reading(data)
    assert articles == []
    assert len(unread) == 1
    assert unread[0].startswith(reason)


def test_a_quotation_over_everything_is_bounded() -> None:
    articles, unread = reading('title,text\nA,"' + "word word word\n" * 300_000)
    assert articles == []
    assert unread[0].endswith("has a quotation that is not closed within 4 million characters.")
    assert len(unread) <= 1003


def test_many_unclosed_quotations_are_summed_up() -> None:
    _, unread = reading("title,text\n" + 'A,"x\n' * 100_000)
    assert unread[-1] == "a.csv has 99,000 more records that could not be read."


@pytest.mark.parametrize(
    ("data", "expected"),
    [
        ("title,date,text\nA,2021,x\n", True),
        ("id\theadline\tbody\n1\tA\tx\n", True),
        ("Title, text and other matters.\nThis is prose, with commas.\n", False),
        ("The title, the date\nof a text, and so on\n", False),
        ("name,age\nA,1\n", False),
        ("title: A\ntext, body\n", False),
    ],
)
def test_it_is_recognised_by_its_header(data: str, expected: bool) -> None:  # noqa: FBT001
    assert csv_records.recognises(Head(data.encode(), "a.txt")) is expected
