"""When was an article published, where its source does not say? By its dateline, address, path."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING
from urllib.parse import unquote, urlsplit

from search.readers.dates.paths import read_path
from search.readers.dates.printed import readings
from search.readers.origins import FROM_ADDRESS, FROM_DATELINE, FROM_PATH

if TYPE_CHECKING:
    import datetime
    from collections.abc import Iterator

    from search.article import Precision
    from search.readers.bylines.datelines import Dateline
    from search.readers.metadata import Metadata


_UPLOAD = re.compile(r"/(?:uploads?|files|assets|media|static)/")  # dated by when it was put there


@dataclass(frozen=True, slots=True, kw_only=True)
class Dated:
    """A date, how exact it is, and where it comes from."""

    date: datetime.date
    precision: Precision
    origin: str


def derive_date(found: Metadata, dateline: Dateline | None, path: str | None) -> Dated | None:
    """Return the date of an article that states none, if it can be had without guessing.

    ``path`` is that of its file, None where the file has other articles too. A date
    that is stated, but may be two different days, is one of the two or none.
    """
    both = readings(found.unread.get("date", ""))
    if both and dateline and dateline.day and not dateline.date:
        days = [day for day in both if dateline.date_near(day, "day")]
        if len(days) == 1:  # the story was filed on it, or a few days before
            return Dated(date=days[0], precision="day", origin=FROM_DATELINE)
    for dated in _candidates(found, dateline, path):
        if both is None:
            return dated
        days = [day for day in both if _agrees(day, dated)]
        if len(days) == 1:
            return Dated(date=days[0], precision="day", origin=dated.origin)
    return None


def _candidates(found: Metadata, dateline: Dateline | None, path: str | None) -> Iterator[Dated]:
    derived = list(_in_paths(found.url, path))
    if dateline and (day := _day_of(dateline, derived, found.updated)):
        yield Dated(date=day, precision="day", origin=FROM_DATELINE)
    yield from derived


def _in_paths(url: str | None, path: str | None) -> Iterator[Dated]:
    address = unquote(urlsplit(url).path) if url else ""
    found = None if _UPLOAD.search(address) else read_path(address)
    if found and found[1] != "year":  # sites file under other years too
        yield Dated(date=found[0], precision=found[1], origin=FROM_ADDRESS)
    if path and (found := read_path(path)):
        yield Dated(date=found[0], precision=found[1], origin=FROM_PATH)


def _day_of(
    dateline: Dateline, derived: list[Dated], updated: datetime.date | None
) -> datetime.date | None:
    """Return the full date of a dateline, whose year may be known from elsewhere."""
    if dateline.date:
        return dateline.date
    if derived:
        return dateline.date_near(derived[0].date, derived[0].precision)
    return dateline.date_near(updated, "day", later=True) if updated else None


def _agrees(day: datetime.date, dated: Dated) -> bool:
    lengths = {"day": len("2021-08-17"), "month": len("2021-08"), "year": len("2021")}
    length = lengths[dated.precision]
    return day.isoformat()[:length] == dated.date.isoformat()[:length]
