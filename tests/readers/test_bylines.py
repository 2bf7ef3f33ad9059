from __future__ import annotations

import datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from search.readers.bylines import is_credit, read_byline


@pytest.mark.parametrize(
    ("text", "authors"),
    [
        ("By Ana Lee", ("Ana Lee",)),
        ("By Ana Lee and Bo Cole", ("Ana Lee", "Bo Cole")),
        ("By Ana Lee, Bo Cole and Cy Park", ("Ana Lee", "Bo Cole", "Cy Park")),
        ("By Ana Lee, Bo Cole, and Cy Park", ("Ana Lee", "Bo Cole", "Cy Park")),
        ("BY ANA LEE", ("ANA LEE",)),
        ("by Ana Lee", ("Ana Lee",)),
        (
            "By Ludwig van der Berg and Zoë O’Neil-Smith",
            ("Ludwig van der Berg", "Zoë O’Neil-Smith"),
        ),
        ("By Ana Lee, Staff Writer", ("Ana Lee",)),
        ("By Ana Lee, Associated Press", ("Ana Lee",)),
        ("By Ana Lee (Reuters)", ("Ana Lee",)),
        ("By Ana Lee in Oslo", ("Ana Lee",)),
        ("By The Associated Press", ("The Associated Press",)),
        ("By A. B. Lee", ("A. B. Lee",)),
        ("Written by Ana Lee", ("Ana Lee",)),
    ],
)
def test_who_wrote_it(text: str, authors: tuple[str, ...]) -> None:
    byline = read_byline(text)
    assert byline is not None
    assert byline.authors == authors


@pytest.mark.parametrize(
    ("text", "date", "updated"),
    [
        ("Published Aug. 25, 2021 Updated Sept. 17, 2021", (2021, 8, 25), (2021, 9, 17)),
        ("Published: 25 August 2021, 10:30 BST", (2021, 8, 25), None),
        ("Posted on August 25, 2021 at 5:00 p.m. ET", (2021, 8, 25), None),
        ("Updated 2:15 PM", None, None),
        ("Last updated: 17 Sept 2021", None, (2021, 9, 17)),
        ("First published 25 Aug 2021 | Updated 17 Sep 2021 10:00", (2021, 8, 25), (2021, 9, 17)),
        ("Date: 25 August 2021", (2021, 8, 25), None),
        ("August 25, 2021", (2021, 8, 25), None),
        ("Wednesday 25 August 2021 10:30 BST", (2021, 8, 25), None),
        ("By Ana Lee | August 25, 2021", (2021, 8, 25), None),
        ("By Ana Lee - Updated Sept. 17, 2021", None, (2021, 9, 17)),
    ],
)
def test_when_it_was_published(
    text: str, date: tuple[int, int, int] | None, updated: tuple[int, int, int] | None
) -> None:
    byline = read_byline(text)
    if date is None and updated is None:
        assert byline is None
        return
    assert byline is not None
    assert byline.date == (datetime.date(*date) if date else None)
    assert byline.updated == (datetime.date(*updated) if updated else None)


@pytest.mark.parametrize(
    "text",
    [
        "By Monday, the river had fallen and the town was dry.",
        "By the authority vested in me, I declare the bridge open.",
        "By and by",
        "BY THE NUMBERS",
        "By 2020",
        "By all means!",
        "2021",
        "2022.",
        "Published in Oslo",
        "Updated figures were published on Monday",
        "Posted sentries stood on the bridge.",
        "August 25, 2021 was the day on which the bridge fell.",
        "",
        "Text",
    ],
)
def test_an_ordinary_line(text: str) -> None:
    assert read_byline(text) is None


@pytest.mark.parametrize(
    ("text", "credit"),
    [
        ("Ana Lee reported from Oslo.", True),
        ("Ana Lee reported from Oslo, and Bo Cole from Bergen.", True),
        ("Ana Lee and Bo Cole contributed reporting.", True),
        ("Reporting was contributed by Ana Lee.", True),
        ("Additional reporting by Ana Lee in Oslo.", True),
        ("Reporting by Ana Lee; editing by Bo Cole", True),
        ("The men reported from time to time to the police.", False),
        ("Nobody reported from the bridge.", False),
        ("Reporting a fault is easy.", False),
    ],
)
def test_the_reporting_credit(text: str, *, credit: bool) -> None:
    assert is_credit(text) is credit


@given(st.text(max_size=250))
def test_any_line_is_a_byline_or_not(text: str) -> None:
    read_byline(text)
    is_credit(text)
