from __future__ import annotations

import datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from search.readers.dates.printed import LATEST, order_of, parse_date, read_date, read_day, readings

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
        *("", " ", "x", "03/04/2021", "3-4-2021", "2021-02-30", "Feb. 30, 2021", "29 Feb 2021"),
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


@pytest.mark.parametrize(
    "text",
    [
        *("25. August 2021", "Mittwoch, 25. August 2021", "mercredi 25 août 2021", "25 aout 2021"),
        *("25 de agosto de 2021", "miércoles, 25 de agosto de 2021", "25 agosto 2021"),
        *("25 augustus 2021", "25. august 2021", "onsdag 25 augusti 2021", "25.08.2021"),
        *("25.08.2021, 10:58 Uhr", "25 août 2021 à 10h30", "08.25.2021"),
    ],
)
def test_a_day_in_other_languages(text: str) -> None:
    assert parse_date(text) == (DAY, "day")


@pytest.mark.parametrize("text", ["Mars 2020", "Mai 2021", "August 2021 war es", "Set 2021"])
def test_a_month_of_another_language_needs_its_day(text: str) -> None:
    assert parse_date(text) is None


def test_in_numbers_with_dots_the_day_stands_first() -> None:
    for order in (None, "day first", "month first"):
        assert parse_date("3.4.2021", order) == (datetime.date(2021, 4, 3), "day")


def test_the_order_of_day_and_month_that_is_known() -> None:
    assert parse_date("03/04/2021", "day first") == (datetime.date(2021, 4, 3), "day")
    assert parse_date("03/04/2021", "month first") == (datetime.date(2021, 3, 4), "day")
    # What can be read in one way only is read in that way, whatever the order.
    assert parse_date("25/08/2021", "month first") == (DAY, "day")
    assert parse_date("08/25/2021", "day first") == (DAY, "day")


@pytest.mark.parametrize(
    ("text", "order"),
    [
        ("25/08/2021", "day first"),
        ("03/04/2021 and 08-25-2021", "month first"),
        ("25/08/2021 and 08/25/2021", None),
        ("03/04/2021", None),
        ("25.08.2021", None),
        ("45/08/2021", None),
        ("1/25/08/2021", None),
        ("", None),
    ],
)
def test_the_order_that_dates_tell(text: str, order: str | None) -> None:
    assert order_of(text) == order


def test_the_two_days_that_a_date_may_be() -> None:
    both = (datetime.date(2021, 4, 3), datetime.date(2021, 3, 4))
    assert readings("03/04/2021") == both
    assert readings("03/04/2021 10:58") == both
    for text in ("25/08/2021", "5/5/2021", "3.4.2021", "soon", "", "03/04/2021 or so", "99/1/2021"):
        assert readings(text) is None


@pytest.mark.parametrize(
    ("text", "day"),
    [
        *(
            ("Aug. 17 (Reuters)", (8, 17, 7)),
            ("17 August —", (8, 17, 9)),
            ("17. August", (8, 17, 10)),
        ),
        *(("le 3 mars", (3, 3, 9)), ("3 de marzo", (3, 3, 10)), ("Tuesday, Sept 3", (9, 3, 15))),
        *(("August", None), ("17", None), ("Aug. 17:30", None), ("", None)),
    ],
)
def test_a_day_without_its_year(text: str, day: tuple[int, int, int] | None) -> None:
    assert read_day(text) == day
