"""The numbers of a date, read as the first and the last day of what they name.

Weeks run from Monday to Sunday and are numbered as in ISO 8601. For a year outside 1 to 9999
``datetime`` raises ValueError or OverflowError, which pass through.
"""

from __future__ import annotations

from datetime import date, timedelta

Span = tuple[date, date]

ONE_DAY = timedelta(days=1)
MONTHS_IN_YEAR = 12
DAY, WEEK, MONTH, QUARTER, YEAR = range(1, 6)
_DAYS_IN = {DAY: 1, WEEK: 7}
_MONTHS_IN = {MONTH: 1, QUARTER: 3, YEAR: MONTHS_IN_YEAR}

FORMS = (
    'type a form such as 2021, 2021-08, 2021-08-15, "aug 2021", "last week", "3 months ago" '
    "or 2021-08-15..2021-08-31"
)
UNREADABLE = f"has no reading as a date: {FORMS}"


class NoReading(Exception):
    """An expression that names no days.

    The message goes on from the expression, ``has no reading as a date: …``; ``place`` is the
    start and the end of the fault in it, or None where the whole is at fault.
    """

    def __init__(self, message: str, place: tuple[int, int] | None = None) -> None:
        """Keep the fault's place beside the message."""
        super().__init__(message)
        self.place = place


# Dates as such


def month_span(year: int, month: int, count: int = 1) -> Span:
    """Return the span of ``count`` whole months of one year, from ``month`` on.

    >>> print(*month_span(2024, 2))
    2024-02-01 2024-02-29
    """
    end = month + count - 1
    return date(year, month, 1), date(year, end, _month_length(year, end))


def read_year(year: int) -> Span:
    """Return a whole year."""
    return month_span(year, 1, MONTHS_IN_YEAR)


def read_month(year: int, month: int) -> Span:
    """Return a whole month."""
    read_year(year)  # a year that does not exist is the first thing to say
    _within(month, MONTHS_IN_YEAR, "month", f"{year:04}-{{:02}}")
    return month_span(year, month)


def read_day(year: int, month: int, day: int) -> Span:
    """Return one day."""
    _, last = read_month(year, month)
    _within(day, last.day, "day", f"{year:04}-{month:02}-{{:02}}")
    return (last.replace(day=day),) * 2


