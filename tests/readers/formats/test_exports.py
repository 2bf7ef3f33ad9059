"""Exports of newspaper databases: which texts are some, and what each label says."""

from __future__ import annotations

import datetime
import io
from typing import TYPE_CHECKING

import pytest

from search.errors import ReadError
from search.readers import exports
from search.readers.exports import pages
from search.readers.exports.entry import read_date_line
from search.readers.formats import exports as exports_format
from search.readers.registry import Head
from search.readers.source import Source

if TYPE_CHECKING:
    from search.readers.draft import Draft

NEXIS = """
                               1 of 2 DOCUMENTS

                              The Elmford Courier

                            {date}

Swing bridge reopens

{labels}
LENGTH: 61 words

{body}

LOAD-DATE: February 5, 2009

{end}
"""
UNI = """Swing bridge reopens
The Elmford Courier
{date}
Copyright 2020 Elmford Papers Ltd All Rights Reserved
{labels}
Length: 61 words
Body

{body}

Load-Date: March 5, 2020
{end}
End of Document
"""
FACTIVA = """{top}
61 words
17 August 2021
{under}

It reopened on Monday.

Document ELMC000020210817eh8h0001x
"""
CODES = """HD Swing bridge reopens
WC 61 words
PD 17 August 2021
SN The Elmford Courier
LA English

LP
{body}

{end}
AN Document ELMC000020210817eh8h0001x
"""
PROQUEST = (
    "_" * 60
    + """

Swing bridge reopens

Author: {author}

Full text: {body}

Subject: Bridges

Title: Swing bridge reopens

Publication title: The Elmford Courier; Elmford

Publication date: {date}

Publication year: 2021

ProQuest document ID: 900000001

Last updated: 2022-01-01
"""
)


def drafts(form: str, **values: str) -> list[Draft]:
    names = ("date", "labels", "body", "end", "top", "under", "author")
    filled = {"date": "March 3, 2020 Tuesday", "body": "It reopened.", "author": "Lee, Ana"}
    text = form.format(**{name: values.get(name, filled.get(name, "")) for name in names})
    found = exports.articles(text.split("\n"), wrapped=True)
    assert found is not None
    return list(found)


def body(draft: Draft) -> list[str]:
    return [piece.text for piece in draft.pieces if piece.kind == "body"]


@pytest.mark.parametrize(
    "text",
    [
        "Bridge open\n\nLENGTH: 812 metres is what the bridge measures.\n",
        "Bridge open\n\nLength: 812 words\n\nIt reopened.\n",
        "---\ntitle: Bridge\nlength: 812 words\nsection: News\n---\nIt reopened.\n",
        "1 of 2 documents was lost.\n\nBody\n",
        "812 words\n17 August 2021\nMonday was cold.\n",
        "Document found in the archive\n\n812 words\n",
        "IN Oslo it rained.\nBY noon it stopped.\nLA was dry.\nPD fell.\n",
        "_" * 60 + "\n\nAuthor: Ana Lee\n\nIt reopened.\n",
        "Title: Bridge\nAuthor: Ana Lee\nSubject: Bridges\n\nIt reopened.\n",
        "From: a@example.org\nSubject: Copyright 2021\n\nLength: 3 words\n",
        "# How to read LexisNexis files\n\n    LENGTH: 812 words\n\nis a label.\n",
    ],
)
def test_ordinary_text_is_no_export(text: str) -> None:
    assert exports.articles(text.split("\n")) is None
    assert not exports_format.recognises(Head(text.encode(), "story.txt"))


@pytest.mark.parametrize(
    ("printed", "date", "edition"),
    [
        ("August 17, 2021 Tuesday", "August 17, 2021", ""),
        (
            "August 17, 2021, Tuesday, Late Edition - Final",
            "August 17, 2021",
            "Late Edition - Final",
        ),
        ("January 11, 2010 Monday 10:50 AM GMT", "January 11, 2010", ""),
        ("Tuesday, August 17, 2021", "Tuesday, August 17, 2021", ""),
        ("17 August 2021", "17 August 2021", ""),
        ("August 2021", "August 2021", ""),
        ("17. März 2020 Dienstag", "17. März 2020", ""),
    ],
)
def test_a_date_line_may_go_on_with_weekday_time_and_edition(
    printed: str, date: str, edition: str
) -> None:
    assert read_date_line(printed) == (date, edition)


@pytest.mark.parametrize("line", ["The Courier", "2021", "Summer 2019", "February 30, 2021", ""])
def test_other_lines_are_no_date_line(line: str) -> None:
    assert read_date_line(line) is None


