"""How numbers and dates are put into words."""

from __future__ import annotations

from typing import TYPE_CHECKING

from web.languages import language_name

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

# The facets by their parameters: the name of each, and what stands for having none.
FACET_NAMES = {
    "source": "Source",
    "author": "Author",
    "section": "Section",
    "year": "Year",
    "language": "Language",
    "kind": "Kind of paragraph",
}
_NONE = {
    "source": "no source",
    "author": "no author",
    "section": "no section",
    "year": "undated",
    "language": "unknown language",
    "kind": "no paragraphs",
}
_KINDS = {"body": "body text", "list": "list item"}


def counted(number: int, noun: str) -> str:
    """Return a number of things.

    >>> counted(1, "article"), counted(1234, "paragraph")
    ('1 article', '1,234 paragraphs')
    """
    return f"{number:,} {noun}" if number == 1 else f"{number:,} {noun}s"


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


def facet_value(name: str, value: str) -> str:
    """Return how a value of a facet is shown; "" is that of articles without one.

    >>> facet_value("source", "The Courier"), facet_value("language", "fr")
    ('The Courier', 'French')
    >>> facet_value("year", ""), facet_value("kind", "body")
    ('undated', 'body text')
    """
    if not value:
        return _NONE[name]
    if name == "language":
        return language_name(value)
    return _KINDS.get(value, value) if name == "kind" else value


def shown_period(since: str, until: str) -> str:
    """Return a range of dates, either of which may be missing, as people say it.

    >>> shown_period("2021-08", "2021-08-15"), shown_period("", "2021"), shown_period("2021", "2021")
    ('August 2021 to 15 August 2021', 'until 2021', '2021')
    """
    first, last = written_date(since), written_date(until)
    if not first or not last:
        return f"from {first}" if first else f"until {last}"
    return first if first == last else f"{first} to {last}"


def written_date(text: str) -> str:
    """Return a date like 2021, 2021-08 or 2021-08-15 in words; nothing for nothing.

    >>> written_date("2021-08-05"), written_date("2021-08"), written_date("2021")
    ('5 August 2021', 'August 2021', '2021')
    """
    year, *rest = text.split("-")
    month = [MONTHS[int(rest[0]) - 1]] if rest else []
    day = [str(int(rest[1]))] if len(rest) > 1 else []
    return " ".join([*day, *month, year])
