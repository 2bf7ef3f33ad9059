"""How the numbers and the days of charts are put into words."""

from __future__ import annotations

from calendar import monthrange
from functools import lru_cache
from typing import TYPE_CHECKING

from web.wording import MONTHS, counted

if TYPE_CHECKING:
    import datetime

    import search

_KEPT = 10_000  # days of bars in words: timelines of one archive have the same ones
UNIT_NOUNS: dict[search.Unit, str] = {
    "day": "days",
    "week": "weeks",
    "month": "months",
    "year": "years",
}


@lru_cache(maxsize=_KEPT)
def shown_days(start: datetime.date, end: datetime.date) -> str:
    """Return a stretch of days, both ends included, as shortly as people say it.

    >>> from datetime import date as day
    >>> shown_days(day(2021, 8, 12), day(2021, 8, 19)), shown_days(day(2021, 8, 1), day(2021, 8, 31))
    ('12 to 19 August 2021', 'August 2021')
    >>> shown_days(day(2021, 1, 1), day(2022, 12, 31)), shown_days(day(2021, 8, 1), day(2021, 9, 30))
    ('2021 to 2022', 'August to September 2021')
    >>> shown_days(day(2021, 8, 30), day(2021, 9, 5)), shown_days(day(2021, 12, 27), day(2022, 1, 2))
    ('30 August to 5 September 2021', '27 December 2021 to 2 January 2022')
    """
    first, last = (_words(each) for each in _dates(start, end))
    if first == last:
        return " ".join(first)
    shared = 0  # what both end with, such as the year, is said once
    while shared < min(len(first), len(last)) and first[-1 - shared] == last[-1 - shared]:
        shared += 1
    if len(first) != len(last):
        shared = 0
    return f"{' '.join(first[: len(first) - shared])} to {' '.join(last)}"


def during(start: datetime.date, end: datetime.date) -> str:
    """Return when something was, with the preposition that people use.

    >>> from datetime import date as day
    >>> during(day(2021, 8, 12), day(2021, 8, 19)), during(day(2021, 8, 12), day(2021, 8, 12))
    ('from 12 to 19 August 2021', 'on 12 August 2021')
    >>> during(day(2021, 8, 1), day(2021, 8, 31))
    'in August 2021'
    """
    words = shown_days(start, end)
    if " to " in words:
        return f"from {words}"
    return f"on {words}" if start == end else f"in {words}"


@lru_cache(maxsize=_KEPT)
def written(start: datetime.date, end: datetime.date) -> tuple[str, str]:
    """Return two days, the first and the last of a stretch, as parameters write them.

    >>> from datetime import date as day
    >>> written(day(2021, 8, 1), day(2021, 8, 31))
    ('2021-08', '2021-08')
    >>> written(day(2021, 8, 1), day(2021, 9, 15))
    ('2021-08-01', '2021-09-15')
    """
    first, last = _dates(start, end)
    return "-".join(first), "-".join(last)


def percentage(part: float, whole: int) -> str:
    """Return a share, exact enough to tell small ones from nothing.

    >>> percentage(3, 40), percentage(1, 3000), percentage(2, 2)
    ('7.5%', '0.033%', '100%')
    """
    share = 100 * part / whole
    return f"{share:.2g}%" if share < 10 else f"{share:.0f}%"  # noqa: PLR2004 - two digits


def listed(texts: list[str]) -> str:
    """Return texts as an enumeration.

    >>> listed(["a"]), listed(["a", "b", "c"])
    ('a', 'a, b and c')
    """
    return " and ".join([", ".join(texts[:-1]), texts[-1]] if len(texts) > 1 else texts)


def count_of(count: int, held: int, noun: str) -> str:
    """Return how many of how many there are.

    >>> count_of(3, 40, "article"), count_of(1, 1, "article")
    ('3 of 40 articles', '1 of 1 article')
    """
    return f"{count:,} of {counted(held, noun)}"


def _dates(start: datetime.date, end: datetime.date) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Return both ends as ISO parts: whole years, whole months, or days."""
    first, last = (tuple(each.isoformat().split("-")) for each in (start, end))
    if end.day != monthrange(end.year, end.month)[1] or start.day != 1:
        return first, last
    if (start.month, end.month) == (1, 12):
        return first[:1], last[:1]
    return first[:2], last[:2]


def _words(date: tuple[str, ...]) -> list[str]:
    """Return an ISO date in words, the day first."""
    year, *rest = date
    month = [MONTHS[int(rest[0]) - 1]] if rest else []
    day = [str(int(rest[1]))] if len(rest) > 1 else []
    return [*day, *month, str(int(year))]
