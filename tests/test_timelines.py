"""The roll-up of counts by day to the bars of a timeline."""

from __future__ import annotations

import datetime
from typing import TYPE_CHECKING, get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st

from search.results import PublicationDay
from search.timelines.axes import MOST, READABLE, Bounds, Dates
from search.timelines.bars import by_source, timeline, timelines
from search.timelines.periods import UNITS, Unit, days_of, number, span

if TYPE_CHECKING:
    from collections.abc import Mapping

    from search.article import Precision
    from search.timelines.bars import Timeline

DAY = datetime.timedelta(days=1)
Days = dict[PublicationDay, int]


def on(*days: str, count: int = 1) -> Days:
    """Return so many hits on each of these days, months or years."""
    precisions = {4: "year", 7: "month", 10: "day"}
    return {
        PublicationDay(
            datetime.date.fromisoformat((day + "-01-01")[:10]),
            precisions[len(day)],  # type: ignore[arg-type]
        ): count
        for day in days
    }


def undated(count: int) -> Days:
    return {PublicationDay(None, "day"): count}


def every(first: str, last: str, step: int = 1, count: int = 1) -> Days:
    """Return hits on every day, or every ``step`` days, from one to another."""
    begin, end = (datetime.date.fromisoformat(each) for each in (first, last))
    return {
        PublicationDay(begin + DAY * distance, "day"): count
        for distance in range(0, (end - begin).days + 1, step)
    }


def asked(first: str, last: str) -> Bounds:
    ends = (first, last)
    return Bounds(
        *(datetime.date.fromisoformat(each).toordinal() if each else None for each in ends)
    )


def shown(found: Timeline) -> list[tuple[str, str, int, int]]:
    """Return the bars in which anything stands."""
    return [
        (str(bar.start), str(bar.end), bar.count, bar.held)
        for bar in found.bars
        if bar.count or bar.held
    ]


# Which unit


@pytest.mark.parametrize(
    ("days", "unit", "bars"),
    [
        (every("2021-08-01", "2021-08-31"), "day", 31),
        (every("2021-01-01", "2021-12-31", 3), "week", 53),
        (every("2015-01-01", "2021-12-31", 9), "month", 84),
        (every("1990-01-01", "2021-12-31", 30), "year", 32),
        (every("1700-01-01", "2021-12-31", 300), "year", 322),
        (every("0101-01-01", "0420-12-31", 300), "year", 320),
        (on("2021-03", "2021-04", "2021-05"), "month", 3),
        (on("2019", "2021", "2021-05"), "year", 3),
        (on("2021-08-17") | undated(5), "day", 1),
        (undated(5), "day", 0),
        ({}, "day", 0),
    ],
)
def test_unit_follows_the_span_and_the_exactness_of_the_dates(
    days: Days, unit: Unit, bars: int
) -> None:
    found = timeline(days, days)
    assert (found.unit, len(found.bars)) == (unit, bars)
    assert (found.before, found.bars[found.periods], found.after) == (None, found.bars, None)


@pytest.mark.parametrize(
    ("unit", "answered", "bars"),
    [("year", "year", 4), ("month", "month", 48), ("week", "week", 209), ("day", "week", 209)],
)
def test_unit_that_is_asked_for_is_given_unless_it_makes_too_many_bars(
    unit: Unit, answered: Unit, bars: int
) -> None:
    days = every("2018-01-01", "2021-12-31")
    found = timeline(days, days, unit=unit)
    assert (found.unit, len(found.bars)) == (answered, bars)
    assert all(bar.count == bar.held for bar in found.bars)


def test_weeks_begin_on_monday_and_follow_one_another_over_the_year() -> None:
    days = every("2020-12-01", "2021-01-31")
    found = timeline(days, days, unit="week")
    assert {bar.start.weekday() for bar in found.bars} == {0}
    assert [bar.count for bar in found.bars] == [6, 7, 7, 7, 7, 7, 7, 7, 7]


def test_calendar_ends_are_no_trouble() -> None:
    days = on("0001-01-01", "9999-12-31", "9999-12", "0001") | undated(2)
    for unit in (None, *UNITS):
        found = timeline(days, days, unit=unit)
        assert sum(bar.count for bar in found.bars) + found.imprecise == 4


# Where a hit stands


def test_bars_are_empty_where_there_are_no_hits() -> None:
    hits = on("2021-08-15", "2021-08-17")
    found = timeline(hits, every("2021-08-15", "2021-08-17"))
    assert shown(found) == [
        ("2021-08-15", "2021-08-15", 1, 1),
        ("2021-08-16", "2021-08-16", 0, 1),
        ("2021-08-17", "2021-08-17", 1, 1),
    ]


def test_date_that_is_less_exact_than_the_unit_stands_in_no_bar() -> None:
    hits = on("2021-08-15", "2021-08-17") | on("2021-08", count=3) | on("2021", count=4)
    hits |= on("2021-08-20", count=9)
    days, months, years = (timeline(hits, hits, unit=unit) for unit in ("day", "month", "year"))
    assert (days.imprecise, months.imprecise, years.imprecise) == (7, 4, 0)
    assert [bar.count for bar in months.bars] == [14]
    assert [bar.count for bar in years.bars] == [18]
    assert timeline(hits, hits, unit="week").imprecise == 7


