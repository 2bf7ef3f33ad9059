"""Who wrote it, and when: the lines of an article that are about the article."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from search.readers.dates import DATE_WORDS, parse_date, read_date, skip_time

if TYPE_CHECKING:
    import datetime

    from search.article import Precision

LONGEST_LINE = 200  # characters; a longer one is a sentence

_SEPARATOR = re.compile(
    r"\s*(?:,\s*(?:and|&)\s+|[,;&]\s*|\s+and\s+|\s+&\s+|\s+with\s+)", re.IGNORECASE
)
_SUFFIX = re.compile(r"(?:Jr|Sr|II|III|IV|Ph\.?D|M\.?D|Esq)\.?", re.IGNORECASE)
_BY = re.compile(r"(?:(?:written|reported|words|text|story)\s+)?by\b:?\s*", re.IGNORECASE)
_IN_PLACE = re.compile(r"\s+(?:in|at)\s+[A-Z].*$")  # "in Kabul", after the last name
_BESIDE = re.compile(r"\s+[|•·]\s+|\s+[–—-]\s+")
_IN_BRACKETS = re.compile(r"\s*\([^()]*\)\s*$")
_PARTICLES = frozenset(
    (
        *("abu", "af", "al", "ap", "ben", "bin", "da", "de", "del", "della", "den"),
        *("der", "di", "dos", "du", "el", "ibn", "la", "le", "los", "of", "ten", "ter"),
        *("the", "van", "von", "y", "zu"),
    )
)
_NAME_WORD = re.compile(r"[^\W\d_a-zß-ÿ].*|(?:d|l|al|el|de|di)[’'-]?[^\W\d_a-z].*")
_ROLE = re.compile(
    r"(?:\b|_)(?:staff|writers?|correspondents?|reporters?|editors?|press|reuters|afp|ap|bbc|cnn|"
    r"news|newspaper|times|post|bureau|analyst|columnist|contributor|agency|agencies|desk|"
    r"producer|service)\b",
    re.IGNORECASE,
)
_NAME_WORDS = 6
_LABEL = re.compile(
    r"\b(?:(?P<updated>(?:last[ -])?(?:updated|modified)|update)|"
    r"(?:(?:first|originally)[ -])?(?:published|posted|date))\b[ \t]*(?:on|at)?[ \t]*[:|]?[ \t]*",
    re.IGNORECASE,
)
_PEOPLE = r"(?-i:(?:(?:[^\W\d_a-z][\w.,’'-]*|and|de|der|van|von)\s+){2,16})"
_CREDIT = re.compile(
    rf"""
    (?:(?:additional|further)\s+)?(?:reporting|research|writing|editing)\s+
        (?:was\s+contributed\s+|(?:and|&)\s+\w+\s+)?(?:by|from)\s
  | {_PEOPLE}reported\s+from\s
  | {_PEOPLE}contributed\s+(?:reporting|research|to\s+this\s+(?:report|story|article))\b
    """,
    re.IGNORECASE | re.VERBOSE,
)
_FIRST_WORDS = frozenset(
    (
        *("by", "written", "reported", "words", "text", "story", "first", "originally"),
        *("last", "published", "posted", "date", "updated", "modified", "update"),
    )
)
_CREDIT_LENGTH = 500  # characters


@dataclass(frozen=True, slots=True, kw_only=True)
class Byline:
    """What a line about the article says: its authors, or its dates, or both."""

    authors: tuple[str, ...] = ()
    date: datetime.date | None = None
    date_precision: Precision = "day"
    updated: datetime.date | None = None


def split_names(text: str) -> list[str]:
    """Split "By A, B and C" into names.

    >>> split_names("By Ana Lee, Robert Cole Jr. and Zoë Park")
    ['Ana Lee', 'Robert Cole Jr.', 'Zoë Park']
    """
    text = " ".join(text.split())
    by = _BY.match(text)
    rest = text[by.end() :] if by and by.end() < len(text) else text
    parts = rest.split(";") if ";" in rest else _SEPARATOR.split(rest)
    names: list[str] = []
    for part in (part.strip() for part in parts):
        if names and _SUFFIX.fullmatch(part):
            names[-1] += f", {part}"
        elif part:
            names.append(part)
    return names


def people(names: list[str]) -> list[str]:
    """Return the names without job titles and outlets, unless there is nothing else.

    >>> people(["Ann Lee", "Staff Writer"]), people(["Associated Press"])
    (['Ann Lee'], ['Associated Press'])
    """
    return [name for name in names if not _ROLE.search(name)] or names


def read_byline(text: str) -> Byline | None:
    """Return what a line says about its article, or None if it is an ordinary line.

    >>> read_byline("By Ana Lee and Robert Cole").authors
    ('Ana Lee', 'Robert Cole')
    >>> line = read_byline("Published Aug. 25, 2021 Updated Sept. 17, 2021")
    >>> line.date, line.updated
    (datetime.date(2021, 8, 25), datetime.date(2021, 9, 17))
    >>> read_byline("By Monday the river had fallen.") is None
    True
    """
    if len(text) > LONGEST_LINE or not _may_begin(text):
        return None
    byline = _read_part(text)
    if byline:
        return byline
    parts = [_read_part(part) for part in _BESIDE.split(text)]
    return _together([part for part in parts if part]) if len(parts) > 1 and all(parts) else None


def _may_begin(text: str) -> bool:
    """Look at the first word only, since most lines are ordinary."""
    if text[:1].isdigit():
        return True
    first = text[:16].replace("-", " ").split(" ", 1)[0].rstrip(":.,|").lower()
    return first in _FIRST_WORDS or first[:3] in DATE_WORDS


def is_credit(text: str) -> bool:
    """Say whether a closing paragraph tells who reported from where.

    >>> is_credit("Ana Lee reported from Oslo, and Robert Cole from Bergen.")
    True
    """
    return len(text) <= _CREDIT_LENGTH and _CREDIT.match(text) is not None


def _together(parts: list[Byline]) -> Byline:
    dated = next((part for part in parts if part.date), Byline())
    return Byline(
        authors=next((part.authors for part in parts if part.authors), ()),
        date=dated.date,
        date_precision=dated.date_precision,
        updated=next((part.updated for part in parts if part.updated), None),
    )


def _read_part(text: str) -> Byline | None:
    if by := _BY.match(text):
        authors = _authors(text[by.end() :])
        return Byline(authors=authors) if authors else None
    if _LABEL.match(text):
        return _read_labelled(text)
    found = parse_date(text) if any(map(str.isdigit, text)) else None
    if found and found[1] != "year" and not text.isdigit():
        return Byline(date=found[0], date_precision=found[1])
    return None


def _read_labelled(text: str) -> Byline | None:
    """Read ``Published DATE Updated DATE``; None where anything else stands there."""
    date = updated = None
    precision: Precision = "day"
    at = 0
    while at < len(text):
        label = _LABEL.match(text, at)
        found = read_date(text[label.end() :]) if label else None
        if label is None or found is None:
            return None
        if label["updated"]:
            updated = updated or found[0]
        elif date is None:
            date, precision = found[0], found[1]
        end = label.end() + found[2]
        at = skip_time(text, end)
        at += len(text[at:]) - len(text[at:].lstrip(" \t,;.|•·–—-/("))
    return Byline(date=date, date_precision=precision, updated=updated)


def _authors(text: str) -> tuple[str, ...]:
    """Return the names in "A and B, Staff Writers"; none where it is a sentence."""
    text = _IN_BRACKETS.sub("", text)
    parts = split_names(_IN_PLACE.sub("", text))
    if not parts or not all(_is_name(part) for part in parts):
        return ()
    return tuple(people(parts))


def _is_name(text: str) -> bool:
    words = text.split()
    if len(words) > _NAME_WORDS or text.endswith((":", "!", "?")):
        return False
    if text.endswith(".") and not (_SUFFIX.search(words[-1]) or len(words[-1]) == len("A.")):
        return False
    if _ROLE.search(text):
        return True
    if words[0].lower() == "the":  # "By the numbers"
        return False
    return _NAME_WORD.match(words[0]) is not None and all(
        word in _PARTICLES or _NAME_WORD.match(word) for word in words
    )
