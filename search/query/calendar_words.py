"""One calendar expression (``15 aug 2021``, ``last week``) read as its first and last day.

Weeks run from Monday to Sunday. Relative words are counted from the day that the caller
gives as today; it is Wednesday, 2021-09-01 in this table:

==========================  =============================================  =====================
``last month``, ``next …``  the whole calendar unit before or after ours   2021-08-01–2021-08-31
``past month``, ``1m``      the running unit that ends today, today in it  2021-08-02–2021-09-01
``last 7 days``, ``7d``     seven days, the last of them today             2021-08-26–2021-09-01
``next 7 days``             seven days, the first of them today            2021-09-01–2021-09-07
``3 months ago``            one day; 31 May less three months: 28 Feb      2021-06-01
``monday``, ``last …``      the latest Monday before today                 2021-08-30
``this friday``             the Friday of our week                         2021-09-03
``next friday``             the first Friday after today                   2021-09-03
``october``                 the latest October that has begun              2020-10-01–2020-10-31
``last october``            the latest October that is over                2020-10-01–2020-10-31
``19th century``            1801 to 1900, as historians count              1801-01-01–1900-12-31
==========================  =============================================  =====================

An expression is split into words, each of a kind; the kinds in their order, such as
``number month year``, are looked up in a table of everything that can be read.
"""

from __future__ import annotations

import functools
import re
from typing import TYPE_CHECKING

from search.query import calendar_spans as spans
from search.query.calendar_spans import FORMS, UNREADABLE, NoReading

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import date

    from search.query.calendar_spans import Span

Word = tuple[str, int | None]  # its kind, its value

# The words of each kind; a word's value is its place in the row, counted from 1. Those of
# units and letters are the constants of ``calendar_spans``.
_NUMBERED = {
    "month": "january,jan february,feb march,mar april,apr may june,jun july,jul august,aug "
    "september,sept,sep october,oct november,nov december,dec",
    "weekday": "monday,mon tuesday,tue,tues wednesday,wed,weds thursday,thu,thur,thurs "
    "friday,fri saturday,sat sunday,sun",
    "amount": "one,a,an two three four five six seven eight nine ten eleven twelve",
    "unit": "day week month quarter year",
    "units": "days weeks months quarters years",
    "letter": "d w m q y",
}
_VALUED: dict[str, Word] = {
    "today": ("near", 0),
    "now": ("near", 0),
    "yesterday": ("near", -1),
    "tomorrow": ("near", 1),
    "last": ("which", -1),
    "previous": ("which", -1),
    "next": ("which", 1),
}
_MARKERS = ("this", "past", "ago", "century", "s")  # words that have no value
_FILLERS = ("the", "of", "on")
_VAGUE = (
    *("spring", "summer", "autumn", "fall", "winter", "season", "weekend"),
    *("early", "mid", "late", "beginning", "start", "middle", "end", "around", "about", "circa"),
)
_DIGITS = {1: "number", 2: "number", 3: "ordinal", 4: "year", 8: "compact"}
_LONGEST_NUMBER = 8
_LONGEST_SHOWN = 20
_LONGEST_BEFORE_LETTER = 3  # 999d is a number of days, 2021d a slip
_SHORTEST_HINT = 3

_WORD = r"([0-9]+|[^\W\d_]+)(?:(?<=[0-9])(?:st|nd|rd|th)\b)?\s*([-/.,]?)\s*"
_TIME = (
    r"(?:tH(?::?[0-5][0-9]){0,2}|\s+H(?::[0-5][0-9]){1,2})(?:[.,][0-9]+)?"
    r"\s*(?:z|utc|gmt|[-+][0-9]{2}(?::?[0-9]{2})?)?"
).replace("H", "(?:[01]?[0-9]|2[0-4])")
_STAMP = rf"(\s*[0-9]{{4}}([-/]?)[0-9]{{1,2}}\2[0-9]{{1,2}}){_TIME}"
_BLANKS = "\"'“”„‟«»‘’‚‛‹›`´\u200b\u200e\u200f\ufeff"
_PLAIN = str.maketrans(
    "ABCDEFGHIJKLMNOPQRSTUVWXYZ‐‑‒–—―−" + _BLANKS,
    "abcdefghijklmnopqrstuvwxyz-------" + " " * len(_BLANKS),
)