def test_month_of_four_whole_weeks_is_in_none_of_them() -> None:
    hits = on("2021-02", "2021-02-03")
    assert timeline(hits, hits, unit="week").imprecise == 1


def test_undated_stand_in_no_bar() -> None:
    found = timeline(undated(3) | on("2021-08-15"), undated(5) | on("2021-08-15"))
    assert (found.total, found.undated, found.undated_held) == (4, 3, 5)


# What lies far away


def test_single_outlier_does_not_flatten_the_rest() -> None:
    hits = every("2021-08-01", "2021-08-31") | on("1850-05-01")
    found = timeline(hits, hits)
    assert found.unit == "day"
    first, second, *_ = found.bars
    assert (str(first.start), str(first.end), first.count) == ("1850-05-01", "2021-07-31", 1)
    assert (str(second.start), second.count) == ("2021-08-01", 1)


def test_hits_of_two_times_are_both_shown() -> None:
    hits = every("2001-09-01", "2001-09-30") | every("2021-08-01", "2021-08-31")
    found = timeline(hits, hits)
    assert (found.unit, len(found.bars)) == ("year", 21)


def test_what_the_archive_holds_beside_the_hits_is_not_hidden() -> None:
    held = every("1990-01-01", "2021-12-31")
    found = timeline(every("2001-09-01", "2001-09-30"), held)
    assert found.unit == "day"
    before, *days, after = found.bars
    assert (found.before, found.bars[found.periods], found.after) == (before, (*days,), after)
    assert (str(before.start), str(before.end), before.count) == ("1990-01-01", "2001-08-31", 0)
    assert (str(after.start), str(after.end), after.count) == ("2001-10-01", "2021-12-31", 0)
    assert before.held + after.held + len(days) == len(held)


def test_few_days_are_shown_among_their_neighbours() -> None:
    found = timeline(on("2001-09-11"), every("1990-01-01", "2021-12-31"))
    assert 20 < len(found.bars) < 30
    assert sum(bar.count for bar in found.bars) == 1


def test_archive_is_shown_whole_where_that_stays_readable() -> None:
    found = timeline(every("2021-08-10", "2021-08-12"), every("2021-07-01", "2021-09-30"))
    assert (found.unit, len(found.bars)) == ("day", 92)


def test_without_hits_the_bars_are_those_of_the_archive() -> None:
    found = timeline({}, every("2021-08-01", "2021-08-31"))
    assert (found.total, len(found.bars)) == (0, 31)
    assert {(bar.count, bar.held) for bar in found.bars} == {(0, 1)}


# What is asked for


def test_days_that_are_asked_for_are_all_shown() -> None:
    days = on("2021-08-15")
    found = timeline(days, days, asked=asked("2021-08-01", "2021-08-31"))
    assert [str(found.bars[place].start) for place in (0, -1)] == ["2021-08-01", "2021-08-31"]
    assert [(str(gap.start), str(gap.end)) for gap in found.gaps] == [
        ("2021-08-01", "2021-08-14"),
        ("2021-08-16", "2021-08-31"),
    ]


def test_bars_do_not_reach_beyond_the_days_that_are_asked_for() -> None:
    days = every("2021-08-10", "2021-09-20")
    found = timeline(days, days, unit="month", asked=asked("2021-08-10", "2021-09-20"))
    assert shown(found) == [
        ("2021-08-10", "2021-08-31", 22, 22),
        ("2021-09-01", "2021-09-20", 20, 20),
    ]


def test_days_without_end_that_are_asked_for_are_no_trouble() -> None:
    days = every("2021-08-10", "2021-08-20")
    found = timeline(days, days, asked=asked("0001-01-01", "9999-12-31"))
    assert (found.unit, len(found.bars)) == ("day", 11)


def test_open_end_is_where_the_archive_ends() -> None:
    held = every("2021-01-01", "2021-04-20")
    found = timeline(on("2021-03-05"), held, asked=asked("2021-02-10", ""))
    assert [str(found.bars[place].start) for place in (0, -1)] == ["2021-02-10", "2021-04-20"]


def test_outlier_before_an_open_end_is_counted() -> None:
    days = every("2021-01-01", "2021-04-20") | on("1850-05-01")
    found = timeline(days, days, asked=asked("", "2021-04-20"))
    assert (found.bars[0].count, found.unit) == (1, "day")


# Where the archive holds nothing


def test_gaps_are_where_no_date_reaches() -> None:
    held = every("2021-08-01", "2021-08-11") | every("2021-08-20", "2021-08-31")
    (gap,) = timeline(held, held).gaps
    assert (str(gap.start), str(gap.end)) == ("2021-08-12", "2021-08-19")


