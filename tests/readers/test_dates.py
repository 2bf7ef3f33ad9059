from __future__ import annotations

import datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from search.readers.dates import LATEST, parse_date, read_date

DAY = datetime.date(2021, 8, 25)


@pytest.mark.parametrize(
    "text",
    [
        *("2021-08-25", "2021-8-25", "2021/08/25", "2021.08.25", "20210825", "25-AUG-2021"),
        *("Aug. 25, 2021", "Aug 25, 2021", "August 25, 2021", "AUGUST 25, 2021", "Aug 25 2021"),
        *("25 August 2021", "25 Aug 2021", "25 Aug. 2021", "25th August 2021", "August 25th, 2021"),
        *("25. August 2021", "the 25th of August 2021".removeprefix("the "), "2021 Aug 25"),
        *(
            "Wednesday, August 25, 2021",
            "Wed, 25 Aug 2021 10:00:00 GMT",
            "25/08/2021",
            "08/25/2021",
        ),
        *("2021-08-25T10:00:00Z", "2021-08-25 10:58:00-04:00", "2021-08-25 9:31:24 -0400"),
        *("2021-08-25T10:00:00.123+02:00", "20210825T105800Z", "25-AUG-2021 15:01:01.79"),
        *("Aug. 25, 2021, 5:00 a.m. ET", "25 August 2021, 10.30 BST", "August 25, 2021 at 5 p.m."),
        *(" 2021-08-25\n", "August 25, 2021."),
    ],
)
def test_a_printed_day(text: str) -> None:
    assert parse_date(text) == (DAY, "day")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Sept. 17, 2021", (datetime.date(2021, 9, 17), "day")),
        ("26-FEB-1987", (datetime.date(1987, 2, 26), "day")),
        ("5/5/2021", (datetime.date(2021, 5, 5), "day")),
        ("August 2021", (datetime.date(2021, 8, 1), "month")),
        ("Aug. 2021", (datetime.date(2021, 8, 1), "month")),
        ("2021-08", (datetime.date(2021, 8, 1), "month")),
        ("2021", (datetime.date(2021, 1, 1), "year")),
    ],
)
def test_how_exact_a_date_is(text: str, expected: tuple[datetime.date, str]) -> None:
    assert parse_date(text) == expected


@pytest.mark.parametrize(
    "text", ["2021-08-25 23:59:59-11:00", "2021-08-25T00:00:00+14:00", "2021-08-25 00:30 UTC"]
)
def test_a_time_zone_never_moves_the_day(text: str) -> None:
    assert parse_date(text) == (DAY, "day")


@pytest.mark.parametrize(
    "text",
    [
        *("", " ", "x", "03/04/2021", "3.4.2021", "2021-02-30", "Feb. 30, 2021", "29 Feb 2021"),
        *("2021-13-01", "31 June 2021", "1499", "2201", "25 Aug 21", "1629849600", "2021-08-251"),
        *("Marching 2021", "in August 2021", "August 25, 2021 and later", "May", "August", "25"),
        *("2021 words", "2021-08-25 words", "99/99/2021", "0000-00-00", "١٢٣٤"),
    ],
)
def test_what_is_no_certain_date(text: str) -> None:
    assert parse_date(text) is None


def test_a_date_at_the_beginning_of_a_sentence() -> None:
    found = read_date("25 August 2021 in Oslo")
    assert found == (DAY, "day", len("25 August 2021"))


@given(st.dates(datetime.date(1500, 1, 1), datetime.date(LATEST, 12, 31)))
def test_every_day_in_every_long_form(day: datetime.date) -> None:
    month = "January February March April May June July August September October November December"
    name = month.split()[day.month - 1]
    year = f"{day.year:04}"
    for text in (
        day.isoformat(),
        f"{name} {day.day}, {year}",
        f"{day.day} {name[:3]} {year}",
        f"{day.day}-{name[:3].upper()}-{year} 10:00",
    ):
        assert parse_date(text) == (day, "day")


@given(st.text(max_size=80))
def test_any_text_is_a_date_or_none(text: str) -> None:
    parse_date(text)


@pytest.mark.parametrize(
    "text", ["2015-03-17 10:00:00 -4", "2015-03-17 9:05:00 -4", "2015-03-17T10:00:00+05"]
)
def test_a_short_time_zone_does_not_hide_the_day(text: str) -> None:
    assert parse_date(text) == (datetime.date(2015, 3, 17), "day")