OFF_CALENDAR = "runs off the calendar: type days from 0001-01-01 to 9999-12-31"
_YEARLESS = (
    "does not say its year: type the year with four digits, "
    'as in "15 aug 2021", "aug 2021" or "q3 2021"'
)


def plain(text: str) -> str:
    """Return the text in lower case with plain dashes and no quotes, character for character.

    >>> plain("“15–Aug–2021”")
    ' 15-aug-2021 '
    """
    return text.translate(_PLAIN)


def read_span(text: str, today: date) -> Span:
    """Return the first and the last day of one expression that is not a range.

    Raises:
        NoReading: the expression is unknown or ambiguous, or its days do not exist.

    >>> from datetime import date
    >>> print(*read_span("last week", date(2021, 9, 1)))
    2021-08-23 2021-08-29
    """
    words = _scan(plain(text).rstrip())
    kinds = " ".join(kind for kind, _ in words).replace("amount units", "amount unit")
    values = [value for _, value in words if value is not None]
    try:
        return _read(kinds, values, today)
    except (ValueError, OverflowError):  # what datetime raises for the years 0 and 10000
        raise NoReading(OFF_CALENDAR) from None


# From text to words


def _scan(text: str) -> list[Word]:
    """Return the words that count, each as its kind and its value."""
    stamp = re.fullmatch(_STAMP, text)
    if stamp:
        text = stamp[1]
    minus = re.match(r"\s*-?\s*", text)
    start = minus.end() if minus else 0
    words: list[Word] = [("-", None)] if "-" in text[:start] else []
    found = _split(text, start)
    following = [*(match[1] for match in found), ""][1:]
    for match, after in zip(found, following, strict=True):
        if match[1] not in _FILLERS:
            words.append(_classify(match, after))
    return words


def _split(text: str, start: int) -> list[re.Match[str]]:
    """Return the runs of digits and of letters; at most one mark may part two of them."""
    word = re.compile(_WORD)
    found: list[re.Match[str]] = []
    while start < len(text):
        match = word.match(text, start)
        if match is None or (match.end() == len(text) and match[2] in ("-", "/")):
            raise NoReading(UNREADABLE)
        found.append(match)
        start = match.end()
    return found


def _classify(match: re.Match[str], after: str) -> Word:
    word = match[1]
    if word[0] in "0123456789":
        value = int(word) if len(word) <= _LONGEST_NUMBER else 0
        return _digits_kind(match, after), value
    known = _vocabulary().get(word)
    if known is None:
        raise NoReading(_unknown(word), match.span(1))
    return known


def _digits_kind(match: re.Match[str], after: str) -> str:
    length = len(match[1])
    following = _vocabulary().get(after, ("", None))[0]
    if following in ("unit", "units") and length <= _LONGEST_NUMBER:
        return "amount"
    is_glued = match.end() == match.end(1)
    if following == "letter" and is_glued and length <= _LONGEST_BEFORE_LETTER:
        return "short"
    return _DIGITS.get(length, "digits")


@functools.cache
def _vocabulary() -> dict[str, Word]:
    """Return every known word with its kind and its value."""
    known: dict[str, Word] = {word: (word, None) for word in _MARKERS}
    known |= _VALUED
    for kind, row in _NUMBERED.items():
        for value, spellings in enumerate(row.split(), 1):
            known |= dict.fromkeys(spellings.split(","), (kind, value))
    return known


