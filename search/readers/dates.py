"""Dates as articles print them: is this text a calendar date, and how exact is it?

The day is the day as printed. A time and a zone may follow; they are read over
and never move the day. (What people type as a query is another language.)
"""

from __future__ import annotations

import datetime
import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from search.article import Precision

EARLIEST, LATEST = 1500, 2200  # years: before the first newspapers, and surely a misprint
LONGEST = 60  # characters: "Wednesday, September 17, 2021 at 10:58:00.000 a.m. (GMT+02:00)"

_MONTHS = {
    name: number
    for number, names in enumerate(
        (
            "january jan",
            "february feb febr",
            "march mar",
            "april apr",
            "may",
            "june jun",
            "july jul",
            "august aug",
            "september sep sept",
            "october oct",
            "november nov",
            "december dec",
        ),
        start=1,
    )
    for name in names.split()
}
# The first three letters of every month and weekday.
DATE_WORDS = frozenset(
    (*(name[:3] for name in _MONTHS), "mon", "tue", "wed", "thu", "fri", "sat", "sun")
)
_MONTH = rf"(?P<month>{'|'.join(sorted(_MONTHS, key=len, reverse=True))})\b\.?"
_WEEKDAY = r"(?:(?:mon|tues?|wed(?:nes)?|thu(?:rs?)?|fri|sat(?:ur)?|sun)(?:day)?\.?,?\s+)?"
_DAY = r"(?P<day>\d{1,2})(?:st|nd|rd|th)?"
_YEAR = r"(?P<year>\d{4})"
_TIME = re.compile(
    r"""
    [\s,T]*(?:at\s+|[|–—-]\s*)?
    (?:
        \d{1,2}[:.h]\d{2}(?:[:.]\d{2})?(?:[.,]\d{1,9})?   # 10:58, 10.58, 10:58:00.123
      | \d{6}(?:\.\d+)?                                   # 105800, as in 20220520T105800
      | \d{1,2}(?=\s*[ap]\.?\s?m)                         # 5 p.m.
    )
    \s*(?:[ap]\.?\s?m\.?(?![a-z]))?
    (?:\s*(?:[+-]\d{1,2}(?::?\d{2})?|z|\(?[a-z]{2,5}(?:[+-]\d{1,2}(?::?\d{2})?)?\)?))?
    \s*\.?
    """,
    re.IGNORECASE | re.VERBOSE,
)
_ISO = re.compile(r"(\d{4})-(\d{2})-(\d{2})(?!\d)")
_NAMED = tuple(
    re.compile(form, re.IGNORECASE)
    for form in (
        rf"{_WEEKDAY}{_MONTH}\s*{_DAY}\s*,?\s+{_YEAR}(?!\d)",  # Aug. 25, 2021
        rf"{_WEEKDAY}{_DAY}\.?(?:\s+of)?[\s-]*{_MONTH}[\s,-]*{_YEAR}(?!\d)",  # 26-FEB-1987
        rf"{_YEAR}[\s-]+{_MONTH}[\s-]+{_DAY}(?![\d:])",  # 2021 Aug 25
        rf"{_MONTH}\s*,?\s*{_YEAR}(?!\d)",  # August 2021
    )
)
_NUMERIC = tuple(
    re.compile(form)
    for form in (
        r"(?P<year>\d{4})([-/.])(?P<month>\d{1,2})\2(?P<day>\d{1,2})(?!\d)",
        r"(?P<year>\d{4})[-/](?P<month>\d{1,2})(?![\d/-])",
        r"(?P<year>\d{4})(?P<month>\d{2})(?P<day>\d{2})(?!\d)",
        r"(?P<first>\d{1,2})([-/.])(?P<second>\d{1,2})\2(?P<year>\d{4})(?!\d)",
        r"(?P<year>\d{4})(?!\d|[ -]+[A-Za-z])",
    )
)


def parse_date(text: str) -> tuple[datetime.date, Precision] | None:
    """Return the date that a text consists of, with its precision, or None.

    A time may follow the date and a weekday may stand before it. What could be
    two different days (``03/04/2021``) and what is no day (``Feb. 30``) is None.

    >>> parse_date("Aug. 25, 2021")
    (datetime.date(2021, 8, 25), 'day')
    >>> parse_date("2022-05-20 23:58:00-04:00")
    (datetime.date(2022, 5, 20), 'day')
    >>> parse_date("August 2021")
    (datetime.date(2021, 8, 1), 'month')
    >>> parse_date("03/04/2021") is None
    True
    """
    text = text.strip()
    found = read_date(text)
    if found is None or len(text) > LONGEST:
        return None
    date, precision, end = found
    rest = text[end:]
    if rest and not (precision == "day" and _TIME.fullmatch(rest)) and rest not in {".", ","}:
        return None
    return date, precision


def read_date(text: str) -> tuple[datetime.date, Precision, int] | None:
    """Return the date at the beginning of a text, its precision, and where it ends.

    >>> read_date("25 August 2021 in Kabul")
    (datetime.date(2021, 8, 25), 'day', 14)
    """
    if not text:
        return None
    if iso := _ISO.match(text):  # by far the most frequent
        return _exact(iso[1], iso[2], iso[3], iso.end())
    head = text[:LONGEST]
    for form in _NUMERIC if head[0].isdigit() else ():
        if found := form.match(head):
            # "2021 Aug 25" and "25 Aug 2021" begin like numbers too.
            return _numeric(found) or _named(head)
    return _named(head)


def skip_time(text: str, start: int) -> int:
    """Return where the time of day that may stand at ``start`` ends.

    >>> skip_time("Aug. 25, 2021, 5:00 p.m. ET", 13)
    27
    """
    time = _TIME.match(text[: start + LONGEST], start)
    return time.end() if time else start


def _named(text: str) -> tuple[datetime.date, Precision, int] | None:
    for form in _NAMED:
        if found := form.match(text):
            parts = found.groupdict()
            month = str(_MONTHS[parts["month"].lower()])
            return _exact(parts["year"], month, parts.get("day"), found.end())
    return None


def _numeric(found: re.Match[str]) -> tuple[datetime.date, Precision, int] | None:
    parts = found.groupdict()
    if "first" not in parts:
        return _exact(parts["year"], parts.get("month"), parts.get("day"), found.end())
    first, second = int(parts["first"]), int(parts["second"])
    if first <= 12 and second <= 12 and first != second:  # noqa: PLR2004 - months in a year
        return None  # a day and a month, but which is which?
    month, day = (first, second) if second > first else (second, first)
    return _exact(parts["year"], str(month), str(day), found.end())


def _exact(
    year: str, month: str | None, day: str | None, end: int
) -> tuple[datetime.date, Precision, int] | None:
    precision: Precision = "day" if day else "month" if month else "year"
    try:
        date = datetime.date(int(year), int(month or 1), int(day or 1))
    except ValueError:
        return None
    return (date, precision, end) if EARLIEST <= date.year <= LATEST else None