def read_compact(digits: int) -> Span:
    """Return the day of ``20210815``."""
    return read_day(digits // 10000, digits // 100 % 100, digits % 100)


def read_slashed(one: int, other: int, year: int) -> Span:
    """Return the day of ``25/08/2021``, whose first two numbers stand in either order.

    Raises:
        NoReading: both orders make a date.

    >>> print(*read_slashed(8, 25, 2021))
    2021-08-25 2021-08-25
    """
    if one != other and min(one, other) > 0 and max(one, other) <= MONTHS_IN_YEAR:
        choices = f"{year:04}-{other:02}-{one:02} or {year:04}-{one:02}-{other:02}"
        raise NoReading(f"may be either of two days: type {choices}")
    if one <= MONTHS_IN_YEAR < other:
        return read_day(year, one, other)
    return read_day(year, other, one)


def read_day_of_year(year: int, number: int) -> Span:
    """Return one day of a year, counted from 1."""
    first, last = read_year(year)
    _within(number, (last - first).days + 1, "day", f"{year:04}-{{:03}}")
    return (first + (number - 1) * ONE_DAY,) * 2


def read_part_of_year(year: int, unit: int, number: int) -> Span:
    """Return a quarter or an ISO week."""
    if unit == QUARTER:
        _within(number, 4, "quarter", f"{year:04}-Q{{}}")
        return month_span(year, 3 * number - 2, 3)
    monday, _ = read_day_of_week(year, unit, number, 1)
    return monday, monday + 6 * ONE_DAY


def read_day_of_week(year: int, unit: int, week: int, weekday: int) -> Span:
    """Return one day of an ISO week; Monday is 1."""
    if unit != WEEK:
        raise NoReading(UNREADABLE)
    # 28 December always lies in its year's last ISO week.
    _within(week, date(year, 12, 28).isocalendar().week, "week", f"{year:04}-W{{:02}}")
    _within(weekday, 7, "day", f"{year:04}-W{week:02}-{{}}")
    return (date.fromisocalendar(year, week, weekday),) * 2


def read_decade(year: int) -> Span:
    """Return the ten years of ``1990s``."""
    if year % 10:
        raise NoReading(f"is not a decade: type {year // 10 * 10:04}s")
    if year % 100 == 0:
        choices = f"{year:04}..{year + 9:04} or {year:04}..{year + 99:04}"
        raise NoReading(f"may be a decade or a century: type {choices}")
    return read_year(year)[0], read_year(year + 9)[1]


def read_short_decade(year: int) -> Span:
    """Refuse ``90s``, which every century has."""
    if year % 10:
        raise NoReading(UNREADABLE)
    raise NoReading(f"does not say its century: type 19{year:02}s or 20{year:02}s")


def read_century(number: int) -> Span:
    """Return the hundred years of ``19th century``."""
    return read_year(100 * number - 99)[0], read_year(100 * number)[1]


def on_weekday(weekday: int, span: Span) -> Span:
    """Return the span if it is one day and falls on that day of the week."""
    first, last = span
    if first != last:
        raise NoReading(UNREADABLE)
    if first.isoweekday() != weekday:
        raise NoReading(f"is another day of the week: type {first} if the date is right")
    return span


# Dates counted from today


def shift(day: date, count: int, unit: int) -> date:
    """Return the day ``count`` units later; a day past its month's end becomes the last.

    >>> print(shift(date(2021, 5, 31), -3, MONTH))
    2021-02-28
    """
    if unit in _DAYS_IN:
        return day + count * _DAYS_IN[unit] * ONE_DAY
    index = day.year * MONTHS_IN_YEAR + day.month - 1 + count * _MONTHS_IN[unit]
    year, month = index // MONTHS_IN_YEAR, index % MONTHS_IN_YEAR + 1
    return date(year, month, min(day.day, _month_length(year, month)))


def calendar_unit(today: date, which: int, unit: int) -> Span:
    """Return the whole unit that holds today (0), the one before (-1) or after (1)."""
    day = shift(today, which, unit)
    if unit == DAY:
        return day, day
    if unit == WEEK:
        monday = day - day.weekday() * ONE_DAY
        return monday, monday + 6 * ONE_DAY
    size = _MONTHS_IN[unit]
    return month_span(day.year, (day.month - 1) // size * size + 1, size)


def running(today: date, which: int, amount: int, unit: int) -> Span:
    """Return so many units that end today (-1) or begin today (1)."""
    if amount < 1:
        raise NoReading('holds no day: type at least 1, as in "last 7 days"')
    if which > 0:
        return today, shift(today, amount, unit) - ONE_DAY
    return shift(today, -amount, unit) + ONE_DAY, today


def days_ago(today: date, amount: int, unit: int) -> Span:
    """Return the one day so many units ago."""
    return (shift(today, -amount, unit),) * 2


def weekday_near(today: date, which: int, weekday: int) -> Span:
    """Return the latest such day before today (-1) or the first one after it (1)."""
    away = (which * (weekday - today.isoweekday()) - 1) % 7 + 1
    return (today + which * away * ONE_DAY,) * 2


def weekday_of_week(today: date, weekday: int) -> Span:
    """Return the day of the week that holds today."""
    return (today + (weekday - today.isoweekday()) * ONE_DAY,) * 2


def latest_month(today: date, month: int) -> Span:
    """Return the latest month of that name that has begun."""
    return month_span(today.year - (month > today.month), month)


def month_near(today: date, which: int, month: int) -> Span:
    """Return the latest month of that name that is over (-1) or the first to begin (1)."""
    is_elsewhere = month >= today.month if which < 0 else month <= today.month
    return month_span(today.year + which * is_elsewhere, month)


def _within(number: int, last: int, noun: str, pattern: str) -> None:
    """Refuse a number that is not from 1 to ``last``, naming the first and the last one."""
    if not 1 <= number <= last:
        ends = f"{pattern.format(1)} to {pattern.format(last)}"
        raise NoReading(f"does not exist: type a {noun} from {ends}")


def _month_length(year: int, month: int) -> int:
    if month == MONTHS_IN_YEAR:
        return 31
    return (date(year, month + 1, 1) - ONE_DAY).day
