"""Hits as files, read back by programs that read such files."""

from __future__ import annotations

import csv
import datetime
import io
import json
from dataclasses import replace
from itertools import islice
from typing import TYPE_CHECKING, get_args

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from search import Archive, Article, ExportForm, FoundParagraph, Hit, Snippet, exported
from search.exports import COLUMNS, unguarded

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path

FORMS: tuple[ExportForm, ...] = get_args(ExportForm)
FERRY = Article.of(
    "The ferry sank.\n\nThe ferry was old; an old ferry.",
    id="ferry",
    title="Ferry lost",
    authors=("Ann Lee", "Cole, Bo"),
    date=datetime.date(2021, 8, 1),
    date_precision="month",
    source="The Courier",
    url="https://courier.example/ferry",
)


def hit(article: Article, *found: FoundParagraph, score: float = 1.5) -> Hit:
    return Hit(
        article=article, score=score, matching_paragraphs=5, title_marks=(), paragraphs=found
    )


def paragraph(text: str, *marks: tuple[int, int], number: int = 1) -> FoundParagraph:
    return FoundParagraph(
        number=number,
        kind="body",
        text=text,
        marks=marks,
        matched=bool(marks),
        snippet=Snippet(text, marks),
    )


def rows(pieces: Iterable[str]) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO("".join(pieces), newline="")))


def test_json_lines_hold_what_the_api_holds() -> None:
    shown = hit(FERRY, paragraph("The ferry sank.", (4, 9)))
    (piece,) = exported([shown], "jsonl")
    assert piece.endswith("}\n")
    assert json.loads(piece) == shown.as_json()


def test_csv_has_a_row_for_each_hit() -> None:
    (row,) = rows(exported([hit(FERRY, paragraph("The ferry sank.", (4, 9)))], "csv"))
    assert tuple(row) == COLUMNS
    assert row == {
        "id": "ferry",
        "label": "Ferry lost",
        "date": "2021-08-01",
        "date_precision": "month",
        "source": "The Courier",
        "authors": "Ann Lee; Cole, Bo",
        "section": "",
        "url": "https://courier.example/ferry",
        "path": "",
        "score": "1.5",
        "matching_paragraphs": "5",
        "paragraph": "1",
        "text": "The ferry sank.",
    }


def test_markdown_has_a_section_for_each_hit() -> None:
    found = paragraph("The ferry was old; an old ferry.", (4, 9), (22, 31), number=2)
    assert "".join(exported([hit(FERRY, found)] * 2, "markdown")) == 2 * (
        "## [Ferry lost](https://courier.example/ferry)\n"
        "\n"
        "The Courier · August 2021 · Ann Lee; Cole, Bo · ferry\n"
        "\n"
        "> ¶2 The **ferry** was old; an **old ferry**.\n"
        "\n"
        "and 4 more matching paragraphs\n"
        "\n"
    )


@pytest.mark.parametrize("form", FORMS)
def test_a_link_is_given_with_each_hit(form: ExportForm) -> None:
    pieces = exported([hit(FERRY)], form, link=lambda each: f"https://desk.example/{each.score}")
    assert "https://desk.example/1.5" in "".join(pieces)


@pytest.mark.parametrize(("form", "pieces"), [("jsonl", 0), ("csv", 1), ("markdown", 0)])
def test_no_hits_are_a_file_without_hits(form: ExportForm, pieces: int) -> None:
    assert len(list(exported([], form))) == pieces


@pytest.mark.parametrize("form", FORMS)
def test_a_hit_is_given_out_before_the_next_is_read(form: ExportForm) -> None:
    def endless() -> Iterator[Hit]:
        while True:
            yield hit(FERRY)

    assert len(list(islice(exported(endless(), form), 50))) == 50


