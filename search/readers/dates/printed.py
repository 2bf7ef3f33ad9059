"""Dates as articles print them: is this text a calendar date, and how exact is it?

The day is the day as printed. A time and a zone may follow; they are read over
and never move the day. In numbers with dots (3.4.2021) the day stands first. (What people type as a query is another language.)
"""

from __future__ import annotations

import datetime
import re
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from collections.abc import Iterable

    from search.article import Precision

Order = Literal["day first", "month first"]

EARLIEST, LATEST = 1500, 2200  # years: before the first newspapers, and surely a misprint
_LAST_DAY, _LAST_MONTH = 31, 12
LONGEST = 60  # characters: "Wednesday, September 17, 2021 at 10:58:00.000 a.m. (GMT+02:00)"

_ENGLISH_MONTHS = (
    *("january jan", "february feb febr", "march mar", "april apr", "may", "june jun"),
    *("july jul", "august aug", "september sep sept", "october oct", "november nov"),
    "december dec",
)
# Those of German, French, Spanish, Italian, Portuguese, Dutch and the Scandinavian languages.
_OTHER_MONTHS = (
    "januar jänner janvier janv enero gennaio janeiro januari",
    "februar februari février fevrier févr febrero febbraio fevereiro",
    "märz mrz mars marzo março marts maart",
    "avril abril aprile",
    "mai mayo maggio maio mei maj",
    "juni juin junio giugno junho",
    "juli juillet juil julio luglio julho",
    "août aout agosto augustus augusti",
    "septembre septiembre settembre setembro",
    "oktober okt octobre octubre ottobre outubro",
    "novembre noviembre novembro",
    "dezember dez décembre decembre diciembre dic dicembre dezembro",
)


def _numbered(months: tuple[str, ...]) -> dict[str, int]:
    return {name: number for number, names in enumerate(months, start=1) for name in names.split()}


MONTH_NAMES = tuple(names.split()[0].capitalize() for names in _ENGLISH_MONTHS)
_MONTHS = _numbered(_ENGLISH_MONTHS)
_ALL_MONTHS = _MONTHS | _numbered(_OTHER_MONTHS)
_WEEKDAYS = (
    "montag dienstag mittwoch donnerstag freitag samstag sonnabend sonntag "
    "lundi mardi mercredi jeudi vendredi samedi dimanche "
    "lunes martes miércoles jueves viernes sábado domingo "
    "lunedì martedì mercoledì giovedì venerdì sabato domenica "
    "maandag dinsdag woensdag donderdag vrijdag zaterdag zondag "
    "mandag tirsdag onsdag torsdag fredag lørdag søndag måndag tisdag lördag söndag"
)
# The first three letters of every month and weekday.
DATE_WORDS = frozenset(
    (
        *(name[:3] for name in (*_ALL_MONTHS, *_WEEKDAYS.split())),
        *("mon", "tue", "wed", "thu", "fri", "sat", "sun"),
    )
)


def _any_of(words: Iterable[str]) -> str:
    return "|".join(sorted(words, key=len, reverse=True))