@pytest.mark.parametrize("form", [NEXIS, UNI])
def test_the_date_of_loading_is_not_that_of_publication(form: str) -> None:
    (draft, *_) = drafts(form)
    assert draft.metadata.date == datetime.date(2020, 3, 3)
    (draft, *_) = drafts(form, date="Spring")
    assert draft.metadata.date is None
    assert "load-date" in draft.metadata.extra


@pytest.mark.parametrize(
    ("form", "label", "field", "value"),
    [
        (NEXIS, "BYLINE: By Ana Lee; Robert Cole", "authors", ("Ana Lee", "Robert Cole")),
        (NEXIS, "SECTION: NEWS; Pg. 3", "section", "NEWS; Pg. 3"),
        (NEXIS, "DATELINE: KABUL, Afghanistan, Aug. 17", "place", "KABUL, Afghanistan"),
        (NEXIS, "HIGHLIGHT: Hinges tested", "description", "Hinges tested"),
        (NEXIS, "HEADLINE: Another Title", "title", "Another Title"),
        (UNI, "Byline:\u00a0Ana Lee", "authors", ("Ana Lee",)),
        (UNI, "Section: NEWS; Pg. 3", "section", "NEWS; Pg. 3"),
        (UNI, "Dateline: OSLO", "place", "OSLO"),
    ],
)
def test_labels_of_nexis_fill_the_fields(form: str, label: str, field: str, value: object) -> None:
    (draft, *_) = drafts(form, labels=label)
    assert getattr(draft.metadata, field) == value


def test_lower_case_labels_in_the_text_belong_to_it() -> None:
    text = "Language: the sign has three.\n\nGraphic\n\nSubject: nobody knows."
    (draft, *_) = drafts(NEXIS, body=text)
    assert body(draft)[0] == "Language: the sign has three."
    assert "Subject: nobody knows." in body(draft)
    (draft, *_) = drafts(UNI, body="Subject: nobody knows.\n\nLength: short.")
    assert body(draft) == ["Subject: nobody knows.", "Length: short."]


def test_each_counted_article_is_one_and_an_empty_one_is_seen() -> None:
    first, second = drafts(NEXIS, end="                      2 of 2 DOCUMENTS\n\n")
    assert (first.place, second.place) == ("1", "2")
    assert not second.pieces


def test_a_picture_s_text_is_a_caption_and_copyright_is_kept_apart() -> None:
    end = "GRAPHIC: The bridge at dawn\n\nCopyright 2009 Elmford Papers Ltd\nAll Rights Reserved"
    (draft,) = drafts(NEXIS, end=end)
    assert ("caption", "The bridge at dawn") in [piece[:2] for piece in draft.pieces]
    assert "Elmford Papers" in draft.metadata.extra["copyright"]


@pytest.mark.parametrize(
    ("top", "title", "section", "authors"),
    [
        ("Swing bridge reopens", "Swing bridge reopens", None, ()),
        ("News\nSwing bridge reopens", "Swing bridge reopens", "News", ()),
        ("Swing bridge reopens\nBy Ana Lee", "Swing bridge reopens", None, ("Ana Lee",)),
        ("Swing bridge reopens\nAna Lee", "Swing bridge reopens", None, ("Ana Lee",)),
        ("News\nSwing bridge reopens\nBy Ana Lee", "Swing bridge reopens", "News", ("Ana Lee",)),
    ],
)
def test_lines_over_the_count_of_words_in_factiva(
    top: str, title: str, section: str | None, authors: tuple[str, ...]
) -> None:
    (draft,) = drafts(FACTIVA, top=top, under="The Courier\nELMC\nEnglish\n(c) 2021 Elmford")
    metadata = draft.metadata
    assert (metadata.title, metadata.section, metadata.authors) == (title, section, authors)
    assert (metadata.source, metadata.language) == ("The Courier", "en")
    assert metadata.date == datetime.date(2021, 8, 17)
    assert (draft.key, body(draft)) == ("ELMC000020210817eh8h0001x", ["It reopened on Monday."])


@pytest.mark.parametrize(
    "line",
    ["IN the harbour it rained.", "LA mayor quits", "PUB owners cheered.", "CT scans", "RE:"],
)
def test_a_paragraph_that_begins_like_a_code_is_text(line: str) -> None:
    (draft,) = drafts(CODES, body=f"It reopened.\n\n{line}\n\nIt stayed open.")
    assert body(draft) == ["It reopened.", line, "It stayed open."]


def test_the_codes_of_the_text_may_stand_before_it() -> None:
    form = CODES.replace("LP\n{body}", "LP  It reopened.\n\nTD  {body}")
    (draft,) = drafts(form, body="TD Bank paid.\n\nLP sales rose.")
    assert body(draft) == ["It reopened.", "TD Bank paid.", "LP sales rose."]