def test_article_of_an_unknown_day_fills_its_month() -> None:
    held = every("2021-07-01", "2021-09-30", 15) | on("2021-08")
    gaps = timeline(held, held, unit="day").gaps
    assert all(gap.end.month != 8 or gap.start.month != 8 for gap in gaps)
    assert len(gaps) == 4


# Several at once


def test_searches_that_are_compared_have_the_same_bars() -> None:
    one, other = every("2021-01-01", "2021-02-10"), every("2021-08-01", "2021-12-31")
    first, second = timelines([Dates.of(one), Dates.of(other)], Dates.of(one | other))
    assert [bar.start for bar in first.bars] == [bar.start for bar in second.bars]
    assert sum(bar.count for bar in first.bars) == len(one)
    assert sum(bar.count for bar in second.bars) == len(other)


def test_sources_share_the_bars_and_are_counted_against_their_own_articles() -> None:
    held = {
        "Courier": every("2021-08-01", "2021-08-03", count=4) | undated(2),
        None: on("2021-08-02"),
        "Herald": on("2021-08-03"),
    }
    hits = {"Courier": on("2021-08-02", count=2) | undated(1), None: on("2021-08-02")}
    everything = every("2021-08-01", "2021-08-03")
    whole = timeline(on("2021-08-02", count=3) | undated(1), everything)
    counted = ({source: Dates.of(them) for source, them in days.items()} for days in (hits, held))
    rows = by_source(whole, *counted)
    assert [(row.source, row.total) for row in rows] == [("Courier", 3), (None, 1)]
    assert [(bar.count, bar.held) for bar in rows[0].bars] == [(0, 4), (2, 4), (0, 4)]
    assert [(bar.count, bar.held) for bar in rows[1].bars] == [(0, 0), (1, 1), (0, 0)]


# Laws

PRECISIONS: list[Precision] = ["day", "day", "day", "month", "year"]
dates = st.one_of(
    st.dates(datetime.date(2021, 1, 1), datetime.date(2021, 12, 31)),
    st.dates(datetime.date(1990, 1, 1), datetime.date(2024, 12, 31)),
    st.dates(),
)


@st.composite
def published(draw: st.DrawFn) -> PublicationDay:
    if draw(st.integers(0, 5)) == 0:
        return PublicationDay(None, "day")
    precision = draw(st.sampled_from(PRECISIONS))
    date = draw(dates)
    if precision != "day":
        date = date.replace(day=1)
    return PublicationDay(date.replace(month=1) if precision == "year" else date, precision)


counts = st.dictionaries(published(), st.integers(1, 50), max_size=40)


def within(days: Mapping[PublicationDay, int], first: int, last: int) -> int:
    """Count what surely lies within some days, as a search narrowed to them does."""
    return sum(
        count
        for each, count in days.items()
        if (found := days_of(each)) and first <= found.first and found.last <= last
    )


@given(hits=counts, others=counts, unit=st.sampled_from([None, *UNITS]))
def test_everything_is_counted_once(hits: Days, others: Days, unit: Unit | None) -> None:
    held = {each: hits.get(each, 0) + others.get(each, 0) for each in hits | others}
    found = timeline(hits, held, unit=unit)
    assert found.total == sum(hits.values())
    assert sum(bar.count for bar in found.bars) + found.undated + found.imprecise == found.total
    around = sum(bar.held for bar in found.bars) + found.undated_held + found.imprecise_held
    assert around == sum(held.values())
    for bar, following in zip(found.bars, found.bars[1:], strict=False):
        assert bar.end + DAY == following.start
    for bar in found.bars:
        first, last = bar.start.toordinal(), bar.end.toordinal()
        assert bar.start <= bar.end
        assert bar.count == within(hits, first, last)
        assert bar.held == within(held, first, last)
    if unit is None and found.unit != "year":
        assert len(found.bars) <= READABLE + 2
    assert len(found.bars) <= MOST + 2


@given(held=counts, unit=st.sampled_from([None, *UNITS]))
def test_gaps_are_the_bars_that_no_date_touches(held: Days, unit: Unit | None) -> None:
    found = timeline(held, held, unit=unit)
    spans = [days for each in held if (days := days_of(each))]
    empty = [
        bar
        for bar in found.bars
        if not any(
            days.first <= bar.end.toordinal() and bar.start.toordinal() <= days.last
            for days in spans
        )
    ]
    in_gaps = [
        bar
        for bar in found.bars
        if any(gap.start <= bar.start and bar.end <= gap.end for gap in found.gaps)
    ]
    assert empty == in_gaps


@given(day=st.dates(), unit=st.sampled_from(UNITS))
def test_day_lies_in_its_period(day: datetime.date, unit: Unit) -> None:
    days = span(number(day, unit), unit)
    assert days.first <= day.toordinal() <= days.last
    first, last = (datetime.date.fromordinal(each) for each in days)
    assert number(first, unit) == number(last, unit) == number(day, unit)


def test_units_are_named_once() -> None:
    assert get_args(Unit) == UNITS