_MONTH = rf"(?P<month>{_any_of(_MONTHS)})\b\.?"
_ANY_MONTH = rf"(?P<month>{_any_of(_ALL_MONTHS)})\b\.?"
_WEEKDAY = (
    r"(?:(?:(?:mon|tues?|wed(?:nes)?|thu(?:rs?)?|fri|sat(?:ur)?|sun)(?:day)?"
    rf"|{_WEEKDAYS.replace(' ', '|')})\.?,?\s+)?"
)
_DAY = r"(?P<day>\d{1,2})(?:st|nd|rd|th|er|º)?"
_YEAR = r"(?P<year>\d{4})"
_TIME = re.compile(
    r"""
    [\s,T]*(?:(?:at|um|à|kl\.?|alle(?:\ ore)?|a\ las)\s+|[|–—-]\s*)?
    (?:
        \d{1,2}[:.h]\d{2}(?:[:.]\d{2})?(?:[.,]\d{1,9})?   # 10:58, 10.58, 10:58:00.123
      | \d{6}(?:\.\d+)?                                   # 105800, as in 20220520T105800
      | \d{1,2}(?=\s*[ap]\.?\s?m)                         # 5 p.m.
    )
    \s*(?:[ap]\.?\s?m\.?(?![a-z])|uhr\b|hrs?\b)?
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
        # 26-FEB-1987, 25. August 2021, 25 de agosto de 2021
        rf"{_WEEKDAY}{_DAY}\.?(?:\s+(?:of|de))?[\s-]*{_ANY_MONTH}(?:\s+de\s)?[\s,-]*{_YEAR}(?!\d)",
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


_IN_NUMBERS = re.compile(r"(?<![\d/.-])(\d{1,2})([-/.])(\d{1,2})\2(\d{4})(?!\d)")
_PRINTED_DAYS = tuple(
    re.compile(form, re.IGNORECASE)
    for form in (
        rf"{_WEEKDAY}{_MONTH}\s*{_DAY}(?![\d:.])",  # Aug. 17
        rf"(?:(?:le|den|el|il|am)\s+)?{_WEEKDAY}{_DAY}\.?(?:\s+de)?[\s-]+{_ANY_MONTH}",  # le 3 mars
    )
)


def parse_date(text: str, order: Order | None = None) -> tuple[datetime.date, Precision] | None:
    """Return the date that a text consists of, with its precision, or None.

    A time may follow the date and a weekday may stand before it. ``order`` is
    that of day and month in numbers, where it is known; without it, what could be
    two different days (``03/04/2021``) is None, as is what is no day (``Feb. 30``).

    >>> parse_date("Aug. 25, 2021")
    (datetime.date(2021, 8, 25), 'day')
    >>> parse_date("2022-05-20 23:58:00-04:00")
    (datetime.date(2022, 5, 20), 'day')
    >>> parse_date("August 2021")
    (datetime.date(2021, 8, 1), 'month')
    >>> parse_date("03/04/2021") is None
    True
    >>> parse_date("03/04/2021", "day first")
    (datetime.date(2021, 4, 3), 'day')
    """
    text = text.strip()
    found = read_date(text, order)
    if found is None or len(text) > LONGEST:
        return None
    date, precision, end = found
    rest = text[end:]
    if rest and not (precision == "day" and _TIME.fullmatch(rest)) and rest not in {".", ","}:
        return None
    return date, precision


def read_date(text: str, order: Order | None = None) -> tuple[datetime.date, Precision, int] | None:
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
            return _numeric(found, order) or _named(head)
    return _named(head)


def readings(text: str) -> tuple[datetime.date, datetime.date] | None:
    """Return the two days that a date in numbers may be: day first, month first.

    None for what is only one day, or none, or has anything but a time behind it.

    >>> readings("03/04/2021")
    (datetime.date(2021, 4, 3), datetime.date(2021, 3, 4))
    """
    text = text.strip()
    if not _IN_NUMBERS.match(text) or parse_date(text):
        return None
    first, second = parse_date(text, "day first"), parse_date(text, "month first")
    return (first[0], second[0]) if first and second else None


def order_of(text: str) -> Order | None:
    """Return the order of day and month in the dates of a text, if any of them tells.

    None where they contradict one another. Dates with dots (25.8.2021) tell nothing
    about the others.

    >>> order_of("First 03/04/2021, then 25/08/2021"), order_of("03/04/2021")
    ('day first', None)
    """
    orders: set[Order] = set()
    for first, separator, second, _ in _IN_NUMBERS.findall(text):
        if separator != "." and int(first) <= _LAST_DAY and int(second) <= _LAST_DAY:
            if int(first) > _LAST_MONTH >= int(second):
                orders.add("day first")
            elif int(second) > _LAST_MONTH >= int(first):
                orders.add("month first")
    return orders.pop() if len(orders) == 1 else None


def read_day(text: str) -> tuple[int, int, int] | None:
    """Return the month and the day at the beginning of a text, and where they end.

    >>> read_day("Aug. 17 (Reuters)"), read_day("le 3 mars")
    ((8, 17, 7), (3, 3, 9))
    """
    for form in _PRINTED_DAYS:
        if found := form.match(text[:LONGEST]):
            return _ALL_MONTHS[found["month"].lower()], int(found["day"]), found.end()
    return None


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
            month = str(_ALL_MONTHS[parts["month"].lower()])
            return _exact(parts["year"], month, parts.get("day"), found.end())
    return None


def _numeric(
    found: re.Match[str], order: Order | None
) -> tuple[datetime.date, Precision, int] | None:
    parts = found.groupdict()
    if "first" not in parts:
        return _exact(parts["year"], parts.get("month"), parts.get("day"), found.end())
    day, month = int(parts["first"]), int(parts["second"])
    if month > _LAST_MONTH or (day <= _LAST_MONTH and order == "month first" and found[2] != "."):
        day, month = month, day
    elif day <= _LAST_MONTH and day != month and not order and found[2] != ".":
        return None  # a day and a month, but which is which?
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
