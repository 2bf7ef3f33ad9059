"""How numbers and dates are put into words."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import datetime

# Not strftime, whose names of months follow the server's locale.
MONTHS = (
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
)


def counted(number: int, noun: str) -> str:
    """Return a number of things.

    >>> counted(1, "article"), counted(1234, "paragraph")
    ('1 article', '1,234 paragraphs')
    """
    return f"{number:,} {noun}" if number == 1 else f"{number:,} {noun}s"


def counted_hits(total: int, distinct: int, noun: str) -> str:
    """Return a number of hits, and how many are left without near-identical copies.

    >>> counted_hits(1234, 980, "article")
    '1,234 articles (980 without near-identical copies)'
    """
    beside = f" ({distinct:,} without near-identical copies)" if distinct != total else ""
    return counted(total, noun) + beside


def dated(date: datetime.date | None, precision: str = "day") -> str:
    """Return a date as exactly as it is known.

    >>> import datetime
    >>> day = datetime.date(2021, 8, 17)
    >>> dated(day), dated(day, "month"), dated(day, "year"), dated(None)
    ('17 August 2021', 'August 2021', '2021', 'undated')
    """
    if date is None:
        return "undated"
    if precision == "year":
        return str(date.year)
    month = f"{MONTHS[date.month - 1]} {date.year}"
    return month if precision == "month" else f"{date.day} {month}"


def machine_dated(date: datetime.date, precision: str = "day") -> str:
    """Return a date for the ``datetime`` attribute of HTML, as exactly as it is known.

    >>> import datetime
    >>> machine_dated(datetime.date(2021, 8, 1), "month")
    '2021-08'
    """
    return date.isoformat()[: {"year": 4, "month": 7}.get(precision, 10)]
