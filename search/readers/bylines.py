"""Who wrote it, and when: the lines of an article that are about the article."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from search.readers.dates import DATE_WORDS, order_of, parse_date, read_date, readings, skip_time

if TYPE_CHECKING:
    import datetime

    from search.article import Precision
    from search.readers.dates import Order

LONGEST_LINE = 200  # characters; a longer one is a sentence

_SEPARATOR = re.compile(
    r"\s*(?:,\s*(?:and|&)\s+|[,;&]\s*|\s+and\s+|\s+&\s+|\s+with\s+)", re.IGNORECASE
)
_SUFFIX = re.compile(r"(?:Jr|Sr|II|III|IV|Ph\.?D|M\.?D|Esq)\.?", re.IGNORECASE)
_BY = re.compile(
    r"(?:(?:written|reported|words|text|story)\s+)?by\b:?\s*"
    r"|(?:authors?|reporters?|writers?)\s*:\s*"
    r"|from\s+(?=(?:our|an?)\s(?:[\w-]+\s){1,3}correspondents?\b)",
    re.IGNORECASE,
)
# "in Kabul", "in Washington, D.C.", after a name
_IN_PLACE = re.compile(
    r"\s+(?:in|at)\s+[^\W\d_a-z][\w.’'-]*(?:[ -][^\W\d_a-z][\w.’'-]*){0,3}"
    r"(?:,\s+[^\W\d_a-z][\w.]*)?(?=\s*(?:[,;&]|\sand\s|$))"
)
_BESIDE = re.compile(r"\s+[|•·]\s+|\s+[–—-]\s+")
_THEN_DATED = re.compile(
    r"(?:,\s+|\s+)(?:on\s+)?(?=(?:(?:last|first|originally)\s+)?(?:published|posted|updated)\b"
    r"|(?:mon|tue|wed|thu|fri|sat|sun)[a-z]*\.?,?\s"
    r"|(?:jan|feb|mar|apr|may|june?|july?|aug|sept?|oct|nov|dec)[a-z]*\.?\s+\d|\d)",
    re.IGNORECASE,
)
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
_DATE_WORD = re.compile(
    r"(?:mon|tues|wednes|thurs|fri|satur|sun)days?|january|february|march|september|october|november|december",
    re.IGNORECASE,
)
_OUTLET = re.compile(r"[Tt]he\s+(?:[^\W\d_a-z][\w&.’'-]*\s?){1,4}")
_NAME_WORDS = 6
_LABEL = re.compile(
    r"\b(?:(?P<updated>(?:last[ -])?(?:updated|modified)|update|mis à jour|(?:zuletzt )?aktualisiert|"
    r"stand|actualizado|atualizado|aggiornato|bijgewerkt|oppdatert|uppdaterad|opdateret)|"
    r"(?:(?:first|originally|date)[ -])?(?:published(?: online)?|posted|date)|publication date|"
    r"publiée?|veröffentlicht|erschienen|publicado|pubblicato|gepubliceerd|publisert|publicerad)"
    r"\b[ \t]*(?:on|at|le|am|el|em|il|op|den)?[ \t]*[:|]?[ \t]*",
    re.IGNORECASE,
)
_NAME_PART = r"[^\W\d_a-z][\w.,’'-]*"
_PEOPLE = rf"(?-i:(?:(?:{_NAME_PART}|and|de|der|van|von)\s+){{2,16}})"
_CREDIT = re.compile(
    rf"""
    (?:(?:additional|further)\s+)?(?:reporting|research|writing|editing)\s+
        (?:was\s+contributed\s+|(?:and|&)\s+\w+\s+)?(?:by|from)\s
  | {_PEOPLE}reported\s+from\s
  | {_PEOPLE}contributed\s+(?:reporting|research|to\s+this\s+(?:report|story|article))\b
  | {_PEOPLE}(?:is|are|was)\s+(?:(?:an?|the)\s+)?(?:[\w’'-]+\s+){{0,4}}
        (?:reporter|correspondent|columnist|journalist|editor|writer|contributor)s?
        (?:[.]|\s+(?:at|for|with|in|based|covering|who\s+covers?|and\s+(?:author|editor))\b)
    """,
    re.IGNORECASE | re.VERBOSE,
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
_CREDIT_LENGTH = 500  # characters


@dataclass(frozen=True, slots=True, kw_only=True)
class Byline:
    """What a line about the article says: its authors, or its dates, or both.

    ``unread`` is a date that may be two different days.
    """

    authors: tuple[str, ...] = ()
    date: datetime.date | None = None
    date_precision: Precision = "day"
    updated: datetime.date | None = None
    unread: str | None = None


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
    byline = _read_part(text, order)
    if byline:
        return byline
    if found := _read_all(_BESIDE.split(text), order):
        return found
    return _read_all(_THEN_DATED.split(text, maxsplit=1), order)


def names_in(text: str) -> tuple[str, ...]:
    """Return the names in "A and B, Staff Writers"; none where it is a sentence.

    >>> names_in("Ana Lee in Oslo and Robert Cole, The Herald"), names_in("Monday it rained")
    (('Ana Lee', 'Robert Cole'), ())
    """
    text = _IN_BRACKETS.sub("", text)
    first, *others = split_names(_IN_PLACE.sub("", text)) or [""]
    # Behind the first name a single word is a place, and "The ..." is a paper.
    others = [part for part in others if not _is_aside(part)]
    parts = [first, *others]
    if not all(is_name(part) for part in parts) or not any(map(_is_full, parts)):
        return ()
    return tuple(people(parts))


def is_name(text: str) -> bool:
    """Say whether a text is the name of a person or of an agency, by its look."""
    words = text.split()
    if not 0 < len(words) <= _NAME_WORDS or text.endswith((":", "!", "?")):
        return False
    if text.endswith(".") and not (_SUFFIX.search(words[-1]) or len(words[-1]) == len("A.")):
        return False
    if _ROLE.search(text):
        return True
    if words[0].lower() == "the" or _is_date_word(words[0]):  # "By the numbers", "By Monday"
        return False
    return _NAME_WORD.match(words[0]) is not None and all(
        word in _PARTICLES or _NAME_WORD.match(word) for word in words
    )


def is_credit(text: str) -> bool:
    """Say whether a closing paragraph tells who reported from where.

    >>> is_credit("Ana Lee reported from Oslo, and Robert Cole from Bergen.")
    True
    """
    return len(text) <= _CREDIT_LENGTH and _CREDIT.match(text) is not None


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
        read = [
            one or (Byline() if _is_outlet(part) else None)
            for one, part in zip(read, parts, strict=True)
        ]
    return _together([part for part in read if part]) if all(read) else None


def _together(parts: list[Byline]) -> Byline:
    dated = next((part for part in parts if part.date), Byline())
    return Byline(
        authors=next((part.authors for part in parts if part.authors), ()),
        date=dated.date,
        date_precision=dated.date_precision,
        updated=next((part.updated for part in parts if part.updated), None),
        unread=next((part.unread for part in parts if part.unread), None),
    )


def _read_part(text: str, order: Order | None) -> Byline | None:
    if by := _BY.match(text):
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


def _is_aside(text: str) -> bool:
    return (" " not in text and text[:1].isupper() and not _ROLE.search(text)) or bool(
        _OUTLET.fullmatch(text)
    )


def _is_full(name: str) -> bool:
    """Say whether a name has a first and a last part, or is in a script without capitals."""
    return " " in name or bool(_ROLE.search(name)) or name.lower() == name.upper()


def _is_outlet(text: str) -> bool:
    words = text.split()
    return 0 < len(words) <= _NAME_WORDS and all(
        word in _PARTICLES or word in {"and", "&"} or word[0].isupper() for word in words
    )


def _is_date_word(word: str) -> bool:
    return word[:3].lower() in DATE_WORDS and bool(_DATE_WORD.fullmatch(word.rstrip(",")))
