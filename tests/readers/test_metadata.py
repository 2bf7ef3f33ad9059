from __future__ import annotations

import datetime
from typing import TYPE_CHECKING, Any

import pytest

from search.readers.metadata import read_metadata

if TYPE_CHECKING:
    from search.readers.text.front_matter import Value


@pytest.mark.parametrize(
    ("values", "field", "expected"),
    [
        ({"headline": "Bridge &amp; road"}, "title", "Bridge & road"),
        ({"TITLE": "Bridge"}, "title", "Bridge"),
        ({"dek": "What happened"}, "description", "What happened"),
        ({"excerpt": "What <b>happened</b>"}, "description", "What happened"),
        ({"byline": "By Ana Lee and Bo Cole"}, "authors", ("Ana Lee", "Bo Cole")),
        ({"author": "Ana Lee, Bo Cole & Cy Park"}, "authors", ("Ana Lee", "Bo Cole", "Cy Park")),
        ({"author": "Ana Lee; Cole, Bo"}, "authors", ("Ana Lee", "Cole, Bo")),
        ({"authors": ["Ana Lee", {"name": "Bo Cole"}]}, "authors", ("Ana Lee", "Bo Cole")),
        ({"author": "Ana Lee in Oslo and Bo Cole"}, "authors", ("Ana Lee", "Bo Cole")),
        ({"author": "Faculty of Law in Oslo"}, "authors", ("Faculty of Law in Oslo",)),
        ({"author": "12"}, "authors", ()),
        ({"author": "Sam Cole, Jr."}, "authors", ("Sam Cole, Jr.",)),
        ({"creator": ["anna-smith"]}, "authors", ("anna-smith",)),
        ({"published_time": "2021-08-25 23:00:00-04:00"}, "date", datetime.date(2021, 8, 25)),
        ({"Publication Date": "Aug. 25, 2021"}, "date", datetime.date(2021, 8, 25)),
        ({"last-modified": "2021-09-17"}, "updated", datetime.date(2021, 9, 17)),
        (
            {"link": "https://www.example.org/a?b=1&copy=2"},
            "url",
            "https://www.example.org/a?b=1&copy=2",
        ),
        ({"publisher": "The Daily Bridge"}, "source", "The Daily Bridge"),
        ({"source_url": "https://www.example.org/a"}, "source", "example.org"),
        ({"category": "World"}, "section", "World"),
        ({"dateline": "OSLO"}, "place", "OSLO"),
        ({"keywords": "bridges, roads;rivers"}, "tags", ("bridges", "roads", "rivers")),
        ({"tags": ["bridges, old"], "topics": ["roads"]}, "tags", ("bridges, old", "roads")),
        ({"locale": "en_US"}, "language", "en-US"),
        ({"title": "The\u200b bridge"}, "title", "The bridge"),
    ],
)
def test_the_names_of_a_field(values: dict[str, Any], field: str, expected: object) -> None:
    assert getattr(read_metadata(values), field) == expected


def test_the_precision_of_a_date_is_kept() -> None:
    assert read_metadata({"date": "August 2021"}).date_precision == "month"


@pytest.mark.parametrize("value", ["", " ", "null", "~", []])
def test_empty_values_are_not_there(value: Value) -> None:
    metadata = read_metadata({"title": value, "date": value, "headline": "Bridge"})
    assert (metadata.title, metadata.extra) == ("Bridge", {})


def test_nothing_unknown_is_lost() -> None:
    values: dict[str, Any] = {
        "slug": "bridge",
        "weights": ["1", "2"],
        "venue": {"city": "Oslo", "room": ["A"]},
        "date": "soon",
        "permalink": "/2021/bridge",
        "updated": "2021",
        "title": "Bridge",
        "headline": "Another",
        "author": "Ana Lee",
        "byline": "Bo Cole",
    }
    assert read_metadata(values).extra == {
        "slug": "bridge",
        "weights": "1, 2",
        "venue": '{"city":"Oslo","room":["A"]}',
        "date": "soon",
        "permalink": "/2021/bridge",
        "updated": "2021",
        "headline": "Another",
        "byline": "Bo Cole",
    }


def test_what_is_left_out_of_an_author_is_kept() -> None:
    assert read_metadata({"author": "12"}).extra == {"author": "12"}
    assert read_metadata({"byline": "Ana Lee in Oslo"}).extra == {"byline": "Ana Lee in Oslo"}
    assert read_metadata({"author": "Ana Lee"}).extra == {}


def test_a_second_name_that_says_the_same_is_not_kept_twice() -> None:
    assert read_metadata({"deck": "What happened", "summary": "What happened"}).extra == {}


@pytest.mark.parametrize(
    "url", ["ftp://example.org/a", "example.org/a", "https://", "https://[bad/", "http://a b"]
)
def test_only_web_addresses_are_addresses(url: str) -> None:
    metadata = read_metadata({"url": url})
    assert (metadata.url, metadata.source, metadata.extra) == (None, None, {"url": url})


def test_the_order_of_day_and_month_may_be_known_or_told_by_other_values() -> None:
    values: dict[str, Any] = {"date": "03/04/2021"}
    assert read_metadata(values).date is None
    assert read_metadata(values, "day first").date == datetime.date(2021, 4, 3)
    assert read_metadata(values, "month first").date == datetime.date(2021, 3, 4)
    assert read_metadata(values | {"updated": "25/04/2021"}).date == datetime.date(2021, 4, 3)
    assert read_metadata(values | {"expires": "04/25/2021"}).date == datetime.date(2021, 3, 4)


def test_dates_that_cannot_be_read_are_told() -> None:
    metadata = read_metadata({"date": "soon", "updated": "03/04/2021", "modified": "2021-08-25"})
    assert metadata.unread == {"date": "soon", "updated": "03/04/2021"}
    assert (metadata.date, metadata.updated) == (None, datetime.date(2021, 8, 25))


@pytest.mark.parametrize(
    ("stated", "code"), [("English", "en"), ("french", "fr"), ("de", "de"), ("Klingon", "Klingon")]
)
def test_the_name_of_a_language_becomes_its_code(stated: str, code: str) -> None:
    assert read_metadata({"language": stated}).language == code
