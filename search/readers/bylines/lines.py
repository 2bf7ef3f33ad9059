"""Who wrote it, and when: the lines of an article that are about the article."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from search.readers.bylines.datelines import AGENCIES
from search.readers.bylines.names import BY, is_outlet, is_person, names_in
from search.readers.dates.printed import (
    DATE_WORDS,
    order_of,
    parse_date,
    read_date,
    readings,
    skip_time,
)

if TYPE_CHECKING:
    import datetime

    from search.article import Precision
    from search.readers.dates.printed import Order

LONGEST_LINE = 200  # characters; a longer one is a sentence

_BESIDE = re.compile(rf"\s+[|•·]\s+|\s+[–—-]\s+|\s+/\s+(?=(?:{'|'.join(AGENCIES)})$)")
_PICTURES = re.compile(
    r"\s*[;/|,•·–—-]\s*(?:photo(?:s|graphs?|graphy)?|pictures?|images?|illustrations?|graphics?"
    r"|video)\s+by\s.*$",
    re.IGNORECASE,
)
_THEN_BY = re.compile(r",?\s+(?=by\s)", re.IGNORECASE)
_THEN_DATED = re.compile(
    r"(?:,\s+|\s+)(?:on\s+)?(?=(?:(?:last|first|originally)\s+)?(?:published|posted|updated)\b"
    r"|(?:mon|tue|wed|thu|fri|sat|sun)[a-z]*\.?,?\s"
    r"|(?:jan|feb|mar|apr|may|june?|july?|aug|sept?|oct|nov|dec)[a-z]*\.?\s+\d|\d)",
    re.IGNORECASE,
)
_LABEL = re.compile(
    r"\b(?:(?P<updated>(?:last[ -])?(?:updated|modified)|update|mis à jour|(?:zuletzt )?aktualisiert|"
    r"stand|actualizado|atualizado|aggiornato|bijgewerkt|oppdatert|uppdaterad|opdateret)|"
    r"(?:(?:first|originally|date)[ -])?(?:published(?: online)?|posted|date)|publication date|"
    r"publiée?|veröffentlicht|erschienen|publicado|pubblicato|gepubliceerd|publisert|publicerad)"
    r"\b[ \t]*(?:on|at|le|am|el|em|il|op|den)?[ \t]*[:|]?[ \t]*",
    re.IGNORECASE,
)
_FIRST_WORDS = frozenset(
    (
        *("by", "written", "reported", "words", "text", "story", "first", "originally", "author"),
        *("authors", "reporter", "reporters", "writer", "writers", "from", "publication", "mis"),
        *("last", "published", "posted", "date", "updated", "modified", "update", "publié"),
        *("publiée", "aktualisiert", "zuletzt", "stand", "actualizado", "atualizado", "aggiornato"),
        *("bijgewerkt", "oppdatert", "uppdaterad", "opdateret", "veröffentlicht", "erschienen"),
        *("publicado", "pubblicato", "gepubliceerd", "publisert", "publicerad"),
    )
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Byline:
    """What a line about the article says: its authors, or its dates, or both.

    ``source`` is the agency beside a name, ``unread`` a date that may be two
    different days.
    """

    authors: tuple[str, ...] = ()
    source: str | None = None
    date: datetime.date | None = None
    date_precision: Precision = "day"
    updated: datetime.date | None = None
    unread: str | None = None


def read_byline(text: str, order: Order | None = None) -> Byline | None:
    """Return what a line says about its article, or None if it is an ordinary line.

    ``order`` is that of day and month in dates in numbers, where it is known.

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
    if BY.match(text):
        text = _PICTURES.sub("", text)
    found = _read_all(_BESIDE.split(text), order) or _read_part(text, order)
    if found:
        return found
    if found := _read_all(_THEN_DATED.split(text, maxsplit=1), order):
        return found
    found = _read_all(_THEN_BY.split(text, maxsplit=1), order)
    if found is None or not found.date:  # who changed a story is not its author
        return None
    # "Posted on August 17, 2021 by Staff": an account, and often that of whoever posted it.
    return found if all(map(is_person, found.authors)) else replace(found, authors=())


def _may_begin(text: str) -> bool:
    """Look at the first word only, since most lines are ordinary."""
    if text[:1].isdigit():
        return True
    first = text[:16].replace("-", " ").split(" ", 1)[0].rstrip(":.,|").lower()
    return first in _FIRST_WORDS or first[:3] in DATE_WORDS


def _read_all(parts: list[str], order: Order | None) -> Byline | None:
    """Read parts of a line that stand beside one another; None if one says nothing."""
    if len(parts) == 1:
        return None
    read = [_read_part(part, order) for part in parts]
    if read[0] and read[0].authors:  # beside a name may stand that of the paper
        read = [one or _read_beside(part) for one, part in zip(read, parts, strict=True)]
    return _together([part for part in read if part]) if all(read) else None


def _read_beside(part: str) -> Byline | None:
    """Read what stands beside a name: an agency, a paper or a time of day."""
    if is_outlet(part):
        return Byline(source=part if part in AGENCIES else None)
    return Byline() if skip_time(part, 0) == len(part) > 0 else None


def _together(parts: list[Byline]) -> Byline:
    dated = next((part for part in parts if part.date), Byline())
    return Byline(
        authors=next((part.authors for part in parts if part.authors), ()),
        source=next((part.source for part in parts if part.source), None),
        date=dated.date,
        date_precision=dated.date_precision,
        updated=next((part.updated for part in parts if part.updated), None),
        unread=next((part.unread for part in parts if part.unread), None),
    )


def _read_part(text: str, order: Order | None) -> Byline | None:
    if by := BY.match(text):
        authors = names_in(text[by.end() :])
        return Byline(authors=authors) if authors else None
    if _LABEL.match(text):
        return _read_labelled(text, order)
    if not any(map(str.isdigit, text)):
        return None
    found = parse_date(text, order)
    if found and found[1] != "year" and not text.isdigit():
        return Byline(date=found[0], date_precision=found[1])
    return Byline(unread=text) if found is None and readings(text) else None


def _read_labelled(text: str, order: Order | None) -> Byline | None:
    """Read ``Published DATE Updated DATE``; None where anything else stands there."""
    date = updated = unread = None
    precision: Precision = "day"
    order = order or order_of(text)
    at = 0
    while at < len(text):
        label = _LABEL.match(text, at)
        if label is None:
            return None
        start = _behind_time(text, label.end())
        # A date that is two in different orders has the same end in both.
        found = read_date(text[start:], order) or read_date(text[start:], "day first")
        if found is None:
            return None
        words = text[start : start + found[2]]
        if not order and readings(words):
            unread = unread or (None if label["updated"] else words)
        elif label["updated"]:
            updated = updated or found[0]
        elif date is None:
            date, precision = found[0], found[1]
        at = _behind_separators(text, skip_time(text, start + found[2]))
    return Byline(date=date, date_precision=precision, updated=updated, unread=unread)


def _behind_time(text: str, start: int) -> int:
    """Return where a date stands before which its time may stand."""
    if read_date(text[start:]):
        return start
    end = skip_time(text, start)
    return _behind_separators(text, end) if end > start and text[end - 1 : end] != "/" else start


def _behind_separators(text: str, at: int) -> int:
    return at + len(text[at:]) - len(text[at:].lstrip(" \t,;.|•·–—-/("))