def test_the_publisher_below_the_text_is_no_text() -> None:
    form = FACTIVA.replace("\nDocument", "\n{body}\n\nDocument")
    under = "The Courier\nELMC\nEnglish\n(c) 2021 Elmford"
    (draft,) = drafts(form, top="Bridge open", under=under, body="Dow Jones & Company, Inc.")
    assert body(draft) == ["It reopened on Monday."]
    assert draft.metadata.extra["publisher"] == "Dow Jones & Company, Inc."
    (draft,) = drafts(form, top="Bridge open", under=under, body="He left Elmford Papers Ltd.")
    assert body(draft)[-1] == "He left Elmford Papers Ltd."


def test_places_behind_names_in_a_byline_are_dropped() -> None:
    labels = "Byline: Emma Graham-Harrison in Kabul and Akhtar Makoii"
    (draft,) = drafts(UNI, labels=labels)
    assert draft.metadata.authors == ("Emma Graham-Harrison", "Akhtar Makoii")


def test_codes_behind_the_text_are_fields() -> None:
    end = "NS gtrans : Transport | gcat : News\nPUB Elmford Papers"
    (draft,) = drafts(CODES, body="It reopened.", end=end)
    assert draft.metadata.tags == ("Transport", "News")
    assert draft.metadata.extra["publisher"] == "Elmford Papers"
    assert body(draft) == ["It reopened."]


@pytest.mark.parametrize(
    ("author", "authors"),
    [
        ("Lee, Ana", ("Ana Lee",)),
        ("Lee, Ana; Cole, Robert", ("Ana Lee", "Robert Cole")),
        ("Ana Lee", ("Ana Lee",)),
        ("Anonymous", ()),
    ],
)
def test_names_in_proquest_are_turned_round(author: str, authors: tuple[str, ...]) -> None:
    (draft,) = drafts(PROQUEST, author=author)
    assert draft.metadata.authors == authors


@pytest.mark.parametrize(
    ("printed", "date", "precision"),
    [
        ("Aug 17, 2021", datetime.date(2021, 8, 17), "day"),
        ("Aug 2021", datetime.date(2021, 8, 1), "month"),
        ("Winter 2021", datetime.date(2021, 1, 1), "year"),
    ],
)
def test_the_date_in_proquest_is_as_exact_as_it_is_printed(
    printed: str, date: datetime.date, precision: str
) -> None:
    (draft,) = drafts(PROQUEST, date=printed)
    assert (draft.metadata.date, draft.metadata.date_precision) == (date, precision)
    assert draft.metadata.updated is None  # "Last updated" is the record's
    assert draft.key == "900000001"


def test_a_label_within_the_text_of_proquest_is_text() -> None:
    (draft,) = drafts(PROQUEST, body="It reopened.\nLocation: the harbour.\nNobody minded.")
    assert body(draft) == ["It reopened.", "Location: the harbour.", "Nobody minded."]


def test_a_page_of_a_database_is_recognised_by_its_title() -> None:
    page = b"<html><head><title>Factiva</title>" + b"<style>a{}</style>" * 2000
    assert exports_format.recognises(Head(page, "export.html"))
    assert not exports_format.recognises(Head(page.replace(b"Factiva", b"News"), "export.html"))


def test_a_page_without_articles_is_said_to_have_none() -> None:
    page = io.BytesIO(b"<html><head><title>Factiva</title></head><body>Sign in.</body></html>")
    with pytest.raises(ReadError, match="no article was found"):
        list(exports_format.read(Source("export.html", page)))


@pytest.mark.parametrize(
    "text",
    [
        "1 of 9 DOCUMENTS\nLENGTH: 9 words\n" * 30_000,
        "1 of 9 DOCUMENTS\n\nLENGTH: 9 words\n\n" + "LOAD-DATE: x\n" * 100_000,
        "HD a\nWC 9 words\nPD 17 August 2021\nLP\n" + "IN a\n" * 100_000,
        "9 words\n17 August 2021\n(c) 2021\n\n" * 50_000,
        "_" * 60 + "\nTitle: a\nAuthor: b\n" + "Full text: a\nSubject: b\n" * 50_000,
        "Job Number: 1\nDocuments (9)\n" + "Client/Matter: x\n" * 100_000,
    ],
)
def test_odd_exports_take_linear_time(text: str) -> None:
    found = exports.articles(text.split("\n"), wrapped=True)
    assert found is not None
    for _ in found:
        pass


@pytest.mark.parametrize(
    "page", ["<!--" + "x" * 1_000_000, "<" * 500_000, "<div>" * 100_000, "<td>" * 100_000]
)
def test_odd_pages_take_linear_time(page: str) -> None:
    assert len(pages.lines_of(page)) < 10