def _unknown(word: str) -> str:
    if word in _VAGUE:
        return (
            f"has no fixed first and last day, because of “{word}”: "
            "type the two days, as in 2021-06-01..2021-08-31"
        )
    from difflib import get_close_matches  # noqa: PLC0415 - only for a misspelt word

    candidates = [known for known in _vocabulary() if len(known) >= _SHORTEST_HINT]
    shown = word if len(word) <= _LONGEST_SHOWN else word[:_LONGEST_SHOWN] + "…"
    for near in get_close_matches(word, candidates, n=1, cutoff=0.7):
        return f"has the unknown word “{shown}”: did you mean “{near}”? Or {FORMS}"
    return f"has the unknown word “{shown}”: {FORMS}"


# From words to days


def _read(kinds: str, values: list[int], today: date) -> Span:
    if kinds.startswith("weekday ") and kinds.removeprefix("weekday ") in _FIXED:
        return spans.on_weekday(values[0], _read(kinds.removeprefix("weekday "), values[1:], today))
    if kinds in _FIXED:
        fixed, order = _FIXED[kinds]
        return fixed(*(values[place] for place in order))
    if kinds in _RELATIVE:
        return _RELATIVE[kinds](today, *values)
    raise NoReading(_YEARLESS if kinds in _WITHOUT_YEAR else UNREADABLE)


def _past(today: date, amount: int, unit: int) -> Span:
    return spans.running(today, -1, amount, unit)


def _span_or_day(_today: date, amount: int, unit: int) -> Span:
    name = _NUMBERED["unit" if amount == 1 else "units"].split()[unit - 1]
    choices = f'"last {amount} {name}" or "{amount} {name} ago"'
    raise NoReading(f"may be a span or a day: type {choices}")


# The kinds of an expression's words: what reads it, from which of the values, in which order.
_FIXED: dict[str, tuple[Callable[..., Span], tuple[int, ...]]] = {
    "year": (spans.read_year, (0,)),
    "year number": (spans.read_month, (0, 1)),
    "number year": (spans.read_month, (1, 0)),
    "year month": (spans.read_month, (0, 1)),
    "month year": (spans.read_month, (1, 0)),
    "year number number": (spans.read_day, (0, 1, 2)),
    "year month number": (spans.read_day, (0, 1, 2)),
    "number month year": (spans.read_day, (2, 1, 0)),
    "month number year": (spans.read_day, (2, 0, 1)),
    "number number year": (spans.read_slashed, (0, 1, 2)),
    "compact": (spans.read_compact, (0,)),
    "year ordinal": (spans.read_day_of_year, (0, 1)),
    "year letter number": (spans.read_part_of_year, (0, 1, 2)),
    "letter number year": (spans.read_part_of_year, (2, 0, 1)),
    "year letter number number": (spans.read_day_of_week, (0, 1, 2, 3)),
    "year s": (spans.read_decade, (0,)),
    "number s": (spans.read_short_decade, (0,)),
    "number century": (spans.read_century, (0,)),
}
# The same for those that count from today.
_RELATIVE: dict[str, Callable[..., Span]] = {
    "near": lambda today, days: spans.days_ago(today, -days, spans.DAY),
    "this unit": lambda today, unit: spans.calendar_unit(today, 0, unit),
    "which unit": spans.calendar_unit,
    "which amount unit": spans.running,
    "which short letter": spans.running,
    "past unit": lambda today, unit: _past(today, 1, unit),
    "past amount unit": _past,
    "past short letter": _past,
    "short letter": _past,
    "- short letter": _past,
    "- amount unit": _past,
    "amount unit": _span_or_day,
    "amount unit ago": spans.days_ago,
    "short letter ago": spans.days_ago,
    "weekday": lambda today, weekday: spans.weekday_near(today, -1, weekday),
    "this weekday": spans.weekday_of_week,
    "which weekday": spans.weekday_near,
    "month": spans.latest_month,
    "this month": lambda today, month: spans.month_span(today.year, month),
    "which month": spans.month_near,
}
_WITHOUT_YEAR = (
    *("number month", "month number", "number month number", "month number number"),
    *("number number", "number number number", "letter number"),
)
