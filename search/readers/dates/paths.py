"""Dates in paths and addresses: "2021/08/17/…", "2021-08-17-title.md"."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from search.readers.dates.printed import parse_date

if TYPE_CHECKING:
    import datetime
    from collections.abc import Iterator

    from search.article import Precision

_EARLIEST, _LATEST = 1800, 2100  # years; other numbers of four digits are numbers
_HINT = re.compile(r"\d{4}")  # without it there is no date
_EDGE, _END = r"(?<![^\W_])", r"(?![^\W_])"
_MONTHS = "jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec"
_MONTH = rf"(?:{_MONTHS})[a-z]{{0,6}}"
_DAYS = tuple(
    re.compile(f"{_EDGE}(?:{form}){_END}", re.IGNORECASE)
    for form in (
        r"\d{4}([-_.])\d{2}\1\d{2}",
        r"\d{8}",
        rf"\d{{4}}([-_. ]){_MONTH}\1\d{{1,2}}",
        rf"{_MONTH}[-_. ]\d{{1,2}}(?:st|nd|rd|th)?(?:[-_. ]|,[-_ ])\d{{4}}",
        rf"\d{{1,2}}(?:st|nd|rd|th)?([-_. ]){_MONTH}\1\d{{4}}",
        r"\d{1,2}([-_.])\d{1,2}\1\d{4}",
    )
)
_SEPARATOR = re.compile(r"[-_., ]+")
_YEAR = re.compile(r"\d{4}")
_YEAR_AND_MONTH = re.compile(r"(\d{4})[-_.](\d{1,2})")
_IS_MONTH = re.compile(rf"\d{{1,2}}|{_MONTH}", re.IGNORECASE)
_IS_DAY = re.compile(r"\d{1,2}")
_CONTAINER = re.compile(r"\.(?:zip|tar|tgz|tbz2?|txz|gz|bz2|xz|warc|epub|mbox)$", re.IGNORECASE)
# What a file of this name was made on, its articles were not.
_COPY = re.compile(
    r"(?:^|[\W_])(?:archived?|backup|crawl|dump|download(?:ed)?|export(?:ed)?|saved|snapshot)(?:$|[\W_])",
    re.IGNORECASE,
)


def read_path(path: str) -> tuple[datetime.date, Precision] | None:
    """Return the date in a path, with its precision; None without one, or with several.

    The name of the file comes first, then its folders from the nearest, at last the
    names of the files (archives) that it lies in.

    >>> read_path("news/2021/08/17/bridge.txt"), read_path("20210817_bridge.txt")
    ((datetime.date(2021, 8, 17), 'day'), (datetime.date(2021, 8, 17), 'day'))
    >>> read_path("2021/bridge.txt")
    (datetime.date(2021, 1, 1), 'year')
    """
    if not _HINT.search(path):
        return None
    *folders, name = path.split("/")
    containers = [folder for folder in folders if _CONTAINER.search(folder)]
    for part in (name, *reversed(folders)):
        if part not in containers and (found := _day(part)):
            return found
    if found := _folders([*folders, name]):
        return found
    return next((found for part in reversed(containers) if (found := _day(part))), None)


def _day(name: str) -> tuple[datetime.date, Precision] | None:
    """Return the day that a name has, if it has one only."""
    if _COPY.search(name) or not _HINT.search(name):
        return None
    days = set(_days(name))
    return (days.pop(), "day") if len(days) == 1 else None


def _days(name: str) -> Iterator[datetime.date]:
    for form in _DAYS:
        for found in form.finditer(name):
            parts = _SEPARATOR.sub("-" if found[0][:4].isdigit() else " ", found[0])
            text = parts.replace(" ", "/") if parts.replace(" ", "").isdigit() else parts
            date = parse_date(text)
            if date and date[1] == "day" and _EARLIEST <= date[0].year <= _LATEST:
                yield date[0]


def _folders(parts: list[str]) -> tuple[datetime.date, Precision] | None:
    """Return the date of folders within folders: year, month, day."""
    for place in range(len(parts) - 2, -1, -1):
        both = _YEAR_AND_MONTH.fullmatch(parts[place])
        if both or _YEAR.fullmatch(parts[place]):
            year, month = (both[1], both[2]) if both else (parts[place], None)
            names = parts[place + 1 : -1]
            if month is None and names and _IS_MONTH.fullmatch(names[0]):
                month = names.pop(0)
            day = names[0] if month and names and _IS_DAY.fullmatch(names[0]) else None
            if found := _exact(year, month, day):
                return found
    return None


def _exact(year: str, month: str | None, day: str | None) -> tuple[datetime.date, Precision] | None:
    """Return a date as exact as its parts allow; a month 13 is none, but the year stays."""
    if not _EARLIEST <= int(year) <= _LATEST:
        return None
    for text in (f"{year}-{month}-{day}" if day else "", f"{year}-{month}" if month else "", year):
        found = parse_date(text if not month or month.isdigit() else _named(text))
        if found:
            return found
    return None


def _named(text: str) -> str:
    """Put a month's name where ``parse_date`` reads it: "Aug 2021", "17 Aug 2021"."""
    return " ".join(reversed(text.split("-")))
