"""The periods of a calendar: days, weeks, months and years, as numbers that can be counted on."""

from __future__ import annotations

import datetime
from calendar import monthrange
from typing import TYPE_CHECKING, Literal, NamedTuple

if TYPE_CHECKING:
    from search.results import PublicationDay

Unit = Literal["day", "week", "month", "year"]
UNITS: tuple[Unit, ...] = ("day", "week", "month", "year")  # finest first
_LAST = datetime.date.max.toordinal()


class Span(NamedTuple):
    """The days from ``first`` to ``last``, both included, as proleptic ordinals."""

    first: int
    last: int


def number(day: datetime.date, unit: Unit) -> int:
    """Return the number of the period in which a day lies; the next period has the next number.

    Weeks begin on Monday, as in ISO 8601.

    >>> number(datetime.date(2021, 8, 16), "week") - number(datetime.date(2021, 8, 15), "week")
    1
    """
    if unit == "day":
        return day.toordinal()
    if unit == "week":
        return (day.toordinal() - 1) // 7  # 0001-01-01 is a Monday
    if unit == "month":
        return day.year * 12 + day.month - 1
    return day.year


def span(period: int, unit: Unit) -> Span:
    """Return the days of the period with this number; the calendar ends in the year 9999.

    >>> [str(datetime.date.fromordinal(day)) for day in span(2021 * 12 + 1, "month")]
    ['2021-02-01', '2021-02-28']
    """
    if unit == "day":
        return Span(period, period)
    if unit == "week":
        return Span(period * 7 + 1, min(period * 7 + 7, _LAST))
    if unit == "month":
        year, month = divmod(period, 12)
        first = datetime.date(year, month + 1, 1).toordinal()
        return Span(first, first + monthrange(year, month + 1)[1] - 1)
    return Span(datetime.date(period, 1, 1).toordinal(), datetime.date(period, 12, 31).toordinal())


def days_of(published: PublicationDay) -> Span | None:
    """Return all days that a date may mean, as exactly as it is known; None if there is none.

    >>> from search.results import PublicationDay
    >>> found = days_of(PublicationDay(datetime.date(2021, 2, 1), "month"))
    >>> found.last - found.first
    27
    """
    date, precision = published
    return span(number(date, precision), precision) if date else None
