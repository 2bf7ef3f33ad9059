"""The dates of the query language: from what stands after ``date:`` to calendar days.

An expression is one date (``calendar_words`` reads those; ``=A`` is ``A``) or a range of two:

=====================================================  ========================================
``A..B``, ``A to B``, ``A - B``, ``[A TO B]``          from the first day of A to the last of B
``from A to B``, ``between A and B``, ``1914-1918``    the same
``{A TO B}``, ``[A TO B}``, ``{A TO B]``               a curly bracket leaves its bound out
``A..``, ``..B``, ``[A TO *]``, ``[* TO B]``, ``..``   open on one side, or on both
``>=A``, ``since A``, ``from A``                       from the first day of A on
``>A``, ``after A``                                    from the day after the last of A on
``<=B``, ``until B``, ``till B``, ``up to B``          to the last day of B
``<B``, ``before B``                                   to the day before the first of B
=====================================================  ========================================

Capitals, blanks and quotes do not matter, and dashes may be typographic. Nothing is guessed:
what could be two dates is an error that names both.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from search.query.calendar_spans import FORMS, ONE_DAY, NoReading, month_span, read_year
from search.query.calendar_words import OFF_CALENDAR, plain, read_span

if TYPE_CHECKING:
    from datetime import date

    from search.query.calendar_spans import Span

_LONGEST_SHOWN = 60  # characters of the user's text in a message

# The patterns of ranges, tried in this order; ``low`` and ``high`` are the bounds.
_RANGES = (
    r"(?P<left>[\[{])(?=.*[\]}]\Z)(?P<low>.*?)(?:\bto\b|\.{2,3}|…)(?P<high>.*)(?P<right>[\]}])",
    r"(?:>=|≥|since\b)(?P<low>.*)",
    r"(?:<=|≤|(?:until|till|up\s+to)\b)(?P<high>.*)",
    r"(?P<after>>|after\b)(?P<low>.*)",
    r"(?P<before><|before\b)(?P<high>.*)",
    r"(?:from\b)?(?P<low>.*?)(?P<dots>\.{2,3}|…)(?P<high>.*)",
    r"between\b(?P<low>.*?)\band\b(?P<high>.*)",
    r"(?:from\b)?(?P<low>.*?)\bto\b(?P<high>.*)",
    r"(?P<low>.*?)\s-\s(?P<high>.*)",
    r"(?P<low>[0-9]{4})-(?P<high>[0-9]{4})",
    r"from\b(?P<low>.*)",
)


@dataclass(frozen=True, slots=True)
class Days:
    """An interval of calendar days, both ends included; None is an open end.

    As text it is a day, a month, a year or a range, and reads back as the same interval.

    >>> from datetime import date
    >>> str(Days(date(2024, 2, 1), date(2024, 2, 29)))
    '2024-02'
    >>> str(Days(None, date(2024, 2, 28)))
    '..2024-02-28'
    """

    first: date | None
    last: date | None

    def __str__(self) -> str:
        """Return the shortest ISO text of the interval."""
        first, last = self.first, self.last
        if first is None or last is None:
            return f"{first or ''}..{last or ''}"
        if first == last:
            return str(first)
        if (first, last) == read_year(first.year):
            return f"{first.year:04}"
        if (first, last) == month_span(first.year, first.month):
            return f"{first.year:04}-{first.month:02}"
        return f"{first}..{last}"


class DateError(ValueError):
    """A text that names no calendar days; the message says what to type instead.

    ``start`` and ``end`` are the place of the fault in the text, in characters.

    >>> from datetime import date
    >>> try:
    ...     read_days("2021-02-30..", date(2021, 9, 1))
    ... except DateError as error:
    ...     print(error, error.start, error.end)
    “2021-02-30” does not exist: type a day from 2021-02-01 to 2021-02-28. 0 10
    """

    def __init__(self, message: str, *, start: int, end: int) -> None:
        """Keep the fault's place beside the message."""
        super().__init__(message)
        self.start = start
        self.end = end