def test_a_form_that_there_is_not_is_refused() -> None:
    with pytest.raises(ValueError, match="form is 'xls'; it must be one of: jsonl, csv, markdown"):
        exported([], "xls")  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("text", "cell"),
    [
        ("=1+1", "'=1+1"),
        ("+44 20", "'+44 20"),
        ("-5 degrees", "'-5 degrees"),
        ("@courier", "'@courier"),
        ("\tx", "'\tx"),
        ("\rx", "'\rx"),
        ("\n=x", "'\n=x"),
        ("'=x", "''=x"),
        ("'tis", "'tis"),
        ("a=b", "a=b"),
        ("", ""),
    ],
)
def test_no_text_is_run_as_a_formula(text: str, cell: str) -> None:
    article = replace(FERRY, id=text, authors=(text,), source=text, section=text, url=text)
    (row,) = rows(exported([hit(article, paragraph(text), score=-2.0)], "csv"))
    texts = ("id", "authors", "source", "section", "url", "text")
    assert {row[name] for name in texts} == {cell}
    assert unguarded(cell) == text
    assert row["score"] == "-2.0"  # a number is not run


@given(st.text(max_size=40), st.text(min_size=1, max_size=40))
@settings(max_examples=300, deadline=None)
def test_any_text_is_read_back_from_csv_and_json(title: str, text: str) -> None:
    article = replace(FERRY, title=title or None, source=text, authors=(text,))
    shown = hit(article, paragraph(text))
    (row,) = rows(exported([shown], "csv"))
    assert unguarded(row["text"]) == text
    assert unguarded(row["source"]) == text
    assert unguarded(row["label"]) == article.label
    (piece,) = exported([shown], "jsonl")
    assert len(piece.splitlines()) == 1
    assert json.loads(piece) == shown.as_json()


@pytest.mark.parametrize(
    "text",
    [
        "# not a heading\n\n- not a list",
        "](javascript:alert(1)) <script>alert(1)</script>",
        "**not bold** _no_ `no` &amp; ![x](y)",
        "1. not a list",
        "> not a quote",
        "a\x00b\u202ec",
    ],
)
def test_hostile_texts_stay_texts_in_markdown(text: str) -> None:
    article = replace(FERRY, title=text, source=text)
    shown = "".join(exported([hit(article, paragraph(text, (0, 1)))], "markdown"))
    tokens = MarkdownIt("commonmark").parse(shown)
    kinds = [token.type for token in tokens if token.nesting == 1]
    assert kinds == [
        "heading_open", "paragraph_open", "blockquote_open", "paragraph_open", "paragraph_open",
    ]  # fmt: skip
    inline = [each for token in tokens for each in token.children or []]
    assert [each.attrs["href"] for each in inline if each.type == "link_open"] == [FERRY.url]
    assert not any(
        each.type in {"html_inline", "image", "code_inline", "em_open"} for each in inline
    )
    clean = " ".join(text.split()).translate({0: None, 0x202E: None})
    assert "".join(each.content for each in tokens[1].children or []) == clean
    assert "".join(each.content for each in tokens[8].children or []) == f"¶1 {clean}"


def test_marks_beside_blanks_stay_marks() -> None:
    found = paragraph("The ferry  was old", (4, 9), (11, 14))
    shown = "".join(exported([hit(FERRY, found)], "markdown"))
    assert "> ¶1 The **ferry** **was** old\n" in shown


def test_every_hit_of_a_search_is_exported_in_every_form(tmp_path: Path) -> None:
    with Archive.create(tmp_path) as archive:
        archive.add(
            Article.of(f"Ferry number {number} sank.", title=f"Loss {number}", id=f"a{number}")
            for number in range(25)
        )
        for query, scope in (("ferry", "article"), ("ferry", "paragraph"), ("loss", "paragraph")):
            total = archive.search(query, scope=scope, limit=0).total  # type: ignore[arg-type]
            hits = list(archive.hits(query, scope=scope))  # type: ignore[arg-type]
            assert total == len(hits) == 25
            assert len(list(exported(hits, "jsonl"))) == total
            assert [row["id"] for row in rows(exported(hits, "csv"))] == [
                h.article.id for h in hits
            ]
            assert "".join(exported(hits, "markdown")).count("\n## ") + 1 == total