def read_days(text: str, today: date) -> Days:
    """Return the days that a date expression means, seen from ``today``.

    The first day is never after the last. An imprecise bound of a range stands for its first
    day below and for its last day above.

    Raises:
        DateError: the text is unknown or ambiguous, its days do not exist, or it runs backwards.

    >>> from datetime import date
    >>> today = date(2021, 9, 1)
    >>> print(read_days("Aug 2021", today), read_days("3 months ago..", today))
    2021-08 2021-06-01..
    """
    words = plain(text)
    start, end = _trim(words, 0, len(words))
    if start == end:
        raise DateError(f"There is no date: {FORMS}.", start=0, end=len(text))
    for pattern in _RANGES:
        match = re.compile(pattern, re.DOTALL).fullmatch(words, start, end)
        if match:
            return _read_range(text, match, today)
    return Days(*_read_one(text, start + words.startswith("=", start), end, today))


def _trim(words: str, start: int, end: int) -> tuple[int, int]:
    """Return the place of what lies between the blanks of ``words[start:end]``."""
    end = start + len(words[start:end].rstrip())
    return end - len(words[start:end].lstrip()), end


def _error(text: str, reason: str, whole: tuple[int, int], place: tuple[int, int]) -> DateError:
    """Return the error at ``place`` in the text; the reason goes on from the ``whole``."""
    shown = " ".join(text[slice(*whole)].replace('"', " ").split())
    if len(shown) > _LONGEST_SHOWN:
        shown = shown[: _LONGEST_SHOWN - 1] + "…"
    shown = "".join(sign if sign.isprintable() else "\N{REPLACEMENT CHARACTER}" for sign in shown)
    return DateError(f"“{shown}” {reason}.", start=place[0], end=place[1])


def _read_one(text: str, start: int, end: int, today: date) -> Span:
    try:
        return read_span(text[start:end], today)
    except NoReading as fault:
        first, last = fault.place or (0, end - start)
        place = start + first, start + last
        raise _error(text, str(fault), (start, end), place) from None


def _read_range(text: str, match: re.Match[str], today: date) -> Days:
    low = _read_bound(text, match, "low", today)
    high = _read_bound(text, match, "high", today)
    signs = match.groupdict()
    after = signs.get("left") == "{" or "after" in signs
    before = signs.get("right") == "}" or "before" in signs
    try:
        days = _between(low, high, after=after, before=before)
        if not _is_empty(days):
            return days
        turned = _between(high, low, after=after, before=before)
    except OverflowError:
        raise _error(text, OFF_CALENDAR, match.span(), match.span()) from None
    reason = "leaves no day between its bounds: type [ ] for { } to include them"
    if not _is_empty(turned):
        reason = f"runs backwards, from {days.first} to {days.last}: type {turned}"
    raise _error(text, reason, match.span(), match.span())


def _read_bound(text: str, match: re.Match[str], name: str, today: date) -> Span | None:
    """Return the days of one bound, or None where the range is open."""
    bounds = match.re.groupindex
    if name not in bounds:
        return None
    start, end = _trim(plain(text), *match.span(name))
    is_range = "low" in bounds and "high" in bounds
    if (start == end and "dots" in bounds) or (is_range and text[start:end] == "*"):
        return None
    if start == end:
        raise _error(text, f"lacks a date: {FORMS}", match.span(), match.span())
    return _read_one(text, start, end, today)


def _between(low: Span | None, high: Span | None, *, after: bool, before: bool) -> Days:
    """Return the days from ``low`` to ``high``; ``after`` and ``before`` leave them out."""
    first = last = None
    if low:
        first = low[1] + ONE_DAY if after else low[0]
    if high:
        last = high[0] - ONE_DAY if before else high[1]
    return Days(first, last)


def _is_empty(days: Days) -> bool:
    return days.first is not None and days.last is not None and days.first > days.last
